/* Loading and keeping what assignment goes by. */
#include "service/assign_plan.h"

#include "base/json.h"

enum {
    USER_ID,
    USER_TEAM,
    USER_TERRITORY,
    USER_CAPACITY,
    USER_WEIGHT,
    USER_ACTIVE,
    USER_FROM,
    USER_UNTIL,
    USER_SKILLS,
    USER_MONTHLY
};
enum {
    RULE_ID,
    RULE_NAME,
    RULE_POOL,
    RULE_CONDITION,
    RULE_STRATEGY,
    RULE_FALLS,
    RULE_LAST,
    RULE_WEIGHTS,
    RULE_MEMBERS,
    RULE_TEAMS,
    RULE_SKILLS
};

static bool has_all(struct value references, struct value needed)
{
    size_t count = 0;
    const int64_t *ids = crm__references_ids(needed, &count);
    for (size_t i = 0; i < count; i++) {
        if (!crm__references_has(references, ids[i]))
            return false;
    }
    return true;
}

crm_status crm__assign_loads(struct store *store, int64_t pool, struct id_map *loads)
{
    const struct entity *lead = crm__service_entity(store, "lead");
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, lead, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where(query, TEXT("has(owner) && !has(converted_at)"));
    if (pool)
        crm__query_where_equal(query, crm__service_field(lead, "pool"), crm__value_int(pool));
    crm__query_group(query, TEXT("owner"));
    crm__query_measure(query, TEXT("count"));
    crm__store_elevate(store);
    status = crm__query_all(query, &rows);
    crm__store_restore(store);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        if (!crm__id_map_put(loads, rows.columns[0].integers[row], rows.columns[1].integers[row]))
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Leads that the user was given within the last 24 hours, whatever has become of them. */
static crm_status given_lately(struct store *store, int64_t user, int64_t *count_out)
{
    struct query *query;
    const struct entity *claim = crm__service_entity(store, "claim");
    crm_status status = crm__query_new(store, claim, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(claim, "user"), crm__value_int(user));
    crm__query_where(query, TEXT("action == \"assign\" && at > now - duration(\"24h\")"));
    crm__store_elevate(store);
    status = crm__query_count(query, count_out);
    crm__store_restore(store);
    crm__query_free(query);
    return status;
}

/* Who has a number of leads a month gets a thirtieth of it within 24 hours. */
static crm_status shares_apply(struct assign_plan *plan)
{
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < plan->member_count; row++) {
        struct route_member *member = &plan->members[row];
        struct value monthly = crm__batch_at(&plan->users, USER_MONTHLY, row);
        int64_t given = 0;
        if (monthly.kind != VALUE_INT)
            continue;
        status = given_lately(plan->store, member->id, &given);
        int64_t share = crm__route_daily_quota(monthly.integer, given);
        if (share < member->capacity - member->load)
            member->capacity = member->load + share;
    }
    return status;
}

static crm_status users_load(struct assign_plan *plan)
{
    struct store *store = plan->store;
    int64_t now_us = store->env->now_us;
    struct id_map loads;
    crm__id_map_init(&loads, store->env);
    crm_status status = crm__table_query(
        store, "user", TEXT_NONE,
        TEXT("id,team,territory,capacity,weight,active,available_from,available_until,skills,"
             "monthly_leads"),
        TEXT("id"), &plan->users);
    if (status >= 0)
        status = crm__assign_loads(store, 0, &loads);
    const struct batch *users = &plan->users;
    plan->members =
        crm__arena_alloc_zero(&plan->arena, users->row_count + 1, sizeof *plan->members);
    if (!plan->members)
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < users->row_count; row++) {
        int64_t id = users->columns[USER_ID].integers[row];
        const int64_t *load = crm__id_map_find(&loads, id);
        plan->members[row] = (struct route_member){
            .id = id,
            .available = crm__table_int(users, USER_ACTIVE, row, 0) &&
                         crm__table_int(users, USER_FROM, row, INT64_MIN) <= now_us &&
                         crm__table_int(users, USER_UNTIL, row, INT64_MAX) > now_us,
            .capacity = crm__table_int(users, USER_CAPACITY, row, ROUTE_UNLIMITED),
            .load = load ? *load : 0,
            .territory = crm__table_int(users, USER_TERRITORY, row, 0),
        };
        if (!crm__id_map_put(&plan->member_of, id, (int64_t)row))
            status = CRM_E_NOMEM;
    }
    plan->member_count = users->row_count;
    crm__id_map_free(&loads);
    return status < 0 ? status : shares_apply(plan);
}

/* Members by name or team; a rule that names nobody is for all that are active. */
static bool is_member(const struct assign_plan *plan, const struct batch *rows, size_t row,
                      size_t user)
{
    struct value members = crm__batch_at(rows, RULE_MEMBERS, row);
    struct value teams = crm__batch_at(rows, RULE_TEAMS, row);
    int64_t team = crm__table_int(&plan->users, USER_TEAM, user, 0);
    if (members.kind != VALUE_BLOB && teams.kind != VALUE_BLOB)
        return crm__table_int(&plan->users, USER_ACTIVE, user, 0) != 0;
    return crm__references_has(members, plan->members[user].id) ||
           (team && crm__references_has(teams, team));
}

