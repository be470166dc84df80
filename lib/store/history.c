/* History, the reading side: the changes of one record, with the values it was born with. */
#include "store/history.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/row_read.h"
#include "store/tables.h"
#include "store/transaction.h"

#include "base/json.h"
#include "base/time.h"
#include "model/record.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static crm_status read(struct store *store, const struct entity *entity, int64_t id, size_t limit,
                       struct history *history);
static crm_status read_entries(struct store *store, const struct entity *entity, int64_t id,
                               size_t limit, struct history *history);
static crm_status read_entry(struct store *store, const struct entity *entity,
                             struct statement *statement, struct history *history,
                             size_t *capacity);
static crm_status read_values(struct store *store, const struct entity *entity, struct text diff,
                              struct history *history, struct history_entry *entry);
static crm_status reconstruct(struct store *store, const struct entity *entity, int64_t id,
                              struct history *history);
static crm_status roll_back(const struct entity *entity, struct history *history,
                            const struct batch *current, const struct field *const *fields,
                            size_t field_count);
static struct value keep(struct arena *arena, struct value value, bool *failed);
static int64_t integer_or_zero(struct value value);
static void json_entry(const struct history *history, const struct history_entry *entry,
                       struct json_writer *writer);
static void json_value(const struct history *history, const struct field *field, struct value value,
                       struct json_writer *writer);

crm_status crm__history_read(struct store *store, const struct entity *entity, int64_t id,
                             size_t limit, struct history *history)
{
    *history = (struct history){.count = 0};
    crm__arena_init(&history->arena, store->env);
    crm_status status = crm__store_before_read(store, entity);
    if (status == CRM_OK)
        status = crm__store_begin_read(store);
    if (status == CRM_OK)
        status = crm__store_end(store, read(store, entity, id, limit, history));
    if (status < 0)
        crm__history_free(history);
    return status;
}

void crm__history_free(struct history *history)
{
    if (!history->arena.env)
        return;
    crm__arena_free(&history->arena);
    history->entries = NULL;
    history->count = 0;
}

void crm__history_json(const struct history *history, struct buffer *buffer)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, buffer, 0);
    crm__json_begin_array(&writer);
    for (size_t i = 0; i < history->count; i++)
        json_entry(history, &history->entries[i], &writer);
    crm__json_end_array(&writer);
}

static crm_status read(struct store *store, const struct entity *entity, int64_t id, size_t limit,
                       struct history *history)
{
    /* Whoever may read the record may read its history; of an erased one nothing is left to see. */
    const struct field *key =
        entity->currency ? entity->currency : crm__system_field(entity, SYSTEM_ID);
    struct batch row;
    crm__batch_init(&row, store->env);
    crm_status status = crm__rows_get(store, entity, &key, 1, &id, 1, ROWS_DELETED, NULL, &row);
    struct value currency = VALUE_OF_NULL;
    if (status == CRM_OK && entity->currency)
        currency = crm__batch_at(&row, 0, 0);
    if (currency.kind == VALUE_TEXT) {
        history->currency = crm__arena_text(&history->arena, currency.text);
        status = history->currency.data ? CRM_OK : CRM_E_NOMEM;
    }
    crm__batch_free(&row);
    if (status == CRM_OK)
        status = read_entries(store, entity, id, limit, history);
    if (status == CRM_OK && history->count > 0 && history->entries[0].operation == ROW_CREATE)
        status = reconstruct(store, entity, id, history);
    return status;
}

static crm_status read_entries(struct store *store, const struct entity *entity, int64_t id,
                               size_t limit, struct history *history)
{
    static const char columns[] =
        "SELECT sequence, at, actor, version, operation, reason, diff FROM ";
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, columns);
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " WHERE record_id = ");
    crm__sql_int(&sql, id);
    crm__sql_add(&sql, " AND entity = ");
    crm__sql_int(&sql, entity->number);
    crm__sql_add(&sql, " ORDER BY sequence DESC");
    crm__sql_limit(&sql, limit > 0 ? (int64_t)limit : -1);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    size_t capacity = 0;
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        if (status == CRM_OK)
            status = read_entry(store, entity, statement, history, &capacity);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);

    for (size_t i = 0; i < history->count / 2; i++) {
        struct history_entry entry = history->entries[i];
        history->entries[i] = history->entries[history->count - 1 - i];
        history->entries[history->count - 1 - i] = entry;
    }
    return status < 0 ? status : CRM_OK;
}

