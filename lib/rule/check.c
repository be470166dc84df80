/*
 * The checker: walks the tree once, gives every node its meaning and its type, refuses what cannot
 * be meant, and evaluates what is constant.
 */
#include "rule/compiler.h"

#include "rule/function.h"

static crm_status check(struct compiler *compiler, struct node *node);

static bool is_unknown(const struct node *node)
{
    return node->type->kind == RULE_DYN;
}

static crm_status check_args(struct compiler *compiler, struct node *node)
{
    for (size_t i = 0; i < node->arg_count; i++) {
        crm_status status = check(compiler, node->args[i]);
        if (status < 0)
            return status;
        node->varies = node->varies || node->args[i]->varies;
    }
    return CRM_OK;
}

static crm_status wrong_kind(struct compiler *compiler, const struct node *node, const char *what,
                             const char *wanted)
{
    if (compiler->scope->unchecked)
        return CRM_OK;
    return crm__compile_fail(compiler, CRM_E_INVALID, node->from, "%s must be %s, not %s", what,
                             wanted, crm__kind_label(node->type->kind));
}

static crm_status need_bool(struct compiler *compiler, const struct node *node, const char *what)
{
    if (node->type->kind == RULE_BOOL || is_unknown(node))
        return CRM_OK;
    return wrong_kind(compiler, node, what, "bool");
}

static crm_status check_logic(struct compiler *compiler, struct node *node)
{
    node->type = crm__type_of(RULE_BOOL);
    crm_status status = check_args(compiler, node);
    for (size_t i = 0; status >= 0 && i < node->arg_count; i++)
        status = need_bool(compiler, node->args[i],
                           node->op == NODE_AND ? "an operand of &&" : "an operand of ||");
    return status;
}

static crm_status check_conditional(struct compiler *compiler, struct node *node)
{
    crm_status status = check_args(compiler, node);
    if (status < 0)
        return status;
    node->type = crm__type_join(node->args[1]->type, node->args[2]->type);
    return need_bool(compiler, node->args[0], "the condition before ?");
}

static crm_status check_collection(struct compiler *compiler, struct node *node)
{
    crm_status status = check_args(compiler, node);
    if (status < 0)
        return status;
    bool map = node->op == NODE_MAP;
    size_t step = map ? 2 : 1;
    const struct rule_type *key = NULL;
    const struct rule_type *element = NULL;
    for (size_t i = 0; i < node->arg_count; i += step) {
        const struct rule_type *type = node->args[i + step - 1]->type;
        if (node->optional_args && node->optional_args[i])
            type = crm__type_element(type);
        element = element ? crm__type_join(element, type) : type;
        if (map)
            key = key ? crm__type_join(key, node->args[i]->type) : node->args[i]->type;
    }
    node->type = crm__type_new(&compiler->rule->arena, map ? RULE_MAP : RULE_LIST, key, element);
    return node->type ? CRM_OK : CRM_E_NOMEM;
}

static crm_status check_select(struct compiler *compiler, struct node *node)
{
    bool resolved = false;
    crm_status status = crm__resolve_select(compiler, node, &resolved);
    if (status < 0 || resolved)
        return status;
    status = check_args(compiler, node);
    if (status < 0)
        return status;
    const struct node *operand = node->args[0];
    const struct rule_type *type = operand->type;
    bool chained = type->kind == RULE_OPTIONAL;
    node->type = crm__type_of(RULE_DYN);
    if (type->kind == RULE_MAP)
        node->type = crm__type_element(type);
    else if (!chained && type->kind != RULE_DYN)
        return wrong_kind(compiler, operand, "what a name is selected from",
                          "a reference or a map");
    if (node->optional || chained)
        node->type = crm__type_of(RULE_OPTIONAL);
    return CRM_OK;
}

static crm_status check_has(struct compiler *compiler, struct node *node)
{
    struct node *arg = node->args[0];
    node->type = crm__type_of(RULE_BOOL);
    /* A field keeps being a field here; what follows a map or an optional is a test of a key. */
    crm_status status = CRM_OK;
    bool resolved = arg->op == NODE_NAME;
    if (arg->op == NODE_NAME)
        status = crm__resolve_name(compiler, arg);
    else
        status = crm__resolve_select(compiler, arg, &resolved);
    if (status < 0)
        return status;
    if (resolved && arg->op == NODE_PATH) {
        node->op = NODE_HAS_PATH;
        node->use = arg->use;
        node->arg_count = 0;
        node->varies = true;
        return CRM_OK;
    }
    if (arg->op != NODE_SELECT)
        return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                 "has() asks for a field of a record or a key of a map");
    node->name = arg->name;
    node->args[0] = arg->args[0];
    return check_args(compiler, node);
}

