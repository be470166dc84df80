/* Conversions between types. What does not fit fails; nothing wraps or is rounded in silence. */
#include "rule/evaluators.h"

#include "base/money.h"
#include "base/time.h"
#include "rule/order.h"

#include <math.h>
#include <string.h>

enum { NANOS_PER_SECOND = 1000000000 };

static const char NOT_A_NUMBER[] = "not a number of that type";

EVALUATOR(identity)
{
    (void)evaluation;
    *out = args[0];
}

EVALUATOR(type)
{
    (void)evaluation;
    *out = (struct rule_value){.kind = RULE_TYPE,
                               .text = crm__text_of(crm__rule_kind_name(args[0].kind))};
}

EVALUATOR(int_of_uint)
{
    (void)evaluation;
    *out = args[0].natural > INT64_MAX ? crm__rule_error(crm__error_range)
                                       : crm__rule_int((int64_t)args[0].natural);
}

EVALUATOR(int_of_double)
{
    (void)evaluation;
    double real = args[0].real;
    /* The bounds themselves are out: near them doubles are too coarse to tell. */
    if (real > -9223372036854775808.0 && real < 9223372036854775808.0)
        *out = crm__rule_int((int64_t)real);
    else
        *out = crm__rule_error(crm__error_range);
}

EVALUATOR(int_of_text)
{
    (void)evaluation;
    int64_t integer;
    struct text text = args[0].text;
    if (text.size > 1 && text.data[0] == '+')
        text = crm__text_slice(text, 1, text.size);
    *out = crm__text_to_int64(text, &integer) < 0 ? crm__rule_error(NOT_A_NUMBER)
                                                  : crm__rule_int(integer);
}

EVALUATOR(int_of_time)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer);
}

EVALUATOR(uint_of_int)
{
    (void)evaluation;
    *out = args[0].integer < 0
               ? crm__rule_error(crm__error_range)
               : (struct rule_value){.kind = RULE_UINT, .natural = (uint64_t)args[0].integer};
}

EVALUATOR(uint_of_double)
{
    (void)evaluation;
    double real = args[0].real;
    *out = real > -1 && real < 18446744073709551616.0 && !(real < 0)
               ? (struct rule_value){.kind = RULE_UINT, .natural = (uint64_t)real}
               : crm__rule_error(crm__error_range);
}

EVALUATOR(uint_of_text)
{
    (void)evaluation;
    uint64_t natural;
    *out = crm__text_to_uint64(args[0].text, &natural) < 0
               ? crm__rule_error(NOT_A_NUMBER)
               : (struct rule_value){.kind = RULE_UINT, .natural = natural};
}

EVALUATOR(double_of_number)
{
    (void)evaluation;
    *out = crm__rule_double(args[0].kind == RULE_INT ? (double)args[0].integer
                                                     : (double)args[0].natural);
}

EVALUATOR(double_of_text)
{
    (void)evaluation;
    struct text text = args[0].text;
    double real;
    bool negative = text.size > 0 && text.data[0] == '-';
    struct text rest = text.size > 0 && (negative || text.data[0] == '+')
                           ? crm__text_slice(text, 1, text.size)
                           : text;
    if (crm__text_equal_nocase(rest, TEXT("nan")))
        *out = crm__rule_double((double)NAN);
    else if (crm__text_equal_nocase(rest, TEXT("inf")) ||
             crm__text_equal_nocase(rest, TEXT("infinity")))
        *out = crm__rule_double(negative ? (double)-INFINITY : (double)INFINITY);
    else if (crm__text_to_double(text, &real) < 0)
        *out = crm__rule_error(NOT_A_NUMBER);
    else
        *out = crm__rule_double(real);
}

EVALUATOR(bool_of_text)
{
    (void)evaluation;
    static const char *const TRUE_WORDS[] = {"true", "True", "TRUE", "t", "1"};
    static const char *const FALSE_WORDS[] = {"false", "False", "FALSE", "f", "0"};
    for (size_t i = 0; i < sizeof TRUE_WORDS / sizeof *TRUE_WORDS; i++) {
        if (crm__text_is(args[0].text, TRUE_WORDS[i]))
            *out = crm__rule_bool(true);
        if (crm__text_is(args[0].text, FALSE_WORDS[i]))
            *out = crm__rule_bool(false);
    }
    if (out->kind == RULE_ERROR)
        *out = crm__rule_error("not a bool");
}

