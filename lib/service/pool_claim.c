/* Claims against the limits of their pool. */
#include "service/pool_claim.h"

#include "base/time.h"
#include "store/query.h"

static crm_status count_where(struct store *store, const char *entity_name,
                              const struct save_field *equals, size_t count, const char *rule,
                              int64_t *count_out)
{
    struct query *query;
    const struct entity *entity = crm__service_entity(store, entity_name);
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    for (size_t i = 0; i < count; i++)
        crm__query_where_equal(query, crm__service_field(entity, equals[i].name), equals[i].value);
    if (rule)
        crm__query_where(query, crm__text_of(rule));
    status = crm__query_count(query, count_out);
    crm__query_free(query);
    return status;
}

/* What the user holds of the pool, and what he claimed today, released or not. */
static crm_status counts_read(struct store *store, const struct pool *pool, int64_t user,
                              struct claim_terms *terms)
{
    const struct save_field held[] = {{"pool", crm__value_int(pool->id)},
                                      {"owner", crm__value_int(user)}};
    const struct save_field today[] = {
        {"pool", crm__value_int(pool->id)},
        {"user", crm__value_int(user)},
        {"local_day", crm__value_int(crm__zone_date(pool->zone, store->env->now_us))},
        {"action", crm__value_text(TEXT("claim"))}};
    crm_status status =
        count_where(store, "lead", held, 2, "!has(converted_at)", &terms->owned_count);
    if (status >= 0)
        status = count_where(store, "claim", today, 4, NULL, &terms->claimed_today);
    return status;
}

static crm_status terms_make(struct store *store, const struct pool *pool, int64_t user,
                             bool by_administrator, struct claim_terms *terms)
{
    *terms = (struct claim_terms){
        .way = by_administrator         ? CLAIM_ASSIGN
               : pool->is_administrator ? CLAIM_ADMIN_PICK
                                        : CLAIM_PICK,
        .now_us = store->env->now_us,
        .owner_id = user,
        .capacity = pool->capacity,
        .daily_limit = pool->daily_limit,
        .hold_us = pool->hold_us,
        .cool_down_us = pool->cool_down_us,
    };
    crm__store_elevate(store);
    crm_status status = counts_read(store, pool, user, terms);
    crm__store_restore(store);
    return status;
}

static struct claim_lead lead_of(const struct lead_state *state)
{
    return (struct claim_lead){
        .id = state->id,
        .in_pool = state->owner == 0 && state->pool != 0 && !state->converted,
        .locked = state->locked,
        .entered_pool_us =
            state->pool_entered_us == INT64_MIN ? CLAIM_NO_TIME : state->pool_entered_us,
        .previous_owner_id = state->previous_owner,
        .previous_left_us =
            state->previous_until_us == INT64_MIN ? CLAIM_NO_TIME : state->previous_until_us,
    };
}

static crm_status refused(struct store *store, const struct pool *pool,
                          const struct claim_lead *leads, const struct claim_answer *answer)
{
    int64_t lead = answer->lead == SIZE_MAX ? 0 : leads[answer->lead].id;
    char until[TIME_TEXT_SIZE] = "";
    if (answer->until_us)
        crm__time_format(answer->until_us, until);
    crm_status status = CRM_E_REFUSED;
    switch (answer->refusal) {
    case CLAIM_OVER_CAPACITY:
    case CLAIM_OVER_DAILY_LIMIT:
        status =
            crm__fail_field(store->env, CRM_E_REFUSED, "pool",
                            answer->refusal == CLAIM_OVER_CAPACITY ? "capacity" : "daily_limit",
                            "%s of pool %lld: %lld asked, %lld of %lld used, %lld left",
                            answer->refusal == CLAIM_OVER_CAPACITY ? "capacity" : "daily limit",
                            (long long)pool->id, (long long)answer->asked, (long long)answer->used,
                            (long long)answer->limit, (long long)answer->remaining);
        break;
    case CLAIM_ON_HOLD:
    case CLAIM_COOLING_DOWN:
        status = crm__fail_field(store->env, CRM_E_REFUSED, "pool",
                                 answer->refusal == CLAIM_ON_HOLD ? "hold_hours" : "cool_down_days",
                                 answer->refusal == CLAIM_ON_HOLD
                                     ? "lead %lld is new to the pool; it can be claimed from %s"
                                     : "lead %lld was yours; you can claim it again from %s",
                                 (long long)lead, until);
        break;
    case CLAIM_LEAD_LOCKED:
        status = crm__fail_field(store->env, CRM_E_REFUSED, "lead", "locked", "lead %lld is locked",
                                 (long long)lead);
        break;
    default:
        status = crm__fail_field(
            store->env, CRM_E_REFUSED, "lead", "owner",
            "lead %lld does not lie in a pool: it has an owner, or is converted", (long long)lead);
        break;
    }
    store->env->error.record_id = lead;
    return status;
}

