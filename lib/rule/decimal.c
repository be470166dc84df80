#include "rule/decimal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/*
 * A double is m × 2^e. With e below 0 that is m × 5^-e / 10^-e, so its exact decimal digits are
 * those of one large integer and a place for the point. The largest needs 767 digits before
 * trailing zeros; 1,100 hold any with room for the factor.
 */
enum { LIMB = 1000000000, LIMB_DIGITS = 9, LIMB_COUNT = 124, DIGIT_COUNT = 1200 };

struct decimal {
    char digits[DIGIT_COUNT]; /* without leading zeros; "0" for zero */
    size_t count;
    int point; /* digits before the point; may be negative or beyond count */
};

static void multiply(uint32_t *limbs, size_t *count, uint32_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < *count; i++) {
        carry += (uint64_t)limbs[i] * factor;
        limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    if (carry > 0) {
        assert(*count < LIMB_COUNT);
        limbs[(*count)++] = (uint32_t)carry;
    }
}

static void limbs_to_digits(const uint32_t *limbs, size_t count, struct decimal *decimal)
{
    size_t at = 0;
    for (size_t i = count; i-- > 0;) {
        uint32_t limb = limbs[i];
        for (size_t digit = LIMB_DIGITS; digit-- > 0;) {
            decimal->digits[at + digit] = (char)('0' + limb % 10);
            limb /= 10;
        }
        at += LIMB_DIGITS;
    }
    size_t zeros = 0;
    while (zeros + 1 < at && decimal->digits[zeros] == '0')
        zeros++;
    memmove(decimal->digits, decimal->digits + zeros, at - zeros);
    decimal->count = at - zeros;
}

static void decimal_of(double value, struct decimal *decimal)
{
    int exponent;
    uint32_t limbs[LIMB_COUNT];
    size_t count = 3;
    /* frexp gives 53 bits of fraction; scaled by 2^53 they are an integer. */
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53);
    exponent -= 53;
    while (mantissa > 0 && (mantissa & 1) == 0 && exponent < 0) {
        mantissa >>= 1;
        exponent++;
    }
    limbs[0] = (uint32_t)(mantissa % LIMB);
    limbs[1] = (uint32_t)(mantissa / LIMB % LIMB);
    limbs[2] = (uint32_t)(mantissa / LIMB / LIMB);
    for (int i = 0; mantissa > 0 && i < (exponent < 0 ? -exponent : exponent); i++)
        multiply(limbs, &count, exponent < 0 ? 5 : 2);
    limbs_to_digits(limbs, count, decimal);
    decimal->point = (int)decimal->count;
    if (mantissa > 0 && exponent < 0)
        decimal->point += exponent;
}

/* Keeps `keep` digits (it may be 0 or less), rounding what follows. */
static void round_at(struct decimal *decimal, int keep)
{
    if (keep >= (int)decimal->count)
        return;
    bool up = false;
    if (keep >= 0) {
        char next = decimal->digits[keep];
        bool rest = false;
        for (size_t i = (size_t)keep + 1; i < decimal->count; i++)
            rest = rest || decimal->digits[i] != '0';
        bool odd = keep > 0 && (decimal->digits[keep - 1] & 1);
        up = next > '5' || (next == '5' && (rest || odd));
    }
    size_t at = keep > 0 ? (size_t)keep : 0;
    decimal->count = at;
    while (up && at > 0) {
        at--;
        up = decimal->digits[at] == '9';
        decimal->digits[at] = up ? '0' : (char)(decimal->digits[at] + 1);
    }
    if (up) { /* All nines, or nothing kept: one more digit in front. */
        memmove(decimal->digits + 1, decimal->digits, decimal->count);
        decimal->digits[0] = '1';
        decimal->count++;
        decimal->point++;
        if (keep <= 0)
            decimal->count = 1;
    }
}

static char digit_at(const struct decimal *decimal, int place)
{
    return place >= 0 && place < (int)decimal->count ? decimal->digits[place] : '0';
}

void crm__buffer_fixed(struct buffer *buffer, double value, size_t precision)
{
    struct decimal decimal;
    decimal_of(fabs(value), &decimal);
    round_at(&decimal, decimal.point + (int)precision);
    if (signbit(value))
        crm__buffer_byte(buffer, '-');
    if (decimal.point <= 0)
        crm__buffer_byte(buffer, '0');
    for (int place = 0; place < decimal.point; place++)
        crm__buffer_byte(buffer, digit_at(&decimal, place));
    if (precision > 0)
        crm__buffer_byte(buffer, '.');
    for (size_t i = 0; i < precision; i++)
        crm__buffer_byte(buffer, digit_at(&decimal, decimal.point + (int)i));
}

void crm__buffer_exponent(struct buffer *buffer, double value, size_t precision)
{
    struct decimal decimal;
    decimal_of(fabs(value), &decimal);
    round_at(&decimal, (int)precision + 1);
    int exponent = value == 0 ? 0 : decimal.point - 1;
    if (signbit(value))
        crm__buffer_byte(buffer, '-');
    crm__buffer_byte(buffer, digit_at(&decimal, 0));
    if (precision > 0)
        crm__buffer_byte(buffer, '.');
    for (size_t i = 1; i <= precision; i++)
        crm__buffer_byte(buffer, digit_at(&decimal, (int)i));
    crm__buffer_format(buffer, "e%c%d%d", exponent < 0 ? '-' : '+',
                       (exponent < 0 ? -exponent : exponent) / 10,
                       (exponent < 0 ? -exponent : exponent) % 10);
}
