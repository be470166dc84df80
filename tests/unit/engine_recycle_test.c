/* When leads are recycled, and when their owners are reminded. */
#include "engine/recycle.h"

#include "engine_fixture.h"

#include "base/time.h"

#define NOW TEST_NOW_US
#define DAYS_AGO(n) (NOW - (n) * DAY_US)
#define NEVER RECYCLE_NO_TIME

/* Ten days without a follow-up, or thirty without a deal. */
static const struct recycle_rule ten_and_thirty[] = {
    {.id = 1, .kind = RECYCLE_NO_FOLLOW_UP, .days = 10, .include_with_opportunity = true},
    {.id = 2, .kind = RECYCLE_NO_DEAL, .days = 30, .include_with_opportunity = true},
};

static struct recycle_lead owned_since(int64_t owner_since_us, int64_t last_follow_up_us)
{
    return (struct recycle_lead){.owned = true,
                                 .created_us = owner_since_us - DAY_US,
                                 .owner_since_us = owner_since_us,
                                 .last_follow_up_us = last_follow_up_us,
                                 .last_deal_us = NEVER};
}

static struct recycle_answer ask(const struct recycle_rule *rules, size_t count,
                                 const struct recycle_lead *lead)
{
    struct recycle_answer answer;
    crm__recycle_when(rules, count, NULL, lead, &answer);
    return answer;
}

static bool recycled_now(struct recycle_lead lead)
{
    return ask(ten_and_thirty, 2, &lead).due_us <= NOW;
}

START_TEST(a_lead_held_over_thirty_days_without_a_deal_goes_back)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(31), NOW);
    ck_assert(recycled_now(lead));
    ck_assert_uint_eq(ask(ten_and_thirty, 2, &lead).rule, 1);
}
END_TEST

START_TEST(a_lead_never_followed_up_for_over_ten_days_goes_back)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(11), NEVER);
    ck_assert(recycled_now(lead));
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).clock, CLOCK_OWNED);
}
END_TEST

START_TEST(a_follow_up_nine_days_ago_keeps_it)
{
    ck_assert(!recycled_now(owned_since(DAYS_AGO(11), DAYS_AGO(9))));
}
END_TEST

START_TEST(a_follow_up_before_ownership_does_not_count_against_the_new_owner)
{
    ck_assert(!recycled_now(owned_since(DAYS_AGO(5), DAYS_AGO(20))));
}
END_TEST

START_TEST(exactly_ten_days_are_not_over_ten_days)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(10), NEVER);
    ck_assert(!recycled_now(lead));
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).due_us, NOW + 1);
}
END_TEST

START_TEST(locked_and_dealt_leads_stay)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(60), NEVER);
    lead.locked = true;
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).verdict, RECYCLE_LOCKED);
    lead.locked = false;
    lead.dealt = true;
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).verdict, RECYCLE_EXEMPT);
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).due_us, RECYCLE_NEVER);
}
END_TEST

START_TEST(without_owner_or_rules_nothing_is_due)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(60), NEVER);
    ck_assert_int_eq(ask(NULL, 0, &lead).verdict, RECYCLE_NO_RULES);
    lead.owned = false;
    ck_assert_int_eq(ask(ten_and_thirty, 2, &lead).verdict, RECYCLE_NO_OWNER);
}
END_TEST

/* Looking at both clocks separately would miss this reminder: held 25 days, contact 9 days ago. */
START_TEST(a_reminder_comes_whatever_the_other_clock_says)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(25), DAYS_AGO(9));
    struct recycle_answer answer = ask(ten_and_thirty, 2, &lead);
    ck_assert_int_eq(answer.due_us, NOW + DAY_US + 1);
    ck_assert_int_eq(answer.clock, CLOCK_FOLLOW_UP);
    ck_assert_int_eq(answer.days, 10);
    ck_assert_int_eq(crm__recycle_reminder(ten_and_thirty, NULL, &answer, 2), NOW - DAY_US);
}
END_TEST

START_TEST(a_reminder_is_never_before_its_clock_began)
{
    struct recycle_lead lead = owned_since(DAYS_AGO(1), NEVER);
    struct recycle_answer answer = ask(ten_and_thirty, 2, &lead);
    ck_assert_int_eq(crm__recycle_reminder(ten_and_thirty, NULL, &answer, 10), DAYS_AGO(1));
    ck_assert_int_eq(crm__recycle_reminder(ten_and_thirty, NULL, &answer, 99), DAYS_AGO(1));
    lead.owned = false;
    answer = ask(ten_and_thirty, 2, &lead);
    ck_assert_int_eq(crm__recycle_reminder(ten_and_thirty, NULL, &answer, 2), RECYCLE_NEVER);
}
END_TEST

