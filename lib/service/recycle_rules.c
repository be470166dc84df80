/* Reading recycle rules. */
#include "service/recycle_rules.h"

#include "base/json.h"

#include <string.h>

enum rule_column {
    RULE_ID,
    RULE_NAME,
    RULE_POOL,
    RULE_KIND_NAME,
    RULE_DAYS,
    RULE_LEVEL_DAYS,
    RULE_CALENDAR,
    RULE_AND_NEXT,
    RULE_REMINDER,
    RULE_EXEMPT_DEALT,
    RULE_EXEMPT_OPPORTUNITY,
    RULE_CONDITION,
    RULE_EXEMPT,
    RULE_TARGET,
};

static const char rule_fields[] =
    "id,name,pool,recycle_kind,days,level_days,calendar_days,and_next,reminder_days,"
    "exempt_converted,exempt_with_opportunity,condition,exempt_condition,target_pool";

enum { NEVER_DAYS = -1 };

static enum recycle_kind kind_of(struct text name)
{
    for (enum recycle_kind kind = RECYCLE_NO_FOLLOW_UP; kind < RECYCLE_IDLE; kind++) {
        if (crm__text_is(name, crm__recycle_kind_name(kind)))
            return kind;
    }
    return name.size ? RECYCLE_IDLE : RECYCLE_NO_FOLLOW_UP;
}

/* {"a": 30, "b": 20, "d": null}: null spares the level. */
crm_status crm__recycle_levels_read(struct env *env, struct text json, struct recycle_rule *rule)
{
    struct json *root;
    if (json.size == 0)
        return CRM_OK;
    crm_status status = crm__json_parse(env, json, &root);
    if (status < 0)
        return status;
    for (size_t i = 0; status >= 0 && i < crm__json_size(root); i++) {
        struct text key = crm__json_key_at(root, i);
        const struct json *days = crm__json_at(root, i);
        int64_t count = NEVER_DAYS;
        bool is_level = key.size == 1 && key.data[0] >= 'a' && key.data[0] <= 'd';
        bool is_count = crm__json_int64(days, &count) && count > 0 && count <= 36500;
        if (is_level && (is_count || crm__json_kind(days) == JSON_NULL))
            rule->days_by_level[key.data[0] - 'a'] = (int32_t)count;
        else
            status = crm__fail_field(env, CRM_E_INVALID, "pool_rule", "level_days",
                                     "'%.*s' must be a level, a to d, with days or null",
                                     (int)key.size, key.data);
    }
    crm__json_free(root);
    return status;
}

static crm_status condition_compile(struct store *store, struct text text, struct rule **rule_out)
{
    const struct rule_scope scope = {.entity = crm__service_entity(store, "lead")};
    return text.size ? crm__rule_compile(store->env, &scope, text, RULE_BOOL, rule_out) : CRM_OK;
}

/* Says whose they are. */
static crm_status bad_levels(struct env *env, struct text name, crm_status status)
{
    char message[ERROR_MESSAGE_SIZE];
    memcpy(message, env->error.message, sizeof message);
    return crm__fail_field(env, status, "pool_rule", "level_days", "level_days of rule '%.*s': %s",
                           (int)name.size, name.data, message);
}

