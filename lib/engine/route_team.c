/* Round-robin, quota queue and least busy. */
#include "engine/route_team.h"

#include <string.h>

static crm_status round_robin_init(struct team *team, struct arena *arena);
static crm_status quota_init(struct team *team, struct arena *arena);
static crm_status least_busy_init(struct team *team, struct arena *arena);
static uint32_t round_robin(struct team *team, const struct route_lead *lead);
static uint32_t quota(struct team *team, const struct route_lead *lead);
static uint32_t least_busy(struct team *team, const struct route_lead *lead);

crm_status crm__team_init(struct team *team, struct arena *arena, struct route_rule *rule,
                          struct route_member *members)
{
    *team = (struct team){.rule = rule, .members = members};
    team->left = crm__arena_alloc_zero(arena, rule->member_count + 1, 1);
    if (!team->left)
        return CRM_E_NOMEM;
    for (uint32_t place = 0; place < rule->member_count; place++)
        team->left[place] =
            !crm__team_member(team, place)->available || crm__team_is_full(team, place);
    switch (rule->strategy) {
    case ROUTE_ROUND_ROBIN:
        return round_robin_init(team, arena);
    case ROUTE_WEIGHTED:
        return crm__weighted_init(team, arena);
    case ROUTE_LEAST_BUSY:
        return least_busy_init(team, arena);
    case ROUTE_QUOTA:
        break;
    }
    return quota_init(team, arena);
}

uint32_t crm__team_choose(struct team *team, const struct route_lead *lead)
{
    switch (team->rule->strategy) {
    case ROUTE_ROUND_ROBIN:
        return round_robin(team, lead);
    case ROUTE_WEIGHTED:
        return crm__weighted_choose(team, lead);
    case ROUTE_LEAST_BUSY:
        return least_busy(team, lead);
    case ROUTE_QUOTA:
        break;
    }
    return quota(team, lead);
}

/*
 * `next` names for each place the first one at or behind it that may still be open; the entry
 * behind the last place ends the list. Who leaves is skipped by path halving, as in union-find.
 */
static crm_status round_robin_init(struct team *team, struct arena *arena)
{
    size_t count = team->rule->member_count;
    team->next = crm__arena_alloc(arena, (count + 1) * sizeof(*team->next));
    if (!team->next)
        return CRM_E_NOMEM;
    for (uint32_t place = 0; place <= count; place++)
        team->next[place] = place < count && team->left[place] ? place + 1 : place;
    /* The one after the last chosen id, even when that member is gone; 0 starts at the first. */
    team->last = 0;
    while (team->last < count && crm__team_member(team, team->last)->id <= team->rule->last_id)
        team->last++;
    team->last = team->last == 0 ? (uint32_t)count : team->last - 1;
    return CRM_OK;
}

static uint32_t open_at(struct team *team, uint32_t place)
{
    while (team->next[place] != place) {
        team->next[place] = team->next[team->next[place]];
        place = team->next[place];
    }
    return place;
}

static uint32_t round_robin(struct team *team, const struct route_lead *lead)
{
    uint32_t count = (uint32_t)team->rule->member_count;
    uint32_t start = team->last < count ? team->last + 1 : 0;
    for (int lap = 0; lap < 2; lap++) {
        uint32_t place = lap == 0 ? start : 0;
        uint32_t end = lap == 0 ? count : start;
        for (place = open_at(team, place); place < end; place = open_at(team, place + 1)) {
            if (crm__team_is_full(team, place)) { /* by leads of another rule */
                team->next[place] = place + 1;
                continue;
            }
            if (!crm__team_fits(team, place, lead))
                continue;
            team->last = place;
            team->rule->last_id = crm__team_member(team, place)->id;
            return place;
        }
    }
    return ROUTE_PLACE_NONE;
}

