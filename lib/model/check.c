/* One value against its field. */
#include "model/check.h"

#include "base/json.h"
#include "base/money.h"
#include "base/time.h"
#include "model/record.h"
#include "model/suggest.h"

#include <string.h>

enum { REFERENCES_LIMIT = 10000 };

static crm_status check_kind(struct env *env, const struct field *field, struct value value);
static crm_status check_text(struct env *env, const struct field *field, struct text text);
static crm_status check_content(struct env *env, const struct field *field, struct text text);
static crm_status check_url(struct env *env, const struct field *field, struct text text);
static crm_status check_json(struct env *env, const struct field *field, struct text text);
static crm_status check_choice(struct env *env, const struct field *field, struct text name);
static crm_status check_choices(struct env *env, const struct field *field, struct text text);
static crm_status check_integer(struct env *env, const struct field *field, int64_t integer);
static crm_status check_references(struct env *env, const struct field *field, struct value value);

crm_status crm__field_check(struct env *env, const struct field *field, struct value value)
{
    if (value.kind == VALUE_NULL)
        return CRM_OK;
    crm_status status = check_kind(env, field, value);
    if (status < 0)
        return status;
    if (value.kind == VALUE_TEXT)
        return check_text(env, field, value.text);
    if (value.kind == VALUE_BLOB)
        return check_references(env, field, value);
    return check_integer(env, field, value.integer);
}

crm_status crm__field_blame(struct env *env, const struct field *field, crm_status status)
{
    if (status == CRM_E_NOMEM)
        return status;
    char reason[ERROR_MESSAGE_SIZE]; /* A copy, for the message cannot be made of itself. */
    memcpy(reason, env->error.message, sizeof reason);
    return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data, "%s: %s",
                           field->name.data, reason);
}

static crm_status fail(struct env *env, const struct field *field, const char *reason)
{
    return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data, "%s: %s",
                           field->name.data, reason);
}

static crm_status check_kind(struct env *env, const struct field *field, struct value value)
{
    static const char *const names[] = {"null", "integer", "double", "text", "blob"};
    enum value_kind kind = crm__field_kind(field->type);
    if (value.kind == kind)
        return CRM_OK;
    return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                           "%s: a value of kind %s, type %s takes %s", field->name.data,
                           names[value.kind], crm__field_type_name(field->type), names[kind]);
}

static crm_status check_text(struct env *env, const struct field *field, struct text text)
{
    if (text.size == 0)
        return fail(env, field, "empty text; no value is null");
    if (text.size > (size_t)field->size_limit)
        return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                               "%s: %zu bytes, at most %d", field->name.data, text.size,
                               field->size_limit);
    crm_status status = crm__text_check(env, text, "text");
    if (status < 0)
        return crm__field_blame(env, field, status);
    return check_content(env, field, text);
}

static crm_status check_content(struct env *env, const struct field *field, struct text text)
{
    switch (field->type) {
    case FIELD_CHOICE:
        return check_choice(env, field, text);
    case FIELD_CHOICES:
        return check_choices(env, field, text);
    case FIELD_URL:
        return check_url(env, field, text);
    case FIELD_JSON:
        return check_json(env, field, text);
    default:
        break;
    }
    if (field != field->entity->currency || crm__currency_find(text))
        return CRM_OK;
    const struct currency *currency = NULL;
    return crm__field_blame(env, field, crm__currency_get(env, text, &currency));
}

/* A page may show the text as a link, so what would run as a program there is refused. */
static crm_status check_url(struct env *env, const struct field *field, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte <= 0x20 || byte == 0x7f || byte == '<' || byte == '>' || byte == '"')
            return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                                   "%s: byte 0x%02x at %zu is not for a url", field->name.data,
                                   byte, i + 1);
    }
    static const char *const schemes[] = {"javascript:", "vbscript:", "data:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        struct text scheme = crm__text_of(schemes[i]);
        if (crm__text_equal_nocase(crm__text_slice(text, 0, scheme.size), scheme))
            return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                                   "%s: a url of scheme '%s' is not allowed", field->name.data,
                                   schemes[i]);
    }
    return CRM_OK;
}

static crm_status check_json(struct env *env, const struct field *field, struct text text)
{
    struct json *root = NULL;
    crm_status status = crm__json_parse(env, text, &root);
    crm__json_free(root);
    return status < 0 ? crm__field_blame(env, field, status) : CRM_OK;
}

static crm_status check_choice(struct env *env, const struct field *field, struct text name)
{
    return crm__choice_find(field->choices, name) ? CRM_OK : crm__fail_no_choice(env, field, name);
}

/* Only the one way to write a set: "|a|b|", in the order of the choice set. */
static crm_status check_choices(struct env *env, const struct field *field, struct text text)
{
    size_t offset = 0;
    const struct choice *last = NULL;
    struct text name;
    while (crm__choices_next(text, &offset, &name)) {
        const struct choice *choice = crm__choice_find(field->choices, name);
        if (!choice)
            return crm__fail_no_choice(env, field, name);
        if (last && choice <= last)
            return fail(env, field, "choices out of order or twice");
        last = choice;
    }
    if (!last || offset != text.size)
        return fail(env, field, "choices are written |a|b|");
    return CRM_OK;
}

static crm_status check_integer(struct env *env, const struct field *field, int64_t integer)
{
    switch (field->type) {
    case FIELD_BOOL:
        return integer == 0 || integer == 1 ? CRM_OK : fail(env, field, "a bool is 0 or 1");
    case FIELD_DATE:
        return integer >= DATE_MIN && integer <= DATE_MAX
                   ? CRM_OK
                   : fail(env, field, "a date outside of the years 1 to 9999");
    case FIELD_TIME:
        return integer >= TIME_MIN_US && integer <= TIME_MAX_US
                   ? CRM_OK
                   : fail(env, field, "a time outside of the years 1 to 9999");
    case FIELD_REFERENCE:
        return integer > 0 ? CRM_OK : fail(env, field, "an id is positive");
    default:
        return CRM_OK;
    }
}

static crm_status check_references(struct env *env, const struct field *field, struct value value)
{
    if (value.text.size % sizeof(int64_t) != 0)
        return fail(env, field, "ids take 8 bytes each");
    size_t count = value.text.size / sizeof(int64_t);
    if (count > REFERENCES_LIMIT)
        return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                               "%s: %zu ids, at most %d", field->name.data, count,
                               REFERENCES_LIMIT);
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        memcpy(&id, value.text.data + i * sizeof id, sizeof id);
        if (id <= last)
            return fail(env, field, "ids are positive, ascending and distinct");
        last = id;
    }
    return CRM_OK;
}
