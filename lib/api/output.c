/* Writing a tabular answer out in one of the text or binary forms. */
#include "api/cursor.h"
#include "base/options.h"
#include "format/arrow.h"
#include "format/csv.h"
#include "format/ndjson.h"
#include "format/table.h"

/* A form is up to three steps: before the first batch, for each batch, after the last. */
struct output {
    crm_cursor *cursor;
    struct sheet sheet;
    struct writer writer;
    struct table_options table;
    union {
        struct csv_writer csv;
        struct json_rows json;
        struct ipc_writer ipc;
    };
};

struct output_form {
    crm_status (*begin)(struct output *output);
    crm_status (*rows)(struct output *output);
    crm_status (*end)(struct output *output);
};

static crm_status csv_begin(struct output *output)
{
    struct csv_writer_options options = {.formula_safe = true};
    crm__csv_writer_init(&output->csv, &output->writer, &options);
    return crm__csv_write_header(&output->csv, &output->sheet);
}

static crm_status csv_rows(struct output *output)
{
    return crm__csv_write_rows(&output->csv, &output->sheet);
}

static crm_status csv_end(struct output *output)
{
    crm__csv_writer_free(&output->csv);
    return CRM_OK;
}

static crm_status json_begin(struct output *output)
{
    crm__json_rows_init(&output->json, &output->writer, JSON_DOCUMENT);
    return CRM_OK;
}

static crm_status ndjson_begin(struct output *output)
{
    crm__json_rows_init(&output->json, &output->writer, JSON_LINES);
    return CRM_OK;
}

static crm_status json_rows(struct output *output)
{
    return crm__json_rows_write(&output->json, &output->sheet);
}

static crm_status json_end(struct output *output)
{
    return crm__json_rows_finish(&output->json);
}

static crm_status ipc_begin(struct output *output)
{
    crm__ipc_init(&output->ipc, &output->writer);
    return crm__ipc_write(&output->ipc, &output->sheet);
}

static crm_status ipc_rows(struct output *output)
{
    return crm__ipc_write(&output->ipc, &output->sheet);
}

static crm_status ipc_end(struct output *output)
{
    return crm__ipc_finish(&output->ipc);
}

/* Alignment looks at every row, so tables are gathered before they are written. */
static crm_status table_rows(struct output *output)
{
    return crm__table_write(&output->sheet, &output->table, &output->writer);
}

static crm_status markdown_rows(struct output *output)
{
    return crm__markdown_write(&output->sheet, &output->writer);
}

static crm_status tsv_begin(struct output *output)
{
    return crm__tsv_write(&output->sheet, true, &output->writer);
}

static crm_status tsv_rows(struct output *output)
{
    return crm__tsv_write(&output->sheet, false, &output->writer);
}

static crm_status tsv_end(struct output *output)
{
    return output->writer.status;
}

static const struct output_form forms[] = {
    [CRM_FORMAT_TABLE] = {NULL, table_rows, NULL},
    [CRM_FORMAT_TSV] = {tsv_begin, tsv_rows, tsv_end},
    [CRM_FORMAT_CSV] = {csv_begin, csv_rows, csv_end},
    [CRM_FORMAT_JSON] = {json_begin, json_rows, json_end},
    [CRM_FORMAT_NDJSON] = {ndjson_begin, json_rows, json_end},
    [CRM_FORMAT_MARKDOWN] = {NULL, markdown_rows, NULL},
    [CRM_FORMAT_ARROW] = {ipc_begin, ipc_rows, ipc_end},
};

static crm_status batches_write(struct output *output, const struct output_form *form)
{
    crm_cursor *cursor = output->cursor;
    crm_status status = form->begin(output);
    while (status >= 0) {
        status = crm__cursor_fill(cursor);
        if (status != CRM_OK)
            break;
        status = form->rows(output);
    }
    crm_status ended = form->end(output);
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

static crm_status gathered_write(struct output *output, const struct output_form *form)
{
    crm_cursor *cursor = output->cursor;
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
    output->sheet.batch = &all;
    if (status >= 0)
        status = form->rows(output);
    crm__batch_free(&all);
    return status;
}

static crm_status options_read(crm_cursor *cursor, const crm_format_options *given,
                               struct output *output)
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
    output->sheet.chinese = crm__text_is(language, "zh");
    output->table.width = (size_t)options.width;
    output->table.colour = options.color != 0;
    if (output->sheet.chinese)
        output->table.empty = TEXT("没有记录");
    return crm__store_zone(cursor->db->store, crm__text_of(options.time_zone), &output->sheet.zone);
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

    struct output output = {.cursor = cursor};
    output.sheet.batch = &cursor->batch;
    output.sheet.columns = cursor->reader->columns;
    output.sheet.grouped = format == CRM_FORMAT_TABLE;
    status = options_read(cursor, options, &output);
    if (status >= 0 && cursor->batch.column_count == 0)
        status = crm__reader_prepare(cursor->reader->columns, cursor->reader->column_count,
                                     &cursor->batch);
    if (status < 0)
        return status;
    crm__writer_init(&output.writer, env, write, context);
    const struct output_form *form = &forms[format];
    status = form->begin ? batches_write(&output, form) : gathered_write(&output, form);
    crm_status finished = crm__writer_finish(&output.writer);
    if (status >= 0)
        status = finished;
    return status < 0 ? status : CRM_OK;
}
