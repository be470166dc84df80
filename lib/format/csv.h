/*
 * CSV: RFC 4180 and what is met in its name. The reader streams in bounded memory; any chunk
 * size gives the same rows. Every defect belongs to a row and is reported with it; only I/O,
 * memory and the host's cancellation end the reading.
 */
#ifndef CRM_FORMAT_CSV_H
#define CRM_FORMAT_CSV_H

#include "base/batch.h"
#include "format/cell.h"
#include "format/source.h"

enum {
    CSV_RECORD_LIMIT = 1024 * 1024, /* bytes */
    CSV_FIELD_LIMIT = 256 * 1024,   /* bytes */
    CSV_COLUMN_LIMIT = 1024,
};

enum csv_header { CSV_HEADER_DETECT, CSV_HEADER_YES, CSV_HEADER_NO };

struct csv_options { /* all zero: detect everything */
    enum encoding encoding;
    char delimiter; /* 0 detects one of , ; tab | */
    enum csv_header header;
    bool undo_formula_guard; /* takes off what crm__csv_writer's formula_safe put on */
};

enum csv_problem {
    CSV_FINE,
    CSV_RAGGED,     /* not as many fields as the header; extra empty fields are no problem */
    CSV_OPEN_QUOTE, /* a quote that is never closed; reading resumes on the next line */
    CSV_ENCODING,   /* a malformed character or a NUL */
    CSV_TOO_LONG,   /* a record or a field over its limit; reading resumes on the next line */
    CSV_TOO_WIDE,   /* more than CSV_COLUMN_LIMIT fields */
    CSV_NO_NUMBER,  /* crm__csv_fill only: a field that is no number where one is wanted */
};

/* Fields are valid until the next call on the reader. With a problem they are what could be read:
 * none after CSV_TOO_LONG, those before the quote after CSV_OPEN_QUOTE. */
struct csv_row {
    int64_t line;   /* on which the row begins, from 1 */
    int64_t number; /* of the row among the data rows, from 1 */
    size_t field_count;
    const struct text *fields;
    enum csv_problem problem;
    struct text message; /* of the problem: "7 fields, the header has 8" */
    struct text rest;    /* after CSV_OPEN_QUOTE: the line from the quote on, as it stands */
};

struct csv_reader {
    struct env *env;
    struct source source;
    struct csv_options options;
    /* Known once the reader is open. */
    char delimiter;
    bool delimiter_certain; /* more than one line agreed on it */
    bool has_header;
    bool header_certain;
    size_t column_count;
    struct text *columns; /* header names, trimmed; column_1, column_2 … where there is none */
    int64_t row_count;    /* data rows given out */
    /* Private: position, and the structural bytes of the window (see scan.h). */
    int64_t line;
    size_t position; /* of the next record in the window */
    size_t marked;   /* window bytes that were scanned */
    uint32_t *marks; /* their offsets; after the last one, the window's size */
    size_t mark_count;
    size_t mark_capacity;
    size_t mark; /* the first one at or after position */
    struct text *fields;
    struct arena arena;    /* header names */
    struct buffer message; /* of the last problem */
};

/* Reads the first block and detects encoding, delimiter and header. An empty input has no columns
 * and no rows. Column names are made distinct (name, name_2). CRM_E_INVALID when the header has a
 * problem, CRM_E_MISUSE for a delimiter that cannot be one, CRM_E_IO, CRM_E_NOMEM. On failure
 * nothing needs to be closed. */
crm_status crm__csv_open(struct csv_reader *reader, struct env *env, crm_read read, void *context,
                         const struct csv_options *options);
void crm__csv_close(struct csv_reader *reader);

/* The next data row, sound or not. CRM_OK, CRM_DONE at the end, CRM_E_IO, CRM_E_NOMEM. */
crm_status crm__csv_next(struct csv_reader *reader, struct csv_row *row_out);

/* Position of the column of that name (exactly, then ignoring ASCII case), or SIZE_MAX. */
size_t crm__csv_find(const struct csv_reader *reader, struct text name);

/* Receives the rows that could not be read; anything but CRM_OK ends the reading with it. */
typedef crm_status (*csv_reject)(void *context, const struct csv_row *row);

/*
 * Appends up to `row_limit` rows to `batch`. Its column i is filled from CSV column picks[i];
 * text columns take the field, integer and double columns parse it, and an empty field is null.
 * Rows with a problem, or with a field that does not parse, go to `reject`; NULL drops them.
 * CRM_OK, CRM_DONE when the input has ended (rows may have been added), CRM_E_IO, CRM_E_NOMEM.
 */
crm_status crm__csv_fill(struct csv_reader *reader, struct batch *batch, const size_t *picks,
                         size_t row_limit, csv_reject reject, void *context);

struct csv_writer_options { /* all zero: comma, LF, no mark, cells as they are */
    char delimiter;
    bool crlf;
    bool bom;          /* begins with the UTF-8 mark, for spreadsheets */
    bool formula_safe; /* see crm__formula_guarded */
    bool labels;       /* the header says what people call the columns */
};

struct csv_writer {
    struct writer *out;
    struct csv_writer_options options;
    size_t column; /* of the next field */
    bool empty;    /* the last one was */
    struct buffer cell;
};

/* `out` keeps the status: check it after the last row. `options` may be NULL. */
void crm__csv_writer_init(struct csv_writer *writer, struct writer *out,
                          const struct csv_writer_options *options);
/* Text from people: quoted when needed, guarded when formula_safe. */
void crm__csv_field(struct csv_writer *writer, struct text text);
/* Text that the library itself formatted (numbers, times): quoted when needed, never guarded. */
void crm__csv_field_trusted(struct csv_writer *writer, struct text text);
void crm__csv_end_row(struct csv_writer *writer);
/* The names of the columns, as a row; then rows. Batches may follow one another. */
crm_status crm__csv_write_header(struct csv_writer *writer, const struct sheet *sheet);
crm_status crm__csv_write_rows(struct csv_writer *writer, const struct sheet *sheet);
void crm__csv_writer_free(struct csv_writer *writer);

/*
 * Whether a spreadsheet could take the cell for a formula, so that export puts an apostrophe in
 * front. Exactly: after dropping leading apostrophes (call the rest R),
 *   - R begins with a tab, a carriage return or a line feed; or
 *   - R, after dropping leading spaces, controls and invisible format characters, begins with
 *     one of = + - @ or their full-width forms (U+FF1D, U+FF0B, U+FF0D, U+FF20),
 * unless R is a plain negative number: -, digits, and optionally a point and digits.
 * A plus is guarded even before digits, because a spreadsheet drops the plus of a telephone
 * number. Counting apostrophes makes the guard reversible for every text.
 */
bool crm__formula_guarded(struct text cell);
/* The cell without its guard; a cell that has none is returned as it is. */
struct text crm__formula_unguard(struct text cell);

#endif
