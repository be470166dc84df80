/* Setting a connection up: limits, switches, what the file must be, its log, waiting. */
#include "db/sqlite/driver.h"

#include <string.h>

enum { LOG_MODE_PAUSE_US = 5000 };

static void limit(struct sqlite_db *db);
static crm_status defend(struct sqlite_db *db, const struct db_options *options);
static crm_status tune(struct sqlite_db *db, const struct db_options *options);
static crm_status identify(struct sqlite_db *db, bool *is_new_out);
static crm_status explain_not_a_database(struct sqlite_db *db);
static crm_status size_check(struct sqlite_db *db);
static crm_status initialise(struct sqlite_db *db);
static crm_status start_log(struct sqlite_db *db, const struct db_options *options);
static crm_status log_mode(struct sqlite_db *db);
static crm_status try_log_mode(struct sqlite_db *db, bool *on_out);
static crm_status describe(struct sqlite_db *db);

crm_status crm__sqlite_set_up(struct sqlite_db *db, const struct db_options *options)
{
    limit(db);
    crm_status status = defend(db, options);
    bool is_new = false;
    if (status >= 0)
        status = identify(db, &is_new);
    if (status >= 0 && is_new)
        status = initialise(db);
    if (status >= 0)
        status = tune(db, options);
    if (status >= 0)
        status = start_log(db, options);
    return status < 0 ? status : describe(db);
}

/* Sleeps a little longer each round. Time is counted by what was asked of the system, for a host
 * may stop the clock. */
