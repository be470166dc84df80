/* The forms in which a rule asks about related records. */
#include "rule/related.h"

static bool add_body(struct related_form *form, const struct node *node, const struct node *body)
{
    if (form->body_count == RELATED_FILTER_LIMIT)
        return false;
    form->bodies[form->body_count++] =
        (struct related_body){.name = node->locals[0], .begin = body->begin, .end = body->end};
    return true;
}

/* set.exists(o, …), set.all(o, …), set.exists_one(o, …). */
static bool read_predicate(const struct node *node, struct related_form *form)
{
    if (node->op != NODE_FOLD || node->local_count != 1 || node->macro > MACRO_EXISTS_ONE)
        return false;
    form->measure = node->macro == MACRO_EXISTS ? RELATED_EXISTS : RELATED_COUNT;
    form->all = node->macro == MACRO_ALL;
    form->one = node->macro == MACRO_EXISTS_ONE;
    return add_body(form, node, node->args[1]);
}

/* ….size(), size(…), ….sum(), ….min(), ….max(). */
static bool read_measure(const struct node *node, struct related_form *form)
{
    static const struct {
        const char *name;
        enum related_measure measure;
    } MEASURES[] = {{"size", RELATED_COUNT},
                    {"sum", RELATED_SUM},
                    {"min", RELATED_LEAST},
                    {"max", RELATED_GREATEST}};
    if (node->op != NODE_CALL || node->arg_count != 1 || node->style == CALL_OPERATOR)
        return false;
    for (size_t i = 0; i < sizeof MEASURES / sizeof *MEASURES; i++) {
        form->measure = MEASURES[i].measure;
        if (crm__text_is(node->name, MEASURES[i].name))
            return node->style == CALL_RECEIVER || form->measure == RELATED_COUNT;
    }
    return false;
}

/* A step between the set and what is asked of it: filter, or one map after the filters. */
static bool read_step(const struct node *node, struct related_form *form)
{
    if (node->local_count != 1)
        return false;
    if (node->macro == MACRO_FILTER)
        return add_body(form, node, node->args[1]);
    if (node->macro != MACRO_MAP || form->value.end || form->body_count)
        return false;
    const struct node *value = node->args[node->arg_count - 1];
    form->value =
        (struct related_body){.name = node->locals[0], .begin = value->begin, .end = value->end};
    return node->arg_count == 2 || add_body(form, node, node->args[1]);
}

bool crm__related_form(const struct node *node, struct related_form *out)
{
    *out = (struct related_form){0};
    bool predicate = read_predicate(node, out);
    if (!predicate) {
        *out = (struct related_form){0};
        if (!read_measure(node, out))
            return false;
    }
    for (node = node->args[0]; node->op == NODE_FOLD; node = node->args[0])
        if (!read_step(node, out))
            return false;
    out->set = node;
    return node->op == NODE_NAME || node->op == NODE_SELECT;
}
