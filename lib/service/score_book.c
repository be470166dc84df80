/* Reading score models and rules from the database into what the engine understands. */
#include "service/score_book.h"

#include "base/json.h"
#include "base/time.h"
#include "service/save.h"
#include "service/score_groups.h"
#include "store/query.h"

#include <string.h>

enum model_column {
    MODEL_ID,
    MODEL_NAME,
    MODEL_KIND,
    MODEL_CONDITION,
    MODEL_MINIMUM,
    MODEL_MAXIMUM,
    MODEL_GROUPS,
    MODEL_GRADES,
    MODEL_THRESHOLD,
    MODEL_POOL,
    MODEL_TRACK,
};
static const char model_fields[] =
    "id,name,kind,condition,minimum,maximum,groups,grades,threshold,nurture_pool,nurture_track";

enum rule_column {
    RULE_ID,
    RULE_NAME,
    RULE_GROUP,
    RULE_CONDITION,
    RULE_POINTS,
    RULE_EVENT,
    RULE_MINIMUM,
    RULE_MAXIMUM,
    RULE_CAP,
    RULE_WINDOW,
    RULE_DECAY,
    RULE_DECAY_DAYS,
    RULE_DECAY_PERCENT,
};
static const char rule_fields[] = "id,name,group_name,condition,points,event_kind,minimum,maximum,"
                                  "daily_cap,window_days,decay,decay_days,decay_percent";

static int64_t int_at(const struct batch *rows, size_t column, size_t row, int64_t otherwise)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_INT ? value.integer : otherwise;
}

static struct text text_at(const struct batch *rows, size_t column, size_t row)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_TEXT ? value.text : TEXT_NONE;
}

/* Days as microseconds; what would overflow is for ever. */
static int64_t days_us(int64_t days)
{
    return days > INT64_MAX / DAY_US ? INT64_MAX : days * DAY_US;
}

/* Says whose condition it is, and keeps the position within it. */
static crm_status broken(struct env *env, const char *entity, const char *field, struct text name,
                         int64_t id, crm_status status)
{
    char message[ERROR_MESSAGE_SIZE];
    memcpy(message, env->error.message, sizeof message);
    crm__fail_field(env, status, entity, field, "%s '%.*s': %s", entity, (int)name.size, name.data,
                    message);
    env->error.record_id = id;
    return status;
}

static crm_status condition_compile(struct score_book *book, struct text text, struct rule **out)
{
    struct rule_scope scope = {.entity = crm__service_entity(book->store, "lead")};
    *out = NULL;
    return text.size ? crm__rule_compile(book->store->env, &scope, text, RULE_BOOL, out) : CRM_OK;
}

/* --- rules ---------------------------------------------------------------------------------- */

static struct decay decay_of(const struct batch *rows, size_t row)
{
    struct text kind = text_at(rows, RULE_DECAY, row);
    struct decay decay = {.span_us = days_us(int_at(rows, RULE_DECAY_DAYS, row, 0))};
    if (crm__text_is(kind, "linear"))
        decay.kind = DECAY_LINEAR;
    else if (crm__text_is(kind, "exponential"))
        decay.kind = DECAY_EXPONENTIAL;
    else if (crm__text_is(kind, "step"))
        decay.kind = DECAY_STEP;
    /* decay_percent has one decimal: it is in thousandths already. */
    int64_t permille = int_at(rows, RULE_DECAY_PERCENT, row, 0);
    decay.drop_permille = permille < 0 || permille > 1000 ? 0 : (int32_t)permille;
    return decay;
}

static crm_status rule_read(struct score_book *book, struct score_plan *plan,
                            struct score_groups *groups, const struct batch *rows, size_t row,
                            struct score_rule *rule)
{
    struct score_plan_rule *more = &plan->rules[row];
    more->name = crm__arena_text(&book->arena, text_at(rows, RULE_NAME, row));
    more->event_kind = crm__arena_text(&book->arena, text_at(rows, RULE_EVENT, row));
    more->window_us = days_us(int_at(rows, RULE_WINDOW, row, INT64_MAX));
    if (!more->name.data || !more->event_kind.data)
        return CRM_E_NOMEM;
    *rule = (struct score_rule){
        .id = int_at(rows, RULE_ID, row, 0),
        .points_milli = int_at(rows, RULE_POINTS, row, 0),
        .by_events = more->event_kind.size > 0,
        .decay = decay_of(rows, row),
        .daily_cap_milli = int_at(rows, RULE_CAP, row, 0),
        .min_milli = int_at(rows, RULE_MINIMUM, row, SCORE_NO_MIN),
        .max_milli = int_at(rows, RULE_MAXIMUM, row, SCORE_NO_MAX),
    };
    crm_status status =
        crm__score_groups_need(groups, text_at(rows, RULE_GROUP, row), &rule->group);
    if (status < 0)
        return status;
    status = condition_compile(book, text_at(rows, RULE_CONDITION, row), &more->condition);
    return status >= 0 || status == CRM_E_NOMEM
               ? status
               : broken(book->store->env, "score_rule", "condition", more->name, rule->id, status);
}

static crm_status rules_query(struct score_book *book, struct score_plan *plan, struct batch *rows)
{
    struct query *query;
    const struct entity *entity = crm__service_entity(book->store, "score_rule");
    crm_status status = crm__query_new(book->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, "model"), crm__value_int(plan->id));
    crm__query_where(query, TEXT("enabled"));
    crm__query_fields(query, TEXT(rule_fields));
    crm__query_sort(query, TEXT("position"));
    status = crm__query_all(query, rows);
    crm__query_free(query);
    return status;
}

