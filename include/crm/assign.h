/*
 * Assignment and recycling: pool rules give leads to sellers, and take them back from those who do
 * not follow up. Both say why.
 */
#ifndef CRM_ASSIGN_H
#define CRM_ASSIGN_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which leads to assign. Zero means default. @since 0.1 */
typedef struct crm_assign_options {
    size_t size;          /* sizeof(crm_assign_options) */
    const int64_t *leads; /* these; NULL: the leads without an owner in `pool_id` */
    size_t lead_count;
    int64_t pool_id;      /* 0: all enabled pools, and leads in no pool */
    int32_t dry_run;      /* 1: decides and tells, writes nothing */
    int32_t reserved;     /* 0 */
} crm_assign_options;

/**
 * Assigns leads by the rules of kind "assign", in one transaction. The answer has a row for each
 * lead: lead, pool, outcome (given, no_rule, nobody, owned, converted, locked), user, rule,
 * rule_name, strategy, skipped (JSON: whom the rule passed over, and why). Leads that have an owner
 * stay with him, so running it again is harmless.
 * @param options  May be NULL.
 * @param decisions_out  New handle; free with crm_cursor_free().
 * @return CRM_OK; CRM_E_NOT_FOUND for a lead or the pool; CRM_E_DENIED when the acting user is no
 *   administrator of a pool; CRM_E_SYNTAX, CRM_E_UNKNOWN, CRM_E_INVALID for a rule's condition;
 *   CRM_E_BUSY; CRM_E_IO; CRM_E_CANCELLED.
 * @since 0.1
 */
CRM_API crm_status crm_lead_assign(crm_db *db, const crm_assign_options *options,
                                   crm_cursor **decisions_out);

/**
 * When and why leads go back to a pool: lead, name, owner, pool, verdict (due, no_owner, locked,
 * exempt, no_rules), recycle_at, rule, rule_name, clock, clock_at, days, remind_at, target_pool.
 * Nothing is written.
 * @param lead_id  One lead; 0: all that will have gone back at `until_us`, the first due first.
 * @param until_us  Microseconds UTC; 0: now.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_BUSY; CRM_E_IO.
 * @since 0.1
 */
CRM_API crm_status crm_lead_recycle_plan(crm_db *db, int64_t lead_id, int64_t until_us,
                                         crm_cursor **plan_out);

/**
 * Takes back all leads whose time has come, without the other work that crm_work_run() does. Their
 * owners get a message in the outbox. All or nothing.
 * @param count_out  How many went back; may be NULL.
 * @return CRM_OK; CRM_E_REFUSED when a lead has no pool to go to; CRM_E_DENIED unless the acting
 *   user is a superuser; CRM_E_BUSY; CRM_E_IO; CRM_E_CANCELLED.
 * @since 0.1
 */
CRM_API crm_status crm_lead_recycle(crm_db *db, int64_t *count_out);

#ifdef __cplusplus
}
#endif

#endif
