/* RFC 3339. */
#include "base/time.h"
#include "suite.h"

static struct env env;

static void setup(void)
{
    crm__env_init(&env, NULL);
}

static int64_t parsed(const char *text)
{
    int64_t time_us = -7;
    crm_status status = crm__time_parse(&env, crm__text_of(text), &time_us);
    ck_assert_msg(status == CRM_OK, "%s: %s", text, env.error.message);
    return time_us;
}

START_TEST(instants_are_read_in_every_form_of_rfc_3339)
{
    ck_assert_int_eq(parsed("1970-01-01T00:00:00Z"), 0);
    ck_assert_int_eq(parsed("2026-03-02T08:00:00Z"), TEST_NOW_US);
    ck_assert_int_eq(parsed("2026-03-02t08:00:00z"), TEST_NOW_US);
    ck_assert_int_eq(parsed("2026-03-02T16:00:00+08:00"), TEST_NOW_US);
    ck_assert_int_eq(parsed("2026-03-01T23:30:00-08:30"), TEST_NOW_US);
    ck_assert_int_eq(parsed("2026-03-02T08:00:00.5Z"), TEST_NOW_US + 500000);
    ck_assert_int_eq(parsed("2026-03-02T08:00:00.000001Z"), TEST_NOW_US + 1);
    ck_assert_int_eq(parsed("1969-12-31T23:59:59.9999999Z"), -1);
    ck_assert_int_eq(parsed("0001-01-01T00:00:00Z"), TIME_MIN_US);
    ck_assert_int_eq(parsed("9999-12-31T23:59:59.999999Z"), TIME_MAX_US);
}
END_TEST

START_TEST(the_exact_form_keeps_nanoseconds)
{
    int64_t seconds;
    int32_t nanoseconds;
    ck_assert_int_eq(crm__time_parse_exact(&env, TEXT("1969-12-31T23:59:59.12345678912Z"), &seconds,
                                           &nanoseconds),
                     CRM_OK);
    ck_assert_int_eq(seconds, -1);
    ck_assert_int_eq(nanoseconds, 123456789);
}
END_TEST

START_TEST(refusals_say_what_is_wrong)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"", "time '': expected a digit at byte 0"},
        {"2026-3-02T08:00:00Z", "time '2026-3-02T08:00:00Z': expected a digit at byte 6"},
        {"2026/03/02", "time '2026/03/02': expected '-' at byte 4"},
        {"2026-13-02T08:00:00Z", "time '2026-13-02T08:00:00Z': month is 13, expected 1 to 12"},
        {"2026-02-29T08:00:00Z", "time '2026-02-29T08:00:00Z': day is 29, expected 1 to 28"},
        {"2026-03-02", "time '2026-03-02': expected 'T' at byte 10"},
        {"2026-03-02 08:00:00Z", "time '2026-03-02 08:00:00Z': expected 'T' at byte 10"},
        {"2026-03-02T24:00:00Z", "time '2026-03-02T24:00:00Z': hour is 24, expected 0 to 23"},
        {"2026-03-02T23:59:60Z", "time '2026-03-02T23:59:60Z': second is 60, expected 0 to 59"},
        {"2026-03-02T08:00:00", "time '2026-03-02T08:00:00': expected 'Z' or an offset such as "
                                "'+08:00' at byte 19"},
        {"2026-03-02T08:00:00.Z", "time '2026-03-02T08:00:00.Z': expected a digit at byte 20"},
        {"2026-03-02T08:00:00Z ", "time '2026-03-02T08:00:00Z ': expected the end at byte 20"},
        {"2026-03-02T08:00:00+0800", "time '2026-03-02T08:00:00+0800': expected ':' at byte 22"},
        {"0000-01-01T00:00:00Z", "time '0000-01-01T00:00:00Z': year is 0, expected 1 to 9999"},
    };
    int64_t time_us = 7;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_int_eq(crm__time_parse(&env, crm__text_of(rows[i].text), &time_us), CRM_E_SYNTAX);
        ck_assert_str_eq(env.error.message, rows[i].message);
    }
    ck_assert_int_eq(time_us, 7);
}
END_TEST

