/* Dates, times, numbers, money and booleans as they stand in spreadsheets. */
#include "engine/typed.h"
#include "suite.h"

#include <stdio.h>

#include "noise.h"

enum { DAY_2024_01_05 = 19727 };

static void check_date(const char *typed, enum date_order order, int32_t day)
{
    int32_t found = INT32_MIN;
    enum typed_reason reason = crm__typed_date(crm__text_of(typed), order, &found);
    ck_assert_msg(reason == TYPED_OK && found == day, "'%s' is %s %d", typed,
                  crm__typed_reason_name(reason), found);
}

static void check_no_date(const char *typed, enum date_order order, enum typed_reason expected)
{
    int32_t found = INT32_MIN;
    enum typed_reason reason = crm__typed_date(crm__text_of(typed), order, &found);
    ck_assert_msg(reason == expected, "'%s' is %s", typed, crm__typed_reason_name(reason));
    ck_assert_int_eq(found, INT32_MIN);
}

START_TEST(dates_with_the_year_first_need_no_order)
{
    static const char *const typed[] = {
        "2024-01-05", "2024/1/5", "2024.1.5", "2024年1月5日", "2024 年 1 月 5 日", "20240105",
        "２０２４－０１－０５", "2024-01-05 00:00:00", "2024年1月5号", "24年1月5日", " 2024/01/05 ",
        "2024-01-05T00:00",
    };
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
        check_date(typed[i], DATE_ORDER_UNKNOWN, DAY_2024_01_05);
}
END_TEST

START_TEST(named_months_need_no_order)
{
    static const char *const typed[] = {"5 Jan 2024", "Jan 5, 2024", "5-Jan-24", "January 5 2024",
                                        "5 january 2024", "Jan. 5, 2024"};
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
        check_date(typed[i], DATE_ORDER_UNKNOWN, DAY_2024_01_05);
    check_date("30 Sept 1999", DATE_ORDER_UNKNOWN, 10864);
}
END_TEST

START_TEST(two_readings_are_never_guessed)
{
    check_no_date("5.1.24", DATE_ORDER_UNKNOWN, TYPED_AMBIGUOUS);
    check_no_date("05/01/2024", DATE_ORDER_UNKNOWN, TYPED_AMBIGUOUS);
    check_no_date("24/1/5", DATE_ORDER_UNKNOWN, TYPED_AMBIGUOUS);
    check_no_date("13.1.24", DATE_ORDER_UNKNOWN, TYPED_AMBIGUOUS);
    check_date("5.1.24", DATE_ORDER_DMY, DAY_2024_01_05);
    check_date("1/5/24", DATE_ORDER_MDY, DAY_2024_01_05);
    check_date("24/1/5", DATE_ORDER_YMD, DAY_2024_01_05);
    check_date("05/01/2024", DATE_ORDER_DMY, DAY_2024_01_05);
}
END_TEST

START_TEST(a_day_above_twelve_settles_the_order_of_a_long_year)
{
    check_date("13/1/2024", DATE_ORDER_UNKNOWN, DAY_2024_01_05 + 8);
    check_date("1/13/2024", DATE_ORDER_UNKNOWN, DAY_2024_01_05 + 8);
    check_date("1/1/2024", DATE_ORDER_UNKNOWN, DAY_2024_01_05 - 4);
    check_no_date("1/13/2024", DATE_ORDER_DMY, TYPED_RANGE);
}
END_TEST

START_TEST(two_digit_years_span_1970_to_2069)
{
    check_date("1.1.70", DATE_ORDER_DMY, 0);
    check_date("1.1.69", DATE_ORDER_DMY, 36160);
}
END_TEST

