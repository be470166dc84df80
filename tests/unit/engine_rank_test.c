/* Order statistics and descending order. */
#include "engine/rank.h"

#include "engine_fixture.h"

enum { MANY = 70000 };

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Compares every selected rank with a full sort. */
static void check_against_sort(int64_t *values, size_t count)
{
    size_t ranks[9];
    int64_t found[9];
    for (size_t k = 0; k < 9; k++)
        ranks[k] = k == 0 ? 1 : (k * count + 7) / 8;
    ck_assert_int_eq(crm__rank_select(&env, values, count, ranks, 9, found), CRM_OK);
    qsort(values, count, sizeof(*values), by_value);
    for (size_t k = 0; k < 9; k++)
        ck_assert_int_eq(found[k], values[ranks[k] - 1]);
}

START_TEST(selection_equals_a_sort_on_any_distribution)
{
    struct noise noise = {11};
    static int64_t values[MANY];
    static const size_t counts[] = {1, 2, 3, 9, 100, 1000, MANY};
    for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
        for (int shape = 0; shape < 6; shape++) {
            for (size_t i = 0; i < counts[c]; i++) {
                int64_t any = (int64_t)noise_next(&noise);
                values[i] = shape == 0   ? any
                            : shape == 1 ? any & 7
                            : shape == 2 ? 42
                            : shape == 3 ? (any & 0xFFFFF) * ((any >> 20 & 0xFF) == 0 ? 1 << 30 : 1)
                            : shape == 4 ? -(any & 0xFFFFFF)
                            : any & 2    ? INT64_MAX
                            : any & 4    ? INT64_MIN
                                         : any >> 2;
            }
            check_against_sort(values, counts[c]);
        }
    }
}
END_TEST

START_TEST(one_huge_value_does_not_hide_the_small_ones)
{
    static int64_t values[MANY];
    for (size_t i = 0; i < MANY; i++)
        values[i] = (int64_t)(i % 1000);
    values[0] = INT64_MAX;
    values[1] = INT64_MIN;
    check_against_sort(values, MANY);
}
END_TEST

START_TEST(no_ranks_ask_for_nothing)
{
    int64_t value = 5;
    ck_assert_int_eq(crm__rank_select(&env, &value, 1, NULL, 0, NULL), CRM_OK);
    ck_assert_uint_eq(heap.calls, 0);
}
END_TEST

START_TEST(descending_order_keeps_rows_of_equal_values_in_order)
{
    struct noise noise = {12};
    static int64_t values[5000];
    static uint32_t order[5000];
    for (size_t i = 0; i < 5000; i++)
        values[i] = noise_below(&noise, 3) ? noise_below(&noise, 50) - 25
                                           : (int64_t)noise_next(&noise);
    ck_assert_int_eq(crm__rank_descending(&env, values, 5000, order), CRM_OK);
    for (size_t i = 1; i < 5000; i++) {
        int64_t before = values[order[i - 1]];
        int64_t here = values[order[i]];
        ck_assert(before > here || (before == here && order[i - 1] < order[i]));
    }
    ck_assert_int_eq(crm__rank_descending(&env, values, 0, order), CRM_OK);
}
END_TEST

static crm_status select_and_order(void)
{
    static int64_t values[3000];
    static uint32_t order[3000];
    size_t ranks[] = {1, 1500, 1501, 3000};
    int64_t found[4];
    for (size_t i = 0; i < 3000; i++)
        values[i] = (int64_t)(i * i * i * 7919 % 1000003);
    crm_status status = crm__rank_select(&env, values, 3000, ranks, 4, found);
    return status == CRM_OK ? crm__rank_descending(&env, values, 3000, order) : status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(select_and_order);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine rank");
    TCase *tests = tcase_create("rank");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, selection_equals_a_sort_on_any_distribution);
    tcase_add_test(tests, one_huge_value_does_not_hide_the_small_ones);
    tcase_add_test(tests, no_ranks_ask_for_nothing);
    tcase_add_test(tests, descending_order_keeps_rows_of_equal_values_in_order);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
