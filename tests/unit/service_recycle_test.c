/* Recycling end to end: instants follow the clocks, the sweep moves what is due, owners hear. */
#include <string.h>

#include "base/time.h"
#include "service/pool.h"
#include "service/recycle.h"
#include "service/service.h"
#include "service/work.h"
#include "store_place.h"

static struct env env;
static struct test_heap heap;
static struct store *store;
static int64_t seller;
static int64_t pool_id;

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, entity), 0, 0, fields,
                                      count, &id),
                     CRM_OK);
    return id;
}

static void lead_set(int64_t lead, const char *name, struct value value)
{
    struct save_field field = {name, value};
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "lead"), lead, 0, &field, 1,
                                      NULL),
                     CRM_OK);
}

static struct value lead_value(int64_t lead, const char *name)
{
    static char copy[64]; /* of a text: until the next call */
    struct batch rows;
    crm__batch_init(&rows, &env);
    ck_assert_int_eq(crm__table_get(store, "lead", &name, 1, &lead, 1, NULL, &rows), CRM_OK);
    struct value value = crm__batch_at(&rows, 0, 0);
    if (value.kind == VALUE_TEXT) {
        ck_assert_uint_le(value.text.size, sizeof copy);
        memcpy(copy, value.text.data, value.text.size);
        value.text.data = copy;
    }
    crm__batch_free(&rows);
    return value;
}

static int64_t recycle_at(int64_t lead)
{
    struct value value = lead_value(lead, "recycle_at");
    return value.kind == VALUE_INT ? value.integer : RECYCLE_NEVER;
}

static int64_t owner_of(int64_t lead)
{
    return lead_value(lead, "owner").integer;
}

static int64_t rule_made(const char *kind, int64_t days)
{
    const struct save_field fields[] = {{"name", crm__value_text(crm__text_of(kind))},
                                        {"pool", crm__value_int(pool_id)},
                                        {"kind", crm__value_text(TEXT("recycle"))},
                                        {"recycle_kind", crm__value_text(crm__text_of(kind))},
                                        {"days", crm__value_int(days)},
                                        {"reminder_days", crm__value_int(2)}};
    return made("pool_rule", fields, 6);
}

/* Owned for so many days, as if given to the seller then. */
static int64_t lead_owned(int64_t days)
{
    const struct save_field fields[] = {
        {"name", crm__value_text(TEXT("张伟"))},
        {"pool", crm__value_int(pool_id)},
        {"owner", crm__value_int(seller)},
        {"owner_since", crm__value_int(env.now_us - days * DAY_US)}};
    return made("lead", fields, 4);
}

static void follow_up(int64_t lead, int64_t days_ago)
{
    const struct save_field fields[] = {{"kind", crm__value_text(TEXT("call"))},
                                        {"lead", crm__value_int(lead)},
                                        {"at", crm__value_int(env.now_us - days_ago * DAY_US)}};
    made("activity", fields, 3);
}

static struct work_report work(int64_t until_us)
{
    struct work_report report;
    ck_assert_int_eq(crm__work_run(store, until_us, 0, PARTITION_WHOLE, &report), CRM_OK);
    ck_assert_int_eq(report.failed, 0);
    return report;
}

static int64_t count_of(const char *entity, const char *where)
{
    struct query *query;
    int64_t count;
    ck_assert_int_eq(crm__query_new(store, crm__service_entity(store, entity), &query), CRM_OK);
    crm__query_where(query, crm__text_of(where));
    ck_assert_int_eq(crm__query_count(query, &count), CRM_OK);
    crm__query_free(query);
    return count;
}

static crm_status world_make(void)
{
    const struct save_field user[] = {{"name", crm__value_text(TEXT("wang"))},
                                      {"login", crm__value_text(TEXT("wang"))}};
    const struct save_field pool[] = {{"name", crm__value_text(TEXT("East"))},
                                      {"is_default", crm__value_int(1)}};
    crm_status status = crm__save_fields(store, crm__service_entity(store, "user"), 0, 0, user, 2,
                                         &seller);
    return status < 0 ? status
                      : crm__save_fields(store, crm__service_entity(store, "pool"), 0, 0, pool, 2,
                                         &pool_id);
}

static void setup(void)
{
    crm_host host = test_host(&heap);
    heap = (struct test_heap){0};
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    crm__env_enter(&env);
    ck_assert_int_eq(crm__store_open(&env, store_place(&env), NULL, &store), CRM_OK);
    ck_assert_int_eq(crm__service_attach(store), CRM_OK);
    ck_assert_int_eq(world_make(), CRM_OK);
}

static void teardown(void)
{
    crm__store_close(store);
    ck_assert_uint_eq(heap.live, 0);
}

