/* Records by field names: the host's way to make, read, change and save one. */
#include "api/record.h"
#include "model/record.h"
#include "model/record_json.h"
#include "service/alias.h"
#include "service/named.h"

crm_status crm__api_record(crm_db *db, const struct entity *entity, crm_record **record_out)
{
    crm_record *record = crm__alloc_zero(&db->env, 1, sizeof *record);
    if (!record)
        return CRM_E_NOMEM;
    crm_status status = crm__record_init(&record->record, &db->env, entity);
    if (status < 0) {
        crm__free(&db->env, record);
        return status;
    }
    record->record.default_currency = crm__text_of(db->store->currency);
    record->db = crm__api_retain(db);
    *record_out = record;
    return CRM_OK;
}

crm_status crm_record_new(crm_db *db, const char *entity_name, crm_record **record_out)
{
    if (record_out)
        *record_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!record_out)
        return crm__api_null(db, "record_out");
    const struct entity *entity;
    status = crm__api_entity(db, entity_name, &entity);
    if (status < 0)
        return status;
    return crm__api_record(db, entity, record_out);
}

crm_status crm_record_get(crm_db *db, const char *entity_name, int64_t id, crm_record **record_out)
{
    if (record_out)
        *record_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!record_out)
        return crm__api_null(db, "record_out");
    const struct entity *entity;
    status = crm__api_entity(db, entity_name, &entity);
    if (status < 0)
        return status;
    crm_record *record;
    status = crm__api_record(db, entity, &record);
    if (status < 0)
        return status;
    status = crm__alias_load(db->store, entity, id, &record->record);
    if (status < 0) {
        crm_record_free(record);
        return status;
    }
    *record_out = record;
    return CRM_OK;
}

static void texts_free(crm_record *record)
{
    for (size_t i = 0; record->texts && i < record->record.entity->field_count; i++)
        crm__buffer_free(&record->texts[i]);
    crm__free(&record->db->env, record->texts);
    record->texts = NULL;
}

void crm_record_free(crm_record *record)
{
    if (!record)
        return;
    crm_db *db = record->db;
    texts_free(record);
    crm__record_free(&record->record);
    crm__free(&db->env, record);
    crm__api_release(db);
}

/* Enters a call on a record and finds its field; a failure of a setter sticks to the record. */
static crm_status field_enter(crm_record *record, const char *name, const struct field **field_out)
{
    if (!record)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(record->db);
    if (status < 0)
        return status;
    if (!name)
        return crm__api_null(record->db, "field");
    return crm__field_need(&record->db->env, record->record.entity, crm__text_of(name), field_out);
}

static crm_status setter_end(crm_record *record, crm_status status)
{
    if (status < 0 && record && record->failure.status == CRM_OK) {
        record->record.failure = status;
        record->failure = record->db->env.error;
    }
    return status;
}

crm_status crm_record_set_text(crm_record *record, const char *name, const char *text, size_t size)
{
    const struct field *field;
    crm_status status = field_enter(record, name, &field);
    if (status >= 0 && !text && size != 0)
        status = crm__api_null(record->db, "text");
    if (status >= 0)
        status = crm__record_set_text(&record->record, field, crm__text_sized(text, size));
    return setter_end(record, status);
}

crm_status crm_record_set_named(crm_record *record, const char *name, const char *text, size_t size)
{
    const struct field *field;
    crm_status status = field_enter(record, name, &field);
    if (status >= 0 && !text && size != 0)
        status = crm__api_null(record->db, "text");
    if (status >= 0)
        status = crm__record_set_named(record->db->store, &record->record, field,
                                       crm__text_sized(text, size));
    return setter_end(record, status);
}

crm_status crm_record_set_int(crm_record *record, const char *name, int64_t value)
{
    const struct field *field;
    crm_status status = field_enter(record, name, &field);
    if (status >= 0)
        status = crm__record_set(&record->record, field, crm__value_int(value));
    return setter_end(record, status);
}

static crm_status ids_set(crm_record *record, const struct field *field, const int64_t *ids,
                          size_t count)
{
    struct value value;
    struct arena arena;
    crm__arena_init(&arena, &record->db->env);
    crm_status status = crm__references_make(&arena, ids, count, &value);
    if (status >= 0)
        status = crm__record_set(&record->record, field, value);
    crm__arena_free(&arena);
    return status;
}

