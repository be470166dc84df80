/* The CSV writer: quoting, and the guard against formulas. */
#include "format/csv.h"

#include <assert.h>
#include <string.h>

static void field_begin(struct csv_writer *writer);
static void field_write(struct csv_writer *writer, struct text text, bool guarded);
static bool needs_quotes(const struct csv_writer *writer, struct text text);

void crm__csv_writer_init(struct csv_writer *writer, struct writer *out,
                          const struct csv_writer_options *options)
{
    *writer = (struct csv_writer){.out = out};
    if (options)
        writer->options = *options;
    if (!writer->options.delimiter)
        writer->options.delimiter = ',';
    crm__buffer_init(&writer->cell, out->env);
    if (writer->options.bom)
        crm__writer_cstr(out, "\xEF\xBB\xBF");
}

void crm__csv_writer_free(struct csv_writer *writer)
{
    crm__buffer_free(&writer->cell);
}

void crm__csv_field(struct csv_writer *writer, struct text text)
{
    field_write(writer, text, writer->options.formula_safe && crm__formula_guarded(text));
}

void crm__csv_field_trusted(struct csv_writer *writer, struct text text)
{
    field_write(writer, text, false);
}

/* A row of one empty field is not written as a blank line, which readers skip. */
void crm__csv_end_row(struct csv_writer *writer)
{
    if (writer->column == 1 && writer->empty)
        crm__writer_cstr(writer->out, "\"\"");
    crm__writer_cstr(writer->out, writer->options.crlf ? "\r\n" : "\n");
    writer->column = 0;
}

crm_status crm__csv_write_header(struct csv_writer *writer, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->batch->column_count; i++)
        crm__csv_field(writer, writer->options.labels ? crm__sheet_label(sheet, i)
                                                      : crm__sheet_name(sheet, i));
    crm__csv_end_row(writer);
    return writer->out->status;
}

crm_status crm__csv_write_rows(struct csv_writer *writer, const struct sheet *sheet)
{
    const struct batch *batch = sheet->batch;
    for (size_t row = 0; row < batch->row_count; row++) {
        for (size_t i = 0; i < batch->column_count; i++) {
            crm__buffer_clear(&writer->cell);
            crm__cell_text(sheet, i, row, &writer->cell);
            if (writer->cell.failed)
                return CRM_E_NOMEM;
            if (batch->columns[i].kind == VALUE_TEXT)
                crm__csv_field(writer, crm__buffer_view(&writer->cell));
            else
                crm__csv_field_trusted(writer, crm__buffer_view(&writer->cell));
        }
        crm__csv_end_row(writer);
        if (writer->out->status < 0)
            return writer->out->status;
    }
    return writer->out->status;
}

static void field_begin(struct csv_writer *writer)
{
    if (writer->column++)
        crm__writer_bytes(writer->out, &writer->options.delimiter, 1);
}

static void field_write(struct csv_writer *writer, struct text text, bool guarded)
{
    struct writer *out = writer->out;
    field_begin(writer);
    writer->empty = text.size == 0;
    if (!guarded && !needs_quotes(writer, text)) {
        crm__writer_text(out, text);
        return;
    }
    crm__writer_cstr(out, guarded ? "\"'" : "\"");
    while (text.size) {
        const char *quote = memchr(text.data, '"', text.size);
        size_t run = quote ? (size_t)(quote - text.data) + 1 : text.size;
        crm__writer_bytes(out, text.data, run);
        if (quote)
            crm__writer_cstr(out, "\"");
        text = crm__text_slice(text, run, text.size);
    }
    crm__writer_cstr(out, "\"");
}

/*
 * Quotes, line ends, the delimiter, and space at the ends. With formula_safe every usual delimiter
 * counts: a program that cuts at another one must not find a formula behind it.
 */
static bool needs_quotes(const struct csv_writer *writer, struct text text)
{
    if (text.size == 0)
        return false;
    if (text.data[0] == ' ' || text.data[text.size - 1] == ' ')
        return true;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '"' || byte == '\n' || byte == '\r' || byte == writer->options.delimiter)
            return true;
        if (writer->options.formula_safe &&
            (byte == ',' || byte == ';' || byte == '\t' || byte == '|'))
            return true;
    }
    return false;
}
