/* Check of recycling: every lead that is to go back has its timer, or it would never go. */
#include "service/recycle.h"

#include "service/table.h"
#include "store/check.h"

static crm_status timers_read(struct store *store, struct id_map *timers)
{
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status =
        crm__table_query(store, "due_work", TEXT("kind == \"recycle\" && entity_name == \"lead\""),
                         TEXT("record_id,due_at"), TEXT_NONE, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        if (!crm__id_map_put(timers, crm__table_int(&rows, 0, row, 0),
                             crm__table_int(&rows, 1, row, RECYCLE_NEVER)))
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    return status;
}

crm_status crm__recycle_timers_check(struct checker *checker, struct store *store,
                                     struct check *check)
{
    (void)checker;
    const struct entity *lead = crm__service_entity(store, "lead");
    struct id_map timers;
    struct batch rows;
    crm__id_map_init(&timers, store->env);
    crm__batch_init(&rows, store->env);
    crm_status status = timers_read(store, &timers);
    if (status >= 0)
        status = crm__table_query(store, "lead", TEXT("has(recycle_at)"), TEXT("id,recycle_at"),
                                  TEXT("id"), &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        int64_t id = crm__table_int(&rows, 0, row, 0);
        const int64_t *due_us = crm__id_map_find(&timers, id);
        if (!due_us)
            status = crm__check_report(check, lead, id, "recycle_at: there is no timer for it");
        else if (*due_us != crm__table_int(&rows, 1, row, RECYCLE_NEVER))
            status =
                crm__check_report(check, lead, id, "recycle_at: its timer is for another time");
    }
    crm__batch_free(&rows);
    crm__id_map_free(&timers);
    return status;
}