crm_status crm_record_set_ids(crm_record *record, const char *name, const int64_t *ids,
                              size_t count)
{
    const struct field *field;
    crm_status status = field_enter(record, name, &field);
    if (status >= 0 && !ids && count != 0)
        status = crm__api_null(record->db, "ids");
    if (status >= 0)
        status = ids_set(record, field, ids, count);
    return setter_end(record, status);
}

crm_status crm_record_clear(crm_record *record, const char *name)
{
    const struct field *field;
    crm_status status = field_enter(record, name, &field);
    if (status >= 0)
        status = crm__record_set(&record->record, field, VALUE_OF_NULL);
    return setter_end(record, status);
}

crm_status crm_record_set_json(crm_record *record, const char *json, size_t size)
{
    if (!record)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(record->db);
    if (status < 0)
        return status;
    if (!json)
        return setter_end(record, crm__api_null(record->db, "json"));
    struct json *root;
    status = crm__json_parse(&record->db->env, crm__text_sized(json, size), &root);
    if (status >= 0) {
        status = crm__record_from_json(&record->record, root, RECORD_JSON_SKIP_KEPT);
        crm__json_free(root);
    }
    return setter_end(record, status);
}

static int64_t system_int(const crm_record *record, enum system_field which)
{
    if (!record)
        return 0;
    struct value value = record->record.values[which];
    return value.kind == VALUE_INT ? value.integer : 0;
}

int64_t crm_record_id(const crm_record *record)
{
    return system_int(record, SYSTEM_ID);
}

int64_t crm_record_version(const crm_record *record)
{
    return system_int(record, SYSTEM_VERSION);
}

static struct text currency_of(const struct record *record)
{
    const struct field *field = record->entity->currency;
    struct value value = field ? crm__record_value(record, field) : VALUE_OF_NULL;
    return value.kind == VALUE_TEXT ? value.text : record->default_currency;
}

const char *crm_record_text(crm_record *record, const char *name)
{
    const struct field *field;
    if (field_enter(record, name, &field) < 0)
        return NULL;
    struct env *env = &record->db->env;
    if (!record->texts) {
        size_t count = record->record.entity->field_count;
        record->texts = crm__alloc_zero(env, count, sizeof *record->texts);
        if (!record->texts)
            return NULL;
        for (size_t i = 0; i < count; i++)
            crm__buffer_init(&record->texts[i], env);
    }
    struct buffer *text = &record->texts[field->index];
    crm__buffer_clear(text);
    crm__field_format(text, field, currency_of(&record->record),
                      crm__record_value(&record->record, field));
    if (text->failed)
        return NULL;
    return text->size ? text->data : "";
}

crm_status crm_record_int(crm_record *record, const char *name, int64_t *value_out)
{
    const struct field *field;
    if (value_out)
        *value_out = 0;
    crm_status status = field_enter(record, name, &field);
    if (status < 0)
        return status;
    if (!value_out)
        return crm__api_null(record->db, "value_out");
    if (crm__field_kind(field->type) != VALUE_INT)
        return crm__fail_field(&record->db->env, CRM_E_MISUSE, record->record.entity->name.data,
                               field->name.data,
                               "%s: a %s field has no integer; use crm_record_text",
                               field->name.data, crm__field_type_name(field->type));
    struct value value = crm__record_value(&record->record, field);
    if (value.kind == VALUE_NULL)
        return CRM_DONE;
    *value_out = value.integer;
    return CRM_OK;
}

crm_status crm_record_json(crm_record *record, crm_write write, void *context)
{
    if (!record)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(record->db);
    if (status < 0)
        return status;
    if (!write)
        return crm__api_null(record->db, "write");
    struct env *env = &record->db->env;
    struct buffer json;
    crm__buffer_init(&json, env);
    struct json_writer object;
    crm__json_writer_init(&object, &json, 0);
    crm__record_to_json(&object, &record->record, 0);
    status = crm__buffer_status(&json);
    if (status >= 0) {
        struct writer writer;
        crm__writer_init(&writer, env, write, context);
        crm__writer_text(&writer, crm__buffer_view(&json));
        status = crm__writer_finish(&writer);
    }
    crm__buffer_free(&json);
    return status;
}
