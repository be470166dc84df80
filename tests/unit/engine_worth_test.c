/* Quadrants, Pareto and Gini. */
#include "engine/worth.h"

#include "engine_fixture.h"

#include "engine_cdnow.h"

START_TEST(quadrants_of_the_shop_split_at_the_means)
{
    struct cdnow cdnow;
    struct quadrant_result result;
    if (!cdnow_open(&cdnow))
        return;
    uint8_t *quadrants = malloc(CDNOW_CUSTOMERS);
    ck_assert_int_eq(crm__quadrants(&env, &(struct quadrant_spec){0}, cdnow.frequency, cdnow.amount,
                                    CDNOW_CUSTOMERS, quadrants, &result),
                     CRM_OK);
    ck_assert_uint_eq(result.sizes[QUADRANT_A], 3241);
    ck_assert_uint_eq(result.sizes[QUADRANT_B], 4772);
    ck_assert_uint_eq(result.sizes[QUADRANT_C], 4342);
    ck_assert_uint_eq(result.sizes[QUADRANT_D], 11215);
    ck_assert_uint_eq(result.sizes[QUADRANT_E], 0);
    /* 3261.5373 cents and 2.955409 orders */
    ck_assert_int_le(llabs(result.order_value_milli - 3261537), 1);
    ck_assert_int_le(llabs(result.frequency_milli - 2955), 1);
    free(quadrants);
    cdnow_close(&cdnow);
}
END_TEST

START_TEST(pareto_and_gini_of_the_shop_are_the_published_ones)
{
    struct cdnow cdnow;
    struct pareto pareto;
    if (!cdnow_open(&cdnow))
        return;
    ck_assert_int_eq(
        crm__pareto(&env, &(struct pareto_spec){0}, cdnow.amount, CDNOW_CUSTOMERS, &pareto),
        CRM_OK);
    ck_assert_int_eq(pareto.total_minor, 250031563);
    ck_assert_uint_eq(pareto.share_count, 7695);
    ck_assert_uint_eq(pareto.top_count, 4714);
    ck_assert_double_eq_tol(pareto.top_share, 0.677774, 5e-7);
    ck_assert_double_eq_tol(pareto.gini, 0.634571, 5e-7);
    cdnow_close(&cdnow);
}
END_TEST

START_TEST(at_the_threshold_is_high_and_no_order_is_e)
{
    int64_t orders[] = {2, 1, 2, 1, 0, 4};
    int64_t amounts[] = {200, 100, 100, 50, 0, 400};
    uint8_t quadrants[6];
    struct quadrant_result result;
    struct quadrant_spec spec = {
        .split = SPLIT_FIXED, .order_value_milli = 100000, .frequency_milli = 2000};
    ck_assert_int_eq(crm__quadrants(&env, &spec, orders, amounts, 6, quadrants, &result), CRM_OK);
    ck_assert_mem_eq(quadrants,
                     ((uint8_t[]){QUADRANT_A, QUADRANT_B, QUADRANT_C, QUADRANT_D, QUADRANT_E,
                                  QUADRANT_A}),
                     6);
    spec.split = SPLIT_MEDIAN;
    ck_assert_int_eq(crm__quadrants(&env, &spec, orders, amounts, 6, quadrants, &result), CRM_OK);
    ck_assert_int_eq(result.frequency_milli, 2000);
    ck_assert_int_eq(result.order_value_milli, 100000);
}
END_TEST

START_TEST(too_few_orders_are_e_and_move_no_mean)
{
    /* Of those with two orders and more: mean value 100, mean frequency 3. */
    int64_t orders[] = {2, 1, 4, 0};
    int64_t amounts[] = {160, 9999, 480, 0};
    uint8_t quadrants[4];
    struct quadrant_result result;
    struct quadrant_spec spec = {.least_orders = 2};
    ck_assert_int_eq(crm__quadrants(&env, &spec, orders, amounts, 4, quadrants, &result), CRM_OK);
    ck_assert_int_eq(result.order_value_milli, 100000);
    ck_assert_int_eq(result.frequency_milli, 3000);
    ck_assert_mem_eq(quadrants, ((uint8_t[]){QUADRANT_D, QUADRANT_E, QUADRANT_A, QUADRANT_E}), 4);
    ck_assert_uint_eq(result.sizes[QUADRANT_E], 2);
}
END_TEST

