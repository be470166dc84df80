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

enum { ROW_COUNT = 10 };

/* Something that the field may hold; nothing in every third row. */
static struct value cell(const struct field *field, size_t path, size_t row)
{
    static const int64_t INTS[] = {0, 1, -1, 50, 1000000, 20000};
    static const char *const TEXTS[] = {"", "a", "王小明", "new", "a@b.cn", "CNY"};
    static const int64_t IDS[] = {3, 5};
    size_t pick = (path * 7 + row) % 6;
    if ((path + row) % 3 == 0)
        return VALUE_OF_NULL;
    if (field->type == FIELD_CHOICES)
        return crm__value_text(TEXT("|a|new|"));
    if (field->type == FIELD_REFERENCES)
        return crm__value_blob((struct text){(const char *)IDS, sizeof IDS});
    if (crm__field_kind(field->type) == VALUE_TEXT)
        return crm__value_text(crm__text_of(TEXTS[pick]));
    return crm__value_int(field->type == FIELD_BOOL ? (int64_t)pick % 2 : INTS[pick]);
}

/* Columns say of each row what a record says; a limit may be passed in one way only. */
static void check_columns(const struct rule *rule)
{
    struct batch batch;
    uint8_t verdicts[ROW_COUNT];
    size_t count = crm__rule_path_count(rule);
    const struct column **columns = calloc(count + 1, sizeof *columns);
    struct value *values = calloc(count + 1, sizeof *values);
    FUZZ_CHECK(columns && values);
    crm__batch_init(&batch, &env);
    for (size_t i = 0; i < count; i++) {
        const struct rule_path *path = crm__rule_path(rule, i);
        const struct field *field = path->fields[path->count - 1];
        FUZZ_CHECK(crm__batch_add(&batch, field->name, crm__field_kind(field->type)));
        for (size_t row = 0; row < ROW_COUNT; row++)
            FUZZ_CHECK(crm__column_value(&batch, &batch.columns[i], cell(field, i, row)) == CRM_OK);
    }
    for (size_t i = 0; i < count; i++)
        columns[i] = &batch.columns[i];
    crm_status status = crm__rule_eval_batch(&env, rule, columns, ROW_COUNT, 0, verdicts);
    FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT);
    for (size_t row = 0; status == CRM_OK && row < ROW_COUNT; row++) {
        enum rule_verdict verdict;
        for (size_t i = 0; i < count; i++)
            values[i] = crm__column_at(&batch.columns[i], row);
        if (crm__rule_test(&env, rule, values, 0, &verdict) == CRM_OK)
            FUZZ_CHECK(verdicts[row] == (uint8_t)verdict);
    }
    crm__batch_free(&batch);
    free(columns);
    free(values);
}

static void check_sql(const struct rule *rule)
{
    size_t size = 0;
    bool exact;
    struct rule_sql_sink sink = {
        .context = &size, .text = count_text, .bind = count_bind, .path = count_path};
    for (int dialect = RULE_SQLITE; dialect <= RULE_POSTGRES_BYTES; dialect++) {
        sink.dialect = (enum rule_dialect)dialect;
        crm_status status = crm__rule_sql_filter(&env, rule, 0, &sink, &exact);
        FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT);
        FUZZ_CHECK(size > 0);
        status = crm__rule_sql_value(&env, rule, 0, &sink);
        FUZZ_CHECK(status == CRM_OK || status == CRM_E_LIMIT || status == CRM_E_UNSUPPORTED);
    }
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
        check_columns(rule);
        check_sql(rule);
    }
    crm__rule_free(rule);
    return 0;
}
