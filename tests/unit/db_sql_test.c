/* SQL text: what the builder writes, what it refuses, and that what it writes runs. */
#include "db_fixture.h"

static struct fixture fixture;
static struct sql sql;

static void setup(void)
{
    fixture_set_up(&fixture);
    make_person(&fixture);
    crm__sql_init(&sql, fixture.db);
}

static void teardown(void)
{
    crm__sql_free(&sql);
    fixture_tear_down(&fixture);
}

/* The texts in order, in which a placeholder is written as SQLite has it, are the statement's. */
static void check_sql(const char *const *parts)
{
    struct buffer expected;
    crm__buffer_init(&expected, &fixture.env);
    int placeholder = 0;
    for (; *parts; parts++) {
        for (const char *at = *parts; *at; at++) {
            bool numbered = at[0] == '?' && at[1] >= '0' && at[1] <= '9';
            crm__buffer_byte(&expected, *at == '?' ? fixture.db->dialect->placeholder : *at);
            if (*at == '?' && !numbered && !fixture.db->dialect->placeholder_counts)
                crm__buffer_int64(&expected, ++placeholder);
        }
    }
    ck_assert_int_eq(crm__sql_status(&sql), CRM_OK);
    ck_assert_str_eq(sql.text.data, expected.data);
    crm__buffer_free(&expected);
}

#define ck_assert_sql(...) check_sql((const char *const[]){__VA_ARGS__, NULL})

static const struct text id[] = {{"id", 2}};
static const struct text two[] = {{"name", 4}, {"amount", 6}};

START_TEST(whole_statements_have_placeholders_in_order)
{
    crm__sql_select(&sql, TEXT("person"), two, 2);
    ck_assert_sql("SELECT \"name\", \"amount\" FROM \"person\"");
    crm__sql_clear(&sql);
    crm__sql_insert(&sql, TEXT("person"), two, 2);
    ck_assert_sql("INSERT INTO \"person\" (\"name\", \"amount\") VALUES (?, ?)");
    crm__sql_clear(&sql);
    crm__sql_update(&sql, TEXT("person"), two, 2, id, 1);
    ck_assert_sql("UPDATE \"person\" SET \"name\" = ?, \"amount\" = ? WHERE \"id\" = ?");
    crm__sql_clear(&sql);
    crm__sql_delete(&sql, TEXT("person"), two, 2);
    ck_assert_sql("DELETE FROM \"person\" WHERE \"name\" = ? AND \"amount\" = ?");
}
END_TEST

START_TEST(a_reserved_word_can_name_a_table)
{
    const struct ddl_column columns[] = {{.name = TEXT("group"), .kind = VALUE_INT}};
    const struct ddl_table table = {TEXT("order"), columns, 1, NULL, 0};
    ck_assert_done(&fixture, crm__ddl_create_table(fixture.db, &table));
    const struct text group[] = {TEXT("group")};
    crm__sql_insert(&sql, TEXT("order"), group, 1);
    ck_assert_done(&fixture, crm__sql_run(&sql, 0, NULL));
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM \"order\""), 1);
}
END_TEST

static void refuse_name(struct text name)
{
    crm__sql_clear(&sql);
    crm__sql_name(&sql, name);
    ck_assert_msg(crm__sql_status(&sql) == CRM_E_INVALID, "'%.*s' was taken", (int)name.size,
                  name.data);
    struct statement *statement = NULL;
    ck_assert_int_eq(crm__sql_query(&sql, 0, &statement), CRM_E_INVALID);
    ck_assert_ptr_null(statement);
    ck_assert_int_eq(crm__sql_run(&sql, 0, NULL), CRM_E_INVALID);
}

