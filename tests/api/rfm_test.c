/* RFM of an order file, as a host calls it. */
#include "place.h"

#include <crm/crm.h>

#include <stdio.h>
#include <string.h>

static struct test_heap heap;
static crm_db *db;

#define ck_assert_ok(call)                                                                         \
    ck_assert_msg((call) == CRM_OK, "%s: %s", #call, crm_db_error(db)->message)

static void set_up(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, api_database(), NULL));
}

static void tear_down(void)
{
    crm_db_free(db);
    ck_assert_uint_eq(heap.live, 0);
}

/* A crm_read over text, a few bytes at a time. */
struct input {
    const char *left;
    int fails;
};

static int32_t read_input(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    size_t count = strlen(input->left);
    count = count < size ? count : size;
    count = count < 7 ? count : 7;
    memcpy(bytes, input->left, count);
    input->left += count;
    *read_out = count;
    return input->fails;
}

static int32_t read_file(void *context, void *bytes, size_t size, size_t *read_out)
{
    *read_out = fread(bytes, 1, size, context);
    return 0;
}

static crm_rfm_options usual_options(void)
{
    return (crm_rfm_options){.size = sizeof(crm_rfm_options),
                             .customer = "客户",
                             .time = "时间",
                             .amount = "金额",
                             .at_us = TEST_NOW_US};
}

static crm_status rfm_of(const char *text, const crm_rfm_options *options, crm_rfm **rfm_out)
{
    struct input input = {text, 0};
    return crm_rfm_csv(db, read_input, &input, options, rfm_out);
}

/* A row as "a|b|c", and whether there was one. */
static int next_is(crm_cursor *cursor, const char *expected)
{
    char row[512] = "";
    if (crm_cursor_next(cursor) != CRM_OK)
        return 0;
    for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++) {
        size_t used = strlen(row);
        snprintf(row + used, sizeof row - used, "%s%s", i ? "|" : "", crm_cursor_text(cursor, i));
    }
    if (strcmp(row, expected) != 0)
        printf("# '%s', not '%s'\n", row, expected);
    return strcmp(row, expected) == 0;
}

START_TEST(the_music_shop_has_the_published_scores)
{
    crm_rfm *rfm;
    crm_rfm_counts counts;
    crm_cursor *cursor;
    FILE *file = fopen(EXAMPLES_DIR "/data/cdnow_orders.csv", "rb");
    ck_assert_ptr_nonnull(file);
    crm_rfm_options options = {.size = sizeof options,
                               .customer = "customer_id",
                               .time = "date",
                               .amount = "amount",
                               .at_us = INT64_C(899251200000000)}; /* 1998-07-01 */
    ck_assert_ok(crm_rfm_csv(db, read_file, file, &options, &rfm));
    fclose(file);
    crm_rfm_read(rfm, &counts);
    ck_assert_int_eq(counts.rows, 69659);
    ck_assert_int_eq(counts.orders, 69659);
    ck_assert_int_eq(counts.customers, 23570);
    ck_assert_int_eq(counts.rejected + counts.later, 0);
    ck_assert_str_eq(crm_rfm_problem(rfm), "");
    ck_assert_ok(crm_rfm_scores(rfm, &cursor));
    static const char *const rows[] = {
        "recency|5|4719||142",         "recency|4|4720|142|433",
        "recency|3|4844|433|486",      "recency|2|4748|486|513",
        "recency|1|4539|513|",         "frequency|1|11908||1",
        "frequency|2|0|1|1",           "frequency|3|4079|1|2",
        "frequency|4|3658|2|4",        "frequency|5|3925|4|",
        "monetary|1|4817||15.36",      "monetary|2|4615|15.36|31.35",
        "monetary|3|4710|31.35|59.92", "monetary|4|4715|59.92|133.95",
        "monetary|5|4713|133.95|"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert(next_is(cursor, rows[i]));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    crm_rfm_free(rfm);
}
END_TEST

START_TEST(recency_is_whole_days_before_the_instant)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    crm_rfm_options options = usual_options(); /* 2026-03-02T08:00Z */
    ck_assert_ok(rfm_of("客户,时间,金额\n"
                        "甲,2026-03-01T08:00:00Z,1.005\n"
                        "乙,2026-03-01 08:00:01,2\n"
                        "丙,2026-03-02T16:00:00+08:00,3\n"
                        "甲,2026-01-05,-0.005\n",
                        &options, &rfm));
    ck_assert_ok(crm_rfm_customers(rfm, &cursor));
    crm_rfm_free(rfm); /* the cursor lives on */
    ck_assert(next_is(cursor, "甲|1|2|1.0000|2|4|1|hibernating"));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 1), 0);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 1), 0);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(rows_that_cannot_be_read_are_counted_and_explained)
{
    crm_rfm *rfm;
    crm_rfm_counts counts;
    crm_rfm_options options = usual_options();
    ck_assert_ok(rfm_of("客户;时间;金额\n"
                        "a;2026-01-01;5\n"
                        "a;5.1.24;5\n"
                        ";2026-01-01;5\n"
                        "a;2026-01-01;many\n"
                        "a;2026-01-01;1.00001\n"
                        "a;2026-01-01\n"
                        "a;2026-03-03;5\n",
                        &options, &rfm));
    crm_rfm_read(rfm, &counts);
    ck_assert_int_eq(counts.rows, 7);
    ck_assert_int_eq(counts.orders, 1);
    ck_assert_int_eq(counts.rejected, 5);
    ck_assert_int_eq(counts.later, 1);
    ck_assert_str_eq(crm_rfm_problem(rfm), "line 3: time: ambiguous");
    crm_rfm_free(rfm);
    options.dates = "dmy";
    ck_assert_ok(rfm_of("客户;时间;金额\na;5.1.24;5\n", &options, &rfm));
    crm_rfm_read(rfm, &counts);
    ck_assert_int_eq(counts.orders, 1);
    crm_rfm_free(rfm);
}
END_TEST

