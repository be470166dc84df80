/* Reading alert rules. */
#include "service/alert_rules.h"

#include "base/json.h"
#include "service/alert_why.h"
#include "service/table.h"

enum rule_column {
    RULE_ID,
    RULE_NAME,
    RULE_KIND_NAME,
    RULE_CONDITION,
    RULE_GAP_FACTOR,
    RULE_PURCHASE_DAYS,
    RULE_ABSOLUTE_DAYS,
    RULE_FLOOR_DAYS,
    RULE_FROM,
    RULE_TO,
    RULE_SEVERITY,
    RULE_MESSAGE,
    RULE_CHANNEL,
    RULE_ENABLED,
    RULE_COLUMNS,
};

static const char *const rule_names[RULE_COLUMNS] = {
    "id",            "name",        "kind",
    "condition",     "gap_factor",  "minimum_purchase_days",
    "absolute_days", "floor_days",  "from_segments",
    "to_segments",   "severity",    "message",
    "channel",       "enabled"};
#define RULE_FIELDS                                                                                \
    "id,name,kind,condition,gap_factor,minimum_purchase_days,absolute_days,floor_days,"            \
    "from_segments,to_segments,severity,message,channel,enabled"

enum { DAYS_LIMIT = 36500, FACTOR_LIMIT = 1000 };

struct reading {
    struct store *store;
    const struct batch *rows;
    size_t row;
    struct alert_rule *rule;
};

static crm_status bad(const struct reading *reading, enum rule_column column, const char *advice)
{
    return crm__fail_field(reading->store->env, CRM_E_INVALID, "alert_rule", rule_names[column],
                           "alert rule '%.*s': %s", (int)reading->rule->name.size,
                           reading->rule->name.data, advice);
}

static bool given(const struct reading *reading, enum rule_column column)
{
    return crm__batch_at(reading->rows, column, reading->row).kind != VALUE_NULL;
}

/* --- segments --------------------------------------------------------------------------------- */

static crm_status no_segment(const struct reading *reading, enum rule_column column,
                             struct text code)
{
    const char *meant = crm__segment_nearest(code);
    return crm__fail_field(reading->store->env, CRM_E_INVALID, "alert_rule", rule_names[column],
                           "%s of alert rule '%.*s': no segment '%.*s'%s%s%s", rule_names[column],
                           (int)reading->rule->name.size, reading->rule->name.data,
                           (int)code.size, code.data, meant ? "; did you mean '" : "",
                           meant ? meant : "", meant ? "'?" : "");
}

/* ["champions","loyal"]; nothing given is any segment. */
static crm_status segments_read(const struct reading *reading, enum rule_column column,
                                uint64_t *bits_out)
{
    struct json *root;
    *bits_out = UINT64_MAX;
    if (!given(reading, column))
        return CRM_OK;
    crm_status status = crm__json_parse(
        reading->store->env, crm__table_text(reading->rows, column, reading->row), &root);
    if (status < 0)
        return status;
    *bits_out = 0;
    if (crm__json_kind(root) != JSON_ARRAY || crm__json_size(root) == 0)
        status = bad(reading, column,
                     "segments are a list of codes, such as [\"champions\",\"loyal\"]");
    for (size_t i = 0; status >= 0 && i < crm__json_size(root); i++) {
        struct text code = TEXT_NONE;
        crm__json_text(crm__json_at(root, i), &code);
        uint8_t segment = crm__segment_index(code);
        if (segment == SEGMENT_NONE)
            status = no_segment(reading, column, code);
        else
            *bits_out |= UINT64_C(1) << segment;
    }
    crm__json_free(root);
    return status;
}

static crm_status move_read(const struct reading *reading)
{
    for (enum rule_column column = RULE_GAP_FACTOR; column <= RULE_FLOOR_DAYS; column++) {
        if (given(reading, column))
            return bad(reading, column, "a rule of kind move takes no days and no gap; it takes "
                                        "from_segments and to_segments");
    }
    if (!given(reading, RULE_FROM) && !given(reading, RULE_TO))
        return bad(reading, RULE_TO, "a rule of kind move needs from_segments or to_segments, such "
                                     "as to_segments=[\"at_risk\",\"lost\"]");
    crm_status status = segments_read(reading, RULE_FROM, &reading->rule->move.from);
    return status < 0 ? status : segments_read(reading, RULE_TO, &reading->rule->move.to);
}

/* --- silence ---------------------------------------------------------------------------------- */

static crm_status number_read(const struct reading *reading, enum rule_column column, int64_t most,
                              int32_t *out)
{
    int64_t number = crm__table_int(reading->rows, column, reading->row, 0);
    if (number < 0 || number > most || (number == 0 && given(reading, column)))
        return crm__fail_field(
            reading->store->env, CRM_E_INVALID, "alert_rule", rule_names[column],
            "%s of alert rule '%.*s': must be above 0 and at most %lld", rule_names[column],
            (int)reading->rule->name.size, reading->rule->name.data,
            (long long)(column == RULE_GAP_FACTOR ? FACTOR_LIMIT : most));
    *out = (int32_t)number;
    return CRM_OK;
}

