/* Evaluation on one record: a walk over the tree, bounded in depth, steps and memory. */
#include "rule/eval.h"

#include "model/record.h"
#include "rule/function.h"

#include <string.h>

enum { SECONDS_PER_DAY = 86400, BYTES_PER_STEP = 256 };

const char crm__error_missing[] = "no such value";
const char crm__error_overload[] = "no such overload";
const char crm__error_overflow[] = "integer overflow";
const char crm__error_range[] = "out of range";
const char crm__error_key[] = "no such key";
const char crm__error_currency[] = "different currencies";

void crm__evaluation_init(struct evaluation *evaluation, struct env *env, const struct rule *rule,
                          int64_t now_us, struct arena *arena)
{
    evaluation->env = env;
    evaluation->rule = rule;
    evaluation->values = NULL;
    evaluation->variables = NULL;
    evaluation->now_us = now_us;
    evaluation->arena = arena;
    evaluation->arena_start = arena->used;
    evaluation->status = CRM_OK;
    evaluation->steps = 0;
    evaluation->trace = NULL;
}

crm_status crm__eval_stop(struct evaluation *evaluation, const char *limit, size_t most)
{
    if (evaluation->status >= 0)
        evaluation->status =
            crm__fail(evaluation->env, CRM_E_LIMIT, "rule: more than %zu %s", most, limit);
    evaluation->steps = RULE_STEP_LIMIT; /* So that no further step is taken. */
    return evaluation->status;
}

void *crm__eval_alloc(struct evaluation *evaluation, size_t size)
{
    if (evaluation->status < 0)
        return NULL;
    if (size > EVALUATION_MEMORY_LIMIT ||
        evaluation->arena->used - evaluation->arena_start > EVALUATION_MEMORY_LIMIT - size) {
        crm__eval_stop(evaluation, "bytes of memory for one record", EVALUATION_MEMORY_LIMIT);
        return NULL;
    }
    void *block = crm__arena_alloc(evaluation->arena, size);
    if (!block)
        evaluation->status = CRM_E_NOMEM;
    return block;
}

char *crm__eval_text(struct evaluation *evaluation, size_t size)
{
    if (size > RULE_STRING_LIMIT) {
        crm__eval_stop(evaluation, "bytes in a text", RULE_STRING_LIMIT);
        return NULL;
    }
    crm__eval_charge(evaluation, size);
    return crm__eval_alloc(evaluation, size ? size : 1);
}

struct rule_value *crm__eval_items(struct evaluation *evaluation, size_t count)
{
    if (count > RULE_LIST_LIMIT) {
        crm__eval_stop(evaluation, "items in a list", RULE_LIST_LIMIT);
        return NULL;
    }
    crm__eval_charge(evaluation, count * sizeof(struct rule_value));
    return crm__eval_alloc(evaluation, (count ? count : 1) * sizeof(struct rule_value));
}

void crm__eval_charge(struct evaluation *evaluation, size_t bytes)
{
    evaluation->steps += (uint32_t)(bytes / BYTES_PER_STEP);
    if (evaluation->steps > RULE_STEP_LIMIT)
        crm__eval_stop(evaluation, "steps for one record", RULE_STEP_LIMIT);
}

static void path_choices(struct evaluation *evaluation, struct text choices, struct rule_value *out)
{
    struct text name;
    size_t count = 0;
    for (size_t offset = 0; crm__choices_next(choices, &offset, &name);)
        count++;
    struct rule_value *items = crm__eval_items(evaluation, count);
    if (!items)
        return;
    size_t i = 0;
    for (size_t offset = 0; crm__choices_next(choices, &offset, &name);)
        items[i++] = crm__rule_string(name);
    crm__eval_list(evaluation, items, count, out);
}

static void path_references(struct evaluation *evaluation, struct value value,
                            struct rule_value *out)
{
    size_t count = 0;
    const int64_t *ids = crm__references_ids(value, &count);
    struct rule_value *items = crm__eval_items(evaluation, count);
    if (!items)
        return;
    for (size_t i = 0; i < count; i++)
        items[i] = crm__rule_int(ids[i]);
    crm__eval_list(evaluation, items, count, out);
}

