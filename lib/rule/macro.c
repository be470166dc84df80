/*
 * Macros: calls that look at their arguments before these are evaluated. has(a.b), the folds over
 * lists and maps with one or two variables, cel.bind, and the two maps over optionals.
 */
#include "rule/compiler.h"

struct macro_form {
    const char *name;
    uint8_t macro;
    uint8_t arg_count; /* with the receiver */
    uint8_t local_count;
};

static const struct macro_form FORMS[] = {
    {"all", MACRO_ALL, 3, 1},
    {"all", MACRO_ALL, 4, 2},
    {"exists", MACRO_EXISTS, 3, 1},
    {"exists", MACRO_EXISTS, 4, 2},
    {"exists_one", MACRO_EXISTS_ONE, 3, 1},
    {"exists_one", MACRO_EXISTS_ONE, 4, 2},
    {"existsOne", MACRO_EXISTS_ONE, 3, 1},
    {"existsOne", MACRO_EXISTS_ONE, 4, 2},
    {"filter", MACRO_FILTER, 3, 1},
    {"map", MACRO_MAP, 3, 1},
    {"map", MACRO_MAP, 4, 1},
    {"transformList", MACRO_TRANSFORM_LIST, 4, 2},
    {"transformList", MACRO_TRANSFORM_LIST, 5, 2},
    {"transformMap", MACRO_TRANSFORM_MAP, 4, 2},
    {"transformMap", MACRO_TRANSFORM_MAP, 5, 2},
    {"transformMapEntry", MACRO_TRANSFORM_ENTRY, 4, 2},
    {"transformMapEntry", MACRO_TRANSFORM_ENTRY, 5, 2},
    {"optMap", MACRO_OPT_MAP, 3, 1},
    {"optFlatMap", MACRO_OPT_FLAT_MAP, 3, 1},
};

static crm_status local_name(struct compiler *compiler, const struct node *arg,
                             struct text *name_out)
{
    if (arg->op != NODE_NAME || arg->grouped || arg->absolute)
        return crm__compile_fail(compiler, CRM_E_SYNTAX, arg->from,
                                 "a macro's variable must be a plain name");
    *name_out = arg->name;
    return CRM_OK;
}

static crm_status expand_has(struct compiler *compiler, const struct node *call, struct node **out)
{
    struct node *arg = call->args[0];
    bool field = arg->op == NODE_NAME && compiler->scope->entity;
    if ((arg->op != NODE_SELECT || arg->optional) && !field)
        return crm__compile_fail(compiler, CRM_E_SYNTAX, arg->from,
                                 "has() asks for a field: has(a) or has(a.b)");
    *out = crm__node_new(compiler, NODE_HAS, call->from, 1);
    if (!*out)
        return CRM_E_NOMEM;
    (*out)->args[0] = arg;
    return CRM_OK;
}

static crm_status expand_bind(struct compiler *compiler, const struct node *call, struct node **out)
{
    struct node *bind = crm__node_new(compiler, NODE_BIND, call->from, 2);
    if (!bind)
        return CRM_E_NOMEM;
    crm_status status = local_name(compiler, call->args[1], &bind->locals[0]);
    if (status < 0)
        return status;
    bind->local_count = 1;
    bind->name = TEXT("bind");
    bind->args[0] = call->args[2];
    bind->args[1] = call->args[3];
    *out = bind;
    return CRM_OK;
}

static crm_status expand_fold(struct compiler *compiler, const struct node *call,
                              const struct macro_form *form, struct node **out)
{
    bool optional = form->macro == MACRO_OPT_MAP || form->macro == MACRO_OPT_FLAT_MAP;
    struct node *fold = crm__node_new(compiler, optional ? NODE_OPTIONAL_MAP : NODE_FOLD,
                                      call->from, call->arg_count - form->local_count);
    if (!fold)
        return CRM_E_NOMEM;
    fold->macro = form->macro;
    fold->name = call->name;
    fold->local_count = form->local_count;
    fold->args[0] = call->args[0];
    for (size_t i = 0; i < form->local_count; i++) {
        crm_status status = local_name(compiler, call->args[1 + i], &fold->locals[i]);
        if (status < 0)
            return status;
    }
    for (size_t i = 1; i < fold->arg_count; i++)
        fold->args[i] = call->args[i + form->local_count];
    if (form->local_count == 2 && crm__text_equal(fold->locals[0], fold->locals[1]))
        return crm__compile_fail(compiler, CRM_E_SYNTAX, call->args[2]->from,
                                 "the two variables of a macro need two names");
    *out = fold;
    return CRM_OK;
}

crm_status crm__macro_expand(struct compiler *compiler, struct node *call, struct node **out)
{
    *out = NULL;
    if (call->style == CALL_GLOBAL) {
        if (crm__text_is(call->name, "has") && call->arg_count == 1)
            return expand_has(compiler, call, out);
        return CRM_OK;
    }
    if (crm__text_is(call->name, "bind") && call->arg_count == 4 &&
        call->args[0]->op == NODE_NAME && crm__text_is(call->args[0]->name, "cel"))
        return expand_bind(compiler, call, out);
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (crm__text_is(call->name, FORMS[i].name) && call->arg_count == FORMS[i].arg_count)
            return expand_fold(compiler, call, &FORMS[i], out);
    return CRM_OK;
}
