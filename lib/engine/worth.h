/*
 * How much customers are worth beside each other: quadrants by order value and frequency, the
 * Pareto share, and the Gini coefficient.
 */
#ifndef CRM_ENGINE_WORTH_H
#define CRM_ENGINE_WORTH_H

#include "base/env.h"

enum quadrant {
    QUADRANT_A, /* high order value, frequent */
    QUADRANT_B, /* high order value, seldom */
    QUADRANT_C, /* low order value, frequent */
    QUADRANT_D, /* low on both */
    QUADRANT_E, /* never bought, or too few orders */
    QUADRANTS,
};

enum quadrant_split {
    SPLIT_MEAN,   /* mean over the customers that are not in E */
    SPLIT_MEDIAN, /* lower median: rank ceil(n / 2) */
    SPLIT_FIXED,
};

/* Thresholds and averages are in thousandths, so that no decision rests on floating point. */
struct quadrant_spec {
    enum quadrant_split split;
    int64_t order_value_milli; /* SPLIT_FIXED: thousandths of a minor unit */
    int64_t frequency_milli;   /* SPLIT_FIXED: thousandths of an order */
    int64_t least_orders;      /* fewer make quadrant E, outside of means and medians; 0: 1 */
};

struct quadrant_result {
    int64_t order_value_milli; /* the thresholds used; at or above is high */
    int64_t frequency_milli;
    size_t sizes[QUADRANTS];
};

/*
 * A quadrant for each customer. Order value is amount / orders, cut to thousandths.
 * CRM_E_LIMIT when an amount or a sum does not fit int64 in thousandths; CRM_E_NOMEM.
 */
crm_status crm__quadrants(struct env *env, const struct quadrant_spec *spec,
                          const int64_t *order_counts, const int64_t *amounts_minor, size_t count,
                          uint8_t *quadrants_out, struct quadrant_result *result_out);

struct pareto_spec {
    int32_t share_permille; /* "who makes 800 of 1000"; 0 means 800 */
    int32_t top_permille;   /* "what do the top 200 make"; 0 means 200 */
};

struct pareto {
    size_t customer_count;
    int64_t total_minor;      /* of amounts above zero: a net refund makes no revenue */
    size_t share_count;       /* fewest customers that together make the share */
    size_t share_last_row;    /* the row of the customer that crosses it; SIZE_MAX if none */
    size_t top_count;         /* ceil(customers * top) */
    int64_t top_minor;
    double top_share;         /* top_minor / total_minor */
    double gini;              /* 0 equal .. 1 one has all */
};

/* CRM_E_INVALID for a share outside 0..1000; CRM_E_LIMIT for a sum over int64; CRM_E_NOMEM. */
crm_status crm__pareto(struct env *env, const struct pareto_spec *spec,
                       const int64_t *amounts_minor, size_t count, struct pareto *pareto_out);

#endif
