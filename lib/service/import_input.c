/* Reading the rows of an import, whatever form they come in. */
#include "service/import_input.h"

#include <string.h>

/* --- the head: read first, given to the reader again ----------------------------------------- */

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct import_input *input = context;
    size_t left = input->head.size - input->head_used;
    if (left) {
        *read_out = left < size ? left : size;
        memcpy(bytes, input->head.data + input->head_used, *read_out);
        input->head_used += *read_out;
    } else {
        *read_out = 0;
        int32_t failed = input->ended ? 0 : input->read(input->context, bytes, size, read_out);
        if (failed)
            return failed;
        input->ended = *read_out == 0;
    }
    input->taken += (int64_t)*read_out;
    return 0;
}

static crm_status head_read(struct import_input *input)
{
    crm__buffer_reserve(&input->head, IMPORT_HEAD_SIZE);
    if (input->head.failed)
        return CRM_E_NOMEM;
    while (input->head.size < IMPORT_HEAD_SIZE && !input->ended) {
        size_t got = 0;
        size_t room = IMPORT_HEAD_SIZE - input->head.size;
        if (input->read(input->context, input->head.data + input->head.size, room, &got) ||
            got > room)
            return crm__fail(input->env, CRM_E_IO, "the input could not be read");
        input->head.size += got;
        input->ended = got == 0;
    }
    input->hash = crm__hash(input->head.data, input->head.size, 0);
    return CRM_OK;
}

/* The first byte that is no white space, mark or padding says which form it is. */
static char first_letter(const struct import_input *input)
{
    for (size_t i = 0; i < input->head.size; i++) {
        unsigned char byte = (unsigned char)input->head.data[i];
        if (byte > ' ' && byte != 0xef && byte != 0xbb && byte != 0xbf && byte < 0xfe)
            return (char)byte;
    }
    return '\0';
}

crm_status crm__import_input_open(struct import_input *input, struct env *env, crm_read read,
                                  void *context, const struct import_options *options)
{
    *input = (struct import_input){.env = env, .read = read, .context = context};
    crm__buffer_init(&input->head, env);
    crm_status status = head_read(input);
    char first = first_letter(input);
    input->form = first == '{' ? IMPORT_NDJSON : IMPORT_CSV;
    if (status >= 0 && first == '[')
        status = crm__fail(env, CRM_E_FORMAT,
                           "the input is a JSON array; one object a line (NDJSON) is wanted");
    struct csv_options csv = {.encoding = options->encoding,
                              .delimiter = options->delimiter,
                              .header = options->header,
                              .undo_formula_guard = true};
    if (status >= 0)
        status = input->form == IMPORT_NDJSON
                     ? crm__ndjson_open(&input->ndjson, env, input_read, input, options->encoding)
                     : crm__csv_open(&input->csv, env, input_read, input, &csv);
    if (status < 0)
        crm__buffer_free(&input->head);
    input->is_open = status >= 0;
    return status;
}

void crm__import_input_close(struct import_input *input)
{
    if (!input->is_open)
        return;
    if (input->form == IMPORT_NDJSON)
        crm__ndjson_close(&input->ndjson);
    else
        crm__csv_close(&input->csv);
    crm__buffer_free(&input->head);
    input->is_open = false;
}

size_t crm__import_input_columns(const struct import_input *input, const struct text **names_out)
{
    bool is_json = input->form == IMPORT_NDJSON;
    *names_out = is_json ? input->ndjson.names : input->csv.columns;
    return is_json ? input->ndjson.name_count : input->csv.column_count;
}

struct encoding_guess crm__import_input_encoding(const struct import_input *input)
{
    return input->form == IMPORT_NDJSON ? input->ndjson.source.encoding
                                        : input->csv.source.encoding;
}

/* --- rows ------------------------------------------------------------------------------------- */

void crm__import_rows_init(struct import_rows *rows, struct env *env)
{
    *rows = (struct import_rows){.env = env};
    crm__arena_init(&rows->arena, env);
    crm__buffer_init(&rows->bytes, env);
}

void crm__import_rows_free(struct import_rows *rows)
{
    crm__free(rows->env, rows->rows);
    crm__free(rows->env, rows->ends);
    crm__free(rows->env, rows->kinds);
    crm__buffer_free(&rows->bytes);
    crm__arena_free(&rows->arena);
}

static void rows_clear(struct import_rows *rows)
{
    rows->count = 0;
    rows->cell_count = 0;
    crm__buffer_clear(&rows->bytes);
    crm__arena_reset(&rows->arena);
}

