/* Fixed-point text of a double: takes its shortest digits apart, rounds, and sets the point. */
#include "format/fixed.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* value = 0.d0d1d2… × 10^point */
struct decimal {
    uint8_t digits[NUMBER_TEXT_SIZE];
    int32_t count;
    int32_t point;
    bool negative;
};

static void take_apart(double value, struct decimal *decimal);
static void round_at(struct decimal *decimal, int32_t keep);

static char digit_at(const struct decimal *decimal, int32_t index)
{
    return index >= 0 && index < decimal->count ? (char)('0' + decimal->digits[index]) : '0';
}

void crm__fixed_write(double value, struct fixed fixed, struct buffer *out)
{
    assert(fixed.scale >= 0 && fixed.scale <= FIXED_SCALE_LIMIT);
    if (isnan(value) || isinf(value)) {
        crm__buffer_cstr(out, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return;
    }
    struct decimal decimal;
    take_apart(value, &decimal);
    decimal.point += fixed.shift;
    round_at(&decimal, decimal.point + fixed.scale);
    if (decimal.count == 0)
        decimal.point = 0; /* a shifted zero is still one digit */
    if (decimal.negative && decimal.count)
        crm__buffer_byte(out, '-');
    int32_t whole = decimal.point > 0 ? decimal.point : 1; /* digits before the point */
    int32_t first = decimal.point > 0 ? 0 : decimal.point - 1;
    for (int32_t i = 0; i < whole; i++) {
        if (fixed.grouped && i && (whole - i) % 3 == 0)
            crm__buffer_byte(out, ',');
        crm__buffer_byte(out, digit_at(&decimal, first + i));
    }
    int32_t scale = fixed.scale;
    while (fixed.trimmed && scale && digit_at(&decimal, decimal.point + scale - 1) == '0')
        scale--;
    if (scale)
        crm__buffer_byte(out, '.');
    for (int32_t i = 0; i < scale; i++)
        crm__buffer_byte(out, digit_at(&decimal, decimal.point + i));
}

/* The shortest text is digits with perhaps a point and an exponent. */
static void take_apart(double value, struct decimal *decimal)
{
    char text[NUMBER_TEXT_SIZE];
    size_t size = crm__double_to_text(value, text);
    *decimal = (struct decimal){.negative = text[0] == '-'};
    bool fraction = false;
    size_t i = decimal->negative;
    for (; i < size && text[i] != 'e'; i++) {
        if (text[i] == '.') {
            fraction = true;
            continue;
        }
        decimal->point += !fraction;
        if (decimal->count == 0 && text[i] == '0') {
            decimal->point--; /* leading zeros are no digits */
            continue;
        }
        decimal->digits[decimal->count++] = (uint8_t)(text[i] - '0');
    }
    int64_t exponent = 0;
    struct text rest = {text + i, size - i};
    if (rest.size > 1)
        crm__text_to_int64(crm__text_slice(rest, rest.data[1] == '+' ? 2 : 1, rest.size),
                           &exponent);
    decimal->point += (int32_t)exponent;
}

/* Keeps that many digits, which may be fewer than none. */
static void round_at(struct decimal *decimal, int32_t keep)
{
    if (keep >= decimal->count)
        return;
    bool up = keep >= 0 && decimal->digits[keep] >= 5;
    decimal->count = keep > 0 ? keep : 0;
    if (!up)
        return;
    int32_t i = decimal->count;
    while (i > 0 && decimal->digits[i - 1] == 9)
        i--;
    decimal->count = i;
    if (i > 0) {
        decimal->digits[i - 1]++;
        return;
    }
    decimal->digits[0] = 1; /* 9.99 became 10.0 */
    decimal->count = 1;
    decimal->point++;
}
