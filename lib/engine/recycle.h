/*
 * When does a lead go back to its pool, and by which rule? The exact instant is computed from the
 * lead's clocks whenever one of them moves, so that a sweep reads only what is due and reminders
 * derive from the same instant.
 */
#ifndef CRM_ENGINE_RECYCLE_H
#define CRM_ENGINE_RECYCLE_H

#include "base/env.h"

struct zone;

enum { RECYCLE_LEVELS = 8, RECYCLE_REMINDERS = 4 };

#define RECYCLE_NEVER INT64_MAX
#define RECYCLE_NO_TIME INT64_MIN /* a clock that never ticked */

enum recycle_kind {
    RECYCLE_NO_FOLLOW_UP,        /* clock: the later of last follow-up and ownership */
    RECYCLE_NO_OPEN_OPPORTUNITY, /* clock: ownership; never while one is open */
    RECYCLE_NO_DEAL,             /* clock: ownership, or the last deal when dealt leads count too */
    RECYCLE_HELD,                /* clock: ownership, whatever was done */
    RECYCLE_IDLE,                /* clock: the last follow-up alone; never one means at once */
};

enum recycle_count {
    RECYCLE_HOURS,    /* more than days * 24 h have passed: due one microsecond after */
    RECYCLE_CALENDAR, /* local dates differ by more than days: due at a local midnight */
};

struct recycle_rule {
    int64_t id;
    enum recycle_kind kind;
    enum recycle_count count;
    int32_t days;                           /* < 0: the rule is off for levels without their own */
    int32_t days_by_level[RECYCLE_LEVELS];  /* by lead level 1..8; 0: as `days`, < 0: exempt */
    bool include_dealt;            /* dealt leads are not exempt */
    bool include_with_opportunity; /* leads with an open opportunity are not exempt */
    bool and_next; /* only together with the next rule: due when both have run out */
};

struct recycle_lead {
    bool owned;
    bool locked;
    bool dealt;
    bool has_open_opportunity;
    int32_t level; /* 0 none, 1..8 */
    int64_t created_us;
    int64_t owner_since_us;   /* RECYCLE_NO_TIME: created_us counts */
    int64_t last_follow_up_us;
    int64_t last_deal_us;
};

enum recycle_verdict {
    RECYCLE_DUE_AT,   /* due_us says when */
    RECYCLE_NO_OWNER, /* it lies in the pool already */
    RECYCLE_LOCKED,
    RECYCLE_EXEMPT,   /* every rule exempts it */
    RECYCLE_NO_RULES,
};

enum recycle_clock {
    CLOCK_OWNED,
    CLOCK_FOLLOW_UP,
    CLOCK_DEAL,
    CLOCK_MISSING,
};

struct recycle_answer {
    enum recycle_verdict verdict;
    int64_t due_us;   /* first instant at which the lead may be recycled; RECYCLE_NEVER */
    size_t rule;      /* the rule that decides; SIZE_MAX when none */
    enum recycle_clock clock; /* which clock it runs on */
    int64_t clock_us; /* where that clock stands */
    int32_t days;     /* its limit for this lead */
};

/*
 * The earliest rule decides; of equal instants the first rule. `zone` is needed by
 * RECYCLE_CALENDAR rules only; NULL means UTC.
 */
void crm__recycle_when(const struct recycle_rule *rules, size_t rule_count,
                       const struct zone *zone, const struct recycle_lead *lead,
                       struct recycle_answer *answer_out);

/*
 * When to remind the owner: `days_before` the due instant (whole local days for calendar rules),
 * not before the clock began. RECYCLE_NEVER when nothing is due.
 */
int64_t crm__recycle_reminder(const struct recycle_rule *rules, const struct zone *zone,
                              const struct recycle_answer *answer, int32_t days_before);

/* CRM_E_INVALID: days over 36500, an and_next without a next rule. */
crm_status crm__recycle_check(struct env *env, const struct recycle_rule *rules,
                              size_t rule_count);

const char *crm__recycle_kind_name(enum recycle_kind kind);
const char *crm__recycle_verdict_name(enum recycle_verdict verdict);
const char *crm__recycle_clock_name(enum recycle_clock clock);

#endif