START_TEST(hostile_names_are_refused)
{
    refuse_name(TEXT(""));
    refuse_name(TEXT_NONE);
    refuse_name(TEXT("a\"b"));
    refuse_name(TEXT("a;drop"));
    refuse_name(TEXT("a b"));
    refuse_name(TEXT("A"));
    refuse_name(TEXT("1a"));
    refuse_name(TEXT("a\0b"));
    refuse_name(TEXT("客户"));
    refuse_name(TEXT("a--"));
    char longest[SQL_NAME_LIMIT + 1];
    memset(longest, 'a', sizeof longest);
    refuse_name((struct text){longest, sizeof longest});
    crm__sql_clear(&sql);
    crm__sql_name(&sql, (struct text){longest, SQL_NAME_LIMIT});
    ck_assert_int_eq(crm__sql_status(&sql), CRM_OK);
}
END_TEST

START_TEST(the_first_failure_sticks)
{
    crm__sql_name(&sql, TEXT("No"));
    crm__sql_name(&sql, TEXT("yes"));
    crm__sql_fail(&sql, CRM_E_LIMIT);
    ck_assert_int_eq(crm__sql_status(&sql), CRM_E_INVALID);
    ck_assert_message(&fixture, "'No' cannot name a table or column");
}
END_TEST

START_TEST(values_are_bound_in_the_order_they_were_written)
{
    crm__sql_add(&sql, "SELECT ");
    crm__sql_int(&sql, 40);
    crm__sql_add(&sql, " + ");
    crm__sql_int(&sql, 1);
    crm__sql_add(&sql, " + ");
    crm__sql_again(&sql, 2);
    ck_assert_sql("SELECT ? + ? + ?2");
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 42);
}
END_TEST

START_TEST(run_int_tells_no_row_and_no_number)
{
    int64_t answer = 1;
    crm__sql_add(&sql, "SELECT id FROM person");
    ck_assert_int_eq(crm__sql_run_int(&sql, 0, &answer), CRM_E_NOT_FOUND);
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT max(id) FROM person");
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 0);
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT 'a'");
    ck_assert_int_eq(crm__sql_run_int(&sql, 0, &answer), CRM_E_INTERNAL);
}
END_TEST

START_TEST(a_set_of_ids_is_filled_up_to_a_power_of_two)
{
    const int64_t ids[] = {5, 6, 7, 8, 9};
    crm__sql_add(&sql, "SELECT 9");
    crm__sql_in_ints(&sql, ids, 5);
    if (on_sqlite())
        ck_assert_sql("SELECT 9 IN (?, ?, ?, ?, ?, ?, ?, ?)");
    else
        ck_assert_sql("SELECT 9 = ANY (ARRAY (SELECT unnest(?::text::bigint[])))");
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 1);
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT CASE WHEN 9");
    crm__sql_in_ints(&sql, ids, 0);
    crm__sql_add(&sql, " THEN 1 ELSE 0 END");
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 0);
}
END_TEST

START_TEST(a_set_may_use_all_placeholders_and_no_more)
{
    size_t limit = fixture.db->caps.variable_limit;
    int64_t *ids = calloc(limit + 1, sizeof *ids);
    crm__sql_add(&sql, "SELECT 0");
    crm__sql_in_ints(&sql, ids, limit);
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 1);
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT 0");
    crm__sql_in_ints(&sql, ids, limit + 1);
    ck_assert_int_eq(crm__sql_status(&sql), CRM_E_LIMIT);
    free(ids);
}
END_TEST

START_TEST(a_statement_has_no_more_values_than_the_database_takes)
{
    size_t limit = fixture.db->caps.variable_limit;
    crm__sql_add(&sql, "SELECT 1 WHERE 0 IN (");
    crm__sql_placeholders(&sql, limit);
    crm__sql_add(&sql, ") OR 1 = 1");
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 1);
    crm__sql_placeholder(&sql);
    ck_assert_int_eq(crm__sql_status(&sql), CRM_E_LIMIT);
}
END_TEST

START_TEST(a_set_of_ids_finds_their_rows)
{
    run(&fixture, "INSERT INTO person (id, amount) VALUES (1, 1), (2, 10), (3, 100), (4, 1000)");
    const int64_t ids[] = {3, 1, 3, 9, INT64_MIN, INT64_MAX};
    crm__sql_add(&sql, "SELECT sum(amount) FROM person WHERE id");
    crm__sql_in_ints(&sql, ids, 6);
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 101);
}
END_TEST

