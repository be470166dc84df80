/*
 * Running statements. Rows come one by one in binary, so that memory is bounded; when something
 * else needs the connection before the last one, the rest is taken into memory.
 */
#include "db/postgres/driver.h"

#include <stdio.h>
#include <string.h>

static crm_status start(struct pg_statement *statement);
static crm_status next_row(struct pg_statement *statement);
static crm_status next_kept(struct pg_statement *statement);
static crm_status end(struct pg_statement *statement, crm_status status);
static void take_row(struct pg_statement *statement, PGresult *result);
static void keep_row(struct pg_statement *statement, const PGresult *result);
static crm_status drain(struct pg_statement *statement, PGresult *result);
static crm_status cells_check(struct pg_statement *statement);
static crm_status exec_in_pipeline(struct pg_statement *statement);

crm_status crm__pg_bind(struct statement *base, size_t position, const struct value *values,
                        size_t count)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    for (size_t i = 0; i < count; i++) {
        crm_status status = crm__pg_value_check(base->db->env, values[i], position + i, TEXT_NONE);
        if (status < 0)
            return status;
        statement->variables[position - 1 + i].bound = values[i];
    }
    return CRM_OK;
}

crm_status crm__pg_exec(struct statement *base, int64_t *changed_out)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    struct pg_db *db = (struct pg_db *)base->db;
    crm_status status = crm__pg_encode_bound(statement);
    if (status < 0)
        return status;
    if (base->db->in_pipeline)
        return exec_in_pipeline(statement);
    status = crm__pg_settle(db);
    if (status < 0)
        return status;
    PGresult *result = NULL;
    if (crm__pg_send(statement) && crm__pg_push(db))
        result = crm__pg_last_result(db);
    ExecStatusType how = PQresultStatus(result);
    if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK)
        status = crm__pg_run_failed(statement, crm__pg_fail(db, result));
    else
        *changed_out = base->writes ? crm__pg_changed(result) : 0;
    PQclear(result);
    return status;
}

crm_status crm__pg_step(struct statement *base)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    crm_status status = CRM_OK;
    if (!statement->started)
        status = start(statement);
    if (status >= 0)
        status = next_row(statement);
    if (status == CRM_OK)
        status = cells_check(statement);
    return status == CRM_OK ? CRM_OK : end(statement, status);
}

void crm__pg_reset(struct statement *base)
{
    end((struct pg_statement *)base, CRM_OK);
}

void crm__pg_unbind(struct statement *base)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    for (size_t i = 0; i < base->variable_count; i++)
        statement->variables[i].bound = VALUE_OF_NULL;
}

void crm__pg_read(struct statement *base, size_t column, struct value *values, size_t count)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    for (size_t i = 0; i < count; i++)
        values[i] = crm__pg_value(statement->types[column + i], statement->cells[column + i]);
}

crm_status crm__pg_keep_rest(struct pg_db *db)
{
    struct pg_statement *statement = db->stream;
    PGresult *result = crm__pg_result(db);
    for (; PQresultStatus(result) == PGRES_SINGLE_TUPLE; result = crm__pg_result(db)) {
        keep_row(statement, result);
        PQclear(result);
    }
    crm_status status = drain(statement, result);
    if (status >= 0)
        status = crm__buffer_status(&statement->kept);
    /* It has lost rows, and will say so if it is asked for more. */
    statement->broken = status < 0;
    if (status < 0)
        crm__db_statement_failed(&db->base, status);
    return status;
}

bool crm__pg_send(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    char name[16];
    snprintf(name, sizeof name, "c%u", (unsigned)statement->number);
    return PQsendQueryPrepared(db->link, name, (int)statement->base.variable_count,
                               statement->values, statement->sizes, statement->formats, 1) == 1;
}

int64_t crm__pg_changed(const PGresult *result)
{
    int64_t changed = 0;
    crm__text_to_int64(crm__text_of(PQcmdTuples((PGresult *)(uintptr_t)result)), &changed);
    return changed;
}

crm_status crm__pg_run_failed(struct pg_statement *statement, crm_status status)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    if (statement->base.writes && db->base.depth == 0 && crm__pg_is_lost(db))
        return crm__pg_fail_commit(db);
    return status;
}

static crm_status start(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    crm_status status = crm__pg_encode_bound(statement);
    if (status >= 0)
        status = crm__pg_settle(db);
    if (status < 0)
        return status;
    statement->started = true;
    if (!crm__pg_send(statement) || !crm__pg_push(db))
        return crm__pg_run_failed(statement, crm__pg_send_failed(db));
    PQsetSingleRowMode(db->link);
    db->row_by_row = true;
    db->stream = statement;
    return CRM_OK;
}

