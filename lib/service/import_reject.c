/* Handing rows back, in the form they came in. */
#include "service/import_run.h"

static int32_t line_write(void *context, const void *bytes, size_t size)
{
    struct buffer *line = context;
    crm__buffer_bytes(line, bytes, size);
    return line->failed;
}

/* One CSV line without its end, safe to open in a spreadsheet; reading undoes the guard. */
static crm_status line_make(struct import_run *run, struct buffer *line, const struct text *cells,
                            size_t count)
{
    struct csv_writer csv;
    const struct csv_writer_options options = {.formula_safe = true};
    crm__buffer_clear(line);
    crm__writer_init(run->writer, run->env, line_write, line);
    crm__csv_writer_init(&csv, run->writer, &options);
    for (size_t i = 0; i < count; i++)
        crm__csv_field(&csv, cells[i]);
    crm__csv_end_row(&csv);
    crm__csv_writer_free(&csv);
    crm_status status = crm__writer_finish(run->writer);
    while (status >= 0 && line->size && line->data[line->size - 1] == '\n')
        line->data[--line->size] = '\0';
    return line->failed ? crm__fail_nomem(run->env) : status;
}

static crm_status row_line(struct import_run *run, size_t row, size_t columns)
{
    struct text *cells = crm__arena_alloc_zero(&run->arena, columns + 1, sizeof *cells);
    if (!cells)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < columns; i++)
        cells[i] = crm__import_cell(&run->rows, row, i);
    return line_make(run, &run->line, cells, columns);
}

crm_status crm__import_reject(struct import_run *run, size_t row, struct text field,
                              struct text reason)
{
    run->next.rejected++;
    if (!run->options->rejected)
        return CRM_OK;
    const struct text *names;
    size_t columns = crm__import_input_columns(&run->input, &names);
    crm_status status = line_make(run, &run->header, names, columns);
    if (status >= 0)
        status = row_line(run, row, columns);
    if (status < 0)
        return status;
    struct import_reject reject = {.row = run->rows.rows[row].number,
                                   .line = run->rows.rows[row].line,
                                   .field = field,
                                   .reason = reason,
                                   .header = crm__buffer_view(&run->header),
                                   .text = crm__buffer_view(&run->line)};
    return run->options->rejected(run->options->context, &reject);
}

crm_status crm__import_reject_error(struct import_run *run, size_t row, crm_status status)
{
    if (status == CRM_E_NOMEM || status == CRM_E_CANCELLED || status == CRM_E_IO)
        return status;
    struct text field = crm__arena_text(&run->arena, crm__text_of(run->env->error.field));
    struct text reason = crm__arena_text(&run->arena, crm__text_of(run->env->error.message));
    if (!field.data || !reason.data)
        return CRM_E_NOMEM;
    crm__error_clear(run->env);
    return crm__import_reject(run, row, field, reason);
}