/* Most room first, then lowest id: places ascend by id, so a heap of (-room, place) gives it. */
static crm_status quota_init(struct team *team, struct arena *arena)
{
    size_t count = team->rule->member_count;
    team->next = crm__arena_alloc(arena, (count + 1) * sizeof(*team->next));
    team->waiting.entries =
        crm__arena_alloc(arena, (count + 1) * sizeof(*team->waiting.entries));
    if (!team->next || !team->waiting.entries)
        return CRM_E_NOMEM;
    for (uint32_t place = 0; place < count; place++) {
        const struct route_member *member = crm__team_member(team, place);
        if (!team->left[place])
            crm__route_heap_push(&team->waiting, (struct route_entry){
                                                     member->load - member->capacity, 0, place});
    }
    team->first = team->last = ROUTE_PLACE_NONE;
    while (team->waiting.count > 0) {
        uint32_t place = crm__route_heap_pop(&team->waiting).place;
        if (team->first == ROUTE_PLACE_NONE)
            team->first = place;
        else
            team->next[team->last] = place;
        team->last = place;
        team->next[place] = ROUTE_PLACE_NONE;
    }
    return CRM_OK;
}

static void unlink_place(struct team *team, uint32_t before, uint32_t place)
{
    if (before == ROUTE_PLACE_NONE)
        team->first = team->next[place];
    else
        team->next[before] = team->next[place];
    if (team->last == place)
        team->last = before;
}

static uint32_t quota(struct team *team, const struct route_lead *lead)
{
    uint32_t before = ROUTE_PLACE_NONE;
    for (uint32_t place = team->first; place != ROUTE_PLACE_NONE;) {
        uint32_t next = team->next[place];
        if (crm__team_is_full(team, place)) {
            unlink_place(team, before, place);
        } else if (crm__team_fits(team, place, lead)) {
            unlink_place(team, before, place);
            if (team->last == ROUTE_PLACE_NONE)
                team->first = place;
            else
                team->next[team->last] = place;
            team->last = place;
            team->next[place] = ROUTE_PLACE_NONE;
            return place;
        } else {
            before = place;
        }
        place = next;
    }
    return ROUTE_PLACE_NONE;
}

static struct route_entry load_entry(const struct team *team, uint32_t place)
{
    const struct route_member *member = crm__team_member(team, place);
    return (struct route_entry){member->load, member->assigned_count, place};
}

static crm_status least_busy_init(struct team *team, struct arena *arena)
{
    size_t count = team->rule->member_count;
    team->waiting.entries =
        crm__arena_alloc(arena, (count + 1) * sizeof(*team->waiting.entries));
    if (!team->waiting.entries)
        return CRM_E_NOMEM;
    for (uint32_t place = 0; place < count; place++)
        if (!team->left[place])
            crm__route_heap_push(&team->waiting, load_entry(team, place));
    return CRM_OK;
}

static uint32_t least_busy_of_fitting(struct team *team, const struct route_lead *lead)
{
    uint32_t best = ROUTE_PLACE_NONE;
    struct route_entry least = {0};
    for (uint32_t place = 0; place < team->rule->member_count; place++) {
        struct route_entry here = load_entry(team, place);
        if (team->left[place] || crm__team_is_full(team, place) ||
            !crm__team_fits(team, place, lead))
            continue;
        if (best != ROUTE_PLACE_NONE &&
            (here.key > least.key || (here.key == least.key && here.second >= least.second)))
            continue;
        least = here;
        best = place;
    }
    return best;
}

/* The heap may hold old loads, which are never too high: the first entry is either right, or gets
 * its present load and sinks. */
static uint32_t least_busy(struct team *team, const struct route_lead *lead)
{
    if (!crm__lead_is_plain(lead))
        return least_busy_of_fitting(team, lead);
    while (team->waiting.count > 0) {
        struct route_entry first = team->waiting.entries[0];
        struct route_entry now = load_entry(team, first.place);
        if (crm__team_is_full(team, first.place)) {
            team->left[first.place] = 1;
            crm__route_heap_pop(&team->waiting);
        } else if (first.key != now.key || first.second != now.second) {
            crm__route_heap_replace(&team->waiting, now);
        } else {
            return first.place;
        }
    }
    return ROUTE_PLACE_NONE;
}
