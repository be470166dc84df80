/* Rule rows: one query for the paths of all rules, then a batch evaluation of each. */
#include "service/rule_rows.h"

#include <string.h>

/* The column of that field or path, which is added when it is new. `read` is NULL for a name that
 * the caller wants. */
static crm_status column_need(struct rule_rows *rows, struct text name,
                              const struct rule_path *read, size_t *column_out)
{
    size_t before = rows->paths.count;
    int64_t *column = crm__map_put(&rows->paths, name, (int64_t)before);
    if (!column)
        return CRM_E_NOMEM;
    *column_out = (size_t)*column;
    if (rows->paths.count == before)
        return CRM_OK;
    crm_status status =
        crm__array_reserve(rows->store->env, (void **)&rows->wanted, &rows->wanted_capacity,
                           before + 1, sizeof *rows->wanted);
    if (status < 0)
        return status;
    struct rule_rows_column *wanted = &rows->wanted[before];
    *wanted = (struct rule_rows_column){.name = crm__arena_text(&rows->arena, name), .path = read};
    return wanted->name.data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status path_need(struct rule_rows *rows, const struct rule_path *path,
                            size_t *column_out)
{
    struct buffer name;
    crm__buffer_init(&name, rows->store->env);
    for (size_t i = 0; i < path->count; i++) {
        if (i)
            crm__buffer_byte(&name, '.');
        crm__buffer_text(&name, path->fields[i]->name);
    }
    /* Two questions may be written in one text: a sum of money, and its currency. */
    if (path->related)
        crm__buffer_format(&name, " %d", (int)path->related->measure);
    crm_status status = crm__buffer_status(&name);
    if (status >= 0)
        status = column_need(rows, crm__buffer_view(&name), path, column_out);
    crm__buffer_free(&name);
    return status;
}

static crm_status extras_need(struct rule_rows *rows, struct text extra)
{
    size_t column;
    for (size_t from = 0; from < extra.size;) {
        size_t comma = crm__text_find(extra, TEXT(","), from);
        size_t end = comma == SIZE_MAX ? extra.size : comma;
        crm_status status = column_need(rows, crm__text_slice(extra, from, end), NULL, &column);
        if (status < 0)
            return status;
        from = end + 1;
    }
    return CRM_OK;
}

static crm_status rule_need(struct rule_rows *rows, size_t index)
{
    const struct rule *rule = rows->rules[index];
    size_t count = rule ? crm__rule_path_count(rule) : 0;
    rows->columns[index] =
        crm__arena_alloc_zero(&rows->arena, count + 1, sizeof *rows->columns[index]);
    if (!rows->columns[index])
        return CRM_E_NOMEM;
    if (count > rows->path_limit)
        rows->path_limit = count;
    for (size_t i = 0; i < count; i++) {
        crm_status status =
            path_need(rows, crm__rule_path(rule, i), &rows->columns[index][i]);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status needs_gather(struct rule_rows *rows, struct text extra)
{
    size_t id_column;
    rows->columns =
        crm__arena_alloc_zero(&rows->arena, rows->rule_count + 1, sizeof *rows->columns);
    rows->verdicts =
        crm__arena_alloc_zero(&rows->arena, rows->rule_count + 1, sizeof *rows->verdicts);
    if (!rows->columns || !rows->verdicts)
        return CRM_E_NOMEM;
    crm_status status = column_need(rows, TEXT("id"), NULL, &id_column);
    if (status >= 0)
        status = extras_need(rows, extra);
    for (size_t i = 0; status >= 0 && i < rows->rule_count; i++)
        status = rule_need(rows, i);
    return status;
}

crm_status crm__rule_rows_init(struct rule_rows *rows, struct store *store,
                               const struct entity *entity, const struct rule *const *rules,
                               size_t rule_count, struct text extra)
{
    *rows = (struct rule_rows){
        .store = store, .entity = entity, .rules = rules, .rule_count = rule_count};
    crm__arena_init(&rows->arena, store->env);
    crm__map_init(&rows->paths, store->env);
    crm__batch_init(&rows->rows, store->env);
    crm_status status = needs_gather(rows, extra);
    if (status < 0)
        crm__rule_rows_free(rows);
    return status;
}

void crm__rule_rows_free(struct rule_rows *rows)
{
    if (!rows->store)
        return;
    for (size_t i = 0; rows->verdicts && i < rows->rule_count; i++)
        crm__free(rows->store->env, rows->verdicts[i]);
    crm__batch_free(&rows->rows);
    crm__free(rows->store->env, rows->wanted);
    crm__map_free(&rows->paths);
    crm__arena_free(&rows->arena);
    *rows = (struct rule_rows){0};
}

static crm_status rows_query(struct rule_rows *rows, const int64_t *ids, size_t count)
{
    struct query *query;
    crm__batch_free(&rows->rows);
    crm__batch_init(&rows->rows, rows->store->env);
    crm_status status = crm__query_new(rows->store, rows->entity, &query);
    if (status < 0)
        return status;
    crm__query_where_ids(query, ids, count);
    for (size_t i = 0; i < rows->paths.count; i++) {
        if (rows->wanted[i].path)
            crm__query_add_path(query, rows->wanted[i].path);
        else
            crm__query_more_fields(query, rows->wanted[i].name);
    }
    status = crm__query_all(query, &rows->rows);
    crm__query_free(query);
    return status;
}

static crm_status rule_evaluate(struct rule_rows *rows, size_t index,
                                const struct column **columns)
{
    struct env *env = rows->store->env;
    const struct rule *rule = rows->rules[index];
    size_t count = rows->rows.row_count;
    uint8_t *verdicts = crm__realloc_array(env, rows->verdicts[index], count + 1, 1);
    if (!verdicts)
        return CRM_E_NOMEM;
    rows->verdicts[index] = verdicts;
    if (!rule) {
        memset(verdicts, RULE_TRUE, count);
        return CRM_OK;
    }
    for (size_t i = 0; i < crm__rule_path_count(rule); i++)
        columns[i] = &rows->rows.columns[rows->columns[index][i]];
    return crm__rule_eval_batch(env, rule, columns, count, env->now_us, verdicts);
}

crm_status crm__rule_rows_load(struct rule_rows *rows, const int64_t *ids, size_t count)
{
    struct env *env = rows->store->env;
    crm_status status = rows_query(rows, ids, count);
    if (status < 0)
        return status;
    const struct column **columns =
        crm__realloc_array(env, NULL, rows->path_limit + 1, sizeof *columns);
    if (!columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < rows->rule_count; i++)
        status = rule_evaluate(rows, i, columns);
    crm__free(env, columns);
    return status;
}

crm_status crm__rule_rows_ids(struct store *store, const struct entity *entity, struct text where,
                              const struct rule *rule, struct partition partition,
                              int64_t **ids_out, size_t *count_out)
{
    struct query *query;
    struct batch rows;
    *ids_out = NULL;
    *count_out = 0;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    if (where.size)
        crm__query_where(query, where);
    if (rule)
        crm__query_where_rule(query, rule);
    crm__query_partition(query, NULL, partition);
    crm__query_fields(query, TEXT("id"));
    status = crm__query_all(query, &rows);
    if (status >= 0) {
        int64_t *ids = crm__realloc_array(store->env, NULL, rows.row_count + 1, sizeof *ids);
        if (ids && rows.row_count)
            memcpy(ids, rows.columns[0].integers, rows.row_count * sizeof *ids);
        *ids_out = ids;
        *count_out = ids ? rows.row_count : 0;
        status = ids ? CRM_OK : CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}
