/*
 * What a database driver is: the table of functions behind db/db.h, and the structures that a
 * driver shares with it. Callers of db/db.h need the enums, struct db's readable members and struct
 * statement_many; the rest is for drivers.
 *
 * A driver extends struct db, struct statement and struct backup by embedding them as its first
 * member. Every function that can fail records why with crm__fail.
 */
#ifndef CRM_DB_DRIVER_H
#define CRM_DB_DRIVER_H

#include "base/batch.h"

#include <stdatomic.h>

struct db_options;
struct sql;
struct ddl;

enum { SAVEPOINT_DEPTH_LIMIT = 16, DB_NAME_SIZE = 64, CONFLICT_COLUMN_LIMIT = 8 };

enum transaction_mode {
    TRANSACTION_READ,  /* one unchanging view; writing is CRM_E_MISUSE */
    TRANSACTION_WRITE, /* takes the right to write at once, so that it cannot deadlock later */
};

enum db_catalog {
    CATALOG_TABLES,  /* name: text; by name */
    CATALOG_COLUMNS, /* name: text, kind: int (enum value_kind), required: int 0/1, key: int (place
                        in the primary key from 1, or 0); in the table's order */
    CATALOG_INDEXES, /* name: text, is_unique: int 0/1, is_partial: int 0/1, columns: text with
                        commas; by name; without the primary key's */
};

enum maintenance {
    MAINTAIN_CHECKPOINT, /* move the log into the database and shrink it, as far as readers allow */
    MAINTAIN_OPTIMIZE,   /* refresh what the planner knows, where that is worth it: cheap */
    MAINTAIN_ANALYZE,    /* refresh all of it */
    MAINTAIN_COMPACT,    /* rewrite the database without its free space; needs as much again */
};

/* What a database can do and how much it takes. */
struct db_caps {
    const char *name;        /* sqlite, postgresql … */
    int64_t server_version;  /* 3040001 for SQLite 3.40.1 */
    size_t variable_limit;   /* placeholders in a statement */
    size_t column_limit;     /* columns of a table */
    size_t text_limit;       /* bytes of one value */
    bool full_text;          /* crm__sql_search_… can be used */
    bool ddl_in_transaction; /* several DDL statements and data share one transaction */
    bool parallel_writers;   /* write transactions run beside each other */
    bool round_trips;        /* a statement costs a network round trip: prefer batches */
    bool page_backup;        /* crm__backup_… can be used */
    bool in_memory;          /* nothing outlives the connection */
};

/* Counted since open, for tests and for `explain`; any may be set to zero. */
struct db_stats {
    int64_t statements;   /* runs begun */
    int64_t rows;         /* rows that statements gave back */
    int64_t prepared;     /* statements compiled */
    int64_t cache_hits;   /* statements taken from the cache */
    int64_t evicted;      /* statements that fell out of it */
    int64_t round_trips;  /* of the network; a statement run counts one on SQLite, too */
    int64_t scan_steps;   /* rows passed in full table scans (added when a statement is released) */
    int64_t sorts;        /* sort operations, likewise */
    int64_t auto_indexes; /* rows put into automatic indexes, likewise */
    int64_t busy_waits;   /* times that a lock was not free at once */
    int64_t busy_wait_us; /* time slept for locks */
};

/* The unique key that a write ran into. */
struct db_conflict {
    char table[DB_NAME_SIZE];
    char columns[CONFLICT_COLUMN_LIMIT][DB_NAME_SIZE];
    size_t column_count; /* 0 when the database did not say */
};

struct db {
    struct env *env;
    const struct db_driver *driver;
    const struct sql_dialect *dialect; /* see db/sql.h */
    struct db_caps caps;
    struct db_stats stats;
    struct db_conflict conflict; /* of the last CRM_E_EXISTS */
    bool read_only;
    bool in_pipeline;
    bool sync_failed; /* what was committed may not be on the disk: no more writes */
    bool commit_unknown; /* the answer to the last commit was lost: it may have taken effect */
    int64_t process;  /* that opened it */
    atomic_bool interrupted;

    struct {
        enum transaction_mode mode;
        size_t savepoint; /* number of the savepoint, 0: the transaction itself */
        bool counted;     /* a reading level within another: nothing of its own to roll back */
    } levels[SAVEPOINT_DEPTH_LIMIT];
    size_t depth;        /* open levels */
    size_t failed_depth; /* the level that must be rolled back, from 1; 0: none */
    crm_status failed_status;
    bool wrote;   /* something was written since the transaction began */
    bool in_ddl;  /* the transaction was ended for schema changes and is to be begun anew */
    bool gave_up; /* the database rolled everything back, or could not roll a level back */

    struct statement_cache *cache;
};

struct statement {
    struct db *db;
    uint64_t key; /* shape, or hash of the text */
    uint64_t generation;
    struct text sql; /* owned; empty when the key is a shape */
    size_t variable_count;
    size_t column_count;
    bool writes;
    bool running; /* between the first step and the reset */
    bool cached;
    bool in_use;
    struct statement *newer; /* cache order, and the chain of its slot */
    struct statement *older;
    struct statement *chain;
};

