/* Compiling: what a user is told about mistakes, and the limits of a rule. */
#include "rule_fixture.h"

#include <string.h>

static struct fixture fixture;

static void setup(void)
{
    fixture_open(&fixture);
}

static void teardown(void)
{
    fixture_close(&fixture);
}

static crm_status compile(const char *text, enum rule_kind expected)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = fixture.thing};
    crm_status status =
        crm__rule_compile(&fixture.env, &scope, crm__text_of(text), expected, &rule);
    ck_assert(status < 0 ? rule == NULL : rule != NULL);
    crm__rule_free(rule);
    return status;
}

static void refused(const char *text, crm_status status, const char *message)
{
    ck_assert_msg(compile(text, RULE_BOOL) == status, "%s: %s", text, fixture.env.error.message);
    ck_assert_str_eq(fixture.env.error.message, message);
}

START_TEST(a_wrong_field_name_is_pointed_at_with_the_right_one)
{
    refused("n > 1 && nmae == 'a'", CRM_E_UNKNOWN,
            "no field 'nmae' in thing; did you mean 'name'?\n"
            "n > 1 && nmae == 'a'\n"
            "         ^");
    ck_assert_int_eq(fixture.env.error.line, 1);
    ck_assert_int_eq(fixture.env.error.column, 10);
}
END_TEST

START_TEST(a_wrong_field_behind_a_reference_names_its_entity)
{
    refused("crew.titel == 'a'", CRM_E_UNKNOWN,
            "no field 'titel' in crew; did you mean 'title'?\n"
            "crew.titel == 'a'\n"
            "     ^");
}
END_TEST

START_TEST(the_caret_stands_under_its_column_behind_chinese_text)
{
    refused("'客户' == note &&\n'客户' == nott", CRM_E_UNKNOWN,
            "no field 'nott' in thing; did you mean 'note'?\n"
            "'客户' == nott\n"
            "          ^");
    ck_assert_int_eq(fixture.env.error.line, 2);
    ck_assert_int_eq(fixture.env.error.column, 9);
}
END_TEST

START_TEST(a_path_through_a_plain_field_is_refused)
{
    refused("name.title == 'a'", CRM_E_INVALID,
            "thing.name is no reference and leads to nothing\n"
            "name.title == 'a'\n"
            "^");
}
END_TEST

START_TEST(wrong_types_are_named)
{
    refused("name > 1", CRM_E_INVALID, "'>' cannot compare string with int\nname > 1\n^");
    refused("name + 1 == 'a'", CRM_E_INVALID,
            "'+' does not take (string, int)\nname + 1 == 'a'\n^");
    refused("n && active", CRM_E_INVALID, "an operand of && must be bool, not int\nn && active\n^");
    refused("n", CRM_E_INVALID, "the rule must yield bool, not int\nn\n^");
    refused("amount > 1000", CRM_E_INVALID, "'>' cannot compare money with int\namount > 1000\n^");
}
END_TEST

START_TEST(null_is_no_value_of_a_field)
{
    refused("note == null", CRM_E_INVALID,
            "a field is never null; write !has(note)\nnote == null\n^");
    refused("null != crew.title", CRM_E_INVALID,
            "a field is never null; write has(crew.title)\nnull != crew.title\n^");
}
END_TEST

START_TEST(a_choice_that_does_not_exist_is_found_when_compiling)
{
    refused("grade == 'glod'", CRM_E_UNKNOWN,
            "no choice 'glod' in grade; did you mean 'gold'?\ngrade == 'glod'\n         ^");
    refused("grade in ['gold', 'sliver']", CRM_E_UNKNOWN,
            "no choice 'sliver' in grade; did you mean 'silver'?\n"
            "grade in ['gold', 'sliver']\n         ^");
    ck_assert_int_eq(compile("'platinum' in labels", RULE_BOOL), CRM_E_UNKNOWN);
    ck_assert_int_eq(compile("'gold' in labels", RULE_BOOL), CRM_OK);
}
END_TEST

START_TEST(an_unknown_function_is_pointed_at)
{
    refused("name.startWith('a')", CRM_E_UNKNOWN,
            "no function 'startWith'; did you mean 'startsWith'?\nname.startWith('a')\n^");
    refused("contains(name, 'a')", CRM_E_UNKNOWN,
            "'contains' is called as x.contains(), not as contains(x)\n"
            "contains(name, 'a')\n^");
}
END_TEST

START_TEST(grammar_mistakes_say_what_should_stand_there)
{
    refused("n = 1", CRM_E_SYNTAX, "'=' is not an operator; equality is '=='\nn = 1\n  ^");
    refused("n == ", CRM_E_SYNTAX, "the rule ends where a value should be\nn == \n     ^");
    refused("", CRM_E_SYNTAX, "the rule ends where a value should be\n\n^");
    refused("(n == 1", CRM_E_SYNTAX, "the rule ends where ')' should be\n(n == 1\n       ^");
    refused("n == 1 m", CRM_E_SYNTAX, "'m' where an operator should be\nn == 1 m\n       ^");
    refused("name == 'abc", CRM_E_SYNTAX, "a text that is not closed\nname == 'abc\n        ^");
    refused("while == 1", CRM_E_SYNTAX, "'while' is a reserved word\nwhile == 1\n^");
    refused("name == '\\q'", CRM_E_SYNTAX,
            "an escape that does not exist\nname == '\\q'\n         ^");
    refused("n == 99999999999999999999", CRM_E_SYNTAX,
            "number 99999999999999999999 is too large\nn == 99999999999999999999\n     ^");
}
END_TEST

