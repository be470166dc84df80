/* Cleansing leads: qualified or nurtured, by score and threshold. */
#include "service_fixture.h"

#include "service/cleanse.h"

static struct fixture fixture;
static struct store *store;
static int64_t seller;
static int64_t pool;

static struct value text(const char *words)
{
    return crm__value_text(crm__text_of(words));
}

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, entity), 0, 0,
                                              fields, count, &id));
    return id;
}

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    const struct save_field user[] = {{"name", text("王")}, {"login", text("wang")}};
    seller = made("user", user, 2);
    const struct save_field nurture[] = {{"name", text("培育池")}};
    pool = made("pool", nurture, 1);
    const struct save_field track[] = {{"name", text("三封邮件")}};
    int64_t track_id = made("nurture_track", track, 1);
    const struct save_field model[] = {{"name", text("m")},
                                       {"threshold", crm__value_int(10)},
                                       {"nurture_pool", crm__value_int(pool)},
                                       {"nurture_track", crm__value_int(track_id)}};
    const struct save_field rule[] = {{"model", crm__value_int(made("score_model", model, 4))},
                                      {"name", text("城市")},
                                      {"condition", text("city == \"上海\"")},
                                      {"points", crm__value_int(10000)}};
    made("score_rule", rule, 4);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static int64_t lead_made(const char *city, int64_t locked)
{
    const struct save_field fields[] = {{"name", text("张伟")},
                                        {"city", text(city)},
                                        {"locked", crm__value_int(locked)},
                                        {"owner", crm__value_int(seller)}};
    return made("lead", fields, 4);
}

static struct cleanse_report cleansed(bool dry_run)
{
    struct cleanse_report report;
    struct lead_choice all = {0};
    ck_assert_done(&fixture, crm__cleanse_run(store, &all, dry_run, &report, NULL));
    return report;
}

START_TEST(a_lead_at_the_threshold_is_qualified_and_its_owner_gets_a_task)
{
    int64_t lead = lead_made("上海", 0);
    struct cleanse_report report = cleansed(false);
    ck_assert_int_eq(report.qualified, 1);
    ck_assert_int_eq(report.tasks, 1);
    assert_field(store, "lead", lead, "status", "qualified");
    assert_field(store, "lead", lead, "score", "10");
    ck_assert_int_eq(field_int(store, "lead", lead, "owner"), seller);
    ck_assert_int_eq(count_where(store, "task", "name == \"Contact again: 张伟\""), 1);
}
END_TEST

START_TEST(a_lead_below_the_threshold_goes_to_the_nurture_pool_and_track)
{
    int64_t lead = lead_made("北京", 0);
    ck_assert_int_eq(cleansed(false).nurtured, 1);
    assert_field(store, "lead", lead, "status", "nurture");
    assert_field(store, "lead", lead, "nurture_state", "active");
    assert_field(store, "lead", lead, "owner", "");
    ck_assert_int_eq(field_int(store, "lead", lead, "pool"), pool);
    ck_assert_int_eq(count_where(store, "claim", "reason == \"score 0 below 10 of m\""), 1);
    ck_assert_int_eq(count_where(store, "lead", "nurture_track.name == \"三封邮件\""), 1);
}
END_TEST

START_TEST(cleansing_again_changes_nothing)
{
    lead_made("上海", 0);
    lead_made("北京", 0);
    cleansed(false);
    struct cleanse_report report = cleansed(false);
    ck_assert_int_eq(report.unchanged, 2);
    ck_assert_int_eq(report.qualified + report.nurtured + report.tasks, 0);
    ck_assert_int_eq(count_where(store, "task", ""), 1);
    ck_assert_int_eq(count_where(store, "claim", ""), 1);
}
END_TEST

START_TEST(a_nurtured_lead_that_comes_up_is_qualified)
{
    int64_t lead = lead_made("北京", 0);
    cleansed(false);
    const struct save_field city = {"city", text("上海")};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "lead"), lead, 0,
                                              &city, 1, NULL));
    ck_assert_int_eq(cleansed(false).qualified, 1);
    assert_field(store, "lead", lead, "status", "qualified");
    assert_field(store, "lead", lead, "nurture_state", "left");
}
END_TEST

START_TEST(a_locked_lead_is_left_alone)
{
    int64_t lead = lead_made("北京", 1);
    ck_assert_int_eq(cleansed(false).locked, 1);
    ck_assert_int_eq(field_int(store, "lead", lead, "owner"), seller);
    assert_field(store, "lead", lead, "status", "new");
}
END_TEST

START_TEST(a_dry_run_says_what_would_happen_and_writes_nothing)
{
    int64_t good = lead_made("上海", 0);
    int64_t bad = lead_made("北京", 0);
    struct cleanse_report report = cleansed(true);
    ck_assert_int_eq(report.qualified, 1);
    ck_assert_int_eq(report.nurtured, 1);
    ck_assert_int_eq(report.tasks, 1);
    assert_field(store, "lead", good, "status", "new");
    assert_field(store, "lead", bad, "score", "");
    ck_assert_int_eq(count_where(store, "task", ""), 0);
}
END_TEST

START_TEST(each_decision_is_a_row_with_its_reasons)
{
    int64_t lead = lead_made("上海", 0);
    struct cleanse_report report;
    struct lead_choice choice = {.ids = &lead, .count = 1};
    struct reader *reader;
    struct batch rows;
    ck_assert_done(&fixture, crm__cleanse_run(store, &choice, false, &report, &reader));
    crm__batch_init(&rows, &fixture.env);
    ck_assert_int_eq(crm__reader_prepare(reader->columns, reader->column_count, &rows), CRM_OK);
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_uint_eq(rows.row_count, 1);
    ck_assert_int_eq(crm__batch_at(&rows, 0, 0).integer, lead);
    ck_assert(crm__text_is(crm__batch_at(&rows, 3, 0).text, "qualified"));
    ck_assert_uint_ne(crm__text_find(crm__batch_at(&rows, 4, 0).text, TEXT("城市"), 0), SIZE_MAX);
    crm__batch_free(&rows);
    crm__reader_free(reader);
}
END_TEST

START_TEST(failing_allocations_leave_the_leads_as_they_were)
{
    int64_t lead = lead_made("北京", 0);
    struct cleanse_report report;
    struct lead_choice choice = {.ids = &lead, .count = 1};
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 30) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status = crm__cleanse_run(store, &choice, false, &report, NULL);
        fixture.heap.fail_at = 0;
        if (status == CRM_E_NOMEM)
            ck_assert_int_eq(count_where(store, "claim", ""), 0);
    }
    ck_assert_int_eq(status, CRM_OK);
    assert_field(store, "lead", lead, "status", "nurture");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/cleanse");
    TCase *tests = tcase_create("cleanse");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_lead_at_the_threshold_is_qualified_and_its_owner_gets_a_task);
    tcase_add_test(tests, a_lead_below_the_threshold_goes_to_the_nurture_pool_and_track);
    tcase_add_test(tests, cleansing_again_changes_nothing);
    tcase_add_test(tests, a_nurtured_lead_that_comes_up_is_qualified);
    tcase_add_test(tests, a_locked_lead_is_left_alone);
    tcase_add_test(tests, a_dry_run_says_what_would_happen_and_writes_nothing);
    tcase_add_test(tests, each_decision_is_a_row_with_its_reasons);
    tcase_add_test(tests, failing_allocations_leave_the_leads_as_they_were);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