/* The clock ticks at 23:59 in Shanghai; one day later by date is two minutes later by the hour. */
START_TEST(calendar_days_change_at_local_midnight)
{
    struct zones zones;
    const struct zone *shanghai;
    crm__zones_init(&zones, &env);
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("+08:00"), &shanghai), CRM_OK);
    struct recycle_rule rule = {.kind = RECYCLE_NO_FOLLOW_UP, .count = RECYCLE_CALENDAR, .days = 3};
    int64_t midnight = NOW - 8 * HOUR_US - 8 * HOUR_US; /* 00:00 in Shanghai; now is 16:00 there */
    struct recycle_lead lead = owned_since(midnight - MINUTE_US, NEVER);
    struct recycle_answer answer;
    crm__recycle_when(&rule, 1, shanghai, &lead, &answer);
    ck_assert_int_eq(answer.due_us, midnight + 3 * DAY_US);
    ck_assert_int_eq(crm__recycle_reminder(&rule, shanghai, &answer, 1), midnight + 2 * DAY_US);
    lead.owner_since_us = midnight;
    crm__recycle_when(&rule, 1, shanghai, &lead, &answer);
    ck_assert_int_eq(answer.due_us, midnight + 4 * DAY_US);
    crm__zones_free(&zones);
}
END_TEST

START_TEST(an_open_opportunity_exempts_unless_the_rule_includes_it)
{
    struct recycle_rule rule = {.kind = RECYCLE_NO_FOLLOW_UP, .days = 10};
    struct recycle_lead lead = owned_since(DAYS_AGO(60), NEVER);
    lead.has_open_opportunity = true;
    ck_assert_int_eq(ask(&rule, 1, &lead).verdict, RECYCLE_EXEMPT);
    rule.include_with_opportunity = true;
    ck_assert_int_eq(ask(&rule, 1, &lead).verdict, RECYCLE_DUE_AT);
    rule.kind = RECYCLE_NO_OPEN_OPPORTUNITY;
    ck_assert_int_eq(ask(&rule, 1, &lead).verdict, RECYCLE_EXEMPT);
    lead.has_open_opportunity = false;
    lead.last_follow_up_us = NOW;
    ck_assert_int_eq(ask(&rule, 1, &lead).due_us, DAYS_AGO(50) + 1);
}
END_TEST

START_TEST(included_dealt_leads_run_from_their_last_deal)
{
    struct recycle_rule rule = {.kind = RECYCLE_NO_DEAL, .days = 180, .include_dealt = true};
    struct recycle_lead lead = owned_since(DAYS_AGO(400), NEVER);
    lead.dealt = true;
    lead.last_deal_us = DAYS_AGO(100);
    struct recycle_answer answer = ask(&rule, 1, &lead);
    ck_assert_int_eq(answer.due_us, DAYS_AGO(100) + 180 * DAY_US + 1);
    ck_assert_int_eq(answer.clock, CLOCK_DEAL);
}
END_TEST

START_TEST(levels_have_their_own_days_or_none)
{
    struct recycle_rule rule = {
        .kind = RECYCLE_NO_FOLLOW_UP, .days = 10, .days_by_level = {30, -1, 0}};
    struct recycle_lead lead = owned_since(NOW, NEVER);
    static const int64_t days[] = {10, 30, -1, 10, 10};
    for (int32_t level = 0; level < 5; level++) {
        lead.level = level;
        struct recycle_answer answer = ask(&rule, 1, &lead);
        ck_assert_int_eq(answer.due_us,
                         days[level] < 0 ? RECYCLE_NEVER : NOW + days[level] * DAY_US + 1);
    }
    rule.days = -1;
    lead.level = 1;
    ck_assert_int_eq(ask(&rule, 1, &lead).days, 30);
    lead.level = 0;
    ck_assert_int_eq(ask(&rule, 1, &lead).verdict, RECYCLE_EXEMPT);
}
END_TEST

START_TEST(where_a_missing_time_counts_as_matched_it_is_due_at_once)
{
    struct recycle_rule rule = {.kind = RECYCLE_IDLE, .days = 10};
    struct recycle_lead lead = owned_since(DAYS_AGO(1), NEVER);
    struct recycle_answer answer = ask(&rule, 1, &lead);
    ck_assert_int_eq(answer.due_us, DAYS_AGO(1));
    ck_assert_int_eq(answer.clock, CLOCK_MISSING);
    lead.last_follow_up_us = DAYS_AGO(4);
    ck_assert_int_eq(ask(&rule, 1, &lead).due_us, DAYS_AGO(4) + 10 * DAY_US + 1);
    lead.last_follow_up_us = DAYS_AGO(40);
    ck_assert_int_eq(ask(&rule, 1, &lead).due_us, DAYS_AGO(1));
}
END_TEST

