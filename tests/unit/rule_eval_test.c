/* Rules on one record: missing values, times, money, limits, explanation, canonical form. */
#include "rule_fixture.h"

#include "base/time.h"

#include <string.h>

static struct fixture fixture;
static struct arena arena;

static void setup(void)
{
    fixture_open(&fixture);
    crm__arena_init(&arena, &fixture.env);
}

static void teardown(void)
{
    crm__arena_free(&arena);
    fixture_close(&fixture);
}

/* What the record holds: every path a test uses. */
static struct value stored(const char *path)
{
    static const struct {
        const char *path;
        struct value value;
    } RECORD[] = {
        {"n", {.kind = VALUE_INT, .integer = 7}},
        {"price", {.kind = VALUE_INT, .integer = 1250}},
        {"amount", {.kind = VALUE_INT, .integer = 100000}},
        {"currency", {.kind = VALUE_TEXT, .text = {"CNY", 3}}},
        {"name", {.kind = VALUE_TEXT, .text = {"王小明", 9}}},
        {"active", {.kind = VALUE_INT, .integer = 1}},
        {"born", {.kind = VALUE_INT, .integer = 1}},
        {"seen", {.kind = VALUE_INT, .integer = TEST_NOW_US - 36 * HOUR_US}},
        {"grade", {.kind = VALUE_TEXT, .text = {"gold", 4}}},
        {"labels", {.kind = VALUE_TEXT, .text = {"|gold|new|", 10}}},
        {"crew", {.kind = VALUE_INT, .integer = 42}},
        {"crew.title", {.kind = VALUE_TEXT, .text = {"north", 5}}},
    };
    for (size_t i = 0; i < sizeof RECORD / sizeof *RECORD; i++)
        if (strcmp(RECORD[i].path, path) == 0)
            return RECORD[i].value;
    return VALUE_OF_NULL;
}

static void load(const struct rule *rule, struct value *values)
{
    for (size_t i = 0; i < crm__rule_path_count(rule); i++) {
        char name[64];
        fixture_path_name(crm__rule_path(rule, i), name, sizeof name);
        values[i] = stored(name);
    }
}

/* The value as an expression, or the reason why it is missing. */
static const char *evaluated(const char *text)
{
    static char result[512];
    struct value values[16];
    struct rule_value value;
    struct buffer buffer;
    struct rule *rule = fixture_rule(&fixture, text);
    load(rule, values);
    crm_status status = crm__rule_eval(&fixture.env, rule, values, TEST_NOW_US, &arena, &value);
    crm__buffer_init(&buffer, &fixture.env);
    if (status == CRM_OK)
        crm__rule_value_print(&buffer, &value);
    else
        crm__buffer_cstr(&buffer, crm_status_name(status));
    snprintf(result, sizeof result, "%s", buffer.data);
    crm__buffer_free(&buffer);
    crm__rule_free(rule);
    return result;
}

START_TEST(fields_have_the_types_of_the_catalogue)
{
    ck_assert_str_eq(evaluated("n"), "7");
    ck_assert_str_eq(evaluated("price"), "12.5");
    ck_assert_str_eq(evaluated("amount"), "money(\"1000.00 CNY\")");
    ck_assert_str_eq(evaluated("name"), "\"王小明\"");
    ck_assert_str_eq(evaluated("active"), "true");
    ck_assert_str_eq(evaluated("born"), "timestamp(\"1970-01-02T00:00:00Z\")");
    ck_assert_str_eq(evaluated("seen"), "timestamp(\"2026-02-28T20:00:00Z\")");
    ck_assert_str_eq(evaluated("labels"), "[\"gold\", \"new\"]");
    ck_assert_str_eq(evaluated("crew"), "42");
    ck_assert_str_eq(evaluated("crew.title"), "\"north\"");
}
END_TEST

START_TEST(a_missing_value_is_an_error_that_logic_absorbs)
{
    ck_assert_str_eq(evaluated("note"), "error(\"no such value\")");
    ck_assert_str_eq(evaluated("note == 'a'"), "error(\"no such value\")");
    ck_assert_str_eq(evaluated("note == 'a' || n == 7"), "true");
    ck_assert_str_eq(evaluated("n == 8 && note == 'a'"), "false");
    ck_assert_str_eq(evaluated("note == 'a' && n == 7"), "error(\"no such value\")");
    ck_assert_str_eq(evaluated("has(note) ? note : 'none'"), "\"none\"");
    ck_assert_str_eq(evaluated("has(name) && !has(note) && has(crew.title)"), "true");
    ck_assert_str_eq(evaluated("has(crew.founded)"), "false");
}
END_TEST

