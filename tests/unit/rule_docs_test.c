/* The examples of docs/rule.md and its Chinese page are true, no function is left out, and what SQL
 * says is told. */
#include "rule_fixture.h"

#include "rule/function.h"

#include <string.h>

enum { EXAMPLE_COUNT = 150 };

static struct fixture fixture;
static char *page;

static const char *const PAGES[] = {TESTS_DIR "/../docs/rule.md", TESTS_DIR "/../docs/rule.zh.md"};
enum { PAGE_COUNT = sizeof PAGES / sizeof *PAGES };

static void page_read(int number)
{
    FILE *file = fopen(PAGES[number], "rb");
    ck_assert(file != NULL);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    page = malloc(size + 1);
    ck_assert(page && fread(page, 1, size, file) == size);
    page[size] = '\0';
    fclose(file);
}

static void setup(void)
{
    fixture_open(&fixture);
}

static void teardown(void)
{
    fixture_close(&fixture);
    free(page);
}

/* `line` is "expression // value". */
static void check_example(struct text line)
{
    struct rule *rule = NULL;
    struct arena arena;
    struct buffer printed;
    struct rule_value value;
    struct rule_scope scope = {.unchecked = true};
    size_t mark = crm__text_find(line, TEXT(" // "), 0);
    ck_assert_msg(mark != SIZE_MAX, "%.*s", (int)line.size, line.data);
    struct text expected = crm__text_slice(line, mark + 4, line.size);
    crm__arena_init(&arena, &fixture.env);
    crm__buffer_init(&printed, &fixture.env);
    crm_status status = crm__rule_compile(&fixture.env, &scope, line, RULE_DYN, &rule);
    if (status == CRM_OK)
        status = crm__rule_eval_variables(&fixture.env, rule, NULL, TEST_NOW_US, &arena, &value);
    ck_assert_msg(status == CRM_OK, "%.*s: %s", (int)line.size, line.data,
                  fixture.env.error.message);
    crm__rule_value_print(&printed, &value);
    ck_assert_msg(crm__text_equal(crm__buffer_view(&printed), expected), "%.*s gives %s",
                  (int)line.size, line.data, printed.data);
    crm__buffer_free(&printed);
    crm__rule_free(rule);
    crm__arena_free(&arena);
}

static void check_rule_of(const char *entity, struct text line)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity =
                                   crm__entity_find(&fixture.catalogue, crm__text_of(entity))};
    crm_status status = crm__rule_compile(&fixture.env, &scope, line, RULE_BOOL, &rule);
    ck_assert_msg(status == CRM_OK, "%.*s: %s", (int)line.size, line.data,
                  fixture.env.error.message);
    crm__rule_free(rule);
}

static void check_lead_rule(struct text line)
{
    check_rule_of("lead", line);
}

static void check_account_rule(struct text line)
{
    check_rule_of("account", line);
}

/* Calls `check` for each line of the fenced blocks of that language; their number. */
static size_t each_line(const char *fence, void (*check)(struct text line))
{
    size_t count = 0;
    for (const char *block = strstr(page, fence); block; block = strstr(block, fence)) {
        const char *end = strstr(block + strlen(fence), "```");
        ck_assert(end != NULL);
        block += strlen(fence);
        while (block < end) {
            size_t size = strcspn(block, "\n");
            if (size > 0)
                check((struct text){block, size});
            count += size > 0;
            block += size + 1;
        }
    }
    return count;
}

START_TEST(every_example_gives_the_value_beside_it)
{
    page_read(_i);
    ck_assert_uint_gt(each_line("```cel\n", check_example), EXAMPLE_COUNT);
}
END_TEST

START_TEST(the_rules_on_leads_compile)
{
    page_read(_i);
    ck_assert_uint_eq(each_line("```rule\n", check_lead_rule), 4);
}
END_TEST

START_TEST(the_rules_on_accounts_compile)
{
    page_read(_i);
    ck_assert_uint_eq(each_line("```account\n", check_account_rule), 9);
}
END_TEST

START_TEST(no_function_is_left_out)
{
    page_read(_i);
    for (size_t i = 0; i < crm__function_count; i++) {
        const struct function *function = &crm__functions[i];
        char call[64];
        if (function->style == CALL_OPERATOR)
            continue;
        snprintf(call, sizeof call, "%s%s(", function->style == CALL_RECEIVER ? "." : "",
                 function->name);
        ck_assert_msg(strstr(page, call) != NULL, "%s says nothing of %s)", PAGES[_i], call);
    }
}
END_TEST

/* --- what SQL says --- */

static struct buffer signatures;

static void add_signature(const struct function *function)
{
    const char *label[ARGUMENT_LIMIT] = {"", "", "", ""};
    for (size_t i = 0; i < function->arg_count; i++)
        label[i] = crm__kind_label((enum rule_kind)function->params[i]);
    if (function->style == CALL_OPERATOR && function->arg_count == 2)
        crm__buffer_format(&signatures, "%s %s %s", label[0], function->name, label[1]);
    else if (function->style == CALL_OPERATOR)
        crm__buffer_format(&signatures, "%s%s", function->name[0] == '!' ? "!" : "-", label[0]);
    else if (function->style == CALL_GLOBAL)
        crm__buffer_format(&signatures, "%s(%s)", function->name, label[0]);
    else
        crm__buffer_format(&signatures, "%s.%s(%s%s%s)", label[0], function->name, label[1],
                           function->arg_count > 2 ? ", " : "", label[2]);
}

/* The table's overloads that SQL says, those of a name on a line; comparisons are told in words. */
static void make_signatures(void)
{
    const struct function *last = NULL;
    for (size_t i = 0; i < crm__function_count; i++) {
        const struct function *function = &crm__functions[i];
        if (!function->sqlite || function->check != CHECK_KINDS)
            continue;
        bool same = last && strcmp(last->name, function->name) == 0;
        if (last)
            crm__buffer_cstr(&signatures, same ? "   " : "\n");
        add_signature(function);
        last = function;
    }
    crm__buffer_byte(&signatures, '\n');
}

START_TEST(the_page_lists_what_sql_says)
{
    static const char FENCE[] = "```signature\n";
    page_read(_i);
    const char *block = strstr(page, FENCE);
    const char *end = block ? strstr(block + strlen(FENCE), "```") : NULL;
    ck_assert(end != NULL);
    crm__buffer_init(&signatures, &fixture.env);
    make_signatures();
    block += strlen(FENCE);
    ck_assert_msg(signatures.size == (size_t)(end - block) &&
                      memcmp(block, signatures.data, signatures.size) == 0,
                  "%s should say:\n%s", PAGES[_i], signatures.data);
    crm__buffer_free(&signatures);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_docs");
    TCase *docs = tcase_create("docs");
    tcase_add_checked_fixture(docs, setup, teardown);
    tcase_add_loop_test(docs, every_example_gives_the_value_beside_it, 0, PAGE_COUNT);
    tcase_add_loop_test(docs, the_rules_on_leads_compile, 0, PAGE_COUNT);
    tcase_add_loop_test(docs, the_rules_on_accounts_compile, 0, PAGE_COUNT);
    tcase_add_loop_test(docs, no_function_is_left_out, 0, PAGE_COUNT);
    tcase_add_loop_test(docs, the_page_lists_what_sql_says, 0, PAGE_COUNT);
    suite_add_tcase(suite, docs);
    return suite_main(suite);
}
