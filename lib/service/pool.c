/* Lead pools: who may take what, and the moves that follow. */
#include "service/pool.h"

#include <string.h>

#include "service/pool_claim.h"
#include "store/query.h"

static const char *const pool_names[] = {
    "enabled",   "capacity", "daily_limit", "cool_down_days", "hold_hours",
    "on_return", "teams",    "users",       "administrators", "time_zone"};
enum { POOL_FIELDS = sizeof pool_names / sizeof *pool_names };

static crm_status team_of(struct store *store, int64_t user, int64_t *team_out)
{
    const struct entity *entity = crm__service_entity(store, "user");
    const struct field *field = crm__service_field(entity, "team");
    struct batch rows;
    uint8_t found = 0;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__rows_get(store, entity, &field, 1, &user, 1, 0, &found, &rows);
    if (status >= 0)
        *team_out = crm__batch_at(&rows, 0, 0).integer;
    if (status >= 0 && !found)
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "user", NULL, "no user %lld",
                                 (long long)user);
    crm__batch_free(&rows);
    return status;
}

static int64_t limit_of(struct value value, int64_t unlimited, int64_t unit)
{
    return value.kind == VALUE_INT ? value.integer * unit : unlimited;
}

/* A pool that names neither teams nor users is open to all. */
static crm_status membership(struct store *store, const struct batch *row, int64_t user,
                             struct pool *pool)
{
    struct value teams = crm__batch_at(row, 6, 0);
    struct value users = crm__batch_at(row, 7, 0);
    bool open = teams.kind != VALUE_BLOB && users.kind != VALUE_BLOB;
    int64_t team = 0;
    if (!user)
        return CRM_OK;
    crm_status status = team_of(store, user, &team);
    pool->is_administrator = crm__references_has(crm__batch_at(row, 8, 0), user);
    pool->is_member = open || pool->is_administrator || crm__references_has(users, user) ||
                      (team && crm__references_has(teams, team));
    return status;
}

static crm_status pool_read(struct store *store, int64_t pool_id, int64_t user, struct batch *row,
                            struct pool *pool)
{
    const struct entity *entity = crm__service_entity(store, "pool");
    const struct field *fields[POOL_FIELDS];
    const int64_t hour_us = INT64_C(3600000000);
    uint8_t found = 0;
    for (size_t i = 0; i < POOL_FIELDS; i++)
        fields[i] = crm__service_field(entity, pool_names[i]);
    crm_status status =
        crm__rows_get(store, entity, fields, POOL_FIELDS, &pool_id, 1, 0, &found, row);
    if (status < 0)
        return status;
    if (!found)
        return crm__fail_field(store->env, CRM_E_NOT_FOUND, "pool", NULL, "no pool %lld",
                               (long long)pool_id);
    struct value on_return = crm__batch_at(row, 5, 0);
    *pool = (struct pool){
        .id = pool_id,
        .enabled = crm__batch_at(row, 0, 0).integer != 0,
        .capacity = limit_of(crm__batch_at(row, 1, 0), CLAIM_UNLIMITED, 1),
        .daily_limit = limit_of(crm__batch_at(row, 2, 0), CLAIM_UNLIMITED, 1),
        .cool_down_us = limit_of(crm__batch_at(row, 3, 0), 0, 24 * hour_us),
        .hold_us = limit_of(crm__batch_at(row, 4, 0), 0, hour_us),
    };
    if (on_return.kind == VALUE_TEXT && on_return.text.size < sizeof pool->on_return)
        memcpy(pool->on_return, on_return.text.data, on_return.text.size);
    struct value zone = crm__batch_at(row, 9, 0);
    status = crm__store_zone(store, zone.kind == VALUE_TEXT ? zone.text : TEXT_NONE, &pool->zone);
    return status < 0 ? status : membership(store, row, user, pool);
}

crm_status crm__pool_load(struct store *store, int64_t pool_id, int64_t user, struct pool *pool_out)
{
    struct batch row;
    crm__batch_init(&row, store->env);
    crm__store_elevate(store);
    crm_status status = pool_read(store, pool_id, user, &row, pool_out);
    crm__store_restore(store);
    crm__batch_free(&row);
    return status;
}

crm_status crm__pool_default(struct store *store, int64_t *pool_out)
{
    struct query *query;
    *pool_out = 0;
    crm_status status = crm__query_new(store, crm__service_entity(store, "pool"), &query);
    if (status < 0)
        return status;
    crm__query_where(query, TEXT("is_default && enabled"));
    crm__store_elevate(store);
    status = crm__query_first_id(query, pool_out);
    crm__store_restore(store);
    crm__query_free(query);
    return status;
}

/* --- moves ---------------------------------------------------------------------------------- */

/* Takes the states of all leads, lets `check` refuse each, and moves them. */
struct pool_work {
    struct store *store;
    struct lead_state *states;
    size_t count;
    bool begun;
};

static crm_status work_begin(struct store *store, const int64_t *leads, size_t count,
                             struct pool_work *work)
{
    *work = (struct pool_work){.store = store, .count = count};
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    work->begun = true;
    work->states = crm__alloc_zero(store->env, count + 1, sizeof *work->states);
    status = work->states ? crm__lead_states(store, leads, count, work->states) : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (!work->states[i].found)
            status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "lead", NULL, "no lead %lld",
                                     (long long)leads[i]);
    }
    return status;
}

static crm_status work_end(struct pool_work *work, crm_status status)
{
    crm__free(work->store->env, work->states);
    return work->begun ? crm__store_end(work->store, status) : status;
}

