/* Rollups: from what was gathered to new totals. */
#include "service/rollup_part.h"

#include "service/table.h"

#include <stdlib.h>
#include <string.h>

/* --- months ----------------------------------------------------------------------------------- */

crm_status crm__rollup_add(struct store *store, const struct zone *zone, int64_t account,
                           bool again, const struct rollup_order *order,
                           struct rollup_totals *totals, struct rollup_months *months)
{
    int64_t amount = 0;
    crm_status status =
        crm__rollup_fold(store->env, totals, order, zone, crm__text_of(store->currency), &amount);
    if (status >= 0)
        status = crm__array_reserve(store->env, (void **)&months->items, &months->capacity,
                                    months->count + 1, sizeof *months->items);
    if (status < 0)
        return status;
    int64_t day = crm__zone_date(zone, order->placed_at);
    int64_t first = crm__date_period_start(day, PERIOD_MONTH);
    struct rollup_month *month = months->count ? &months->items[months->count - 1] : NULL;
    if (!month || month->account != account || month->month != first) {
        month = &months->items[months->count++];
        *month = (struct rollup_month){.account = account, .month = first, .again = again};
    }
    memcpy(month->currency, totals->currency, sizeof month->currency);
    month->order_count++;
    status = crm__money_add(store->env, month->amount_minor, amount, &month->amount_minor);
    if (status >= 0)
        status = crm__money_add(store->env, month->item_count, order->items, &month->item_count);
    return status;
}

/* --- adding ----------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct rollup_order *left = a;
    const struct rollup_order *right = b;
    if (left->placed_at != right->placed_at)
        return left->placed_at < right->placed_at ? -1 : 1;
    return 0;
}

static bool by_time_already(const struct rollup_order *orders, size_t count)
{
    size_t i = 1;
    while (i < count && orders[i - 1].placed_at <= orders[i].placed_at)
        i++;
    return i >= count;
}

/* The new orders of an account in order of time, in which they mostly came. Those of one instant in
 * two currencies could be folded either way, so the account is read again then. */
static void chain_sort(const struct rollup_pending *pending, const struct rollup_account *account,
                       struct rollup_order *orders)
{
    size_t left = account->count;
    for (size_t i = account->added; i != NO_ORDER; i = pending->added[i].next)
        orders[--left] = pending->added[i].order;
    if (!by_time_already(orders, account->count))
        qsort(orders, account->count, sizeof *orders, by_time);
}

static bool can_add(const struct rollup_totals *totals, const struct rollup_order *orders,
                    size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (orders[i].placed_at == orders[0].placed_at &&
            memcmp(orders[i].currency, orders[0].currency, sizeof orders[0].currency) != 0)
            return false;
    }
    return totals->order_count == 0 || (count && orders[0].placed_at > totals->last_order_at) ||
           (count && orders[0].placed_at == totals->last_order_at);
}

static crm_status account_add(struct store *store, const struct zone *zone,
                              const struct rollup_account *account, struct rollup_order *orders,
                              struct rollup_totals *totals, struct rollup_months *months)
{
    size_t first = months->count;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < account->count; i++)
        status = crm__rollup_add(store, zone, account->id, false, &orders[i], totals, months);
    for (size_t month = first; month < months->count; month++)
        months->items[month].owner = account->owner;
    return status;
}

/* --- the flush -------------------------------------------------------------------------------- */

struct flush {
    int64_t *ids; /* of the customer_value rows; 0: there is none yet */
    struct rollup_totals *totals;
    struct rollup_order *orders; /* room for all new ones */
    struct rollup_months months;
};

