/* Alerts, as a host calls them. */
#include "fixture.h"

#include <stdio.h>

/* A customer of `wang` who bought a year ago, and a rule of thirty days; the alert's id. */
static int64_t silent_customer(void)
{
    crm_work_report report;
    crm_cursor *cursor;
    char id[32];
    snprintf(id, sizeof id, "%lld",
             (long long)API_RECORD("user", "name", "Wang", "login", "wang", "language", "zh"));
    API_RECORD("alert_rule", "name", "quiet", "absolute_days", "30");
    snprintf(id, sizeof id, "%lld",
             (long long)API_RECORD("account", "name", "张伟", "owner", id));
    API_RECORD("order", "number", "N1", "account", id, "placed_at", "2025-03-02T00:00:00Z",
               "currency", "CNY", "amount", "10", "status", "placed");
    ck_assert_ok(crm_work_run(db, NULL, &report));
    ck_assert_int_eq(report.done, 1);
    ck_assert_ok(crm_alert_list(db, NULL, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    int64_t alert = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    return alert;
}

START_TEST(what_is_due_is_raised_listed_and_told)
{
    crm_cursor *cursor;
    silent_customer();
    crm_alert_options options = {.size = sizeof options, .language = "zh", .state = "open"};
    ck_assert_ok(crm_alert_list(db, &options, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_str_eq(crm_cursor_column_name(cursor, 1), "name");
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "张伟");
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "Wang");
    ck_assert_str_eq(crm_cursor_text(cursor, 3), "quiet");
    ck_assert_str_eq(crm_cursor_text(cursor, 4),
                     "最近一次购买2025-03-02，已365天未购买，超过上限30天");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_outbox_take(db, 10, 1000000, &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "churn_alert");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_run_counts_and_tells_what_it_decided)
{
    crm_alert_report report;
    crm_cursor *cursor;
    char id[32];
    API_RECORD("alert_rule", "name", "quiet", "absolute_days", "30");
    snprintf(id, sizeof id, "%lld", (long long)API_RECORD("account", "name", "Ann"));
    API_RECORD("order", "number", "N1", "account", id, "placed_at", "2025-03-02T00:00:00Z",
               "currency", "CNY", "amount", "10", "status", "placed");
    crm_alert_run_options options = {.size = sizeof options, .dry_run = 1};
    ck_assert_ok(crm_alert_run(db, &options, &report, &cursor));
    ck_assert_int_eq(report.customers, 1);
    ck_assert_int_eq(report.raised, 1);
    ck_assert_int_eq(report.open, 1);
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "raise");
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "Ann");
    crm_cursor_free(cursor);
    ck_assert_ok(crm_alert_run(db, NULL, &report, NULL));
    ck_assert_int_eq(report.raised, 1);
    ck_assert_ok(crm_alert_run(db, NULL, &report, NULL));
    ck_assert_int_eq(report.raised, 0);
    ck_assert_int_eq(report.open, 1);
}
END_TEST

START_TEST(a_person_acknowledges_and_closes)
{
    crm_cursor *cursor;
    int64_t alert = silent_customer();
    ck_assert_ok(crm_alert_acknowledge(db, alert));
    ck_assert_ok(crm_alert_list(db, CRM_OPTIONS(crm_alert_options, .state = "acknowledged"),
                                &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    crm_cursor_free(cursor);
    ck_assert_ok(crm_alert_close(db, alert));
    ck_assert_status(crm_alert_acknowledge(db, alert), CRM_E_REFUSED);
    ck_assert_ok(crm_alert_list(db, NULL, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_seller_sees_and_handles_only_his_own)
{
    crm_alert_report report;
    crm_cursor *cursor;
    char role[32];
    int64_t alert = silent_customer();
    snprintf(role, sizeof role, "%lld", (long long)API_RECORD("role", "name", "seller"));
    API_RECORD("role_permission", "role", role, "entity_name", "*", "read_scope", "own",
               "write_scope", "own", "can_create", "false");
    int64_t li = API_RECORD("user", "name", "Li", "login", "li", "role", role);
    ck_assert_ok(crm_db_act_as(db, li));
    ck_assert_ok(crm_alert_list(db, NULL, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_status(crm_alert_close(db, alert), CRM_E_NOT_FOUND);
    ck_assert_status(crm_alert_run(db, NULL, &report, NULL), CRM_E_DENIED);
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_alert_report report;
    crm_cursor *cursor;
    ck_assert_int_eq(crm_alert_list(NULL, NULL, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(crm_alert_run(NULL, NULL, &report, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(crm_alert_acknowledge(NULL, 1), CRM_E_MISUSE);
    ck_assert_int_eq(crm_alert_close(NULL, 1), CRM_E_MISUSE);
    ck_assert_status(crm_alert_list(db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_alert_run(db, NULL, NULL, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_alert_acknowledge(db, 1), CRM_E_NOT_FOUND);
    ck_assert_status(crm_alert_close(db, 0), CRM_E_NOT_FOUND);
    ck_assert_status(crm_alert_close(db, -5), CRM_E_NOT_FOUND);
    crm_alert_options list = {.size = sizeof list, .state = "lost"};
    ck_assert_status(crm_alert_list(db, &list, &cursor), CRM_E_INVALID);
    ck_assert_ptr_null(cursor);
    list = (crm_alert_options){.size = sizeof list, .language = "fr"};
    ck_assert_status(crm_alert_list(db, &list, &cursor), CRM_E_INVALID);
    list = (crm_alert_options){.size = sizeof list, .limit = -1};
    ck_assert_status(crm_alert_list(db, &list, &cursor), CRM_E_INVALID);
    list = (crm_alert_options){.size = 3};
    ck_assert_status(crm_alert_list(db, &list, &cursor), CRM_E_MISUSE);
    crm_alert_run_options run = {.size = sizeof run, .language = "fr"};
    ck_assert_status(crm_alert_run(db, &run, &report, &cursor), CRM_E_INVALID);
    run = (crm_alert_run_options){.size = sizeof run, .reserved = 1};
    ck_assert_status(crm_alert_run(db, &run, &report, &cursor), CRM_E_MISUSE);
    run = (crm_alert_run_options){.size = 3};
    ck_assert_status(crm_alert_run(db, &run, &report, &cursor), CRM_E_MISUSE);
    ck_assert_int_eq(report.customers, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alert");
    TCase *tcase = tcase_create("alert");
    tcase_add_checked_fixture(tcase, api_setup, api_teardown);
    tcase_add_test(tcase, what_is_due_is_raised_listed_and_told);
    tcase_add_test(tcase, a_run_counts_and_tells_what_it_decided);
    tcase_add_test(tcase, a_person_acknowledges_and_closes);
    tcase_add_test(tcase, a_seller_sees_and_handles_only_his_own);
    tcase_add_test(tcase, misuse_is_told);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
