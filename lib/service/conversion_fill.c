/* What of a lead goes where: by an explicit map, else into the field of the same name and type. */
#include "service/conversion_run.h"
#include "store/query.h"

/* Empty sources are tried in order; a target that is named here takes nothing else. */
static const struct mapping {
    enum convert_target target;
    bool company; /* of account: when the lead names a company, or when it does not */
    const char *field;
    const char *sources[2];
} mappings[] = {
    {CONVERT_ACCOUNT, true, "name", {"company", NULL}},
    {CONVERT_ACCOUNT, true, "phone", {"phone", NULL}},
    /* What belongs to the person does not belong to the firm. */
    {CONVERT_ACCOUNT, true, "email", {NULL, NULL}},
    {CONVERT_ACCOUNT, true, "wechat", {NULL, NULL}},
    {CONVERT_ACCOUNT, false, "name", {"name", NULL}},
    {CONVERT_ACCOUNT, false, "phone", {"mobile", "phone"}},
    {CONVERT_OPPORTUNITY, false, "name", {"company", "name"}},
    {CONVERT_OPPORTUNITY, false, "amount", {"budget", NULL}},
    {CONVERT_OPPORTUNITY, false, "close_date", {"needed_by", NULL}},
};

/* Of one record's own life, not of the customer's. */
static const char *const left_out[] = {"status",            "locked",      "owner_since",
                                       "last_follow_up_at", "nurture_track",
                                       "next_follow_up_at"};

static bool is_left_out(const struct field *field)
{
    if (field->flags & (FIELD_SYSTEM | FIELD_DERIVED | FIELD_RETIRED) || field->normal_of)
        return true;
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        if (crm__text_is(field->name, left_out[i]))
            return true;
    }
    return false;
}

static const struct mapping *mapping_find(const struct conversion *conversion,
                                          enum convert_target target, const struct field *field)
{
    bool company = target == CONVERT_ACCOUNT &&
                   crm__conversion_value(conversion, "company").kind != VALUE_NULL;
    for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++) {
        if (mappings[i].target == target && mappings[i].company == company &&
            crm__text_is(field->name, mappings[i].field))
            return &mappings[i];
    }
    return NULL;
}

static struct value source_value(const struct conversion *conversion, enum convert_target target,
                                 const struct field *field)
{
    struct value value = VALUE_OF_NULL;
    const struct mapping *mapping = mapping_find(conversion, target, field);
    for (size_t i = 0; mapping && i < 2 && value.kind == VALUE_NULL && mapping->sources[i]; i++)
        value = crm__conversion_value(conversion, mapping->sources[i]);
    if (mapping)
        return value;
    const struct field *same = crm__field_find(conversion->lead.entity, field->name);
    bool fits = same && !(same->flags & FIELD_RETIRED) && same->type == field->type &&
                same->choices == field->choices && same->target == field->target &&
                same->scale == field->scale;
    return fits ? crm__record_value(&conversion->lead, same) : VALUE_OF_NULL;
}

/* --- the record ----------------------------------------------------------------------------- */

/* Sets an empty field. */
static crm_status empty_set(struct record *record, const char *name, struct value value)
{
    const struct field *field = crm__service_field(record->entity, name);
    if (value.kind == VALUE_NULL || crm__record_value(record, field).kind != VALUE_NULL)
        return CRM_OK;
    return crm__record_derive(record, field, value);
}

static struct value id_value(int64_t id)
{
    return id ? crm__value_int(id) : VALUE_OF_NULL;
}

/* The stage that a new opportunity starts in; nothing when there is no default process. */
static crm_status first_stage(struct conversion *conversion, int64_t *stage_out)
{
    struct query *query;
    *stage_out = conversion->options->stage;
    if (*stage_out)
        return CRM_OK;
    crm_status status = crm__query_new(
        conversion->store, crm__service_entity(conversion->store, "stage"), &query);
    if (status < 0)
        return status;
    crm__query_where(query, TEXT("stage_group.is_default && stage_group.enabled && "
                                 "outcome == \"open\""));
    crm__query_sort(query, TEXT("position"));
    crm__store_elevate(conversion->store);
    status = crm__query_first_id(query, stage_out);
    crm__store_restore(conversion->store);
    crm__query_free(query);
    return status;
}

