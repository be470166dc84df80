/* Opening: the connection, what kind of server it is, and the schema that is the tenant. */
#include "db/postgres/driver.h"

#include <poll.h>

enum { CREATE_TRIES = 20, CREATE_PAUSE_MS = 10 };

enum create_part { CREATE_SCHEMA, CREATE_MARK, CREATE_ROW };

/* What one query at the opening tells. */
struct look {
    bool distributes_schemas; /* Citus 12 or newer */
    bool takes_no_writes;     /* a replica, or a user or database that was set so */
    bool has_schema;
    bool is_marked;
    int64_t table_count;
};

static crm_status open_address(struct pg_db *db);
static crm_status look_around(struct pg_db *db, struct look *look);
static crm_status take_look(struct pg_db *db, const PGresult *row, struct look *look);
static crm_status schema_check(struct pg_db *db, const struct look *look);
static crm_status create(struct pg_db *db);
static crm_status create_parts(struct pg_db *db);
static void create_words(const struct pg_db *db, enum create_part part, struct buffer *sql);
static crm_status row_check(struct pg_db *db);
static bool is_race(crm_status status);
static void describe(struct pg_db *db);

crm_status crm__pg_open(struct env *env, struct text uri, const struct db_options *options,
                        struct db **db_out)
{
    struct pg_db *db = crm__alloc_zero(env, 1, sizeof *db);
    if (!db)
        return CRM_E_NOMEM;
    db->base.env = env;
    db->base.driver = &crm__pg_driver;
    db->base.read_only = options->read_only;
    db->base.caps.name = "postgresql";
    atomic_init(&db->base.interrupted, false);
    atomic_init(&db->cancel, NULL);
    db->asked_read_only = options->read_only;
    db->must_exist = options->must_exist || options->read_only;
    db->durability = options->durability;
    db->busy_limit_us = options->busy_limit_us == 0  ? BUSY_LIMIT_US
                        : options->busy_limit_us < 0 ? 0
                                                     : options->busy_limit_us;
    crm_status status = crm__pg_address(db, uri);
    if (status >= 0)
        status = open_address(db);
    if (status < 0) {
        crm__pg_close(&db->base, false);
        return status;
    }
    *db_out = &db->base;
    return CRM_OK;
}

void crm__pg_close(struct db *base, bool foreign_process)
{
    struct pg_db *db = (struct pg_db *)base;
    struct env *env = base->env;
    crm__pg_unclaim(db, foreign_process);
    crm__pg_disconnect(db, foreign_process);
    for (size_t i = 0; i < db->cancel_count; i++)
        PQfreeCancel(db->cancels[i]);
    crm__free(env, db->cancels);
    crm__free(env, db->unused);
    PQconninfoFree(db->address);
    crm__free(env, db);
}

enum pg_flavour crm__pg_flavour_of(struct text version, bool has_citus)
{
    if (crm__text_find(version, TEXT("CockroachDB"), 0) != SIZE_MAX)
        return PG_COCKROACH;
    if (crm__text_find(version, TEXT("-YB-"), 0) != SIZE_MAX)
        return PG_YUGABYTE;
    return has_citus ? PG_CITUS : PG_PLAIN;
}

static crm_status open_address(struct pg_db *db)
{
    crm_status status = crm__pg_connect(db);
    struct look look = {0};
    if (status >= 0)
        status = look_around(db, &look);
    if (status >= 0)
        status = schema_check(db, &look);
    if (status < 0)
        return status;
    describe(db);
    return CRM_OK;
}

static crm_status look_around(struct pg_db *db, struct look *look)
{
    struct buffer sql;
    crm__buffer_init(&sql, db->base.env);
    crm__buffer_format(
        &sql,
        "SELECT version(), (SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'),"
        " (SELECT count(*) FROM pg_catalog.pg_proc WHERE proname = 'citus_schema_distribute'),"
        " CASE WHEN current_setting('transaction_read_only') = 'on' THEN 1 ELSE 0 END,"
        " (SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = '%s'),"
        " (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
        " ON n.oid = c.relnamespace WHERE n.nspname = '%s' AND c.relname = '" PG_MARK "'),"
        " (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
        " ON n.oid = c.relnamespace WHERE n.nspname = '%s')",
        db->schema, db->schema, db->schema);
    PGresult *row = NULL;
    crm_status status = crm__buffer_status(&sql);
    if (status >= 0)
        status = crm__pg_run(db, sql.data, &row);
    if (status >= 0)
        status = take_look(db, row, look);
    PQclear(row);
    crm__buffer_free(&sql);
    return status;
}

static crm_status take_look(struct pg_db *db, const PGresult *row, struct look *look)
{
    int64_t numbers[7] = {0};
    for (int i = 1; i < 7; i++) {
        crm_status status = crm__text_to_int64(crm__text_of(PQgetvalue(row, 0, i)), &numbers[i]);
        if (status < 0)
            return crm__fail(db->base.env, CRM_E_INTERNAL, "the server's description is odd");
    }
    db->flavour = crm__pg_flavour_of(crm__text_of(PQgetvalue(row, 0, 0)), numbers[1] > 0);
    look->distributes_schemas = numbers[2] > 0;
    look->takes_no_writes = numbers[3] > 0;
    look->has_schema = numbers[4] > 0;
    look->is_marked = numbers[5] > 0;
    look->table_count = numbers[6];
    int version = PQserverVersion(db->link);
    if (version < PG_OLDEST_SERVER && db->flavour != PG_YUGABYTE)
        return crm__fail(db->base.env, CRM_E_UNSUPPORTED,
                         "the server is PostgreSQL %d, at least %d is needed: upgrade it",
                         version / 10000, PG_OLDEST_SERVER / 10000);
    return CRM_OK;
}

