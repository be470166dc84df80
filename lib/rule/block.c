/* Evaluation of one node over one block, and the entrances for batches. */
#include "rule/block.h"

#include "base/time.h"

#include <string.h>

struct slot *crm__slot_take(struct run *run)
{
    struct slot *slot = run->slots;
    if (slot)
        run->slots = slot->next;
    else
        slot = crm__arena_alloc(&run->arena, sizeof *slot);
    if (!slot)
        run->status = CRM_E_NOMEM;
    return slot;
}

void crm__slot_give(struct run *run, struct slot *slot)
{
    if (!slot)
        return;
    slot->next = run->slots;
    run->slots = slot;
}

/* --- row by row --- */

static void load_row(struct run *run, const struct plan *plan, size_t row)
{
    for (size_t i = 0; i < plan->path_count; i++)
        run->values[plan->paths[i]] = crm__column_at(run->columns[plan->paths[i]], row);
}

static void store_row(const struct rule_value *value, enum rule_kind kind, struct slot *slot,
                      size_t i)
{
    if (kind == RULE_BOOL) {
        slot->bytes[i] = value->kind == RULE_BOOL ? value->boolean : RULE_MISSING;
        return;
    }
    slot->bytes[i] = value->kind != kind;
    if (value->kind != kind) {
        slot->texts[i] = TEXT_NONE;
        if (kind != RULE_STRING)
            slot->integers[i] = 0;
    } else if (kind == RULE_STRING) {
        slot->texts[i] = value->text;
    } else if (kind == RULE_TIMESTAMP) {
        slot->integers[i] = value->integer * SECOND_US + value->nanos / 1000;
    } else if (kind == RULE_DURATION) {
        slot->integers[i] = value->integer / 1000;
    } else {
        slot->integers[i] = value->integer; /* A double's bits, too. */
    }
}

void crm__block_rows(struct run *run, const struct node *node, const struct plan *plan,
                     const uint8_t *skip, struct slot *slot, struct vector *out)
{
    struct evaluation evaluation;
    for (size_t i = 0; i < run->count && run->status >= 0; i++) {
        struct rule_value value = crm__rule_error("skipped");
        if (!skip || !skip[i]) {
            load_row(run, plan, run->first + i);
            crm__evaluation_init(&evaluation, run->env, run->rule, run->now_us, &run->row_arena);
            evaluation.values = run->values;
            crm__eval(&evaluation, node, &value);
            run->status = evaluation.status;
        }
        store_row(&value, out->kind, slot, i);
    }
}

/* --- logic --- */

/* false and anything is false; true and missing is missing: the greater, where neither is 0. */
static void join_and(const uint8_t *restrict next, size_t count, uint8_t *restrict verdicts)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t a = verdicts[i], b = next[i];
        uint8_t most = a > b ? a : b;
        verdicts[i] = a == 0 || b == 0 ? 0 : most;
    }
}

static void join_or(const uint8_t *restrict next, size_t count, uint8_t *restrict verdicts)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t a = verdicts[i], b = next[i];
        uint8_t most = a > b ? a : b;
        verdicts[i] = a == 1 || b == 1 ? 1 : most;
    }
}

static bool all_are(const uint8_t *verdicts, uint8_t verdict, size_t count)
{
    return memchr(verdicts, verdict ? 0 : 1, count) == NULL &&
           memchr(verdicts, RULE_MISSING, count) == NULL;
}

static void mark_decided(const uint8_t *restrict verdicts, uint8_t decisive, size_t count,
                         uint8_t *restrict skip)
{
    for (size_t i = 0; i < count; i++)
        skip[i] = verdicts[i] == decisive;
}

static void eval_logic(struct run *run, const struct node *node, const uint8_t *skip,
                       struct slot *slot)
{
    uint8_t decisive = node->op == NODE_OR;
    uint8_t decided[BLOCK_ROWS];
    struct slot *other = crm__slot_take(run);
    struct vector next;
    for (size_t i = 0; other && i < node->arg_count && run->status >= 0; i++) {
        const uint8_t *child_skip = skip;
        if (i > 0 && crm__plan_of(run, node->args[i])->has_rows) {
            mark_decided(slot->bytes, decisive, run->count, decided);
            child_skip = decided;
        }
        crm__block_eval(run, node->args[i], child_skip, other, &next);
        if (i == 0)
            memcpy(slot->bytes, next.bytes, run->count);
        else if (decisive)
            join_or(next.bytes, run->count, slot->bytes);
        else
            join_and(next.bytes, run->count, slot->bytes);
        if (all_are(slot->bytes, decisive, run->count))
            break;
    }
    crm__slot_give(run, other);
}

static void choose(const struct vector *condition, const struct vector *branches, size_t count,
                   struct slot *slot, enum rule_kind kind)
{
    uint8_t missing = kind == RULE_BOOL ? RULE_MISSING : 1;
    for (size_t i = 0; i < count; i++) {
        const struct vector *branch = &branches[condition->bytes[i] != RULE_TRUE];
        slot->bytes[i] = condition->bytes[i] == RULE_MISSING ? missing : branch->bytes[i];
        if (kind == RULE_STRING)
            slot->texts[i] = branch->texts[i];
        else if (kind != RULE_BOOL)
            slot->integers[i] = branch->integers[i];
    }
}

static void eval_conditional(struct run *run, const struct node *node, const uint8_t *skip,
                             struct slot *slot, struct vector *out)
{
    struct slot *slots[3] = {NULL};
    struct vector parts[3];
    for (size_t i = 0; i < 3 && run->status >= 0; i++) {
        slots[i] = crm__slot_take(run);
        if (slots[i])
            crm__block_eval(run, node->args[i], skip, slots[i], &parts[i]);
    }
    if (run->status >= 0)
        choose(&parts[0], parts + 1, run->count, slot, out->kind);
    for (size_t i = 0; i < 3; i++)
        crm__slot_give(run, slots[i]);
}

static void eval_kernel(struct run *run, const struct node *node, const uint8_t *skip,
                        struct slot *slot, struct vector *out)
{
    struct slot *slots[ARGUMENT_LIMIT] = {NULL};
    struct vector args[ARGUMENT_LIMIT];
    for (size_t i = 0; i < node->arg_count && run->status >= 0; i++) {
        slots[i] = crm__slot_take(run);
        if (slots[i])
            crm__block_eval(run, node->args[i], skip, slots[i], &args[i]);
    }
    if (run->status >= 0)
        crm__block_kernel(node, args, run->count, slot, out);
    for (size_t i = 0; i < node->arg_count; i++)
        crm__slot_give(run, slots[i]);
}

void crm__block_eval(struct run *run, const struct node *node, const uint8_t *skip,
                     struct slot *slot, struct vector *out)
{
    const struct plan *plan = crm__plan_of(run, node);
    enum rule_kind kind = node->type->kind;
    /* What is not known before is asked for as a condition. */
    *out = (struct vector){.kind = kind == RULE_DYN ? RULE_BOOL : kind,
                           .bytes = slot->bytes,
                           .integers = slot->integers};
    if (run->status < 0)
        return;
    switch ((enum plan_form)plan->form) {
    case PLAN_LOGIC:
        eval_logic(run, node, skip, slot);
        return;
    case PLAN_CONDITIONAL:
        eval_conditional(run, node, skip, slot, out);
        return;
    case PLAN_KERNEL:
        eval_kernel(run, node, skip, slot, out);
        return;
    case PLAN_ROWS:
        crm__block_rows(run, node, plan, skip, slot, out);
        return;
    default:
        crm__block_leaf(run, plan, slot, out);
        return;
    }
}
