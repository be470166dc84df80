/* How each node is evaluated over columns. */
#include "rule/block.h"

#include "base/time.h"

#include <string.h>

static struct plan *plan_make(struct run *run, const struct node *node);

static bool is_columnar(enum rule_kind kind)
{
    return kind == RULE_BOOL || kind == RULE_INT || kind == RULE_DOUBLE || kind == RULE_STRING ||
           kind == RULE_TIMESTAMP || kind == RULE_DURATION;
}

/* The value of a node that is the same for every row. */
static bool constant_value(struct run *run, const struct node *node, struct rule_value *out)
{
    if (node->constant_known) {
        *out = node->constant;
        return true;
    }
    if (node->varies)
        return false;
    struct evaluation evaluation;
    crm__evaluation_init(&evaluation, run->env, run->rule, run->now_us, &run->arena);
    crm__eval(&evaluation, node, out);
    if (evaluation.status < 0)
        run->status = evaluation.status;
    return true;
}

/* Can a vector hold the value as it is? */
static bool is_whole_us(const struct rule_value *value)
{
    if (value->kind == RULE_TIMESTAMP)
        return value->nanos % 1000 == 0;
    return value->kind != RULE_DURATION || value->integer % 1000 == 0;
}

static bool plan_constant(struct run *run, const struct node *node, struct plan *plan)
{
    if (!constant_value(run, node, &plan->constant))
        return false;
    enum rule_kind kind = plan->constant.kind;
    if (kind != RULE_ERROR && (!is_columnar(kind) || !is_whole_us(&plan->constant)))
        return false;
    if (kind != node->type->kind && (kind != RULE_ERROR || !is_columnar(node->type->kind)))
        return false;
    plan->form = PLAN_CONSTANT;
    return true;
}

static bool plan_field_comparison(struct run *run, const struct node *node, size_t field,
                                  struct plan *plan)
{
    const struct node *path = node->args[field];
    enum kernel comparison = field == 0 ? (enum kernel)node->function->kernel
                                        : crm__comparison_swap(node->function->kernel);
    if (path->op != NODE_PATH || !constant_value(run, node->args[1 - field], &plan->constant))
        return false;
    plan->use = &path->use;
    enum field_type type = path->use.field->type;
    if (path->type->kind == RULE_STRING && plan->constant.kind == RULE_STRING &&
        (comparison == KERNEL_EQUAL || comparison == KERNEL_NOT_EQUAL)) {
        plan->form = PLAN_TEXT_EQUAL;
        plan->negated = comparison == KERNEL_NOT_EQUAL;
        return true;
    }
    if (type == FIELD_BOOL || crm__field_kind(type) != VALUE_INT ||
        !crm__range_find(path->use.field, comparison, &plan->constant, &plan->range))
        return false;
    plan->form = type == FIELD_MONEY ? PLAN_MONEY_RANGE : PLAN_RANGE;
    return true;
}

static bool plan_membership(struct run *run, const struct node *node, struct plan *plan)
{
    const struct node *item = node->args[0];
    const struct node *list = node->args[1];
    if (list->op == NODE_PATH && list->use.field->type == FIELD_CHOICES &&
        constant_value(run, item, &plan->constant) && plan->constant.kind == RULE_STRING) {
        plan->form = PLAN_CHOICE;
        plan->use = &list->use;
        return true;
    }
    if (item->op != NODE_PATH || item->type->kind != RULE_STRING ||
        !constant_value(run, list, &plan->constant) || plan->constant.kind != RULE_LIST)
        return false;
    plan->form = PLAN_TEXT_MEMBER;
    plan->use = &item->use;
    return true;
}

static bool plan_kernel(struct run *run, const struct node *node, struct plan *plan)
{
    enum kernel kernel = node->function->kernel;
    if (kernel == KERNEL_NONE || kernel == KERNEL_MEMBER)
        return false;
    for (size_t i = 0; i < node->arg_count; i++)
        if (!crm__plan_is_exact(run, node->args[i]))
            return false;
    if (crm__kernel_compares(kernel)) {
        enum rule_kind a = node->args[0]->type->kind;
        enum rule_kind b = node->args[1]->type->kind;
        if (a != b && !(crm__kind_is_number(a) && crm__kind_is_number(b)))
            return false;
    }
    plan->form = PLAN_KERNEL;
    return true;
}

