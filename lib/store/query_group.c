/*
 * Groups: rows stream out of the database and are hashed here, which is ten times faster than an
 * unindexed GROUP BY of SQLite, and lets a rule left to memory decide before a row is counted.
 */
#include "store/query_group.h"

#include <string.h>

crm_status crm__group_table_init(struct group_table *table, struct query *query)
{
    *table = (struct group_table){.query = query};
    crm__arena_init(&table->arena, query->env);
    crm__map_init(&table->index, query->env);
    crm__buffer_init(&table->packed, query->env);
    for (size_t i = 0; i < query->field_count; i++) {
        if (query->fields[i].period != NO_PERIOD && query->fields[i].field->type == FIELD_TIME)
            return crm__store_zone(query->store, TEXT_NONE, &table->zone);
    }
    return CRM_OK;
}

static void distinct_free(struct group_table *table)
{
    size_t count = table->count * table->query->measure_count;
    for (size_t i = 0; i < count; i++) {
        if (table->states[i].texts)
            crm__map_free(table->states[i].texts);
        if (table->states[i].numbers)
            crm__id_map_free(table->states[i].numbers);
    }
}

void crm__group_table_free(struct group_table *table)
{
    if (!table->query)
        return;
    struct env *env = table->query->env;
    distinct_free(table);
    crm__free(env, table->keys);
    crm__free(env, table->states);
    crm__free(env, table->rows);
    crm__buffer_free(&table->packed);
    crm__map_free(&table->index);
    crm__arena_free(&table->arena);
}

/* --- keys ------------------------------------------------------------------------------------- */

static struct value key_value(const struct group_table *table, const struct query_path *path,
                              struct value value)
{
    if (path->period == NO_PERIOD || value.kind != VALUE_INT)
        return value;
    int64_t date = path->field->type == FIELD_DATE ? value.integer
                                                   : crm__zone_date(table->zone, value.integer);
    return crm__value_int(crm__date_period_start(date, (enum period)path->period));
}

static void key_pack(struct buffer *packed, struct value value)
{
    crm__buffer_byte(packed, (char)value.kind);
    if (value.kind == VALUE_INT) {
        crm__buffer_bytes(packed, &value.integer, sizeof value.integer);
    } else if (value.kind == VALUE_TEXT) {
        crm__buffer_varint(packed, value.text.size);
        crm__buffer_text(packed, value.text);
    }
}

static crm_status group_add(struct group_table *table, const struct value *keys)
{
    const struct query *query = table->query;
    size_t group = table->count;
    if (group == QUERY_GROUP_LIMIT)
        return crm__fail(query->env, CRM_E_LIMIT,
                         "group: over %d groups; use fewer fields, or a longer period",
                         QUERY_GROUP_LIMIT);
    size_t fields = query->field_count;
    size_t measures = query->measure_count;
    crm_status status = crm__array_reserve(query->env, (void **)&table->keys, &table->key_capacity,
                                           (group + 1) * fields, sizeof *table->keys);
    if (status >= 0)
        status = crm__array_reserve(query->env, (void **)&table->states, &table->state_capacity,
                                    (group + 1) * measures, sizeof *table->states);
    if (status >= 0)
        status = crm__array_reserve(query->env, (void **)&table->rows, &table->row_capacity,
                                    group + 1, sizeof *table->rows);
    if (status < 0)
        return status;
    for (size_t i = 0; i < fields; i++) {
        struct value key = keys[i];
        if (key.kind == VALUE_TEXT) {
            key.text = crm__arena_text(&table->arena, key.text);
            if (!key.text.data)
                return CRM_E_NOMEM;
        }
        table->keys[group * fields + i] = key;
    }
    if (measures)
        memset(&table->states[group * measures], 0, measures * sizeof *table->states);
    table->rows[group] = 0;
    table->count++;
    return CRM_OK;
}

static crm_status group_find(struct group_table *table, const struct query_scan *scan, size_t row,
                             size_t *group_out)
{
    const struct query *query = table->query;
    struct value keys[QUERY_ITEM_LIMIT];
    crm__buffer_clear(&table->packed);
    for (size_t i = 0; i < query->field_count; i++) {
        keys[i] = key_value(table, &query->fields[i],
                            crm__batch_at(&scan->rows, query->fields[i].column, row));
        key_pack(&table->packed, keys[i]);
    }
    if (table->packed.failed)
        return CRM_E_NOMEM;
    int64_t *group =
        crm__map_put(&table->index, crm__buffer_view(&table->packed), (int64_t)table->count);
    if (!group)
        return CRM_E_NOMEM;
    *group_out = (size_t)*group;
    return *group_out == table->count ? group_add(table, keys) : CRM_OK;
}

/* --- measures --------------------------------------------------------------------------------- */

static crm_status currency_check(struct group_table *table, const struct query_measure *measure,
                                 struct measure_state *state, struct value currency)
{
    if (currency.kind != VALUE_TEXT)
        return CRM_OK;
    if (!state->currency.data) {
        state->currency = crm__arena_text(&table->arena, currency.text);
        return state->currency.data ? CRM_OK : CRM_E_NOMEM;
    }
    if (crm__text_equal(state->currency, currency.text))
        return CRM_OK;
    return crm__fail_field(table->query->env, CRM_E_INVALID, measure->path.field->entity->name.data,
                           measure->path.field->name.data,
                           "%.*s: a group holds %.*s and %.*s; group by currency too",
                           (int)measure->name.size, measure->name.data, (int)state->currency.size,
                           state->currency.data, (int)currency.text.size, currency.text.data);
}

