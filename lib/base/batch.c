/* Values and batches. */
#include "base/batch.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FIRST_ROWS = 64, VALIDITY_ALIGNMENT = 64 };

static bool has_bytes(const struct column *column);
static int rank(struct value value);
static int compare_numbers(struct value a, struct value b);
static int compare_doubles(double a, double b);
static int compare_int_double(int64_t a, double b);
static crm_status rows_reserve(struct env *env, struct column *column, size_t rows);
static crm_status bytes_reserve(struct env *env, struct column *column, size_t bytes);
static crm_status validity_start(struct env *env, struct column *column);
static size_t validity_size(size_t rows);

bool crm__value_equal(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case VALUE_NULL:
        return true;
    case VALUE_INT:
        return a.integer == b.integer;
    case VALUE_DOUBLE:
        return compare_doubles(a.real, b.real) == 0;
    case VALUE_TEXT:
    case VALUE_BLOB:
        return crm__text_equal(a.text, b.text);
    }
    return false;
}

int crm__value_compare(struct value a, struct value b)
{
    if (rank(a) != rank(b))
        return rank(a) < rank(b) ? -1 : 1;
    if (a.kind == VALUE_NULL)
        return 0;
    if (a.kind == VALUE_TEXT || a.kind == VALUE_BLOB)
        return crm__text_compare(a.text, b.text);
    return compare_numbers(a, b);
}

void crm__batch_init(struct batch *batch, struct env *env)
{
    *batch = (struct batch){.env = env};
    crm__arena_init(&batch->arena, env);
}

void crm__batch_free(struct batch *batch)
{
    if (!batch->env)
        return;
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        crm__free(batch->env, column->validity);
        crm__free(batch->env, column->integers);
        crm__free(batch->env, column->bytes);
    }
    crm__free(batch->env, batch->columns);
    crm__arena_free(&batch->arena);
    crm__batch_init(batch, batch->env);
}

void crm__batch_clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        crm__free(batch->env, column->validity);
        column->validity = NULL;
        column->count = 0;
        column->null_count = 0;
    }
    batch->row_count = 0;
}

struct column *crm__batch_add(struct batch *batch, struct text name, enum value_kind kind)
{
    assert(kind != VALUE_NULL);
    if (crm__array_reserve(batch->env, (void **)&batch->columns, &batch->column_capacity,
                           batch->column_count + 1, sizeof *batch->columns) < 0)
        return NULL;
    struct text copy = crm__arena_text(&batch->arena, name);
    if (!copy.data)
        return NULL;
    struct column *column = &batch->columns[batch->column_count++];
    *column = (struct column){.name = copy, .kind = kind};
    return column;
}

size_t crm__batch_find(const struct batch *batch, struct text name)
{
    for (size_t i = 0; i < batch->column_count; i++)
        if (crm__text_equal(batch->columns[i].name, name))
            return i;
    return SIZE_MAX;
}

crm_status crm__column_reserve(struct batch *batch, struct column *column, size_t rows,
                               size_t bytes)
{
    if (rows > column->capacity - column->count) {
        crm_status status = rows_reserve(batch->env, column, rows);
        if (status < 0)
            return status;
    }
    return has_bytes(column) ? bytes_reserve(batch->env, column, bytes) : CRM_OK;
}

crm_status crm__column_null(struct batch *batch, struct column *column)
{
    crm_status status = CRM_OK;
    if (column->count == column->capacity)
        status = crm__column_reserve(batch, column, 1, 0);
    if (status == CRM_OK && !column->validity)
        status = validity_start(batch->env, column);
    if (status < 0)
        return status;

    size_t row = column->count++;
    column->validity[row >> 3] &= (uint8_t) ~(1u << (row & 7));
    column->null_count++;
    if (has_bytes(column))
        column->offsets[row + 1] = column->offsets[row];
    else
        column->integers[row] = 0; /* Also the bits of 0.0. */
    return CRM_OK;
}

crm_status crm__column_text(struct batch *batch, struct column *column, struct text text)
{
    assert(has_bytes(column));
    crm_status status = crm__column_grow(batch, column);
    if (status < 0)
        return status;

    size_t from = (size_t)column->offsets[column->count];
    if (text.size > column->bytes_capacity - from) {
        status = bytes_reserve(batch->env, column, text.size);
        if (status < 0)
            return status;
    }
    if (text.size)
        memcpy(column->bytes + from, text.data, text.size);
    column->offsets[++column->count] = (int32_t)(from + text.size);
    return CRM_OK;
}

crm_status crm__column_value(struct batch *batch, struct column *column, struct value value)
{
    if (value.kind == VALUE_NULL)
        return crm__column_null(batch, column);
    if (value.kind == VALUE_INT && column->kind == VALUE_DOUBLE)
        return crm__column_double(batch, column, (double)value.integer);
    if (value.kind != column->kind)
        return crm__fail(batch->env, CRM_E_MISUSE, "column '%.*s': value of kind %d, expected %d",
                         (int)column->name.size, column->name.data, (int)value.kind,
                         (int)column->kind);
    if (value.kind == VALUE_INT)
        return crm__column_int(batch, column, value.integer);
    if (value.kind == VALUE_DOUBLE)
        return crm__column_double(batch, column, value.real);
    return crm__column_text(batch, column, value.text);
}