static crm_status refuse(struct store *store, int64_t lead, const char *why)
{
    crm_status status = crm__fail_field(store->env, CRM_E_REFUSED, "lead", NULL, "lead %lld %s",
                                        (long long)lead, why);
    store->env->error.record_id = lead;
    return status;
}

/* May the acting user move this lead out of a seller's hands, or about in a pool? */
static crm_status may_handle(struct store *store, const struct lead_state *state, bool owner_may)
{
    struct pool pool;
    if (crm__access_unbounded(store) ||
        (owner_may && state->owner && state->owner == store->actor.user_id))
        return CRM_OK;
    crm_status status = CRM_OK;
    pool.is_administrator = false;
    if (state->pool)
        status = crm__pool_load(store, state->pool, store->actor.user_id, &pool);
    if (status >= 0 && !pool.is_administrator)
        status = crm__fail_field(store->env, CRM_E_DENIED, "lead", NULL,
                                 "lead %lld: only its owner or an administrator of its pool may",
                                 (long long)state->id);
    return status;
}

/* A lead that is released, and where it goes. */
static crm_status release_plan(struct store *store, const struct lead_state *state, int64_t pool_id,
                               struct pool *pool)
{
    if (!state->owner)
        return refuse(store, state->id, "has no owner; it lies in its pool already");
    if (state->locked)
        return refuse(store, state->id, "is locked; unlock it first");
    if (state->converted)
        return refuse(store, state->id, "is converted");
    int64_t target = pool_id ? pool_id : state->pool;
    crm_status status = may_handle(store, state, true);
    if (status >= 0 && !target)
        status = crm__pool_default(store, &target);
    if (status >= 0 && !target)
        return refuse(store, state->id, "has no pool and there is no default one; name one");
    /* Mostly that of the lead before. */
    if (status >= 0 && pool->id != target)
        status = crm__pool_load(store, target, 0, pool);
    return status;
}

/* Moves together what may be moved together: leads that get a status, or leads that keep theirs. */
static crm_status releases_move(struct store *store, const struct lead_state *states,
                                const struct lead_move *moves, size_t count)
{
    crm_status status = CRM_OK;
    for (size_t from = 0, to; status >= 0 && from < count; from = to) {
        bool has_status = moves[from].status.size > 0;
        for (to = from + 1; to < count && (moves[to].status.size > 0) == has_status;)
            to++;
        status = crm__leads_move_each(store, states + from, to - from, moves + from);
    }
    return status;
}

crm_status crm__pool_release(struct store *store, const int64_t *leads, size_t count, int64_t pool,
                             struct text reason)
{
    struct pool_work work;
    struct pool target = {0};
    struct arena arena;
    crm__arena_init(&arena, store->env);
    crm_status status = work_begin(store, leads, count, &work);
    struct lead_move *moves = crm__arena_alloc_zero(&arena, count + 1, sizeof *moves);
    if (status >= 0 && !moves)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        status = release_plan(store, &work.states[i], pool, &target);
        if (status < 0)
            break;
        moves[i] =
            (struct lead_move){.action = MOVE_RELEASE,
                               .pool = target.id,
                               .status = crm__arena_text(&arena, crm__text_of(target.on_return)),
                               .reason = reason};
        if (!moves[i].status.data)
            status = CRM_E_NOMEM;
    }
    if (status >= 0)
        status = releases_move(store, work.states, moves, count);
    crm__arena_free(&arena);
    return work_end(&work, status);
}

crm_status crm__pool_transfer(struct store *store, const int64_t *leads, size_t count,
                              int64_t pool_id, struct text reason)
{
    struct pool_work work;
    struct pool pool;
    crm_status status = work_begin(store, leads, count, &work);
    if (status >= 0)
        status = crm__pool_load(store, pool_id, store->actor.user_id, &pool);
    if (status >= 0 && !pool.is_administrator && !crm__access_unbounded(store))
        status = crm__fail_field(store->env, CRM_E_DENIED, "pool", NULL,
                                 "only an administrator of pool %lld may", (long long)pool_id);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (work.states[i].owner)
            status = refuse(store, work.states[i].id, "has an owner; release it first");
        if (status >= 0)
            status = may_handle(store, &work.states[i], false);
    }
    struct lead_move move = {.action = MOVE_TRANSFER, .pool = pool_id, .reason = reason};
    if (status >= 0)
        status = crm__leads_move(store, work.states, count, &move);
    return work_end(&work, status);
}

/* --- taking --------------------------------------------------------------------------------- */

static crm_status take(struct store *store, const int64_t *leads, size_t count, int64_t user,
                       bool by_administrator, struct text reason)
{
    struct pool_work work;
    int64_t owner = user ? user : store->actor.user_id;
    crm_status status = work_begin(store, leads, count, &work);
    if (status >= 0 && !owner)
        status = crm__fail(store->env, CRM_E_INVALID, "nobody acts; say who the owner is to be");
    if (status >= 0)
        status = crm__claim_allow(store, work.states, count, owner, by_administrator);
    struct lead_move move = {.action = by_administrator ? MOVE_ASSIGN : MOVE_CLAIM,
                             .user = owner,
                             .status = TEXT("assigned"),
                             .reason = reason};
    if (status >= 0)
        status = crm__leads_move(store, work.states, count, &move);
    return work_end(&work, status);
}

crm_status crm__pool_claim(struct store *store, const int64_t *leads, size_t count, int64_t user,
                           struct text reason)
{
    return take(store, leads, count, user, false, reason);
}

crm_status crm__pool_give(struct store *store, const int64_t *leads, size_t count, int64_t user,
                          struct text reason)
{
    return take(store, leads, count, user, true, reason);
}
