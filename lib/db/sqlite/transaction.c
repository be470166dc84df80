/* Transactions and savepoints of SQLite; their statements are prepared once. */
#include "db/sqlite/driver.h"

static crm_status run_kept(struct sqlite_db *db, sqlite3_stmt **kept, const char *sql);
static crm_status prepare_kept(struct sqlite_db *db, sqlite3_stmt **kept, const char *sql);
static crm_status prepare_numbered(struct sqlite_db *db, sqlite3_stmt **kept, const char *format,
                                   size_t number);
static crm_status run_prepared(struct sqlite_db *db, sqlite3_stmt *statement);

/* The statements that end the transaction are prepared first: without them, and without memory, it
 * could not be ended. */
crm_status crm__sqlite_begin(struct db *base, enum transaction_mode mode)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    crm_status status = prepare_kept(db, &db->rollback, "ROLLBACK");
    if (status >= 0)
        status = prepare_kept(db, &db->commit, "COMMIT");
    if (status >= 0)
        status = mode == TRANSACTION_READ ? run_kept(db, &db->begin_read, "BEGIN DEFERRED")
                                          : run_kept(db, &db->begin_write, "BEGIN IMMEDIATE");
    /* Out of memory at its very end, the statement fails and has begun nevertheless. */
    if (status < 0 && !sqlite3_get_autocommit(db->handle))
        crm__sqlite_rollback(base);
    return status;
}

crm_status crm__sqlite_commit(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    return run_prepared(db, db->commit);
}

void crm__sqlite_rollback(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct error kept = base->env->error;
    if (run_prepared(db, db->rollback) < 0 && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    base->env->error = kept;
}

/* The statements that end the level are prepared with it, so that undoing needs little memory. */
crm_status crm__sqlite_savepoint(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    crm_status status = prepare_numbered(db, db->savepoints, "SAVEPOINT s%d", number);
    if (status >= 0)
        status = prepare_numbered(db, db->releases, "RELEASE s%d", number);
    if (status >= 0)
        status = prepare_numbered(db, db->rollbacks, "ROLLBACK TO s%d", number);
    return status < 0 ? status : run_prepared(db, db->savepoints[number]);
}

crm_status crm__sqlite_release(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    return run_prepared(db, db->releases[number]);
}

crm_status crm__sqlite_rollback_to(struct db *base, size_t number)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    crm_status status = run_prepared(db, db->rollbacks[number]);
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
    crm_status status = prepare_kept(db, kept, sql);
    return status < 0 ? status : run_prepared(db, *kept);
}

static crm_status prepare_kept(struct sqlite_db *db, sqlite3_stmt **kept, const char *sql)
{
    if (*kept)
        return CRM_OK;
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    return code == SQLITE_OK ? CRM_OK : crm__sqlite_fail(db, code);
}

static crm_status prepare_numbered(struct sqlite_db *db, sqlite3_stmt **kept, const char *format,
                                   size_t number)
{
    char sql[32];
    sqlite3_snprintf((int)sizeof sql, sql, format, (int)number);
    return prepare_kept(db, &kept[number], sql);
}

static crm_status run_prepared(struct sqlite_db *db, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    crm_status status = code == SQLITE_DONE ? CRM_OK : crm__sqlite_fail(db, code);
    sqlite3_reset(statement);
    return status;
}
