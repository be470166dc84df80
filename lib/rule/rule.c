/* Compiling, and the questions a compiled rule answers about itself. */
#include "rule/rule.h"

#include "rule/compiler.h"
#include "rule/eval.h"

#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SNIPPET_BEFORE = 60, SNIPPET_AFTER = 40 };

/* The source line round `offset`, cut to a window, and a caret under it. Messages are one line;
 * this one has three, because a caret means nothing without its line. */
static void append_caret(struct env *env, struct text source, size_t offset)
{
    char *message = env->error.message;
    const char *text = source.data;
    size_t from = offset, to = offset;
    while (from > 0 && text[from - 1] != '\n' && offset - from < SNIPPET_BEFORE)
        from--;
    while (to < source.size && text[to] != '\n' && to - offset < SNIPPET_AFTER)
        to++;
    while (from < offset && ((unsigned char)text[from] & 0xC0) == 0x80)
        from++;
    while (to > offset && to < source.size && ((unsigned char)text[to] & 0xC0) == 0x80)
        to--;
    size_t used = strlen(message);
    size_t indent = crm__utf8_width(crm__text_slice(source, from, offset));
    if (used + (to - from) + indent + 4 > ERROR_MESSAGE_SIZE)
        return;
    message[used++] = '\n';
    for (size_t i = from; i < to; i++)
        message[used++] = (unsigned char)text[i] < ' ' ? ' ' : text[i];
    message[used++] = '\n';
    memset(message + used, ' ', indent);
    memcpy(message + used + indent, "^", 2);
}

/* Line, column and caret of a byte of the source. */
static crm_status fail_in(struct env *env, struct text source, crm_status status, size_t offset,
                          const char *message)
{
    int64_t line, column;
    if (offset > source.size)
        offset = source.size;
    crm__text_position(source, offset, &line, &column);
    crm__fail_at(env, status, line, column, "%s", message);
    append_caret(env, source, offset);
    return status;
}

crm_status crm__compile_fail(struct compiler *compiler, crm_status status, size_t offset,
                             const char *format, ...)
{
    char message[ERROR_MESSAGE_SIZE / 2];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return fail_in(compiler->env, compiler->rule->text, status, offset, message);
}

crm_status crm__rule_fail_value(struct env *env, const struct rule *rule,
                                const struct rule_value *error)
{
    const struct node *node =
        error->node < rule->node_count ? rule->nodes[error->node] : rule->root;
    char message[ERROR_MESSAGE_SIZE / 2];
    struct text name = node->op == NODE_NAME ? crm__text_slice(node->name, 0, 60) : TEXT_NONE;
    snprintf(message, sizeof message, "%s%s%.*s%s", error->error, name.size ? " '" : "",
             (int)name.size, name.data ? name.data : "", name.size ? "'" : "");
    return fail_in(env, rule->text, CRM_E_INVALID, node->from, message);
}

static crm_status check_expected(struct compiler *compiler, enum rule_kind expected)
{
    enum rule_kind kind = compiler->rule->type->kind;
    if (expected == RULE_DYN || kind == RULE_DYN || kind == expected)
        return CRM_OK;
    return crm__compile_fail(compiler, CRM_E_INVALID, 0, "the rule must yield %s, not %s",
                             crm__kind_label(expected), crm__kind_label(kind));
}

static crm_status compile(struct compiler *compiler, enum rule_kind expected)
{
    struct env *env = compiler->env;
    struct text text = compiler->text;
    if (text.size > RULE_TEXT_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "rule: %zu bytes, at most %d", text.size,
                         RULE_TEXT_LIMIT);
    size_t valid = crm__utf8_valid_prefix(text);
    if (valid != text.size) {
        int64_t line, column;
        crm__text_position(text, valid, &line, &column);
        return crm__fail_at(env, CRM_E_SYNTAX, line, column, "rule: invalid UTF-8 at byte %zu",
                            valid);
    }
    compiler->text = compiler->rule->text = crm__arena_text(&compiler->rule->arena, text);
    if (!compiler->text.data)
        return CRM_E_NOMEM;
    crm_status status = crm__rule_parse(compiler);
    if (status >= 0)
        status = crm__rule_check(compiler);
    return status < 0 ? status : check_expected(compiler, expected);
}

