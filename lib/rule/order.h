/* How values compare. */
#ifndef CRM_RULE_ORDER_H
#define CRM_RULE_ORDER_H

#include "rule/value.h"

enum value_order {
    ORDER_LESS = -1,
    ORDER_EQUAL = 0,
    ORDER_GREATER = 1,
    ORDER_NONE,     /* NaN: every comparison but != is false */
    ORDER_CURRENCY, /* money of different currencies */
    ORDER_KINDS,    /* kinds that do not compare */
};

/* Numbers compare across kinds as doubles where one is a double (as the reference implementation
 * does), texts by bytes, false before true. */
enum value_order crm__value_order(const struct rule_value *a, const struct rule_value *b);

/* A number with a whole value as RULE_INT (or, above INT64_MAX, its bits as RULE_UINT). */
bool crm__value_whole(const struct rule_value *value, struct rule_value *out);

uint64_t crm__rule_key_hash(const struct rule_value *key);

#endif
