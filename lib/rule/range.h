/* Comparisons of a stored field with a constant, as a range of the stored integers. */
#ifndef CRM_RULE_RANGE_H
#define CRM_RULE_RANGE_H

#include "rule/function.h"

/* low .. high, both included. */
struct raw_range {
    int64_t low;
    int64_t high;
    bool empty;
    bool negated; /* everything else instead */
};

/*
 * The stored values of `field` that compare with `constant` as asked (KERNEL_EQUAL … or
 * KERNEL_GREATER_EQUAL). What a rule sees of a decimal, a date or a time grows with what is stored,
 * so the border is found by asking the evaluator's own comparison, and columns and SQL compare
 * plain integers with the same meaning. False when there is no such range (NaN, other kinds).
 */
bool crm__range_find(const struct field *field, enum kernel comparison,
                     const struct rule_value *constant, struct raw_range *out);

/* The comparison with its sides swapped: 1 < x is x > 1. */
enum kernel crm__comparison_swap(enum kernel comparison);
static inline bool crm__kernel_compares(enum kernel kernel)
{
    return kernel >= KERNEL_EQUAL && kernel <= KERNEL_GREATER_EQUAL;
}

#endif
