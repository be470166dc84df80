/* RFC 3339: reading and writing instants and dates. */
#include "base/time.h"

#include <string.h>

/* Where a parser stands, and how it says what it wanted there. */
struct scan {
    struct env *env;
    struct text text;
    size_t at;
};

static crm_status date_scan(struct scan *scan, struct civil *civil);
static crm_status clock_scan(struct scan *scan, struct civil *civil, int32_t *nanoseconds);
static crm_status fraction_scan(struct scan *scan, int32_t *nanoseconds);
static crm_status offset_scan(struct scan *scan, int32_t *offset_s);
static crm_status digits_scan(struct scan *scan, size_t count, const char *what, int32_t low,
                              int32_t high, int32_t *out);
static crm_status letter_scan(struct scan *scan, char letter);
static crm_status end_scan(const struct scan *scan);
static crm_status fail_expected(const struct scan *scan, const char *what);
static int64_t clamp(int64_t time_us);
static char *put_digits(char *to, int32_t value, int count);
static char *put_date(char *to, const struct civil *civil);

crm_status crm__time_parse(struct env *env, struct text text, int64_t *time_us_out)
{
    int64_t seconds;
    int32_t nanoseconds;
    crm_status status = crm__time_parse_exact(env, text, &seconds, &nanoseconds);
    if (status == CRM_OK)
        *time_us_out = seconds * SECOND_US + nanoseconds / 1000;
    return status;
}

crm_status crm__time_parse_exact(struct env *env, struct text text, int64_t *seconds_out,
                                 int32_t *nanoseconds_out)
{
    struct scan scan = {env, text, 0};
    struct civil civil = {0};
    int32_t nanoseconds = 0;
    int32_t offset_s = 0;
    crm_status status = date_scan(&scan, &civil);
    if (status == CRM_OK)
        status = letter_scan(&scan, 'T');
    if (status == CRM_OK)
        status = clock_scan(&scan, &civil, &nanoseconds);
    if (status == CRM_OK)
        status = offset_scan(&scan, &offset_s);
    if (status == CRM_OK)
        status = end_scan(&scan);
    if (status < 0)
        return status;

    int64_t seconds = crm__time_of(&civil) / SECOND_US - offset_s;
    if (seconds < TIME_MIN_US / SECOND_US || seconds > TIME_MAX_US / SECOND_US)
        return crm__fail(env, CRM_E_LIMIT, "time '%.*s': outside of the years 1 to 9999 in UTC",
                         (int)text.size, text.data);
    *seconds_out = seconds;
    *nanoseconds_out = nanoseconds;
    return CRM_OK;
}

crm_status crm__date_parse(struct env *env, struct text text, int64_t *date_out)
{
    struct scan scan = {env, text, 0};
    struct civil civil = {0};
    crm_status status = date_scan(&scan, &civil);
    if (status == CRM_OK)
        status = end_scan(&scan);
    if (status == CRM_OK)
        *date_out = crm__date_of(civil.year, civil.month, civil.day);
    return status;
}

size_t crm__time_format(int64_t time_us, char out[TIME_TEXT_SIZE])
{
    return crm__time_format_offset(time_us, 0, out);
}

size_t crm__time_format_offset(int64_t time_us, int32_t offset_s, char out[TIME_TEXT_SIZE])
{
    /* RFC 3339 has no seconds in offsets: those of local mean time, long ago, are cut off. */
    int32_t offset_minutes = offset_s / 60;
    struct civil civil = crm__time_civil(clamp(clamp(time_us) + offset_minutes * MINUTE_US));
    char *to = put_date(out, &civil);
    *to++ = 'T';
    to = put_digits(to, civil.hour, 2);
    *to++ = ':';
    to = put_digits(to, civil.minute, 2);
    *to++ = ':';
    to = put_digits(to, civil.second, 2);
    if (civil.microsecond) {
        *to++ = '.';
        to = put_digits(to, civil.microsecond, 6);
        while (to[-1] == '0')
            to--;
    }
    if (offset_minutes == 0) {
        *to++ = 'Z';
    } else {
        int32_t size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
        *to++ = offset_minutes < 0 ? '-' : '+';
        to = put_digits(to, size / 60, 2);
        *to++ = ':';
        to = put_digits(to, size % 60, 2);
    }
    *to = '\0';
    return (size_t)(to - out);
}

size_t crm__date_format(int64_t date, char out[TIME_TEXT_SIZE])
{
    date = date < DATE_MIN ? DATE_MIN : date > DATE_MAX ? DATE_MAX : date;
    struct civil civil = crm__date_civil(date);
    char *to = put_date(out, &civil);
    *to = '\0';
    return (size_t)(to - out);
}

