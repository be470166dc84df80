/*
 * Cursors: how every tabular answer is read. Step through rows, take the whole as an Arrow C
 * stream, or write it out in one of the text forms; one of the three, once.
 */
#ifndef CRM_CURSOR_H
#define CRM_CURSOR_H

#include "arrow.h"
#include "db.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_cursor crm_cursor;

#define CRM_COLUMN_TEXT 0
#define CRM_COLUMN_INTEGER 1
#define CRM_COLUMN_DECIMAL 2
#define CRM_COLUMN_MONEY 3
#define CRM_COLUMN_BOOL 4
#define CRM_COLUMN_DATE 5
#define CRM_COLUMN_TIME 6
#define CRM_COLUMN_ID 7
#define CRM_COLUMN_CHOICE 8
#define CRM_COLUMN_CHOICES 9
#define CRM_COLUMN_JSON 10
#define CRM_COLUMN_DOUBLE 11
#define CRM_COLUMN_PERCENT 12
#define CRM_COLUMN_DURATION 13
#define CRM_COLUMN_REFERENCES 14

#define CRM_FORMAT_TABLE 0    /* aligned columns for a terminal */
#define CRM_FORMAT_TSV 1
#define CRM_FORMAT_CSV 2      /* RFC 4180, formula-safe */
#define CRM_FORMAT_JSON 3     /* one document: an array of objects; ids are strings */
#define CRM_FORMAT_NDJSON 4   /* one object a line */
#define CRM_FORMAT_MARKDOWN 5
#define CRM_FORMAT_ARROW 6    /* Arrow IPC stream */

/** How to write a cursor out. Zero means default. @since 0.1 */
typedef struct crm_format_options {
    size_t size;          /* sizeof(crm_format_options) */
    int32_t width;        /* terminal columns for CRM_FORMAT_TABLE; 0 is unlimited */
    int32_t color;        /* non-zero: ANSI colours in CRM_FORMAT_TABLE */
    const char *language; /* "en" (default) or "zh": headers and choices in tables */
    const char *time_zone; /* for times in tables; default the database's. Other forms are UTC */
} crm_format_options;

/** Steps to the next row; the first call steps to the first.
 * @return CRM_OK; CRM_DONE after the last row; CRM_E_IO, CRM_E_CANCELLED, CRM_E_BUSY. @since 0.1 */
CRM_API crm_status crm_cursor_next(crm_cursor *cursor);
/** Rows stepped to or written so far. @since 0.1 */
CRM_API int64_t crm_cursor_row_count(const crm_cursor *cursor);

CRM_API int32_t crm_cursor_column_count(const crm_cursor *cursor);
/** NULL when `column` is out of range. The cursor's. @since 0.1 */
CRM_API const char *crm_cursor_column_name(const crm_cursor *cursor, int32_t column);
/** CRM_COLUMN_…; -1 when `column` is out of range. @since 0.1 */
CRM_API int32_t crm_cursor_column_type(const crm_cursor *cursor, int32_t column);

/** Non-zero when the cell is null, there is no row, or `column` is out of range. @since 0.1 */
CRM_API int32_t crm_cursor_is_null(const crm_cursor *cursor, int32_t column);
/** Integer-like cells: integer, bool, id, date (days), time and duration (us), money (minor units),
 * decimal (scaled). 0 otherwise. @since 0.1 */
CRM_API int64_t crm_cursor_int(const crm_cursor *cursor, int32_t column);
/** Double and percent cells; integers converted. 0 otherwise. @since 0.1 */
CRM_API double crm_cursor_double(const crm_cursor *cursor, int32_t column);
/** Any cell as text in its portable form ("" for null): the cursor's, valid until the next step
 * or the next call for this column. When memory runs out it is "", too, and the next step stays
 * where it is and says CRM_E_NOMEM. @since 0.1 */
CRM_API const char *crm_cursor_text(crm_cursor *cursor, int32_t column);

/** Hands the remaining rows over as an Arrow C stream, which keeps the cursor's database open until
 * released. The cursor is spent. @since 0.1 */
CRM_API crm_status crm_cursor_arrow(crm_cursor *cursor, struct ArrowArrayStream *stream_out);

/**
 * Writes the remaining rows in a text or binary form (CRM_FORMAT_…). The cursor is spent.
 * @return CRM_OK; CRM_E_IO when `write` says stop; CRM_E_MISUSE for an unknown form.
 * @since 0.1
 */
CRM_API crm_status crm_cursor_write(crm_cursor *cursor, int32_t format,
                                    const crm_format_options *options, crm_write write,
                                    void *context);

CRM_API void crm_cursor_free(crm_cursor *cursor);

/** A column of the host's own rows. @since 0.1 */
typedef struct crm_column {
    const char *name;
    const char *label_en; /* NULL: the name */
    const char *label_zh; /* NULL: the name */
    int32_t type;         /* CRM_COLUMN_TEXT, _INTEGER, _BOOL, _TIME, _ID, _DOUBLE or _JSON */
    int32_t reserved;     /* 0 */
} crm_column;

/**
 * A cursor over rows of the host's own, for its small answers in the same forms as the library's.
 * @param cells  row_count times column_count texts, row by row, copied: numbers in digits, "true"
 *   and "false", times in RFC 3339. NULL is null.
 * @return CRM_OK; CRM_E_INVALID: a cell that is none of its column's type; CRM_E_MISUSE;
 *   CRM_E_LIMIT: over 256 columns; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_cursor_rows(crm_db *db, const crm_column *columns, size_t column_count,
                                   const char *const *cells, size_t row_count,
                                   crm_cursor **cursor_out);

#ifdef __cplusplus
}
#endif

#endif
