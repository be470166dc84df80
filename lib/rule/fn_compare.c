/* Equality, order, membership, indexing, and optionals. */
#include "rule/evaluators.h"

#include "rule/order.h"

#include <string.h>

static bool money_differs(const struct rule_value *args)
{
    return args[0].kind == RULE_MONEY && args[1].kind == RULE_MONEY &&
           memcmp(args[0].currency, args[1].currency, sizeof args[0].currency) != 0;
}

EVALUATOR(equal)
{
    (void)evaluation;
    if (money_differs(args))
        crm__set_error(out, crm__error_currency);
    else
        crm__set_bool(out, crm__rule_value_equal(&args[0], &args[1]));
}

EVALUATOR(not_equal)
{
    crm__fn_equal(evaluation, args, out);
    if (out->kind == RULE_BOOL)
        out->boolean = !out->boolean;
}

/* `true` for the orders in the two flags. */
static void compare(const struct rule_value *args, enum value_order wanted, bool or_equal,
                    struct rule_value *out)
{
    enum value_order order = crm__value_order(&args[0], &args[1]);
    if (order == ORDER_KINDS)
        crm__set_error(out, crm__error_overload);
    else if (order == ORDER_CURRENCY)
        crm__set_error(out, crm__error_currency);
    else
        crm__set_bool(out, order == wanted || (or_equal && order == ORDER_EQUAL));
}

EVALUATOR(less)
{
    (void)evaluation;
    compare(args, ORDER_LESS, false, out);
}

EVALUATOR(less_equal)
{
    (void)evaluation;
    compare(args, ORDER_LESS, true, out);
}

EVALUATOR(greater)
{
    (void)evaluation;
    compare(args, ORDER_GREATER, false, out);
}

EVALUATOR(greater_equal)
{
    (void)evaluation;
    compare(args, ORDER_GREATER, true, out);
}

EVALUATOR(in_list)
{
    const struct rule_list *list = args[1].list;
    crm__eval_charge(evaluation, list->count * sizeof *list->items);
    bool found = false;
    for (size_t i = 0; i < list->count && !found; i++)
        found = crm__rule_value_equal(&args[0], &list->items[i]);
    crm__set_bool(out, found);
}

EVALUATOR(in_map)
{
    (void)evaluation;
    crm__set_bool(out, crm__rule_map_find(args[1].map, &args[0]) != NULL);
}

EVALUATOR(index)
{
    crm__eval_index(evaluation, &args[0], &args[1], false, out);
}

EVALUATOR(optional_index)
{
    crm__eval_index(evaluation, &args[0], &args[1], true, out);
}

EVALUATOR(optional_of)
{
    crm__eval_optional(evaluation, &args[0], out);
}

static bool is_zero(const struct rule_value *value)
{
    switch ((enum rule_kind)value->kind) {
    case RULE_NULL:
        return true;
    case RULE_BOOL:
        return !value->boolean;
    case RULE_INT:
    case RULE_UINT:
    case RULE_DURATION:
    case RULE_MONEY:
        return value->integer == 0;
    case RULE_DOUBLE:
        return value->real == 0;
    case RULE_STRING:
    case RULE_BYTES:
        return value->text.size == 0;
    case RULE_TIMESTAMP:
        return value->integer == 0 && value->nanos == 0;
    case RULE_LIST:
        return value->list->count == 0;
    case RULE_MAP:
        return value->map->count == 0;
    case RULE_OPTIONAL:
        return !value->optional;
    default:
        return false;
    }
}

EVALUATOR(optional_of_non_zero)
{
    crm__eval_optional(evaluation, is_zero(&args[0]) ? NULL : &args[0], out);
}

EVALUATOR(optional_none)
{
    (void)args;
    crm__eval_optional(evaluation, NULL, out);
}

EVALUATOR(optional_has_value)
{
    (void)evaluation;
    crm__set_bool(out, args[0].optional != NULL);
}

EVALUATOR(optional_value)
{
    (void)evaluation;
    *out = args[0].optional ? *args[0].optional : crm__rule_error("optional.none() has no value");
}

EVALUATOR(optional_or)
{
    (void)evaluation;
    *out = args[0].optional ? args[0] : args[1];
}

EVALUATOR(optional_or_value)
{
    (void)evaluation;
    *out = args[0].optional ? *args[0].optional : args[1];
}
