/* Rules over columns and as SQL: block borders, exact SQL, what is left to memory, no memory. */
#include "rule_fixture.h"

#include <string.h>

enum { LONG_ROWS = 2 * 1024 + 13 };

static struct fixture fixture;
static struct batch rows;

static void setup(void)
{
    fixture_open(&fixture);
    crm__batch_init(&rows, &fixture.env);
}

static void teardown(void)
{
    crm__batch_free(&rows);
    fixture_close(&fixture);
}

/* n counts from 0, null in every seventh row; name is "even" or "odd", null in every fifth. */
static void make_rows(size_t count)
{
    ck_assert(crm__batch_add(&rows, TEXT("n"), VALUE_INT));
    ck_assert(crm__batch_add(&rows, TEXT("name"), VALUE_TEXT));
    for (size_t i = 0; i < count; i++) {
        struct value n = i % 7 ? crm__value_int((int64_t)i) : VALUE_OF_NULL;
        struct value name =
            i % 5 ? crm__value_text(i % 2 ? TEXT("odd") : TEXT("even")) : VALUE_OF_NULL;
        ck_assert_int_eq(crm__column_value(&rows, &rows.columns[0], n), CRM_OK);
        ck_assert_int_eq(crm__column_value(&rows, &rows.columns[1], name), CRM_OK);
        crm__batch_finish_row(&rows);
    }
}

static crm_status evaluate(const struct rule *rule, size_t count, uint8_t *verdicts)
{
    const struct column *columns[4];
    for (size_t i = 0; i < crm__rule_path_count(rule); i++) {
        char name[64];
        fixture_path_name(crm__rule_path(rule, i), name, sizeof name);
        columns[i] = &rows.columns[crm__batch_find(&rows, crm__text_of(name))];
    }
    return crm__rule_eval_batch(&fixture.env, rule, columns, count, TEST_NOW_US, verdicts);
}

START_TEST(blocks_join_without_a_seam)
{
    static uint8_t verdicts[LONG_ROWS + 1];
    struct rule *rule = fixture_rule(&fixture, "n % 3 == 0 && name.matches('^e') || n == 2047");
    make_rows(LONG_ROWS);
    verdicts[LONG_ROWS] = 0xAA;
    ck_assert_int_eq(evaluate(rule, LONG_ROWS, verdicts), CRM_OK);
    for (size_t i = 0; i < LONG_ROWS; i++) {
        /* Three values by hand: n is missing in every seventh row, the name in every fifth. */
        int divides = i % 7 == 0 ? RULE_MISSING : i % 3 == 0;
        int matches = i % 5 == 0 ? RULE_MISSING : i % 2 == 0;
        int most = divides > matches ? divides : matches;
        int both = divides == RULE_FALSE || matches == RULE_FALSE ? RULE_FALSE : most;
        int last = i % 7 == 0 ? RULE_MISSING : i == 2047;
        int expected = both == RULE_TRUE || last == RULE_TRUE ? RULE_TRUE
                       : both > last                          ? both
                                                              : last;
        ck_assert_msg(verdicts[i] == expected, "row %zu: %d, not %d", i, verdicts[i], expected);
    }
    ck_assert_uint_eq(verdicts[LONG_ROWS], 0xAA);
    ck_assert_int_eq(evaluate(rule, 0, verdicts), CRM_OK);
    crm__rule_free(rule);
}
END_TEST

START_TEST(results_become_a_column)
{
    struct batch results;
    struct rule *rule = fixture_rule(&fixture, "n * 2 + 1");
    make_rows(16);
    const struct column *columns[] = {&rows.columns[0]};
    crm__batch_init(&results, &fixture.env);
    struct column *column = crm__batch_add(&results, TEXT("r"), crm__rule_column_kind(rule));
    ck_assert_int_eq(
        crm__rule_eval_column(&fixture.env, rule, columns, 16, TEST_NOW_US, &results, column),
        CRM_OK);
    ck_assert_uint_eq(column->count, 16);
    ck_assert(crm__column_is_null(column, 7));
    ck_assert_int_eq(column->integers[8], 17);
    crm__batch_free(&results);
    crm__rule_free(rule);
}
END_TEST

