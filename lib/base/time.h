/*
 * Time: instants are int64 microseconds since 1970-01-01T00:00:00Z, dates are int64 days since
 * 1970-01-01, both in the proleptic Gregorian calendar, years 1 to 9999. Leap seconds do not
 * exist, as in POSIX. Nothing here reads the clock, the locale or the TZ variable.
 */
#ifndef CRM_BASE_TIME_H
#define CRM_BASE_TIME_H

#include "base/memory.h"
#include "base/text.h"

#define MILLISECOND_US INT64_C(1000)
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define WEEK_US (7 * DAY_US)

#define DATE_MIN INT64_C(-719162) /* 0001-01-01 */
#define DATE_MAX INT64_C(2932896) /* 9999-12-31 */
#define TIME_MIN_US (DATE_MIN * DAY_US)
#define TIME_MAX_US ((DATE_MAX + 1) * DAY_US - 1)

enum { TIME_TEXT_SIZE = 40, DURATION_TEXT_SIZE = 64 };

/* Broken-down time; month and day from 1. */
struct civil {
    int32_t year;
    int32_t month;
    int32_t day;
    int32_t hour;
    int32_t minute;
    int32_t second;
    int32_t microsecond;
};

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY }; /* ISO 8601 */

enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

/* Calendar. Arguments may lie outside of the years 1 to 9999 as long as int32 years hold them. */
int64_t crm__date_of(int64_t year, int32_t month, int32_t day); /* month 1..12; day may overflow */
struct civil crm__date_civil(int64_t date);                     /* time members are 0 */
int64_t crm__time_of(const struct civil *civil);                /* read as UTC */
struct civil crm__time_civil(int64_t time_us);                  /* in UTC */
int64_t crm__time_date(int64_t time_us);                        /* UTC day; floors */
bool crm__year_is_leap(int64_t year);
int32_t crm__month_days(int64_t year, int32_t month);
bool crm__civil_is_valid(const struct civil *civil); /* ranges of every member, years 1..9999 */

enum weekday crm__date_weekday(int64_t date);
/* ISO 8601 week 1..53 and the year it belongs to. */
int32_t crm__date_week(int64_t date, int32_t *week_year_out);
int32_t crm__date_day_of_year(int64_t date); /* 1..366 */
int32_t crm__date_quarter(int64_t date);     /* 1..4 */
/* The same day of another month, or that month's last day when it is shorter. */
int64_t crm__date_add_months(int64_t date, int64_t months);
/* First day of the period that holds the date; weeks start on Monday. */
int64_t crm__date_period_start(int64_t date, enum period period);
/* First day of the period `count` periods later (or earlier) than the one that holds the date. */
int64_t crm__date_period_add(int64_t date, enum period period, int64_t count);
/* Whole years from `from` to `to`, as for an age; negative when `to` is before. */
int64_t crm__date_years_between(int64_t from, int64_t to);

/* RFC 3339. Parsers fail with CRM_E_SYNTAX or CRM_E_LIMIT and say why in env. */
crm_status crm__time_parse(struct env *env, struct text text, int64_t *time_us_out);
/* Without losing nanoseconds; crm__time_parse rounds down to microseconds. */
crm_status crm__time_parse_exact(struct env *env, struct text text, int64_t *seconds_out,
                                 int32_t *nanoseconds_out);
crm_status crm__date_parse(struct env *env, struct text text, int64_t *date_out); /* YYYY-MM-DD */
/* "2026-03-02T08:00:00Z"; a fraction only when there is one, without trailing zeros. The size is
 * returned. Times outside of the years 1 to 9999 are clamped. */
size_t crm__time_format(int64_t time_us, char out[TIME_TEXT_SIZE]);
/* The same instant in a fixed offset: "2026-03-02T16:00:00+08:00"; an offset of 0 is "Z". */
size_t crm__time_format_offset(int64_t time_us, int32_t offset_s, char out[TIME_TEXT_SIZE]);
size_t crm__date_format(int64_t date, char out[TIME_TEXT_SIZE]);

/*
 * Durations: "36h", "1h30m", "-1.5s", "100ms", "2us", "7ns" as in Go and CEL, and also "d" (24 h)
 * and "w" (7 d). The exact form takes no "d" and "w", as CEL, and keeps nanoseconds.
 */
crm_status crm__duration_parse(struct env *env, struct text text, int64_t *us_out);
crm_status crm__duration_parse_exact(struct env *env, struct text text, int64_t *seconds_out,
                                     int32_t *nanoseconds_out);
/* What crm__duration_parse reads back: "1h30m", "36h", "1.5s", "250ms", "0s". */
size_t crm__duration_format(int64_t us, char out[DURATION_TEXT_SIZE]);
/* For people, the two largest units: "3 days 2 hours"; in Chinese "3天2小时". */
size_t crm__duration_human(int64_t us, bool chinese, char out[DURATION_TEXT_SIZE]);

/*
 * Time zones by IANA name, read from the system's TZif files (RFC 8536) and kept. A `zones`
 * belongs to one handle, and its zones live as long as it does.
 */
struct zones {
    struct env *env;
    struct map by_name; /* positions in `list` */
    struct zone **list;
    size_t capacity;
    const char *folder; /* where to look; NULL the system's places. Set after init, borrowed */
};

void crm__zones_init(struct zones *zones, struct env *env);
void crm__zones_free(struct zones *zones);
/*
 * "Asia/Shanghai", "UTC", or a fixed offset such as "+08:00". CRM_E_UNKNOWN when there is no
 * such zone, CRM_E_INVALID when it cannot be a name, CRM_E_CORRUPT when its file is damaged.
 */
crm_status crm__zone_find(struct zones *zones, struct text name, const struct zone **zone_out);

/* In all of these, zone NULL is UTC. */
const char *crm__zone_name(const struct zone *zone);
/* Seconds to add to UTC at that instant. */
int32_t crm__zone_offset_s(const struct zone *zone, int64_t time_us);
/* "CST", "CEST", …; lives as long as the zone. */
const char *crm__zone_abbreviation(const struct zone *zone, int64_t time_us);
bool crm__zone_is_dst(const struct zone *zone, int64_t time_us);

/* A wall clock's reading, counted as if it were UTC ("local_us"). */
int64_t crm__zone_local(const struct zone *zone, int64_t time_us);

/* What a wall clock's reading means when it was skipped (gap) or shown twice (overlap). */
enum zone_choice {
    ZONE_COMPATIBLE, /* gap: moved on by the gap; overlap: the first. As RFC 5545 */
    ZONE_EARLIER,
    ZONE_LATER,
    ZONE_REFUSE, /* CRM_E_INVALID */
};
crm_status crm__zone_to_utc(struct env *env, const struct zone *zone, int64_t local_us,
                            enum zone_choice choice, int64_t *time_us_out);

/* The local date at an instant; the first instant of a local date (or of the one that holds an
 * instant), also where midnight is skipped; the first instant of a local week, month, …. */
int64_t crm__zone_date(const struct zone *zone, int64_t time_us);
int64_t crm__zone_date_start(const struct zone *zone, int64_t date);
int64_t crm__zone_day_start(const struct zone *zone, int64_t time_us);
int64_t crm__zone_period_start(const struct zone *zone, int64_t time_us, enum period period);
/* RFC 3339 with the zone's offset. */
size_t crm__zone_format(const struct zone *zone, int64_t time_us, char out[TIME_TEXT_SIZE]);

#endif
