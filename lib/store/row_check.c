/*
 * References of written rows: do they lead to live records that the acting user may see? One
 * question for each distinct id. A record that may not be seen is not there, so that nobody hangs
 * his rows on it, nor learns that it exists.
 */
#include "store/row_read.h"
#include "store/row_work.h"

#include "model/record.h"

static crm_status check_field(struct row_work *work, size_t field);
static crm_status collect(struct row_work *work, size_t field, struct id_map *targets);
static crm_status mark(struct row_work *work, const struct entity *target, struct id_map *targets);
static crm_status reject_missing(struct row_work *work, size_t field, const struct id_map *targets);
static const int64_t *targets_of(const struct row_work *work, size_t field, size_t row,
                                 size_t *count_out);

crm_status crm__work_check_references(struct row_work *work)
{
    if (work->write->derived)
        return CRM_OK;
    for (size_t i = 0; i < work->written_count; i++) {
        if (!work->fields[i]->target)
            continue;
        crm_status status = check_field(work, i);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status check_field(struct row_work *work, size_t field)
{
    struct id_map targets;
    crm__id_map_init(&targets, work->store->env);
    crm_status status = collect(work, field, &targets);
    if (status == CRM_OK && targets.count > 0)
        status = mark(work, work->fields[field]->target, &targets);
    if (status == CRM_OK && targets.count > 0)
        status = reject_missing(work, field, &targets);
    crm__id_map_free(&targets);
    return status;
}

static crm_status collect(struct row_work *work, size_t field, struct id_map *targets)
{
    for (size_t row = 0; row < work->count; row++) {
        if (work->states[row] != ROW_KEPT || !crm__work_changes(work, row, field))
            continue;
        size_t count = 0;
        const int64_t *ids = targets_of(work, field, row, &count);
        for (size_t i = 0; i < count; i++) {
            if (!crm__id_map_put(targets, ids[i], 0))
                return CRM_E_NOMEM;
        }
    }
    return CRM_OK;
}

/* The owner of what he makes himself is the acting user, whether or not he may read users. */
static bool is_actor(const struct store *store, const struct entity *target, int64_t id)
{
    return id == store->actor.user_id && crm__text_is(target->name, "user");
}

/* Sets the value of each target that is there to 1. */
static crm_status mark(struct row_work *work, const struct entity *target, struct id_map *targets)
{
    struct env *env = work->store->env;
    int64_t *ids = crm__realloc_array(env, NULL, targets->count, sizeof *ids);
    uint8_t *exist = crm__alloc_zero(env, targets->count, 1);
    crm_status status = ids && exist ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < targets->count; i++)
        ids[i] = targets->entries[i].key;
    if (status == CRM_OK)
        status = crm__rows_visible(work->store, target, ids, targets->count, exist);
    for (size_t i = 0; status == CRM_OK && i < targets->count; i++)
        targets->entries[i].value = exist[i] || is_actor(work->store, target, ids[i]);
    crm__free(env, ids);
    crm__free(env, exist);
    return status;
}

static crm_status reject_missing(struct row_work *work, size_t field, const struct id_map *targets)
{
    const struct field *reference = work->fields[field];
    for (size_t row = 0; row < work->count; row++) {
        if (work->states[row] != ROW_KEPT || !crm__work_changes(work, row, field))
            continue;
        size_t count = 0;
        const int64_t *ids = targets_of(work, field, row, &count);
        for (size_t i = 0; i < count; i++) {
            if (*crm__id_map_find(targets, ids[i]))
                continue;
            struct env *env = work->store->env;
            crm__fail_field(env, CRM_E_INVALID, work->entity->name.data, reference->name.data,
                            "%s: no %s %lld", reference->name.data, reference->target->name.data,
                            (long long)ids[i]);
            env->error.record_id = 0;
            crm_status status = crm__work_reject(work, row, CRM_E_INVALID);
            if (status < 0)
                return status;
            break;
        }
    }
    return CRM_OK;
}

static const int64_t *targets_of(const struct row_work *work, size_t field, size_t row,
                                 size_t *count_out)
{
    const struct column *column = &work->after.columns[field];
    *count_out = 0;
    if (crm__column_is_null(column, row))
        return NULL;
    if (work->fields[field]->type == FIELD_REFERENCES)
        return crm__references_ids(crm__column_at(column, row), count_out);
    *count_out = 1;
    return &column->integers[row];
}
