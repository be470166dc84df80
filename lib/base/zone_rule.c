/*
 * POSIX TZ rules (IEEE Std 1003.1, 8.3, with the hours of RFC 8536): the footer of a TZif file,
 * which says how the years after its last transition go.
 */
#include "base/zone.h"

#include <assert.h>
#include <string.h>

/* What is left to read. */
struct cursor {
    const char *at;
    const char *end;
};

static bool read_name(struct cursor *cursor, char out[ZONE_ABBREVIATION_SIZE]);
static bool read_offset(struct cursor *cursor, int32_t hours_limit, int32_t *seconds);
static bool read_change(struct cursor *cursor, struct zone_change *change);
static bool read_day(struct cursor *cursor, struct zone_change *change);
static bool read_number(struct cursor *cursor, int32_t low, int32_t high, int32_t *out);
static bool skip(struct cursor *cursor, char letter);
static int64_t change_local_s(const struct zone_change *change, int64_t year);

bool crm__zone_rule_read(struct text text, struct zone_rule *rule)
{
    struct cursor cursor = {text.data, text.data + text.size};
    *rule = (struct zone_rule){0};
    int32_t west_s;
    if (!read_name(&cursor, rule->standard.abbreviation) || !read_offset(&cursor, 24, &west_s))
        return false;
    rule->standard.offset_s = -west_s;
    if (cursor.at == cursor.end)
        return true;

    rule->has_daylight = true;
    rule->daylight.is_dst = true;
    if (!read_name(&cursor, rule->daylight.abbreviation))
        return false;
    rule->daylight.offset_s = rule->standard.offset_s + 3600;
    if (cursor.at < cursor.end && *cursor.at != ',') {
        if (!read_offset(&cursor, 24, &west_s))
            return false;
        rule->daylight.offset_s = -west_s;
    }
    return skip(&cursor, ',') && read_change(&cursor, &rule->to_daylight) && skip(&cursor, ',') &&
           read_change(&cursor, &rule->to_standard) && cursor.at == cursor.end;
}

const struct zone_type *crm__zone_rule_at(const struct zone_rule *rule, int64_t time_s)
{
    if (!rule->has_daylight)
        return &rule->standard;

    int64_t local_us = (time_s + rule->standard.offset_s) * SECOND_US;
    int64_t year = crm__time_civil(local_us).year;
    int64_t start_s = change_local_s(&rule->to_daylight, year) - rule->standard.offset_s;
    int64_t end_s = change_local_s(&rule->to_standard, year) - rule->daylight.offset_s;
    bool daylight = start_s < end_s ? time_s >= start_s && time_s < end_s
                                    : time_s >= start_s || time_s < end_s; /* the south */
    return daylight ? &rule->daylight : &rule->standard;
}

/* Letters, or anything of letters, digits and signs between < and >. */
static bool read_name(struct cursor *cursor, char out[ZONE_ABBREVIATION_SIZE])
{
    bool quoted = skip(cursor, '<');
    size_t size = 0;
    for (; cursor->at < cursor->end; cursor->at++) {
        char letter = *cursor->at;
        bool fits =
            (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
            (quoted && ((letter >= '0' && letter <= '9') || letter == '+' || letter == '-'));
        if (!fits)
            break;
        if (size + 1 == ZONE_ABBREVIATION_SIZE)
            return false;
        out[size++] = letter;
    }
    out[size] = '\0';
    return size >= 3 && (!quoted || skip(cursor, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool read_offset(struct cursor *cursor, int32_t hours_limit, int32_t *seconds)
{
    bool negative = skip(cursor, '-');
    if (!negative)
        skip(cursor, '+');
    int32_t hours;
    int32_t minutes = 0;
    int32_t rest = 0;
    if (!read_number(cursor, 0, hours_limit, &hours))
        return false;
    if (skip(cursor, ':') && !read_number(cursor, 0, 59, &minutes))
        return false;
    if (skip(cursor, ':') && !read_number(cursor, 0, 59, &rest))
        return false;
    *seconds = (hours * 3600 + minutes * 60 + rest) * (negative ? -1 : 1);
    return true;
}

static bool read_change(struct cursor *cursor, struct zone_change *change)
{
    if (!read_day(cursor, change))
        return false;
    change->second = 2 * 3600;
    return !skip(cursor, '/') || read_offset(cursor, 167, &change->second);
}

static bool read_day(struct cursor *cursor, struct zone_change *change)
{
    if (skip(cursor, 'J')) {
        change->form = CHANGE_JULIAN;
        return read_number(cursor, 1, 365, &change->day);
    }
    if (!skip(cursor, 'M')) {
        change->form = CHANGE_DAY;
        return read_number(cursor, 0, 365, &change->day);
    }
    change->form = CHANGE_WEEK;
    return read_number(cursor, 1, 12, &change->month) && skip(cursor, '.') &&
           read_number(cursor, 1, 5, &change->week) && skip(cursor, '.') &&
           read_number(cursor, 0, 6, &change->day);
}

static bool read_number(struct cursor *cursor, int32_t low, int32_t high, int32_t *out)
{
    int32_t value = 0;
    const char *from = cursor->at;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        value = value * 10 + (*cursor->at - '0');
        if (value > high)
            return false;
    }
    *out = value;
    return cursor->at > from && value >= low;
}

static bool skip(struct cursor *cursor, char letter)
{
    if (cursor->at == cursor->end || *cursor->at != letter)
        return false;
    cursor->at++;
    return true;
}

/* Seconds since 1970 on the wall clock that shows the change. */
static int64_t change_local_s(const struct zone_change *change, int64_t year)
{
    int64_t date = 0;
    switch (change->form) {
    case CHANGE_JULIAN: /* 1..365; 29 February is never counted */
        date = crm__date_of(year, 1, change->day) +
               (change->day >= 60 && crm__year_is_leap(year) ? 1 : 0);
        break;
    case CHANGE_DAY: /* 0..365 */
        date = crm__date_of(year, 1, change->day + 1);
        break;
    case CHANGE_WEEK: { /* the week-th such weekday of the month, 0 Sunday; 5 means the last */
        int64_t first = crm__date_of(year, change->month, 1);
        int32_t weekday = (int32_t)crm__date_weekday(first) % 7;
        int32_t day = (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
        if (day >= crm__month_days(year, change->month))
            day -= 7;
        date = first + day;
        break;
    }
    }
    return date * (DAY_US / SECOND_US) + change->second;
}
