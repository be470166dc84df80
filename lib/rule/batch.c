/* The entrances for columns: verdicts, and columns of results. */
#include "rule/block.h"

#include <string.h>

static crm_status run_start(struct run *run, struct env *env, const struct rule *rule,
                            const struct column *const *columns, int64_t now_us)
{
    *run = (struct run){.env = env, .rule = rule, .columns = columns, .now_us = now_us};
    crm__arena_init(&run->arena, env);
    crm__arena_init(&run->row_arena, env);
    run->plans = crm__arena_alloc_zero(&run->arena, rule->node_count, sizeof *run->plans);
    run->values = crm__arena_alloc_zero(&run->arena, rule->path_count + 1, sizeof *run->values);
    return run->plans && run->values ? CRM_OK : CRM_E_NOMEM;
}

static void run_end(struct run *run)
{
    crm__arena_free(&run->arena);
    crm__arena_free(&run->row_arena);
}

/* Evaluates the next block of the rule. */
static void run_block(struct run *run, size_t first, size_t rows, struct slot *slot,
                      struct vector *out)
{
    crm__arena_reset(&run->row_arena);
    run->first = first;
    run->count = rows - first < BLOCK_ROWS ? rows - first : BLOCK_ROWS;
    crm__block_eval(run, run->rule->root, NULL, slot, out);
}

crm_status crm__rule_eval_batch(struct env *env, const struct rule *rule,
                                const struct column *const *columns, size_t rows, int64_t now_us,
                                uint8_t *verdicts)
{
    struct run run;
    struct vector vector;
    crm_status status = run_start(&run, env, rule, columns, now_us);
    struct slot *slot = status >= 0 ? crm__slot_take(&run) : NULL;
    if (status >= 0)
        status = run.status;
    for (size_t first = 0; status >= 0 && first < rows; first += BLOCK_ROWS) {
        run_block(&run, first, rows, slot, &vector);
        status = run.status;
        if (vector.kind == RULE_BOOL)
            memcpy(verdicts + first, vector.bytes, run.count);
        else
            memset(verdicts + first, RULE_MISSING, run.count);
    }
    run_end(&run);
    return status;
}

enum value_kind crm__rule_column_kind(const struct rule *rule)
{
    switch (rule->type->kind) {
    case RULE_BOOL:
    case RULE_INT:
    case RULE_TIMESTAMP:
    case RULE_DURATION:
    case RULE_MONEY:
        return VALUE_INT;
    case RULE_DOUBLE:
        return VALUE_DOUBLE;
    case RULE_STRING:
        return VALUE_TEXT;
    default:
        return VALUE_NULL;
    }
}

static crm_status append(struct batch *batch, struct column *column, const struct vector *vector,
                         size_t i)
{
    bool missing =
        vector->kind == RULE_BOOL ? vector->bytes[i] == RULE_MISSING : vector->bytes[i] != 0;
    if (missing)
        return crm__column_null(batch, column);
    switch (vector->kind) {
    case RULE_BOOL:
        return crm__column_int(batch, column, vector->bytes[i]);
    case RULE_DOUBLE:
        return crm__column_double(batch, column, vector->reals[i]);
    case RULE_STRING:
        return crm__column_text(batch, column, vector->texts[i]);
    default:
        return crm__column_int(batch, column, vector->integers[i]);
    }
}

crm_status crm__rule_eval_column(struct env *env, const struct rule *rule,
                                 const struct column *const *columns, size_t rows, int64_t now_us,
                                 struct batch *batch, struct column *out)
{
    struct run run;
    struct vector vector;
    if (crm__rule_column_kind(rule) == VALUE_NULL)
        return crm__fail(env, CRM_E_UNSUPPORTED, "rule: a %s has no column",
                         crm__kind_label(rule->type->kind));
    crm_status status = run_start(&run, env, rule, columns, now_us);
    struct slot *slot = status >= 0 ? crm__slot_take(&run) : NULL;
    if (status >= 0)
        status = run.status;
    for (size_t first = 0; status >= 0 && first < rows; first += BLOCK_ROWS) {
        run_block(&run, first, rows, slot, &vector);
        status = run.status;
        for (size_t i = 0; status >= 0 && i < run.count; i++)
            status = append(batch, out, &vector, i);
    }
    run_end(&run);
    return status;
}