int crm__sqlite_wait(void *context, int round)
{
    static const int pauses_us[] = {100, 200, 500, 1000, 2000, 3000, 5000};
    enum { PAUSE_COUNT = sizeof pauses_us / sizeof *pauses_us };
    struct sqlite_db *db = context;
    if (round == 0)
        db->waited_us = 0;
    if (db->do_not_wait || atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        return 0;
    int64_t pause = pauses_us[round < PAUSE_COUNT ? round : PAUSE_COUNT - 1];
    if (pause > db->busy_limit_us - db->waited_us)
        pause = db->busy_limit_us - db->waited_us;
    if (pause <= 0)
        return 0;
    if (round == 0)
        db->base.stats.busy_waits++;
    db->vfs->xSleep(db->vfs, (int)pause);
    db->waited_us += pause;
    db->base.stats.busy_wait_us += pause;
    return 1;
}

static void limit(struct sqlite_db *db)
{
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, VALUE_SIZE_LIMIT);
    sqlite3_limit(db->handle, SQLITE_LIMIT_SQL_LENGTH, 4 << 20);
    sqlite3_limit(db->handle, SQLITE_LIMIT_COLUMN, COLUMN_LIMIT);
    sqlite3_limit(db->handle, SQLITE_LIMIT_VARIABLE_NUMBER, VARIABLE_LIMIT);
    sqlite3_limit(db->handle, SQLITE_LIMIT_EXPR_DEPTH, 1000);
    sqlite3_limit(db->handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM attaches one. */
    sqlite3_limit(db->handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

/* A database may come from anywhere: nothing in its schema is trusted or run. */
static crm_status defend(struct sqlite_db *db, const struct db_options *options)
{
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, options->outside_checkpoints,
                      NULL);
    return crm__sqlite_run(db, "PRAGMA mmap_size = 0;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA recursive_triggers = OFF;");
}

static crm_status tune(struct sqlite_db *db, const struct db_options *options)
{
    char sql[128];
    size_t cache = options->cache_size ? options->cache_size : CACHE_SIZE;
    sqlite3_snprintf((int)sizeof sql, sql, "PRAGMA cache_size = -%lld",
                     (long long)(cache / 1024 > 0 ? cache / 1024 : 1));
    crm_status status = crm__sqlite_run(db, sql);
    if (status < 0)
        return status;
    /* Deleted content is overwritten where the page is written anyhow. */
    return crm__sqlite_run(db, "PRAGMA secure_delete = FAST;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA fullfsync = ON;");
}

/*
 * The first read of the file. An empty file becomes a database; a SQLite database of another
 * program, or one that holds tables without saying whose it is, is left alone.
 */
static crm_status identify(struct sqlite_db *db, bool *is_new_out)
{
    int64_t application = 0;
    crm_status status = crm__sqlite_run_int(db, "PRAGMA application_id", &application);
    if (status == CRM_E_FORMAT)
        return explain_not_a_database(db);
    if (status < 0)
        return status;
    if ((int32_t)application == LCRM_APPLICATION_ID)
        return size_check(db);

    int64_t objects = 0;
    status = crm__sqlite_run_int(db, "SELECT count(*) FROM sqlite_schema", &objects);
    if (status < 0)
        return status;
    if (application != 0 || objects > 0)
        return crm__fail(db->base.env, CRM_E_FORMAT,
                         "%s is a SQLite database of another program (application id %lld)",
                         db->path, (long long)application);
    if (db->base.read_only)
        return crm__fail(db->base.env, CRM_E_FORMAT, "%s is empty", db->path);
    *is_new_out = true;
    return CRM_OK;
}

/* SQLite says "not a database" for a damaged header, too. The first bytes tell which it is. */
static crm_status explain_not_a_database(struct sqlite_db *db)
{
    static const char magic[16] = "SQLite format 3";
    char start[sizeof magic] = {0};
    sqlite3_file *file = NULL;
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file && file->pMethods &&
        file->pMethods->xRead(file, start, (int)sizeof start, 0) == SQLITE_OK &&
        memcmp(start, magic, sizeof magic) == 0)
        return crm__fail(db->base.env, CRM_E_CORRUPT, "database %s has a damaged header", db->path);
    return crm__fail(db->base.env, CRM_E_FORMAT, "%s is not a database", db->path);
}

static bool file_reaches(sqlite3_file *file, int64_t size)
{
    sqlite3_int64 found = 0;
    if (!file || !file->pMethods || file->pMethods->xFileSize(file, &found) != SQLITE_OK)
        return true;
    return found >= size;
}

/*
 * SQLite notices missing pages; a last page that is only partly there it would read as zeros. While
 * the log holds pages, the file may rightly be shorter. Others may write meanwhile, and move pages
 * from the log into the file: where both were too short in turn, the file is looked at once more.
 */
static crm_status size_check(struct sqlite_db *db)
{
    sqlite3_file *file = NULL;
    sqlite3_file *log = NULL;
    int64_t pages = 0;
    int64_t page_size = 0;
    sqlite3_int64 size = 0;
    crm_status status = crm__sqlite_run_int(db, "PRAGMA page_count", &pages);
    if (status >= 0)
        status = crm__sqlite_run_int(db, "PRAGMA page_size", &page_size);
    if (status < 0)
        return status;
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    bool log_is_empty = !log || !log->pMethods || !file_reaches(log, 1);
    if (file_reaches(file, pages * page_size) || !log_is_empty ||
        file_reaches(file, pages * page_size))
        return CRM_OK;
    file->pMethods->xFileSize(file, &size);
    return crm__fail(db->base.env, CRM_E_CORRUPT,
                     "database %s is cut short: %lld bytes, %lld expected", db->path,
                     (long long)size, (long long)(pages * page_size));
}

/* Two programs may do this at once: the second finds it done. */
static crm_status initialise(struct sqlite_db *db)
{
    char sql[160];
    sqlite3_snprintf((int)sizeof sql, sql,
                     "PRAGMA page_size = %d; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';"
                     "BEGIN IMMEDIATE; PRAGMA application_id = %d; COMMIT",
                     (int)SQLITE_PAGE_SIZE, LCRM_APPLICATION_ID);
    crm_status status = crm__sqlite_run(db, sql);
    if (status < 0 && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static crm_status start_log(struct sqlite_db *db, const struct db_options *options)
{
    crm_status status = CRM_OK;
    if (!db->in_memory && !db->base.read_only)
        status = log_mode(db);
    if (status < 0)
        return status;
    char sql[160];
    sqlite3_snprintf(
        (int)sizeof sql, sql,
        "PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = %d; PRAGMA journal_size_limit = %d",
        options->durability == DURABILITY_FULL ? "FULL" : "NORMAL",
        options->outside_checkpoints ? 0 : (int)CHECKPOINT_PAGES, (int)LOG_SIZE_LIMIT);
    return crm__sqlite_run(db, sql);
}

/* Turning the log on needs the file alone for a moment; SQLite does not always wait for that. */
static crm_status log_mode(struct sqlite_db *db)
{
    bool on = false;
    int64_t slept_us = 0;
    crm_status status = try_log_mode(db, &on);
    while (status == CRM_E_BUSY && slept_us < db->busy_limit_us) {
        db->vfs->xSleep(db->vfs, LOG_MODE_PAUSE_US);
        slept_us += LOG_MODE_PAUSE_US;
        status = try_log_mode(db, &on);
    }
    if (status >= 0 && !on)
        status = crm__fail(db->base.env, CRM_E_UNSUPPORTED,
                           "no write-ahead log is possible at %s: is it a network file system?",
                           db->path);
    return status;
}

/* SQLite answers with the mode that holds afterwards. */
static crm_status try_log_mode(struct sqlite_db *db, bool *on_out)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    crm_status status = CRM_OK;
    if (code == SQLITE_ROW) {
        const char *mode = (const char *)sqlite3_column_text(statement, 0);
        *on_out = mode && strcmp(mode, "wal") == 0;
    } else {
        status = crm__sqlite_fail(db, code);
    }
    sqlite3_finalize(statement);
    return status;
}

/* Modules are asked for, never assumed: the host may bring a SQLite of its own. */
static crm_status describe(struct sqlite_db *db)
{
    int64_t full_text = 0;
    crm_status status = crm__sqlite_run_int(
        db, "SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'", &full_text);
    if (status < 0)
        return status;
    db->base.caps = (struct db_caps){
        .name = "sqlite",
        .server_version = sqlite3_libversion_number(),
        .variable_limit = (size_t)sqlite3_limit(db->handle, SQLITE_LIMIT_VARIABLE_NUMBER, -1),
        .column_limit = (size_t)sqlite3_limit(db->handle, SQLITE_LIMIT_COLUMN, -1),
        .text_limit = (size_t)sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, -1),
        .full_text = full_text > 0,
        .ddl_in_transaction = true,
        .page_backup = true,
        .parallel_writers = false,
        .round_trips = false,
        .in_memory = db->in_memory,
    };
    return CRM_OK;
}