static crm_status next_row(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    if (statement->broken)
        return crm__fail(db->base.env, CRM_E_BUSY,
                         "rows were lost with the connection; run the transaction again");
    if (db->stream != statement)
        return next_kept(statement);
    PGresult *result = crm__pg_result(db);
    if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
        take_row(statement, result);
        return CRM_OK;
    }
    crm_status status = drain(statement, result);
    return status < 0 ? crm__pg_run_failed(statement, status) : CRM_DONE;
}

static crm_status next_kept(struct pg_statement *statement)
{
    if (statement->kept_at >= statement->kept.size)
        return CRM_DONE;
    for (size_t i = 0; i < statement->base.column_count; i++) {
        const char *at = statement->kept.data + statement->kept_at;
        int size = (int32_t)crm__pg_get(at, 4);
        statement->cells[i] = (struct pg_cell){at + 4, size};
        statement->kept_at += 4 + (size_t)(size > 0 ? size : 0);
    }
    return CRM_OK;
}

/* The run is over, whether its rows were all read or not. */
static crm_status end(struct pg_statement *statement, crm_status status)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    if (db->stream == statement) {
        struct error kept = db->base.env->error;
        crm_status rest = drain(statement, crm__pg_result(db));
        if (rest < 0)
            crm__db_statement_failed(&db->base, rest);
        db->base.env->error = kept;
    }
    PQclear(statement->result);
    statement->result = NULL;
    crm__buffer_clear(&statement->kept);
    statement->kept_at = 0;
    statement->started = statement->broken = false;
    return status;
}

static void take_row(struct pg_statement *statement, PGresult *result)
{
    PQclear(statement->result);
    statement->result = result;
    for (int i = 0; i < (int)statement->base.column_count; i++) {
        bool is_null = PQgetisnull(result, 0, i);
        statement->cells[i] =
            (struct pg_cell){PQgetvalue(result, 0, i), is_null ? -1 : PQgetlength(result, 0, i)};
    }
}

/* For each column its size and its bytes. */
static void keep_row(struct pg_statement *statement, const PGresult *result)
{
    for (int i = 0; i < (int)statement->base.column_count; i++) {
        char head[4];
        int size = PQgetisnull(result, 0, i) ? -1 : PQgetlength(result, 0, i);
        crm__pg_put(head, (uint32_t)size, sizeof head);
        crm__buffer_bytes(&statement->kept, head, sizeof head);
        if (size > 0)
            crm__buffer_bytes(&statement->kept, PQgetvalue(result, 0, i), (size_t)size);
    }
}

/* Reads what is left, `result` first, and frees the connection. */
static crm_status drain(struct pg_statement *statement, PGresult *result)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    crm_status status = CRM_OK;
    if (!result && crm__pg_is_lost(db))
        status = crm__pg_fail(db, NULL);
    for (; result; result = crm__pg_result(db)) {
        if (status >= 0 && PQresultStatus(result) == PGRES_FATAL_ERROR) {
            /* Whether the connection survives shows when the rest has been read. */
            PGresult *failure = result;
            while ((result = crm__pg_result(db)) != NULL)
                PQclear(result);
            status = crm__pg_fail(db, failure);
            PQclear(failure);
            break;
        }
        PQclear(result);
    }
    db->stream = NULL;
    return status;
}

/* A number without room is found before it is read. */
static crm_status cells_check(struct pg_statement *statement)
{
    for (size_t i = 0; i < statement->base.column_count; i++) {
        crm_status status =
            crm__pg_cell_check(statement->base.db->env, statement->types[i], statement->cells[i]);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* It is sent; its answer is read with all others. */
static crm_status exec_in_pipeline(struct pg_statement *statement)
{
    struct pg_db *db = (struct pg_db *)statement->base.db;
    if (db->stream || db->copying) {
        crm_status status = crm__pg_settle(db);
        if (status < 0)
            return status;
    }
    if (PQpipelineStatus(db->link) == PQ_PIPELINE_OFF && !crm__pg_pipeline_open(db))
        return crm__pg_send_failed(db);
    db->base.stats.round_trips--; /* It has none of its own. */
    if (!crm__pg_send(statement))
        return crm__pg_send_failed(db);
    db->pending++;
    if (db->pending % 64 == 0 && !crm__pg_push(db))
        return crm__pg_send_failed(db);
    return CRM_OK;
}