/* The leads of one pool, checked as one batch. */
static crm_status pool_allow(struct store *store, int64_t pool_id, const struct claim_lead *leads,
                             size_t count, int64_t user, bool by_administrator)
{
    struct pool pool;
    struct claim_terms terms;
    struct claim_answer answer;
    crm_status status = crm__pool_load(store, pool_id, user, &pool);
    if (status < 0)
        return status;
    if (!pool.enabled)
        return crm__fail_field(store->env, CRM_E_REFUSED, "pool", "enabled",
                               "pool %lld is switched off", (long long)pool_id);
    if (!pool.is_member)
        return crm__fail_field(store->env, CRM_E_DENIED, "pool", NULL,
                               "user %lld is no member of pool %lld", (long long)user,
                               (long long)pool_id);
    status = terms_make(store, &pool, user, by_administrator, &terms);
    if (status < 0)
        return status;
    crm__claim_check(&terms, leads, count, &answer);
    return answer.refusal == CLAIM_ALLOWED ? CRM_OK : refused(store, &pool, leads, &answer);
}

/* A seller claims for himself; only administrators and the library act for others. */
static crm_status actor_check(struct store *store, int64_t pool_id, int64_t user,
                              bool by_administrator)
{
    struct pool pool;
    int64_t actor = store->actor.user_id;
    if (crm__access_unbounded(store) || (!by_administrator && actor == user))
        return CRM_OK;
    crm_status status = crm__pool_load(store, pool_id, actor, &pool);
    if (status >= 0 && !pool.is_administrator)
        status = crm__fail_field(store->env, CRM_E_DENIED, "pool", NULL,
                                 "only an administrator of pool %lld may give leads to others",
                                 (long long)pool_id);
    return status;
}

crm_status crm__claim_allow(struct store *store, const struct lead_state *states, size_t count,
                            int64_t user, bool by_administrator)
{
    struct claim_lead *leads = crm__realloc_array(store->env, NULL, count + 1, sizeof *leads);
    uint8_t *done = crm__alloc_zero(store->env, count + 1, 1);
    crm_status status = leads && done ? CRM_OK : CRM_E_NOMEM;
    for (size_t first = 0; status >= 0 && first < count; first++) {
        size_t some = 0;
        if (done[first])
            continue;
        if (!states[first].pool) {
            status = crm__fail_field(store->env, CRM_E_REFUSED, "lead", "pool",
                                     "lead %lld is in no pool", (long long)states[first].id);
            break;
        }
        for (size_t i = first; i < count; i++) {
            if (states[i].pool != states[first].pool)
                continue;
            leads[some++] = lead_of(&states[i]);
            done[i] = 1;
        }
        status = actor_check(store, states[first].pool, user, by_administrator);
        if (status >= 0)
            status = pool_allow(store, states[first].pool, leads, some, user, by_administrator);
    }
    crm__free(store->env, done);
    crm__free(store->env, leads);
    return status;
}
