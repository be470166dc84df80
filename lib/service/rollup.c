/* Rollups: the observer, which gathers what orders were added and which accounts changed. */
#include "service/rollup.h"

#include "service/rollup_part.h"
#include "service/table.h"
#include "store/observer.h"

#include <string.h>

enum {
    COLUMN_ACCOUNT,
    COLUMN_STATUS,
    COLUMN_PLACED_AT,
    COLUMN_CURRENCY,
    COLUMN_RATE,
    COLUMN_AMOUNT,
    COLUMN_REFUNDED,
    COLUMN_COST,
    COLUMN_ITEMS
};

const char *const crm__rollup_order_fields[ROLLUP_ORDER_FIELDS + 1] = {
    "account", "status",          "placed_at", "currency",   "exchange_rate",
    "amount",  "refunded_amount", "cost",      "item_count", NULL};

struct rollup_observer {
    struct observer observer;
    struct env *env;
    struct zones zones;
    struct rollup_pending pending;
};

static int64_t number(const struct batch *rows, const size_t *columns, size_t which, size_t row)
{
    struct value value = crm__batch_at(rows, columns[which], row);
    return value.kind == VALUE_INT ? value.integer : 0;
}

bool crm__rollup_order_read(const struct batch *rows, const size_t *columns, size_t row,
                            int64_t *account_out, struct rollup_order *order)
{
    struct value status = crm__batch_at(rows, columns[COLUMN_STATUS], row);
    struct value currency = crm__batch_at(rows, columns[COLUMN_CURRENCY], row);
    struct value placed_at = crm__batch_at(rows, columns[COLUMN_PLACED_AT], row);
    *account_out = number(rows, columns, COLUMN_ACCOUNT, row);
    *order = (struct rollup_order){
        .placed_at = number(rows, columns, COLUMN_PLACED_AT, row),
        .rate = number(rows, columns, COLUMN_RATE, row),
        .amount_minor = number(rows, columns, COLUMN_AMOUNT, row),
        .refunded_minor = number(rows, columns, COLUMN_REFUNDED, row),
        .cost_minor = number(rows, columns, COLUMN_COST, row),
        .has_cost = crm__batch_at(rows, columns[COLUMN_COST], row).kind != VALUE_NULL,
        .items = number(rows, columns, COLUMN_ITEMS, row)};
    if (currency.kind == VALUE_TEXT && currency.text.size == 3)
        memcpy(order->currency, currency.text.data, 3);
    bool counts = status.kind == VALUE_TEXT && !crm__text_is(status.text, "cancelled") &&
                  !crm__text_is(status.text, "returned") && !crm__text_is(status.text, "draft");
    return counts && placed_at.kind == VALUE_INT && *account_out != 0;
}

/* --- gathering -------------------------------------------------------------------------------- */

void crm__rollup_pending_init(struct rollup_pending *pending, struct env *env)
{
    *pending = (struct rollup_pending){.env = env};
    crm__id_map_init(&pending->index, env);
}

void crm__rollup_pending_free(struct rollup_pending *pending)
{
    crm__id_map_free(&pending->index);
    crm__free(pending->env, pending->accounts);
    crm__free(pending->env, pending->added);
}

static struct rollup_account *account_of(struct rollup_pending *pending, int64_t id)
{
    int64_t *known = crm__id_map_find(&pending->index, id);
    if (known)
        return &pending->accounts[*known];
    if (crm__array_reserve(pending->env, (void **)&pending->accounts, &pending->account_capacity,
                           pending->account_count + 1, sizeof *pending->accounts) < 0 ||
        !crm__id_map_put(&pending->index, id, (int64_t)pending->account_count))
        return NULL;
    struct rollup_account *account = &pending->accounts[pending->account_count++];
    *account = (struct rollup_account){.id = id, .added = NO_ORDER};
    return account;
}

crm_status crm__rollup_again(struct rollup_pending *pending, int64_t id)
{
    if (id == 0)
        return CRM_OK;
    struct rollup_account *account = account_of(pending, id);
    if (!account)
        return CRM_E_NOMEM;
    account->again = true;
    return CRM_OK;
}

static crm_status order_added(struct rollup_pending *pending, int64_t id,
                              const struct rollup_order *order)
{
    struct rollup_account *account = account_of(pending, id);
    if (!account ||
        crm__array_reserve(pending->env, (void **)&pending->added, &pending->added_capacity,
                           pending->added_count + 1, sizeof *pending->added) < 0)
        return CRM_E_NOMEM;
    pending->added[pending->added_count] =
        (struct rollup_added){.order = *order, .next = account->added};
    account->added = pending->added_count++;
    return CRM_OK;
}

static bool row_differs(const struct row_change *change, const size_t *columns, size_t row)
{
    for (size_t i = 0; i < ROLLUP_ORDER_FIELDS; i++) {
        if (!crm__value_equal(crm__batch_at(change->before, columns[i], row),
                              crm__batch_at(change->after, columns[i], row)))
            return true;
    }
    return false;
}

