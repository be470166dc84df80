/* Bulk loading by COPY in binary. What each column takes is known from a prepared insert. */
#include "db/postgres/driver.h"

#include <string.h>

enum { CHUNK_SIZE = 64 << 10, HEADER_SIZE = 19 };

struct pg_bulk {
    struct buffer chunk;
    int64_t row_count;
    bool failed; /* and told so */
};

static crm_status begin(struct bulk *bulk, struct pg_bulk *state, struct text table,
                        const struct text *columns, size_t column_count);
static crm_status start_copy(struct pg_db *db, const char *sql);
static crm_status kinds_check(struct bulk *bulk, const struct batch *batch);
static crm_status put_row(struct bulk *bulk, const struct batch *batch, size_t row);
static void put_value(struct buffer *chunk, Oid type, struct value value);
static crm_status send_chunk(struct bulk *bulk);
static crm_status finish(struct bulk *bulk);

crm_status crm__pg_bulk_begin(struct bulk *bulk, struct text table, const struct text *columns,
                              size_t column_count)
{
    struct pg_bulk *state = crm__alloc_zero(bulk->db->env, 1, sizeof *state);
    if (!state)
        return CRM_E_NOMEM;
    crm__buffer_init(&state->chunk, bulk->db->env);
    crm_status status = begin(bulk, state, table, columns, column_count);
    if (status < 0) {
        crm__statement_release(bulk->statement);
        bulk->statement = NULL;
        crm__buffer_free(&state->chunk);
        crm__free(bulk->db->env, state);
        return status;
    }
    bulk->state = state;
    return CRM_OK;
}

crm_status crm__pg_bulk_rows(struct bulk *bulk, const struct batch *batch)
{
    struct pg_bulk *state = bulk->state;
    crm_status status = kinds_check(bulk, batch);
    for (size_t row = 0; row < batch->row_count && status >= 0; row++) {
        status = put_row(bulk, batch, row);
        if (status < 0)
            bulk->db->env->error.row = (int64_t)row + 1;
        else if (state->chunk.size >= CHUNK_SIZE)
            status = send_chunk(bulk);
    }
    state->row_count += (int64_t)batch->row_count;
    state->failed |= status < 0;
    return status;
}

crm_status crm__pg_bulk_end(struct bulk *bulk)
{
    struct pg_db *db = (struct pg_db *)bulk->db;
    struct pg_bulk *state = bulk->state;
    if (!state)
        return CRM_OK;
    crm_status status = CRM_OK;
    if (db->copying && state->failed) {
        struct error kept = db->base.env->error;
        crm__pg_settle(db);
        db->base.env->error = kept;
    } else if (db->copying) {
        status = finish(bulk);
    }
    crm__statement_release(bulk->statement);
    crm__buffer_free(&state->chunk);
    crm__free(bulk->db->env, state);
    bulk->statement = NULL;
    bulk->state = NULL;
    return status;
}

static crm_status begin(struct bulk *bulk, struct pg_bulk *state, struct text table,
                        const struct text *columns, size_t column_count)
{
    static const char header[HEADER_SIZE] = "PGCOPY\n\377\r\n";
    struct sql sql;
    crm__sql_init(&sql, bulk->db);
    crm__sql_insert(&sql, table, columns, column_count);
    crm_status status = crm__sql_query(&sql, 0, &bulk->statement);
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "COPY ");
    crm__sql_name(&sql, table);
    crm__sql_add(&sql, " (");
    crm__sql_names(&sql, columns, column_count);
    crm__sql_add(&sql, ") FROM STDIN (FORMAT binary)");
    if (status >= 0)
        status = crm__sql_status(&sql);
    if (status >= 0)
        status = start_copy((struct pg_db *)bulk->db, sql.text.data);
    crm__sql_free(&sql);
    crm__buffer_bytes(&state->chunk, header, sizeof header);
    return status;
}

static crm_status start_copy(struct pg_db *db, const char *sql)
{
    PGresult *result = NULL;
    crm_status status = crm__pg_run(db, sql, &result);
    db->copying = status >= 0 && PQresultStatus(result) == PGRES_COPY_IN;
    PQclear(result);
    if (status >= 0 && !db->copying)
        status = crm__fail(db->base.env, CRM_E_UNSUPPORTED, "the server does not copy");
    return status;
}

