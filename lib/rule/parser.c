/*
 * Tokens to a tree, by precedence climbing over the grammar of the CEL specification. Nesting is
 * counted, so a hostile text ends in an error, never in a deep stack.
 */
#include "rule/compiler.h"

#include <string.h>

static struct node *parse_expression(struct compiler *compiler);

static bool next_is(const struct compiler *compiler, const char *symbol)
{
    return compiler->token.kind == TOKEN_SYMBOL && crm__text_is(compiler->token.text, symbol);
}

static bool advance(struct compiler *compiler)
{
    return crm__lexer_next(compiler) >= 0;
}

/* Consumes the symbol if it is next. A failure of the lexer shows at the following token. */
static bool accept(struct compiler *compiler, const char *symbol, bool *failed)
{
    if (!next_is(compiler, symbol))
        return false;
    *failed = !advance(compiler);
    return !*failed;
}

static struct node *unexpected(struct compiler *compiler, const char *wanted)
{
    const struct token *token = &compiler->token;
    if (token->kind == TOKEN_END)
        crm__compile_fail(compiler, CRM_E_SYNTAX, token->from, "the rule ends where %s should be",
                          wanted);
    else
        crm__compile_fail(compiler, CRM_E_SYNTAX, token->from, "'%.*s' where %s should be",
                          (int)token->text.size, token->text.data, wanted);
    return NULL;
}

static bool expect(struct compiler *compiler, const char *symbol)
{
    if (next_is(compiler, symbol))
        return advance(compiler);
    char wanted[8] = {'\'', symbol[0], '\'', '\0'};
    return unexpected(compiler, wanted) != NULL;
}

struct node *crm__node_new(struct compiler *compiler, enum node_op op, size_t from,
                           size_t arg_count)
{
    struct arena *arena = &compiler->rule->arena;
    struct node *node = crm__arena_alloc_zero(arena, 1, sizeof *node);
    if (!node)
        return NULL;
    node->op = (uint8_t)op;
    node->from = (uint32_t)from;
    node->arg_count = (uint32_t)arg_count;
    if (arg_count > 0) {
        node->args = crm__arena_alloc_zero(arena, arg_count, sizeof *node->args);
        if (!node->args)
            return NULL;
    }
    return node;
}

struct node *crm__node_finish(struct compiler *compiler, struct node *node)
{
    struct rule *rule = compiler->rule;
    node->to = compiler->previous_to;
    for (size_t i = 0; i < node->arg_count; i++)
        if (node->args[i]->depth > node->depth)
            node->depth = node->args[i]->depth;
    node->depth++;
    if (node->depth > NODE_DEPTH_LIMIT) {
        crm__compile_fail(compiler, CRM_E_LIMIT, node->from, "more than %d levels of operations",
                          NODE_DEPTH_LIMIT);
        return NULL;
    }
    if (rule->node_count == RULE_NODE_LIMIT) {
        crm__compile_fail(compiler, CRM_E_LIMIT, node->from, "more than %d parts in one rule",
                          RULE_NODE_LIMIT);
        return NULL;
    }
    if (crm__array_reserve(compiler->env, (void **)&rule->nodes, &rule->node_capacity,
                           rule->node_count + 1, sizeof *rule->nodes) < 0)
        return NULL;
    node->id = (uint32_t)rule->node_count;
    rule->nodes[rule->node_count++] = node;
    return node;
}

/* A list of args in the making: blocks are doubled in the arena. */
struct args {
    struct node **items;
    uint8_t *optional;
    size_t count;
    size_t capacity;
    bool any_optional;
};

static bool args_add(struct compiler *compiler, struct args *args, struct node *node, bool optional)
{
    if (!node)
        return false;
    if (args->count == args->capacity) {
        size_t capacity = args->capacity ? args->capacity * 2 : 4;
        struct arena *arena = &compiler->rule->arena;
        struct node **items = crm__arena_alloc_zero(arena, capacity, sizeof *items);
        uint8_t *flags = crm__arena_alloc_zero(arena, capacity, 1);
        if (!items || !flags)
            return false;
        if (args->count > 0) {
            memcpy(items, args->items, args->count * sizeof *items);
            memcpy(flags, args->optional, args->count);
        }
        args->items = items;
        args->optional = flags;
        args->capacity = capacity;
    }
    args->optional[args->count] = optional;
    args->any_optional = args->any_optional || optional;
    args->items[args->count++] = node;
    return true;
}

