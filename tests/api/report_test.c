/* Reports, as a host sees them. */
#include "fixture.h"

static void opportunity_made(void)
{
    API_RECORD("opportunity", "name", "Machine", "amount", "1200.50", "probability", "50");
}

START_TEST(the_list_names_every_report_and_each_runs_on_an_empty_database)
{
    crm_cursor *cursor;
    size_t count = 0;
    ck_assert_ok(crm_report_list(db, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        crm_report *report;
        ck_assert_ok(crm_report_run(db, crm_cursor_text(cursor, 0), NULL, &report));
        crm_report_free(report);
        count++;
    }
    ck_assert_uint_ge(count, 6);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_report_is_rows_text_and_picture)
{
    crm_report *report;
    crm_cursor *cursor;
    static struct api_text text;
    opportunity_made();
    ck_assert_ok(crm_report_run(db, "pipeline", NULL, &report));
    for (int i = 0; i < 2; i++) { /* as often as wanted */
        text = (struct api_text){.size = 0};
        ck_assert_ok(crm_report_cursor(report, &cursor));
        ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_JSON, NULL, api_write, &text));
        crm_cursor_free(cursor);
        ck_assert_ptr_nonnull(strstr(text.bytes, "\"weighted\":600.25"));
    }
    text = (struct api_text){.size = 0};
    ck_assert_ok(crm_report_text(report, CRM_OPTIONS(crm_format_options, .width = 80), api_write,
                                 &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "1,200.50"));
    text = (struct api_text){.size = 0};
    ck_assert_ok(crm_report_svg(report, api_write, &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "<svg"));
    text = (struct api_text){.size = 0};
    ck_assert_ok(crm_report_vega(report, api_write, &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "vega-lite"));
    crm_report_free(report);
}
END_TEST

START_TEST(a_report_speaks_chinese)
{
    crm_report *report;
    static struct api_text text;
    opportunity_made();
    ck_assert_ok(crm_report_run(db, "pipeline", CRM_OPTIONS(crm_report_options, .language = "zh"),
                                &report));
    text = (struct api_text){.size = 0};
    ck_assert_ok(crm_report_text(report, NULL, api_write, &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "商机管道"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "无阶段"));
    crm_report_free(report);
}
END_TEST

START_TEST(a_report_outlives_the_host_s_handle)
{
    crm_report *report;
    ck_assert_ok(crm_report_run(db, "segment", NULL, &report));
    crm_db_free(db);
    static struct api_text text;
    text = (struct api_text){.size = 0};
    ck_assert_int_eq(crm_report_svg(report, api_write, &text), CRM_OK);
    crm_report_free(report);
    db = NULL;
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_report *report = (crm_report *)&db;
    crm_cursor *cursor;
    ck_assert_status(crm_report_run(db, "pipelin", NULL, &report), CRM_E_UNKNOWN);
    ck_assert_ptr_null(report);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'pipeline'?"));
    ck_assert_status(crm_report_run(db, NULL, NULL, &report), CRM_E_MISUSE);
    ck_assert_status(crm_report_run(db, "pipeline", NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_report_run(db, "pipeline",
                                    CRM_OPTIONS(crm_report_options, .language = "fr"), &report),
                     CRM_E_INVALID);
    ck_assert_status(crm_report_run(db, "pipeline",
                                    CRM_OPTIONS(crm_report_options, .field = "name"), &report),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm_report_run(NULL, "pipeline", NULL, &report), CRM_E_MISUSE);
    ck_assert_status(crm_report_list(db, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_report_cursor(NULL, &cursor), CRM_E_MISUSE);
    ck_assert_ok(crm_report_run(db, "pipeline", NULL, &report));
    ck_assert_status(crm_report_cursor(report, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_report_text(report, NULL, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_report_svg(report, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_report_vega(report, NULL, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_report_svg(NULL, api_write, NULL), CRM_E_MISUSE);
    crm_report_free(report);
    crm_report_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api_report");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, api_setup, api_teardown);
    tcase_add_test(tcase, the_list_names_every_report_and_each_runs_on_an_empty_database);
    tcase_add_test(tcase, a_report_is_rows_text_and_picture);
    tcase_add_test(tcase, a_report_speaks_chinese);
    tcase_add_test(tcase, a_report_outlives_the_host_s_handle);
    tcase_add_test(tcase, misuse_is_told);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
