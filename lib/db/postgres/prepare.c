/*
 * Prepared statements. The server infers what each placeholder takes; when a value of another kind
 * is bound, the statement is prepared again with the kinds of the values. One round trip each.
 */
#include "db/postgres/driver.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 16, FORGET_AT_ONCE = 32 };

static crm_status make(struct pg_db *db, struct text sql, struct pg_statement **statement_out);
static crm_status prepare(struct pg_statement *statement, size_t type_count, const Oid *types,
                          bool *untyped_out);
static bool send_all(struct pg_statement *statement, size_t type_count, const Oid *types,
                     bool in_transaction, size_t forgotten);
static crm_status read_all(struct pg_statement *statement, bool in_transaction, size_t forgotten,
                           bool *untyped_out);
static crm_status take_description(struct pg_statement *statement, PGresult *result);
static crm_status make_arrays(struct pg_statement *statement, size_t variables, size_t columns);
static crm_status prepare_as_integers(struct pg_statement *statement, size_t count);
static bool is_untyped(const PGresult *result);
static void forget(struct pg_statement *statement);
static Oid type_of(enum value_kind kind);

crm_status crm__pg_prepare(struct db *base, struct text sql, struct statement **statement_out)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__db_check_level(base);
    if (status >= 0)
        status = crm__pg_ready(db);
    struct pg_statement *statement = NULL;
    if (status >= 0)
        status = make(db, sql, &statement);
    if (status < 0)
        return status;
    struct pg_scan scan = crm__pg_scan(sql);
    statement->base.writes = scan.writes;
    bool untyped = false;
    if (scan.blank)
        status = crm__fail(base->env, CRM_E_INTERNAL, "not one statement: %.*s",
                           (int)(sql.size < 200 ? sql.size : 200), sql.data);
    else
        status = prepare(statement, 0, NULL, &untyped);
    if (status < 0 && untyped)
        status = prepare_as_integers(statement, scan.variable_count);
    if (status < 0) {
        crm__pg_finalize(&statement->base);
        return status;
    }
    *statement_out = &statement->base;
    return CRM_OK;
}

void crm__pg_finalize(struct statement *base)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    struct pg_db *db = (struct pg_db *)base->db;
    if (db->stream == statement)
        db->stream = NULL;
    forget(statement);
    PQclear(statement->result);
    PQclear(statement->description);
    crm__buffer_free(&statement->kept);
    crm__arena_free(&statement->arena);
    crm__free(base->db->env, statement);
}

crm_status crm__pg_prepared(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    crm_status status = crm__pg_ready(db);
    if (status < 0 || statement->link_number == db->link_number)
        return status;
    size_t count = statement->base.variable_count;
    Oid *types = crm__alloc_zero(db->base.env, count + 1, sizeof *types);
    if (!types)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        types[i] = statement->variables[i].type;
    status = prepare(statement, count, types, NULL);
    crm__free(db->base.env, types);
    return status;
}

crm_status crm__pg_prepare_kinds(struct pg_statement *statement, const enum value_kind *kinds)
{
    struct env *env = statement->base.db->env;
    size_t count = statement->base.variable_count;
    Oid *types = crm__alloc_zero(env, count + 1, sizeof *types);
    if (!types)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        types[i] = type_of(kinds[i]);
    crm_status status = prepare(statement, count, types, NULL);
    crm__free(env, types);
    return status;
}

static crm_status make(struct pg_db *db, struct text sql, struct pg_statement **statement_out)
{
    struct pg_statement *statement = crm__alloc_zero(db->base.env, 1, sizeof *statement);
    if (!statement)
        return CRM_E_NOMEM;
    statement->base.db = &db->base;
    crm__arena_init(&statement->arena, db->base.env);
    crm__buffer_init(&statement->kept, db->base.env);
    statement->sql = (char *)crm__arena_text(&statement->arena, sql).data;
    if (!statement->sql) {
        crm__pg_finalize(&statement->base);
        return CRM_E_NOMEM;
    }
    *statement_out = statement;
    return CRM_OK;
}

/* In a transaction it stands under a savepoint, so that a text that the server refuses fails
 * nothing but itself. */
static crm_status prepare(struct pg_statement *statement, size_t type_count, const Oid *types,
                          bool *untyped_out)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    crm_status status = crm__pg_settle(db);
    if (status < 0)
        return status;
    forget(statement);
    bool in_transaction = PQtransactionStatus(db->link) == PQTRANS_INTRANS;
    size_t forgotten = db->unused_count >= FORGET_AT_ONCE ? db->unused_count : 0;
    statement->number = ++db->statement_number;
    db->base.stats.round_trips++;
    if (!send_all(statement, type_count, types, in_transaction, forgotten))
        return crm__pg_send_failed(db);
    status = read_all(statement, in_transaction, forgotten, untyped_out);
    if (!crm__pg_pipeline_close(db) && status >= 0)
        status = crm__pg_fail(db, NULL);
    if (forgotten > 0)
        db->unused_count = 0;
    if (status < 0) {
        struct error kept = db->base.env->error;
        if (in_transaction && !crm__pg_is_lost(db) &&
            crm__pg_run(db, "ROLLBACK TO crm_prepare; RELEASE crm_prepare", NULL) < 0)
            crm__db_statement_failed(&db->base, status);
        db->base.env->error = kept;
        return status;
    }
    statement->link_number = db->link_number;
    return CRM_OK;
}

