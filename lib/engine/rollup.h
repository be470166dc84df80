/*
 * Rollups: what a customer bought, folded from orders in the order of their time. Folding later
 * orders into totals gives the same as folding all of them from the start.
 */
#ifndef CRM_ENGINE_ROLLUP_H
#define CRM_ENGINE_ROLLUP_H

#include "base/money.h"
#include "base/time.h"

struct rollup_order {
    int64_t placed_at;
    char currency[4];
    int64_t rate; /* to the database's currency, scaled by 10^9; 0: none */
    int64_t amount_minor;
    int64_t refunded_minor;
    int64_t cost_minor;
    bool has_cost; /* an order without a cost says nothing about margin */
    int64_t items;
};

struct rollup_totals {
    char currency[4]; /* of the first order; all amounts are in it */
    int64_t order_count;
    int64_t purchase_day_count;
    int64_t amount_minor;
    int64_t refunded_minor;
    int64_t margin_minor;
    int64_t item_count;
    int64_t first_order_at;
    int64_t last_order_at;
    int64_t gap_count; /* between days with an order */
    int64_t gap_days;
    int64_t gap_days_squared;
};

/*
 * Adds an order that is not before the last one. Money in another currency than the totals' is
 * converted by the order's own rate when the totals are in the database's currency `base`; where
 * that is impossible the order counts, but adds no money. amount_minor_out is what it added.
 * @return CRM_OK; CRM_E_LIMIT when a sum leaves int64.
 */
crm_status crm__rollup_fold(struct env *env, struct rollup_totals *totals,
                            const struct rollup_order *order, const struct zone *zone,
                            struct text base, int64_t *amount_minor_out);

#endif
