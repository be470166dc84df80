/* The expression tree of a rule, as the parser builds it and the checker completes it. */
#ifndef CRM_RULE_NODE_H
#define CRM_RULE_NODE_H

#include "base/time.h"
#include "rule/rule.h"
#include "rule/type.h"

/* Levels of the tree: nesting, plus chains such as a + b + c, which lean to the left. Everything
 * that walks a tree recursively is bounded by this. */
enum { NODE_DEPTH_LIMIT = 250 };

/* Variables of macros that can be in scope at once. */
enum { LOCAL_LIMIT = 2 * RULE_NESTING_LIMIT };

enum { ARGUMENT_LIMIT = 4 };

enum node_op {
    NODE_CONSTANT,
    NODE_NAME,     /* from the parser; stays in unchecked rules when it means nothing */
    NODE_VARIABLE, /* slot: of the scope */
    NODE_PATH,     /* path */
    NODE_NOW,
    NODE_LOCAL,    /* slot: variable of a macro */
    NODE_SELECT,   /* args[0] . name */
    NODE_HAS,      /* has(args[0].name) */
    NODE_HAS_PATH, /* has(path) */
    NODE_LIST,
    NODE_MAP, /* key, value, key, value … */
    NODE_AND, /* two or more args */
    NODE_OR,
    NODE_CONDITIONAL,  /* condition, then, else */
    NODE_CALL,         /* name, function */
    NODE_FOLD,         /* macro over args[0] */
    NODE_BIND,         /* cel.bind: args[0] into slot, then args[1] */
    NODE_OPTIONAL_MAP, /* optMap, optFlatMap: args[0] into slot, then args[1] */
};

enum macro {
    MACRO_NONE,
    MACRO_ALL, /* range, condition */
    MACRO_EXISTS,
    MACRO_EXISTS_ONE,
    MACRO_FILTER,
    MACRO_MAP, /* range, transform; or range, condition, transform */
    MACRO_TRANSFORM_LIST,
    MACRO_TRANSFORM_MAP,
    MACRO_TRANSFORM_ENTRY,
    MACRO_OPT_MAP,
    MACRO_OPT_FLAT_MAP,
};

enum call_style {
    CALL_GLOBAL,   /* size(x); also math.greatest(x): the name has the dot */
    CALL_RECEIVER, /* x.size() */
    CALL_OPERATOR, /* x + y */
};

struct path_use {
    uint32_t path;
    uint32_t currency;         /* path of the currency; money only */
    const struct field *field; /* the last of the path */
};

struct node {
    uint8_t op;          /* enum node_op */
    uint8_t macro;       /* enum macro */
    uint8_t style;       /* enum call_style */
    uint8_t local_count; /* variables of the macro: 1 or 2 */
    bool optional;       /* SELECT: a.?b */
    bool constant_known; /* `constant` holds the value */
    bool varies;         /* depends on the record or a local, not only on literals and now */
    bool exact;          /* CALL: `function` is the only overload */
    bool gathered;       /* LIST: the arguments of a variadic call, not written as a list */
    bool grouped;        /* in parentheses in the source */
    bool absolute;       /* NAME: .name */
    uint16_t depth;
    uint32_t id;       /* position in rule->nodes */
    uint32_t from, to; /* bytes of the source */
    uint32_t begin, end; /* of a whole expression, parentheses included; 0 inside of operators */
    uint32_t arg_count;
    uint32_t slot;
    struct node **args;
    uint8_t *optional_args; /* LIST, MAP: args[i] (the key, in maps) was written with ?; or NULL */
    const struct rule_type *type;
    const struct function *function; /* first overload of the name, NULL when unknown */
    struct text name;
    struct text locals[2]; /* names of the macro's variables */
    struct path_use use;
    struct rule_value constant;
    const struct node *written; /* as the parser left it, where the checker put another meaning */
};

/* A pattern that stands in the rule as a literal. */
struct known_regex {
    const struct known_regex *next;
    struct text pattern;
    const struct regex *regex;
};

struct rule {
    struct env *env;
    struct arena arena;
    struct text text;
    const struct entity *entity;
    const struct rule_type *type;
    struct node *root;
    struct node **nodes; /* by id; args come before their node */
    size_t node_count;
    size_t node_capacity;
    struct rule_path *paths;
    size_t path_count;
    size_t path_capacity;
    size_t variable_count;
    bool reads_now;
    const struct known_regex *regexes;
    struct rule *conditions; /* about related records: first of a list, owned */
    struct rule *next;       /* in the list of the rule that owns this one */
    struct zones zones; /* those that the rule names; read while compiling, then only looked up */
};

static inline struct text crm__node_text(const struct rule *rule, const struct node *node)
{
    return crm__text_slice(rule->text, node->from, node->to);
}

#endif
