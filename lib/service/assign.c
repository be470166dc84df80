/* Assignment: the leads of each pool in turn, decided by the router, moved and explained. */
#include "service/assign.h"

#include "service/assign_plan.h"
#include "service/lead_move.h"
#include "service/pool.h"
#include "service/rule_rows.h"

enum { DECISION_COLUMNS = 8, SKIPS_SHOWN = 16, MOVE_BATCH = 1000 };

/* What became of a lead. Before the router is asked, `why` says what speaks against that. */
struct decision {
    const char *why; /* "locked" …; NULL: the router decides */
    struct route_decision route;
    struct assign_rule *rule; /* that decided, or matched last; NULL */
    int64_t user;             /* 0 nobody */
    struct text skips;        /* JSON object {user: why} */
};

struct assigning {
    struct store *store;
    struct assign_plan plan;
    struct arena arena;
    int64_t *leads;
    struct lead_state *states;
    struct decision *decisions;
    size_t count;
    struct id_map position; /* lead -> index */
};

/* The rules of one pool and a router over them. */
struct pool_run {
    struct assigning *work;
    struct assign_rule **rules; /* of the plan */
    struct route_rule *routes;
    const struct rule **conditions;
    size_t rule_count;
    struct router *router;
    uint8_t *verdicts; /* of one lead */
    uint8_t *skips;
};

/* --- which leads ---------------------------------------------------------------------------- */

static crm_status leads_find(struct assigning *work, const struct assign_options *options)
{
    struct buffer where;
    crm_status status = CRM_OK;
    size_t count = options->count;
    int64_t *found = NULL;
    const int64_t *leads = options->leads;
    if (!leads) {
        crm__buffer_init(&where, work->store->env);
        crm__buffer_cstr(&where, "!has(owner) && !has(converted_at) && !locked && ");
        if (options->pool)
            crm__buffer_format(&where, "pool == %lld", (long long)options->pool);
        else
            crm__buffer_cstr(&where, "(!has(pool) || pool.enabled)");
        status = crm__buffer_status(&where);
        if (status >= 0)
            status = crm__rule_rows_ids(work->store, crm__service_entity(work->store, "lead"),
                                        crm__buffer_view(&where), NULL, PARTITION_WHOLE,
                                        &found, &count);
        crm__buffer_free(&where);
        leads = found;
    }
    work->leads = crm__arena_alloc(&work->arena, (count + 1) * sizeof *work->leads);
    if (status >= 0 && !work->leads)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        bool known = crm__id_map_find(&work->position, leads[i]) != NULL;
        if (!known && !crm__id_map_put(&work->position, leads[i], (int64_t)work->count))
            status = CRM_E_NOMEM;
        if (!known)
            work->leads[work->count++] = leads[i];
    }
    crm__free(work->store->env, found);
    return status;
}

static crm_status leads_load(struct assigning *work)
{
    work->states = crm__arena_alloc_zero(&work->arena, work->count + 1, sizeof *work->states);
    work->decisions = crm__arena_alloc_zero(&work->arena, work->count + 1, sizeof *work->decisions);
    if (!work->states || !work->decisions)
        return CRM_E_NOMEM;
    crm_status status = crm__lead_states(work->store, work->leads, work->count, work->states);
    for (size_t i = 0; status >= 0 && i < work->count; i++) {
        const struct lead_state *state = &work->states[i];
        struct decision *decision = &work->decisions[i];
        decision->route.outcome = ROUTE_NO_RULE;
        decision->why = state->owner       ? "owned"
                        : state->converted ? "converted"
                        : state->locked    ? "locked"
                                           : NULL;
        if (!state->found)
            status = crm__fail_field(work->store->env, CRM_E_NOT_FOUND, "lead", NULL,
                                     "no lead %lld", (long long)state->id);
    }
    return status;
}

/* --- one pool ------------------------------------------------------------------------------- */

/* May the acting user assign here, and how much room does the pool leave its members? */
static crm_status pool_enter(struct assigning *work, int64_t pool_id, int64_t *capacities)
{
    struct store *store = work->store;
    struct pool pool = {.capacity = CLAIM_UNLIMITED};
    struct id_map loads;
    crm_status status = CRM_OK;
    bool may = crm__access_unbounded(store);
    if (pool_id)
        status = crm__pool_load(store, pool_id, store->actor.user_id, &pool);
    if (status >= 0 && !may && !pool.is_administrator)
        return crm__fail_field(store->env, CRM_E_DENIED, "pool", NULL,
                               "only an administrator of pool %lld may assign its leads",
                               (long long)pool_id);
    crm__id_map_init(&loads, store->env);
    if (status >= 0 && pool.capacity != CLAIM_UNLIMITED)
        status = crm__assign_loads(store, pool_id, &loads);
    for (size_t i = 0; status >= 0 && i < work->plan.member_count; i++) {
        struct route_member *member = &work->plan.members[i];
        const int64_t *held = crm__id_map_find(&loads, member->id);
        int64_t room = pool.capacity - (held ? *held : 0);
        capacities[i] = member->capacity;
        if (pool.capacity != CLAIM_UNLIMITED && member->load + room < member->capacity)
            member->capacity = member->load + (room > 0 ? room : 0);
    }
    crm__id_map_free(&loads);
    return status;
}

