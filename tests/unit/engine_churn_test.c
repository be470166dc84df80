/* Churn rules and their episodes. */
#include "engine/churn.h"

#include "engine_fixture.h"

START_TEST(silence_is_measured_by_the_customers_own_gap)
{
    /* Four purchase days over 30 days: a mean gap of 10; three gaps of silence are 30 days. */
    struct churn_rule rule = {.gap_permille = 3000};
    struct churn_customer customer = {.purchase_days = 4, .first_day = 100, .last_day = 130};
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 161);
    customer.last_day = 131; /* mean 10.33…: silent for over 31 days from day 32 on */
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 131 + 32);
    rule.gap_permille = 1;
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 132);
}
END_TEST

START_TEST(a_gap_needs_enough_purchase_days)
{
    struct churn_rule rule = {.gap_permille = 2000, .min_purchase_days = 3};
    struct churn_customer customer = {.purchase_days = 2, .first_day = 0, .last_day = 10};
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), CHURN_NEVER);
    rule.min_purchase_days = 0;
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 31);
    customer = (struct churn_customer){.purchase_days = 1, .first_day = 5, .last_day = 5};
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), CHURN_NEVER);
    customer.purchase_days = 0;
    rule.absolute_days = 10;
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), CHURN_NEVER);
}
END_TEST

START_TEST(the_earlier_of_gap_and_absolute_days_decides_and_the_floor_holds)
{
    struct churn_rule rule = {.gap_permille = 3000, .absolute_days = 20, .floor_days = 14};
    struct churn_customer customer = {.purchase_days = 4, .first_day = 100, .last_day = 130};
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 151);
    customer.first_day = 127; /* a gap of one day: the floor, not four days */
    ck_assert_int_eq(crm__churn_due_day(&rule, &customer), 145);
}
END_TEST

START_TEST(a_limit_says_what_made_it)
{
    struct churn_rule rule = {.gap_permille = 3000, .absolute_days = 60, .floor_days = 14};
    struct churn_customer customer = {.purchase_days = 4, .first_day = 100, .last_day = 131};
    struct churn_limit limit;
    ck_assert(crm__churn_limit(&rule, &customer, &limit));
    ck_assert_int_eq(limit.kind, CHURN_BY_GAP);
    ck_assert_int_eq(limit.days, 31);
    ck_assert_int_eq(limit.gap_tenths, 103); /* 10.33 */
    customer.first_day = 126;                /* 1.67 */
    ck_assert(crm__churn_limit(&rule, &customer, &limit));
    ck_assert_int_eq(limit.kind, CHURN_BY_FLOOR);
    ck_assert_int_eq(limit.days, 14);
    ck_assert_int_eq(limit.gap_tenths, 17);
    customer.first_day = 0;
    ck_assert(crm__churn_limit(&rule, &customer, &limit));
    ck_assert_int_eq(limit.kind, CHURN_BY_DAYS);
    ck_assert_int_eq(limit.days, 60);
    customer.purchase_days = 1;
    ck_assert(crm__churn_limit(&rule, &customer, &limit));
    ck_assert_int_eq(limit.gap_tenths, -1);
    customer.purchase_days = 0;
    ck_assert(!crm__churn_limit(&rule, &customer, &limit));
}
END_TEST

START_TEST(the_due_day_is_the_first_on_which_the_condition_holds)
{
    struct noise noise = {61};
    for (int i = 0; i < 20000; i++) {
        struct churn_rule rule = {.gap_permille = (int32_t)(1 + noise_below(&noise, 5000))};
        struct churn_customer customer = {.purchase_days = 2 + noise_below(&noise, 20),
                                          .first_day = noise_below(&noise, 1000)};
        customer.last_day = customer.first_day + noise_below(&noise, 1000);
        int64_t due = crm__churn_due_day(&rule, &customer);
        for (int64_t day = due - 1; day <= due; day++) {
            int64_t silence = (day - customer.last_day) * (customer.purchase_days - 1) * 1000;
            int64_t limit = rule.gap_permille * (customer.last_day - customer.first_day);
            ck_assert_int_eq(silence > limit, day == due);
        }
    }
}
END_TEST

START_TEST(an_episode_alerts_once_until_the_customer_recovers)
{
    struct churn_rule rule = {.absolute_days = 10};
    struct churn_customer customer = {.purchase_days = 1, .first_day = 0, .last_day = 0};
    uint8_t open = 0;
    uint8_t action;
    struct churn_counts counts;
    static const int64_t todays[] = {10, 11, 12, 50, 51, 52, 61};
    static const uint8_t actions[] = {CHURN_NOTHING, CHURN_RAISE, CHURN_NOTHING, CHURN_NOTHING,
                                      CHURN_CLOSE,   CHURN_NOTHING, CHURN_RAISE};
    for (size_t i = 0; i < 7; i++) {
        if (todays[i] == 51)
            customer.last_day = 50; /* bought again */
        crm__churn_silence(&rule, &customer, 1, todays[i], &open, &action, &counts);
        ck_assert_int_eq(action, actions[i]);
        ck_assert_uint_eq(counts.raised, action == CHURN_RAISE);
        ck_assert_uint_eq(counts.closed, action == CHURN_CLOSE);
        ck_assert_uint_eq(counts.open, open);
    }
}
END_TEST

START_TEST(a_move_into_a_worse_segment_alerts_until_it_is_left)
{
    enum { CHAMPIONS, LOYAL, AT_RISK, LOST };
    struct churn_move move = {
        .id = 1, .from = 1 << CHAMPIONS | 1 << LOYAL, .to = 1 << AT_RISK | 1 << LOST};
    static const uint8_t path[] = {LOYAL, LOYAL, AT_RISK, LOST, LOYAL, LOST, 255, LOST};
    static const uint8_t actions[] = {CHURN_NOTHING, CHURN_RAISE, CHURN_NOTHING, CHURN_CLOSE,
                                      CHURN_RAISE,   CHURN_CLOSE, CHURN_NOTHING};
    uint8_t open = 0;
    for (size_t i = 0; i < 7; i++) {
        uint8_t action;
        struct churn_counts counts;
        crm__churn_moves(&move, &path[i], &path[i + 1], 1, &open, &action, &counts);
        ck_assert_msg(action == actions[i], "step %zu: %d", i, action);
    }
}
END_TEST

START_TEST(a_wrong_rule_is_refused_by_id)
{
    struct churn_rule rule = {.id = 3};
    ck_assert_int_eq(crm__churn_check(&env, &rule), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "churn rule 3: neither a gap nor a number of days");
    rule.absolute_days = 30;
    ck_assert_int_eq(crm__churn_check(&env, &rule), CRM_OK);
    rule.floor_days = -1;
    ck_assert_int_eq(crm__churn_check(&env, &rule), CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine churn");
    TCase *tests = tcase_create("churn");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, silence_is_measured_by_the_customers_own_gap);
    tcase_add_test(tests, a_gap_needs_enough_purchase_days);
    tcase_add_test(tests, a_limit_says_what_made_it);
    tcase_add_test(tests, the_earlier_of_gap_and_absolute_days_decides_and_the_floor_holds);
    tcase_add_test(tests, the_due_day_is_the_first_on_which_the_condition_holds);
    tcase_add_test(tests, an_episode_alerts_once_until_the_customer_recovers);
    tcase_add_test(tests, a_move_into_a_worse_segment_alerts_until_it_is_left);
    tcase_add_test(tests, a_wrong_rule_is_refused_by_id);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
