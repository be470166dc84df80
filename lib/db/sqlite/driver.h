/* What the files of the SQLite driver share. Nothing outside lib/db/sqlite includes this. */
#ifndef CRM_DB_SQLITE_DRIVER_H
#define CRM_DB_SQLITE_DRIVER_H

#include "db/db.h"
#include "db/sql.h"

#include <sqlite3.h>

/* "LCRM": stands in the header of each database, so that a foreign one is known. */
#define LCRM_APPLICATION_ID 0x4c43524d

enum {
    SQLITE_PAGE_SIZE = 4096,
    CHECKPOINT_PAGES = 10000,
    LOG_SIZE_LIMIT = 64 << 20,   /* a longer log is cut back after a checkpoint */
    VALUE_SIZE_LIMIT = 64 << 20, /* bytes of a value, and of a row */
    VARIABLE_LIMIT = 32766,
    COLUMN_LIMIT = 2000,
    PROGRESS_OPERATIONS = 4096, /* virtual machine steps between looks at the interrupt flag */
};

struct sqlite_db {
    struct db base;
    sqlite3 *handle;
    sqlite3_vfs *vfs;
    char *path;
    char *vfs_name; /* as asked for; NULL: the default */
    bool in_memory;
    int64_t busy_limit_us;
    int64_t waited_us; /* for the lock wanted now */
    bool do_not_wait;
    bool has_claim;
    int claim; /* the file that is locked */
    sqlite3_stmt *begin_read;
    sqlite3_stmt *begin_write;
    sqlite3_stmt *commit;
    sqlite3_stmt *rollback;
    sqlite3_stmt *data_version;
    sqlite3_stmt *savepoints[SAVEPOINT_DEPTH_LIMIT];
    sqlite3_stmt *releases[SAVEPOINT_DEPTH_LIMIT];
    sqlite3_stmt *rollbacks[SAVEPOINT_DEPTH_LIMIT];
};

struct sqlite_statement {
    struct statement base;
    sqlite3_stmt *handle;
};

/* Where a database is, taken from a URI. */
struct sqlite_location {
    char *path; /* owned; NUL-terminated */
    bool in_memory;
    bool read_only;
    bool must_exist;
};

/* location.c: fills what the URI says into `location`, which has the options' wishes already. */
crm_status crm__sqlite_locate(struct env *env, struct text uri, struct sqlite_location *location);

/* error.c: records the last failure of the handle; `code` is the extended result code. */
crm_status crm__sqlite_fail(struct sqlite_db *db, int code);
/* The same for opening, where the system's reason matters; `handle` may be NULL. */
crm_status crm__sqlite_fail_open(struct sqlite_db *db, sqlite3 *handle, int code);

/* open.c */
crm_status crm__sqlite_open(struct env *env, struct text uri, const struct db_options *options,
                            struct db **db_out);
void crm__sqlite_close(struct db *db, bool foreign_process);
void crm__sqlite_interrupt(struct db *db);
/* Runs a text without parameters and result. */
crm_status crm__sqlite_run(struct sqlite_db *db, const char *sql);
/* The first column of the first row of a text; 0 when there is none. */
crm_status crm__sqlite_run_int(struct sqlite_db *db, const char *sql, int64_t *integer_out);

/* setup.c: what a new connection is told, and what a database must be. */
crm_status crm__sqlite_set_up(struct sqlite_db *db, const struct db_options *options);
int crm__sqlite_wait(void *context, int round); /* busy handler */

/* transaction.c */
crm_status crm__sqlite_begin(struct db *db, enum transaction_mode mode);
crm_status crm__sqlite_commit(struct db *db);
void crm__sqlite_rollback(struct db *db);
crm_status crm__sqlite_savepoint(struct db *db, size_t number);
crm_status crm__sqlite_release(struct db *db, size_t number);
crm_status crm__sqlite_rollback_to(struct db *db, size_t number);
bool crm__sqlite_in_transaction(struct db *db);
void crm__sqlite_finalize_transactions(struct sqlite_db *db);

/* statement.c */
crm_status crm__sqlite_prepare(struct db *db, struct text sql, struct statement **statement_out);
void crm__sqlite_finalize(struct statement *statement);
crm_status crm__sqlite_bind(struct statement *statement, size_t position,
                            const struct value *values, size_t count);
crm_status crm__sqlite_exec(struct statement *statement, int64_t *changed_out);
crm_status crm__sqlite_step(struct statement *statement);
void crm__sqlite_reset(struct statement *statement);
void crm__sqlite_unbind(struct statement *statement);
void crm__sqlite_read(struct statement *statement, size_t column, struct value *values,
                      size_t count);

/* batch.c */
crm_status crm__sqlite_fetch(struct statement *statement, struct batch *batch, size_t limit);
crm_status crm__sqlite_many(struct statement *statement, struct statement_many *many);
crm_status crm__sqlite_bulk_begin(struct bulk *bulk, struct text table, const struct text *columns,
                                  size_t column_count);
crm_status crm__sqlite_bulk_rows(struct bulk *bulk, const struct batch *batch);
crm_status crm__sqlite_bulk_end(struct bulk *bulk);

/* catalog.c */
crm_status crm__sqlite_schema_version(struct db *db, int64_t *version_out);
crm_status crm__sqlite_set_schema_version(struct db *db, int64_t version);
crm_status crm__sqlite_introspect(struct db *db, enum db_catalog what, struct text table,
                                  struct batch *batch);
crm_status crm__sqlite_data_version(struct db *db, int64_t *version_out);
crm_status crm__sqlite_explain(struct db *db, struct text sql, struct buffer *plan);

/* service.c */
crm_status crm__sqlite_maintain(struct db *db, enum maintenance what);
crm_status crm__sqlite_check(struct db *db, void (*found)(void *context, struct text damage),
                             void *context);

/* claim.c */
crm_status crm__sqlite_claim(struct db *db, bool *is_ours_out);
void crm__sqlite_unclaim(struct sqlite_db *db, bool foreign_process);

/* backup.c */
crm_status crm__sqlite_backup_begin(struct db *db, struct text path, struct backup **backup_out);
crm_status crm__sqlite_backup_step(struct backup *backup, size_t pages, int64_t *done_out,
                                   int64_t *total_out);
void crm__sqlite_backup_free(struct backup *backup);

/* dialect.c */
extern const struct sql_dialect crm__sqlite_dialect;

#endif
