/*
 * Decimal text to the nearest double, exactly and without libc, so without locale. Three steps,
 * each for what the one before cannot settle: doubles that hold the digits and the power of ten
 * exactly (Clinger, 1990); a 128-bit power of ten, with bounds on its error (after Lemire, "Number
 * Parsing at a Gigabyte per Second", 2021); whole numbers of any size.
 */
#include "base/tables/powers.h"
#include "base/text.h"
#include "base/wide.h"

#include <assert.h>
#include <float.h>
#include <string.h>

/* Two doubles' midpoint has at most 767 significant digits; what follows only breaks ties. */
enum { DIGITS_LIMIT = 770, WORDS = 48 };

struct number {
    struct text digits;    /* from the first that is not zero; a point may be among them */
    int64_t last_exponent; /* of ten, of the last digit */
    uint64_t leading;      /* the first 19 digits, times 10^exponent */
    int64_t exponent;
    bool more; /* digits other than zero follow those 19 */
    bool negative;
};

/* A whole number, least significant word first. */
struct whole {
    uint64_t words[WORDS];
    size_t count;
};

static bool number_scan(struct text a, struct number *number);
static bool exponent_scan(struct text a, size_t *at, int64_t *exponent);
static bool exact_product(const struct number *number, uint64_t *bits);
static uint64_t nearest_bits(const struct number *number);
static uint64_t round_bits(uint64_t leading, bool power_up, int k);
static uint64_t bits_of(unsigned_wide top, bool sticky, int exponent);
static uint64_t settle(const struct number *number, uint64_t below);
static int64_t whole_digits(struct whole *whole, const struct number *number);
static void whole_multiply_add(struct whole *whole, uint64_t factor, uint64_t addend);
static void whole_multiply_power_of_5(struct whole *whole, int64_t power);
static void whole_shift(struct whole *whole, int64_t bits);
static int whole_compare(const struct whole *a, const struct whole *b);

crm_status crm__text_to_double(struct text a, double *out)
{
    struct number number;
    if (!number_scan(a, &number))
        return CRM_E_SYNTAX;

    uint64_t bits;
    if (!exact_product(&number, &bits))
        bits = nearest_bits(&number);
    if (bits >> 52 == 0x7ff)
        return CRM_E_LIMIT;
    bits |= (uint64_t)number.negative << 63;
    memcpy(out, &bits, sizeof bits);
    return CRM_OK;
}