static void path_money(const struct evaluation *evaluation, const struct path_use *use,
                       int64_t minor, struct rule_value *out)
{
    struct value currency = evaluation->values[use->currency];
    if (currency.kind == VALUE_TEXT)
        *out = crm__rule_money(minor, currency.text);
}

static void set_time(struct rule_value *out, int64_t time_us)
{
    int64_t seconds = time_us / SECOND_US;
    int64_t rest = time_us % SECOND_US;
    if (rest < 0) {
        seconds--;
        rest += SECOND_US;
    }
    crm__set_timestamp(out, seconds, (int32_t)rest * 1000);
}

void crm__eval_path(struct evaluation *evaluation, const struct path_use *use,
                    struct rule_value *out)
{
    struct value value = evaluation->values[use->path];
    crm__set_error(out, crm__error_missing);
    if (value.kind == VALUE_NULL)
        return;
    switch (use->field->type) {
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_URL:
    case FIELD_JSON:
        crm__set_string(out, value.text);
        return;
    case FIELD_INTEGER:
    case FIELD_REFERENCE:
        crm__set_int(out, value.integer);
        return;
    case FIELD_DECIMAL:
        crm__set_double(out, crm__decimal_value(value.integer, use->field->scale));
        return;
    case FIELD_MONEY:
        path_money(evaluation, use, value.integer, out);
        return;
    case FIELD_BOOL:
        crm__set_bool(out, value.integer != 0);
        return;
    case FIELD_DATE:
        if (value.integer >= DATE_MIN && value.integer <= DATE_MAX)
            crm__set_timestamp(out, value.integer * SECONDS_PER_DAY, 0);
        return;
    case FIELD_TIME:
        set_time(out, value.integer);
        return;
    case FIELD_CHOICES:
        path_choices(evaluation, value.text, out);
        return;
    case FIELD_REFERENCES:
        path_references(evaluation, value, out);
        return;
    }
}

void crm__eval_list(struct evaluation *evaluation, const struct rule_value *items, size_t count,
                    struct rule_value *out)
{
    struct rule_list *list = crm__eval_alloc(evaluation, sizeof *list);
    crm__set_error(out, crm__error_missing);
    if (!list)
        return;
    *list = (struct rule_list){.items = items, .count = count};
    *out = (struct rule_value){.kind = RULE_LIST, .list = list};
}

void crm__eval_optional(struct evaluation *evaluation, const struct rule_value *value,
                        struct rule_value *out)
{
    struct rule_value *inner = NULL;
    if (value) {
        inner = crm__eval_alloc(evaluation, sizeof *inner);
        if (!inner) {
            crm__set_error(out, crm__error_missing);
            return;
        }
        *inner = *value;
    }
    *out = (struct rule_value){.kind = RULE_OPTIONAL, .optional = inner};
}

static void eval_items_node(struct evaluation *evaluation, const struct node *node,
                            struct rule_value *out)
{
    struct rule_value *items = crm__eval_items(evaluation, node->arg_count);
    size_t count = 0;
    for (size_t i = 0; items && i < node->arg_count; i++) {
        struct rule_value item;
        crm__eval(evaluation, node->args[i], &item);
        bool optional = node->optional_args && node->optional_args[i];
        if (optional && item.kind != RULE_ERROR && item.kind != RULE_OPTIONAL)
            item = crm__rule_error(crm__error_overload);
        if (item.kind == RULE_ERROR) {
            *out = item;
            return;
        }
        if (optional && !item.optional)
            continue;
        items[count++] = optional ? *item.optional : item;
    }
    crm__eval_list(evaluation, items, count, out);
}

