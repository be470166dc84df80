/* Stage tracking: changes are told, and opportunities take over what their stage says. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/conversion.h"

static struct fixture fixture;
static struct store *store;
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
    const struct save_field process[] = {{"name", text("标准流程")},
                                         {"is_default", crm__value_int(1)}};
    int64_t group = made("stage_group", process, 2);
    second = stage_made(group, "报价", 2, "open", 50);
    first = stage_made(group, "初步接触", 1, "open", 10);
    won = stage_made(group, "赢单", 3, "won", 100);
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

static void moved(int64_t opportunity, int64_t stage)
{
    const struct save_field field = {"stage", crm__value_int(stage)};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "opportunity"),
                                              opportunity, 0, &field, 1, NULL));
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
    tcase_add_test(tests, a_converted_lead_starts_in_the_first_stage_and_can_be_undone);
    tcase_add_test(tests, failing_allocations_leave_stage_and_changes_in_step);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