static struct node *args_node(struct compiler *compiler, enum node_op op, size_t from,
                              const struct args *args)
{
    struct node *node = crm__node_new(compiler, op, from, 0);
    if (!node)
        return NULL;
    node->args = args->items;
    node->arg_count = (uint32_t)args->count;
    node->optional_args = args->any_optional ? args->optional : NULL;
    return node;
}

/* After "(": expressions up to and with ")". */
static bool parse_arguments(struct compiler *compiler, struct args *args)
{
    bool failed = false;
    if (accept(compiler, ")", &failed))
        return true;
    while (!failed) {
        if (!args_add(compiler, args, parse_expression(compiler), false))
            return false;
        if (!accept(compiler, ",", &failed))
            break;
    }
    return !failed && expect(compiler, ")");
}

static struct node *finish_call(struct compiler *compiler, enum call_style style, struct text name,
                                size_t from, const struct args *args)
{
    struct node *call = args_node(compiler, NODE_CALL, from, args);
    if (!call)
        return NULL;
    call->style = (uint8_t)style;
    call->name = name;
    call->to = compiler->previous_to;
    struct node *expanded = NULL;
    if (style != CALL_OPERATOR && !compiler->scope->no_macros &&
        crm__macro_expand(compiler, call, &expanded) < 0)
        return NULL;
    return crm__node_finish(compiler, expanded ? expanded : call);
}

static struct node *parse_list(struct compiler *compiler, size_t from)
{
    struct args args = {0};
    bool failed = false;
    while (!failed && !next_is(compiler, "]")) {
        bool optional = accept(compiler, "?", &failed);
        if (failed || !args_add(compiler, &args, parse_expression(compiler), optional))
            return NULL;
        if (!accept(compiler, ",", &failed))
            break;
    }
    if (failed || !expect(compiler, "]"))
        return NULL;
    struct node *node = args_node(compiler, NODE_LIST, from, &args);
    return node ? crm__node_finish(compiler, node) : NULL;
}

static struct node *parse_map(struct compiler *compiler, size_t from)
{
    struct args args = {0};
    bool failed = false;
    while (!failed && !next_is(compiler, "}")) {
        bool optional = accept(compiler, "?", &failed);
        if (failed || !args_add(compiler, &args, parse_expression(compiler), optional) ||
            !expect(compiler, ":") || !args_add(compiler, &args, parse_expression(compiler), false))
            return NULL;
        if (!accept(compiler, ",", &failed))
            break;
    }
    if (failed || !expect(compiler, "}"))
        return NULL;
    struct node *node = args_node(compiler, NODE_MAP, from, &args);
    return node ? crm__node_finish(compiler, node) : NULL;
}

