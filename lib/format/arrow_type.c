/* Format strings: https://arrow.apache.org/docs/format/CDataInterface.html, "Data type
 * description". */
#include "format/arrow_type.h"

#include "base/money.h"

#include <string.h>

static struct arrow_type unit_type(char unit, enum column_type type);
static struct arrow_type decimal_type(struct text parameters);

static const struct {
    const char *format;
    struct arrow_type type;
} plain_types[] = {
    {"n", {.kind = ARROW_NULL, .type = COLUMN_TEXT}},
    {"b", {.kind = ARROW_BOOL, .type = COLUMN_BOOL}},
    {"c", {.kind = ARROW_INT, .width = 1, .type = COLUMN_INTEGER}},
    {"s", {.kind = ARROW_INT, .width = 2, .type = COLUMN_INTEGER}},
    {"i", {.kind = ARROW_INT, .width = 4, .type = COLUMN_INTEGER}},
    {"l", {.kind = ARROW_INT, .width = 8, .type = COLUMN_INTEGER}},
    {"C", {.kind = ARROW_UINT, .width = 1, .type = COLUMN_INTEGER}},
    {"S", {.kind = ARROW_UINT, .width = 2, .type = COLUMN_INTEGER}},
    {"I", {.kind = ARROW_UINT, .width = 4, .type = COLUMN_INTEGER}},
    {"L", {.kind = ARROW_UINT, .width = 8, .type = COLUMN_INTEGER}},
    {"f", {.kind = ARROW_FLOAT, .width = 4, .type = COLUMN_DOUBLE}},
    {"g", {.kind = ARROW_FLOAT, .width = 8, .type = COLUMN_DOUBLE}},
    {"u", {.kind = ARROW_TEXT, .width = 4, .type = COLUMN_TEXT}},
    {"U", {.kind = ARROW_TEXT, .width = 8, .type = COLUMN_TEXT}},
    {"vu", {.kind = ARROW_VIEW, .type = COLUMN_TEXT}},
    {"tdD", {.kind = ARROW_INT, .width = 4, .type = COLUMN_DATE}},
    {"tdm", {.kind = ARROW_INT, .width = 8, .type = COLUMN_DATE, .divisor = 86400000}},
};

struct arrow_type crm__arrow_type(const char *format)
{
    struct text text = crm__text_of(format);
    for (size_t i = 0; i < sizeof plain_types / sizeof plain_types[0]; i++) {
        if (!crm__text_is(text, plain_types[i].format))
            continue;
        struct arrow_type type = plain_types[i].type;
        type.factor = 1;
        type.divisor = type.divisor ? type.divisor : 1;
        return type;
    }
    if (text.size >= 4 && crm__text_starts(text, TEXT("ts")) && format[3] == ':')
        return unit_type(format[2], COLUMN_TIME);
    if (text.size == 3 && crm__text_starts(text, TEXT("tD")))
        return unit_type(format[2], COLUMN_DURATION);
    if (crm__text_starts(text, TEXT("d:")))
        return decimal_type(crm__text_slice(text, 2, text.size));
    return (struct arrow_type){.kind = ARROW_UNKNOWN};
}

/* Seconds, milliseconds, microseconds or nanoseconds, to microseconds. */
static struct arrow_type unit_type(char unit, enum column_type type)
{
    static const char units[] = "smun";
    static const int64_t factors[] = {1000000, 1000, 1, 1};
    const char *found = unit ? strchr(units, unit) : NULL;
    if (!found)
        return (struct arrow_type){.kind = ARROW_UNKNOWN};
    return (struct arrow_type){.kind = ARROW_INT,
                               .width = 8,
                               .type = type,
                               .factor = factors[found - units],
                               .divisor = unit == 'n' ? 1000 : 1};
}

/* "precision,scale", with 128 bits said or understood. */
static struct arrow_type decimal_type(struct text parameters)
{
    struct arrow_type unknown = {.kind = ARROW_UNKNOWN};
    int64_t scale;
    size_t comma = crm__text_find(parameters, TEXT(","), 0);
    if (comma == SIZE_MAX)
        return unknown;
    struct text rest = crm__text_slice(parameters, comma + 1, parameters.size);
    if (crm__text_ends(rest, TEXT(",128")))
        rest = crm__text_slice(rest, 0, rest.size - 4);
    if (crm__text_to_int64(rest, &scale) < 0 || scale < 0 || scale > DECIMAL_SCALE_LIMIT)
        return unknown;
    return (struct arrow_type){.kind = ARROW_DECIMAL,
                               .type = COLUMN_DECIMAL,
                               .scale = (int32_t)scale,
                               .factor = 1,
                               .divisor = 1};
}
