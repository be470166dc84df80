/* Rollups: recomputing every account from its orders, to compare. */
#include "service/rollup_part.h"

#include "store/query.h"

#include <string.h>

static const size_t in_order[ROLLUP_ORDER_FIELDS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

struct recount {
    struct store *store;
    struct check *check;
    const struct zone *zone;
    int64_t account; /* in work; 0: none yet */
    struct rollup_totals totals;
    struct rollup_months months;
    int64_t accounts; /* with orders */
};

/* Reads one row by a unique key made of integers; found_out says whether it is there. */
static crm_status row_read(struct recount *recount, const struct entity *entity,
                           const struct field **key_fields, const int64_t *numbers, size_t count,
                           const struct field *const *fields, size_t width, struct batch *rows,
                           bool *found_out)
{
    static const size_t columns[] = {0, 1};
    const struct key key = {.fields = key_fields, .count = count, .unique = true};
    struct batch keys;
    int64_t id = 0;
    crm__batch_init(&keys, recount->store->env);
    crm_status status = crm__batch_add_fields(&keys, key_fields, count);
    for (size_t i = 0; status >= 0 && i < count; i++)
        status = crm__column_int(&keys, &keys.columns[i], numbers[i]);
    keys.row_count = 1;
    if (status >= 0)
        status = crm__rows_lookup(recount->store, entity, &key, &keys, columns, &id);
    crm__batch_free(&keys);
    *found_out = id != 0;
    if (status < 0 || id == 0)
        return status;
    return crm__rows_get(recount->store, entity, fields, width, &id, 1, 0, NULL, rows);
}

static crm_status value_compare(struct recount *recount)
{
    const struct entity *entity = crm__service_entity(recount->store, "customer_value");
    const struct field *fields[ROLLUP_VALUE_FIELDS];
    const struct field *account = crm__service_field(entity, "account");
    struct rollup_totals stored = {0};
    struct batch rows;
    bool found;
    for (size_t i = 0; i < ROLLUP_VALUE_FIELDS; i++)
        fields[i] = crm__service_field(entity, crm__rollup_value_fields[i]);
    crm__batch_init(&rows, recount->store->env);
    crm_status status = row_read(recount, entity, &account, &recount->account, 1, fields,
                                 ROLLUP_VALUE_FIELDS, &rows, &found);
    if (status >= 0 && found)
        crm__rollup_totals_read(&rows, 0, &stored);
    crm__batch_free(&rows);
    const struct rollup_totals *totals = &recount->totals;
    bool same =
        strcmp(stored.currency, totals->currency) == 0 &&
        stored.order_count == totals->order_count &&
        stored.purchase_day_count == totals->purchase_day_count &&
        stored.amount_minor == totals->amount_minor &&
        stored.refunded_minor == totals->refunded_minor &&
        stored.margin_minor == totals->margin_minor && stored.item_count == totals->item_count &&
        stored.first_order_at == totals->first_order_at &&
        stored.last_order_at == totals->last_order_at && stored.gap_count == totals->gap_count &&
        stored.gap_days == totals->gap_days && stored.gap_days_squared == totals->gap_days_squared;
    if (status < 0 || same)
        return status;
    return crm__check_report(recount->check, entity, recount->account,
                             "customer value: %lld orders of %lld in all, recomputed %lld of %lld",
                             (long long)stored.order_count, (long long)stored.amount_minor,
                             (long long)totals->order_count, (long long)totals->amount_minor);
}

static crm_status month_compare(struct recount *recount, const struct rollup_month *month)
{
    const struct entity *entity = crm__service_entity(recount->store, "customer_month");
    const struct field *key[] = {crm__service_field(entity, "account"),
                                 crm__service_field(entity, "month")};
    const struct field *fields[] = {crm__service_field(entity, "order_count"),
                                    crm__service_field(entity, "amount"),
                                    crm__service_field(entity, "item_count")};
    const int64_t numbers[] = {month->account, month->month};
    struct batch rows;
    bool found;
    crm__batch_init(&rows, recount->store->env);
    crm_status status = row_read(recount, entity, key, numbers, 2, fields, 3, &rows, &found);
    bool same = status >= 0 && found && rows.columns[0].integers[0] == month->order_count &&
                rows.columns[1].integers[0] == month->amount_minor &&
                rows.columns[2].integers[0] == month->item_count;
    crm__batch_free(&rows);
    if (status < 0 || same)
        return status;
    return crm__check_report(recount->check, entity, recount->account,
                             "customer month: not the %lld orders of %lld in all, recomputed",
                             (long long)month->order_count, (long long)month->amount_minor);
}

static crm_status account_finish(struct recount *recount)
{
    crm_status status = recount->totals.order_count ? value_compare(recount) : CRM_OK;
    recount->accounts += recount->totals.order_count > 0;
    for (size_t i = 0; status >= 0 && i < recount->months.count; i++)
        status = month_compare(recount, &recount->months.items[i]);
    recount->totals = (struct rollup_totals){0};
    recount->months.count = 0;
    return status;
}

static crm_status orders_recount(struct recount *recount, const struct batch *rows)
{
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < rows->row_count; row++) {
        struct rollup_order order;
        int64_t account;
        if (!crm__rollup_order_read(rows, in_order, row, &account, &order))
            continue;
        if (account != recount->account)
            status = account_finish(recount);
        recount->account = account;
        if (status >= 0)
            status = crm__rollup_add(recount->store, recount->zone, account, true, &order,
                                     &recount->totals, &recount->months);
    }
    return status;
}

static crm_status orders_read(struct recount *recount)
{
    struct store *store = recount->store;
    struct query *query;
    struct reader *reader = NULL;
    struct batch rows;
    crm_status status = crm__query_new(store, crm__service_entity(store, "order"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_fields(query, TEXT("account,status,placed_at,currency,exchange_rate,amount,"
                                  "refunded_amount,cost,item_count"));
    crm__query_sort(query, TEXT("account,placed_at"));
    status = crm__query_run(query, &reader);
    while (status >= 0 && (status = reader->next(reader, &rows)) == CRM_OK)
        status = orders_recount(recount, &rows);
    if (status >= 0)
        status = account_finish(recount);
    crm__reader_free(reader);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Totals of accounts that have no orders are not met on the way; they are as many too many. */
static crm_status left_over(struct recount *recount)
{
    const struct entity *entity = crm__service_entity(recount->store, "customer_value");
    struct query *query;
    int64_t count = 0;
    crm_status status = crm__query_new(recount->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where(query, TEXT("order_count > 0"));
    status = crm__query_count(query, &count);
    crm__query_free(query);
    if (status < 0 || count == recount->accounts)
        return status;
    return crm__check_report(recount->check, entity, 0,
                             "customer value: %lld accounts have orders, recomputed %lld",
                             (long long)count, (long long)recount->accounts);
}

crm_status crm__rollup_check(struct checker *checker, struct store *store, struct check *check)
{
    (void)checker;
    struct recount recount = {.store = store, .check = check};
    struct zones zones;
    crm__zones_init(&zones, store->env);
    crm_status status = crm__zone_find(&zones, crm__text_of(store->time_zone), &recount.zone);
    if (status >= 0)
        status = orders_read(&recount);
    if (status >= 0)
        status = left_over(&recount);
    crm__free(store->env, recount.months.items);
    crm__zones_free(&zones);
    return status;
}