START_TEST(times_and_durations_compute)
{
    ck_assert_str_eq(evaluated("now - seen"), "duration(\"129600s\")");
    /* The longest durations that there are. */
    ck_assert_str_eq(evaluated("now - (now - duration('9223372036.854775807s'))"),
                     "duration(\"9223372036.854775807s\")");
    ck_assert_str_eq(evaluated("now - (now + duration('9223372036.854775807s'))"),
                     "duration(\"-9223372036.854775807s\")");
    ck_assert_str_eq(
        evaluated("(now + duration('1ns')) - (now - duration('9223372036.854775807s'))"),
        "error(\"out of range\")");
    ck_assert_str_eq(evaluated("seen < now - duration('24h')"), "true");
    ck_assert_str_eq(evaluated("seen.getHours()"), "20");
    ck_assert_str_eq(evaluated("seen.getHours('Asia/Shanghai')"), "4");
    ck_assert_str_eq(evaluated("seen.getDayOfWeek()"), "6");
    ck_assert_str_eq(evaluated("born < seen"), "true");
}
END_TEST

START_TEST(money_compares_within_a_currency_only)
{
    ck_assert_str_eq(evaluated("amount == money('1000 CNY')"), "true");
    ck_assert_str_eq(evaluated("amount > money('999.99 CNY')"), "true");
    ck_assert_str_eq(evaluated("amount > money('1 USD')"), "error(\"different currencies\")");
    ck_assert_str_eq(evaluated("amount + money('0.50 CNY') * 2"), "money(\"1001.00 CNY\")");
    ck_assert_str_eq(evaluated("amount.minor()"), "100000");
    ck_assert_str_eq(evaluated("amount.currency()"), "\"CNY\"");
}
END_TEST

START_TEST(work_is_limited_and_the_limit_cannot_be_absorbed)
{
    ck_assert_str_eq(evaluated("'0123456789'.split('').exists(a, '0123456789'.split('').exists(b, "
                               "'0123456789'.split('').exists(c, '0123456789'.split('').exists(d, "
                               "'0123456789'.split('').exists(e, n > 99))))) || true || n == 7"),
                     "CRM_E_LIMIT");
    /* Doubles a text until it passes the limit. */
    ck_assert_str_eq(evaluated("['x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', "
                               "'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'].map(x, 'abcdefgh' + name)"
                               ".join('0').replace('', name).replace('', name).replace('', name)"
                               ".replace('', name).replace('', name).replace('', name).size() > 0"),
                     "CRM_E_LIMIT");
    ck_assert_str_eq(evaluated("n == 7"), "true");
}
END_TEST

START_TEST(a_condition_has_three_verdicts)
{
    static const char *const RULES[] = {"n == 8", "n == 7", "note == ''"};
    for (int i = 0; i < 3; i++) {
        struct value values[4];
        enum rule_verdict verdict;
        struct rule *rule = fixture_rule(&fixture, RULES[i]);
        load(rule, values);
        ck_assert_int_eq(crm__rule_test(&fixture.env, rule, values, TEST_NOW_US, &verdict), CRM_OK);
        ck_assert_int_eq(verdict, i);
        crm__rule_free(rule);
    }
}
END_TEST

START_TEST(an_explanation_gives_every_part_and_why_it_is_missing)
{
    struct value values[8];
    struct buffer json;
    struct rule *rule = fixture_rule(&fixture, "n > 5 && (note == 'a' || active)");
    load(rule, values);
    crm__buffer_init(&json, &fixture.env);
    ck_assert_int_eq(crm__rule_explain(&fixture.env, rule, values, TEST_NOW_US, &json), CRM_OK);
    ck_assert_str_eq(json.data,
                     "{\"expr\":\"n > 5 && (note == 'a' || active)\",\"value\":\"true\","
                     "\"decided\":true,\"args\":["
                     "{\"expr\":\"n > 5\",\"value\":\"true\",\"decided\":true,\"args\":["
                     "{\"expr\":\"n\",\"value\":\"7\"},{\"expr\":\"5\",\"value\":\"5\"}]},"
                     "{\"expr\":\"(note == 'a' || active)\",\"value\":\"true\","
                     "\"decided\":true,\"args\":["
                     "{\"expr\":\"note == 'a'\",\"missing\":\"no such value\",\"args\":["
                     "{\"expr\":\"note\",\"missing\":\"no such value\"},{\"expr\":\"'a'\"}]},"
                     "{\"expr\":\"active\",\"value\":\"true\",\"decided\":true}]}]}");
    crm__buffer_free(&json);
    crm__rule_free(rule);
}
END_TEST

