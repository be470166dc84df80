/* Why a rule says what it says: the value of every part, as a tree. */
#include "rule/eval.h"

#include "base/json.h"

/* A level of the tree takes two of JSON; parts below this are told as one. */
enum { EXPLAIN_DEPTH = JSON_DEPTH_LIMIT / 2 - 2 };

static void write_result(struct json_writer *writer, const struct rule_value *value)
{
    struct buffer text;
    if (value->kind == RULE_DYN)
        return; /* Not needed, so not evaluated. */
    if (value->kind == RULE_ERROR) {
        crm__json_write_name(writer, "missing");
        crm__json_write_cstr(writer, value->error);
        return;
    }
    crm__buffer_init(&text, writer->buffer->env);
    crm__rule_value_print(&text, value);
    crm__json_write_name(writer, "value");
    crm__json_write_text(writer, crm__buffer_view(&text));
    writer->buffer->failed = writer->buffer->failed || text.failed;
    crm__buffer_free(&text);
}

static bool is_bool(const struct rule_value *value, bool boolean)
{
    return value->kind == RULE_BOOL && value->boolean == boolean;
}

/*
 * Did the value of an argument make the node's? One false operand decides an &&, one true operand
 * an ||; otherwise every operand does, or the one that is missing. Of ?: the condition and what it
 * chose; of anything else that has parts with a verdict of their own, all.
 */
static bool decides(const struct evaluation *evaluation, const struct node *node, size_t i)
{
    const struct rule_value *trace = evaluation->trace;
    const struct rule_value *whole = &trace[node->id];
    const struct rule_value *part = &trace[node->args[i]->id];
    if (part->kind == RULE_DYN)
        return false;
    if (node->op != NODE_AND && node->op != NODE_OR)
        return true;
    if (whole->kind == RULE_ERROR)
        return part->kind == RULE_ERROR;
    if (!is_bool(whole, node->op == NODE_OR))
        return true;
    for (size_t before = 0; before < i; before++)
        if (is_bool(&trace[node->args[before]->id], whole->boolean))
            return false;
    return is_bool(part, whole->boolean);
}

static void write_node(struct json_writer *writer, const struct evaluation *evaluation,
                       const struct node *node, int depth, bool decided)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "expr");
    crm__json_write_text(writer, crm__node_text(evaluation->rule, node));
    write_result(writer, &evaluation->trace[node->id]);
    if (decided && node->type->kind == RULE_BOOL) {
        crm__json_write_name(writer, "decided");
        crm__json_write_bool(writer, true);
    }
    if (node->arg_count > 0 && !node->constant_known && depth < EXPLAIN_DEPTH) {
        crm__json_write_name(writer, "args");
        crm__json_begin_array(writer);
        for (size_t i = 0; i < node->arg_count; i++)
            write_node(writer, evaluation, node->args[i], depth + 1,
                       decided && decides(evaluation, node, i));
        crm__json_end_array(writer);
    }
    crm__json_end_object(writer);
}

crm_status crm__rule_explain(struct env *env, const struct rule *rule, const struct value *values,
                             int64_t now_us, struct buffer *buffer)
{
    struct arena arena;
    struct evaluation evaluation;
    struct rule_value result;
    struct json_writer writer;
    crm__arena_init(&arena, env);
    struct rule_value *trace = crm__arena_alloc(&arena, rule->node_count * sizeof *trace);
    crm_status status = trace ? CRM_OK : CRM_E_NOMEM;
    if (trace) {
        for (size_t i = 0; i < rule->node_count; i++)
            trace[i].kind = RULE_DYN;
        crm__evaluation_init(&evaluation, env, rule, now_us, &arena);
        evaluation.values = values;
        evaluation.trace = trace;
        crm__eval(&evaluation, rule->root, &result);
        status = evaluation.status;
    }
    if (status >= 0) {
        crm__json_writer_init(&writer, buffer, 0);
        write_node(&writer, &evaluation, rule->root, 0, true);
        status = crm__buffer_status(buffer);
    }
    crm__arena_free(&arena);
    return status;
}
