/* Calls: which overload is meant, what it yields, and what a reader is told when none fits. */
#include "rule/compiler.h"

#include "rule/fixed_offset.h"
#include "rule/function.h"
#include "rule/regex.h"

#include <string.h>

enum { NAME_LIMIT = 400 };

static enum rule_kind arg_kind(const struct node *node, size_t i)
{
    return node->args[i]->type->kind;
}

static crm_status unknown_function(struct compiler *compiler, const struct node *node)
{
    const char *names[NAME_LIMIT];
    size_t count = 0;
    bool other_style = false;
    for (size_t i = 0; i < crm__function_count && count < NAME_LIMIT; i++) {
        if (crm__functions[i].style == CALL_OPERATOR)
            continue;
        names[count++] = crm__functions[i].name;
        other_style = other_style || crm__text_is(node->name, crm__functions[i].name);
    }
    int size = (int)node->name.size;
    if (other_style)
        return crm__compile_fail(
            compiler, CRM_E_UNKNOWN, node->from,
            node->style == CALL_RECEIVER ? "'%.*s' is called as %.*s(x), not as x.%.*s()"
                                         : "'%.*s' is called as x.%.*s(), not as %.*s(x)",
            size, node->name.data, size, node->name.data, size, node->name.data);
    size_t nearest = crm__text_nearest(node->name, names, count);
    if (nearest == SIZE_MAX)
        return crm__compile_fail(compiler, CRM_E_UNKNOWN, node->from, "no function '%.*s'", size,
                                 node->name.data);
    return crm__compile_fail(compiler, CRM_E_UNKNOWN, node->from,
                             "no function '%.*s'; did you mean '%s'?", size, node->name.data,
                             names[nearest]);
}

static crm_status no_overload(struct compiler *compiler, const struct node *node)
{
    struct buffer kinds;
    crm__buffer_init(&kinds, compiler->env);
    for (size_t i = 0; i < node->arg_count; i++)
        crm__buffer_format(&kinds, "%s%s", i > 0 ? ", " : "", crm__kind_label(arg_kind(node, i)));
    crm_status status = crm__buffer_status(&kinds);
    if (status >= 0)
        status =
            crm__compile_fail(compiler, CRM_E_INVALID, node->from, "'%.*s' does not take (%s)",
                              (int)node->name.size, node->name.data, kinds.data ? kinds.data : "");
    crm__buffer_free(&kinds);
    return status;
}

/* --- what kinds alone do not say --- */

/* A literal that is no choice of the field is a mistake that would otherwise never match. */
static crm_status check_choice(struct compiler *compiler, const struct node *field,
                               const struct node *literal, const struct rule_value *value)
{
    const struct choice_set *set = field->op == NODE_PATH ? field->use.field->choices : NULL;
    if (!set || value->kind != RULE_STRING || compiler->scope->unchecked)
        return CRM_OK;
    const char *names[NAME_LIMIT];
    size_t count = 0;
    for (size_t i = 0; i < set->count && count < NAME_LIMIT; i++) {
        if (crm__text_equal(set->choices[i].name, value->text))
            return CRM_OK;
        names[count++] = set->choices[i].name.data;
    }
    if (count < set->count)
        return CRM_OK;
    size_t nearest = crm__text_nearest(value->text, names, count);
    int size = (int)value->text.size;
    if (nearest == SIZE_MAX)
        return crm__compile_fail(compiler, CRM_E_UNKNOWN, literal->from, "no choice '%.*s' in %s",
                                 size, value->text.data, field->use.field->name.data);
    return crm__compile_fail(compiler, CRM_E_UNKNOWN, literal->from,
                             "no choice '%.*s' in %s; did you mean '%s'?", size, value->text.data,
                             field->use.field->name.data, names[nearest]);
}

static crm_status check_choices(struct compiler *compiler, const struct node *field,
                                const struct node *literal)
{
    if (!literal->constant_known)
        return CRM_OK;
    if (literal->constant.kind != RULE_LIST)
        return check_choice(compiler, field, literal, &literal->constant);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < literal->constant.list->count; i++)
        status = check_choice(compiler, field, literal, &literal->constant.list->items[i]);
    return status;
}

static bool kinds_compare(enum rule_kind a, enum rule_kind b)
{
    return a == b || a == RULE_DYN || b == RULE_DYN ||
           (crm__kind_is_number(a) && crm__kind_is_number(b));
}

static crm_status cannot_compare(struct compiler *compiler, const struct node *node)
{
    return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                             "'%.*s' cannot compare %s with %s", (int)node->name.size,
                             node->name.data, crm__kind_label(arg_kind(node, 0)),
                             crm__kind_label(arg_kind(node, 1)));
}

