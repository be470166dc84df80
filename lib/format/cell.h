/*
 * Cells: how one value of a batch is written for people and for files. A batch holds plain
 * integers; a column format says which of them are ids, times, money and so on.
 */
#ifndef CRM_FORMAT_CELL_H
#define CRM_FORMAT_CELL_H

#include "base/batch.h"

enum cell_style {
    CELL_PLAIN,    /* integers and doubles as they are, text as it is, blobs as hexadecimal */
    CELL_ID,       /* int; a string in JSON, because JSON readers keep only 53 bits */
    CELL_BOOL,     /* int; true and false */
    CELL_TIME,     /* int, us UTC: 2026-03-02T08:00:00Z, fraction only when there is one */
    CELL_DATE,     /* int, days since 1970-01-01: 2026-03-02 */
    CELL_MONEY,    /* int, minor units; scale is the currency's exponent: 1250 -> 12.50 */
    CELL_DECIMAL,  /* int scaled by 10^scale, or a double rounded to scale digits */
    CELL_PERCENT,  /* double, a fraction: 0.125 -> 12.5%, scale digits after the point */
    CELL_DURATION, /* int, us: 2d 3h, 4h 05m, 12m 30s, 1.250s */
    CELL_JSON,     /* text that is JSON; nested as it is in JSON output */
};

struct column_format {
    enum cell_style style;
    int32_t scale;     /* digits after the point, 0 to 18 */
    struct text label; /* heading for people; empty means the column's name */
    struct text unit;  /* of money: the currency code, shown where there is room; may be empty */
    int32_t offset_minutes; /* of times for people: local time minus UTC */
    bool grouped;           /* thousands separators for people: 1,234,567 */
};

/* For people: null is nothing, times are local ("2026-03-02 16:00"), digits may be grouped. */
void crm__cell_show(const struct column *column, size_t row, const struct column_format *format,
                    struct buffer *out);
/* For machines (CSV, TSV): RFC 3339 times in UTC, no grouping, percent as a fraction. */
void crm__cell_text(const struct column *column, size_t row, const struct column_format *format,
                    struct buffer *out);
/* As a JSON value. */
void crm__cell_json(const struct column *column, size_t row, const struct column_format *format,
                    struct buffer *out);
/* As a number for a scale or a chart, in the unit people see (money in major units); NaN for
 * null and text. */
double crm__cell_number(const struct column *column, size_t row,
                        const struct column_format *format);

/* Numbers stand to the right. */
bool crm__cell_is_number(const struct column *column, const struct column_format *format);
/* The heading: the format's label, else the column's name. */
struct text crm__cell_label(const struct column *column, const struct column_format *format);

/* minor / 10^scale, exactly: (1250, 2) -> "12.50"; (-5, 2) -> "-0.05". */
void crm__decimal_write(int64_t minor, int32_t scale, bool grouped, struct buffer *out);
/* A double rounded half away from zero to `scale` digits, by its shortest decimal form. */
void crm__fixed_write(double value, int32_t scale, bool grouped, struct buffer *out);
/* A JSON string with its quotes: escapes, nothing else changed. */
void crm__json_string(struct text text, struct buffer *out);

#endif