/* Ten days without a follow-up, or thirty without a deal: which of the six go back now? */
START_TEST(the_six_cases_of_the_expiry_table_come_out_as_they_should)
{
    rule_made("no_follow_up", 10);
    rule_made("no_deal", 30);
    int64_t long_held = lead_owned(31);
    int64_t never_called = lead_owned(11);
    int64_t called_lately = lead_owned(11);
    int64_t called_by_another = lead_owned(5);
    int64_t on_the_day = lead_owned(10);
    int64_t locked = lead_owned(60);
    int64_t dealt = lead_owned(60);
    follow_up(long_held, 0);
    follow_up(called_lately, 9);
    follow_up(called_by_another, 20);
    lead_set(locked, "locked", crm__value_int(1));
    lead_set(dealt, "converted_at", crm__value_int(env.now_us));
    work(env.now_us);
    ck_assert_int_eq(owner_of(long_held), 0);
    ck_assert_int_eq(owner_of(never_called), 0);
    ck_assert_int_eq(owner_of(called_lately), seller);
    ck_assert_int_eq(owner_of(called_by_another), seller);
    ck_assert_int_eq(owner_of(on_the_day), seller);
    ck_assert_int_eq(owner_of(locked), seller);
    ck_assert_int_eq(owner_of(dealt), seller);
    ck_assert_int_eq(recycle_at(on_the_day), env.now_us + 1);
    ck_assert_int_eq(recycle_at(locked), RECYCLE_NEVER);
    ck_assert_int_eq(count_of("claim", "action == \"recycle\" && has(rule)"), 2);
    ck_assert_int_eq(count_of("outbox", "kind == \"recycled\""), 2);
    env.now_us += 1;
    work(env.now_us);
    ck_assert_int_eq(owner_of(on_the_day), 0);
}
END_TEST

START_TEST(a_follow_up_moves_the_instant_and_shows_that_work_has_begun)
{
    rule_made("no_follow_up", 10);
    int64_t lead = lead_owned(4);
    ck_assert_int_eq(recycle_at(lead), env.now_us + 6 * DAY_US + 1);
    follow_up(lead, 1);
    ck_assert_int_eq(recycle_at(lead), env.now_us + 9 * DAY_US + 1);
    ck_assert_int_eq(lead_value(lead, "follow_up_count").integer, 1);
    ck_assert_int_eq(lead_value(lead, "first_response_at").integer, env.now_us - DAY_US);
    ck_assert(crm__text_is(lead_value(lead, "status").text, "working"));
}
END_TEST

START_TEST(a_cancelled_follow_up_counts_no_more_and_one_to_come_not_before_its_time)
{
    rule_made("no_follow_up", 10);
    int64_t lead = lead_owned(4);
    follow_up(lead, -30);
    ck_assert_int_eq(lead_value(lead, "last_follow_up_at").integer, env.now_us);
    struct query *query;
    struct batch rows;
    ck_assert_int_eq(crm__query_new(store, crm__service_entity(store, "activity"), &query), CRM_OK);
    crm__batch_init(&rows, &env);
    crm__query_fields(query, TEXT("id"));
    ck_assert_int_eq(crm__query_all(query, &rows), CRM_OK);
    struct save_field cancelled = {"result", crm__value_text(TEXT("cancelled"))};
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "activity"),
                                      rows.columns[0].integers[0], 0, &cancelled, 1, NULL),
                     CRM_OK);
    crm__batch_free(&rows);
    crm__query_free(query);
    ck_assert_int_eq(lead_value(lead, "follow_up_count").integer, 0);
    ck_assert_int_eq(lead_value(lead, "last_follow_up_at").kind, VALUE_NULL);
    ck_assert_int_eq(recycle_at(lead), env.now_us + 6 * DAY_US + 1);
}
END_TEST

static size_t problem_count(void)
{
    struct batch problems;
    crm__batch_init(&problems, &env);
    ck_assert_int_eq(crm__service_check(store, &problems), CRM_OK);
    size_t count = problems.row_count;
    crm__batch_free(&problems);
    return count;
}

START_TEST(a_lost_timer_is_found_by_the_check)
{
    rule_made("no_follow_up", 10);
    int64_t lead = lead_owned(4);
    const struct entity *entity = crm__service_entity(store, "lead");
    ck_assert_uint_eq(problem_count(), 0);
    const struct due moved = {
        .kind = TEXT("recycle"), .entity = entity, .record_id = lead, .due_us = env.now_us};
    ck_assert_int_eq(crm__due_set(store, &moved, 1), CRM_OK);
    ck_assert_uint_eq(problem_count(), 1);
    ck_assert_int_eq(crm__due_clear(store, TEXT("recycle"), entity, &lead, 1), CRM_OK);
    ck_assert_uint_eq(problem_count(), 1);
}
END_TEST

