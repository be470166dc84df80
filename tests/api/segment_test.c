/* Segments, as a host calls them. */
#include "fixture.h"

#include <stdio.h>

static void two_customers(void)
{
    static const char *const amounts[] = {"10.00", "90.00"};
    for (int i = 0; i < 2; i++) {
        char account[32];
        snprintf(account, sizeof account, "%lld",
                 (long long)API_RECORD("account", "name", i ? "乙" : "甲"));
        API_RECORD("order", "number", i ? "N2" : "N1", "account", account, "placed_at",
                   i ? "2026-02-01T00:00:00Z" : "2025-02-01T00:00:00Z", "currency", "CNY", "amount",
                   amounts[i], "status", "placed");
    }
}

START_TEST(a_run_gives_every_customer_a_segment)
{
    crm_segment_report report;
    crm_cursor *cursor;
    int64_t customers = 0;
    two_customers();
    ck_assert_ok(crm_segment_run(db, NULL, &report));
    ck_assert_int_ne(report.run, 0);
    ck_assert_int_eq(report.customers, 2);
    ck_assert_int_eq(report.changed, 2);
    ck_assert_int_eq(report.left_out, 0);
    ck_assert_int_eq(report.quadrants[0] + report.quadrants[1] + report.quadrants[2] +
                         report.quadrants[3],
                     2);
    ck_assert_int_eq(report.quadrants[4], 0);
    ck_assert_ok(crm_segment_table(db, 0, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        customers += crm_cursor_int(cursor, 2);
        ck_assert_str_eq(crm_cursor_text(cursor, 1), "CNY");
    }
    ck_assert_int_eq(customers, 2);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_segment_moves(db, report.run, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_ne(crm_cursor_is_null(cursor, 0), 0);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_dry_run_leaves_no_run)
{
    crm_segment_report report;
    crm_cursor *cursor;
    two_customers();
    crm_segment_options options = {.size = sizeof options, .dry_run = 1};
    ck_assert_ok(crm_segment_run(db, &options, &report));
    ck_assert_int_eq(report.run, 0);
    ck_assert_int_eq(report.changed, 2);
    ck_assert_status(crm_segment_table(db, 0, &cursor), CRM_E_NOT_FOUND);
    ck_assert_ptr_null(cursor);
}
END_TEST

START_TEST(fixed_thresholds_and_quadrants_are_the_callers)
{
    crm_segment_report report;
    crm_cursor *cursor;
    two_customers();
    API_RECORD("account", "name", "丙");
    crm_segment_options options = {.size = sizeof options,
                                   .method = CRM_RFM_FIXED,
                                   .cuts = "90;1;50.00",
                                   .quadrants = "50.00;1"};
    ck_assert_ok(crm_segment_run(db, &options, &report));
    ck_assert_int_eq(report.quadrants[0], 1);
    ck_assert_int_eq(report.quadrants[2], 1);
    ck_assert_int_eq(report.quadrants[4], 1);
    ck_assert_ok(crm_segment_table(db, 0, &cursor));
    crm_cursor_free(cursor);
    options.least_orders = 2;
    ck_assert_ok(crm_segment_run(db, &options, &report));
    ck_assert_int_eq(report.quadrants[4], 3);
}
END_TEST

START_TEST(segments_that_people_define_have_members)
{
    crm_segment_report report;
    crm_cursor *cursor;
    two_customers();
    API_RECORD("segment", "name", "大客户", "code", "big", "entity_name", "customer_value",
               "condition", "order_count > 0");
    ck_assert_ok(crm_segment_run(db, NULL, &report));
    ck_assert_int_eq(report.entered, 2);
    ck_assert_ok(crm_segment_named(db, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "big");
    ck_assert_int_eq(crm_cursor_int(cursor, 5), 2);
    ck_assert_int_eq(crm_cursor_int(cursor, 6), 2);
    ck_assert_int_eq(crm_cursor_int(cursor, 7), 0);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_segment_report report;
    crm_cursor *cursor;
    ck_assert_int_eq(crm_segment_run(NULL, NULL, &report), CRM_E_MISUSE);
    ck_assert_int_eq(crm_segment_table(NULL, 0, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(crm_segment_moves(NULL, 0, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_segment_run(db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_segment_table(db, 0, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_segment_moves(db, 0, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_segment_moves(db, 77, &cursor), CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm_segment_named(NULL, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_segment_named(db, NULL), CRM_E_MISUSE);
    crm_segment_options options = {.size = sizeof options, .method = CRM_RFM_FIXED};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = sizeof options, .bins = 1};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = sizeof options, .method = 3};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = sizeof options, .method = CRM_RFM_FIXED, .cuts = "x"};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_SYNTAX);
    options = (crm_segment_options){.size = sizeof options, .cuts = "1;1;1"};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = sizeof options, .quadrants = "x"};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = sizeof options, .least_orders = -1};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_INVALID);
    options = (crm_segment_options){.size = 4};
    ck_assert_status(crm_segment_run(db, &options, &report), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segment");
    TCase *tcase = tcase_create("segment");
    tcase_add_checked_fixture(tcase, api_setup, api_teardown);
    tcase_add_test(tcase, a_run_gives_every_customer_a_segment);
    tcase_add_test(tcase, a_dry_run_leaves_no_run);
    tcase_add_test(tcase, fixed_thresholds_and_quadrants_are_the_callers);
    tcase_add_test(tcase, segments_that_people_define_have_members);
    tcase_add_test(tcase, misuse_is_told);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
