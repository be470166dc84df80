/*
 * Tag rules (智能打标): a record of the rule's entity has the tag while the rule is true of it.
 * Rules are asked whenever a record is written, in the same transaction, and of all records when a
 * rule is written; so conditions that read other records, or `now`, are true as of the last of
 * these.
 *
 * What was tagged by hand or by an import stays as it is. A rule's tag goes when no rule gives it
 * any more, unless the rule that gave it does not take away; or it expires.
 */
#ifndef CRM_SERVICE_TAG_RULES_H
#define CRM_SERVICE_TAG_RULES_H

#include "store/store.h"

crm_status crm__tag_rules_attach(struct store *store);

#endif
