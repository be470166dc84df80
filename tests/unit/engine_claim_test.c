/* Claims from a pool: what is refused, in which order, with which numbers. */
#include "engine/claim.h"

#include "engine_fixture.h"

#include "base/time.h"

#define NOW TEST_NOW_US

static struct claim_terms terms;
static struct claim_lead leads[3];

static void setup_claim(void)
{
    setup();
    terms = (struct claim_terms){.way = CLAIM_PICK,
                                 .now_us = NOW,
                                 .owner_id = 7,
                                 .capacity = 10,
                                 .owned_count = 4,
                                 .daily_limit = 5,
                                 .claimed_today = 1,
                                 .hold_us = DAY_US,
                                 .cool_down_us = 30 * DAY_US};
    for (size_t i = 0; i < 3; i++)
        leads[i] = (struct claim_lead){.id = (int64_t)i + 1,
                                       .in_pool = true,
                                       .entered_pool_us = NOW - 2 * DAY_US,
                                       .previous_left_us = CLAIM_NO_TIME};
}

static struct claim_answer ask(size_t count)
{
    struct claim_answer answer;
    crm__claim_check(&terms, leads, count, &answer);
    return answer;
}

START_TEST(a_claim_within_all_limits_is_allowed)
{
    ck_assert_int_eq(ask(3).refusal, CLAIM_ALLOWED);
    ck_assert_int_eq(ask(0).refusal, CLAIM_ALLOWED);
    terms.owned_count = 7;
    terms.claimed_today = 2;
    ck_assert_int_eq(ask(3).refusal, CLAIM_ALLOWED);
}
END_TEST

START_TEST(over_capacity_is_refused_whole_and_says_what_remains)
{
    terms.owned_count = 8;
    struct claim_answer answer = ask(3);
    ck_assert_int_eq(answer.refusal, CLAIM_OVER_CAPACITY);
    ck_assert_int_eq(answer.limit, 10);
    ck_assert_int_eq(answer.used, 8);
    ck_assert_int_eq(answer.asked, 3);
    ck_assert_int_eq(answer.remaining, 2);
    ck_assert_uint_eq(answer.lead, SIZE_MAX);
    terms.owned_count = 13; /* the capacity was lowered later */
    ck_assert_int_eq(ask(1).remaining, 0);
    terms.capacity = CLAIM_UNLIMITED;
    ck_assert_int_eq(ask(3).refusal, CLAIM_ALLOWED);
}
END_TEST

START_TEST(the_daily_limit_counts_the_ledger_and_comes_after_capacity)
{
    terms.claimed_today = 3;
    struct claim_answer answer = ask(3);
    ck_assert_int_eq(answer.refusal, CLAIM_OVER_DAILY_LIMIT);
    ck_assert_int_eq(answer.remaining, 2);
    ck_assert_int_eq(ask(2).refusal, CLAIM_ALLOWED);
    terms.owned_count = 10;
    ck_assert_int_eq(ask(3).refusal, CLAIM_OVER_CAPACITY);
}
END_TEST

START_TEST(a_lead_that_left_the_pool_or_is_locked_is_named)
{
    leads[1].in_pool = false;
    leads[2].locked = true;
    struct claim_answer answer = ask(3);
    ck_assert_int_eq(answer.refusal, CLAIM_NOT_IN_POOL);
    ck_assert_uint_eq(answer.lead, 1);
    leads[1].in_pool = true;
    answer = ask(3);
    ck_assert_int_eq(answer.refusal, CLAIM_LEAD_LOCKED);
    ck_assert_uint_eq(answer.lead, 2);
}
END_TEST

START_TEST(a_new_lead_is_on_hold_to_the_microsecond)
{
    leads[0].entered_pool_us = NOW - DAY_US + 1;
    struct claim_answer answer = ask(1);
    ck_assert_int_eq(answer.refusal, CLAIM_ON_HOLD);
    ck_assert_int_eq(answer.until_us, NOW + 1);
    leads[0].entered_pool_us = NOW - DAY_US;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
    leads[0].entered_pool_us = CLAIM_NO_TIME;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
}
END_TEST

START_TEST(a_previous_owner_cools_down_but_nobody_else)
{
    leads[0].previous_owner_id = 7;
    leads[0].previous_left_us = NOW - 30 * DAY_US + 1;
    struct claim_answer answer = ask(1);
    ck_assert_int_eq(answer.refusal, CLAIM_COOLING_DOWN);
    ck_assert_int_eq(answer.until_us, NOW + 1);
    leads[0].previous_owner_id = 8;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
    leads[0].previous_owner_id = 7;
    leads[0].previous_left_us = NOW - 30 * DAY_US;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
}
END_TEST

START_TEST(an_administrator_skips_daily_limit_and_hold_but_not_the_rest)
{
    terms.way = CLAIM_ADMIN_PICK;
    terms.claimed_today = 99;
    leads[0].entered_pool_us = NOW;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
    leads[0].previous_owner_id = 7;
    leads[0].previous_left_us = NOW;
    ck_assert_int_eq(ask(1).refusal, CLAIM_COOLING_DOWN);
    terms.owned_count = 10;
    ck_assert_int_eq(ask(1).refusal, CLAIM_OVER_CAPACITY);
}
END_TEST

START_TEST(assignment_skips_the_cool_down_too_but_not_capacity_or_pool)
{
    terms.way = CLAIM_ASSIGN;
    terms.claimed_today = 99;
    leads[0].entered_pool_us = NOW;
    leads[0].previous_owner_id = 7;
    leads[0].previous_left_us = NOW;
    ck_assert_int_eq(ask(1).refusal, CLAIM_ALLOWED);
    leads[0].in_pool = false;
    ck_assert_int_eq(ask(1).refusal, CLAIM_NOT_IN_POOL);
    terms.owned_count = 10;
    ck_assert_int_eq(ask(1).refusal, CLAIM_OVER_CAPACITY);
}
END_TEST

START_TEST(every_refusal_has_a_name)
{
    ck_assert_str_eq(crm__claim_refusal_name(CLAIM_ALLOWED), "allowed");
    ck_assert_str_eq(crm__claim_refusal_name(CLAIM_COOLING_DOWN), "cooling_down");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine claim");
    TCase *tests = tcase_create("claim");
    tcase_add_checked_fixture(tests, setup_claim, teardown);
    tcase_add_test(tests, a_claim_within_all_limits_is_allowed);
    tcase_add_test(tests, over_capacity_is_refused_whole_and_says_what_remains);
    tcase_add_test(tests, the_daily_limit_counts_the_ledger_and_comes_after_capacity);
    tcase_add_test(tests, a_lead_that_left_the_pool_or_is_locked_is_named);
    tcase_add_test(tests, a_new_lead_is_on_hold_to_the_microsecond);
    tcase_add_test(tests, a_previous_owner_cools_down_but_nobody_else);
    tcase_add_test(tests, an_administrator_skips_daily_limit_and_hold_but_not_the_rest);
    tcase_add_test(tests, assignment_skips_the_cool_down_too_but_not_capacity_or_pool);
    tcase_add_test(tests, every_refusal_has_a_name);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