static void check_order(enum sql_order order, const char *expected)
{
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT ");
    crm__sql_function(&sql, SQL_STRING_AGG);
    crm__sql_add(&sql, "(coalesce(name, '-'), '') FROM (SELECT name FROM person ORDER BY ");
    crm__sql_order(&sql, TEXT("name"), true, order);
    crm__sql_add(&sql, ") AS ordered");
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    ck_assert(crm__text_is(crm__statement_column(statement, 0).text, expected));
    crm__statement_release(statement);
}

static void person_add(int64_t number)
{
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "INSERT INTO person (id) VALUES (");
    crm__sql_int(&sql, number);
    crm__sql_add(&sql, ")");
    ck_assert_done(&fixture, crm__sql_run(&sql, 0, NULL));
}

static int64_t person_is_in(int64_t number, struct partition partition)
{
    int64_t there = 0;
    crm__sql_clear(&sql);
    crm__sql_add(&sql, "SELECT count(*) FROM person WHERE id = ");
    crm__sql_int(&sql, number);
    crm__sql_add(&sql, " AND ");
    crm__sql_partition(&sql, partition, TEXT("person"), TEXT("id"));
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &there));
    return there;
}

START_TEST(a_partition_is_the_same_in_the_database_and_in_the_library)
{
    static const int64_t ids[] = {1, 2, 4096, INT64_C(905969664000020480),
                                  INT64_C(905969664000020481), INT64_C(906000000000000000),
                                  INT64_MAX - 1, INT64_MAX};
    static const int64_t counts[] = {2, 5, 1000, PARTITION_LIMIT};
    make_person(&fixture);
    for (size_t i = 0; i < 8; i++)
        person_add(ids[i]);
    for (size_t c = 0; c < 4; c++) {
        for (size_t i = 0; i < 8; i++) {
            int64_t index = crm__partition_of(ids[i], counts[c]);
            ck_assert_int_eq(person_is_in(ids[i], (struct partition){index, counts[c]}), 1);
            index = (index + 1) % counts[c];
            ck_assert_int_eq(person_is_in(ids[i], (struct partition){index, counts[c]}), 0);
        }
    }
}
END_TEST

START_TEST(nulls_come_last_and_text_is_ordered_by_code_point)
{
    run(&fixture, "INSERT INTO person (id, name) VALUES (1, 'b'), (2, NULL), (3, 'B'), (4, '张')");
    check_order(SQL_ASCENDING, "Bb张-");
    check_order(SQL_DESCENDING, "张bB-");
}
END_TEST

START_TEST(functions_that_differ_do_what_they_say)
{
    crm__sql_add(&sql, "SELECT 10000 * ");
    crm__sql_function(&sql, SQL_GREATEST);
    crm__sql_add(&sql, "(1, 3) + 1000 * ");
    crm__sql_function(&sql, SQL_LEAST);
    crm__sql_add(&sql, "(5, 2) + 100 * ");
    crm__sql_function(&sql, SQL_POSITION);
    crm__sql_add(&sql, "('客户数据', '数') + ");
    crm__sql_function(&sql, SQL_TEXT_LENGTH);
    crm__sql_add(&sql, "('客户数据')");
    int64_t answer = 0;
    ck_assert_done(&fixture, crm__sql_run_int(&sql, 0, &answer));
    ck_assert_int_eq(answer, 32304);
}
END_TEST

START_TEST(a_limit_is_bound_and_a_negative_one_is_none)
{
    crm__sql_limit(&sql, -1);
    ck_assert_uint_eq(sql.text.size, 0);
    crm__sql_limit(&sql, 5);
    ck_assert_sql(" LIMIT ?");
}
END_TEST

