/* Telling observers, and whatever in the store itself hangs on certain rows. */
#include "store/observer.h"

#include "store/grants.h"
#include "store/row_batch.h"
#include "store/row_work.h"
#include "store/transaction.h"

static crm_status tell(struct row_work *work, enum row_operation operation);
static crm_status compact(struct row_work *work, const uint32_t *chosen, const struct batch *from,
                          struct batch *to);

size_t crm__change_column(const struct row_change *change, const char *name)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (crm__text_is(change->fields[i]->name, name))
            return i;
    }
    return SIZE_MAX;
}

struct value crm__change_value(const struct row_change *change, const struct batch *rows,
                               const char *name, size_t row)
{
    size_t column = crm__change_column(change, name);
    return rows && column != SIZE_MAX ? crm__batch_at(rows, column, row) : VALUE_OF_NULL;
}

crm_status crm__work_tell(struct row_work *work, enum row_operation operation)
{
    if (work->kept == 0)
        return CRM_OK;
    crm_status status = crm__grants_touch(work->store, work->entity);
    if (status == CRM_OK && work->store->observers)
        status = tell(work, operation);
    return status;
}

static crm_status tell(struct row_work *work, enum row_operation operation)
{
    struct row_change change = {.entity = work->entity,
                                .operation = operation,
                                .ids = work->ids,
                                .count = work->kept,
                                .fields = work->fields,
                                .field_count = work->field_count,
                                .before = work->before.column_count ? &work->before : NULL,
                                .after = &work->after};
    if (work->kept == work->count)
        return crm__observers_tell(work->store, &change);

    /* Some rows fell out on the way: what is told must not contain them. */
    uint32_t *chosen = NULL;
    crm_status status = crm__work_chosen(work, &chosen);
    int64_t *ids = crm__arena_alloc(&work->arena, work->kept * sizeof *ids);
    if (status < 0 || !ids)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < work->kept; i++)
        ids[i] = work->ids[chosen[i]];
    struct batch before;
    struct batch after;
    crm__batch_init(&before, work->store->env);
    crm__batch_init(&after, work->store->env);
    if (change.before)
        status = compact(work, chosen, &work->before, &before);
    if (status == CRM_OK)
        status = compact(work, chosen, &work->after, &after);
    if (status == CRM_OK) {
        change.ids = ids;
        change.before = change.before ? &before : NULL;
        change.after = &after;
        status = crm__observers_tell(work->store, &change);
    }
    crm__batch_free(&before);
    crm__batch_free(&after);
    return status;
}

static crm_status compact(struct row_work *work, const uint32_t *chosen, const struct batch *from,
                          struct batch *to)
{
    for (size_t i = 0; i < work->field_count; i++) {
        if (!crm__batch_add(to, work->fields[i]->name, crm__field_kind(work->fields[i]->type)))
            return CRM_E_NOMEM;
    }
    return crm__batch_take(to, from, chosen, work->kept);
}

crm_status crm__observers_tell(struct store *store, const struct row_change *change)
{
    for (struct observer *observer = store->observers; observer; observer = observer->next) {
        if (observer->entity.size > 0 && !crm__text_equal(observer->entity, change->entity->name))
            continue;
        crm_status status = observer->rows ? observer->rows(observer, store, change) : CRM_OK;
        if (status < 0)
            return status;
    }
    return CRM_OK;
}
