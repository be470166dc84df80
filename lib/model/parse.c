/* Text to value. */
#include "base/money.h"
#include "base/time.h"
#include "model/check.h"
#include "model/record.h"
#include "model/suggest.h"

#include <string.h>

static crm_status parse_integer(struct env *env, const struct field *field, struct text text,
                                int64_t *out);
static crm_status parse_money(struct env *env, const struct field *field, struct text currency,
                              struct text text, int64_t *out);
static crm_status parse_bool(struct env *env, const struct field *field, struct text text,
                             int64_t *out);
static crm_status parse_number(struct env *env, const struct field *field, struct text currency,
                               struct text text, int64_t *out);
static crm_status parse_choice(struct env *env, const struct field *field, struct text text,
                               const struct choice **choice_out);
static crm_status parse_choices(struct env *env, struct arena *arena, const struct field *field,
                                struct text text, struct value *value_out);
static crm_status parse_references(struct env *env, struct arena *arena, const struct field *field,
                                   struct text text, struct value *value_out);
static crm_status copy_text(struct arena *arena, struct text text, struct value *value_out);
static struct text next_part(struct text text, size_t *offset);

crm_status crm__field_parse(struct env *env, struct arena *arena, const struct field *field,
                            struct text currency, struct text text, struct value *value_out)
{
    *value_out = VALUE_OF_NULL;
    if (text.size == 0)
        return CRM_OK;

    struct value value = VALUE_OF_NULL;
    const struct choice *choice = NULL;
    crm_status status;
    switch (field->type) {
    case FIELD_CHOICE:
        status = parse_choice(env, field, text, &choice);
        if (status >= 0)
            value = crm__value_text(choice->name);
        break;
    case FIELD_CHOICES:
        status = parse_choices(env, arena, field, text, &value);
        break;
    case FIELD_REFERENCES:
        status = parse_references(env, arena, field, text, &value);
        break;
    default:
        if (crm__field_kind(field->type) == VALUE_INT) {
            value.kind = VALUE_INT;
            status = parse_number(env, field, currency, text, &value.integer);
        } else {
            status = crm__field_check(env, field, crm__value_text(text));
            if (status >= 0)
                status = copy_text(arena, text, &value);
        }
    }
    if (status >= 0)
        *value_out = value;
    return status;
}

static crm_status parse_number(struct env *env, const struct field *field, struct text currency,
                               struct text text, int64_t *out)
{
    crm_status status;
    switch (field->type) {
    case FIELD_DECIMAL:
        status = crm__decimal_parse(env, text, field->scale, out);
        break;
    case FIELD_MONEY:
        return parse_money(env, field, currency, text, out);
    case FIELD_BOOL:
        return parse_bool(env, field, text, out);
    case FIELD_DATE:
        status = crm__date_parse(env, text, out);
        break;
    case FIELD_TIME:
        status = crm__time_parse(env, text, out);
        break;
    default:
        return parse_integer(env, field, text, out);
    }
    return status < 0 ? crm__field_blame(env, field, status) : CRM_OK;
}

static crm_status fail(struct env *env, const struct field *field, struct text text,
                       const char *expected)
{
    struct text shown = crm__text_excerpt(text);
    return crm__fail_field(env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                           "%s: '%.*s%s' is not %s", field->name.data, (int)shown.size, shown.data,
                           shown.size < text.size ? "…" : "", expected);
}

static crm_status parse_integer(struct env *env, const struct field *field, struct text text,
                                int64_t *out)
{
    int64_t integer = 0;
    bool reference = field->type == FIELD_REFERENCE;
    crm_status status = crm__text_to_int64(text, &integer);
    if (status == CRM_E_LIMIT)
        return fail(env, field, text, "an integer of 64 bits");
    if (status < 0 || (reference && integer <= 0))
        return fail(env, field, text, reference ? "an id" : "an integer");
    *out = integer;
    return CRM_OK;
}