static crm_status rules_read(struct score_book *book, struct score_plan *plan,
                             struct score_groups *groups)
{
    struct batch rows;
    crm__batch_init(&rows, book->store->env);
    crm_status status = rules_query(book, plan, &rows);
    size_t count = status < 0 ? 0 : rows.row_count;
    if (count > SCORE_RULE_LIMIT)
        status = crm__fail_field(book->store->env, CRM_E_LIMIT, "score_rule", NULL,
                                 "score_model '%.*s': %zu rules, at most %d", (int)plan->name.size,
                                 plan->name.data, count, SCORE_RULE_LIMIT);
    struct score_rule *rules = crm__arena_alloc_zero(&book->arena, count + 1, sizeof *rules);
    plan->rules = crm__arena_alloc_zero(&book->arena, count + 1, sizeof *plan->rules);
    plan->model.rules = rules;
    if (status >= 0 && (!rules || !plan->rules))
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < count; row++) {
        plan->model.rule_count = row + 1; /* what has a condition is freed with the book */
        status = rule_read(book, plan, groups, &rows, row, &rules[row]);
    }
    crm__batch_free(&rows);
    return status;
}

/* --- models --------------------------------------------------------------------------------- */

static crm_status plan_head(struct score_book *book, struct score_plan *plan,
                            const struct batch *rows, size_t row)
{
    struct value threshold = crm__batch_at(rows, MODEL_THRESHOLD, row);
    *plan = (struct score_plan){
        .id = int_at(rows, MODEL_ID, row, 0),
        .name = crm__arena_text(&book->arena, text_at(rows, MODEL_NAME, row)),
        .kind = crm__arena_text(&book->arena, text_at(rows, MODEL_KIND, row)),
        .model = {.min_milli = int_at(rows, MODEL_MINIMUM, row, SCORE_NO_MIN),
                  .max_milli = int_at(rows, MODEL_MAXIMUM, row, SCORE_NO_MAX)},
        .has_threshold = threshold.kind == VALUE_INT,
        .threshold = threshold.kind == VALUE_INT ? threshold.integer : 0,
        .nurture_pool = int_at(rows, MODEL_POOL, row, 0),
        .nurture_track = int_at(rows, MODEL_TRACK, row, 0),
    };
    return plan->name.data && plan->kind.data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status plan_read(struct score_book *book, struct score_plan *plan,
                            const struct batch *rows, size_t row)
{
    struct env *env = book->store->env;
    struct score_groups groups;
    crm__score_groups_init(&groups, &book->arena);
    const char *field = "condition";
    crm_status status =
        condition_compile(book, text_at(rows, MODEL_CONDITION, row), &plan->condition);
    if (status >= 0) {
        field = "groups";
        status = crm__score_groups_read(&groups, text_at(rows, MODEL_GROUPS, row));
    }
    if (status >= 0) {
        field = "grades";
        status = crm__score_grades_read(&book->arena, text_at(rows, MODEL_GRADES, row),
                                        &plan->grades, &plan->grade_count);
    }
    if (status < 0)
        return status == CRM_E_NOMEM
                   ? status
                   : broken(env, "score_model", field, plan->name, plan->id, status);
    status = rules_read(book, plan, &groups);
    plan->model.groups = groups.groups;
    plan->model.group_count = groups.count;
    plan->group_names = groups.names;
    return status < 0 ? status : crm__score_check(env, &plan->model);
}

static crm_status models_query(struct score_book *book, struct batch *rows)
{
    struct query *query;
    crm_status status =
        crm__query_new(book->store, crm__service_entity(book->store, "score_model"), &query);
    if (status < 0)
        return status;
    crm__query_where(query, TEXT("enabled && entity_name == \"lead\""));
    crm__query_fields(query, TEXT(model_fields));
    crm__query_sort(query, TEXT("-kind,name,-edition")); /* "fit" before "engagement" */
    status = crm__query_all(query, rows);
    crm__query_free(query);
    return status;
}

static crm_status models_read(struct score_book *book, const struct batch *rows)
{
    book->plans = crm__arena_alloc_zero(&book->arena, rows->row_count + 1, sizeof *book->plans);
    if (!book->plans)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < rows->row_count; row++) {
        struct score_plan *plan = &book->plans[book->count];
        crm_status status = plan_head(book, plan, rows, row);
        if (status < 0)
            return status;
        bool older_edition = book->count && crm__text_equal(plan->name, plan[-1].name);
        if (older_edition)
            continue;
        book->count++;
        status = plan_read(book, plan, rows, row);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__score_book_load(struct score_book *book, struct store *store)
{
    struct batch rows;
    *book = (struct score_book){.store = store};
    crm__arena_init(&book->arena, store->env);
    crm__batch_init(&rows, store->env);
    /* A score must not depend on who asks for it. */
    crm__store_elevate(store);
    crm_status status = models_query(book, &rows);
    if (status >= 0)
        status = models_read(book, &rows);
    crm__store_restore(store);
    crm__batch_free(&rows);
    if (status < 0)
        crm__score_book_free(book);
    return status;
}

void crm__score_book_free(struct score_book *book)
{
    if (!book->store)
        return;
    for (size_t i = 0; i < book->count; i++) {
        struct score_plan *plan = &book->plans[i];
        crm__rule_free(plan->condition);
        for (size_t rule = 0; rule < plan->model.rule_count; rule++)
            crm__rule_free(plan->rules[rule].condition);
    }
    crm__arena_free(&book->arena);
    *book = (struct score_book){0};
}
