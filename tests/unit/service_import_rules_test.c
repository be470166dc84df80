/*
 * Import of what configures the library: a row that its own rules refuse is handed back with line,
 * field and reason, and the others of its batch are saved.
 */
#include "service_import.h"

static struct import_options of(const char *entity)
{
    return (struct import_options){.entity = entity_of(store, entity)};
}

static void rejected(int index, int64_t line, const char *field, const char *reason)
{
    ck_assert_int_lt(index, told.rejects);
    ck_assert_int_eq(told.lines[index], line);
    ck_assert_str_eq(told.fields[index], field);
    ck_assert_msg(strstr(told.reasons[index], reason) != NULL, "%s", told.reasons[index]);
}

START_TEST(an_alert_rule_that_makes_no_sense_is_handed_back_alone)
{
    struct import_report report = import("name,kind,absolute_days,to_segments\n"
                                         "静默六十天,silence,60,\n"
                                         "负数,silence,-5,\n"
                                         "流失,move,,\"[\"\"lost\"\",\"\"at_risk\"\"]\"\n"
                                         "错,move,,\"[\"\"lots\"\"]\"\n"
                                         "什么都没有,silence,,\n"
                                         "九十天,silence,90,\n",
                                         of("alert_rule"));
    ck_assert_int_eq(report.created, 3);
    ck_assert_int_eq(report.rejected, 3);
    rejected(0, 3, "absolute_days", "absolute_days of alert rule '负数': must be above 0");
    rejected(1, 5, "to_segments", "no segment 'lots'; did you mean 'lost'?");
    rejected(2, 6, "absolute_days", "a rule of kind silence needs absolute_days");
    ck_assert_int_eq(count_where(store, "alert_rule", "absolute_days in [60, 90]"), 2);
    ck_assert_int_eq(count_where(store, "alert_rule", "kind == \"move\""), 1);
}
END_TEST

START_TEST(a_segment_of_an_unknown_code_is_handed_back_alone)
{
    struct import_report report = import("name,code,kind,condition\n"
                                         "重点客户,vip,rule,level == \"a\"\n"
                                         "冠军,champion,rfm,\n"
                                         "冠军们,champions,rfm,\n"
                                         "名单,list_one,list,\n"
                                         "空规则,empty,rule,\n"
                                         "读不懂,broken,rule,level ==\n",
                                         of("segment"));
    ck_assert_int_eq(report.created, 3);
    rejected(0, 3, "code", "no RFM segment 'champion'; did you mean 'champions'?");
    rejected(1, 6, "condition", "of kind rule it needs a condition");
    rejected(2, 7, "condition", "condition: ");
    ck_assert_int_eq(
        count_where(store, "segment", "code in [\"vip\", \"champions\", \"list_one\"]"), 3);
}
END_TEST

START_TEST(a_recycle_rule_with_levels_that_there_are_not_is_handed_back_alone)
{
    insert(store, "pool", "name", "公海", "is_default", "true", NULL);
    struct import_report report = import("pool,kind,name,recycle_kind,days,level_days\n"
                                         "公海,recycle,一,no_follow_up,10,\"{\"\"a\"\":30}\"\n"
                                         "公海,recycle,二,no_deal,20,\"{\"\"vip\"\":30}\"\n"
                                         "公海,recycle,三,no_deal,90,\n",
                                         of("pool_rule"));
    ck_assert_int_eq(report.created, 2);
    rejected(0, 3, "level_days", "'vip' must be a level, a to d");
}
END_TEST

START_TEST(a_score_model_with_groups_of_another_form_is_handed_back_alone)
{
    struct import_report report =
        import("name,edition,groups,grades\n"
               "一,1,\"{\"\"firm\"\":{\"\"maximum\"\":40}}\",\"{\"\"A\"\":80}\"\n"
               "二,1,\"{\"\"firm\"\":40}\",\n"
               "三,1,,\"{\"\"A\"\":\"\"many\"\"}\"\n",
               of("score_model"));
    ck_assert_int_eq(report.created, 1);
    rejected(0, 3, "groups", "groups: firm: number, not an object with minimum and maximum");
    rejected(1, 4, "grades", "grades: A: not a number of points");
}
END_TEST

