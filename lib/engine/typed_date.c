/* Dates and times of day as typed. */
#include "base/time.h"
#include "engine/fold.h"
#include "engine/typed.h"

#include <string.h>

enum { TYPED_TIME_LIMIT = 64, MONTH_LETTERS = 3 };
enum { CENTURY_TURN = 70 };

/* Reads a folded text from left to right. */
struct cursor {
    struct text text;
    size_t at;
};

struct number {
    int32_t value;
    size_t digits;
};

struct date_parts {
    int32_t year;
    int32_t month;
    int32_t day;
};

static enum typed_reason read_date(struct cursor *cursor, enum date_order order, int32_t *day_out);
static enum typed_reason read_han_date(struct cursor *cursor, struct number year,
                                       struct date_parts *date);
static enum typed_reason read_number_date(struct cursor *cursor, struct number first,
                                          enum date_order order, struct date_parts *date);
static enum typed_reason order_parts(const struct number parts[3], enum date_order order,
                                     struct date_parts *date);
static enum typed_reason read_named_month(struct cursor *cursor, struct number first,
                                          struct date_parts *date);
static enum typed_reason days_of(const struct date_parts *date, int32_t *day_out);
static enum typed_reason read_clock(struct cursor *cursor, struct typed_time *time);
static bool read_fraction(struct cursor *cursor, int64_t *fraction_us_out);
static enum typed_reason read_offset(struct cursor *cursor, struct typed_time *time);

static bool cursor_open(struct cursor *cursor, struct text typed, char *bytes)
{
    bool fits;
    cursor->text = crm__fold_lower(typed, bytes, TYPED_TIME_LIMIT, &fits);
    cursor->at = 0;
    return fits;
}

static char peek(const struct cursor *cursor)
{
    return cursor->at < cursor->text.size ? cursor->text.data[cursor->at] : '\0';
}

static bool at_end(const struct cursor *cursor)
{
    return cursor->at == cursor->text.size;
}

static void skip_blanks(struct cursor *cursor)
{
    while (peek(cursor) == ' ')
        cursor->at++;
}

static bool take(struct cursor *cursor, const char *word)
{
    struct text rest = crm__text_slice(cursor->text, cursor->at, cursor->text.size);
    if (!crm__text_starts(rest, crm__text_of(word)))
        return false;
    cursor->at += strlen(word);
    return true;
}

static bool read_number(struct cursor *cursor, struct number *number)
{
    *number = (struct number){0};
    while (crm__is_digit(peek(cursor)) && number->digits < 9) {
        number->value = number->value * 10 + (peek(cursor) - '0');
        number->digits++;
        cursor->at++;
    }
    return number->digits > 0 && !crm__is_digit(peek(cursor));
}

/* 2026-03-02, which is what most files have; everything else takes the long way. */
static bool is_plain_date(struct text typed, int32_t *day_out)
{
    int32_t numbers[3] = {0};
    if (typed.size != 10 || typed.data[4] != '-' || typed.data[7] != '-')
        return false;
    for (size_t i = 0; i < 10; i++) {
        size_t part = i < 4 ? 0 : i < 7 ? 1 : 2;
        if (i == 4 || i == 7)
            continue;
        if (typed.data[i] < '0' || typed.data[i] > '9')
            return false;
        numbers[part] = numbers[part] * 10 + (typed.data[i] - '0');
    }
    const struct date_parts date = {numbers[0], numbers[1], numbers[2]};
    return days_of(&date, day_out) == TYPED_OK;
}

enum typed_reason crm__typed_date(struct text typed, enum date_order order, int32_t *day_out)
{
    char bytes[TYPED_TIME_LIMIT];
    struct cursor cursor;
    int32_t day = 0;
    if (is_plain_date(typed, day_out))
        return TYPED_OK;
    if (!cursor_open(&cursor, typed, bytes))
        return TYPED_SYNTAX;
    enum typed_reason reason = read_date(&cursor, order, &day);
    if (reason != TYPED_OK)
        return reason;
    if (!at_end(&cursor)) {
        /* Spreadsheets add a midnight that nobody typed. */
        struct typed_time time = {0};
        reason = read_clock(&cursor, &time);
        if (reason != TYPED_OK || time.clock_us != 0 || time.has_offset)
            return TYPED_SYNTAX;
    }
    *day_out = day;
    return TYPED_OK;
}

