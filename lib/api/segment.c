/* Segments, for hosts. */
#include "crm/segment.h"

#include "api/handle.h"
#include "base/options.h"
#include "crm/rfm.h"
#include "service/segment.h"
#include "service/segment_named.h"

crm_status crm_segment_run(crm_db *db, const crm_segment_options *given,
                           crm_segment_report *report_out)
{
    crm_segment_options options;
    struct segment_report report;
    if (report_out)
        *report_out = (crm_segment_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out)
        return crm__api_null(db, "report_out");
    status = crm__options_copy(&db->env, "crm_segment_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (options.method < CRM_RFM_QUANTILE || options.method > CRM_RFM_FIXED)
        return crm__fail(&db->env, CRM_E_INVALID,
                         "crm_segment_options.method: %d, none of quantile, ntile, fixed",
                         options.method);
    struct partition partition;
    status = crm__partition_read(&db->env, "crm_segment_options", options.partition_index,
                                 options.partition_count, &partition);
    if (status < 0)
        return status;
    struct segment_options mine = {.as_of_us = options.as_of_us,
                                   .method = (enum rfm_method)options.method,
                                   .bins = options.bins,
                                   .cuts = crm__text_of(options.cuts),
                                   .quadrants = crm__text_of(options.quadrants),
                                   .least_orders = options.least_orders,
                                   .dry_run = options.dry_run != 0,
                                   .run_key = crm__text_of(options.run_key),
                                   .partition = partition};
    status = crm__segment_run(db->store, &mine, &report);
    *report_out = (crm_segment_report){.run = report.run,
                                       .customers = report.customers,
                                       .changed = report.changed,
                                       .left_out = report.left_out,
                                       .entered = report.entered,
                                       .left = report.left,
                                       .alerts_raised = report.alerts_raised,
                                       .alerts_closed = report.alerts_closed};
    for (size_t i = 0; i < QUADRANTS; i++)
        report_out->quadrants[i] = report.quadrants[i];
    return status;
}

typedef crm_status (*table)(struct store *store, int64_t run, struct reader **reader_out);

static crm_status answer(crm_db *db, table make, int64_t run, crm_cursor **cursor_out)
{
    struct reader *reader = NULL;
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    status = make(db->store, run, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_segment_table(crm_db *db, int64_t run, crm_cursor **cursor_out)
{
    return answer(db, crm__segment_table, run, cursor_out);
}

crm_status crm_segment_moves(crm_db *db, int64_t run, crm_cursor **cursor_out)
{
    return answer(db, crm__segment_moves, run, cursor_out);
}

crm_status crm_segment_named(crm_db *db, crm_cursor **cursor_out)
{
    struct reader *reader = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    *cursor_out = NULL;
    status = crm__segment_named(db->store, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}
