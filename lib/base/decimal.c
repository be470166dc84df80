/* Decimals: an int64 and the number of its decimals. */
#include "base/money.h"
#include "base/wide.h"

#include <assert.h>
#include <string.h>

/* A scanned decimal. */
struct digits {
    bool negative;
    struct text whole;
    struct text fraction;
};

static bool digits_scan(struct text text, struct digits *digits);
static size_t digits_at(struct text text, size_t at);
static bool all_zeros(struct text digits);
static crm_status value_of(struct env *env, struct text text, const struct digits *digits,
                           int scale, enum rounding rounding, int64_t *out);
static bool rounds_up(const struct digits *digits, struct text rest, bool last_is_odd,
                      enum rounding rounding);
static size_t format(int64_t value, int scale, bool grouped, char out[MONEY_TEXT_SIZE]);
static crm_status fail_range(struct env *env, struct text text);

crm_status crm__decimal_parse(struct env *env, struct text text, int scale, int64_t *out)
{
    struct digits digits;
    if (!digits_scan(text, &digits))
        return crm__fail(env, CRM_E_SYNTAX, "'%.*s': not a decimal number such as '-1234.50'",
                         (int)crm__text_slice(text, 0, MONEY_TEXT_SIZE).size, text.data);
    struct text rest = crm__text_slice(digits.fraction, (size_t)scale, digits.fraction.size);
    if (!all_zeros(rest))
        return crm__fail(env, CRM_E_SYNTAX, "'%.*s': %zu decimals, at most %d", (int)text.size,
                         text.data, digits.fraction.size, scale);
    return value_of(env, text, &digits, scale, ROUND_DOWN, out);
}

crm_status crm__decimal_parse_rounded(struct env *env, struct text text, int scale,
                                      enum rounding rounding, int64_t *out)
{
    struct digits digits;
    if (!digits_scan(text, &digits))
        return crm__fail(env, CRM_E_SYNTAX, "'%.*s': not a decimal number such as '-1234.50'",
                         (int)crm__text_slice(text, 0, MONEY_TEXT_SIZE).size, text.data);
    return value_of(env, text, &digits, scale, rounding, out);
}

size_t crm__decimal_format(int64_t value, int scale, char out[MONEY_TEXT_SIZE])
{
    return format(value, scale, false, out);
}

size_t crm__decimal_format_grouped(int64_t value, int scale, char out[MONEY_TEXT_SIZE])
{
    return format(value, scale, true, out);
}

crm_status crm__decimal_rescale(struct env *env, int64_t value, int from, int to,
                                enum rounding rounding, int64_t *out)
{
    assert(from >= 0 && from <= DECIMAL_SCALE_LIMIT && to >= 0 && to <= DECIMAL_SCALE_LIMIT);
    return crm__money_ratio(env, value, crm__power_of_10(to), crm__power_of_10(from), rounding,
                            out);
}

double crm__decimal_to_double(int64_t value, int scale)
{
    return (double)value / (double)crm__power_of_10(scale);
}

int64_t crm__power_of_10(int exponent)
{
    assert(exponent >= 0 && exponent <= 18);
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* -? digits (. digits)? */
static bool digits_scan(struct text text, struct digits *digits)
{
    *digits = (struct digits){.negative = text.size > 0 && text.data[0] == '-'};
    size_t at = digits->negative;
    size_t count = digits_at(text, at);
    digits->whole = crm__text_slice(text, at, at + count);
    at += count;
    if (count == 0 || at == text.size)
        return count > 0;
    if (text.data[at++] != '.')
        return false;
    count = digits_at(text, at);
    digits->fraction = crm__text_slice(text, at, at + count);
    return count > 0 && at + count == text.size;
}

static size_t digits_at(struct text text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
        end++;
    return end - at;
}

static bool all_zeros(struct text digits)
{
    for (size_t i = 0; i < digits.size; i++)
        if (digits.data[i] != '0')
            return false;
    return true;
}

/* Digits up to the scale, and a unit more if the rest rounds up. */
static crm_status value_of(struct env *env, struct text text, const struct digits *digits,
                           int scale, enum rounding rounding, int64_t *out)
{
    assert(scale >= 0 && scale <= DECIMAL_SCALE_LIMIT);
    wide magnitude = 0;
    for (size_t i = 0; i < digits->whole.size + (size_t)scale; i++) {
        size_t place = i - digits->whole.size;
        int digit = 0;
        if (i < digits->whole.size)
            digit = digits->whole.data[i] - '0';
        else if (place < digits->fraction.size)
            digit = digits->fraction.data[place] - '0';
        magnitude = magnitude * 10 + digit;
        if (magnitude > (wide)INT64_MAX + 1)
            return fail_range(env, text);
    }
    struct text rest = crm__text_slice(digits->fraction, (size_t)scale, digits->fraction.size);
    magnitude += rounds_up(digits, rest, magnitude % 2 != 0, rounding);
    wide value = digits->negative ? -magnitude : magnitude;
    if (value > INT64_MAX || value < INT64_MIN)
        return fail_range(env, text);
    *out = (int64_t)value;
    return CRM_OK;
}

static bool rounds_up(const struct digits *digits, struct text rest, bool last_is_odd,
                      enum rounding rounding)
{
    if (all_zeros(rest))
        return false;
    int half = 5 - (rest.data[0] - '0'); /* 0 when the tail decides */
    if (half == 0 && !all_zeros(crm__text_slice(rest, 1, rest.size)))
        half = -1;
    switch (rounding) {
    case ROUND_HALF_UP:
        return half <= 0;
    case ROUND_HALF_EVEN:
        return half < 0 || (half == 0 && last_is_odd);
    case ROUND_DOWN:
        return false;
    case ROUND_UP:
        return true;
    case ROUND_FLOOR:
        return digits->negative;
    case ROUND_CEILING:
        return !digits->negative;
    }
    return false;
}

static size_t format(int64_t value, int scale, bool grouped, char out[MONEY_TEXT_SIZE])
{
    assert(scale >= 0 && scale <= DECIMAL_SCALE_LIMIT);
    char reversed[MONEY_TEXT_SIZE];
    size_t size = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    for (int place = 0; left > 0 || place <= scale; place++, left /= 10) {
        if (place == scale && scale > 0)
            reversed[size++] = '.';
        else if (grouped && place > scale && (place - scale) % 3 == 0)
            reversed[size++] = ',';
        reversed[size++] = (char)('0' + left % 10);
    }
    if (value < 0)
        reversed[size++] = '-';

    for (size_t i = 0; i < size; i++)
        out[i] = reversed[size - 1 - i];
    out[size] = '\0';
    return size;
}

static crm_status fail_range(struct env *env, struct text text)
{
    return crm__fail(env, CRM_E_LIMIT, "'%.*s': beyond 64 bits",
                     (int)crm__text_slice(text, 0, MONEY_TEXT_SIZE).size, text.data);
}
