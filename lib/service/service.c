/* What the services add to an open store. */
#include "service/service.h"

#include "service/alerts.h"
#include "service/match_keys.h"
#include "service/normal.h"
#include "service/recycle.h"
#include "service/reminder.h"
#include "service/rollup.h"
#include "service/segment_named.h"
#include "service/stage.h"
#include "service/tag_rules.h"
#include "store/check.h"

crm_status crm__service_attach(struct store *store)
{
    static crm_status (*const attach[])(struct store *) = {
        crm__match_keys_attach,
        crm__reminder_attach,
        crm__rollup_attach,
        crm__alerts_attach,
        crm__recycle_attach,
        crm__stage_attach,
        crm__tag_rules_attach,
        crm__segment_attach,
    };
    for (size_t i = 0; i < sizeof attach / sizeof *attach; i++) {
        crm_status status = attach[i](store);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__service_check(struct store *store, struct batch *problems)
{
    static struct checker rollups = {.name = "rollups", .run = crm__rollup_check};
    static struct checker recycling = {.name = "recycling", .run = crm__recycle_timers_check};
    static struct checker normals = {.name = "normal forms", .run = crm__normals_check};
    static struct checker *const checkers[] = {&rollups, &recycling, &normals};
    return crm__store_check(store, checkers, sizeof checkers / sizeof *checkers, 0, problems);
}