START_TEST(an_upsert_replaces_or_keeps)
{
    const struct text columns[] = {TEXT("id"), TEXT("amount")};
    const struct text amount[] = {TEXT("amount")};
    struct value values[] = {crm__value_int(1), crm__value_int(10)};
    for (int replace = 0; replace <= 1; replace++) {
        for (int64_t round = 0; round < 2; round++) {
            crm__sql_clear(&sql);
            crm__sql_insert(&sql, TEXT("person"), columns, 2);
            crm__sql_on_conflict(&sql, id, 1, amount, (size_t)replace);
            struct statement *statement = NULL;
            ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
            values[1].integer = 10 + 5 * replace + round;
            ck_assert_done(&fixture, crm__statement_bind_all(statement, values, 2));
            ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
            crm__statement_release(statement);
        }
        ck_assert_int_eq(ask(&fixture, "SELECT amount FROM person"), replace ? 16 : 10);
    }
}
END_TEST

START_TEST(due_rows_are_claimed_once_in_order)
{
    run(&fixture, "INSERT INTO person (id, amount, name) VALUES "
                  "(1, 30, 'open'), (2, 10, 'open'), (3, 20, 'done'), (4, 20, 'open'), "
                  "(5, 99, 'open')");
    const struct text guards[] = {TEXT("name")};
    const struct value open[] = {crm__value_text(TEXT("open"))};
    const struct value taken[] = {crm__value_text(TEXT("taken"))};
    const struct sql_claim claim = {.table = TEXT("person"),
                                    .due = TEXT("amount"),
                                    .until = 50,
                                    .guards = guards,
                                    .guard_values = open,
                                    .guard_count = 1,
                                    .sets = guards,
                                    .set_values = taken,
                                    .set_count = 1,
                                    .columns = id,
                                    .column_count = 1,
                                    .limit = 2};
    crm__sql_claim_due(&sql, &claim);
    ck_assert_sql("UPDATE \"person\" SET \"name\" = ? WHERE \"id\" IN (SELECT \"id\" FROM "
                  "\"person\" WHERE \"amount\" <= ? AND \"name\" = ? ORDER BY \"amount\", \"id\" "
                  "LIMIT ?",
                  fixture.db->dialect->skip_locked, ") RETURNING \"id\"");
    int64_t sum = 0;
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
    while (crm__statement_step(statement) == CRM_OK)
        sum += crm__statement_column(statement, 0).integer;
    crm__statement_release(statement);
    ck_assert_int_eq(sum, 6); /* 2 and 4 */
    int64_t changed = 0;
    ck_assert_done(&fixture, crm__sql_run(&sql, 0, &changed));
    ck_assert_int_eq(changed, 1);
    ck_assert_done(&fixture, crm__sql_run(&sql, 0, &changed));
    ck_assert_int_eq(changed, 0);
}
END_TEST

static void feed(int64_t row, const char *terms)
{
    crm__sql_clear(&sql);
    crm__sql_search_feed(&sql, TEXT("person_search"));
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
    const struct value values[] = {crm__value_int(row), crm__value_text(crm__text_of(terms))};
    ck_assert_done(&fixture, crm__statement_bind_all(statement, values, 2));
    ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
    crm__statement_release(statement);
}

/* The found ids as digits, which are in no order by themselves. */
static int64_t find(const struct text *terms, size_t count, bool prefix)
{
    crm__sql_clear(&sql);
    crm__sql_search_match(&sql, TEXT("person_search"), terms, count, prefix);
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
    bool found[10] = {false};
    crm_status status;
    while ((status = crm__statement_step(statement)) == CRM_OK)
        found[crm__statement_column(statement, 0).integer] = true;
    ck_assert_int_eq(status, CRM_DONE);
    crm__statement_release(statement);
    int64_t digits = 0;
    for (int i = 0; i < 10; i++)
        digits = found[i] ? digits * 10 + i : digits;
    return digits;
}

