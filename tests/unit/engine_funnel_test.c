/* Funnels by event and by cohort. */
#include "engine/funnel.h"

#include "engine_fixture.h"

enum { NEW, TALK, QUOTE, WON, LOST, STAGES };

static const enum stage_kind kinds[STAGES] = {STAGE_OPEN, STAGE_OPEN, STAGE_OPEN, STAGE_WON,
                                              STAGE_LOST};

/*
 * Subject 1 wins slowly, 2 skips a stage and is lost, 3 goes back and forth, 4 came before the
 * period and moves in it, 5 comes after it.
 */
static const int64_t subjects[] = {1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5};
static const uint8_t stages[] = {NEW,  TALK, QUOTE, WON,  NEW, QUOTE, LOST,
                                 NEW,  TALK, NEW,   NEW,  TALK, NEW};
static const int64_t at_us[] = {10, 14, 20, 60, 11, 13, 40, 12, 15, 18, 5, 16, 70};

static struct funnel_spec spec = {kinds, STAGES, 10, 50, 1000};
static const struct stage_log history = {13, subjects, stages, at_us};
static struct funnel funnel;

START_TEST(an_event_funnel_counts_what_happened_in_the_period)
{
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &history, &funnel), CRM_OK);
    static const int64_t entered[] = {4, 3, 2, 0, 1};
    static const int64_t different[] = {3, 3, 2, 0, 1};
    for (size_t i = 0; i < STAGES; i++) {
        ck_assert_int_eq(funnel.stages[i].entered, entered[i]);
        ck_assert_int_eq(funnel.stages[i].subjects, different[i]);
    }
    ck_assert_int_eq(funnel.subject_count, 4);
    ck_assert_int_eq(funnel.stages[QUOTE].lost, 1);
    ck_assert_int_eq(funnel.stages[TALK].conversion_permyriad, 7500);
    ck_assert_int_eq(funnel.stages[QUOTE].conversion_permyriad, 6667);
    ck_assert_int_eq(funnel.stages[NEW].conversion_permyriad, 10000);
}
END_TEST

START_TEST(a_cohort_funnel_follows_those_who_entered_in_the_period)
{
    ck_assert_int_eq(crm__funnel_cohort(&env, &spec, &history, &funnel), CRM_OK);
    ck_assert_int_eq(funnel.subject_count, 3);
    static const int64_t reached[] = {3, 3, 2, 1, 1};
    for (size_t i = 0; i < STAGES; i++)
        ck_assert_int_eq(funnel.stages[i].entered, reached[i]);
    ck_assert_int_eq(funnel.stages[WON].conversion_permyriad, 5000);
    ck_assert_int_eq(funnel.stages[QUOTE].lost, 1);
    static const int64_t standing[] = {1, 0, 0, 1, 1};
    for (size_t i = 0; i < STAGES; i++)
        ck_assert_int_eq(funnel.stages[i].standing, standing[i]);
}
END_TEST

START_TEST(what_is_not_known_yet_does_not_count)
{
    struct funnel_spec early = spec;
    early.as_of_us = 20;
    ck_assert_int_eq(crm__funnel_cohort(&env, &early, &history, &funnel), CRM_OK);
    ck_assert_int_eq(funnel.stages[QUOTE].entered, 1);
    ck_assert_int_eq(funnel.stages[WON].entered, 0);
    ck_assert_int_eq(funnel.stages[TALK].standing, 1);
    ck_assert_int_eq(funnel.stages[QUOTE].standing, 1);
    ck_assert_int_eq(funnel.stages[QUOTE].lost, 0);
}
END_TEST

