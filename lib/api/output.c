/* Writing a tabular answer out in one of the text or binary forms. */
#include "api/cursor.h"
#include "base/options.h"
#include "format/output.h"
#include "format/table.h"

struct writing {
    crm_cursor *cursor;
    struct sheet sheet;
    struct writer writer;
    struct table_options table;
};

/* Alignment looks at every row, so tables are gathered before they are written. */
static crm_status table_rows(struct writing *writing)
{
    return crm__table_write(&writing->sheet, &writing->table, &writing->writer);
}

static crm_status markdown_rows(struct writing *writing)
{
    return crm__markdown_write(&writing->sheet, &writing->writer);
}

static const struct form {
    crm_status (*gathered)(struct writing *writing); /* NULL: it streams */
    enum output_form stream;
} forms[] = {
    [CRM_FORMAT_TABLE] = {table_rows, 0},
    [CRM_FORMAT_TSV] = {NULL, OUTPUT_TSV},
    [CRM_FORMAT_CSV] = {NULL, OUTPUT_CSV},
    [CRM_FORMAT_JSON] = {NULL, OUTPUT_JSON},
    [CRM_FORMAT_NDJSON] = {NULL, OUTPUT_NDJSON},
    [CRM_FORMAT_MARKDOWN] = {markdown_rows, 0},
    [CRM_FORMAT_ARROW] = {NULL, OUTPUT_ARROW},
};

static crm_status batches_write(struct writing *writing, enum output_form form)
{
    static const struct csv_writer_options safe = {.formula_safe = true};
    struct output output;
    crm_status status =
        crm__output_begin(&output, form, &writing->writer, &writing->sheet, &safe);
    while (status >= 0) {
        status = crm__cursor_fill(writing->cursor);
        if (status != CRM_OK)
            break;
        status = crm__output_rows(&output);
    }
    crm_status ended = crm__output_end(&output);
    return status < 0 ? status : ended;
}

static crm_status rows_append(struct batch *all, const struct batch *rows)
{
    for (size_t c = 0; c < all->column_count; c++) {
        for (size_t r = 0; r < rows->row_count; r++) {
            crm_status status = crm__column_value(all, &all->columns[c], crm__batch_at(rows, c, r));
            if (status < 0)
                return status;
        }
    }
    all->row_count += rows->row_count;
    return CRM_OK;
}

static crm_status gathered_write(struct writing *writing, const struct form *form)
{
    crm_cursor *cursor = writing->cursor;
    struct batch all;
    crm__batch_init(&all, &cursor->db->env);
    crm_status status =
        crm__reader_prepare(cursor->reader->columns, cursor->reader->column_count, &all);
    while (status >= 0) {
        status = crm__cursor_fill(cursor);
        if (status == CRM_DONE)
            break;
        if (status >= 0)
            status = rows_append(&all, &cursor->batch);
    }
    writing->sheet.batch = &all;
    if (status >= 0)
        status = form->gathered(writing);
    crm__batch_free(&all);
    return status;
}

static crm_status options_read(crm_cursor *cursor, const crm_format_options *given,
                               struct writing *writing)
{
    struct env *env = &cursor->db->env;
    crm_format_options options = {.size = sizeof options};
    crm_status status =
        crm__options_copy(env, "crm_format_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (options.width < 0)
        return crm__fail(env, CRM_E_MISUSE, "crm_format_options.width: %d, at least 0",
                         (int)options.width);
    struct text language = crm__text_of(options.language);
    if (language.size && !crm__text_is(language, "en") && !crm__text_is(language, "zh"))
        return crm__fail(env, CRM_E_MISUSE, "crm_format_options.language: '%.*s', use 'en' or 'zh'",
                         (int)language.size, language.data);
    writing->sheet.chinese = crm__text_is(language, "zh");
    writing->table.width = (size_t)options.width;
    writing->table.colour = options.color != 0;
    if (writing->sheet.chinese)
        writing->table.empty = TEXT("没有记录");
    return crm__store_zone(cursor->db->store, crm__text_of(options.time_zone),
                           &writing->sheet.zone);
}

crm_status crm_cursor_write(crm_cursor *cursor, int32_t format, const crm_format_options *options,
                            crm_write write, void *context)
{
    if (!cursor)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(cursor->db);
    if (status < 0)
        return status;
    struct env *env = &cursor->db->env;
    if (!write)
        return crm__api_null(cursor->db, "write");
    if (format < 0 || (size_t)format >= sizeof forms / sizeof *forms)
        return crm__fail(env, CRM_E_MISUSE, "format: %d is none of CRM_FORMAT_…", (int)format);
    if (!cursor->reader || cursor->on_row)
        return crm__fail(env, CRM_E_MISUSE, "cursor: its rows were handed over or stepped through");

    struct writing writing = {.cursor = cursor};
    writing.sheet.batch = &cursor->batch;
    writing.sheet.columns = cursor->reader->columns;
    writing.sheet.grouped = format == CRM_FORMAT_TABLE;
    status = options_read(cursor, options, &writing);
    if (status >= 0 && cursor->batch.column_count == 0)
        status = crm__reader_prepare(cursor->reader->columns, cursor->reader->column_count,
                                     &cursor->batch);
    if (status < 0)
        return status;
    crm__writer_init(&writing.writer, env, write, context);
    const struct form *form = &forms[format];
    status = form->gathered ? gathered_write(&writing, form)
                            : batches_write(&writing, form->stream);
    crm_status finished = crm__writer_finish(&writing.writer);
    if (status >= 0)
        status = finished;
    return status < 0 ? status : CRM_OK;
}
