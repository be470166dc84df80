/* RFM scores. */
#include "engine/rfm.h"

#include "engine_fixture.h"

#include "engine_cdnow.h"

static void check_sizes(const struct rfm_scores *scores, enum rfm_dimension which,
                        const size_t expected[5])
{
    for (size_t score = 1; score <= 5; score++)
        ck_assert_msg(scores->sizes[which][score] == expected[score - 1],
                      "dimension %d score %zu: %zu, not %zu", which, score,
                      scores->sizes[which][score], expected[score - 1]);
}

START_TEST(value_cuts_of_the_shop_are_the_published_ones)
{
    struct cdnow cdnow;
    struct rfm_scores scores;
    static const int64_t cuts[3][4] = {
        {142, 433, 486, 513}, {1, 1, 2, 4}, {1536, 3135, 5992, 13395}};
    if (!cdnow_open(&cdnow))
        return;
    struct rfm_customers customers = {.count = CDNOW_CUSTOMERS,
                                      .values = {cdnow.recency, cdnow.frequency, cdnow.amount}};
    ck_assert_int_eq(crm__rfm_score(&env, &(struct rfm_spec){0}, &customers, &scores), CRM_OK);
    for (size_t d = 0; d < 3; d++)
        for (size_t k = 0; k < 4; k++)
            ck_assert_int_eq(scores.cuts[d][k], cuts[d][k]);
    check_sizes(&scores, RFM_RECENCY, (size_t[]){4539, 4748, 4844, 4720, 4719});
    check_sizes(&scores, RFM_FREQUENCY, (size_t[]){11908, 0, 4079, 3658, 3925});
    check_sizes(&scores, RFM_MONETARY, (size_t[]){4817, 4615, 4710, 4715, 4713});
    size_t best = 0;
    size_t worst = 0;
    for (size_t i = 0; i < scores.count; i++) {
        int sum = scores.scores[0][i] + scores.scores[1][i] + scores.scores[2][i];
        best += sum == 15;
        worst += sum == 3;
    }
    ck_assert_uint_eq(best, 2360);
    ck_assert_uint_eq(worst, 1665);
    crm__rfm_scores_free(&scores);
    cdnow_close(&cdnow);
}
END_TEST

enum { MANY = 4001 };

static int64_t columns[3][MANY];
static int64_t ids[MANY];

/* Few different values, so that ties are the rule; ids shuffled. */
static struct rfm_customers noisy_customers(uint64_t seed, int64_t values, size_t count)
{
    struct noise noise = {seed};
    for (size_t i = 0; i < count; i++) {
        ids[i] = (int64_t)i * 7919 % MANY + 1;
        for (size_t d = 0; d < 3; d++)
            columns[d][i] = noise_below(&noise, values) - values / 3;
    }
    return (struct rfm_customers){
        .count = count, .ids = ids, .values = {columns[0], columns[1], columns[2]}};
}

static uint8_t turned(const struct rfm_scores *scores, size_t d, size_t i)
{
    uint8_t score = scores->scores[d][i];
    return d == RFM_RECENCY ? (uint8_t)(scores->bins + 1 - score) : score;
}

START_TEST(a_value_score_counts_the_cuts_below)
{
    struct rfm_scores scores;
    for (int32_t bins = RFM_BINS_MIN; bins <= RFM_BINS_MAX; bins++) {
        struct rfm_customers customers = noisy_customers((uint64_t)bins, bins * 90, MANY);
        struct rfm_spec spec = {.bins = bins};
        ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &scores), CRM_OK);
        for (size_t d = 0; d < 3; d++) {
            for (int32_t k = 1; k < bins; k++) {
                int64_t cut = scores.cuts[d][k - 1];
                size_t rank = ((size_t)k * MANY + (size_t)bins - 1) / (size_t)bins;
                size_t below = 0;
                size_t through = 0;
                for (size_t i = 0; i < MANY; i++) {
                    below += columns[d][i] < cut;
                    through += columns[d][i] <= cut;
                }
                ck_assert(below < rank && rank <= through);
            }
            for (size_t i = 0; i < MANY; i++) {
                int score = 1;
                for (int32_t k = 1; k < bins; k++)
                    score += scores.cuts[d][k - 1] < columns[d][i];
                ck_assert_int_eq(turned(&scores, d, i), score);
            }
        }
        crm__rfm_scores_free(&scores);
    }
}
END_TEST

