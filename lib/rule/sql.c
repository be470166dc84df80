/*
 * Rules as SQL. A sayable expression becomes an expression that is NULL where the rule is missing.
 * A filter is pushed through the logic by what is wanted of each part, true or false, so that what
 * cannot be said may be left out and the rest still lets every true row pass.
 */
#include "rule/sql.h"

#include "base/time.h"

#include <string.h>

static void put(struct emitter *emitter, struct text fragment)
{
    if (emitter->status >= 0)
        emitter->status = emitter->sink->text(emitter->sink->context, fragment);
}

static void put_literal(struct emitter *emitter, const char *fragment)
{
    put(emitter, crm__text_of(fragment));
}

static void put_bind(struct emitter *emitter, struct value value)
{
    if (emitter->status >= 0)
        emitter->status = emitter->sink->bind(emitter->sink->context, value);
}

static void put_path(struct emitter *emitter, uint32_t path)
{
    if (emitter->status >= 0)
        emitter->status = emitter->sink->path(emitter->sink->context, path);
}

static void put_value(struct emitter *emitter, const struct node *node);

/* --- leaves --- */

static struct value column_value(const struct rule_value *value)
{
    switch ((enum rule_kind)value->kind) {
    case RULE_INT:
        return crm__value_int(value->integer);
    case RULE_DOUBLE:
        return crm__value_double(value->real);
    case RULE_STRING:
        return crm__value_text(value->text);
    case RULE_TIMESTAMP:
        return crm__value_int(value->integer * SECOND_US + value->nanos / 1000);
    case RULE_DURATION:
        return crm__value_int(value->integer / 1000);
    default:
        return VALUE_OF_NULL;
    }
}

/* PostgreSQL takes what it knows nothing of for a text, and every value comes to it so: the type
 * of a constant is said, also of one that is missing. */
static const char *constant_cast(const struct emitter *emitter, enum rule_kind kind)
{
    if (emitter->sink->dialect == RULE_SQLITE)
        return NULL;
    return kind == RULE_STRING   ? " AS text)"
           : kind == RULE_DOUBLE ? " AS double precision)"
                                 : " AS bigint)";
}

/* `kind` is what the constant would be if it were not an error. */
static void put_constant(struct emitter *emitter, const struct rule_value *value,
                         enum rule_kind kind)
{
    if (kind == RULE_BOOL) {
        put_literal(emitter, value->kind == RULE_ERROR ? "(1 = NULL)"
                             : value->boolean          ? "(1 = 1)"
                                                       : "(1 = 0)");
        return;
    }
    const char *cast = constant_cast(emitter, kind);
    put_literal(emitter, cast ? "CAST(" : "");
    if (value->kind == RULE_ERROR)
        put_literal(emitter, "NULL");
    else
        put_bind(emitter, column_value(value));
    put_literal(emitter, cast ? cast : "");
}

static void put_field(struct emitter *emitter, const struct path_use *use)
{
    static const char *const SCALES[] = {
        " / 1.0)",      " / 10.0)",      " / 100.0)",      " / 1000.0)",      " / 10000.0)",
        " / 100000.0)", " / 1000000.0)", " / 10000000.0)", " / 100000000.0)", " / 1000000000.0)"};
    bool sqlite = emitter->sink->dialect == RULE_SQLITE;
    switch (use->field->type) {
    case FIELD_BOOL:
        if (emitter->rule->paths[use->path].related) {
            put_path(emitter, use->path); /* EXISTS (…) */
            return;
        }
        put_literal(emitter, "(");
        put_path(emitter, use->path);
        put_literal(emitter, " <> 0)");
        return;
    case FIELD_DATE:
        put_literal(emitter, "(");
        put_path(emitter, use->path);
        put_literal(emitter, " * 86400000000)");
        return;
    case FIELD_DECIMAL:
        put_literal(emitter, "(CAST(");
        put_path(emitter, use->path);
        put_literal(emitter, sqlite ? " AS REAL)" : " AS double precision)");
        put_literal(emitter, SCALES[use->field->scale]);
        return;
    default:
        put_path(emitter, use->path);
        return;
    }
}

static void put_has(struct emitter *emitter, const struct path_use *use, bool wanted)
{
    put_literal(emitter, "(");
    put_path(emitter, use->path);
    put_literal(emitter, wanted ? " IS NOT NULL" : " IS NULL");
    if (use->field->type == FIELD_MONEY) {
        put_literal(emitter, wanted ? " AND " : " OR ");
        put_path(emitter, use->currency);
        put_literal(emitter, wanted ? " IS NOT NULL" : " IS NULL");
    }
    put_literal(emitter, ")");
}

