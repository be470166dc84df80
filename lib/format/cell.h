/*
 * Cells: how one value of a batch is written for people and for files. A batch holds plain
 * integers, doubles and texts; the reader's column descriptions say which of them are ids, times,
 * money and so on.
 */
#ifndef CRM_FORMAT_CELL_H
#define CRM_FORMAT_CELL_H

#include "base/time.h"
#include "model/reader.h"

/* What every writer needs to know: the rows, what their columns mean, and for whom. */
struct sheet {
    const struct batch *batch;
    const struct reader_column *columns; /* one per batch column; NULL goes by their kinds */
    bool chinese;                        /* labels of columns and choices, units of large numbers */
    bool grouped;                        /* for people: 1,234,567.89 */
    int32_t offset_minutes;              /* for people: local time minus UTC */
};

/*
 * For people: null is nothing; times are local, "2026-03-02 16:00"; choices by label; percent
 * "12.5%" and doubles rounded to `scale` digits (0: one digit, and four at most); durations
 * "2d 3h", "4h 05m", "12m 30s", "1.25s"; money without its currency.
 */
void crm__cell_show(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/* For machines, the form that import reads back: RFC 3339 times in UTC, plain decimals, choice
 * names, percent as a fraction, durations in seconds, ids of references joined by commas. */
void crm__cell_text(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/* As a JSON value: ids are strings, because JSON readers keep 53 bits; money is the number with
 * its exact decimals; choices are names; blobs are hexadecimal strings. */
void crm__cell_json(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/* For a scale or a chart, in the unit people see (money in major units, durations in hours);
 * NaN for null and for text. */
double crm__cell_number(const struct sheet *sheet, size_t column, size_t row);

/* Numbers stand to the right; ids, dates and times do not count. */
bool crm__cell_is_number(const struct sheet *sheet, size_t column);
/* The column's type, from its description or its kind. */
enum column_type crm__sheet_type(const struct sheet *sheet, size_t column);
/* Heading for people, and name for machines. */
struct text crm__sheet_label(const struct sheet *sheet, size_t column);
struct text crm__sheet_name(const struct sheet *sheet, size_t column);
/* Digits after the point of a money or decimal cell; a money column may differ by row. */
int32_t crm__sheet_scale(const struct sheet *sheet, size_t column, size_t row);

/* Rounded half away from zero to `scale` digits, by the double's shortest decimal form; not a
 * number is "nan", infinities "inf" and "-inf". */
void crm__fixed_write(double value, int32_t scale, bool grouped, struct buffer *out);

#endif
