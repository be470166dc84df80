/* Observers that keep alerts and their timers true: of totals, accounts and rules. */
#include "service/alerts.h"

#include "service/save.h"
#include "store/observer.h"

enum { WATCHED = 3 };

struct watch;

/* An observer that knows its watch; the first member, so that one is the other. */
struct watch_link {
    struct observer observer;
    struct watch *watch;
};

/* The observers, and the rules as they were last read: orders are many, changes of rules few. */
struct watch {
    struct watch_link links[WATCHED];
    size_t attached;
    struct env *env;
    struct alert_rules rules;
    bool known;
    int64_t data_version; /* of the connection: another one may have changed the rules */
    const struct catalogue *catalogue; /* that the conditions were compiled by */
    uint64_t generation;
};

/* They are read again when they are wanted next; who is using them may go on. */
static void rules_forget(struct observer *observer)
{
    ((struct watch_link *)observer)->watch->known = false;
}

static crm_status rules_know(struct observer *observer, struct store *store,
                             const struct alert_rules **rules_out)
{
    struct watch *watch = ((struct watch_link *)observer)->watch;
    crm_status status = CRM_OK;
    if (!watch->known || watch->data_version != store->data_version ||
        watch->catalogue != store->catalogue ||
        watch->generation != store->catalogue->generation) {
        if (watch->rules.store)
            crm__alert_rules_free(&watch->rules);
        status = crm__alert_rules_load(store, false, &watch->rules);
        watch->known = status >= 0;
        watch->data_version = store->data_version;
        watch->catalogue = store->catalogue;
        watch->generation = store->catalogue->generation;
    }
    *rules_out = &watch->rules;
    return status;
}

/* --- what changed ----------------------------------------------------------------------------- */

static bool any_differs(const struct row_change *change, const char *const *names, size_t row)
{
    if (change->operation != ROW_UPDATE)
        return true;
    for (size_t i = 0; names[i]; i++) {
        if (!crm__value_equal(crm__change_value(change, change->before, names[i], row),
                              crm__change_value(change, change->after, names[i], row)))
            return true;
    }
    return false;
}

/* --- totals ----------------------------------------------------------------------------------- */

static const char *const total_fields[] = {"account", "purchase_day_count", "first_order_at",
                                           "last_order_at", NULL};

static crm_status totals_changed(struct observer *observer, struct store *store,
                                 const struct row_change *change)
{
    const struct alert_rules *rules;
    if (change->operation == ROW_ERASE)
        return CRM_OK;
    crm_status status = rules_know(observer, store, &rules);
    if (status < 0 || !rules->has_silence)
        return status;
    int64_t *accounts = crm__realloc_array(store->env, NULL, change->count + 1, sizeof *accounts);
    if (!accounts)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t row = 0; row < change->count; row++) {
        struct value account = crm__change_value(change, change->after, "account", row);
        if (account.kind == VALUE_INT && any_differs(change, total_fields, row))
            accounts[count++] = account.integer;
    }
    if (count)
        status = crm__alerts_refresh(store, rules, accounts, count);
    crm__free(store->env, accounts);
    return status;
}

/* --- accounts --------------------------------------------------------------------------------- */

static const char *const account_fields[] = {"owner", NULL};

/* With `owners`, those whose owner changed; else those that a condition may see otherwise now, or
 * that came or went. */
static size_t accounts_pick(const struct row_change *change, const struct alert_rules *rules,
                            bool owners, int64_t *accounts)
{
    size_t count = 0;
    for (size_t row = 0; row < change->count; row++) {
        bool update = change->operation == ROW_UPDATE;
        bool wanted = owners ? update && any_differs(change, account_fields, row)
                             : !update || rules->has_condition;
        if (wanted)
            accounts[count++] = change->ids[row];
    }
    return count;
}

static crm_status accounts_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change)
{
    const struct alert_rules *rules;
    if (change->operation == ROW_CREATE || change->operation == ROW_ERASE)
        return CRM_OK; /* neither has totals, or an alert that is left */
    crm_status status = rules_know(observer, store, &rules);
    if (status < 0 || rules->count == 0)
        return status;
    int64_t *accounts = crm__realloc_array(store->env, NULL, change->count + 1, sizeof *accounts);
    if (!accounts)
        return CRM_E_NOMEM;
    size_t count = accounts_pick(change, rules, false, accounts);
    if (count)
        status = crm__alerts_refresh(store, rules, accounts, count);
    count = status >= 0 ? accounts_pick(change, rules, true, accounts) : 0;
    if (count)
        status = crm__alerts_hand_over(store, rules, accounts, count);
    crm__free(store->env, accounts);
    return status;
}

/* --- rules ------------------------------------------------------------------------------------ */

static const char *const rule_fields[] = {
    "kind",          "condition",     "gap_factor",  "minimum_purchase_days", "absolute_days",
    "floor_days",    "from_segments", "to_segments", "enabled",               NULL};

static crm_status rules_changed(struct observer *observer, struct store *store,
                                const struct row_change *change)
{
    bool matters = false;
    crm_status status = CRM_OK;
    rules_forget(observer);
    if (change->operation == ROW_ERASE)
        return CRM_OK;
    if (change->operation != ROW_DELETE)
        status = crm__alert_rules_check(store, change->ids, change->count);
    for (size_t row = 0; row < change->count; row++)
        matters |= any_differs(change, rule_fields, row);
    return status >= 0 && matters ? crm__alerts_rebuild(store) : status;
}

/* --- attaching -------------------------------------------------------------------------------- */

static void observer_close(struct observer *observer)
{
    struct watch *watch = ((struct watch_link *)observer)->watch;
    if (--watch->attached)
        return;
    if (watch->rules.store)
        crm__alert_rules_free(&watch->rules);
    crm__free(watch->env, watch);
}

crm_status crm__alerts_attach(struct store *store)
{
    static const struct observer observers[WATCHED] = {
        {.name = "alerts of customers",
         .entity = {"customer_value", 14},
         .fields = total_fields,
         .rows = totals_changed},
        {.name = "alerts of accounts",
         .entity = {"account", 7},
         .fields = account_fields,
         .rows = accounts_changed},
        {.name = "alert rules",
         .entity = {"alert_rule", 10},
         .fields = rule_fields,
         .rows = rules_changed,
         .reset = rules_forget},
    };
    struct watch *watch = crm__alloc_zero(store->env, 1, sizeof *watch);
    if (!watch)
        return CRM_E_NOMEM;
    watch->env = store->env;
    watch->attached = WATCHED;
    for (size_t i = 0; i < WATCHED; i++) {
        watch->links[i] = (struct watch_link){.observer = observers[i], .watch = watch};
        watch->links[i].observer.close = observer_close;
        crm__store_observe(store, &watch->links[i].observer);
    }
    return CRM_OK;
}
