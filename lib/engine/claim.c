/* Refusals of claims, in a fixed order: the batch first, then each lead. */
#include "engine/claim.h"

static bool over(int64_t limit, int64_t used, int64_t asked, struct claim_answer *answer);
static enum claim_refusal check_lead(const struct claim_terms *terms,
                                     const struct claim_lead *lead, int64_t *until_us);

void crm__claim_check(const struct claim_terms *terms, const struct claim_lead *leads,
                      size_t lead_count, struct claim_answer *answer)
{
    int64_t asked = (int64_t)lead_count;
    *answer = (struct claim_answer){.lead = SIZE_MAX, .asked = asked};
    if (over(terms->capacity, terms->owned_count, asked, answer)) {
        answer->refusal = CLAIM_OVER_CAPACITY;
        return;
    }
    if (terms->way == CLAIM_PICK && over(terms->daily_limit, terms->claimed_today, asked, answer)) {
        answer->refusal = CLAIM_OVER_DAILY_LIMIT;
        return;
    }
    for (size_t i = 0; i < lead_count; i++) {
        answer->refusal = check_lead(terms, &leads[i], &answer->until_us);
        if (answer->refusal != CLAIM_ALLOWED) {
            answer->lead = i;
            return;
        }
    }
}

const char *crm__claim_refusal_name(enum claim_refusal refusal)
{
    static const char *const names[] = {"allowed",     "over_capacity", "over_daily_limit",
                                        "not_in_pool", "locked",        "on_hold",
                                        "cooling_down"};
    return names[refusal];
}

static bool over(int64_t limit, int64_t used, int64_t asked, struct claim_answer *answer)
{
    int64_t remaining = limit > used ? limit - used : 0;
    if (limit == CLAIM_UNLIMITED || asked <= remaining)
        return false;
    answer->limit = limit;
    answer->used = used;
    answer->remaining = remaining;
    return true;
}

static enum claim_refusal check_lead(const struct claim_terms *terms,
                                     const struct claim_lead *lead, int64_t *until_us)
{
    if (!lead->in_pool)
        return CLAIM_NOT_IN_POOL;
    if (lead->locked)
        return CLAIM_LEAD_LOCKED;
    if (terms->way == CLAIM_PICK && terms->hold_us > 0 && lead->entered_pool_us != CLAIM_NO_TIME &&
        terms->now_us - lead->entered_pool_us < terms->hold_us) {
        *until_us = lead->entered_pool_us + terms->hold_us;
        return CLAIM_ON_HOLD;
    }
    bool returns = lead->previous_owner_id != 0 && lead->previous_owner_id == terms->owner_id &&
                   lead->previous_left_us != CLAIM_NO_TIME;
    if (terms->way != CLAIM_ASSIGN && terms->cool_down_us > 0 && returns &&
        terms->now_us - lead->previous_left_us < terms->cool_down_us) {
        *until_us = lead->previous_left_us + terms->cool_down_us;
        return CLAIM_COOLING_DOWN;
    }
    return CLAIM_ALLOWED;
}
