/* Generated expressions: trees of text with a type at each node, so that a failing one shrinks. */
#ifndef CRM_TESTS_EXPRESSION_H
#define CRM_TESTS_EXPRESSION_H

#include "rule/function.h"

enum { TYPE_DEPTH = 3, CHILD_LIMIT = 4, TREE_LIMIT = 60, TEXT_LIMIT = 16 * 1024 };

/* list(string) is {RULE_LIST, RULE_STRING}; a map's `key` stands apart, kinds[1] is its value's. */
struct type {
    uint8_t kinds[TYPE_DEPTH]; /* enum rule_kind; 0 ends it */
    uint8_t key;
};

static inline struct type type_of(enum rule_kind kind)
{
    return (struct type){.kinds = {(uint8_t)kind}, .key = kind == RULE_MAP ? RULE_STRING : 0};
}
/* `outer` of `type`: its innermost kind falls off when there is no room. A map's key is a string
 * where nothing else is said. */
static inline struct type type_wrap(enum rule_kind outer, struct type type)
{
    return (struct type){.kinds = {(uint8_t)outer, type.kinds[0], type.kinds[1]},
                         .key = outer == RULE_MAP ? RULE_STRING : type.key};
}
static inline struct type type_inner(struct type type)
{
    return (struct type){.kinds = {type.kinds[1], type.kinds[2]},
                         .key = type.kinds[1] != RULE_MAP   ? 0
                                : type.kinds[0] == RULE_MAP ? RULE_STRING
                                                            : type.key};
}
static inline bool type_same(struct type a, struct type b)
{
    return a.kinds[0] == b.kinds[0] && a.kinds[1] == b.kinds[1] && a.kinds[2] == b.kinds[2] &&
           a.key == b.key;
}

struct tree {
    const char *form; /* "$1.contains($2)": a child stands at each $ */
    struct type type;
    struct tree *children[CHILD_LIMIT];
    size_t child_count;
};

/* What can be asked for as the outermost part: the functions of the table, then forms of the
 * grammar that are no functions. */
size_t expression_root_count(void);

struct expressions {
    struct arena *arena; /* of the trees */
    uint64_t random;
    bool all_sayable; /* every rule is made of what SQL might say, not only each other one */
    bool sayable;     /* this one is */
    struct {
        const char *name;
        struct type type;
    } locals[16];
    size_t local_count;
    size_t size; /* nodes made */
};

uint32_t expression_roll(struct expressions *expressions, uint32_t sides);

/* A rule whose result has a column form (or is not known before), made by the seed alone, with that
 * root somewhere near its top. */
struct tree *expression_make(struct expressions *expressions, uint64_t seed, size_t root);
/* Any expression of that type. */
struct tree *expression_of(struct expressions *expressions, struct type type, int depth);
struct tree *expression_leaf(struct expressions *expressions, struct type type);

void expression_write(const struct tree *tree, char *out, size_t size);

/* Makes the tree as small as it gets while `fails` holds of its text. */
void expression_shrink(struct tree *tree, bool (*fails)(const char *text));

/* --- what the parts below share --- */

struct tree *expression_node(struct expressions *expressions, struct type type, const char *form);
/* A form of the grammar that gives the type; NULL when none does. */
struct tree *expression_form(struct expressions *expressions, struct type type, int depth);
struct tree *expression_form_at(struct expressions *expressions, size_t number, int depth);
size_t expression_form_count(void);
struct type expression_any(struct expressions *expressions);
/* Kinds that compare by order. */
struct type expression_ordered(struct expressions *expressions);

#endif
