/* A grouped query from the scan to its result: columns, order, limit. */
#include <string.h>

#include "store/query_group.h"

/* Where each column of the result comes from. */
enum result_kind { RESULT_GROUP, RESULT_MEASURE, RESULT_CURRENCY };

struct result_column {
    enum result_kind kind;
    size_t index; /* of the group's field, or of the measure */
};

struct group_result {
    struct query *query;
    struct group_table table;
    struct reader_column columns[QUERY_ITEM_LIMIT];
    struct result_column sources[QUERY_ITEM_LIMIT];
    size_t column_count;
    size_t *order; /* of the groups */
    struct {
        size_t column;
        bool descending;
    } sorts[QUERY_ITEM_LIMIT];
    size_t sort_count;
};

static size_t column_add(struct group_result *result, struct reader_column column,
                         enum result_kind kind, size_t index)
{
    result->columns[result->column_count] = column;
    result->sources[result->column_count] = (struct result_column){kind, index};
    return result->column_count++;
}

static crm_status groups_add(struct group_result *result)
{
    for (size_t i = 0; i < result->query->field_count; i++) {
        const struct query_path *path = &result->query->fields[i];
        struct reader_column column;
        crm_status status = crm__query_column(result->query, path, &column);
        if (status < 0)
            return status;
        if (path->period != NO_PERIOD)
            column.type = COLUMN_DATE;
        if (path->field->type == FIELD_MONEY)
            column.type = COLUMN_INTEGER;
        column_add(result, column, RESULT_GROUP, i);
    }
    return CRM_OK;
}

/* The result column that says which currency a measure is in: a group's own, or one added. */
static size_t currency_column(struct group_result *result, size_t measure)
{
    const struct query *query = result->query;
    struct query_path currency = crm__query_currency(query, &query->measures[measure].path);
    for (size_t i = 0; i < query->field_count; i++) {
        if (query->fields[i].field == currency.field && query->fields[i].join == currency.join)
            return i;
    }
    for (size_t i = 0; i < result->column_count; i++) {
        if (result->sources[i].kind == RESULT_CURRENCY)
            return i;
    }
    struct reader_column column = crm__reader_column_of(currency.field);
    return column_add(result, column, RESULT_CURRENCY, measure);
}

static enum column_type measure_type(const struct query_measure *measure)
{
    const struct field *field = measure->path.field;
    if (measure->kind == MEASURE_COUNT || measure->kind == MEASURE_DISTINCT)
        return COLUMN_INTEGER;
    if (measure->kind == MEASURE_AVERAGE &&
        (field->type == FIELD_INTEGER || field->type == FIELD_BOOL))
        return COLUMN_DOUBLE;
    if (measure->kind == MEASURE_SUM && field->type == FIELD_BOOL)
        return COLUMN_INTEGER;
    return crm__reader_column_of(field).type;
}

static void measures_add(struct group_result *result)
{
    const struct query *query = result->query;
    size_t places[QUERY_ITEM_LIMIT];
    for (size_t i = 0; i < query->measure_count; i++) {
        const struct query_measure *measure = &query->measures[i];
        struct reader_column column =
            crm__reader_column(measure->name, measure_type(measure), TEXT_NONE, TEXT_NONE);
        if (measure->path.field) {
            column.scale = measure->path.field->scale;
            column.choices = measure->path.field->choices;
        }
        places[i] = column_add(result, column, RESULT_MEASURE, i);
    }
    for (size_t i = 0; i < query->measure_count; i++) {
        if (result->columns[places[i]].type == COLUMN_MONEY)
            result->columns[places[i]].currency_column = (int32_t)currency_column(result, i);
    }
}

static struct value cell(const struct group_result *result, size_t group, size_t column)
{
    const struct query *query = result->query;
    const struct group_table *table = &result->table;
    struct result_column source = result->sources[column];
    if (source.kind == RESULT_GROUP)
        return table->keys[group * query->field_count + source.index];
    const struct measure_state *state = &table->states[group * query->measure_count + source.index];
    if (source.kind == RESULT_MEASURE)
        return crm__measure_result(&query->measures[source.index], state, table->rows[group]);
    return state->currency.data ? crm__value_text(state->currency) : VALUE_OF_NULL;
}

/* --- order ------------------------------------------------------------------------------------ */

static crm_status sort_column(struct group_result *result, struct text item)
{
    bool descending = crm__text_starts(item, TEXT("-"));
    struct text name = crm__text_trim(crm__text_slice(item, descending, item.size));
    const char *names[QUERY_ITEM_LIMIT];
    for (size_t i = 0; i < result->column_count; i++) {
        names[i] = result->columns[i].name.data;
        if (!crm__text_equal(result->columns[i].name, name))
            continue;
        result->sorts[result->sort_count].column = i;
        result->sorts[result->sort_count++].descending = descending;
        return CRM_OK;
    }
    size_t nearest = crm__text_nearest(name, names, result->column_count);
    bool meant = nearest < result->column_count;
    return crm__fail(result->query->env, CRM_E_UNKNOWN,
                     "sort: no column '%.*s' in the result%s%s%s", (int)name.size, name.data,
                     meant ? "; did you mean '" : "", meant ? names[nearest] : "",
                     meant ? "'?" : "");
}

