/* The canonical form of a rule: the tree written back with no needless parentheses. */
#include "rule/compiler.h"

enum precedence {
    PRECEDENCE_CONDITIONAL,
    PRECEDENCE_OR,
    PRECEDENCE_AND,
    PRECEDENCE_RELATION,
    PRECEDENCE_SUM,
    PRECEDENCE_PRODUCT,
    PRECEDENCE_UNARY,
    PRECEDENCE_MEMBER,
};

struct formatter {
    const struct rule *rule;
    struct buffer *buffer;
};

static void put_node(const struct formatter *formatter, const struct node *node,
                     enum precedence around);

static bool is_index(const struct node *node)
{
    return crm__text_is(node->name, "[]") || crm__text_is(node->name, "[?]");
}

static bool is_prefix(const struct node *node)
{
    return node->arg_count == 1;
}

static enum precedence infix_precedence(struct text symbol)
{
    switch (symbol.data[0]) {
    case '+':
    case '-':
        return PRECEDENCE_SUM;
    case '*':
    case '/':
    case '%':
        return PRECEDENCE_PRODUCT;
    default:
        return PRECEDENCE_RELATION;
    }
}

static enum precedence precedence_of(const struct node *node)
{
    switch ((enum node_op)node->op) {
    case NODE_CONDITIONAL:
        return PRECEDENCE_CONDITIONAL;
    case NODE_OR:
        return PRECEDENCE_OR;
    case NODE_AND:
        return PRECEDENCE_AND;
    case NODE_CALL:
        if (node->style != CALL_OPERATOR || is_index(node))
            return PRECEDENCE_MEMBER;
        return is_prefix(node) ? PRECEDENCE_UNARY : infix_precedence(node->name);
    default:
        return PRECEDENCE_MEMBER;
    }
}

static void put_list(const struct formatter *formatter, struct node *const *args, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__buffer_cstr(formatter->buffer, ", ");
        put_node(formatter, args[i], PRECEDENCE_CONDITIONAL);
    }
}

/* Names that are no words of the grammar stand in backquotes. */
static void put_name(struct buffer *buffer, struct text name)
{
    bool plain =
        name.size > 0 && !(name.data[0] >= '0' && name.data[0] <= '9') && !crm__text_is(name, "in");
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        plain = plain &&
                ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_');
    }
    if (!plain)
        crm__buffer_byte(buffer, '`');
    crm__buffer_text(buffer, name);
    if (!plain)
        crm__buffer_byte(buffer, '`');
}

static void put_path(const struct formatter *formatter, const struct path_use *use)
{
    const struct rule_path *path = &formatter->rule->paths[use->path];
    for (size_t i = 0; i < path->count; i++) {
        if (i > 0)
            crm__buffer_byte(formatter->buffer, '.');
        if (i == 0 && crm__name_is_reserved(path->fields[0]->name))
            crm__buffer_format(formatter->buffer, "`%s`", path->fields[0]->name.data);
        else
            crm__buffer_text(formatter->buffer, path->fields[i]->name);
    }
}

static void put_select(const struct formatter *formatter, const struct node *node)
{
    put_node(formatter, node->args[0], PRECEDENCE_MEMBER);
    crm__buffer_cstr(formatter->buffer, node->optional ? ".?" : ".");
    put_name(formatter->buffer, node->name);
}

static void put_has(const struct formatter *formatter, const struct node *node)
{
    crm__buffer_cstr(formatter->buffer, "has(");
    if (node->op == NODE_HAS_PATH)
        put_path(formatter, &node->use);
    else
        put_select(formatter, node);
    crm__buffer_byte(formatter->buffer, ')');
}

/* Does the text of a node that binds as tightly as a member begin with a number? */
static bool begins_with_number(const struct node *node)
{
    while (node->op == NODE_SELECT || node->op == NODE_FOLD || node->op == NODE_OPTIONAL_MAP ||
           (node->op == NODE_CALL &&
            (node->style == CALL_RECEIVER || (node->style == CALL_OPERATOR && is_index(node)))))
        node = node->args[0];
    return node->op == NODE_CONSTANT && crm__kind_is_number(node->constant.kind);
}

/* Right before a number a minus would become part of it, and -1 may not follow a !. */
static void put_prefix(const struct formatter *formatter, const struct node *node)
{
    bool minus = crm__text_is(node->name, "neg");
    const struct node *operand = node->args[0];
    /* The grammar has -- and !!, but no -! and !-. */
    bool mixed =
        precedence_of(operand) == PRECEDENCE_UNARY && !crm__text_equal(operand->name, node->name);
    bool apart = mixed || begins_with_number(operand);
    crm__buffer_cstr(formatter->buffer, minus ? "-" : "!");
    crm__buffer_cstr(formatter->buffer, apart ? "(" : "");
    put_node(formatter, operand, PRECEDENCE_UNARY);
    crm__buffer_cstr(formatter->buffer, apart ? ")" : "");
}

static void put_operator(const struct formatter *formatter, const struct node *node)
{
    enum precedence precedence = precedence_of(node);
    if (is_index(node)) {
        put_node(formatter, node->args[0], PRECEDENCE_MEMBER);
        crm__buffer_cstr(formatter->buffer, crm__text_is(node->name, "[]") ? "[" : "[?");
        put_node(formatter, node->args[1], PRECEDENCE_CONDITIONAL);
        crm__buffer_byte(formatter->buffer, ']');
    } else if (is_prefix(node)) {
        put_prefix(formatter, node);
    } else {
        put_node(formatter, node->args[0], precedence);
        crm__buffer_byte(formatter->buffer, ' ');
        crm__buffer_text(formatter->buffer, node->name);
        crm__buffer_byte(formatter->buffer, ' ');
        /* Operators of one level lean to the left. */
        put_node(formatter, node->args[1], precedence + 1);
    }
}

