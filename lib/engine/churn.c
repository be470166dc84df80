/* Silence and bad moves, raised once an episode. */
#include "engine/churn.h"

enum { PERMILLE = 1000 };

bool crm__churn_limit(const struct churn_rule *rule, const struct churn_customer *customer,
                      struct churn_limit *limit_out)
{
    struct churn_limit limit = {.days = CHURN_NEVER, .gap_tenths = -1};
    int64_t known = rule->min_purchase_days > 2 ? rule->min_purchase_days : 2;
    *limit_out = limit;
    if (customer->purchase_days <= 0)
        return false;
    if (customer->purchase_days >= known) {
        int64_t span = customer->last_day - customer->first_day;
        int64_t gaps = customer->purchase_days - 1;
        limit.gap_tenths = (span * 20 + gaps) / (gaps * 2);
        if (rule->gap_permille > 0) {
            /* silence * gaps * 1000 > permille * span, for the least silence. */
            limit.days = rule->gap_permille * span / (gaps * PERMILLE);
            limit.kind = CHURN_BY_GAP;
        }
        if (rule->gap_permille > 0 && limit.days < rule->floor_days) {
            limit.days = rule->floor_days;
            limit.kind = CHURN_BY_FLOOR;
        }
    }
    if (rule->absolute_days > 0 && rule->absolute_days < limit.days) {
        limit.days = rule->absolute_days;
        limit.kind = CHURN_BY_DAYS;
    }
    *limit_out = limit;
    return limit.days != CHURN_NEVER;
}

int64_t crm__churn_due_day(const struct churn_rule *rule, const struct churn_customer *customer)
{
    struct churn_limit limit;
    return crm__churn_limit(rule, customer, &limit) ? customer->last_day + limit.days + 1
                                                    : CHURN_NEVER;
}

crm_status crm__churn_check(struct env *env, const struct churn_rule *rule)
{
    if (rule->gap_permille < 0 || rule->absolute_days < 0 || rule->floor_days < 0 ||
        rule->min_purchase_days < 0)
        return crm__fail(env, CRM_E_INVALID, "churn rule %lld: a number is below 0",
                         (long long)rule->id);
    if (rule->gap_permille == 0 && rule->absolute_days == 0)
        return crm__fail(env, CRM_E_INVALID, "churn rule %lld: neither a gap nor a number of days",
                         (long long)rule->id);
    return CRM_OK;
}

static void step(bool fires, bool recovered, uint8_t *open, uint8_t *action_out,
                 struct churn_counts *counts)
{
    enum churn_action action = crm__churn_step(*open == 1, fires, recovered);
    *action_out = (uint8_t)action;
    if (action == CHURN_RAISE) {
        *open = 1;
        counts->raised++;
    } else if (action == CHURN_CLOSE) {
        *open = 0;
        counts->closed++;
    }
    counts->open += *open == 1;
}

void crm__churn_silence(const struct churn_rule *rule, const struct churn_customer *customers,
                        size_t count, int64_t today, uint8_t *open, uint8_t *actions_out,
                        struct churn_counts *counts_out)
{
    *counts_out = (struct churn_counts){0};
    for (size_t i = 0; i < count; i++) {
        bool fires = crm__churn_due_day(rule, &customers[i]) <= today;
        step(fires, !fires, &open[i], &actions_out[i], counts_out);
    }
}

void crm__churn_moves(const struct churn_move *move, const uint8_t *before, const uint8_t *after,
                      size_t count, uint8_t *open, uint8_t *actions_out,
                      struct churn_counts *counts_out)
{
    *counts_out = (struct churn_counts){0};
    for (size_t i = 0; i < count; i++) {
        bool stays = after[i] < 64 && (move->to >> after[i] & 1);
        step(crm__churn_moved(move, before[i], after[i]), !stays, &open[i], &actions_out[i],
             counts_out);
    }
}
