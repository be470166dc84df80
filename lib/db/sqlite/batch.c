/*
 * Batches: rows straight from SQLite into columns, and columns straight into parameters. Here most
 * of the library's bytes pass, so each value costs one switch and no detour through struct value.
 */
#include "db/sqlite/driver.h"

#include <math.h>
#include <string.h>

static crm_status fetch_row(struct sqlite_statement *statement, struct batch *batch);
static crm_status fetch_value(struct sqlite_statement *statement, struct batch *batch,
                              size_t column);
static void take_back(struct column *column);
static crm_status kinds_check(struct sqlite_statement *statement, const struct batch *batch);
static bool kind_fits(enum value_kind wanted, int type);
static crm_status run_row(struct sqlite_statement *statement, struct statement_many *many,
                          size_t row, bool *kinds_known, uint32_t *row_count);
static crm_status bind_row(struct sqlite_statement *statement, const struct statement_many *many,
                           size_t row);
static int bind_value(sqlite3_stmt *handle, int position, const struct column *column, size_t row);
static crm_status value_check(struct env *env, const struct column *column, size_t row);
static bool is_rows_own(crm_status status);

crm_status crm__sqlite_fetch(struct statement *base, struct batch *batch, size_t limit)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    for (size_t i = 0; i < limit; i++) {
        crm_status status = crm__sqlite_step(base);
        if (status != CRM_OK)
            return status;
        if (i == 0)
            status = kinds_check(statement, batch);
        if (status >= 0)
            status = fetch_row(statement, batch);
        if (status < 0) {
            sqlite3_reset(statement->handle);
            return status;
        }
    }
    return CRM_OK;
}

crm_status crm__sqlite_many(struct statement *base, struct statement_many *many)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    struct env *env = base->db->env;
    size_t count = many->chosen ? many->chosen_count : many->params->row_count;
    bool kinds_known = false;
    for (size_t i = 0; i < count; i++) {
        size_t row = many->chosen ? many->chosen[i] : i;
        uint32_t row_count = 0;
        crm_status status = run_row(statement, many, row, &kinds_known, &row_count);
        if (many->row_counts)
            many->row_counts[i] = row_count;
        if (status < 0 && many->reject && is_rows_own(status) &&
            crm__sqlite_in_transaction(base->db) == (base->db->depth > 0)) {
            env->error.row = (int64_t)row + 1;
            many->rejected++;
            status = many->reject(many->context, row, status, &base->db->conflict);
            if (status >= 0)
                crm__error_clear(env);
        } else if (status < 0) {
            env->error.row = (int64_t)row + 1;
        }
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__sqlite_bulk_begin(struct bulk *bulk, struct text table, const struct text *columns,
                                  size_t column_count)
{
    struct sql sql;
    crm__sql_init(&sql, bulk->db);
    crm__sql_insert(&sql, table, columns, column_count);
    crm_status status = crm__sql_query(&sql, 0, &bulk->statement);
    crm__sql_free(&sql);
    return status;
}

crm_status crm__sqlite_bulk_rows(struct bulk *bulk, const struct batch *batch)
{
    struct statement_many many = {.params = batch};
    return crm__statement_many(bulk->statement, &many);
}

crm_status crm__sqlite_bulk_end(struct bulk *bulk)
{
    crm__statement_release(bulk->statement);
    bulk->statement = NULL;
    return CRM_OK;
}

static crm_status fetch_row(struct sqlite_statement *statement, struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        crm_status status = fetch_value(statement, batch, i);
        if (status < 0) {
            for (size_t done = 0; done < i; done++)
                take_back(&batch->columns[done]);
            return status;
        }
    }
    batch->row_count++;
    return CRM_OK;
}

/* Drops the last value of a column, so that all columns stay equally long. */
static void take_back(struct column *column)
{
    column->null_count -= crm__column_is_null(column, column->count - 1);
    column->count--;
}

/* SQLite gives zero, or a NULL pointer, for a null; only then is the type asked for. */
static crm_status fetch_value(struct sqlite_statement *statement, struct batch *batch, size_t index)
{
    sqlite3_stmt *handle = statement->handle;
    struct column *column = &batch->columns[index];
    int position = (int)index;
    switch (column->kind) {
    case VALUE_INT: {
        int64_t integer = sqlite3_column_int64(handle, position);
        if (integer == 0 && sqlite3_column_type(handle, position) == SQLITE_NULL)
            break;
        return crm__column_int(batch, column, integer);
    }
    case VALUE_DOUBLE: {
        double real = sqlite3_column_double(handle, position);
        if (real == 0 && sqlite3_column_type(handle, position) == SQLITE_NULL)
            break;
        return crm__column_double(batch, column, real);
    }
    case VALUE_TEXT:
    case VALUE_BLOB: {
        const char *data = column->kind == VALUE_TEXT
                               ? (const char *)sqlite3_column_text(handle, position)
                               : sqlite3_column_blob(handle, position);
        if (!data && sqlite3_column_type(handle, position) == SQLITE_NULL)
            break;
        /* An empty blob has no address either; but so has text that found no memory. */
        if (!data && sqlite3_errcode(sqlite3_db_handle(handle)) == SQLITE_NOMEM)
            return crm__fail_nomem(batch->env);
        size_t size = (size_t)sqlite3_column_bytes(handle, position);
        return crm__column_text(batch, column, (struct text){data ? data : "", data ? size : 0});
    }
    case VALUE_NULL:
        return crm__fail(batch->env, CRM_E_MISUSE, "a batch column without a kind");
    }
    return crm__column_null(batch, column);
}

