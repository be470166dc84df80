/* Observers that keep the instants of recycling: of leads, their opportunities, and the rules. */
#include "service/recycle.h"

#include "service/follow_up.h"
#include "store/observer.h"

static crm_status ids_add(struct id_map *ids, int64_t id)
{
    return id == 0 || crm__id_map_put(ids, id, 0) ? CRM_OK : CRM_E_NOMEM;
}

/* The ids as an array; NULL when there is no memory. */
static int64_t *ids_list(struct store *store, const struct id_map *ids)
{
    int64_t *list = crm__realloc_array(store->env, NULL, ids->count + 1, sizeof *list);
    for (size_t i = 0; list && i < ids->count; i++)
        list[i] = ids->entries[i].key;
    return list;
}

/* `again`: their timers are set also where the instant is as it was. */
static crm_status leads_refresh(struct store *store, const struct id_map *ids, bool again)
{
    int64_t *list = ids_list(store, ids);
    crm_status status = list ? crm__recycle_refresh(store, list, ids->count, again) : CRM_E_NOMEM;
    crm__free(store->env, list);
    return status;
}

/* A cell of a row that was, or is; null before a create and after a delete. */
static struct value cell_of(const struct row_change *change, bool before, const char *name,
                            size_t row)
{
    bool was = change->operation != ROW_CREATE && change->operation != ROW_RESTORE;
    bool is = change->operation != ROW_DELETE && change->operation != ROW_ERASE;
    if (!(before ? was : is))
        return VALUE_OF_NULL;
    return crm__change_value(change, before ? change->before : change->after, name, row);
}

static int64_t id_of(const struct row_change *change, bool before, const char *name, size_t row)
{
    struct value value = cell_of(change, before, name, row);
    return value.kind == VALUE_INT ? value.integer : 0;
}

static bool differs(const struct row_change *change, const char *name, size_t row)
{
    return !crm__value_equal(cell_of(change, true, name, row), cell_of(change, false, name, row));
}

/* --- leads ------------------------------------------------------------------------------------ */

/* Something else than the answer itself. */
static bool clock_may_move(const struct row_change *change, size_t row)
{
    if (change->operation != ROW_UPDATE)
        return true;
    for (size_t i = 0; i < change->field_count; i++) {
        struct text name = change->fields[i]->name;
        if (!crm__text_is(name, "recycle_at") && !crm__text_is(name, "recycle_rule") &&
            !crm__value_equal(crm__batch_at(change->before, i, row),
                              crm__batch_at(change->after, i, row)))
            return true;
    }
    return false;
}

/* A new owner by a plain edit begins his own time. */
static crm_status ownership_begin(struct store *store, const struct row_change *change)
{
    static const char *const names[] = {"owner_since"};
    struct table table;
    crm_status status = crm__table_init(&table, store, "lead", names, 1);
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        int64_t owner = id_of(change, false, "owner", row);
        struct value since = owner ? crm__value_int(store->env->now_us) : VALUE_OF_NULL;
        if (change->operation == ROW_UPDATE && differs(change, "owner", row) &&
            !differs(change, "owner_since", row) &&
            !crm__value_equal(since, cell_of(change, false, "owner_since", row)))
            status = crm__table_add(&table, change->ids[row], &since);
    }
    crm__store_elevate(store);
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__store_restore(store);
    crm__table_free(&table);
    return status;
}

static crm_status leads_changed(struct observer *observer, struct store *store,
                                const struct row_change *change)
{
    (void)observer;
    struct id_map ids;
    crm__id_map_init(&ids, store->env);
    crm_status status = ownership_begin(store, change);
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        bool concerned = id_of(change, true, "owner", row) || id_of(change, false, "owner", row) ||
                         id_of(change, true, "recycle_at", row);
        if (concerned && clock_may_move(change, row))
            status = ids_add(&ids, change->ids[row]);
    }
    /* With a lead that was deleted its timer went. */
    if (status >= 0 && ids.count)
        status = leads_refresh(store, &ids, change->operation == ROW_RESTORE);
    crm__id_map_free(&ids);
    return status;
}