/* Gives the macro's variables their slots and types. */
static crm_status open_locals(struct compiler *compiler, struct node *node,
                              const struct rule_type *first, const struct rule_type *second)
{
    if (compiler->local_count + node->local_count > LOCAL_LIMIT)
        return crm__compile_fail(compiler, CRM_E_LIMIT, node->from,
                                 "more than %d macro variables in scope", LOCAL_LIMIT);
    node->slot = compiler->local_count;
    compiler->locals[node->slot].name = node->locals[0];
    compiler->locals[node->slot].type = first;
    if (node->local_count == 2) {
        compiler->locals[node->slot + 1].name = node->locals[1];
        compiler->locals[node->slot + 1].type = second;
    }
    compiler->local_count += node->local_count;
    return CRM_OK;
}

static crm_status check_body(struct compiler *compiler, struct node *node,
                             const struct rule_type *first, const struct rule_type *second)
{
    crm_status status = open_locals(compiler, node, first, second);
    for (size_t i = 1; status >= 0 && i < node->arg_count; i++)
        status = check(compiler, node->args[i]);
    compiler->local_count -= status >= 0 ? node->local_count : 0;
    return status;
}

static const struct rule_type *fold_result(struct compiler *compiler, const struct node *node,
                                           const struct rule_type *first)
{
    struct arena *arena = &compiler->rule->arena;
    const struct rule_type *last = node->args[node->arg_count - 1]->type;
    switch ((enum macro)node->macro) {
    case MACRO_ALL:
    case MACRO_EXISTS:
    case MACRO_EXISTS_ONE:
        return crm__type_of(RULE_BOOL);
    case MACRO_FILTER:
        return crm__type_new(arena, RULE_LIST, NULL, first);
    case MACRO_TRANSFORM_MAP:
        return crm__type_new(arena, RULE_MAP, first, last);
    case MACRO_TRANSFORM_ENTRY:
        return crm__type_of(RULE_MAP);
    default:
        return crm__type_new(arena, RULE_LIST, NULL, last);
    }
}

static crm_status check_fold(struct compiler *compiler, struct node *node)
{
    crm_status status = check(compiler, node->args[0]);
    if (status < 0)
        return status;
    const struct rule_type *range = node->args[0]->type;
    const struct rule_type *first = crm__type_of(RULE_DYN);
    const struct rule_type *second = crm__type_of(RULE_DYN);
    node->varies = true; /* Its body stands on variables; not folded. */
    if (range->kind == RULE_LIST) {
        first = node->local_count == 2 ? crm__type_of(RULE_INT) : crm__type_element(range);
        second = crm__type_element(range);
    } else if (range->kind == RULE_MAP) {
        first = crm__type_key(range);
        second = crm__type_element(range);
    } else if (range->kind != RULE_DYN) {
        status = wrong_kind(compiler, node->args[0], "what a macro runs over", "a list or a map");
    }
    if (status >= 0)
        status = check_body(compiler, node, first, second);
    if (status < 0)
        return status;
    node->type = fold_result(compiler, node, first);
    if (!node->type)
        return CRM_E_NOMEM;
    bool predicate = node->macro <= MACRO_FILTER || node->arg_count == 3;
    return predicate ? need_bool(compiler, node->args[1], "a macro's condition") : CRM_OK;
}

static crm_status check_bind(struct compiler *compiler, struct node *node)
{
    crm_status status = check(compiler, node->args[0]);
    if (status < 0)
        return status;
    const struct rule_type *bound = node->args[0]->type;
    node->varies = true;
    if (node->op == NODE_OPTIONAL_MAP)
        bound = crm__type_element(bound);
    status = check_body(compiler, node, bound, NULL);
    if (status < 0)
        return status;
    node->type = node->op == NODE_BIND ? node->args[1]->type : crm__type_of(RULE_OPTIONAL);
    return CRM_OK;
}