static crm_status check_equality(struct compiler *compiler, const struct node *node)
{
    enum rule_kind a = arg_kind(node, 0);
    enum rule_kind b = arg_kind(node, 1);
    for (size_t i = 0; i < 2; i++) {
        const struct node *field = node->args[i];
        struct text text = crm__node_text(compiler->rule, field);
        if (field->op == NODE_PATH && arg_kind(node, 1 - i) == RULE_NULL)
            return crm__compile_fail(
                compiler, CRM_E_INVALID, node->from, "a field is never null; write %shas(%.*s)",
                node->name.data[0] == '!' ? "" : "!", (int)text.size, text.data);
    }
    if (!kinds_compare(a, b) && a != RULE_NULL && b != RULE_NULL)
        return cannot_compare(compiler, node);
    crm_status status = check_choices(compiler, node->args[0], node->args[1]);
    return status < 0 ? status : check_choices(compiler, node->args[1], node->args[0]);
}

static crm_status check_order(struct compiler *compiler, const struct node *node)
{
    static const bool ORDERED[RULE_KIND_COUNT] = {
        [RULE_BOOL] = true,   [RULE_INT] = true,   [RULE_UINT] = true,      [RULE_DOUBLE] = true,
        [RULE_STRING] = true, [RULE_BYTES] = true, [RULE_TIMESTAMP] = true, [RULE_DURATION] = true,
        [RULE_MONEY] = true,  [RULE_DYN] = true};
    enum rule_kind a = arg_kind(node, 0);
    enum rule_kind b = arg_kind(node, 1);
    return kinds_compare(a, b) && ORDERED[a] && ORDERED[b] ? CRM_OK
                                                           : cannot_compare(compiler, node);
}

static crm_status check_member(struct compiler *compiler, const struct node *node)
{
    const struct rule_type *type = node->args[1]->type;
    enum rule_kind element =
        type->kind == RULE_MAP ? crm__type_key(type)->kind : crm__type_element(type)->kind;
    if (!kinds_compare(arg_kind(node, 0), element))
        return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                 "'in' cannot find %s among %s", crm__kind_label(arg_kind(node, 0)),
                                 crm__kind_label(element));
    crm_status status = check_choices(compiler, node->args[0], node->args[1]);
    return status < 0 ? status : check_choices(compiler, node->args[1], node->args[0]);
}

static crm_status check_further(struct compiler *compiler, const struct node *node)
{
    if (compiler->scope->unchecked)
        return CRM_OK;
    switch ((enum call_check)node->function->check) {
    case CHECK_EQUALITY:
        return check_equality(compiler, node);
    case CHECK_ORDER:
        return check_order(compiler, node);
    case CHECK_MEMBER:
        return check_member(compiler, node);
    default:
        return CRM_OK;
    }
}

/* --- literals that are worth preparing --- */

static crm_status prepare_zone(struct compiler *compiler, const struct node *literal)
{
    const struct zone *zone = NULL;
    crm_status status = crm__zone_find(&compiler->rule->zones, literal->constant.text, &zone);
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    crm__error_clear(compiler->env);
    if (compiler->scope->unchecked)
        return CRM_OK;
    return crm__compile_fail(compiler, CRM_E_UNKNOWN, literal->from, "no time zone '%.*s'",
                             (int)literal->constant.text.size, literal->constant.text.data);
}

static crm_status prepare_regex(struct compiler *compiler, const struct node *literal)
{
    struct arena *arena = &compiler->rule->arena;
    struct regex *regex = NULL;
    const char *error = NULL;
    crm_status status = crm__regex_compile(arena, literal->constant.text, &regex, &error);
    if (status == CRM_E_NOMEM || (status < 0 && compiler->scope->unchecked))
        return status == CRM_E_NOMEM ? status : CRM_OK;
    if (status < 0)
        return crm__compile_fail(compiler, status, literal->from, "%s", error);
    struct known_regex *known = crm__arena_alloc(arena, sizeof *known);
    if (!known)
        return CRM_E_NOMEM;
    *known = (struct known_regex){
        .next = compiler->rule->regexes, .pattern = literal->constant.text, .regex = regex};
    compiler->rule->regexes = known;
    return CRM_OK;
}

