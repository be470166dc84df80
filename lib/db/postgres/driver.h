/* What the files of the PostgreSQL driver share. Nothing outside lib/db/postgres includes this. */
#ifndef CRM_DB_POSTGRES_DRIVER_H
#define CRM_DB_POSTGRES_DRIVER_H

#include "db/db.h"
#include "db/sql.h"

#include <libpq-fe.h>

enum {
    PG_VALUE_LIMIT = 64 << 20, /* bytes of a value, as elsewhere */
    PG_VARIABLE_LIMIT = 7000, /* libpq loses its place in a description of more than 30,000 bytes */
    PG_COLUMN_LIMIT = 1600,
    PG_OLDEST_SERVER = 120000,
    PG_OLDEST_YUGABYTE = 110000, /* its older releases say 11 and have what is needed */
    PG_SEGMENT_ROWS = 1024,      /* rows of a batch that are sent before results are read */
};

/* The one table that is the driver's own: a row with the schema version and the number of writing
 * transactions that were committed. It also says that the schema is the library's. */
#define PG_MARK "crm_schema"
/* Used when the URI names no schema. */
#define PG_DEFAULT_SCHEMA "crm"

/* What speaks the protocol. It changes a few words and how DDL and data mix, nothing else. */
enum pg_flavour { PG_PLAIN, PG_CITUS, PG_YUGABYTE, PG_COCKROACH };

/* Types by their fixed numbers. */
enum pg_type {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_OID = 26,
    PG_FLOAT4 = 700,
    PG_FLOAT8 = 701,
    PG_UNKNOWN = 705,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700,
};

struct pg_statement;

struct pg_db {
    struct db base;
    PGconn *link; /* NULL only before the first connection */
    _Atomic(PGcancel *) cancel;
    PGcancel **cancels; /* of all connections so far, for another thread may hold one */
    size_t cancel_count;
    size_t cancel_capacity;
    PQconninfoOption *address; /* what the URI says, for libpq */
    char schema[DB_NAME_SIZE];
    enum pg_flavour flavour;
    enum db_durability durability;
    int64_t busy_limit_us;
    struct pg_db *claimant; /* another connection, which has the claim; NULL: none */
    bool asked_read_only;
    bool must_exist;
    bool ended;                  /* the server has said that it ends this connection */
    bool unstoppable;            /* what runs now is no longer cancelled: a rollback */
    uint32_t link_number;        /* counts connections: statements are prepared on one of them */
    uint32_t statement_number;   /* the last name given */
    struct pg_statement *stream; /* the statement whose rows are still coming */
    size_t pending;              /* statements sent in a pipeline and not yet answered */
    crm_status pending_status;   /* the first failure among those */
    int64_t commits;             /* of the schema, when the transaction began */
    int64_t own_commits;         /* those of this connection among them */
    bool row_by_row;             /* the last rows outside a pipeline came one by one */
    bool skip_first;             /* the pipeline begins with a statement of nobody's */
    bool copying;                /* between the begin and the end of a bulk load */
    uint32_t *unused;            /* names of statements that the server may forget */
    size_t unused_count;
    size_t unused_capacity;
};

/* A value as the server gave it; size below zero is null. */
struct pg_cell {
    const char *data;
    int size;
};

/* A placeholder: what it takes and what is bound to it. */
struct pg_variable {
    Oid type;
    struct value bound;
};

struct pg_statement {
    struct statement base;
    struct arena arena; /* of all arrays below */
    char *sql;
    uint32_t number;      /* c<number> is its name on the server */
    uint32_t link_number; /* the connection that knows it; 0: none */
    struct pg_variable *variables;
    PGresult *description; /* names and types of the columns */
    Oid *types;            /* of the columns */

    /* What is sent: pointers into `scratch` or into the caller's text. */
    const char **values;
    int *sizes;
    int *formats;
    char (*scratch)[8];

    bool started; /* a run has begun and not ended */
    bool broken;  /* its connection was lost while its rows were coming */
    PGresult *result;
    struct pg_cell *cells; /* the current row */
    struct buffer kept;    /* rows taken in because another statement wanted the connection */
    size_t kept_at;
};

/* Numbers are sent most significant byte first. */
static inline void crm__pg_put(char *out, uint64_t bits, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (char)(bits >> (8 * (size - 1 - i)));
}