START_TEST(literals_that_can_never_work_are_refused)
{
    refused("amount > money('1.234 CNY')", CRM_E_INVALID,
            "not an amount of that currency\namount > money('1.234 CNY')\n               ^");
    ck_assert_int_eq(compile("seen < timestamp('tomorrow')", RULE_BOOL), CRM_E_INVALID);
    ck_assert_int_eq(compile("name.matches('(a')", RULE_BOOL), CRM_E_SYNTAX);
    ck_assert_int_eq(compile("seen.getHours('Mars/Base') == 1", RULE_BOOL), CRM_E_UNKNOWN);
    ck_assert_int_eq(compile("seen.getHours('Asia/Shanghai') == 1", RULE_BOOL), CRM_OK);
}
END_TEST

START_TEST(broken_utf8_is_refused_with_its_place)
{
    ck_assert_int_eq(compile("name == '\xff'", RULE_BOOL), CRM_E_SYNTAX);
    ck_assert_str_eq(fixture.env.error.message, "rule: invalid UTF-8 at byte 9");
}
END_TEST

/* `open` n times, `core`, `close` n times. */
static crm_status nested(const char *open, const char *core, const char *close, size_t count)
{
    static char text[64 * 1024];
    text[0] = '\0';
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%s", open);
    size += (size_t)snprintf(text + size, sizeof text - size, "%s", core);
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%s", close);
    return compile(text, RULE_DYN);
}

START_TEST(depth_and_size_are_limited_not_the_stack)
{
    ck_assert_int_eq(nested("(", "1", ")", RULE_NESTING_LIMIT - 1), CRM_OK);
    ck_assert_int_eq(nested("(", "1", ")", RULE_NESTING_LIMIT), CRM_E_LIMIT);
    ck_assert_int_eq(nested("[", "1", "]", 16 * 500), CRM_E_LIMIT);
    ck_assert_int_eq(nested("-", "n", "", 200), CRM_OK);
    ck_assert_int_eq(nested("-", "n", "", 300), CRM_E_LIMIT);
    ck_assert_int_eq(nested("n + ", "n", "", 200), CRM_OK);
    ck_assert_int_eq(nested("n + ", "n", "", 300), CRM_E_LIMIT);
    ck_assert_int_eq(nested("vip || ", "vip", "", 1000), CRM_OK);
    ck_assert_int_eq(nested("1,", "1", "", 1), CRM_E_SYNTAX);
    ck_assert_int_eq(nested("vip ? 1 : ", "1", "", 62), CRM_OK);
    ck_assert_int_eq(nested("vip ? 1 : ", "1", "", 64), CRM_E_LIMIT);
    ck_assert_int_eq(nested("n||", "n", "", 8000), CRM_E_LIMIT);
    ck_assert_int_eq(nested("!vip||", "vip", "", 2700), CRM_E_LIMIT);
}
END_TEST

START_TEST(a_rule_says_what_it_reads)
{
    struct rule *rule = fixture_rule(&fixture, "crew.title == name && amount > money('1 CNY') && "
                                               "n > 0 && crew.title != '' && seen < now");
    static const char *const PATHS[] = {"crew.title", "name", "amount", "currency", "n", "seen"};
    ck_assert_uint_eq(crm__rule_path_count(rule), 6);
    for (size_t i = 0; i < 6; i++) {
        char name[64];
        fixture_path_name(crm__rule_path(rule, i), name, sizeof name);
        ck_assert_str_eq(name, PATHS[i]);
    }
    ck_assert(crm__rule_reads_now(rule));
    ck_assert(crm__rule_reads(rule, crm__field_find(fixture.thing, TEXT("crew"))));
    ck_assert(!crm__rule_reads(rule, crm__field_find(fixture.thing, TEXT("note"))));
    crm__rule_free(rule);
}
END_TEST

START_TEST(running_out_of_memory_leaves_nothing_behind)
{
    static const char RULE[] = "crew.title.matches('a+') && [1, n].exists(i, i > 1) && "
                               "seen.getHours('Asia/Shanghai') > 8 && grade in ['gold'] && "
                               "amount > money('1 CNY')";
    size_t live = fixture.heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        struct rule *rule = NULL;
        struct rule_scope scope = {.entity = fixture.thing};
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail_at;
        crm_status status =
            crm__rule_compile(&fixture.env, &scope, crm__text_of(RULE), RULE_BOOL, &rule);
        fixture.heap.fail_at = 0;
        crm__rule_free(rule);
        ck_assert_uint_eq(fixture.heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_compile");
    TCase *mistakes = tcase_create("mistakes");
    tcase_add_checked_fixture(mistakes, setup, teardown);
    tcase_add_test(mistakes, a_wrong_field_name_is_pointed_at_with_the_right_one);
    tcase_add_test(mistakes, a_wrong_field_behind_a_reference_names_its_entity);
    tcase_add_test(mistakes, the_caret_stands_under_its_column_behind_chinese_text);
    tcase_add_test(mistakes, a_path_through_a_plain_field_is_refused);
    tcase_add_test(mistakes, wrong_types_are_named);
    tcase_add_test(mistakes, null_is_no_value_of_a_field);
    tcase_add_test(mistakes, a_choice_that_does_not_exist_is_found_when_compiling);
    tcase_add_test(mistakes, an_unknown_function_is_pointed_at);
    tcase_add_test(mistakes, grammar_mistakes_say_what_should_stand_there);
    tcase_add_test(mistakes, literals_that_can_never_work_are_refused);
    tcase_add_test(mistakes, broken_utf8_is_refused_with_its_place);
    tcase_add_test(mistakes, depth_and_size_are_limited_not_the_stack);
    tcase_add_test(mistakes, a_rule_says_what_it_reads);
    tcase_add_test(mistakes, running_out_of_memory_leaves_nothing_behind);
    suite_add_tcase(suite, mistakes);
    return suite_main(suite);
}
