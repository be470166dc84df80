/* The change feed: history rows in order, as a table. */
#include "store/changes.h"

#include "base/json.h"
#include "db/sql.h"
#include "model/record.h"
#include "store/diff.h"
#include "store/tables.h"

enum feed_column {
    FEED_SEQUENCE,
    FEED_AT,
    FEED_ACTOR,
    FEED_OPERATION,
    FEED_ENTITY,
    FEED_RECORD,
    FEED_VERSION,
    FEED_DIFF,
    FEED_COLUMNS,
};

static crm_status raw_read(struct store *store, int64_t after, size_t limit, struct batch *rows)
{
    static const struct text columns[FEED_COLUMNS] = {
        {"sequence", 8}, {"at", 2},        {"actor", 5},   {"operation", 9},
        {"entity", 6},   {"record_id", 9}, {"version", 7}, {"diff", 4}};
    for (size_t i = 0; i < FEED_COLUMNS; i++) {
        if (!crm__batch_add(rows, columns[i], i == FEED_DIFF ? VALUE_BLOB : VALUE_INT))
            return CRM_E_NOMEM;
    }
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TABLE_HISTORY, columns, FEED_COLUMNS);
    crm__sql_add(&sql, " WHERE sequence > ");
    crm__sql_int(&sql, after);
    crm__sql_add(&sql, " ORDER BY sequence");
    crm__sql_limit(&sql, limit ? (int64_t)limit : -1);
    crm_status status = crm__sql_fetch(&sql, 0, rows);
    crm__sql_free(&sql);
    return status;
}

static void value_write(struct json_writer *json, const struct field *field, struct value value,
                        struct buffer *text)
{
    if (value.kind == VALUE_NULL || !field) {
        crm__json_write_null(json);
        return;
    }
    crm__buffer_clear(text);
    crm__field_format(text, field, TEXT_NONE, value);
    crm__json_write_text(json, crm__buffer_view(text));
}

/* {"phone":{"before":null,"after":"138…"}}; a field that is gone shows by its number. */
static crm_status diff_write(struct store *store, const struct entity *entity, struct text diff,
                             struct buffer *out)
{
    struct arena arena;
    struct buffer text;
    struct json_writer json;
    size_t offset = 0;
    crm_status status;
    struct diff_entry entry;
    crm__arena_init(&arena, store->env);
    crm__buffer_init(&text, store->env);
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    while ((status = crm__diff_next(&arena, diff, &offset, &entry)) == CRM_OK) {
        const struct field *field = crm__field_by_number(entity, entry.number);
        if (!field)
            continue;
        crm__json_write_key(&json, field->name);
        crm__json_begin_object(&json);
        crm__json_write_key(&json, TEXT("before"));
        value_write(&json, field, entry.before, &text);
        crm__json_write_key(&json, TEXT("after"));
        value_write(&json, field, entry.after, &text);
        crm__json_end_object(&json);
    }
    crm__json_end_object(&json);
    crm__buffer_free(&text);
    crm__arena_free(&arena);
    return status < 0 ? status : crm__buffer_status(out);
}

static crm_status visible(struct store *store, const struct entity *entity, int64_t id,
                          bool *visible_out)
{
    uint8_t flag = 1;
    crm_status status = CRM_OK;
    if (!crm__access_unbounded(store))
        status = crm__rows_visible(store, entity, &id, 1, &flag);
    *visible_out = flag;
    return status;
}

static crm_status row_add(struct store *store, const struct batch *raw, size_t row,
                          struct buffer *changes, struct batch *out)
{
    const struct entity *entity = crm__entity_by_number(
        store->catalogue, (int32_t)raw->columns[FEED_ENTITY].integers[row]);
    bool seen = false;
    int64_t id = raw->columns[FEED_RECORD].integers[row];
    crm_status status = entity ? visible(store, entity, id, &seen) : CRM_OK;
    if (status < 0 || !seen)
        return status;
    struct value diff = crm__batch_at(raw, FEED_DIFF, row);
    crm__buffer_clear(changes);
    if (diff.kind == VALUE_BLOB)
        status = diff_write(store, entity, diff.text, changes);
    const char *operation = crm__row_operation_name(
        (enum row_operation)raw->columns[FEED_OPERATION].integers[row]);
    const struct value values[] = {
        crm__batch_at(raw, FEED_SEQUENCE, row),
        crm__batch_at(raw, FEED_AT, row),
        crm__batch_at(raw, FEED_ACTOR, row),
        crm__value_text(crm__text_of(operation)),
        crm__value_text(entity->name),
        crm__value_int(id),
        crm__batch_at(raw, FEED_VERSION, row),
        changes->size ? crm__value_text(crm__buffer_view(changes)) : VALUE_OF_NULL,
    };
    for (size_t i = 0; status >= 0 && i < sizeof values / sizeof *values; i++)
        status = crm__column_value(out, &out->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(out);
    return status;
}

crm_status crm__changes_read(struct store *store, int64_t after, size_t limit,
                             struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("sequence"), COLUMN_ID, TEXT("Sequence"), TEXT("序号")),
        crm__reader_column(TEXT("at"), COLUMN_TIME, TEXT("At"), TEXT("时间")),
        crm__reader_column(TEXT("actor"), COLUMN_ID, TEXT("By"), TEXT("操作人")),
        crm__reader_column(TEXT("operation"), COLUMN_TEXT, TEXT("Operation"), TEXT("操作")),
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("record"), COLUMN_ID, TEXT("Record"), TEXT("记录")),
        crm__reader_column(TEXT("version"), COLUMN_INTEGER, TEXT("Version"), TEXT("版本")),
        crm__reader_column(TEXT("changes"), COLUMN_JSON, TEXT("Changes"), TEXT("变更")),
    };
    enum { COUNT = sizeof columns / sizeof *columns };
    *reader_out = NULL;
    struct batch raw;
    struct batch out;
    struct buffer changes;
    crm__batch_init(&raw, store->env);
    crm__batch_init(&out, store->env);
    crm__buffer_init(&changes, store->env);
    crm_status status = raw_read(store, after, limit, &raw);
    if (status >= 0)
        status = crm__reader_prepare(columns, COUNT, &out);
    for (size_t row = 0; status >= 0 && row < raw.row_count; row++)
        status = row_add(store, &raw, row, &changes, &out);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &out, columns, reader_out);
    crm__buffer_free(&changes);
    crm__batch_free(&out);
    crm__batch_free(&raw);
    return status;
}
