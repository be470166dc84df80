/* Assignment and recycling, as a host sees them. */
#include "fixture.h"

#include <stdio.h>

static int64_t wang;
static int64_t pool;
static char pool_text[24];

static void setup(void)
{
    api_setup();
    wang = API_RECORD("user", "name", "Wang", "login", "wang");
    pool = API_RECORD("pool", "name", "East");
    snprintf(pool_text, sizeof pool_text, "%lld", (long long)pool);
}

START_TEST(leads_are_assigned_by_rule_and_a_dry_run_writes_nothing)
{
    crm_cursor *cursor;
    int64_t lead = API_RECORD("lead", "name", "张伟", "pool", pool_text);
    API_RECORD("pool_rule", "name", "all", "kind", "assign", "pool", pool_text);
    ck_assert_ok(crm_lead_assign(
        db, CRM_OPTIONS(crm_assign_options, .pool_id = pool, .dry_run = 1), &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "given");
    crm_cursor_free(cursor);
    ck_assert_ok(crm_lead_assign(db, NULL, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 0), lead);
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "given");
    ck_assert_int_eq(crm_cursor_int(cursor, 3), wang);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_lead_assign(
        db, CRM_OPTIONS(crm_assign_options, .leads = &lead, .lead_count = 1), &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "owned");
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_rule_whose_condition_is_wrong_is_named)
{
    crm_cursor *cursor = (crm_cursor *)&wang;
    API_RECORD("lead", "name", "a", "pool", pool_text);
    ck_assert_ok(crm_schema_add_field(db, "lead", "wish", "text", NULL));
    int64_t rule =
        API_RECORD("pool_rule", "name", "bad", "kind", "assign", "condition", "wish == \"a\"");
    char list[80];
    snprintf(list, sizeof list, "wish: 1 stored rule reads it: pool_rule/%lld", (long long)rule);
    ck_assert_status(crm_schema_retire_field(db, "lead", "wish"), CRM_E_REFUSED);
    ck_assert_str_eq(crm_db_error(db)->message, list);
    /* One that comes back from the deleted still reads it. */
    ck_assert_ok(crm_record_delete(db, "pool_rule", rule));
    ck_assert_ok(crm_schema_retire_field(db, "lead", "wish"));
    ck_assert_ok(crm_record_restore(db, "pool_rule", rule));
    ck_assert_status(crm_lead_assign(db, NULL, &cursor), CRM_E_UNKNOWN);
    ck_assert_ptr_null(cursor);
}
END_TEST

START_TEST(a_lead_that_is_not_worked_on_goes_back_when_its_time_has_come)
{
    crm_cursor *cursor;
    char wang_text[24];
    int64_t count = -1;
    snprintf(wang_text, sizeof wang_text, "%lld", (long long)wang);
    API_RECORD("pool_rule", "name", "ten days", "kind", "recycle", "recycle_kind", "no_follow_up",
               "days", "10");
    int64_t lead = API_RECORD("lead", "name", "张伟", "pool", pool_text, "owner", wang_text,
                              "owner_since", "2026-02-01T00:00:00Z");
    int64_t later = API_RECORD("lead", "name", "李娜", "pool", pool_text, "owner", wang_text);
    ck_assert_ok(crm_lead_recycle_plan(db, later, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 4), "due");
    ck_assert_int_eq(crm_cursor_int(cursor, 10), 10);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_lead_recycle_plan(db, 0, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 0), lead);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_lead_recycle(db, &count));
    ck_assert_int_eq(count, 1);
    ck_assert_ok(crm_lead_recycle(db, NULL));
    ck_assert_ok(crm_lead_recycle_plan(db, lead, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 4), "no_owner");
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_cursor *cursor;
    ck_assert_int_eq(crm_lead_assign(NULL, NULL, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_lead_assign(db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_assign(db, CRM_OPTIONS(crm_assign_options, .lead_count = 1), &cursor),
                     CRM_E_MISUSE);
    ck_assert_status(crm_lead_assign(db, CRM_OPTIONS(crm_assign_options, .pool_id = 5), &cursor),
                     CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm_lead_recycle_plan(NULL, 0, 0, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_lead_recycle_plan(db, 0, 0, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_recycle_plan(db, 5, 0, &cursor), CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm_lead_recycle(NULL, NULL), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/assign");
    TCase *tests = tcase_create("assign");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, leads_are_assigned_by_rule_and_a_dry_run_writes_nothing);
    tcase_add_test(tests, a_rule_whose_condition_is_wrong_is_named);
    tcase_add_test(tests, a_lead_that_is_not_worked_on_goes_back_when_its_time_has_come);
    tcase_add_test(tests, misuse_is_told);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