START_TEST(fixed_cuts_divide_by_their_values)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    crm_rfm_options options = usual_options();
    options.method = CRM_RFM_FIXED;
    options.cuts = "30, 90; 1,3; 100,500.50";
    ck_assert_ok(
        rfm_of("客户,时间,金额\na,2026-03-01,500.50\nb,2025-01-01,500.51\n", &options, &rfm));
    ck_assert_ok(crm_rfm_customers(rfm, &cursor));
    ck_assert(next_is(cursor, "a|1|1|500.50|3|1|2|new"));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 4), 1);
    ck_assert_int_eq(crm_cursor_int(cursor, 6), 3);
    crm_cursor_free(cursor);
    crm_rfm_free(rfm);
}
END_TEST

START_TEST(equal_bins_break_ties_by_the_customers_number)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    crm_rfm_options options = usual_options();
    options.method = CRM_RFM_NTILE;
    options.bins = 2;
    ck_assert_ok(rfm_of("客户,时间,金额\n20,2026-03-01,1\n3,2026-03-01,1\n", &options, &rfm));
    ck_assert_ok(crm_rfm_customers(rfm, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 5), 2);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 5), 1);
    crm_cursor_free(cursor);
    crm_rfm_free(rfm);
}
END_TEST

START_TEST(segments_hold_every_customer_once)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    int64_t customers = 0;
    int64_t orders = 0;
    crm_rfm_options options = usual_options();
    ck_assert_ok(
        rfm_of("客户,时间,金额\na,2026-03-01,1\nb,2026-01-01,2\na,2025-01-01,9\n", &options, &rfm));
    ck_assert_ok(crm_rfm_segments(rfm, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        customers += crm_cursor_int(cursor, 3);
        orders += crm_cursor_int(cursor, 5);
    }
    ck_assert_int_eq(customers, 2);
    ck_assert_int_eq(orders, 3);
    crm_cursor_free(cursor);
    crm_rfm_free(rfm);
}
END_TEST

START_TEST(an_empty_file_of_orders_has_no_customers)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    crm_rfm_options options = usual_options();
    ck_assert_ok(rfm_of("客户,时间,金额\n", &options, &rfm));
    ck_assert_ok(crm_rfm_customers(rfm, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_rfm_scores(rfm, &cursor));
    ck_assert(next_is(cursor, "recency|5|0||"));
    crm_cursor_free(cursor);
    crm_rfm_free(rfm);
}
END_TEST

static void refused(const crm_rfm_options *options, crm_status status, const char *message)
{
    crm_rfm *rfm;
    ck_assert_int_eq(rfm_of("客户,时间,金额\na,2026-03-01,1\n", options, &rfm), status);
    ck_assert_str_eq(crm_db_error(db)->message, message);
    ck_assert_ptr_null(rfm);
}

