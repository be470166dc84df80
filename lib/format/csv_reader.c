/* The CSV reader: opening, the header, and rows compared with it. */
#include "format/csv_record.h"
#include "format/csv_sniff.h"

#include <assert.h>
#include <string.h>

/* The first block decodes to at least this, or it is the whole input. */
enum { SAMPLE_SIZE = 24 * 1024 };

static crm_status open_source(struct csv_reader *reader, crm_read read, void *context);
static size_t separator_line(struct csv_reader *reader);
static crm_status shape_take(struct csv_reader *reader);
static crm_status header_read(struct csv_reader *reader);
static crm_status name_columns(struct csv_reader *reader, const struct text *names, size_t count);
static void compare_with_header(struct csv_reader *reader, struct csv_row *row);

crm_status crm__csv_open(struct csv_reader *reader, struct env *env, crm_read read, void *context,
                         const struct csv_options *options)
{
    *reader = (struct csv_reader){.env = env, .line = 1};
    if (options)
        reader->options = *options;
    crm__arena_init(&reader->arena, env);
    crm__buffer_init(&reader->message, env);
    char delimiter = reader->options.delimiter;
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || (delimiter & 0x80))
        return crm__fail(env, CRM_E_MISUSE, "byte %d cannot be a delimiter",
                         (unsigned char)delimiter);
    crm_status status = open_source(reader, read, context);
    if (status < 0)
        return status;
    status = shape_take(reader);
    if (status >= 0)
        status = crm__csv_mark(reader);
    if (status >= 0 && reader->has_header)
        status = header_read(reader);
    else if (status >= 0)
        status = name_columns(reader, NULL, reader->column_count);
    if (status < 0)
        crm__csv_close(reader);
    return status;
}

void crm__csv_close(struct csv_reader *reader)
{
    crm__source_free(&reader->source);
    crm__free(reader->env, reader->marks);
    crm__free(reader->env, reader->fields);
    crm__arena_free(&reader->arena);
    crm__buffer_free(&reader->message);
    *reader = (struct csv_reader){.env = reader->env};
}

crm_status crm__csv_next(struct csv_reader *reader, struct csv_row *row_out)
{
    crm_status status = crm__csv_record(reader, row_out);
    if (status != CRM_OK)
        return status;
    row_out->number = ++reader->row_count;
    if (row_out->field_count != reader->column_count && row_out->problem == CSV_FINE)
        compare_with_header(reader, row_out);
    return crm__buffer_status(&reader->message);
}

size_t crm__csv_find(const struct csv_reader *reader, struct text name)
{
    for (size_t i = 0; i < reader->column_count; i++)
        if (crm__text_equal(reader->columns[i], name))
            return i;
    for (size_t i = 0; i < reader->column_count; i++)
        if (crm__text_equal_nocase(reader->columns[i], name))
            return i;
    return SIZE_MAX;
}

static crm_status open_source(struct csv_reader *reader, crm_read read, void *context)
{
    crm_status status =
        crm__source_open(&reader->source, reader->env, read, context, reader->options.encoding);
    if (status < 0)
        return status;
    reader->fields = crm__alloc(reader->env, CSV_COLUMN_LIMIT * sizeof *reader->fields);
    if (reader->fields)
        return CRM_OK;
    crm__source_free(&reader->source);
    return CRM_E_NOMEM;
}

/* Spreadsheets may write "sep=;" as the first line. The size of that line, or 0. */
static size_t separator_line(struct csv_reader *reader)
{
    struct text window = crm__buffer_view(&reader->source.window);
    if (window.size < 6 || !crm__text_equal_nocase(crm__text_slice(window, 0, 4), TEXT("sep=")))
        return 0;
    size_t end = window.data[5] == '\r' && window.size > 6 && window.data[6] == '\n' ? 7 : 6;
    bool ends = window.data[end - 1] == '\n' || window.data[end - 1] == '\r';
    return ends && window.data[4] > 0 && window.data[4] != '"' ? end : 0;
}

