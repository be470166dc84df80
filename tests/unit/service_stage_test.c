/* Stage tracking: changes are told, and opportunities take over what their stage says. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/conversion.h"

static struct fixture fixture;
static struct store *store;
static int64_t process;
static int64_t first;
static int64_t second;
static int64_t won;

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

static int64_t stage_made(int64_t group, const char *name, int64_t position, const char *outcome,
                          int64_t probability)
{
    const struct save_field fields[] = {{"stage_group", crm__value_int(group)},
                                        {"name", text(name)},
                                        {"position", crm__value_int(position)},
                                        {"outcome", text(outcome)},
                                        {"probability", crm__value_int(probability)}};
    return made("stage", fields, 5);
}

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    const struct save_field fields[] = {{"name", text("标准流程")},
                                        {"is_default", crm__value_int(1)},
                                        {"allow_reopen", crm__value_int(1)}};
    process = made("stage_group", fields, 3);
    second = stage_made(process, "报价", 2, "open", 50);
    first = stage_made(process, "初步接触", 1, "open", 10);
    won = stage_made(process, "赢单", 3, "won", 100);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static int64_t opportunity_made(void)
{
    const struct save_field fields[] = {{"name", text("项目")}, {"stage", crm__value_int(first)}};
    return made("opportunity", fields, 2);
}

static crm_status set(const char *entity, int64_t id, const char *name, struct value value)
{
    const struct save_field field = {name, value};
    return crm__save_fields(store, crm__service_entity(store, entity), id, 0, &field, 1, NULL);
}

static void moved(int64_t opportunity, int64_t stage)
{
    ck_assert_done(&fixture, set("opportunity", opportunity, "stage", crm__value_int(stage)));
}

START_TEST(a_new_opportunity_takes_over_what_its_stage_says)
{
    int64_t id = opportunity_made();
    ck_assert_int_eq(field_int(store, "opportunity", id, "probability"), 10);
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage_since"), fixture.env.now_us);
    assert_field(store, "opportunity", id, "outcome", "open");
    ck_assert_int_eq(count_where(store, "stage_change", "!has(from_stage)"), 1);
}
END_TEST

START_TEST(a_move_says_how_long_the_old_stage_lasted)
{
    int64_t id = opportunity_made();
    fixture.env.now_us += 3 * DAY_US;
    moved(id, second);
    ck_assert_int_eq(field_int(store, "opportunity", id, "probability"), 50);
    ck_assert_int_eq(field_int(store, "opportunity", id, "last_stage"), first);
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage_since"), fixture.env.now_us);
    ck_assert_int_eq(count_where(store, "stage_change", "duration_s == 259200"), 1);
}
END_TEST

START_TEST(a_won_stage_closes_and_an_open_one_opens_again)
{
    int64_t id = opportunity_made();
    moved(id, won);
    assert_field(store, "opportunity", id, "outcome", "won");
    ck_assert_int_eq(field_int(store, "opportunity", id, "closed_at"), fixture.env.now_us);
    moved(id, second);
    assert_field(store, "opportunity", id, "outcome", "open");
    assert_field(store, "opportunity", id, "closed_at", "");
    ck_assert_int_eq(field_int(store, "opportunity", id, "last_stage"), first);
    ck_assert_int_eq(count_where(store, "stage_change", ""), 3);
}
END_TEST

START_TEST(what_is_given_with_the_stage_stays)
{
    int64_t id = opportunity_made();
    const struct save_field fields[] = {{"stage", crm__value_int(second)},
                                        {"probability", crm__value_int(65)}};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "opportunity"), id,
                                              0, fields, 2, NULL));
    ck_assert_int_eq(field_int(store, "opportunity", id, "probability"), 65);
}
END_TEST

START_TEST(other_changes_and_the_same_stage_are_no_moves)
{
    int64_t id = opportunity_made();
    moved(id, first);
    const struct save_field name = {"name", text("new name")};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "opportunity"), id,
                                              0, &name, 1, NULL));
    ck_assert_int_eq(count_where(store, "stage_change", ""), 1);
}
END_TEST

START_TEST(an_outcome_alone_leads_to_its_stage_and_back)
{
    int64_t id = opportunity_made();
    moved(id, second);
    ck_assert_done(&fixture, set("opportunity", id, "outcome", text("won")));
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage"), won);
    ck_assert_int_eq(field_int(store, "opportunity", id, "probability"), 100);
    ck_assert_int_eq(field_int(store, "opportunity", id, "closed_at"), fixture.env.now_us);
    ck_assert_done(&fixture, set("opportunity", id, "outcome", text("open")));
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage"), second);
    assert_field(store, "opportunity", id, "closed_at", "");
    ck_assert_int_eq(count_where(store, "stage_change", ""), 4);
}
END_TEST

/* There is no stage for it in this process, and another opportunity has no process at all. */
START_TEST(an_outcome_that_no_stage_stands_for_closes_by_itself)
{
    const struct save_field fields[] = {{"name", text("散单")}};
    int64_t ids[] = {opportunity_made(), made("opportunity", fields, 1)};
    for (int i = 0; i < 2; i++) {
        ck_assert_done(&fixture, set("opportunity", ids[i], "outcome", text("invalid")));
        ck_assert_int_eq(field_int(store, "opportunity", ids[i], "closed_at"), fixture.env.now_us);
        ck_assert_int_eq(field_int(store, "opportunity", ids[i], "probability"), 0);
        ck_assert_done(&fixture, set("opportunity", ids[i], "outcome", text("open")));
        assert_field(store, "opportunity", ids[i], "closed_at", "");
    }
}
END_TEST

