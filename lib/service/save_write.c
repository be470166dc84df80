/* Handing the decided rows to the store: new ones, then changed ones. */
#include "service/save_run.h"

#include "service/pairs.h"

/* Rows of one kind, gathered: index i of the write is row rows[i] of the run. */
struct portion {
    struct save_run *run;
    size_t *rows;
    size_t count;
    int64_t *ids;
    int64_t *versions;
    struct batch batch;
};

static crm_status missing_required(struct save_run *run, size_t row, const struct field *field)
{
    crm_status status =
        crm__fail_field(run->env, CRM_E_INVALID, run->save->entity->name.data, field->name.data,
                        "%s: required, but empty", field->name.data);
    return crm__save_reject(run, row, status);
}

/* A new record needs every required field; an existing one must not lose any. */
static crm_status required_check(struct save_run *run, size_t row)
{
    const struct entity *entity = run->save->entity;
    bool is_new = run->rows[row].state == ROW_INSERT;
    size_t limit = is_new ? run->width : run->changing;
    for (size_t i = SYSTEM_FIELD_COUNT; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (!(field->flags & FIELD_REQUIRED) || field->flags & (FIELD_DERIVED | FIELD_RETIRED))
            continue;
        size_t column = crm__save_column(run, field);
        bool given = column < limit;
        bool empty = !given || crm__save_cell(run, row, column)->kind == VALUE_NULL;
        if (is_new && given && run->initials[column].kind != VALUE_NULL)
            empty = false;
        if (is_new ? empty : given && empty && !run->save->nulls_keep)
            return missing_required(run, row, field);
    }
    return CRM_OK;
}

static crm_status portion_make(struct save_run *run, enum save_state state, struct portion *portion)
{
    struct id_map seen;
    crm__id_map_init(&seen, run->env);
    struct arena *arena = run->save->arena;
    portion->run = run;
    portion->rows = crm__arena_alloc_zero(arena, run->row_count, sizeof *portion->rows);
    portion->ids = crm__arena_alloc_zero(arena, run->row_count, sizeof *portion->ids);
    portion->versions = crm__arena_alloc_zero(arena, run->row_count, sizeof *portion->versions);
    crm_status status = portion->rows && portion->ids && portion->versions ? CRM_OK : CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        struct save_row *plan = &run->rows[row];
        if (plan->state != state)
            continue;
        size_t before = seen.count;
        if (state == ROW_CHANGE && !crm__id_map_put(&seen, plan->id, 0))
            status = CRM_E_NOMEM;
        if (state == ROW_CHANGE && seen.count == before) {
            plan->state = ROW_PENDING; /* the record is written by an earlier row of this pass */
            run->held_back = true;
            continue;
        }
        if (status >= 0)
            status = required_check(run, row);
        if (plan->state == ROW_SETTLED)
            continue;
        portion->ids[portion->count] = plan->id;
        portion->versions[portion->count] = plan->version;
        portion->rows[portion->count++] = row;
    }
    crm__id_map_free(&seen);
    return status;
}

static crm_status portion_fill(struct portion *portion, size_t width, bool is_new)
{
    struct save_run *run = portion->run;
    for (size_t column = 0; column < width; column++) {
        const struct field *field = run->fields[column];
        struct column *target =
            crm__batch_add(&portion->batch, field->name, crm__field_kind(field->type));
        if (!target)
            return CRM_E_NOMEM;
        for (size_t i = 0; i < portion->count; i++) {
            struct value value = *crm__save_cell(run, portion->rows[i], column);
            if (is_new && value.kind == VALUE_NULL)
                value = run->initials[column];
            crm_status status = crm__column_value(&portion->batch, target, value);
            if (status < 0)
                return status;
        }
    }
    portion->batch.row_count = portion->count;
    return CRM_OK;
}

static crm_status row_rejected(void *context, size_t index, crm_status status)
{
    struct portion *portion = context;
    return crm__save_reject(portion->run, portion->rows[index], status);
}

static void portion_settle(struct portion *portion, enum save_outcome outcome)
{
    struct save_run *run = portion->run;
    for (size_t i = 0; i < portion->count; i++) {
        struct save_row *plan = &run->rows[portion->rows[i]];
        if (plan->state == ROW_SETTLED)
            continue;
        plan->state = ROW_SETTLED;
        plan->id = portion->ids[i];
        run->save->results[portion->rows[i]].outcome = outcome;
        run->save->results[portion->rows[i]].id = portion->ids[i];
    }
}

static crm_status portion_write(struct save_run *run, enum save_state state)
{
    bool is_new = state == ROW_INSERT;
    struct portion portion = {0};
    crm__batch_init(&portion.batch, run->env);
    size_t width = is_new ? run->width : run->changing;
    crm_status status = portion_make(run, state, &portion);
    if (status >= 0 && portion.count)
        status = portion_fill(&portion, width, is_new);
    if (status >= 0 && portion.count) {
        struct row_write write = {.entity = run->save->entity,
                                  .fields = run->fields,
                                  .field_count = width,
                                  .rows = &portion.batch,
                                  .count = portion.count,
                                  .ids = portion.ids,
                                  .versions = is_new ? NULL : portion.versions,
                                  .nulls_keep = run->save->nulls_keep && !is_new,
                                  .operation = run->save->operation,
                                  .reject = row_rejected,
                                  .context = &portion};
        status =
            is_new ? crm__rows_insert(run->store, &write) : crm__rows_update(run->store, &write);
    }
    if (status >= 0)
        portion_settle(&portion, is_new ? SAVE_CREATED : SAVE_UPDATED);
    if (status >= 0 && is_new && run->save->on_match == SAVE_MATCH_REVIEW)
        status = crm__pairs_review(run->store, run->save->entity, run->save->results, portion.rows,
                                   portion.count);
    crm__batch_free(&portion.batch);
    return status;
}

crm_status crm__save_write(struct save_run *run)
{
    crm_status status = portion_write(run, ROW_INSERT);
    return status < 0 ? status : portion_write(run, ROW_CHANGE);
}
