/* The math extension. */
#include "rule/evaluators.h"

#include "rule/order.h"

#include <math.h>

/* The greatest (or least) of a list of numbers of any kinds. */
static void extreme(struct evaluation *evaluation, const struct rule_list *list,
                    enum value_order wanted, struct rule_value *out)
{
    crm__eval_charge(evaluation, list->count * sizeof *list->items);
    *out = crm__rule_error(list->count == 0 ? "an empty list has no extreme" : crm__error_overload);
    for (size_t i = 0; i < list->count; i++) {
        const struct rule_value *item = &list->items[i];
        if (item->kind != RULE_INT && item->kind != RULE_UINT && item->kind != RULE_DOUBLE) {
            *out = crm__rule_error(crm__error_overload);
            return;
        }
        if (i == 0 || crm__value_order(item, out) == wanted)
            *out = *item;
    }
}

EVALUATOR(greatest)
{
    extreme(evaluation, args[0].list, ORDER_GREATER, out);
}

EVALUATOR(least)
{
    extreme(evaluation, args[0].list, ORDER_LESS, out);
}

EVALUATOR(ceil)
{
    (void)evaluation;
    *out = crm__rule_double(ceil(args[0].real));
}

EVALUATOR(floor)
{
    (void)evaluation;
    *out = crm__rule_double(floor(args[0].real));
}

EVALUATOR(round)
{
    (void)evaluation;
    *out = crm__rule_double(round(args[0].real)); /* Ties away from zero. */
}

EVALUATOR(trunc)
{
    (void)evaluation;
    *out = crm__rule_double(trunc(args[0].real));
}

EVALUATOR(sqrt)
{
    (void)evaluation;
    double real = args[0].kind == RULE_DOUBLE ? args[0].real
                  : args[0].kind == RULE_INT  ? (double)args[0].integer
                                              : (double)args[0].natural;
    *out = crm__rule_double(sqrt(real));
}

EVALUATOR(abs_int)
{
    (void)evaluation;
    int64_t integer = args[0].integer;
    *out = integer == INT64_MIN ? crm__rule_error(crm__error_overflow)
                                : crm__rule_int(integer < 0 ? -integer : integer);
}

EVALUATOR(abs_double)
{
    (void)evaluation;
    *out = crm__rule_double(fabs(args[0].real));
}

EVALUATOR(sign)
{
    (void)evaluation;
    *out = args[0];
    if (args[0].kind == RULE_INT)
        out->integer = (args[0].integer > 0) - (args[0].integer < 0);
    else if (args[0].kind == RULE_UINT)
        out->natural = args[0].natural > 0;
    else if (args[0].real < 0 || args[0].real > 0)
        out->real = args[0].real < 0 ? -1 : 1;
}

EVALUATOR(is_nan)
{
    (void)evaluation;
    *out = crm__rule_bool(isnan(args[0].real));
}

EVALUATOR(is_inf)
{
    (void)evaluation;
    *out = crm__rule_bool(isinf(args[0].real));
}

EVALUATOR(is_finite)
{
    (void)evaluation;
    *out = crm__rule_bool(isfinite(args[0].real));
}

/* The bits of an int or a uint, which keep their kind. */
static void put_bits(struct rule_value *out, const struct rule_value *like, uint64_t bits)
{
    *out = *like;
    out->natural = bits;
}

EVALUATOR(bit_and)
{
    (void)evaluation;
    put_bits(out, &args[0], args[0].natural & args[1].natural);
}

EVALUATOR(bit_or)
{
    (void)evaluation;
    put_bits(out, &args[0], args[0].natural | args[1].natural);
}

EVALUATOR(bit_xor)
{
    (void)evaluation;
    put_bits(out, &args[0], args[0].natural ^ args[1].natural);
}

EVALUATOR(bit_not)
{
    (void)evaluation;
    put_bits(out, &args[0], ~args[0].natural);
}

EVALUATOR(bit_shift_left)
{
    (void)evaluation;
    int64_t offset = args[1].integer;
    if (offset < 0)
        *out = crm__rule_error("negative offset");
    else
        put_bits(out, &args[0], offset > 63 ? 0 : args[0].natural << offset);
}

/* A logical shift for ints, too, as the extension defines it. */
EVALUATOR(bit_shift_right)
{
    (void)evaluation;
    int64_t offset = args[1].integer;
    if (offset < 0)
        *out = crm__rule_error("negative offset");
    else
        put_bits(out, &args[0], offset > 63 ? 0 : args[0].natural >> offset);
}
