/* Rule scoring and decay. */
#include "engine/score.h"

#include "engine_fixture.h"

#include "base/time.h"

#define MONTH_US (30 * DAY_US)
#define POINTS(n) ((int64_t)((n) * 1000))
#define UNBOUNDED .min_milli = SCORE_NO_MIN, .max_milli = SCORE_NO_MAX

START_TEST(linear_decay_of_half_a_month_goes_ten_five_zero)
{
    struct decay decay = {.kind = DECAY_LINEAR, .span_us = 2 * MONTH_US};
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 0), POINTS(10));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), MONTH_US), POINTS(5));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 2 * MONTH_US - 1), 0);
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 2 * MONTH_US), 0);
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 99 * MONTH_US), 0);
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(-10), MONTH_US), POINTS(-5));
}
END_TEST

START_TEST(exponential_decay_halves_every_span)
{
    struct decay decay = {.kind = DECAY_EXPONENTIAL, .span_us = 7 * DAY_US};
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(16), 0), POINTS(16));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(16), 7 * DAY_US), POINTS(8));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(16), 28 * DAY_US), POINTS(1));
    /* 16 / sqrt(2) = 11.3137… */
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(16), 7 * DAY_US / 2), 11314);
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(-16), 7 * DAY_US / 2), -11314);
    /* 10^9 points after a third of the span: 10^9 * 2^(-1/3) = 793700525.984 */
    struct decay third = {.kind = DECAY_EXPONENTIAL, .span_us = 3};
    ck_assert_int_eq(crm__decay_milli(&third, SCORE_MILLI_LIMIT, 1), INT64_C(793700525984));
    ck_assert_int_eq(crm__decay_milli(&decay, SCORE_MILLI_LIMIT, INT64_MAX), 0);
}
END_TEST

START_TEST(step_decay_drops_at_whole_spans)
{
    struct decay decay = {.kind = DECAY_STEP, .span_us = DAY_US, .drop_permille = 300};
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), DAY_US - 1), POINTS(10));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), DAY_US), POINTS(7));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 3 * DAY_US), POINTS(1));
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), 4 * DAY_US), 0);
    ck_assert_int_eq(crm__decay_milli(&decay, POINTS(10), INT64_MAX), 0);
}
END_TEST

START_TEST(decay_never_rises_with_age_and_keeps_its_sign)
{
    struct noise noise = {21};
    for (int i = 0; i < 3000; i++) {
        struct decay decay = {.kind = (enum decay_kind)noise_below(&noise, 4),
                              .span_us = 1 + noise_below(&noise, 100 * DAY_US),
                              .drop_permille = (int32_t)(1 + noise_below(&noise, 1000))};
        int64_t points = noise_below(&noise, 2 * POINTS(1000)) - POINTS(1000);
        int64_t last = points;
        for (int64_t age = 0; age < 400 * DAY_US; age += 1 + noise_below(&noise, 40 * DAY_US)) {
            int64_t left = crm__decay_milli(&decay, points, age);
            ck_assert(points >= 0 ? left >= 0 && left <= last : left <= 0 && left >= last);
            last = left;
        }
    }
}
END_TEST

static const struct score_group two_groups[] = {
    {.id = 1, .min_milli = 0, .max_milli = POINTS(50)},
    {.id = 2, UNBOUNDED},
};