/* In statement_many.columns: this position keeps what crm__statement_bind gave it. */
#define KEEP_BOUND SIZE_MAX

/*
 * One statement run for many rows; in one round trip or few where there is a network.
 *
 * Without `reject` the first failing row ends the call with its status and env->error.row. With it,
 * a row that breaks a rule of the data (CRM_E_EXISTS, CRM_E_INVALID, CRM_E_LIMIT) is handed to
 * `reject`, which returns CRM_OK to go on; other rows are not affected.
 */
struct statement_many {
    const struct batch *params;
    const size_t *columns;  /* position i + 1 takes column columns[i]; NULL: column i */
    const uint32_t *chosen; /* the rows to take; NULL: all of them */
    size_t chosen_count;
    crm_status (*reject)(void *context, size_t row, crm_status status,
                         const struct db_conflict *conflict);
    void *context;
    struct batch *rows;   /* takes the result rows, as crm__statement_fetch; NULL: none expected */
    uint32_t *row_counts; /* for each row run, in order, its result rows; NULL: not wanted */
    int64_t changed;      /* out: rows written */
    int64_t rejected;     /* out */
};

struct bulk {
    struct db *db;
    struct statement *statement; /* of drivers without a bulk protocol */
    void *state;                 /* of drivers with one */
    size_t column_count;
    int64_t row_count;
};

struct backup {
    struct db *db;
};

struct db_driver {
    size_t size; /* sizeof(struct db_driver) when the driver was compiled */
    const char *name;

    /* Life. `open` allocates the extended struct db, sets env, dialect, caps and read_only. */
    crm_status (*open)(struct env *env, struct text uri, const struct db_options *options,
                       struct db **db_out);
    void (*close)(struct db *db, bool foreign_process);
    void (*interrupt)(struct db *db); /* async-signal-safe; `interrupted` is already set */

    /* Transactions. Savepoints count from 1. `in_transaction` asks the database itself, so that a
     * rollback that it did alone is noticed. */
    crm_status (*begin)(struct db *db, enum transaction_mode mode);
    crm_status (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    crm_status (*savepoint)(struct db *db, size_t number);
    crm_status (*release)(struct db *db, size_t number);
    crm_status (*rollback_to)(struct db *db, size_t number); /* and releases it */
    bool (*in_transaction)(struct db *db);

    /* Statements. */
    crm_status (*prepare)(struct db *db, struct text sql, struct statement **statement_out);
    void (*finalize)(struct statement *statement);
    crm_status (*bind)(struct statement *statement, size_t position, const struct value *values,
                       size_t count);
    crm_status (*exec)(struct statement *statement, int64_t *changed_out);
    crm_status (*step)(struct statement *statement);
    void (*reset)(struct statement *statement);
    void (*unbind)(struct statement *statement); /* at release: counts are added to stats */
    void (*read)(struct statement *statement, size_t column, struct value *values, size_t count);
    crm_status (*fetch)(struct statement *statement, struct batch *batch, size_t limit);

    /* Batches. */
    crm_status (*many)(struct statement *statement, struct statement_many *many);
    crm_status (*bulk_begin)(struct bulk *bulk, struct text table, const struct text *columns,
                             size_t column_count);
    crm_status (*bulk_rows)(struct bulk *bulk, const struct batch *batch);
    crm_status (*bulk_end)(struct bulk *bulk);
    crm_status (*pipeline_begin)(struct db *db);
    crm_status (*pipeline_flush)(struct db *db);

    /* Catalogue. */
    crm_status (*schema_version)(struct db *db, int64_t *version_out);
    crm_status (*set_schema_version)(struct db *db, int64_t version);
    crm_status (*introspect)(struct db *db, enum db_catalog what, struct text table,
                             struct batch *batch);
    crm_status (*data_version)(struct db *db, int64_t *version_out);
    crm_status (*explain)(struct db *db, struct text sql, struct buffer *plan);

    /* Service. A claim ends with `close`. */
    crm_status (*claim)(struct db *db, bool *is_ours_out);
    crm_status (*maintain)(struct db *db, enum maintenance what);
    crm_status (*check)(struct db *db, void (*found)(void *context, struct text damage),
                        void *context);
    crm_status (*backup_begin)(struct db *db, struct text path, struct backup **backup_out);
    crm_status (*backup_step)(struct backup *backup, size_t pages, int64_t *done_out,
                              int64_t *total_out);
    void (*backup_free)(struct backup *backup);
};

extern const struct db_driver crm__sqlite_driver;

int64_t crm__db_process(void); /* number of this process */

/* For drivers: a statement failed; marks the transaction level that must be rolled back. Returns
 * the status. */
crm_status crm__db_statement_failed(struct db *db, crm_status status);
/* Within the layer: a level that failed and was not rolled back ends everything. */
crm_status crm__db_check_level(struct db *db);
/* CRM_E_MISUSE in a reading transaction, CRM_E_READONLY, or CRM_E_IO after a sync that failed. */
crm_status crm__db_check_writable(struct db *db);

#endif
