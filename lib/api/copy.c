/* Moving a database, for hosts. */
#include "crm/copy.h"

#include "api/handle.h"
#include "base/options.h"
#include "store/copy.h"

static crm_status options_read(crm_db *db, const crm_copy_options *given,
                               struct copy_options *options)
{
    enum { BATCH_LIMIT = 1 << 20 };
    crm_copy_options mine = {.size = sizeof mine};
    crm_status status = crm__options_copy(&db->env, "crm_copy_options", &mine, sizeof mine, given);
    if (status < 0)
        return status;
    if (mine.batch_rows < 0 || mine.batch_rows > BATCH_LIMIT)
        return crm__fail(&db->env, CRM_E_MISUSE, "crm_copy_options.batch_rows: %d, 0 to %d",
                         (int)mine.batch_rows, (int)BATCH_LIMIT);
    *options = (struct copy_options){.page_rows = (size_t)mine.batch_rows,
                                     .busy_limit_us = mine.busy_limit_us,
                                     .dry_run = mine.dry_run != 0};
    return CRM_OK;
}

crm_status crm_copy_run(crm_db *db, const char *target_uri, const crm_copy_options *given,
                        crm_cursor **report_out)
{
    if (report_out)
        *report_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!report_out || !target_uri)
        return crm__api_null(db, report_out ? "target_uri" : "report_out");
    struct copy_options options;
    struct reader *reader = NULL;
    status = options_read(db, given, &options);
    if (status >= 0)
        status = crm__store_copy(db->store, crm__text_of(target_uri), &options, &reader);
    return crm__api_answer(db, status, reader, report_out);
}