/* Some of the rows are new, some change what is there; both kinds may be wrong. */
START_TEST(changes_that_make_no_sense_leave_the_rule_as_it_was)
{
    struct import_options options = of("alert_rule");
    import("name,absolute_days\n一,10\n二,20\n三,30\n", options);
    options.key = TEXT("name");
    struct import_report report =
        import("name,absolute_days\n一,11\n二,-1\n四,-4\n五,50\n三,33\n", options);
    ck_assert_int_eq(report.updated, 2);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.rejected, 2);
    rejected(0, 3, "absolute_days", "alert rule '二'");
    rejected(1, 4, "absolute_days", "alert rule '四'");
    ck_assert_int_eq(count_where(store, "alert_rule", "absolute_days in [11, 20, 33, 50]"), 4);
    ck_assert_int_eq(count_where(store, "alert_rule", ""), 4);
}
END_TEST

START_TEST(among_many_rows_each_bad_one_is_found_and_every_good_one_saved)
{
    enum { ROWS = 200 };
    struct buffer file;
    crm__buffer_init(&file, store->env);
    crm__buffer_cstr(&file, "name,absolute_days\n");
    int bad = 0;
    for (int i = 0; i < ROWS; i++) {
        bool wrong = i % 37 == 5 || i == ROWS - 1;
        bad += wrong;
        crm__buffer_format(&file, "规则%d,%d\n", i, wrong ? -1 : i + 1);
    }
    ck_assert_int_ge(crm__buffer_status(&file), CRM_OK);
    struct import_report report = import(file.data, of("alert_rule"));
    ck_assert_int_eq(report.rejected, bad);
    ck_assert_int_eq(report.created, ROWS - bad);
    ck_assert_int_eq(told.lines[0], 7);
    ck_assert_int_eq(told.lines[bad - 1], ROWS + 1);
    crm__buffer_free(&file);
}
END_TEST

START_TEST(a_dry_run_finds_them_too_and_writes_nothing)
{
    struct import_options options = of("alert_rule");
    options.dry_run = true;
    struct import_report report = import("name,absolute_days\n一,10\n二,-20\n", options);
    ck_assert_int_eq(report.created, 1);
    rejected(0, 3, "absolute_days", "must be above 0");
    ck_assert_int_eq(count_where(store, "alert_rule", ""), 0);
}
END_TEST

START_TEST(failing_memory_is_no_reason_to_hand_a_row_back)
{
    crm_status status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status < 0 && fail_at < 100000; fail_at += 1 + fail_at / 32) {
        struct import_options options = of("alert_rule");
        struct import_report report;
        options.dry_run = true;
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        status = import_try("name,absolute_days\n一,10\n二,-20\n三,5\n", options, &report);
        fixture.heap.fail_at = 0;
        ck_assert(status == CRM_E_NOMEM || (status >= 0 && report.rejected == 1));
    }
    ck_assert_int_eq(status, CRM_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service import rules");
    TCase *tests = tcase_create("rules");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_alert_rule_that_makes_no_sense_is_handed_back_alone);
    tcase_add_test(tests, a_segment_of_an_unknown_code_is_handed_back_alone);
    tcase_add_test(tests, a_recycle_rule_with_levels_that_there_are_not_is_handed_back_alone);
    tcase_add_test(tests, a_score_model_with_groups_of_another_form_is_handed_back_alone);
    tcase_add_test(tests, changes_that_make_no_sense_leave_the_rule_as_it_was);
    tcase_add_test(tests, among_many_rows_each_bad_one_is_found_and_every_good_one_saved);
    tcase_add_test(tests, a_dry_run_finds_them_too_and_writes_nothing);
    tcase_add_test(tests, failing_memory_is_no_reason_to_hand_a_row_back);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
