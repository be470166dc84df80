/* Rules on records by id. */
#include "service/rule_verdicts.h"

#include <string.h>

struct verdict_work {
    struct store *store;
    struct env *env;
    struct arena arena;
    struct buffer spec;  /* "id,path,path" */
    struct map paths;    /* spec of a path -> column */
    struct batch rows;
    struct id_map row_of;
};

static crm_status path_spec(struct verdict_work *work, const struct rule_path *path,
                            struct text *spec_out)
{
    struct buffer spec;
    crm__buffer_init(&spec, work->env);
    for (size_t i = 0; i < path->count; i++) {
        if (i)
            crm__buffer_byte(&spec, '.');
        crm__buffer_text(&spec, path->fields[i]->name);
    }
    crm_status status = crm__buffer_status(&spec);
    *spec_out = status >= 0 ? crm__arena_text(&work->arena, crm__buffer_view(&spec)) : TEXT_NONE;
    crm__buffer_free(&spec);
    return spec_out->data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status path_add(struct verdict_work *work, const struct rule_path *path)
{
    struct text spec;
    crm_status status = path_spec(work, path, &spec);
    if (status < 0 || crm__map_find(&work->paths, spec))
        return status;
    crm__buffer_byte(&work->spec, ',');
    crm__buffer_text(&work->spec, spec);
    return crm__map_put(&work->paths, spec, (int64_t)work->paths.count + 1) ? CRM_OK : CRM_E_NOMEM;
}

static crm_status rows_load(struct verdict_work *work, const struct entity *entity,
                            const int64_t *ids, size_t count)
{
    struct query *query;
    crm_status status = crm__query_new(work->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_ids(query, ids, count);
    crm__query_fields(query, crm__buffer_view(&work->spec));
    crm__store_elevate(work->store);
    status = crm__query_all(query, &work->rows);
    crm__store_restore(work->store);
    crm__query_free(query);
    for (size_t row = 0; status >= 0 && row < work->rows.row_count; row++) {
        if (!crm__id_map_put(&work->row_of, work->rows.columns[0].integers[row], (int64_t)row))
            status = CRM_E_NOMEM;
    }
    return status;
}

static crm_status rule_apply(struct verdict_work *work, const struct rule *rule,
                             const int64_t *ids, size_t count, uint8_t *verdicts)
{
    size_t paths = crm__rule_path_count(rule);
    size_t rows = work->rows.row_count;
    const struct column **columns =
        crm__arena_alloc_zero(&work->arena, paths + 1, sizeof(const struct column *));
    uint8_t *found = crm__arena_alloc_zero(&work->arena, rows + 1, 1);
    if (!columns || !found)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < paths; i++) {
        struct text spec;
        crm_status status = path_spec(work, crm__rule_path(rule, i), &spec);
        if (status < 0)
            return status;
        columns[i] = &work->rows.columns[*crm__map_find(&work->paths, spec)];
    }
    crm_status status = crm__rule_eval_batch(work->env, rule, columns, rows,
                                             work->env->now_us, found);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const int64_t *row = crm__id_map_find(&work->row_of, ids[i]);
        verdicts[i] = row ? found[*row] : RULE_MISSING;
    }
    return status;
}

static crm_status rules_run(struct verdict_work *work, const struct entity *entity,
                            struct rule *const *rules, size_t rule_count, const int64_t *ids,
                            size_t count, uint8_t *verdicts)
{
    crm_status status = CRM_OK;
    bool any = false;
    crm__buffer_cstr(&work->spec, "id");
    for (size_t i = 0; i < rule_count; i++) {
        for (size_t p = 0; rules[i] && status >= 0 && p < crm__rule_path_count(rules[i]); p++)
            status = path_add(work, crm__rule_path(rules[i], p));
        any |= rules[i] != NULL;
    }
    if (status >= 0)
        status = crm__buffer_status(&work->spec);
    if (status >= 0 && any)
        status = rows_load(work, entity, ids, count);
    for (size_t i = 0; status >= 0 && i < rule_count; i++) {
        if (rules[i])
            status = rule_apply(work, rules[i], ids, count, verdicts + i * count);
        else if (count)
            memset(verdicts + i * count, RULE_TRUE, count);
    }
    return status;
}

crm_status crm__rules_test(struct store *store, const struct entity *entity,
                           struct rule *const *rules, size_t rule_count, const int64_t *ids,
                           size_t count, uint8_t *verdicts)
{
    struct verdict_work work = {.store = store, .env = store->env};
    crm__arena_init(&work.arena, store->env);
    crm__buffer_init(&work.spec, store->env);
    crm__map_init(&work.paths, store->env);
    crm__batch_init(&work.rows, store->env);
    crm__id_map_init(&work.row_of, store->env);
    crm_status status = rules_run(&work, entity, rules, rule_count, ids, count, verdicts);
    crm__id_map_free(&work.row_of);
    crm__batch_free(&work.rows);
    crm__map_free(&work.paths);
    crm__buffer_free(&work.spec);
    crm__arena_free(&work.arena);
    return status;
}