static crm_status cell_add(struct import_rows *rows, struct text text, enum import_cell kind)
{
    crm_status status = crm__array_reserve(rows->env, (void **)&rows->ends, &rows->cell_capacity,
                                           rows->cell_count + 2, sizeof *rows->ends);
    if (status >= 0)
        status = crm__array_reserve(rows->env, (void **)&rows->kinds, &rows->kind_capacity,
                                    rows->cell_count + 1, sizeof *rows->kinds);
    if (status < 0)
        return status;
    rows->kinds[rows->cell_count] = (uint8_t)kind;
    rows->ends[rows->cell_count++] = (uint32_t)rows->bytes.size;
    crm__buffer_text(&rows->bytes, text);
    rows->ends[rows->cell_count] = (uint32_t)rows->bytes.size;
    return crm__buffer_status(&rows->bytes);
}

static crm_status row_begin(struct import_rows *rows, int64_t line, int64_t number,
                            struct text problem)
{
    crm_status status = crm__array_reserve(rows->env, (void **)&rows->rows, &rows->capacity,
                                           rows->count + 1, sizeof *rows->rows);
    if (status < 0)
        return status;
    struct import_row *row = &rows->rows[rows->count++];
    *row = (struct import_row){.line = line, .number = number, .first = (uint32_t)rows->cell_count};
    if (problem.size)
        row->problem = crm__arena_text(&rows->arena, problem);
    return problem.size && !row->problem.data ? CRM_E_NOMEM : CRM_OK;
}

static crm_status csv_row(struct import_input *input, struct import_rows *rows)
{
    struct csv_row row;
    crm_status status = crm__csv_next(&input->csv, &row);
    if (status != CRM_OK)
        return status;
    struct text problem = row.problem == CSV_FINE ? TEXT_NONE : row.message;
    status = row_begin(rows, row.line, row.number, problem);
    for (size_t i = 0; status >= 0 && i < row.field_count; i++)
        status = cell_add(rows, crm__text_trim(row.fields[i]), CELL_TEXT);
    if (status >= 0 && row.rest.size)
        status = cell_add(rows, row.rest, CELL_TEXT);
    if (status >= 0)
        rows->rows[rows->count - 1].cell_count =
            (uint32_t)(row.field_count + (row.rest.size > 0));
    return status;
}

/* The row's member of that name, or NULL. Members mostly come in the order of the names. */
static const struct ndjson_field *member_find(const struct ndjson_row *row, size_t name,
                                              size_t *hint)
{
    for (size_t i = 0; i < row->field_count; i++) {
        size_t at = (*hint + i) % row->field_count;
        if (row->fields[at].name != name)
            continue;
        *hint = at + 1;
        return &row->fields[at];
    }
    return NULL;
}

/* Members come in any order and some are absent: cells stand where their names do. */
static crm_status ndjson_row(struct import_input *input, struct import_rows *rows)
{
    struct ndjson_row row;
    crm_status status = crm__ndjson_next(&input->ndjson, &row);
    if (status != CRM_OK)
        return status;
    status = row_begin(rows, row.line, row.number, row.message);
    if (status < 0)
        return status;
    struct import_row *begun = &rows->rows[rows->count - 1];
    if (row.text.size) {
        begun->raw = crm__arena_text(&rows->arena, row.text);
        return begun->raw.data ? CRM_OK : CRM_E_NOMEM;
    }
    size_t width = input->ndjson.name_count;
    for (size_t name = 0, hint = 0; status >= 0 && row.field_count && name < width; name++) {
        const struct ndjson_field *field = member_find(&row, name, &hint);
        if (!field)
            status = cell_add(rows, TEXT_NONE, CELL_ABSENT);
        else
            status = cell_add(rows, field->text,
                              field->kind == NDJSON_TEXT ? CELL_TEXT : CELL_BARE);
    }
    if (status >= 0)
        begun->cell_count = row.field_count ? (uint32_t)width : 0;
    return status;
}

static crm_status row_next(struct import_input *input, struct import_rows *rows)
{
    return input->form == IMPORT_NDJSON ? ndjson_row(input, rows) : csv_row(input, rows);
}

crm_status crm__import_rows_read(struct import_input *input, size_t limit, struct import_rows *rows)
{
    rows_clear(rows);
    while (rows->count < limit && rows->bytes.size + rows->arena.used < IMPORT_ROWS_BYTES) {
        crm_status status = row_next(input, rows);
        if (status < 0)
            return status;
        if (status == CRM_DONE)
            break;
    }
    return rows->count ? CRM_OK : CRM_DONE;
}

crm_status crm__import_rows_skip(struct import_input *input, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        struct csv_row csv;
        struct ndjson_row json;
        crm_status status = input->form == IMPORT_NDJSON ? crm__ndjson_next(&input->ndjson, &json)
                                                         : crm__csv_next(&input->csv, &csv);
        if (status != CRM_OK)
            return status;
    }
    return CRM_OK;
}