/* Patterns and zones that stand in the rule are prepared once, and mistakes in them show now. */
static crm_status prepare_literals(struct compiler *compiler, const struct node *node)
{
    const struct node *second = node->arg_count == 2 ? node->args[1] : NULL;
    if (!second || !second->constant_known || second->constant.kind != RULE_STRING)
        return CRM_OK;
    if (crm__text_is(node->name, "matches"))
        return prepare_regex(compiler, second);
    int32_t offset_s;
    bool zone = crm__text_starts(node->name, TEXT("get")) && node->style == CALL_RECEIVER &&
                !crm__zone_fixed_offset(second->constant.text, &offset_s);
    return zone ? prepare_zone(compiler, second) : CRM_OK;
}

/* --- overloads --- */

static const struct rule_type *result_type(struct compiler *compiler, const struct node *node,
                                           const struct function *function)
{
    struct arena *arena = &compiler->rule->arena;
    const struct rule_type *first =
        node->arg_count > 0 ? node->args[0]->type : crm__type_of(RULE_DYN);
    switch ((enum result_shape)function->shape) {
    case SHAPE_FIRST:
        return first;
    case SHAPE_ELEMENT:
        return crm__type_element(first);
    case SHAPE_STRINGS:
        return crm__type_list_of(RULE_STRING);
    case SHAPE_OPTIONAL:
        return crm__type_new(arena, RULE_OPTIONAL, NULL, first);
    case SHAPE_OPTIONAL_ELEMENT:
        return crm__type_new(arena, RULE_OPTIONAL, NULL, crm__type_element(first));
    default:
        return crm__type_of(function->result);
    }
}

/* Could the overload take arguments of these static kinds? *certain: it takes no others. */
static bool accepts(const struct function *function, const struct node *node, bool *certain)
{
    if (function->arg_count != node->arg_count)
        return false;
    *certain = true;
    for (size_t i = 0; i < node->arg_count; i++) {
        enum rule_kind kind = arg_kind(node, i);
        if (function->params[i] == RULE_DYN || function->params[i] == kind)
            continue;
        if (kind != RULE_DYN)
            return false;
        *certain = false;
    }
    return true;
}

/* math.greatest(a, b, c) takes a list of its arguments. */
static crm_status gather_arguments(struct compiler *compiler, struct node *node)
{
    bool variadic =
        crm__text_is(node->name, "math.greatest") || crm__text_is(node->name, "math.least");
    if (!variadic || node->arg_count == 0 ||
        (node->arg_count == 1 && (arg_kind(node, 0) == RULE_LIST || arg_kind(node, 0) == RULE_DYN)))
        return CRM_OK;
    struct node *list = crm__node_new(compiler, NODE_LIST, node->args[0]->from, 0);
    struct node **args = crm__arena_alloc(&compiler->rule->arena, sizeof *args);
    if (!list || !args)
        return CRM_E_NOMEM;
    const struct rule_type *element = node->args[0]->type;
    list->gathered = true;
    list->args = node->args;
    list->arg_count = node->arg_count;
    list->varies = node->varies;
    for (size_t i = 1; i < node->arg_count; i++)
        element = crm__type_join(element, node->args[i]->type);
    list->type = crm__type_new(&compiler->rule->arena, RULE_LIST, NULL, element);
    if (!list->type || !crm__node_finish(compiler, list))
        return compiler->env->error.status;
    list->to = node->args[node->arg_count - 1]->to;
    args[0] = list;
    node->args = args;
    node->arg_count = 1;
    return CRM_OK;
}

crm_status crm__check_call(struct compiler *compiler, struct node *node)
{
    crm_status status = gather_arguments(compiler, node);
    if (status < 0)
        return status;
    const struct function *first = crm__function_find(node->name, node->style);
    const struct function *only = NULL;
    size_t count = 0;
    bool certain = false;
    node->type = crm__type_of(RULE_DYN);
    if (!first)
        return compiler->scope->unchecked ? CRM_OK : unknown_function(compiler, node);
    for (const struct function *f = first; f && !(only && certain); f = crm__function_next(f)) {
        bool exact = false;
        if (!accepts(f, node, &exact))
            continue;
        /* The first certain overload is the one that evaluation would choose, too. */
        certain = exact && count == 0;
        only = count == 0 ? f : only;
        count++;
    }
    node->function = first;
    if (count == 0)
        return compiler->scope->unchecked ? CRM_OK : no_overload(compiler, node);
    if (count == 1) {
        node->type = result_type(compiler, node, only);
        node->exact = certain;
        node->function = certain ? only : first;
        if (!node->type)
            return CRM_E_NOMEM;
    }
    status = prepare_literals(compiler, node);
    return status < 0 ? status : check_further(compiler, node);
}
