/*
 * A database connection, whatever the database: opening, transactions, prepared statements,
 * batches, schema and service calls. The work is done by a driver (db/driver.h); SQL text is made
 * with db/sql.h. A connection is used by one thread at a time; only crm__db_interrupt may be called
 * from another.
 */
#ifndef CRM_DB_DB_H
#define CRM_DB_DB_H

#include "base/batch.h"
#include "db/driver.h"

enum { BUSY_LIMIT_US = 5000000, CACHE_SIZE = 64 << 20, STATEMENT_LIMIT = 256 };

enum db_durability {
    /* An acknowledged commit survives a power cut. */
    DURABILITY_FULL,
    /* A power cut may take the last commits with it, in order from the end; it never corrupts. */
    DURABILITY_MAY_LOSE_LAST_COMMITS,
};

/* Zero everywhere is the default. */
struct db_options {
    bool read_only;
    bool must_exist;       /* do not create a missing database */
    int64_t busy_limit_us; /* how long to wait for a lock; 0: BUSY_LIMIT_US; negative: not at all */
    enum db_durability durability;
    size_t cache_size;        /* bytes of page cache; 0: CACHE_SIZE */
    size_t statement_limit;   /* prepared statements kept; 0: STATEMENT_LIMIT */
    int64_t newest_schema;    /* a database of a newer schema version is refused; 0: any is taken */
    bool outside_checkpoints; /* another program (a replicator) moves the log into the database */
    const char *vfs;          /* SQLite: name of a registered VFS, for fault tests; NULL: default */
    /* Where drivers that are objects of their own lie; NULL: beside the library, then where they
     * were installed. An absolute path. */
    const char *module_folder;
    const struct db_driver *driver; /* NULL: the one the URI asks for */
};

/*
 * Opens a database. `shop.crm`, `file:shop.crm?mode=ro` (ro, rw, rwc) and `:memory:` are SQLite;
 * `postgresql://…` is PostgreSQL. `options` may be NULL.
 *
 * CRM_E_SYNTAX: the URI; CRM_E_NOT_FOUND: no such file or folder; CRM_E_FORMAT: a folder, a file
 * that is no database, a database of another program or of a newer schema; CRM_E_CORRUPT: damaged
 * or cut short; CRM_E_READONLY; CRM_E_BUSY; CRM_E_IO; CRM_E_UNSUPPORTED: no driver for the URI, or
 * a file system that cannot hold a write-ahead log. The env is usable after each.
 */
crm_status crm__db_open(struct env *env, struct text uri, const struct db_options *options,
                        struct db **db_out);

/* Rolls back what is open and frees all statements. In a child process made by fork() it only
 * frees memory: the connection still belongs to the parent. */
void crm__db_close(struct db *db);

/* Cancels what runs, and all that starts until crm__db_resume: CRM_E_CANCELLED. Callable from any
 * thread and from a signal handler, but not during crm__db_close. */
void crm__db_interrupt(struct db *db);
void crm__db_resume(struct db *db);

/* CRM_E_MISUSE when this process is a fork of the one that opened the connection. Checked by itself
 * whenever a transaction or a statement outside one begins. */
crm_status crm__db_check_process(struct db *db);

/*
 * Transactions nest: the outermost is the database's own, inner writing ones are savepoints, inner
 * reading ones only count. A statement that fails inside a transaction fails the innermost level
 * that can be rolled back: until that is done, every statement answers CRM_E_MISUSE. So a failure
 * has one meaning on all databases. When the database gave up the whole transaction (a full disk,
 * an interrupt), inner levels can be rolled back as usual, but then every statement and the outer
 * commits answer with the failure that it was.
 */
crm_status crm__db_begin(struct db *db, enum transaction_mode mode);
/* Ends the innermost level. When it fails, or the level had failed, the level is rolled back and
 * the first failure's status returned. */
crm_status crm__db_commit(struct db *db);
/* After a commit that failed: the answer was lost on the way, so it may have taken effect. */
bool crm__db_commit_is_unknown(const struct db *db);
/* Undoes the innermost level; harmless when none is open. Keeps the error detail. */
void crm__db_rollback(struct db *db);

/*
 * Prepared statements come from a cache. `shape` names the statement: two texts never share a shape
 * within a schema generation; 0 means the text itself is the key. A statement is the caller's from
 * prepare to release; asking for a shape that is in use makes a second, uncached one.
 */
crm_status crm__db_prepare(struct db *db, uint64_t shape, struct text sql,
                           struct statement **statement_out);
