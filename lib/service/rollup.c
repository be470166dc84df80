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

static const char *const derived[] = {"customer_value", "customer_month", NULL};

struct rollup_observer {
    struct observer observer;
    struct env *env;
    struct zones zones;
    struct gathering gathering; /* of struct rollup_added */
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

/* So many of its kind leave 64 bits that no customer has them. */
#define LARGE (INT64_MAX / 65536)

/* Could a few such orders take a total out of 64 bits? */
static bool is_large(const struct rollup_order *order)
{
    const int64_t numbers[] = {order->amount_minor, order->refunded_minor, order->cost_minor,
                               order->items, order->rate};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i] > LARGE || numbers[i] < -LARGE)
            return true;
    }
    return false;
}

/* --- gathering -------------------------------------------------------------------------------- */

static crm_status account_again(struct rollup_observer *rollup, int64_t account)
{
    if (account == 0)
        return CRM_OK;
    struct rollup_added *added = crm__gather(rollup->env, &rollup->gathering);
    if (!added)
        return CRM_E_NOMEM;
    added->account = account;
    added->again = true;
    return CRM_OK;
}

static crm_status order_added(struct rollup_observer *rollup, int64_t account,
                              const struct rollup_order *order)
{
    struct rollup_added *added = crm__gather(rollup->env, &rollup->gathering);
    if (!added)
        return CRM_E_NOMEM;
    added->account = account;
    added->order = *order;
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

static crm_status row_gather(struct rollup_observer *rollup, const struct row_change *change,
                             const size_t *columns, size_t row, bool *large)
{
    int64_t account;
    struct rollup_order order;
    bool counts = crm__rollup_order_read(change->after, columns, row, &account, &order);
    *large |= counts && is_large(&order);
    if (change->operation == ROW_CREATE)
        return counts ? order_added(rollup, account, &order) : CRM_OK;
    if (change->operation == ROW_UPDATE && !row_differs(change, columns, row))
        return CRM_OK;
    crm_status status = account_again(rollup, account);
    if (status >= 0 && change->operation == ROW_UPDATE)
        status = account_again(rollup, number(change->before, columns, COLUMN_ACCOUNT, row));
    return status;
}

static crm_status orders_changed(struct observer *observer, struct store *store,
                                 const struct row_change *change)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    size_t columns[ROLLUP_ORDER_FIELDS];
    bool large = false;
    if (change->operation == ROW_ERASE)
        return CRM_OK;
    for (size_t i = 0; i < ROLLUP_ORDER_FIELDS; i++) {
        columns[i] = crm__change_column(change, crm__rollup_order_fields[i]);
        assert(columns[i] != SIZE_MAX);
    }
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++)
        status = row_gather(rollup, change, columns, row, &large);
    /* Now, so that the order that leads too far is the one that fails, and not the commit. */
    return status < 0 || !large ? status : crm__store_flush(store);
}

/* --- the observer ----------------------------------------------------------------------------- */

static crm_status flush(struct observer *observer, struct store *store, void *items, size_t count)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    struct rollup_pending pending;
    const struct zone *zone;
    crm__rollup_pending_init(&pending, store->env);
    crm_status status = crm__zone_find(&rollup->zones, crm__text_of(store->time_zone), &zone);
    if (status >= 0)
        status = crm__rollup_pending_add(&pending, items, count);
    crm__store_elevate(store);
    if (status >= 0)
        status = crm__rollup_flush(store, zone, &pending);
    crm__store_restore(store);
    crm__rollup_pending_free(&pending);
    return status;
}

static void observer_close(struct observer *observer)
{
    struct rollup_observer *rollup = (struct rollup_observer *)observer;
    crm__gathering_free(&rollup->gathering, rollup->env);
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
    size_t column = crm__change_column(change, "owner");
    if (change->operation != ROW_UPDATE || column == SIZE_MAX)
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
    rollup->gathering.item_size = sizeof(struct rollup_added);
    rollup->observer = (struct observer){.name = "rollups",
                                         .entity = TEXT("order"),
                                         .fields = crm__rollup_order_fields,
                                         .rows = orders_changed,
                                         .gathering = &rollup->gathering,
                                         .derived = derived,
                                         .flush = flush,
                                         .close = observer_close};
    crm__store_observe(store, &rollup->observer);
    return owners_attach(store);
}
