/* The router: which rule decides a lead, and what that does to loads. */
#include "engine/route.h"
#include "engine/route_team.h"

#include <assert.h>
#include <string.h>

enum { DAYS_A_MONTH = 30 };

struct router {
    struct env *env;
    struct route_plan plan;
    struct arena arena;
    struct team *teams; /* one a rule */
};

static const struct route_lead any_lead = {0};
static const struct route_decision undecided = {ROUTE_NO_RULE, SIZE_MAX, SIZE_MAX, 0};

static crm_status check_plan(struct env *env, const struct route_plan *plan);
static crm_status check_rule(struct env *env, const struct route_plan *plan,
                             const struct route_rule *rule);
static void list_skips(const struct team *team, const struct route_lead *lead, uint8_t *skips_out);

crm_status crm__router_new(struct env *env, const struct route_plan *plan,
                           struct router **router_out)
{
    *router_out = NULL;
    crm_status status = check_plan(env, plan);
    if (status != CRM_OK)
        return status;
    struct router *router = crm__alloc_zero(env, 1, sizeof(*router));
    if (!router)
        return CRM_E_NOMEM;
    router->env = env;
    router->plan = *plan;
    crm__arena_init(&router->arena, env);
    router->teams =
        crm__arena_alloc_zero(&router->arena, plan->rule_count + 1, sizeof(*router->teams));
    status = router->teams ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; i < plan->rule_count && status == CRM_OK; i++)
        status =
            crm__team_init(&router->teams[i], &router->arena, &plan->rules[i], plan->members);
    if (status == CRM_OK)
        *router_out = router;
    else
        crm__router_free(router);
    return status;
}

void crm__router_free(struct router *router)
{
    if (!router)
        return;
    crm__arena_free(&router->arena);
    crm__free(router->env, router);
}

/* Lets a rule that matches choose; false when it found nobody and the next rule may try. */
static bool try_rule(struct router *router, size_t rule, const struct route_lead *lead,
                     uint8_t *skips_out, struct route_decision *decision)
{
    struct team *team = &router->teams[rule];
    if (skips_out)
        list_skips(team, lead, skips_out);
    decision->outcome = ROUTE_NOBODY;
    decision->rule = rule;
    decision->rules_tried++;
    uint32_t place = crm__team_choose(team, lead);
    if (place == ROUTE_PLACE_NONE)
        return !team->rule->fall_through;

    struct route_member *member = crm__team_member(team, place);
    assert(member->available && member->load < member->capacity);
    member->load++;
    member->assigned_count++;
    decision->outcome = ROUTE_GIVEN;
    decision->member = team->rule->members[place];
    return true;
}

void crm__router_assign(struct router *router, const struct route_lead *lead,
                        const uint8_t *verdicts, uint8_t *skips_out,
                        struct route_decision *decision_out)
{
    *decision_out = undecided;
    for (size_t i = 0; i < router->plan.rule_count; i++)
        if (verdicts[i] == 1 && try_rule(router, i, lead, skips_out, decision_out))
            return;
}

void crm__router_assign_all(struct router *router, const struct route_lead *leads,
                            const uint8_t *const *verdicts, size_t count,
                            struct route_decision *decisions_out)
{
    for (size_t row = 0; row < count; row++) {
        const struct route_lead *lead = leads ? &leads[row] : &any_lead;
        decisions_out[row] = undecided;
        for (size_t i = 0; i < router->plan.rule_count; i++)
            if (verdicts[i][row] == 1 && try_rule(router, i, lead, NULL, &decisions_out[row]))
                break;
    }
}

void crm__router_save(struct router *router)
{
    for (size_t i = 0; i < router->plan.rule_count; i++)
        if (router->plan.rules[i].strategy == ROUTE_WEIGHTED)
            crm__weighted_save(&router->teams[i]);
}