/* --- comparisons --- */

static void put_bound(struct emitter *emitter, uint32_t path, const char *comparison, int64_t bound)
{
    put_path(emitter, path);
    put_literal(emitter, comparison);
    put_bind(emitter, crm__value_int(bound));
}

/* NULL where the path is, also when the range holds nothing or everything. */
static void put_range(struct emitter *emitter, uint32_t path, const struct raw_range *range)
{
    bool from = range->low != INT64_MIN;
    bool to = range->high != INT64_MAX;
    bool negated = range->negated;
    put_literal(emitter, "(");
    if (range->empty || (!from && !to)) {
        put_path(emitter, path);
        put_literal(emitter, range->empty == negated ? " = " : " <> ");
        put_path(emitter, path);
    } else if (range->low == range->high) {
        put_bound(emitter, path, negated ? " <> " : " = ", range->low);
    } else {
        if (from)
            put_bound(emitter, path, negated ? " < " : " >= ", range->low);
        if (from && to)
            put_literal(emitter, negated ? " OR " : " AND ");
        if (to)
            put_bound(emitter, path, negated ? " > " : " <= ", range->high);
    }
    put_literal(emitter, ")");
}

static void put_currency_is(struct emitter *emitter, const struct sql_comparison *comparison)
{
    size_t size = strlen(comparison->constant.currency);
    put_path(emitter, comparison->use->currency);
    put_literal(emitter, " = ");
    put_bind(emitter, crm__value_text((struct text){comparison->constant.currency, size}));
}

static void put_comparison(struct emitter *emitter, const struct sql_comparison *comparison)
{
    bool money = comparison->use->field->type == FIELD_MONEY;
    if (money) {
        put_literal(emitter, "(CASE WHEN ");
        put_currency_is(emitter, comparison);
        put_literal(emitter, " THEN ");
    }
    put_range(emitter, comparison->use->path, &comparison->range);
    if (money)
        put_literal(emitter, " END)");
}

/* The same where only true rows count: plain enough for an index. */
static void put_comparison_wanted(struct emitter *emitter, const struct sql_comparison *comparison,
                                  bool wanted)
{
    struct raw_range range = comparison->range;
    range.negated = range.negated == wanted;
    if (comparison->use->field->type == FIELD_MONEY) {
        put_literal(emitter, "(");
        put_currency_is(emitter, comparison);
        put_literal(emitter, " AND ");
    }
    put_range(emitter, comparison->use->path, &range);
    if (comparison->use->field->type == FIELD_MONEY)
        put_literal(emitter, ")");
}

static void put_membership(struct emitter *emitter, const struct node *node,
                           const struct rule_list *items)
{
    put_literal(emitter, "(");
    put_value(emitter, node->args[0]);
    if (items->count == 0) {
        /* Not IN (): that is false even of NULL. */
        put_literal(emitter, " <> ");
        put_value(emitter, node->args[0]);
    }
    for (size_t i = 0; i < items->count; i++) {
        put_literal(emitter, i == 0 ? " IN (" : ", ");
        put_constant(emitter, &items->items[i], (enum rule_kind)items->items[i].kind);
    }
    put_literal(emitter, items->count == 0 ? ")" : "))");
}

/* Choices are stored as "|a|b|". */
static void put_choice(struct emitter *emitter, const struct node *node,
                       const struct rule_value *choice)
{
    char *text =
        crm__arena_format(&emitter->arena, "|%.*s|", (int)choice->text.size, choice->text.data);
    if (!text) {
        emitter->status = CRM_E_NOMEM;
        return;
    }
    put_literal(emitter, emitter->sink->dialect == RULE_SQLITE ? "(instr(" : "(strpos(");
    put_path(emitter, node->args[1]->use.path);
    put_literal(emitter, ", ");
    put_bind(emitter, crm__value_text(crm__text_of(text)));
    put_literal(emitter, ") > 0)");
}

/* --- calls --- */

/* An int beside a double is compared as one. */
static void put_side(struct emitter *emitter, const struct node *node, size_t i)
{
    bool cast = crm__kernel_compares(node->function->kernel) &&
                node->args[i]->type->kind == RULE_INT &&
                node->args[1 - i]->type->kind == RULE_DOUBLE;
    bool collate = emitter->sink->dialect == RULE_POSTGRES &&
                   crm__kernel_compares(node->function->kernel) && i == 0 &&
                   node->args[0]->type->kind == RULE_STRING;
    if (cast)
        put_literal(emitter, "CAST(");
    put_value(emitter, node->args[i]);
    if (cast)
        put_literal(emitter,
                    emitter->sink->dialect == RULE_SQLITE ? " AS REAL)" : " AS double precision)");
    if (collate)
        put_literal(emitter, " COLLATE \"C\"");
}

