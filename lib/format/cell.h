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
    bool chinese;            /* labels of columns and choices, durations, large numbers */
    bool grouped;            /* for people: 1,234,567.89 */
    const struct zone *zone; /* for people; NULL is UTC */
};

/*
 * For people: null is nothing; times are local, "2026-03-02 16:00"; choices by label; percent
 * "12.5%" with the column's scale of digits (0: one digit); doubles with that scale (0: as many
 * as needed, at most four); durations in their two largest units; money without its currency.
 */
void crm__cell_show(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/* For machines, the form that import reads back: RFC 3339 times in UTC, plain decimals, choice
 * names and ids joined by "|", percent as a fraction, durations in seconds, blobs hexadecimal. */
void crm__cell_text(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/*
 * As a JSON value: ids are strings, because JSON readers keep 53 bits; money and decimals are
 * numbers with their exact digits; choices and references are arrays; JSON columns are nested,
 * without line ends; percent is a fraction, a duration its seconds; times are strings as above.
 */
void crm__cell_json(const struct sheet *sheet, size_t column, size_t row, struct buffer *out);
/* For a scale or a chart, in the unit people see: money in major units, percent times a hundred,
 * durations in hours. NaN for null and for text. */
double crm__cell_number(const struct sheet *sheet, size_t column, size_t row);

/* Numbers stand to the right; ids, dates and times do not count. */
bool crm__cell_is_number(const struct sheet *sheet, size_t column);
/* The column's type, from its description or its kind; a blob that is not described is
 * COLUMN_TEXT. */
enum column_type crm__sheet_type(const struct sheet *sheet, size_t column);
/* Heading for people, and name for machines. */
struct text crm__sheet_label(const struct sheet *sheet, size_t column);
struct text crm__sheet_name(const struct sheet *sheet, size_t column);
/* Digits after the point of a money or decimal cell; money may differ by row. */
int32_t crm__sheet_scale(const struct sheet *sheet, size_t column, size_t row);
/* The currency of a money cell; empty when it is not known. */
struct text crm__sheet_currency(const struct sheet *sheet, size_t column, size_t row);

#endif