static crm_status totals_load(struct store *store, struct rollup_pending *pending,
                              struct flush *flush)
{
    const struct entity *entity = crm__service_entity(store, "customer_value");
    const struct field *fields[ROLLUP_VALUE_FIELDS + 1];
    const struct field *account = crm__service_field(entity, "account");
    const struct key key = {.fields = &account, .count = 1, .unique = true};
    static const size_t columns[] = {0};
    size_t count = pending->account_count;
    struct batch accounts;
    struct batch rows;
    crm__batch_init(&accounts, store->env);
    crm__batch_init(&rows, store->env);
    uint8_t *found = crm__alloc_zero(store->env, count, 1);
    crm_status status =
        found && crm__batch_add(&accounts, account->name, VALUE_INT) ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++)
        status = crm__column_int(&accounts, &accounts.columns[0], pending->accounts[i].id);
    accounts.row_count = count;
    for (size_t i = 0; i < ROLLUP_VALUE_FIELDS; i++)
        fields[i] = crm__service_field(entity, crm__rollup_value_fields[i]);
    fields[ROLLUP_VALUE_FIELDS] = crm__system_field(entity, SYSTEM_OWNER);
    if (status >= 0)
        status = crm__rows_lookup(store, entity, &key, &accounts, columns, flush->ids);
    if (status >= 0)
        status = crm__rows_get(store, entity, fields, ROLLUP_VALUE_FIELDS + 1, flush->ids, count, 0,
                               found, &rows);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (!flush->ids[i])
            continue;
        crm__rollup_totals_read(&rows, i, &flush->totals[i]);
        pending->accounts[i].owner = crm__table_int(&rows, ROLLUP_VALUE_FIELDS, i, 0);
    }
    crm__free(store->env, found);
    crm__batch_free(&rows);
    crm__batch_free(&accounts);
    return status;
}

/* The owners of accounts without totals, and of those that are read again; the others' totals have
 * followed them. An account that is deleted keeps its totals, for it may come back. */
static crm_status owners_load(struct store *store, struct rollup_pending *pending,
                              const struct flush *flush)
{
    const struct entity *entity = crm__service_entity(store, "account");
    const struct field *owner = crm__system_field(entity, SYSTEM_OWNER);
    struct batch rows;
    size_t count = 0;
    size_t next = 0;
    crm__batch_init(&rows, store->env);
    int64_t *ids = crm__alloc_zero(store->env, pending->account_count, sizeof *ids);
    uint8_t *found = crm__alloc_zero(store->env, pending->account_count, 1);
    crm_status status = ids && found ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < pending->account_count; i++) {
        if (!flush->ids[i] || pending->accounts[i].again)
            ids[count++] = pending->accounts[i].id;
    }
    if (status >= 0 && count)
        status = crm__rows_get(store, entity, &owner, 1, ids, count, ROWS_DELETED, found, &rows);
    for (size_t i = 0; status >= 0 && next < count; i++) {
        if (pending->accounts[i].id != ids[next])
            continue;
        pending->accounts[i].owner = found[next] ? crm__table_int(&rows, 0, next, 0) : 0;
        next++;
    }
    crm__free(store->env, found);
    crm__free(store->env, ids);
    crm__batch_free(&rows);
    return status;
}

/* New orders are added to what is known; accounts of which that cannot be said are read again. */
static crm_status accounts_roll(struct store *store, const struct zone *zone,
                                struct rollup_pending *pending, struct flush *flush)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < pending->account_count; i++) {
        struct rollup_account *account = &pending->accounts[i];
        chain_sort(pending, account, flush->orders);
        account->again =
            account->again || !can_add(&flush->totals[i], flush->orders, account->count);
        if (!account->again)
            status =
                account_add(store, zone, account, flush->orders, &flush->totals[i], &flush->months);
    }
    return status < 0 ? status
                      : crm__rollup_read(store, zone, pending, flush->totals, &flush->months);
}

static crm_status flush_run(struct store *store, const struct zone *zone,
                            struct rollup_pending *pending, struct flush *flush)
{
    crm__rollup_pending_sort(pending);
    crm_status status = totals_load(store, pending, flush);
    if (status >= 0)
        status = owners_load(store, pending, flush);
    if (status >= 0)
        status = accounts_roll(store, zone, pending, flush);
    if (status >= 0)
        status = crm__rollup_values_write(store, pending->accounts, flush->totals, flush->ids,
                                          pending->account_count, &pending->written);
    return status < 0 ? status : crm__rollup_months_write(store, &flush->months, &pending->written);
}

crm_status crm__rollup_flush(struct store *store, const struct zone *zone,
                             struct rollup_pending *pending)
{
    struct env *env = store->env;
    struct flush flush = {
        .ids = crm__alloc_zero(env, pending->account_count, sizeof *flush.ids),
        .totals = crm__alloc_zero(env, pending->account_count, sizeof *flush.totals),
        .orders = crm__alloc_zero(env, pending->added_count + 1, sizeof *flush.orders)};
    crm_status status = CRM_E_NOMEM;
    if (flush.ids && flush.totals && flush.orders)
        status = flush_run(store, zone, pending, &flush);
    crm__free(env, flush.months.items);
    crm__free(env, flush.orders);
    crm__free(env, flush.totals);
    crm__free(env, flush.ids);
    return status;
}
