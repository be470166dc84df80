/* Handing rows back, in the form they came in, to be put right and imported again. */
#include "service/import_run.h"

#include "base/json.h"

enum { REASON_COLUMNS = 3, REJECTS_BLOCK = 64 * 1024 };
static const char *const reason_columns[REASON_COLUMNS] = {"line", "field", "reason"};

/* --- the columns that say what is wrong ------------------------------------------------------- */

/* "line", or "_line" where the input has a column "line" of its own, and so on. */
static bool is_reason_name(struct text name, size_t which)
{
    while (name.size && name.data[0] == '_')
        name = crm__text_slice(name, 1, name.size);
    return crm__text_is(name, reason_columns[which]);
}

size_t crm__import_reason_columns(const struct text *names, size_t count)
{
    for (size_t i = 0; i < REASON_COLUMNS; i++) {
        if (count <= REASON_COLUMNS || !is_reason_name(names[i], i))
            return 0;
    }
    return REASON_COLUMNS;
}

static bool is_taken(struct text name, const struct text *names, size_t count)
{
    for (size_t i = crm__import_reason_columns(names, count); i < count; i++) {
        if (crm__text_equal_nocase(name, names[i]))
            return true;
    }
    return false;
}

static crm_status reason_name(struct buffer *name, const struct text *names, size_t count,
                              size_t which)
{
    size_t marks = 0;
    do {
        crm__buffer_clear(name);
        for (size_t i = 0; i < marks; i++)
            crm__buffer_byte(name, '_');
        crm__buffer_cstr(name, reason_columns[which]);
        marks++;
    } while (!name->failed && is_taken(crm__buffer_view(name), names, count));
    return crm__buffer_status(name);
}

/* --- CSV -------------------------------------------------------------------------------------- */

static int32_t line_write(void *context, const void *bytes, size_t size)
{
    struct buffer *line = context;
    crm__buffer_bytes(line, bytes, size);
    return line->failed;
}

/* A CSV line at the end of `line`: safe to open in a spreadsheet, reading undoes the guard. */
static crm_status csv_append(struct import_run *run, struct buffer *line, const struct text *cells,
                             size_t count)
{
    struct csv_writer csv;
    const struct csv_writer_options options = {.formula_safe = true};
    crm__writer_init(run->writer, run->env, line_write, line);
    crm__csv_writer_init(&csv, run->writer, &options);
    for (size_t i = 0; i < count; i++)
        crm__csv_field(&csv, cells[i]);
    crm__csv_end_row(&csv);
    crm__csv_writer_free(&csv);
    crm_status status = crm__writer_finish(run->writer);
    return line->failed ? crm__fail_nomem(run->env) : status;
}

/* A row that was read has all columns, and one that could not be, those that it has. */
static crm_status csv_row(struct import_run *run, size_t row, size_t first, size_t columns)
{
    const struct import_row *at = &run->rows.rows[row];
    size_t count = at->problem.size ? at->cell_count : columns;
    count = count > first ? count - first : 0;
    struct text *cells = crm__arena_alloc_zero(&run->arena, count + 1, sizeof *cells);
    if (!cells)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        cells[i] = crm__import_cell(&run->rows, row, first + i);
    return csv_append(run, &run->line, cells, count);
}

/* --- NDJSON ----------------------------------------------------------------------------------- */

/* ,"name":value for every member that the row has. */
static void members_append(const struct import_run *run, struct buffer *line, size_t row,
                           const struct text *names, size_t first, size_t columns)
{
    for (size_t i = first; i < columns; i++) {
        enum import_cell kind = crm__import_cell_kind(&run->rows, row, i);
        if (kind == CELL_ABSENT)
            continue;
        crm__buffer_byte(line, ',');
        crm__buffer_json_text(line, names[i]);
        crm__buffer_byte(line, ':');
        struct text text = crm__import_cell_text(&run->rows, row, i);
        if (kind == CELL_TEXT)
            crm__buffer_json_text(line, text);
        else
            crm__buffer_text(line, text);
    }
}

/* A row that is no object stands as a text, to be made into members. */
static crm_status json_row(struct import_run *run, size_t row, const struct text *names,
                           size_t first, size_t columns)
{
    const struct import_row *at = &run->rows.rows[row];
    if (at->problem.size) {
        crm__buffer_text(&run->line, at->raw);
        return crm__buffer_status(&run->line);
    }
    members_append(run, &run->line, row, names, first, columns);
    if (run->line.size)
        run->line.data[0] = '{';
    else
        crm__buffer_byte(&run->line, '{');
    crm__buffer_byte(&run->line, '}');
    return crm__buffer_status(&run->line);
}

/* --- the file of rejected rows ---------------------------------------------------------------- */

static crm_status csv_header(struct import_run *run, const struct text *names, size_t columns)
{
    struct encoding_guess encoding = crm__import_input_encoding(&run->input);
    struct buffer name;
    crm__buffer_init(&name, run->env);
    crm__buffer_clear(&run->rejects_header);
    /* A file from a spreadsheet goes back to one, which knows UTF-8 by its mark only. */
    if (encoding.bom_size || encoding.encoding != ENCODING_UTF8)
        crm__buffer_cstr(&run->rejects_header, "\xEF\xBB\xBF");
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < REASON_COLUMNS; i++) {
        status = reason_name(&name, names, columns, i);
        crm__buffer_text(&run->rejects_header, crm__buffer_view(&name));
        crm__buffer_byte(&run->rejects_header, ',');
    }
    size_t first = crm__import_reason_columns(names, columns);
    if (status >= 0)
        status = csv_append(run, &run->rejects_header, names + first, columns - first);
    crm__buffer_free(&name);
    return status < 0 ? status : crm__buffer_status(&run->rejects_header);
}

