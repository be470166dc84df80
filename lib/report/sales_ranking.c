/* Who sold most: won opportunities and orders of a period by owner, a ranking a currency. */
#include "report/build.h"

#include "base/money.h"

#include <stdlib.h>

struct seller {
    int64_t user_id; /* 0: nobody */
    struct text name;
    struct text currency;
    bool home_currency; /* the database's own comes first */
    int64_t won_count;
    int64_t won_minor;
    int64_t order_count;
    int64_t order_minor;
};

struct ranking {
    struct report *report;
    struct seller *sellers;
    size_t count;
    size_t capacity;
    struct map index;
    struct buffer key;
};

/* Both queries give these columns; orders also those of the account and the refund. */
enum { OWNER, OWNER_NAME, AMOUNT, CURRENCY, ACCOUNT_OWNER, ACCOUNT_OWNER_NAME, REFUNDED };

static crm_status won_add(void *context, const struct batch *rows, size_t row);
static crm_status order_add(void *context, const struct batch *rows, size_t row);
static crm_status sellers_write(struct ranking *ranking);

static void columns_add(struct report *report)
{
    crm__report_column(report, "rank", COLUMN_INTEGER, "Rank", "名次");
    crm__report_column(report, "owner", COLUMN_TEXT, "Owner", "负责人");
    crm__report_column(report, "won", COLUMN_INTEGER, "Won", "赢单数");
    crm__report_column(report, "won_amount", COLUMN_MONEY, "Won amount", "赢单金额")
        ->currency_column = 6;
    crm__report_column(report, "orders", COLUMN_INTEGER, "Orders", "订单数");
    crm__report_column(report, "order_amount", COLUMN_MONEY, "Order amount", "订单金额")
        ->currency_column = 6;
    crm__report_column(report, "currency", COLUMN_TEXT, "Currency", "币种");
    crm__report_draw(report, CHART_BAR, 1, 3);
    report->chart.series[1] = 5;
    report->chart.series_count = 2;
}

static crm_status won_scan(struct ranking *ranking)
{
    struct query *query;
    crm_status status = crm__report_query(ranking->report, "opportunity", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("outcome == \"won\""));
        status = crm__report_period(ranking->report, query, "closed_at");
    }
    if (status >= 0)
        status = crm__query_fields(query, TEXT("owner,owner.name,amount,currency"));
    return crm__report_scan(query, status, won_add, ranking);
}

static crm_status orders_scan(struct ranking *ranking)
{
    struct query *query;
    crm_status status = crm__report_query(ranking->report, "order", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("!(status in [\"draft\", \"cancelled\", \"returned\"])"));
        status = crm__report_period(ranking->report, query, "placed_at");
    }
    if (status >= 0)
        status = crm__query_fields(query, TEXT("owner,owner.name,amount,currency,account.owner,"
                                               "account.owner.name,refunded_amount"));
    return crm__report_scan(query, status, order_add, ranking);
}

crm_status crm__report_sales_ranking(struct report *report)
{
    struct ranking ranking = {.report = report};
    columns_add(report);
    report->advice = crm__report_say(
        report, "no won opportunities and no orders in the period; next: lcrm import orders.csv",
        "该期间没有赢单和订单；下一步：lcrm import orders.csv");
    crm_status status = crm__report_begin(report);
    if (status >= 0)
        status = crm__report_period_text(report, &report->subtitle);
    if (status < 0)
        return status;
    crm__map_init(&ranking.index, report->store->env);
    crm__buffer_init(&ranking.key, report->store->env);
    status = won_scan(&ranking);
    if (status >= 0)
        status = orders_scan(&ranking);
    if (status >= 0)
        status = sellers_write(&ranking);
    crm__free(report->store->env, ranking.sellers);
    crm__map_free(&ranking.index);
    crm__buffer_free(&ranking.key);
    return status;
}

static crm_status seller_new(struct ranking *ranking, int64_t user_id, struct text name,
                             struct text currency)
{
    struct report *report = ranking->report;
    crm_status status =
        crm__array_reserve(report->store->env, (void **)&ranking->sellers, &ranking->capacity,
                           ranking->count + 1, sizeof *ranking->sellers);
    if (status < 0)
        return status;
    if (!user_id)
        name = crm__report_say(report, "nobody", "无负责人");
    struct seller *seller = &ranking->sellers[ranking->count];
    *seller = (struct seller){
        .user_id = user_id,
        .name = crm__arena_text(&report->arena, name),
        .currency = crm__arena_text(&report->arena, currency),
        .home_currency = crm__text_is(currency, report->store->currency),
    };
    if (!seller->name.data || !seller->currency.data)
        return CRM_E_NOMEM;
    ranking->count++;
    return CRM_OK;
}