START_TEST(days_that_do_not_exist_are_out_of_range)
{
    check_date("2024-02-29", DATE_ORDER_UNKNOWN, 19782);
    check_no_date("2023-02-29", DATE_ORDER_UNKNOWN, TYPED_RANGE);
    check_no_date("1900-02-29", DATE_ORDER_UNKNOWN, TYPED_RANGE);
    check_date("2000-02-29", DATE_ORDER_UNKNOWN, 11016);
    check_no_date("2024-13-05", DATE_ORDER_UNKNOWN, TYPED_RANGE);
    check_no_date("20240132", DATE_ORDER_UNKNOWN, TYPED_RANGE);
    check_no_date("0000-01-01", DATE_ORDER_UNKNOWN, TYPED_RANGE);
    check_date("0001-01-01", DATE_ORDER_UNKNOWN, -719162);
    check_date("9999-12-31", DATE_ORDER_UNKNOWN, 2932896);
}
END_TEST

START_TEST(what_is_no_date_is_no_date)
{
    check_no_date("", DATE_ORDER_DMY, TYPED_EMPTY);
    static const char *const typed[] = {"昨天", "2024", "2024-01", "2024-01/05", "1-2-3-4", "45296",
                                        "2024年1月", "5 Foo 2024", "2024-01-05 13:00", "2024-001-05",
                                        "5 Ja 2024", "123456789"};
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
        check_no_date(typed[i], DATE_ORDER_DMY, TYPED_SYNTAX);
}
END_TEST

static void check_time(const char *typed, int64_t hour, int64_t minute, int64_t second_us)
{
    struct typed_time time;
    enum typed_reason reason = crm__typed_time(crm__text_of(typed), DATE_ORDER_UNKNOWN, &time);
    ck_assert_msg(reason == TYPED_OK, "'%s' is %s", typed, crm__typed_reason_name(reason));
    ck_assert_int_eq(time.day, DAY_2024_01_05);
    ck_assert(time.has_clock);
    ck_assert_msg(time.clock_us == (hour * 3600 + minute * 60) * 1000000 + second_us,
                  "'%s' is %lld", typed, (long long)time.clock_us);
}

START_TEST(times_of_day_are_read_in_both_languages)
{
    check_time("2024-01-05 14:05", 14, 5, 0);
    check_time("2024-01-05T14:05:09.25", 14, 5, 9250000);
    check_time("2024/1/5 2:05 PM", 14, 5, 0);
    check_time("2024/1/5 12:05 am", 0, 5, 0);
    check_time("2024年1月5日 下午2:05", 14, 5, 0);
    check_time("2024年1月5日14时05分09秒", 14, 5, 9000000);
    check_time("2024-01-05 14点", 14, 0, 0);
    check_time("Jan 5, 2024, 2:05 p.m.", 14, 5, 0);
    check_time("2024-01-05 中午12:30", 12, 30, 0);
}
END_TEST

START_TEST(an_offset_is_kept_for_the_caller)
{
    struct typed_time time;
    ck_assert_int_eq(crm__typed_time(TEXT("2024-01-05T14:05:00+08:00"), DATE_ORDER_UNKNOWN, &time),
                     TYPED_OK);
    ck_assert(time.has_offset);
    ck_assert_int_eq(time.offset_minute, 480);
    ck_assert_int_eq(crm__typed_time(TEXT("2024-01-05 14:05 -0330"), DATE_ORDER_UNKNOWN, &time),
                     TYPED_OK);
    ck_assert_int_eq(time.offset_minute, -210);
    ck_assert_int_eq(crm__typed_time(TEXT("2024-01-05T14:05:00Z"), DATE_ORDER_UNKNOWN, &time),
                     TYPED_OK);
    ck_assert(time.has_offset);
    ck_assert_int_eq(time.offset_minute, 0);
    ck_assert_int_eq(crm__typed_time(TEXT("2024-01-05"), DATE_ORDER_UNKNOWN, &time), TYPED_OK);
    ck_assert(!time.has_clock && !time.has_offset);
}
END_TEST

