/* Handing the decided rows to the store: new ones, then changed ones. */
#include "service/save_run.h"

#include "service/pairs.h"

/* Rows of one kind, gathered: index i of the write is row rows[i] of the run. */
struct portion {
    struct save_run *run;
    enum save_state state; /* of its rows, until they are settled */
    size_t *rows;
    size_t count;
    int64_t *ids;
    int64_t *versions;
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

static crm_status portion_make(struct portion *portion)
{
    struct save_run *run = portion->run;
    enum save_state state = portion->state;
    struct id_map seen;
    crm__id_map_init(&seen, run->env);
    struct arena *arena = run->save->arena;
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

static size_t portion_width(const struct portion *portion)
{
    return portion->state == ROW_INSERT ? portion->run->width : portion->run->changing;
}

static crm_status portion_fill(const struct portion *portion, struct batch *batch)
{
    struct save_run *run = portion->run;
    for (size_t column = 0; column < portion_width(portion); column++) {
        const struct field *field = run->fields[column];
        struct column *target = crm__batch_add(batch, field->name, crm__field_kind(field->type));
        if (!target)
            return CRM_E_NOMEM;
        for (size_t i = 0; i < portion->count; i++) {
            struct value value = *crm__save_cell(run, portion->rows[i], column);
            if (portion->state == ROW_INSERT && value.kind == VALUE_NULL)
                value = run->initials[column];
            crm_status status = crm__column_value(batch, target, value);
            if (status < 0)
                return status;
        }
    }
    batch->row_count = portion->count;
    return CRM_OK;
}

static crm_status row_rejected(void *context, size_t index, crm_status status)
{
    struct portion *portion = context;
    return crm__save_reject(portion->run, portion->rows[index], status);
}

static void portion_settle(const struct portion *portion)
{
    struct save_run *run = portion->run;
    for (size_t i = 0; i < portion->count; i++) {
        struct save_row *plan = &run->rows[portion->rows[i]];
        struct save_result *result = &run->save->results[portion->rows[i]];
        if (plan->state == ROW_SETTLED)
            continue;
        plan->state = ROW_SETTLED;
        plan->id = portion->ids[i];
        result->outcome = portion->state == ROW_INSERT ? SAVE_CREATED : SAVE_UPDATED;
        result->id = portion->ids[i];
    }
}

static crm_status portion_store(struct portion *portion, const struct batch *batch)
{
    struct save_run *run = portion->run;
    bool is_new = portion->state == ROW_INSERT;
    struct row_write write = {.entity = run->save->entity,
                              .fields = run->fields,
                              .field_count = portion_width(portion),
                              .rows = batch,
                              .count = portion->count,
                              .ids = portion->ids,
                              .versions = is_new ? NULL : portion->versions,
                              .nulls_keep = run->save->nulls_keep && !is_new,
                              .operation = run->save->operation,
                              .reject = row_rejected,
                              .context = portion};
    return is_new ? crm__rows_insert(run->store, &write) : crm__rows_update(run->store, &write);
}

static crm_status portion_write(struct portion *portion)
{
    struct save_run *run = portion->run;
    struct batch batch;
    crm__batch_init(&batch, run->env);
    crm_status status = portion_fill(portion, &batch);
    if (status >= 0)
        status = portion_store(portion, &batch);
    if (status >= 0)
        portion_settle(portion);
    if (status >= 0 && portion->state == ROW_INSERT && run->save->on_match == SAVE_MATCH_REVIEW)
        status = crm__pairs_review(run->store, run->save->entity, run->save->results, portion->rows,
                                   portion->count, NULL);
    crm__batch_free(&batch);
    return status;
}

/* --- one by one, as far as it takes ----------------------------------------------------------- */

/* In a level of its own, with all that observers make of it. */
static crm_status portion_try(struct portion *portion)
{
    struct store *store = portion->run->store;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = portion_write(portion);
    if (status >= 0)
        status = crm__store_flush(store);
    return crm__store_end(store, status);
}

/* What the rows were before a try that has failed. */
struct before {
    struct save_result result;
    int64_t id;
};

static struct before *before_keep(const struct portion *portion)
{
    struct save_run *run = portion->run;
    struct before *before = crm__arena_alloc_zero(run->save->arena, portion->count, sizeof *before);
    for (size_t i = 0; before && i < portion->count; i++) {
        before[i].result = run->save->results[portion->rows[i]];
        before[i].id = portion->ids[i];
    }
    return before;
}

static void before_restore(const struct portion *portion, const struct before *before)
{
    struct save_run *run = portion->run;
    for (size_t i = 0; i < portion->count; i++) {
        struct save_row *plan = &run->rows[portion->rows[i]];
        run->save->results[portion->rows[i]] = before[i].result;
        portion->ids[i] = before[i].id;
        plan->id = before[i].id;
        plan->state = portion->state;
    }
}

/* What fails is tried in halves, until the rows are alone that nobody can make sense of. */
static crm_status portion_divide(struct portion *portion)
{
    struct before *before = before_keep(portion);
    crm_status status = before ? portion_try(portion) : CRM_E_NOMEM;
    if (status >= 0 || !crm__save_is_of_a_row(status))
        return status;
    before_restore(portion, before);
    if (portion->count == 1)
        return crm__save_reject(portion->run, portion->rows[0], status);
    crm__error_clear(portion->run->env);
    size_t half = portion->count / 2;
    struct portion first = *portion;
    first.count = half;
    struct portion second = {.run = portion->run,
                             .state = portion->state,
                             .rows = portion->rows + half,
                             .count = portion->count - half,
                             .ids = portion->ids + half,
                             .versions = portion->versions + half};
    status = portion_divide(&first);
    return status < 0 ? status : portion_divide(&second);
}

static crm_status state_write(struct save_run *run, enum save_state state)
{
    struct portion portion = {.run = run, .state = state};
    crm_status status = portion_make(&portion);
    if (status < 0 || portion.count == 0)
        return status;
    return run->careful ? portion_divide(&portion) : portion_write(&portion);
}

crm_status crm__save_write(struct save_run *run)
{
    crm_status status = state_write(run, ROW_INSERT);
    return status < 0 ? status : state_write(run, ROW_CHANGE);
}
