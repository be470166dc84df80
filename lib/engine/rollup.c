/* Folding orders into a customer's totals. */
#include "engine/rollup.h"

#include <string.h>

enum { RATE_SCALE = 9 };

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* From the order's currency to the totals'; 0 when there is no way. */
static crm_status converted(struct env *env, const struct rollup_totals *totals,
                            const struct rollup_order *order, struct text base, int64_t minor,
                            int64_t *out)
{
    *out = minor;
    if (strcmp(totals->currency, order->currency) == 0)
        return CRM_OK;
    const struct currency *from = crm__currency_find(crm__text_of(order->currency));
    const struct currency *to = crm__currency_find(crm__text_of(totals->currency));
    *out = 0;
    if (!from || !to || order->rate == 0 || !crm__text_is(base, totals->currency))
        return CRM_OK;
    int64_t rate = order->rate;
    int64_t unit = power_of_ten(RATE_SCALE);
    int shift = to->exponent - from->exponent;
    if (shift > 0 && rate > INT64_MAX / power_of_ten(shift))
        return crm__fail(env, CRM_E_LIMIT, "exchange_rate: too large to convert by");
    if (shift > 0)
        rate *= power_of_ten(shift);
    else
        unit *= power_of_ten(-shift);
    return crm__money_ratio(env, minor, rate, unit, ROUND_HALF_EVEN, out);
}

static crm_status money_fold(struct env *env, struct rollup_totals *totals,
                             const struct rollup_order *order, struct text base,
                             int64_t *amount_out)
{
    int64_t amount;
    int64_t refunded;
    int64_t cost;
    int64_t margin = 0;
    crm_status status = converted(env, totals, order, base, order->amount_minor, &amount);
    if (status >= 0)
        status = converted(env, totals, order, base, order->refunded_minor, &refunded);
    if (status >= 0)
        status = converted(env, totals, order, base, order->cost_minor, &cost);
    if (status >= 0 && order->has_cost)
        status = crm__money_subtract(env, amount, refunded, &margin);
    if (status >= 0 && order->has_cost)
        status = crm__money_subtract(env, margin, cost, &margin);
    if (status >= 0)
        status = crm__money_add(env, totals->amount_minor, amount, &totals->amount_minor);
    if (status >= 0)
        status = crm__money_add(env, totals->refunded_minor, refunded, &totals->refunded_minor);
    if (status >= 0)
        status = crm__money_add(env, totals->margin_minor, margin, &totals->margin_minor);
    if (status >= 0)
        *amount_out = amount;
    return status;
}

static void days_fold(struct rollup_totals *totals, int64_t placed_at, const struct zone *zone)
{
    int64_t day = crm__zone_date(zone, placed_at);
    int64_t last = totals->order_count ? crm__zone_date(zone, totals->last_order_at) : day - 1;
    if (day == last)
        return;
    totals->purchase_day_count++;
    if (totals->order_count == 0)
        return;
    int64_t gap = day - last;
    totals->gap_count++;
    totals->gap_days += gap;
    totals->gap_days_squared += gap * gap;
}

crm_status crm__rollup_fold(struct env *env, struct rollup_totals *totals,
                            const struct rollup_order *order, const struct zone *zone,
                            struct text base, int64_t *amount_minor_out)
{
    if (totals->order_count == 0) {
        memcpy(totals->currency, order->currency, sizeof totals->currency);
        totals->first_order_at = order->placed_at;
    }
    crm_status status = money_fold(env, totals, order, base, amount_minor_out);
    if (status >= 0)
        status = crm__money_add(env, totals->item_count, order->items, &totals->item_count);
    if (status < 0)
        return status;
    days_fold(totals, order->placed_at, zone);
    totals->last_order_at = order->placed_at;
    totals->order_count++;
    return CRM_OK;
}
