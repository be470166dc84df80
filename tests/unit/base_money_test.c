/* Money and decimals. */
#include "base/money.h"
#include "base/random.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
}

static const struct currency *currency(const char *code)
{
    const struct currency *found = crm__currency_find(crm__text_of(code));
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(currencies_have_the_minor_units_of_iso_4217)
{
    static const struct {
        const char *code;
        int exponent;
    } rows[] = {{"CNY", 2}, {"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KRW", 0}, {"VND", 0},
                {"KWD", 3}, {"BHD", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4}, {"ISK", 0},
                {"HUF", 2}, {"AED", 2}, {"ZWL", 2}, {"XOF", 0}, {"XCG", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(currency(rows[i].code)->exponent, rows[i].exponent);
}
END_TEST

START_TEST(the_table_is_sorted_and_every_code_is_found)
{
    size_t count;
    const struct currency *all = crm__currency_all(&count);
    ck_assert_uint_gt(count, 160);
    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_eq(currency(all[i].code), &all[i]);
        ck_assert(i == 0 || strcmp(all[i - 1].code, all[i].code) < 0);
        ck_assert_uint_eq(strlen(all[i].code), 3);
    }
}
END_TEST

START_TEST(an_unknown_currency_gets_a_suggestion)
{
    const struct currency *found;
    ck_assert_int_eq(crm__currency_get(&env, TEXT("usd"), &found), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no currency 'usd'; did you mean 'USD'?");
    ck_assert_ptr_null(found);
    ck_assert_int_eq(crm__currency_get(&env, TEXT("人民币!"), &found), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no currency '人民币!'");
    ck_assert_int_eq(crm__currency_get(&env, TEXT("CNY"), &found), CRM_OK);
    ck_assert_ptr_null(crm__currency_find(TEXT_NONE));
}
END_TEST

START_TEST(amounts_are_read_in_minor_units)
{
    static const struct {
        const char *text;
        const char *code;
        int64_t minor;
    } rows[] = {
        {"1234.5", "CNY", 123450},
        {"-0.01", "CNY", -1},
        {"0", "CNY", 0},
        {"-0", "CNY", 0},
        {"007", "CNY", 700},
        {"1.500", "CNY", 150},
        {"1500", "JPY", 1500},
        {"1500.00", "JPY", 1500},
        {"1.234", "KWD", 1234},
        {"92233720368547758.07", "CNY", INT64_MAX},
        {"-92233720368547758.08", "CNY", INT64_MIN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t minor = 7;
        ck_assert_int_eq(
            crm__money_parse(&env, crm__text_of(rows[i].text), currency(rows[i].code), &minor),
            CRM_OK);
        ck_assert(minor == rows[i].minor);
    }
}
END_TEST

START_TEST(amounts_that_cannot_be_held_are_refused)
{
    static const struct {
        const char *text;
        const char *message;
        crm_status status;
    } rows[] = {
        {"", "'': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"12.", "'12.': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {".5", "'.5': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"1,234", "'1,234': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"+1", "'+1': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"1e3", "'1e3': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"￥5", "'￥5': not a decimal number such as '-1234.50'", CRM_E_SYNTAX},
        {"1.005", "'1.005': 3 decimals, at most 2", CRM_E_SYNTAX},
        {"92233720368547758.08", "'92233720368547758.08': beyond 64 bits", CRM_E_LIMIT},
        {"-92233720368547758.09", "'-92233720368547758.09': beyond 64 bits", CRM_E_LIMIT},
        {"99999999999999999999999999999999", "'99999999999999999999999999999999': beyond 64 bits",
         CRM_E_LIMIT},
    };
    int64_t minor = 7;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_int_eq(
            crm__money_parse(&env, crm__text_of(rows[i].text), currency("CNY"), &minor),
            rows[i].status);
        ck_assert_str_eq(env.error.message, rows[i].message);
    }
    ck_assert_int_eq(minor, 7);
}
END_TEST

static const enum rounding every_rounding[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN,
                                               ROUND_UP,      ROUND_FLOOR,     ROUND_CEILING};

START_TEST(rounding_follows_its_name_for_text_and_for_ratios)
{
    /* Thousandths, and what each rounding makes of them in units. */
    static const struct {
        int64_t thousandths;
        const char *text;
        int64_t rounded[6];
    } rows[] = {
        {2400, "2.4", {2, 2, 2, 3, 2, 3}},         {2500, "2.5", {3, 2, 2, 3, 2, 3}},
        {2501, "2.501", {3, 3, 2, 3, 2, 3}},       {3500, "3.500", {4, 4, 3, 4, 3, 4}},
        {3000, "3.000", {3, 3, 3, 3, 3, 3}},       {-2400, "-2.4", {-2, -2, -2, -3, -3, -2}},
        {-2500, "-2.5", {-3, -2, -2, -3, -3, -2}}, {-3500, "-3.5", {-4, -4, -3, -4, -4, -3}},
        {1, "0.001", {0, 0, 0, 1, 0, 1}},          {-1, "-0.001", {0, 0, 0, -1, -1, 0}},
        {499, "0.499", {0, 0, 0, 1, 0, 1}},        {500, "0.5", {1, 0, 0, 1, 0, 1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t j = 0; j < 6; j++) {
            int64_t out = 7;
            ck_assert_int_eq(crm__decimal_parse_rounded(&env, crm__text_of(rows[i].text), 0,
                                                        every_rounding[j], &out),
                             CRM_OK);
            ck_assert_int_eq(out, rows[i].rounded[j]);
            ck_assert_int_eq(
                crm__money_ratio(&env, rows[i].thousandths, 1, 1000, every_rounding[j], &out),
                CRM_OK);
            ck_assert_int_eq(out, rows[i].rounded[j]);
            ck_assert_int_eq(
                crm__money_ratio(&env, rows[i].thousandths, -1, -1000, every_rounding[j], &out),
                CRM_OK);
            ck_assert_int_eq(out, rows[i].rounded[j]);
        }
    }
}
END_TEST

START_TEST(rounding_up_may_leave_64_bits)
{
    int64_t out = 7;
    ck_assert_int_eq(
        crm__decimal_parse_rounded(&env, TEXT("9223372036854775807.5"), 0, ROUND_HALF_UP, &out),
        CRM_E_LIMIT);
    ck_assert_int_eq(
        crm__decimal_parse_rounded(&env, TEXT("9223372036854775807.5"), 0, ROUND_DOWN, &out),
        CRM_OK);
    ck_assert(out == INT64_MAX);
}
END_TEST

START_TEST(decimals_are_written_with_all_their_places)
{
    static const struct {
        int64_t value;
        int scale;
        const char *plain;
        const char *grouped;
    } rows[] = {
        {0, 0, "0", "0"},
        {0, 2, "0.00", "0.00"},
        {-5, 2, "-0.05", "-0.05"},
        {100000, 2, "1000.00", "1,000.00"},
        {-123456789, 0, "-123456789", "-123,456,789"},
        {999, 0, "999", "999"},
        {1000, 0, "1000", "1,000"},
        {1, 9, "0.000000001", "0.000000001"},
        {INT64_MIN, 0, "-9223372036854775808", "-9,223,372,036,854,775,808"},
        {INT64_MAX, 9, "9223372036.854775807", "9,223,372,036.854775807"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[MONEY_TEXT_SIZE];
        size_t size = crm__decimal_format(rows[i].value, rows[i].scale, text);
        ck_assert_str_eq(text, rows[i].plain);
        ck_assert_uint_eq(size, strlen(text));
        int64_t back;
        ck_assert_int_eq(crm__decimal_parse(&env, crm__text_of(text), rows[i].scale, &back),
                         CRM_OK);
        ck_assert(back == rows[i].value);
        crm__decimal_format_grouped(rows[i].value, rows[i].scale, text);
        ck_assert_str_eq(text, rows[i].grouped);
    }
}
END_TEST

START_TEST(people_see_symbol_or_code)
{
    static const struct {
        int64_t minor;
        const char *code;
        const char *text;
    } rows[] = {
        {123450, "CNY", "¥1,234.50"},
        {-99, "USD", "-$0.99"},
        {1500, "JPY", "JP¥1,500"},
        {1250, "KWD", "KWD 1.250"},
        {-1250, "KWD", "-KWD 1.250"},
        {100, "EUR", "€1.00"},
        {INT64_MIN, "HKD", "-HK$92,233,720,368,547,758.08"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[MONEY_TEXT_SIZE];
        size_t size = crm__money_display(rows[i].minor, currency(rows[i].code), text);
        ck_assert_str_eq(text, rows[i].text);
        ck_assert_uint_eq(size, strlen(text));
    }
}
END_TEST

START_TEST(sums_and_products_never_wrap)
{
    int64_t out = 7;
    ck_assert_int_eq(crm__money_add(&env, INT64_MAX, 1, &out), CRM_E_LIMIT);
    ck_assert_int_eq(crm__money_subtract(&env, INT64_MIN, 1, &out), CRM_E_LIMIT);
    ck_assert_int_eq(crm__money_multiply(&env, INT64_MIN, -1, &out), CRM_E_LIMIT);
    ck_assert_int_eq(crm__money_ratio(&env, INT64_MAX, 3, 2, ROUND_DOWN, &out), CRM_E_LIMIT);
    ck_assert_int_eq(crm__money_ratio(&env, 1, 1, 0, ROUND_DOWN, &out), CRM_E_INVALID);
    ck_assert_int_eq(out, 7);
    ck_assert_int_eq(crm__money_add(&env, INT64_MAX, INT64_MIN, &out), CRM_OK);
    ck_assert_int_eq(out, -1);
    ck_assert_int_eq(crm__money_subtract(&env, 5, 7, &out), CRM_OK);
    ck_assert_int_eq(out, -2);
    ck_assert_int_eq(crm__money_multiply(&env, 1999, 3, &out), CRM_OK);
    ck_assert_int_eq(out, 5997);
    /* Only the result has to fit. */
    ck_assert_int_eq(crm__money_ratio(&env, INT64_MAX, INT64_MAX, INT64_MAX, ROUND_DOWN, &out),
                     CRM_OK);
    ck_assert(out == INT64_MAX);
}
END_TEST

START_TEST(percentages_and_scales)
{
    int64_t out;
    ck_assert_int_eq(crm__money_percent(&env, 10000, 125, 1, ROUND_HALF_UP, &out), CRM_OK);
    ck_assert_int_eq(out, 1250);
    ck_assert_int_eq(crm__money_percent(&env, 999, 13, 0, ROUND_HALF_EVEN, &out), CRM_OK);
    ck_assert_int_eq(out, 130);
    ck_assert_int_eq(crm__decimal_rescale(&env, 12345, 3, 2, ROUND_HALF_EVEN, &out), CRM_OK);
    ck_assert_int_eq(out, 1234);
    ck_assert_int_eq(crm__decimal_rescale(&env, 12345, 2, 9, ROUND_DOWN, &out), CRM_OK);
    ck_assert_int_eq(out, INT64_C(123450000000));
    ck_assert_int_eq(crm__decimal_rescale(&env, INT64_MAX, 0, 9, ROUND_DOWN, &out), CRM_E_LIMIT);
    ck_assert(crm__decimal_to_double(-12345, 2) == -123.45);
}
END_TEST

START_TEST(shares_add_up_and_ties_go_to_the_first)
{
    static const struct {
        int64_t total;
        int64_t weights[4];
        int64_t shares[4];
    } rows[] = {
        {100, {1, 1, 1, 0}, {34, 33, 33, 0}},
        {-100, {1, 1, 1, 0}, {-34, -33, -33, 0}},
        {2, {1, 1, 1, 1}, {1, 1, 0, 0}},
        {0, {5, 3, 1, 1}, {0, 0, 0, 0}},
        {1, {0, 0, 0, 9}, {0, 0, 0, 1}},
        {10, {45, 25, 25, 5}, {5, 3, 2, 0}},
        {INT64_MIN, {1, 0, 0, 0}, {INT64_MIN, 0, 0, 0}},
        {INT64_MAX, {INT64_MAX - 1, 1, 0, 0}, {INT64_MAX - 1, 1, 0, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t shares[4];
        ck_assert_int_eq(crm__money_allocate(&env, rows[i].total, rows[i].weights, 4, shares),
                         CRM_OK);
        for (size_t j = 0; j < 4; j++)
            ck_assert(shares[j] == rows[i].shares[j]);
    }
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

START_TEST(any_allocation_is_exact_and_within_a_unit_of_fair)
{
    struct random random;
    crm__random_init(&random, 11, 0);
    for (int round = 0; round < 300; round++) {
        int64_t weights[20];
        int64_t shares[20];
        int64_t sum = 0;
        size_t count = 1 + (size_t)crm__random_below(&random, 20);
        for (size_t i = 0; i < count; i++)
            sum += weights[i] = (int64_t)crm__random_below(&random, 1000) + (i == 0);
        int64_t total = (int64_t)crm__random_below(&random, 2000000) - 1000000;
        ck_assert_int_eq(crm__money_allocate(&env, total, weights, count, shares), CRM_OK);
        int64_t added = 0;
        for (size_t i = 0; i < count; i++) {
            added += shares[i];
            int64_t error = shares[i] * sum - total * weights[i];
            ck_assert_int_lt(error < 0 ? -error : error, sum);
        }
        ck_assert_int_eq(added, total);
    }
}
END_TEST

START_TEST(weights_that_say_nothing_are_refused)
{
    int64_t shares[2] = {7, 7};
    ck_assert_int_eq(crm__money_allocate(&env, 5, (int64_t[]){0, 0}, 2, shares), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "nothing to allocate to: all 2 weights are 0");
    ck_assert_int_eq(crm__money_allocate(&env, 5, NULL, 0, shares), CRM_E_INVALID);
    ck_assert_int_eq(crm__money_allocate(&env, 5, (int64_t[]){3, -1}, 2, shares), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "weight 1 is -1, at least 0");
    ck_assert_int_eq(crm__money_allocate(&env, 5, (int64_t[]){INT64_MAX, 1}, 2, shares),
                     CRM_E_LIMIT);
    heap.fail_at = 1;
    ck_assert_int_eq(crm__money_allocate(&env, 5, (int64_t[]){1, 1}, 2, shares), CRM_E_NOMEM);
    ck_assert(shares[0] == 7 && shares[1] == 7);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base money");
    TCase *tests = tcase_create("money");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, currencies_have_the_minor_units_of_iso_4217);
    tcase_add_test(tests, the_table_is_sorted_and_every_code_is_found);
    tcase_add_test(tests, an_unknown_currency_gets_a_suggestion);
    tcase_add_test(tests, amounts_are_read_in_minor_units);
    tcase_add_test(tests, amounts_that_cannot_be_held_are_refused);
    tcase_add_test(tests, rounding_follows_its_name_for_text_and_for_ratios);
    tcase_add_test(tests, rounding_up_may_leave_64_bits);
    tcase_add_test(tests, decimals_are_written_with_all_their_places);
    tcase_add_test(tests, people_see_symbol_or_code);
    tcase_add_test(tests, sums_and_products_never_wrap);
    tcase_add_test(tests, percentages_and_scales);
    tcase_add_test(tests, shares_add_up_and_ties_go_to_the_first);
    tcase_add_test(tests, any_allocation_is_exact_and_within_a_unit_of_fair);
    tcase_add_test(tests, weights_that_say_nothing_are_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
