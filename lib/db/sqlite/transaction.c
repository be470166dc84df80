/* Transactions and savepoints of SQLite; their statements are prepared once. */
#include "db/sqlite/driver.h"

static crm_status run_kept(struct sqlite_db *db, sqlite3_stmt **kept, const char *sql);
static crm_status run_numbered(struct sqlite_db *db, sqlite3_stmt **kept, const char *format,
                               size_t number);

crm_status crm__sqlite_begin(struct db *base, enum transaction_mode mode)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (mode == TRANSACTION_READ)
        return run_kept(db, &db->begin_read, "BEGIN DEFERRED");
    return run_kept(db, &db->begin_write, "BEGIN IMMEDIATE");
}

crm_status crm__sqlite_commit(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    return run_kept(db, &db->commit, "COMMIT");
}

void crm__sqlite_rollback(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct error kept = base->env->error;
    /* Without memory for the prepared statement the transaction must still end. */
    if (run_kept(db, &db->rollback, "ROLLBACK") < 0 && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    base->env->error = kept;
}

crm_status crm__sqlite_savepoint(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    return run_numbered(db, db->savepoints, "SAVEPOINT s%d", number);
}

crm_status crm__sqlite_release(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    return run_numbered(db, db->releases, "RELEASE s%d", number);
}

crm_status crm__sqlite_rollback_to(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    crm_status status = run_numbered(db, db->rollbacks, "ROLLBACK TO s%d", number);
    return status < 0 ? status : crm__sqlite_release(base, number);
}

bool crm__sqlite_in_transaction(struct db *base)
{
    return !sqlite3_get_autocommit(((struct sqlite_db *)base)->handle);
}

void crm__sqlite_finalize_transactions(struct sqlite_db *db)
{
    sqlite3_finalize(db->begin_read);
    sqlite3_finalize(db->begin_write);
    sqlite3_finalize(db->commit);
    sqlite3_finalize(db->rollback);
    sqlite3_finalize(db->data_version);
    for (size_t i = 0; i < SAVEPOINT_DEPTH_LIMIT; i++) {
        sqlite3_finalize(db->savepoints[i]);
        sqlite3_finalize(db->releases[i]);
        sqlite3_finalize(db->rollbacks[i]);
    }
}

static crm_status run_kept(struct sqlite_db *db, sqlite3_stmt **kept, const char *sql)
{
    int code = SQLITE_OK;
    if (!*kept)
        code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(*kept);
    crm_status status =
        code == SQLITE_DONE ? CRM_OK : crm__sqlite_fail(db, sqlite3_extended_errcode(db->handle));
    sqlite3_reset(*kept);
    return status;
}

static crm_status run_numbered(struct sqlite_db *db, sqlite3_stmt **kept, const char *format,
                               size_t number)
{
    char sql[32];
    sqlite3_snprintf((int)sizeof sql, sql, format, (int)number);
    return run_kept(db, &kept[number], sql);
}
