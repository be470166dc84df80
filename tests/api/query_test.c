/* Queries and cursors: conditions, paths, order, pages, groups, search, output forms, the feed. */
#include "fixture.h"

#include <stdio.h>

static int64_t wang;

static void setup(void)
{
    char owner[24];
    api_setup();
    wang = API_RECORD("user", "name", "Wang", "login", "wang");
    snprintf(owner, sizeof owner, "%lld", (long long)wang);
    API_RECORD("lead", "name", "张伟", "company", "星河科技", "city", "上海", "owner", owner);
    API_RECORD("lead", "name", "Li Na", "company", "Acme", "city", "上海");
    API_RECORD("lead", "name", "Bob", "company", "=cmd()", "status", "working");
}

static crm_query *query_of(const char *entity)
{
    crm_query *query;
    ck_assert_ok(crm_query_new(db, entity, &query));
    return query;
}

static int64_t count_of(const char *rule)
{
    int64_t count;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_where(query, rule, CRM_NUL));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

START_TEST(conditions_mean_what_the_rule_language_says)
{
    ck_assert_int_eq(count_of("city == '上海'"), 2);
    ck_assert_int_eq(count_of("!has(city)"), 1);
    ck_assert_int_eq(count_of("owner.login == 'wang'"), 1);
    ck_assert_int_eq(count_of("city == '上海' || status == 'working'"), 3);
    ck_assert_int_eq(count_of("company.contains('科技') && created_at <= now"), 1);
    ck_assert_int_eq(count_of("name.matches('^[A-Z]')"), 2);
}
END_TEST

START_TEST(what_a_rule_computes_is_there_when_the_statement_runs)
{
    API_RECORD("lead", "name", "a", "budget", "100.01");
    API_RECORD("lead", "name", "b", "budget", "99", "currency", "USD");
    ck_assert_int_eq(count_of("budget > money('100 CNY')"), 1);
    ck_assert_int_eq(count_of("budget > money('98 USD') || budget == money('100.01 CNY')"), 2);
    ck_assert_int_eq(count_of("company == string(now) || name == ['x', 'Bob'][1]"), 1);
    ck_assert_int_eq(count_of("name in ['Li' + ' Na', string(1) + 'x']"), 1);
}
END_TEST

START_TEST(a_wrong_rule_says_where)
{
    crm_query *query = query_of("lead");
    crm_cursor *cursor;
    ck_assert_status(crm_query_where(query, "ctiy == 'x'", CRM_NUL), CRM_E_UNKNOWN);
    ck_assert_int_eq(crm_db_error(db)->line, 1);
    ck_assert_int_eq(crm_db_error(db)->column, 1);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "'city'"));
    ck_assert_status(crm_query_run(query, &cursor), CRM_E_UNKNOWN);
    crm_query_free(query);
    query = query_of("lead");
    ck_assert_status(crm_query_where(query, "name ==", CRM_NUL), CRM_E_SYNTAX);
    crm_query_free(query);
    ck_assert_status(crm_query_new(db, "leads", &query), CRM_E_UNKNOWN);
    ck_assert_int_eq(crm_query_where(NULL, "true", CRM_NUL), CRM_E_MISUSE);
    crm_query_free(NULL);
}
END_TEST

START_TEST(rows_come_in_order_with_the_fields_asked_for)
{
    crm_cursor *cursor;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_fields(query, "name,owner.name,created_at"));
    ck_assert_ok(crm_query_sort(query, "-name"));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_int_eq(crm_cursor_column_count(cursor), 3);
    ck_assert_str_eq(crm_cursor_column_name(cursor, 1), "owner.name");
    ck_assert_int_eq(crm_cursor_column_type(cursor, 2), CRM_COLUMN_TIME);
    ck_assert_int_eq(crm_cursor_column_type(cursor, 3), -1);
    ck_assert_ptr_null(crm_cursor_column_name(cursor, -1));
    ck_assert(crm_cursor_is_null(cursor, 0));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "张伟");
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "Wang");
    ck_assert_int_eq(crm_cursor_int(cursor, 2), TEST_NOW_US);
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "2026-03-02T08:00:00Z");
    ck_assert_double_eq(crm_cursor_double(cursor, 2), (double)TEST_NOW_US);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert(crm_cursor_is_null(cursor, 1));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    crm_cursor_free(NULL);
    crm_query_free(query);
}
END_TEST