static inline uint64_t crm__pg_get(const char *in, size_t size)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits = bits << 8 | (uint8_t)in[i];
    return bits;
}

/* address.c: checks a URI and takes the schema out of it. */
crm_status crm__pg_address(struct pg_db *db, struct text uri);
bool crm__pg_schema_ok(struct text name);

/* error.c: records what the server said; `result` NULL or the connection gone: that it is lost. */
crm_status crm__pg_fail(struct pg_db *db, const PGresult *result);
/* The same for a connection that does not come about. */
crm_status crm__pg_fail_open(struct pg_db *db, const char *message);
/* The connection went away while a commit was on its way. */
crm_status crm__pg_fail_commit(struct pg_db *db);
bool crm__pg_is_lost(const struct pg_db *db);
/* A failure that is of one row's own making. */
bool crm__pg_is_rows_own(crm_status status);

/* connect.c */
crm_status crm__pg_connect(struct pg_db *db);
void crm__pg_disconnect(struct pg_db *db, bool foreign_process);
/* Outside a transaction: connects again if the connection was lost. */
crm_status crm__pg_ready(struct pg_db *db);
void crm__pg_interrupt(struct db *base);

/* open.c */
crm_status crm__pg_open(struct env *env, struct text uri, const struct db_options *options,
                        struct db **db_out);
void crm__pg_close(struct db *base, bool foreign_process);
enum pg_flavour crm__pg_flavour_of(struct text version, bool has_citus);

/* wire.c: waiting for the server, and short texts without values. */
PGresult *crm__pg_result(struct pg_db *db); /* the next result, or NULL */
bool crm__pg_push(struct pg_db *db);        /* sends what is buffered; false: lost */
/* Something could not be sent. When that was for want of memory, half a message may be on its way:
 * then the connection is given up, too. */
crm_status crm__pg_send_failed(struct pg_db *db);
/* The last result of what was sent, with all others read. NULL: lost. */
PGresult *crm__pg_last_result(struct pg_db *db);
/* Waits a slice for the socket; repeats the cancel of a statement when interrupted. */
void crm__pg_wait(struct pg_db *db, short events);
/* One or more statements in one round trip; the last one's result, in text form, when asked for. */
crm_status crm__pg_run(struct pg_db *db, const char *sql, PGresult **result_out);
/* Brings the connection into a state in which anything can be sent. */
crm_status crm__pg_settle(struct pg_db *db);

/* pipeline.c */
bool crm__pg_pipeline_open(struct pg_db *db);
bool crm__pg_pipeline_send(struct pg_db *db, const char *sql); /* a text without values */
bool crm__pg_pipeline_sync(struct pg_db *db);
/* The result of the next statement of the pipeline; NULL: lost. */
PGresult *crm__pg_pipeline_result(struct pg_db *db);
/* Takes the sync's own result and leaves the pipeline. False: lost. */
bool crm__pg_pipeline_close(struct pg_db *db);
crm_status crm__pg_pipeline_begin(struct db *base);
crm_status crm__pg_pipeline_flush(struct db *base);
/* Reads the answers to all statements sent so far. */
crm_status crm__pg_pipeline_collect(struct pg_db *db);

/* transaction.c */
crm_status crm__pg_begin(struct db *base, enum transaction_mode mode);
crm_status crm__pg_commit(struct db *base);
void crm__pg_rollback(struct db *base);
crm_status crm__pg_savepoint(struct db *base, size_t number);
crm_status crm__pg_release(struct db *base, size_t number);
crm_status crm__pg_rollback_to(struct db *base, size_t number);
bool crm__pg_in_transaction(struct db *base);

/* scan.c: how many placeholders a text has, and whether it writes. */
struct pg_scan {
    size_t variable_count;
    bool writes;
    bool blank;
};
struct pg_scan crm__pg_scan(struct text sql);

/* prepare.c */
crm_status crm__pg_prepare(struct db *base, struct text sql, struct statement **statement_out);
void crm__pg_finalize(struct statement *base);
/* Makes sure that this connection knows the statement. */
crm_status crm__pg_prepared(struct pg_statement *statement);
/* Prepares it again, each placeholder being of the kind given; VALUE_NULL: the server chooses. */
crm_status crm__pg_prepare_kinds(struct pg_statement *statement, const enum value_kind *kinds);

