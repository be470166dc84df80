/* Rule rows: many rules over many records, loaded once. */
#include "service_fixture.h"

#include "service/rule_rows.h"

static struct fixture fixture;

static void setup(void)
{
    service_set_up(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static struct rule *compiled(const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = entity_of(fixture.store, "lead")};
    ck_assert_done(&fixture, crm__rule_compile(&fixture.env, &scope, crm__text_of(text), RULE_BOOL,
                                               &rule));
    return rule;
}

START_TEST(each_rule_gets_a_column_of_verdicts_and_paths_are_loaded_once)
{
    struct store *store = fixture.store;
    int64_t user = insert(store, "user", "name", "王", "login", "wang", "title", "经理", NULL);
    char owner[24];
    snprintf(owner, sizeof owner, "%lld", (long long)user);
    int64_t ids[3] = {
        insert(store, "lead", "name", "a", "city", "上海", "owner", owner, NULL),
        insert(store, "lead", "name", "b", "city", "北京", NULL),
        insert(store, "lead", "name", "c", NULL),
    };
    struct rule *city = compiled("city == \"上海\"");
    struct rule *both = compiled("owner.title == \"经理\" && city == \"上海\"");
    const struct rule *rules[3] = {city, both, NULL};
    struct rule_rows rows;
    ck_assert_done(&fixture, crm__rule_rows_init(&rows, store, entity_of(store, "lead"), rules, 3,
                                                 TEXT("name")));
    ck_assert_done(&fixture, crm__rule_rows_load(&rows, ids, 3));
    ck_assert_uint_eq(rows.rows.column_count, 4); /* id, name, city, owner.title */
    ck_assert_uint_eq(rows.rows.row_count, 3);
    ck_assert_int_eq(rows.rows.columns[0].integers[1], ids[1]);
    const uint8_t expected[3][3] = {{RULE_TRUE, RULE_FALSE, RULE_MISSING},
                                    {RULE_TRUE, RULE_FALSE, RULE_MISSING},
                                    {RULE_TRUE, RULE_TRUE, RULE_TRUE}};
    for (size_t rule = 0; rule < 3; rule++)
        ck_assert_mem_eq(rows.verdicts[rule], expected[rule], 3);

    /* A second load replaces the first. */
    ck_assert_done(&fixture, crm__rule_rows_load(&rows, ids + 1, 1));
    ck_assert_uint_eq(rows.rows.row_count, 1);
    ck_assert_uint_eq(rows.verdicts[0][0], RULE_FALSE);
    crm__rule_rows_free(&rows);
    crm__rule_free(city);
    crm__rule_free(both);
}
END_TEST

START_TEST(ids_are_those_for_which_condition_and_rule_hold)
{
    struct store *store = fixture.store;
    insert(store, "lead", "name", "a", "city", "上海", NULL);
    int64_t wanted = insert(store, "lead", "name", "b", "city", "上海", "title", "CEO", NULL);
    insert(store, "lead", "name", "c", "title", "CEO", NULL);
    struct rule *rule = compiled("title == \"CEO\"");
    int64_t *ids;
    size_t count;
    ck_assert_done(&fixture, crm__rule_rows_ids(store, entity_of(store, "lead"),
                                                TEXT("city == \"上海\""), rule, PARTITION_WHOLE,
                                                &ids, &count));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(ids[0], wanted);
    crm__free(&fixture.env, ids);
    ck_assert_int_eq(crm__rule_rows_ids(store, entity_of(store, "lead"), TEXT("citty == 1"), NULL,
                                        PARTITION_WHOLE, &ids, &count),
                     CRM_E_UNKNOWN);
    ck_assert_ptr_null(ids);
    crm__rule_free(rule);
}
END_TEST

START_TEST(lists_behind_a_reference_are_those_of_the_record_it_leads_to)
{
    struct store *store = fixture.store;
    int64_t skill = insert(store, "skill", "name", "英语", NULL);
    insert(store, "skill", "name", "法语", NULL);
    char both[48], owner[24];
    snprintf(both, sizeof both, "%lld,%lld", (long long)skill, (long long)skill + 1);
    insert(store, "user", "name", "李", "login", "li", NULL);
    int64_t user = insert(store, "user", "name", "王", "login", "wang", "skills", both, NULL);
    snprintf(owner, sizeof owner, "%lld", (long long)user);
    insert(store, "lead", "name", "a", NULL);
    int64_t wanted = insert(store, "lead", "name", "b", "owner", owner, NULL);
    ck_assert_int_eq(id_where(store, "lead", "owner.skills.size() == 2"), wanted);
    ck_assert_int_eq(count_where(store, "lead", "!has(owner.skills)"), 1);

    struct query *query;
    struct batch rows;
    size_t count = 0;
    crm__batch_init(&rows, store->env);
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "lead"), &query));
    crm__query_fields(query, TEXT("name,owner.skills"));
    ck_assert_done(&fixture, crm__query_all(query, &rows));
    ck_assert_uint_eq(rows.column_count, 2);
    ck_assert_int_eq(crm__batch_at(&rows, 1, 0).kind, VALUE_NULL);
    const int64_t *ids = crm__references_ids(crm__batch_at(&rows, 1, 1), &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(ids[0], skill);
    crm__batch_free(&rows);
    crm__query_free(query);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/rule_rows");
    TCase *tests = tcase_create("rule_rows");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, each_rule_gets_a_column_of_verdicts_and_paths_are_loaded_once);
    tcase_add_test(tests, lists_behind_a_reference_are_those_of_the_record_it_leads_to);
    tcase_add_test(tests, ids_are_those_for_which_condition_and_rule_hold);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
