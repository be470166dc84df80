/*
 * NDJSON: one JSON object a line. The reader is a strict scanner of its own that makes no tree:
 * members of the object become named fields, and a nested value is checked and kept as its JSON
 * text. Like the CSV reader it streams, and every defect belongs to a row.
 */
#ifndef CRM_FORMAT_NDJSON_H
#define CRM_FORMAT_NDJSON_H

#include "base/batch.h"
#include "format/cell.h"
#include "format/source.h"

enum {
    NDJSON_LINE_LIMIT = 1024 * 1024, /* bytes */
    NDJSON_FIELD_LIMIT = 1024,       /* members of one object, and distinct names of a file */
    NDJSON_DEPTH_LIMIT = 64,
};

enum ndjson_kind {
    NDJSON_NULL,
    NDJSON_BOOL,
    NDJSON_INT,    /* a number without fraction and exponent that fits int64 */
    NDJSON_DOUBLE, /* any other number */
    NDJSON_TEXT,
    NDJSON_NESTED, /* an object or an array */
};

struct ndjson_field {
    size_t name; /* index into reader->names */
    enum ndjson_kind kind;
    bool escaped; /* private: the string still has its escapes */
    union {
        int64_t integer; /* also of NDJSON_BOOL: 0 or 1 */
        double real;
    };
    struct text text; /* unescaped string; for all others their JSON text */
};

/* Fields are valid until the next call on the reader. A row with a problem has none, but its line
 * is in `text`, unless it is over the limit. */
struct ndjson_row {
    int64_t line;   /* from 1 */
    int64_t number; /* of the row among the rows, from 1; blank lines are none */
    size_t field_count;
    const struct ndjson_field *fields; /* in the order of the line */
    struct text message;               /* of the problem; empty when the row is sound */
    int64_t column;                    /* of the problem, in code points from 1; 0 unknown */
    struct text text;                  /* with a problem: the line as it stands */
};

struct ndjson_reader {
    struct env *env;
    struct source source;
    struct text *names; /* every name of a member met so far, in order of appearance */
    size_t name_count;
    int64_t row_count; /* rows given out */
    /* Private. */
    size_t position; /* of the next line in the window */
    int64_t line;
    struct map name_index;
    uint64_t *seen;   /* by name: the last row that has it, to find a name twice */
    size_t next_name; /* the name likely to come next */
    struct ndjson_field *fields;
    struct arena arena; /* names */
    struct buffer name; /* one without its escapes */
    struct buffer message;
};

/* On failure nothing needs to be closed. CRM_E_IO, CRM_E_NOMEM. */
crm_status crm__ndjson_open(struct ndjson_reader *reader, struct env *env, crm_read read,
                            void *context, enum encoding encoding);
void crm__ndjson_close(struct ndjson_reader *reader);
/* The next row, sound or not. CRM_OK, CRM_DONE, CRM_E_IO, CRM_E_NOMEM. */
crm_status crm__ndjson_next(struct ndjson_reader *reader, struct ndjson_row *row_out);
/* Index of a name met so far, or SIZE_MAX. */
size_t crm__ndjson_find(const struct ndjson_reader *reader, struct text name);

/* The field as a value: booleans are integers, nested values are text. */
struct value crm__ndjson_value(const struct ndjson_field *field);

enum json_layout {
    JSON_LINES,    /* an object a line */
    JSON_DOCUMENT, /* one array of objects, an object a line within it */
};

/* Writes rows as objects; batches may follow one another. */
struct json_rows {
    struct writer *out;
    enum json_layout layout;
    int64_t row_count;
    struct buffer row;
};

void crm__json_rows_init(struct json_rows *rows, struct writer *out, enum json_layout layout);
/* Nulls are written as null. */
crm_status crm__json_rows_write(struct json_rows *rows, const struct sheet *sheet);
/* Closes the document and frees the row; the status of `out`, which is not flushed. */
crm_status crm__json_rows_finish(struct json_rows *rows);

#endif
