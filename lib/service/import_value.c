/* Reading values as people type them. */
#include "service/import_value.h"

#include "base/json.h"
#include "base/money.h"

#include <string.h>

/* --- what is wrong ---------------------------------------------------------------------------- */

static const char *reason_text(enum typed_reason reason, enum field_type type)
{
    switch (reason) {
    case TYPED_RANGE:
        return type == FIELD_DATE || type == FIELD_TIME ? "is no day or time that exists"
                                                        : "is out of range";
    case TYPED_AMBIGUOUS:
        return "could be two dates; say in which order day and month stand";
    case TYPED_PRECISION:
        return "has more decimals than the field keeps";
    case TYPED_GROUPING:
        return "groups its digits oddly; say which mark begins the decimals";
    case TYPED_CURRENCY:
        return "is in another currency than the row";
    default:
        break;
    }
    switch (type) {
    case FIELD_DATE:
        return "is no date";
    case FIELD_TIME:
        return "is no date or time";
    case FIELD_MONEY:
        return "is no amount of money";
    case FIELD_BOOL:
        return "is neither yes nor no";
    default:
        return "is no number";
    }
}

static crm_status reason_fail(const struct import_reading *reading, const struct field *field,
                              struct text typed, enum typed_reason reason)
{
    enum { SHOWN = 60 };
    size_t size = typed.size < SHOWN ? typed.size : SHOWN;
    size = crm__utf8_valid_prefix(crm__text_slice(typed, 0, size));
    return crm__fail_field(reading->env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                           "%s: '%.*s' %s", field->name.data, (int)size, typed.data,
                           reason_text(reason, field->type));
}

/* --- types ------------------------------------------------------------------------------------ */

static char decimal_mark(const struct import_reading *reading)
{
    return reading->decimal_mark ? reading->decimal_mark : '.';
}

static enum typed_reason money_read(const struct import_reading *reading, struct text currency,
                                    struct text typed, int64_t *minor)
{
    const struct currency *known = crm__currency_find(currency);
    struct typed_money money;
    enum typed_reason reason = crm__typed_money(typed, decimal_mark(reading), currency,
                                                known ? known->exponent : 2, &money);
    *minor = money.amount_minor;
    return reason;
}

/* A day without a time of day is its first instant. */
static crm_status time_read(const struct import_reading *reading, const struct field *field,
                            struct text typed, int64_t *time_us)
{
    struct typed_time time;
    enum typed_reason reason = crm__typed_time(typed, reading->date_order, &time);
    if (reason != TYPED_OK)
        return reason_fail(reading, field, typed, reason);
    int64_t local_us = time.day * DAY_US + time.clock_us;
    if (time.has_offset) {
        *time_us = local_us - time.offset_minute * MINUTE_US;
        return CRM_OK;
    }
    if (!time.has_clock) {
        *time_us = crm__zone_date_start(reading->zone, time.day);
        return CRM_OK;
    }
    return crm__zone_to_utc(reading->env, reading->zone, local_us, ZONE_COMPATIBLE, time_us);
}

static crm_status number_read(const struct import_reading *reading, const struct field *field,
                              struct text currency, struct text typed, int64_t *out)
{
    enum typed_reason reason;
    bool yes = false;
    int32_t day = 0;
    switch (field->type) {
    case FIELD_TIME:
        return time_read(reading, field, typed, out);
    case FIELD_DATE:
        reason = crm__typed_date(typed, reading->date_order, &day);
        if (reason == TYPED_SYNTAX) { /* a spreadsheet's day often has a time of day */
            struct typed_time time = {0};
            reason = crm__typed_time(typed, reading->date_order, &time);
            day = time.day;
        }
        *out = day;
        break;
    case FIELD_BOOL:
        reason = crm__typed_bool(typed, &yes);
        *out = yes;
        break;
    case FIELD_MONEY:
        reason = money_read(reading, currency, typed, out);
        break;
    default:
        reason = crm__typed_decimal(typed, decimal_mark(reading),
                                    field->type == FIELD_DECIMAL ? field->scale : 0, out);
    }
    return reason == TYPED_OK ? CRM_OK : reason_fail(reading, field, typed, reason);
}

/* By name or label, whatever the case; an unknown one fails with what was probably meant. */
static crm_status choice_read(const struct import_reading *reading, const struct field *field,
                              struct text typed, struct value *value_out)
{
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        if (crm__text_equal_nocase(typed, choice->name) ||
            crm__text_equal_nocase(typed, choice->label_en) ||
            crm__text_equal(typed, choice->label_zh)) {
            *value_out = crm__value_text(choice->name);
            return CRM_OK;
        }
    }
    return crm__field_parse(reading->env, reading->arena, field, TEXT_NONE, typed, value_out);
}

/* --- lists ------------------------------------------------------------------------------------ */

enum separator { SEPARATOR_COMMA, SEPARATOR_SEMICOLON, SEPARATOR_BAR, SEPARATOR_NONE };

