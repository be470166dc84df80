/*
 * Funnels from a log of stage changes, two ways:
 * - by event: what happened in a period, whoever it happened to;
 * - by cohort: what became, until a cut-off, of those who entered in a period.
 * The event funnel can convert above 100 %; the cohort funnel cannot.
 */
#ifndef CRM_ENGINE_FUNNEL_H
#define CRM_ENGINE_FUNNEL_H

#include "base/env.h"

enum { FUNNEL_STAGE_LIMIT = 64 };

enum stage_kind {
    STAGE_OPEN,
    STAGE_WON,
    STAGE_LOST, /* lost or invalid: leaves the funnel, reaches no further stage */
};

/* The log: each row enters a stage. Ascending by subject, then time, then as written. */
struct stage_log {
    size_t count;
    const int64_t *subjects;
    const uint8_t *stages; /* 0..stage_count-1, in pipeline order */
    const int64_t *at_us;
};

struct funnel_spec {
    const enum stage_kind *kinds; /* of each stage */
    size_t stage_count;
    int64_t from_us; /* period, from inclusive */
    int64_t to_us;   /* to exclusive */
    int64_t as_of_us; /* what happened at or after this is not known yet */
};

struct funnel_stage {
    int64_t entered;  /* by event: times the stage was entered in the period;
                       * by cohort: subjects that got this far or farther, or ended lost here */
    int64_t subjects; /* by event: different subjects among them; by cohort: as entered */
    int64_t lost;     /* by event: losses in the period that came from this stage;
                       * by cohort: subjects that stand lost and came from it */
    int64_t standing; /* subjects that stand here at as_of_us (by event: of all in the log) */
    /* Entered, of the previous stage that is not lost; 10000 is 100 %. The first stage: of the
     * cohort, or of itself. */
    int64_t conversion_permyriad;
    /* Stays here that ended: by event, in the period; by cohort, any of the cohort's. */
    int64_t stays;
    int64_t stay_total_us;
    int64_t stay_median_us; /* lower median; 0 without stays */
};

struct funnel {
    struct env *env;
    size_t stage_count;
    struct funnel_stage stages[FUNNEL_STAGE_LIMIT];
    int64_t subject_count; /* by cohort: its size; by event: subjects with an event in the period */
};

/* CRM_E_INVALID: a stage out of range, a log out of order; CRM_E_LIMIT: too many stages;
 * CRM_E_NOMEM. */
crm_status crm__funnel_events(struct env *env, const struct funnel_spec *spec,
                              const struct stage_log *log, struct funnel *funnel_out);
crm_status crm__funnel_cohort(struct env *env, const struct funnel_spec *spec,
                              const struct stage_log *log, struct funnel *funnel_out);

#endif
