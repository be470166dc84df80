/* What the two halves of SQL emission share: what can be said, and saying it. */
#ifndef CRM_RULE_SQL_H
#define CRM_RULE_SQL_H

#include "rule/range.h"

struct emitter {
    struct env *env;
    const struct rule *rule;
    const struct rule_sql_sink *sink;
    int64_t now_us;
    struct arena arena;
    uint16_t *weights;            /* by node: WEIGHT_… or how many fragments it takes */
    struct rule_value *constants; /* by node: the value where it does not vary */
    crm_status status;            /* of the sink, or no memory */
    bool exact;
};

enum { WEIGHT_UNKNOWN = 0, WEIGHT_LIMIT = 200, WEIGHT_NEVER = UINT16_MAX };

/* Does the node depend on the record? If not, *value_out is what it is at emitter->now_us. */
bool crm__sql_constant(struct emitter *emitter, const struct node *node,
                       struct rule_value *value_out);

/* Can SQL say the node exactly, error for NULL? */
bool crm__sql_can(struct emitter *emitter, const struct node *node);

/* A comparison between a stored field and a constant. */
struct sql_comparison {
    const struct path_use *use;
    struct rule_value constant;
    struct raw_range range;
};
bool crm__sql_comparison(struct emitter *emitter, const struct node *node,
                         struct sql_comparison *out);

/* x in [constants] where x is sayable; or constant in a field of choices. */
bool crm__sql_membership(struct emitter *emitter, const struct node *node,
                         const struct rule_list **items_out);
bool crm__sql_choice(struct emitter *emitter, const struct node *node,
                     const struct rule_value **choice_out);

const char *crm__sql_template(const struct emitter *emitter, const struct node *node);

#endif
