/* Opening and closing a SQLite connection. */
#include "db/sqlite/driver.h"

#include <assert.h>
#include <string.h>

static crm_status open_located(struct sqlite_db *db, const struct db_options *options,
                               const struct sqlite_location *location);
static crm_status keep_vfs(struct sqlite_db *db, const char *name);
static void library_set_up(void);
static int look(void *context);

crm_status crm__sqlite_open(struct env *env, struct text uri, const struct db_options *options,
                            struct db **db_out)
{
    library_set_up();
    struct sqlite_db *db = crm__alloc_zero(env, 1, sizeof *db);
    if (!db)
        return CRM_E_NOMEM;
    db->base.env = env;
    db->base.driver = &crm__sqlite_driver;
    db->base.dialect = &crm__sqlite_dialect;
    atomic_init(&db->base.interrupted, false);

    struct sqlite_location location = {.read_only = options->read_only,
                                       .must_exist = options->must_exist || options->read_only};
    crm_status status = crm__sqlite_locate(env, uri, &location);
    db->path = location.path;
    if (status >= 0)
        status = open_located(db, options, &location);
    if (status < 0) {
        crm__sqlite_close(&db->base, false);
        return status;
    }
    *db_out = &db->base;
    return CRM_OK;
}

void crm__sqlite_close(struct db *base, bool foreign_process)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct env *env = base->env;
    crm__sqlite_unclaim(db, foreign_process);
    /* In a fork SQLite's own memory and files are left alone: closing would take the parent's
     * locks back and could put its log into the database. */
    if (!foreign_process) {
        crm__sqlite_finalize_transactions(db);
        sqlite3_close_v2(db->handle);
    }
    crm__free(env, db->path);
    crm__free(env, db->vfs_name);
    crm__free(env, db);
}

void crm__sqlite_interrupt(struct db *base)
{
    sqlite3_interrupt(((struct sqlite_db *)base)->handle);
}

crm_status crm__sqlite_run(struct sqlite_db *db, const char *sql)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? CRM_OK : crm__sqlite_fail(db, code);
}

crm_status crm__sqlite_run_int(struct sqlite_db *db, const char *sql, int64_t *integer_out)
{
    *integer_out = 0;
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    crm_status status = CRM_OK;
    if (code == SQLITE_ROW)
        *integer_out = sqlite3_column_int64(statement, 0);
    else if (code != SQLITE_DONE)
        status = crm__sqlite_fail(db, code);
    sqlite3_finalize(statement);
    return status;
}

static crm_status open_located(struct sqlite_db *db, const struct db_options *options,
                               const struct sqlite_location *location)
{
    crm_status status = keep_vfs(db, options->vfs);
    if (status < 0)
        return status;
    db->in_memory = location->in_memory;
    db->busy_limit_us = options->busy_limit_us == 0  ? BUSY_LIMIT_US
                        : options->busy_limit_us < 0 ? 0
                                                     : options->busy_limit_us;

    /* One thread at a time uses a connection, so it needs no mutexes. */
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    flags |= location->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (!location->must_exist && !location->read_only)
        flags |= SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(db->path, &db->handle, flags, db->vfs_name);
    if (code != SQLITE_OK)
        return crm__sqlite_fail_open(db, db->handle, code);
    /* Without permission to write SQLite opens for reading and says nothing. */
    if (!location->read_only && sqlite3_db_readonly(db->handle, "main") == 1)
        return crm__fail(db->base.env, CRM_E_READONLY,
                         "%s may only be read: open it for reading or change its permissions",
                         db->path);
    db->base.read_only = location->read_only;

    sqlite3_busy_handler(db->handle, crm__sqlite_wait, db);
    sqlite3_progress_handler(db->handle, PROGRESS_OPERATIONS, look, db);
    return crm__sqlite_set_up(db, options);
}

static crm_status keep_vfs(struct sqlite_db *db, const char *name)
{
    db->vfs = sqlite3_vfs_find(name);
    if (!db->vfs)
        return name ? crm__fail(db->base.env, CRM_E_UNKNOWN, "no SQLite VFS '%s'", name)
                    : crm__fail_nomem(db->base.env);
    if (!name)
        return CRM_OK;
    size_t size = strlen(name) + 1;
    db->vfs_name = crm__alloc(db->base.env, size);
    if (!db->vfs_name)
        return CRM_E_NOMEM;
    memcpy(db->vfs_name, name, size);
    return CRM_OK;
}

/*
 * Once for the process, before SQLite is first used: no statistics over all allocations, whose
 * mutex would let two reading threads run at two thirds of their speed. When the host has started
 * SQLite already, its choice stands; the refusal is no failure.
 */
static void library_set_up(void)
{
    enum { NOT_YET, NOW, DONE };
    static atomic_int state = NOT_YET;
    int expected = NOT_YET;
    if (atomic_compare_exchange_strong(&state, &expected, NOW)) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_initialize();
        atomic_store(&state, DONE);
    }
    while (atomic_load(&state) != DONE)
        continue; /* Another thread is at it; it takes microseconds. */
}

/* Called during long statements. sqlite3_interrupt alone is not enough: it is forgotten when it
 * comes just before a statement starts. */
static int look(void *context)
{
    const struct sqlite_db *db = context;
    return atomic_load_explicit(&db->base.interrupted, memory_order_relaxed);
}