static void formats(const char *text, const char *expected)
{
    struct buffer once, twice;
    struct rule *rule = fixture_rule(&fixture, text);
    crm__buffer_init(&once, &fixture.env);
    crm__rule_format(rule, &once);
    ck_assert_str_eq(once.data, expected);
    struct rule *again = fixture_rule(&fixture, once.data);
    crm__buffer_init(&twice, &fixture.env);
    crm__rule_format(again, &twice);
    ck_assert_str_eq(twice.data, expected);
    crm__buffer_free(&once);
    crm__buffer_free(&twice);
    crm__rule_free(rule);
    crm__rule_free(again);
}

START_TEST(the_canonical_form_keeps_the_meaning_and_nothing_else)
{
    formats("((n)+1)*2==0x10", "(n + 1) * 2 == 16");
    formats("n-(m-1)-1 < -5", "n - (m - 1) - 1 < -5");
    formats("!(active&&vip)||(vip)", "!(active && vip) || vip");
    formats("active&&(vip&&active)", "active && (vip && active)");
    formats("has( note )?note:\"x\\n\"", "has(note) ? note : \"x\\n\"");
    formats("(active?vip:active)?1:vip?2:3", "(active ? vip : active) ? 1 : vip ? 2 : 3");
    formats("[1,n].exists( i ,i>1 )", "[1, n].exists(i, i > 1)");
    formats("crew . title.contains('a')", "crew.title.contains(\"a\")");
    formats("math.greatest(n,1,2)>{'a':1}['a']", "math.greatest(n, 1, 2) > {\"a\": 1}[\"a\"]");
    formats("cel.bind(x,n+1,x*x)==1.0", "cel.bind(x, n + 1, x * x) == 1.0");
    formats("-(n)==- -1", "-n == -(-1)");
    formats("{'a b':1}.`a b`==1", "{\"a b\": 1}.`a b` == 1");
}
END_TEST

static crm_status evaluate_all(void)
{
    static const char RULE[] = "labels.map(l, l + name).join(',').matches(name + '.*') && "
                               "'%s %f'.format([name, price]) != string(n) && has(note)";
    struct rule *rule = NULL;
    struct value values[8];
    struct buffer json;
    enum rule_verdict verdict;
    struct rule_scope scope = {.entity = fixture.thing};
    crm__buffer_init(&json, &fixture.env);
    crm_status status =
        crm__rule_compile(&fixture.env, &scope, crm__text_of(RULE), RULE_BOOL, &rule);
    if (status >= 0) {
        load(rule, values);
        status = crm__rule_test(&fixture.env, rule, values, TEST_NOW_US, &verdict);
    }
    if (status >= 0)
        status = crm__rule_explain(&fixture.env, rule, values, TEST_NOW_US, &json);
    crm__buffer_free(&json);
    crm__rule_free(rule);
    return status;
}

START_TEST(running_out_of_memory_leaves_nothing_behind)
{
    size_t live = fixture.heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail_at;
        crm_status status = evaluate_all();
        fixture.heap.fail_at = 0;
        ck_assert_uint_eq(fixture.heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_eval");
    TCase *record = tcase_create("record");
    tcase_add_checked_fixture(record, setup, teardown);
    tcase_add_test(record, fields_have_the_types_of_the_catalogue);
    tcase_add_test(record, a_missing_value_is_an_error_that_logic_absorbs);
    tcase_add_test(record, times_and_durations_compute);
    tcase_add_test(record, money_compares_within_a_currency_only);
    tcase_add_test(record, work_is_limited_and_the_limit_cannot_be_absorbed);
    tcase_add_test(record, a_condition_has_three_verdicts);
    tcase_add_test(record, an_explanation_gives_every_part_and_why_it_is_missing);
    tcase_add_test(record, the_canonical_form_keeps_the_meaning_and_nothing_else);
    tcase_add_test(record, running_out_of_memory_leaves_nothing_behind);
    suite_add_tcase(suite, record);
    return suite_main(suite);
}
