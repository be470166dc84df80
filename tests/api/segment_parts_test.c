/* Segment runs in parts: what is stored at the end is what one process would have stored. */
#include "fixture.h"

#include <stdio.h>

enum { ACCOUNTS = 120, PICTURE = 120000 };

static int cancel; /* the next call of progress cancels */

static int32_t on_progress(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context, (void)stage, (void)done, (void)total;
    int now = cancel;
    cancel = 0;
    return now;
}

static void setup(void)
{
    cancel = 0;
    api_heap = (struct test_heap){0};
}

static crm_db *database(void)
{
    crm_host host = test_host(&api_heap);
    host.progress = on_progress;
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, api_database(), NULL));
    return db;
}

static void teardown(void)
{
    ck_assert_uint_eq(api_heap.live, 0);
    test_pool_give();
}

static const char *digits(int64_t number)
{
    static char texts[4][24];
    static size_t next;
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0], "%lld", (long long)number);
    return text;
}

static void order(const char *account, int number, const char *at, const char *amount)
{
    API_RECORD("order", "number", digits(number), "account", account, "placed_at", at, "currency",
               number % 37 == 0 ? "USD" : "CNY", "amount", amount, "status", "placed");
}

/* Customers with ties in all three values; some never ordered, one is no customer, one is deleted;
 * segments and alerts that look at them. */
static void customers(int64_t accounts[ACCOUNTS])
{
    int number = 1;
    for (int i = 0; i < ACCOUNTS; i++) {
        char name[24];
        char account[24];
        snprintf(name, sizeof name, "客户%03d", i);
        accounts[i] = API_RECORD("account", "name", name, "kind", i == 7 ? "supplier" : "customer",
                                 "city", i % 2 ? "上海" : "北京");
        snprintf(account, sizeof account, "%s", digits(accounts[i]));
        for (int k = 0; i % 9 != 7 && k <= i % 5; k++)
            order(account, number++, k % 2 ? "2026-01-05T00:00:00Z" : "2025-11-05T00:00:00Z",
                  i % 3 ? "20.00" : "150.00");
    }
    API_RECORD("segment", "name", "often", "code", "often", "entity_name", "customer_value",
               "condition", "order_count >= 3 && has(segment)", "position", "2");
    API_RECORD("segment", "name", "east", "code", "east", "entity_name", "account", "condition",
               "city == \"上海\"", "position", "1");
    API_RECORD("segment", "name", "best", "code", "champions", "kind", "rfm", "position", "3");
    API_RECORD("alert_rule", "name", "fell", "kind", "move", "to_segments",
               "[\"champions\",\"at_risk\",\"about_to_sleep\",\"need_attention\"]");
}

/* A first run, and then life goes on. */
static void world_make(void)
{
    int64_t accounts[ACCOUNTS];
    crm_segment_report report;
    ck_assert_ok(crm_db_begin(db));
    customers(accounts);
    ck_assert_ok(crm_segment_run(
        db, CRM_OPTIONS(crm_segment_options, .as_of_us = TEST_NOW_US - INT64_C(2592000000000)),
        &report));
    for (int i = 0; i < ACCOUNTS; i += 4)
        order(digits(accounts[i]), 1000 + i, "2026-02-20T00:00:00Z", "500.00");
    ck_assert_ok(crm_record_delete(db, "account", accounts[11]));
    API_RECORD("account", "name", "新客户", "city", "上海");
    ck_assert_ok(crm_db_commit(db));
}

/* --- what is stored -------------------------------------------------------------------------- */

static size_t rows_print(const char *entity, const char *rule, const char *fields,
                         const char *sort, char *out, size_t size)
{
    crm_query *query;
    crm_cursor *cursor;
    size_t used = (size_t)snprintf(out, size, "%s\n", entity);
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_where(query, rule, CRM_NUL));
    ck_assert_ok(crm_query_fields(query, fields));
    ck_assert_ok(crm_query_sort(query, sort));
    ck_assert_ok(crm_query_run(query, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++)
            used += (size_t)snprintf(out + used, size - used, "%s\t", crm_cursor_text(cursor, i));
        used += (size_t)snprintf(out + used, size - used, "\n");
        ck_assert_uint_lt(used, size);
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
    return used;
}

/* Everything that a run leaves behind, without ids. */
static void picture(int64_t run, char out[PICTURE])
{
    char of_run[64];
    size_t used = rows_print("customer_value", "true",
                             "account.name,recency_score,frequency_score,monetary_score,segment,"
                             "previous_segment,segment_since,quadrant",
                             "account.name", out, PICTURE);
    snprintf(of_run, sizeof of_run, "run == %lld", (long long)run);
    used += rows_print("rfm_snapshot", of_run,
                       "account.name,recency_days,frequency,monetary,recency_score,frequency_score,"
                       "monetary_score,segment,previous_segment,quadrant",
                       "account.name", out + used, PICTURE - used);
    used += rows_print("segment_run", "true",
                       "name,kind,method,bins,as_of,customer_count,changed_count,cuts,counts,"
                       "migration,quadrants,previous.name,open_parts",
                       "as_of,kind", out + used, PICTURE - used);
    used += rows_print("segment_member", "true", "segment.code,account.name,since,until",
                       "segment.code,account.name,since", out + used, PICTURE - used);
    rows_print("alert", "true", "name,severity,episode,state", "name,episode", out + used,
               PICTURE - used);
}

static crm_segment_options options_of(int32_t variant)
{
    return (crm_segment_options){
        .size = sizeof(crm_segment_options),
        .as_of_us = TEST_NOW_US,
        .method = variant == 1 ? CRM_RFM_NTILE : variant == 2 ? CRM_RFM_FIXED : CRM_RFM_QUANTILE,
        .cuts = variant == 2 ? "20,60,80;1,2,3;50,100,500" : NULL,
        .quadrants = variant == 1 ? "median" : NULL,
    };
}