static crm_status sorts_resolve(struct group_result *result)
{
    struct text list = result->query->group_sort;
    while (list.size && result->sort_count < QUERY_ITEM_LIMIT) {
        size_t comma = crm__text_find(list, TEXT(","), 0);
        crm_status status = sort_column(result, crm__text_trim(crm__text_slice(list, 0, comma)));
        if (status < 0)
            return status;
        list = comma == SIZE_MAX ? TEXT_NONE : crm__text_slice(list, comma + 1, list.size);
    }
    return CRM_OK;
}

/* Nulls come last either way. */
static int cells_compare(struct value a, struct value b, bool descending)
{
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL)
        return (a.kind == VALUE_NULL) - (b.kind == VALUE_NULL);
    int order = crm__value_compare(a, b);
    return descending ? -order : order;
}

static int groups_compare(const struct group_result *result, size_t a, size_t b)
{
    for (size_t i = 0; i < result->sort_count; i++) {
        size_t column = result->sorts[i].column;
        int order = cells_compare(cell(result, a, column), cell(result, b, column),
                                  result->sorts[i].descending);
        if (order)
            return order;
    }
    for (size_t i = 0; i < result->query->field_count; i++) {
        int order = cells_compare(cell(result, a, i), cell(result, b, i), false);
        if (order)
            return order;
    }
    return a < b ? -1 : 1;
}

/* Merge sort, from runs of one upwards: stable, and no callback without a context. */
static crm_status groups_sort(struct group_result *result)
{
    size_t count = result->table.count;
    size_t *spare = crm__realloc_array(result->query->env, NULL, count + 1, sizeof *spare);
    result->order = crm__realloc_array(result->query->env, NULL, count + 1, sizeof *spare);
    if (!spare || !result->order) {
        crm__free(result->query->env, spare);
        return CRM_E_NOMEM;
    }
    size_t *from = result->order;
    size_t *to = spare;
    for (size_t i = 0; i < count; i++)
        from[i] = i;
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t middle = start + run < count ? start + run : count;
            size_t end = start + 2 * run < count ? start + 2 * run : count;
            size_t a = start;
            size_t b = middle;
            for (size_t i = start; i < end; i++) {
                bool left =
                    b >= end || (a < middle && groups_compare(result, from[a], from[b]) <= 0);
                to[i] = left ? from[a++] : from[b++];
            }
        }
        size_t *swap = from;
        from = to;
        to = swap;
    }
    result->order = from;
    crm__free(result->query->env, to);
    return CRM_OK;
}

/* --- the result ------------------------------------------------------------------------------- */

static crm_status scan_all(struct group_result *result)
{
    struct query_scan scan;
    crm_status status = crm__query_scan_open(result->query, false, &scan);
    if (status < 0)
        return status;
    while ((status = crm__query_scan_next(&scan)) == CRM_OK) {
        status = crm__group_table_add(&result->table, &scan);
        if (status < 0)
            break;
    }
    crm__query_scan_close(&scan);
    return status < 0 ? status : crm__group_table_finish(&result->table);
}

/* Without groups there is one row, also of nothing: a count of 0. */
static crm_status whole_add(struct group_result *result)
{
    if (result->query->field_count || result->table.count)
        return CRM_OK;
    struct group_table *table = &result->table;
    struct query *query = result->query;
    crm_status status =
        crm__array_reserve(query->env, (void **)&table->states, &table->state_capacity,
                           query->measure_count, sizeof *table->states);
    if (status >= 0)
        status = crm__array_reserve(query->env, (void **)&table->rows, &table->row_capacity, 1,
                                    sizeof *table->rows);
    if (status < 0)
        return status;
    memset(table->states, 0, query->measure_count * sizeof *table->states);
    table->rows[0] = 0;
    table->count = 1;
    return CRM_OK;
}

static crm_status batch_fill(struct group_result *result, struct batch *batch)
{
    crm_status status = crm__reader_prepare(result->columns, result->column_count, batch);
    size_t count = result->table.count;
    if (result->query->limit && (uint64_t)result->query->limit < count)
        count = (size_t)result->query->limit;
    for (size_t row = 0; status >= 0 && row < count; row++) {
        for (size_t i = 0; status >= 0 && i < result->column_count; i++)
            status =
                crm__column_value(batch, &batch->columns[i], cell(result, result->order[row], i));
        if (status >= 0)
            crm__batch_finish_row(batch);
    }
    return status;
}

static crm_status result_make(struct group_result *result, struct reader **reader_out)
{
    struct query *query = result->query;
    if (query->measure_count == 0) {
        crm_status added = crm__query_measure(query, TEXT("count"));
        if (added < 0)
            return added;
    }
    crm_status status = groups_add(result);
    if (status < 0)
        return status;
    measures_add(result);
    status = sorts_resolve(result);
    if (status >= 0)
        status = crm__group_table_init(&result->table, query);
    if (status >= 0)
        status = scan_all(result);
    if (status >= 0)
        status = whole_add(result);
    if (status >= 0)
        status = groups_sort(result);
    if (status < 0)
        return status;
    struct batch batch;
    crm__batch_init(&batch, query->env);
    status = batch_fill(result, &batch);
    if (status >= 0)
        status = crm__reader_of_batch(query->env, &batch, result->columns, reader_out);
    crm__batch_free(&batch);
    return status;
}

crm_status crm__query_group_run(struct query *query, struct reader **reader_out)
{
    struct group_result *result = crm__alloc_zero(query->env, 1, sizeof *result);
    if (!result)
        return CRM_E_NOMEM;
    result->query = query;
    crm_status status = result_make(result, reader_out);
    crm__free(query->env, result->order);
    crm__group_table_free(&result->table);
    crm__free(query->env, result);
    return status;
}