START_TEST(rules_joined_by_and_are_due_when_both_have_run_out)
{
    struct recycle_rule rules[] = {
        {.id = 1, .kind = RECYCLE_HELD, .days = 20, .and_next = true},
        {.id = 2, .kind = RECYCLE_IDLE, .days = 5},
        {.id = 3, .kind = RECYCLE_HELD, .days = 90},
    };
    struct recycle_lead lead = owned_since(DAYS_AGO(10), DAYS_AGO(9));
    struct recycle_answer answer = ask(rules, 3, &lead);
    ck_assert_int_eq(answer.due_us, NOW + 10 * DAY_US + 1);
    ck_assert_uint_eq(answer.rule, 0);
    lead.last_follow_up_us = NOW + 8 * DAY_US;
    answer = ask(rules, 3, &lead);
    ck_assert_int_eq(answer.due_us, NOW + 13 * DAY_US + 1);
    ck_assert_uint_eq(answer.rule, 1);
    rules[1].days = -1; /* one half switched off takes the pair with it */
    ck_assert_uint_eq(ask(rules, 3, &lead).rule, 2);
}
END_TEST

START_TEST(of_equal_instants_the_first_rule_decides)
{
    struct recycle_rule rules[] = {{.id = 7, .kind = RECYCLE_NO_DEAL, .days = 5},
                                   {.id = 8, .kind = RECYCLE_NO_FOLLOW_UP, .days = 5}};
    struct recycle_lead lead = owned_since(NOW, NEVER);
    ck_assert_uint_eq(ask(rules, 2, &lead).rule, 0);
}
END_TEST

START_TEST(an_unknown_start_of_ownership_is_the_creation)
{
    struct recycle_rule rule = {.kind = RECYCLE_HELD, .days = 1};
    struct recycle_lead lead = owned_since(NOW, NEVER);
    lead.owner_since_us = NEVER;
    lead.created_us = DAYS_AGO(3);
    ck_assert_int_eq(ask(&rule, 1, &lead).due_us, DAYS_AGO(2) + 1);
}
END_TEST

/* The due instant must be exactly where the condition, asked at a moment, turns true. */
START_TEST(the_instant_agrees_with_the_condition_before_and_after_it)
{
    struct noise noise = {31};
    for (int i = 0; i < 20000; i++) {
        int64_t owned = NOW - noise_below(&noise, 60 * DAY_US);
        int64_t contact = noise_below(&noise, 4) ? NOW - noise_below(&noise, 60 * DAY_US) : NEVER;
        struct recycle_lead lead = owned_since(owned, contact);
        int64_t due = ask(ten_and_thirty, 2, &lead).due_us;
        for (int64_t at = due - 1; at <= due; at++) {
            bool silent = contact == NEVER || contact < at - 10 * DAY_US;
            bool idle = owned < at - 10 * DAY_US && silent;
            bool holds = owned < at - 30 * DAY_US || idle;
            ck_assert_int_eq(holds, at >= due);
        }
    }
}
END_TEST

START_TEST(wrong_rules_are_refused_by_id)
{
    struct recycle_rule rule = {.id = 6, .days = 36501};
    ck_assert_int_eq(crm__recycle_check(&env, &rule, 1), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "recycle rule 6: 36501 days, at most 36500");
    rule.days = 1;
    ck_assert_int_eq(crm__recycle_check(&env, &rule, 1), CRM_OK);
    rule.and_next = true;
    ck_assert_int_eq(crm__recycle_check(&env, &rule, 1), CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine recycle");
    TCase *tests = tcase_create("recycle");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_lead_held_over_thirty_days_without_a_deal_goes_back);
    tcase_add_test(tests, a_lead_never_followed_up_for_over_ten_days_goes_back);
    tcase_add_test(tests, a_follow_up_nine_days_ago_keeps_it);
    tcase_add_test(tests, a_follow_up_before_ownership_does_not_count_against_the_new_owner);
    tcase_add_test(tests, exactly_ten_days_are_not_over_ten_days);
    tcase_add_test(tests, locked_and_dealt_leads_stay);
    tcase_add_test(tests, without_owner_or_rules_nothing_is_due);
    tcase_add_test(tests, a_reminder_comes_whatever_the_other_clock_says);
    tcase_add_test(tests, a_reminder_is_never_before_its_clock_began);
    tcase_add_test(tests, calendar_days_change_at_local_midnight);
    tcase_add_test(tests, an_open_opportunity_exempts_unless_the_rule_includes_it);
    tcase_add_test(tests, included_dealt_leads_run_from_their_last_deal);
    tcase_add_test(tests, levels_have_their_own_days_or_none);
    tcase_add_test(tests, where_a_missing_time_counts_as_matched_it_is_due_at_once);
    tcase_add_test(tests, rules_joined_by_and_are_due_when_both_have_run_out);
    tcase_add_test(tests, of_equal_instants_the_first_rule_decides);
    tcase_add_test(tests, an_unknown_start_of_ownership_is_the_creation);
    tcase_add_test(tests, the_instant_agrees_with_the_condition_before_and_after_it);
    tcase_add_test(tests, wrong_rules_are_refused_by_id);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
