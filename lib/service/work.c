/* Running due work. */
#include "service/work.h"

static crm_status batch_run(struct store *store, int64_t until_us, size_t limit,
                            struct partition partition, struct work_report *report,
                            size_t *count_out);
static crm_status all_run(struct store *store, struct work *left, struct due *room,
                          struct work_report *report);
static size_t group_take(struct work *left, struct due *group);
static crm_status group_run(struct store *store, struct work *group);
static crm_status attempt(struct store *store, struct work *group);
static crm_status put_back(struct store *store, struct work *group, struct work_report *report);

crm_status crm__work_run(struct store *store, int64_t until_us, int64_t limit,
                         struct partition partition, struct work_report *report_out)
{
    *report_out = (struct work_report){.next_us = INT64_MAX};
    crm_status status = CRM_OK;
    int64_t left = limit > 0 ? limit : INT64_MAX;
    size_t taken = 1;
    crm__store_elevate(store);
    while (status >= 0 && left > 0 && taken) {
        struct work_report batch = {0};
        size_t ask = left < WORK_BATCH ? (size_t)left : WORK_BATCH;
        status = crm__store_begin(store);
        if (status < 0)
            break;
        status = batch_run(store, until_us, ask, partition, &batch, &taken);
        status = crm__store_end(store, status);
        if (status < 0)
            break;
        report_out->done += batch.done;
        report_out->failed += batch.failed;
        left -= (int64_t)taken;
        status = crm__progress(store->env, "due work", report_out->done, -1);
    }
    if (status >= 0)
        status = crm__due_next(store, partition, &report_out->next_us);
    crm__store_restore(store);
    return status;
}

crm_status crm__work_refuse(struct store *store, struct work *work, size_t index)
{
    const struct error *error = &store->env->error;
    const char *why = error->message[0] ? error->message : crm_status_name(error->status);
    work->items[index].error = crm__arena_text(work->arena, crm__text_of(why));
    if (!work->items[index].error.data)
        return CRM_E_NOMEM;
    crm__error_clear(store->env);
    return CRM_OK;
}

int64_t crm__work_at(const struct store *store, const struct due *due)
{
    return due->due_us > store->env->now_us ? due->due_us : store->env->now_us;
}

static crm_status batch_run(struct store *store, int64_t until_us, size_t limit,
                            struct partition partition, struct work_report *report,
                            size_t *count_out)
{
    struct due_list list;
    *count_out = 0;
    crm_status status = crm__due_take(store, until_us, limit, partition, &list);
    if (status < 0)
        return status;
    *count_out = list.count;
    struct work left = {.arena = &list.arena, .items = list.items, .count = list.count};
    struct due *room = crm__arena_alloc_zero(&list.arena, list.count + 1, sizeof *room);
    status = room ? all_run(store, &left, room, report) : CRM_E_NOMEM;
    crm__due_list_free(&list);
    return status;
}

static crm_status all_run(struct store *store, struct work *left, struct due *room,
                          struct work_report *report)
{
    crm_status status = CRM_OK;
    while (status >= 0 && left->count) {
        struct work group = {.arena = left->arena, .items = room};
        group.count = group_take(left, room);
        status = group_run(store, &group);
        if (status >= 0)
            status = put_back(store, &group, report);
    }
    return status;
}

static bool stands_among(const struct work *left, size_t count, const struct due *due)
{
    for (size_t i = 0; i < count; i++) {
        if (left->items[i].record_id == due->record_id && left->items[i].entity == due->entity)
            return true;
    }
    return false;
}

/* The oldest that is left, and all of its kind before which nothing else of their record comes: a
 * lead's owner is reminded before the lead is taken from him. */
static size_t group_take(struct work *left, struct due *group)
{
    struct due first = left->items[0];
    size_t taken = 0;
    size_t kept = 0;
    for (size_t i = 0; i < left->count; i++) {
        struct due due = left->items[i];
        if (due.entity == first.entity && crm__text_equal(due.kind, first.kind) &&
            !stands_among(left, kept, &due))
            group[taken++] = due;
        else
            left->items[kept++] = due;
    }
    left->count = kept;
    return taken;
}

/* A failure of the machine ends the run; a failure of the work concerns a timer alone. */
static bool ends_run(crm_status status)
{
    return status == CRM_E_NOMEM || status == CRM_E_IO || status == CRM_E_FULL ||
           status == CRM_E_BUSY || status == CRM_E_CANCELLED || status == CRM_E_CORRUPT;
}

/* Halves are halved at most seven times: WORK_BATCH is the most that there is. */
static crm_status group_run(struct store *store, struct work *group)
{
    crm_status status = attempt(store, group);
    if (status >= 0 || ends_run(status))
        return status;
    if (group->count == 1)
        return crm__work_refuse(store, group, 0);
    crm__error_clear(store->env);
    struct work first = *group;
    struct work second = *group;
    first.count = group->count / 2;
    second.items += first.count;
    second.count -= first.count;
    status = group_run(store, &first);
    return status < 0 ? status : group_run(store, &second);
}

static const struct work_handler *handler_find(struct text kind)
{
    for (size_t i = 0; i < crm__work_handler_count; i++) {
        if (crm__text_is(kind, crm__work_handlers[i].kind))
            return &crm__work_handlers[i];
    }
    return NULL;
}

static crm_status refuse_all(struct store *store, struct work *group)
{
    crm_status status = CRM_OK;
    struct text kind = group->items[0].kind;
    for (size_t i = 0; status >= 0 && i < group->count; i++) {
        crm__fail(store->env, CRM_E_UNKNOWN, "no handler for due work '%.*s'", (int)kind.size,
                  kind.data);
        status = crm__work_refuse(store, group, i);
    }
    return status;
}

static crm_status attempt(struct store *store, struct work *group)
{
    const struct work_handler *handler = handler_find(group->items[0].kind);
    for (size_t i = 0; i < group->count; i++)
        group->items[i].error = TEXT_NONE;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = handler ? handler->run(store, group) : refuse_all(store, group);
    return crm__store_end(store, status);
}

static void give_up(struct store *store, const struct due *due)
{
    crm__log(store->env, CRM_LOG_ERROR, "due work %.*s of %s/%lld given up: %.*s",
             (int)due->kind.size, due->kind.data, due->entity->name.data, (long long)due->record_id,
             (int)due->error.size, due->error.data);
}

/* Counts what was done; what failed comes back later. */
static crm_status put_back(struct store *store, struct work *group, struct work_report *report)
{
    const int64_t minute_us = INT64_C(60000000);
    size_t count = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct due due = group->items[i];
        if (!due.error.size) {
            report->done++;
            continue;
        }
        report->failed++;
        if (due.attempts + 1 >= WORK_TRIES) {
            give_up(store, &due);
            continue;
        }
        due.due_us = store->env->now_us + (minute_us << due.attempts++);
        group->items[count++] = due;
    }
    return count ? crm__due_set(store, group->items, count) : CRM_OK;
}