enum typed_reason crm__typed_time(struct text typed, enum date_order order,
                                  struct typed_time *time_out)
{
    char bytes[TYPED_TIME_LIMIT];
    struct cursor cursor;
    struct typed_time time = {0};
    if (is_plain_date(typed, &time.day)) {
        *time_out = time;
        return TYPED_OK;
    }
    if (!cursor_open(&cursor, typed, bytes))
        return TYPED_SYNTAX;
    enum typed_reason reason = read_date(&cursor, order, &time.day);
    if (reason == TYPED_OK && !at_end(&cursor))
        reason = read_clock(&cursor, &time);
    if (reason == TYPED_OK)
        *time_out = time;
    return reason;
}

static enum typed_reason read_date(struct cursor *cursor, enum date_order order, int32_t *day_out)
{
    struct date_parts date;
    struct number first = {0};
    enum typed_reason reason;
    if (at_end(cursor))
        return TYPED_EMPTY;
    if (crm__is_letter(peek(cursor))) {
        reason = read_named_month(cursor, first, &date);
    } else if (!read_number(cursor, &first)) {
        return TYPED_SYNTAX;
    } else if (first.digits == 8) {
        date = (struct date_parts){first.value / 10000, first.value / 100 % 100,
                                   first.value % 100};
        reason = TYPED_OK;
    } else {
        struct cursor before = *cursor;
        skip_blanks(cursor);
        if (take(cursor, "年")) {
            reason = read_han_date(cursor, first, &date);
        } else {
            *cursor = before;
            reason = read_number_date(cursor, first, order, &date);
        }
    }
    return reason == TYPED_OK ? days_of(&date, day_out) : reason;
}

static enum typed_reason read_han_date(struct cursor *cursor, struct number year,
                                       struct date_parts *date)
{
    struct number month;
    struct number day;
    skip_blanks(cursor);
    if ((year.digits != 4 && year.digits != 2) || !read_number(cursor, &month))
        return TYPED_SYNTAX;
    skip_blanks(cursor);
    if (!take(cursor, "月"))
        return TYPED_SYNTAX;
    skip_blanks(cursor);
    if (!read_number(cursor, &day))
        return TYPED_SYNTAX;
    skip_blanks(cursor);
    if (!take(cursor, "日") && !take(cursor, "号"))
        return TYPED_SYNTAX;
    int32_t century = year.digits == 4 ? 0 : year.value >= CENTURY_TURN ? 1900 : 2000;
    *date = (struct date_parts){year.value + century, month.value, day.value};
    return TYPED_OK;
}

static enum typed_reason read_number_date(struct cursor *cursor, struct number first,
                                          enum date_order order, struct date_parts *date)
{
    struct number parts[3] = {first, {0}, {0}};
    char separator = peek(cursor);
    if (separator == ' ' || (separator == '-' && cursor->at + 1 < cursor->text.size &&
                             crm__is_letter(cursor->text.data[cursor->at + 1])))
        return read_named_month(cursor, first, date);
    if (separator != '-' && separator != '/' && separator != '.')
        return TYPED_SYNTAX;
    for (size_t i = 1; i < 3; i++) {
        if (peek(cursor) != separator)
            return TYPED_SYNTAX;
        cursor->at++;
        skip_blanks(cursor); /* "5. 1. 2024" */
        if (!read_number(cursor, &parts[i]))
            return TYPED_SYNTAX;
    }
    return order_parts(parts, order, date);
}

