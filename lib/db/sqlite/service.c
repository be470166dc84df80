/* Upkeep of a SQLite database: checkpoint, statistics, compaction, integrity. */
#include "db/sqlite/driver.h"

#include <string.h>

static crm_status checkpoint(struct sqlite_db *db);
static crm_status report_rows(struct sqlite_db *db, const char *sql,
                              void (*found)(void *context, struct text damage), void *context,
                              bool *damaged);
static crm_status search_check(struct sqlite_db *db,
                               void (*found)(void *context, struct text damage), void *context,
                               bool *damaged);

crm_status crm__sqlite_maintain(struct db *base, enum maintenance what)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    crm_status status = CRM_OK;
    switch (what) {
    case MAINTAIN_CHECKPOINT:
        return checkpoint(db);
    case MAINTAIN_OPTIMIZE:
        return crm__sqlite_run(db, "PRAGMA analysis_limit = 1000; PRAGMA optimize;");
    case MAINTAIN_ANALYZE:
        return crm__sqlite_run(db, "PRAGMA analysis_limit = 0; ANALYZE;");
    case MAINTAIN_COMPACT:
        status = crm__sqlite_run(db, "VACUUM");
        return status < 0 ? status : checkpoint(db);
    }
    return crm__fail(base->env, CRM_E_MISUSE, "no maintenance %d", (int)what);
}

crm_status crm__sqlite_check(struct db *base, void (*found)(void *context, struct text damage),
                             void *context)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    bool damaged = false;
    crm_status status = report_rows(db, "PRAGMA integrity_check(100)", found, context, &damaged);
    if (status >= 0)
        status = report_rows(db,
                             "SELECT \"table\" || ' ' || coalesce(rowid, '?') || "
                             "': a reference leads to no row of ' || parent "
                             "FROM pragma_foreign_key_check LIMIT 100",
                             found, context, &damaged);
    if (status >= 0 && !base->read_only)
        status = search_check(db, found, context, &damaged);
    if (status >= 0 && damaged)
        status = crm__fail(base->env, CRM_E_CORRUPT, "database %s is damaged", db->path);
    return status;
}

/* What readers still need stays in the log; nobody is waited for. */
static crm_status checkpoint(struct sqlite_db *db)
{
    db->do_not_wait = true;
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (code == SQLITE_BUSY)
        code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    db->do_not_wait = false;
    return code == SQLITE_OK ? CRM_OK : crm__sqlite_fail(db, code);
}

/* Each row but "ok" is a damage. A damage that ends the check itself is one, too. */
static crm_status report_rows(struct sqlite_db *db, const char *sql,
                              void (*found)(void *context, struct text damage), void *context,
                              bool *damaged)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW)
            break;
        struct text line = crm__text_of((const char *)sqlite3_column_text(statement, 0));
        if (crm__text_is(line, "ok"))
            continue;
        *damaged = true;
        if (found)
            found(context, line);
    }
    crm_status status = CRM_OK;
    if (code != SQLITE_DONE)
        status = crm__sqlite_fail(db, code);
    sqlite3_finalize(statement);
    if (status != CRM_E_CORRUPT)
        return status;
    *damaged = true;
    if (found)
        found(context, crm__text_of(db->base.env->error.message));
    return CRM_OK;
}

/* Search indexes are modules, which the integrity check does not enter. */
static crm_status search_check(struct sqlite_db *db,
                               void (*found)(void *context, struct text damage), void *context,
                               bool *damaged)
{
    sqlite3_stmt *names = NULL;
    int code = sqlite3_prepare_v2(db->handle,
                                  "SELECT name FROM pragma_table_list "
                                  "WHERE schema = 'main' AND type = 'virtual' ORDER BY name",
                                  -1, &names, NULL);
    crm_status status = CRM_OK;
    while (status >= 0 && code == SQLITE_OK && sqlite3_step(names) == SQLITE_ROW) {
        char sql[256];
        const char *name = (const char *)sqlite3_column_text(names, 0);
        sqlite3_snprintf((int)sizeof sql, sql,
                         "INSERT INTO \"%w\"(\"%w\") VALUES('integrity-check')", name, name);
        status = report_rows(db, sql, found, context, damaged);
    }
    if (status >= 0 && sqlite3_errcode(db->handle) == SQLITE_NOMEM)
        status = crm__fail_nomem(db->base.env);
    sqlite3_finalize(names);
    return status;
}
