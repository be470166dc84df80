/* Customers by RFM segment, as the latest segment run left them, and the grid of R and F scores. */
#include "report/build.h"

#include "base/money.h"
#include "engine/segment.h"
#include "engine/worth.h"

#include <stdlib.h>

/* One segment in one currency. */
struct segment_total {
    size_t order; /* of the segment among the standard ones */
    struct text code;
    struct text currency;
    int64_t customers;
    int64_t orders;
    int64_t amount_minor;
};

struct totals {
    struct report *report;
    struct segment_total *items;
    size_t count;
    size_t capacity;
};

struct amounts {
    struct env *env;
    int64_t *items;
    size_t count;
    size_t capacity;
};

static const char unscored[] = "unscored";

static crm_status choices_make(struct report *report, const struct choice_set **set_out);
static crm_status totals_read(struct totals *totals);
static crm_status totals_write(struct totals *totals);
static crm_status pareto_say(struct report *report, const struct totals *totals);

static struct text advice_of(const struct report *report)
{
    return crm__report_say(report, "no customers with orders; next: lcrm import orders.csv",
                           "还没有下单客户；下一步：lcrm import orders.csv");
}

static crm_status columns_add(struct report *report)
{
    const struct choice_set *choices;
    crm_status status = choices_make(report, &choices);
    if (status < 0)
        return status;
    crm__report_column(report, "segment", COLUMN_CHOICE, "Segment", "分群")->choices = choices;
    crm__report_column(report, "customers", COLUMN_INTEGER, "Customers", "客户数");
    crm__report_column(report, "customer_share", COLUMN_PERCENT, "Of customers", "客户占比");
    crm__report_column(report, "orders", COLUMN_INTEGER, "Orders", "订单数");
    crm__report_column(report, "amount", COLUMN_MONEY, "Revenue", "销售额")->currency_column = 7;
    crm__report_column(report, "revenue_share", COLUMN_PERCENT, "Of revenue", "销售额占比");
    crm__report_column(report, "average_order", COLUMN_MONEY, "Average order", "客单价")
        ->currency_column = 7;
    crm__report_column(report, "currency", COLUMN_TEXT, "Currency", "币种");
    crm__report_draw(report, CHART_BAR, 0, 1);
    report->advice = advice_of(report);
    return crm__report_begin(report);
}

crm_status crm__report_segment(struct report *report)
{
    struct totals totals = {.report = report};
    crm_status status = columns_add(report);
    if (status >= 0)
        status = totals_read(&totals);
    if (status >= 0)
        status = totals_write(&totals);
    if (status >= 0 && totals.count)
        status = pareto_say(report, &totals);
    crm__free(report->store->env, totals.items);
    return status;
}

/* The standard segments by their names, so that a label comes in either language. */
static crm_status choices_make(struct report *report, const struct choice_set **set_out)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    struct choice_set *set = crm__arena_alloc_zero(&report->arena, 1, sizeof *set);
    struct choice *choices = crm__arena_alloc_zero(&report->arena, count + 1, sizeof *choices);
    if (!set || !choices)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct choice){crm__text_of(rules[i].code), crm__text_of(rules[i].name_en),
                                     crm__text_of(rules[i].name_zh)};
    choices[count] = (struct choice){crm__text_of(unscored), TEXT("Not scored"), TEXT("未评分")};
    *set = (struct choice_set){TEXT("report_segment"), choices, count + 1};
    *set_out = set;
    return CRM_OK;
}

static size_t order_of(struct text code)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    size_t order = 0;
    while (order < count && !crm__text_is(code, rules[order].code))
        order++;
    return order;
}

static crm_status total_add(void *context, const struct batch *rows, size_t row)
{
    struct totals *totals = context;
    struct arena *arena = &totals->report->arena;
    crm_status status = crm__array_reserve(arena->env, (void **)&totals->items, &totals->capacity,
                                           totals->count + 1, sizeof *totals->items);
    if (status < 0)
        return status;
    struct text code = crm__report_text_at(rows, 0, row);
    if (!code.size)
        code = crm__text_of(unscored);
    struct segment_total *total = &totals->items[totals->count];
    *total = (struct segment_total){
        .order = order_of(code),
        .code = crm__arena_text(arena, code),
        .currency = crm__arena_text(arena, crm__report_text_at(rows, 1, row)),
        .customers = crm__report_int(rows, 2, row, 0),
        .orders = crm__report_int(rows, 3, row, 0),
        .amount_minor = crm__report_int(rows, 4, row, 0),
    };
    if (!total->code.data || !total->currency.data)
        return CRM_E_NOMEM;
    totals->count++;
    return CRM_OK;
}

static crm_status totals_read(struct totals *totals)
{
    struct query *query;
    crm_status status = crm__report_query(totals->report, "customer_value", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("order_count > 0"));
        crm__query_group(query, TEXT("segment,currency"));
        crm__query_measure(query, TEXT("count"));
        crm__query_measure(query, TEXT("sum(order_count)"));
        status = crm__query_measure(query, TEXT("sum(amount)"));
    }
    return crm__report_scan(query, status, total_add, totals);
}

static int total_compare(const void *a, const void *b)
{
    const struct segment_total *left = a;
    const struct segment_total *right = b;
    int order = crm__text_compare(left->currency, right->currency);
    if (order == 0)
        order = (left->order > right->order) - (left->order < right->order);
    return order ? order : crm__text_compare(left->code, right->code);
}

