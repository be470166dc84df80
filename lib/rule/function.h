/*
 * The function table: every operator and function of the language stands in it once, with its
 * types, its evaluator, its batch kernel and its SQL. Checker, evaluator, batches, SQL and the
 * language page all go by it.
 */
#ifndef CRM_RULE_FUNCTION_H
#define CRM_RULE_FUNCTION_H

#include "rule/eval.h"

/* How the parts of the result's type follow from the arguments. */
enum result_shape {
    SHAPE_PLAIN,            /* `result`, parts unknown */
    SHAPE_FIRST,            /* the type of the first argument */
    SHAPE_ELEMENT,          /* its elements' type */
    SHAPE_STRINGS,          /* list of string */
    SHAPE_OPTIONAL,         /* optional of the first argument's type */
    SHAPE_OPTIONAL_ELEMENT, /* optional of its elements' type */
};

/* What a checker must know beyond kinds. */
enum call_check {
    CHECK_KINDS,
    CHECK_EQUALITY, /* comparable kinds; no null against a field; choices exist */
    CHECK_ORDER,    /* ordered kinds */
    CHECK_MEMBER,   /* element against list; choices exist */
};

/* Column-at-a-time forms, in kernel.c. */
enum kernel {
    KERNEL_NONE,
    KERNEL_ADD,
    KERNEL_SUBTRACT,
    KERNEL_MULTIPLY,
    KERNEL_DIVIDE,
    KERNEL_MODULO,
    KERNEL_NEGATE,
    KERNEL_NOT,
    KERNEL_EQUAL,
    KERNEL_NOT_EQUAL,
    KERNEL_LESS,
    KERNEL_LESS_EQUAL,
    KERNEL_GREATER,
    KERNEL_GREATER_EQUAL,
    KERNEL_CONTAINS,
    KERNEL_STARTS,
    KERNEL_ENDS,
    KERNEL_SIZE,
    KERNEL_MEMBER,
};

struct function {
    const char *name;
    uint8_t style; /* enum call_style */
    uint8_t arg_count;
    uint8_t params[ARGUMENT_LIMIT]; /* enum rule_kind; RULE_DYN takes any */
    uint8_t result;                 /* enum rule_kind */
    uint8_t shape;                  /* enum result_shape */
    uint8_t check;                  /* enum call_check */
    uint8_t kernel;                 /* enum kernel */
    bool lazy; /* with a value in its first argument, an optional, it needs no second */
    void (*eval)(struct evaluation *evaluation, const struct rule_value *args,
                 struct rule_value *out);
    /* Templates with $1, $2 …; NULL: not in SQL. They are NULL exactly where the function fails
     * or an argument is NULL. */
    const char *sqlite;
    const char *postgres;
};

extern const struct function crm__functions[];
extern const size_t crm__function_count;

/* The first overload of that name and style; NULL when there is none. Overloads stand together. */
const struct function *crm__function_find(struct text name, enum call_style style);
/* The next overload of the same name and style, or NULL. */
const struct function *crm__function_next(const struct function *function);
/* The overload whose parameters take these arguments, or NULL. */
const struct function *crm__function_match(const struct function *first,
                                           const struct rule_value *args, size_t count);

#endif