static void put_call(const struct formatter *formatter, const struct node *node)
{
    struct node *const *args = node->args;
    size_t count = node->arg_count;
    if (node->style == CALL_OPERATOR) {
        put_operator(formatter, node);
        return;
    }
    if (node->style == CALL_RECEIVER) {
        put_node(formatter, args[0], PRECEDENCE_MEMBER);
        crm__buffer_byte(formatter->buffer, '.');
        args++;
        count--;
    } else if (count == 1 && args[0]->gathered) {
        count = args[0]->arg_count;
        args = args[0]->args;
    }
    crm__buffer_text(formatter->buffer, node->name);
    crm__buffer_byte(formatter->buffer, '(');
    put_list(formatter, args, count);
    crm__buffer_byte(formatter->buffer, ')');
}

/* cel.bind and the macros: their variables come before what is computed with them. */
static void put_macro(const struct formatter *formatter, const struct node *node)
{
    struct buffer *buffer = formatter->buffer;
    bool bind = node->op == NODE_BIND;
    if (bind)
        crm__buffer_cstr(buffer, "cel");
    else
        put_node(formatter, node->args[0], PRECEDENCE_MEMBER);
    crm__buffer_byte(buffer, '.');
    crm__buffer_text(buffer, node->name);
    crm__buffer_byte(buffer, '(');
    for (size_t i = 0; i < node->local_count; i++) {
        crm__buffer_text(buffer, node->locals[i]);
        crm__buffer_cstr(buffer, ", ");
    }
    put_list(formatter, node->args + (bind ? 0 : 1), node->arg_count - (bind ? 0 : 1));
    crm__buffer_byte(buffer, ')');
}

static void put_collection(const struct formatter *formatter, const struct node *node)
{
    bool map = node->op == NODE_MAP;
    crm__buffer_byte(formatter->buffer, map ? '{' : '[');
    for (size_t i = 0; i < node->arg_count; i += map ? 2 : 1) {
        if (i > 0)
            crm__buffer_cstr(formatter->buffer, ", ");
        if (node->optional_args && node->optional_args[i])
            crm__buffer_byte(formatter->buffer, '?');
        put_node(formatter, node->args[i], PRECEDENCE_CONDITIONAL);
        if (!map)
            continue;
        crm__buffer_cstr(formatter->buffer, ": ");
        put_node(formatter, node->args[i + 1], PRECEDENCE_CONDITIONAL);
    }
    crm__buffer_byte(formatter->buffer, map ? '}' : ']');
}

static void put_logic(const struct formatter *formatter, const struct node *node)
{
    for (size_t i = 0; i < node->arg_count; i++) {
        if (i > 0)
            crm__buffer_cstr(formatter->buffer, node->op == NODE_AND ? " && " : " || ");
        /* The same operator in parentheses keeps them: it is another node. */
        put_node(formatter, node->args[i], precedence_of(node) + 1);
    }
}

static void put_conditional(const struct formatter *formatter, const struct node *node)
{
    put_node(formatter, node->args[0], PRECEDENCE_OR);
    crm__buffer_cstr(formatter->buffer, " ? ");
    put_node(formatter, node->args[1], PRECEDENCE_OR);
    crm__buffer_cstr(formatter->buffer, " : ");
    put_node(formatter, node->args[2], PRECEDENCE_CONDITIONAL);
}

static void put_leaf(const struct formatter *formatter, const struct node *node)
{
    if (node->op == NODE_PATH)
        put_path(formatter, &node->use);
    else if (node->op == NODE_CONSTANT)
        crm__rule_value_print(formatter->buffer, &node->constant);
    else /* Names stand as they were written. */
        crm__buffer_text(formatter->buffer, crm__node_text(formatter->rule, node));
}

static void put_bare(const struct formatter *formatter, const struct node *node)
{
    switch ((enum node_op)node->op) {
    case NODE_SELECT:
        put_select(formatter, node);
        return;
    case NODE_HAS:
    case NODE_HAS_PATH:
        put_has(formatter, node);
        return;
    case NODE_LIST:
    case NODE_MAP:
        put_collection(formatter, node);
        return;
    case NODE_AND:
    case NODE_OR:
        put_logic(formatter, node);
        return;
    case NODE_CONDITIONAL:
        put_conditional(formatter, node);
        return;
    case NODE_CALL:
        put_call(formatter, node);
        return;
    case NODE_FOLD:
    case NODE_BIND:
    case NODE_OPTIONAL_MAP:
        put_macro(formatter, node);
        return;
    default:
        put_leaf(formatter, node);
        return;
    }
}

static void put_node(const struct formatter *formatter, const struct node *node,
                     enum precedence around)
{
    if (node->written)
        node = node->written;
    bool parentheses = precedence_of(node) < around;
    if (parentheses)
        crm__buffer_byte(formatter->buffer, '(');
    put_bare(formatter, node);
    if (parentheses)
        crm__buffer_byte(formatter->buffer, ')');
}

void crm__rule_format(const struct rule *rule, struct buffer *buffer)
{
    struct formatter formatter = {.rule = rule, .buffer = buffer};
    put_node(&formatter, rule->root, PRECEDENCE_CONDITIONAL);
}
