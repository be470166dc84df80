/* Rollups: all of them anew, for totals that a check found wrong. */
#include "service/rollup_part.h"

#include "store/query.h"

enum { REBUILD_ACCOUNTS = 500 }; /* of one transaction */

static crm_status accounts_take(void *accounts, const struct batch *rows)
{
    for (size_t row = 0; row < rows->row_count; row++) {
        struct value account = crm__batch_at(rows, 0, row);
        if (account.kind == VALUE_INT && !crm__id_map_put(accounts, account.integer, 0))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

/* Accounts that an entity's rows lead to. */
static crm_status accounts_of(struct store *store, const char *entity, struct id_map *accounts)
{
    struct query *query;
    crm_status status = crm__query_new(store, crm__service_entity(store, entity), &query);
    if (status < 0)
        return status;
    crm__query_fields(query, TEXT("account"));
    status = crm__query_each(query, accounts_take, accounts);
    crm__query_free(query);
    return status;
}

static crm_status portion_rebuild(struct store *store, const struct zone *zone,
                                  const struct id_map *accounts, size_t from, int64_t *changed)
{
    struct rollup_pending pending;
    crm__rollup_pending_init(&pending, store->env);
    crm_status status = CRM_OK;
    for (size_t i = from; status >= 0 && i < accounts->count && i < from + REBUILD_ACCOUNTS; i++)
        status = crm__rollup_again(&pending, accounts->entries[i].key);
    if (status >= 0)
        status = crm__store_begin(store);
    if (status >= 0)
        status = crm__store_end(store, crm__rollup_flush(store, zone, &pending));
    if (status >= 0)
        *changed += pending.written;
    crm__rollup_pending_free(&pending);
    return status;
}

static crm_status all_rebuild(struct store *store, struct id_map *accounts, int64_t *changed)
{
    static const char *const entities[] = {"order", "customer_value", "customer_month"};
    struct zones zones;
    const struct zone *zone;
    crm__zones_init(&zones, store->env);
    crm_status status = crm__zone_find(&zones, crm__text_of(store->time_zone), &zone);
    for (size_t i = 0; status >= 0 && i < sizeof entities / sizeof *entities; i++)
        status = accounts_of(store, entities[i], accounts);
    for (size_t from = 0; status >= 0 && from < accounts->count; from += REBUILD_ACCOUNTS) {
        status = portion_rebuild(store, zone, accounts, from, changed);
        if (status >= 0)
            status = crm__progress(store->env, "rollups", (int64_t)from, (int64_t)accounts->count);
    }
    crm__zones_free(&zones);
    return status;
}

crm_status crm__rollup_rebuild(struct store *store, int64_t *changed_out)
{
    struct id_map accounts;
    *changed_out = 0;
    crm_status status = crm__access_check_superuser(store, "make totals anew");
    if (status < 0)
        return status;
    crm__id_map_init(&accounts, store->env);
    crm__store_elevate(store);
    status = all_rebuild(store, &accounts, changed_out);
    crm__store_restore(store);
    crm__id_map_free(&accounts);
    return status;
}