START_TEST(every_entity_has_a_list_that_fits_a_line)
{
    crm_cursor *entities;
    ck_assert_ok(crm_schema_add_entity(db, "visit", "Visit", "拜访"));
    ck_assert_ok(crm_schema_entities(db, &entities));
    int lists = 0;
    while (crm_cursor_next(entities) == CRM_OK) {
        crm_cursor *rows;
        crm_query *query = query_of(crm_cursor_text(entities, 0));
        ck_assert_ok(crm_query_run(query, &rows));
        ck_assert_str_eq(crm_cursor_column_name(rows, 0), "id");
        ck_assert_int_ge(crm_cursor_column_count(rows), 2);
        ck_assert_int_le(crm_cursor_column_count(rows), 10);
        crm_cursor_free(rows);
        crm_query_free(query);
        lists++;
    }
    crm_cursor_free(entities);
    ck_assert_int_gt(lists, 40);
}
END_TEST

START_TEST(a_narrow_table_cuts_words_and_never_ids_or_times)
{
    static struct api_text out;
    crm_cursor *rows;
    crm_format_options options = {.size = sizeof options, .width = 60};
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_fields(query, "id,company,created_at,owner.name"));
    ck_assert_ok(crm_query_where(query, "name == '张伟'", CRM_NUL));
    ck_assert_ok(crm_query_run(query, &rows));
    char id[24];
    ck_assert_ok(crm_cursor_next(rows));
    snprintf(id, sizeof id, "%lld", (long long)crm_cursor_int(rows, 0));
    crm_cursor_free(rows);
    ck_assert_ok(crm_query_run(query, &rows));
    out.size = 0;
    ck_assert_ok(crm_cursor_write(rows, CRM_FORMAT_TABLE, &options, api_write, &out));
    out.bytes[out.size] = 0;
    ck_assert_ptr_nonnull(strstr(out.bytes, id));
    ck_assert_ptr_nonnull(strstr(out.bytes, "Owner"));
    ck_assert_ptr_null(strstr(out.bytes, "owner.name"));
    crm_cursor_free(rows);
    crm_query_free(query);
}
END_TEST

START_TEST(a_list_calls_records_by_name)
{
    crm_cursor *rows;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_where(query, "name == '张伟'", CRM_NUL));
    ck_assert_ok(crm_query_run(query, &rows));
    ck_assert_int_eq(crm_cursor_row_count(rows), 0);
    ck_assert_ok(crm_cursor_next(rows));
    ck_assert_int_eq(crm_cursor_row_count(rows), 1);
    ck_assert_str_eq(crm_cursor_text(rows, 1), "张伟");
    ck_assert_str_eq(crm_cursor_column_name(rows, 7), "owner.name");
    ck_assert_str_eq(crm_cursor_text(rows, 7), "Wang");
    ck_assert_int_eq(crm_cursor_next(rows), CRM_DONE);
    ck_assert_int_eq(crm_cursor_row_count(rows), 1);
    ck_assert_int_eq(crm_cursor_row_count(NULL), 0);
    crm_cursor_free(rows);
    crm_query_free(query);
}
END_TEST

START_TEST(pages_neither_repeat_nor_miss_a_row)
{
    char token[512] = "";
    int rows = 0;
    for (int page = 0; page < 4; page++) {
        crm_cursor *cursor;
        crm_query *query = query_of("lead");
        ck_assert_ok(crm_query_fields(query, "name"));
        ck_assert_ok(crm_query_sort(query, "city,-name"));
        ck_assert_ok(crm_query_limit(query, 1));
        if (*token)
            ck_assert_ok(crm_query_after(query, token));
        ck_assert_ok(crm_query_run(query, &cursor));
        while (crm_cursor_next(cursor) == CRM_OK) {
            static const char *const expected[] = {"张伟", "Li Na", "Bob"};
            ck_assert_str_eq(crm_cursor_text(cursor, 0), expected[rows++]);
        }
        crm_cursor_free(cursor);
        snprintf(token, sizeof token, "%s", crm_query_token(query));
        crm_query_free(query);
        if (rows == 3)
            break;
    }
    ck_assert_int_eq(rows, 3);
    crm_query *other = query_of("lead");
    crm_cursor *cursor;
    ck_assert_ok(crm_query_after(other, token));
    ck_assert_status(crm_query_run(other, &cursor), CRM_E_INVALID);
    crm_query_free(other);
}
END_TEST

