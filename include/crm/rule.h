/*
 * Rules by themselves: expressions in CEL, evaluated over values that the host gives. Rules over
 * records are strings in queries, pools, scores and segments; the language is the same.
 */
#ifndef CRM_RULE_H
#define CRM_RULE_H

#include "db.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRM_VALUE_TEXT 0  /* as a rule would write it: 3, "a", [1, 2], duration("90s") */
#define CRM_VALUE_TYPED 1 /* {"value":{"int":"3"}}: the form of crm_rule_eval_line() */

/**
 * Evaluates an expression and writes its value, without a line feed. The handle need not be open.
 * @param bindings  One JSON object {name: value} (plain JSON: whole numbers are int, others
 *   double); NULL for none.
 * @param form      CRM_VALUE_…
 * @return CRM_OK; CRM_E_SYNTAX, with line, column and the line of the source under a caret;
 *   CRM_E_UNKNOWN or CRM_E_INVALID likewise, when it cannot be evaluated; CRM_E_LIMIT; CRM_E_IO
 *   when `write` says stop; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_rule_eval(crm_db *db, const char *expression, size_t size,
                                 const char *bindings, int32_t form, crm_write write,
                                 void *context);

/**
 * Evaluates {"expr":…, "bindings":{name: typed value}} and writes {"value": typed} or
 * {"error":"…"}, without a line feed: what cannot be read or evaluated is an answer, too. Typed
 * values are {"int":"1"}, {"uint":"1"}, {"double":"1.5"}, {"string":"a"}, {"bytes":base64},
 * {"bool":true}, {"null":null}, {"list":[…]}, {"map":[[key,value],…]},
 * {"timestamp":{"seconds":"0","nanos":0}}, {"duration":{…}}, {"type":"int"}.
 * @return CRM_OK; CRM_E_IO when `write` says stop; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_rule_eval_line(crm_db *db, const char *line, size_t size, crm_write write,
                                      void *context);

/**
 * Writes what a rule over records of an entity is, as JSON, without keeping it:
 * {"rule": its canonical form, "type": "bool", "now": whether it depends on the time, "reads":
 * ["lead.score", …] every field that it reads, those of related records too, "cost": {"least",
 * "most": steps for one record, null when that is not known before, "limit", "related": queries
 * for related records}, "sql": {"memory": [{"expr","why"}] what a filter leaves to memory,
 * "exact"}}.
 * @return CRM_OK; CRM_E_SYNTAX, CRM_E_UNKNOWN, CRM_E_INVALID and CRM_E_LIMIT with line, column and
 *   the line of the source under a caret; CRM_E_IO when `write` says stop; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_rule_describe(crm_db *db, const char *entity, const char *rule, size_t size,
                                     crm_write write, void *context);

/**
 * Writes why a rule says what it says of a record, as JSON: {"expr","value","decided","args":[…]}
 * for every part of it. "decided" stands at the conditions that made the answer what it is; a part
 * without a value has "missing" with the reason, one that was not needed has neither.
 * @return as crm_rule_describe(); CRM_E_NOT_FOUND: no such record for the acting user. @since 0.1
 */
CRM_API crm_status crm_rule_explain(crm_db *db, const char *entity, int64_t id, const char *rule,
                                    size_t size, crm_write write, void *context);

#ifdef __cplusplus
}
#endif

#endif
