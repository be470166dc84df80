/* Alert rules: read from their records, checked, and ready for the engine. */
#ifndef CRM_SERVICE_ALERT_RULES_H
#define CRM_SERVICE_ALERT_RULES_H

#include "engine/churn.h"
#include "engine/segment.h"
#include "rule/rule.h"
#include "store/store.h"

struct alert_rule {
    int64_t id;
    struct text name;
    struct text message;  /* with {customer}, {days} …; empty: the library's own words */
    struct text severity;
    struct text channel;
    bool enabled;         /* off: raises nothing, but what it raised closes as ever */
    bool broken;          /* cannot be read any more: raises and closes nothing */
    bool moves;           /* between segments; else silence */
    struct churn_rule silence;
    struct churn_move move;
};

/* By position, then id. */
struct alert_rules {
    struct store *store;
    struct arena arena;
    struct alert_rule *items;
    struct rule **conditions; /* of each, over account; NULL: all accounts */
    size_t count;
    bool has_silence;
    bool has_moves;
    bool has_condition;
};

/*
 * All rules. `strict`: one that cannot be read is a failure; else it is `broken`, for orders must
 * be written whatever a rule says. Free it also after a failure.
 */
crm_status crm__alert_rules_load(struct store *store, bool strict, struct alert_rules *rules);
void crm__alert_rules_free(struct alert_rules *rules);

/* Position of the rule; SIZE_MAX: there is none. */
size_t crm__alert_rule_find(const struct alert_rules *rules, int64_t id);

/* Do these records make sense? CRM_E_INVALID and the compiler's failures, with field and advice. */
crm_status crm__alert_rules_check(struct store *store, const int64_t *ids, size_t count);

#endif
