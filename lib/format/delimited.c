/* TSV and Markdown. */
#include "format/table.h"

#include <string.h>

typedef void (*cell_writer)(struct writer *out, struct text cell);

static crm_status cells_write(const struct sheet *sheet, struct writer *out, const char *between,
                              bool for_people, cell_writer write);
static void tsv_cell(struct writer *out, struct text cell);
static void markdown_cell(struct writer *out, struct text cell);

crm_status crm__tsv_write(const struct sheet *sheet, bool header, struct writer *out)
{
    size_t count = sheet->batch->column_count;
    for (size_t i = 0; header && i < count; i++) {
        tsv_cell(out, crm__sheet_name(sheet, i));
        crm__writer_cstr(out, i + 1 < count ? "\t" : "\n");
    }
    return cells_write(sheet, out, "\t", false, tsv_cell);
}

crm_status crm__markdown_write(const struct sheet *sheet, struct writer *out)
{
    size_t count = sheet->batch->column_count;
    for (size_t i = 0; i < count; i++) {
        crm__writer_cstr(out, i ? " | " : "| ");
        markdown_cell(out, crm__sheet_label(sheet, i));
    }
    crm__writer_cstr(out, " |\n");
    for (size_t i = 0; i < count; i++)
        crm__writer_cstr(out, crm__cell_is_number(sheet, i) ? "|---:" : "|---");
    crm__writer_cstr(out, "|\n");
    return cells_write(sheet, out, " | ", true, markdown_cell);
}

static crm_status cells_write(const struct sheet *sheet, struct writer *out, const char *between,
                              bool for_people, cell_writer write)
{
    struct buffer cell;
    crm_status status = out->status;
    crm__buffer_init(&cell, out->env);
    for (size_t row = 0; row < sheet->batch->row_count && status >= 0; row++) {
        crm__writer_cstr(out, for_people ? "| " : "");
        for (size_t i = 0; i < sheet->batch->column_count && !cell.failed; i++) {
            crm__buffer_clear(&cell);
            if (for_people)
                crm__cell_show(sheet, i, row, &cell);
            else
                crm__cell_text(sheet, i, row, &cell);
            crm__writer_cstr(out, i ? between : "");
            write(out, crm__buffer_view(&cell));
        }
        crm__writer_cstr(out, for_people ? " |\n" : "\n");
        status = cell.failed ? CRM_E_NOMEM : out->status;
    }
    crm__buffer_free(&cell);
    return status;
}

/* Writes the text with some bytes replaced: `from` lists them, `to` what each becomes. */
static void replaced_write(struct writer *out, struct text text, const char *from,
                           const char *const *to)
{
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *found = memchr(from, text.data[i], strlen(from));
        if (!found)
            continue;
        crm__writer_text(out, crm__text_slice(text, start, i));
        crm__writer_cstr(out, to[found - from]);
        start = i + 1;
    }
    crm__writer_text(out, crm__text_slice(text, start, text.size));
}

static void tsv_cell(struct writer *out, struct text cell)
{
    static const char *const to[] = {"\\t", "\\n", "\\r", "\\\\"};
    replaced_write(out, cell, "\t\n\r\\", to);
}

/* Nothing in a cell may end it, begin markup, or become HTML. */
static void markdown_cell(struct writer *out, struct text cell)
{
    static const char *const to[] = {"\\|",   "<br>", " ",   "\\\\", "&lt;", "&gt;",
                                     "&amp;", "\\*",  "\\_", "\\`",  "\\["};
    replaced_write(out, cell, "|\n\r\\<>&*_`[", to);
}
