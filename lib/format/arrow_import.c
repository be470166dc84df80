/* Arrow streams from elsewhere, into batches. */
#include "format/arrow.h"
#include "format/arrow_value.h"

#include <assert.h>
#include <errno.h>

static crm_status columns_describe(struct arrow_import *import);
static crm_status stream_fail(struct arrow_import *import, int code);
static crm_status rows_append(struct arrow_import *import, const struct ArrowArray *array,
                              struct batch *batch);
static void rows_drop(struct batch *batch);

crm_status crm__arrow_open(struct arrow_import *import, struct env *env,
                           struct ArrowArrayStream *stream)
{
    *import = (struct arrow_import){.env = env, .stream = *stream};
    stream->release = NULL;
    crm__arena_init(&import->arena, env);
    crm_status status = CRM_OK;
    if (!import->stream.release)
        return crm__fail(env, CRM_E_MISUSE, "the stream is released");
    int code = import->stream.get_schema(&import->stream, &import->schema);
    if (code) {
        import->schema.release = NULL;
        status = stream_fail(import, code);
    } else {
        status = columns_describe(import);
    }
    if (status < 0)
        crm__arrow_close(import);
    return status;
}

void crm__arrow_close(struct arrow_import *import)
{
    if (import->schema.release)
        import->schema.release(&import->schema);
    if (import->stream.release)
        import->stream.release(&import->stream);
    crm__arena_free(&import->arena);
    *import = (struct arrow_import){.env = import->env};
}

crm_status crm__arrow_next(struct arrow_import *import, struct batch *batch)
{
    assert(batch->column_count == import->column_count);
    struct ArrowArray array = {.release = NULL};
    int code = import->stream.get_next(&import->stream, &array);
    if (code)
        return stream_fail(import, code);
    if (!array.release)
        return CRM_DONE;
    crm_status status = rows_append(import, &array, batch);
    if (status < 0)
        rows_drop(batch);
    else
        import->row_count += array.length;
    array.release(&array);
    return status;
}

static crm_status stream_fail(struct arrow_import *import, int code)
{
    const char *detail = import->stream.get_last_error(&import->stream);
    crm_status status = code == ENOMEM ? CRM_E_NOMEM : CRM_E_IO;
    return crm__fail(import->env, status, "the stream failed with code %d: %s", code,
                     detail ? detail : "it does not say why");
}

/* The type of the values: of the dictionary, when there is one. */
static struct arrow_type value_type(const struct ArrowSchema *schema)
{
    struct arrow_type type = crm__arrow_type(schema->format);
    if (!schema->dictionary)
        return type;
    struct arrow_type values = crm__arrow_type(schema->dictionary->format);
    bool index = (type.kind == ARROW_INT || type.kind == ARROW_UINT) && type.type == COLUMN_INTEGER;
    if (!index || (values.kind != ARROW_TEXT && values.kind != ARROW_VIEW))
        values.kind = ARROW_UNKNOWN;
    return values;
}

static crm_status columns_describe(struct arrow_import *import)
{
    const struct ArrowSchema *schema = &import->schema;
    struct env *env = import->env;
    if (!crm__text_is(crm__text_of(schema->format), "+s") || schema->n_children < 0)
        return crm__fail(env, CRM_E_INVALID, "the stream is of '%s', not of records",
                         schema->format ? schema->format : "");
    if (schema->n_children > ARROW_COLUMN_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "%lld columns, at most %d",
                         (long long)schema->n_children, ARROW_COLUMN_LIMIT);
    size_t count = (size_t)schema->n_children;
    import->columns = crm__arena_alloc_zero(&import->arena, count + 1, sizeof *import->columns);
    if (!import->columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct ArrowSchema *child = schema->children[i];
        struct text name = crm__text_of(child->name);
        crm_status status = crm__text_check(env, name, "column name");
        if (status < 0)
            return status;
        struct arrow_type type = value_type(child);
        if (type.kind == ARROW_UNKNOWN)
            return crm__fail(env, CRM_E_UNSUPPORTED, "%.*s: type '%s%s' cannot be imported",
                             (int)name.size, name.data, child->format,
                             child->dictionary ? " by dictionary" : "");
        name = crm__arena_text(&import->arena, name);
        if (!name.data)
            return CRM_E_NOMEM;
        import->columns[i] = crm__reader_column(name, type.type, TEXT_NONE, TEXT_NONE);
        import->columns[i].scale = type.scale;
    }
    import->column_count = count;
    return CRM_OK;
}

