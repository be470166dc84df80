/* Powers of ten as 128-bit numbers, for turning doubles into text and back. */
#ifndef CRM_BASE_TABLES_POWERS_H
#define CRM_BASE_TABLES_POWERS_H

#include <stdint.h>

enum { POWER_MIN = -342, POWER_MAX = 324, POWER_EXACT_MAX = 55 };

/* The leading 128 bits of 10^k, cut off: exact for k = 0 … POWER_EXACT_MAX, else below. */
struct power_of_ten {
    uint64_t high;
    uint64_t low;
};

/* Entry k - POWER_MIN is 10^k. */
extern const struct power_of_ten crm__powers_of_ten[POWER_MAX - POWER_MIN + 1];

/* Largest b with 2^b <= 10^k, for |k| <= 1233: 1741647 / 2^19 is the logarithm of 10. */
static inline int crm__power_exponent(int k)
{
    return (k * 1741647) >> 19;
}

#endif
