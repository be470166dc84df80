/* Rollups: reading accounts again, from their orders; some at a time, as one query each. */
#include "service/rollup_part.h"

#include "service/table.h"

enum { READ_ACCOUNTS = 256 };

static const char order_columns[] =
    "account,status,placed_at,currency,exchange_rate,amount,refunded_amount,cost,item_count";
static const size_t in_order[ROLLUP_ORDER_FIELDS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

/* An account that is read; its months stand together. */
struct reading {
    const struct rollup_account *account;
    struct rollup_totals *totals;
    size_t first_month;
    size_t month_count;
};

/* Some accounts, by id. */
struct portion {
    struct store *store;
    const struct zone *zone;
    struct rollup_months *months;
    struct reading items[READ_ACCOUNTS];
    size_t count;
};

static crm_status portion_query(const struct portion *portion, const char *entity,
                                struct text fields, struct text sort, struct query **query_out)
{
    struct buffer where;
    crm__buffer_init(&where, portion->store->env);
    for (size_t i = 0; i < portion->count; i++)
        crm__buffer_format(&where, "%s%lld", i ? ", " : "account in [",
                           (long long)portion->items[i].account->id);
    crm__buffer_byte(&where, ']');
    crm_status status = crm__buffer_status(&where);
    if (status >= 0)
        status =
            crm__query_new(portion->store, crm__service_entity(portion->store, entity), query_out);
    if (status >= 0) {
        crm__query_where(*query_out, crm__buffer_view(&where));
        crm__query_fields(*query_out, fields);
        crm__query_sort(*query_out, sort);
    }
    crm__buffer_free(&where);
    return status;
}

static struct reading *reading_of(struct portion *portion, int64_t account)
{
    size_t from = 0;
    size_t to = portion->count;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (portion->items[middle].account->id <= account)
            from = middle;
        else
            to = middle;
    }
    assert(portion->items[from].account->id == account);
    return &portion->items[from];
}

/* --- orders ----------------------------------------------------------------------------------- */

static crm_status order_add(struct portion *portion, int64_t account,
                            const struct rollup_order *order)
{
    struct reading *reading = reading_of(portion, account);
    struct rollup_months *months = portion->months;
    size_t known = months->count;
    if (!reading->month_count)
        reading->first_month = known;
    crm_status status = crm__rollup_add(portion->store, portion->zone, account, true, order,
                                        reading->totals, months);
    if (status < 0)
        return status;
    months->items[months->count - 1].owner = reading->account->owner;
    reading->month_count += months->count - known;
    return CRM_OK;
}

static crm_status orders_read(struct portion *portion)
{
    struct query *query;
    struct reader *reader = NULL;
    struct batch rows;
    crm_status status = portion_query(portion, "order", crm__text_of(order_columns),
                                      TEXT("account,placed_at"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, portion->store->env);
    status = crm__query_run(query, &reader);
    while (status >= 0 && (status = reader->next(reader, &rows)) == CRM_OK) {
        for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
            struct rollup_order order;
            int64_t account;
            if (crm__rollup_order_read(&rows, in_order, row, &account, &order))
                status = order_add(portion, account, &order);
        }
    }
    crm__reader_free(reader);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status < 0 ? status : CRM_OK;
}

/* --- months ----------------------------------------------------------------------------------- */

static bool has_orders(const struct portion *portion, const struct reading *reading, int64_t month)
{
    for (size_t i = 0; i < reading->month_count; i++) {
        if (portion->months->items[reading->first_month + i].month == month)
            return true;
    }
    return false;
}

static crm_status month_empty(struct portion *portion, const struct reading *reading, int64_t month)
{
    struct rollup_months *months = portion->months;
    crm_status status =
        crm__array_reserve(portion->store->env, (void **)&months->items, &months->capacity,
                           months->count + 1, sizeof *months->items);
    if (status >= 0)
        months->items[months->count++] = (struct rollup_month){.account = reading->account->id,
                                                               .month = month,
                                                               .again = true,
                                                               .owner = reading->account->owner};
    return status;
}

/* Months that an account has no orders in any more become empty. */
static crm_status months_read(struct portion *portion)
{
    struct query *query;
    struct batch rows;
    crm_status status =
        portion_query(portion, "customer_month", TEXT("account,month"), TEXT("account"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, portion->store->env);
    status = crm__query_all(query, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        const struct reading *reading = reading_of(portion, rows.columns[0].integers[row]);
        int64_t month = rows.columns[1].integers[row];
        if (!has_orders(portion, reading, month))
            status = month_empty(portion, reading, month);
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

crm_status crm__rollup_read(struct store *store, const struct zone *zone,
                            const struct rollup_pending *pending, struct rollup_totals *totals,
                            struct rollup_months *months)
{
    struct portion portion = {.store = store, .zone = zone, .months = months};
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < pending->account_count; i++) {
        bool is_last = i + 1 == pending->account_count;
        if (pending->accounts[i].again) {
            totals[i] = (struct rollup_totals){0};
            portion.items[portion.count++] =
                (struct reading){.account = &pending->accounts[i], .totals = &totals[i]};
        }
        if (portion.count == 0 || (portion.count < READ_ACCOUNTS && !is_last))
            continue;
        status = orders_read(&portion);
        if (status >= 0)
            status = months_read(&portion);
        portion.count = 0;
    }
    return status;
}
