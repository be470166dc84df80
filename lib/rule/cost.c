/* What a rule may take, told before it is evaluated. */
#include "rule/node.h"

static uint32_t add(uint32_t a, uint32_t b)
{
    uint64_t sum = (uint64_t)a + b;
    return sum > RULE_STEP_LIMIT ? RULE_STEP_LIMIT + 1 : (uint32_t)sum;
}

static uint32_t multiply(uint32_t a, uint32_t b)
{
    uint64_t product = (uint64_t)a * b;
    return product > RULE_STEP_LIMIT ? RULE_STEP_LIMIT + 1 : (uint32_t)product;
}

/* How many items the range of a macro may have. */
static uint32_t most_items(const struct node *range)
{
    if (range->constant_known && range->constant.kind == RULE_LIST)
        return add((uint32_t)range->constant.list->count, 0);
    if (range->constant_known && range->constant.kind == RULE_MAP)
        return add((uint32_t)range->constant.map->count, 0);
    if (range->op == NODE_LIST)
        return range->arg_count;
    if (range->op == NODE_MAP)
        return range->arg_count / 2;
    if (range->op == NODE_FOLD) /* What filter or map leave of another range. */
        return most_items(range->args[0]);
    if (range->op == NODE_PATH && range->use.field->choices)
        return (uint32_t)range->use.field->choices->count;
    return RULE_STEP_LIMIT + 1;
}

static struct rule_cost cost_of(const struct node *node);

static struct rule_cost fold_cost(const struct node *node)
{
    struct rule_cost cost = cost_of(node->args[0]);
    uint32_t body = 0;
    for (size_t i = 1; i < node->arg_count; i++)
        body = add(body, cost_of(node->args[i]).most);
    cost.least = add(cost.least, 1);
    cost.most = add(add(cost.most, 1), multiply(most_items(node->args[0]), body));
    return cost;
}

/* Trees are no deeper than NODE_DEPTH_LIMIT. && and || may stop at their first operand, ?: takes
 * the cheaper branch. */
static struct rule_cost cost_of(const struct node *node)
{
    struct rule_cost cost = {0};
    if (node->constant_known)
        return cost;
    if (node->op == NODE_FOLD)
        return fold_cost(node);
    bool logic = node->op == NODE_AND || node->op == NODE_OR;
    uint32_t cheaper = 0;
    cost.least = cost.most = 1;
    for (size_t i = 0; i < node->arg_count; i++) {
        struct rule_cost part = cost_of(node->args[i]);
        cost.most = add(cost.most, part.most);
        if (node->op == NODE_CONDITIONAL && i > 0)
            cheaper = i == 1 || part.least < cheaper ? part.least : cheaper;
        else if (!logic || i == 0)
            cost.least = add(cost.least, part.least);
    }
    cost.least = add(cost.least, cheaper);
    return cost;
}

struct rule_cost crm__rule_cost(const struct rule *rule)
{
    struct rule_cost cost = cost_of(rule->root);
    for (size_t i = 0; i < rule->path_count; i++)
        cost.reads += rule->paths[i].related != NULL;
    return cost;
}