START_TEST(clocks_that_do_not_exist_are_refused)
{
    struct typed_time time;
    static const struct {
        const char *typed;
        enum typed_reason reason;
    } cases[] = {
        {"2024-01-05 24:00", TYPED_RANGE},   {"2024-01-05 14:60", TYPED_RANGE},
        {"2024-01-05 14:05:60", TYPED_RANGE}, {"2024-01-05 14:5", TYPED_SYNTAX},
        {"2024-01-05 14", TYPED_SYNTAX},     {"2024-01-05 14:05 +15:00", TYPED_RANGE},
        {"2024-01-05 14:05 x", TYPED_SYNTAX}, {"2024-01-05 0:05 PM", TYPED_RANGE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        enum typed_reason reason =
            crm__typed_time(crm__text_of(cases[i].typed), DATE_ORDER_UNKNOWN, &time);
        ck_assert_msg(reason == cases[i].reason, "'%s' is %s", cases[i].typed,
                      crm__typed_reason_name(reason));
    }
}
END_TEST

static void check_number(const char *typed, char mark, int32_t decimals, enum typed_reason reason,
                         int64_t scaled)
{
    int64_t found = INT64_MIN;
    enum typed_reason got = crm__typed_decimal(crm__text_of(typed), mark, decimals, &found);
    ck_assert_msg(got == reason && found == (reason == TYPED_OK ? scaled : INT64_MIN),
                  "'%s' is %s %lld", typed, crm__typed_reason_name(got), (long long)found);
}

START_TEST(numbers_scale_exactly)
{
    check_number("1,234.50", '.', 2, TYPED_OK, 123450);
    check_number("1.234,50", ',', 2, TYPED_OK, 123450);
    check_number("1 234 567", '.', 0, TYPED_OK, 1234567);
    check_number("1'234.5", '.', 1, TYPED_OK, 12345);
    check_number("-5", '.', 0, TYPED_OK, -5);
    check_number("5-", '.', 0, TYPED_OK, -5);
    check_number("(1,200)", '.', 0, TYPED_OK, -1200);
    check_number("+.5", '.', 2, TYPED_OK, 50);
    check_number("12%", '.', 4, TYPED_OK, 1200);
    check_number("１２３.５万", '.', 2, TYPED_OK, 123500000);
    check_number("1.2亿", '.', 0, TYPED_OK, 120000000);
    check_number("3千", '.', 0, TYPED_OK, 3000);
    check_number("200万", '.', 0, TYPED_OK, 2000000);
    check_number("1.5k", '.', 0, TYPED_OK, 1500);
    check_number("2e3", '.', 0, TYPED_OK, 2000);
    check_number("9223372036854775807", '.', 0, TYPED_OK, INT64_MAX);
    check_number("1.500", '.', 1, TYPED_OK, 15);
    check_number("0", '.', 18, TYPED_OK, 0);
}
END_TEST

START_TEST(numbers_that_do_not_fit_say_why)
{
    check_number("", '.', 0, TYPED_EMPTY, 0);
    check_number("abc", '.', 0, TYPED_SYNTAX, 0);
    check_number("12abc", '.', 0, TYPED_SYNTAX, 0);
    check_number("1.25", '.', 1, TYPED_PRECISION, 0);
    check_number("0.004", '.', 2, TYPED_PRECISION, 0);
    check_number("9223372036854775808", '.', 0, TYPED_RANGE, 0);
    check_number("92233720368547758.08", '.', 2, TYPED_RANGE, 0);
    check_number("1e80", '.', 0, TYPED_RANGE, 0);
    check_number("1,23", '.', 2, TYPED_GROUPING, 0);
    check_number("1.234,5", '.', 3, TYPED_GROUPING, 0);
    check_number("12,34,567", '.', 0, TYPED_GROUPING, 0);
    check_number("1234,567", '.', 0, TYPED_GROUPING, 0);
    check_number("1.2.3", '.', 3, TYPED_GROUPING, 0);
    check_number("1,234 567", '.', 0, TYPED_GROUPING, 0);
    check_number("--5", '.', 0, TYPED_SYNTAX, 0);
}
END_TEST

START_TEST(doubles_are_read_in_the_same_forms)
{
    double number;
    ck_assert_int_eq(crm__typed_double(TEXT("1,234.5"), '.', &number), TYPED_OK);
    ck_assert_double_eq(number, 1234.5);
    ck_assert_int_eq(crm__typed_double(TEXT("-12.5%"), '.', &number), TYPED_OK);
    ck_assert_double_eq(number, -0.125);
    ck_assert_int_eq(crm__typed_double(TEXT("0,1"), ',', &number), TYPED_OK);
    ck_assert_double_eq(number, 0.1);
    ck_assert_int_eq(crm__typed_double(TEXT("x"), '.', &number), TYPED_SYNTAX);
}
END_TEST

static void check_money(const char *typed, const char *currency, int64_t minor, const char *code)
{
    struct typed_money money = {0};
    enum typed_reason reason =
        crm__typed_money(crm__text_of(typed), '.', crm__text_of(currency), 2, &money);
    ck_assert_msg(reason == TYPED_OK && money.amount_minor == minor &&
                      strcmp(money.currency, code) == 0,
                  "'%s' is %s %lld '%s'", typed, crm__typed_reason_name(reason),
                  (long long)money.amount_minor, money.currency);
}

START_TEST(money_comes_with_signs_words_and_codes)
{
    check_money("¥1,200", "CNY", 120000, "");
    check_money("￥1,200.50", "CNY", 120050, "");
    check_money("-¥1,200", "CNY", -120000, "");
    check_money("¥-1,200", "CNY", -120000, "");
    check_money("(¥1,200)", "CNY", -120000, "");
    check_money("1200元", "CNY", 120000, "CNY");
    check_money("１２３.５万元", "CNY", 123500000, "CNY");
    check_money("RMB 1,200", "CNY", 120000, "CNY");
    check_money("人民币1200元", "CNY", 120000, "CNY");
    check_money("USD 99.9", "USD", 9990, "USD");
    check_money("99.9 usd", "USD", 9990, "USD");
    check_money("US$5", "USD", 500, "USD");
    check_money("$5", "HKD", 500, "");
    check_money("€5", "EUR", 500, "EUR");
    check_money("5", "EUR", 500, "");
    check_money("€5", "", 500, "EUR");
}
END_TEST

START_TEST(money_in_another_currency_is_refused)
{
    static const struct {
        const char *typed;
        enum typed_reason reason;
    } cases[] = {
        {"€5", TYPED_CURRENCY},   {"$5", TYPED_CURRENCY},     {"USD 5", TYPED_CURRENCY},
        {"元", TYPED_SYNTAX},     {"", TYPED_EMPTY},          {"¥", TYPED_SYNTAX},
        {"¥1.005", TYPED_PRECISION}, {"USD 5 EUR", TYPED_SYNTAX}, {"面议", TYPED_SYNTAX},
        {"-¥-5", TYPED_SYNTAX},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct typed_money money;
        enum typed_reason reason =
            crm__typed_money(crm__text_of(cases[i].typed), '.', TEXT("CNY"), 2, &money);
        ck_assert_msg(reason == cases[i].reason, "'%s' is %s", cases[i].typed,
                      crm__typed_reason_name(reason));
    }
}
END_TEST

START_TEST(booleans_come_in_many_words)
{
    static const char *const yes[] = {
        "yes", "Y", "TRUE", "t", "on", "1", "是", "有", "√", "１", " 对 "};
    static const char *const no[] = {"no", "N", "False", "off", "0", "否", "无", "×", "错"};
    bool found;
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
        ck_assert_int_eq(crm__typed_bool(crm__text_of(yes[i]), &found), TYPED_OK);
        ck_assert(found);
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
        ck_assert_int_eq(crm__typed_bool(crm__text_of(no[i]), &found), TYPED_OK);
        ck_assert(!found);
    }
    ck_assert_int_eq(crm__typed_bool(TEXT(""), &found), TYPED_EMPTY);
    ck_assert_int_eq(crm__typed_bool(TEXT("maybe"), &found), TYPED_SYNTAX);
    ck_assert_int_eq(crm__typed_bool(TEXT("2"), &found), TYPED_SYNTAX);
}
END_TEST

