/* Due work, the outbox, and pools, as a host sees them. */
#include "fixture.h"

#include <stdio.h>

static int64_t wang;
static char wang_text[24];

static void setup(void)
{
    api_setup();
    wang = API_RECORD("user", "name", "Wang", "login", "wang");
    snprintf(wang_text, sizeof wang_text, "%lld", (long long)wang);
}

START_TEST(a_reminder_becomes_a_message_once)
{
    crm_work_report report;
    crm_cursor *cursor;
    API_RECORD("reminder", "name", "call 张伟", "recipient", wang_text, "remind_at",
               "2026-03-02T09:00:00Z");
    ck_assert_ok(crm_work_run(db, NULL, &report));
    ck_assert_int_eq(report.done, 0);
    ck_assert_int_eq(report.next_us, TEST_NOW_US + INT64_C(3600000000));
    ck_assert_ok(crm_work_run(
        db, CRM_OPTIONS(crm_work_options, .until_us = TEST_NOW_US + INT64_C(3600000000)),
        &report));
    ck_assert_int_eq(report.done, 1);
    ck_assert_int_eq(report.failed, 0);
    ck_assert_int_eq(report.next_us, INT64_MAX);

    ck_assert_ok(crm_outbox_take(db, 10, 60000000, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    int64_t message = crm_cursor_int(cursor, 0);
    ck_assert_str_eq(crm_cursor_text(cursor, 5), "call 张伟");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    /* It is leased: nobody else gets it. */
    ck_assert_ok(crm_outbox_take(db, 10, 60000000, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_outbox_failed(db, message, "no network", TEST_NOW_US));
    ck_assert_ok(crm_outbox_take(db, 0, 60000000, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_outbox_sent(db, message));
    ck_assert_status(crm_outbox_sent(db, message), CRM_E_REFUSED);
    ck_assert_status(crm_outbox_sent(db, 5), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(a_message_can_be_leased_for_ever)
{
    crm_work_report report;
    crm_cursor *cursor;
    API_RECORD("reminder", "name", "call 张伟", "recipient", wang_text, "remind_at",
               "2026-03-02T07:00:00Z");
    ck_assert_ok(crm_work_run(db, NULL, &report));
    for (int i = 0; i < 2; i++) {
        ck_assert_ok(crm_outbox_take(db, 10, INT64_MAX, &cursor));
        ck_assert_int_eq(crm_cursor_next(cursor), i == 0 ? CRM_OK : CRM_DONE);
        crm_cursor_free(cursor);
    }
}
END_TEST

START_TEST(wrong_numbers_are_invalid)
{
    crm_work_report report;
    crm_cursor *cursor;
    ck_assert_status(crm_work_run(db, CRM_OPTIONS(crm_work_options, .limit = -1), &report),
                     CRM_E_INVALID);
    ck_assert_status(crm_work_run(db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_outbox_take(db, -1, 1, &cursor), CRM_E_INVALID);
    ck_assert_status(crm_outbox_take(db, 1, 0, &cursor), CRM_E_INVALID);
    ck_assert_status(crm_outbox_take(db, 1, 1, NULL), CRM_E_MISUSE);
}
END_TEST

START_TEST(leads_go_from_a_pool_to_a_seller_and_back)
{
    char pool_text[24];
    int64_t pool = API_RECORD("pool", "name", "East", "capacity", "1");
    int64_t west = API_RECORD("pool", "name", "West");
    snprintf(pool_text, sizeof pool_text, "%lld", (long long)pool);
    int64_t a = API_RECORD("lead", "name", "a", "pool", pool_text);
    int64_t b = API_RECORD("lead", "name", "b", "pool", pool_text);
    ck_assert_status(crm_lead_claim(db, &a, 1, 0, NULL), CRM_E_INVALID);
    ck_assert_ok(crm_db_act_as(db, 0));
    ck_assert_ok(crm_lead_claim(db, &a, 1, wang, "hot"));
    ck_assert_status(crm_lead_give(db, &b, 1, wang, NULL), CRM_E_REFUSED);
    ck_assert_str_eq(crm_db_error(db)->field, "capacity");
    ck_assert_ok(crm_lead_release(db, &a, 1, 0, NULL));
    ck_assert_ok(crm_lead_transfer(db, &a, 1, west, NULL));
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", a, &record));
    int64_t value;
    ck_assert_ok(crm_record_int(record, "pool", &value));
    ck_assert_int_eq(value, west);
    crm_record_free(record);
    ck_assert_status(crm_lead_claim(db, NULL, 1, wang, NULL), CRM_E_MISUSE);
    ck_assert_ok(crm_lead_claim(db, NULL, 0, wang, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/work");
    TCase *tests = tcase_create("work");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, a_reminder_becomes_a_message_once);
    tcase_add_test(tests, a_message_can_be_leased_for_ever);
    tcase_add_test(tests, wrong_numbers_are_invalid);
    tcase_add_test(tests, leads_go_from_a_pool_to_a_seller_and_back);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
