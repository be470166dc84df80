/* Rules tested on records by id: what they read, along references too, is loaded in one query. */
#ifndef CRM_SERVICE_RULE_VERDICTS_H
#define CRM_SERVICE_RULE_VERDICTS_H

#include "service/table.h"

/*
 * verdicts[rule * count + i] becomes the enum rule_verdict of rules[rule] on ids[i], whoever acts.
 * A NULL rule is true; a record that is not there is RULE_MISSING. At most 60 paths in all.
 */
crm_status crm__rules_test(struct store *store, const struct entity *entity,
                           struct rule *const *rules, size_t rule_count, const int64_t *ids,
                           size_t count, uint8_t *verdicts);

#endif