static enum separator separator_of(uint32_t letter)
{
    switch (letter) {
    case '|':
        return SEPARATOR_BAR;
    case ';':
    case 0x3001:
    case 0xff1b:
        return SEPARATOR_SEMICOLON;
    case ',':
    case 0xff0c:
        return SEPARATOR_COMMA;
    default:
        return SEPARATOR_NONE;
    }
}

/* The strongest mark in the text separates; `count` is how many items that makes at most. */
static enum separator separator_find(struct text typed, size_t *count)
{
    size_t counts[SEPARATOR_NONE + 1] = {0};
    for (size_t offset = 0; offset < typed.size;)
        counts[separator_of(crm__utf8_next(typed, &offset))]++;
    enum separator strongest = counts[SEPARATOR_BAR]         ? SEPARATOR_BAR
                               : counts[SEPARATOR_SEMICOLON] ? SEPARATOR_SEMICOLON
                                                             : SEPARATOR_COMMA;
    *count = counts[strongest] + 1;
    return strongest;
}

static void list_add(struct import_list *list, struct text item)
{
    item = crm__text_trim(item);
    if (item.size)
        list->items[list->count++] = item;
}

static crm_status list_split(const struct import_reading *reading, struct text typed,
                             struct import_list *list)
{
    size_t most;
    enum separator separator = separator_find(typed, &most);
    list->items = crm__arena_alloc_zero(reading->arena, most, sizeof *list->items);
    if (!list->items)
        return CRM_E_NOMEM;
    size_t from = 0;
    for (size_t offset = 0; offset < typed.size;) {
        size_t at = offset;
        if (separator_of(crm__utf8_next(typed, &offset)) != separator)
            continue;
        list_add(list, crm__text_slice(typed, from, at));
        from = offset;
    }
    list_add(list, crm__text_slice(typed, from, typed.size));
    return CRM_OK;
}

/* Texts and numbers; null is nothing. */
static crm_status list_of_json(const struct import_reading *reading, const struct json *json,
                               struct import_list *list)
{
    size_t count = crm__json_size(json);
    list->items = crm__arena_alloc_zero(reading->arena, count + 1, sizeof *list->items);
    if (!list->items)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct json *item = crm__json_at(json, i);
        struct text text;
        if (crm__json_kind(item) == JSON_NULL)
            continue;
        if (!crm__json_text(item, &text) && !crm__json_number(item, &text))
            return crm__fail(reading->env, CRM_E_INVALID, "item %zu of the list is no text", i + 1);
        text = crm__arena_text(reading->arena, text);
        if (!text.data)
            return CRM_E_NOMEM;
        list_add(list, text);
    }
    return CRM_OK;
}

crm_status crm__import_list(const struct import_reading *reading, struct text typed,
                            struct import_list *list_out)
{
    struct json *json = NULL;
    *list_out = (struct import_list){NULL, 0};
    if (typed.size == 0 || typed.data[0] != '[')
        return list_split(reading, typed, list_out);
    crm_status status = crm__json_parse(reading->env, typed, &json);
    if (status >= 0)
        status = list_of_json(reading, json, list_out);
    crm__json_free(json);
    return status;
}

/* Choices as "a|b", which the model reads. */
static crm_status choices_read(const struct import_reading *reading, const struct field *field,
                               struct text typed, struct value *value_out)
{
    struct import_list list;
    struct buffer joined;
    crm_status status = crm__import_list(reading, typed, &list);
    if (status < 0)
        return status;
    crm__buffer_init(&joined, reading->env);
    for (size_t i = 0; i < list.count; i++) {
        if (i)
            crm__buffer_byte(&joined, '|');
        crm__buffer_text(&joined, list.items[i]);
    }
    status = crm__buffer_status(&joined);
    if (status >= 0)
        status = crm__field_parse(reading->env, reading->arena, field, TEXT_NONE,
                                  crm__buffer_view(&joined), value_out);
    crm__buffer_free(&joined);
    return status;
}

crm_status crm__import_value(const struct import_reading *reading, const struct field *field,
                             struct text currency, struct text typed, struct value *value_out)
{
    *value_out = VALUE_OF_NULL;
    if (typed.size == 0)
        return CRM_OK;
    switch (field->type) {
    case FIELD_CHOICE:
        return choice_read(reading, field, typed, value_out);
    case FIELD_CHOICES:
        return choices_read(reading, field, typed, value_out);
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_URL:
    case FIELD_JSON:
        *value_out = crm__value_text(typed);
        return CRM_OK;
    default:
        break;
    }
    int64_t number;
    crm_status status = number_read(reading, field, currency, typed, &number);
    if (status >= 0)
        *value_out = crm__value_int(number);
    return status;
}

bool crm__import_currency(struct text typed, char code[4])
{
    static const char *const yuan[] = {"rmb", "人民币", "元", "¥", "￥"};
    for (size_t i = 0; i < sizeof yuan / sizeof *yuan; i++) {
        if (crm__text_equal_nocase(typed, crm__text_of(yuan[i])))
            typed = TEXT("CNY");
    }
    if (typed.size != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        char letter = typed.data[i];
        code[i] = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
    }
    code[3] = '\0';
    return crm__currency_find(crm__text_of(code)) != NULL;
}
