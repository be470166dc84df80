/* Lead pools, for hosts. */
#include "crm/pool.h"

#include "api/handle.h"
#include "service/pool.h"

static crm_status leads_enter(crm_db *db, const int64_t *leads, size_t count)
{
    crm_status status = crm__api_enter(db);
    if (status >= 0 && !leads && count)
        status = crm__api_null(db, "leads");
    return status;
}

crm_status crm_lead_claim(crm_db *db, const int64_t *leads, size_t count, int64_t user_id,
                          const char *reason)
{
    crm_status status = leads_enter(db, leads, count);
    return status < 0
               ? status
               : crm__pool_claim(db->store, leads, count, user_id, crm__text_of(reason));
}

crm_status crm_lead_give(crm_db *db, const int64_t *leads, size_t count, int64_t user_id,
                         const char *reason)
{
    crm_status status = leads_enter(db, leads, count);
    return status < 0 ? status
                      : crm__pool_give(db->store, leads, count, user_id, crm__text_of(reason));
}

crm_status crm_lead_release(crm_db *db, const int64_t *leads, size_t count, int64_t pool_id,
                            const char *reason)
{
    crm_status status = leads_enter(db, leads, count);
    return status < 0
               ? status
               : crm__pool_release(db->store, leads, count, pool_id, crm__text_of(reason));
}

crm_status crm_lead_transfer(crm_db *db, const int64_t *leads, size_t count, int64_t pool_id,
                             const char *reason)
{
    crm_status status = leads_enter(db, leads, count);
    return status < 0
               ? status
               : crm__pool_transfer(db->store, leads, count, pool_id, crm__text_of(reason));
}
