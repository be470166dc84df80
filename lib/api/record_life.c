/* Records in the database: finding, saving, deleting, history. */
#include "api/record.h"
#include "base/options.h"
#include "service/alias.h"
#include "service/named.h"
#include "service/save.h"
#include "store/history.h"

crm_status crm_record_find(crm_db *db, const char *entity_name, const char *field, const char *text,
                           size_t size, crm_record **record_out)
{
    if (record_out)
        *record_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!record_out || !field || !text)
        return crm__api_null(db, !record_out ? "record_out" : field ? "text" : "field");
    const struct entity *entity;
    const struct field *known;
    int64_t id = 0;
    status = crm__api_entity(db, entity_name, &entity);
    if (status >= 0)
        status = crm__field_need(&db->env, entity, crm__text_of(field), &known);
    if (status >= 0)
        status = crm__record_named(db->store, entity, known, crm__text_sized(text, size), &id);
    if (status < 0)
        return status;
    crm_record *record = NULL;
    status = crm__api_record(db, entity, &record);
    if (status >= 0)
        status = crm__row_load(db->store, id, 0, &record->record);
    if (status < 0) {
        crm_record_free(record);
        return status;
    }
    *record_out = record;
    return CRM_OK;
}

/* --- save ----------------------------------------------------------------------------------- */

static bool is_key_of(const struct key *key, const struct field *const *fields, size_t count)
{
    bool same = key->unique && key->count == count;
    for (size_t i = 0; same && i < count; i++) {
        same = false;
        for (size_t j = 0; j < count; j++)
            same |= fields[j] == key->fields[i];
    }
    return same;
}

/* "field,field" must be one of the entity's unique keys, in any order. */
static crm_status key_find(struct env *env, const struct entity *entity, struct text spec,
                           const struct key **key_out)
{
    enum { KEY_FIELDS = 8 };
    const struct field *fields[KEY_FIELDS];
    size_t count = 0;
    for (struct text rest = spec; rest.size && count < KEY_FIELDS;) {
        size_t comma = crm__text_find(rest, TEXT(","), 0);
        struct text name = crm__text_trim(crm__text_slice(rest, 0, comma));
        crm_status status = crm__field_need(env, entity, name, &fields[count++]);
        if (status < 0)
            return status;
        rest = comma == SIZE_MAX ? TEXT_NONE : crm__text_slice(rest, comma + 1, rest.size);
    }
    for (size_t i = 0; i < entity->key_count; i++) {
        if (is_key_of(&entity->keys[i], fields, count)) {
            *key_out = &entity->keys[i];
            return CRM_OK;
        }
    }
    return crm__fail_field(env, CRM_E_INVALID, entity->name.data, NULL,
                           "'%.*s' is no unique key of %s", (int)spec.size, spec.data,
                           entity->name.data);
}

crm_status crm_record_save(crm_record *record, const crm_save_options *given)
{
    if (!record)
        return CRM_E_MISUSE;
    crm_db *db = record->db;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (record->failure.status < 0) {
        db->env.error = record->failure;
        return record->failure.status;
    }
    crm_save_options options = {.size = sizeof options};
    status = crm__options_copy(&db->env, "crm_save_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (options.on_match < CRM_MATCH_CREATE || options.on_match > CRM_MATCH_MERGE)
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_save_options.on_match: %d is none of CRM_MATCH_…",
                         (int)options.on_match);
    struct save save = {.on_match = (enum save_on_match)options.on_match,
                        .dry_run = options.dry_run != 0};
    if (options.key)
        status = key_find(&db->env, record->record.entity, crm__text_of(options.key), &save.key);
    return status < 0 ? status : crm__save_record(db->store, &record->record, &save);
}

/* --- delete, restore, history --------------------------------------------------------------- */

crm_status crm_record_delete(crm_db *db, const char *entity_name, int64_t id)
{
    const struct entity *entity;
    crm_status status = crm__api_enter(db);
    if (status >= 0)
        status = crm__api_entity(db, entity_name, &entity);
    return status < 0 ? status : crm__save_delete(db->store, entity, id);
}