/* timestamp("tomorrow"): a literal that can be read by no means is its writer's mistake. */
static crm_status check_literal_call(struct compiler *compiler, const struct node *node,
                                     const char *error)
{
    bool literal = node->op == NODE_CALL && node->style == CALL_GLOBAL && node->arg_count == 1 &&
                   node->args[0]->op == NODE_CONSTANT &&
                   node->args[0]->constant.kind == RULE_STRING;
    if (!literal || compiler->scope->unchecked)
        return CRM_OK;
    return crm__compile_fail(compiler, CRM_E_INVALID, node->args[0]->from, "%s", error);
}

/* Evaluates what depends on nothing. An operation that fails is left to fail where it stands. */
static crm_status fold_constant(struct compiler *compiler, struct node *node)
{
    bool foldable = node->op == NODE_CALL || node->op == NODE_LIST || node->op == NODE_MAP ||
                    node->op == NODE_SELECT || node->op == NODE_HAS;
    for (size_t i = 0; foldable && i < node->arg_count; i++)
        foldable = node->args[i]->constant_known;
    if (!foldable || node->constant_known)
        return CRM_OK;
    struct evaluation evaluation;
    struct rule_value value;
    crm__evaluation_init(&evaluation, compiler->env, compiler->rule, 0, &compiler->rule->arena);
    crm__eval(&evaluation, node, &value);
    if (evaluation.status == CRM_E_NOMEM)
        return CRM_E_NOMEM;
    if (evaluation.status < 0) {
        crm__error_clear(compiler->env);
        return CRM_OK;
    }
    if (value.kind == RULE_ERROR)
        return check_literal_call(compiler, node, value.error);
    node->constant = value;
    node->constant_known = true;
    return CRM_OK;
}

/* math.greatest(x): a name with a dot, unless `math` means something in this scope. */
static crm_status join_namespace(struct compiler *compiler, struct node *node)
{
    if (node->style != CALL_RECEIVER)
        return CRM_OK;
    struct text space = crm__select_qualified(compiler, node->args[0]);
    if (!space.data || crm__name_is_taken(compiler, node->args[0]))
        return CRM_OK;
    char *name = crm__arena_format(&compiler->rule->arena, "%.*s.%.*s", (int)space.size, space.data,
                                   (int)node->name.size, node->name.data);
    if (!name)
        return CRM_E_NOMEM;
    if (!crm__function_find(crm__text_of(name), CALL_GLOBAL))
        return CRM_OK;
    node->name = crm__text_of(name);
    node->style = CALL_GLOBAL;
    node->args++;
    node->arg_count--;
    return CRM_OK;
}

static crm_status check_call(struct compiler *compiler, struct node *node)
{
    crm_status status = join_namespace(compiler, node);
    if (status >= 0)
        status = check_args(compiler, node);
    return status < 0 ? status : crm__check_call(compiler, node);
}

static crm_status check_constant(struct node *node)
{
    if (!node->type)
        node->type = crm__type_of(node->constant.kind);
    return CRM_OK;
}

static crm_status check_node(struct compiler *compiler, struct node *node)
{
    switch ((enum node_op)node->op) {
    case NODE_NAME:
        return crm__resolve_name(compiler, node);
    case NODE_SELECT:
        return check_select(compiler, node);
    case NODE_HAS:
        return check_has(compiler, node);
    case NODE_LIST:
    case NODE_MAP:
        return check_collection(compiler, node);
    case NODE_AND:
    case NODE_OR:
        return check_logic(compiler, node);
    case NODE_CONDITIONAL:
        return check_conditional(compiler, node);
    case NODE_FOLD:
        return check_fold(compiler, node);
    case NODE_BIND:
    case NODE_OPTIONAL_MAP:
        return check_bind(compiler, node);
    case NODE_CALL:
        return check_call(compiler, node);
    default:
        return check_constant(node);
    }
}

static crm_status check(struct compiler *compiler, struct node *node)
{
    /* resolve_select may have settled a part of a chain before its parent comes to it. */
    if (node->type)
        return CRM_OK;
    bool related = false;
    crm_status status = CRM_OK;
    if (node->op == NODE_FOLD || node->op == NODE_CALL)
        status = crm__related_resolve(compiler, node, &related);
    if (status >= 0 && !related)
        status = check_node(compiler, node);
    return status < 0 ? status : fold_constant(compiler, node);
}

crm_status crm__rule_check(struct compiler *compiler)
{
    crm_status status = check(compiler, compiler->rule->root);
    if (status >= 0)
        compiler->rule->type = compiler->rule->root->type;
    return status;
}
