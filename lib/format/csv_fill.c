/* CSV rows straight into the columns of a batch. */
#include "format/csv.h"

#include <assert.h>

static crm_status cell_append(struct batch *batch, struct column *column, struct text field,
                              bool *sound);
static void cells_pop(struct batch *batch);

/* Appends the row's cells; *sound is false, and nothing is left, when a number does not parse. */
static crm_status row_append(struct csv_reader *reader, struct batch *batch, const size_t *picks,
                             struct csv_row *row, bool *sound)
{
    *sound = true;
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        struct text field = row->fields[picks[i]];
        crm_status status = cell_append(batch, column, field, sound);
        if (status < 0 || !*sound)
            cells_pop(batch);
        if (status < 0)
            return status;
        if (!*sound) {
            struct text name = reader->columns[picks[i]];
            struct text shown = crm__text_slice(field, 0, 40);
            shown.size = crm__utf8_valid_prefix(shown);
            crm__buffer_clear(&reader->message);
            crm__buffer_format(&reader->message, "%.*s: '%.*s' is not a number", (int)name.size,
                               name.data, (int)shown.size, shown.data);
            row->problem = CSV_NO_NUMBER;
            row->message = crm__buffer_view(&reader->message);
            return crm__buffer_status(&reader->message);
        }
    }
    crm__batch_finish_row(batch);
    return CRM_OK;
}

crm_status crm__csv_fill(struct csv_reader *reader, struct batch *batch, const size_t *picks,
                         size_t row_limit, csv_reject reject, void *context)
{
    for (size_t added = 0; added < row_limit;) {
        struct csv_row row;
        crm_status status = crm__csv_next(reader, &row);
        if (status != CRM_OK)
            return status;
        bool sound = row.problem == CSV_FINE;
        if (sound)
            status = row_append(reader, batch, picks, &row, &sound);
        if (status >= 0 && !sound && reject)
            status = reject(context, &row);
        if (status < 0)
            return status;
        added += sound;
    }
    return CRM_OK;
}

static crm_status cell_append(struct batch *batch, struct column *column, struct text field,
                              bool *sound)
{
    if (field.size == 0)
        return crm__column_null(batch, column);
    if (column->kind == VALUE_TEXT)
        return crm__column_text(batch, column, field);
    field = crm__text_trim(field);
    if (column->kind == VALUE_INT) {
        int64_t integer;
        *sound = crm__text_to_int64(field, &integer) == CRM_OK;
        return *sound ? crm__column_int(batch, column, integer) : CRM_OK;
    }
    assert(column->kind == VALUE_DOUBLE);
    double real;
    *sound = crm__text_to_double(field, &real) == CRM_OK;
    return *sound ? crm__column_double(batch, column, real) : CRM_OK;
}

/* Takes back the cells of a row that was not finished. */
static void cells_pop(struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        if (column->count == batch->row_count)
            continue;
        column->null_count -= crm__column_is_null(column, column->count - 1);
        column->count--;
    }
}