static void report_add(crm_segment_report *sum, const crm_segment_report *part)
{
    sum->customers += part->customers;
    sum->changed += part->changed;
    sum->left_out += part->left_out;
    for (int i = 0; i < 5; i++)
        sum->quadrants[i] += part->quadrants[i];
    sum->entered += part->entered;
    sum->left += part->left;
    sum->alerts_raised += part->alerts_raised;
    sum->alerts_closed += part->alerts_closed;
    sum->run = part->run;
}

static void whole_make(int32_t variant, crm_segment_report *report, char out[PICTURE])
{
    database();
    world_make();
    const crm_segment_options options = options_of(variant);
    ck_assert_ok(crm_segment_run(db, &options, report));
    picture(report->run, out);
    crm_db_free(db);
    ck_assert_int_gt(report->changed, 10);
    ck_assert_int_gt(report->entered, 0);
    ck_assert_int_gt(report->alerts_raised, 0);
}

static void parts_run(int32_t variant, int32_t count, crm_segment_report *sum)
{
    crm_segment_options options = options_of(variant);
    options.run_key = "nightly";
    options.partition_count = count;
    *sum = (crm_segment_report){0};
    for (int32_t i = count; i-- > 0;) { /* in any order */
        crm_segment_report part;
        options.partition_index = i;
        ck_assert_ok(crm_segment_run(db, &options, &part));
        report_add(sum, &part);
        int64_t run = part.run;
        ck_assert_ok(crm_segment_run(db, &options, &part));
        ck_assert_int_eq(part.run, run);
        ck_assert_int_eq(part.customers + part.changed + part.entered + part.alerts_raised, 0);
    }
}

static void reports_compare(crm_segment_report *sum, const crm_segment_report *whole)
{
    sum->run = whole->run;
    ck_assert_int_eq(sum->customers, whole->customers);
    ck_assert_int_eq(sum->alerts_raised, whole->alerts_raised);
    ck_assert_mem_eq(sum, whole, sizeof *sum);
}

static void parts_compare(int32_t variant, int32_t count)
{
    static char wanted[PICTURE];
    static char found[PICTURE];
    crm_segment_report whole;
    crm_segment_report sum;
    whole_make(variant, &whole, wanted);
    database();
    world_make();
    parts_run(variant, count, &sum);
    picture(sum.run, found);
    reports_compare(&sum, &whole);
    crm_db_free(db);
    ck_assert_str_eq(found, wanted);
}

START_TEST(parts_come_to_what_the_whole_comes_to)
{
    static const int32_t counts[] = {2, 5, 1};
    parts_compare(_i, counts[_i]);
}
END_TEST

/* --- on the way ------------------------------------------------------------------------------ */

START_TEST(a_part_that_stopped_is_begun_again)
{
    static char wanted[PICTURE];
    static char found[PICTURE];
    crm_segment_report whole;
    crm_segment_report sum;
    crm_segment_report part;
    whole_make(0, &whole, wanted);
    database();
    world_make();
    crm_segment_options options = options_of(0);
    options.run_key = "nightly";
    options.partition_count = 2;
    cancel = 1; /* after the first customers were written */
    ck_assert_status(crm_segment_run(db, &options, &part), CRM_E_CANCELLED);
    parts_run(0, 2, &sum);
    picture(sum.run, found);
    crm_db_free(db);
    ck_assert_str_eq(found, wanted);
}
END_TEST

START_TEST(a_run_is_not_the_latest_before_all_parts_are_done)
{
    crm_segment_report report;
    crm_cursor *cursor;
    database();
    world_make();
    crm_segment_options options = options_of(0);
    options.run_key = "nightly";
    options.partition_count = 2;
    for (int32_t done = 0; done <= 2; done++) {
        int64_t snapshots = 0;
        options.partition_index = done - 1;
        if (done)
            ck_assert_ok(crm_segment_run(db, &options, &report));
        ck_assert_ok(crm_segment_moves(db, 0, &cursor));
        while (crm_cursor_next(cursor) == CRM_OK)
            snapshots += crm_cursor_is_null(cursor, 0) ? crm_cursor_int(cursor, 2) : 0;
        crm_cursor_free(cursor);
        /* In the first run everybody came from nowhere, in this one only who is new. */
        ck_assert_int_eq(snapshots > 50, done < 2);
    }
    crm_db_free(db);
}
END_TEST

START_TEST(a_key_is_of_one_run_with_one_set_of_options)
{
    crm_segment_report report;
    database();
    crm_segment_options options = {.size = sizeof options, .partition_count = 2};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "run_key"));
    options.run_key = "k";
    options.dry_run = 1;
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options.dry_run = 0;
    options.partition_index = 2;
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options.partition_index = 1;
    ck_assert_ok(crm_segment_run(db, &options, &report)); /* nobody is there: that is a run, too */
    ck_assert_int_ne(report.run, 0);
    options.bins = 4;
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_CONFLICT);
    options.bins = 0;
    options.partition_count = 3;
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_CONFLICT);
    crm_db_free(db);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/segment_parts");
    TCase *tests = tcase_create("segment_parts");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, parts_come_to_what_the_whole_comes_to, 0, 3);
    tcase_add_test(tests, a_part_that_stopped_is_begun_again);
    tcase_add_test(tests, a_run_is_not_the_latest_before_all_parts_are_done);
    tcase_add_test(tests, a_key_is_of_one_run_with_one_set_of_options);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
