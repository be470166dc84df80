/* Assignment and recycling, for hosts. */
#include "crm/assign.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/assign.h"
#include "service/recycle.h"

crm_status crm_lead_assign(crm_db *db, const crm_assign_options *given, crm_cursor **decisions_out)
{
    if (decisions_out)
        *decisions_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!decisions_out)
        return crm__api_null(db, "decisions_out");
    crm_assign_options options = {.size = sizeof options};
    status = crm__options_copy(&db->env, "crm_assign_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    if (!options.leads && options.lead_count)
        return crm__api_null(db, "leads");
    const struct assign_options own = {.leads = options.leads,
                                       .count = options.lead_count,
                                       .pool = options.pool_id,
                                       .dry_run = options.dry_run != 0};
    /* Around the cursor, too: when it cannot be made, nobody has been given a lead. */
    status = own.dry_run ? crm__store_begin_read(db->store) : crm__store_begin(db->store);
    if (status < 0)
        return status;
    struct reader *reader = NULL;
    status = crm__assign(db->store, &own, &reader);
    status = crm__store_end(db->store, crm__api_answer(db, status, reader, decisions_out));
    if (status < 0) {
        crm_cursor_free(*decisions_out);
        *decisions_out = NULL;
    }
    return status;
}

crm_status crm_lead_recycle_plan(crm_db *db, int64_t lead_id, int64_t until_us,
                                 crm_cursor **plan_out)
{
    if (plan_out)
        *plan_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!plan_out)
        return crm__api_null(db, "plan_out");
    struct reader *reader = NULL;
    status = crm__recycle_plan(db->store, lead_id, until_us ? until_us : db->env.now_us, &reader);
    return crm__api_answer(db, status, reader, plan_out);
}

crm_status crm_lead_recycle(crm_db *db, int64_t *count_out)
{
    if (count_out)
        *count_out = 0;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    int64_t count = 0;
    status = crm__access_check_superuser(db->store, "recycle leads at once");
    if (status >= 0)
        status = crm__recycle_run(db->store, &count);
    if (count_out)
        *count_out = count;
    return status;
}