START_TEST(groups_count_and_add_money_of_one_currency)
{
    crm_cursor *cursor;
    API_RECORD("opportunity", "name", "a", "amount", "10.50");
    API_RECORD("opportunity", "name", "b", "amount", "4.50");
    crm_query *query = query_of("opportunity");
    ck_assert_ok(crm_query_group(query, "outcome,created_at:month"));
    ck_assert_ok(crm_query_measure(query, "count"));
    ck_assert_ok(crm_query_measure(query, "sum(amount)"));
    ck_assert_ok(crm_query_measure(query, "avg(amount)"));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "2026-03-01");
    ck_assert_int_eq(crm_cursor_int(cursor, 2), 2);
    ck_assert_str_eq(crm_cursor_text(cursor, 3), "15.00");
    ck_assert_str_eq(crm_cursor_text(cursor, 4), "7.50");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    crm_query_free(query);

    API_RECORD("opportunity", "name", "c", "currency", "USD", "amount", "1.00");
    query = query_of("opportunity");
    ck_assert_ok(crm_query_measure(query, "sum(amount)"));
    ck_assert_status(crm_query_run(query, &cursor), CRM_E_INVALID);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "group by currency"));
    crm_query_free(query);
    query = query_of("opportunity");
    ck_assert_status(crm_query_measure(query, "summ(amount)"), CRM_E_UNKNOWN);
    crm_query_free(query);
    query = query_of("opportunity");
    ck_assert_status(crm_query_measure(query, "sum(name)"), CRM_E_INVALID);
    crm_query_free(query);
    query = query_of("opportunity");
    ck_assert_status(crm_query_group(query, "created_at:fortnight"), CRM_E_UNKNOWN);
    crm_query_free(query);
}
END_TEST

/* As those of a customer whose orders were all taken back. */
START_TEST(money_without_a_currency_is_added_to_any)
{
    crm_cursor *cursor;
    crm_query *query;
    char account[24];
    for (int i = 0; i < 2; i++) {
        char number[8];
        snprintf(number, sizeof number, "A%d", i);
        snprintf(account, sizeof account, "%lld", (long long)API_RECORD("account", "name", "a"));
        int64_t order = API_RECORD("order", "number", number, "account", account, "placed_at",
                                   "2026-01-05T10:00:00Z", "amount", "4.50");
        if (i == 0)
            ck_assert_ok(crm_record_delete(db, "order", order));
    }
    ck_assert_ok(crm_query_new(db, "customer_value", &query));
    ck_assert_ok(crm_query_measure(query, "sum(amount)"));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "4.50");
    crm_cursor_free(cursor);
    crm_query_free(query);
}
END_TEST

/* In whatever order the rows come: only the result must be of 64 bits. */
START_TEST(sums_are_exact_also_where_they_leave_64_bits_on_the_way)
{
    static const char *const counts[] = {"9223372036854775807", "5", "-9223372036854775807"};
    crm_query *query;
    crm_cursor *cursor;
    for (size_t i = 0; i < 3; i++)
        API_RECORD("account", "name", "wide", "employee_count", counts[i]);
    ck_assert_ok(crm_query_new(db, "account", &query));
    ck_assert_ok(crm_query_measure(query, "sum(employee_count)"));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_int_eq(crm_cursor_int(cursor, 0), 5);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_query_where(query, "employee_count > 0", CRM_NUL));
    ck_assert_status(crm_query_run(query, &cursor), CRM_E_LIMIT);
    crm_query_free(query);
}
END_TEST

START_TEST(an_empty_whole_is_one_row_of_zero)
{
    crm_cursor *cursor;
    crm_query *query = query_of("task");
    ck_assert_ok(crm_query_measure(query, "count"));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 0), 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
}
END_TEST

START_TEST(deleted_records_are_listed_apart)
{
    int64_t count;
    int64_t id = API_RECORD("lead", "name", "gone");
    ck_assert_ok(crm_record_delete(db, "lead", id));
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_deleted(query));
    ck_assert_ok(crm_query_count(query, &count));
    ck_assert_int_eq(count, 1);
    crm_query_free(query);
}
END_TEST

