/* Doubles rounded for people, by their decimal digits and without the locale. */
#ifndef CRM_FORMAT_FIXED_H
#define CRM_FORMAT_FIXED_H

#include "base/text.h"

enum { FIXED_SCALE_LIMIT = 18 };

struct fixed {
    int32_t scale; /* digits after the point, at most FIXED_SCALE_LIMIT */
    int32_t shift; /* times 10^shift first: 2 for percent */
    bool grouped;  /* 1,234,567 */
    bool trimmed;  /* without zeros at the end of the fraction */
};

/*
 * Rounds half away from zero the shortest decimal that reads back as `value`: 0.285 with scale 2
 * is 0.29, whatever its binary form. Never "-0". Not a number is "nan", infinities "inf", "-inf".
 */
void crm__fixed_write(double value, struct fixed fixed, struct buffer *out);

#endif