START_TEST(a_list_has_no_column)
{
    struct rule *rule = fixture_rule(&fixture, "[n]");
    ck_assert_int_eq(crm__rule_column_kind(rule), VALUE_NULL);
    ck_assert_int_eq(crm__rule_eval_column(&fixture.env, rule, NULL, 0, TEST_NOW_US, &rows, NULL),
                     CRM_E_UNSUPPORTED);
    crm__rule_free(rule);
}
END_TEST

/* --- SQL --- */

struct written {
    char sql[2048];
    char left[512];
    const struct rule *rule;
};

static crm_status sink_text(void *context, struct text fragment)
{
    struct written *out = context;
    ck_assert_uint_lt(strlen(out->sql) + fragment.size, sizeof out->sql);
    size_t used = strlen(out->sql);
    if (fragment.size > 0)
        memcpy(out->sql + used, fragment.data, fragment.size);
    out->sql[used + fragment.size] = '\0';
    return CRM_OK;
}

/* Values are shown in the text: <7>, <'a'>. */
static crm_status sink_bind(void *context, struct value value)
{
    char text[128];
    if (value.kind == VALUE_TEXT)
        snprintf(text, sizeof text, "<'%.*s'>", (int)value.text.size, value.text.data);
    else
        snprintf(text, sizeof text, "<%lld>", (long long)value.integer);
    return sink_text(context, crm__text_of(text));
}

static crm_status sink_path(void *context, size_t path)
{
    struct written *out = context;
    char name[64];
    fixture_path_name(crm__rule_path(out->rule, path), name, sizeof name);
    return sink_text(context, crm__text_of(name));
}

static void sink_left(void *context, struct text expression, const char *why)
{
    struct written *out = context;
    size_t used = strlen(out->left);
    snprintf(out->left + used, sizeof out->left - used, "%.*s: %s\n", (int)expression.size,
             expression.data, why);
}

static struct rule_sql_sink sink_of(struct written *written, enum rule_dialect dialect)
{
    return (struct rule_sql_sink){.context = written,
                                  .dialect = dialect,
                                  .text = sink_text,
                                  .bind = sink_bind,
                                  .path = sink_path,
                                  .left = sink_left};
}

static void filter_is(const char *text, enum rule_dialect dialect, const char *sql,
                      const char *left)
{
    struct written written = {.sql = "", .rule = fixture_rule(&fixture, text)};
    struct rule_sql_sink sink = sink_of(&written, dialect);
    bool exact = false;
    ck_assert_int_eq(crm__rule_sql_filter(&fixture.env, written.rule, TEST_NOW_US, &sink, &exact),
                     CRM_OK);
    ck_assert_str_eq(written.sql, sql);
    ck_assert_str_eq(written.left, left);
    ck_assert(exact == (left[0] == '\0'));
    crm__rule_free((struct rule *)written.rule);
}

START_TEST(comparisons_are_written_so_that_an_index_serves)
{
    filter_is("n > 7 && grade == 'gold'", RULE_SQLITE, "((n > <7>) AND (grade = <'gold'>))", "");
    filter_is("!(n > 7)", RULE_SQLITE, "(n <= <7>)", "");
    filter_is("price == 0.07", RULE_SQLITE, "(price = <7>)", "");
    filter_is("price < 1.5", RULE_SQLITE, "(price <= <149>)", "");
    filter_is("seen > now - duration('1h')", RULE_SQLITE, "(seen > <1772434800000000>)", "");
    filter_is("born >= timestamp('2026-03-01T00:00:01Z')", RULE_SQLITE, "(born > <20513>)", "");
    filter_is("amount > money('10 CNY')", RULE_SQLITE, "(currency = <'CNY'> AND (amount > <1000>))",
              "");
    filter_is("has(crew.title) || active", RULE_SQLITE,
              "((crew.title IS NOT NULL) OR (active <> 0))", "");
    filter_is("n in [1, 2] && 'gold' in labels", RULE_SQLITE,
              "((n IN (<1>, <2>)) AND (instr(labels, <'|gold|'>) > 0))", "");
}
END_TEST

