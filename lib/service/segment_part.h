/* Inside segment runs: what is loaded, decided and written. */
#ifndef CRM_SERVICE_SEGMENT_PART_H
#define CRM_SERVICE_SEGMENT_PART_H

#include "engine/segment.h"
#include "service/segment.h"
#include "service/table.h"

/* Columns of the loaded rollups. */
enum rollup_column {
    ROLLUP_ID,
    ROLLUP_ACCOUNT,
    ROLLUP_CURRENCY,
    ROLLUP_ORDERS,
    ROLLUP_AMOUNT,
    ROLLUP_LAST_ORDER,
    ROLLUP_SEGMENT,
    ROLLUP_PREVIOUS,
    ROLLUP_SINCE,
    ROLLUP_QUADRANT,
};

struct segment_work {
    struct store *store;
    const struct segment_options *options;
    struct rfm_spec spec;
    struct quadrant_spec split;
    int64_t as_of_us;
    int64_t id;       /* of the segment_run */
    int64_t previous; /* 0: none */
    struct batch rollups; /* every row of customer_value, by id */
    struct id_map gone;   /* accounts that are deleted */
    /* `count` customers that are scored; behind them `leavers` who had a segment and have none. */
    size_t count;
    size_t leavers;
    size_t *rows; /* in `rollups` */
    int64_t *accounts;
    uint8_t *before; /* segments */
    uint8_t *after;
    int64_t *values[RFM_DIMENSIONS]; /* of those that are scored */
    uint8_t *quadrants;
    /* Accounts that never ordered and have no rollup yet. */
    struct batch strangers;
    struct quadrant_result quadrant;
    struct rfm_scores scores;
    struct segment_report report;
};

/* Is a rollup in quadrant E although it is not scored? */
static inline bool crm__segment_is_e(const struct segment_work *work, size_t row)
{
    return crm__table_int(&work->rollups, ROLLUP_ORDERS, row, 0) == 0 &&
           !crm__id_map_find(&work->gone, work->rollups.columns[ROLLUP_ACCOUNT].integers[row]);
}

/* Writes the run, the customers and their snapshots. */
crm_status crm__segment_write(struct segment_work *work);

/* Brings the members of the segments that people have defined up to date, as a run of its own. */
crm_status crm__segment_named_run(struct segment_work *work);

/* The latest run of a kind ("rfm", "rule"), or 0. */
crm_status crm__segment_latest(struct store *store, const char *kind, int64_t *run_out);

#endif
