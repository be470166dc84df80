/* Arithmetic on money. */
#include "base/money.h"
#include "base/wide.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What a share's cut-off part is, for handing out the units that are left. */
struct remainder {
    int64_t size;
    size_t index;
};

static crm_status narrow(struct env *env, wide value, int64_t *out);
static wide divide(wide dividend, wide divisor, enum rounding rounding);
static crm_status weights_sum(struct env *env, const int64_t *weights, size_t count,
                              int64_t *sum_out);
static void remainders_settle(struct remainder *remainders, size_t count, uint64_t left,
                              int64_t unit, int64_t *shares);
static int remainder_order(const void *a, const void *b);

crm_status crm__money_parse(struct env *env, struct text text, const struct currency *currency,
                            int64_t *minor_out)
{
    return crm__decimal_parse(env, text, currency->exponent, minor_out);
}

size_t crm__money_format(int64_t minor, const struct currency *currency, char out[MONEY_TEXT_SIZE])
{
    return crm__decimal_format(minor, currency->exponent, out);
}

size_t crm__money_display(int64_t minor, const struct currency *currency, char out[MONEY_TEXT_SIZE])
{
    char digits[MONEY_TEXT_SIZE];
    size_t size = crm__decimal_format_grouped(minor, currency->exponent, digits);
    size_t sign = minor < 0;
    struct text symbol = crm__text_of(currency->symbol);
    bool has_symbol = symbol.size > 0;
    if (!has_symbol)
        symbol = crm__text_of(currency->code);

    char *to = out;
    if (sign)
        *to++ = '-';
    memcpy(to, symbol.data, symbol.size);
    to += symbol.size;
    if (!has_symbol)
        *to++ = ' ';
    memcpy(to, digits + sign, size - sign + 1);
    return (size_t)(to - out) + size - sign;
}

crm_status crm__money_add(struct env *env, int64_t a, int64_t b, int64_t *out)
{
    return narrow(env, (wide)a + b, out);
}

crm_status crm__money_subtract(struct env *env, int64_t a, int64_t b, int64_t *out)
{
    return narrow(env, (wide)a - b, out);
}

crm_status crm__money_multiply(struct env *env, int64_t a, int64_t factor, int64_t *out)
{
    return narrow(env, (wide)a * factor, out);
}

crm_status crm__money_ratio(struct env *env, int64_t amount, int64_t numerator, int64_t denominator,
                            enum rounding rounding, int64_t *out)
{
    if (denominator == 0)
        return crm__fail(env, CRM_E_INVALID, "a ratio with denominator 0");
    return narrow(env, divide((wide)amount * numerator, denominator, rounding), out);
}

crm_status crm__money_percent(struct env *env, int64_t amount, int64_t percent, int scale,
                              enum rounding rounding, int64_t *out)
{
    return crm__money_ratio(env, amount, percent, 100 * crm__power_of_10(scale), rounding, out);
}

crm_status crm__money_allocate(struct env *env, int64_t total, const int64_t *weights, size_t count,
                               int64_t *shares_out)
{
    int64_t sum = 0;
    crm_status status = weights_sum(env, weights, count, &sum);
    if (status < 0)
        return status;
    struct remainder *remainders = crm__realloc_array(env, NULL, count, sizeof *remainders);
    if (!remainders)
        return CRM_E_NOMEM;

    /* A negative total is split like the positive one, so that a refund mirrors its charge. */
    int64_t unit = total < 0 ? -1 : 1;
    uint64_t left = total < 0 ? 0 - (uint64_t)total : (uint64_t)total;
    uint64_t magnitude = left;
    for (size_t i = 0; i < count; i++) {
        unsigned_wide product = (unsigned_wide)magnitude * (uint64_t)weights[i];
        uint64_t share = (uint64_t)(product / (uint64_t)sum);
        remainders[i] = (struct remainder){(int64_t)(product % (uint64_t)sum), i};
        shares_out[i] = (int64_t)(unit < 0 ? 0 - share : share);
        left -= share;
    }
    remainders_settle(remainders, count, left, unit, shares_out);
    crm__free(env, remainders);
    return CRM_OK;
}

static crm_status narrow(struct env *env, wide value, int64_t *out)
{
    if (value > INT64_MAX || value < INT64_MIN)
        return crm__fail(env, CRM_E_LIMIT, "amount beyond 64 bits");
    *out = (int64_t)value;
    return CRM_OK;
}

static wide divide(wide dividend, wide divisor, enum rounding rounding)
{
    wide quotient = dividend / divisor;
    wide rest = dividend % divisor;
    if (rest == 0)
        return quotient;

    bool is_negative = (dividend < 0) != (divisor < 0);
    wide rest_size = rest < 0 ? -rest : rest;
    wide divisor_size = divisor < 0 ? -divisor : divisor;
    wide over_half = rest_size - (divisor_size - rest_size); /* 0 exactly at the half */
    bool away = false;
    switch (rounding) {
    case ROUND_HALF_UP:
        away = over_half >= 0;
        break;
    case ROUND_HALF_EVEN:
        away = over_half > 0 || (over_half == 0 && quotient % 2 != 0);
        break;
    case ROUND_DOWN:
        break;
    case ROUND_UP:
        away = true;
        break;
    case ROUND_FLOOR:
        away = is_negative;
        break;
    case ROUND_CEILING:
        away = !is_negative;
        break;
    }
    return quotient + (away ? (is_negative ? -1 : 1) : 0);
}

static crm_status weights_sum(struct env *env, const int64_t *weights, size_t count,
                              int64_t *sum_out)
{
    wide sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return crm__fail(env, CRM_E_INVALID, "weight %zu is %lld, at least 0", i,
                             (long long)weights[i]);
        sum += weights[i];
    }
    if (sum == 0)
        return crm__fail(env, CRM_E_INVALID, "nothing to allocate to: all %zu weights are 0",
                         count);
    return narrow(env, sum, sum_out);
}

/* Fewer units are left than there are shares that were cut. */
static void remainders_settle(struct remainder *remainders, size_t count, uint64_t left,
                              int64_t unit, int64_t *shares)
{
    assert(left < count);
    if (left == 0)
        return;
    qsort(remainders, count, sizeof *remainders, remainder_order);
    for (size_t i = 0; i < left; i++)
        shares[remainders[i].index] += unit;
}

/* The largest first; of equal ones, the first. */
static int remainder_order(const void *a, const void *b)
{
    const struct remainder *left = a;
    const struct remainder *right = b;
    if (left->size != right->size)
        return left->size > right->size ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}
