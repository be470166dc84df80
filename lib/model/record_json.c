/* Records and values as JSON. */
#include "model/record_json.h"

#include "model/check.h"

#include <string.h>

static const int64_t EXACT_LIMIT = INT64_C(9007199254740991); /* 2^53 - 1 */

static void write_integer(struct json_writer *writer, const struct field *field,
                          struct text currency, struct value value);
static void write_as_text(struct json_writer *writer, const struct field *field,
                          struct text currency, struct value value);
static void write_choices(struct json_writer *writer, struct text choices);
static void write_references(struct json_writer *writer, struct value value);
static struct text record_currency(const struct record *record);
static crm_status set_member(struct record *record, struct text key, const struct json *json,
                             uint32_t flags);
static crm_status assign(struct record *record, struct text key, const struct json *json,
                         uint32_t flags);
static crm_status assign_money(struct record *record, const struct field *field,
                               const struct json *json);
static crm_status to_text(struct env *env, struct buffer *buffer, const struct field *field,
                          const struct json *json, struct text *text_out);
static crm_status list_to_text(struct env *env, struct buffer *buffer, const struct field *field,
                               const struct json *json);
static crm_status fail_kind(struct env *env, const struct field *field, const struct json *json,
                            const char *expected);

void crm__value_to_json(struct json_writer *writer, const struct field *field, struct text currency,
                        struct value value)
{
    if (value.kind == VALUE_NULL)
        crm__json_write_null(writer);
    else if (field->type == FIELD_REFERENCES)
        write_references(writer, value);
    else if (field->type == FIELD_CHOICES)
        write_choices(writer, value.text);
    else if (field->type == FIELD_JSON)
        crm__json_write_raw(writer, value.text);
    else if (value.kind == VALUE_TEXT)
        crm__json_write_text(writer, value.text);
    else
        write_integer(writer, field, currency, value);
}

void crm__record_to_json(struct json_writer *writer, const struct record *record, uint32_t flags)
{
    struct text currency = record_currency(record);
    crm__json_begin_object(writer);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = record->entity->fields[i];
        bool absent = record->values[i].kind == VALUE_NULL && !(flags & RECORD_JSON_NULLS);
        if (absent || (field->flags & FIELD_RETIRED))
            continue;
        crm__json_write_key(writer, field->name);
        crm__value_to_json(writer, field, currency, record->values[i]);
    }
    crm__json_end_object(writer);
}

crm_status crm__value_from_json(struct env *env, struct arena *arena, const struct field *field,
                                struct text currency, const struct json *json,
                                struct value *value_out)
{
    *value_out = VALUE_OF_NULL;
    if (crm__json_kind(json) == JSON_NULL)
        return CRM_OK;
    struct buffer buffer;
    struct text text = TEXT_NONE;
    crm__buffer_init(&buffer, env);
    crm_status status = to_text(env, &buffer, field, json, &text);
    if (status >= 0)
        status = crm__field_parse(env, arena, field, currency, text, value_out);
    crm__buffer_free(&buffer);
    return status;
}

/* The currency goes first, for the amounts are read in it. */
crm_status crm__record_from_json(struct record *record, const struct json *object, uint32_t flags)
{
    if (crm__json_kind(object) != JSON_OBJECT)
        return crm__fail(record->env, CRM_E_INVALID, "%s: a record is a JSON object, not %s",
                         record->entity->name.data, crm__json_kind_name(crm__json_kind(object)));

    const struct json *currency = crm__json_find(object, TEXT("currency"));
    crm_status status = CRM_OK;
    if (currency && record->entity->currency)
        status = set_member(record, TEXT("currency"), currency, flags);
    for (size_t i = 0; i < crm__json_size(object) && status >= 0; i++) {
        if (!record->entity->currency || crm__json_at(object, i) != currency)
            status =
                set_member(record, crm__json_key_at(object, i), crm__json_at(object, i), flags);
    }
    return status;
}

static void write_integer(struct json_writer *writer, const struct field *field,
                          struct text currency, struct value value)
{
    bool exact = value.integer >= -EXACT_LIMIT && value.integer <= EXACT_LIMIT;
    if (field->type == FIELD_BOOL)
        crm__json_write_bool(writer, value.integer != 0);
    else if (field->type == FIELD_INTEGER && exact && field->index != SYSTEM_ID)
        crm__json_write_int64(writer, value.integer);
    else
        write_as_text(writer, field, currency, value);
}

static void write_as_text(struct json_writer *writer, const struct field *field,
                          struct text currency, struct value value)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, writer->buffer->env);
    crm__field_format(&buffer, field, currency, value);
    if (buffer.failed)
        writer->buffer->failed = true;
    crm__json_write_text(writer, crm__buffer_view(&buffer));
    crm__buffer_free(&buffer);
}

static void write_choices(struct json_writer *writer, struct text choices)
{
    size_t offset = 0;
    struct text name;
    crm__json_begin_array(writer);
    while (crm__choices_next(choices, &offset, &name))
        crm__json_write_text(writer, name);
    crm__json_end_array(writer);
}

static void write_references(struct json_writer *writer, struct value value)
{
    size_t count;
    const int64_t *ids = crm__references_ids(value, &count);
    crm__json_begin_array(writer);
    for (size_t i = 0; i < count; i++)
        crm__json_write_id(writer, ids[i]);
    crm__json_end_array(writer);
}

