/* Named segments and migration. */
#include "engine/segment.h"

#include "engine_fixture.h"

static uint8_t standard_of(int32_t bins, uint8_t r, uint8_t f, uint8_t m)
{
    size_t count;
    struct segment_map map;
    const struct segment_rule *rules = crm__segment_standard(&count);
    ck_assert_int_eq(
        crm__segment_compile(&env, rules, count, SEGMENT_STANDARD_SCALE, bins, &map), CRM_OK);
    return crm__segment_of(&map, r, f, m);
}

static const char *standard_code(int32_t bins, uint8_t r, uint8_t f, uint8_t m)
{
    size_t count;
    return crm__segment_standard(&count)[standard_of(bins, r, f, m)].code;
}

START_TEST(the_standard_set_names_every_cell_and_hides_no_rule)
{
    size_t count;
    struct segment_map map;
    const struct segment_rule *rules = crm__segment_standard(&count);
    ck_assert_uint_eq(count, 11);
    ck_assert_int_eq(crm__segment_compile(&env, rules, count, 5, 5, &map), CRM_OK);
    ck_assert_uint_eq(map.uncovered_count, 0);
    ck_assert_uint_eq(map.shadowed, 0);
    size_t cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += map.cell_counts[i];
    ck_assert_uint_eq(cells, 125);
    uint8_t none[3];
    ck_assert(!crm__segment_uncovered(&map, 0, none));
}
END_TEST

START_TEST(the_standard_set_says_what_its_names_say)
{
    ck_assert_str_eq(standard_code(5, 5, 5, 5), "champions");
    ck_assert_str_eq(standard_code(5, 1, 5, 5), "cannot_lose");
    ck_assert_str_eq(standard_code(5, 2, 5, 5), "at_risk");
    ck_assert_str_eq(standard_code(5, 1, 3, 3), "at_risk");
    ck_assert_str_eq(standard_code(5, 3, 4, 4), "loyal");
    ck_assert_str_eq(standard_code(5, 5, 3, 4), "loyal");
    ck_assert_str_eq(standard_code(5, 5, 1, 2), "new");
    ck_assert_str_eq(standard_code(5, 4, 1, 2), "promising");
    ck_assert_str_eq(standard_code(5, 5, 2, 2), "potential_loyalist");
    ck_assert_str_eq(standard_code(5, 3, 2, 2), "need_attention");
    ck_assert_str_eq(standard_code(5, 3, 1, 2), "about_to_sleep");
    ck_assert_str_eq(standard_code(5, 2, 1, 2), "hibernating");
    ck_assert_str_eq(standard_code(5, 1, 1, 1), "lost");
}
END_TEST

START_TEST(other_numbers_of_bins_are_stretched_ends_on_ends)
{
    for (int32_t bins = RFM_BINS_MIN; bins <= RFM_BINS_MAX; bins++) {
        uint8_t best = (uint8_t)bins;
        ck_assert_str_eq(standard_code(bins, best, best, best), "champions");
        ck_assert_str_eq(standard_code(bins, 1, 1, 1), "lost");
    }
    ck_assert_str_eq(standard_code(3, 2, 2, 2), "loyal");
}
END_TEST

START_TEST(the_first_match_wins_and_gaps_and_shadows_are_reported)
{
    static const struct segment_rule rules[] = {
        {"high", "High", "高", {2, 1, 1}, {2, 2, 2}},
        {"hidden", "Hidden", "被遮盖", {2, 2, 2}, {2, 2, 2}},
        {"low", "Low", "低", {1, 1, 1}, {1, 1, 2}},
    };
    struct segment_map map;
    ck_assert_int_eq(crm__segment_compile(&env, rules, 3, 2, 2, &map), CRM_OK);
    ck_assert_uint_eq(map.shadowed, 1 << 1);
    ck_assert_uint_eq(map.uncovered_count, 2);
    ck_assert_int_eq(crm__segment_of(&map, 2, 2, 2), 0);
    ck_assert_int_eq(crm__segment_of(&map, 1, 2, 1), SEGMENT_NONE);
    uint8_t scores[3];
    ck_assert(crm__segment_uncovered(&map, 1, scores));
    ck_assert_mem_eq(scores, ((uint8_t[]){1, 2, 2}), 3);
    ck_assert(!crm__segment_uncovered(&map, 2, scores));
}
END_TEST