static crm_status parse_money(struct env *env, const struct field *field, struct text currency,
                              struct text text, int64_t *out)
{
    const struct currency *known = NULL;
    crm_status status = crm__currency_get(env, currency.size ? currency : TEXT("CNY"), &known);
    if (status >= 0)
        status = crm__money_parse(env, text, known, out);
    return status < 0 ? crm__field_blame(env, field, status) : CRM_OK;
}

static crm_status parse_bool(struct env *env, const struct field *field, struct text text,
                             int64_t *out)
{
    bool yes = crm__text_is(text, "1") || crm__text_equal_nocase(text, TEXT("true"));
    bool no = crm__text_is(text, "0") || crm__text_equal_nocase(text, TEXT("false"));
    if (!yes && !no)
        return fail(env, field, text, "true or false");
    *out = yes;
    return CRM_OK;
}

/* By name, or by label in either language. */
static crm_status parse_choice(struct env *env, const struct field *field, struct text text,
                               const struct choice **choice_out)
{
    const struct choice *choice = crm__choice_find(field->choices, text);
    for (size_t i = 0; i < field->choices->count && !choice; i++) {
        const struct choice *candidate = &field->choices->choices[i];
        if (crm__text_equal_nocase(candidate->label_en, text) ||
            crm__text_equal(candidate->label_zh, text))
            choice = candidate;
    }
    *choice_out = choice;
    return choice ? CRM_OK : crm__fail_no_choice(env, field, text);
}

/* In any order, with "," or "|" between them. */
static crm_status parse_choices(struct env *env, struct arena *arena, const struct field *field,
                                struct text text, struct value *value_out)
{
    size_t count = field->choices->count;
    size_t size = 1;
    bool *chosen = crm__arena_alloc_zero(arena, count, sizeof *chosen);
    if (!chosen)
        return CRM_E_NOMEM;
    for (size_t offset = 0; offset < text.size;) {
        struct text part = crm__text_trim(next_part(text, &offset));
        if (part.size == 0)
            continue;
        const struct choice *choice = NULL;
        crm_status status = parse_choice(env, field, part, &choice);
        if (status < 0)
            return status;
        size_t index = (size_t)(choice - field->choices->choices);
        size += chosen[index] ? 0 : choice->name.size + 1;
        chosen[index] = true;
    }
    if (size == 1)
        return CRM_OK; /* Only separators: no choice is null. */

    char *joined = crm__arena_alloc(arena, size + 1);
    if (!joined)
        return CRM_E_NOMEM;
    char *end = joined;
    *end++ = '|';
    for (size_t i = 0; i < count; i++) {
        if (!chosen[i])
            continue;
        struct text name = field->choices->choices[i].name;
        memcpy(end, name.data, name.size);
        end += name.size;
        *end++ = '|';
    }
    *end = '\0';
    *value_out = crm__value_text((struct text){joined, size});
    return crm__field_check(env, field, *value_out);
}

static crm_status parse_references(struct env *env, struct arena *arena, const struct field *field,
                                   struct text text, struct value *value_out)
{
    size_t room = 1;
    for (size_t i = 0; i < text.size; i++)
        room += text.data[i] == ',' || text.data[i] == '|';
    int64_t *ids = crm__arena_alloc_zero(arena, room, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;

    size_t count = 0;
    for (size_t offset = 0; offset < text.size;) {
        struct text part = crm__text_trim(next_part(text, &offset));
        if (part.size == 0)
            continue;
        if (crm__text_to_int64(part, &ids[count]) < 0 || ids[count] <= 0)
            return fail(env, field, part, "an id");
        count++;
    }
    crm_status status = crm__references_make(arena, ids, count, value_out);
    return status < 0 ? status : crm__field_check(env, field, *value_out);
}

static crm_status copy_text(struct arena *arena, struct text text, struct value *value_out)
{
    struct text copy = crm__arena_text(arena, text);
    if (!copy.data)
        return CRM_E_NOMEM;
    *value_out = crm__value_text(copy);
    return CRM_OK;
}

static struct text next_part(struct text text, size_t *offset)
{
    size_t from = *offset;
    size_t to = from;
    while (to < text.size && text.data[to] != ',' && text.data[to] != '|')
        to++;
    *offset = to + 1;
    return (struct text){text.data + from, to - from};
}