static void eval_map_node(struct evaluation *evaluation, const struct node *node,
                          struct rule_value *out)
{
    size_t most = node->arg_count / 2;
    struct rule_entry *entries = crm__eval_alloc(evaluation, (most + 1) * sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; entries && i < most; i++) {
        struct rule_value key, value;
        crm__eval(evaluation, node->args[2 * i], &key);
        crm__eval(evaluation, node->args[2 * i + 1], &value);
        bool optional = node->optional_args && node->optional_args[2 * i];
        if (optional && value.kind != RULE_ERROR && value.kind != RULE_OPTIONAL)
            value = crm__rule_error(crm__error_overload);
        if (key.kind == RULE_ERROR || value.kind == RULE_ERROR) {
            *out = key.kind == RULE_ERROR ? key : value;
            return;
        }
        if (optional && !value.optional)
            continue;
        entries[count++] =
            (struct rule_entry){.key = key, .value = optional ? *value.optional : value};
    }
    crm__eval_map(evaluation, entries, count, out);
}

/* && and ||: a decisive operand decides whatever the others are; otherwise the first error. */
static void eval_logic(struct evaluation *evaluation, const struct node *node,
                       struct rule_value *out)
{
    bool decisive = node->op == NODE_OR;
    struct rule_value error = {.kind = RULE_BOOL};
    for (size_t i = 0; i < node->arg_count; i++) {
        struct rule_value value;
        crm__eval(evaluation, node->args[i], &value);
        if (value.kind == RULE_BOOL && value.boolean == decisive) {
            crm__set_bool(out, decisive);
            return;
        }
        if (value.kind != RULE_BOOL && error.kind != RULE_ERROR)
            error = value.kind == RULE_ERROR ? value : crm__rule_error(crm__error_overload);
    }
    if (error.kind == RULE_ERROR)
        *out = error;
    else
        crm__set_bool(out, !decisive);
}

static void eval_conditional(struct evaluation *evaluation, const struct node *node,
                             struct rule_value *out)
{
    struct rule_value condition;
    crm__eval(evaluation, node->args[0], &condition);
    if (condition.kind == RULE_BOOL)
        crm__eval(evaluation, node->args[condition.boolean ? 1 : 2], out);
    else
        *out = condition.kind == RULE_ERROR ? condition : crm__rule_error(crm__error_overload);
}

static void eval_has(struct evaluation *evaluation, const struct node *node, struct rule_value *out)
{
    struct rule_value operand;
    crm__eval(evaluation, node->args[0], &operand);
    if (operand.kind == RULE_OPTIONAL) {
        if (!operand.optional) {
            crm__set_bool(out, false);
            return;
        }
        operand = *operand.optional;
    }
    if (operand.kind == RULE_OPTIONAL) {
        crm__set_bool(out, operand.optional != NULL);
    } else if (operand.kind == RULE_MAP) {
        struct rule_value key = crm__rule_string(node->name);
        crm__set_bool(out, crm__rule_map_find(operand.map, &key) != NULL);
    } else {
        *out = operand.kind == RULE_ERROR ? operand : crm__rule_error(crm__error_overload);
    }
}

/* An argument, without a detour for the two kinds that most are. */
static inline void eval_arg(struct evaluation *evaluation, const struct node *node,
                            struct rule_value *out)
{
    if (node->op == NODE_PATH && !evaluation->trace) {
        crm__eval_path(evaluation, &node->use, out);
        if (out->kind == RULE_ERROR)
            out->node = node->id;
    } else if (node->constant_known && !evaluation->trace) {
        *out = node->constant;
    } else {
        crm__eval(evaluation, node, out);
    }
}