/* {"user id": weight}; who is not named has the weight of his record. */
static int64_t weight_of(const struct assign_plan *plan, const struct json *weights, size_t user)
{
    char id[NUMBER_TEXT_SIZE];
    int64_t weight = crm__table_int(&plan->users, USER_WEIGHT, user, 1);
    size_t size = crm__int64_to_text(plan->members[user].id, id);
    const struct json *own = weights ? crm__json_find(weights, (struct text){id, size}) : NULL;
    if (own)
        crm__json_int64(own, &weight);
    return weight < 0 ? 0 : weight > ROUTE_WEIGHT_LIMIT ? ROUTE_WEIGHT_LIMIT : weight;
}

static crm_status members_fill(struct assign_plan *plan, const struct batch *rows, size_t row,
                               const struct json *weights, struct assign_rule *rule)
{
    size_t room = plan->member_count + 1;
    uint32_t *members = crm__arena_alloc(&plan->arena, room * sizeof *members);
    int32_t *shares = crm__arena_alloc(&plan->arena, room * sizeof *shares);
    int64_t *states = crm__arena_alloc(&plan->arena, room * sizeof *states);
    rule->given = crm__arena_alloc_zero(&plan->arena, room, sizeof *rule->given);
    rule->rotations = crm__arena_alloc_zero(&plan->arena, room, sizeof *rule->rotations);
    rule->given_before = crm__arena_alloc_zero(&plan->arena, room, sizeof *rule->given_before);
    if (!members || !shares || !states || !rule->given || !rule->rotations || !rule->given_before)
        return CRM_E_NOMEM;
    struct buffer lacking;
    crm__buffer_init(&lacking, plan->store->env);
    size_t count = 0;
    for (size_t user = 0; user < plan->member_count; user++) {
        if (!is_member(plan, rows, row, user))
            continue;
        if (!has_all(crm__batch_at(&plan->users, USER_SKILLS, user),
                     crm__batch_at(rows, RULE_SKILLS, row))) {
            crm__buffer_format(&lacking, "%s\"%lld\":\"no_skill\"", lacking.size ? "," : "",
                               (long long)plan->members[user].id);
            continue;
        }
        members[count] = (uint32_t)user;
        shares[count] = (int32_t)weight_of(plan, weights, user);
        states[count++] = ROUTE_STATE_NEW;
    }
    bool weighted = rule->route.strategy == ROUTE_WEIGHTED;
    rule->route.members = members;
    rule->route.member_count = count;
    rule->route.weights = weighted ? shares : NULL;
    rule->route.state = weighted ? states : NULL;
    crm_status status = crm__buffer_status(&lacking);
    rule->lacking = crm__arena_text(&plan->arena, crm__buffer_view(&lacking));
    crm__buffer_free(&lacking);
    return status < 0 || !rule->lacking.data ? CRM_E_NOMEM : CRM_OK;
}

static enum route_strategy strategy_of(struct text name)
{
    for (enum route_strategy strategy = ROUTE_WEIGHTED; strategy <= ROUTE_QUOTA; strategy++) {
        if (crm__text_is(name, crm__route_strategy_name(strategy)))
            return strategy;
    }
    return ROUTE_ROUND_ROBIN;
}

static crm_status rule_load(struct assign_plan *plan, const struct batch *rows, size_t row)
{
    struct env *env = plan->store->env;
    struct assign_rule *rule = &plan->rules[plan->rule_count++];
    struct text condition = crm__table_text(rows, RULE_CONDITION, row);
    struct text weights_text = crm__table_text(rows, RULE_WEIGHTS, row);
    const struct rule_scope scope = {.entity = crm__service_entity(plan->store, "lead")};
    struct json *weights = NULL;
    *rule = (struct assign_rule){
        .id = crm__table_int(rows, RULE_ID, row, 0),
        .pool = crm__table_int(rows, RULE_POOL, row, 0),
        .name = crm__arena_text(&plan->arena, crm__table_text(rows, RULE_NAME, row)),
        .route = {.id = crm__table_int(rows, RULE_ID, row, 0),
                  .strategy = strategy_of(crm__table_text(rows, RULE_STRATEGY, row)),
                  .fall_through = crm__table_int(rows, RULE_FALLS, row, 0) != 0,
                  .last_id = crm__table_int(rows, RULE_LAST, row, 0)}};
    crm_status status = rule->name.data ? CRM_OK : CRM_E_NOMEM;
    if (status >= 0 && condition.size)
        status = crm__rule_compile(env, &scope, condition, RULE_BOOL, &rule->condition);
    if (status >= 0 && weights_text.size)
        status = crm__json_parse(env, weights_text, &weights);
    if (status >= 0)
        status = members_fill(plan, rows, row, weights, rule);
    crm__json_free(weights);
    return status;
}