void crm__batch_finish_row(struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++)
        assert(batch->columns[i].count == batch->row_count + 1);
    batch->row_count++;
}

struct value crm__column_at(const struct column *column, size_t row)
{
    assert(row < column->count);
    if (crm__column_is_null(column, row))
        return VALUE_OF_NULL;
    switch (column->kind) {
    case VALUE_INT:
        return crm__value_int(column->integers[row]);
    case VALUE_DOUBLE:
        return crm__value_double(column->doubles[row]);
    case VALUE_TEXT:
        return crm__value_text(crm__column_text_at(column, row));
    case VALUE_BLOB:
        return crm__value_blob(crm__column_text_at(column, row));
    case VALUE_NULL:
        break;
    }
    return VALUE_OF_NULL;
}

static bool has_bytes(const struct column *column)
{
    return column->kind == VALUE_TEXT || column->kind == VALUE_BLOB;
}

static int rank(struct value value)
{
    switch (value.kind) {
    case VALUE_NULL:
        return 0;
    case VALUE_INT:
    case VALUE_DOUBLE:
        return 1;
    case VALUE_TEXT:
        return 2;
    case VALUE_BLOB:
        return 3;
    }
    return 4;
}

static int compare_numbers(struct value a, struct value b)
{
    if (a.kind == VALUE_INT && b.kind == VALUE_INT)
        return (a.integer > b.integer) - (a.integer < b.integer);
    if (a.kind == VALUE_INT)
        return compare_int_double(a.integer, b.real);
    if (b.kind == VALUE_INT)
        return -compare_int_double(b.integer, a.real);
    return compare_doubles(a.real, b.real);
}

/* NaN is equal to itself and after every other number, so that the order is total. */
static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b))
        return !!isnan(a) - !!isnan(b);
    return (a > b) - (a < b);
}

/* By exact value: turning the integer into a double could round it. */
static int compare_int_double(int64_t a, double b)
{
    if (isnan(b) || b >= 0x1p63)
        return -1;
    if (b < -0x1p63)
        return 1;
    int64_t whole = (int64_t)b;
    if (a != whole)
        return a < whole ? -1 : 1;
    double rest = b - (double)whole;
    return (rest < 0) - (rest > 0);
}

static crm_status rows_reserve(struct env *env, struct column *column, size_t rows)
{
    if (rows > SIZE_MAX / 2 - column->count)
        return crm__fail_nomem(env);
    size_t capacity = column->capacity < FIRST_ROWS / 2 ? FIRST_ROWS : column->capacity * 2;
    if (capacity < column->count + rows)
        capacity = column->count + rows;

    if (column->validity) {
        size_t size = validity_size(capacity);
        size_t old = validity_size(column->capacity);
        uint8_t *validity = crm__realloc_array(env, column->validity, size, 1);
        if (!validity)
            return CRM_E_NOMEM;
        memset(validity + old, 0, size - old);
        column->validity = validity;
    }

    size_t item = has_bytes(column) ? sizeof *column->offsets : sizeof *column->integers;
    void *items = crm__realloc_array(env, column->integers, capacity + 1, item);
    if (!items)
        return CRM_E_NOMEM;
    column->integers = items;
    if (has_bytes(column)) {
        if (column->capacity == 0)
            column->offsets[0] = 0;
        /* Even a column of empty texts has a block, so that no slice is NULL. */
        crm_status status =
            crm__array_reserve(env, (void **)&column->bytes, &column->bytes_capacity, 1, 1);
        if (status < 0)
            return status;
    }
    column->capacity = capacity;
    return CRM_OK;
}

static crm_status bytes_reserve(struct env *env, struct column *column, size_t bytes)
{
    size_t used = column->count ? (size_t)column->offsets[column->count] : 0;
    if (bytes > INT32_MAX - used)
        return crm__fail(env, CRM_E_LIMIT, "column '%.*s': %zu bytes, at most %d",
                         (int)column->name.size, column->name.data, used + bytes, INT32_MAX);
    return crm__array_reserve(env, (void **)&column->bytes, &column->bytes_capacity, used + bytes,
                              1);
}

/* The first null of a column: all rows before it are valid. */
static crm_status validity_start(struct env *env, struct column *column)
{
    column->validity = crm__alloc_zero(env, validity_size(column->capacity), 1);
    if (!column->validity)
        return CRM_E_NOMEM;
    memset(column->validity, 0xff, column->count >> 3);
    if (column->count & 7)
        column->validity[column->count >> 3] = (uint8_t)((1u << (column->count & 7)) - 1);
    return CRM_OK;
}

/* In bytes; padded as Arrow recommends. */
static size_t validity_size(size_t rows)
{
    return (rows + 8 * VALIDITY_ALIGNMENT - 1) / (8 * VALIDITY_ALIGNMENT) * VALIDITY_ALIGNMENT;
}
