#include "rule/order.h"

#include <string.h>

static enum value_order order_of(bool less, bool greater)
{
    return less ? ORDER_LESS : greater ? ORDER_GREATER : ORDER_EQUAL;
}

static enum value_order order_doubles(double a, double b)
{
    if (a != a || b != b)
        return ORDER_NONE;
    return order_of(a<b, a> b);
}

static double as_double(const struct rule_value *value)
{
    switch (value->kind) {
    case RULE_INT:
        return (double)value->integer;
    case RULE_UINT:
        return (double)value->natural;
    default:
        return value->real;
    }
}

static bool is_number(const struct rule_value *value)
{
    return value->kind == RULE_INT || value->kind == RULE_UINT || value->kind == RULE_DOUBLE;
}

static enum value_order order_numbers(const struct rule_value *a, const struct rule_value *b)
{
    if (a->kind == RULE_DOUBLE || b->kind == RULE_DOUBLE)
        return order_doubles(as_double(a), as_double(b));
    if (a->kind == RULE_INT && a->integer < 0)
        return ORDER_LESS; /* The other is a uint: equal kinds do not come here. */
    if (b->kind == RULE_INT && b->integer < 0)
        return ORDER_GREATER;
    return order_of(a->natural<b->natural, a->natural> b->natural);
}

static enum value_order order_texts(struct text a, struct text b)
{
    int order = crm__text_compare(a, b);
    return order_of(order<0, order> 0);
}

enum value_order crm__value_order(const struct rule_value *a, const struct rule_value *b)
{
    if (a->kind != b->kind)
        return is_number(a) && is_number(b) ? order_numbers(a, b) : ORDER_KINDS;
    switch ((enum rule_kind)a->kind) {
    case RULE_BOOL:
        return order_of(a->boolean<b->boolean, a->boolean> b->boolean);
    case RULE_INT:
    case RULE_DURATION:
        return order_of(a->integer<b->integer, a->integer> b->integer);
    case RULE_UINT:
        return order_of(a->natural<b->natural, a->natural> b->natural);
    case RULE_DOUBLE:
        return order_doubles(a->real, b->real);
    case RULE_STRING:
    case RULE_BYTES:
        return order_texts(a->text, b->text);
    case RULE_TIMESTAMP:
        if (a->integer != b->integer)
            return order_of(a->integer < b->integer, true);
        return order_of(a->nanos<b->nanos, a->nanos> b->nanos);
    case RULE_MONEY:
        if (memcmp(a->currency, b->currency, 4) != 0)
            return ORDER_CURRENCY;
        return order_of(a->integer<b->integer, a->integer> b->integer);
    default:
        return ORDER_KINDS;
    }
}

bool crm__value_whole(const struct rule_value *value, struct rule_value *out)
{
    if (value->kind == RULE_INT || value->kind == RULE_UINT) {
        *out = *value;
        return true;
    }
    /* 2^63: the first double that int64 cannot hold. */
    if (value->kind != RULE_DOUBLE || !(value->real >= -9223372036854775808.0))
        return false;
    if (value->real < 9223372036854775808.0) {
        *out = crm__rule_int((int64_t)value->real);
        return (double)out->integer == value->real;
    }
    if (value->real < 18446744073709551616.0) {
        *out = (struct rule_value){.kind = RULE_UINT, .natural = (uint64_t)value->real};
        return true; /* Doubles this large are whole. */
    }
    return false;
}
