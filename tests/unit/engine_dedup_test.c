/* Duplicates by exact keys, and which values survive. */
#include "engine/dedup.h"
#include "engine/survive.h"

#include "engine_fixture.h"

static struct batch batch;
static struct dedup_result result;

enum { PHONE, MOBILE, EMAIL, COLUMNS };

static void open_rows(void)
{
    setup();
    crm__batch_init(&batch, &env);
    for (size_t i = 0; i < COLUMNS; i++)
        crm__batch_add(&batch, TEXT("key"), VALUE_TEXT);
}

static void close_rows(void)
{
    crm__dedup_free(&result);
    crm__batch_free(&batch);
    teardown();
}

static void row(const char *phone, const char *mobile, const char *email)
{
    const char *keys[] = {phone, mobile, email};
    for (size_t i = 0; i < COLUMNS; i++) {
        if (keys[i])
            crm__column_text(&batch, &batch.columns[i], crm__text_of(keys[i]));
        else
            crm__column_null(&batch, &batch.columns[i]);
    }
    crm__batch_finish_row(&batch);
}

static crm_status find(size_t cap)
{
    struct dedup_column columns[] = {{DEDUP_PHONE, &batch.columns[PHONE]},
                                     {DEDUP_EMAIL, &batch.columns[EMAIL]},
                                     {DEDUP_PHONE, &batch.columns[MOBILE]}};
    struct dedup_spec spec = {columns, COLUMNS, batch.row_count, cap};
    return crm__dedup_find(&env, &spec, &result);
}

static void check_pair(size_t index, uint32_t a, uint32_t b, uint32_t kinds)
{
    ck_assert_uint_lt(index, result.pair_count);
    ck_assert_uint_eq(result.pairs[index].a, a);
    ck_assert_uint_eq(result.pairs[index].b, b);
    ck_assert_uint_eq(result.pairs[index].kinds, kinds);
}

enum { BY_PHONE = 1 << DEDUP_PHONE, BY_EMAIL = 1 << DEDUP_EMAIL };

START_TEST(pairs_name_every_kind_that_agrees)
{
    row("1", NULL, "a@x");
    row("2", NULL, "b@x");
    row("1", NULL, "a@x");
    row("3", NULL, "b@x");
    ck_assert_int_eq(find(0), CRM_OK);
    ck_assert_uint_eq(result.pair_count, 2);
    check_pair(0, 0, 2, BY_PHONE | BY_EMAIL);
    check_pair(1, 1, 3, BY_EMAIL);
    ck_assert_uint_eq(result.cluster_count, 2);
}
END_TEST

START_TEST(columns_of_one_kind_are_compared_across)
{
    row("1", "2", NULL);
    row("2", NULL, NULL);
    row(NULL, "1", NULL);
    row("9", "9", NULL);
    ck_assert_int_eq(find(0), CRM_OK);
    ck_assert_uint_eq(result.pair_count, 2);
    check_pair(0, 0, 1, BY_PHONE);
    check_pair(1, 0, 2, BY_PHONE);
    ck_assert_uint_eq(result.clusters[2], 0);
    ck_assert_uint_eq(result.clusters[3], 3);
}
END_TEST

START_TEST(clusters_are_what_pairs_connect)
{
    row("1", NULL, NULL);
    row(NULL, NULL, "z@x");
    row("2", NULL, "a@x");
    row("1", NULL, "a@x");
    row("2", NULL, "b@x");
    ck_assert_int_eq(find(0), CRM_OK);
    static const uint32_t clusters[] = {0, 1, 0, 0, 0};
    ck_assert_mem_eq(result.clusters, clusters, sizeof(clusters));
    ck_assert_uint_eq(result.cluster_count, 1);
}
END_TEST

START_TEST(empty_keys_and_nulls_agree_with_nothing)
{
    row("", NULL, NULL);
    row("", NULL, "");
    ck_assert_int_eq(find(0), CRM_OK);
    ck_assert_uint_eq(result.pair_count, 0);
    ck_assert_uint_eq(result.cluster_count, 0);
}
END_TEST

START_TEST(a_key_beyond_the_cap_is_a_placeholder)
{
    for (int i = 0; i < 4; i++)
        row("13800000000", "13800000000", i < 3 ? "三人@x" : NULL);
    ck_assert_int_eq(find(3), CRM_OK);
    ck_assert_uint_eq(result.pair_count, 3);
    check_pair(0, 0, 1, BY_EMAIL);
    ck_assert_uint_eq(result.placeholder_count, 1);
    ck_assert_int_eq(result.placeholders[0].kind, DEDUP_PHONE);
    ck_assert(crm__text_is(result.placeholders[0].key, "13800000000"));
    ck_assert_uint_eq(result.placeholders[0].row_count, 4);
    ck_assert_uint_eq(result.clusters[3], 3);
}
END_TEST

START_TEST(no_rows_and_no_columns_are_fine)
{
    ck_assert_int_eq(find(0), CRM_OK);
    ck_assert_uint_eq(result.pair_count, 0);
    struct dedup_spec none = {.row_count = 3};
    crm__dedup_free(&result);
    ck_assert_int_eq(crm__dedup_find(&env, &none, &result), CRM_OK);
    ck_assert_uint_eq(result.clusters[2], 2);
    crm__dedup_free(NULL);
}
END_TEST

