/* The instant at which a lead may be recycled: the earliest of its rules' deadlines. */
#include "engine/recycle.h"

#include "base/time.h"

enum { DAYS_LIMIT = 36500, NO_DAYS = -1 };

/* One rule's deadline for one lead. */
struct deadline {
    int64_t due_us; /* RECYCLE_NEVER: exempt */
    enum recycle_clock clock;
    int64_t clock_us;
    int32_t days;
};

static struct deadline deadline_of(const struct recycle_rule *rule, const struct zone *zone,
                                   const struct recycle_lead *lead);
static bool is_exempt(const struct recycle_rule *rule, const struct recycle_lead *lead);
static int32_t days_for(const struct recycle_rule *rule, int32_t level);
static void read_clock(const struct recycle_rule *rule, const struct recycle_lead *lead,
                       struct deadline *deadline);
static int64_t after_days(const struct recycle_rule *rule, const struct zone *zone,
                          int64_t clock_us, int32_t days);

void crm__recycle_when(const struct recycle_rule *rules, size_t rule_count,
                       const struct zone *zone, const struct recycle_lead *lead,
                       struct recycle_answer *answer)
{
    *answer = (struct recycle_answer){.due_us = RECYCLE_NEVER, .rule = SIZE_MAX};
    if (!lead->owned || lead->locked || rule_count == 0) {
        answer->verdict = !lead->owned    ? RECYCLE_NO_OWNER
                          : lead->locked ? RECYCLE_LOCKED
                                         : RECYCLE_NO_RULES;
        return;
    }
    answer->verdict = RECYCLE_EXEMPT;
    for (size_t i = 0; i < rule_count; i++) {
        struct deadline latest = deadline_of(&rules[i], zone, lead);
        size_t decides = i;
        while (rules[i].and_next && i + 1 < rule_count) {
            struct deadline next = deadline_of(&rules[++i], zone, lead);
            if (next.due_us > latest.due_us) {
                latest = next;
                decides = i;
            }
        }
        if (latest.due_us >= answer->due_us)
            continue;
        *answer = (struct recycle_answer){RECYCLE_DUE_AT, latest.due_us,   decides,
                                          latest.clock,   latest.clock_us, latest.days};
    }
}

int64_t crm__recycle_reminder(const struct recycle_rule *rules, const struct zone *zone,
                              const struct recycle_answer *answer, int32_t days_before)
{
    if (answer->verdict != RECYCLE_DUE_AT)
        return RECYCLE_NEVER;
    int64_t at_us;
    if (rules[answer->rule].count == RECYCLE_CALENDAR)
        at_us = crm__zone_date_start(zone, crm__zone_date(zone, answer->due_us) - days_before);
    else
        at_us = answer->due_us - 1 - days_before * DAY_US;
    return at_us > answer->clock_us ? at_us : answer->clock_us;
}

crm_status crm__recycle_check(struct env *env, const struct recycle_rule *rules, size_t rule_count)
{
    for (size_t i = 0; i < rule_count; i++) {
        long long id = (long long)rules[i].id;
        int32_t most = rules[i].days;
        for (size_t level = 0; level < RECYCLE_LEVELS; level++)
            if (rules[i].days_by_level[level] > most)
                most = rules[i].days_by_level[level];
        if (most > DAYS_LIMIT)
            return crm__fail(env, CRM_E_INVALID, "recycle rule %lld: %d days, at most %d", id,
                             (int)most, DAYS_LIMIT);
        if (rules[i].and_next && i + 1 == rule_count)
            return crm__fail(env, CRM_E_INVALID,
                             "recycle rule %lld: goes together with a next rule, but is the last",
                             id);
    }
    return CRM_OK;
}

const char *crm__recycle_kind_name(enum recycle_kind kind)
{
    static const char *const names[] = {"no_follow_up", "no_open_opportunity", "no_deal", "held",
                                        "idle"};
    return names[kind];
}

const char *crm__recycle_verdict_name(enum recycle_verdict verdict)
{
    static const char *const names[] = {"due", "no_owner", "locked", "exempt", "no_rules"};
    return names[verdict];
}

const char *crm__recycle_clock_name(enum recycle_clock clock)
{
    static const char *const names[] = {"owned", "follow_up", "deal", "missing"};
    return names[clock];
}

static struct deadline deadline_of(const struct recycle_rule *rule, const struct zone *zone,
                                   const struct recycle_lead *lead)
{
    struct deadline deadline = {.due_us = RECYCLE_NEVER, .days = days_for(rule, lead->level)};
    if (deadline.days < 0 || is_exempt(rule, lead))
        return deadline;
    read_clock(rule, lead, &deadline);
    int64_t owned_us =
        lead->owner_since_us == RECYCLE_NO_TIME ? lead->created_us : lead->owner_since_us;
    int64_t due_us = deadline.clock == CLOCK_MISSING
                         ? owned_us
                         : after_days(rule, zone, deadline.clock_us, deadline.days);
    /* Nobody loses a lead before having it. */
    deadline.due_us = due_us > owned_us ? due_us : owned_us;
    return deadline;
}

static bool is_exempt(const struct recycle_rule *rule, const struct recycle_lead *lead)
{
    if (lead->dealt && !rule->include_dealt)
        return true;
    if (!lead->has_open_opportunity)
        return false;
    return !rule->include_with_opportunity || rule->kind == RECYCLE_NO_OPEN_OPPORTUNITY;
}

static int32_t days_for(const struct recycle_rule *rule, int32_t level)
{
    int32_t own = level >= 1 && level <= RECYCLE_LEVELS ? rule->days_by_level[level - 1] : 0;
    int32_t days = own != 0 ? own : rule->days;
    return days < 0 ? NO_DAYS : days;
}

static void read_clock(const struct recycle_rule *rule, const struct recycle_lead *lead,
                       struct deadline *deadline)
{
    deadline->clock = CLOCK_OWNED;
    deadline->clock_us =
        lead->owner_since_us == RECYCLE_NO_TIME ? lead->created_us : lead->owner_since_us;
    int64_t follow_up_us = lead->last_follow_up_us;
    if (rule->kind == RECYCLE_NO_FOLLOW_UP && follow_up_us > deadline->clock_us) {
        deadline->clock = CLOCK_FOLLOW_UP;
        deadline->clock_us = follow_up_us;
    } else if (rule->kind == RECYCLE_IDLE) {
        deadline->clock = follow_up_us == RECYCLE_NO_TIME ? CLOCK_MISSING : CLOCK_FOLLOW_UP;
        if (follow_up_us != RECYCLE_NO_TIME)
            deadline->clock_us = follow_up_us;
    } else if (rule->kind == RECYCLE_NO_DEAL && lead->dealt &&
               lead->last_deal_us > deadline->clock_us) {
        deadline->clock = CLOCK_DEAL;
        deadline->clock_us = lead->last_deal_us;
    }
}

/* The first instant at which more than `days` have passed. */
static int64_t after_days(const struct recycle_rule *rule, const struct zone *zone,
                          int64_t clock_us, int32_t days)
{
    if (rule->count == RECYCLE_CALENDAR)
        return crm__zone_date_start(zone, crm__zone_date(zone, clock_us) + days + 1);
    return clock_us + days * DAY_US + 1;
}
