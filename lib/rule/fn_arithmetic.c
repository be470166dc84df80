/* Arithmetic: int64 and uint64 that fail on overflow, IEEE doubles, times, money, + on texts. */
#include "rule/evaluators.h"

#include "base/time.h"

#include <string.h>

enum { NANOS_PER_SECOND = 1000000000 };

static const char DIVISION_BY_ZERO[] = "division by zero";

static void put_int(struct rule_value *out, bool overflow, int64_t sum)
{
    if (overflow)
        crm__set_error(out, crm__error_overflow);
    else
        crm__set_int(out, sum);
}

static void put_uint(struct rule_value *out, bool overflow, uint64_t sum)
{
    *out = overflow ? crm__rule_error(crm__error_overflow)
                    : (struct rule_value){.kind = RULE_UINT, .natural = sum};
}

EVALUATOR(add_int)
{
    (void)evaluation;
    int64_t sum;
    bool overflow = __builtin_add_overflow(args[0].integer, args[1].integer, &sum);
    put_int(out, overflow, sum);
}

EVALUATOR(subtract_int)
{
    (void)evaluation;
    int64_t sum;
    bool overflow = __builtin_sub_overflow(args[0].integer, args[1].integer, &sum);
    put_int(out, overflow, sum);
}

EVALUATOR(multiply_int)
{
    (void)evaluation;
    int64_t sum;
    bool overflow = __builtin_mul_overflow(args[0].integer, args[1].integer, &sum);
    put_int(out, overflow, sum);
}

EVALUATOR(divide_int)
{
    (void)evaluation;
    int64_t a = args[0].integer;
    int64_t b = args[1].integer;
    if (b == 0)
        crm__set_error(out, DIVISION_BY_ZERO);
    else
        put_int(out, a == INT64_MIN && b == -1, b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b);
}

EVALUATOR(modulo_int)
{
    (void)evaluation;
    int64_t a = args[0].integer;
    int64_t b = args[1].integer;
    if (b == 0)
        crm__set_error(out, "modulus by zero");
    else
        put_int(out, a == INT64_MIN && b == -1, b == -1 ? 0 : a % b);
}

EVALUATOR(negate_int)
{
    (void)evaluation;
    put_int(out, args[0].integer == INT64_MIN, (int64_t)(0 - (uint64_t)args[0].integer));
}

EVALUATOR(add_uint)
{
    (void)evaluation;
    uint64_t sum;
    bool overflow = __builtin_add_overflow(args[0].natural, args[1].natural, &sum);
    put_uint(out, overflow, sum);
}

EVALUATOR(subtract_uint)
{
    (void)evaluation;
    uint64_t sum;
    bool overflow = __builtin_sub_overflow(args[0].natural, args[1].natural, &sum);
    put_uint(out, overflow, sum);
}

EVALUATOR(multiply_uint)
{
    (void)evaluation;
    uint64_t sum;
    bool overflow = __builtin_mul_overflow(args[0].natural, args[1].natural, &sum);
    put_uint(out, overflow, sum);
}

EVALUATOR(divide_uint)
{
    (void)evaluation;
    if (args[1].natural == 0)
        crm__set_error(out, DIVISION_BY_ZERO);
    else
        put_uint(out, false, args[0].natural / args[1].natural);
}

EVALUATOR(modulo_uint)
{
    (void)evaluation;
    if (args[1].natural == 0)
        crm__set_error(out, "modulus by zero");
    else
        put_uint(out, false, args[0].natural % args[1].natural);
}

EVALUATOR(add_double)
{
    (void)evaluation;
    crm__set_double(out, args[0].real + args[1].real);
}

EVALUATOR(subtract_double)
{
    (void)evaluation;
    crm__set_double(out, args[0].real - args[1].real);
}

EVALUATOR(multiply_double)
{
    (void)evaluation;
    crm__set_double(out, args[0].real * args[1].real);
}

EVALUATOR(divide_double)
{
    (void)evaluation;
    crm__set_double(out, args[0].real / args[1].real);
}

EVALUATOR(negate_double)
{
    (void)evaluation;
    crm__set_double(out, -args[0].real);
}

EVALUATOR(not )
{
    (void)evaluation;
    crm__set_bool(out, !args[0].boolean);
}

/* --- texts and lists --- */

EVALUATOR(add_text)
{
    struct text a = args[0].text;
    struct text b = args[1].text;
    char *text = crm__eval_text(evaluation, a.size + b.size);
    if (!text)
        return;
    if (a.size > 0)
        memcpy(text, a.data, a.size);
    if (b.size > 0)
        memcpy(text + a.size, b.data, b.size);
    crm__set_string(out, (struct text){text, a.size + b.size});
    out->kind = args[0].kind;
}