bool crm__name_is_reserved(struct text name)
{
    static const char *const WORDS[] = {
        "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
        "let", "loop",  "package", "namespace", "return", "var", "void",     "while", "in"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (crm__text_is(name, WORDS[i]))
            return true;
    return false;
}

static struct node *constant(struct compiler *compiler, size_t from, struct rule_value value)
{
    struct node *node = crm__node_new(compiler, NODE_CONSTANT, from, 0);
    if (!node)
        return NULL;
    node->constant = value;
    node->constant_known = true;
    return crm__node_finish(compiler, node);
}

static struct node *parse_literal(struct compiler *compiler, size_t from, bool negative)
{
    struct rule_value value;
    if (crm__literal_value(compiler, &compiler->token, negative, &value) < 0)
        return NULL;
    return advance(compiler) ? constant(compiler, from, value) : NULL;
}

/* A name, a call, or one of true, false, null. */
static struct node *parse_name(struct compiler *compiler, size_t from, bool absolute)
{
    struct token token = compiler->token;
    if (token.kind == TOKEN_NAME && crm__name_is_reserved(token.text)) {
        crm__compile_fail(compiler, CRM_E_SYNTAX, from, "'%.*s' is a reserved word",
                          (int)token.text.size, token.text.data);
        return NULL;
    }
    if (!advance(compiler))
        return NULL;
    if (token.kind == TOKEN_NAME && crm__text_is(token.text, "true"))
        return constant(compiler, from, crm__rule_bool(true));
    if (token.kind == TOKEN_NAME && crm__text_is(token.text, "false"))
        return constant(compiler, from, crm__rule_bool(false));
    if (token.kind == TOKEN_NAME && crm__text_is(token.text, "null"))
        return constant(compiler, from, (struct rule_value){.kind = RULE_NULL});
    bool failed = false;
    if (token.kind == TOKEN_NAME && accept(compiler, "(", &failed)) {
        struct args args = {0};
        if (!parse_arguments(compiler, &args))
            return NULL;
        return finish_call(compiler, CALL_GLOBAL, token.text, from, &args);
    }
    struct node *node = failed ? NULL : crm__node_new(compiler, NODE_NAME, from, 0);
    if (!node)
        return NULL;
    node->name = token.text;
    node->absolute = absolute;
    return crm__node_finish(compiler, node);
}

static struct node *parse_primary(struct compiler *compiler)
{
    size_t from = compiler->token.from;
    bool failed = false;
    switch (compiler->token.kind) {
    case TOKEN_INT:
    case TOKEN_UINT:
    case TOKEN_DOUBLE:
    case TOKEN_STRING:
    case TOKEN_BYTES:
        return parse_literal(compiler, from, false);
    case TOKEN_NAME:
    case TOKEN_QUOTED_NAME:
        return parse_name(compiler, from, false);
    default:
        break;
    }
    if (accept(compiler, "(", &failed)) {
        struct node *node = parse_expression(compiler);
        if (!node || !expect(compiler, ")"))
            return NULL;
        node->grouped = true;
        if (node->op != NODE_NAME && node->op != NODE_SELECT && node->op != NODE_CONSTANT) {
            node->from = (uint32_t)from;
            node->to = compiler->previous_to;
        }
        return node;
    }
    if (!failed && accept(compiler, "[", &failed))
        return parse_list(compiler, from);
    if (!failed && accept(compiler, "{", &failed))
        return parse_map(compiler, from);
    if (!failed && accept(compiler, ".", &failed) && compiler->token.kind == TOKEN_NAME)
        return parse_name(compiler, from, true);
    return failed ? NULL : unexpected(compiler, "a value");
}

/* After ".": a selection or a call on a receiver. */
static struct node *parse_selection(struct compiler *compiler, struct node *operand)
{
    bool failed = false;
    bool optional = accept(compiler, "?", &failed);
    struct token token = compiler->token;
    if (failed)
        return NULL;
    if ((token.kind != TOKEN_NAME && token.kind != TOKEN_QUOTED_NAME) ||
        (token.kind == TOKEN_NAME && crm__text_is(token.text, "in")))
        return unexpected(compiler, "a name");
    if (!advance(compiler))
        return NULL;
    if (!optional && token.kind == TOKEN_NAME && accept(compiler, "(", &failed)) {
        struct args args = {0};
        if (!args_add(compiler, &args, operand, false) || !parse_arguments(compiler, &args))
            return NULL;
        return finish_call(compiler, CALL_RECEIVER, token.text, operand->from, &args);
    }
    struct node *node = failed ? NULL : crm__node_new(compiler, NODE_SELECT, operand->from, 1);
    if (!node)
        return NULL;
    node->args[0] = operand;
    node->name = token.text;
    node->optional = optional;
    return crm__node_finish(compiler, node);
}

/* After "[". */
static struct node *parse_index(struct compiler *compiler, struct node *operand)
{
    bool failed = false;
    bool optional = accept(compiler, "?", &failed);
    struct args args = {0};
    if (failed || !args_add(compiler, &args, operand, false) ||
        !args_add(compiler, &args, parse_expression(compiler), false) || !expect(compiler, "]"))
        return NULL;
    return finish_call(compiler, CALL_OPERATOR, optional ? TEXT("[?]") : TEXT("[]"), operand->from,
                       &args);
}

static struct node *parse_member(struct compiler *compiler, struct node *operand)
{
    bool failed = false;
    while (operand && !failed) {
        if (accept(compiler, ".", &failed))
            operand = parse_selection(compiler, operand);
        else if (!failed && accept(compiler, "[", &failed))
            operand = parse_index(compiler, operand);
        else if (!failed && next_is(compiler, "{"))
            return unexpected(compiler, "an operator");
        else
            break;
    }
    return failed ? NULL : operand;
}

/* ! and - before a member. A minus right before a number belongs to the number, so that the
 * smallest int can be written. */
static struct node *parse_unary(struct compiler *compiler)
{
    if (!next_is(compiler, "!") && !next_is(compiler, "-")) {
        struct node *primary = parse_primary(compiler);
        return primary ? parse_member(compiler, primary) : NULL;
    }
    const char *symbol = next_is(compiler, "!") ? "!" : "-";
    size_t first = compiler->token.from;
    size_t last = first;
    size_t count = 0;
    bool failed = false;
    while (next_is(compiler, symbol)) {
        last = compiler->token.from;
        if (!accept(compiler, symbol, &failed))
            return NULL;
        count++;
    }
    bool number = symbol[0] == '-' &&
                  (compiler->token.kind == TOKEN_INT || compiler->token.kind == TOKEN_DOUBLE);
    struct node *node = number ? parse_literal(compiler, last, true) : parse_primary(compiler);
    node = node ? parse_member(compiler, node) : NULL;
    for (size_t i = number ? 1 : 0; node && i < count; i++) {
        struct args args = {0};
        if (!args_add(compiler, &args, node, false))
            return NULL;
        node = finish_call(compiler, CALL_OPERATOR, symbol[0] == '!' ? TEXT("!") : TEXT("neg"),
                           first, &args);
    }
    return node;
}

/* How tightly the next token binds as an infix operator; 0 when it is none. */
static int infix_precedence(const struct compiler *compiler)
{
    static const struct {
        const char *symbol;
        int precedence;
    } INFIX[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<", 3}, {"<=", 3}, {">", 3},
                 {">=", 3}, {"in", 3}, {"+", 4},  {"-", 4},  {"*", 5}, {"/", 5},  {"%", 5}};
    if (compiler->token.kind != TOKEN_SYMBOL && compiler->token.kind != TOKEN_NAME)
        return 0;
    for (size_t i = 0; i < sizeof INFIX / sizeof *INFIX; i++)
        if (crm__text_is(compiler->token.text, INFIX[i].symbol))
            return INFIX[i].precedence;
    return 0;
}

static struct node *parse_binary(struct compiler *compiler, int precedence);

/* a && b && c: one node, so that long lists of conditions do not make deep trees. */
static struct node *parse_logic(struct compiler *compiler, struct node *first, int precedence)
{
    const char *symbol = precedence == 1 ? "||" : "&&";
    struct args args = {0};
    bool failed = false;
    if (!args_add(compiler, &args, first, false))
        return NULL;
    while (accept(compiler, symbol, &failed))
        if (!args_add(compiler, &args, parse_binary(compiler, precedence + 1), false))
            return NULL;
    struct node *node =
        failed ? NULL
               : args_node(compiler, precedence == 1 ? NODE_OR : NODE_AND, first->from, &args);
    return node ? crm__node_finish(compiler, node) : NULL;
}

static struct node *parse_binary(struct compiler *compiler, int precedence)
{
    struct node *left = parse_unary(compiler);
    for (int found = infix_precedence(compiler); left && found >= precedence && found > 0;
         found = infix_precedence(compiler)) {
        if (found <= 2) {
            left = parse_logic(compiler, left, found);
            continue;
        }
        struct text symbol = compiler->token.text;
        struct args args = {0};
        if (!advance(compiler) || !args_add(compiler, &args, left, false) ||
            !args_add(compiler, &args, parse_binary(compiler, found + 1), false))
            return NULL;
        left = finish_call(compiler, CALL_OPERATOR, symbol, left->from, &args);
    }
    return left;
}

static struct node *parse_conditional(struct compiler *compiler)
{
    struct node *condition = parse_binary(compiler, 1);
    bool failed = false;
    if (!condition || !accept(compiler, "?", &failed))
        return failed ? NULL : condition;
    struct node *node = crm__node_new(compiler, NODE_CONDITIONAL, condition->from, 3);
    if (!node)
        return NULL;
    node->args[0] = condition;
    node->args[1] = parse_binary(compiler, 1);
    if (!node->args[1] || !expect(compiler, ":"))
        return NULL;
    node->args[2] = parse_expression(compiler);
    return node->args[2] ? crm__node_finish(compiler, node) : NULL;
}

static struct node *parse_expression(struct compiler *compiler)
{
    if (compiler->nesting == RULE_NESTING_LIMIT) {
        crm__compile_fail(compiler, CRM_E_LIMIT, compiler->token.from,
                          "nested more than %d levels deep", RULE_NESTING_LIMIT);
        return NULL;
    }
    compiler->nesting++;
    uint32_t begin = compiler->token.from;
    struct node *node = parse_conditional(compiler);
    if (node) {
        node->begin = begin;
        node->end = compiler->previous_to;
    }
    compiler->nesting--;
    return node;
}

crm_status crm__rule_parse(struct compiler *compiler)
{
    if (advance(compiler))
        compiler->rule->root = parse_expression(compiler);
    if (compiler->rule->root && compiler->token.kind != TOKEN_END) {
        unexpected(compiler, "an operator");
        compiler->rule->root = NULL;
    }
    return compiler->rule->root ? CRM_OK : compiler->env->error.status;
}
