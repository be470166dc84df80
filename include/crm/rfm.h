/*
 * RFM of an order file: recency, frequency and monetary scores and named segments of customers,
 * from
 * CSV and without writing anything. The database handle lends memory, clock and errors only, and
 * may
 * be ":memory:".
 */
#ifndef CRM_RFM_H
#define CRM_RFM_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How scores are cut. */
#define CRM_RFM_QUANTILE 0 /* at order statistics of the values; equal values, equal scores */
#define CRM_RFM_NTILE 1    /* into bins of equal size; ties by customer number */
#define CRM_RFM_FIXED 2    /* at given values */

/** Which columns, and how to score. Zero means default. @since 0.1 */
typedef struct crm_rfm_options {
    size_t size;          /* sizeof(crm_rfm_options) */
    const char *customer; /* names of columns; all three are needed */
    const char *time;     /* a date or a time; without a zone it is UTC */
    const char *amount;   /* at most four decimals */
    const char *dates;    /* "dmy", "mdy" or "ymd" settles 5.1.24; NULL: such rows are rejected */
    const char *cuts;     /* CRM_RFM_FIXED: "30,90;1,3;100,500.50" (days; orders; amounts) */
    int64_t at_us;        /* recency is whole days before it; 0: now. Later orders do not count */
    int32_t method;       /* CRM_RFM_… */
    int32_t bins;         /* 2 to 9; 0: 5, or what the cuts make */
} crm_rfm_options;

/** What was read. @since 0.1 */
typedef struct crm_rfm_counts {
    int64_t rows;      /* of data in the file */
    int64_t orders;    /* rows that count */
    int64_t later;     /* rows after at_us */
    int64_t rejected;  /* rows that could not be read */
    int64_t customers; /* of the orders that count */
} crm_rfm_counts;

typedef struct crm_rfm crm_rfm;

/**
 * Reads orders, a row an order, and scores their customers. Encoding and delimiter are detected;
 * the
 * first row names the columns.
 * @param rfm_out  New handle; free with crm_rfm_free().
 * @return CRM_OK; CRM_E_UNKNOWN for a column that is not there; CRM_E_INVALID for an option;
 *   CRM_E_SYNTAX for cuts that are no numbers; CRM_E_LIMIT when amounts pass 64 bits;
 *   CRM_E_IO when `read` says stop; CRM_E_CANCELLED; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_rfm_csv(crm_db *db, crm_read read, void *context,
                               const crm_rfm_options *options, crm_rfm **rfm_out);

/** What was read; zeros for NULL. @since 0.1 */
CRM_API void crm_rfm_read(const crm_rfm *rfm, crm_rfm_counts *counts_out);

/** Why the first rejected row was: "line 7: time: syntax"; "" when none was. The handle's.
 * @since 0.1 */
CRM_API const char *crm_rfm_problem(const crm_rfm *rfm);

/** Segments: segment, name, name_zh, customers, share, orders, amount, amount_share.
 * @return CRM_OK; CRM_E_LIMIT; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_rfm_segments(const crm_rfm *rfm, crm_cursor **cursor_out);

/**
 * Scores: dimension, score, customers, above, through. A value v has the score when above < v and
 * v <= through; null is no bound, so the bounds between are the cuts. In order of the values, which
 * for recency is from the best score to the worst.
 * @return CRM_OK; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_rfm_scores(const crm_rfm *rfm, crm_cursor **cursor_out);

/** Customers, in the order of their first orders in the file: customer, recency_days, frequency,
 * monetary, r, f, m, segment. @return CRM_OK; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_rfm_customers(const crm_rfm *rfm, crm_cursor **cursor_out);

CRM_API void crm_rfm_free(crm_rfm *rfm);

#ifdef __cplusplus
}
#endif

#endif