START_TEST(ntiles_have_equal_sizes_and_break_ties_by_id)
{
    struct rfm_scores scores;
    for (int32_t bins = RFM_BINS_MIN; bins <= RFM_BINS_MAX; bins++) {
        struct rfm_customers customers = noisy_customers((uint64_t)bins, 6, MANY);
        struct rfm_spec spec = {.method = RFM_NTILE, .bins = bins};
        ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &scores), CRM_OK);
        for (size_t d = 0; d < 3; d++) {
            int64_t least[RFM_BINS_MAX + 1];
            size_t size[RFM_BINS_MAX + 1] = {0};
            for (size_t i = 0; i < MANY; i++)
                size[turned(&scores, d, i)]++;
            for (int32_t tile = 1; tile <= bins; tile++)
                ck_assert_uint_eq(size[tile], MANY / (size_t)bins +
                                                  ((size_t)tile <= MANY % (size_t)bins));
            /* No pair (value, id) of a tile lies behind one of the next. */
            int64_t most[RFM_BINS_MAX + 1];
            for (int32_t tile = 1; tile <= bins; tile++) {
                least[tile] = INT64_MAX;
                most[tile] = INT64_MIN;
            }
            for (size_t i = 0; i < MANY; i++) {
                int64_t place = columns[d][i] * 100000 + ids[i];
                uint8_t tile = turned(&scores, d, i);
                least[tile] = place < least[tile] ? place : least[tile];
                most[tile] = place > most[tile] ? place : most[tile];
            }
            for (int32_t tile = 2; tile <= bins; tile++)
                ck_assert_int_lt(most[tile - 1], least[tile]);
        }
        crm__rfm_scores_free(&scores);
    }
}
END_TEST

static struct rfm_spec spec_of_cuts(const struct rfm_scores *scores)
{
    struct rfm_spec spec = {.method = RFM_FIXED, .bins = scores->bins};
    memcpy(spec.thresholds, scores->cuts, sizeof spec.thresholds);
    memcpy(spec.threshold_ids, scores->cut_ids, sizeof spec.threshold_ids);
    return spec;
}

START_TEST(some_customers_get_by_the_cuts_of_all_the_scores_that_they_have_among_all)
{
    static const enum rfm_method methods[] = {RFM_QUANTILE, RFM_NTILE};
    enum { FROM = 100, SOME = 130 };
    for (size_t m = 0; m < 2; m++) {
        struct rfm_scores all;
        struct rfm_scores some;
        struct rfm_customers customers = noisy_customers(m, 6, MANY);
        struct rfm_spec spec = {.method = methods[m]};
        ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &all), CRM_OK);
        spec = spec_of_cuts(&all);
        customers.count = SOME;
        customers.ids += FROM;
        for (size_t d = 0; d < 3; d++)
            customers.values[d] += FROM;
        ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &some), CRM_OK);
        for (size_t d = 0; d < 3; d++)
            ck_assert_mem_eq(some.scores[d], all.scores[d] + FROM, SOME);
        crm__rfm_scores_free(&some);
        crm__rfm_scores_free(&all);
    }
}
END_TEST

