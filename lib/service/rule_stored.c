/* Rules that are records, and what is told of them. */
#include "service/rule_stored.h"

#include "base/json.h"
#include "service/rule_rows.h"
#include "service/table.h"

#include <stdio.h>

const struct rule_field crm__rule_fields[RULE_FIELD_COUNT] = {
    {"pool_rule", "condition", "lead"},     {"pool_rule", "exempt_condition", "lead"},
    {"score_model", "condition", "lead"},   {"score_rule", "condition", "lead"},
    {"stage", "condition", "opportunity"},  {"tag_rule", "condition", NULL},
    {"alert_rule", "condition", "account"}, {"segment", "condition", NULL},
};

/* --- who reads a field ------------------------------------------------------------------------ */

enum { STORED_ID, STORED_TEXT, STORED_OVER };
enum { LIST_SIZE = 300 };

/* A rule that cannot be read any more reads nothing. */
static crm_status reads_field(struct store *store, struct text over, struct text text,
                              const struct field *field, bool *reads_out)
{
    struct rule_scope scope = {.entity = crm__entity_find(store->catalogue, over)};
    struct rule *rule = NULL;
    *reads_out = false;
    if (!text.size || !scope.entity)
        return CRM_OK;
    crm_status status = crm__rule_compile(store->env, &scope, text, RULE_DYN, &rule);
    if (status == CRM_E_NOMEM)
        return status;
    if (status < 0)
        crm__error_clear(store->env);
    else
        *reads_out = crm__rule_reads(rule, field);
    crm__rule_free(rule);
    return CRM_OK;
}