static bool plan_call(struct run *run, const struct node *node, struct plan *plan)
{
    if (!node->exact)
        return false;
    if (crm__kernel_compares(node->function->kernel) &&
        (plan_field_comparison(run, node, 0, plan) || plan_field_comparison(run, node, 1, plan)))
        return true;
    if (node->function->kernel == KERNEL_MEMBER)
        return plan_membership(run, node, plan);
    return plan_kernel(run, node, plan);
}

static bool plan_columnar(struct run *run, const struct node *node, struct plan *plan)
{
    if (plan_constant(run, node, plan))
        return true;
    switch ((enum node_op)node->op) {
    case NODE_PATH:
        plan->form = PLAN_FIELD;
        plan->use = &node->use;
        return is_columnar(node->type->kind);
    case NODE_HAS_PATH:
        plan->form = PLAN_HAS;
        plan->use = &node->use;
        return true;
    case NODE_AND:
    case NODE_OR:
        plan->form = PLAN_LOGIC;
        return true;
    case NODE_CONDITIONAL:
        plan->form = PLAN_CONDITIONAL;
        return is_columnar(node->type->kind) && crm__plan_is_exact(run, node->args[1]) &&
               crm__plan_is_exact(run, node->args[2]);
    case NODE_CALL:
        return plan_call(run, node, plan);
    default:
        return false;
    }
}

/* Marks the paths below a node. */
static void mark_paths(const struct node *node, uint8_t *marks)
{
    if (node->constant_known)
        return;
    if (node->op == NODE_PATH || node->op == NODE_HAS_PATH) {
        marks[node->use.path] = 1;
        if (node->use.field->type == FIELD_MONEY)
            marks[node->use.currency] = 1;
    }
    for (size_t i = 0; i < node->arg_count; i++)
        mark_paths(node->args[i], marks);
}

static void plan_rows(struct run *run, const struct node *node, struct plan *plan)
{
    size_t path_count = run->rule->path_count;
    uint8_t *marks = crm__arena_alloc_zero(&run->arena, path_count + 1, 1);
    *plan = (struct plan){.form = PLAN_ROWS, .has_rows = true};
    plan->paths = crm__arena_alloc(&run->arena, (path_count + 1) * sizeof *plan->paths);
    if (!marks || !plan->paths) {
        run->status = CRM_E_NOMEM;
        return;
    }
    mark_paths(node, marks);
    for (size_t i = 0; i < path_count; i++)
        if (marks[i])
            plan->paths[plan->path_count++] = (uint32_t)i;
}

static struct plan *plan_make(struct run *run, const struct node *node)
{
    struct plan *plan = &run->plans[node->id];
    struct plan made = {.form = PLAN_NONE};
    if (plan_columnar(run, node, &made))
        *plan = made;
    else
        plan_rows(run, node, plan);
    if (plan->form == PLAN_LOGIC || plan->form == PLAN_CONDITIONAL || plan->form == PLAN_KERNEL)
        for (size_t i = 0; i < node->arg_count; i++)
            plan->has_rows = crm__plan_of(run, node->args[i])->has_rows || plan->has_rows;
    return plan;
}

const struct plan *crm__plan_of(struct run *run, const struct node *node)
{
    struct plan *plan = &run->plans[node->id];
    return plan->form == PLAN_NONE ? plan_make(run, node) : plan;
}

bool crm__plan_is_exact(struct run *run, const struct node *node)
{
    enum rule_kind kind = node->type->kind;
    if (!is_columnar(kind))
        return false;
    /* Row by row, a time may come out between two microseconds. */
    return crm__plan_of(run, node)->form != PLAN_ROWS ||
           (kind != RULE_TIMESTAMP && kind != RULE_DURATION);
}