EVALUATOR(bytes_of_text)
{
    (void)evaluation;
    *out = args[0];
    out->kind = RULE_BYTES;
}

EVALUATOR(string_of_bytes)
{
    crm__eval_charge(evaluation, args[0].text.size);
    *out = args[0];
    out->kind = RULE_STRING;
    if (crm__utf8_valid_prefix(args[0].text) != args[0].text.size)
        *out = crm__rule_error("invalid UTF-8");
}

EVALUATOR(string_of_scalar)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, evaluation->env);
    crm__rule_value_text(&buffer, &args[0]);
    char *text = crm__buffer_status(&buffer) < 0 ? NULL : crm__eval_text(evaluation, buffer.size);
    if (text) {
        if (buffer.size > 0)
            memcpy(text, buffer.data, buffer.size);
        *out = crm__rule_string((struct text){text, buffer.size});
    } else if (evaluation->status >= 0) {
        evaluation->status = CRM_E_NOMEM;
    }
    crm__buffer_free(&buffer);
}

/* A parser of base that failed has left its words in env: the failure is a value here. */
static void parse_failed(struct evaluation *evaluation, crm_status status, const char *what,
                         struct rule_value *out)
{
    if (status == CRM_E_NOMEM) {
        evaluation->status = status;
        return;
    }
    crm__error_clear(evaluation->env);
    *out = crm__rule_error(what);
}

EVALUATOR(time_of_text)
{
    int64_t seconds;
    int32_t nanos;
    crm_status status = crm__time_parse_exact(evaluation->env, args[0].text, &seconds, &nanos);
    if (status < 0)
        parse_failed(evaluation, status, "not a timestamp (RFC 3339)", out);
    else
        *out = (struct rule_value){.kind = RULE_TIMESTAMP, .integer = seconds, .nanos = nanos};
}

EVALUATOR(time_of_int)
{
    (void)evaluation;
    int64_t seconds = args[0].integer;
    if (seconds < TIME_MIN_US / SECOND_US || seconds > TIME_MAX_US / SECOND_US)
        *out = crm__rule_error(crm__error_range);
    else
        *out = (struct rule_value){.kind = RULE_TIMESTAMP, .integer = seconds};
}

EVALUATOR(duration_of_text)
{
    int64_t seconds, total;
    int32_t nanos;
    crm_status status = crm__duration_parse_exact(evaluation->env, args[0].text, &seconds, &nanos);
    if (status < 0) {
        parse_failed(evaluation, status, "not a duration", out);
        return;
    }
    bool overflow = __builtin_mul_overflow(seconds, (int64_t)NANOS_PER_SECOND, &total) ||
                    __builtin_add_overflow(total, (int64_t)nanos, &total);
    *out = overflow ? crm__rule_error(crm__error_range)
                    : (struct rule_value){.kind = RULE_DURATION, .integer = total};
}

/* --- money --- */

EVALUATOR(money_of_text)
{
    struct text text = crm__text_trim(args[0].text);
    size_t space = crm__text_find(text, TEXT(" "), 0);
    const struct currency *currency = NULL;
    int64_t minor;
    if (space != SIZE_MAX)
        currency = crm__currency_find(crm__text_slice(text, space + 1, text.size));
    if (!currency) {
        *out = crm__rule_error("money is an amount and a currency, such as \"1000 CNY\"");
        return;
    }
    crm_status status =
        crm__money_parse(evaluation->env, crm__text_slice(text, 0, space), currency, &minor);
    if (status < 0)
        parse_failed(evaluation, status, "not an amount of that currency", out);
    else
        *out = crm__rule_money(minor, crm__text_of(currency->code));
}

EVALUATOR(money_of_int)
{
    (void)evaluation;
    const struct currency *currency = crm__currency_find(args[1].text);
    *out = currency ? crm__rule_money(args[0].integer, args[1].text)
                    : crm__rule_error("no such currency");
}

EVALUATOR(money_currency)
{
    struct text code = crm__text_of(args[0].currency);
    char *copy = crm__eval_text(evaluation, code.size);
    if (!copy)
        return;
    memcpy(copy, code.data, code.size);
    *out = crm__rule_string((struct text){copy, code.size});
}

EVALUATOR(money_minor)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer);
}