START_TEST(search_finds_rows_that_have_all_terms)
{
    ck_assert_done(&fixture, crm__ddl_create_search(fixture.db, TEXT("person_search")));
    ck_assert_done(&fixture, crm__ddl_create_search(fixture.db, TEXT("person_search")));
    feed(1, "张三 a@b.com +8613800138000 o'brien");
    feed(2, "张三 李四 \"quoted\" x-y_z*");
    feed(3, "zhang a@b.org");
    ck_assert_int_eq(find((const struct text[]){TEXT("张三")}, 1, false), 12);
    ck_assert_int_eq(find((const struct text[]){TEXT("张三"), TEXT("李四")}, 2, false), 2);
    ck_assert_int_eq(find((const struct text[]){TEXT("张")}, 1, false), 0);
    ck_assert_int_eq(find((const struct text[]){TEXT("张")}, 1, true), 12);
    ck_assert_int_eq(find((const struct text[]){TEXT("a@b.com")}, 1, false), 1);
    ck_assert_int_eq(find((const struct text[]){TEXT("a@b")}, 1, false), 0);
    ck_assert_int_eq(find((const struct text[]){TEXT("a@b")}, 1, true), 13);
    ck_assert_int_eq(find((const struct text[]){TEXT("+8613800138000")}, 1, false), 1);
    ck_assert_int_eq(find((const struct text[]){TEXT("o'brien")}, 1, false), 1);
    ck_assert_int_eq(find((const struct text[]){TEXT("\"quoted\"")}, 1, false), 2);
    ck_assert_int_eq(find((const struct text[]){TEXT("x-y_z*")}, 1, false), 2);
    ck_assert_int_eq(find((const struct text[]){TEXT("OR")}, 1, false), 0);
}
END_TEST

START_TEST(feeding_replaces_and_removing_forgets)
{
    ck_assert_done(&fixture, crm__ddl_create_search(fixture.db, TEXT("person_search")));
    feed(1, "old");
    feed(1, "new");
    ck_assert_int_eq(find((const struct text[]){TEXT("old")}, 1, false), 0);
    ck_assert_int_eq(find((const struct text[]){TEXT("new")}, 1, false), 1);
    crm__sql_clear(&sql);
    crm__sql_search_remove(&sql, TEXT("person_search"));
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__sql_query(&sql, 0, &statement));
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, crm__value_int(1)));
    ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
    crm__statement_release(statement);
    ck_assert_int_eq(find((const struct text[]){TEXT("new")}, 1, false), 0);
    ck_assert_done(&fixture, crm__db_check(fixture.db, NULL, NULL));
}
END_TEST

START_TEST(a_search_without_terms_is_refused)
{
    crm__sql_search_match(&sql, TEXT("person_search"), NULL, 0, false);
    ck_assert_int_eq(crm__sql_status(&sql), CRM_E_INVALID);
    crm__sql_clear(&sql);
    const struct text empty[] = {TEXT("a"), TEXT("")};
    crm__sql_search_match(&sql, TEXT("person_search"), empty, 2, false);
    ck_assert_int_eq(crm__sql_status(&sql), CRM_E_INVALID);
    ck_assert_message(&fixture, "search term 2");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_sql");
    TCase *tests = tcase_create("sql");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, whole_statements_have_placeholders_in_order);
    tcase_add_test(tests, a_reserved_word_can_name_a_table);
    tcase_add_test(tests, hostile_names_are_refused);
    tcase_add_test(tests, the_first_failure_sticks);
    tcase_add_test(tests, values_are_bound_in_the_order_they_were_written);
    tcase_add_test(tests, run_int_tells_no_row_and_no_number);
    tcase_add_test(tests, a_set_of_ids_is_filled_up_to_a_power_of_two);
    tcase_add_sqlite_test(tests, a_set_may_use_all_placeholders_and_no_more);
    tcase_add_test(tests, a_statement_has_no_more_values_than_the_database_takes);
    tcase_add_test(tests, a_set_of_ids_finds_their_rows);
    tcase_add_test(tests, a_partition_is_the_same_in_the_database_and_in_the_library);
    tcase_add_test(tests, nulls_come_last_and_text_is_ordered_by_code_point);
    tcase_add_test(tests, functions_that_differ_do_what_they_say);
    tcase_add_test(tests, a_limit_is_bound_and_a_negative_one_is_none);
    tcase_add_test(tests, an_upsert_replaces_or_keeps);
    tcase_add_test(tests, due_rows_are_claimed_once_in_order);
    tcase_add_test(tests, search_finds_rows_that_have_all_terms);
    tcase_add_test(tests, feeding_replaces_and_removing_forgets);
    tcase_add_test(tests, a_search_without_terms_is_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
