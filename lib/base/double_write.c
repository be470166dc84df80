/*
 * A double as the shortest decimal that reads back as itself, and of those the nearest:
 * Giulietti, "The Schubfach way to render doubles", 2020. No libc, so no locale.
 */
#include "base/tables/powers.h"
#include "base/text.h"
#include "base/wide.h"

#include <math.h>
#include <string.h>

/* digits × 10^exponent */
struct decimal {
    uint64_t digits;
    int exponent;
};

static struct decimal shortest(uint64_t fraction, int biased_exponent);
static struct decimal choose(uint64_t lower, uint64_t value, uint64_t upper, int exponent);
static struct power_of_ten power_above(int k);
static uint64_t round_to_odd(struct power_of_ten power, uint64_t factor);
static size_t lay_out(struct decimal decimal, char *out);
static size_t put_scientific(char *out, const char *digits, size_t count, int exponent);
static size_t put(char *out, size_t at, const char *bytes, size_t size);

size_t crm__double_to_text(double value, char out[NUMBER_TEXT_SIZE])
{
    size_t size = 0;
    if (signbit(value) && !isnan(value))
        out[size++] = '-';

    if (isnan(value)) {
        size = put(out, size, "nan", 3);
    } else if (isinf(value)) {
        size = put(out, size, "inf", 3);
    } else if (value == 0) {
        size = put(out, size, "0", 1);
    } else {
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
        size += lay_out(shortest(fraction, (int)(bits >> 52 & 0x7ff)), out + size);
    }
    out[size] = '\0';
    return size;
}

/* The names are the paper's: the value is c × 2^q, and everything is scaled by 4 × 10^-k. */
static struct decimal shortest(uint64_t fraction, int biased_exponent)
{
    bool is_normal = biased_exponent != 0;
    uint64_t c = fraction | (uint64_t)is_normal << 52;
    int q = (is_normal ? biased_exponent : 1) - 1075;
    if (q <= 0 && q > -53 && (c & ((UINT64_C(1) << -q) - 1)) == 0)
        return (struct decimal){c >> -q, 0}; /* a whole number below 2^53 */

    /* At a power of two the neighbour below is nearer. */
    bool lower_is_closer = fraction == 0 && biased_exponent > 1;
    int k = (q * 1262611 - (lower_is_closer ? 524031 : 0)) >> 22;
    int h = q + crm__power_exponent(-k) + 1;
    struct power_of_ten power = power_above(-k);
    uint64_t lower = round_to_odd(power, (4 * c - 2 + lower_is_closer) << h);
    uint64_t value = round_to_odd(power, (4 * c) << h);
    uint64_t upper = round_to_odd(power, (4 * c + 2) << h);

    /* The borders themselves read back as this double only when it is even. */
    bool odd = c & 1;
    return choose(lower + odd, value, upper - odd, k);
}

/* The shortest decimal between the borders, the nearest if there are two. */
static struct decimal choose(uint64_t lower, uint64_t value, uint64_t upper, int exponent)
{
    uint64_t s = value / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool below_fits = lower <= 40 * tens;
        bool above_fits = 40 * tens + 40 <= upper;
        if (below_fits != above_fits)
            return (struct decimal){tens + above_fits, exponent + 1};
    }
    bool below_fits = lower <= 4 * s;
    bool above_fits = 4 * s + 4 <= upper;
    if (below_fits != above_fits)
        return (struct decimal){s + above_fits, exponent};
    uint64_t middle = 4 * s + 2;
    bool up = value > middle || (value == middle && (s & 1));
    return (struct decimal){s + up, exponent};
}

/* The algorithm wants the powers rounded up. */
static struct power_of_ten power_above(int k)
{
    struct power_of_ten power = crm__powers_of_ten[k - POWER_MIN];
    bool is_exact = k >= 0 && k <= POWER_EXACT_MAX;
    power.low += !is_exact;
    power.high += !is_exact && power.low == 0;
    return power;
}

/* The high bits of the product; the lowest bit also says that something was cut off. */
static uint64_t round_to_odd(struct power_of_ten power, uint64_t factor)
{
    unsigned_wide low = (unsigned_wide)power.low * factor;
    unsigned_wide high = (unsigned_wide)power.high * factor + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* As ECMAScript does: plain from 0.000001 up to 10^21, with an exponent outside of that. */
static size_t lay_out(struct decimal decimal, char *out)
{
    while (decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    char digits[NUMBER_TEXT_SIZE];
    size_t count = crm__int64_to_text((int64_t)decimal.digits, digits);
    int point = (int)count + decimal.exponent; /* digits before the decimal point */

    size_t size = 0;
    if (point > 21 || point < -5)
        return put_scientific(out, digits, count, point - 1);
    if (point <= 0) {
        size = put(out, 0, "0.00000", (size_t)(2 - point));
        return put(out, size, digits, count);
    }
    size_t before = (size_t)point < count ? (size_t)point : count;
    size = put(out, size, digits, before);
    if (before == count)
        return put(out, size, "00000000000000000000", (size_t)point - count);
    size = put(out, size, ".", 1);
    return put(out, size, digits + before, count - before);
}

static size_t put_scientific(char *out, const char *digits, size_t count, int exponent)
{
    char exponent_digits[NUMBER_TEXT_SIZE];
    size_t exponent_size = crm__int64_to_text(exponent, exponent_digits);
    size_t size = put(out, 0, digits, 1);
    if (count > 1) {
        size = put(out, size, ".", 1);
        size = put(out, size, digits + 1, count - 1);
    }
    size = put(out, size, "e+", exponent > 0 ? 2 : 1);
    return put(out, size, exponent_digits, exponent_size);
}

/* Appends at `at`; the new size is returned. */
static size_t put(char *out, size_t at, const char *bytes, size_t size)
{
    memcpy(out + at, bytes, size);
    return at + size;
}
