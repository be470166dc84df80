/* Records: typed values of one row, with what was changed since it was loaded. */
#include "model/record.h"

#include "base/money.h"
#include "model/check.h"

#include <assert.h>

static crm_status set(struct record *record, const struct field *field, struct value value);
static void mark_changed(struct record *record, const struct field *field);
static crm_status put(struct record *record, const struct field *field, struct value value);
static crm_status copy(struct record *record, struct value value, struct value *copy_out);
static crm_status settable(struct record *record, const struct field *field, uint32_t kept);
static crm_status fail(struct record *record, crm_status status);
static crm_status remember_text(struct record *record, const struct field *field, struct text text);
static crm_status change_currency(struct record *record, struct text before);
static crm_status restate(struct record *record, const struct field *field, struct text before,
                          struct text after);
static struct text currency_of(const struct record *record);
static int exponent_of(struct text currency);
static bool needs_currency(const struct record *record);

crm_status crm__record_init(struct record *record, struct env *env, const struct entity *entity)
{
    size_t count = entity->field_count;
    *record = (struct record){.env = env, .entity = entity, .field_count = count};
    crm__arena_init(&record->arena, env);
    record->values = crm__alloc_zero(env, count, sizeof *record->values);
    record->changed = crm__alloc_zero(env, (count + 63) / 64, sizeof *record->changed);
    if (record->values && record->changed)
        return CRM_OK;
    crm__record_free(record);
    return CRM_E_NOMEM;
}

void crm__record_free(struct record *record)
{
    if (!record || !record->env)
        return;
    crm__free(record->env, record->values);
    crm__free(record->env, record->changed);
    crm__arena_free(&record->arena);
    *record = (struct record){0};
}

crm_status crm__record_set(struct record *record, const struct field *field, struct value value)
{
    crm_status status = settable(record, field, FIELD_DERIVED);
    return status < 0 ? status : set(record, field, value);
}

crm_status crm__record_derive(struct record *record, const struct field *field, struct value value)
{
    crm_status status = settable(record, field, field->index == SYSTEM_ID ? FIELD_SYSTEM : 0);
    return status < 0 ? status : set(record, field, value);
}

crm_status crm__record_set_text(struct record *record, const struct field *field, struct text text)
{
    crm_status status = settable(record, field, FIELD_DERIVED);
    if (status < 0)
        return status;
    struct value value;
    status =
        crm__field_parse(record->env, &record->arena, field, currency_of(record), text, &value);
    if (status < 0)
        return fail(record, status);
    status = set(record, field, value);
    if (status >= 0 && field->type == FIELD_MONEY)
        status = fail(record, remember_text(record, field, text));
    return status;
}

crm_status crm__record_load(struct record *record, const struct field *field, struct value value)
{
    assert(field->entity == record->entity && (size_t)field->index < record->field_count);
    return fail(record, put(record, field, value));
}

crm_status crm__record_fill_initial(struct record *record)
{
    const struct entity *entity = record->entity;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (!field->initial.size || record->values[i].kind != VALUE_NULL ||
            crm__record_changed(record, field) || (field->flags & FIELD_RETIRED))
            continue;
        struct value value;
        crm_status status = crm__field_parse(record->env, &record->arena, field,
                                             currency_of(record), field->initial, &value);
        if (status >= 0)
            status = set(record, field, value);
        if (status < 0)
            return fail(record, status);
    }
    if (!needs_currency(record))
        return CRM_OK;
    return set(record, entity->currency, crm__value_text(currency_of(record)));
}

crm_status crm__record_check_required(const struct record *record)
{
    const struct entity *entity = record->entity;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = entity->fields[i];
        if ((field->flags & FIELD_REQUIRED) && !(field->flags & FIELD_RETIRED) &&
            record->values[i].kind == VALUE_NULL)
            return crm__fail_field(record->env, CRM_E_INVALID, entity->name.data, field->name.data,
                                   "%s: required", field->name.data);
    }
    return CRM_OK;
}