/* The idle cached statement of that shape, so that its text need not be built; NULL when none. */
struct statement *crm__db_cached(struct db *db, uint64_t shape);
/* Back to the cache; forgets what was bound. NULL is fine. */
void crm__statement_release(struct statement *statement);
/* The schema has changed: no cached statement is used again. What db/ddl.h does calls it itself. */
void crm__db_schema_changed(struct db *db);

/* Positions count from 1. Text and blobs are borrowed until the next reset or release. Text with a
 * NUL and the number NaN are CRM_E_INVALID, for no two databases agree on them. */
crm_status crm__statement_bind(struct statement *statement, size_t position, struct value value);
/* Binds positions 1 to count. */
crm_status crm__statement_bind_all(struct statement *statement, const struct value *values,
                                   size_t count);

/* Runs to the end and resets. `changed_out`, the number of rows written, may be NULL, and must be
 * within a pipeline. */
crm_status crm__statement_exec(struct statement *statement, int64_t *changed_out);
/* CRM_OK: a row can be read; CRM_DONE: there is none, and the statement has been reset. */
crm_status crm__statement_step(struct statement *statement);
/* Ends a run early, so that it can be bound and run again. */
void crm__statement_reset(struct statement *statement);

/* Columns of the current row count from 0. Text and blobs are borrowed until the next step. */
struct value crm__statement_column(struct statement *statement, size_t column);
/* The first `count` columns at once. */
void crm__statement_row(struct statement *statement, struct value *values, size_t count);

/*
 * Appends up to `limit` rows to the batch, whose columns stand for the statement's in order and say
 * the kinds wanted. CRM_OK: the limit was reached; CRM_DONE: no more rows, and the statement has
 * been reset. CRM_E_INTERNAL: a value of another kind than its column's.
 */
crm_status crm__statement_fetch(struct statement *statement, struct batch *batch, size_t limit);

/* Runs the statement once for each row of a batch; see struct statement_many. */
crm_status crm__statement_many(struct statement *statement, struct statement_many *many);

/*
 * The fastest way to fill a table: rows of a batch go into `columns`, of the same number and order.
 * `rows` may be called often; `end` makes sure that all rows are in. Between the two no other
 * statement runs. Failures are those of an insert; the transaction must then be rolled back.
 */
crm_status crm__bulk_begin(struct db *db, struct text table, const struct text *columns,
                           size_t column_count, struct bulk *bulk);
crm_status crm__bulk_rows(struct bulk *bulk, const struct batch *batch);
crm_status crm__bulk_end(struct bulk *bulk); /* also after a failure; frees what bulk holds */

/* Between begin and flush an exec may return before it ran; its failure may come from a later exec
 * or from the flush. Saves the round trips on a server; SQLite runs each at once. */
crm_status crm__db_pipeline_begin(struct db *db);
crm_status crm__db_pipeline_flush(struct db *db);

/* The schema version that the library keeps in the database; 0 in a new one. */
crm_status crm__db_schema_version(struct db *db, int64_t *version_out);
crm_status crm__db_set_schema_version(struct db *db, int64_t version);

/* Rows about what exists, in a fixed order; the columns, of enum db_catalog, are added. */
crm_status crm__db_introspect(struct db *db, enum db_catalog what, struct text table,
                              struct batch *batch);
/* A number that differs from the last answer when another connection has committed a writing
 * transaction since. */
crm_status crm__db_data_version(struct db *db, int64_t *version_out);
/* How the database would run a statement, a line a step, for golden tests. */
crm_status crm__db_explain(struct db *db, struct text sql, struct buffer *plan);

crm_status crm__db_maintain(struct db *db, enum maintenance what);
/* Reads everything; `found` is called with each damage. CRM_OK: none; CRM_E_CORRUPT: some. */
crm_status crm__db_check(struct db *db, void (*found)(void *context, struct text damage),
                         void *context);

/*
 * Claims the database for a job that only one may do at a time, across processes; others go on
 * reading and writing. The claim lasts until the connection is closed or the process ends, however
 * it ends. CRM_OK and false: another connection has it.
 */
crm_status crm__db_claim(struct db *db, bool *is_ours_out);

/* Copies the database, as it is committed now, into a new file while others go on working.
 * CRM_E_EXISTS: the target is there. Each step copies up to `pages` pages, 0 all: CRM_OK: more to
 * do; CRM_DONE: complete. Freeing an incomplete backup removes the target. */
crm_status crm__backup_begin(struct db *db, struct text path, struct backup **backup_out);
crm_status crm__backup_step(struct backup *backup, size_t pages, int64_t *done_out,
                            int64_t *total_out);
void crm__backup_free(struct backup *backup);

#endif
