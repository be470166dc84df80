/* A compiled rule belongs to nobody: threads evaluate one at once, each in its own memory. */
#include "rule_fixture.h"

#include <pthread.h>

enum { THREAD_COUNT = 4, ROUND_COUNT = 200, ROW_COUNT = 50, VALUE_LIMIT = 8 };

/* A pattern, a zone, a list, text and numbers: whatever an evaluation might keep in the rule. */
static const char *const RULES[] = {
    "note.matches('^(a|客)+[0-9]*$') || n % 7 == 3",
    "seen.getHours('Asia/Shanghai') >= 12 && seen.getMonth('Europe/Berlin') < 11",
    "[1, 2, 3].map(x, x * n).exists(x, x > 20) && note.split('9').size() > 0",
    "n / (n - 5) > 0 || seen > now - duration('2h')",
};
enum { RULE_COUNT = sizeof RULES / sizeof *RULES };

static struct fixture fixture;
static struct rule *rules[RULE_COUNT];
static uint8_t expected[RULE_COUNT][ROW_COUNT];

static struct value value_of(const struct field *field, size_t row)
{
    static const char *const NOTES[] = {"a1", "客户", "b", "客9", ""};
    if (row % 11 == 10)
        return VALUE_OF_NULL;
    if (field->type == FIELD_TEXT)
        return crm__value_text(crm__text_of(NOTES[row % 5]));
    if (field->type == FIELD_TIME)
        return crm__value_int(TEST_NOW_US - (int64_t)row * INT64_C(7200000000));
    return crm__value_int((int64_t)row);
}

static crm_status verdicts_of(struct env *env, const struct rule *rule, uint8_t *verdicts)
{
    for (size_t row = 0; row < ROW_COUNT; row++) {
        struct value values[VALUE_LIMIT];
        enum rule_verdict verdict;
        for (size_t i = 0; i < crm__rule_path_count(rule); i++)
            values[i] = value_of(crm__rule_path(rule, i)->fields[0], row);
        crm_status status = crm__rule_test(env, rule, values, TEST_NOW_US, &verdict);
        if (status < 0)
            return status;
        verdicts[row] = (uint8_t)verdict;
    }
    return CRM_OK;
}

/* Counts what differs from the answers of one thread alone. */
static void *evaluate(void *context)
{
    size_t *wrong = context;
    struct env env;
    crm__env_init(&env, NULL);
    for (size_t round = 0; round < ROUND_COUNT; round++) {
        uint8_t verdicts[ROW_COUNT];
        size_t rule = round % RULE_COUNT;
        bool same = verdicts_of(&env, rules[rule], verdicts) >= 0 &&
                    memcmp(verdicts, expected[rule], ROW_COUNT) == 0;
        *wrong += !same;
    }
    return NULL;
}

START_TEST(threads_share_compiled_rules)
{
    pthread_t threads[THREAD_COUNT];
    size_t wrong[THREAD_COUNT] = {0};
    fixture_open(&fixture);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct rule_scope scope = {.entity = fixture.thing};
        crm_status status =
            crm__rule_compile(&fixture.env, &scope, crm__text_of(RULES[i]), RULE_BOOL, &rules[i]);
        ck_assert_msg(status >= 0, "%s: %s", RULES[i], fixture.env.error.message);
        ck_assert_int_ge(verdicts_of(&fixture.env, rules[i], expected[i]), CRM_OK);
        ck_assert_ptr_nonnull(memchr(expected[i], RULE_TRUE, ROW_COUNT));
        ck_assert_ptr_nonnull(memchr(expected[i], RULE_FALSE, ROW_COUNT));
    }
    for (size_t i = 0; i < THREAD_COUNT; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, evaluate, &wrong[i]), 0);
    for (size_t i = 0; i < THREAD_COUNT; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < THREAD_COUNT; i++)
        ck_assert_uint_eq(wrong[i], 0);
    for (size_t i = 0; i < RULE_COUNT; i++)
        crm__rule_free(rules[i]);
    fixture_close(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_threads");
    TCase *threads = tcase_create("threads");
    tcase_add_test(threads, threads_share_compiled_rules);
    suite_add_tcase(suite, threads);
    return suite_main(suite);
}