crm_status crm__batch_add_fields(struct batch *batch, const struct field *const *fields,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!crm__batch_add(batch, fields[i]->name, crm__field_kind(fields[i]->type)))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static crm_status set(struct record *record, const struct field *field, struct value value)
{
    struct text currency = currency_of(record);
    crm_status status = crm__field_check(record->env, field, value);
    if (status >= 0)
        status = put(record, field, value);
    if (status < 0)
        return fail(record, status);

    mark_changed(record, field);
    if (record->money_texts)
        record->money_texts[field->index] = TEXT_NONE;
    if (field == record->entity->currency)
        return fail(record, change_currency(record, currency));
    return CRM_OK;
}

static void mark_changed(struct record *record, const struct field *field)
{
    record->changed[field->index >> 6] |= UINT64_C(1) << (field->index & 63);
}

static crm_status put(struct record *record, const struct field *field, struct value value)
{
    struct value owned;
    crm_status status = copy(record, value, &owned);
    if (status >= 0)
        record->values[field->index] = owned;
    return status;
}

static crm_status copy(struct record *record, struct value value, struct value *copy_out)
{
    *copy_out = value;
    if (value.kind != VALUE_TEXT && value.kind != VALUE_BLOB)
        return CRM_OK;
    copy_out->text = crm__arena_text(&record->arena, value.text);
    return copy_out->text.data ? CRM_OK : CRM_E_NOMEM;
}

/* `kept` are the flags of fields that this caller must leave alone. */
static crm_status settable(struct record *record, const struct field *field, uint32_t kept)
{
    const char *reason = field->entity != record->entity               ? "of another entity"
                         : (size_t)field->index >= record->field_count ? "newer than the record"
                         : field->flags & FIELD_RETIRED                ? "removed"
                         : field->flags & kept                         ? "kept by the library"
                                                                       : NULL;
    if (!reason)
        return CRM_OK;
    return fail(record, crm__fail_field(record->env, CRM_E_MISUSE, record->entity->name.data,
                                        field->name.data, "%s: %s", field->name.data, reason));
}

static crm_status fail(struct record *record, crm_status status)
{
    if (status < 0 && record->failure >= 0)
        record->failure = status;
    return status;
}

static crm_status remember_text(struct record *record, const struct field *field, struct text text)
{
    struct arena *arena = &record->arena;
    if (!record->money_texts)
        record->money_texts =
            crm__arena_alloc_zero(arena, record->field_count, sizeof *record->money_texts);
    if (!record->money_texts)
        return CRM_E_NOMEM;
    record->money_texts[field->index] = crm__arena_text(arena, text);
    return record->money_texts[field->index].data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status change_currency(struct record *record, struct text before)
{
    struct text after = currency_of(record);
    if (exponent_of(before) == exponent_of(after))
        return CRM_OK;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = record->entity->fields[i];
        if (field->type != FIELD_MONEY || record->values[i].kind == VALUE_NULL)
            continue;
        crm_status status = restate(record, field, before, after);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* The amount in minor units of another currency, by the rule in record.h. */
static crm_status restate(struct record *record, const struct field *field, struct text before,
                          struct text after)
{
    struct env *env = record->env;
    struct value *value = &record->values[field->index];
    struct text text = record->money_texts ? record->money_texts[field->index] : TEXT_NONE;
    if (text.size)
        return crm__field_parse(env, &record->arena, field, after, text, value);
    if (crm__record_changed(record, field))
        return CRM_OK;

    char decimal[MONEY_TEXT_SIZE];
    size_t size = crm__decimal_format(value->integer, exponent_of(before), decimal);
    mark_changed(record, field);
    return crm__field_parse(env, &record->arena, field, after, (struct text){decimal, size}, value);
}

static struct text currency_of(const struct record *record)
{
    const struct field *field = record->entity->currency;
    if (field && record->values[field->index].kind == VALUE_TEXT)
        return record->values[field->index].text;
    return record->default_currency.size ? record->default_currency : TEXT("CNY");
}

static int exponent_of(struct text currency)
{
    const struct currency *known = crm__currency_find(currency);
    return known ? known->exponent : 2;
}

static bool needs_currency(const struct record *record)
{
    const struct entity *entity = record->entity;
    if (!entity->currency || record->values[entity->currency->index].kind != VALUE_NULL)
        return false;
    for (size_t i = 0; i < record->field_count; i++) {
        if (entity->fields[i]->type == FIELD_MONEY && record->values[i].kind != VALUE_NULL)
            return true;
    }
    return false;
}