START_TEST(a_time_that_is_given_with_the_closing_stays)
{
    const int64_t then_us = fixture.env.now_us - 3 * DAY_US;
    const struct save_field fields[] = {{"outcome", text("won")},
                                        {"closed_at", crm__value_int(then_us)},
                                        {"probability", crm__value_int(90)}};
    int64_t id = opportunity_made();
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "opportunity"), id,
                                              0, fields, 3, NULL));
    ck_assert_int_eq(field_int(store, "opportunity", id, "closed_at"), then_us);
    ck_assert_int_eq(field_int(store, "opportunity", id, "probability"), 90);
    const struct save_field imported[] = {
        {"name", text("旧单")}, {"outcome", text("won")}, {"closed_at", crm__value_int(then_us)}};
    id = made("opportunity", imported, 3);
    ck_assert_int_eq(field_int(store, "opportunity", id, "closed_at"), then_us);
}
END_TEST

START_TEST(a_process_that_does_not_go_back_or_reopen_says_so)
{
    int64_t id = opportunity_made();
    ck_assert_done(&fixture, set("stage_group", process, "allow_back", crm__value_int(0)));
    ck_assert_done(&fixture, set("stage_group", process, "allow_reopen", crm__value_int(0)));
    moved(id, second);
    ck_assert_int_eq(set("opportunity", id, "stage", crm__value_int(first)), CRM_E_REFUSED);
    ck_assert_str_eq(fixture.env.error.message, "stage '初步接触': its process does not go back");
    moved(id, won);
    ck_assert_int_eq(set("opportunity", id, "stage", crm__value_int(second)), CRM_E_REFUSED);
    ck_assert_int_eq(set("opportunity", id, "outcome", text("open")), CRM_E_REFUSED);
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage"), won);
    ck_assert_int_eq(count_where(store, "stage_change", ""), 3);
}
END_TEST