START_TEST(wrong_options_are_refused_by_name)
{
    crm_rfm_options options = usual_options();
    options.customer = "客户号";
    refused(&options, CRM_E_UNKNOWN, "no column '客户号'; did you mean '客户'?");
    options = usual_options();
    options.method = 3;
    refused(&options, CRM_E_INVALID, "crm_rfm_options.method: 3, at most 2");
    options = usual_options();
    options.dates = "ydm";
    refused(&options, CRM_E_INVALID, "dates: 'ydm' is none of dmy, mdy, ymd");
    options = usual_options();
    options.cuts = "1;1;1";
    refused(&options, CRM_E_INVALID, "cuts: given, but the method is not fixed");
    options.method = CRM_RFM_FIXED;
    options.cuts = "1;x;1";
    refused(&options, CRM_E_SYNTAX, "cuts: 'x' is no number of 0 decimals");
    options.cuts = "1;1;1;1";
    refused(&options, CRM_E_INVALID, "cuts: more than 3 lists");
    options.cuts = "1;1,2;1";
    refused(&options, CRM_E_INVALID,
            "cuts: 2 in dimension 2; the fixed method takes three lists of one length, such as "
            "'30,90;1,3;100,500'");
    options = usual_options();
    options.bins = 10;
    struct input input = {"客户,时间,金额\n", 0};
    crm_rfm *rfm;
    ck_assert_int_eq(crm_rfm_csv(db, read_input, &input, &options, &rfm), CRM_E_INVALID);
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_rfm *rfm;
    crm_cursor *cursor;
    crm_rfm_counts counts;
    crm_rfm_options options = usual_options();
    struct input input = {"客户,时间,金额\n", 0};
    ck_assert_int_eq(crm_rfm_csv(NULL, read_input, &input, &options, &rfm), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rfm_csv(db, NULL, &input, &options, &rfm), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rfm_csv(db, read_input, &input, &options, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rfm_csv(db, read_input, &input, NULL, &rfm), CRM_E_MISUSE);
    input.fails = 1;
    ck_assert_int_eq(crm_rfm_csv(db, read_input, &input, &options, &rfm), CRM_E_IO);
    ck_assert_int_eq(crm_rfm_segments(NULL, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rfm_scores(NULL, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rfm_customers(NULL, &cursor), CRM_E_MISUSE);
    ck_assert_ok(rfm_of("客户,时间,金额\n", &options, &rfm));
    ck_assert_int_eq(crm_rfm_segments(rfm, NULL), CRM_E_MISUSE);
    crm_rfm_read(rfm, NULL);
    crm_rfm_free(rfm);
    crm_rfm_read(NULL, &counts);
    ck_assert_int_eq(counts.rows, 0);
    ck_assert_str_eq(crm_rfm_problem(NULL), "");
    crm_rfm_free(NULL);
}
END_TEST

static crm_status scenario(void)
{
    crm_rfm *rfm;
    crm_cursor *cursors[3] = {NULL};
    crm_rfm_options options = usual_options();
    crm_status status = rfm_of("客户,时间,金额\na,2026-03-01,1\nb,2026-01-01,2\n", &options, &rfm);
    if (status == CRM_OK)
        status = crm_rfm_segments(rfm, &cursors[0]);
    if (status == CRM_OK)
        status = crm_rfm_scores(rfm, &cursors[1]);
    if (status == CRM_OK)
        status = crm_rfm_customers(rfm, &cursors[2]);
    for (size_t i = 0; i < 3; i++)
        crm_cursor_free(cursors[i]);
    crm_rfm_free(rfm);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_nothing_leaks)
{
    size_t live = heap.live;
    size_t failures = 0;
    for (;; failures++) {
        heap.fail_at = heap.calls + failures + 1;
        crm_status status = scenario();
        heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_eq(heap.live, live);
    }
    ck_assert_uint_gt(failures, 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rfm");
    TCase *tcase = tcase_create("rfm");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, the_music_shop_has_the_published_scores);
    tcase_add_test(tcase, recency_is_whole_days_before_the_instant);
    tcase_add_test(tcase, rows_that_cannot_be_read_are_counted_and_explained);
    tcase_add_test(tcase, fixed_cuts_divide_by_their_values);
    tcase_add_test(tcase, equal_bins_break_ties_by_the_customers_number);
    tcase_add_test(tcase, segments_hold_every_customer_once);
    tcase_add_test(tcase, an_empty_file_of_orders_has_no_customers);
    tcase_add_test(tcase, wrong_options_are_refused_by_name);
    tcase_add_test(tcase, misuse_is_told);
    tcase_add_test(tcase, every_failing_allocation_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
