/*
 * The input of an import: CSV or NDJSON, told apart by content, as rows of texts. A batch of rows
 * is kept as it was read until it is saved, so that a row can be handed back unchanged.
 */
#ifndef CRM_SERVICE_IMPORT_INPUT_H
#define CRM_SERVICE_IMPORT_INPUT_H

#include "format/ndjson.h"
#include "service/import.h"

enum {
    IMPORT_HEAD_SIZE = 64 * 1024,        /* bytes that identify a file and tell its form */
    IMPORT_ROWS_BYTES = 8 * 1024 * 1024, /* of text in one batch */
};

struct import_row {
    int64_t line;
    int64_t number;
    uint32_t first;      /* of its cells */
    uint32_t cell_count; /* may be fewer than columns, or with a problem more */
    struct text problem; /* why it could not be read; in the arena; empty: sound */
    /* Why a record that it names cannot be made; in the arena; empty: nothing is in the way. */
    struct text refused;
    struct text refused_field; /* of this row's record */
    struct text raw;     /* NDJSON that could not be read: the line */
};

/* What a cell is, so that an NDJSON row can be written again; in CSV all are text. */
enum import_cell { CELL_TEXT, CELL_BARE /* number, bool, null, array, object */, CELL_ABSENT };

/* Rows as they were read. */
struct import_rows {
    struct env *env;
    struct arena arena;
    struct import_row *rows;
    size_t count;
    size_t capacity;
    uint32_t *ends; /* cell i is bytes[ends[i] .. ends[i + 1]) */
    uint8_t *kinds; /* of cell i, an enum import_cell */
    size_t kind_capacity;
    size_t cell_count;
    size_t cell_capacity;
    struct buffer bytes;
};

struct import_input {
    struct env *env;
    enum import_form form;
    crm_read read;
    void *context;
    struct buffer head; /* the first bytes, which are read before the reader starts */
    size_t head_used;
    int64_t taken; /* bytes that the reader got */
    bool ended;
    bool is_open;
    uint64_t hash; /* of the head */
    union {
        struct csv_reader csv;
        struct ndjson_reader ndjson;
    };
};

/* On failure nothing needs to be closed. */
crm_status crm__import_input_open(struct import_input *input, struct env *env, crm_read read,
                                  void *context, const struct import_options *options);
void crm__import_input_close(struct import_input *input);

/* Names met so far; NDJSON may bring more with every row. */
size_t crm__import_input_columns(const struct import_input *input, const struct text **names_out);

/* The encoding and how sure it is. */
struct encoding_guess crm__import_input_encoding(const struct import_input *input);

void crm__import_rows_init(struct import_rows *rows, struct env *env);
void crm__import_rows_free(struct import_rows *rows);

/* Replaces `rows` by the next ones, at most `limit`. CRM_OK with at least one, CRM_DONE. */
crm_status crm__import_rows_read(struct import_input *input, size_t limit,
                                 struct import_rows *rows);
/* Passes over that many rows; CRM_DONE when there are fewer. */
crm_status crm__import_rows_skip(struct import_input *input, int64_t count);

static inline enum import_cell crm__import_cell_kind(const struct import_rows *rows, size_t row,
                                                     size_t column)
{
    const struct import_row *at = &rows->rows[row];
    return column < at->cell_count ? (enum import_cell)rows->kinds[at->first + column]
                                   : CELL_ABSENT;
}

/* As it stands, "null" too. Empty where the row has no such cell. */
static inline struct text crm__import_cell_text(const struct import_rows *rows, size_t row,
                                                size_t column)
{
    const struct import_row *at = &rows->rows[row];
    if (column >= at->cell_count)
        return TEXT_NONE;
    uint32_t from = rows->ends[at->first + column];
    uint32_t to = rows->ends[at->first + column + 1];
    return (struct text){rows->bytes.data + from, to - from};
}

/* What the cell says: trimmed, and null says nothing. */
static inline struct text crm__import_cell(const struct import_rows *rows, size_t row,
                                           size_t column)
{
    struct text text = crm__import_cell_text(rows, row, column);
    bool null = text.size == 4 && crm__import_cell_kind(rows, row, column) == CELL_BARE &&
                crm__text_is(text, "null");
    return null ? TEXT_NONE : crm__text_trim(text);
}

#endif
