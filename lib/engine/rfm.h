/*
 * Recency, frequency, monetary value: scores 1..bins for each customer, best is highest.
 *
 * Three ways to cut, all reproducible to the customer:
 * - RFM_QUANTILE: cut k is the order statistic of rank ceil(k * n / bins); a score is 1 + the
 *   number of cuts strictly below the value. Equal values get equal scores, so heavy ties may
 *   leave a score without members: that is the truth about the data.
 * - RFM_NTILE: bins of equal size (the first n mod bins hold one more); ties in value are broken
 *   by ascending id.
 * - RFM_FIXED: the caller's thresholds; a score is 1 + the number of thresholds strictly below.
 * Recency counts days since the last order, so its score is turned round: bins + 1 - score.
 */
#ifndef CRM_ENGINE_RFM_H
#define CRM_ENGINE_RFM_H

#include "base/env.h"

enum { RFM_BINS_MIN = 2, RFM_BINS_MAX = 9, RFM_BINS_DEFAULT = 5 };

enum rfm_method {
    RFM_QUANTILE,
    RFM_NTILE,
    RFM_FIXED,
};

enum rfm_dimension {
    RFM_RECENCY,
    RFM_FREQUENCY,
    RFM_MONETARY,
    RFM_DIMENSIONS,
};

struct rfm_spec {
    enum rfm_method method;
    int32_t bins; /* 0 means RFM_BINS_DEFAULT */
    /* RFM_FIXED: bins - 1 thresholds a dimension, ascending; recency in days. */
    int64_t thresholds[RFM_DIMENSIONS][RFM_BINS_MAX - 1];
    /* RFM_FIXED: of the customers whose value is the threshold, those with greater ids are above
     * it, too; 0: none. With the cuts of a scoring, by whatever method, any of its customers gets
     * the score again that it had there. */
    int64_t threshold_ids[RFM_DIMENSIONS][RFM_BINS_MAX - 1];
};

/* Customers as columns, each `count` long. Who never bought does not belong in here. */
struct rfm_customers {
    size_t count;
    const int64_t *ids; /* for the tie-break of RFM_NTILE; NULL takes row order */
    const int64_t *values[RFM_DIMENSIONS]; /* days since the last order, orders, minor units */
};

struct rfm_scores {
    struct env *env;
    size_t count;
    int32_t bins;
    uint8_t *scores[RFM_DIMENSIONS]; /* 1..bins for each row; one block */
    /* The values that divide: bins - 1 of them, not set for an empty column. */
    int64_t cuts[RFM_DIMENSIONS][RFM_BINS_MAX - 1];
    int64_t cut_ids[RFM_DIMENSIONS][RFM_BINS_MAX - 1]; /* as threshold_ids */
    size_t sizes[RFM_DIMENSIONS][RFM_BINS_MAX + 1]; /* members by score, from index 1 */
};

/*
 * Fills `scores_out`; free it with crm__rfm_scores_free.
 * CRM_E_INVALID for bins outside 2..9 or thresholds that descend; CRM_E_NOMEM.
 */
crm_status crm__rfm_score(struct env *env, const struct rfm_spec *spec,
                          const struct rfm_customers *customers, struct rfm_scores *scores_out);
void crm__rfm_scores_free(struct rfm_scores *scores);

#endif