START_TEST(ntiles_do_not_depend_on_the_order_of_rows)
{
    struct rfm_scores there;
    struct rfm_scores back;
    struct rfm_spec spec = {.method = RFM_NTILE};
    struct rfm_customers customers = noisy_customers(3, 4, MANY);
    ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &there), CRM_OK);
    static int64_t mirrored[4][MANY];
    for (size_t i = 0; i < MANY; i++) {
        mirrored[3][i] = ids[MANY - 1 - i];
        for (size_t d = 0; d < 3; d++)
            mirrored[d][i] = columns[d][MANY - 1 - i];
    }
    struct rfm_customers other = {
        .count = MANY, .ids = mirrored[3], .values = {mirrored[0], mirrored[1], mirrored[2]}};
    ck_assert_int_eq(crm__rfm_score(&env, &spec, &other, &back), CRM_OK);
    for (size_t d = 0; d < 3; d++)
        for (size_t i = 0; i < MANY; i++)
            ck_assert_int_eq(there.scores[d][i], back.scores[d][MANY - 1 - i]);
    crm__rfm_scores_free(&there);
    crm__rfm_scores_free(&back);
}
END_TEST

START_TEST(fixed_thresholds_divide_by_values)
{
    int64_t recency[] = {0, 30, 31, 90, 400};
    int64_t orders[] = {1, 2, 3, 9, 10};
    int64_t amounts[] = {0, 10000, 10001, 99999, 500000};
    struct rfm_customers customers = {.count = 5, .values = {recency, orders, amounts}};
    struct rfm_spec spec = {.method = RFM_FIXED,
                            .bins = 3,
                            .thresholds = {{30, 90}, {2, 9}, {10000, 100000}}};
    struct rfm_scores scores;
    ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &scores), CRM_OK);
    ck_assert_mem_eq(scores.scores[RFM_RECENCY], ((uint8_t[]){3, 3, 2, 2, 1}), 5);
    ck_assert_mem_eq(scores.scores[RFM_FREQUENCY], ((uint8_t[]){1, 1, 2, 2, 3}), 5);
    ck_assert_mem_eq(scores.scores[RFM_MONETARY], ((uint8_t[]){1, 1, 2, 2, 3}), 5);
    crm__rfm_scores_free(&scores);
}
END_TEST

START_TEST(few_or_no_customers_are_scored_too)
{
    struct rfm_scores scores;
    struct rfm_customers none = {0};
    ck_assert_int_eq(crm__rfm_score(&env, &(struct rfm_spec){0}, &none, &scores), CRM_OK);
    ck_assert_uint_eq(scores.count, 0);
    crm__rfm_scores_free(&scores);
    int64_t value[] = {7, 8};
    struct rfm_customers two = {.count = 2, .values = {value, value, value}};
    for (int method = RFM_QUANTILE; method <= RFM_NTILE; method++) {
        struct rfm_spec spec = {.method = (enum rfm_method)method};
        ck_assert_int_eq(crm__rfm_score(&env, &spec, &two, &scores), CRM_OK);
        ck_assert_int_eq(scores.scores[RFM_MONETARY][0], 1);
        ck_assert_int_eq(scores.scores[RFM_MONETARY][1], method == RFM_NTILE ? 2 : 3);
        crm__rfm_scores_free(&scores);
    }
    crm__rfm_scores_free(NULL);
}
END_TEST

START_TEST(a_wrong_spec_is_refused_with_its_value_and_limit)
{
    struct rfm_scores scores;
    struct rfm_customers none = {0};
    ck_assert_int_eq(crm__rfm_score(&env, &(struct rfm_spec){.bins = 10}, &none, &scores),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "bins: 10, at least 2 and at most 9");
    struct rfm_spec spec = {
        .method = RFM_FIXED, .bins = 3, .thresholds = {{1, 2}, {5, 4}, {1, 2}}};
    ck_assert_int_eq(crm__rfm_score(&env, &spec, &none, &scores), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "frequency thresholds: 4 after 5, must ascend");
}
END_TEST

struct place {
    int64_t value;
    int64_t id;
    size_t row;
};