/* Tables are STRICT, so a column that begins well goes on well. */
static crm_status kinds_check(struct sqlite_statement *statement, const struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        int type = sqlite3_column_type(statement->handle, (int)i);
        if (!kind_fits(batch->columns[i].kind, type))
            return crm__fail(batch->env, CRM_E_INTERNAL,
                             "column %zu (%s) is of SQLite type %d, wanted as kind %d", i + 1,
                             sqlite3_column_name(statement->handle, (int)i), type,
                             (int)batch->columns[i].kind);
    }
    return CRM_OK;
}

static bool kind_fits(enum value_kind wanted, int type)
{
    if (type == SQLITE_NULL)
        return true;
    switch (wanted) {
    case VALUE_INT:
        return type == SQLITE_INTEGER;
    case VALUE_DOUBLE:
        return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
    case VALUE_TEXT:
        return type == SQLITE_TEXT;
    case VALUE_BLOB:
        return type == SQLITE_BLOB;
    case VALUE_NULL:
        break;
    }
    return false;
}

static crm_status run_row(struct sqlite_statement *statement, struct statement_many *many,
                          size_t row, bool *kinds_known, uint32_t *row_count)
{
    struct sqlite_db *db = (struct sqlite_db *)statement->base.db;
    if (atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        return crm__fail(db->base.env, CRM_E_CANCELLED, "interrupted");
    crm_status status = bind_row(statement, many, row);
    if (status < 0)
        return status;
    int code = sqlite3_step(statement->handle);
    while (code == SQLITE_ROW && status >= 0) {
        if (many->rows) {
            if (!*kinds_known)
                status = kinds_check(statement, many->rows);
            *kinds_known = true;
            if (status >= 0)
                status = fetch_row(statement, many->rows);
            ++*row_count;
        }
        code = sqlite3_step(statement->handle);
    }
    if (status >= 0 && code != SQLITE_DONE)
        status = crm__sqlite_fail(db, code);
    if (status >= 0 && statement->base.writes)
        many->changed += sqlite3_changes64(db->handle);
    sqlite3_reset(statement->handle);
    return status;
}

static crm_status bind_row(struct sqlite_statement *statement, const struct statement_many *many,
                           size_t row)
{
    struct sqlite_db *db = (struct sqlite_db *)statement->base.db;
    for (size_t i = 0; i < statement->base.variable_count; i++) {
        size_t index = many->columns ? many->columns[i] : i;
        if (index == KEEP_BOUND)
            continue;
        const struct column *column = &many->params->columns[index];
        crm_status status = value_check(db->base.env, column, row);
        if (status < 0)
            return status;
        int code = bind_value(statement->handle, (int)i + 1, column, row);
        if (code != SQLITE_OK)
            return crm__sqlite_fail(db, code);
    }
    return CRM_OK;
}

static int bind_value(sqlite3_stmt *handle, int position, const struct column *column, size_t row)
{
    if (crm__column_is_null(column, row))
        return sqlite3_bind_null(handle, position);
    if (column->kind == VALUE_INT)
        return sqlite3_bind_int64(handle, position, column->integers[row]);
    if (column->kind == VALUE_DOUBLE)
        return sqlite3_bind_double(handle, position, column->doubles[row]);
    struct text text = crm__column_text_at(column, row);
    if (column->kind == VALUE_TEXT)
        return sqlite3_bind_text64(handle, position, text.data ? text.data : "", text.size,
                                   SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(handle, position, text.data ? text.data : "", text.size,
                               SQLITE_STATIC);
}

static crm_status value_check(struct env *env, const struct column *column, size_t row)
{
    if (column->kind == VALUE_DOUBLE && isnan(column->doubles[row]))
        return crm__fail(env, CRM_E_INVALID, "%.*s: not a number", (int)column->name.size,
                         column->name.data);
    if (column->kind != VALUE_TEXT)
        return CRM_OK;
    struct text text = crm__column_text_at(column, row);
    if (text.size > 0 && memchr(text.data, '\0', text.size))
        return crm__fail(env, CRM_E_INVALID, "%.*s: a NUL within text", (int)column->name.size,
                         column->name.data);
    return CRM_OK;
}

static bool is_rows_own(crm_status status)
{
    return status == CRM_E_EXISTS || status == CRM_E_INVALID || status == CRM_E_LIMIT;
}