/* encode.c: values to the server. */
/* False: the value is not what the placeholder takes. */
bool crm__pg_encode(struct pg_statement *statement, size_t index, struct value value);
bool crm__pg_kind_fits(const struct pg_statement *statement, size_t index, enum value_kind kind);
/* The bytes of a number, at most 8; zero: it does not fit. */
int crm__pg_encode_number(char *out, Oid type, struct value value);
/* Refuses what no two databases agree on. `name` may be empty: then `position` tells which. */
crm_status crm__pg_value_check(struct env *env, struct value value, size_t position,
                               struct text name);
/* Encodes what is bound, preparing again when the kinds are other ones. */
crm_status crm__pg_encode_bound(struct pg_statement *statement);

/* decode.c: values from the server. */
enum value_kind crm__pg_kind(Oid type, struct pg_cell cell);
/* CRM_E_LIMIT when a number has no room in 64 bits; CRM_E_UNSUPPORTED for other types. */
crm_status crm__pg_cell_check(struct env *env, Oid type, struct pg_cell cell);
int64_t crm__pg_int(Oid type, struct pg_cell cell);
double crm__pg_double(Oid type, struct pg_cell cell);
struct value crm__pg_value(Oid type, struct pg_cell cell);

/* statement.c */
crm_status crm__pg_bind(struct statement *base, size_t position, const struct value *values,
                        size_t count);
crm_status crm__pg_exec(struct statement *base, int64_t *changed_out);
crm_status crm__pg_step(struct statement *base);
void crm__pg_reset(struct statement *base);
void crm__pg_unbind(struct statement *base);
void crm__pg_read(struct statement *base, size_t column, struct value *values, size_t count);
/* Takes the rest of the streaming statement's rows into memory. */
crm_status crm__pg_keep_rest(struct pg_db *db);
bool crm__pg_send(struct pg_statement *statement); /* what was encoded */
int64_t crm__pg_changed(const PGresult *result);
/* A statement outside a transaction failed: if it wrote and the connection is gone, nobody knows
 * whether it took effect. */
crm_status crm__pg_run_failed(struct pg_statement *statement, crm_status status);

/* batch.c */
crm_status crm__pg_fetch(struct statement *base, struct batch *batch, size_t limit);
/* Appends the current row. */
crm_status crm__pg_append(struct pg_statement *statement, struct batch *batch);
/* Appends all rows of a result; `count_out` is their number. */
crm_status crm__pg_append_all(struct pg_statement *statement, const PGresult *result,
                              struct batch *batch, uint32_t *count_out);
/* Drops the last rows, so that `count` are left. */
void crm__pg_cut(struct batch *batch, size_t count);

/* many.c */
crm_status crm__pg_many(struct statement *base, struct statement_many *many);

/* bulk.c */
crm_status crm__pg_bulk_begin(struct bulk *bulk, struct text table, const struct text *columns,
                              size_t column_count);
crm_status crm__pg_bulk_rows(struct bulk *bulk, const struct batch *batch);
crm_status crm__pg_bulk_end(struct bulk *bulk);

/* catalog.c */
crm_status crm__pg_schema_version(struct db *base, int64_t *version_out);
crm_status crm__pg_set_schema_version(struct db *base, int64_t version);
crm_status crm__pg_introspect(struct db *base, enum db_catalog what, struct text table,
                              struct batch *batch);
/* Takes db->commits from a result of one number. */
crm_status crm__pg_take_commits(struct pg_db *db, const PGresult *result);
crm_status crm__pg_data_version(struct db *base, int64_t *version_out);
crm_status crm__pg_explain(struct db *base, struct text sql, struct buffer *plan);

/* service.c */
crm_status crm__pg_maintain(struct db *base, enum maintenance what);
crm_status crm__pg_check(struct db *base, void (*found)(void *context, struct text damage),
                         void *context);
crm_status crm__pg_backup_begin(struct db *base, struct text path, struct backup **backup_out);

/* claim.c */
crm_status crm__pg_claim(struct db *base, bool *is_ours_out);
void crm__pg_unclaim(struct pg_db *db, bool foreign_process);

/* dialect.c */
const struct sql_dialect *crm__pg_dialect(enum pg_flavour flavour);

extern const struct db_driver crm__pg_driver;

#endif
