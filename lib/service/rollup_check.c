/* Rollups: recomputing every account from its orders, to compare. */
#include "service/rollup_part.h"

#include "store/query.h"

#include <string.h>

static const size_t in_order[ROLLUP_ORDER_FIELDS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

/* Stored totals in the order of their account, walked beside the orders. */
struct stored {
    const struct entity *entity;
    struct query *query;
    struct reader *reader;
    struct batch rows;
    size_t row;
    bool ended;
};

struct recount {
    struct store *store;
    struct check *check;
    const struct zone *zone;
    int64_t account; /* in work; 0: none yet */
    struct rollup_totals totals;
    struct rollup_months months;
    struct stored values; /* the row that was not compared yet */
    struct stored by_month;
};

/* --- what is stored --------------------------------------------------------------------------- */

enum { ID_COLUMN = ROLLUP_VALUE_FIELDS }; /* behind the fields of a total */
enum { MONTH_ACCOUNT, MONTH_DAY, MONTH_ORDERS, MONTH_AMOUNT, MONTH_ITEMS, MONTH_ID };

#define VALUE_COLUMNS                                                                              \
    "account,currency,order_count,purchase_day_count,amount,refunded_amount,margin,item_count,"    \
    "first_order_at,last_order_at,gap_count,gap_days,gap_days_squared,id"
#define MONTH_COLUMNS "account,month,order_count,amount,item_count,id"

static crm_status stored_step(struct stored *stored)
{
    if (stored->ended || ++stored->row < stored->rows.row_count)
        return CRM_OK;
    stored->row = 0;
    crm_status status = stored->reader->next(stored->reader, &stored->rows);
    stored->ended = status == CRM_DONE;
    return status < 0 ? status : CRM_OK;
}

static crm_status stored_open(struct stored *stored, struct store *store, const char *entity,
                              struct text columns, struct text order)
{
    stored->entity = crm__service_entity(store, entity);
    crm__batch_init(&stored->rows, store->env);
    crm_status status = crm__query_new(store, stored->entity, &stored->query);
    if (status < 0)
        return status;
    crm__query_fields(stored->query, columns);
    crm__query_sort(stored->query, order);
    status = crm__query_run(stored->query, &stored->reader);
    return status < 0 ? status : stored_step(stored);
}

static void stored_close(struct stored *stored)
{
    crm__reader_free(stored->reader);
    if (stored->entity)
        crm__batch_free(&stored->rows);
    crm__query_free(stored->query);
}

static int64_t stored_number(const struct stored *stored, size_t column)
{
    struct value value = crm__batch_at(&stored->rows, column, stored->row);
    return value.kind == VALUE_INT ? value.integer : 0;
}

/* Rows that lead to no account come last. */
static int64_t stored_account(const struct stored *stored)
{
    int64_t account = stored->ended ? 0 : stored_number(stored, 0);
    return account ? account : INT64_MAX;
}

/* --- totals of an account --------------------------------------------------------------------- */

/* Totals of nothing stay behind when orders go; others without orders are strays. */
static crm_status value_stray(struct recount *recount)
{
    struct stored *stored = &recount->values;
    struct rollup_totals totals;
    crm__rollup_totals_read(&stored->rows, stored->row, &totals);
    if (totals.order_count == 0 && totals.amount_minor == 0 && totals.item_count == 0)
        return CRM_OK;
    return crm__check_report(recount->check, stored->entity, stored_number(stored, ID_COLUMN),
                             "account %lld has no orders, its totals say %lld of %lld in all",
                             (long long)stored_number(stored, 0), (long long)totals.order_count,
                             (long long)totals.amount_minor);
}

/* Strays before `account`. */
static crm_status values_pass(struct recount *recount, int64_t account)
{
    crm_status status = CRM_OK;
    while (status >= 0 && !recount->values.ended && stored_account(&recount->values) < account) {
        status = value_stray(recount);
        if (status >= 0)
            status = stored_step(&recount->values);
    }
    return status;
}

static bool totals_equal(const struct rollup_totals *a, const struct rollup_totals *b)
{
    return strcmp(a->currency, b->currency) == 0 && a->order_count == b->order_count &&
           a->purchase_day_count == b->purchase_day_count && a->amount_minor == b->amount_minor &&
           a->refunded_minor == b->refunded_minor && a->margin_minor == b->margin_minor &&
           a->item_count == b->item_count && a->first_order_at == b->first_order_at &&
           a->last_order_at == b->last_order_at && a->gap_count == b->gap_count &&
           a->gap_days == b->gap_days && a->gap_days_squared == b->gap_days_squared;
}

static crm_status value_compare(struct recount *recount)
{
    struct stored *stored = &recount->values;
    const struct rollup_totals *totals = &recount->totals;
    struct rollup_totals found = {0};
    int64_t id = 0;
    crm_status status = values_pass(recount, recount->account);
    if (status >= 0 && stored_account(stored) == recount->account) {
        crm__rollup_totals_read(&stored->rows, stored->row, &found);
        id = stored_number(stored, ID_COLUMN);
        status = stored_step(stored);
    }
    if (status < 0 || totals_equal(&found, totals))
        return status;
    return crm__check_report(recount->check, stored->entity, id,
                             "account %lld has %lld orders of %lld in all, its totals say %lld of "
                             "%lld or differ in days and gaps",
                             (long long)recount->account, (long long)totals->order_count,
                             (long long)totals->amount_minor, (long long)found.order_count,
                             (long long)found.amount_minor);
}

/* --- months ----------------------------------------------------------------------------------- */

static crm_status month_stray(struct recount *recount)
{
    struct stored *stored = &recount->by_month;
    if (stored_number(stored, MONTH_ORDERS) == 0 && stored_number(stored, MONTH_AMOUNT) == 0 &&
        stored_number(stored, MONTH_ITEMS) == 0)
        return CRM_OK;
    return crm__check_report(
        recount->check, stored->entity, stored_number(stored, MONTH_ID),
        "account %lld has no orders in this month, its totals say %lld of %lld in all",
        (long long)stored_number(stored, MONTH_ACCOUNT),
        (long long)stored_number(stored, MONTH_ORDERS),
        (long long)stored_number(stored, MONTH_AMOUNT));
}

static bool is_before(const struct stored *stored, int64_t account, int64_t month)
{
    int64_t at = stored_account(stored);
    return at < account || (at == account && stored_number(stored, MONTH_DAY) < month);
}

/* Strays before a month of an account. */
static crm_status months_pass(struct recount *recount, int64_t account, int64_t month)
{
    struct stored *stored = &recount->by_month;
    crm_status status = CRM_OK;
    while (status >= 0 && !stored->ended && is_before(stored, account, month)) {
        status = month_stray(recount);
        if (status >= 0)
            status = stored_step(stored);
    }
    return status;
}

static crm_status month_compare(struct recount *recount, const struct rollup_month *month)
{
    struct stored *stored = &recount->by_month;
    int64_t orders = 0;
    int64_t amount = 0;
    int64_t items = 0;
    int64_t id = 0;
    crm_status status = months_pass(recount, month->account, month->month);
    if (status >= 0 && stored_account(stored) == month->account &&
        stored_number(stored, MONTH_DAY) == month->month) {
        orders = stored_number(stored, MONTH_ORDERS);
        amount = stored_number(stored, MONTH_AMOUNT);
        items = stored_number(stored, MONTH_ITEMS);
        id = stored_number(stored, MONTH_ID);
        status = stored_step(stored);
    }
    bool same =
        orders == month->order_count && amount == month->amount_minor && items == month->item_count;
    if (status < 0 || same)
        return status;
    return crm__check_report(
        recount->check, stored->entity, id,
        "account %lld has %lld orders of %lld in this month, its totals say %lld of %lld",
        (long long)month->account, (long long)month->order_count, (long long)month->amount_minor,
        (long long)orders, (long long)amount);
}

/* --- the walk --------------------------------------------------------------------------------- */

static crm_status account_finish(struct recount *recount)
{
    crm_status status = recount->totals.order_count ? value_compare(recount) : CRM_OK;
    for (size_t i = 0; status >= 0 && i < recount->months.count; i++)
        status = month_compare(recount, &recount->months.items[i]);
    recount->totals = (struct rollup_totals){0};
    recount->months.count = 0;
    return status;
}

static crm_status orders_recount(void *context, const struct batch *rows)
{
    struct recount *recount = context;
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
    crm_status status = crm__query_new(store, crm__service_entity(store, "order"), &query);
    if (status < 0)
        return status;
    crm__query_fields(query, TEXT("account,status,placed_at,currency,exchange_rate,amount,"
                                  "refunded_amount,cost,item_count"));
    crm__query_sort(query, TEXT("account,placed_at"));
    status = crm__query_each(query, orders_recount, recount);
    if (status >= 0)
        status = account_finish(recount);
    crm__query_free(query);
    return status;
}

/* What is left when the orders are at their end. */
static crm_status left_over(struct recount *recount)
{
    crm_status status = CRM_OK;
    while (status >= 0 && !recount->values.ended) {
        status = value_stray(recount);
        if (status >= 0)
            status = stored_step(&recount->values);
    }
    while (status >= 0 && !recount->by_month.ended) {
        status = month_stray(recount);
        if (status >= 0)
            status = stored_step(&recount->by_month);
    }
    return status;
}

crm_status crm__rollup_check(struct checker *checker, struct store *store, struct check *check)
{
    (void)checker;
    struct recount recount = {.store = store, .check = check};
    struct zones zones;
    crm__zones_init(&zones, store->env);
    crm_status status = crm__zone_find(&zones, crm__text_of(store->time_zone), &recount.zone);
    if (status >= 0)
        status = stored_open(&recount.values, store, "customer_value", TEXT(VALUE_COLUMNS),
                             TEXT("account"));
    if (status >= 0)
        status = stored_open(&recount.by_month, store, "customer_month", TEXT(MONTH_COLUMNS),
                             TEXT("account,month"));
    if (status >= 0)
        status = orders_read(&recount);
    if (status >= 0)
        status = left_over(&recount);
    stored_close(&recount.by_month);
    stored_close(&recount.values);
    crm__free(store->env, recount.months.items);
    crm__zones_free(&zones);
    return status;
}