static crm_status shape_take(struct csv_reader *reader)
{
    struct source *source = &reader->source;
    size_t skip = separator_line(reader);
    char delimiter = reader->options.delimiter;
    if (skip && !delimiter)
        delimiter = source->window.data[4];
    if (skip) {
        crm_status status = crm__source_refill(source, skip);
        if (status < 0)
            return status;
        reader->line = 2;
    }
    struct text window = crm__buffer_view(&source->window);
    struct text sample = crm__text_slice(window, 0, SAMPLE_SIZE);
    bool complete = source->ended && sample.size == window.size;
    struct csv_shape shape = crm__csv_sniff(sample, complete, delimiter);
    reader->delimiter = shape.delimiter;
    reader->delimiter_certain = delimiter || shape.delimiter_certain;
    reader->column_count = shape.column_count;
    reader->has_header = shape.has_header;
    reader->header_certain = shape.header_certain;
    if (reader->options.header != CSV_HEADER_DETECT) {
        reader->has_header = reader->options.header == CSV_HEADER_YES;
        reader->header_certain = true;
    }
    return CRM_OK;
}

static crm_status header_read(struct csv_reader *reader)
{
    struct csv_row row;
    crm_status status = crm__csv_record(reader, &row);
    if (status == CRM_DONE) { /* a header was asked for, but there is nothing */
        reader->column_count = 0;
        return CRM_OK;
    }
    if (status < 0)
        return status;
    if (row.problem != CSV_FINE)
        return crm__fail_at(reader->env, CRM_E_INVALID, row.line, 0, "header: %.*s",
                            (int)row.message.size, row.message.data);
    return name_columns(reader, row.fields, row.field_count);
}

static bool name_is_taken(const struct csv_reader *reader, size_t before, struct text name)
{
    for (size_t i = 0; i < before; i++)
        if (crm__text_equal(reader->columns[i], name))
            return true;
    return false;
}

/* The trimmed name, or column_N, or the first of name_2, name_3 … that is free. */
static crm_status name_column(struct csv_reader *reader, size_t index, struct text name)
{
    name = crm__text_trim(name);
    char *made = NULL;
    if (name.size == 0) {
        made = crm__arena_format(&reader->arena, "column_%zu", index + 1);
        name = crm__text_of(made);
    } else {
        name = crm__arena_text(&reader->arena, name);
    }
    if (!name.data)
        return CRM_E_NOMEM;
    struct text base = name;
    for (size_t copy = 2; name_is_taken(reader, index, name); copy++) {
        made = crm__arena_format(&reader->arena, "%.*s_%zu", (int)base.size, base.data, copy);
        if (!made)
            return CRM_E_NOMEM;
        name = crm__text_of(made);
    }
    reader->columns[index] = name;
    return CRM_OK;
}

static crm_status name_columns(struct csv_reader *reader, const struct text *names, size_t count)
{
    reader->columns = crm__arena_alloc_zero(&reader->arena, count + 1, sizeof *reader->columns);
    if (!reader->columns)
        return CRM_E_NOMEM;
    reader->column_count = count;
    for (size_t i = 0; i < count; i++) {
        crm_status status = name_column(reader, i, names ? names[i] : TEXT_NONE);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* Spreadsheets pad rows with empty fields on the right; that loses nothing. */
static void compare_with_header(struct csv_reader *reader, struct csv_row *row)
{
    size_t used = row->field_count;
    while (used > reader->column_count && row->fields[used - 1].size == 0)
        used--;
    if (used == reader->column_count) {
        row->field_count = used;
        return;
    }
    const char *what = reader->has_header ? "the header has" : "most rows have";
    crm__buffer_format(&reader->message, "%zu field%s, %s %zu", row->field_count,
                       row->field_count == 1 ? "" : "s", what, reader->column_count);
    row->problem = CSV_RAGGED;
    row->message = crm__buffer_view(&reader->message);
}