static crm_status opportunity_set(struct conversion *conversion, struct record *record, bool is_new)
{
    const struct conversion_options *options = conversion->options;
    int64_t stage = 0;
    crm_status status = CRM_OK;
    if (options->opportunity_name.size && is_new)
        status = empty_set(record, "name", crm__value_text(options->opportunity_name));
    if (status >= 0 && options->has_amount)
        status = empty_set(record, "amount", crm__value_int(options->amount_minor));
    if (status >= 0 && is_new)
        status = first_stage(conversion, &stage);
    if (status >= 0)
        status = empty_set(record, "stage", id_value(stage));
    if (status >= 0)
        status = empty_set(record, "contact", id_value(conversion->result->ids[CONVERT_CONTACT]));
    return status;
}

static crm_status references_set(struct conversion *conversion, enum convert_target target,
                                 struct record *record, bool is_new)
{
    crm_status status = empty_set(record, "lead", crm__value_int(conversion->lead_id));
    if (status >= 0 && target != CONVERT_ACCOUNT)
        status = empty_set(record, "account", id_value(conversion->result->ids[CONVERT_ACCOUNT]));
    if (status >= 0 && target == CONVERT_OPPORTUNITY)
        status = opportunity_set(conversion, record, is_new);
    if (status >= 0 && is_new)
        status = crm__record_derive(record, crm__system_field(record->entity, SYSTEM_OWNER),
                                    crm__value_int(conversion->owner));
    bool person = crm__conversion_value(conversion, "company").kind == VALUE_NULL;
    if (status >= 0 && is_new && target == CONVERT_ACCOUNT)
        status = crm__record_derive(record, crm__service_field(record->entity, "is_person"),
                                    crm__value_int(person));
    return status;
}

static crm_status fields_fill(struct conversion *conversion, enum convert_target target,
                              struct record *record, bool is_new)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = record->entity->fields[i];
        bool currency = field == record->entity->currency;
        if (is_left_out(field) || record->values[i].kind != VALUE_NULL)
            continue;
        /* A currency would give meaning to the amounts of an existing record. */
        if ((currency || field->flags & FIELD_REQUIRED) && !is_new)
            continue;
        struct value value = source_value(conversion, target, field);
        bool fits = value.kind != VALUE_TEXT || !field->size_limit ||
                    value.text.size <= (size_t)field->size_limit;
        if (value.kind == VALUE_NULL || !fits)
            continue;
        crm_status status = crm__record_derive(record, field, value);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* {"entity","id","fields":{name: text}}: what an existing record was given. */
static crm_status filled_note(struct conversion *conversion, const struct record *record,
                              int64_t id)
{
    struct json_writer *writer = &conversion->writer;
    struct buffer text;
    crm__buffer_init(&text, conversion->store->env);
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "entity");
    crm__json_write_text(writer, record->entity->name);
    crm__json_write_name(writer, "id");
    crm__json_write_id(writer, id);
    crm__json_write_name(writer, "fields");
    crm__json_begin_object(writer);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = record->entity->fields[i];
        if (!crm__record_changed(record, field))
            continue;
        crm__buffer_clear(&text);
        crm__field_format(&text, field, crm__text_of(conversion->store->currency),
                          record->values[i]);
        crm__json_write_key(writer, field->name);
        crm__json_write_text(writer, crm__buffer_view(&text));
    }
    crm__json_end_object(writer);
    crm__json_end_object(writer);
    crm_status status = crm__buffer_status(&text);
    crm__buffer_free(&text);
    return status;
}

static bool anything_changed(const struct record *record)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (crm__record_changed(record, record->entity->fields[i]))
            return true;
    }
    return false;
}

static crm_status record_fill(struct conversion *conversion, enum convert_target target,
                              struct record *record, int64_t id)
{
    const struct save options = {.by_system = true};
    bool is_new = id == 0;
    crm_status status = is_new ? CRM_OK : crm__row_load(conversion->store, id, 0, record);
    if (status >= 0)
        status = references_set(conversion, target, record, is_new);
    if (status >= 0)
        status = fields_fill(conversion, target, record, is_new);
    if (status >= 0 && !is_new && anything_changed(record))
        status = filled_note(conversion, record, id);
    if (status >= 0 && anything_changed(record))
        status = crm__save_record(conversion->store, record, &options);
    if (status < 0)
        return status;
    conversion->result->ids[target] = record->values[SYSTEM_ID].integer;
    conversion->result->created[target] = is_new;
    return CRM_OK;
}

crm_status crm__conversion_fill(struct conversion *conversion, enum convert_target target,
                                int64_t id)
{
    struct record record;
    const struct entity *entity =
        crm__service_entity(conversion->store, crm__conversion_entity(target));
    crm_status status = crm__record_init(&record, conversion->store->env, entity);
    if (status < 0)
        return status;
    status = record_fill(conversion, target, &record, id);
    crm__record_free(&record);
    return status;
}