static crm_status run_init(struct assigning *work, int64_t pool, struct pool_run *run)
{
    size_t room = work->plan.rule_count + 1;
    *run = (struct pool_run){.work = work};
    run->rules = crm__arena_alloc_zero(&work->arena, room, sizeof *run->rules);
    run->routes = crm__arena_alloc_zero(&work->arena, room, sizeof *run->routes);
    run->conditions = crm__arena_alloc_zero(&work->arena, room, sizeof *run->conditions);
    run->verdicts = crm__arena_alloc_zero(&work->arena, room, 1);
    run->skips = crm__arena_alloc_zero(&work->arena, work->plan.member_count + 1, 1);
    if (!run->rules || !run->routes || !run->conditions || !run->verdicts || !run->skips)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < work->plan.rule_count; i++) {
        struct assign_rule *rule = &work->plan.rules[i];
        if (rule->pool && rule->pool != pool)
            continue;
        run->rules[run->rule_count] = rule;
        run->routes[run->rule_count] = rule->route;
        run->conditions[run->rule_count++] = rule->condition;
    }
    const struct route_plan plan = {.members = work->plan.members,
                                    .member_count = work->plan.member_count,
                                    .rules = run->routes,
                                    .rule_count = run->rule_count};
    return crm__router_new(work->store->env, &plan, &run->router);
}

/* Whom the rule passed over: a few by name, the others by number. */
static crm_status skips_write(struct pool_run *run, struct decision *decision)
{
    struct assigning *work = run->work;
    const struct assign_rule *rule = decision->rule;
    struct buffer json;
    size_t shown = 0;
    size_t more = 0;
    crm__buffer_init(&json, work->store->env);
    crm__buffer_byte(&json, '{');
    for (size_t i = 0; i < rule->route.member_count; i++) {
        if (run->skips[i] == ROUTE_FREE)
            continue;
        if (shown == SKIPS_SHOWN)
            more++;
        else
            crm__buffer_format(&json, "%s\"%lld\":\"%s\"", shown++ ? "," : "",
                               (long long)work->plan.members[rule->route.members[i]].id,
                               crm__route_skip_name((enum route_skip)run->skips[i]));
    }
    if (more)
        crm__buffer_format(&json, ",\"more\":%zu", more);
    if (rule->lacking.size)
        crm__buffer_format(&json, "%s%s", shown ? "," : "", rule->lacking.data);
    crm__buffer_byte(&json, '}');
    crm_status status = crm__buffer_status(&json);
    if (status >= 0 && json.size > 2)
        decision->skips = crm__arena_text(&work->arena, crm__buffer_view(&json));
    if (status >= 0 && json.size > 2 && !decision->skips.data)
        status = CRM_E_NOMEM;
    crm__buffer_free(&json);
    return status;
}

static crm_status lead_decide(struct pool_run *run, const struct rule_rows *rows, size_t row)
{
    struct assigning *work = run->work;
    int64_t id = rows->rows.columns[0].integers[row];
    struct decision *decision = &work->decisions[*crm__id_map_find(&work->position, id)];
    const struct route_lead lead = {.territory = crm__table_int(&rows->rows, 1, row, 0)};
    for (size_t i = 0; i < run->rule_count; i++)
        run->verdicts[i] = rows->verdicts[i][row];
    crm__router_assign(run->router, &lead, run->verdicts, run->skips, &decision->route);
    if (decision->route.rule == SIZE_MAX)
        return CRM_OK;
    decision->rule = run->rules[decision->route.rule];
    if (decision->route.outcome == ROUTE_GIVEN) {
        const struct route_rule *route = &decision->rule->route;
        decision->user = work->plan.members[decision->route.member].id;
        for (size_t place = 0; place < route->member_count; place++)
            decision->rule->given[place] += route->members[place] == decision->route.member;
    }
    return skips_write(run, decision);
}

