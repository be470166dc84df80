#include "rule/range.h"

#include "base/time.h"
#include "rule/order.h"

/* A stored integer as the rule sees it. */
static bool decode(const struct field *field, int64_t raw, const struct rule_value *constant,
                   struct rule_value *out)
{
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_REFERENCE:
        *out = crm__rule_int(raw);
        return true;
    case FIELD_DECIMAL:
        *out = crm__rule_double(crm__decimal_value(raw, field->scale));
        return true;
    case FIELD_DATE:
        *out = (struct rule_value){.kind = RULE_TIMESTAMP, .integer = raw * (DAY_US / SECOND_US)};
        return true;
    case FIELD_TIME:
        *out = crm__rule_timestamp(raw);
        return true;
    case FIELD_MONEY:
        *out = *constant; /* Its currency is compared apart. */
        out->integer = raw;
        return constant->kind == RULE_MONEY;
    default:
        return false;
    }
}

/* The first stored value in low .. high that is not less than the constant (or, with `beyond`,
 * that is greater). False when none is. */
static bool first_at(const struct field *field, const struct rule_value *constant, bool beyond,
                     int64_t low, int64_t high, int64_t *out)
{
    bool found = false;
    for (;;) {
        struct rule_value value;
        /* Half way without overflow. */
        int64_t middle = (int64_t)((uint64_t)low + ((uint64_t)high - (uint64_t)low) / 2);
        decode(field, middle, constant, &value);
        enum value_order order = crm__value_order(&value, constant);
        if (order == ORDER_GREATER || (order == ORDER_EQUAL && !beyond)) {
            *out = middle;
            found = true;
            if (middle == low)
                return found;
            high = middle - 1;
        } else {
            if (middle == high)
                return found;
            low = middle + 1;
        }
        if (low > high)
            return found;
    }
}

bool crm__range_find(const struct field *field, enum kernel comparison,
                     const struct rule_value *constant, struct raw_range *out)
{
    struct rule_value probe;
    int64_t least = field->type == FIELD_DATE ? DATE_MIN : INT64_MIN;
    int64_t most = field->type == FIELD_DATE ? DATE_MAX : INT64_MAX;
    if (!decode(field, least, constant, &probe) || crm__value_order(&probe, constant) >= ORDER_NONE)
        return false;

    int64_t equal = 0, greater = 0;
    bool any_equal = first_at(field, constant, false, least, most, &equal);
    bool any_greater = first_at(field, constant, true, least, most, &greater);
    *out = (struct raw_range){.low = INT64_MIN, .high = INT64_MAX};
    switch (comparison) {
    case KERNEL_LESS:
    case KERNEL_GREATER_EQUAL:
        /* What is less ends before the first that is not. */
        out->empty = any_equal && equal == INT64_MIN;
        if (any_equal && !out->empty)
            out->high = equal - 1;
        out->negated = comparison == KERNEL_GREATER_EQUAL;
        return true;
    case KERNEL_LESS_EQUAL:
    case KERNEL_GREATER:
        out->empty = any_greater && greater == INT64_MIN;
        if (any_greater && !out->empty)
            out->high = greater - 1;
        out->negated = comparison == KERNEL_GREATER;
        return true;
    default:
        out->empty = !any_equal || (any_greater && greater == equal);
        out->low = equal;
        if (any_greater && !out->empty)
            out->high = greater - 1;
        out->negated = comparison == KERNEL_NOT_EQUAL;
        return true;
    }
}

enum kernel crm__comparison_swap(enum kernel comparison)
{
    switch (comparison) {
    case KERNEL_LESS:
        return KERNEL_GREATER;
    case KERNEL_LESS_EQUAL:
        return KERNEL_GREATER_EQUAL;
    case KERNEL_GREATER:
        return KERNEL_LESS;
    case KERNEL_GREATER_EQUAL:
        return KERNEL_LESS_EQUAL;
    default:
        return comparison;
    }
}