START_TEST(any_bytes_are_answered)
{
    static const char *const pieces[] = {"2024", "-", "/", ".", "年", "月", "日", "5", "1,234", "¥",
                                         "万",   "元", "(", ")", "jan", " ", ":", "pm", "下午", "usd"};
    struct noise noise = {6};
    for (int i = 0; i < 20000; i++) {
        struct text typed = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        struct typed_time time;
        struct typed_money money;
        int64_t scaled;
        bool truth;
        if (crm__typed_time(typed, DATE_ORDER_DMY, &time) == TYPED_OK)
            ck_assert(time.clock_us >= 0 && time.clock_us < INT64_C(86400000000));
        crm__typed_money(typed, '.', TEXT("CNY"), 2, &money);
        crm__typed_decimal(typed, ',', 3, &scaled);
        crm__typed_bool(typed, &truth);
        free((char *)typed.data);
    }
}
END_TEST

/* A blank in front takes the long way, which must come to the same. */
START_TEST(plain_forms_are_read_as_the_long_way_reads_them)
{
    static const char *const numbers[] = {
        "0",  "7",     "007",   "12.5",    "12.50",             "0.05", "1.",
        ".5", "1,5",   "1.234", "1,234",   "1,234.5",           "-3",   "12345678901234567",
        "",   "1.2.3", "00.00", "1e3",     "99999999999999999999"};
    static const char *const dates[] = {"2026-03-02", "2024-02-29", "2023-02-29", "2026-13-01",
                                        "2026-00-10", "0000-01-01", "2026-3-02", "2026-03-2x"};
    char longer[64];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(longer, sizeof longer, " %s", numbers[i]);
        for (int32_t decimals = 0; decimals < 5; decimals++) {
            for (const char *mark = ".,"; *mark; mark++) {
                int64_t plain = -1;
                int64_t wanted = -1;
                enum typed_reason reason =
                    crm__typed_decimal(crm__text_of(longer), *mark, decimals, &wanted);
                ck_assert_int_eq(
                    crm__typed_decimal(crm__text_of(numbers[i]), *mark, decimals, &plain), reason);
                ck_assert_int_eq(plain, wanted);
            }
        }
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int32_t plain = -1;
        int32_t wanted = -1;
        snprintf(longer, sizeof longer, " %s", dates[i]);
        enum typed_reason reason =
            crm__typed_date(crm__text_of(longer), DATE_ORDER_UNKNOWN, &wanted);
        ck_assert_int_eq(crm__typed_date(crm__text_of(dates[i]), DATE_ORDER_UNKNOWN, &plain),
                         reason);
        ck_assert(reason != TYPED_OK || plain == wanted);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine typed");
    TCase *tests = tcase_create("typed");
    tcase_add_test(tests, plain_forms_are_read_as_the_long_way_reads_them);
    tcase_add_test(tests, dates_with_the_year_first_need_no_order);
    tcase_add_test(tests, named_months_need_no_order);
    tcase_add_test(tests, two_readings_are_never_guessed);
    tcase_add_test(tests, a_day_above_twelve_settles_the_order_of_a_long_year);
    tcase_add_test(tests, two_digit_years_span_1970_to_2069);
    tcase_add_test(tests, days_that_do_not_exist_are_out_of_range);
    tcase_add_test(tests, what_is_no_date_is_no_date);
    tcase_add_test(tests, times_of_day_are_read_in_both_languages);
    tcase_add_test(tests, an_offset_is_kept_for_the_caller);
    tcase_add_test(tests, clocks_that_do_not_exist_are_refused);
    tcase_add_test(tests, numbers_scale_exactly);
    tcase_add_test(tests, numbers_that_do_not_fit_say_why);
    tcase_add_test(tests, doubles_are_read_in_the_same_forms);
    tcase_add_test(tests, money_comes_with_signs_words_and_codes);
    tcase_add_test(tests, money_in_another_currency_is_refused);
    tcase_add_test(tests, booleans_come_in_many_words);
    tcase_add_test(tests, any_bytes_are_answered);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
