/*
 * Records that refer to a record, by a name that follows from the catalogue: `orders` of an account
 * are the orders whose `account` it is.
 */
#ifndef CRM_RULE_RELATED_H
#define CRM_RULE_RELATED_H

#include "rule/compiler.h"

enum { RELATION_NAME_SIZE = 128 };

struct relation {
    const struct entity *entity; /* whose records refer */
    const struct field *back;
};

/*
 * `orders`: the plural of an entity that has one reference to this one, or one that has its name.
 * `leads_by_previous_owner`: the plural with the reference, for any of them. A field of the same
 * name hides it.
 */
bool crm__relation_find(const struct entity *entity, struct text name, struct relation *out);
/* All of the short names, for suggestions, in the rule's arena. NULL without memory. */
char (*crm__relation_names(struct compiler *compiler, const struct entity *entity,
                           size_t *count_out))[RELATION_NAME_SIZE];

/* A piece of the source, and the name that the related record has in it. */
struct related_body {
    struct text name;
    uint32_t begin, end;
};

/* A question as it is written: set, conditions, what is measured, and how. */
struct related_form {
    const struct node *set; /* the name of the relation, or a path that ends in it */
    struct related_body bodies[RELATED_FILTER_LIMIT];
    size_t body_count;
    struct related_body value; /* of map(); end 0 without */
    enum related_measure measure;
    bool all; /* holds when as many records have the conditions as there are */
    bool one; /* holds when one record has them */
};

/* False when the node has none of the forms. */
bool crm__related_form(const struct node *node, struct related_form *out);

#endif
