/*
 * Values and batches: the one internal form in which data moves between the database, the rules,
 * the engines and the formats. A batch is a set of equally long columns in Arrow's memory layout
 * (validity bits least significant first, 32-bit text offsets), so exporting one copies nothing.
 */
#ifndef CRM_BASE_BATCH_H
#define CRM_BASE_BATCH_H

#include "base/memory.h"
#include "base/text.h"

#include <assert.h>

enum value_kind {
    VALUE_NULL,
    VALUE_INT, /* integers, booleans, times (us UTC), dates (days), money (minor units), ids */
    VALUE_DOUBLE,
    VALUE_TEXT, /* UTF-8 without NUL */
    VALUE_BLOB,
};

/* One scalar. Text and blob are borrowed from whoever made the value. */
struct value {
    enum value_kind kind;
    union {
        int64_t integer;
        double real;
        struct text text;
    };
};

#define VALUE_OF_NULL ((struct value){.kind = VALUE_NULL})
static inline struct value crm__value_int(int64_t integer)
{
    return (struct value){.kind = VALUE_INT, .integer = integer};
}
static inline struct value crm__value_double(double real)
{
    return (struct value){.kind = VALUE_DOUBLE, .real = real};
}
static inline struct value crm__value_text(struct text text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}
static inline struct value crm__value_blob(struct text bytes)
{
    return (struct value){.kind = VALUE_BLOB, .text = bytes};
}

/* Same kind and same content; two nulls are equal; NaN equals NaN, so a diff can settle. */
bool crm__value_equal(struct value a, struct value b);
/* Total order: null first, then numbers by value, then text, then blob by bytes. */
int crm__value_compare(struct value a, struct value b);

/* A column holds one kind (never VALUE_NULL); nulls are cleared validity bits. */
struct column {
    struct text name; /* borrowed: a literal, the catalogue, or batch->arena */
    enum value_kind kind;
    size_t count;
    size_t null_count;
    size_t capacity;
    uint8_t *validity; /* NULL while null_count is 0 */
    union {
        int64_t *integers;
        double *doubles;
        int32_t *offsets; /* count + 1 of them; text and blob */
    };
    char *bytes; /* text and blob; row i is bytes[offsets[i] .. offsets[i+1]) */
    size_t bytes_capacity;
};

struct batch {
    struct env *env;
    struct arena arena; /* for column names that must be owned */
    struct column *columns;
    size_t column_count;
    size_t column_capacity;
    size_t row_count; /* set by crm__batch_finish_row, or by the filler once all are full */
};

void crm__batch_init(struct batch *batch, struct env *env);
void crm__batch_free(struct batch *batch);
void crm__batch_clear(struct batch *batch); /* rows go, columns and blocks stay */
/* Adds an empty column (copying the name into the arena); NULL when there is no memory. Column
 * pointers move when columns are added. */
struct column *crm__batch_add(struct batch *batch, struct text name, enum value_kind kind);
/* Position of the column of that name, or SIZE_MAX. */
size_t crm__batch_find(const struct batch *batch, struct text name);

/* Makes room for `rows` and `bytes` more, so that appending them will not fail. */
crm_status crm__column_reserve(struct batch *batch, struct column *column, size_t rows,
                               size_t bytes);
crm_status crm__column_null(struct batch *batch, struct column *column);

/* Room for one more row, its validity bit set if there are such bits. */
static inline crm_status crm__column_grow(struct batch *batch, struct column *column)
{
    if (column->count == column->capacity) {
        crm_status status = crm__column_reserve(batch, column, 1, 0);
        if (status < 0)
            return status;
    }
    if (column->validity)
        column->validity[column->count >> 3] |= (uint8_t)(1u << (column->count & 7));
    return CRM_OK;
}

static inline crm_status crm__column_int(struct batch *batch, struct column *column,
                                         int64_t integer)
{
    assert(column->kind == VALUE_INT);
    crm_status status = crm__column_grow(batch, column);
    if (status == CRM_OK)
        column->integers[column->count++] = integer;
    return status;
}

static inline crm_status crm__column_double(struct batch *batch, struct column *column, double real)
{
    assert(column->kind == VALUE_DOUBLE);
    crm_status status = crm__column_grow(batch, column);
    if (status == CRM_OK)
        column->doubles[column->count++] = real;
    return status;
}

/* CRM_E_LIMIT when a column would pass 2^31 - 1 bytes. */
crm_status crm__column_text(struct batch *batch, struct column *column, struct text text);
/* Any value; an int goes into a double column; other mismatches are CRM_E_MISUSE. */
crm_status crm__column_value(struct batch *batch, struct column *column, struct value value);

/* Asserts that every column has row_count + 1 entries and counts the row. */
void crm__batch_finish_row(struct batch *batch);

static inline bool crm__column_is_null(const struct column *column, size_t row)
{
    return column->validity && !(column->validity[row >> 3] & (1u << (row & 7)));
}

static inline struct text crm__column_text_at(const struct column *column, size_t row)
{
    int32_t from = column->offsets[row];
    return (struct text){column->bytes + from, (size_t)(column->offsets[row + 1] - from)};
}

struct value crm__column_at(const struct column *column, size_t row);
static inline struct value crm__batch_at(const struct batch *batch, size_t column, size_t row)
{
    return crm__column_at(&batch->columns[column], row);
}

#endif
