/*
 * Segment runs: RFM scores, value quadrant and named segment of every account that has bought, from
 * the rollups in customer_value; then the members of the segments that people have defined
 * (service/segment_named.h), and the alerts about moves. A run keeps its cuts, counts and moves in
 * segment_run and what it said of each account in rfm_snapshot, so that any two runs can be
 * compared later.
 *
 * Amounts of different currencies cannot be ranked: accounts whose rollup is in another currency
 * than the database's are left out, and counted.
 */
#ifndef CRM_SERVICE_SEGMENT_H
#define CRM_SERVICE_SEGMENT_H

#include "base/partition.h"
#include "engine/rfm.h"
#include "engine/worth.h"
#include "model/reader.h"
#include "store/store.h"

struct segment_options {
    int64_t as_of_us; /* recency is whole days before it; 0: now */
    enum rfm_method method;
    int32_t bins;          /* 0: 5, or what the cuts make */
    struct text cuts;      /* RFM_FIXED: "30,90;1,3;100,500.50" */
    struct text quadrants; /* "mean" (also empty), "median", or "200.00;3" */
    int64_t least_orders;  /* fewer are quadrant E; 0: 1 */
    bool dry_run;          /* decides everything, writes nothing */
    /* For processes that share a run: the same key for all, and a part for each (see
     * segment_share.c). Empty: one process, one transaction. */
    struct text run_key;
    struct partition partition;
};

struct segment_report {
    int64_t run;       /* id of the segment_run; 0 after a dry run */
    int64_t customers; /* that have a segment now */
    int64_t changed;   /* that had another one before, or none */
    int64_t left_out;  /* in another currency */
    int64_t quadrants[QUADRANTS]; /* E: also accounts that never ordered */
    int64_t entered;   /* segments that people have defined */
    int64_t left;
    int64_t alerts_raised; /* about moves */
    int64_t alerts_closed;
};

/*
 * One run, in one transaction; or with a key a part of one.
 * @return CRM_OK; CRM_E_DENIED: the actor may not create segment runs; CRM_E_INVALID and
 *         CRM_E_SYNTAX: an option, or as_of before an order that the rollups hold already;
 *         CRM_E_CONFLICT: the key
 *         belongs to a run with other options; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM.
 */
crm_status crm__segment_run(struct store *store, const struct segment_options *options,
                            struct segment_report *report_out);

/* Of a run (0: the latest): segment, currency, customers, orders, amount. CRM_E_NOT_FOUND: no
 * such run. */
crm_status crm__segment_table(struct store *store, int64_t run, struct reader **reader_out);
/* Of a run (0: the latest): from, to, customers. Null is no segment. CRM_E_NOT_FOUND. */
crm_status crm__segment_moves(struct store *store, int64_t run, struct reader **reader_out);

#endif
