/* Doubles to decimal text with a given precision, exactly rounded (ties to even), locale-free. */
#ifndef CRM_RULE_DECIMAL_H
#define CRM_RULE_DECIMAL_H

#include "base/text.h"

enum { DECIMAL_PRECISION_LIMIT = 1000 };

/* "1.50", as %.*f; the value is finite. */
void crm__buffer_fixed(struct buffer *buffer, double value, size_t precision);
/* "1.50e+00", as %.*e. */
void crm__buffer_exponent(struct buffer *buffer, double value, size_t precision);

#endif