START_TEST(search_finds_chinese_and_latin_words_and_follows_changes)
{
    crm_cursor *cursor;
    int64_t count;
    ck_assert_ok(crm_search(db, "星河", CRM_NUL, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "lead");
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "张伟");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    int64_t id = API_RECORD("lead", "name", "星河 two");
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_search(query, "星河", CRM_NUL));
    ck_assert_ok(crm_query_count(query, &count));
    ck_assert_int_eq(count, 2);
    crm_query_free(query);
    ck_assert_ok(crm_record_delete(db, "lead", id));
    ck_assert_ok(crm_search(db, "two", CRM_NUL, 5, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_status(crm_search(db, "!?", CRM_NUL, 5, &cursor), CRM_E_INVALID);
    ck_assert_status(crm_search(db, "x", CRM_NUL, -1, &cursor), CRM_E_INVALID);
}
END_TEST

START_TEST(a_cursor_is_written_in_every_form)
{
    static struct api_text text;
    for (int32_t format = CRM_FORMAT_TABLE; format <= CRM_FORMAT_ARROW; format++) {
        crm_cursor *cursor;
        crm_query *query = query_of("lead");
        ck_assert_ok(crm_query_fields(query, "name,company"));
        ck_assert_ok(crm_query_run(query, &cursor));
        text.size = 0;
        ck_assert_ok(crm_cursor_write(
            cursor, format, CRM_OPTIONS(crm_format_options, .language = "zh"), api_write, &text));
        ck_assert_uint_gt(text.size, 40);
        if (format == CRM_FORMAT_CSV)
            ck_assert_ptr_nonnull(strstr(text.bytes, "'=cmd()"));
        if (format == CRM_FORMAT_TABLE)
            ck_assert_ptr_nonnull(strstr(text.bytes, "公司"));
        if (format == CRM_FORMAT_JSON)
            ck_assert_ptr_nonnull(strstr(text.bytes, "\"company\":\"Acme\""));
        crm_cursor_free(cursor);
        crm_query_free(query);
    }
}
END_TEST

START_TEST(writing_wrongly_is_misuse)
{
    static struct api_text text;
    crm_cursor *cursor;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_status(crm_cursor_write(cursor, 99, NULL, api_write, &text), CRM_E_MISUSE);
    ck_assert_status(crm_cursor_write(cursor, 0, NULL, NULL, &text), CRM_E_MISUSE);
    ck_assert_status(
        crm_cursor_write(cursor, 0, CRM_OPTIONS(crm_format_options, .width = -1), api_write, &text),
        CRM_E_MISUSE);
    /* An open cursor reads through its query. */
    ck_assert_status(crm_query_limit(query, 1), CRM_E_MISUSE);
    crm_query_free(query);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_status(crm_cursor_write(cursor, 0, NULL, api_write, &text), CRM_E_MISUSE);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(an_arrow_stream_outlives_everything_it_came_from)
{
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    crm_cursor *cursor;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_status(crm_cursor_arrow(cursor, NULL), CRM_E_MISUSE);
    ck_assert_ok(crm_cursor_arrow(cursor, &stream));
    ck_assert_status(crm_cursor_next(cursor), CRM_E_MISUSE);
    crm_cursor_free(cursor);
    crm_query_free(query);
    crm_db_free(db);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert_int_eq(array.length, 3);
    array.release(&array);
    stream.release(&stream);
    ck_assert_uint_eq(api_heap.live, 0);
    api_setup();
}
END_TEST

START_TEST(explain_says_how_rows_are_found_and_what_is_left)
{
    crm_cursor *cursor;
    crm_query *query = query_of("lead");
    ck_assert_ok(crm_query_where(query, "pool == 1", CRM_NUL));
    ck_assert_ok(crm_query_explain(query, &cursor));
    const char *way = on_sqlite() ? "USING INDEX" : "Scan";
    bool told = false;
    while (crm_cursor_next(cursor) == CRM_OK) {
        ck_assert_str_eq(crm_cursor_text(cursor, 0), "database");
        told |= strstr(crm_cursor_text(cursor, 1), way) != NULL;
    }
    ck_assert(told);
    crm_cursor_free(cursor);
    crm_query_free(query);
}
END_TEST

START_TEST(the_feed_gives_every_change_once_and_in_order)
{
    crm_cursor *cursor;
    int64_t last = 0;
    int rows = 0;
    ck_assert_ok(crm_changes(db, 0, 0, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        ck_assert_int_gt(crm_cursor_int(cursor, 0), last);
        last = crm_cursor_int(cursor, 0);
        rows++;
    }
    crm_cursor_free(cursor);
    ck_assert_int_eq(rows, 4);
    ck_assert_ok(crm_changes(db, last, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_status(crm_changes(db, -1, 0, &cursor), CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/query");
    TCase *tests = tcase_create("query");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, conditions_mean_what_the_rule_language_says);
    tcase_add_test(tests, what_a_rule_computes_is_there_when_the_statement_runs);
    tcase_add_test(tests, a_wrong_rule_says_where);
    tcase_add_test(tests, rows_come_in_order_with_the_fields_asked_for);
    tcase_add_test(tests, every_entity_has_a_list_that_fits_a_line);
    tcase_add_test(tests, a_list_calls_records_by_name);
    tcase_add_test(tests, a_narrow_table_cuts_words_and_never_ids_or_times);
    tcase_add_test(tests, pages_neither_repeat_nor_miss_a_row);
    tcase_add_test(tests, groups_count_and_add_money_of_one_currency);
    tcase_add_test(tests, money_without_a_currency_is_added_to_any);
    tcase_add_test(tests, sums_are_exact_also_where_they_leave_64_bits_on_the_way);
    tcase_add_test(tests, an_empty_whole_is_one_row_of_zero);
    tcase_add_test(tests, deleted_records_are_listed_apart);
    tcase_add_test(tests, search_finds_chinese_and_latin_words_and_follows_changes);
    tcase_add_test(tests, a_cursor_is_written_in_every_form);
    tcase_add_test(tests, writing_wrongly_is_misuse);
    tcase_add_test(tests, an_arrow_stream_outlives_everything_it_came_from);
    tcase_add_test(tests, explain_says_how_rows_are_found_and_what_is_left);
    tcase_add_test(tests, the_feed_gives_every_change_once_and_in_order);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
