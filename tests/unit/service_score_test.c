/* Scoring leads: models and rules from the database, events with decay, reasons that add up. */
#include "service_fixture.h"

#include "base/json.h"
#include "base/time.h"
#include "service/score.h"

static struct fixture fixture;

static void setup(void)
{
    service_set_up(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static const char *id_text(int64_t id)
{
    static char texts[8][24];
    static int next;
    char *text = texts[next++ & 7];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static int64_t model_made(const char *name, const char *kind)
{
    return insert(fixture.store, "score_model", "name", name, "kind", kind, "edition", "1",
                  "entity_name", "lead", "enabled", "true", "minimum", "0", "maximum", "100",
                  "groups", "{\"firm\":{\"maximum\":30}}", "grades",
                  "{\"C\":0,\"A\":60,\"B\":20.5}", NULL);
}

static int64_t rule_made(int64_t model, const char *name, const char *group, const char *condition,
                         const char *points)
{
    return insert(fixture.store, "score_rule", "model", id_text(model), "name", name, "position",
                  "0", "enabled", "true", "group_name", group, "condition", condition, "points",
                  points, "decay", "none", NULL);
}

static int64_t lead_made(const char *name, const char *city)
{
    return insert(fixture.store, "lead", "name", name, "city", city, NULL);
}

static void event_made(int64_t lead, const char *kind, int64_t days_ago)
{
    char at[64];
    struct buffer text;
    crm__buffer_init(&text, &fixture.env);
    crm__field_format(&text, field_of(fixture.store, "event", "at"), TEXT_NONE,
                      crm__value_int(fixture.env.now_us - days_ago * DAY_US));
    snprintf(at, sizeof at, "%s", text.data);
    crm__buffer_free(&text);
    insert(fixture.store, "event", "subject_entity", "lead", "subject_id", id_text(lead), "kind",
           kind, "at", at, NULL);
}

static struct score_report scored(const char *where)
{
    struct score_report report;
    struct lead_choice choice = {.where = crm__text_of(where)};
    ck_assert_done(&fixture, crm__score_run(fixture.store, &choice, false, &report));
    return report;
}

/* The points of all lines but the last, in thousandths, and the last. */
static int64_t explained(int64_t lead, int64_t *total)
{
    struct reader *reader;
    struct batch rows;
    int64_t sum = 0;
    ck_assert_done(&fixture, crm__score_explain(fixture.store, lead, &reader));
    crm__batch_init(&rows, &fixture.env);
    ck_assert_int_eq(crm__reader_prepare(reader->columns, reader->column_count, &rows), CRM_OK);
    *total = 0;
    if (reader->next(reader, &rows) == CRM_OK) {
        for (size_t i = 0; i + 1 < rows.row_count; i++)
            sum += rows.columns[4].integers[i];
        *total = rows.columns[4].integers[rows.row_count - 1];
    }
    crm__batch_free(&rows);
    crm__reader_free(reader);
    return sum;
}

START_TEST(rules_that_hold_give_their_points_and_groups_are_capped)
{
    int64_t model = model_made("匹配度", "fit");
    rule_made(model, "上海", "firm", "city == \"上海\"", "25.25");
    rule_made(model, "has a name", "firm", "has(name)", "10");
    rule_made(model, "title", "", "has(title)", "50");
    int64_t lead = lead_made("张伟", "上海");
    int64_t other = lead_made("李娜", "北京");
    struct score_report report = scored("");
    ck_assert_int_eq(report.scored, 2);
    ck_assert_int_eq(report.changed, 2);
    assert_field(fixture.store, "lead", lead, "score", "30");
    assert_field(fixture.store, "lead", lead, "grade", "B");
    assert_field(fixture.store, "lead", other, "score", "10");
    assert_field(fixture.store, "lead", other, "grade", "C");
    int64_t total;
    ck_assert_int_eq(explained(lead, &total), 30000);
    ck_assert_int_eq(total, 30000);
}
END_TEST

START_TEST(the_rounding_to_whole_points_is_a_reason_of_its_own)
{
    int64_t model = model_made("m", "fit");
    rule_made(model, "r", "", "has(name)", "10.5");
    int64_t lead = lead_made("a", "x");
    scored("");
    assert_field(fixture.store, "lead", lead, "score", "11");
    int64_t total;
    ck_assert_int_eq(explained(lead, &total), 11000);
    ck_assert_int_eq(total, 11000);
    ck_assert_int_eq(count_where(fixture.store, "score", "value == 11"), 1);
}
END_TEST

START_TEST(a_score_that_stays_adds_no_row_to_its_history)
{
    int64_t model = model_made("m", "fit");
    rule_made(model, "r", "", "city == \"上海\"", "10");
    int64_t lead = lead_made("a", "上海");
    scored("");
    fixture.env.now_us += DAY_US;
    ck_assert_int_eq(scored("").changed, 0);
    ck_assert_int_eq(count_where(fixture.store, "score", ""), 1);
    ck_assert_int_ge(try_update(fixture.store, "lead", lead, 0, "city", "北京", NULL), CRM_OK);
    ck_assert_int_eq(scored("").changed, 1);
    ck_assert_int_eq(count_where(fixture.store, "score", "previous_value == 10 && value == 0"), 1);
}
END_TEST

START_TEST(events_count_within_their_window_and_lose_half_after_the_half_life)
{
    int64_t model = model_made("参与度", "engagement");
    insert(fixture.store, "score_rule", "model", id_text(model), "name", "visits", "position", "0",
           "enabled", "true", "event_kind", "visit", "points", "8", "window_days", "30", "decay",
           "exponential", "decay_days", "10", NULL);
    int64_t lead = lead_made("a", "x");
    int64_t other = lead_made("b", "x");
    event_made(lead, "visit", 0);
    event_made(lead, "visit", 10);
    event_made(lead, "visit", 31);
    event_made(lead, "call", 0);
    event_made(other, "visit", 20);
    scored("");
    assert_field(fixture.store, "lead", lead, "score", "12");
    assert_field(fixture.store, "lead", other, "score", "2");
}
END_TEST

START_TEST(fit_and_engagement_are_summed_and_the_newest_edition_counts)
{
    int64_t old = model_made("fit", "fit");
    rule_made(old, "old", "", "true", "99");
    int64_t fit = insert(fixture.store, "score_model", "name", "fit", "kind", "fit", "edition",
                         "2", "entity_name", "lead", "enabled", "true", "maximum", "100", NULL);
    rule_made(fit, "new", "", "true", "7");
    int64_t engagement = model_made("engaged", "engagement");
    rule_made(engagement, "always", "", "", "5");
    int64_t lead = lead_made("a", "x");
    scored("");
    assert_field(fixture.store, "lead", lead, "score", "12");
}
END_TEST

START_TEST(a_lead_to_which_no_model_applies_has_no_score)
{
    int64_t model = model_made("m", "fit");
    ck_assert_int_ge(try_update(fixture.store, "score_model", model, 0, "condition",
                                "city == \"上海\"", NULL),
                     CRM_OK);
    rule_made(model, "r", "", "true", "5");
    int64_t lead = lead_made("a", "上海");
    int64_t other = lead_made("b", "北京");
    struct score_report report = scored("");
    ck_assert_int_eq(report.scored, 1);
    ck_assert_int_eq(report.unscored, 1);
    assert_field(fixture.store, "lead", lead, "score", "5");
    assert_field(fixture.store, "lead", other, "score", "");
}
END_TEST

START_TEST(a_dry_run_counts_and_writes_nothing)
{
    rule_made(model_made("m", "fit"), "r", "", "true", "5");
    int64_t lead = lead_made("a", "x");
    struct score_report report;
    struct lead_choice choice = {.ids = &lead, .count = 1};
    ck_assert_done(&fixture, crm__score_run(fixture.store, &choice, true, &report));
    ck_assert_int_eq(report.changed, 1);
    assert_field(fixture.store, "lead", lead, "score", "");
    ck_assert_int_eq(count_where(fixture.store, "score", ""), 0);
}
END_TEST

START_TEST(leads_that_changed_after_they_were_judged_are_judged_again)
{
    struct scorer scorer;
    rule_made(model_made("m", "fit"), "r", "", "city == \"x\"", "5");
    int64_t leads[] = {lead_made("a", "y"), lead_made("b", "y"), lead_made("c", "y")};
    ck_assert_done(&fixture, crm__scorer_init(&scorer, fixture.store));
    ck_assert_done(&fixture, crm__scorer_load(&scorer, leads, 3));
    scorer.results[0].points = 77;
    ck_assert_done(&fixture, crm__scorer_renew(&scorer, leads, 3));
    ck_assert_int_eq(scorer.results[0].points, 77); /* nothing was done */
    ck_assert_int_ge(try_update(fixture.store, "lead", leads[1], 0, "city", "x", NULL), CRM_OK);
    ck_assert_done(&fixture, crm__scorer_renew(&scorer, leads, 3));
    ck_assert_int_eq(scorer.results[1].points, 5);
    /* A score is no change of the lead, but it is one of what came before. */
    scored("");
    ck_assert(scorer.results[1].changed);
    ck_assert_done(&fixture, crm__scorer_renew(&scorer, leads, 3));
    ck_assert(!scorer.results[1].changed);
    ck_assert_int_ge(try_delete(fixture.store, "lead", leads[2]), CRM_OK);
    ck_assert_done(&fixture, crm__scorer_renew(&scorer, leads, 3));
    ck_assert_uint_eq(scorer.count, 2);
    crm__scorer_free(&scorer);
}
END_TEST

START_TEST(a_broken_condition_names_its_rule)
{
    rule_made(model_made("m", "fit"), "wrong one", "", "citty == \"x\"", "5");
    struct score_report report;
    struct lead_choice choice = {0};
    ck_assert_int_eq(crm__score_run(fixture.store, &choice, false, &report), CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "score_rule 'wrong one'");
    ck_assert_message(&fixture, "did you mean 'city'");
}
END_TEST

START_TEST(groups_and_grades_that_are_no_numbers_are_refused)
{
    int64_t model = model_made("m", "fit");
    struct score_report report;
    struct lead_choice choice = {0};
    ck_assert_int_ge(try_update(fixture.store, "score_model", model, 0, "grades",
                                "{\"A\":\"high\"}", NULL),
                     CRM_OK);
    ck_assert_int_eq(crm__score_run(fixture.store, &choice, false, &report), CRM_E_INVALID);
    ck_assert_str_eq(fixture.env.error.field, "grades");
    ck_assert_int_ge(try_update(fixture.store, "score_model", model, 0, "grades", "", "groups",
                                "{\"g\":{\"minimum\":1.0005}}", NULL),
                     CRM_OK);
    ck_assert_int_eq(crm__score_run(fixture.store, &choice, false, &report), CRM_E_INVALID);
    ck_assert_str_eq(fixture.env.error.field, "groups");
}
END_TEST

START_TEST(a_lead_that_is_not_there_is_not_found)
{
    int64_t id = 12345;
    struct score_report report;
    struct reader *reader;
    struct lead_choice choice = {.ids = &id, .count = 1};
    ck_assert_int_eq(crm__score_run(fixture.store, &choice, false, &report), CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm__score_explain(fixture.store, id, &reader), CRM_E_NOT_FOUND);
    ck_assert_ptr_null(reader);
}
END_TEST

START_TEST(failing_allocations_leave_no_score_and_no_leak)
{
    int64_t model = model_made("m", "fit");
    rule_made(model, "r", "firm", "city == \"上海\"", "5");
    int64_t lead = lead_made("a", "上海");
    event_made(lead, "visit", 1);
    struct lead_choice choice = {.ids = &lead, .count = 1};
    struct score_report report;
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 40) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status = crm__score_run(fixture.store, &choice, false, &report);
        fixture.heap.fail_at = 0;
        if (status == CRM_E_NOMEM)
            assert_field(fixture.store, "lead", lead, "score", "");
    }
    ck_assert_int_eq(status, CRM_OK);
    assert_field(fixture.store, "lead", lead, "score", "5");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/score");
    TCase *tests = tcase_create("score");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, rules_that_hold_give_their_points_and_groups_are_capped);
    tcase_add_test(tests, the_rounding_to_whole_points_is_a_reason_of_its_own);
    tcase_add_test(tests, a_score_that_stays_adds_no_row_to_its_history);
    tcase_add_test(tests, events_count_within_their_window_and_lose_half_after_the_half_life);
    tcase_add_test(tests, fit_and_engagement_are_summed_and_the_newest_edition_counts);
    tcase_add_test(tests, a_lead_to_which_no_model_applies_has_no_score);
    tcase_add_test(tests, a_dry_run_counts_and_writes_nothing);
    tcase_add_test(tests, leads_that_changed_after_they_were_judged_are_judged_again);
    tcase_add_test(tests, a_broken_condition_names_its_rule);
    tcase_add_test(tests, groups_and_grades_that_are_no_numbers_are_refused);
    tcase_add_test(tests, a_lead_that_is_not_there_is_not_found);
    tcase_add_test(tests, failing_allocations_leave_no_score_and_no_leak);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