/* --- opportunities ---------------------------------------------------------------------------- */

static crm_status opportunities_changed(struct observer *observer, struct store *store,
                                        const struct row_change *change)
{
    (void)observer;
    struct id_map ids;
    crm__id_map_init(&ids, store->env);
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        if (!differs(change, "lead", row) && !differs(change, "outcome", row) &&
            !differs(change, "closed_at", row))
            continue;
        status = ids_add(&ids, id_of(change, true, "lead", row));
        if (status >= 0)
            status = ids_add(&ids, id_of(change, false, "lead", row));
    }
    if (status >= 0 && ids.count)
        status = leads_refresh(store, &ids, false);
    crm__id_map_free(&ids);
    return status;
}

/* --- rules and pools -------------------------------------------------------------------------- */

static bool is_recycle(const struct row_change *change, bool before, size_t row)
{
    struct value kind = cell_of(change, before, "kind", row);
    return kind.kind == VALUE_TEXT && crm__text_is(kind.text, "recycle");
}

static crm_status rules_changed(struct observer *observer, struct store *store,
                                const struct row_change *change)
{
    (void)observer;
    struct id_map pools;
    bool all = false; /* rules without a pool are of all */
    crm__id_map_init(&pools, store->env);
    crm_status status = CRM_OK;
    for (size_t row = 0; row < change->count; row++) {
        for (int before = 0; status >= 0 && before < 2; before++) {
            int64_t pool = id_of(change, before, "pool", row);
            if (!is_recycle(change, before, row))
                continue;
            all |= pool == 0;
            status = ids_add(&pools, pool);
        }
    }
    if (status >= 0 && all)
        status = crm__recycle_rebuild(store, 0);
    for (size_t i = 0; status >= 0 && !all && i < pools.count; i++)
        status = crm__recycle_rebuild(store, pools.entries[i].key);
    crm__id_map_free(&pools);
    return status;
}

static crm_status pools_changed(struct observer *observer, struct store *store,
                                const struct row_change *change)
{
    (void)observer;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        if (differs(change, "enabled", row) || differs(change, "auto_recycle", row) ||
            differs(change, "time_zone", row))
            status = crm__recycle_rebuild(store, change->ids[row]);
    }
    return status;
}

/* --- attaching -------------------------------------------------------------------------------- */

struct recycle_observer {
    struct observer observer;
    struct env *env;
};

static void observer_close(struct observer *observer)
{
    struct recycle_observer *own = (struct recycle_observer *)observer;
    crm__free(own->env, own);
}

static const char *const lead_fields[] = {"owner", "owner_since", "recycle_at", NULL};
static const char *const opportunity_fields[] = {"lead", "outcome", "closed_at", NULL};
static const char *const rule_fields[] = {"pool", "kind", NULL};
static const char *const pool_fields[] = {"enabled", "auto_recycle", "time_zone", NULL};

static const struct observer observers[] = {
    {.name = "recycling of leads",
     .entity = {"lead", 4},
     .fields = lead_fields,
     .rows = leads_changed},
    {.name = "recycling by opportunities",
     .entity = {"opportunity", 11},
     .fields = opportunity_fields,
     .rows = opportunities_changed},
    {.name = "follow-ups",
     .entity = {"activity", 8},
     .fields = crm__follow_up_fields,
     .rows = crm__follow_ups_changed},
    {.name = "recycle rules",
     .entity = {"pool_rule", 9},
     .fields = rule_fields,
     .rows = rules_changed},
    {.name = "recycling of pools",
     .entity = {"pool", 4},
     .fields = pool_fields,
     .rows = pools_changed},
};

crm_status crm__recycle_attach(struct store *store)
{
    for (size_t i = 0; i < sizeof observers / sizeof *observers; i++) {
        struct recycle_observer *own = crm__alloc_zero(store->env, 1, sizeof *own);
        if (!own)
            return CRM_E_NOMEM;
        own->env = store->env;
        own->observer = observers[i];
        own->observer.close = observer_close;
        crm__store_observe(store, &own->observer);
    }
    return CRM_OK;
}
