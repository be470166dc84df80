/* Seeded random numbers. */
#include "base/random.h"
#include "suite.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

START_TEST(the_generator_is_xoshiro256starstar)
{
    /* From state 1, 2, 3, 4, by the authors' reference implementation. */
    struct random random = {{1, 2, 3, 4}};
    static const uint64_t expected[] = {11520, 0, 1509978240, 1215971899390074240};
    for (size_t i = 0; i < 4; i++)
        ck_assert(crm__random_next(&random) == expected[i]);
}
END_TEST

START_TEST(seed_and_stream_decide_everything)
{
    struct random a;
    struct random b;
    struct random c;
    struct random d;
    crm__random_init(&a, 42, 0);
    crm__random_init(&b, 42, 0);
    crm__random_init(&c, 42, 1);
    crm__random_init(&d, 43, 0);
    for (int i = 0; i < 100; i++) {
        uint64_t bits = crm__random_next(&a);
        ck_assert(bits == crm__random_next(&b));
        ck_assert(bits != crm__random_next(&c));
        ck_assert(bits != crm__random_next(&d));
    }
}
END_TEST

START_TEST(below_reaches_each_value_equally)
{
    struct random random;
    crm__random_init(&random, 1, 0);
    int counts[6] = {0};
    for (int i = 0; i < 60000; i++)
        counts[crm__random_below(&random, 6)]++;
    double chi_square = 0;
    for (int i = 0; i < 6; i++)
        chi_square += (counts[i] - 10000.0) * (counts[i] - 10000.0) / 10000.0;
    ck_assert(chi_square < 20.5); /* 5 degrees of freedom, p = 0.001 */
    ck_assert_uint_eq(crm__random_below(&random, 1), 0);
}
END_TEST

START_TEST(below_has_no_bias_at_a_limit_that_divides_badly)
{
    /* With 3 · 2^62 a plain modulo would give the first third twice as often as the others. */
    struct random random;
    crm__random_init(&random, 2, 0);
    uint64_t third = UINT64_C(1) << 62;
    int counts[3] = {0};
    for (int i = 0; i < 30000; i++)
        counts[crm__random_below(&random, 3 * third) / third]++;
    for (int i = 0; i < 3; i++)
        ck_assert_int_lt(abs(counts[i] - 10000), 400);
}
END_TEST

START_TEST(doubles_fill_the_unit_interval)
{
    struct random random;
    crm__random_init(&random, 3, 0);
    double sum = 0;
    double least = 1;
    double most = 0;
    for (int i = 0; i < 100000; i++) {
        double value = crm__random_double(&random);
        sum += value;
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    ck_assert(least >= 0 && most < 1);
    ck_assert(least < 0.001 && most > 0.999);
    ck_assert(fabs(sum / 100000 - 0.5) < 0.005);
}
END_TEST

START_TEST(normals_have_mean_zero_and_variance_one)
{
    struct random random;
    crm__random_init(&random, 4, 0);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100000; i++) {
        double value = crm__random_normal(&random);
        sum += value;
        squares += value * value;
    }
    ck_assert(fabs(sum / 100000) < 0.015);
    ck_assert(fabs(squares / 100000 - 1) < 0.02);
}
END_TEST

START_TEST(a_shuffle_keeps_every_item_and_each_order_is_equally_likely)
{
    struct random random;
    crm__random_init(&random, 5, 0);
    int orders[27] = {0};
    for (int i = 0; i < 60000; i++) {
        int32_t items[3] = {0, 1, 2};
        crm__random_shuffle(&random, items, 3, sizeof items[0]);
        ck_assert(items[0] + items[1] + items[2] == 3 && items[0] * items[1] * items[2] == 0);
        orders[items[0] * 9 + items[1] * 3 + items[2]]++;
    }
    int seen = 0;
    for (int i = 0; i < 27; i++) {
        seen += orders[i] > 0;
        ck_assert(orders[i] == 0 || abs(orders[i] - 10000) < 400);
    }
    ck_assert_int_eq(seen, 6);
}
END_TEST

START_TEST(large_items_and_empty_arrays_shuffle)
{
    struct random random;
    crm__random_init(&random, 6, 0);
    struct item {
        char bytes[100];
        int number;
    } items[50];
    for (int i = 0; i < 50; i++)
        items[i] = (struct item){.bytes[99] = (char)i, .number = i};
    crm__random_shuffle(&random, items, 50, sizeof items[0]);
    bool seen[50] = {false};
    for (int i = 0; i < 50; i++) {
        ck_assert_int_eq(items[i].bytes[99], items[i].number);
        seen[items[i].number] = true;
    }
    for (int i = 0; i < 50; i++)
        ck_assert(seen[i]);
    crm__random_shuffle(&random, items, 1, sizeof items[0]);
    crm__random_shuffle(&random, NULL, 0, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base random");
    TCase *tests = tcase_create("random");
    tcase_add_test(tests, the_generator_is_xoshiro256starstar);
    tcase_add_test(tests, seed_and_stream_decide_everything);
    tcase_add_test(tests, below_reaches_each_value_equally);
    tcase_add_test(tests, below_has_no_bias_at_a_limit_that_divides_badly);
    tcase_add_test(tests, doubles_fill_the_unit_interval);
    tcase_add_test(tests, normals_have_mean_zero_and_variance_one);
    tcase_add_test(tests, a_shuffle_keeps_every_item_and_each_order_is_equally_likely);
    tcase_add_test(tests, large_items_and_empty_arrays_shuffle);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
