/* Rows as JSON objects. */
#include "format/ndjson.h"

#include "base/json.h"

#include <math.h>
#include <string.h>

static void write_json_text(struct text text, struct buffer *out);
static void write_choices(struct text choices, struct buffer *out);
static void write_references(struct text bytes, struct buffer *out);
static void write_quoted(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);

void crm__json_rows_init(struct json_rows *rows, struct writer *out, enum json_layout layout)
{
    *rows = (struct json_rows){.out = out, .layout = layout};
    crm__buffer_init(&rows->row, out->env);
    if (layout == JSON_DOCUMENT)
        crm__writer_cstr(out, "[");
}

crm_status crm__json_rows_write(struct json_rows *rows, const struct sheet *sheet)
{
    struct buffer *line = &rows->row;
    for (size_t row = 0; row < sheet->batch->row_count; row++) {
        crm__buffer_clear(line);
        if (rows->layout == JSON_DOCUMENT)
            crm__buffer_cstr(line, rows->row_count ? ",\n " : "\n ");
        for (size_t i = 0; i < sheet->batch->column_count; i++) {
            crm__buffer_byte(line, i ? ',' : '{');
            crm__buffer_json_text(line, crm__sheet_name(sheet, i));
            crm__buffer_byte(line, ':');
            crm__cell_json(sheet, i, row, line);
        }
        crm__buffer_cstr(line, sheet->batch->column_count ? "}" : "{}");
        if (rows->layout == JSON_LINES)
            crm__buffer_byte(line, '\n');
        if (line->failed)
            return CRM_E_NOMEM;
        crm__writer_text(rows->out, crm__buffer_view(line));
        if (rows->out->status < 0)
            return rows->out->status;
        rows->row_count++;
    }
    return CRM_OK;
}

crm_status crm__json_rows_finish(struct json_rows *rows)
{
    if (rows->layout == JSON_DOCUMENT)
        crm__writer_cstr(rows->out, rows->row_count ? "\n]\n" : "]\n");
    crm__buffer_free(&rows->row);
    return rows->out->status;
}

void crm__cell_json(const struct sheet *sheet, size_t column, size_t row, struct buffer *out)
{
    enum column_type type = crm__sheet_type(sheet, column);
    struct value value = crm__batch_at(sheet->batch, column, row);
    switch (value.kind) {
    case VALUE_NULL:
        crm__buffer_cstr(out, "null");
        break;
    case VALUE_DOUBLE:
        if (isfinite(value.real))
            crm__buffer_double(out, value.real);
        else
            crm__buffer_cstr(out, "null");
        break;
    case VALUE_TEXT:
        if (type == COLUMN_JSON)
            write_json_text(value.text, out);
        else if (type == COLUMN_CHOICES)
            write_choices(value.text, out);
        else
            crm__buffer_json_text(out, value.text);
        break;
    case VALUE_BLOB:
        if (type == COLUMN_REFERENCES)
            write_references(value.text, out);
        else
            write_quoted(sheet, column, row, out);
        break;
    case VALUE_INT:
        if (type == COLUMN_ID || type == COLUMN_TIME || type == COLUMN_DATE)
            write_quoted(sheet, column, row, out);
        else
            crm__cell_text(sheet, column, row, out);
        break;
    }
}

/* The text form needs no escapes. */
static void write_quoted(const struct sheet *sheet, size_t column, size_t row, struct buffer *out)
{
    crm__buffer_byte(out, '"');
    crm__cell_text(sheet, column, row, out);
    crm__buffer_byte(out, '"');
}

/* JSON on one line: white space outside of strings goes. */
static void write_json_text(struct text text, struct buffer *out)
{
    bool quoted = false;
    if (text.size == 0)
        crm__buffer_cstr(out, "null");
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (!quoted && (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'))
            continue;
        crm__buffer_byte(out, byte);
        if (byte == '"')
            quoted = !quoted;
        else if (quoted && byte == '\\' && i + 1 < text.size)
            crm__buffer_byte(out, text.data[++i]);
    }
}

/* "|a|b|" as ["a","b"]. */
static void write_choices(struct text choices, struct buffer *out)
{
    size_t from = 1;
    crm__buffer_byte(out, '[');
    for (;;) {
        size_t bar = crm__text_find(choices, TEXT("|"), from);
        if (bar == SIZE_MAX)
            break;
        if (from > 1)
            crm__buffer_byte(out, ',');
        crm__buffer_json_text(out, crm__text_slice(choices, from, bar));
        from = bar + 1;
    }
    crm__buffer_byte(out, ']');
}

static void write_references(struct text bytes, struct buffer *out)
{
    crm__buffer_byte(out, '[');
    for (size_t i = 0; i + sizeof(int64_t) <= bytes.size; i += sizeof(int64_t)) {
        int64_t id;
        memcpy(&id, bytes.data + i, sizeof id);
        crm__buffer_cstr(out, i ? ",\"" : "\"");
        crm__buffer_int64(out, id);
        crm__buffer_byte(out, '"');
    }
    crm__buffer_byte(out, ']');
}