static crm_status rules_load(struct assign_plan *plan)
{
    struct batch rows;
    crm__batch_init(&rows, plan->store->env);
    crm_status status = crm__table_query(
        plan->store, "pool_rule", TEXT("kind == \"assign\" && enabled"),
        TEXT("id,name,pool,condition,strategy,fall_through,last_member,weights,members,teams,"
             "skills"),
        TEXT("position,id"), &rows);
    plan->rules = crm__arena_alloc_zero(&plan->arena, rows.row_count + 1, sizeof *plan->rules);
    if (status >= 0 && !plan->rules)
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++)
        status = rule_load(plan, &rows, row);
    crm__batch_free(&rows);
    return status;
}

/* A rotation row belongs to a place of a rule's team; rows of former members are left alone. */
static void rotation_take(struct assign_plan *plan, const struct batch *rows, size_t row)
{
    const int64_t *user = crm__id_map_find(&plan->member_of, crm__table_int(rows, 2, row, 0));
    int64_t given = crm__table_int(rows, 3, row, 0);
    if (user)
        plan->members[*user].assigned_count += given;
    for (size_t i = 0; user && i < plan->rule_count; i++) {
        struct assign_rule *rule = &plan->rules[i];
        for (size_t place = 0;
             rule->id == crm__table_int(rows, 1, row, 0) && place < rule->route.member_count;
             place++) {
            if (rule->route.members[place] != (uint32_t)*user)
                continue;
            rule->rotations[place] = crm__table_int(rows, 0, row, 0);
            rule->given_before[place] = given;
            if (rule->route.state)
                rule->route.state[place] = crm__table_int(rows, 4, row, ROUTE_STATE_NEW);
        }
    }
}

static crm_status rotations_load(struct assign_plan *plan)
{
    struct batch rows;
    crm__batch_init(&rows, plan->store->env);
    crm_status status =
        crm__table_query(plan->store, "rotation", TEXT_NONE,
                         TEXT("id,rule,user,assigned_count,virtual_time"), TEXT("id"), &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++)
        rotation_take(plan, &rows, row);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__assign_plan_load(struct store *store, struct assign_plan *plan)
{
    *plan = (struct assign_plan){.store = store};
    crm__arena_init(&plan->arena, store->env);
    crm__batch_init(&plan->users, store->env);
    crm__id_map_init(&plan->member_of, store->env);
    crm_status status = users_load(plan);
    if (status >= 0)
        status = rules_load(plan);
    return status < 0 ? status : rotations_load(plan);
}

void crm__assign_plan_free(struct assign_plan *plan)
{
    for (size_t i = 0; i < plan->rule_count; i++)
        crm__rule_free(plan->rules[i].condition);
    crm__id_map_free(&plan->member_of);
    crm__batch_free(&plan->users);
    crm__arena_free(&plan->arena);
}

/* A weighted turn depends on all members, so theirs are all kept; elsewhere who got a lead. */
static crm_status rotations_add(struct assign_plan *plan, const struct assign_rule *rule,
                                struct table *table)
{
    crm_status status = CRM_OK;
    for (size_t place = 0; status >= 0 && place < rule->route.member_count; place++) {
        int64_t state = rule->route.state ? rule->route.state[place] : 0;
        if (rule->given[place] == 0 && !rule->route.state)
            continue;
        const struct value values[] = {
            crm__value_int(rule->id),
            crm__value_int(plan->members[rule->route.members[place]].id),
            crm__value_int(rule->given_before[place] + rule->given[place]),
            crm__value_int(state),
            crm__value_int(plan->store->env->now_us),
        };
        status = crm__table_add(table, rule->rotations[place], values);
    }
    return status;
}

crm_status crm__assign_plan_save(struct assign_plan *plan)
{
    static const char *const rotation[] = {"rule", "user", "assigned_count", "virtual_time",
                                           "last_assigned_at"};
    static const char *const last[] = {"last_member"};
    struct table turns;
    struct table rules;
    crm_status status = crm__table_init(&turns, plan->store, "rotation", rotation, 5);
    crm_status rules_status = crm__table_init(&rules, plan->store, "pool_rule", last, 1);
    status = status < 0 ? status : rules_status;
    for (size_t i = 0; status >= 0 && i < plan->rule_count; i++) {
        const struct assign_rule *rule = &plan->rules[i];
        int64_t given = 0;
        for (size_t place = 0; place < rule->route.member_count; place++)
            given += rule->given[place];
        struct value member = crm__value_or_null(rule->route.last_id, 0);
        if (given)
            status = rotations_add(plan, rule, &turns);
        if (status >= 0 && given && rule->route.strategy == ROUTE_ROUND_ROBIN)
            status = crm__table_add(&rules, rule->id, &member);
    }
    if (status >= 0)
        status = crm__table_save(&turns, 0);
    if (status >= 0)
        status = crm__table_save(&rules, 0);
    crm__table_free(&rules);
    crm__table_free(&turns);
    return status;
}