START_TEST(the_dialects_differ_where_the_databases_do)
{
    filter_is("name.contains('a')", RULE_SQLITE, "(instr(name, <'a'>) > 0)", "");
    filter_is("name.contains('a')", RULE_POSTGRES, "(strpos(name, CAST(<'a'> AS text)) > 0)", "");
    filter_is("name < note", RULE_POSTGRES, "(name COLLATE \"C\" < note)", "");
    filter_is("name < 'b'", RULE_POSTGRES_BYTES, "(name < CAST(<'b'> AS text))", "");
    filter_is("note.size() == m", RULE_SQLITE, "((length(note)) = m)", "");
    filter_is("note.size() == m", RULE_POSTGRES, "((CAST(length(note) AS bigint)) = m)", "");
    filter_is("(active ? 1 : 2) < n", RULE_POSTGRES,
              "((CASE WHEN (active <> 0) THEN CAST(<1> AS bigint) "
              "WHEN NOT (active <> 0) THEN CAST(<2> AS bigint) END) < n)",
              "");
}
END_TEST

START_TEST(what_sql_cannot_say_is_left_to_memory_and_named)
{
    filter_is("n > 7 && name.matches('a+')", RULE_SQLITE, "((n > <7>) AND (1 = 1))",
              "name.matches('a+'): it has no exact form in SQL\n");
    filter_is("n > 7 || labels.exists(l, l == 'gold')", RULE_SQLITE, "((n > <7>) OR (1 = 1))",
              "labels.exists(l, l == 'gold'): it has no exact form in SQL\n");
    filter_is("n / 2 == m", RULE_POSTGRES, "(1 = 1)",
              "n / 2 == m: an operand has no exact form in SQL\n");
    filter_is("name.lowerAscii() == 'a'", RULE_SQLITE, "(1 = 1)",
              "name.lowerAscii() == 'a': an operand has no exact form in SQL\n");
    filter_is("price * 2.0 > 1.0", RULE_SQLITE, "(1 = 1)",
              "price * 2.0 > 1.0: an operand has no exact form in SQL\n");
}
END_TEST

static crm_status everything(const char *text)
{
    uint8_t verdicts[16];
    bool exact;
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = fixture.thing};
    crm_status status =
        crm__rule_compile(&fixture.env, &scope, crm__text_of(text), RULE_BOOL, &rule);
    if (status >= 0)
        status = evaluate(rule, 16, verdicts);
    if (status >= 0) {
        struct written written = {.sql = "", .rule = rule};
        struct rule_sql_sink sink = sink_of(&written, RULE_SQLITE);
        status = crm__rule_sql_filter(&fixture.env, rule, TEST_NOW_US, &sink, &exact);
    }
    crm__rule_free(rule);
    return status;
}

START_TEST(running_out_of_memory_leaves_nothing_behind)
{
    make_rows(16);
    size_t live = fixture.heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail_at;
        crm_status status = everything("(n > 3 ? name + 'x' : name).matches('e+') || n + 1 > 4 "
                                       "|| 'a' + name in ['aeven']");
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
    Suite *suite = suite_create("rule_batch");
    TCase *columns = tcase_create("columns");
    tcase_add_checked_fixture(columns, setup, teardown);
    tcase_add_test(columns, blocks_join_without_a_seam);
    tcase_add_test(columns, results_become_a_column);
    tcase_add_test(columns, a_list_has_no_column);
    tcase_add_test(columns, comparisons_are_written_so_that_an_index_serves);
    tcase_add_test(columns, the_dialects_differ_where_the_databases_do);
    tcase_add_test(columns, what_sql_cannot_say_is_left_to_memory_and_named);
    tcase_add_test(columns, running_out_of_memory_leaves_nothing_behind);
    suite_add_tcase(suite, columns);
    return suite_main(suite);
}