static crm_status read_entry(struct store *store, const struct entity *entity,
                             struct statement *statement, struct history *history, size_t *capacity)
{
    /* Entries double within the arena; what they outgrow goes with it. */
    if (history->count == *capacity) {
        size_t room = *capacity ? *capacity * 2 : 16;
        struct history_entry *entries =
            crm__arena_alloc_zero(&history->arena, room, sizeof *entries);
        if (!entries)
            return CRM_E_NOMEM;
        for (size_t i = 0; i < history->count; i++)
            entries[i] = history->entries[i];
        history->entries = entries;
        *capacity = room;
    }
    struct value row[7];
    crm__statement_row(statement, row, COUNT_OF(row));
    struct history_entry *entry = &history->entries[history->count];
    *entry = (struct history_entry){
        .sequence = integer_or_zero(row[0]),
        .at_us = integer_or_zero(row[1]),
        .actor_id = integer_or_zero(row[2]),
        .version = integer_or_zero(row[3]),
        .operation = (enum row_operation)integer_or_zero(row[4]),
    };
    if (row[5].kind == VALUE_TEXT) {
        entry->reason = crm__arena_text(&history->arena, row[5].text);
        if (!entry->reason.data)
            return CRM_E_NOMEM;
    }
    crm_status status = CRM_OK;
    if (row[6].kind == VALUE_BLOB)
        status = read_values(store, entity, row[6].text, history, entry);
    if (status == CRM_OK)
        history->count++;
    return status;
}

static crm_status read_values(struct store *store, const struct entity *entity, struct text diff,
                              struct history *history, struct history_entry *entry)
{
    struct arena *arena = &history->arena;
    /* Values borrow from the diff, which therefore is kept. */
    struct text kept = crm__arena_text(arena, diff);
    if (!kept.data)
        return CRM_E_NOMEM;
    size_t offset = 0;
    size_t count = 0;
    struct diff_entry change;
    crm_status status = crm__diff_next(arena, kept, &offset, &change);
    while (status == CRM_OK) {
        count++;
        status = crm__diff_next(arena, kept, &offset, &change);
    }
    if (status < 0)
        return status;
    entry->values = crm__arena_alloc_zero(arena, count + 1, sizeof *entry->values);
    if (!entry->values)
        return CRM_E_NOMEM;
    offset = 0;
    for (size_t i = 0; i < count; i++) {
        status = crm__diff_next(arena, kept, &offset, &change);
        if (status < 0)
            return status;
        const struct field *field = crm__field_by_number(entity, change.number);
        if (!field)
            return crm__fail(store->env, CRM_E_CORRUPT, "history %lld: no field %d in %s",
                             (long long)entry->sequence, change.number, entity->name.data);
        entry->values[entry->value_count++] =
            (struct history_value){.field = field, .before = change.before, .after = change.after};
    }
    return CRM_OK;
}

/* The create row says nothing: the first values are today's, with every change taken back. */
static crm_status reconstruct(struct store *store, const struct entity *entity, int64_t id,
                              struct history *history)
{
    const struct field **fields =
        crm__arena_alloc_zero(&history->arena, entity->field_count, sizeof(struct field *));
    if (!fields)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        bool is_stamp = field->flags & FIELD_SYSTEM && field->index != SYSTEM_OWNER &&
                        field->index != SYSTEM_EXTERNAL_SOURCE &&
                        field->index != SYSTEM_EXTERNAL_ID;
        if (!is_stamp && !(field->flags & FIELD_NO_HISTORY))
            fields[count++] = field;
    }
    struct batch current;
    crm__batch_init(&current, store->env);
    crm_status status =
        crm__rows_get(store, entity, fields, count, &id, 1, ROWS_DELETED, NULL, &current);
    if (status == CRM_OK)
        status = roll_back(entity, history, &current, fields, count);
    crm__batch_free(&current);
    return status;
}

