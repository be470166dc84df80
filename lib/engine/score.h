/*
 * Rule scoring of leads. A model has groups with bounds, rules in the groups, and bounds on the
 * whole. A rule either holds for a record (a verdict) or is met by events that lose weight with
 * age. All arithmetic is in integer thousandths of a point, and the reasons add up to the score
 * exactly, the cuts made by the bounds included.
 */
#ifndef CRM_ENGINE_SCORE_H
#define CRM_ENGINE_SCORE_H

#include "base/env.h"

enum { VERDICT_FALSE = 0, VERDICT_TRUE = 1, VERDICT_MISSING = 2 };

enum { SCORE_RULE_LIMIT = 1024, SCORE_GROUP_LIMIT = 64 };

/* No points and no daily cap may be larger than this many thousandths. */
#define SCORE_MILLI_LIMIT INT64_C(1000000000000)
/* However many its events, no rule gives more than this. */
#define SCORE_RULE_MILLI_LIMIT INT64_C(1000000000000000)
/* As a bound: there is none. */
#define SCORE_NO_MIN INT64_MIN
#define SCORE_NO_MAX INT64_MAX

enum decay_kind {
    DECAY_NONE,
    DECAY_LINEAR,      /* reaches zero after span_us: points * (1 - age / span) */
    DECAY_EXPONENTIAL, /* halves every span_us: points * 2^(-age / span) */
    DECAY_STEP,        /* loses drop_permille of its points at every whole span_us */
};

struct decay {
    enum decay_kind kind;
    int64_t span_us;      /* > 0 unless DECAY_NONE */
    int32_t drop_permille; /* DECAY_STEP: 1..1000 */
};

struct score_rule {
    int64_t id;
    size_t group;
    int64_t points_milli;    /* for a true verdict, or for each event */
    bool by_events;
    struct decay decay;      /* of events */
    int64_t daily_cap_milli; /* most raw points (as magnitude) from one day's events; 0 none */
    int64_t min_milli;       /* bounds on what the rule gives in all: min <= 0 <= max */
    int64_t max_milli;
};

struct score_group {
    int64_t id;
    int64_t min_milli;
    int64_t max_milli;
};

struct score_model {
    const struct score_group *groups;
    size_t group_count;
    const struct score_rule *rules;
    size_t rule_count;
    int64_t min_milli;
    int64_t max_milli;
};

/* One event that meets an event rule. */
struct score_event {
    size_t rule;
    int64_t at_us;
    int64_t day; /* local day number, for the daily cap */
};

enum reason_kind {
    REASON_RULE,  /* index = rule */
    REASON_GROUP, /* index = group: what its bounds changed */
    REASON_TOTAL, /* what the model's bounds changed */
};

struct score_reason {
    enum reason_kind kind;
    size_t index;
    size_t count;          /* events counted; 1 for a verdict */
    int64_t raw_milli;     /* points before the daily cap and decay */
    int64_t decayed_milli; /* after them, before the rule's bounds */
    int64_t points_milli;  /* what it adds to the score */
};

struct score_result {
    int64_t score_milli;
    size_t missing_count; /* rules whose verdict is VERDICT_MISSING: no points, and worth a look */
    /* Rules that were met, in model order; then groups and the total where a bound changed
     * something. */
    size_t reason_count;
};

/* Most reasons a model can give. */
static inline size_t crm__score_reason_limit(const struct score_model *model)
{
    return model->rule_count + model->group_count + 1;
}

/* Checks a model once, before any scoring: CRM_E_INVALID names the rule; CRM_E_LIMIT. */
crm_status crm__score_check(struct env *env, const struct score_model *model);

/*
 * One record, exactly at now_us. `verdicts` has one entry a rule (ignored for event rules);
 * `events` ascend by rule, then time; those after now_us do not count yet. `reasons_out` has room
 * for crm__score_reason_limit(model), or is NULL.
 */
void crm__score_one(const struct score_model *model, const uint8_t *verdicts,
                    const struct score_event *events, size_t event_count, int64_t now_us,
                    struct score_reason *reasons_out, struct score_result *result_out);

/*
 * Many records: verdicts[rule] is a column of `count` verdicts, or NULL for a rule that gives
 * nothing here. event_points[rule] is the column of an event rule's points (crm__score_events),
 * or NULL; the array itself may be NULL. CRM_E_NOMEM.
 */
crm_status crm__score_batch(struct env *env, const struct score_model *model,
                            const uint8_t *const *verdicts, const int64_t *const *event_points,
                            size_t count, int64_t *scores_out_milli);

/* Points of one event rule at now_us, after daily cap, decay and the rule's bounds. */
int64_t crm__score_events(const struct score_rule *rule, const struct score_event *events,
                          size_t event_count, int64_t now_us);

/* points * what is left after age_us (not negative); rounded half away from zero. */
int64_t crm__decay_milli(const struct decay *decay, int64_t points_milli, int64_t age_us);

/* Grades by falling lower bound: the first whose bound is reached; "" when none is. */
struct score_grade {
    const char *letter;
    int64_t from_milli;
};
const char *crm__score_grade(const struct score_grade *grades, size_t grade_count,
                             int64_t score_milli);

#endif
