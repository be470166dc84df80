/* The proleptic Gregorian calendar over day numbers. */
#include "base/time.h"

#include <assert.h>

static int64_t divide_floor(int64_t a, int64_t b);

/* Counts in eras of 400 years whose years start in March, so that the leap day comes last. */
int64_t crm__date_of(int64_t year, int32_t month, int32_t day)
{
    assert(month >= 1 && month <= 12);
    int64_t march_year = year - (month <= 2);
    int64_t era = divide_floor(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t march_month = (month + 9) % 12;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil crm__date_civil(int64_t date)
{
    int64_t days = date + 719468; /* since 0000-03-01 */
    int64_t era = divide_floor(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int32_t month = (int32_t)(march_month < 10 ? march_month + 3 : march_month - 9);
    return (struct civil){
        .year = (int32_t)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1),
    };
}

int64_t crm__time_of(const struct civil *civil)
{
    return crm__date_of(civil->year, civil->month, civil->day) * DAY_US + civil->hour * HOUR_US +
           civil->minute * MINUTE_US + civil->second * SECOND_US + civil->microsecond;
}

struct civil crm__time_civil(int64_t time_us)
{
    int64_t date = crm__time_date(time_us);
    int64_t rest_us = time_us - date * DAY_US;
    struct civil civil = crm__date_civil(date);
    civil.hour = (int32_t)(rest_us / HOUR_US);
    civil.minute = (int32_t)(rest_us / MINUTE_US % 60);
    civil.second = (int32_t)(rest_us / SECOND_US % 60);
    civil.microsecond = (int32_t)(rest_us % SECOND_US);
    return civil;
}

int64_t crm__time_date(int64_t time_us)
{
    return divide_floor(time_us, DAY_US);
}

bool crm__year_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t crm__month_days(int64_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && crm__year_is_leap(year));
}

bool crm__civil_is_valid(const struct civil *civil)
{
    return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 && civil->month <= 12 &&
           civil->day >= 1 && civil->day <= crm__month_days(civil->year, civil->month) &&
           civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
           civil->second >= 0 && civil->second <= 59 && civil->microsecond >= 0 &&
           civil->microsecond <= 999999;
}

enum weekday crm__date_weekday(int64_t date)
{
    int64_t since_monday = date + 3; /* 1970-01-01 was a Thursday. */
    return (enum weekday)(since_monday - divide_floor(since_monday, 7) * 7 + 1);
}

/* The week belongs to the year of its Thursday. */
int32_t crm__date_week(int64_t date, int32_t *week_year_out)
{
    int64_t thursday = date - crm__date_weekday(date) + THURSDAY;
    *week_year_out = crm__date_civil(thursday).year;
    return (crm__date_day_of_year(thursday) - 1) / 7 + 1;
}

int32_t crm__date_day_of_year(int64_t date)
{
    return (int32_t)(date - crm__date_period_start(date, PERIOD_YEAR) + 1);
}

int32_t crm__date_quarter(int64_t date)
{
    return (crm__date_civil(date).month - 1) / 3 + 1;
}

int64_t crm__date_add_months(int64_t date, int64_t months)
{
    struct civil civil = crm__date_civil(date);
    int64_t month_count = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = divide_floor(month_count, 12);
    int32_t month = (int32_t)(month_count - year * 12) + 1;
    int32_t last = crm__month_days(year, month);
    return crm__date_of(year, month, civil.day < last ? civil.day : last);
}

int64_t crm__date_period_start(int64_t date, enum period period)
{
    struct civil civil;
    switch (period) {
    case PERIOD_DAY:
        return date;
    case PERIOD_WEEK:
        return date - crm__date_weekday(date) + MONDAY;
    case PERIOD_MONTH:
        return date - crm__date_civil(date).day + 1;
    case PERIOD_QUARTER:
        civil = crm__date_civil(date);
        return crm__date_of(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case PERIOD_YEAR:
        return crm__date_of(crm__date_civil(date).year, 1, 1);
    }
    return date;
}

int64_t crm__date_period_add(int64_t date, enum period period, int64_t count)
{
    int64_t start = crm__date_period_start(date, period);
    switch (period) {
    case PERIOD_DAY:
        return start + count;
    case PERIOD_WEEK:
        return start + count * 7;
    case PERIOD_MONTH:
        return crm__date_add_months(start, count);
    case PERIOD_QUARTER:
        return crm__date_add_months(start, count * 3);
    case PERIOD_YEAR:
        return crm__date_add_months(start, count * 12);
    }
    return start;
}

int64_t crm__date_years_between(int64_t from, int64_t to)
{
    struct civil a = crm__date_civil(from);
    struct civil b = crm__date_civil(to);
    int32_t years = b.year - a.year;
    int32_t rest = (b.month - a.month) * 32 + (b.day - a.day);
    if (years > 0 && rest < 0)
        years--;
    else if (years < 0 && rest > 0)
        years++;
    return years;
}

static int64_t divide_floor(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return quotient - (a % b != 0 && (a < 0) != (b < 0));
}