START_TEST(columns_of_another_length_or_kind_are_a_misuse)
{
    crm__column_text(&batch, &batch.columns[PHONE], TEXT("1"));
    ck_assert_int_eq(find(0), CRM_E_MISUSE);
    ck_assert_int_eq(find(DEDUP_FREQUENCY_LIMIT + 1), CRM_E_LIMIT);
}
END_TEST

enum { ROWS = 400 };

/* Compares pairs with looking at every two rows, and clusters with spreading labels. */
START_TEST(pairs_and_clusters_equal_the_plain_way)
{
    struct noise noise = {51};
    for (int i = 0; i < ROWS; i++) {
        char keys[3][NUMBER_TEXT_SIZE + 1] = {"", "", ""};
        for (size_t k = 0; k < 3; k++)
            if (noise_below(&noise, 3) == 0)
                keys[k][crm__int64_to_text(noise_below(&noise, 400), keys[k])] = '\0';
        row(keys[0], keys[1], keys[2]);
    }
    ck_assert_int_eq(find(100), CRM_OK);
    size_t next = 0;
    uint32_t labels[ROWS];
    for (uint32_t i = 0; i < ROWS; i++)
        labels[i] = i;
    for (uint32_t a = 0; a < ROWS; a++) {
        for (uint32_t b = a + 1; b < ROWS; b++) {
            struct text at[2][3];
            for (size_t k = 0; k < 3; k++) {
                at[0][k] = crm__column_text_at(&batch.columns[k], a);
                at[1][k] = crm__column_text_at(&batch.columns[k], b);
            }
            bool phone = false;
            for (size_t j = 0; j < 4; j++)
                phone = phone || (at[0][j / 2].size && crm__text_equal(at[0][j / 2], at[1][j % 2]));
            bool email = at[0][2].size && crm__text_equal(at[0][2], at[1][2]);
            if (!phone && !email)
                continue;
            check_pair(next++, a, b, (phone ? BY_PHONE : 0u) | (email ? BY_EMAIL : 0u));
            uint32_t from = labels[a] > labels[b] ? labels[a] : labels[b];
            uint32_t to = labels[a] > labels[b] ? labels[b] : labels[a];
            for (uint32_t i = 0; i < ROWS; i++)
                labels[i] = labels[i] == from ? to : labels[i];
        }
    }
    ck_assert_uint_eq(next, result.pair_count);
    ck_assert_mem_eq(labels, result.clusters, sizeof(labels));
    ck_assert_uint_eq(result.placeholder_count, 0);
}
END_TEST

static crm_status find_a_few(void)
{
    crm__batch_init(&batch, &env);
    crm_status status = CRM_OK;
    struct column *column = crm__batch_add(&batch, TEXT("key"), VALUE_TEXT);
    for (int i = 0; column && i < 100 && status == CRM_OK; i++) {
        char key[NUMBER_TEXT_SIZE];
        status = crm__column_text(&batch, column,
                                  (struct text){key, crm__int64_to_text(i % 30 / 2, key)});
    }
    if (!column)
        status = CRM_E_NOMEM;
    struct dedup_column columns[] = {{DEDUP_WECHAT, column}, {DEDUP_REGISTRATION, column}};
    struct dedup_spec spec = {columns, 2, 100, 7};
    if (status == CRM_OK)
        status = crm__dedup_find(&env, &spec, &result);
    crm__dedup_free(&result);
    crm__batch_free(&batch);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(find_a_few);
}
END_TEST

START_TEST(survivors_are_chosen_by_policy)
{
    const struct survive_value values[] = {
        {.fill = 0, .updated_us = 9, .source_rank = 0},
        {.fill = 4, .updated_us = 5, .source_rank = 3},
        {.fill = 6, .updated_us = 3, .source_rank = 2},
        {.fill = 6, .updated_us = 8, .source_rank = 2, .chosen = true},
    };
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_FIRST, values, 4), 1);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_MOST_COMPLETE, values, 4), 2);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_NEWEST, values, 4), 3);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_SOURCE, values, 4), 2);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_BY_HAND, values, 4), 3);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_BY_HAND, values, 3), 1);
}
END_TEST

START_TEST(an_empty_value_survives_only_by_hand)
{
    struct survive_value values[] = {{.fill = 0}, {.fill = 0}};
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_NEWEST, values, 2), SIZE_MAX);
    values[1].chosen = true;
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_BY_HAND, values, 2), 1);
    ck_assert_uint_eq(crm__survive_choose(SURVIVE_FIRST, values, 0), SIZE_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine dedup");
    TCase *tests = tcase_create("dedup");
    tcase_add_checked_fixture(tests, open_rows, close_rows);
    tcase_add_test(tests, pairs_name_every_kind_that_agrees);
    tcase_add_test(tests, columns_of_one_kind_are_compared_across);
    tcase_add_test(tests, clusters_are_what_pairs_connect);
    tcase_add_test(tests, empty_keys_and_nulls_agree_with_nothing);
    tcase_add_test(tests, a_key_beyond_the_cap_is_a_placeholder);
    tcase_add_test(tests, no_rows_and_no_columns_are_fine);
    tcase_add_test(tests, columns_of_another_length_or_kind_are_a_misuse);
    tcase_add_test(tests, pairs_and_clusters_equal_the_plain_way);
    suite_add_tcase(suite, tests);
    TCase *bare = tcase_create("bare");
    tcase_add_test(bare, every_failing_allocation_is_reported_and_leaks_nothing);
    tcase_add_test(bare, survivors_are_chosen_by_policy);
    tcase_add_test(bare, an_empty_value_survives_only_by_hand);
    suite_add_tcase(suite, bare);
    return suite_main(suite);
}
