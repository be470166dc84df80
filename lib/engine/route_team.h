/*
 * A rule's team at work: the order in which its members are due. Places are positions in the
 * rule's member list. Members only ever leave a team during a run, because loads only grow, so
 * what a strategy remembers of a member may be out of date but never too high.
 */
#ifndef CRM_ENGINE_ROUTE_TEAM_H
#define CRM_ENGINE_ROUTE_TEAM_H

#include "base/memory.h"
#include "engine/route.h"
#include "engine/route_heap.h"

#define ROUTE_PLACE_NONE UINT32_MAX

struct team {
    struct route_rule *rule;
    struct route_member *members; /* of the whole plan */
    uint8_t *left;                /* places that take no more leads in this run */
    uint32_t *next;   /* ROUND_ROBIN: next place that may be open; QUOTA: the queue */
    uint32_t last;    /* ROUND_ROBIN: place of the last choice; QUOTA: end of the queue */
    uint32_t first;   /* QUOTA: head of the queue */
    struct route_heap waiting; /* WEIGHTED: by virtual start; LEAST_BUSY: all, by load */
    struct route_heap due;     /* WEIGHTED: may be chosen, by virtual finish */
    int64_t *starts;           /* WEIGHTED: virtual time at which each may have its next lead */
    int64_t work;              /* WEIGHTED: sum of weight * start over who has not left */
    int64_t weight;            /* WEIGHTED: sum of their weights */
};

static inline struct route_member *crm__team_member(const struct team *team, uint32_t place)
{
    return &team->members[team->rule->members[place]];
}

static inline bool crm__team_fits(const struct team *team, uint32_t place,
                                  const struct route_lead *lead)
{
    const struct route_member *member = crm__team_member(team, place);
    return (member->skills & lead->skills) == lead->skills &&
           (lead->territory == 0 || member->territory == 0 ||
            member->territory == lead->territory);
}

static inline bool crm__team_is_full(const struct team *team, uint32_t place)
{
    const struct route_member *member = crm__team_member(team, place);
    return member->load >= member->capacity;
}

/* A lead that any member may take. */
static inline bool crm__lead_is_plain(const struct route_lead *lead)
{
    return lead->skills == 0 && lead->territory == 0;
}

static inline int32_t crm__team_weight(const struct team *team, uint32_t place)
{
    return team->rule->weights ? team->rule->weights[place] : 1;
}

/* Arrays come from the arena. NULL from it has set the error. */
crm_status crm__team_init(struct team *team, struct arena *arena, struct route_rule *rule,
                          struct route_member *members);
/* The place whose turn it is, with the turn taken; ROUTE_PLACE_NONE when nobody can. */
uint32_t crm__team_choose(struct team *team, const struct route_lead *lead);

/* Weighted rotation. */
crm_status crm__weighted_init(struct team *team, struct arena *arena);
uint32_t crm__weighted_choose(struct team *team, const struct route_lead *lead);
void crm__weighted_save(struct team *team);

#endif