START_TEST(a_lead_that_is_deleted_and_restored_has_its_timer_again)
{
    rule_made("no_follow_up", 10);
    int64_t lead = lead_owned(4);
    struct row_write write = {
        .entity = crm__service_entity(store, "lead"), .count = 1, .ids = &lead};
    ck_assert_int_eq(crm__rows_delete(store, &write), CRM_OK);
    ck_assert_int_eq(crm__rows_restore(store, &write), CRM_OK);
    ck_assert_uint_eq(problem_count(), 0);
}
END_TEST

START_TEST(an_open_opportunity_spares_a_lead_until_it_is_lost)
{
    rule_made("held", 3);
    int64_t lead = lead_owned(4);
    const struct save_field fields[] = {{"name", crm__value_text(TEXT("deal"))},
                                        {"lead", crm__value_int(lead)}};
    int64_t opportunity = made("opportunity", fields, 2);
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
    struct save_field lost = {"outcome", crm__value_text(TEXT("lost"))};
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "opportunity"), opportunity,
                                      0, &lost, 1, NULL),
                     CRM_OK);
    ck_assert_int_eq(recycle_at(lead), env.now_us - DAY_US + 1);
}
END_TEST

START_TEST(the_owner_is_reminded_once_of_one_instant)
{
    rule_made("no_follow_up", 10);
    int64_t lead = lead_owned(7);
    work(env.now_us);
    ck_assert_int_eq(count_of("outbox", "kind == \"recycle_reminder\""), 0);
    env.now_us += 1 * DAY_US;
    work(env.now_us);
    ck_assert_int_eq(count_of("outbox", "kind == \"recycle_reminder\""), 1);
    ck_assert_int_eq(crm__recycle_refresh(store, &lead, 1, true), CRM_OK);
    work(env.now_us);
    ck_assert_int_eq(count_of("outbox", "kind == \"recycle_reminder\""), 1);
    ck_assert_int_eq(owner_of(lead), seller);
}
END_TEST

START_TEST(rules_that_come_change_and_go_move_all_instants_of_their_pool)
{
    int64_t lead = lead_owned(4);
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
    int64_t rule = rule_made("held", 10);
    ck_assert_int_eq(recycle_at(lead), env.now_us + 6 * DAY_US + 1);
    ck_assert_int_eq(lead_value(lead, "recycle_rule").integer, rule);
    struct save_field levels = {"level_days", crm__value_text(TEXT("{\"a\":20,\"d\":null}"))};
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "pool_rule"), rule, 0,
                                      &levels, 1, NULL),
                     CRM_OK);
    lead_set(lead, "level", crm__value_text(TEXT("a")));
    ck_assert_int_eq(recycle_at(lead), env.now_us + 16 * DAY_US + 1);
    lead_set(lead, "level", crm__value_text(TEXT("d")));
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
    lead_set(lead, "level", VALUE_OF_NULL);
    ck_assert_int_eq(crm__save_delete(store, crm__service_entity(store, "pool_rule"), rule),
                     CRM_OK);
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
    ck_assert_int_eq(count_of("due_work", "kind == \"recycle\""), 0);
}
END_TEST

START_TEST(conditions_and_exemptions_say_whom_a_rule_concerns)
{
    int64_t rule = rule_made("held", 10);
    const struct save_field fields[] = {
        {"condition", crm__value_text(TEXT("city == \"上海\""))},
        {"exempt_condition", crm__value_text(TEXT("owner.login == \"wang\" && title == \"CEO\""))}};
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "pool_rule"), rule, 0,
                                      fields, 2, NULL),
                     CRM_OK);
    int64_t lead = lead_owned(4);
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
    lead_set(lead, "city", crm__value_text(TEXT("上海")));
    ck_assert_int_eq(recycle_at(lead), env.now_us + 6 * DAY_US + 1);
    lead_set(lead, "title", crm__value_text(TEXT("CEO")));
    ck_assert_int_eq(recycle_at(lead), RECYCLE_NEVER);
}
END_TEST

START_TEST(a_new_owner_by_a_plain_edit_begins_his_own_time)
{
    rule_made("held", 10);
    int64_t lead = lead_owned(9);
    const struct save_field user[] = {{"name", crm__value_text(TEXT("li"))},
                                      {"login", crm__value_text(TEXT("li"))}};
    lead_set(lead, "owner", crm__value_int(made("user", user, 2)));
    ck_assert_int_eq(recycle_at(lead), env.now_us + 10 * DAY_US + 1);
}
END_TEST

START_TEST(the_sweep_takes_what_is_due_and_nothing_else)
{
    rule_made("held", 10);
    for (int i = 0; i < 40; i++)
        lead_owned(i < 3 ? 11 : 1);
    ck_assert_int_eq(count_of("due_work", "kind == \"recycle\""), 40);
    struct work_report report = work(env.now_us);
    ck_assert_int_eq(report.done, 6); /* three leads, three reminders */
    report = work(env.now_us);
    ck_assert_int_eq(report.done, 0);
    ck_assert_int_eq(count_of("lead", "!has(owner)"), 3);
}
END_TEST

