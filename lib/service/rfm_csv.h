/*
 * RFM of an order file: scores, cuts and named segments for customers that are in no database.
 * The tables it answers with are copies, so they outlive it.
 */
#ifndef CRM_SERVICE_RFM_CSV_H
#define CRM_SERVICE_RFM_CSV_H

#include "engine/segment.h"
#include "model/reader.h"
#include "service/order_csv.h"

struct rfm_csv {
    struct env *env;
    struct order_csv orders;
    struct rfm_scores scores; /* by customer, in the order of the totals */
    uint8_t *segments;        /* by customer: index into the standard segments */
    int64_t *recency_days;    /* by customer */
    int64_t *frequency;
    int64_t *monetary; /* with orders.scale decimals */
};

struct rfm_csv_options {
    struct order_csv_options orders;
    enum rfm_method method;
    int32_t bins; /* 0: 5, or as many as the fixed cuts make */
    /* RFM_FIXED: "30,90,180,365;1,2,4,8;50,100,500.50,1000": recency, frequency, monetary. */
    struct text cuts;
};

/* @return as crm__order_csv_read; CRM_E_INVALID for bins or cuts, CRM_E_SYNTAX for cuts. */
crm_status crm__rfm_csv(struct env *env, crm_read read, void *context,
                        const struct rfm_csv_options *options, struct rfm_csv *rfm_out);
void crm__rfm_csv_free(struct rfm_csv *rfm);

/* segment, name, name_zh, customers, share, orders, amount, amount_share: a row a segment. */
crm_status crm__rfm_csv_segments(const struct rfm_csv *rfm, struct reader **reader_out);
/* dimension, score, customers, above, through: a row a score; customers with above < value and
 * value <= through, so `through` of a row is a cut. The outer ends are null. */
crm_status crm__rfm_csv_scores(const struct rfm_csv *rfm, struct reader **reader_out);
/* customer, recency_days, frequency, monetary, r, f, m, segment: in order of appearance. */
crm_status crm__rfm_csv_customers(const struct rfm_csv *rfm, struct reader **reader_out);

#endif
