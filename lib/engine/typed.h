/*
 * Dates, times, numbers, money and booleans as they stand in spreadsheets. What has two readings
 * gets TYPED_AMBIGUOUS and no value: a silent guess would be wrong for half of the rows.
 */
#ifndef CRM_ENGINE_TYPED_H
#define CRM_ENGINE_TYPED_H

#include "base/text.h"

enum typed_reason {
    TYPED_OK,
    TYPED_EMPTY,
    TYPED_SYNTAX,    /* not a value of that kind */
    TYPED_RANGE,     /* 2024-02-30, 25:00, a number beyond int64 */
    TYPED_AMBIGUOUS, /* 5.1.24 and no order was declared */
    TYPED_PRECISION, /* more decimals than the field keeps, and not zeros */
    TYPED_GROUPING,  /* 1,23 or 1.234,5 where ',' groups thousands */
    TYPED_CURRENCY,  /* money in another currency than the field's */
};

/* In which order day, month and year stand when the text itself does not say. */
enum date_order {
    DATE_ORDER_UNKNOWN,
    DATE_ORDER_DMY,
    DATE_ORDER_MDY,
    DATE_ORDER_YMD,
};

struct typed_time {
    int32_t day;      /* days since 1970-01-01 */
    int64_t clock_us; /* since local midnight; 0 when no time of day was typed */
    bool has_clock;
    bool has_offset;       /* the text said which zone: Z, +08:00 */
    int32_t offset_minute; /* east of Greenwich */
};

/*
 * 2024-01-05, 2024/1/5, 2024.1.5, 2024年1月5日, 20240105, 5 Jan 2024, Jan 5, 2024, 5.1.24 (with an
 * order). A day above 12 settles the order of a four-digit year's date by itself. Two-digit years
 * are 1970..2069.
 */
enum typed_reason crm__typed_date(struct text typed, enum date_order order, int32_t *day_out);

/* The same, with an optional time of day: 14:05, 14:05:09.25, 2:05 PM, 下午2:05, 14时05分, T…Z. */
enum typed_reason crm__typed_time(struct text typed, enum date_order order,
                                  struct typed_time *time_out);

/*
 * A decimal number times 10^decimals: "1,234.50" with 2 gives 123450. Knows digits of either
 * width, thousands groups, signs (also after, also as brackets), %, and 千 万 百万 亿 k m.
 * `decimal_mark` is '.' or ','; the other one may group. Decimals beyond `decimals` must be zeros.
 */
enum typed_reason crm__typed_decimal(struct text typed, char decimal_mark, int32_t decimals,
                                     int64_t *scaled_out);
enum typed_reason crm__typed_double(struct text typed, char decimal_mark, double *number_out);

struct typed_money {
    int64_t amount_minor;
    char currency[4]; /* what the text says beyond doubt (元, RMB, USD, €); "" when it does not */
};

/* `currency` is the field's own; `minor_digits` its decimals. ¥ and $ fit any yuan, yen, dollar. */
enum typed_reason crm__typed_money(struct text typed, char decimal_mark, struct text currency,
                                   int32_t minor_digits, struct typed_money *money_out);

/* yes/no, y/n, true/false, t/f, on/off, 1/0, 是/否, 有/无, 对/错, 真/假, √/×. */
enum typed_reason crm__typed_bool(struct text typed, bool *bool_out);

const char *crm__typed_reason_name(enum typed_reason reason);

#endif