/* Of all segments in the currency of `like`. */
static crm_status whole_of(const struct totals *totals, const struct segment_total *like,
                           int64_t *customers_out, int64_t *amount_out)
{
    *customers_out = 0;
    *amount_out = 0;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < totals->count; i++) {
        const struct segment_total *total = &totals->items[i];
        if (!crm__text_equal(total->currency, like->currency))
            continue;
        *customers_out += total->customers;
        status = crm__money_add(totals->report->store->env, *amount_out, total->amount_minor,
                                amount_out);
    }
    return status;
}

static crm_status total_write(const struct totals *totals, const struct segment_total *total)
{
    struct report *report = totals->report;
    int64_t customers;
    int64_t amount;
    int64_t average = 0;
    crm_status status = whole_of(totals, total, &customers, &amount);
    if (status >= 0 && total->orders)
        status = crm__money_ratio(report->store->env, total->amount_minor, 1, total->orders,
                                  ROUND_HALF_UP, &average);
    if (status < 0)
        return status;
    const struct value values[] = {
        crm__value_text(total->code),
        crm__value_int(total->customers),
        crm__report_share(total->customers, customers),
        crm__value_int(total->orders),
        crm__value_int(total->amount_minor),
        crm__report_share(total->amount_minor, amount),
        total->orders ? crm__value_int(average) : VALUE_OF_NULL,
        total->currency.size ? crm__value_text(total->currency) : VALUE_OF_NULL,
    };
    return crm__report_row(report, values);
}

static crm_status totals_write(struct totals *totals)
{
    crm_status status = CRM_OK;
    if (totals->count)
        qsort(totals->items, totals->count, sizeof *totals->items, total_compare);
    for (size_t i = 0; status >= 0 && i < totals->count; i++)
        status = total_write(totals, &totals->items[i]);
    return status;
}

/* --- the Pareto sentence ---------------------------------------------------------------------- */

static crm_status amount_add(void *context, const struct batch *rows, size_t row)
{
    struct amounts *amounts = context;
    crm_status status =
        crm__array_reserve(amounts->env, (void **)&amounts->items, &amounts->capacity,
                           amounts->count + 1, sizeof *amounts->items);
    if (status >= 0)
        amounts->items[amounts->count++] = crm__report_int(rows, 0, row, 0);
    return status;
}

static crm_status amounts_read(struct report *report, struct amounts *amounts)
{
    struct query *query;
    crm_status status = crm__report_query(report, "customer_value", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("order_count > 0"));
        status = crm__query_fields(query, TEXT("amount"));
    }
    return crm__report_scan(query, status, amount_add, amounts);
}

/* Amounts of several currencies cannot be put beside each other: then nothing is said. */
static crm_status pareto_say(struct report *report, const struct totals *totals)
{
    struct env *env = report->store->env;
    struct amounts amounts = {.env = env};
    struct pareto pareto = {0};
    if (!crm__text_equal(totals->items[0].currency, totals->items[totals->count - 1].currency))
        return CRM_OK;
    crm_status status = amounts_read(report, &amounts);
    if (status >= 0)
        status = crm__pareto(env, &(struct pareto_spec){0}, amounts.items, amounts.count, &pareto);
    crm__free(env, amounts.items);
    if (status < 0 || pareto.total_minor == 0)
        return status;
    const char *text = crm__arena_format(
        &report->arena,
        report->options.chinese ? "前20%%的客户（%zu个）贡献了%d%%的销售额"
                                : "The top 20 %% of customers (%zu) make %d %% of revenue",
        pareto.top_count, (int)(pareto.top_share * 100 + 0.5));
    if (!text)
        return CRM_E_NOMEM;
    report->subtitle = crm__text_of(text);
    return CRM_OK;
}

/* --- the grid --------------------------------------------------------------------------------- */

struct grid {
    int64_t customers[RFM_BINS_MAX + 1][RFM_BINS_MAX + 1]; /* by R and F */
    int64_t bins; /* the highest score seen */
};

static crm_status grid_add(void *context, const struct batch *rows, size_t row)
{
    struct grid *grid = context;
    int64_t recency = crm__report_int(rows, 0, row, 0);
    int64_t frequency = crm__report_int(rows, 1, row, 0);
    if (recency < 1 || recency > RFM_BINS_MAX || frequency < 1 || frequency > RFM_BINS_MAX)
        return CRM_OK;
    grid->customers[recency][frequency] += crm__report_int(rows, 2, row, 0);
    int64_t higher = recency > frequency ? recency : frequency;
    grid->bins = higher > grid->bins ? higher : grid->bins;
    return CRM_OK;
}

static crm_status grid_read(struct report *report, struct grid *grid)
{
    struct query *query;
    crm_status status = crm__report_query(report, "customer_value", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("order_count > 0"));
        crm__query_group(query, TEXT("recency_score,frequency_score"));
        status = crm__query_measure(query, TEXT("count"));
    }
    return crm__report_scan(query, status, grid_add, grid);
}

crm_status crm__report_segment_grid(struct report *report)
{
    struct grid grid = {.bins = 0};
    crm__report_column(report, "recency", COLUMN_INTEGER, "R", "R分值");
    crm__report_column(report, "frequency", COLUMN_INTEGER, "F", "F分值");
    crm__report_column(report, "customers", COLUMN_INTEGER, "Customers", "客户数");
    crm__report_draw(report, CHART_GRID, 0, 2);
    report->chart.label_down = 1;
    report->advice = advice_of(report);
    crm_status status = crm__report_begin(report);
    if (status >= 0)
        status = grid_read(report, &grid);
    for (int64_t f = grid.bins; f >= 1; f--) {
        for (int64_t r = 1; status >= 0 && r <= grid.bins; r++) {
            const struct value values[] = {crm__value_int(r), crm__value_int(f),
                                           crm__value_int(grid.customers[r][f])};
            status = crm__report_row(report, values);
        }
    }
    return status;
}