START_TEST(a_score_is_the_sum_of_its_reasons_caps_included)
{
    const struct score_rule rules[] = {
        {.id = 10, .group = 0, .points_milli = POINTS(30), UNBOUNDED},
        {.id = 11, .group = 0, .points_milli = POINTS(40), UNBOUNDED},
        {.id = 12, .group = 1, .points_milli = POINTS(-15), UNBOUNDED},
        {.id = 13, .group = 1, .points_milli = POINTS(99), UNBOUNDED},
        {.id = 14, .group = 1, .points_milli = POINTS(9), UNBOUNDED},
    };
    struct score_model model = {.groups = two_groups, .group_count = 2, .rules = rules,
                                .rule_count = 5, .min_milli = 0, .max_milli = POINTS(30)};
    uint8_t verdicts[] = {1, 1, 1, 0, VERDICT_MISSING};
    struct score_reason reasons[8];
    struct score_result result;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_OK);
    ck_assert_uint_eq(crm__score_reason_limit(&model), 8);
    crm__score_one(&model, verdicts, NULL, 0, TEST_NOW_US, reasons, &result);
    /* 30 + 40 = 70, the group holds 50; minus 15 is 35, the model holds 30. */
    ck_assert_int_eq(result.score_milli, POINTS(30));
    ck_assert_uint_eq(result.missing_count, 1);
    ck_assert_uint_eq(result.reason_count, 5);
    ck_assert_int_eq(reasons[2].kind, REASON_RULE);
    ck_assert_uint_eq(reasons[2].index, 2);
    ck_assert_int_eq(reasons[3].kind, REASON_GROUP);
    ck_assert_int_eq(reasons[3].points_milli, POINTS(-20));
    ck_assert_int_eq(reasons[4].kind, REASON_TOTAL);
    ck_assert_int_eq(reasons[4].points_milli, POINTS(-5));
}
END_TEST

START_TEST(a_daily_cap_stops_an_event_type_for_the_day)
{
    struct score_rule rule = {.points_milli = POINTS(8), .by_events = true,
                              .daily_cap_milli = POINTS(20), UNBOUNDED};
    struct score_event events[] = {
        {0, 1, 5}, {0, 2, 5}, {0, 3, 5}, {0, 4, 5}, /* 8 + 8 + 4 + 0 */
        {0, 5, 6},                                  /* 8 */
        {0, 100, 7},                                /* not yet */
    };
    ck_assert_int_eq(crm__score_events(&rule, events, 6, 99), POINTS(28));
    rule.points_milli = POINTS(-8);
    ck_assert_int_eq(crm__score_events(&rule, events, 6, 99), POINTS(-28));
    rule.min_milli = POINTS(-10);
    ck_assert_int_eq(crm__score_events(&rule, events, 6, 99), POINTS(-10));
}
END_TEST

START_TEST(events_decay_exactly_at_the_instant_asked)
{
    const struct score_group group = {.id = 1, UNBOUNDED};
    const struct score_rule rules[] = {
        {.id = 1, .points_milli = POINTS(5), UNBOUNDED},
        {.id = 2, .points_milli = POINTS(8), .by_events = true, UNBOUNDED,
         .decay = {.kind = DECAY_EXPONENTIAL, .span_us = DAY_US}},
    };
    struct score_model model = {.groups = &group, .group_count = 1, .rules = rules,
                                .rule_count = 2, UNBOUNDED};
    struct score_event events[] = {{1, 0, 0}, {1, DAY_US, 1}};
    uint8_t verdicts[] = {1, 0};
    struct score_reason reasons[4];
    struct score_result result;
    crm__score_one(&model, verdicts, events, 2, 2 * DAY_US, reasons, &result);
    ck_assert_int_eq(result.score_milli, POINTS(5 + 2 + 4));
    ck_assert_uint_eq(result.reason_count, 2);
    ck_assert_uint_eq(reasons[1].count, 2);
    ck_assert_int_eq(reasons[1].raw_milli, POINTS(16));
    ck_assert_int_eq(reasons[1].decayed_milli, POINTS(6));
    crm__score_one(&model, verdicts, events, 2, DAY_US - 1, NULL, &result);
    ck_assert_int_eq(result.score_milli, POINTS(5) + 4000);
    crm__score_one(&model, verdicts, NULL, 0, DAY_US, NULL, &result);
    ck_assert_int_eq(result.score_milli, POINTS(5));
}
END_TEST

