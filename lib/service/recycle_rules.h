/* The recycle rules of a pool, ready for the engine. */
#ifndef CRM_SERVICE_RECYCLE_RULES_H
#define CRM_SERVICE_RECYCLE_RULES_H

#include "base/time.h"
#include "engine/recycle.h"
#include "rule/rule.h"
#include "service/table.h"

/* What a rule has besides the engine's part. */
struct recycle_policy {
    struct text name;
    int64_t target_pool;   /* 0: the lead's own */
    int32_t reminder_days; /* -1: no reminder */
    struct rule *condition; /* NULL: all leads; else those where it is true */
    struct rule *exempt;    /* NULL: none; else not those where it is true */
};

/* Rules of one pool and those of all pools, by position. None when the pool is switched off or
 * does not recycle. */
struct recycle_rules {
    struct env *env;
    struct arena arena;
    int64_t pool; /* 0: leads without a pool */
    const struct zone *zone;
    struct recycle_rule *rules;
    struct recycle_policy *policies;
    size_t count;
};

/* CRM_E_INVALID and the compiler's failures, naming the rule. Free it also after a failure. */
crm_status crm__recycle_rules_load(struct store *store, int64_t pool, struct recycle_rules *rules);
void crm__recycle_rules_free(struct recycle_rules *rules);

/* Days by level from JSON such as {"a": 30, "d": null}; may be empty. CRM_E_SYNTAX and
 * CRM_E_INVALID, naming the level. */
crm_status crm__recycle_levels_read(struct env *env, struct text json, struct recycle_rule *rule);

#endif
