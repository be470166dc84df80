/* Parts of timestamps and durations. Months, days of month and days of year count from 0 where
 * the CEL specification says so; getDate() counts from 1. */
#include "rule/evaluators.h"

#include "base/time.h"
#include "rule/fixed_offset.h"

enum { SECONDS_PER_DAY = 86400, NANOS_PER_MILLISECOND = 1000000 };

/* A wall clock's reading: local seconds since 1970 and what follows from them. */
struct reading {
    int64_t day;
    int32_t second; /* of the day */
    int32_t nanos;
};

static struct reading reading_of(const struct rule_value *time, int32_t offset_s)
{
    int64_t local = time->integer + offset_s;
    int64_t day = local / SECONDS_PER_DAY;
    int64_t second = local % SECONDS_PER_DAY;
    if (second < 0) {
        second += SECONDS_PER_DAY;
        day--;
    }
    return (struct reading){.day = day, .second = (int32_t)second, .nanos = time->nanos};
}

static int64_t full_year(struct reading reading)
{
    return crm__date_civil(reading.day).year;
}

static int64_t month(struct reading reading)
{
    return crm__date_civil(reading.day).month - 1;
}

static int64_t date(struct reading reading)
{
    return crm__date_civil(reading.day).day;
}

static int64_t day_of_month(struct reading reading)
{
    return crm__date_civil(reading.day).day - 1;
}

static int64_t day_of_week(struct reading reading)
{
    return crm__date_weekday(reading.day) % 7; /* Sunday is 0. */
}

static int64_t day_of_year(struct reading reading)
{
    return crm__date_day_of_year(reading.day) - 1;
}

static int64_t hours(struct reading reading)
{
    return reading.second / 3600;
}

static int64_t minutes(struct reading reading)
{
    return reading.second / 60 % 60;
}

static int64_t seconds(struct reading reading)
{
    return reading.second % 60;
}

static int64_t milliseconds(struct reading reading)
{
    return reading.nanos / NANOS_PER_MILLISECOND;
}

bool crm__zone_fixed_offset(struct text text, int32_t *offset_s)
{
    size_t at = text.size > 0 && (text.data[0] == '+' || text.data[0] == '-');
    if (text.size != at + 5 || text.data[at + 2] != ':')
        return false;
    int32_t digits[4];
    static const uint8_t PLACES[] = {0, 1, 3, 4};
    for (size_t i = 0; i < 4; i++) {
        char c = text.data[at + PLACES[i]];
        if (c < '0' || c > '9')
            return false;
        digits[i] = c - '0';
    }
    int32_t hour = digits[0] * 10 + digits[1];
    int32_t minute = digits[2] * 10 + digits[3];
    if (hour > 23 || minute > 59)
        return false;
    *offset_s = (hour * 60 + minute) * 60;
    if (text.data[0] == '-')
        *offset_s = -*offset_s;
    return true;
}

/* Zones that the rule names were read when it was compiled; others are read for this call. */
static bool zone_offset(struct evaluation *evaluation, struct text name,
                        const struct rule_value *time, int32_t *offset_s)
{
    int64_t time_us = time->integer * SECOND_US + time->nanos / 1000;
    const struct zones *known = &evaluation->rule->zones;
    const int64_t *index = crm__map_find(&known->by_name, name);
    if (index) {
        *offset_s = crm__zone_offset_s(known->list[*index], time_us);
        return true;
    }
    struct zones zones;
    const struct zone *zone = NULL;
    crm__zones_init(&zones, evaluation->env);
    crm_status status = crm__zone_find(&zones, name, &zone);
    if (status >= 0)
        *offset_s = crm__zone_offset_s(zone, time_us);
    else if (status == CRM_E_NOMEM)
        evaluation->status = status;
    else
        crm__error_clear(evaluation->env);
    crm__zones_free(&zones);
    return status >= 0;
}

static void part_in(struct evaluation *evaluation, const struct rule_value *args,
                    int64_t (*part)(struct reading reading), struct rule_value *out)
{
    int32_t offset_s = 0;
    if (crm__zone_fixed_offset(args[1].text, &offset_s) ||
        zone_offset(evaluation, args[1].text, &args[0], &offset_s))
        *out = crm__rule_int(part(reading_of(&args[0], offset_s)));
    else
        *out = crm__rule_error("no such time zone");
}

#define TIME_PART(name)                                                                            \
    EVALUATOR(name)                                                                                \
    {                                                                                              \
        (void)evaluation;                                                                          \
        *out = crm__rule_int(name(reading_of(&args[0], 0)));                                       \
    }                                                                                              \
    EVALUATOR(name##_in)                                                                           \
    {                                                                                              \
        part_in(evaluation, args, name, out);                                                      \
    }

TIME_PART(full_year)
TIME_PART(month)
TIME_PART(date)
TIME_PART(day_of_month)
TIME_PART(day_of_week)
TIME_PART(day_of_year)
TIME_PART(hours)
TIME_PART(minutes)
TIME_PART(seconds)
TIME_PART(milliseconds)

/* --- durations: totals, but milliseconds are the part of a second --- */

EVALUATOR(duration_hours)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer / INT64_C(3600000000000));
}

EVALUATOR(duration_minutes)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer / INT64_C(60000000000));
}

EVALUATOR(duration_seconds)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer / INT64_C(1000000000));
}

EVALUATOR(duration_milliseconds)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].integer / NANOS_PER_MILLISECOND % 1000);
}