/* A schema that holds tables without the mark is another program's. */
static crm_status schema_check(struct pg_db *db, const struct look *look)
{
    struct env *env = db->base.env;
    if (look->takes_no_writes && !db->asked_read_only)
        return crm__fail(env, CRM_E_READONLY,
                         "the server is a replica or is set to take no writes: open the primary, "
                         "or open for reading only");
    if (look->is_marked)
        return db->flavour == PG_COCKROACH || db->flavour == PG_YUGABYTE ? row_check(db) : CRM_OK;
    if (look->has_schema && look->table_count > 0)
        return crm__fail(env, CRM_E_FORMAT,
                         "schema %s holds tables of another program: choose another by ?schema=…",
                         db->schema);
    if (db->must_exist)
        return crm__fail(env, CRM_E_NOT_FOUND, "no schema %s of libcrm in database %s", db->schema,
                         PQdb(db->link));
    if (db->flavour == PG_CITUS && !look->distributes_schemas)
        return crm__fail(env, CRM_E_UNSUPPORTED,
                         "this Citus cannot distribute a schema: version 12 or newer can");
    return create(db);
}

/* Others may be making the same one: then what they made is found at the next try. */
static crm_status create(struct pg_db *db)
{
    crm_status status = create_parts(db);
    for (int try = 1; is_race(status) && try < CREATE_TRIES && !crm__pg_is_lost(db); try++) {
        poll(NULL, 0, CREATE_PAUSE_MS);
        status = create_parts(db);
    }
    if (status == CRM_E_DENIED)
        return crm__fail(db->base.env, CRM_E_DENIED,
                         "user %s may not create schema %s in database %s: grant CREATE on the "
                         "database, or have the schema made with this user as owner",
                         PQuser(db->link), db->schema, PQdb(db->link));
    return status;
}

/* All in one message, which is a transaction, or each by itself. */
static crm_status create_parts(struct pg_db *db)
{
    struct buffer sql;
    crm__buffer_init(&sql, db->base.env);
    crm_status status = CRM_OK;
    bool alone = db->flavour == PG_COCKROACH || db->flavour == PG_YUGABYTE;
    for (enum create_part part = CREATE_SCHEMA; part <= CREATE_ROW && status >= 0; part++) {
        create_words(db, part, &sql);
        if (!alone && part != CREATE_ROW)
            continue;
        status = crm__buffer_status(&sql);
        if (status >= 0)
            status = crm__pg_run(db, sql.data, NULL);
        crm__buffer_clear(&sql);
    }
    crm__buffer_free(&sql);
    return status;
}

/* Citus takes whatever is made in a distributed schema to the schema's node (its reference, "Citus
 * utility functions: citus_schema_distribute"); also a schema that was made for this user. */
static void create_words(const struct pg_db *db, enum create_part part, struct buffer *sql)
{
    switch (part) {
    case CREATE_SCHEMA:
        crm__buffer_format(sql, "CREATE SCHEMA IF NOT EXISTS \"%s\"; ", db->schema);
        if (db->flavour == PG_CITUS)
            crm__buffer_format(sql, "SELECT pg_catalog.citus_schema_distribute('\"%s\"'); ",
                               db->schema);
        break;
    case CREATE_MARK:
        crm__buffer_format(sql,
                           "CREATE TABLE IF NOT EXISTS \"%s\"." PG_MARK
                           " (id bigint PRIMARY KEY, version bigint NOT NULL,"
                           " commits bigint NOT NULL); ",
                           db->schema);
        break;
    case CREATE_ROW:
        crm__buffer_format(sql,
                           "INSERT INTO \"%s\"." PG_MARK " (id, version, commits)"
                           " VALUES (1, 0, 0) ON CONFLICT (id) DO NOTHING",
                           db->schema);
        break;
    }
}

/* Where the mark and its row come one by one, somebody may have been stopped between them. */
static crm_status row_check(struct pg_db *db)
{
    PGresult *rows = NULL;
    crm_status status = crm__pg_run(db, "SELECT id FROM " PG_MARK " WHERE id = 1", &rows);
    bool has_row = PQntuples(rows) == 1;
    PQclear(rows);
    return status < 0 || has_row || db->must_exist ? status : create(db);
}

/* How a server says that another one was a little faster. */
static bool is_race(crm_status status)
{
    return status == CRM_E_EXISTS || status == CRM_E_BUSY || status == CRM_E_INTERNAL;
}

static void describe(struct pg_db *db)
{
    static const char *const names[] = {[PG_PLAIN] = "postgresql",
                                        [PG_CITUS] = "citus",
                                        [PG_YUGABYTE] = "yugabytedb",
                                        [PG_COCKROACH] = "cockroachdb"};
    db->base.dialect = crm__pg_dialect(db->flavour);
    db->base.caps = (struct db_caps){
        .name = names[db->flavour],
        .server_version = PQserverVersion(db->link),
        .variable_limit = PG_VARIABLE_LIMIT,
        .column_limit = PG_COLUMN_LIMIT,
        .text_limit = PG_VALUE_LIMIT,
        .full_text = db->flavour != PG_COCKROACH,
        .ddl_in_transaction = db->flavour == PG_PLAIN || db->flavour == PG_CITUS,
        .parallel_writers = false,
        .round_trips = true,
        .page_backup = false,
        .in_memory = false,
    };
}