static crm_status leads_decide(struct pool_run *run, const int64_t *leads, size_t count)
{
    struct store *store = run->work->store;
    struct rule_rows rows;
    crm_status status = crm__rule_rows_init(&rows, store, crm__service_entity(store, "lead"),
                                            run->conditions, run->rule_count, TEXT("territory"));
    if (status < 0)
        return status;
    for (size_t from = 0; status >= 0 && from < count; from += RULE_ROWS_BATCH) {
        size_t some = count - from < RULE_ROWS_BATCH ? count - from : RULE_ROWS_BATCH;
        crm__store_elevate(store);
        status = crm__rule_rows_load(&rows, leads + from, some);
        crm__store_restore(store);
        for (size_t row = 0; status >= 0 && row < rows.rows.row_count; row++)
            status = lead_decide(run, &rows, row);
    }
    crm__rule_rows_free(&rows);
    return status;
}

static crm_status pool_assign(struct assigning *work, int64_t pool, const int64_t *leads,
                              size_t count)
{
    struct pool_run run;
    int64_t *capacities =
        crm__arena_alloc_zero(&work->arena, work->plan.member_count + 1, sizeof *capacities);
    if (!capacities)
        return CRM_E_NOMEM;
    crm_status status = pool_enter(work, pool, capacities);
    if (status >= 0)
        status = run_init(work, pool, &run);
    if (status < 0)
        return status;
    status = leads_decide(&run, leads, count);
    if (status >= 0)
        crm__router_save(run.router);
    for (size_t i = 0; i < run.rule_count; i++)
        run.rules[i]->route.last_id = run.routes[i].last_id;
    for (size_t i = 0; i < work->plan.member_count; i++)
        work->plan.members[i].capacity = capacities[i];
    crm__router_free(run.router);
    return status;
}

static crm_status pools_assign(struct assigning *work)
{
    int64_t *leads = crm__arena_alloc_zero(&work->arena, work->count + 1, sizeof *leads);
    uint8_t *done = crm__arena_alloc_zero(&work->arena, work->count + 1, 1);
    crm_status status = leads && done ? CRM_OK : CRM_E_NOMEM;
    for (size_t first = 0; status >= 0 && first < work->count; first++) {
        size_t some = 0;
        if (done[first] || work->decisions[first].why)
            continue;
        for (size_t i = first; i < work->count; i++) {
            if (work->decisions[i].why || work->states[i].pool != work->states[first].pool)
                continue;
            leads[some++] = work->leads[i];
            done[i] = 1;
        }
        status = pool_assign(work, work->states[first].pool, leads, some);
    }
    return status;
}

/* --- writing -------------------------------------------------------------------------------- */

/* What the ledger says of a rule's decisions: "hot leads: round_robin". */
static crm_status reasons_make(struct assigning *work)
{
    struct buffer reason;
    crm_status status = CRM_OK;
    crm__buffer_init(&reason, work->store->env);
    for (size_t i = 0; status >= 0 && i < work->plan.rule_count; i++) {
        struct assign_rule *rule = &work->plan.rules[i];
        crm__buffer_clear(&reason);
        crm__buffer_text(&reason, rule->name);
        crm__buffer_format(&reason, ": %s", crm__route_strategy_name(rule->route.strategy));
        rule->reason = crm__arena_text(&work->arena, crm__buffer_view(&reason));
        status = crm__buffer_status(&reason);
        if (status >= 0 && !rule->reason.data)
            status = CRM_E_NOMEM;
    }
    crm__buffer_free(&reason);
    return status;
}

/* Moves the next leads that somebody gets, at most MOVE_BATCH; *from moves on behind them. */
static crm_status batch_move(struct assigning *work, struct lead_state *states,
                             struct lead_move *moves, size_t *from)
{
    size_t count = 0;
    for (; *from < work->count && count < MOVE_BATCH; ++*from) {
        const struct decision *decision = &work->decisions[*from];
        if (!decision->user)
            continue;
        states[count] = work->states[*from];
        moves[count++] = (struct lead_move){.action = MOVE_ASSIGN,
                                            .user = decision->user,
                                            .rule = decision->rule->id,
                                            .status = TEXT("assigned"),
                                            .reason = decision->rule->reason};
    }
    crm_status status = crm__leads_move_each(work->store, states, count, moves);
    if (status < 0)
        return status;
    return crm__progress(work->store->env, "assign", (int64_t)*from, (int64_t)work->count);
}

