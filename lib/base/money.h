/*
 * Money: int64 minor units and a currency. No floating point anywhere; every rounding is named;
 * what does not fit in 64 bits is CRM_E_LIMIT and never wraps.
 */
#ifndef CRM_BASE_MONEY_H
#define CRM_BASE_MONEY_H

#include "base/text.h"

enum { MONEY_TEXT_SIZE = 48, DECIMAL_SCALE_LIMIT = 9 };

/* ISO 4217. */
struct currency {
    char code[4];
    int exponent;   /* decimals of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD */
    char symbol[8]; /* UTF-8; empty when people write the code */
};

/* By its code in capitals; NULL when there is none. */
const struct currency *crm__currency_find(struct text code);
/* The same as a failure that says so: CRM_E_UNKNOWN, with the nearest code. */
crm_status crm__currency_get(struct env *env, struct text code, const struct currency **out);
/* All of them, in order of code. */
const struct currency *crm__currency_all(size_t *count_out);

enum rounding {
    ROUND_HALF_UP,   /* ties away from zero */
    ROUND_HALF_EVEN, /* ties to the even neighbour */
    ROUND_DOWN,      /* toward zero */
    ROUND_UP,        /* away from zero */
    ROUND_FLOOR,     /* toward minus infinity */
    ROUND_CEILING,   /* toward plus infinity */
};

/*
 * Decimals: an int64 and a scale of 0 to 9 digits. Money is a decimal whose scale is the
 * currency's exponent. The text is -?digits(.digits)?; more decimals than the scale holds are
 * refused unless they are zeros. CRM_E_SYNTAX or CRM_E_LIMIT, with the reason in env.
 */
crm_status crm__decimal_parse(struct env *env, struct text text, int scale, int64_t *out);
/* The same, rounding what does not fit the scale. */
crm_status crm__decimal_parse_rounded(struct env *env, struct text text, int scale,
                                      enum rounding rounding, int64_t *out);
/* "-1234.50": always `scale` decimals. The size is returned. */
size_t crm__decimal_format(int64_t value, int scale, char out[MONEY_TEXT_SIZE]);
/* "-1,234.50". */
size_t crm__decimal_format_grouped(int64_t value, int scale, char out[MONEY_TEXT_SIZE]);
/* From one scale to another. */
crm_status crm__decimal_rescale(struct env *env, int64_t value, int from, int to,
                                enum rounding rounding, int64_t *out);
/* Nearest double, for statistics only. */
double crm__decimal_to_double(int64_t value, int scale);

crm_status crm__money_parse(struct env *env, struct text text, const struct currency *currency,
                            int64_t *minor_out);
size_t crm__money_format(int64_t minor, const struct currency *currency, char out[MONEY_TEXT_SIZE]);
/* For people: "¥1,234.50", "-$0.99", "KWD 1.250". */
size_t crm__money_display(int64_t minor, const struct currency *currency,
                          char out[MONEY_TEXT_SIZE]);

crm_status crm__money_add(struct env *env, int64_t a, int64_t b, int64_t *out);
crm_status crm__money_subtract(struct env *env, int64_t a, int64_t b, int64_t *out);
crm_status crm__money_multiply(struct env *env, int64_t a, int64_t factor, int64_t *out);
/* amount × numerator ÷ denominator, with 128 bits between; denominator not 0 (CRM_E_INVALID). */
crm_status crm__money_ratio(struct env *env, int64_t amount, int64_t numerator, int64_t denominator,
                            enum rounding rounding, int64_t *out);
/* `percent` is a decimal of that scale: 12.5 % is 125 with scale 1. */
crm_status crm__money_percent(struct env *env, int64_t amount, int64_t percent, int scale,
                              enum rounding rounding, int64_t *out);
/*
 * Splits `total` by weights (none negative, not all zero) with the largest-remainder method: the
 * shares add up to the total exactly, and of equal remainders the first gets the odd unit.
 */
crm_status crm__money_allocate(struct env *env, int64_t total, const int64_t *weights, size_t count,
                               int64_t *shares_out);

#endif