START_TEST(rules_outside_of_the_scale_are_refused)
{
    struct segment_map map;
    struct segment_rule rule = {"x", "X", "某", {1, 1, 1}, {5, 6, 5}};
    ck_assert_int_eq(crm__segment_compile(&env, &rule, 1, 5, 5, &map), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "segment x: scores 1 to 6, within 1 to 5");
    rule.high[1] = 0;
    ck_assert_int_eq(crm__segment_compile(&env, &rule, 1, 5, 5, &map), CRM_E_INVALID);
    ck_assert_int_eq(crm__segment_compile(&env, &rule, 0, 5, 1, &map), CRM_E_INVALID);
    ck_assert_int_eq(crm__segment_compile(&env, &rule, SEGMENT_LIMIT + 1, 5, 5, &map),
                     CRM_E_LIMIT);
}
END_TEST

START_TEST(customers_get_the_segment_of_their_scores)
{
    int64_t recency[] = {1, 300, 300, 20};
    int64_t orders[] = {9, 9, 1, 1};
    int64_t amounts[] = {900, 900, 1, 1};
    struct rfm_customers customers = {.count = 4, .values = {recency, orders, amounts}};
    struct rfm_spec spec = {.method = RFM_FIXED, .bins = 2, .thresholds = {{30}, {4}, {100}}};
    struct rfm_scores scores;
    struct segment_map map;
    uint8_t codes[4];
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    ck_assert_int_eq(crm__rfm_score(&env, &spec, &customers, &scores), CRM_OK);
    ck_assert_int_eq(crm__segment_compile(&env, rules, count, 5, 2, &map), CRM_OK);
    crm__segment_assign(&map, &scores, codes);
    ck_assert_str_eq(rules[codes[0]].code, "champions");
    ck_assert_str_eq(rules[codes[1]].code, "cannot_lose");
    ck_assert_str_eq(rules[codes[2]].code, "lost");
    ck_assert_str_eq(rules[codes[3]].code, "new");
    crm__rfm_scores_free(&scores);
}
END_TEST

START_TEST(migration_counts_who_moved_came_and_left)
{
    int64_t then_ids[] = {1, 2, 3, 5};
    uint8_t then_codes[] = {0, 0, 1, SEGMENT_NONE};
    int64_t now_ids[] = {2, 3, 4, 5};
    uint8_t now_codes[] = {1, 1, 0, 0};
    struct segment_run then = {4, then_ids, then_codes};
    struct segment_run now = {4, now_ids, now_codes};
    struct migration migration;
    ck_assert_int_eq(crm__migration_count(&env, &then, &now, 2, &migration), CRM_OK);
    ck_assert_int_eq(crm__migration_at(&migration, 0, 1), 1); /* customer 2 */
    ck_assert_int_eq(crm__migration_at(&migration, 1, 1), 1); /* 3 */
    ck_assert_int_eq(crm__migration_at(&migration, 0, 2), 1); /* 1 left */
    ck_assert_int_eq(crm__migration_at(&migration, 2, 0), 2); /* 4 came, 5 had no segment */
    ck_assert_int_eq(crm__migration_at(&migration, 0, 0), 0);
    crm__migration_free(&migration);
    crm__migration_free(NULL);
}
END_TEST

START_TEST(migration_refuses_runs_out_of_order)
{
    int64_t ids[] = {2, 2};
    uint8_t codes[] = {0, 3};
    struct segment_run run = {2, ids, codes};
    struct segment_run empty = {0};
    struct migration migration;
    ck_assert_int_eq(crm__migration_count(&env, &run, &empty, 4, &migration), CRM_E_INVALID);
    ids[1] = 3;
    ck_assert_int_eq(crm__migration_count(&env, &empty, &run, 3, &migration), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "second run: segment 3 of 3");
}
END_TEST

static crm_status count_migration(void)
{
    int64_t ids[] = {1};
    uint8_t codes[] = {0};
    struct segment_run run = {1, ids, codes};
    struct migration migration;
    crm_status status = crm__migration_count(&env, &run, &run, 11, &migration);
    crm__migration_free(&migration);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(count_migration);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine segment");
    TCase *tests = tcase_create("segment");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_standard_set_names_every_cell_and_hides_no_rule);
    tcase_add_test(tests, the_standard_set_says_what_its_names_say);
    tcase_add_test(tests, other_numbers_of_bins_are_stretched_ends_on_ends);
    tcase_add_test(tests, the_first_match_wins_and_gaps_and_shadows_are_reported);
    tcase_add_test(tests, rules_outside_of_the_scale_are_refused);
    tcase_add_test(tests, customers_get_the_segment_of_their_scores);
    tcase_add_test(tests, migration_counts_who_moved_came_and_left);
    tcase_add_test(tests, migration_refuses_runs_out_of_order);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
