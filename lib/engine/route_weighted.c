/*
 * Weighted rotation that is never a whole lead off. Each member has a virtual time at which the
 * next lead may start; taking one moves it on by SCALE / weight. Of those whose start has come,
 * the one that would finish first is chosen (worst-case fair queueing: Bennett and Zhang, 1996;
 * earliest deadline first among the eligible, which keeps every count within one of its share at
 * every moment: Baruah et al., 1996).
 *
 * The system's own virtual time needs no storage: taking a lead adds SCALE to the sum of
 * weight * start, so that sum divided by the weights is the time. Members who leave take their
 * part of the sum along. With 100,000 members of weight 1,000 the sum begins below 6 * 10^17 and
 * has room for 2 * 10^9 leads in one run.
 */
#include "engine/route_team.h"

/* Divisible by all weights up to 16 and many more, so that they rotate without any drift. */
#define SCALE (INT64_C(720720) << 12)

static int64_t stride_of(const struct team *team, uint32_t place)
{
    return SCALE / crm__team_weight(team, place);
}

static int64_t virtual_time(const struct team *team)
{
    return team->weight > 0 ? team->work / team->weight : 0;
}

static void join(struct team *team, uint32_t place)
{
    team->weight += crm__team_weight(team, place);
    team->work += team->starts[place] * crm__team_weight(team, place);
}

static void leave(struct team *team, uint32_t place)
{
    team->left[place] = 1;
    team->weight -= crm__team_weight(team, place);
    team->work -= team->starts[place] * crm__team_weight(team, place);
}

static struct route_entry start_entry(const struct team *team, uint32_t place)
{
    return (struct route_entry){.key = team->starts[place], .place = place};
}

static struct route_entry finish_entry(const struct team *team, uint32_t place)
{
    return (struct route_entry){.key = team->starts[place] + stride_of(team, place),
                                .place = place};
}

/* Takes over the state, moved so that the earliest is 0; stray values are cut to what can be. */
static void read_state(struct team *team)
{
    const int64_t *state = team->rule->state;
    int64_t earliest = INT64_MAX;
    for (size_t i = 0; i < team->rule->member_count; i++)
        if (state[i] != ROUTE_STATE_NEW && state[i] < earliest)
            earliest = state[i];
    for (size_t i = 0; i < team->rule->member_count; i++) {
        uint64_t apart = state[i] == ROUTE_STATE_NEW ? 0 : (uint64_t)state[i] - (uint64_t)earliest;
        team->starts[i] = apart > 2 * SCALE ? 2 * SCALE : (int64_t)apart;
    }
}

crm_status crm__weighted_init(struct team *team, struct arena *arena)
{
    size_t count = team->rule->member_count;
    team->starts = crm__arena_alloc_zero(arena, count + 1, sizeof(*team->starts));
    team->waiting.entries = crm__arena_alloc(arena, (count + 1) * sizeof(struct route_entry));
    team->due.entries = crm__arena_alloc(arena, (count + 1) * sizeof(struct route_entry));
    if (!team->starts || !team->waiting.entries || !team->due.entries)
        return CRM_E_NOMEM;
    read_state(team);
    for (uint32_t place = 0; place < count; place++) {
        team->left[place] = team->left[place] || crm__team_weight(team, place) == 0;
        if (!team->left[place] && team->rule->state[place] != ROUTE_STATE_NEW)
            join(team, place);
    }
    int64_t now = virtual_time(team);
    for (uint32_t place = 0; place < count; place++) {
        if (team->rule->state[place] == ROUTE_STATE_NEW) {
            team->starts[place] = now;
            if (!team->left[place])
                join(team, place);
        }
        if (!team->left[place])
            crm__route_heap_push(&team->waiting, start_entry(team, place));
    }
    return CRM_OK;
}

/* Has this start come, counting the lead that is being given? */
static bool is_due(const struct team *team, int64_t start)
{
    return start * team->weight < team->work + SCALE;
}

/* Who becomes full by this lead leaves at once, so that the others' shares grow at once. */
static void take_turn(struct team *team, uint32_t place)
{
    const struct route_member *member = crm__team_member(team, place);
    int64_t stride = stride_of(team, place);
    team->starts[place] += stride;
    team->work += stride * crm__team_weight(team, place);
    if (member->load + 1 >= member->capacity)
        leave(team, place);
}

/* Moves those whose start has come to the heap of the due, with what they have become since. */
static void wake(struct team *team)
{
    while (team->waiting.count > 0 && is_due(team, team->waiting.entries[0].key)) {
        uint32_t place = team->waiting.entries[0].place;
        if (team->left[place]) {
            crm__route_heap_pop(&team->waiting);
        } else if (crm__team_is_full(team, place)) {
            leave(team, place);
            crm__route_heap_pop(&team->waiting);
        } else if (team->waiting.entries[0].key != team->starts[place]) {
            crm__route_heap_replace(&team->waiting, start_entry(team, place));
        } else {
            crm__route_heap_pop(&team->waiting);
            crm__route_heap_push(&team->due, finish_entry(team, place));
        }
    }
}

static uint32_t choose_of_fitting(struct team *team, const struct route_lead *lead)
{
    uint32_t best = ROUTE_PLACE_NONE;
    bool best_due = false;
    int64_t least = 0;
    for (uint32_t place = 0; place < team->rule->member_count; place++)
        if (!team->left[place] && crm__team_is_full(team, place))
            leave(team, place);
    for (uint32_t place = 0; place < team->rule->member_count; place++) {
        if (team->left[place] || !crm__team_fits(team, place, lead))
            continue;
        bool due = is_due(team, team->starts[place]);
        int64_t finish = team->starts[place] + stride_of(team, place);
        if (best != ROUTE_PLACE_NONE && (due < best_due || (due == best_due && finish >= least)))
            continue;
        best = place;
        best_due = due;
        least = finish;
    }
    if (best != ROUTE_PLACE_NONE)
        take_turn(team, best);
    return best;
}

uint32_t crm__weighted_choose(struct team *team, const struct route_lead *lead)
{
    if (!crm__lead_is_plain(lead))
        return choose_of_fitting(team, lead);
    for (;;) {
        wake(team);
        if (team->due.count == 0)
            return ROUTE_PLACE_NONE;
        struct route_entry first = crm__route_heap_pop(&team->due);
        uint32_t place = first.place;
        if (team->left[place])
            continue;
        if (crm__team_is_full(team, place)) {
            leave(team, place);
            continue;
        }
        /* A lead with demands may have taken this turn already. */
        bool has_turn = first.key == finish_entry(team, place).key;
        if (has_turn)
            take_turn(team, place);
        crm__route_heap_push(&team->waiting, start_entry(team, place));
        if (has_turn)
            return place;
    }
}

/* Who was away or full stands at the time the others have reached. */
void crm__weighted_save(struct team *team)
{
    int64_t now = virtual_time(team);
    int64_t earliest = INT64_MAX;
    size_t count = team->rule->member_count;
    for (size_t i = 0; i < count; i++) {
        if (team->left[i] && team->starts[i] < now)
            team->starts[i] = now;
        if (team->starts[i] < earliest)
            earliest = team->starts[i];
    }
    for (size_t i = 0; i < count; i++)
        team->rule->state[i] = team->starts[i] - earliest;
}
