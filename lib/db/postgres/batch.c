/* Rows from the server straight into the columns of a batch. */
#include "db/postgres/driver.h"

static crm_status append_cell(struct batch *batch, struct column *column, Oid type,
                              struct pg_cell cell);
static crm_status kinds_check(struct pg_statement *statement, const struct batch *batch);
static bool kind_fits(enum value_kind wanted, enum value_kind kind);
static void cut_column(struct column *column, size_t count);

crm_status crm__pg_fetch(struct statement *base, struct batch *batch, size_t limit)
{
    struct pg_statement *statement = (struct pg_statement *)base;
    for (size_t i = 0; i < limit; i++) {
        crm_status status = crm__pg_step(base);
        if (status != CRM_OK)
            return status;
        if (i == 0)
            status = kinds_check(statement, batch);
        if (status >= 0)
            status = crm__pg_append(statement, batch);
        if (status < 0) {
            crm__pg_reset(base);
            return status;
        }
    }
    return CRM_OK;
}

crm_status crm__pg_append(struct pg_statement *statement, struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        crm_status status =
            append_cell(batch, &batch->columns[i], statement->types[i], statement->cells[i]);
        if (status < 0) {
            crm__pg_cut(batch, batch->row_count);
            return status;
        }
    }
    batch->row_count++;
    return CRM_OK;
}

crm_status crm__pg_append_all(struct pg_statement *statement, const PGresult *result,
                              struct batch *batch, uint32_t *count_out)
{
    int rows = PQntuples(result);
    crm_status status = CRM_OK;
    for (int row = 0; row < rows && status >= 0; row++) {
        for (int i = 0; i < (int)batch->column_count; i++) {
            struct pg_cell *cell = &statement->cells[i];
            cell->data = PQgetvalue(result, row, i);
            cell->size = PQgetisnull(result, row, i) ? -1 : PQgetlength(result, row, i);
            if (status >= 0)
                status = crm__pg_cell_check(batch->env, statement->types[i], *cell);
        }
        if (status >= 0 && row == 0)
            status = kinds_check(statement, batch);
        if (status >= 0)
            status = crm__pg_append(statement, batch);
    }
    *count_out = (uint32_t)rows;
    return status;
}

void crm__pg_cut(struct batch *batch, size_t count)
{
    for (size_t i = 0; i < batch->column_count; i++)
        cut_column(&batch->columns[i], count);
    batch->row_count = count;
}

static crm_status append_cell(struct batch *batch, struct column *column, Oid type,
                              struct pg_cell cell)
{
    if (cell.size < 0)
        return crm__column_null(batch, column);
    switch (column->kind) {
    case VALUE_INT:
        return crm__column_int(batch, column, crm__pg_int(type, cell));
    case VALUE_DOUBLE:
        return crm__column_double(batch, column, crm__pg_double(type, cell));
    case VALUE_TEXT:
    case VALUE_BLOB:
        return crm__column_text(batch, column, (struct text){cell.data, (size_t)cell.size});
    case VALUE_NULL:
        break;
    }
    return crm__fail(batch->env, CRM_E_MISUSE, "a batch column without a kind");
}

/* A column has one type, so one that begins well goes on well. */
static crm_status kinds_check(struct pg_statement *statement, const struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        enum value_kind kind = crm__pg_kind(statement->types[i], statement->cells[i]);
        if (!kind_fits(batch->columns[i].kind, kind))
            return crm__fail(batch->env, CRM_E_INTERNAL,
                             "column %zu (%s) is of the server's type %u, wanted as kind %d", i + 1,
                             PQfname(statement->description, (int)i), (unsigned)statement->types[i],
                             (int)batch->columns[i].kind);
    }
    return CRM_OK;
}

static bool kind_fits(enum value_kind wanted, enum value_kind kind)
{
    return kind == VALUE_NULL || kind == wanted || (wanted == VALUE_DOUBLE && kind == VALUE_INT);
}

static void cut_column(struct column *column, size_t count)
{
    while (column->count > count) {
        column->null_count -= crm__column_is_null(column, column->count - 1);
        column->count--;
    }
}