crm_status crm__rule_compile(struct env *env, const struct rule_scope *scope, struct text text,
                             enum rule_kind expected, struct rule **rule_out)
{
    *rule_out = NULL;
    struct rule *rule = crm__rule_new(env, scope);
    struct compiler *compiler = crm__alloc_zero(env, 1, sizeof *compiler);
    crm_status status = CRM_E_NOMEM;
    if (rule && compiler) {
        *compiler = (struct compiler){.env = env, .rule = rule, .scope = scope, .text = text};
        status = compile(compiler, expected);
    }
    crm__free(env, compiler);
    if (status < 0)
        crm__rule_free(rule);
    else
        *rule_out = rule;
    return status;
}

struct rule *crm__rule_new(struct env *env, const struct rule_scope *scope)
{
    struct rule *rule = crm__alloc_zero(env, 1, sizeof *rule);
    if (!rule)
        return NULL;
    rule->env = env;
    rule->entity = scope->entity;
    rule->variable_count = scope->variable_count;
    crm__arena_init(&rule->arena, env);
    crm__zones_init(&rule->zones, env);
    return rule;
}

void crm__rule_free(struct rule *rule)
{
    if (!rule)
        return;
    struct env *env = rule->env;
    /* Conditions are nested at most RELATED_DEPTH_LIMIT deep. */
    for (struct rule *next, *condition = rule->conditions; condition; condition = next) {
        next = condition->next;
        crm__rule_free(condition);
    }
    crm__zones_free(&rule->zones);
    crm__free(env, rule->nodes);
    crm__free(env, rule->paths);
    crm__arena_free(&rule->arena);
    crm__free(env, rule);
}

struct text crm__rule_text(const struct rule *rule)
{
    return rule->text;
}

enum rule_kind crm__rule_kind(const struct rule *rule)
{
    return rule->type->kind;
}

const char *crm__rule_kind_label(const struct rule *rule)
{
    return crm__kind_label(rule->type->kind);
}

size_t crm__rule_path_count(const struct rule *rule)
{
    return rule->path_count;
}

const struct rule_path *crm__rule_path(const struct rule *rule, size_t index)
{
    return &rule->paths[index];
}

bool crm__rule_reads_now(const struct rule *rule)
{
    return rule->reads_now;
}

static crm_status visit_path(const struct rule_path *path,
                             crm_status (*visit)(void *context, const struct field *field),
                             void *context)
{
    const struct rule_related *related = path->related;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < path->count - (related ? 1 : 0); i++)
        status = visit(context, path->fields[i]);
    if (status >= 0 && related)
        status = visit(context, related->back);
    if (status >= 0 && related && related->value)
        status = visit(context, related->value);
    return status;
}

crm_status crm__rule_visit_fields(const struct rule *rule,
                                  crm_status (*visit)(void *context, const struct field *field),
                                  void *context)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < rule->path_count; i++)
        status = visit_path(&rule->paths[i], visit, context);
    /* Conditions are nested at most RELATED_DEPTH_LIMIT deep. */
    for (const struct rule *next = rule->conditions; status >= 0 && next; next = next->next)
        status = crm__rule_visit_fields(next, visit, context);
    return status;
}

static crm_status is_other(void *context, const struct field *field)
{
    return field == context ? CRM_E_REFUSED : CRM_OK;
}

bool crm__rule_reads(const struct rule *rule, const struct field *field)
{
    return crm__rule_visit_fields(rule, is_other, (void *)(uintptr_t)field) < 0;
}

/* --- evaluation on one record --- */

crm_status crm__rule_eval(struct env *env, const struct rule *rule, const struct value *values,
                          int64_t now_us, struct arena *arena, struct rule_value *out)
{
    struct evaluation evaluation;
    crm__evaluation_init(&evaluation, env, rule, now_us, arena);
    evaluation.values = values;
    crm__eval(&evaluation, rule->root, out);
    return evaluation.status;
}

crm_status crm__rule_eval_variables(struct env *env, const struct rule *rule,
                                    const struct rule_value *values, int64_t now_us,
                                    struct arena *arena, struct rule_value *out)
{
    struct evaluation evaluation;
    crm__evaluation_init(&evaluation, env, rule, now_us, arena);
    evaluation.variables = values;
    crm__eval(&evaluation, rule->root, out);
    return evaluation.status;
}

crm_status crm__rule_test(struct env *env, const struct rule *rule, const struct value *values,
                          int64_t now_us, enum rule_verdict *verdict_out)
{
    struct arena arena;
    struct rule_value value;
    *verdict_out = RULE_MISSING;
    crm__arena_init(&arena, env);
    crm_status status = crm__rule_eval(env, rule, values, now_us, &arena, &value);
    if (status >= 0 && value.kind == RULE_BOOL)
        *verdict_out = value.boolean ? RULE_TRUE : RULE_FALSE;
    crm__arena_free(&arena);
    return status;
}