START_TEST(a_stage_is_entered_when_its_condition_is_true)
{
    int64_t id = opportunity_made();
    ck_assert_done(&fixture, set("stage", second, "condition",
                                 text("amount > money(\"100 CNY\") && account.level == \"a\"")));
    ck_assert_int_eq(set("opportunity", id, "stage", crm__value_int(second)), CRM_E_REFUSED);
    ck_assert_ptr_nonnull(strstr(fixture.env.error.message, "may be entered when amount > money"));
    const struct save_field account[] = {{"name", text("星河")}, {"level", text("a")}};
    const struct save_field fields[] = {{"stage", crm__value_int(second)},
                                        {"amount", crm__value_int(10001)}};
    const struct entity *entity = crm__service_entity(store, "opportunity");
    ck_assert_int_eq(crm__save_fields(store, entity, id, 0, fields, 2, NULL), CRM_E_REFUSED);
    ck_assert_done(&fixture,
                   set("opportunity", id, "account", crm__value_int(made("account", account, 2))));
    ck_assert_done(&fixture, crm__save_fields(store, entity, id, 0, fields, 2, NULL));
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage"), second);
    const struct save_field born[] = {{"name", text("空")}, {"stage", crm__value_int(second)}};
    ck_assert_int_eq(crm__save_fields(store, entity, 0, 0, born, 2, NULL), CRM_E_REFUSED);
}
END_TEST

START_TEST(the_first_date_stays_and_later_ones_are_counted)
{
    int64_t id = opportunity_made();
    const int64_t dates[] = {20100, 20130, 20120, 20121};
    for (int i = 0; i < 4; i++)
        ck_assert_done(&fixture, set("opportunity", id, "close_date", crm__value_int(dates[i])));
    ck_assert_int_eq(field_int(store, "opportunity", id, "first_close_date"), 20100);
    ck_assert_int_eq(field_int(store, "opportunity", id, "push_count"), 2);
}
END_TEST

START_TEST(a_converted_lead_starts_in_the_first_stage_and_can_be_undone)
{
    const struct save_field user[] = {{"name", text("王")}, {"login", text("wang")}};
    const struct save_field fields[] = {{"name", text("张伟")},
                                        {"owner", crm__value_int(made("user", user, 2))}};
    int64_t lead = made("lead", fields, 2);
    struct conversion_options options = {0};
    struct conversion_result result;
    struct conversion_undo undo;
    ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
    int64_t id = result.ids[CONVERT_OPPORTUNITY];
    ck_assert_int_eq(field_int(store, "opportunity", id, "stage"), first);
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    ck_assert(undo.deleted[CONVERT_OPPORTUNITY] && undo.deleted[CONVERT_ACCOUNT]);
}
END_TEST

START_TEST(failing_allocations_leave_stage_and_changes_in_step)
{
    int64_t id = opportunity_made();
    const struct save_field field = {"stage", crm__value_int(second)};
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 30) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status = crm__save_fields(store, crm__service_entity(store, "opportunity"), id, 0, &field,
                                  1, NULL);
        fixture.heap.fail_at = 0;
        ck_assert_int_eq(count_where(store, "stage_change", ""), status == CRM_E_NOMEM ? 1 : 2);
    }
    ck_assert_int_eq(status, CRM_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/stage");
    TCase *tests = tcase_create("stage");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_new_opportunity_takes_over_what_its_stage_says);
    tcase_add_test(tests, a_move_says_how_long_the_old_stage_lasted);
    tcase_add_test(tests, a_won_stage_closes_and_an_open_one_opens_again);
    tcase_add_test(tests, what_is_given_with_the_stage_stays);
    tcase_add_test(tests, other_changes_and_the_same_stage_are_no_moves);
    tcase_add_test(tests, an_outcome_alone_leads_to_its_stage_and_back);
    tcase_add_test(tests, an_outcome_that_no_stage_stands_for_closes_by_itself);
    tcase_add_test(tests, a_time_that_is_given_with_the_closing_stays);
    tcase_add_test(tests, a_process_that_does_not_go_back_or_reopen_says_so);
    tcase_add_test(tests, a_stage_is_entered_when_its_condition_is_true);
    tcase_add_test(tests, the_first_date_stays_and_later_ones_are_counted);
    tcase_add_test(tests, a_converted_lead_starts_in_the_first_stage_and_can_be_undone);
    tcase_add_test(tests, failing_allocations_leave_stage_and_changes_in_step);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
