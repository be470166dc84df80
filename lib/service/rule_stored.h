/* Rules that are records: where they are kept, which of them read a field, and what a host is told
 * of a rule before it is kept. */
#ifndef CRM_SERVICE_RULE_STORED_H
#define CRM_SERVICE_RULE_STORED_H

#include "rule/rule.h"
#include "store/store.h"

/* A field that holds rules, and over what: an entity, or NULL for the one that the record's
 * `entity_name` says. */
struct rule_field {
    const char *entity;
    const char *field;
    const char *over;
};

enum { RULE_FIELD_COUNT = 8 };
extern const struct rule_field crm__rule_fields[RULE_FIELD_COUNT];

/* @return CRM_OK; CRM_E_REFUSED, which lists the stored rules that read the field. */
crm_status crm__rules_check_unread(struct store *store, const struct field *field);

/*
 * Appends what the rule is, as JSON: {"rule": canonical form, "type", "now", "reads":
 * ["lead.score", …], "cost": {"least","most","limit","related"},
 * "sql": {"exact","memory":[{"expr","why"}]}}.
 * @return CRM_OK; the compiler's failures.
 */
crm_status crm__rule_describe(struct store *store, const struct entity *entity, struct text text,
                              struct buffer *out);

/*
 * Appends the value of every part of the rule on one record, as crm__rule_explain does.
 * @return CRM_OK; the compiler's failures; CRM_E_NOT_FOUND: no such record for the acting user.
 */
crm_status crm__rule_explain_record(struct store *store, const struct entity *entity, int64_t id,
                                    struct text text, struct buffer *out);

#endif
