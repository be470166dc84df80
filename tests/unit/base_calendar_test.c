/* The calendar over day numbers. */
#include "base/time.h"
#include "suite.h"

START_TEST(known_dates_have_known_day_numbers)
{
    ck_assert_int_eq(crm__date_of(1970, 1, 1), 0);
    ck_assert_int_eq(crm__date_of(1969, 12, 31), -1);
    ck_assert_int_eq(crm__date_of(2000, 2, 29), 11016);
    ck_assert_int_eq(crm__date_of(2026, 3, 2), TEST_NOW_US / DAY_US);
    ck_assert_int_eq(crm__date_of(1, 1, 1), DATE_MIN);
    ck_assert_int_eq(crm__date_of(9999, 12, 31), DATE_MAX);
}
END_TEST

START_TEST(every_day_of_the_calendar_comes_back)
{
    size_t wrong = 0;
    struct civil yesterday = crm__date_civil(DATE_MIN - 1);
    for (int64_t date = DATE_MIN; date <= DATE_MAX; date++) {
        struct civil civil = crm__date_civil(date);
        wrong += crm__date_of(civil.year, civil.month, civil.day) != date;
        bool next_day = civil.day == yesterday.day + 1 && civil.month == yesterday.month;
        bool next_month = civil.day == 1 && civil.month == yesterday.month % 12 + 1 &&
                          yesterday.day == crm__month_days(yesterday.year, yesterday.month);
        wrong += !next_day && !next_month;
        yesterday = civil;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(weekdays_follow_each_other)
{
    ck_assert_int_eq(crm__date_weekday(crm__date_of(2026, 3, 2)), MONDAY);
    ck_assert_int_eq(crm__date_weekday(crm__date_of(2026, 3, 8)), SUNDAY);
    ck_assert_int_eq(crm__date_weekday(crm__date_of(1970, 1, 1)), THURSDAY);
    ck_assert_int_eq(crm__date_weekday(crm__date_of(1, 1, 1)), MONDAY);
    ck_assert_int_eq(crm__date_weekday(-4), SUNDAY);
}
END_TEST

START_TEST(iso_weeks_belong_to_the_year_of_their_thursday)
{
    static const struct {
        int32_t year, month, day, week_year, week;
    } rows[] = {
        {2005, 1, 1, 2004, 53}, {2005, 1, 2, 2004, 53},  {2005, 12, 31, 2005, 52},
        {2007, 1, 1, 2007, 1},  {2008, 12, 29, 2009, 1}, {2009, 12, 31, 2009, 53},
        {2010, 1, 3, 2009, 53}, {2010, 1, 4, 2010, 1},   {2026, 3, 2, 2026, 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t year;
        int64_t date = crm__date_of(rows[i].year, rows[i].month, rows[i].day);
        ck_assert_int_eq(crm__date_week(date, &year), rows[i].week);
        ck_assert_int_eq(year, rows[i].week_year);
    }
}
END_TEST

static int64_t plus_months(int32_t year, int32_t month, int32_t day, int64_t months)
{
    return crm__date_add_months(crm__date_of(year, month, day), months);
}

START_TEST(added_months_are_clamped_to_the_shorter_month)
{
    ck_assert_int_eq(plus_months(2026, 1, 31, 1), crm__date_of(2026, 2, 28));
    ck_assert_int_eq(plus_months(2024, 1, 31, 1), crm__date_of(2024, 2, 29));
    ck_assert_int_eq(plus_months(2024, 2, 29, 12), crm__date_of(2025, 2, 28));
    ck_assert_int_eq(plus_months(2026, 3, 31, -1), crm__date_of(2026, 2, 28));
    ck_assert_int_eq(plus_months(2026, 1, 15, -13), crm__date_of(2024, 12, 15));
    ck_assert_int_eq(plus_months(2026, 12, 1, 1), crm__date_of(2027, 1, 1));
    ck_assert_int_eq(plus_months(2026, 5, 5, 0), crm__date_of(2026, 5, 5));
}
END_TEST

START_TEST(periods_start_where_people_expect)
{
    int64_t date = crm__date_of(2026, 8, 20); /* a Thursday */
    ck_assert_int_eq(crm__date_period_start(date, PERIOD_DAY), date);
    ck_assert_int_eq(crm__date_period_start(date, PERIOD_WEEK), crm__date_of(2026, 8, 17));
    ck_assert_int_eq(crm__date_period_start(date, PERIOD_MONTH), crm__date_of(2026, 8, 1));
    ck_assert_int_eq(crm__date_period_start(date, PERIOD_QUARTER), crm__date_of(2026, 7, 1));
    ck_assert_int_eq(crm__date_period_start(date, PERIOD_YEAR), crm__date_of(2026, 1, 1));
    ck_assert_int_eq(crm__date_quarter(date), 3);
    ck_assert_int_eq(crm__date_quarter(crm__date_of(2026, 12, 31)), 4);
    ck_assert_int_eq(crm__date_day_of_year(crm__date_of(2024, 12, 31)), 366);
    ck_assert_int_eq(crm__date_day_of_year(crm__date_of(2026, 1, 1)), 1);
}
END_TEST

START_TEST(periods_are_added_from_their_start)
{
    int64_t date = crm__date_of(2026, 1, 31);
    ck_assert_int_eq(crm__date_period_add(date, PERIOD_DAY, -31), crm__date_of(2025, 12, 31));
    ck_assert_int_eq(crm__date_period_add(date, PERIOD_WEEK, 1), crm__date_of(2026, 2, 2));
    ck_assert_int_eq(crm__date_period_add(date, PERIOD_MONTH, 1), crm__date_of(2026, 2, 1));
    ck_assert_int_eq(crm__date_period_add(date, PERIOD_QUARTER, -1), crm__date_of(2025, 10, 1));
    ck_assert_int_eq(crm__date_period_add(date, PERIOD_YEAR, 2), crm__date_of(2028, 1, 1));
}
END_TEST

START_TEST(ages_change_on_the_birthday)
{
    int64_t born = crm__date_of(2000, 2, 29);
    ck_assert_int_eq(crm__date_years_between(born, crm__date_of(2026, 2, 28)), 25);
    ck_assert_int_eq(crm__date_years_between(born, crm__date_of(2026, 3, 1)), 26);
    ck_assert_int_eq(crm__date_years_between(born, born), 0);
    ck_assert_int_eq(crm__date_years_between(crm__date_of(2026, 3, 2), crm__date_of(2025, 3, 3)),
                     0);
    ck_assert_int_eq(crm__date_years_between(crm__date_of(2026, 3, 2), crm__date_of(2025, 3, 2)),
                     -1);
}
END_TEST

START_TEST(times_before_1970_break_down_too)
{
    struct civil civil = crm__time_civil(-1);
    ck_assert_int_eq(civil.year, 1969);
    ck_assert_int_eq(civil.hour, 23);
    ck_assert_int_eq(civil.microsecond, 999999);
    ck_assert_int_eq(crm__time_of(&civil), -1);
    ck_assert_int_eq(crm__time_date(-1), -1);
    ck_assert_int_eq(crm__time_date(DAY_US - 1), 0);
}
END_TEST

START_TEST(a_civil_time_is_checked_member_by_member)
{
    struct civil good = {2024, 2, 29, 23, 59, 59, 999999};
    ck_assert(crm__civil_is_valid(&good));
    struct civil bad[] = {
        {2023, 2, 29, 0, 0, 0, 0},      {0, 1, 1, 0, 0, 0, 0},     {10000, 1, 1, 0, 0, 0, 0},
        {2024, 13, 1, 0, 0, 0, 0},      {2024, 0, 1, 0, 0, 0, 0},  {2024, 1, 0, 0, 0, 0, 0},
        {2024, 1, 1, 24, 0, 0, 0},      {2024, 1, 1, 0, 60, 0, 0}, {2024, 1, 1, 0, 0, 60, 0},
        {2024, 1, 1, 0, 0, 0, 1000000}, {2024, 1, 1, 0, 0, 0, -1}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert(!crm__civil_is_valid(&bad[i]));
    ck_assert(crm__year_is_leap(2000));
    ck_assert(!crm__year_is_leap(1900));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base calendar");
    TCase *tests = tcase_create("calendar");
    tcase_add_test(tests, known_dates_have_known_day_numbers);
    tcase_add_test(tests, every_day_of_the_calendar_comes_back);
    tcase_add_test(tests, weekdays_follow_each_other);
    tcase_add_test(tests, iso_weeks_belong_to_the_year_of_their_thursday);
    tcase_add_test(tests, added_months_are_clamped_to_the_shorter_month);
    tcase_add_test(tests, periods_start_where_people_expect);
    tcase_add_test(tests, periods_are_added_from_their_start);
    tcase_add_test(tests, ages_change_on_the_birthday);
    tcase_add_test(tests, times_before_1970_break_down_too);
    tcase_add_test(tests, a_civil_time_is_checked_member_by_member);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
