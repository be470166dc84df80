/* The public conformance suite of CEL; see tests/data/cel/README.md. */
#include "suite.h"

#include "rule/rule.h"

#include <stdio.h>
#include <string.h>

enum { CASE_COUNT = 1208 };

static struct test_heap heap;
static struct env env;

static char *file_read(const char *path, size_t *size_out)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    fseek(file, 0, SEEK_END);
    *size_out = (size_t)ftell(file);
    rewind(file);
    char *data = malloc(*size_out + 1);
    ck_assert(data && fread(data, 1, *size_out, file) == *size_out);
    fclose(file);
    return data;
}

static bool same(struct arena *arena, struct text expected, struct text actual)
{
    struct rule_value a, b;
    if (crm__rule_value_from_json(arena, expected, &a) < 0 ||
        crm__rule_value_from_json(arena, actual, &b) < 0)
        return false;
    bool both_nan =
        a.kind == RULE_DOUBLE && b.kind == RULE_DOUBLE && a.real != a.real && b.real != b.real;
    return a.kind == b.kind && (both_nan || crm__rule_value_equal(&a, &b));
}

/* The value of an answer {"value":…}; empty for an error. */
static struct text answer_value(struct text answer)
{
    static const char START[] = "{\"value\":";
    if (!crm__text_starts(answer, crm__text_of(START)))
        return TEXT_NONE;
    return crm__text_slice(answer, sizeof START - 1, answer.size - 1);
}

/* Splits what a line expects off by hand, because a document cannot hold NUL. */
static struct text after(struct text line, const char *mark)
{
    size_t at = SIZE_MAX;
    for (size_t found = crm__text_find(line, crm__text_of(mark), 0); found != SIZE_MAX;
         found = crm__text_find(line, crm__text_of(mark), found + 1))
        at = found;
    return at == SIZE_MAX ? TEXT_NONE : crm__text_slice(line, at + strlen(mark), line.size - 1);
}

static bool case_passes(struct text line)
{
    struct buffer answer;
    struct arena arena;
    crm__buffer_init(&answer, &env);
    crm__arena_init(&arena, &env);
    ck_assert_int_eq(crm__rule_eval_line(&env, line, TEST_NOW_US, &answer), CRM_OK);
    struct text value = answer_value(crm__buffer_view(&answer));
    struct text expected = after(line, ", \"value\": ");
    size_t checked = crm__text_find(expected, TEXT(", \"disable_check\""), 0);
    expected = crm__text_slice(expected, 0, checked);
    bool passes = expected.size > 0 ? same(&arena, expected, value) : value.size == 0;
    if (!passes)
        printf("%.*s\n  gave %s\n", (int)line.size, line.data, answer.data);
    crm__arena_free(&arena);
    crm__buffer_free(&answer);
    return passes;
}

START_TEST(every_case_of_the_suite_passes)
{
    size_t size;
    size_t passed = 0, count = 0;
    char *data = file_read(TESTS_DIR "/data/cel/conformance.jsonl", &size);
    struct text rest = {data, size};
    while (rest.size > 0) {
        size_t end = crm__text_find(rest, TEXT("\n"), 0);
        count++;
        passed += case_passes(crm__text_slice(rest, 0, end));
        rest = crm__text_slice(rest, end == SIZE_MAX ? rest.size : end + 1, rest.size);
    }
    free(data);
    ck_assert_uint_eq(count, CASE_COUNT);
    ck_assert_uint_eq(passed, CASE_COUNT);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

int main(void)
{
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
    Suite *suite = suite_create("rule_conformance");
    TCase *cases = tcase_create("suite");
    tcase_add_test(cases, every_case_of_the_suite_passes);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
