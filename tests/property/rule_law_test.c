/*
 * One meaning, every way: generated rules over records of a store give the same answer on a record,
 * on columns, in a query and as SQL, and every function of the language takes part.
 *
 * RULE_SEED and RULE_CASES choose the run: 1 and 6000 when they are not set (600 on a server, of
 * what SQL can say). A failure prints its seed, the rule made as small as it gets, and what it
 * reads of the record.
 */
#include "agreement.h"
#include "expression.h"

#include <string.h>

enum { CASE_COUNT = 6000, SERVER_CASES = 600, WORLD_CASES = 5000 };

static struct world world;
static struct agreement agreement;
static struct coverage coverage;
static struct agreement shrinking;
static bool complete;                  /* all cases were run, so what they covered can be judged */
static char how[sizeof agreement.how]; /* the way whose difference is being made small */

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    uint64_t value = otherwise;
    if (text)
        ck_assert_int_eq(crm__text_to_uint64(crm__text_of(text), &value), CRM_OK);
    return value;
}

static void start(uint64_t seed)
{
    world_make(&world, seed);
    agreement_init(&agreement, &world, &coverage);
    agreement_init(&shrinking, &world, NULL);
}

static void stop(void)
{
    agreement_free(&agreement);
    agreement_free(&shrinking);
    world_free(&world);
}

/* The same way still differs: a rule that no longer compiles is another failure. */
static bool still_differs(const char *text)
{
    return !agreement_holds(&shrinking, text) && strcmp(shrinking.how, how) == 0;
}

static void fail_with(struct tree *tree, uint64_t seed)
{
    static char text[TEXT_LIMIT];
    expression_write(tree, text, sizeof text);
    printf("RULE_SEED=%llu RULE_CASES=1\n", (unsigned long long)seed);
    agreement_print(&agreement, text);
    memcpy(how, agreement.how, sizeof how);
    expression_shrink(tree, still_differs);
    expression_write(tree, text, sizeof text);
    agreement_holds(&shrinking, text);
    printf("made small:\n");
    agreement_print(&shrinking, text);
    fflush(stdout);
    ck_abort_msg("the evaluations differ");
}

static void check_case(uint64_t seed)
{
    static char text[TEXT_LIMIT];
    struct arena arena;
    crm__arena_init(&arena, &world.fixture.env);
    struct expressions expressions = {.arena = &arena, .all_sayable = !on_sqlite()};
    struct tree *tree = expression_make(&expressions, seed, seed % expression_root_count());
    expression_write(tree, text, sizeof text);
    if (!agreement_holds(&agreement, text))
        fail_with(tree, seed);
    crm__arena_free(&arena);
}

static size_t worked[512], made[512], said[512];

START_TEST(record_columns_query_and_sql_agree)
{
    uint64_t first = setting("RULE_SEED", 1);
    uint64_t enough = on_sqlite() ? CASE_COUNT : SERVER_CASES;
    uint64_t count = setting("RULE_CASES", enough);
    ck_assert_uint_le(crm__function_count, sizeof made / sizeof *made);
    coverage = (struct coverage){.made = made, .worked = worked, .said = said};
    for (uint64_t i = 0; i < count; i++) {
        /* A seed alone says the case: the world changes with the seed, too. */
        if (i == 0 || (first + i) % WORLD_CASES == 0) {
            if (i > 0)
                stop();
            start((first + i) / WORLD_CASES);
        }
        check_case(first + i);
    }
    stop();
    printf("%zu rules from seed %llu: %zu of %zu conditions exact in SQL, %zu of %zu values; "
           "%zu literals refused, %zu over a limit\n",
           coverage.rules, (unsigned long long)first, coverage.exact_filters, coverage.filters,
           coverage.sql_values, coverage.values, coverage.refused, coverage.over_limits);
    complete = count >= enough;
    if (!complete)
        return;
    ck_assert_uint_gt(coverage.exact_filters, coverage.filters / 4);
    ck_assert_uint_lt(coverage.refused, count / 20);
    ck_assert_uint_lt(coverage.over_limits, count / 100);
}
END_TEST

static const char *style_of(const struct function *function)
{
    return function->style == CALL_OPERATOR   ? "operator "
           : function->style == CALL_RECEIVER ? "x."
                                              : "";
}

static size_t complain(const struct function *function, const char *what)
{
    printf("%s%s(", style_of(function), function->name);
    for (size_t i = 0; i < function->arg_count; i++)
        printf("%s%s", i ? ", " : "", crm__kind_label((enum rule_kind)function->params[i]));
    printf(") %s\n", what);
    return 1;
}

START_TEST(every_function_takes_part)
{
    size_t missing = 0;
    if (!complete)
        return;
    for (size_t i = 0; i < crm__function_count; i++) {
        const struct function *function = &crm__functions[i];
        const char *template = on_sqlite() ? function->sqlite : function->postgres;
        if (template && said[i] == 0)
            missing += complain(function, "was never said in SQL");
        else if (on_sqlite() && made[i] == 0)
            missing += complain(function, "was never generated");
        else if (on_sqlite() && worked[i] == 0)
            missing += complain(function, "never gave a value");
    }
    fflush(stdout);
    ck_assert_msg(missing == 0, "%zu functions are not compared", missing);
}
END_TEST

START_TEST(every_form_takes_part)
{
    static const uint8_t OPS[] = {NODE_CONSTANT, NODE_PATH, NODE_NOW,      NODE_LOCAL,
                                  NODE_SELECT,   NODE_HAS,  NODE_HAS_PATH, NODE_LIST,
                                  NODE_MAP,      NODE_AND,  NODE_OR,       NODE_CONDITIONAL,
                                  NODE_CALL,     NODE_FOLD, NODE_BIND,     NODE_OPTIONAL_MAP};
    if (!complete || !on_sqlite())
        return;
    for (size_t i = 0; i < sizeof OPS; i++)
        ck_assert_msg(coverage.ops[OPS[i]] > 0, "no node of kind %d gave a value", OPS[i]);
    for (int i = MACRO_NONE + 1; i <= MACRO_OPT_FLAT_MAP; i++)
        ck_assert_msg(coverage.macros[i] > 0, "macro %d never gave a value", i);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_law");
    TCase *laws = tcase_create("laws");
    tcase_set_timeout(laws, 0);
    tcase_add_test(laws, record_columns_query_and_sql_agree);
    suite_add_tcase(suite, laws);
    tcase_add_test(laws, every_function_takes_part);
    tcase_add_test(laws, every_form_takes_part);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK); /* the later tests look at what the first counted */
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