EVALUATOR(add_list)
{
    const struct rule_list *a = args[0].list;
    const struct rule_list *b = args[1].list;
    struct rule_value *items = crm__eval_items(evaluation, a->count + b->count);
    if (!items)
        return;
    if (a->count > 0)
        memcpy(items, a->items, a->count * sizeof *items);
    if (b->count > 0)
        memcpy(items + a->count, b->items, b->count * sizeof *items);
    crm__eval_list(evaluation, items, a->count + b->count, out);
}

/* --- times --- */

static void shift_time(const struct rule_value *time, int64_t seconds, int64_t nanos,
                       struct rule_value *out)
{
    seconds += time->integer;
    nanos += time->nanos;
    if (nanos >= NANOS_PER_SECOND) {
        nanos -= NANOS_PER_SECOND;
        seconds++;
    } else if (nanos < 0) {
        nanos += NANOS_PER_SECOND;
        seconds--;
    }
    if (seconds < TIME_MIN_US / SECOND_US || seconds > DATE_MAX * 86400 + 86399)
        crm__set_error(out, crm__error_range);
    else
        crm__set_timestamp(out, seconds, (int32_t)nanos);
}

EVALUATOR(add_time)
{
    (void)evaluation;
    int64_t nanos = args[1].integer;
    shift_time(&args[0], nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND, out);
}

EVALUATOR(add_to_time)
{
    (void)evaluation;
    int64_t nanos = args[0].integer;
    shift_time(&args[1], nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND, out);
}

EVALUATOR(subtract_from_time)
{
    (void)evaluation;
    int64_t nanos = args[1].integer;
    shift_time(&args[0], -(nanos / NANOS_PER_SECOND), -(nanos % NANOS_PER_SECOND), out);
}

static void put_duration(struct rule_value *out, bool overflow, int64_t nanos)
{
    *out = overflow ? crm__rule_error(crm__error_range)
                    : (struct rule_value){.kind = RULE_DURATION, .integer = nanos};
}

EVALUATOR(add_duration)
{
    (void)evaluation;
    int64_t nanos;
    bool overflow = __builtin_add_overflow(args[0].integer, args[1].integer, &nanos);
    put_duration(out, overflow, nanos);
}

EVALUATOR(subtract_duration)
{
    (void)evaluation;
    int64_t nanos;
    bool overflow = __builtin_sub_overflow(args[0].integer, args[1].integer, &nanos);
    put_duration(out, overflow, nanos);
}

EVALUATOR(subtract_times)
{
    (void)evaluation;
    int64_t seconds = args[0].integer - args[1].integer;
    int64_t rest = (int64_t)args[0].nanos - args[1].nanos;
    int64_t nanos;
    /* Both of one sign, or the seconds alone might not fit where the whole does. */
    if (seconds > 0 && rest < 0) {
        seconds--;
        rest += NANOS_PER_SECOND;
    } else if (seconds < 0 && rest > 0) {
        seconds++;
        rest -= NANOS_PER_SECOND;
    }
    /* Nanoseconds of an int64 reach 292 years. */
    bool overflow = __builtin_mul_overflow(seconds, (int64_t)NANOS_PER_SECOND, &nanos) ||
                    __builtin_add_overflow(nanos, rest, &nanos);
    put_duration(out, overflow, nanos);
}

/* --- money --- */

static void put_money(struct rule_value *out, const struct rule_value *like, bool overflow,
                      int64_t minor)
{
    *out = *like;
    out->integer = minor;
    if (overflow)
        crm__set_error(out, crm__error_overflow);
}

EVALUATOR(add_money)
{
    (void)evaluation;
    int64_t sum = 0;
    if (memcmp(args[0].currency, args[1].currency, sizeof args[0].currency) != 0) {
        crm__set_error(out, crm__error_currency);
        return;
    }
    bool overflow = __builtin_add_overflow(args[0].integer, args[1].integer, &sum);
    put_money(out, &args[0], overflow, sum);
}

EVALUATOR(subtract_money)
{
    (void)evaluation;
    int64_t sum = 0;
    if (memcmp(args[0].currency, args[1].currency, sizeof args[0].currency) != 0) {
        crm__set_error(out, crm__error_currency);
        return;
    }
    bool overflow = __builtin_sub_overflow(args[0].integer, args[1].integer, &sum);
    put_money(out, &args[0], overflow, sum);
}

EVALUATOR(multiply_money)
{
    (void)evaluation;
    int64_t product = 0;
    bool overflow = __builtin_mul_overflow(args[0].integer, args[1].integer, &product);
    put_money(out, &args[0], overflow, product);
}

EVALUATOR(multiply_by_money)
{
    const struct rule_value swapped[] = {args[1], args[0]};
    crm__fn_multiply_money(evaluation, swapped, out);
}
