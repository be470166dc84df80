/* Value to text, in the form that crm__field_parse reads back. */
#include "base/money.h"
#include "base/time.h"
#include "model/record.h"

_Static_assert((int)TIME_TEXT_SIZE <= (int)MONEY_TEXT_SIZE, "one array serves both");

static void format_number(struct buffer *buffer, const struct field *field, struct text currency,
                          int64_t integer);
static void format_choices(struct buffer *buffer, struct text choices);
static void format_references(struct buffer *buffer, struct value value);

void crm__field_format(struct buffer *buffer, const struct field *field, struct text currency,
                       struct value value)
{
    if (value.kind == VALUE_INT)
        format_number(buffer, field, currency, value.integer);
    else if (value.kind == VALUE_TEXT && field->type == FIELD_CHOICES)
        format_choices(buffer, value.text);
    else if (value.kind == VALUE_TEXT)
        crm__buffer_text(buffer, value.text);
    else if (value.kind == VALUE_BLOB)
        format_references(buffer, value);
}

static void format_number(struct buffer *buffer, const struct field *field, struct text currency,
                          int64_t integer)
{
    char text[MONEY_TEXT_SIZE];
    const struct currency *known;
    size_t size;
    switch (field->type) {
    case FIELD_DECIMAL:
        size = crm__decimal_format(integer, field->scale, text);
        break;
    case FIELD_MONEY:
        known = crm__currency_find(currency.size ? currency : TEXT("CNY"));
        size = crm__decimal_format(integer, known ? known->exponent : 2, text);
        break;
    case FIELD_BOOL:
        crm__buffer_cstr(buffer, integer ? "true" : "false");
        return;
    case FIELD_DATE:
        size = crm__date_format(integer, text);
        break;
    case FIELD_TIME:
        size = crm__time_format(integer, text);
        break;
    default:
        crm__buffer_int64(buffer, integer);
        return;
    }
    crm__buffer_bytes(buffer, text, size);
}

static void format_choices(struct buffer *buffer, struct text choices)
{
    size_t offset = 0;
    struct text name;
    for (bool first = true; crm__choices_next(choices, &offset, &name); first = false) {
        if (!first)
            crm__buffer_byte(buffer, ',');
        crm__buffer_text(buffer, name);
    }
}

static void format_references(struct buffer *buffer, struct value value)
{
    size_t count;
    const int64_t *ids = crm__references_ids(value, &count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__buffer_byte(buffer, ',');
        crm__buffer_int64(buffer, ids[i]);
    }
}