static struct text record_currency(const struct record *record)
{
    const struct field *field = record->entity->currency;
    struct value value = field ? crm__record_value(record, field) : VALUE_OF_NULL;
    return value.kind == VALUE_TEXT ? value.text : record->default_currency;
}

static crm_status set_member(struct record *record, struct text key, const struct json *json,
                             uint32_t flags)
{
    crm_status status = assign(record, key, json, flags);
    if (status < 0 && record->failure >= 0)
        record->failure = status;
    return status;
}

static crm_status assign(struct record *record, struct text key, const struct json *json,
                         uint32_t flags)
{
    const struct field *field = NULL;
    crm_status status = crm__field_need(record->env, record->entity, key, &field);
    if (status < 0)
        return status;
    if ((field->flags & FIELD_DERIVED) && (flags & RECORD_JSON_SKIP_KEPT))
        return CRM_OK;
    if (field->type == FIELD_MONEY && crm__json_kind(json) == JSON_OBJECT)
        return assign_money(record, field, json);

    struct buffer buffer;
    struct text text = TEXT_NONE;
    crm__buffer_init(&buffer, record->env);
    if (crm__json_kind(json) != JSON_NULL)
        status = to_text(record->env, &buffer, field, json, &text);
    if (status >= 0)
        status = crm__record_set_text(record, field, text);
    crm__buffer_free(&buffer);
    return status;
}

static crm_status assign_money(struct record *record, const struct field *field,
                               const struct json *json)
{
    const struct json *amount = crm__json_find(json, TEXT("amount"));
    const struct json *currency = crm__json_find(json, TEXT("currency"));
    struct text code, known = record_currency(record);
    const struct field *currency_field = record->entity->currency;
    if (crm__json_size(json) != 2 || !amount || !currency ||
        crm__json_kind(amount) == JSON_OBJECT || !crm__json_text(currency, &code))
        return fail_kind(record->env, field, json,
                         "text or {\"amount\":\"12.50\",\"currency\":\"CNY\"}");

    bool is_set = crm__record_value(record, currency_field).kind == VALUE_TEXT;
    if (is_set && !crm__text_equal(known, code))
        return crm__fail_field(record->env, CRM_E_INVALID, record->entity->name.data,
                               field->name.data, "%s: in %.*s, but the record's currency is %.*s",
                               field->name.data, (int)code.size, code.data, (int)known.size,
                               known.data);
    crm_status status = is_set ? CRM_OK : crm__record_set_text(record, currency_field, code);
    return status < 0 ? status : assign(record, field->name, amount, 0);
}

/* The text that crm__field_parse would be given for the value. */
static crm_status to_text(struct env *env, struct buffer *buffer, const struct field *field,
                          const struct json *json, struct text *text_out)
{
    bool truth;
    bool numeric = crm__field_kind(field->type) == VALUE_INT && field->type != FIELD_BOOL &&
                   field->type != FIELD_DATE && field->type != FIELD_TIME;
    if (field->type == FIELD_JSON) {
        struct json_writer writer;
        crm__json_writer_init(&writer, buffer, 0);
        crm__json_write_json(&writer, json);
    } else if (field->type == FIELD_BOOL && crm__json_bool(json, &truth)) {
        *text_out = truth ? TEXT("true") : TEXT("false");
        return CRM_OK;
    } else if (field->type == FIELD_BOOL) {
        return fail_kind(env, field, json, "true or false");
    } else if (crm__json_text(json, text_out) || (numeric && crm__json_number(json, text_out))) {
        return CRM_OK;
    } else if (field->type == FIELD_CHOICES || field->type == FIELD_REFERENCES) {
        crm_status status = list_to_text(env, buffer, field, json);
        if (status < 0)
            return status;
    } else {
        return fail_kind(env, field, json, numeric ? "a number or text" : "text");
    }
    *text_out = crm__buffer_view(buffer);
    return crm__buffer_status(buffer);
}

static crm_status list_to_text(struct env *env, struct buffer *buffer, const struct field *field,
                               const struct json *json)
{
    if (crm__json_kind(json) != JSON_ARRAY)
        return fail_kind(env, field, json, "an array");
    for (size_t i = 0; i < crm__json_size(json); i++) {
        const struct json *item = crm__json_at(json, i);
        struct text text;
        bool number = field->type == FIELD_REFERENCES && crm__json_number(item, &text);
        if (!number && !crm__json_text(item, &text))
            return fail_kind(env, field, item, "an array of text");
        if (crm__text_find(text, TEXT("|"), 0) != SIZE_MAX ||
            crm__text_find(text, TEXT(","), 0) != SIZE_MAX)
            return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                                   "%s: item %zu has a separator", field->name.data, i + 1);
        crm__buffer_text(buffer, text);
        crm__buffer_byte(buffer, '|');
    }
    return CRM_OK;
}

static crm_status fail_kind(struct env *env, const struct field *field, const struct json *json,
                            const char *expected)
{
    return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                           "%s: JSON %s, type %s takes %s", field->name.data,
                           crm__json_kind_name(crm__json_kind(json)),
                           crm__field_type_name(field->type), expected);
}
