/*
 * Rules from any bytes: compiling ends in a rule or an error, a rule evaluates within its limits,
 * its canonical form compiles to the same canonical form, and SQL is made of fragments.
 */
#include "fuzz.h"

#include "rule/rule.h"

#include <string.h>

static struct env env;
static struct catalogue catalogue;
static const struct entity *entity;

static void open_once(void)
{
    if (entity)
        return;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    FUZZ_CHECK(crm__catalogue_init(&catalogue, &env) == CRM_OK);
    entity = crm__entity_find(&catalogue, TEXT("lead"));
    FUZZ_CHECK(entity != NULL);
}

static crm_status count_text(void *context, struct text fragment)
{
    *(size_t *)context += fragment.size;
    return CRM_OK;
}

static crm_status count_bind(void *context, struct value value)
{
    FUZZ_CHECK(value.kind != VALUE_BLOB);
    ++*(size_t *)context;
    return CRM_OK;
}

static crm_status count_path(void *context, size_t path)
{
    *(size_t *)context += path + 1;
    return CRM_OK;
}

static void check_format(const struct rule *rule, const struct rule_scope *scope)
{
    struct buffer once, twice;
    struct rule *again = NULL;
    crm__buffer_init(&once, &env);
    crm__buffer_init(&twice, &env);
    crm__rule_format(rule, &once);
    crm_status status = crm__rule_compile(&env, scope, crm__buffer_view(&once), RULE_DYN, &again);
    /* Escapes may make the text longer than a rule may be. */
    FUZZ_CHECK(status == CRM_OK || once.size > RULE_TEXT_LIMIT);
    if (again) {
        crm__rule_format(again, &twice);
        FUZZ_CHECK(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
    }
    crm__rule_free(again);
    crm__buffer_free(&once);
    crm__buffer_free(&twice);
}

static void check_evaluation(const struct rule *rule)
{
    struct arena arena;
    struct rule_value value;
    struct buffer json;
    crm__arena_init(&arena, &env);
    crm__buffer_init(&json, &env);
    crm_status status = crm__rule_eval_variables(&env, rule, NULL, 0, &arena, &value);
    FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT);
    if (status == CRM_OK)
        crm__rule_value_to_json(&json, &value);
    crm__buffer_free(&json);
    crm__arena_free(&arena);
}

/* A record of which nothing is known, three ways. */
static void check_lead(const struct rule *rule)
{
    size_t size = 0;
    bool exact;
    enum rule_verdict verdict;
    size_t count = crm__rule_path_count(rule);
    struct value *values = calloc(count + 1, sizeof *values);
    struct rule_sql_sink sink = {
        .context = &size, .text = count_text, .bind = count_bind, .path = count_path};
    FUZZ_CHECK(values != NULL);
    crm_status status = crm__rule_test(&env, rule, values, 0, &verdict);
    FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT);
    for (int dialect = RULE_SQLITE; dialect <= RULE_POSTGRES; dialect++) {
        sink.dialect = (enum rule_dialect)dialect;
        status = crm__rule_sql_filter(&env, rule, 0, &sink, &exact);
        FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT);
        FUZZ_CHECK(size > 0);
    }
    free(values);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    open_once();
    struct text text = {(const char *)data, size};
    struct rule_scope anything = {.unchecked = true};
    struct rule_scope lead = {.entity = entity};
    struct rule *rule = NULL;
    if (crm__rule_compile(&env, &anything, text, RULE_DYN, &rule) == CRM_OK) {
        check_format(rule, &anything);
        check_evaluation(rule);
    }
    crm__rule_free(rule);
    if (crm__rule_compile(&env, &lead, text, RULE_DYN, &rule) == CRM_OK) {
        check_format(rule, &lead);
        check_lead(rule);
    }
    crm__rule_free(rule);
    return 0;
}