START_TEST(work_asked_for_in_advance_recycles_what_will_be_due)
{
    rule_made("held", 10);
    int64_t lead = lead_owned(1);
    work(env.now_us + 9 * DAY_US);
    ck_assert_int_eq(owner_of(lead), seller);
    work(env.now_us + 10 * DAY_US);
    ck_assert_int_eq(owner_of(lead), 0);
}
END_TEST

START_TEST(the_plan_says_why_and_when_and_running_it_twice_changes_nothing)
{
    rule_made("held", 10);
    int64_t due = lead_owned(11);
    int64_t later = lead_owned(1);
    struct reader *reader;
    struct batch rows;
    crm__batch_init(&rows, &env);
    ck_assert_int_eq(crm__recycle_plan(store, 0, env.now_us, &reader), CRM_OK);
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_uint_eq(rows.row_count, 1);
    ck_assert_int_eq(rows.columns[0].integers[0], due);
    crm__reader_free(reader);
    ck_assert_int_eq(crm__recycle_plan(store, later, 0, &reader), CRM_OK);
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_int_eq(crm__table_int(&rows, 10, 0, 0), 10);
    crm__reader_free(reader);
    ck_assert_int_eq(crm__recycle_plan(store, 77, 0, &reader), CRM_E_NOT_FOUND);
    ck_assert_ptr_null(reader);
    int64_t moved;
    ck_assert_int_eq(crm__recycle_run(store, &moved), CRM_OK);
    ck_assert_int_eq(moved, 1);
    ck_assert_int_eq(crm__recycle_run(store, &moved), CRM_OK);
    ck_assert_int_eq(moved, 0);
    ck_assert_int_eq(lead_value(due, "recycle_count").integer, 1);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(wrong_days_of_a_level_are_refused_with_the_rule)
{
    const struct save_field fields[] = {{"name", crm__value_text(TEXT("bad"))},
                                        {"pool", crm__value_int(pool_id)},
                                        {"kind", crm__value_text(TEXT("recycle"))},
                                        {"level_days", crm__value_text(TEXT("{\"z\":1}"))}};
    lead_owned(1);
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, "pool_rule"), 0, 0, fields,
                                      4, NULL),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.field, "level_days");
    ck_assert_int_eq(count_of("pool_rule", "kind == \"recycle\""), 0);
}
END_TEST

/* Whatever allocation fails, the lead is wholly moved or wholly not, and nothing leaks. */
START_TEST(a_failed_allocation_leaves_the_lead_as_it_was)
{
    rule_made("held", 10);
    int64_t lead = lead_owned(11);
    crm_status status = CRM_E_NOMEM;
    int64_t moved = 0;
    for (size_t n = 1; status < 0; n++) {
        heap.calls = 0;
        heap.fail_at = n;
        status = crm__recycle_run(store, &moved);
        heap.fail_at = 0;
        if (status < 0) {
            ck_assert_int_eq(status, CRM_E_NOMEM);
            ck_assert_int_eq(owner_of(lead), seller);
        }
    }
    ck_assert_int_eq(moved, 1);
    ck_assert_int_eq(owner_of(lead), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/recycle");
    TCase *tests = tcase_create("recycle");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_six_cases_of_the_expiry_table_come_out_as_they_should);
    tcase_add_test(tests, a_follow_up_moves_the_instant_and_shows_that_work_has_begun);
    tcase_add_test(tests, a_cancelled_follow_up_counts_no_more_and_one_to_come_not_before_its_time);
    tcase_add_test(tests, a_lost_timer_is_found_by_the_check);
    tcase_add_test(tests, a_lead_that_is_deleted_and_restored_has_its_timer_again);
    tcase_add_test(tests, an_open_opportunity_spares_a_lead_until_it_is_lost);
    tcase_add_test(tests, the_owner_is_reminded_once_of_one_instant);
    tcase_add_test(tests, rules_that_come_change_and_go_move_all_instants_of_their_pool);
    tcase_add_test(tests, conditions_and_exemptions_say_whom_a_rule_concerns);
    tcase_add_test(tests, a_new_owner_by_a_plain_edit_begins_his_own_time);
    tcase_add_test(tests, the_sweep_takes_what_is_due_and_nothing_else);
    tcase_add_test(tests, work_asked_for_in_advance_recycles_what_will_be_due);
    tcase_add_test(tests, the_plan_says_why_and_when_and_running_it_twice_changes_nothing);
    tcase_add_test(tests, wrong_days_of_a_level_are_refused_with_the_rule);
    tcase_add_test(tests, a_failed_allocation_leaves_the_lead_as_it_was);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
