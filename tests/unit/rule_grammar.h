/* What generated rules are made of, by type: b bool, i int, d double, s string, t timestamp,
 * u duration, m money. In a form, a letter after % asks for an expression of that type. */
#ifndef CRM_TESTS_RULE_GRAMMAR_H
#define CRM_TESTS_RULE_GRAMMAR_H

#include <stddef.h>

static const char *const BOOLS_LEAVES[] = {"active",          "vip",         "true",
                                           "false",           "has(name)",   "has(n)",
                                           "has(crew.title)", "has(amount)", "!vip"};
static const char *const NUMBERS_LEAVES[] = {"n",
                                             "m",
                                             "crew.head_count",
                                             "0",
                                             "1",
                                             "-1",
                                             "7",
                                             "9223372036854775807",
                                             "-9223372036854775808",
                                             "100"};
static const char *const REALS_LEAVES[] = {"price",       "ratio", "0.0",       "1.5",
                                           "-0.07",       "1e300", "double(n)", "(0.0 / 0.0)",
                                           "(1.0 / 0.0)", "123.45"};
static const char *const STRINGS_LEAVES[] = {"name",   "note", "crew.title",    "''",   "'a'",
                                             "'客户'", "'ab'", "string(grade)", "'z%_'"};
static const char *const TIMES_LEAVES[] = {"now",
                                           "born",
                                           "seen",
                                           "due",
                                           "crew.founded",
                                           "timestamp('2026-03-01T00:00:00Z')",
                                           "timestamp('1969-12-31T23:59:59.9999995Z')",
                                           "timestamp('0001-01-01T00:00:00Z')"};
static const char *const SPANS_LEAVES[] = {"duration('24h')", "duration('-1h30m')",
                                           "duration('1us')", "duration('1ns')",
                                           "duration('2500000h')"};
static const char *const MONIES_LEAVES[] = {"amount", "money('1 CNY')", "money('-3.50 USD')",
                                            "amount"};

static const char *const BOOLS_FORMS[] = {"(%b && %b)",
                                          "(%b || %b)",
                                          "!%b",
                                          "(%b ? %b : %b)",
                                          "(%i < %i)",
                                          "(%i == %i)",
                                          "(%i >= %i)",
                                          "(%i != %i)",
                                          "(%d < %d)",
                                          "(%d >= %d)",
                                          "(%d == %d)",
                                          "(%d != %d)",
                                          "(%s == %s)",
                                          "(%s < %s)",
                                          "(%s != %s)",
                                          "%s.contains(%s)",
                                          "%s.startsWith(%s)",
                                          "%s.endsWith(%s)",
                                          "(%t < %t)",
                                          "(%t >= %t)",
                                          "(%t == %t)",
                                          "(%u > %u)",
                                          "(%m > %m)",
                                          "(%m == %m)",
                                          "(%m <= %m)",
                                          "(%b == %b)",
                                          "(grade == 'gold')",
                                          "(grade in ['gold', 'new'])",
                                          "('gold' in labels)",
                                          "(%i in [1, 7, 100])",
                                          "(%s in ['a', '客户', ''])",
                                          "(%i > %d)",
                                          "(%d == %i)",
                                          "labels.exists(l, l == %s)",
                                          "[1, %i, 3].all(x, x > %i)",
                                          "(%b && %b && %b)",
                                          "(%b || %b || %b)",
                                          "(n == 7)",
                                          "(price > 0.5)",
                                          "(price == 1.0)",
                                          "(born < now)",
                                          "(seen > now - %u)",
                                          "(amount > money('1 CNY'))",
                                          "!(amount == money('0.01 USD'))",
                                          "(n in [])",
                                          "%s.matches('a|^客')",
                                          "(%s.size() > %i)",
                                          "(%i <= %i)",
                                          "(%i > %i)",
                                          "(%d <= %d)",
                                          "(%d > %d)",
                                          "(%s <= %s)",
                                          "(%s >= %s)",
                                          "(%s > %s)",
                                          "(%t <= %t)",
                                          "(%t != %t)",
                                          "(%u <= %u)",
                                          "(%b < %b)",
                                          "(%m != %m)",
                                          "(n != 9007199254740992.0)",
                                          "!(n == 9223372036854775807.0)",
                                          "(price <= 92233720368547758.0)",
                                          "(ratio < -0.0001)",
                                          "(n <= 7)",
                                          "(born <= now)",
                                          "(m > 2.5)",
                                          "(born == timestamp('2026-03-01T00:00:00Z'))",
                                          "(%i <= %d)",
                                          "(%d != %i)"};
static const char *const NUMBERS_FORMS[] = {
    "(%i + %i)",     "(%i - %i)",       "(%i * %i)",
    "(%i / %i)",     "(%i %% %i)",      "-%i",
    "size(%s)",      "%s.indexOf(%s)",  "(%b ? %i : %i)",
    "%t.getHours()", "%u.getMinutes()", "math.abs(%i)",
    "int(%d)",       "size(labels)",    "%t.getDayOfWeek('Asia/Shanghai')"};
static const char *const REALS_FORMS[] = {"(%d + %d)",  "(%d - %d)",     "(%d * %d)",
                                          "(%d / %d)",  "-%d",           "(%b ? %d : %d)",
                                          "double(%i)", "math.floor(%d)"};
static const char *const STRINGS_FORMS[] = {
    "(%s + %s)",           "%s.lowerAscii()", "%s.upperAscii()", "%s.substring(%i)",
    "%s.substring(0, %i)", "%s.charAt(%i)",   "%s.trim()",       "%s.replace(%s, %s)",
    "string(%i)",          "(%b ? %s : %s)",  "string(%d)"};
static const char *const TIMES_FORMS[] = {"(%t + %u)", "(%t - %u)", "(%b ? %t : %t)"};
static const char *const SPANS_FORMS[] = {"(%t - %t)", "(%u + %u)", "(%u - %u)", "(%b ? %u : %u)"};
static const char *const MONIES_FORMS[] = {"(%m + %m)", "(%m - %m)", "(%m * %i)"};

static const struct grammar {
    char type;
    const char *const *leaves;
    size_t leaf_count;
    const char *const *forms;
    size_t form_count;
} GRAMMAR[] = {
#define GRAMMAR_OF(type_, name_)                                                                   \
    {                                                                                              \
        type_, name_##_LEAVES, sizeof name_##_LEAVES / sizeof *name_##_LEAVES, name_##_FORMS,      \
            sizeof name_##_FORMS / sizeof *name_##_FORMS                                           \
    }
    GRAMMAR_OF('b', BOOLS),   GRAMMAR_OF('i', NUMBERS), GRAMMAR_OF('d', REALS),
    GRAMMAR_OF('s', STRINGS), GRAMMAR_OF('t', TIMES),   GRAMMAR_OF('u', SPANS),
    GRAMMAR_OF('m', MONIES),
#undef GRAMMAR_OF
};

#endif