START_TEST(an_offset_may_not_leave_the_calendar)
{
    int64_t time_us;
    ck_assert_int_eq(crm__time_parse(&env, TEXT("0001-01-01T00:00:00+08:00"), &time_us),
                     CRM_E_LIMIT);
    ck_assert_int_eq(crm__time_parse(&env, TEXT("9999-12-31T23:00:00-08:00"), &time_us),
                     CRM_E_LIMIT);
}
END_TEST

static const char *formatted(int64_t time_us, int32_t offset_s)
{
    static char text[TIME_TEXT_SIZE];
    size_t size = crm__time_format_offset(time_us, offset_s, text);
    ck_assert_int_eq(text[size], '\0');
    return text;
}

START_TEST(instants_are_written_as_short_as_they_can_be)
{
    ck_assert_str_eq(formatted(TEST_NOW_US, 0), "2026-03-02T08:00:00Z");
    ck_assert_str_eq(formatted(TEST_NOW_US + 120000, 0), "2026-03-02T08:00:00.12Z");
    ck_assert_str_eq(formatted(-1, 0), "1969-12-31T23:59:59.999999Z");
    ck_assert_str_eq(formatted(TEST_NOW_US, 8 * 3600), "2026-03-02T16:00:00+08:00");
    ck_assert_str_eq(formatted(TEST_NOW_US, -9 * 3600 - 1800), "2026-03-01T22:30:00-09:30");
    ck_assert_str_eq(formatted(INT64_MAX, 0), "9999-12-31T23:59:59.999999Z");
    ck_assert_str_eq(formatted(INT64_MIN, -3600), "0001-01-01T00:00:00-01:00");
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    for (int64_t time_us = TIME_MIN_US; time_us < TIME_MAX_US - 40000 * DAY_US;
         time_us += 31556952123457)
        for (int32_t offset_s = -43200; offset_s <= 50400; offset_s += 20700)
            if (time_us > TIME_MIN_US + DAY_US)
                ck_assert_int_eq(parsed(formatted(time_us, offset_s)), time_us);
}
END_TEST

START_TEST(dates_are_days_and_nothing_else)
{
    int64_t date = 7;
    char text[TIME_TEXT_SIZE];
    ck_assert_int_eq(crm__date_parse(&env, TEXT("2024-02-29"), &date), CRM_OK);
    ck_assert_int_eq(date, crm__date_of(2024, 2, 29));
    crm__date_format(date, text);
    ck_assert_str_eq(text, "2024-02-29");
    crm__date_format(INT64_MIN, text);
    ck_assert_str_eq(text, "0001-01-01");
    crm__date_format(INT64_MAX, text);
    ck_assert_str_eq(text, "9999-12-31");
    ck_assert_int_eq(crm__date_parse(&env, TEXT("2026-03-02T00:00:00Z"), &date), CRM_E_SYNTAX);
    ck_assert_int_eq(crm__date_parse(&env, TEXT("２０２６-03-02"), &date), CRM_E_SYNTAX);
    ck_assert_int_eq(crm__date_parse(&env, TEXT("2026-04-31"), &date), CRM_E_SYNTAX);
    ck_assert_int_eq(date, crm__date_of(2024, 2, 29));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base time");
    TCase *tests = tcase_create("time");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, instants_are_read_in_every_form_of_rfc_3339);
    tcase_add_test(tests, the_exact_form_keeps_nanoseconds);
    tcase_add_test(tests, refusals_say_what_is_wrong);
    tcase_add_test(tests, an_offset_may_not_leave_the_calendar);
    tcase_add_test(tests, instants_are_written_as_short_as_they_can_be);
    tcase_add_test(tests, what_is_written_reads_back);
    tcase_add_test(tests, dates_are_days_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