static enum typed_reason order_parts(const struct number parts[3], enum date_order order,
                                     struct date_parts *date)
{
    int32_t a = parts[0].value;
    int32_t b = parts[1].value;
    int32_t c = parts[2].value;
    if (parts[1].digits > 2)
        return TYPED_SYNTAX;
    if (parts[0].digits == 4 && parts[2].digits <= 2) {
        *date = (struct date_parts){a, b, c};
        return TYPED_OK;
    }
    if (parts[0].digits > 2 || (parts[2].digits != 4 && parts[2].digits > 2))
        return TYPED_SYNTAX;
    bool long_year = parts[2].digits == 4;
    if (order == DATE_ORDER_YMD && !long_year) {
        int32_t swap = a;
        a = c;
        c = swap;
        order = DATE_ORDER_DMY;
    } else if (order == DATE_ORDER_YMD || (order == DATE_ORDER_UNKNOWN && long_year)) {
        order = a > 12 || a == b ? DATE_ORDER_DMY : b > 12 ? DATE_ORDER_MDY : DATE_ORDER_UNKNOWN;
    }
    if (order == DATE_ORDER_UNKNOWN)
        return TYPED_AMBIGUOUS;
    int32_t year = long_year ? c : c + (c >= CENTURY_TURN ? 1900 : 2000);
    *date = order == DATE_ORDER_DMY ? (struct date_parts){year, b, a}
                                    : (struct date_parts){year, a, b};
    return TYPED_OK;
}

/* 5 Jan 2024, 5-Jan-24, Jan 5, 2024, January 5 2024. `first` is the day, if it came first. */
static enum typed_reason read_named_month(struct cursor *cursor, struct number first,
                                          struct date_parts *date)
{
    static const char *const names[] = {"january", "february", "march",     "april",
                                        "may",     "june",     "july",      "august",
                                        "september", "october", "november", "december"};
    struct number day = first;
    struct number year;
    while (peek(cursor) == ' ' || peek(cursor) == '-')
        cursor->at++;
    size_t start = cursor->at;
    while (crm__is_letter(peek(cursor)))
        cursor->at++;
    struct text word = crm__text_slice(cursor->text, start, cursor->at);
    int32_t month = 0;
    for (int32_t i = 0; i < 12 && word.size >= MONTH_LETTERS; i++)
        if (crm__text_starts(crm__text_of(names[i]), word))
            month = i + 1;
    take(cursor, ".");
    while (peek(cursor) == ' ' || peek(cursor) == '-')
        cursor->at++;
    if (month == 0 || (first.digits == 0 && !read_number(cursor, &day)))
        return TYPED_SYNTAX;
    while (peek(cursor) == ' ' || peek(cursor) == ',' || peek(cursor) == '-')
        cursor->at++;
    if (!read_number(cursor, &year) || day.digits > 2 || (year.digits != 2 && year.digits != 4))
        return TYPED_SYNTAX;
    if (year.digits == 2)
        year.value += year.value >= CENTURY_TURN ? 1900 : 2000;
    *date = (struct date_parts){year.value, month, day.value};
    return TYPED_OK;
}

static enum typed_reason days_of(const struct date_parts *date, int32_t *day_out)
{
    struct civil civil = {.year = date->year, .month = date->month, .day = date->day};
    if (!crm__civil_is_valid(&civil))
        return TYPED_RANGE;
    *day_out = (int32_t)crm__date_of(date->year, date->month, date->day);
    return TYPED_OK;
}