/* What the rows of one column are read from. */
struct lane {
    const struct ArrowArray *parent; /* its nulls are rows that are null as a whole */
    const struct ArrowArray *array;
    struct arrow_type type;
    const struct ArrowArray *dictionary; /* then array holds indices of type `index` */
    struct arrow_type index;
};

/* Text by itself or by its index in the dictionary, whose entries may be null, too. */
static bool lane_text(const struct lane *lane, int64_t at, struct text *out, bool *null_out)
{
    int64_t index;
    *null_out = false;
    if (!lane->dictionary)
        return crm__arrow_text(lane->array, lane->type, at, out);
    if (!crm__arrow_integer(lane->array, lane->index, at, &index) || index < 0 ||
        index >= lane->dictionary->length)
        return false;
    *null_out = crm__arrow_is_null(lane->dictionary, index);
    return *null_out || crm__arrow_text(lane->dictionary, lane->type, index, out);
}

static crm_status cell_fail(struct arrow_import *import, size_t column, int64_t row,
                            crm_status status, const char *what)
{
    struct text name = import->columns[column].name;
    import->env->error.row = import->row_count + row + 1;
    return crm__fail(import->env, status, "%.*s: %s", (int)name.size, name.data, what);
}

static crm_status cell_append(struct arrow_import *import, const struct lane *lane, size_t column,
                              int64_t row, struct batch *batch)
{
    struct column *into = &batch->columns[column];
    int64_t at = lane->parent->offset + row;
    struct text text = TEXT_NONE;
    int64_t integer;
    bool null = lane->type.kind == ARROW_NULL || crm__arrow_is_null(lane->parent, row) ||
                crm__arrow_is_null(lane->array, at);
    if (null)
        return crm__column_null(batch, into);
    switch (lane->type.kind) {
    case ARROW_FLOAT:
        return crm__column_double(batch, into, crm__arrow_double(lane->array, lane->type, at));
    case ARROW_TEXT:
    case ARROW_VIEW:
        if (!lane_text(lane, at, &text, &null))
            return cell_fail(import, column, row, CRM_E_INVALID,
                             "text that is broken, not UTF-8, or has a NUL");
        return null ? crm__column_null(batch, into) : crm__column_text(batch, into, text);
    default:
        if (!crm__arrow_integer(lane->array, lane->type, at, &integer))
            return cell_fail(import, column, row, CRM_E_LIMIT, "a number that 64 bits cannot hold");
        return crm__column_int(batch, into, integer);
    }
}

static crm_status lane_open(struct arrow_import *import, const struct ArrowArray *parent,
                            size_t column, struct lane *lane)
{
    const struct ArrowSchema *schema = import->schema.children[column];
    int64_t rows = parent->offset + parent->length;
    *lane = (struct lane){.parent = parent,
                          .array = parent->children[column],
                          .type = value_type(schema),
                          .index = crm__arrow_type(schema->format)};
    const char *wrong = crm__arrow_array_check(lane->array, lane->index, rows);
    if (!wrong && schema->dictionary) {
        lane->dictionary = lane->array->dictionary;
        wrong = lane->dictionary
                    ? crm__arrow_array_check(lane->dictionary, lane->type, lane->dictionary->length)
                    : "no dictionary";
    }
    return wrong ? cell_fail(import, column, 0, CRM_E_INVALID, wrong) : CRM_OK;
}

static crm_status rows_append(struct arrow_import *import, const struct ArrowArray *array,
                              struct batch *batch)
{
    if (array->length < 0 || array->offset < 0 || array->length > INT64_MAX - array->offset ||
        array->n_children != (int64_t)import->column_count)
        return crm__fail(import->env, CRM_E_INVALID,
                         "an array of %lld rows and %lld columns for a schema of %zu",
                         (long long)array->length, (long long)array->n_children,
                         import->column_count);
    for (size_t i = 0; i < import->column_count; i++) {
        struct lane lane;
        crm_status status = lane_open(import, array, i, &lane);
        if (status == CRM_OK)
            status = crm__column_reserve(batch, &batch->columns[i], (size_t)array->length, 0);
        for (int64_t row = 0; row < array->length && status == CRM_OK; row++)
            status = cell_append(import, &lane, i, row, batch);
        if (status < 0)
            return status;
    }
    batch->row_count += (size_t)array->length;
    return CRM_OK;
}

/* Takes back what a failed array left in some columns. */
static void rows_drop(struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        while (column->count > batch->row_count) {
            column->null_count -= crm__column_is_null(column, column->count - 1);
            column->count--;
        }
    }
}
