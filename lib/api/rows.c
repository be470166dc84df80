/* Rows of the host's own as a tabular answer. */
#include "api/cursor.h"
#include "base/time.h"

enum { COLUMN_LIMIT = 256 };

static bool type_is_allowed(int32_t type)
{
    return type == CRM_COLUMN_TEXT || type == CRM_COLUMN_INTEGER || type == CRM_COLUMN_BOOL ||
           type == CRM_COLUMN_TIME || type == CRM_COLUMN_ID || type == CRM_COLUMN_DOUBLE ||
           type == CRM_COLUMN_JSON;
}

static crm_status spec_read(crm_db *db, const crm_column *given, struct reader_column *spec)
{
    if (!given->name)
        return crm__api_null(db, "crm_column.name");
    if (!type_is_allowed(given->type) || given->reserved)
        return crm__fail(&db->env, CRM_E_MISUSE, "column %s: type %d is none that a host can fill",
                         given->name, (int)given->type);
    *spec = crm__reader_column(crm__text_of(given->name), (enum column_type)given->type,
                               crm__text_of(given->label_en), crm__text_of(given->label_zh));
    return CRM_OK;
}

/* The value of a cell; a failure is only a status. */
static crm_status cell_read(struct env *env, enum column_type type, struct text cell,
                            struct value *value)
{
    *value = crm__value_int(0);
    switch (type) {
    case COLUMN_INTEGER:
    case COLUMN_ID:
        return crm__text_to_int64(cell, &value->integer);
    case COLUMN_TIME:
        return crm__time_parse(env, cell, &value->integer);
    case COLUMN_BOOL:
        value->integer = crm__text_is(cell, "true");
        return value->integer || crm__text_is(cell, "false") ? CRM_OK : CRM_E_SYNTAX;
    case COLUMN_DOUBLE:
        *value = crm__value_double(0);
        return crm__text_to_double(cell, &value->real);
    default:
        *value = crm__value_text(cell);
        return CRM_OK;
    }
}

static crm_status cell_add(crm_db *db, struct batch *rows, const struct reader_column *spec,
                           size_t index, const char *cell)
{
    struct column *column = &rows->columns[index];
    struct value value;
    if (!cell)
        return crm__column_null(rows, column);
    struct text text = crm__text_of(cell);
    crm_status status = crm__text_check(&db->env, text, spec->name.data);
    if (status < 0)
        return status;
    if (cell_read(&db->env, spec->type, text, &value) < 0)
        return crm__fail(&db->env, CRM_E_INVALID, "%s: '%s' is no value of the column's type",
                         spec->name.data, cell);
    return crm__column_value(rows, column, value);
}

static crm_status rows_fill(crm_db *db, struct batch *rows, const struct reader_column *specs,
                            size_t column_count, const char *const *cells, size_t row_count)
{
    crm_status status = crm__reader_prepare(specs, column_count, rows);
    for (size_t row = 0; status >= 0 && row < row_count; row++) {
        for (size_t i = 0; status >= 0 && i < column_count; i++)
            status = cell_add(db, rows, &specs[i], i, cells[row * column_count + i]);
        if (status >= 0)
            crm__batch_finish_row(rows);
    }
    return status;
}

static crm_status rows_enter(crm_db *db, const crm_column *columns, size_t column_count,
                             const char *const *cells, size_t row_count, crm_cursor **cursor_out)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    *cursor_out = NULL;
    if (!columns || (!cells && row_count))
        return crm__api_null(db, columns ? "cells" : "columns");
    if (column_count == 0 || column_count > COLUMN_LIMIT)
        return crm__fail(&db->env, CRM_E_LIMIT, "columns: %zu, at least 1 and at most %d",
                         column_count, COLUMN_LIMIT);
    return CRM_OK;
}

crm_status crm_cursor_rows(crm_db *db, const crm_column *columns, size_t column_count,
                           const char *const *cells, size_t row_count, crm_cursor **cursor_out)
{
    struct reader_column specs[COLUMN_LIMIT];
    struct batch rows;
    struct reader *reader = NULL;
    crm_status status = rows_enter(db, columns, column_count, cells, row_count, cursor_out);
    for (size_t i = 0; status >= 0 && i < column_count; i++)
        status = spec_read(db, &columns[i], &specs[i]);
    if (status < 0)
        return status;
    crm__batch_init(&rows, &db->env);
    status = rows_fill(db, &rows, specs, column_count, cells, row_count);
    if (status >= 0)
        status = crm__reader_of_batch(&db->env, &rows, specs, &reader);
    crm__batch_free(&rows);
    return crm__api_answer(db, status, reader, cursor_out);
}
