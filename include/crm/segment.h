/*
 * Segments: RFM scores, value quadrant and named segment (champions, at_risk, lost …) of every
 * account that has bought, from the totals that the database keeps in customer_value; and the
 * members of segments that people have defined (records of `segment`).
 */
#ifndef CRM_SEGMENT_H
#define CRM_SEGMENT_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How to score. Zero means default. @since 0.1 */
typedef struct crm_segment_options {
    size_t size;           /* sizeof(crm_segment_options) */
    int64_t as_of_us;      /* recency is whole days before it; 0: now */
    int32_t method;        /* CRM_RFM_… (crm/rfm.h) */
    int32_t bins;          /* 2 to 9; 0: 5, or what the cuts make */
    int32_t dry_run;       /* non-zero: decides everything, writes nothing */
    int32_t least_orders;  /* fewer orders are quadrant E; 0: 1 */
    const char *cuts;      /* CRM_RFM_FIXED: "30,90;1,3;100,500.50" (days; orders; amounts) */
    const char *quadrants; /* split by "mean" (default), "median", or thresholds "200.00;3": value
                              of an order; orders */
    const char *run_key;     /* of a run that several processes share: the same for all of them */
    int32_t partition_index; /* from 0: the customers of this one of the partitions, … */
    int32_t partition_count; /* … so many; 0: the whole (docs/cluster.md) */
} crm_segment_options;

/** What a run did. @since 0.1 */
typedef struct crm_segment_report {
    int64_t run;       /* id of the segment_run; 0 after a dry run */
    int64_t customers; /* that have a segment now */
    int64_t changed;   /* that had another one before, or none */
    int64_t left_out;  /* whose totals are in another currency than the database's */
    int64_t quadrants[5]; /* customers of A to E; E has no orders, or too few */
    int64_t entered;   /* accounts that entered segments that people have defined */
    int64_t left;
    int64_t alerts_raised; /* about moves (crm/alert.h) */
    int64_t alerts_closed;
} crm_segment_report;

/**
 * Scores all customers and keeps what it found: customer_value has the present state, segment_run
 * the cuts, counts and moves, rfm_snapshot what this run said of each account. Then brings the
 * members of the segments that people have defined up to date, and raises alerts about moves.
 *
 * With a run_key the run is shared: the first process that comes opens it, each writes its part, in
 * transactions of a thousand customers, and the last one closes it; until then no other call takes
 * it for the latest. A part that did not end is run again with the same options, and does the rest.
 * @param report_out  Of a part, what this call did of it.
 * @return CRM_OK, also for a part that was done before; CRM_E_DENIED when the acting user may not
 *   create segment runs; CRM_E_INVALID or CRM_E_SYNTAX for an option, when as_of_us is before an
 *   order that is known, or a partition has no run_key; CRM_E_CONFLICT: the key is of a run with
 *   other options; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_CANCELLED; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_segment_run(crm_db *db, const crm_segment_options *options,
                                   crm_segment_report *report_out);

/**
 * What a run (0: the latest) found, as far as the acting user may read: segment, currency,
 * customers, orders, amount.
 * @return CRM_OK; CRM_E_NOT_FOUND when there is no such run; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_segment_table(crm_db *db, int64_t run, crm_cursor **cursor_out);

/**
 * Who moved in a run (0: the latest): from, to, customers; an empty `from` had no segment before,
 * an empty `to` has none any more.
 * @return as crm_segment_table(). @since 0.1
 */
CRM_API crm_status crm_segment_moves(crm_db *db, int64_t run, crm_cursor **cursor_out);

/**
 * The segments that people have defined, as far as the acting user may read: id, code, name, kind,
 * enabled, members, and entered and left in the latest run.
 * @return CRM_OK; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_segment_named(crm_db *db, crm_cursor **cursor_out);

#ifdef __cplusplus
}
#endif

#endif