crm_status crm__import_rejects_begin(struct import_run *run)
{
    const struct text *names;
    size_t columns = crm__import_input_columns(&run->input, &names);
    return run->input.form == IMPORT_CSV ? csv_header(run, names, columns) : CRM_OK;
}

static crm_status csv_reject_append(struct import_run *run, const struct import_reject *reject)
{
    char number[NUMBER_TEXT_SIZE];
    const struct text why[REASON_COLUMNS] = {
        {number, crm__int64_to_text(reject->line, number)}, reject->field, reject->reason};
    crm_status status = csv_append(run, &run->rejects, why, REASON_COLUMNS);
    if (status < 0)
        return status;
    run->rejects.data[run->rejects.size - 1] = ','; /* goes on with the row */
    crm__buffer_text(&run->rejects, reject->text);
    crm__buffer_byte(&run->rejects, '\n');
    return crm__buffer_status(&run->rejects);
}

static crm_status json_reject_append(struct import_run *run, const struct import_reject *reject,
                              bool is_object)
{
    const struct text *names;
    size_t columns = crm__import_input_columns(&run->input, &names);
    struct buffer *out = &run->rejects;
    struct buffer name;
    crm__buffer_init(&name, run->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < REASON_COLUMNS; i++) {
        status = reason_name(&name, names, columns, i);
        crm__buffer_byte(out, i ? ',' : '{');
        crm__buffer_json_text(out, crm__buffer_view(&name));
        crm__buffer_byte(out, ':');
        if (i == 0)
            crm__buffer_int64(out, reject->line);
        else
            crm__buffer_json_text(out, i == 1 ? reject->field : reject->reason);
    }
    crm__buffer_free(&name);
    bool empty = is_object && reject->text.size <= 2;
    crm__buffer_cstr(out, empty ? "" : is_object ? "," : ",\"text\":");
    if (is_object)
        crm__buffer_text(out, crm__text_slice(reject->text, 1, reject->text.size));
    else
        crm__buffer_json_text(out, reject->text);
    crm__buffer_cstr(out, is_object ? "\n" : "}\n");
    return status < 0 ? status : crm__buffer_status(out);
}

/* Behind what the file has: its header, when there is nothing yet, and the row. */
static crm_status reject_append(struct import_run *run, const struct import_reject *reject,
                                bool is_object)
{
    size_t before = run->rejects.size;
    if (run->next.rejects_size == 0)
        crm__buffer_text(&run->rejects, crm__buffer_view(&run->rejects_header));
    crm_status status = run->input.form == IMPORT_CSV ? csv_reject_append(run, reject)
                                                      : json_reject_append(run, reject, is_object);
    run->next.rejects_size += (int64_t)(run->rejects.size - before);
    if (status >= 0 && run->rejects.size >= REJECTS_BLOCK)
        status = crm__import_rejects_flush(run);
    return status;
}

crm_status crm__import_rejects_flush(struct import_run *run)
{
    struct text bytes = crm__buffer_view(&run->rejects);
    if (bytes.size == 0)
        return CRM_OK;
    crm_status status = run->options->rejects(run->options->context, bytes);
    crm__buffer_clear(&run->rejects);
    return status;
}

/* --- one row ---------------------------------------------------------------------------------- */

static crm_status header_make(struct import_run *run, const struct text *names, size_t columns)
{
    crm__buffer_clear(&run->header);
    if (run->input.form != IMPORT_CSV)
        return CRM_OK;
    size_t first = crm__import_reason_columns(names, columns);
    crm_status status = csv_append(run, &run->header, names + first, columns - first);
    if (status >= 0)
        run->header.data[--run->header.size] = '\0';
    return status;
}

static crm_status text_make(struct import_run *run, size_t row, const struct text *names,
                            size_t columns)
{
    size_t first = crm__import_reason_columns(names, columns);
    crm__buffer_clear(&run->line);
    if (run->input.form != IMPORT_CSV)
        return json_row(run, row, names, first, columns);
    crm_status status = csv_row(run, row, first, columns);
    if (status >= 0)
        run->line.data[--run->line.size] = '\0';
    return status;
}

crm_status crm__import_reject(struct import_run *run, size_t row, struct text field,
                              struct text reason)
{
    const struct import_row *at = &run->rows.rows[row];
    const struct text *names;
    size_t columns = crm__import_input_columns(&run->input, &names);
    run->next.rejected++;
    if (!run->options->rejected && !run->options->rejects)
        return CRM_OK;
    crm_status status = header_make(run, names, columns);
    if (status >= 0)
        status = text_make(run, row, names, columns);
    if (status < 0)
        return status;
    struct import_reject reject = {.row = at->number,
                                   .line = at->line,
                                   .field = field,
                                   .reason = reason,
                                   .header = crm__buffer_view(&run->header),
                                   .text = crm__buffer_view(&run->line)};
    if (run->options->rejects)
        status = reject_append(run, &reject, at->problem.size == 0);
    if (status >= 0 && run->options->rejected)
        status = run->options->rejected(run->options->context, &reject);
    return status;
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