static crm_status row_gather(struct rollup_pending *pending, const struct row_change *change,
                             const size_t *columns, size_t row)
{
    int64_t account;
    struct rollup_order order;
    bool counts = crm__rollup_order_read(change->after, columns, row, &account, &order);
    if (change->operation == ROW_CREATE)
        return counts ? order_added(pending, account, &order) : CRM_OK;
    if (change->operation == ROW_UPDATE && !row_differs(change, columns, row))
        return CRM_OK;
    crm_status status = crm__rollup_again(pending, account);
    if (status >= 0 && change->operation == ROW_UPDATE)
        status = crm__rollup_again(pending, number(change->before, columns, COLUMN_ACCOUNT, row));
    return status;
}

static crm_status orders_changed(struct observer *observer, struct store *store,
                                 const struct row_change *change)
{
    (void)store;
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    size_t columns[ROLLUP_ORDER_FIELDS];
    if (change->operation == ROW_ERASE)
        return CRM_OK;
    for (size_t i = 0; i < ROLLUP_ORDER_FIELDS; i++) {
        columns[i] = 0;
        while (columns[i] < change->field_count &&
               !crm__text_is(change->fields[columns[i]]->name, crm__rollup_order_fields[i]))
            columns[i]++;
        assert(columns[i] < change->field_count);
    }
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++)
        status = row_gather(&rollup->pending, change, columns, row);
    return status;
}

/* --- the observer ----------------------------------------------------------------------------- */

static crm_status flush(struct observer *observer, struct store *store)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    if (rollup->pending.account_count == 0)
        return CRM_OK;
    struct rollup_pending pending = rollup->pending;
    const struct zone *zone;
    crm__rollup_pending_init(&rollup->pending, rollup->env);
    crm_status status = crm__zone_find(&rollup->zones, crm__text_of(store->time_zone), &zone);
    crm__store_elevate(store);
    if (status >= 0)
        status = crm__rollup_flush(store, zone, &pending);
    crm__store_restore(store);
    crm__rollup_pending_free(&pending);
    return status;
}

static void reset(struct observer *observer)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    crm__rollup_pending_free(&rollup->pending);
    crm__rollup_pending_init(&rollup->pending, rollup->env);
}

static void observer_close(struct observer *observer)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    crm__rollup_pending_free(&rollup->pending);
    crm__zones_free(&rollup->zones);
    crm__free(rollup->env, rollup);
}

/* --- owners ----------------------------------------------------------------------------------- */

/* The totals of an account are seen by whoever sees the account. */
static crm_status owner_follow(struct store *store, const char *entity, int64_t account,
                               struct value owner)
{
    static const char *const names[] = {"owner"};
    struct buffer where;
    struct batch rows;
    struct table table;
    crm__buffer_init(&where, store->env);
    crm__batch_init(&rows, store->env);
    crm__buffer_format(&where, "account == %lld", (long long)account);
    crm_status status = crm__table_init(&table, store, entity, names, 1);
    if (status >= 0)
        status = crm__buffer_status(&where);
    if (status >= 0)
        status = crm__table_query(store, entity, crm__buffer_view(&where), TEXT("id"), TEXT("id"),
                                  &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++)
        status = crm__table_add(&table, rows.columns[0].integers[i], &owner);
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    crm__batch_free(&rows);
    crm__buffer_free(&where);
    return status;
}

static crm_status accounts_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change)
{
    (void)observer;
    size_t column = 0;
    while (column < change->field_count && !crm__text_is(change->fields[column]->name, "owner"))
        column++;
    if (change->operation != ROW_UPDATE || column == change->field_count)
        return CRM_OK;
    crm_status status = CRM_OK;
    crm__store_elevate(store);
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        struct value owner = crm__batch_at(change->after, column, row);
        if (crm__value_equal(crm__batch_at(change->before, column, row), owner))
            continue;
        status = owner_follow(store, "customer_value", change->ids[row], owner);
        if (status >= 0)
            status = owner_follow(store, "customer_month", change->ids[row], owner);
    }
    crm__store_restore(store);
    return status;
}

static void owner_observer_close(struct observer *observer)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    crm__free(rollup->env, rollup);
}

static crm_status owners_attach(struct store *store)
{
    struct rollup_observer *owners = crm__alloc_zero(store->env, 1, sizeof *owners);
    if (!owners)
        return CRM_E_NOMEM;
    owners->env = store->env;
    owners->observer = (struct observer){.name = "owners of rollups",
                                         .entity = TEXT("account"),
                                         .rows = accounts_changed,
                                         .close = owner_observer_close};
    crm__store_observe(store, &owners->observer);
    return CRM_OK;
}

crm_status crm__rollup_attach(struct store *store)
{
    struct rollup_observer *rollup = crm__alloc_zero(store->env, 1, sizeof *rollup);
    if (!rollup)
        return CRM_E_NOMEM;
    rollup->env = store->env;
    crm__zones_init(&rollup->zones, store->env);
    crm__rollup_pending_init(&rollup->pending, store->env);
    rollup->observer = (struct observer){.name = "rollups",
                                         .entity = TEXT("order"),
                                         .fields = crm__rollup_order_fields,
                                         .rows = orders_changed,
                                         .flush = flush,
                                         .reset = reset,
                                         .close = observer_close};
    crm__store_observe(store, &rollup->observer);
    return owners_attach(store);
}
