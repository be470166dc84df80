/* Numbers as text. */
#include "base/random.h"
#include "base/text.h"
#include "suite.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

START_TEST(int64_reads_its_whole_range_and_nothing_more)
{
    int64_t value = 7;
    ck_assert_int_eq(crm__text_to_int64(TEXT("9223372036854775807"), &value), CRM_OK);
    ck_assert(value == INT64_MAX);
    ck_assert_int_eq(crm__text_to_int64(TEXT("-9223372036854775808"), &value), CRM_OK);
    ck_assert(value == INT64_MIN);
    ck_assert_int_eq(crm__text_to_int64(TEXT("-0"), &value), CRM_OK);
    ck_assert(value == 0);
    ck_assert_int_eq(crm__text_to_int64(TEXT("9223372036854775808"), &value), CRM_E_LIMIT);
    ck_assert_int_eq(crm__text_to_int64(TEXT("-9223372036854775809"), &value), CRM_E_LIMIT);
    ck_assert_int_eq(crm__text_to_int64(TEXT("99999999999999999999999"), &value), CRM_E_LIMIT);
    ck_assert(value == 0);
}
END_TEST

START_TEST(uint64_reads_its_whole_range_and_nothing_more)
{
    uint64_t value = 7;
    ck_assert_int_eq(crm__text_to_uint64(TEXT("18446744073709551615"), &value), CRM_OK);
    ck_assert(value == UINT64_MAX);
    ck_assert_int_eq(crm__text_to_uint64(TEXT("18446744073709551616"), &value), CRM_E_LIMIT);
    ck_assert_int_eq(crm__text_to_uint64(TEXT("-1"), &value), CRM_E_SYNTAX);
    ck_assert(value == UINT64_MAX);
}
END_TEST

START_TEST(integers_take_digits_and_nothing_else)
{
    static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "１", "--1"};
    int64_t value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(crm__text_to_int64(crm__text_of(bad[i]), &value), CRM_E_SYNTAX);
    ck_assert(value == 7);
}
END_TEST

START_TEST(integers_print_as_they_read)
{
    static const int64_t values[] = {0, 7, -7, 10, 1234567890, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[NUMBER_TEXT_SIZE];
        size_t size = crm__int64_to_text(values[i], text);
        ck_assert_int_eq(text[size], '\0');
        int64_t back;
        ck_assert_int_eq(crm__text_to_int64((struct text){text, size}, &back), CRM_OK);
        ck_assert(back == values[i]);
    }
}
END_TEST

START_TEST(doubles_print_as_short_as_they_can)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {-2.25, "-2.25"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {100, "100"},
        {123456.789, "123456.789"},
        {0.000001, "0.000001"},
        {0.0000001, "1e-7"},
        {1.5e-9, "1.5e-9"},
        {1e20, "100000000000000000000"},
        {1e21, "1e+21"},
        {1e23, "1e+23"},
        {6.02214076e23, "6.02214076e+23"},
        {9007199254740993.0, "9007199254740992"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {0x1p-44, "5.684341886080802e-14"}, /* correctly rounded, it would need a digit more */
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
        {-NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[NUMBER_TEXT_SIZE];
        size_t size = crm__double_to_text(rows[i].value, text);
        ck_assert_str_eq(text, rows[i].text);
        ck_assert_uint_eq(size, strlen(text));
    }
}
END_TEST

/* Doubles of every size and sign, subnormal ones and powers of two among them. */
static double any_double(struct random *random, int round)
{
    uint64_t bits = crm__random_next(random);
    if (round % 4 == 1)
        bits &= UINT64_C(0x800fffffffffffff);
    if (round % 4 == 2)
        bits &= UINT64_C(0xfff0000000000000);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value - value == 0 ? value : 1;
}

START_TEST(every_double_reads_back_and_libc_agrees)
{
    struct random random;
    crm__random_init(&random, 7, 0);
    for (int round = 0; round < 20000; round++) {
        double value = any_double(&random, round);
        char text[NUMBER_TEXT_SIZE];
        char longer[NUMBER_TEXT_SIZE];
        crm__double_to_text(value, text);
        snprintf(longer, sizeof longer, "%.17g", value);
        double back = 7;
        ck_assert_int_eq(crm__text_to_double(crm__text_of(text), &back), CRM_OK);
        ck_assert_msg(memcmp(&back, &value, sizeof value) == 0, "%s", text);
        ck_assert_msg(strtod(text, NULL) == value, "%s", text);
        ck_assert_int_eq(crm__text_to_double(crm__text_of(longer), &back), CRM_OK);
        ck_assert_msg(back == value, "%s", longer);
    }
}
END_TEST

START_TEST(decimals_next_to_a_midpoint_are_settled_exactly)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"9007199254740993", 9007199254740992.0}, /* a tie, to even */
        {"9007199254740993.0000000000000000000000000000000000000000000000001", 9007199254740994.0},
        {"9007199254740995", 9007199254740996.0},
        {"9007199254740992999999999999999999999999e-24", 9007199254740992.0},
        {"1.00000000000000011102230246251565404236316680908203125", 1.0},
        {"1.00000000000000011102230246251565404236316680908203126", 0x1.0000000000001p0},
        {"2.4703282292062327e-324", 0}, /* just below half of the least double */
        {"2.4703282292062328e-324", 5e-324},
        {"1.7976931348623158e308", 1.7976931348623157e308},
        {"2.2250738585072011e-308", 0x1.ffffffffffffep-1023}, /* once hung other parsers */
        {"0.000000000000000000000000000000000000000000000000001e51", 1},
        {"100000000000000000000000000000000000000000000000000e-50", 1},
        {"1e-400", 0},
        {"0e999999999999999999999", 0},
        {".5", 0.5},
        {"5.", 5},
        {"1E+2", 100},
        {"-0.0", -0.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = 7;
        ck_assert_int_eq(crm__text_to_double(crm__text_of(rows[i].text), &value), CRM_OK);
        ck_assert_msg(memcmp(&value, &rows[i].value, sizeof value) == 0, "%s", rows[i].text);
    }
}
END_TEST