static int place_order(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int64_t shaped(struct noise *noise, size_t shape)
{
    switch (shape) {
    case 0: /* the ends of what 64 bits hold, and the middle */
        return noise_below(noise, 3) == 0 ? INT64_MIN + noise_below(noise, 9)
                                          : INT64_MAX - noise_below(noise, INT64_MAX);
    case 1: /* nearly all alike */
        return noise_below(noise, 100) ? 7 : noise_below(noise, 1000000000) - 500000000;
    case 2: /* wide and even */
        return noise_below(noise, 1000000000000);
    case 3: /* many small, few huge */
        return noise_below(noise, INT64_C(1) << noise_below(noise, 62));
    default: /* all alike */
        return -3;
    }
}

/* By sorting, which is slow and plain. Before recency is turned round. */
static void expected_scores(const struct rfm_spec *spec, int32_t bins, size_t d, uint8_t *expected)
{
    static struct place places[MANY];
    for (size_t i = 0; i < MANY; i++)
        places[i] = (struct place){columns[d][i], ids[i], i};
    qsort(places, MANY, sizeof *places, place_order);
    size_t tile = 1;
    size_t end = MANY / (size_t)bins + (MANY % (size_t)bins > 0);
    for (size_t at = 0; at < MANY; at++) {
        int score = 1;
        for (int32_t k = 1; k < bins; k++) {
            size_t rank = ((size_t)k * MANY + (size_t)bins - 1) / (size_t)bins;
            int64_t cut = spec->method == RFM_FIXED ? spec->thresholds[d][k - 1]
                                                    : places[rank - 1].value;
            score += cut < places[at].value;
        }
        if (at == end)
            end += MANY / (size_t)bins + (tile++ < MANY % (size_t)bins);
        expected[places[at].row] = (uint8_t)(spec->method == RFM_NTILE ? (int)tile : score);
    }
}

START_TEST(columns_of_any_shape_are_scored_as_by_sorting)
{
    static uint8_t expected[MANY];
    struct noise noise = {5};
    for (size_t shape = 0; shape < 5; shape++) {
        struct rfm_customers customers = noisy_customers(shape, 6, MANY);
        for (size_t i = 0; i < MANY; i++)
            columns[0][i] = columns[1][i] = columns[2][i] = shaped(&noise, shape);
        for (int method = RFM_QUANTILE; method <= RFM_FIXED; method++) {
            struct rfm_spec spec = {.method = (enum rfm_method)method,
                                    .bins = 4 + method,
                                    .thresholds = {{-9, 0, 7, 900, 900000}, {0}, {1, 2, 3, 4, 5}}};
            struct rfm_scores scores;
            ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &scores), CRM_OK);
            for (size_t d = 0; d < 3; d++) {
                size_t sizes[RFM_BINS_MAX + 1] = {0};
                expected_scores(&spec, spec.bins, d, expected);
                for (size_t i = 0; i < MANY; i++) {
                    ck_assert_int_eq(turned(&scores, d, i), expected[i]);
                    sizes[scores.scores[d][i]]++;
                }
                for (size_t score = 1; score <= (size_t)spec.bins; score++)
                    ck_assert_uint_eq(scores.sizes[d][score], sizes[score]);
            }
            crm__rfm_scores_free(&scores);
        }
    }
}
END_TEST

static crm_status score_ntiles(void)
{
    struct rfm_customers customers = noisy_customers(9, 1000000, MANY);
    struct rfm_scores scores;
    struct rfm_spec spec = {.method = RFM_NTILE};
    crm_status status = crm__rfm_score(&env, &spec, &customers, &scores);
    crm__rfm_scores_free(&scores);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(score_ntiles);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine rfm");
    TCase *tests = tcase_create("rfm");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, value_cuts_of_the_shop_are_the_published_ones);
    tcase_add_test(tests, a_value_score_counts_the_cuts_below);
    tcase_add_test(tests, columns_of_any_shape_are_scored_as_by_sorting);
    tcase_add_test(tests, ntiles_have_equal_sizes_and_break_ties_by_id);
    tcase_add_test(
        tests, some_customers_get_by_the_cuts_of_all_the_scores_that_they_have_among_all);
    tcase_add_test(tests, ntiles_do_not_depend_on_the_order_of_rows);
    tcase_add_test(tests, fixed_thresholds_divide_by_values);
    tcase_add_test(tests, few_or_no_customers_are_scored_too);
    tcase_add_test(tests, a_wrong_spec_is_refused_with_its_value_and_limit);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