static void eval_call(struct evaluation *evaluation, const struct node *node,
                      struct rule_value *out)
{
    struct rule_value args[ARGUMENT_LIMIT];
    if (!node->function || node->arg_count > ARGUMENT_LIMIT) {
        crm__set_error(out, crm__error_overload);
        return;
    }
    for (size_t i = 0; i < node->arg_count; i++) {
        eval_arg(evaluation, node->args[i], &args[i]);
        if (args[i].kind == RULE_ERROR) {
            *out = args[i];
            return;
        }
        if (i == 0 && node->function->lazy && args[0].kind == RULE_OPTIONAL && args[0].optional) {
            args[1] = (struct rule_value){.kind = RULE_OPTIONAL};
            break; /* optional.of(1).orValue(f()) does not need f(). */
        }
    }
    const struct function *function =
        node->exact ? node->function : crm__function_match(node->function, args, node->arg_count);
    crm__set_error(out, crm__error_overload);
    if (function)
        function->eval(evaluation, args, out);
    if (out->kind == RULE_ERROR)
        out->node = node->id;
}

static void eval_bind(struct evaluation *evaluation, const struct node *node,
                      struct rule_value *out)
{
    /* An error is bound like any value and shows where the variable is used. */
    crm__eval(evaluation, node->args[0], &evaluation->locals[node->slot]);
    crm__eval(evaluation, node->args[1], out);
}

static void eval_has_path(struct evaluation *evaluation, const struct node *node,
                          struct rule_value *out)
{
    bool present = evaluation->values[node->use.path].kind != VALUE_NULL;
    if (present && node->use.field->type == FIELD_MONEY)
        present = evaluation->values[node->use.currency].kind != VALUE_NULL;
    crm__set_bool(out, present);
}

static void eval_leaf(struct evaluation *evaluation, const struct node *node,
                      struct rule_value *out)
{
    switch ((enum node_op)node->op) {
    case NODE_PATH:
        crm__eval_path(evaluation, &node->use, out);
        break;
    case NODE_HAS_PATH:
        eval_has_path(evaluation, node, out);
        break;
    case NODE_NOW:
        set_time(out, evaluation->now_us);
        break;
    case NODE_LOCAL:
        *out = evaluation->locals[node->slot];
        break;
    case NODE_VARIABLE:
        *out = evaluation->variables[node->slot];
        break;
    default: /* NODE_NAME */
        crm__set_error(out, "undeclared name");
        break;
    }
    if (out->kind == RULE_ERROR)
        out->node = node->id;
}

static void eval_inner(struct evaluation *evaluation, const struct node *node,
                       struct rule_value *out)
{
    switch ((enum node_op)node->op) {
    case NODE_CALL:
        eval_call(evaluation, node, out);
        return;
    case NODE_AND:
    case NODE_OR:
        eval_logic(evaluation, node, out);
        return;
    case NODE_CONDITIONAL:
        eval_conditional(evaluation, node, out);
        return;
    case NODE_LIST:
        eval_items_node(evaluation, node, out);
        return;
    case NODE_MAP:
        eval_map_node(evaluation, node, out);
        return;
    case NODE_FOLD:
        crm__eval_fold(evaluation, node, out);
        return;
    case NODE_BIND:
        eval_bind(evaluation, node, out);
        return;
    case NODE_OPTIONAL_MAP:
        crm__eval_optional_map(evaluation, node, out);
        return;
    case NODE_SELECT: {
        struct rule_value operand;
        crm__eval(evaluation, node->args[0], &operand);
        crm__eval_select(evaluation, &operand, node->name, node->optional, out);
        return;
    }
    case NODE_HAS:
        eval_has(evaluation, node, out);
        return;
    default:
        eval_leaf(evaluation, node, out);
        return;
    }
}

void crm__eval(struct evaluation *evaluation, const struct node *node, struct rule_value *out)
{
    if (node->constant_known) {
        *out = node->constant;
    } else {
        if (++evaluation->steps > RULE_STEP_LIMIT)
            crm__eval_stop(evaluation, "steps for one record", RULE_STEP_LIMIT);
        else
            eval_inner(evaluation, node, out);
        /* Once a limit is passed nothing is a result, so nothing may absorb it. */
        if (evaluation->status < 0)
            crm__set_error(out, "limit");
    }
    if (evaluation->trace)
        evaluation->trace[node->id] = *out;
}