static crm_status extreme_update(struct group_table *table, const struct query_measure *measure,
                                 struct measure_state *state, struct value value)
{
    int order = state->count ? crm__value_compare(value, state->extreme) : -1;
    if (state->count && (measure->kind == MEASURE_MIN ? order >= 0 : order <= 0))
        return CRM_OK;
    if (value.kind == VALUE_TEXT) {
        value.text = crm__arena_text(&table->arena, value.text);
        if (!value.text.data)
            return CRM_E_NOMEM;
    }
    state->extreme = value;
    return CRM_OK;
}

static crm_status distinct_add(struct group_table *table, struct measure_state *state,
                               struct value value)
{
    struct env *env = table->query->env;
    if (value.kind == VALUE_TEXT) {
        if (!state->texts) {
            state->texts = crm__arena_alloc_zero(&table->arena, 1, sizeof *state->texts);
            if (!state->texts)
                return CRM_E_NOMEM;
            crm__map_init(state->texts, env);
        }
        return crm__map_put(state->texts, value.text, 0) ? CRM_OK : CRM_E_NOMEM;
    }
    if (!state->numbers) {
        state->numbers = crm__arena_alloc_zero(&table->arena, 1, sizeof *state->numbers);
        if (!state->numbers)
            return CRM_E_NOMEM;
        crm__id_map_init(state->numbers, env);
    }
    return crm__id_map_put(state->numbers, value.integer, 0) ? CRM_OK : CRM_E_NOMEM;
}

static crm_status measure_add(struct group_table *table, const struct query_measure *measure,
                              struct measure_state *state, const struct query_scan *scan,
                              size_t row)
{
    if (!measure->path.field)
        return CRM_OK;
    struct value value = crm__batch_at(&scan->rows, measure->column, row);
    if (value.kind == VALUE_NULL)
        return CRM_OK;
    crm_status status = CRM_OK;
    if (measure->currency != SIZE_MAX)
        status = currency_check(table, measure, state,
                                crm__batch_at(&scan->rows, measure->currency, row));
    if (status >= 0 && (measure->kind == MEASURE_MIN || measure->kind == MEASURE_MAX))
        status = extreme_update(table, measure, state, value);
    else if (status >= 0 && measure->kind == MEASURE_DISTINCT)
        status = distinct_add(table, state, value);
    else if (status >= 0 && measure->kind != MEASURE_COUNT)
        state->sum += value.integer;
    state->count++;
    return status;
}

crm_status crm__group_table_add(struct group_table *table, const struct query_scan *scan)
{
    const struct query *query = table->query;
    for (size_t row = 0; row < scan->rows.row_count; row++) {
        if (!scan->passed[row])
            continue;
        size_t group;
        crm_status status = group_find(table, scan, row, &group);
        for (size_t i = 0; status >= 0 && i < query->measure_count; i++)
            status = measure_add(table, &query->measures[i],
                                 &table->states[group * query->measure_count + i], scan, row);
        if (status < 0)
            return status;
        table->rows[group]++;
    }
    return CRM_OK;
}

crm_status crm__group_table_finish(struct group_table *table)
{
    const struct query *query = table->query;
    for (size_t i = 0; i < table->count * query->measure_count; i++) {
        const struct query_measure *measure = &query->measures[i % query->measure_count];
        wide sum = table->states[i].sum;
        if (measure->kind == MEASURE_SUM && (sum > INT64_MAX || sum < INT64_MIN))
            return crm__fail(query->env, CRM_E_LIMIT, "%.*s: the sum leaves 64 bits",
                             (int)measure->name.size, measure->name.data);
    }
    return CRM_OK;
}

/* Half away from zero, in integers: money never meets a double. */
static int64_t divide_rounded(wide sum, int64_t count)
{
    wide quotient = sum / count;
    wide rest = sum % count;
    wide twice_reaches = rest < 0 ? -rest : rest;
    if (twice_reaches >= count - twice_reaches)
        quotient += sum < 0 ? -1 : 1;
    return (int64_t)quotient;
}

struct value crm__measure_result(const struct query_measure *measure,
                                 const struct measure_state *state, int64_t rows)
{
    switch (measure->kind) {
    case MEASURE_COUNT:
        return crm__value_int(measure->path.field ? state->count : rows);
    case MEASURE_DISTINCT:
        return crm__value_int(state->texts     ? (int64_t)state->texts->count
                              : state->numbers ? (int64_t)state->numbers->count
                                               : 0);
    case MEASURE_MIN:
    case MEASURE_MAX:
        return state->count ? state->extreme : VALUE_OF_NULL;
    case MEASURE_SUM:
        return crm__value_int((int64_t)state->sum);
    case MEASURE_AVERAGE:
        break;
    }
    if (state->count == 0)
        return VALUE_OF_NULL;
    if (measure->path.field->type == FIELD_INTEGER || measure->path.field->type == FIELD_BOOL)
        return crm__value_double((double)state->sum / (double)state->count);
    return crm__value_int(divide_rounded(state->sum, state->count));
}