START_TEST(time_in_stage_is_of_stays_that_ended)
{
    ck_assert_int_eq(crm__funnel_cohort(&env, &spec, &history, &funnel), CRM_OK);
    /* NEW: 4, 2 and 3; the second stay of subject 3 has not ended. */
    ck_assert_int_eq(funnel.stages[NEW].stays, 3);
    ck_assert_int_eq(funnel.stages[NEW].stay_total_us, 9);
    ck_assert_int_eq(funnel.stages[NEW].stay_median_us, 3);
    ck_assert_int_eq(funnel.stages[QUOTE].stays, 2);
    ck_assert_int_eq(funnel.stages[QUOTE].stay_median_us, 27);
    ck_assert_int_eq(funnel.stages[WON].stays, 0);
    /* By event, the stay of subject 1 in QUOTE ends after the period; 4's in NEW ends within. */
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &history, &funnel), CRM_OK);
    ck_assert_int_eq(funnel.stages[QUOTE].stays, 1);
    ck_assert_int_eq(funnel.stages[NEW].stay_total_us, 4 + 2 + 3 + 11);
}
END_TEST

START_TEST(an_empty_log_makes_an_empty_funnel)
{
    struct stage_log empty = {0};
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &empty, &funnel), CRM_OK);
    ck_assert_uint_eq(funnel.stage_count, STAGES);
    ck_assert_int_eq(funnel.stages[NEW].conversion_permyriad, 0);
    ck_assert_int_eq(funnel.subject_count, 0);
}
END_TEST

START_TEST(a_log_out_of_order_or_of_range_is_refused_with_its_row)
{
    int64_t who[] = {2, 1};
    int64_t when[] = {5, 5};
    uint8_t where[] = {0, 0};
    struct stage_log wrong = {2, who, where, when};
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &wrong, &funnel), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "stage log row 1: before the row above it");
    who[1] = 2;
    when[1] = 4;
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &wrong, &funnel), CRM_E_INVALID);
    when[1] = 5;
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &wrong, &funnel), CRM_OK);
    where[0] = STAGES;
    ck_assert_int_eq(crm__funnel_events(&env, &spec, &wrong, &funnel), CRM_E_INVALID);
    struct funnel_spec wide = spec;
    wide.stage_count = FUNNEL_STAGE_LIMIT + 1;
    ck_assert_int_eq(crm__funnel_events(&env, &wide, &wrong, &funnel), CRM_E_LIMIT);
}
END_TEST

START_TEST(a_cohort_never_converts_above_the_whole)
{
    struct noise noise = {71};
    for (int round = 0; round < 200; round++) {
        int64_t who[300];
        int64_t when[300];
        uint8_t where[300];
        for (size_t i = 0; i < 300; i++) {
            bool next = i == 0 || noise_below(&noise, 4) == 0;
            who[i] = i == 0 ? 1 : who[i - 1] + next;
            when[i] = next ? noise_below(&noise, 100) : when[i - 1] + noise_below(&noise, 30);
            where[i] = (uint8_t)noise_below(&noise, STAGES);
        }
        struct stage_log any = {300, who, where, when};
        ck_assert_int_eq(crm__funnel_cohort(&env, &spec, &any, &funnel), CRM_OK);
        int64_t before = funnel.subject_count;
        int64_t standing = 0;
        for (size_t i = 0; i < STAGES; i++) {
            standing += funnel.stages[i].standing;
            if (kinds[i] == STAGE_LOST)
                continue;
            ck_assert_int_le(funnel.stages[i].entered, before);
            before = funnel.stages[i].entered;
        }
        ck_assert_int_eq(standing, funnel.subject_count);
    }
}
END_TEST

static crm_status cohort(void)
{
    return crm__funnel_cohort(&env, &spec, &history, &funnel);
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(cohort);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine funnel");
    TCase *tests = tcase_create("funnel");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_event_funnel_counts_what_happened_in_the_period);
    tcase_add_test(tests, a_cohort_funnel_follows_those_who_entered_in_the_period);
    tcase_add_test(tests, what_is_not_known_yet_does_not_count);
    tcase_add_test(tests, time_in_stage_is_of_stays_that_ended);
    tcase_add_test(tests, an_empty_log_makes_an_empty_funnel);
    tcase_add_test(tests, a_log_out_of_order_or_of_range_is_refused_with_its_row);
    tcase_add_test(tests, a_cohort_never_converts_above_the_whole);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
