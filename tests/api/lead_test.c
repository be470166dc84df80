/* Scoring, cleansing and conversion of leads, as a host sees them. */
#include "fixture.h"

#include <stdio.h>

static void id_text(int64_t id, char text[24])
{
    snprintf(text, 24, "%lld", (long long)id);
}

static int64_t model_made(void)
{
    char model[24];
    int64_t id = API_RECORD("score_model", "name", "m", "threshold", "10");
    id_text(id, model);
    API_RECORD("score_rule", "model", model, "name", "city", "condition", "city == \"上海\"",
               "points", "12");
    return id;
}

START_TEST(leads_are_scored_and_scores_explained)
{
    model_made();
    int64_t lead = API_RECORD("lead", "name", "张伟", "city", "上海");
    crm_score_report report;
    ck_assert_ok(crm_lead_score(db, CRM_OPTIONS(crm_lead_options, .dry_run = 1), &report));
    ck_assert_int_eq(report.changed, 1);
    ck_assert_ok(crm_lead_score(db, NULL, &report));
    ck_assert_int_eq(report.scored, 1);
    ck_assert_int_eq(report.changed, 1);
    crm_cursor *cursor;
    struct api_text text = {.size = 0};
    ck_assert_ok(crm_lead_score_explain(db, lead, &cursor));
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_JSON, NULL, api_write, &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "\"city\""));
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(leads_are_cleansed_by_condition)
{
    model_made();
    API_RECORD("lead", "name", "a", "city", "上海");
    API_RECORD("lead", "name", "b", "city", "北京");
    crm_cleanse_report report;
    crm_cursor *cursor;
    ck_assert_ok(crm_lead_cleanse(db, CRM_OPTIONS(crm_lead_options, .where = "name == \"b\""),
                                  &report, NULL));
    ck_assert_int_eq(report.nurtured, 1);
    ck_assert_ok(crm_lead_cleanse(db, NULL, &report, &cursor));
    ck_assert_int_eq(report.qualified, 1);
    ck_assert_int_eq(report.unchanged, 1);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_conversion_is_done_once_and_undone_once)
{
    char user[24];
    id_text(API_RECORD("user", "name", "王", "login", "wang"), user);
    int64_t lead = API_RECORD("lead", "name", "张伟", "company", "测试公司", "owner", user);
    crm_convert_result result;
    crm_unconvert_result undone;
    ck_assert_ok(crm_lead_convert(db, lead, CRM_OPTIONS(crm_convert_options, .dry_run = 1),
                                  &result));
    ck_assert_int_eq(result.account, 0);
    int64_t amount = 990;
    ck_assert_ok(crm_lead_convert(db, lead,
                                  CRM_OPTIONS(crm_convert_options, .contact = CRM_CONVERT_SKIP,
                                              .amount = &amount, .name = "deal"),
                                  &result));
    ck_assert_int_eq(result.account_created, 1);
    ck_assert_int_eq(result.contact, 0);
    ck_assert_status(crm_lead_convert(db, lead, NULL, &result), CRM_E_REFUSED);
    ck_assert_ok(crm_lead_unconvert(db, lead, &undone));
    ck_assert_int_eq(undone.account_kept, 0);
    ck_assert_status(crm_lead_unconvert(db, lead, &undone), CRM_E_REFUSED);
    crm_record *record;
    ck_assert_status(crm_record_get(db, "account", undone.account, &record), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(misuse_is_refused)
{
    int64_t lead = API_RECORD("lead", "name", "a");
    crm_score_report score;
    crm_cleanse_report cleanse;
    crm_convert_result converted;
    crm_cursor *cursor;
    ck_assert_status(crm_lead_score(db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_cleanse(db, NULL, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_convert(db, lead, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_unconvert(db, lead, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_score_explain(db, lead, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_lead_score_explain(db, 999, &cursor), CRM_E_NOT_FOUND);
    ck_assert_ptr_null(cursor);
    ck_assert_status(crm_lead_score(db, CRM_OPTIONS(crm_lead_options, .id_count = 2), &score),
                     CRM_E_MISUSE);
    ck_assert_status(crm_lead_score(db, CRM_OPTIONS(crm_lead_options, .ids = &lead, .id_count = 1,
                                                    .where = "true"),
                                    &score),
                     CRM_E_MISUSE);
    ck_assert_status(crm_lead_cleanse(db, CRM_OPTIONS(crm_lead_options, .where = "nme == \"\""),
                                      &cleanse, NULL),
                     CRM_E_UNKNOWN);
    ck_assert_status(
        crm_lead_convert(db, lead, CRM_OPTIONS(crm_convert_options, .account = 4), &converted),
        CRM_E_INVALID);
    ck_assert_status(
        crm_lead_convert(db, lead, CRM_OPTIONS(crm_convert_options, .account_id = 4), &converted),
        CRM_E_INVALID);
    ck_assert_status(crm_lead_convert(db, lead, NULL, &converted), CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/lead");
    TCase *tests = tcase_create("lead");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, leads_are_scored_and_scores_explained);
    tcase_add_test(tests, leads_are_cleansed_by_condition);
    tcase_add_test(tests, a_conversion_is_done_once_and_undone_once);
    tcase_add_test(tests, misuse_is_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
