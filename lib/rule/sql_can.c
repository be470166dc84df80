/* What SQL can say with exactly the evaluator's meaning. */
#include "rule/sql.h"

#include "base/time.h"

#include <math.h>
#include <string.h>

bool crm__sql_constant(struct emitter *emitter, const struct node *node,
                       struct rule_value *value_out)
{
    if (node->constant_known) {
        *value_out = node->constant;
        return true;
    }
    if (node->varies)
        return false;
    struct rule_value *known = &emitter->constants[node->id];
    if (known->kind == RULE_DYN) {
        struct evaluation evaluation;
        crm__evaluation_init(&evaluation, emitter->env, emitter->rule, emitter->now_us,
                             &emitter->arena);
        crm__eval(&evaluation, node, known);
        if (evaluation.status < 0 && emitter->status >= 0)
            emitter->status = evaluation.status;
    }
    *value_out = *known;
    return true;
}

/* Has the constant a form in a column? */
static bool is_bindable(const struct rule_value *value)
{
    switch ((enum rule_kind)value->kind) {
    case RULE_ERROR:
    case RULE_BOOL:
    case RULE_INT:
        return true;
    case RULE_DOUBLE:
        return isfinite(value->real);
    case RULE_STRING: /* NUL ends a text for some functions of SQL. */
        return value->text.size == 0 || !memchr(value->text.data, 0, value->text.size);
    case RULE_TIMESTAMP:
        return value->nanos % 1000 == 0;
    case RULE_DURATION:
        return value->integer % 1000 == 0;
    default:
        return false;
    }
}

static bool has_column_form(enum rule_kind kind)
{
    return kind == RULE_BOOL || kind == RULE_INT || kind == RULE_DOUBLE || kind == RULE_STRING ||
           kind == RULE_TIMESTAMP || kind == RULE_DURATION;
}

static crm_status ignore_text(void *context, struct text fragment)
{
    (void)context;
    (void)fragment;
    return CRM_OK;
}

static crm_status ignore_bind(void *context, struct value value)
{
    (void)context;
    (void)value;
    return CRM_OK;
}

static crm_status ignore_path(void *context, size_t path)
{
    (void)context;
    (void)path;
    return CRM_OK;
}

/* A sum has other limits in SQL than here; what is counted must be said exactly. */
static bool is_sayable_path(struct emitter *emitter, const struct path_use *use)
{
    const struct rule_related *related = emitter->rule->paths[use->path].related;
    if (!related || (related->measure <= RELATED_COUNT && !related->condition))
        return true;
    struct rule_sql_sink sink = {.dialect = emitter->sink->dialect,
                                 .text = ignore_text,
                                 .bind = ignore_bind,
                                 .path = ignore_path};
    bool exact = false;
    if (related->measure > RELATED_COUNT || emitter->status < 0)
        return false;
    /* Conditions are nested at most RELATED_DEPTH_LIMIT deep. */
    emitter->status = crm__rule_sql_filter(emitter->env, related->condition, emitter->now_us,
                                           &sink, &exact);
    return exact;
}

static bool is_stored_number(struct emitter *emitter, const struct node *node)
{
    return node->op == NODE_PATH && is_sayable_path(emitter, &node->use) &&
           crm__field_kind(node->use.field->type) == VALUE_INT &&
           node->use.field->type != FIELD_BOOL;
}

bool crm__sql_comparison(struct emitter *emitter, const struct node *node,
                         struct sql_comparison *out)
{
    if (node->op != NODE_CALL || !node->exact || !crm__kernel_compares(node->function->kernel))
        return false;
    for (size_t i = 0; i < 2; i++) {
        const struct node *field = node->args[i];
        enum kernel comparison = i == 0 ? (enum kernel)node->function->kernel
                                        : crm__comparison_swap(node->function->kernel);
        if (!is_stored_number(emitter, field) ||
            !crm__sql_constant(emitter, node->args[1 - i], &out->constant))
            continue;
        out->use = &field->use;
        return crm__range_find(field->use.field, comparison, &out->constant, &out->range);
    }
    return false;
}

bool crm__sql_membership(struct emitter *emitter, const struct node *node,
                         const struct rule_list **items_out)
{
    struct rule_value list;
    if (node->op != NODE_CALL || !node->exact || node->function->kernel != KERNEL_MEMBER ||
        !crm__sql_constant(emitter, node->args[1], &list) || list.kind != RULE_LIST ||
        !crm__sql_can(emitter, node->args[0]))
        return false;
    enum rule_kind kind = node->args[0]->type->kind;
    if (kind != RULE_INT && kind != RULE_STRING)
        return false;
    for (size_t i = 0; i < list.list->count; i++)
        if (list.list->items[i].kind != kind || !is_bindable(&list.list->items[i]))
            return false;
    *items_out = list.list;
    return true;
}