static crm_status readers_add(struct store *store, const struct rule_field *rules,
                              const struct field *field, struct buffer *list, size_t *count)
{
    struct batch rows;
    struct buffer names;
    crm__batch_init(&rows, store->env);
    crm__buffer_init(&names, store->env);
    crm__buffer_format(&names, "id,%s%s", rules->field, rules->over ? "" : ",entity_name");
    crm_status status = crm__buffer_status(&names);
    if (status >= 0)
        status = crm__table_query(store, rules->entity, TEXT_NONE, crm__buffer_view(&names),
                                  TEXT("id"), &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        bool reads;
        struct text over =
            rules->over ? crm__text_of(rules->over) : crm__table_text(&rows, STORED_OVER, row);
        status = reads_field(store, over, crm__table_text(&rows, STORED_TEXT, row), field, &reads);
        if (status < 0 || !reads)
            continue;
        ++*count;
        if (list->size < LIST_SIZE)
            crm__buffer_format(list, "%s%s/%lld", list->size ? ", " : "", rules->entity,
                               (long long)crm__table_int(&rows, STORED_ID, row, 0));
    }
    crm__buffer_free(&names);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__rules_check_unread(struct store *store, const struct field *field)
{
    struct buffer list;
    size_t count = 0;
    crm_status status = CRM_OK;
    crm__buffer_init(&list, store->env);
    for (size_t i = 0; status >= 0 && i < RULE_FIELD_COUNT; i++)
        status = readers_add(store, &crm__rule_fields[i], field, &list, &count);
    if (status >= 0)
        status = crm__buffer_status(&list);
    if (status >= 0 && count)
        status =
            crm__fail_field(store->env, CRM_E_REFUSED, field->entity->name.data, field->name.data,
                            "%s: %zu stored rule%s read%s it: %s", field->name.data, count,
                            count > 1 ? "s" : "", count > 1 ? "" : "s", list.data);
    crm__buffer_free(&list);
    return status;
}

/* --- what a rule is --------------------------------------------------------------------------- */

struct description {
    struct json_writer json;
    struct map fields; /* those told already */
};

static crm_status write_field(void *context, const struct field *field)
{
    struct description *description = context;
    char name[256];
    int size = snprintf(name, sizeof name, "%s.%s", field->entity->name.data, field->name.data);
    struct text text = {name, (size_t)size < sizeof name ? (size_t)size : sizeof name - 1};
    size_t before = description->fields.count;
    if (!crm__map_put(&description->fields, text, 1))
        return CRM_E_NOMEM;
    if (description->fields.count > before)
        crm__json_write_text(&description->json, text);
    return CRM_OK;
}

static void write_left(void *context, struct text expression, const char *why)
{
    struct description *description = context;
    crm__json_begin_object(&description->json);
    crm__json_write_name(&description->json, "expr");
    crm__json_write_text(&description->json, expression);
    crm__json_write_name(&description->json, "why");
    crm__json_write_cstr(&description->json, why);
    crm__json_end_object(&description->json);
}

static void write_cost(struct json_writer *json, const struct rule *rule)
{
    struct rule_cost cost = crm__rule_cost(rule);
    crm__json_write_name(json, "cost");
    crm__json_begin_object(json);
    crm__json_write_name(json, "least");
    crm__json_write_int64(json, cost.least);
    crm__json_write_name(json, "most");
    if (cost.most > RULE_STEP_LIMIT)
        crm__json_write_null(json);
    else
        crm__json_write_int64(json, cost.most);
    crm__json_write_name(json, "limit");
    crm__json_write_int64(json, RULE_STEP_LIMIT);
    crm__json_write_name(json, "related");
    crm__json_write_int64(json, cost.reads);
    crm__json_end_object(json);
}

/* Only conditions can filter. */
static crm_status write_sql(struct description *description, struct store *store,
                            const struct rule *rule)
{
    struct json_writer *json = &description->json;
    bool exact = true;
    crm_status status = CRM_OK;
    crm__json_write_name(json, "sql");
    crm__json_begin_object(json);
    crm__json_write_name(json, "memory");
    crm__json_begin_array(json);
    if (crm__rule_kind(rule) == RULE_BOOL || crm__rule_kind(rule) == RULE_DYN)
        status = crm__query_rule_split(store, rule, write_left, description, &exact);
    crm__json_end_array(json);
    crm__json_write_name(json, "exact");
    crm__json_write_bool(json, exact);
    crm__json_end_object(json);
    return status;
}

static crm_status describe(struct description *description, struct store *store,
                           const struct rule *rule)
{
    struct json_writer *json = &description->json;
    struct buffer canonical;
    crm__buffer_init(&canonical, store->env);
    crm__rule_format(rule, &canonical);
    crm_status status = crm__buffer_status(&canonical);
    crm__json_begin_object(json);
    crm__json_write_name(json, "rule");
    crm__json_write_text(json, crm__buffer_view(&canonical));
    crm__json_write_name(json, "type");
    crm__json_write_cstr(json, crm__rule_kind_label(rule));
    crm__json_write_name(json, "now");
    crm__json_write_bool(json, crm__rule_reads_now(rule));
    crm__json_write_name(json, "reads");
    crm__json_begin_array(json);
    if (status >= 0)
        status = crm__rule_visit_fields(rule, write_field, description);
    crm__json_end_array(json);
    write_cost(json, rule);
    if (status >= 0)
        status = write_sql(description, store, rule);
    crm__json_end_object(json);
    crm__buffer_free(&canonical);
    return status;
}

crm_status crm__rule_describe(struct store *store, const struct entity *entity, struct text text,
                              struct buffer *out)
{
    struct rule_scope scope = {.entity = entity};
    struct description description;
    struct rule *rule = NULL;
    crm_status status = crm__rule_compile(store->env, &scope, text, RULE_DYN, &rule);
    if (status < 0)
        return status;
    crm__map_init(&description.fields, store->env);
    crm__json_writer_init(&description.json, out, 0);
    status = describe(&description, store, rule);
    crm__map_free(&description.fields);
    crm__rule_free(rule);
    return status < 0 ? status : crm__buffer_status(out);
}

/* --- what it says of a record ---------------------------------------------------------------- */

static crm_status explain_row(struct store *store, const struct rule *rule,
                              const struct rule_rows *rows, struct buffer *out)
{
    size_t count = crm__rule_path_count(rule);
    struct value *values = crm__alloc_zero(store->env, count + 1, sizeof *values);
    if (!values)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        values[i] = crm__batch_at(&rows->rows, rows->columns[0][i], 0);
    crm_status status = crm__rule_explain(store->env, rule, values, store->env->now_us, out);
    crm__free(store->env, values);
    return status;
}

crm_status crm__rule_explain_record(struct store *store, const struct entity *entity, int64_t id,
                                    struct text text, struct buffer *out)
{
    struct rule_scope scope = {.entity = entity};
    struct rule_rows rows;
    struct rule *rule = NULL;
    crm_status status = crm__rule_compile(store->env, &scope, text, RULE_DYN, &rule);
    if (status < 0)
        return status;
    const struct rule *const rules[] = {rule};
    status = crm__rule_rows_init(&rows, store, entity, rules, 1, TEXT_NONE);
    if (status >= 0) {
        status = crm__rule_rows_load(&rows, &id, 1);
        if (status >= 0 && rows.rows.row_count == 0)
            status = crm__fail(store->env, CRM_E_NOT_FOUND, "no %s %lld", entity->name.data,
                               (long long)id);
        if (status >= 0)
            status = explain_row(store, rule, &rows, out);
        crm__rule_rows_free(&rows);
    }
    crm__rule_free(rule);
    return status;
}