/* -? digits (. digits)? ([eE] [+-]? digits)?, where one of the two runs of digits may be empty. */
static bool number_scan(struct text a, struct number *number)
{
    *number = (struct number){0};
    size_t at = 0;
    if (at < a.size && a.data[at] == '-') {
        number->negative = true;
        at++;
    }

    size_t digits = 0;
    size_t significant = 0;
    size_t first = 0;
    bool point = false;
    for (; at < a.size; at++) {
        unsigned digit = (unsigned)(unsigned char)a.data[at] - '0';
        if (a.data[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (digit > 9)
            break;
        digits++;
        if (significant == 0 && digit != 0)
            first = at;
        if (significant > 0 || digit != 0)
            significant++;
        if (significant <= 19)
            number->leading = number->leading * 10 + digit;
        else
            number->more = number->more || digit != 0;
        number->exponent += significant > 19;
        number->last_exponent -= point;
    }
    if (digits == 0)
        return false;
    if (significant > 0)
        number->digits = crm__text_slice(a, first, at);

    int64_t written = 0;
    if (at < a.size && !exponent_scan(a, &at, &written))
        return false;
    number->last_exponent += written;
    number->exponent += number->last_exponent;
    return at == a.size;
}

static bool exponent_scan(struct text a, size_t *at, int64_t *exponent)
{
    static const int64_t limit = INT64_C(1000000000000000); /* Beyond any number of digits. */
    if (a.data[*at] != 'e' && a.data[*at] != 'E')
        return false;
    ++*at;
    bool negative = *at < a.size && a.data[*at] == '-';
    if (*at < a.size && (a.data[*at] == '-' || a.data[*at] == '+'))
        ++*at;
    size_t from = *at;
    for (; *at < a.size && a.data[*at] >= '0' && a.data[*at] <= '9'; ++*at)
        if (*exponent < limit)
            *exponent = *exponent * 10 + (a.data[*at] - '0');
    if (negative)
        *exponent = -*exponent;
    return *at > from;
}

/* Both factors are exact doubles, so that one correctly rounded operation gives the answer. */
static bool exact_product(const struct number *number, uint64_t *bits)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int64_t exponent = number->exponent;
    if (FLT_EVAL_METHOD != 0 || number->more || number->leading > UINT64_C(1) << 53 ||
        exponent < -22 || exponent > 22)
        return false;
    double value = (double)number->leading;
    value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
    memcpy(bits, &value, sizeof value);
    return true;
}

static uint64_t nearest_bits(const struct number *number)
{
    if (number->leading == 0 || number->exponent < POWER_MIN)
        return 0;
    if (number->exponent > 308)
        return UINT64_C(0x7ff) << 52;

    /* The table's power is cut off and so may be the digits: the number lies between these. */
    int k = (int)number->exponent;
    bool is_exact = !number->more && k >= 0 && k <= POWER_EXACT_MAX;
    uint64_t below = round_bits(number->leading, false, k);
    if (is_exact)
        return below;
    uint64_t above = round_bits(number->leading + number->more, true, k);
    return below == above ? below : settle(number, below);
}

/* The double nearest to leading × 10^k, with the power taken from the table or one unit above. */
static uint64_t round_bits(uint64_t leading, bool power_up, int k)
{
    int zeros = __builtin_clzll(leading);
    uint64_t factor = leading << zeros;
    struct power_of_ten power = crm__powers_of_ten[k - POWER_MIN];
    unsigned_wide low = (unsigned_wide)power.low * factor + (power_up ? factor : 0);
    unsigned_wide top = (unsigned_wide)power.high * factor + (uint64_t)(low >> 64);
    /* The product has 192 bits, of which `top` is the upper 128. */
    return bits_of(top, (uint64_t)low != 0, crm__power_exponent(k) - 127 - zeros + 64);
}

/* Rounds top × 2^exponent, plus something smaller when `sticky`, half to even. */
static uint64_t bits_of(unsigned_wide top, bool sticky, int exponent)
{
    int zeros = __builtin_clzll((uint64_t)(top >> 64));
    top <<= zeros;
    int leading_exponent = exponent - zeros + 127;
    if (leading_exponent >= 1024)
        return UINT64_C(0x7ff) << 52;

    /* Below 2^-1022 the numbers lie evenly, and fewer bits are kept. */
    int cut = 75;
    if (leading_exponent < -1022)
        cut += -1022 - leading_exponent;
    if (cut > 128)
        return 0;
    uint64_t kept = cut == 128 ? 0 : (uint64_t)(top >> cut);
    bool half = top >> (cut - 1) & 1;
    bool rest = sticky || (top & (((unsigned_wide)1 << (cut - 1)) - 1)) != 0;
    kept += half && (rest || (kept & 1));
    return leading_exponent < -1022 ? kept : kept + ((uint64_t)(leading_exponent + 1022) << 52);
}

/* The number is so near to the midpoint above the double `below` that only an exact comparison
 * tells on which side it lies. */
static uint64_t settle(const struct number *number, uint64_t below)
{
    int biased_exponent = (int)(below >> 52);
    uint64_t fraction = below & ((UINT64_C(1) << 52) - 1);
    uint64_t c = biased_exponent ? fraction | UINT64_C(1) << 52 : fraction;
    int64_t exponent_2 = (biased_exponent ? biased_exponent : 1) - 1076;

    struct whole midpoint = {.words = {2 * c + 1}, .count = 1};
    struct whole value = {.count = 0};
    int64_t exponent_10 = whole_digits(&value, number);
    whole_multiply_power_of_5(exponent_10 < 0 ? &midpoint : &value,
                              exponent_10 < 0 ? -exponent_10 : exponent_10);
    exponent_2 -= exponent_10; /* 10^n = 5^n × 2^n */
    whole_shift(exponent_2 > 0 ? &midpoint : &value, exponent_2 > 0 ? exponent_2 : -exponent_2);

    int order = whole_compare(&value, &midpoint);
    return below + (order > 0 || (order == 0 && (below & 1)));
}

/* Reads the digits; the exponent of the last one is returned. */
static int64_t whole_digits(struct whole *whole, const struct number *number)
{
    int64_t exponent = number->last_exponent;
    bool more = false;
    size_t count = 0;
    for (size_t i = 0; i < number->digits.size; i++) {
        char letter = number->digits.data[i];
        if (letter == '.')
            continue;
        if (count++ < DIGITS_LIMIT) {
            whole_multiply_add(whole, 10, (uint64_t)(letter - '0'));
        } else {
            more = more || letter != '0';
            exponent++;
        }
    }
    if (more) { /* One more digit, as good as all of them. */
        whole_multiply_add(whole, 10, 1);
        exponent--;
    }
    return exponent;
}

static void whole_multiply_add(struct whole *whole, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (size_t i = 0; i < whole->count; i++) {
        unsigned_wide product = (unsigned_wide)whole->words[i] * factor + carry;
        whole->words[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry) {
        assert(whole->count < WORDS);
        whole->words[whole->count++] = carry;
    }
}

static void whole_multiply_power_of_5(struct whole *whole, int64_t power)
{
    for (; power >= 27; power -= 27)
        whole_multiply_add(whole, UINT64_C(7450580596923828125), 0); /* 5^27 */
    for (; power > 0; power--)
        whole_multiply_add(whole, 5, 0);
}

static void whole_shift(struct whole *whole, int64_t bits)
{
    for (; bits >= 32; bits -= 32)
        whole_multiply_add(whole, UINT64_C(1) << 32, 0);
    whole_multiply_add(whole, UINT64_C(1) << bits, 0);
}

static int whole_compare(const struct whole *a, const struct whole *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t i = a->count; i-- > 0;)
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i] ? -1 : 1;
    return 0;
}