static void put_template(struct emitter *emitter, const struct node *node)
{
    const char *template = crm__sql_template(emitter, node);
    put_literal(emitter, "(");
    while (*template) {
        size_t plain = strcspn(template, "$");
        if (plain > 0)
            put(emitter, (struct text){template, plain});
        template += plain;
        if (*template) {
            put_side(emitter, node, (size_t)(template[1] - '1'));
            template += 2;
        }
    }
    put_literal(emitter, ")");
}

static void put_call(struct emitter *emitter, const struct node *node)
{
    struct sql_comparison comparison;
    const struct rule_list *items;
    const struct rule_value *choice;
    if (crm__sql_comparison(emitter, node, &comparison))
        put_comparison(emitter, &comparison);
    else if (crm__sql_choice(emitter, node, &choice))
        put_choice(emitter, node, choice);
    else if (crm__sql_membership(emitter, node, &items))
        put_membership(emitter, node, items);
    else
        put_template(emitter, node);
}

static void put_joined(struct emitter *emitter, const struct node *node, const char *word)
{
    put_literal(emitter, "(");
    for (size_t i = 0; i < node->arg_count; i++) {
        if (i > 0)
            put_literal(emitter, word);
        put_value(emitter, node->args[i]);
    }
    put_literal(emitter, ")");
}

static void put_conditional(struct emitter *emitter, const struct node *node)
{
    put_literal(emitter, "(CASE WHEN ");
    put_value(emitter, node->args[0]);
    put_literal(emitter, " THEN ");
    put_value(emitter, node->args[1]);
    put_literal(emitter, " WHEN NOT ");
    put_value(emitter, node->args[0]);
    put_literal(emitter, " THEN ");
    put_value(emitter, node->args[2]);
    put_literal(emitter, " END)");
}

/* A sayable node with all three outcomes. */
static void put_value(struct emitter *emitter, const struct node *node)
{
    struct rule_value constant;
    if (crm__sql_constant(emitter, node, &constant)) {
        put_constant(emitter, &constant, node->type->kind);
        return;
    }
    switch ((enum node_op)node->op) {
    case NODE_PATH:
        put_field(emitter, &node->use);
        return;
    case NODE_HAS_PATH:
        put_has(emitter, &node->use, true);
        return;
    case NODE_AND:
        put_joined(emitter, node, " AND ");
        return;
    case NODE_OR:
        put_joined(emitter, node, " OR ");
        return;
    case NODE_CONDITIONAL:
        put_conditional(emitter, node);
        return;
    default:
        put_call(emitter, node);
        return;
    }
}

/* --- filters --- */

static void put_wanted(struct emitter *emitter, const struct node *node, bool wanted);

static void put_wanted_logic(struct emitter *emitter, const struct node *node, bool wanted)
{
    put_literal(emitter, "(");
    for (size_t i = 0; i < node->arg_count; i++) {
        if (i > 0)
            put_literal(emitter, (node->op == NODE_AND) == wanted ? " AND " : " OR ");
        put_wanted(emitter, node->args[i], wanted);
    }
    put_literal(emitter, ")");
}

static void leave(struct emitter *emitter, const struct node *node)
{
    emitter->exact = false;
    if (emitter->sink->left)
        emitter->sink->left(emitter->sink->context, crm__node_text(emitter->rule, node),
                            node->exact && crm__sql_template(emitter, node)
                                ? "an operand has no exact form in SQL"
                                : "it has no exact form in SQL");
}

/* The condition stands there twice, so it must be short; one that cannot be said opens both. */
static void put_wanted_conditional(struct emitter *emitter, const struct node *node, bool wanted)
{
    bool sayable = crm__sql_can(emitter, node->args[0]);
    put_literal(emitter, "((");
    if (sayable)
        put_wanted(emitter, node->args[0], true);
    else
        leave(emitter, node->args[0]);
    put_literal(emitter, sayable ? " AND " : "");
    put_wanted(emitter, node->args[1], wanted);
    put_literal(emitter, ") OR (");
    if (sayable)
        put_wanted(emitter, node->args[0], false);
    put_literal(emitter, sayable ? " AND " : "");
    put_wanted(emitter, node->args[2], wanted);
    put_literal(emitter, "))");
}