static bool send_all(struct pg_statement *statement, size_t type_count, const Oid *types,
                     bool in_transaction, size_t forgotten)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    char name[NAME_SIZE];
    if (!crm__pg_pipeline_open(db))
        return false;
    if (in_transaction && !crm__pg_pipeline_send(db, "SAVEPOINT crm_prepare"))
        return false;
    for (size_t i = 0; i < forgotten; i++) {
        char sql[NAME_SIZE + 16];
        snprintf(sql, sizeof sql, "DEALLOCATE c%u", (unsigned)db->unused[i]);
        if (!crm__pg_pipeline_send(db, sql))
            return false;
    }
    snprintf(name, sizeof name, "c%u", (unsigned)statement->number);
    if (!PQsendPrepare(db->link, name, statement->sql, (int)type_count, types) ||
        !PQsendDescribePrepared(db->link, name))
        return false;
    if (in_transaction && !crm__pg_pipeline_send(db, "RELEASE crm_prepare"))
        return false;
    return crm__pg_pipeline_sync(db);
}

/* The answers in the order of send_all; the last failure's follow from the first. */
static crm_status read_all(struct pg_statement *statement, bool in_transaction, size_t forgotten,
                           bool *untyped_out)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    size_t described = (size_t)in_transaction + forgotten + 1;
    crm_status status = CRM_OK;
    for (size_t i = 0; i < described + 1 + (size_t)in_transaction; i++) {
        PGresult *result = crm__pg_pipeline_result(db);
        if (!result || PQresultStatus(result) == PGRES_FATAL_ERROR) {
            if (untyped_out && status >= 0)
                *untyped_out = is_untyped(result);
            if (status >= 0)
                status = crm__pg_fail(db, result);
        } else if (i == described && status >= 0) {
            status = take_description(statement, result);
            if (status >= 0)
                continue; /* It is kept. */
        }
        PQclear(result);
        if (crm__pg_is_lost(db))
            break;
    }
    return status;
}

static crm_status take_description(struct pg_statement *statement, PGresult *result)
{
    size_t variables = (size_t)PQnparams(result);
    size_t columns = (size_t)PQnfields(result);
    if (!statement->variables) {
        crm_status status = make_arrays(statement, variables, columns);
        if (status < 0)
            return status;
    } else if (variables != statement->base.variable_count ||
               columns != statement->base.column_count) {
        return crm__fail(statement->base.db->env, CRM_E_BUSY,
                         "the schema changed under a prepared statement; run it again");
    }
    for (size_t i = 0; i < variables; i++)
        statement->variables[i].type = PQparamtype(result, (int)i);
    for (size_t i = 0; i < columns; i++)
        statement->types[i] = PQftype(result, (int)i);
    PQclear(statement->description);
    statement->description = result;
    return CRM_OK;
}

static crm_status make_arrays(struct pg_statement *statement, size_t variables, size_t columns)
{
    struct arena *arena = &statement->arena;
    size_t count = variables + 1; /* Nothing is no array. */
    statement->variables = crm__arena_alloc_zero(arena, count, sizeof *statement->variables);
    statement->values = crm__arena_alloc_zero(arena, count, sizeof *statement->values);
    statement->sizes = crm__arena_alloc_zero(arena, count, sizeof *statement->sizes);
    statement->formats = crm__arena_alloc_zero(arena, count, sizeof *statement->formats);
    statement->scratch = crm__arena_alloc_zero(arena, count, sizeof *statement->scratch);
    statement->types = crm__arena_alloc_zero(arena, columns + 1, sizeof *statement->types);
    statement->cells = crm__arena_alloc_zero(arena, columns + 1, sizeof *statement->cells);
    if (!statement->variables || !statement->values || !statement->sizes || !statement->formats ||
        !statement->scratch || !statement->types || !statement->cells) {
        statement->variables = NULL;
        return CRM_E_NOMEM;
    }
    for (size_t i = 0; i < variables; i++)
        statement->formats[i] = 1;
    statement->base.variable_count = variables;
    statement->base.column_count = columns;
    return CRM_OK;
}

/* Where nothing tells what a placeholder is, as in $1 + $2, it is most likely an integer; a value
 * of another kind will have it prepared again. */
static crm_status prepare_as_integers(struct pg_statement *statement, size_t count)
{
    struct env *env = statement->base.db->env;
    Oid *types = crm__alloc_zero(env, count + 1, sizeof *types);
    if (!types)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        types[i] = PG_INT8;
    crm_status status = prepare(statement, count, types, NULL);
    crm__free(env, types);
    return status;
}

static bool is_untyped(const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return state && (strcmp(state, "42725") == 0 || strcmp(state, "42P18") == 0 ||
                     strcmp(state, "42P08") == 0);
}

/* The server is told when there are several, for each would cost a round trip. */
static void forget(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    if (statement->link_number == 0 || statement->link_number != db->link_number)
        return;
    statement->link_number = 0;
    struct error kept = db->base.env->error;
    if (crm__array_reserve(db->base.env, (void **)&db->unused, &db->unused_capacity,
                           db->unused_count + 1, sizeof *db->unused) >= 0)
        db->unused[db->unused_count++] = statement->number;
    else
        db->base.env->error = kept; /* The server keeps it until the close. */
}

static Oid type_of(enum value_kind kind)
{
    static const Oid types[] = {[VALUE_NULL] = 0,
                                [VALUE_INT] = PG_INT8,
                                [VALUE_DOUBLE] = PG_FLOAT8,
                                [VALUE_TEXT] = PG_TEXT,
                                [VALUE_BLOB] = PG_BYTEA};
    return types[kind];
}