START_TEST(any_number_of_digits_counts)
{
    /* 2^53 + 1 is a tie; a digit 2000 places behind the point breaks it. */
    static char digits[4096];
    size_t size = (size_t)snprintf(digits, sizeof digits, "9007199254740993.");
    memset(digits + size, '0', 2000);
    double value;
    ck_assert_int_eq(crm__text_to_double((struct text){digits, size + 2000}, &value), CRM_OK);
    ck_assert(value == 9007199254740992.0);
    digits[size + 2000] = '1';
    ck_assert_int_eq(crm__text_to_double((struct text){digits, size + 2001}, &value), CRM_OK);
    ck_assert(value == 9007199254740994.0);
}
END_TEST

START_TEST(doubles_refuse_what_is_no_decimal_number)
{
    static const char *const bad[] = {"",    "-",  ".",     "e5", "1e", "1e+", "1.2.3", "inf",
                                      "nan", "+1", "0x1p3", " 1", "1 ", "1,5", "１",    "1e5.0"};
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(crm__text_to_double(crm__text_of(bad[i]), &value), CRM_E_SYNTAX);
    ck_assert(value == 7);
}
END_TEST

START_TEST(doubles_refuse_what_is_infinite)
{
    static const char *const bad[] = {"1e999", "-1e309", "1.7976931348623159e308",
                                      "1e99999999999999999999999999"};
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(crm__text_to_double(crm__text_of(bad[i]), &value), CRM_E_LIMIT);
    ck_assert(value == 7);
}
END_TEST

START_TEST(a_locale_with_a_decimal_comma_changes_nothing)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]))
            break;
    char text[NUMBER_TEXT_SIZE];
    crm__double_to_text(1234.5, text);
    double value = 7;
    ck_assert_int_eq(crm__text_to_double(TEXT("1234.5"), &value), CRM_OK);
    ck_assert_int_eq(crm__text_to_double(TEXT("1234,5"), &value), CRM_E_SYNTAX);
    setlocale(LC_ALL, "C");
    ck_assert_str_eq(text, "1234.5");
    ck_assert(value == 1234.5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base number");
    TCase *tests = tcase_create("number");
    tcase_add_test(tests, int64_reads_its_whole_range_and_nothing_more);
    tcase_add_test(tests, uint64_reads_its_whole_range_and_nothing_more);
    tcase_add_test(tests, integers_take_digits_and_nothing_else);
    tcase_add_test(tests, integers_print_as_they_read);
    tcase_add_test(tests, doubles_print_as_short_as_they_can);
    tcase_add_test(tests, every_double_reads_back_and_libc_agrees);
    tcase_add_test(tests, decimals_next_to_a_midpoint_are_settled_exactly);
    tcase_add_test(tests, any_number_of_digits_counts);
    tcase_add_test(tests, doubles_refuse_what_is_no_decimal_number);
    tcase_add_test(tests, doubles_refuse_what_is_infinite);
    tcase_add_test(tests, a_locale_with_a_decimal_comma_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
