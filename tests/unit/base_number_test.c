/* Numbers as text. */
#include "base/text.h"
#include "suite.h"

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

START_TEST(doubles_print_short_and_read_back)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"}, {1.5, "1.5"}, {-2.25, "-2.25"}, {1.0 / 3, "0.3333333333333333"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[NUMBER_TEXT_SIZE];
        crm__double_to_text(rows[i].value, text);
        ck_assert_str_eq(text, rows[i].text);
        double back;
        ck_assert_int_eq(crm__text_to_double(crm__text_of(text), &back), CRM_OK);
        ck_assert(back == rows[i].value);
    }
}
END_TEST

START_TEST(doubles_refuse_what_is_no_decimal_number)
{
    static const char *const bad[] = {"",    "-",   ".",     "e5", "1e", "1e+", "1.2.3",
                                      "inf", "nan", "0x1p3", " 1", "1 ", "1,5"};
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(crm__text_to_double(crm__text_of(bad[i]), &value), CRM_E_SYNTAX);
    ck_assert_int_eq(crm__text_to_double(TEXT("1e999"), &value), CRM_E_LIMIT);
    ck_assert(value == 7);
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
    tcase_add_test(tests, doubles_print_short_and_read_back);
    tcase_add_test(tests, doubles_refuse_what_is_no_decimal_number);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