static crm_status decisions_write(struct assigning *work)
{
    struct lead_state *states = crm__arena_alloc_zero(&work->arena, MOVE_BATCH, sizeof *states);
    struct lead_move *moves = crm__arena_alloc_zero(&work->arena, MOVE_BATCH, sizeof *moves);
    if (!states || !moves)
        return CRM_E_NOMEM;
    crm_status status = reasons_make(work);
    for (size_t from = 0; status >= 0 && from < work->count;)
        status = batch_move(work, states, moves, &from);
    crm__store_elevate(work->store);
    if (status >= 0)
        status = crm__assign_plan_save(&work->plan);
    crm__store_restore(work->store);
    return status;
}

/* --- telling -------------------------------------------------------------------------------- */

static crm_status decision_add(const struct assigning *work, size_t index, struct batch *rows)
{
    const struct decision *decision = &work->decisions[index];
    const char *outcome =
        decision->why ? decision->why : crm__route_outcome_name(decision->route.outcome);
    const struct assign_rule *rule = decision->rule;
    const struct value values[DECISION_COLUMNS] = {
        crm__value_int(work->leads[index]),
        crm__value_or_null(work->states[index].pool, 0),
        crm__value_text(crm__text_of(outcome)),
        crm__value_or_null(decision->user, 0),
        rule ? crm__value_int(rule->id) : VALUE_OF_NULL,
        rule ? crm__value_text(rule->name) : VALUE_OF_NULL,
        rule ? crm__value_text(crm__text_of(crm__route_strategy_name(rule->route.strategy)))
             : VALUE_OF_NULL,
        decision->skips.size ? crm__value_text(decision->skips) : VALUE_OF_NULL,
    };
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < DECISION_COLUMNS; i++)
        status = crm__column_value(rows, &rows->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static crm_status decisions_tell(const struct assigning *work, struct reader **reader_out)
{
    const struct reader_column columns[DECISION_COLUMNS] = {
        crm__reader_column(TEXT("lead"), COLUMN_ID, TEXT("Lead"), TEXT("线索")),
        crm__reader_column(TEXT("pool"), COLUMN_ID, TEXT("Lead pool"), TEXT("线索池")),
        crm__reader_column(TEXT("outcome"), COLUMN_TEXT, TEXT("Outcome"), TEXT("结果")),
        crm__reader_column(TEXT("user"), COLUMN_ID, TEXT("Given to"), TEXT("分配给")),
        crm__reader_column(TEXT("rule"), COLUMN_ID, TEXT("Rule"), TEXT("规则")),
        crm__reader_column(TEXT("rule_name"), COLUMN_TEXT, TEXT("Name of the rule"),
                           TEXT("规则名称")),
        crm__reader_column(TEXT("strategy"), COLUMN_TEXT, TEXT("Strategy"), TEXT("分配方式")),
        crm__reader_column(TEXT("skipped"), COLUMN_JSON, TEXT("Passed over"), TEXT("跳过的成员")),
    };
    struct batch rows;
    crm__batch_init(&rows, work->store->env);
    crm_status status = crm__reader_prepare(columns, DECISION_COLUMNS, &rows);
    for (size_t i = 0; status >= 0 && i < work->count; i++)
        status = decision_add(work, i, &rows);
    if (status >= 0)
        status = crm__reader_of_batch(work->store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    return status;
}

static crm_status assign_run(struct assigning *work, const struct assign_options *options,
                             struct reader **reader_out)
{
    struct pool pool;
    crm_status status =
        options->pool ? crm__pool_load(work->store, options->pool, 0, &pool) : CRM_OK;
    crm__store_elevate(work->store);
    if (status >= 0)
        status = leads_find(work, options);
    if (status >= 0)
        status = leads_load(work);
    crm__store_restore(work->store);
    if (status >= 0)
        status = pools_assign(work);
    if (status >= 0 && !options->dry_run)
        status = decisions_write(work);
    return status < 0 ? status : decisions_tell(work, reader_out);
}

crm_status crm__assign(struct store *store, const struct assign_options *options,
                       struct reader **reader_out)
{
    struct assigning work = {.store = store};
    *reader_out = NULL;
    crm_status status = options->dry_run ? crm__store_begin_read(store) : crm__store_begin(store);
    if (status < 0)
        return status;
    crm__arena_init(&work.arena, store->env);
    crm__id_map_init(&work.position, store->env);
    status = crm__assign_plan_load(store, &work.plan);
    if (status >= 0)
        status = assign_run(&work, options, reader_out);
    crm__assign_plan_free(&work.plan);
    crm__id_map_free(&work.position);
    crm__arena_free(&work.arena);
    status = crm__store_end(store, status);
    if (status < 0) {
        crm__reader_free(*reader_out);
        *reader_out = NULL;
    }
    return status;
}
