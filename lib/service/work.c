/* Running due work. */
#include "service/work.h"

static const struct work_handler *handler_find(struct text kind)
{
    for (size_t i = 0; i < crm__work_handler_count; i++) {
        if (crm__text_is(kind, crm__work_handlers[i].kind))
            return &crm__work_handlers[i];
    }
    return NULL;
}

/* A failure of the machine ends the run; a failure of the work concerns that timer alone. */
static bool ends_run(crm_status status)
{
    return status == CRM_E_NOMEM || status == CRM_E_IO || status == CRM_E_FULL ||
           status == CRM_E_BUSY || status == CRM_E_CANCELLED || status == CRM_E_CORRUPT;
}

static crm_status put_back(struct store *store, const struct due *due, struct work_report *report)
{
    const int64_t minute_us = INT64_C(60000000);
    struct error error = store->env->error;
    report->failed++;
    if (due->attempts + 1 >= WORK_TRIES) {
        crm__log(store->env, CRM_LOG_ERROR, "due work %.*s of %s/%lld given up: %s",
                 (int)due->kind.size, due->kind.data, due->entity->name.data,
                 (long long)due->record_id, error.message);
        crm__error_clear(store->env);
        return CRM_OK;
    }
    int64_t later = store->env->now_us + (minute_us << due->attempts);
    crm__error_clear(store->env);
    return crm__due_retry(store, due, later, crm__text_of(error.message));
}

static crm_status one_run(struct store *store, const struct due *due, struct work_report *report)
{
    const struct work_handler *handler = handler_find(due->kind);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    if (handler)
        status = handler->run(store, due);
    else
        status = crm__fail(store->env, CRM_E_UNKNOWN, "no handler for due work '%.*s'",
                           (int)due->kind.size, due->kind.data);
    status = crm__store_end(store, status);
    if (status >= 0) {
        report->done++;
        return CRM_OK;
    }
    return ends_run(status) ? status : put_back(store, due, report);
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
    for (size_t i = 0; status >= 0 && i < list.count; i++)
        status = one_run(store, &list.items[i], report);
    *count_out = list.count;
    crm__due_list_free(&list);
    return status;
}

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