static crm_status date_scan(struct scan *scan, struct civil *civil)
{
    crm_status status = digits_scan(scan, 4, "year", 1, 9999, &civil->year);
    if (status == CRM_OK)
        status = letter_scan(scan, '-');
    if (status == CRM_OK)
        status = digits_scan(scan, 2, "month", 1, 12, &civil->month);
    if (status == CRM_OK)
        status = letter_scan(scan, '-');
    if (status < 0)
        return status;
    int32_t last = crm__month_days(civil->year, civil->month);
    return digits_scan(scan, 2, "day", 1, last, &civil->day);
}

static crm_status clock_scan(struct scan *scan, struct civil *civil, int32_t *nanoseconds)
{
    crm_status status = digits_scan(scan, 2, "hour", 0, 23, &civil->hour);
    if (status == CRM_OK)
        status = letter_scan(scan, ':');
    if (status == CRM_OK)
        status = digits_scan(scan, 2, "minute", 0, 59, &civil->minute);
    if (status == CRM_OK)
        status = letter_scan(scan, ':');
    if (status == CRM_OK)
        status = digits_scan(scan, 2, "second", 0, 59, &civil->second);
    return status == CRM_OK ? fraction_scan(scan, nanoseconds) : status;
}

/* Digits after the ninth are read and dropped. */
static crm_status fraction_scan(struct scan *scan, int32_t *nanoseconds)
{
    *nanoseconds = 0;
    struct text text = scan->text;
    if (scan->at == text.size || text.data[scan->at] != '.')
        return CRM_OK;
    int32_t unit = 100000000;
    size_t from = ++scan->at;
    for (; scan->at < text.size; scan->at++) {
        char digit = text.data[scan->at];
        if (digit < '0' || digit > '9')
            break;
        *nanoseconds += unit * (digit - '0');
        unit /= 10;
    }
    return scan->at > from ? CRM_OK : fail_expected(scan, "a digit");
}

static crm_status offset_scan(struct scan *scan, int32_t *offset_s)
{
    *offset_s = 0;
    char sign = scan->at < scan->text.size ? scan->text.data[scan->at] : '\0';
    if (sign == 'Z' || sign == 'z') {
        scan->at++;
        return CRM_OK;
    }
    if (sign != '+' && sign != '-')
        return fail_expected(scan, "'Z' or an offset such as '+08:00'");
    scan->at++;

    int32_t hours;
    int32_t minutes;
    crm_status status = digits_scan(scan, 2, "offset hours", 0, 23, &hours);
    if (status == CRM_OK)
        status = letter_scan(scan, ':');
    if (status == CRM_OK)
        status = digits_scan(scan, 2, "offset minutes", 0, 59, &minutes);
    if (status < 0)
        return status;
    *offset_s = (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
    return CRM_OK;
}

static crm_status digits_scan(struct scan *scan, size_t count, const char *what, int32_t low,
                              int32_t high, int32_t *out)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++, scan->at++) {
        char digit = scan->at < scan->text.size ? scan->text.data[scan->at] : '\0';
        if (digit < '0' || digit > '9')
            return fail_expected(scan, "a digit");
        value = value * 10 + (digit - '0');
    }
    if (value < low || value > high)
        return crm__fail(scan->env, CRM_E_SYNTAX, "time '%.*s': %s is %d, expected %d to %d",
                         (int)scan->text.size, scan->text.data, what, (int)value, (int)low,
                         (int)high);
    *out = value;
    return CRM_OK;
}

/* RFC 3339 lets the T be lower case. */
static crm_status letter_scan(struct scan *scan, char letter)
{
    char found = scan->at < scan->text.size ? scan->text.data[scan->at] : '\0';
    if (found == letter || (letter == 'T' && found == 't')) {
        scan->at++;
        return CRM_OK;
    }
    char what[] = "'?'";
    what[1] = letter;
    return fail_expected(scan, what);
}

static crm_status end_scan(const struct scan *scan)
{
    return scan->at == scan->text.size ? CRM_OK : fail_expected(scan, "the end");
}

static crm_status fail_expected(const struct scan *scan, const char *what)
{
    struct text text = crm__text_slice(scan->text, 0, TIME_TEXT_SIZE);
    return crm__fail(scan->env, CRM_E_SYNTAX, "time '%.*s': expected %s at byte %zu",
                     (int)text.size, text.data, what, scan->at);
}

static int64_t clamp(int64_t time_us)
{
    return time_us < TIME_MIN_US ? TIME_MIN_US : time_us > TIME_MAX_US ? TIME_MAX_US : time_us;
}

static char *put_digits(char *to, int32_t value, int count)
{
    for (int i = count; i-- > 0; value /= 10)
        to[i] = (char)('0' + value % 10);
    return to + count;
}

static char *put_date(char *to, const struct civil *civil)
{
    to = put_digits(to, civil->year, 4);
    *to++ = '-';
    to = put_digits(to, civil->month, 2);
    *to++ = '-';
    return put_digits(to, civil->day, 2);
}