START_TEST(grades_go_by_the_first_bound_that_is_reached)
{
    static const struct score_grade grades[] = {
        {"A", POINTS(80)}, {"B", POINTS(60)}, {"C", POINTS(0)}};
    ck_assert_str_eq(crm__score_grade(grades, 3, POINTS(80)), "A");
    ck_assert_str_eq(crm__score_grade(grades, 3, POINTS(80) - 1), "B");
    ck_assert_str_eq(crm__score_grade(grades, 3, 0), "C");
    ck_assert_str_eq(crm__score_grade(grades, 3, -1), "");
}
END_TEST

enum { ROWS = 2500, RULES = 20, GROUPS = 4 };

static struct score_group groups[GROUPS];
static struct score_rule rules[RULES];
static uint8_t columns[RULES][ROWS];
static int64_t points[RULES][ROWS];
static struct score_event events[ROWS][2 * RULES];
static size_t event_counts[ROWS];

static int64_t bound(struct noise *noise, int64_t least, int64_t most, int64_t none)
{
    return noise_below(noise, 2) ? none : least + noise_below(noise, most - least + 1);
}

static struct score_model noisy_model(struct noise *noise)
{
    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = (struct score_group){
            .id = (int64_t)i, .min_milli = bound(noise, -50000, 0, SCORE_NO_MIN),
            .max_milli = bound(noise, 0, 50000, SCORE_NO_MAX)};
    for (size_t i = 0; i < RULES; i++)
        rules[i] = (struct score_rule){
            .id = (int64_t)i, .group = (size_t)noise_below(noise, GROUPS),
            .points_milli = noise_below(noise, 60001) - 30000, .by_events = noise_below(noise, 2),
            .daily_cap_milli = noise_below(noise, 2) * 20000,
            .decay = {.kind = (enum decay_kind)noise_below(noise, 4), .span_us = 5 * DAY_US,
                      .drop_permille = 250},
            .min_milli = bound(noise, -30000, 0, SCORE_NO_MIN),
            .max_milli = bound(noise, 0, 30000, SCORE_NO_MAX)};
    return (struct score_model){.groups = groups, .group_count = GROUPS, .rules = rules,
                                .rule_count = RULES, .min_milli = -40000, .max_milli = 90000};
}

static void noisy_rows(struct noise *noise)
{
    for (size_t row = 0; row < ROWS; row++) {
        event_counts[row] = 0;
        for (size_t i = 0; i < RULES; i++) {
            columns[i][row] = (uint8_t)noise_below(noise, 3);
            size_t first = event_counts[row];
            int64_t at = noise_below(noise, 10 * DAY_US);
            for (int64_t n = rules[i].by_events ? noise_below(noise, 3) : 0; n > 0; n--) {
                events[row][event_counts[row]++] = (struct score_event){i, at, at / DAY_US};
                at += noise_below(noise, 2 * DAY_US);
            }
            points[i][row] = crm__score_events(&rules[i], events[row] + first,
                                               event_counts[row] - first, 10 * DAY_US);
        }
    }
}

START_TEST(a_batch_scores_as_one_by_one_and_reasons_always_add_up)
{
    struct noise noise = {22};
    static int64_t scores[ROWS];
    const uint8_t *verdicts[RULES];
    const int64_t *event_points[RULES];
    for (int round = 0; round < 20; round++) {
        struct score_model model = noisy_model(&noise);
        noisy_rows(&noise);
        for (size_t i = 0; i < RULES; i++) {
            verdicts[i] = columns[i];
            event_points[i] = points[i];
        }
        ck_assert_int_eq(crm__score_check(&env, &model), CRM_OK);
        ck_assert_int_eq(crm__score_batch(&env, &model, verdicts, event_points, ROWS, scores),
                         CRM_OK);
        for (size_t row = 0; row < ROWS; row++) {
            uint8_t one[RULES];
            struct score_reason reasons[RULES + GROUPS + 1];
            struct score_result result;
            int64_t sum = 0;
            for (size_t i = 0; i < RULES; i++)
                one[i] = columns[i][row];
            crm__score_one(&model, one, events[row], event_counts[row], 10 * DAY_US, reasons,
                           &result);
            for (size_t i = 0; i < result.reason_count; i++)
                sum += reasons[i].points_milli;
            ck_assert_int_eq(sum, result.score_milli);
            ck_assert_int_eq(scores[row], result.score_milli);
        }
    }
}
END_TEST