static crm_status seller_find(struct ranking *ranking, int64_t user_id, struct text name,
                              struct text currency, struct seller **seller_out)
{
    crm__buffer_clear(&ranking->key);
    crm__buffer_int64(&ranking->key, user_id);
    crm__buffer_byte(&ranking->key, ' ');
    crm__buffer_text(&ranking->key, currency);
    if (crm__buffer_status(&ranking->key) < 0)
        return CRM_E_NOMEM;
    int64_t *at =
        crm__map_put(&ranking->index, crm__buffer_view(&ranking->key), (int64_t)ranking->count);
    if (!at)
        return CRM_E_NOMEM;
    size_t place = (size_t)*at;
    crm_status status = CRM_OK;
    if (place == ranking->count)
        status = seller_new(ranking, user_id, name, currency);
    if (status >= 0)
        *seller_out = &ranking->sellers[place];
    return status;
}

static crm_status won_add(void *context, const struct batch *rows, size_t row)
{
    struct ranking *ranking = context;
    struct seller *seller;
    crm_status status = seller_find(ranking, crm__report_int(rows, OWNER, row, 0),
                                    crm__report_text_at(rows, OWNER_NAME, row),
                                    crm__report_text_at(rows, CURRENCY, row),
                                    &seller);
    if (status < 0)
        return status;
    seller->won_count++;
    return crm__money_add(ranking->report->store->env, seller->won_minor,
                          crm__report_int(rows, AMOUNT, row, 0), &seller->won_minor);
}

/* An order that came without an owner counts for the customer's. Refunds are taken off. */
static crm_status order_add(void *context, const struct batch *rows, size_t row)
{
    struct ranking *ranking = context;
    struct env *env = ranking->report->store->env;
    bool own = crm__report_int(rows, OWNER, row, 0) != 0;
    struct seller *seller;
    crm_status status =
        seller_find(ranking, crm__report_int(rows, own ? OWNER : ACCOUNT_OWNER, row, 0),
                    crm__report_text_at(rows, own ? OWNER_NAME : ACCOUNT_OWNER_NAME, row),
                    crm__report_text_at(rows, CURRENCY, row), &seller);
    int64_t net = 0;
    if (status >= 0)
        status = crm__money_subtract(env, crm__report_int(rows, AMOUNT, row, 0),
                                     crm__report_int(rows, REFUNDED, row, 0), &net);
    if (status < 0)
        return status;
    seller->order_count++;
    return crm__money_add(env, seller->order_minor, net, &seller->order_minor);
}

static int descending(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static int seller_compare(const void *a, const void *b)
{
    const struct seller *left = a;
    const struct seller *right = b;
    int order = descending(left->home_currency, right->home_currency);
    if (order == 0)
        order = crm__text_compare(left->currency, right->currency);
    if (order == 0)
        order = descending(left->won_minor, right->won_minor);
    if (order == 0)
        order = descending(left->order_minor, right->order_minor);
    if (order == 0)
        order = descending(left->won_count, right->won_count);
    return order ? order : descending(right->user_id, left->user_id);
}

static crm_status sellers_write(struct ranking *ranking)
{
    crm_status status = CRM_OK;
    int64_t rank = 0;
    if (ranking->count)
        qsort(ranking->sellers, ranking->count, sizeof *ranking->sellers, seller_compare);
    for (size_t i = 0; status >= 0 && i < ranking->count; i++) {
        const struct seller *seller = &ranking->sellers[i];
        bool same = i > 0 && crm__text_equal(seller->currency, ranking->sellers[i - 1].currency);
        rank = same ? rank + 1 : 1;
        const struct value values[] = {
            crm__value_int(rank),
            crm__value_text(seller->name),
            crm__value_int(seller->won_count),
            crm__value_int(seller->won_minor),
            crm__value_int(seller->order_count),
            crm__value_int(seller->order_minor),
            seller->currency.size ? crm__value_text(seller->currency) : VALUE_OF_NULL,
        };
        status = crm__report_row(ranking->report, values);
    }
    return status;
}
