/*
 * What the parts of a shared segment run must know of each other: kept as JSON in the run's
 * `parts`, read and written in transactions, so that every part that does its last step sees what
 * all before it have done.
 */
#ifndef CRM_SERVICE_SEGMENT_STATE_H
#define CRM_SERVICE_SEGMENT_STATE_H

#include "service/segment_part.h"

/* What parts came to in a segment that people have defined. */
struct segment_total {
    struct text code;
    int64_t members;
    int64_t entered;
    int64_t left;
};

struct segment_state {
    struct arena arena;
    struct text key;
    int64_t count; /* of parts */
    int64_t as_of_us;
    int32_t bins; /* 0: nobody had bought when the run was opened */
    int64_t cuts[RFM_DIMENSIONS][RFM_BINS_MAX - 1];
    int64_t cut_ids[RFM_DIMENSIONS][RFM_BINS_MAX - 1];
    int64_t order_value_milli; /* from which on a quadrant is high */
    int64_t frequency_milli;
    int64_t named_run; /* the run of the segments that people have defined; 0: there are none */
    char *done;        /* '0' or '1' for each part */
    struct segment_total *totals;
    size_t total_count;
};

/* The state as a run begins, from what `work` has decided. Free it, also after a failure. */
crm_status crm__segment_state_begin(const struct segment_work *work, struct segment_state *state);
/* That of a run. CRM_E_CORRUPT: `parts` is none. */
crm_status crm__segment_state_load(struct store *store, int64_t run, struct segment_state *state);
/* With open_parts, which is empty when all are done. */
crm_status crm__segment_state_save(struct store *store, int64_t run,
                                   const struct segment_state *state);
void crm__segment_state_free(struct segment_state *state);

int64_t crm__segment_state_open(const struct segment_state *state); /* parts that are not done */
/* Adds to the total of that segment. */
crm_status crm__segment_state_add(struct segment_state *state, const struct segment_total *part);
/* The total of that segment; zeros when no part had it. */
struct segment_total crm__segment_state_total(const struct segment_state *state, struct text code);

#endif