static crm_status kinds_check(struct bulk *bulk, const struct batch *batch)
{
    const struct pg_statement *statement = (const struct pg_statement *)bulk->statement;
    for (size_t i = 0; i < batch->column_count; i++) {
        const struct column *column = &batch->columns[i];
        if (column->null_count < column->count && !crm__pg_kind_fits(statement, i, column->kind))
            return crm__fail(bulk->db->env, CRM_E_INVALID, "%.*s: a value of the wrong kind",
                             (int)column->name.size, column->name.data);
    }
    return CRM_OK;
}

static crm_status put_row(struct bulk *bulk, const struct batch *batch, size_t row)
{
    struct pg_bulk *state = bulk->state;
    const struct pg_statement *statement = (const struct pg_statement *)bulk->statement;
    struct buffer *chunk = &state->chunk;
    size_t before = chunk->size;
    char count[2];
    crm__pg_put(count, batch->column_count, sizeof count);
    crm__buffer_bytes(chunk, count, sizeof count);
    for (size_t i = 0; i < batch->column_count; i++) {
        const struct column *column = &batch->columns[i];
        struct value value = crm__column_at(column, row);
        crm_status status = crm__pg_value_check(bulk->db->env, value, i + 1, column->name);
        size_t size = chunk->size;
        if (status >= 0)
            put_value(chunk, statement->variables[i].type, value);
        if (status >= 0 && chunk->size == size && crm__buffer_status(chunk) >= 0)
            status = crm__fail(bulk->db->env, CRM_E_INVALID, "%.*s: a value of the wrong kind",
                               (int)column->name.size, column->name.data);
        if (status < 0) {
            chunk->size = before;
            return status;
        }
    }
    return crm__buffer_status(chunk);
}

/* Its size and its bytes; nothing when it does not fit. */
static void put_value(struct buffer *chunk, Oid type, struct value value)
{
    char head[4 + 8];
    if (value.kind == VALUE_NULL) {
        crm__pg_put(head, UINT32_MAX, 4);
        crm__buffer_bytes(chunk, head, 4);
        return;
    }
    if (value.kind == VALUE_TEXT || value.kind == VALUE_BLOB) {
        crm__pg_put(head, value.text.size, 4);
        crm__buffer_bytes(chunk, head, 4);
        if (value.text.size > 0)
            crm__buffer_bytes(chunk, value.text.data, value.text.size);
        return;
    }
    int size = crm__pg_encode_number(head + 4, type, value);
    if (size == 0)
        return;
    crm__pg_put(head, (uint64_t)size, 4);
    crm__buffer_bytes(chunk, head, 4 + (size_t)size);
}

/* libpq takes a chunk when its own buffer has room, which it has once the socket took the last. */
static crm_status send_chunk(struct bulk *bulk)
{
    struct pg_db *db = (struct pg_db *)bulk->db;
    struct pg_bulk *state = bulk->state;
    if (atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        return crm__fail(db->base.env, CRM_E_CANCELLED, "interrupted");
    int taken = PQputCopyData(db->link, state->chunk.data, (int)state->chunk.size);
    while (taken == 0 && crm__pg_push(db))
        taken = PQputCopyData(db->link, state->chunk.data, (int)state->chunk.size);
    if (taken != 1 || !crm__pg_push(db))
        return crm__pg_fail(db, NULL);
    crm__buffer_clear(&state->chunk);
    return CRM_OK;
}

static crm_status finish(struct bulk *bulk)
{
    struct pg_db *db = (struct pg_db *)bulk->db;
    struct pg_bulk *state = bulk->state;
    char trailer[2];
    crm__pg_put(trailer, UINT16_MAX, sizeof trailer);
    crm__buffer_bytes(&state->chunk, trailer, sizeof trailer);
    crm_status status = crm__buffer_status(&state->chunk);
    if (status >= 0)
        status = send_chunk(bulk);
    if (status < 0) {
        crm__pg_settle(db);
        return status;
    }
    db->copying = false;
    db->base.stats.round_trips++;
    PGresult *result = NULL;
    if (PQputCopyEnd(db->link, NULL) == 1 && crm__pg_push(db))
        result = crm__pg_last_result(db);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        status = crm__pg_fail(db, result);
    PQclear(result);
    return status;
}