bool crm__sql_choice(struct emitter *emitter, const struct node *node,
                     const struct rule_value **choice_out)
{
    struct rule_value choice;
    if (node->op != NODE_CALL || !node->exact || node->function->kernel != KERNEL_MEMBER ||
        node->args[1]->op != NODE_PATH || node->args[1]->use.field->type != FIELD_CHOICES ||
        !crm__sql_constant(emitter, node->args[0], &choice) || choice.kind != RULE_STRING ||
        !is_bindable(&choice) || crm__text_find(choice.text, TEXT("|"), 0) != SIZE_MAX)
        return false;
    *choice_out = node->args[0]->constant_known ? &node->args[0]->constant
                                                : &emitter->constants[node->args[0]->id];
    return true;
}

const char *crm__sql_template(const struct emitter *emitter, const struct node *node)
{
    return emitter->sink->dialect == RULE_SQLITE ? node->function->sqlite
                                                 : node->function->postgres;
}

static uint32_t weigh(struct emitter *emitter, const struct node *node);

/* Two sayable sides of kinds that SQL compares as CEL does. */
static bool sides_compare(const struct node *node)
{
    enum rule_kind a = node->args[0]->type->kind;
    enum rule_kind b = node->args[1]->type->kind;
    bool numbers = (a == RULE_INT || a == RULE_DOUBLE) && (b == RULE_INT || b == RULE_DOUBLE);
    return (a == b && has_column_form(a)) || numbers;
}

static uint32_t weigh_call(struct emitter *emitter, const struct node *node)
{
    struct sql_comparison comparison;
    const struct rule_list *items;
    const struct rule_value *choice;
    if (!node->exact)
        return WEIGHT_NEVER;
    if (crm__sql_comparison(emitter, node, &comparison) || crm__sql_choice(emitter, node, &choice))
        return 2;
    if (crm__sql_membership(emitter, node, &items))
        return weigh(emitter, node->args[0]) + (uint32_t)items->count;
    const char *template = crm__sql_template(emitter, node);
    if (!template || (crm__kernel_compares(node->function->kernel) && !sides_compare(node)))
        return WEIGHT_NEVER;
    uint32_t weight = 1;
    for (size_t i = 0; i < node->arg_count; i++)
        if (weigh(emitter, node->args[i]) == WEIGHT_NEVER)
            return WEIGHT_NEVER;
    for (const char *at = strchr(template, '$'); at; at = strchr(at + 1, '$'))
        weight += weigh(emitter, node->args[at[1] - '1']);
    return weight;
}

static uint32_t weigh_args(struct emitter *emitter, const struct node *node)
{
    uint32_t weight = 1;
    for (size_t i = 0; i < node->arg_count; i++) {
        uint32_t part = weigh(emitter, node->args[i]);
        if (part == WEIGHT_NEVER)
            return part;
        weight += part;
    }
    return weight;
}

static uint32_t weigh_node(struct emitter *emitter, const struct node *node)
{
    struct rule_value constant;
    if (crm__sql_constant(emitter, node, &constant))
        return is_bindable(&constant) ? 1 : WEIGHT_NEVER;
    switch ((enum node_op)node->op) {
    case NODE_PATH:
        return has_column_form(node->type->kind) && is_sayable_path(emitter, &node->use)
                   ? 1
                   : WEIGHT_NEVER;
    case NODE_HAS_PATH:
        return crm__field_has_column(node->use.field) ? 1 : WEIGHT_NEVER;
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < node->arg_count; i++)
            if (node->args[i]->type->kind != RULE_BOOL)
                return WEIGHT_NEVER;
        return weigh_args(emitter, node);
    case NODE_CONDITIONAL:
        if (node->args[0]->type->kind != RULE_BOOL || !has_column_form(node->type->kind))
            return WEIGHT_NEVER;
        return weigh_args(emitter, node) + weigh(emitter, node->args[0]); /* Written twice. */
    case NODE_CALL:
        return weigh_call(emitter, node);
    default:
        return WEIGHT_NEVER;
    }
}

static uint32_t weigh(struct emitter *emitter, const struct node *node)
{
    uint16_t *weight = &emitter->weights[node->id];
    if (*weight == WEIGHT_UNKNOWN) {
        uint32_t found = weigh_node(emitter, node);
        *weight = found > WEIGHT_LIMIT ? WEIGHT_NEVER : (uint16_t)found;
    }
    return *weight;
}

bool crm__sql_can(struct emitter *emitter, const struct node *node)
{
    return weigh(emitter, node) != WEIGHT_NEVER;
}