START_TEST(a_mean_is_compared_exactly)
{
    /* Mean frequency 4/3: one order is below it, two are above. */
    int64_t orders[] = {1, 1, 2};
    int64_t amounts[] = {10, 10, 20};
    uint8_t quadrants[3];
    struct quadrant_result result;
    ck_assert_int_eq(crm__quadrants(&env, &(struct quadrant_spec){0}, orders, amounts, 3, quadrants,
                                    &result),
                     CRM_OK);
    ck_assert_mem_eq(quadrants, ((uint8_t[]){QUADRANT_B, QUADRANT_B, QUADRANT_A}), 3);
}
END_TEST

START_TEST(nobody_and_refunds_make_no_revenue)
{
    struct pareto pareto;
    struct pareto_spec spec = {0};
    ck_assert_int_eq(crm__pareto(&env, &spec, NULL, 0, &pareto), CRM_OK);
    ck_assert_uint_eq(pareto.share_count, 0);
    ck_assert_uint_eq(pareto.share_last_row, SIZE_MAX);
    int64_t refunds[] = {-5, 0};
    ck_assert_int_eq(crm__pareto(&env, &spec, refunds, 2, &pareto), CRM_OK);
    ck_assert_int_eq(pareto.total_minor, 0);
    ck_assert_double_eq(pareto.gini, 0);
    int64_t amounts[] = {10, -5, 80, 10};
    ck_assert_int_eq(crm__pareto(&env, &spec, amounts, 4, &pareto), CRM_OK);
    ck_assert_int_eq(pareto.total_minor, 100);
    ck_assert_uint_eq(pareto.share_count, 1);
    ck_assert_uint_eq(pareto.share_last_row, 2);
    ck_assert_uint_eq(pareto.top_count, 1);
}
END_TEST

START_TEST(gini_is_zero_for_equals_and_near_one_for_a_monopoly)
{
    struct pareto pareto;
    int64_t amounts[1000];
    for (size_t i = 0; i < 1000; i++)
        amounts[i] = 7;
    ck_assert_int_eq(crm__pareto(&env, &(struct pareto_spec){0}, amounts, 1000, &pareto), CRM_OK);
    ck_assert_double_eq_tol(pareto.gini, 0, 1e-12);
    ck_assert_uint_eq(pareto.share_count, 800);
    for (size_t i = 0; i < 1000; i++)
        amounts[i] = i == 500 ? 7 : 0;
    ck_assert_int_eq(crm__pareto(&env, &(struct pareto_spec){0}, amounts, 1000, &pareto), CRM_OK);
    ck_assert_double_eq_tol(pareto.gini, 0.999, 1e-12);
}
END_TEST

START_TEST(sums_that_do_not_fit_and_wrong_shares_are_refused)
{
    int64_t amounts[] = {INT64_MAX, 1};
    int64_t orders[] = {1, 1};
    uint8_t quadrants[2];
    struct pareto pareto;
    struct quadrant_result result;
    ck_assert_int_eq(crm__pareto(&env, &(struct pareto_spec){0}, amounts, 2, &pareto), CRM_E_LIMIT);
    ck_assert_int_eq(crm__quadrants(&env, &(struct quadrant_spec){0}, orders, amounts, 2, quadrants,
                                    &result),
                     CRM_E_LIMIT);
    ck_assert_int_eq(
        crm__pareto(&env, &(struct pareto_spec){.share_permille = 1001}, amounts, 1, &pareto),
        CRM_E_INVALID);
}
END_TEST

static crm_status both(void)
{
    static int64_t amounts[300];
    static int64_t orders[300];
    uint8_t quadrants[300];
    struct quadrant_result result;
    struct pareto pareto;
    for (int64_t i = 0; i < 300; i++) {
        amounts[i] = i * i * 7919;
        orders[i] = i % 5;
    }
    crm_status status = crm__pareto(&env, &(struct pareto_spec){0}, amounts, 300, &pareto);
    struct quadrant_spec spec = {.split = SPLIT_MEDIAN};
    return status == CRM_OK
               ? crm__quadrants(&env, &spec, orders, amounts, 300, quadrants, &result)
               : status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(both);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine worth");
    TCase *tests = tcase_create("worth");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, quadrants_of_the_shop_split_at_the_means);
    tcase_add_test(tests, pareto_and_gini_of_the_shop_are_the_published_ones);
    tcase_add_test(tests, at_the_threshold_is_high_and_no_order_is_e);
    tcase_add_test(tests, a_mean_is_compared_exactly);
    tcase_add_test(tests, too_few_orders_are_e_and_move_no_mean);
    tcase_add_test(tests, nobody_and_refunds_make_no_revenue);
    tcase_add_test(tests, gini_is_zero_for_equals_and_near_one_for_a_monopoly);
    tcase_add_test(tests, sums_that_do_not_fit_and_wrong_shares_are_refused);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
