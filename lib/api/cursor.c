/* Stepping through the rows of a tabular answer. */
#include "api/cursor.h"

#include "crm/arrow.h"
#include "format/arrow.h"

crm_status crm__api_cursor(crm_db *db, struct reader *reader, crm_cursor **cursor_out)
{
    crm_cursor *cursor = crm__alloc_zero(&db->env, 1, sizeof *cursor);
    struct buffer *texts = crm__alloc_zero(&db->env, reader->column_count, sizeof *texts);
    if (!cursor || !texts) {
        crm__free(&db->env, cursor);
        crm__free(&db->env, texts);
        crm__reader_free(reader);
        return CRM_E_NOMEM;
    }
    for (size_t i = 0; i < reader->column_count; i++)
        crm__buffer_init(&texts[i], &db->env);
    cursor->db = crm__api_retain(db);
    cursor->reader = reader;
    cursor->texts = texts;
    crm__batch_init(&cursor->batch, &db->env);
    *cursor_out = cursor;
    return CRM_OK;
}

void crm_cursor_free(crm_cursor *cursor)
{
    if (!cursor)
        return;
    crm_db *db = cursor->db;
    for (size_t i = 0; cursor->reader && i < cursor->reader->column_count; i++)
        crm__buffer_free(&cursor->texts[i]);
    crm__free(&db->env, cursor->texts);
    crm__batch_free(&cursor->batch);
    crm__reader_free(cursor->reader);
    if (cursor->owner)
        cursor->owner_release(cursor->owner);
    crm__free(&db->env, cursor);
    crm__api_release(db);
}

crm_status crm__cursor_fill(crm_cursor *cursor)
{
    crm__batch_clear(&cursor->batch);
    crm_status status = cursor->reader->next(cursor->reader, &cursor->batch);
    cursor->rows_before += cursor->rows_filled;
    cursor->rows_filled = status == CRM_OK ? (int64_t)cursor->batch.row_count : 0;
    return status;
}

int64_t crm_cursor_row_count(const crm_cursor *cursor)
{
    if (!cursor)
        return 0;
    int64_t here = cursor->on_row ? (int64_t)cursor->row + 1 : cursor->rows_filled;
    return cursor->rows_before + here;
}

crm_status crm_cursor_next(crm_cursor *cursor)
{
    if (!cursor)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(cursor->db);
    if (status < 0)
        return status;
    if (!cursor->reader)
        return crm__fail(&cursor->db->env, CRM_E_MISUSE, "cursor: its rows were handed over");
    if (cursor->text_failed) {
        cursor->text_failed = false;
        return crm__fail_nomem(&cursor->db->env);
    }
    if (cursor->on_row && ++cursor->row < cursor->batch.row_count)
        return CRM_OK;
    cursor->on_row = false;
    cursor->row = 0;
    status = crm__cursor_fill(cursor);
    cursor->on_row = status == CRM_OK;
    return status;
}

int32_t crm_cursor_column_count(const crm_cursor *cursor)
{
    return cursor && cursor->reader ? (int32_t)cursor->reader->column_count : 0;
}

static const struct reader_column *column_of(const crm_cursor *cursor, int32_t column)
{
    if (column < 0 || column >= crm_cursor_column_count(cursor))
        return NULL;
    return &cursor->reader->columns[column];
}

const char *crm_cursor_column_name(const crm_cursor *cursor, int32_t column)
{
    const struct reader_column *spec = column_of(cursor, column);
    return spec ? spec->name.data : NULL;
}

int32_t crm_cursor_column_type(const crm_cursor *cursor, int32_t column)
{
    const struct reader_column *spec = column_of(cursor, column);
    return spec ? (int32_t)spec->type : -1;
}

static struct value value_at(const crm_cursor *cursor, int32_t column)
{
    if (!column_of(cursor, column) || !cursor->on_row)
        return VALUE_OF_NULL;
    return crm__batch_at(&cursor->batch, (size_t)column, cursor->row);
}

int32_t crm_cursor_is_null(const crm_cursor *cursor, int32_t column)
{
    return value_at(cursor, column).kind == VALUE_NULL;
}

int64_t crm_cursor_int(const crm_cursor *cursor, int32_t column)
{
    struct value value = value_at(cursor, column);
    return value.kind == VALUE_INT ? value.integer : 0;
}

double crm_cursor_double(const crm_cursor *cursor, int32_t column)
{
    struct value value = value_at(cursor, column);
    if (value.kind == VALUE_INT)
        return (double)value.integer;
    return value.kind == VALUE_DOUBLE ? value.real : 0.0;
}

const char *crm_cursor_text(crm_cursor *cursor, int32_t column)
{
    if (crm_cursor_is_null(cursor, column))
        return "";
    struct buffer *text = &cursor->texts[column];
    struct sheet sheet = {.batch = &cursor->batch, .columns = cursor->reader->columns};
    crm__buffer_clear(text);
    crm__cell_text(&sheet, (size_t)column, cursor->row, text);
    cursor->text_failed |= text->failed;
    return text->failed || !text->data ? "" : text->data;
}

/* --- Arrow: the stream keeps the database until it is released ------------------------------- */

struct held_stream {
    struct ArrowArrayStream inner;
    crm_db *db;
    void *owner;
    void (*owner_release)(void *owner);
};

static int held_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct held_stream *held = stream->private_data;
    return held->inner.get_schema(&held->inner, out);
}

static int held_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct held_stream *held = stream->private_data;
    return held->inner.get_next(&held->inner, out);
}

static const char *held_error(struct ArrowArrayStream *stream)
{
    struct held_stream *held = stream->private_data;
    return held->inner.get_last_error(&held->inner);
}

static void held_release(struct ArrowArrayStream *stream)
{
    struct held_stream *held = stream->private_data;
    crm_db *db = held->db;
    held->inner.release(&held->inner);
    if (held->owner)
        held->owner_release(held->owner);
    crm__free(&db->env, held);
    stream->release = NULL;
    crm__api_release(db);
}

crm_status crm_cursor_arrow(crm_cursor *cursor, struct ArrowArrayStream *stream_out)
{
    if (stream_out)
        *stream_out = (struct ArrowArrayStream){0};
    if (!cursor)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(cursor->db);
    if (status < 0)
        return status;
    if (!stream_out)
        return crm__api_null(cursor->db, "stream_out");
    if (!cursor->reader || cursor->on_row)
        return crm__fail(&cursor->db->env, CRM_E_MISUSE,
                         "cursor: its rows were handed over or stepped through");
    struct held_stream *held = crm__alloc_zero(&cursor->db->env, 1, sizeof *held);
    if (!held)
        return CRM_E_NOMEM;
    size_t columns = cursor->reader->column_count;
    status = crm__arrow_stream(cursor->reader, &held->inner);
    if (status < 0) {
        crm__free(&cursor->db->env, held);
        return status;
    }
    for (size_t i = 0; i < columns; i++)
        crm__buffer_free(&cursor->texts[i]);
    cursor->reader = NULL;
    held->owner = cursor->owner;
    held->owner_release = cursor->owner_release;
    cursor->owner = NULL;
    held->db = crm__api_retain(cursor->db);
    *stream_out = (struct ArrowArrayStream){.get_schema = held_schema,
                                            .get_next = held_next,
                                            .get_last_error = held_error,
                                            .release = held_release,
                                            .private_data = held};
    return CRM_OK;
}