static crm_status rule_read(struct store *store, const struct batch *rows, size_t row,
                            struct recycle_rules *rules)
{
    struct recycle_rule *rule = &rules->rules[rules->count];
    struct recycle_policy *policy = &rules->policies[rules->count];
    int64_t days = crm__table_int(rows, RULE_DAYS, row, NEVER_DAYS);
    *rule = (struct recycle_rule){
        .id = crm__table_int(rows, RULE_ID, row, 0),
        .kind = kind_of(crm__table_text(rows, RULE_KIND_NAME, row)),
        .count = crm__table_int(rows, RULE_CALENDAR, row, 0) ? RECYCLE_CALENDAR : RECYCLE_HOURS,
        .days = days > INT32_MAX ? INT32_MAX
                : days < 0       ? NEVER_DAYS
                                 : (int32_t)days,
        .include_dealt = !crm__table_int(rows, RULE_EXEMPT_DEALT, row, 1),
        .include_with_opportunity = !crm__table_int(rows, RULE_EXEMPT_OPPORTUNITY, row, 1),
        .and_next = crm__table_int(rows, RULE_AND_NEXT, row, 0) != 0,
    };
    int64_t reminder = crm__table_int(rows, RULE_REMINDER, row, -1);
    policy->reminder_days = reminder < 0 ? -1 : reminder > 36500 ? 36500 : (int32_t)reminder;
    policy->target_pool = crm__table_int(rows, RULE_TARGET, row, 0);
    policy->name = crm__arena_text(&rules->arena, crm__table_text(rows, RULE_NAME, row));
    rules->count++;
    if (!policy->name.data)
        return CRM_E_NOMEM;
    crm_status status =
        crm__recycle_levels_read(store->env, crm__table_text(rows, RULE_LEVEL_DAYS, row), rule);
    if (status < 0 && status != CRM_E_NOMEM)
        return bad_levels(store->env, policy->name, status);
    if (status >= 0)
        status = condition_compile(store, crm__table_text(rows, RULE_CONDITION, row),
                                   &policy->condition);
    return status < 0
               ? status
               : condition_compile(store, crm__table_text(rows, RULE_EXEMPT, row), &policy->exempt);
}

/* Does the pool recycle, and whose midnight counts? */
static crm_status pool_read(struct store *store, int64_t pool, bool *recycles_out,
                            const struct zone **zone_out)
{
    static const char *const names[] = {"enabled", "auto_recycle", "time_zone"};
    struct batch row;
    uint8_t found = 1;
    *recycles_out = true;
    crm__batch_init(&row, store->env);
    crm_status status =
        pool ? crm__table_get(store, "pool", names, 3, &pool, 1, &found, &row) : CRM_OK;
    if (status >= 0 && pool)
        *recycles_out = found && crm__table_int(&row, 0, 0, 0) && crm__table_int(&row, 1, 0, 0);
    if (status >= 0)
        status = crm__store_zone(store, pool && found ? crm__table_text(&row, 2, 0) : TEXT_NONE,
                                 zone_out);
    crm__batch_free(&row);
    return status;
}

static crm_status rules_read(struct store *store, const struct batch *rows,
                             struct recycle_rules *rules)
{
    rules->rules = crm__arena_alloc_zero(&rules->arena, rows->row_count + 1, sizeof *rules->rules);
    rules->policies =
        crm__arena_alloc_zero(&rules->arena, rows->row_count + 1, sizeof *rules->policies);
    if (!rules->rules || !rules->policies)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < rows->row_count; row++) {
        int64_t pool = crm__table_int(rows, RULE_POOL, row, 0);
        if (pool == 0 || pool == rules->pool)
            status = rule_read(store, rows, row, rules);
    }
    /* The other half of an "and" may not be written yet: until then neither takes a lead. */
    for (size_t i = rules->count; status >= 0 && i > 0 && rules->rules[i - 1].and_next; i--) {
        rules->rules[i - 1] = (struct recycle_rule){
            .id = rules->rules[i - 1].id, .kind = rules->rules[i - 1].kind, .days = NEVER_DAYS};
    }
    return status < 0 ? status : crm__recycle_check(store->env, rules->rules, rules->count);
}

crm_status crm__recycle_rules_load(struct store *store, int64_t pool, struct recycle_rules *rules)
{
    *rules = (struct recycle_rules){.env = store->env, .pool = pool};
    crm__arena_init(&rules->arena, store->env);
    bool recycles;
    crm_status status = pool_read(store, pool, &recycles, &rules->zone);
    if (status < 0 || !recycles)
        return status;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    status = crm__table_query(store, "pool_rule", TEXT("kind == \"recycle\" && enabled"),
                              crm__text_of(rule_fields), TEXT("position,id"), &rows);
    if (status >= 0)
        status = rules_read(store, &rows, rules);
    crm__batch_free(&rows);
    return status;
}

void crm__recycle_rules_free(struct recycle_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        crm__rule_free(rules->policies[i].condition);
        crm__rule_free(rules->policies[i].exempt);
    }
    crm__arena_free(&rules->arena);
}
