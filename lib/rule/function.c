#include "rule/function.h"

const struct function *crm__function_find(struct text name, enum call_style style)
{
    for (size_t i = 0; i < crm__function_count; i++)
        if (crm__functions[i].style == style && crm__text_is(name, crm__functions[i].name))
            return &crm__functions[i];
    return NULL;
}

const struct function *crm__function_next(const struct function *function)
{
    const struct function *next = function + 1;
    bool same = next < crm__functions + crm__function_count && next->style == function->style &&
                crm__text_equal(crm__text_of(next->name), crm__text_of(function->name));
    return same ? next : NULL;
}

const struct function *crm__function_match(const struct function *first,
                                           const struct rule_value *args, size_t count)
{
    for (const struct function *f = first; f; f = crm__function_next(f)) {
        bool match = f->arg_count == count;
        for (size_t i = 0; match && i < count; i++)
            match = f->params[i] == RULE_DYN || f->params[i] == args[i].kind;
        if (match)
            return f;
    }
    return NULL;
}