START_TEST(a_rule_without_a_column_gives_nothing)
{
    struct score_group group = {.id = 1, UNBOUNDED};
    struct score_rule two[] = {{.points_milli = 1, UNBOUNDED},
                               {.points_milli = 2, .by_events = true, UNBOUNDED}};
    struct score_model model = {.groups = &group, .group_count = 1, .rules = two, .rule_count = 2,
                                UNBOUNDED};
    const uint8_t *verdicts[] = {NULL, NULL};
    int64_t score = 7;
    ck_assert_int_eq(crm__score_batch(&env, &model, verdicts, NULL, 1, &score), CRM_OK);
    ck_assert_int_eq(score, 0);
}
END_TEST

START_TEST(events_without_number_cannot_overflow)
{
    struct score_rule rule = {.points_milli = SCORE_MILLI_LIMIT, .by_events = true, UNBOUNDED};
    static struct score_event many[5000];
    ck_assert_int_eq(crm__score_events(&rule, many, 5000, 0), SCORE_RULE_MILLI_LIMIT);
}
END_TEST

START_TEST(a_wrong_model_is_refused_by_name)
{
    struct score_group group = {.id = 4, .min_milli = 2, .max_milli = 1};
    struct score_rule rule = {.id = 9, UNBOUNDED};
    struct score_model model = {.groups = &group, .group_count = 1, .rules = &rule,
                                .rule_count = 1, UNBOUNDED};
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "score group 4: minimum 2 is above maximum 1");
    group.min_milli = 0;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_OK);
    rule.group = 1;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "score rule 9: group 1 of 1");
    rule.group = 0;
    rule.points_milli = SCORE_MILLI_LIMIT + 1;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_LIMIT);
    rule.points_milli = 0;
    rule.decay.kind = DECAY_LINEAR;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_INVALID);
    rule.decay = (struct decay){DECAY_STEP, 1, 1001};
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_INVALID);
    rule.decay.drop_permille = 1000;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_OK);
    rule.min_milli = 1;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_INVALID);
    model.rule_count = SCORE_RULE_LIMIT + 1;
    ck_assert_int_eq(crm__score_check(&env, &model), CRM_E_LIMIT);
}
END_TEST

static crm_status score_nothing(void)
{
    struct score_model model = {UNBOUNDED};
    int64_t score;
    return crm__score_batch(&env, &model, NULL, NULL, 1, &score);
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(score_nothing);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine score");
    TCase *tests = tcase_create("score");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, linear_decay_of_half_a_month_goes_ten_five_zero);
    tcase_add_test(tests, exponential_decay_halves_every_span);
    tcase_add_test(tests, step_decay_drops_at_whole_spans);
    tcase_add_test(tests, decay_never_rises_with_age_and_keeps_its_sign);
    tcase_add_test(tests, a_score_is_the_sum_of_its_reasons_caps_included);
    tcase_add_test(tests, a_daily_cap_stops_an_event_type_for_the_day);
    tcase_add_test(tests, events_decay_exactly_at_the_instant_asked);
    tcase_add_test(tests, grades_go_by_the_first_bound_that_is_reached);
    tcase_add_test(tests, a_batch_scores_as_one_by_one_and_reasons_always_add_up);
    tcase_add_test(tests, a_rule_without_a_column_gives_nothing);
    tcase_add_test(tests, events_without_number_cannot_overflow);
    tcase_add_test(tests, a_wrong_model_is_refused_by_name);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