static crm_status silence_read(const struct reading *reading)
{
    struct churn_rule *silence = &reading->rule->silence;
    silence->id = reading->rule->id;
    if (given(reading, RULE_FROM) || given(reading, RULE_TO))
        return bad(reading, given(reading, RULE_TO) ? RULE_TO : RULE_FROM,
                   "only a rule of kind move has segments; say kind=move");
    crm_status status =
        number_read(reading, RULE_GAP_FACTOR, FACTOR_LIMIT * 1000, &silence->gap_permille);
    if (status >= 0)
        status = number_read(reading, RULE_PURCHASE_DAYS, DAYS_LIMIT, &silence->min_purchase_days);
    if (status >= 0)
        status = number_read(reading, RULE_ABSOLUTE_DAYS, DAYS_LIMIT, &silence->absolute_days);
    if (status >= 0)
        status = number_read(reading, RULE_FLOOR_DAYS, DAYS_LIMIT, &silence->floor_days);
    if (status < 0)
        return status;
    if (silence->gap_permille == 0 && silence->absolute_days == 0)
        return bad(reading, RULE_ABSOLUTE_DAYS,
                   "a rule of kind silence needs absolute_days, or gap_factor (times the "
                   "customer's own mean gap)");
    if (silence->gap_permille == 0 && (silence->floor_days || silence->min_purchase_days))
        return bad(reading, silence->floor_days ? RULE_FLOOR_DAYS : RULE_PURCHASE_DAYS,
                   "floor_days and minimum_purchase_days go with gap_factor");
    return crm__churn_check(reading->store->env, silence);
}

/* --- one rule --------------------------------------------------------------------------------- */

static crm_status kind_read(struct reading *reading, struct rule **condition_out)
{
    struct env *env = reading->store->env;
    struct text condition = crm__table_text(reading->rows, RULE_CONDITION, reading->row);
    const struct rule_scope scope = {.entity = crm__service_entity(reading->store, "account")};
    crm_status status = reading->rule->moves ? move_read(reading) : silence_read(reading);
    if (status >= 0)
        status = crm__alert_message_check(env, reading->rule->moves, reading->rule->message);
    if (status >= 0 && condition.size)
        status = crm__rule_compile(env, &scope, condition, RULE_BOOL, condition_out);
    return status;
}

static bool stays_with_the_rule(crm_status status)
{
    return status == CRM_E_INVALID || status == CRM_E_SYNTAX || status == CRM_E_UNKNOWN ||
           status == CRM_E_LIMIT;
}

static crm_status rule_read(struct alert_rules *rules, const struct batch *rows, size_t row,
                            bool strict)
{
    struct env *env = rules->store->env;
    struct alert_rule *rule = &rules->items[rules->count];
    struct reading reading = {.store = rules->store, .rows = rows, .row = row, .rule = rule};
    *rule = (struct alert_rule){
        .id = crm__table_int(rows, RULE_ID, row, 0),
        .name = crm__arena_text(&rules->arena, crm__table_text(rows, RULE_NAME, row)),
        .message = crm__arena_text(&rules->arena, crm__table_text(rows, RULE_MESSAGE, row)),
        .severity = crm__arena_text(&rules->arena, crm__table_text(rows, RULE_SEVERITY, row)),
        .channel = crm__arena_text(&rules->arena, crm__table_text(rows, RULE_CHANNEL, row)),
        .enabled = crm__table_int(rows, RULE_ENABLED, row, 0) != 0,
        .moves = crm__text_is(crm__table_text(rows, RULE_KIND_NAME, row), "move"),
        .move = {.id = crm__table_int(rows, RULE_ID, row, 0)},
    };
    rules->count++;
    if (!rule->name.data || !rule->message.data || !rule->severity.data || !rule->channel.data)
        return CRM_E_NOMEM;
    crm_status status = kind_read(&reading, &rules->conditions[rules->count - 1]);
    if (status < 0 && !strict && stays_with_the_rule(status)) {
        crm__log(env, CRM_LOG_WARNING, "alert rule passed over: %s", env->error.message);
        crm__error_clear(env);
        rule->broken = true;
        rule->enabled = false;
        status = CRM_OK;
    }
    rules->has_silence |= !rule->moves;
    rules->has_moves |= rule->moves;
    rules->has_condition |= rules->conditions[rules->count - 1] != NULL;
    return status;
}

static crm_status rules_read(struct alert_rules *rules, const struct batch *rows, bool strict)
{
    struct arena *arena = &rules->arena;
    rules->items = crm__arena_alloc_zero(arena, rows->row_count + 1, sizeof *rules->items);
    rules->conditions =
        crm__arena_alloc_zero(arena, rows->row_count + 1, sizeof *rules->conditions);
    crm_status status = rules->items && rules->conditions ? CRM_OK : CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < rows->row_count; row++)
        status = rule_read(rules, rows, row, strict);
    return status;
}

crm_status crm__alert_rules_load(struct store *store, bool strict, struct alert_rules *rules)
{
    struct batch rows;
    *rules = (struct alert_rules){.store = store};
    crm__arena_init(&rules->arena, store->env);
    crm__batch_init(&rows, store->env);
    crm_status status = crm__table_query(store, "alert_rule", TEXT_NONE, TEXT(RULE_FIELDS),
                                         TEXT("position,id"), &rows);
    if (status >= 0)
        status = rules_read(rules, &rows, strict);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__alert_rules_check(struct store *store, const int64_t *ids, size_t count)
{
    struct alert_rules rules = {.store = store};
    struct batch rows;
    crm__arena_init(&rules.arena, store->env);
    crm__batch_init(&rows, store->env);
    crm_status status = crm__table_get(store, "alert_rule", rule_names, RULE_COLUMNS, ids, count,
                                       NULL, &rows);
    if (status >= 0)
        status = rules_read(&rules, &rows, true);
    crm__batch_free(&rows);
    crm__alert_rules_free(&rules);
    return status;
}

void crm__alert_rules_free(struct alert_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        crm__rule_free(rules->conditions[i]);
    crm__arena_free(&rules->arena);
    *rules = (struct alert_rules){.store = rules->store};
}

size_t crm__alert_rule_find(const struct alert_rules *rules, int64_t id)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->items[i].id == id)
            return i;
    }
    return SIZE_MAX;
}