crm_status crm_record_restore(crm_db *db, const char *entity_name, int64_t id)
{
    const struct entity *entity;
    crm_status status = crm__api_enter(db);
    if (status >= 0)
        status = crm__api_entity(db, entity_name, &entity);
    return status < 0 ? status : crm__save_restore(db->store, entity, id);
}

static struct value shown(struct buffer *text, const struct field *field, struct value value)
{
    if (value.kind == VALUE_NULL)
        return value;
    crm__buffer_clear(text);
    crm__field_format(text, field, TEXT_NONE, value);
    return crm__value_text(crm__buffer_view(text));
}

/* A row for each changed field; a change without fields (a delete) is one row. */
static crm_status change_add(const struct history_entry *entry, const struct history_value *change,
                             struct buffer *texts, struct batch *batch)
{
    const char *operation = crm__row_operation_name(entry->operation);
    const struct value values[] = {
        crm__value_int(entry->sequence),
        crm__value_int(entry->at_us),
        entry->actor_id ? crm__value_int(entry->actor_id) : VALUE_OF_NULL,
        crm__value_text(crm__text_of(operation)),
        crm__value_int(entry->version),
        change ? crm__value_text(change->field->name) : VALUE_OF_NULL,
        change ? shown(&texts[0], change->field, change->before) : VALUE_OF_NULL,
        change ? shown(&texts[1], change->field, change->after) : VALUE_OF_NULL,
    };
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < sizeof values / sizeof *values; i++)
        status = crm__column_value(batch, &batch->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(batch);
    return status;
}

static crm_status history_fill(struct env *env, const struct history *history, struct batch *batch)
{
    struct buffer texts[2];
    crm__buffer_init(&texts[0], env);
    crm__buffer_init(&texts[1], env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        if (entry->value_count == 0)
            status = change_add(entry, NULL, texts, batch);
        for (size_t c = 0; status >= 0 && c < entry->value_count; c++)
            status = change_add(entry, &entry->values[c], texts, batch);
    }
    crm__buffer_free(&texts[1]);
    crm__buffer_free(&texts[0]);
    return status;
}

crm_status crm_record_history(crm_db *db, const char *entity_name, int64_t id,
                              crm_cursor **cursor_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("sequence"), COLUMN_ID, TEXT("Sequence"), TEXT("序号")),
        crm__reader_column(TEXT("at"), COLUMN_TIME, TEXT("At"), TEXT("时间")),
        crm__reader_column(TEXT("actor"), COLUMN_ID, TEXT("By"), TEXT("操作人")),
        crm__reader_column(TEXT("operation"), COLUMN_TEXT, TEXT("Operation"), TEXT("操作")),
        crm__reader_column(TEXT("version"), COLUMN_INTEGER, TEXT("Version"), TEXT("版本")),
        crm__reader_column(TEXT("field"), COLUMN_TEXT, TEXT("Field"), TEXT("字段")),
        crm__reader_column(TEXT("before"), COLUMN_TEXT, TEXT("Before"), TEXT("变更前")),
        crm__reader_column(TEXT("after"), COLUMN_TEXT, TEXT("After"), TEXT("变更后")),
    };
    const struct entity *entity;
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    status = crm__api_entity(db, entity_name, &entity);
    struct history history;
    if (status >= 0)
        status = crm__history_read(db->store, entity, id, 0, &history);
    if (status < 0)
        return status;
    struct batch batch;
    struct reader *reader = NULL;
    crm__batch_init(&batch, &db->env);
    status = crm__reader_prepare(columns, sizeof columns / sizeof *columns, &batch);
    if (status >= 0)
        status = history_fill(&db->env, &history, &batch);
    if (status >= 0)
        status = crm__reader_of_batch(&db->env, &batch, columns, &reader);
    crm__batch_free(&batch);
    crm__history_free(&history);
    return crm__api_answer(db, status, reader, cursor_out);
}
