/* Durations as text. */
#include "base/time.h"
#include "suite.h"

static struct env env;

static void setup(void)
{
    crm__env_init(&env, NULL);
}

static int64_t parsed(const char *text)
{
    int64_t us = -7;
    crm_status status = crm__duration_parse(&env, crm__text_of(text), &us);
    ck_assert_msg(status == CRM_OK, "%s: %s", text, env.error.message);
    return us;
}

START_TEST(every_unit_and_sum_of_units_is_read)
{
    ck_assert_int_eq(parsed("36h"), 36 * HOUR_US);
    ck_assert_int_eq(parsed("1h30m"), 90 * MINUTE_US);
    ck_assert_int_eq(parsed("-1.5h"), -90 * MINUTE_US);
    ck_assert_int_eq(parsed("+100ms"), 100000);
    ck_assert_int_eq(parsed("2us"), 2);
    ck_assert_int_eq(parsed("2µs3μs"), 5);
    ck_assert_int_eq(parsed("1999ns"), 1);
    ck_assert_int_eq(parsed(".5s"), 500000);
    ck_assert_int_eq(parsed("7d"), 7 * DAY_US);
    ck_assert_int_eq(parsed("2w1d"), 15 * DAY_US);
    ck_assert_int_eq(parsed("0"), 0);
    ck_assert_int_eq(parsed("-0"), 0);
    ck_assert_int_eq(parsed("0.33333333333333333333h"), 1199999999);
    ck_assert_int_eq(parsed("9223372036854775807us"), INT64_MAX);
}
END_TEST

START_TEST(refusals_say_what_is_wrong)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"", "duration '': expected a number at byte 0"},
        {"-", "duration '-': expected a number at byte 1"},
        {"h", "duration 'h': expected a number at byte 0"},
        {".s", "duration '.s': expected a number at byte 1"},
        {"15", "duration '15': expected a unit (ns, us, ms, s, m, h, d, w) at byte 2"},
        {"1h 2m", "duration '1h 2m': expected a number at byte 2"},
        {"3天", "duration '3天': expected a unit (ns, us, ms, s, m, h, d, w) at byte 1"},
        {"1.2.3s", "duration '1.2.3s': expected a unit (ns, us, ms, s, m, h, d, w) at byte 3"},
    };
    int64_t us = 7;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_int_eq(crm__duration_parse(&env, crm__text_of(rows[i].text), &us), CRM_E_SYNTAX);
        ck_assert_str_eq(env.error.message, rows[i].message);
    }
    ck_assert_int_eq(us, 7);
}
END_TEST

START_TEST(a_duration_beyond_64_bits_is_refused)
{
    int64_t us = 7;
    ck_assert_int_eq(crm__duration_parse(&env, TEXT("9223372036854775808us"), &us), CRM_E_LIMIT);
    ck_assert_int_eq(crm__duration_parse(&env, TEXT("20000000w"), &us), CRM_E_LIMIT);
    ck_assert_int_eq(
        crm__duration_parse(&env, TEXT("99999999999999999999999999999999999999999999999999h"), &us),
        CRM_E_LIMIT);
    ck_assert_int_eq(crm__duration_parse(&env, TEXT("9223372036854775807us1us"), &us), CRM_E_LIMIT);
    ck_assert_int_eq(us, 7);
}
END_TEST

START_TEST(the_exact_form_is_the_one_of_cel)
{
    int64_t seconds;
    int32_t nanoseconds;
    ck_assert_int_eq(crm__duration_parse_exact(&env, TEXT("-1.5s7ns"), &seconds, &nanoseconds),
                     CRM_OK);
    ck_assert_int_eq(seconds, -1);
    ck_assert_int_eq(nanoseconds, -500000007);
    ck_assert_int_eq(crm__duration_parse_exact(&env, TEXT("1d"), &seconds, &nanoseconds),
                     CRM_E_SYNTAX);
    ck_assert_str_eq(env.error.message,
                     "duration '1d': expected a unit (ns, us, ms, s, m, h) at byte 1");
}
END_TEST

START_TEST(durations_are_written_in_the_units_that_fit)
{
    static const struct {
        int64_t us;
        const char *text;
    } rows[] = {
        {0, "0s"},
        {1, "1us"},
        {-1500, "-1.5ms"},
        {250 * MILLISECOND_US, "250ms"},
        {1500000, "1.5s"},
        {90 * MINUTE_US, "1h30m"},
        {36 * HOUR_US, "36h"},
        {HOUR_US + 1, "1h0.000001s"},
        {59 * SECOND_US + 999999, "59.999999s"},
        {INT64_MIN, "-2562047788h54.775808s"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[DURATION_TEXT_SIZE];
        size_t size = crm__duration_format(rows[i].us, text);
        ck_assert_str_eq(text, rows[i].text);
        ck_assert_uint_eq(size, crm__text_of(text).size);
        if (rows[i].us != INT64_MIN)
            ck_assert_int_eq(parsed(text), rows[i].us);
    }
}
END_TEST

START_TEST(people_see_the_two_largest_units)
{
    static const struct {
        int64_t us;
        const char *english;
        const char *chinese;
    } rows[] = {
        {0, "0 seconds", "0秒"},
        {999999, "0 seconds", "0秒"},
        {SECOND_US, "1 second", "1秒"},
        {MINUTE_US + 30 * SECOND_US, "1 minute 30 seconds", "1分钟30秒"},
        {3 * DAY_US + 2 * HOUR_US + 59 * MINUTE_US, "3 days 2 hours", "3天2小时"},
        {DAY_US + 59 * MINUTE_US, "1 day", "1天"},
        {-5 * HOUR_US, "-5 hours", "-5小时"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[DURATION_TEXT_SIZE];
        crm__duration_human(rows[i].us, false, text);
        ck_assert_str_eq(text, rows[i].english);
        size_t size = crm__duration_human(rows[i].us, true, text);
        ck_assert_str_eq(text, rows[i].chinese);
        ck_assert_uint_eq(size, crm__text_of(text).size);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base duration");
    TCase *tests = tcase_create("duration");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, every_unit_and_sum_of_units_is_read);
    tcase_add_test(tests, refusals_say_what_is_wrong);
    tcase_add_test(tests, a_duration_beyond_64_bits_is_refused);
    tcase_add_test(tests, the_exact_form_is_the_one_of_cel);
    tcase_add_test(tests, durations_are_written_in_the_units_that_fit);
    tcase_add_test(tests, people_see_the_two_largest_units);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
