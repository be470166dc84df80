/* Static types of expressions: what the checker knows before anything is evaluated. */
#ifndef CRM_RULE_TYPE_H
#define CRM_RULE_TYPE_H

#include "rule/value.h"

/* Parts that are NULL are not known: dyn. */
struct rule_type {
    enum rule_kind kind;
    const struct rule_type *key;     /* of a map */
    const struct rule_type *element; /* of a list, a map's values, an optional */
};

/* The type of that kind with unknown parts; static storage. */
const struct rule_type *crm__type_of(enum rule_kind kind);
const struct rule_type *crm__type_list_of(enum rule_kind element); /* static storage */
/* NULL when there is no memory. */
const struct rule_type *crm__type_new(struct arena *arena, enum rule_kind kind,
                                      const struct rule_type *key, const struct rule_type *element);
/* The part, or dyn when it is not known. */
const struct rule_type *crm__type_element(const struct rule_type *type);
const struct rule_type *crm__type_key(const struct rule_type *type);

bool crm__type_equal(const struct rule_type *a, const struct rule_type *b);
/* The type that both belong to: theirs when they agree, else dyn. */
const struct rule_type *crm__type_join(const struct rule_type *a, const struct rule_type *b);

static inline bool crm__kind_is_number(enum rule_kind kind)
{
    return kind == RULE_INT || kind == RULE_UINT || kind == RULE_DOUBLE;
}

/* As users read it: "int", "string", "timestamp", "list". */
const char *crm__kind_label(enum rule_kind kind);

#endif
