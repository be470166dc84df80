/* One evaluation as one line of JSON in and one out. */
#include "rule/rule.h"

#include "base/json.h"
#include "rule/value_read.h"

/* What a line asks for; everything is in the arena. */
struct request {
    struct text expression;
    struct rule_bindings bindings;
    bool no_macros;
};

static crm_status read_request(struct arena *arena, struct text line, struct request *request)
{
    struct json *root = NULL;
    struct text shielded = crm__json_shield(arena, line);
    if (!shielded.data)
        return CRM_E_NOMEM;
    crm_status status = crm__json_parse(arena->env, shielded, &root);
    if (status < 0)
        return status;
    const struct json *expression = crm__json_find(root, TEXT("expr"));
    const struct json *bindings = crm__json_find(root, TEXT("bindings"));
    const struct json *no_macros = crm__json_find(root, TEXT("disable_macros"));
    struct text text;
    if (!expression || !crm__json_text(expression, &text))
        status = crm__fail(arena->env, CRM_E_INVALID, "no \"expr\" in the line");
    else
        request->expression = crm__json_unshield(arena, text);
    if (status >= 0 && !request->expression.data)
        status = CRM_E_NOMEM;
    if (no_macros)
        crm__json_bool(no_macros, &request->no_macros);
    if (status >= 0 && bindings)
        status = crm__rule_bindings_read(arena, bindings, true, &request->bindings);
    crm__json_free(root);
    return status;
}

static void put_error(struct buffer *out, const char *error)
{
    crm__buffer_cstr(out, "{\"error\":");
    crm__buffer_json_text(out, crm__text_of(error));
    crm__buffer_byte(out, '}');
}

/* Appends a value in the form that is wanted. It may borrow from the rule, so that has to live. */
typedef crm_status value_answer(const struct rule *rule, const struct rule_value *value,
                                struct buffer *out);

static crm_status evaluate(struct arena *arena, const struct request *request, int64_t now_us,
                           value_answer *answer, struct buffer *out)
{
    struct rule *rule = NULL;
    struct rule_value value;
    struct rule_scope scope = {.variables = request->bindings.variables,
                               .variable_count = request->bindings.count,
                               .unchecked = true,
                               .no_macros = request->no_macros};
    crm_status status = crm__rule_compile(arena->env, &scope, request->expression, RULE_DYN, &rule);
    if (status >= 0)
        status = crm__rule_eval_variables(arena->env, rule, request->bindings.values, now_us, arena,
                                          &value);
    if (status >= 0)
        status = answer(rule, &value, out);
    crm__rule_free(rule);
    return status;
}

/* --- a line ----------------------------------------------------------------------------------- */

static crm_status answer_line(const struct rule *rule, const struct rule_value *value,
                              struct buffer *out)
{
    (void)rule;
    if (value->kind == RULE_ERROR) {
        put_error(out, value->error);
        return CRM_OK;
    }
    crm__buffer_cstr(out, "{\"value\":");
    crm__rule_value_to_json(out, value);
    crm__buffer_byte(out, '}');
    return CRM_OK;
}

crm_status crm__rule_eval_line(struct env *env, struct text line, int64_t now_us,
                               struct buffer *out)
{
    struct arena arena;
    struct request request = {0};
    crm__arena_init(&arena, env);
    crm_status status = read_request(&arena, line, &request);
    if (status >= 0)
        status = evaluate(&arena, &request, now_us, answer_line, out);
    if (status < 0 && status != CRM_E_NOMEM) {
        put_error(out, env->error.message);
        crm__error_clear(env);
        status = CRM_OK;
    }
    crm__arena_free(&arena);
    return status < 0 ? status : crm__buffer_status(out);
}

/* --- an expression ---------------------------------------------------------------------------- */

static crm_status answer_typed(const struct rule *rule, const struct rule_value *value,
                               struct buffer *out)
{
    return value->kind == RULE_ERROR ? crm__rule_fail_value(out->env, rule, value)
                                     : answer_line(rule, value, out);
}

static crm_status answer_printed(const struct rule *rule, const struct rule_value *value,
                                 struct buffer *out)
{
    if (value->kind == RULE_ERROR)
        return crm__rule_fail_value(out->env, rule, value);
    crm__rule_value_print(out, value);
    return CRM_OK;
}

crm_status crm__rule_eval_text(struct env *env, struct text expression, struct text bindings,
                               bool typed, int64_t now_us, struct buffer *out)
{
    struct arena arena;
    struct request request = {.expression = expression};
    crm_status status = CRM_OK;
    crm__arena_init(&arena, env);
    if (bindings.size)
        status = crm__rule_bindings_from_json(&arena, bindings, false, &request.bindings);
    if (status >= 0)
        status = evaluate(&arena, &request, now_us, typed ? answer_typed : answer_printed, out);
    crm__arena_free(&arena);
    return status < 0 ? status : crm__buffer_status(out);
}
