/* Cleaning one value, and line after line of a stream. */
#include "service/clean.h"

#include <string.h>

#include "format/source.h"
#include "service/clean_kinds.h"

enum { BATCH_ROWS = 1024, REGION_SIZE = 8 };

struct line_reader {
    const struct clean_kind *kind;
    struct source source;
    size_t consumed; /* of the source's window */
    int64_t line;    /* that was read last */
    char region[REGION_SIZE];
};

static crm_status region_read(struct env *env, struct text region, char out[REGION_SIZE])
{
    memset(out, 0, REGION_SIZE);
    if (region.size >= REGION_SIZE)
        return crm__fail(env, CRM_E_INVALID, "region: '%.*s' is no two letters",
                         (int)region.size, region.data);
    memcpy(out, region.size ? region.data : "CN", region.size ? region.size : 2);
    return CRM_OK;
}

crm_status crm__clean_value(struct env *env, struct text kind_name, struct text region,
                            struct text typed, struct reader **reader_out)
{
    char place[REGION_SIZE];
    struct batch batch;
    *reader_out = NULL;
    const struct clean_kind *kind = crm__clean_kind_find(env, kind_name);
    crm_status status = kind ? region_read(env, region, place) : CRM_E_UNKNOWN;
    if (status < 0)
        return status;
    crm__batch_init(&batch, env);
    status = crm__reader_prepare(kind->columns, kind->column_count, &batch);
    if (status >= 0)
        status = kind->row(&batch, typed, crm__text_of(place));
    if (status >= 0)
        status = crm__reader_of_batch(env, &batch, kind->columns, reader_out);
    crm__batch_free(&batch);
    return status;
}

/* --- lines ------------------------------------------------------------------------------------ */

static crm_status line_next(struct reader *reader, struct text *line_out)
{
    struct line_reader *lines = reader->context;
    struct source *source = &lines->source;
    size_t searched = lines->consumed;
    for (;;) {
        struct text window = crm__buffer_view(&source->window);
        size_t left = window.size - searched;
        const char *end = left ? memchr(window.data + searched, '\n', left) : NULL;
        size_t stop = end ? (size_t)(end - window.data) : window.size;
        if (stop - lines->consumed > CLEAN_LINE_LIMIT)
            return crm__fail_at(reader->env, CRM_E_LIMIT, lines->line + 1, 1,
                                "line %lld: over %d bytes", (long long)lines->line + 1,
                                CLEAN_LINE_LIMIT);
        if (end || (source->ended && stop > lines->consumed)) {
            struct text line = crm__text_slice(window, lines->consumed, stop);
            lines->consumed = end ? stop + 1 : stop;
            lines->line++;
            if (line.size && line.data[line.size - 1] == '\r')
                line.size--;
            *line_out = line;
            return CRM_OK;
        }
        if (source->ended)
            return CRM_DONE;
        searched = window.size - lines->consumed;
        crm_status status = crm__source_refill(source, lines->consumed);
        lines->consumed = 0;
        if (status < 0)
            return status;
    }
}

static crm_status lines_next(struct reader *reader, struct batch *batch)
{
    struct line_reader *lines = reader->context;
    crm_status status = CRM_OK;
    if (batch->column_count == 0)
        status = crm__reader_prepare(reader->columns, reader->column_count, batch);
    while (status == CRM_OK && batch->row_count < BATCH_ROWS) {
        struct text line;
        status = line_next(reader, &line);
        if (status == CRM_OK)
            status = lines->kind->row(batch, line, crm__text_of(lines->region));
    }
    return status == CRM_DONE && batch->row_count > 0 ? CRM_OK : status;
}

static void lines_close(struct reader *reader)
{
    struct line_reader *lines = reader->context;
    if (lines)
        crm__source_free(&lines->source);
    crm__free(reader->env, lines);
}

crm_status crm__clean_lines(struct env *env, struct text kind_name, struct text region,
                            crm_read read, void *context, struct reader **reader_out)
{
    char place[REGION_SIZE];
    struct reader *reader;
    *reader_out = NULL;
    const struct clean_kind *kind = crm__clean_kind_find(env, kind_name);
    crm_status status = kind ? region_read(env, region, place) : CRM_E_UNKNOWN;
    if (status < 0)
        return status;
    struct line_reader *lines = crm__alloc_zero(env, 1, sizeof *lines);
    if (!lines)
        return CRM_E_NOMEM;
    lines->kind = kind;
    memcpy(lines->region, place, sizeof place);
    status = crm__source_open(&lines->source, env, read, context, ENCODING_DETECT);
    if (status < 0) {
        crm__free(env, lines);
        return status;
    }
    status = crm__reader_new(env, kind->columns, kind->column_count, &reader);
    if (status < 0) {
        crm__source_free(&lines->source);
        crm__free(env, lines);
        return status;
    }
    reader->context = lines;
    reader->next = lines_next;
    reader->close = lines_close;
    *reader_out = reader;
    return CRM_OK;
}
