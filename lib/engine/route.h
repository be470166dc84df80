/*
 * Assignment: which seller gets which lead. Ordered rules, first match wins; each rule chooses
 * among its members by a strategy, within capacity, availability, skills and territory.
 * Deterministic: the same input and state give the same answer, and every answer says why.
 */
#ifndef CRM_ENGINE_ROUTE_H
#define CRM_ENGINE_ROUTE_H

#include "base/env.h"

enum route_strategy {
    ROUTE_ROUND_ROBIN, /* the next in id order after the last one chosen; unknown last: the first */
    ROUTE_WEIGHTED,    /* shares in proportion to weight, never a whole lead off at any moment */
    ROUTE_LEAST_BUSY,  /* lowest load; ties: fewest assigned ever, then lowest id */
    ROUTE_QUOTA,       /* most room first; who gets one goes to the end, who is full leaves */
};

enum {
    ROUTE_MEMBER_LIMIT = 100000,
    ROUTE_WEIGHT_LIMIT = 1000,
};

#define ROUTE_UNLIMITED INT64_MAX /* capacity */
#define ROUTE_STATE_NEW INT64_MIN /* rotation state of a member who joins */

/* A seller. `load` and `assigned_count` are counted up as leads are given out. */
struct route_member {
    int64_t id; /* > 0 */
    bool available;
    int64_t capacity; /* most leads held at once */
    int64_t load;     /* leads held now */
    int64_t assigned_count;
    uint64_t skills;    /* bit set */
    int64_t territory;  /* 0: all */
};

/* A rule's team: indices into the member table, ascending by member id, each once. */
struct route_rule {
    int64_t id;
    enum route_strategy strategy;
    const uint32_t *members;
    const int32_t *weights; /* ROUTE_WEIGHTED: 0..1000, 0 gets none; NULL: all 1 */
    size_t member_count;
    bool fall_through; /* when nobody here can take the lead, try the rules below */
    /* Rotation, kept by the caller between runs. */
    int64_t last_id;    /* ROUTE_ROUND_ROBIN: 0 at first */
    int64_t *state;     /* ROUTE_WEIGHTED: one a member, ROUTE_STATE_NEW at first; else NULL */
};

struct route_lead {
    uint64_t skills;   /* all of these are needed */
    int64_t territory; /* 0: any */
};

enum route_outcome {
    ROUTE_GIVEN,
    ROUTE_NO_RULE,   /* no rule matched */
    ROUTE_NOBODY,    /* the rule matched, but all its members were skipped */
};

/* Why a member was passed over, or not. */
enum route_skip {
    ROUTE_FREE,
    ROUTE_AWAY,      /* not available */
    ROUTE_FULL,      /* load has reached capacity */
    ROUTE_NO_SKILL,
    ROUTE_ELSEWHERE, /* another territory */
    ROUTE_NO_WEIGHT,
    ROUTE_SKIPS,
};

struct route_decision {
    enum route_outcome outcome;
    size_t rule;      /* deciding rule, or the last that matched; SIZE_MAX when none did */
    size_t member;    /* index into the member table; SIZE_MAX unless given */
    size_t rules_tried; /* rules that matched, up to the deciding one */
};

struct route_plan {
    struct route_member *members;
    size_t member_count;
    struct route_rule *rules;
    size_t rule_count;
};

/* CRM_E_INVALID names the rule or member that is wrong; CRM_E_LIMIT; CRM_E_NOMEM. */
struct router;
crm_status crm__router_new(struct env *env, const struct route_plan *plan,
                           struct router **router_out);
void crm__router_free(struct router *router);

/*
 * Decides one lead and counts it. verdicts[rule] is 1 where the rule matches. `skips_out`, if not
 * NULL, has room for the plan's member count and gets a route_skip for each member of the deciding
 * rule's team, in team order, as it was before the decision.
 */
void crm__router_assign(struct router *router, const struct route_lead *lead,
                        const uint8_t *verdicts, uint8_t *skips_out,
                        struct route_decision *decision_out);

/* Many leads, in order; verdicts[rule] is a column of `count`. `leads` may be NULL: no demands. */
void crm__router_assign_all(struct router *router, const struct route_lead *leads,
                            const uint8_t *const *verdicts, size_t count,
                            struct route_decision *decisions_out);

/*
 * Writes rotation state back into the plan's rules, for the caller to keep. Loads and counts in
 * the plan's members are up to date after every decision. Time spent away is not made up later.
 */
void crm__router_save(struct router *router);

/* Odoo's daily share of a monthly capacity: round half up of capacity / 30, less what was given in
 * the last 24 h, at least 0. */
int64_t crm__route_daily_quota(int64_t monthly_capacity, int64_t given_last_day);

const char *crm__route_strategy_name(enum route_strategy strategy);
const char *crm__route_skip_name(enum route_skip skip);
const char *crm__route_outcome_name(enum route_outcome outcome);

#endif