/* A condition that is true wherever the node is `wanted`, and nowhere else if that can be said. */
static void put_wanted(struct emitter *emitter, const struct node *node, bool wanted)
{
    struct sql_comparison comparison;
    struct rule_value constant;
    bool negation = node->op == NODE_CALL && node->exact && node->function->kernel == KERNEL_NOT;
    if (crm__sql_constant(emitter, node, &constant)) {
        bool holds = constant.kind == RULE_BOOL && constant.boolean == wanted;
        put_literal(emitter, holds ? "(1 = 1)" : "(1 = 0)");
    } else if (node->op == NODE_AND || node->op == NODE_OR) {
        put_wanted_logic(emitter, node, wanted);
    } else if (node->op == NODE_CONDITIONAL) {
        put_wanted_conditional(emitter, node, wanted);
    } else if (negation) {
        put_wanted(emitter, node->args[0], !wanted);
    } else if (node->op == NODE_HAS_PATH && crm__sql_can(emitter, node)) {
        put_has(emitter, &node->use, wanted);
    } else if (crm__sql_comparison(emitter, node, &comparison)) {
        put_comparison_wanted(emitter, &comparison, wanted);
    } else if (node->type->kind == RULE_BOOL && crm__sql_can(emitter, node)) {
        if (!wanted)
            put_literal(emitter, "(NOT ");
        put_value(emitter, node);
        if (!wanted)
            put_literal(emitter, ")");
    } else {
        put_literal(emitter, "(1 = 1)");
        leave(emitter, node);
    }
}

/* --- entrances --- */

static crm_status start(struct emitter *emitter, struct env *env, const struct rule *rule,
                        int64_t now_us, const struct rule_sql_sink *sink)
{
    *emitter =
        (struct emitter){.env = env, .rule = rule, .sink = sink, .now_us = now_us, .exact = true};
    crm__arena_init(&emitter->arena, env);
    emitter->weights =
        crm__arena_alloc_zero(&emitter->arena, rule->node_count, sizeof *emitter->weights);
    emitter->constants =
        crm__arena_alloc(&emitter->arena, rule->node_count * sizeof *emitter->constants);
    if (!emitter->weights || !emitter->constants)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < rule->node_count; i++)
        emitter->constants[i].kind = RULE_DYN;
    return CRM_OK;
}

crm_status crm__rule_sql_filter(struct env *env, const struct rule *rule, int64_t now_us,
                                const struct rule_sql_sink *sink, bool *exact_out)
{
    struct emitter emitter;
    *exact_out = false;
    crm_status status = start(&emitter, env, rule, now_us, sink);
    if (status >= 0) {
        put_wanted(&emitter, rule->root, true);
        status = emitter.status;
    }
    if (status >= 0)
        *exact_out = emitter.exact;
    crm__arena_free(&emitter.arena);
    return status;
}

static void put_result(struct emitter *emitter, const struct node *root)
{
    bool cast = root->type->kind == RULE_BOOL && emitter->sink->dialect != RULE_SQLITE;
    put_literal(emitter, cast ? "CAST(CAST(" : "");
    put_value(emitter, root);
    put_literal(emitter, cast ? " AS integer) AS bigint)" : "");
}

static void put_money_field(struct emitter *emitter, const struct path_use *use)
{
    put_literal(emitter, "(CASE WHEN ");
    put_path(emitter, use->currency);
    put_literal(emitter, " IS NOT NULL THEN ");
    put_path(emitter, use->path);
    put_literal(emitter, " END)");
}

crm_status crm__rule_sql_value(struct env *env, const struct rule *rule, int64_t now_us,
                               const struct rule_sql_sink *sink)
{
    struct emitter emitter;
    const struct node *root = rule->root;
    crm_status status = start(&emitter, env, rule, now_us, sink);
    bool money = root->op == NODE_PATH && root->type->kind == RULE_MONEY &&
                 !rule->paths[root->use.path].related;
    bool has_form = crm__rule_column_kind(rule) != VALUE_NULL;
    if (status >= 0 && !money && (!has_form || !crm__sql_can(&emitter, root)))
        status = emitter.status < 0
                     ? emitter.status
                     : crm__fail(env, CRM_E_UNSUPPORTED, "rule: it has no exact form in SQL");
    if (status >= 0) {
        if (money)
            put_money_field(&emitter, &root->use);
        else
            put_result(&emitter, root);
        status = emitter.status;
    }
    crm__arena_free(&emitter.arena);
    return status;
}
