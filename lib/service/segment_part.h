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
    struct partition partition; /* whose accounts are looked at */
    bool shared;                /* a part of a run that is open: its cuts and time are given */
    struct batch rollups; /* rows of customer_value, by id: every one, or some of a part */
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
    struct text rest; /* shared: the rule for rollups that the run has not written yet */
    struct segment_report report;
};

/* Is a rollup in quadrant E although it is not scored? */
static inline bool crm__segment_is_e(const struct segment_work *work, size_t row)
{
    return crm__table_int(&work->rollups, ROLLUP_ORDERS, row, 0) == 0 &&
           !crm__id_map_find(&work->gone, work->rollups.columns[ROLLUP_ACCOUNT].integers[row]);
}

/* As crm__table_query, whoever acts, of the work's partition; `account` names the field that is an
 * account, NULL is the id. */
crm_status crm__segment_query(const struct segment_work *work, const char *entity,
                              const char *account, struct text where, struct text fields,
                              struct text sort, struct batch *rows);

/* Options into spec and split, and whether the acting user may run segments. Free it afterwards,
 * also when that fails. */
crm_status crm__segment_work_init(struct segment_work *work, struct store *store,
                                  const struct segment_options *options);
void crm__segment_work_free(struct segment_work *work);

/* All customers, with strangers; then their scores, segments and quadrants. */
crm_status crm__segment_load(struct segment_work *work);
crm_status crm__segment_decide(struct segment_work *work);
/* Instead of the first: those of these rollups that the run has not written yet. */
crm_status crm__segment_load_some(struct segment_work *work, const int64_t *ids, size_t count);
/* Accounts that are deleted: of these, or (NULL) of the partition. */
crm_status crm__segment_load_gone(struct segment_work *work, const int64_t *accounts,
                                  size_t count);
/* Accounts of the partition that have no rollup; the ones that have are in column `column`. */
crm_status crm__segment_load_strangers(struct segment_work *work, const struct batch *known_rows,
                                       size_t column);
/* Raises alerts about moves. */
crm_status crm__segment_alert(struct segment_work *work);

/* Writes the run; the customers with their snapshots; rows for `count` strangers from `first` on,
 * those of them that are strangers still. */
crm_status crm__segment_write_run(struct segment_work *work);
crm_status crm__segment_write_customers(struct segment_work *work);
crm_status crm__segment_write_strangers(struct segment_work *work, size_t first, size_t count);

/* Brings the members of the segments that people have defined up to date, as a run of its own. */
crm_status crm__segment_named_run(struct segment_work *work);

/* The same in parts: opens that run (0: there are no such segments); brings the accounts of the
 * partition up to date and adds what came of it to the state; closes the run. */
struct segment_state;
crm_status crm__segment_named_open(struct segment_work *work, int64_t *run_out);
crm_status crm__segment_named_share(struct segment_work *work, struct segment_state *state);
crm_status crm__segment_named_close(struct segment_work *work, const struct segment_state *state);

/* The latest run of a kind ("rfm", "rule") that is not open, or 0. */
crm_status crm__segment_latest(struct store *store, const char *kind, int64_t *run_out);

/* A run that several processes share: opens it, or does a part of it, by options->run_key. */
crm_status crm__segment_share(struct store *store, const struct segment_options *options,
                              struct segment_report *report_out);

#endif