int64_t crm__route_daily_quota(int64_t monthly_capacity, int64_t given_last_day)
{
    int64_t quota = monthly_capacity / DAYS_A_MONTH +
                    (monthly_capacity % DAYS_A_MONTH * 2 >= DAYS_A_MONTH) - given_last_day;
    return quota > 0 ? quota : 0;
}

const char *crm__route_strategy_name(enum route_strategy strategy)
{
    static const char *const names[] = {"round_robin", "weighted", "least_busy", "quota"};
    return names[strategy];
}

const char *crm__route_skip_name(enum route_skip skip)
{
    static const char *const names[] = {"free", "away", "full", "no_skill", "elsewhere",
                                        "no_weight"};
    return names[skip];
}

const char *crm__route_outcome_name(enum route_outcome outcome)
{
    static const char *const names[] = {"given", "no_rule", "nobody"};
    return names[outcome];
}

static crm_status check_plan(struct env *env, const struct route_plan *plan)
{
    if (plan->member_count > ROUTE_MEMBER_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "members to assign to: %zu, at most %d",
                         plan->member_count, ROUTE_MEMBER_LIMIT);
    for (size_t i = 0; i < plan->member_count; i++)
        if (plan->members[i].id <= 0 || plan->members[i].capacity < 0 || plan->members[i].load < 0)
            return crm__fail(env, CRM_E_INVALID, "member %lld: load %lld of %lld",
                             (long long)plan->members[i].id, (long long)plan->members[i].load,
                             (long long)plan->members[i].capacity);
    for (size_t i = 0; i < plan->rule_count; i++) {
        crm_status status = check_rule(env, plan, &plan->rules[i]);
        if (status != CRM_OK)
            return status;
    }
    return CRM_OK;
}

static crm_status check_rule(struct env *env, const struct route_plan *plan,
                             const struct route_rule *rule)
{
    long long id = (long long)rule->id;
    int64_t last = 0;
    if (rule->strategy == ROUTE_WEIGHTED && rule->member_count > 0 && !rule->state)
        return crm__fail(env, CRM_E_INVALID, "rule %lld: weighted, but without rotation state", id);
    for (size_t i = 0; i < rule->member_count; i++) {
        if (rule->members[i] >= plan->member_count)
            return crm__fail(env, CRM_E_INVALID, "rule %lld: member %lld of %zu", id,
                             (long long)rule->members[i], plan->member_count);
        int64_t member_id = plan->members[rule->members[i]].id;
        if (member_id <= last)
            return crm__fail(env, CRM_E_INVALID, "rule %lld: member id %lld after %lld, must "
                             "ascend", id, (long long)member_id, (long long)last);
        last = member_id;
        if (rule->weights && (rule->weights[i] < 0 || rule->weights[i] > ROUTE_WEIGHT_LIMIT))
            return crm__fail(env, CRM_E_INVALID, "rule %lld: weight %d, at least 0 and at most %d",
                             id, (int)rule->weights[i], ROUTE_WEIGHT_LIMIT);
    }
    return CRM_OK;
}

static enum route_skip skip_of(const struct team *team, uint32_t place,
                               const struct route_lead *lead)
{
    const struct route_member *member = crm__team_member(team, place);
    if (!member->available)
        return ROUTE_AWAY;
    if (crm__team_is_full(team, place))
        return ROUTE_FULL;
    if ((member->skills & lead->skills) != lead->skills)
        return ROUTE_NO_SKILL;
    if (!crm__team_fits(team, place, lead))
        return ROUTE_ELSEWHERE;
    return team->rule->strategy == ROUTE_WEIGHTED && crm__team_weight(team, place) == 0
               ? ROUTE_NO_WEIGHT
               : ROUTE_FREE;
}

static void list_skips(const struct team *team, const struct route_lead *lead, uint8_t *skips_out)
{
    for (uint32_t place = 0; place < team->rule->member_count; place++)
        skips_out[place] = (uint8_t)skip_of(team, place, lead);
}
