/* Due work and the outbox, for hosts. */
#include "crm/work.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/work.h"
#include "store/outbox.h"

crm_status crm_work_run(crm_db *db, const crm_work_options *given, crm_work_report *report_out)
{
    if (report_out)
        *report_out = (crm_work_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out)
        return crm__api_null(db, "report_out");
    crm_work_options options = {.size = sizeof options};
    status = crm__options_copy(&db->env, "crm_work_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (options.limit < 0)
        return crm__fail(&db->env, CRM_E_INVALID, "crm_work_options.limit: %lld, at least 0",
                         (long long)options.limit);
    struct partition partition;
    status = crm__partition_read(&db->env, "crm_work_options", options.partition_index,
                                 options.partition_count, &partition);
    if (status < 0)
        return status;
    struct work_report report;
    status = crm__work_run(db->store, options.until_us ? options.until_us : db->env.now_us,
                           options.limit, partition, &report);
    *report_out =
        (crm_work_report){.done = report.done, .failed = report.failed, .next_us = report.next_us};
    return status;
}

crm_status crm_outbox_take(crm_db *db, int64_t limit, int64_t lease_us, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    if (limit < 0 || lease_us <= 0)
        return crm__fail(&db->env, CRM_E_INVALID,
                         limit < 0 ? "limit: %lld, at least 0" : "lease_us: %lld, at least 1",
                         (long long)(limit < 0 ? limit : lease_us));
    struct reader *reader = NULL;
    status = crm__outbox_take(db->store, (size_t)limit, lease_us, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_outbox_sent(crm_db *db, int64_t id)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__outbox_sent(db->store, id);
}

crm_status crm_outbox_failed(crm_db *db, int64_t id, const char *error, int64_t retry_us)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    return crm__outbox_failed(db->store, id, crm__text_of(error ? error : ""), retry_us);
}