static crm_status roll_back(const struct entity *entity, struct history *history,
                            const struct batch *current, const struct field *const *fields,
                            size_t field_count)
{
    struct arena *arena = &history->arena;
    struct value *values = crm__arena_alloc_zero(arena, entity->field_count, sizeof *values);
    struct history_entry *create = &history->entries[0];
    create->values = crm__arena_alloc_zero(arena, field_count + 1, sizeof *create->values);
    if (!values || !create->values)
        return CRM_E_NOMEM;
    bool failed = false;
    for (size_t i = 0; i < field_count; i++)
        values[fields[i]->index] = keep(arena, crm__batch_at(current, i, 0), &failed);
    for (size_t i = history->count - 1; i > 0; i--) {
        const struct history_entry *entry = &history->entries[i];
        for (size_t j = 0; j < entry->value_count; j++)
            values[entry->values[j].field->index] = entry->values[j].before;
    }
    for (size_t i = 0; i < field_count; i++) {
        struct value value = values[fields[i]->index];
        if (value.kind != VALUE_NULL)
            create->values[create->value_count++] =
                (struct history_value){.field = fields[i], .after = value};
    }
    return failed ? CRM_E_NOMEM : CRM_OK;
}

static struct value keep(struct arena *arena, struct value value, bool *failed)
{
    if (value.kind != VALUE_TEXT && value.kind != VALUE_BLOB)
        return value;
    value.text = crm__arena_text(arena, value.text);
    *failed |= !value.text.data;
    return value;
}

static int64_t integer_or_zero(struct value value)
{
    return value.kind == VALUE_INT ? value.integer : 0;
}

static void json_entry(const struct history *history, const struct history_entry *entry,
                       struct json_writer *writer)
{
    char at[TIME_TEXT_SIZE];
    crm__time_format(entry->at_us, at);
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "sequence");
    crm__json_write_int64(writer, entry->sequence);
    crm__json_write_name(writer, "at");
    crm__json_write_cstr(writer, at);
    crm__json_write_name(writer, "actor");
    if (entry->actor_id)
        crm__json_write_id(writer, entry->actor_id);
    else
        crm__json_write_null(writer);
    crm__json_write_name(writer, "operation");
    crm__json_write_cstr(writer, crm__row_operation_name(entry->operation));
    crm__json_write_name(writer, "version");
    crm__json_write_int64(writer, entry->version);
    if (entry->reason.size > 0) {
        crm__json_write_name(writer, "reason");
        crm__json_write_text(writer, entry->reason);
    }
    crm__json_write_name(writer, "changes");
    crm__json_begin_object(writer);
    for (size_t i = 0; i < entry->value_count; i++) {
        const struct history_value *value = &entry->values[i];
        crm__json_write_name(writer, value->field->name.data);
        crm__json_begin_object(writer);
        crm__json_write_name(writer, "before");
        json_value(history, value->field, value->before, writer);
        crm__json_write_name(writer, "after");
        json_value(history, value->field, value->after, writer);
        crm__json_end_object(writer);
    }
    crm__json_end_object(writer);
    crm__json_end_object(writer);
}

static void json_value(const struct history *history, const struct field *field, struct value value,
                       struct json_writer *writer)
{
    if (value.kind == VALUE_NULL) {
        crm__json_write_null(writer);
        return;
    }
    struct buffer text;
    crm__buffer_init(&text, writer->buffer->env);
    crm__field_format(&text, field, history->currency, value);
    writer->buffer->failed |= text.failed;
    crm__json_write_text(writer, crm__buffer_view(&text));
    crm__buffer_free(&text);
}
