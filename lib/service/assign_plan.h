/* What assignment knows before it begins: sellers, rules, and whose turn it is. */
#ifndef CRM_SERVICE_ASSIGN_PLAN_H
#define CRM_SERVICE_ASSIGN_PLAN_H

#include "engine/route.h"
#include "rule/rule.h"
#include "service/table.h"

struct assign_rule {
    int64_t id;
    int64_t pool; /* 0: of all */
    struct text name;
    struct rule *condition; /* NULL: all leads */
    struct route_rule route;
    int64_t *given;        /* per member: leads of this run */
    int64_t *rotations;    /* per member: id of its rotation row, or 0 */
    int64_t *given_before; /* per member: in earlier runs */
    struct text lacking;   /* members without the skills: "12": "no_skill", … */
    struct text reason;    /* for the ledger */
};

struct assign_plan {
    struct store *store;
    struct arena arena;
    struct batch users; /* by id, as the members */
    struct route_member *members;
    size_t member_count;
    struct id_map member_of; /* user -> index */
    struct assign_rule *rules;
    size_t rule_count;
};

/* Free it also after a failure. */
crm_status crm__assign_plan_load(struct store *store, struct assign_plan *plan);
void crm__assign_plan_free(struct assign_plan *plan);
/* Leads that each seller holds, in one pool or (0) in all, into id -> count. */
crm_status crm__assign_loads(struct store *store, int64_t pool, struct id_map *loads);
/* Keeps the turns. */
crm_status crm__assign_plan_save(struct assign_plan *plan);

#endif