/* How many hours a Chinese or English word for the part of the day adds. */
static bool take_half_day(struct cursor *cursor, bool *afternoon_out)
{
    static const char *const before_noon[] = {"上午", "早上", "凌晨", "am", "a.m."};
    static const char *const after_noon[] = {"下午", "中午", "晚上", "傍晚", "pm", "p.m."};
    skip_blanks(cursor);
    for (size_t i = 0; i < sizeof(before_noon) / sizeof(*before_noon); i++) {
        if (take(cursor, before_noon[i])) {
            *afternoon_out = false;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(after_noon) / sizeof(*after_noon); i++) {
        if (take(cursor, after_noon[i])) {
            *afternoon_out = true;
            return true;
        }
    }
    return false;
}

/* Minutes and seconds behind the hour: 14:05:09.25, 14时05分09秒, 14点05. */
static bool read_minutes(struct cursor *cursor, struct number *minute, struct number *second,
                         int64_t *fraction_us)
{
    *minute = *second = (struct number){0};
    *fraction_us = 0;
    if (take(cursor, ":")) {
        if (!read_number(cursor, minute) || minute->digits != 2)
            return false;
        if (!take(cursor, ":"))
            return true;
        return read_number(cursor, second) && second->digits == 2 &&
               read_fraction(cursor, fraction_us);
    }
    if (!take(cursor, "时") && !take(cursor, "点"))
        return false;
    if (!crm__is_digit(peek(cursor)))
        return true;
    if (!read_number(cursor, minute))
        return false;
    if (!take(cursor, "分") || !crm__is_digit(peek(cursor)))
        return true;
    return read_number(cursor, second) && (take(cursor, "秒") || at_end(cursor));
}

static enum typed_reason read_clock(struct cursor *cursor, struct typed_time *time)
{
    struct number hour;
    struct number minute;
    struct number second;
    int64_t fraction_us;
    bool afternoon = false;
    if (!take(cursor, "t"))
        take(cursor, ",");
    bool half = take_half_day(cursor, &afternoon);
    skip_blanks(cursor);
    if (!read_number(cursor, &hour) || hour.digits > 2 ||
        !read_minutes(cursor, &minute, &second, &fraction_us))
        return TYPED_SYNTAX;
    half = take_half_day(cursor, &afternoon) || half;
    enum typed_reason reason = read_offset(cursor, time);
    if (reason != TYPED_OK)
        return reason;
    if (hour.value > 23 || minute.value > 59 || second.value > 59 || (half && hour.value == 0))
        return TYPED_RANGE;
    int32_t hours = hour.value;
    if (half && hours <= 12)
        hours = hours % 12 + (afternoon ? 12 : 0);
    time->has_clock = true;
    time->clock_us = ((int64_t)hours * 3600 + minute.value * 60 + second.value) * SECOND_US +
                     fraction_us;
    return TYPED_OK;
}

/* ".25" of a second; more than six decimals are cut. */
static bool read_fraction(struct cursor *cursor, int64_t *fraction_us)
{
    if (peek(cursor) != '.' && peek(cursor) != ',')
        return true;
    cursor->at++;
    int64_t unit = SECOND_US;
    if (!crm__is_digit(peek(cursor)))
        return false;
    while (crm__is_digit(peek(cursor))) {
        unit /= 10;
        *fraction_us += unit * (peek(cursor) - '0');
        cursor->at++;
    }
    return true;
}

/* Z, UTC, +08:00, +0800, +8; then nothing more. */
static enum typed_reason read_offset(struct cursor *cursor, struct typed_time *time)
{
    skip_blanks(cursor);
    bool named = take(cursor, "z") || take(cursor, "utc") || take(cursor, "gmt");
    char sign = peek(cursor);
    time->has_offset = named || sign == '+' || sign == '-';
    if (sign == '+' || sign == '-') {
        struct number hours;
        struct number minutes = {0};
        cursor->at++;
        if (!read_number(cursor, &hours) || hours.digits > 4)
            return TYPED_SYNTAX;
        if (take(cursor, ":") && (!read_number(cursor, &minutes) || minutes.digits != 2))
            return TYPED_SYNTAX;
        if (hours.digits > 2) {
            minutes.value = hours.value % 100;
            hours.value /= 100;
        }
        if (hours.value > 14 || minutes.value > 59)
            return TYPED_RANGE;
        time->offset_minute = (hours.value * 60 + minutes.value) * (sign == '-' ? -1 : 1);
    }
    return at_end(cursor) ? TYPED_OK : TYPED_SYNTAX;
}
