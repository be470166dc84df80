/*
 * Alerts: customers who have been silent for too long, or fell into a worse segment, brought to
 * their owners' attention once an episode. Rules are records of `alert_rule`; crm_work_run() raises
 * what is due, crm_segment_run() what moved.
 */
#ifndef CRM_ALERT_H
#define CRM_ALERT_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which alerts. Zero means default. @since 0.1 */
typedef struct crm_alert_options {
    size_t size;       /* sizeof(crm_alert_options) */
    const char *state; /* "open", "acknowledged", "closed", "all"; NULL: those not closed */
    int64_t account_id; /* 0: any */
    int64_t owner_id;
    int64_t rule_id;
    int64_t limit;        /* 0: 100 */
    const char *language; /* of the sentence `why`: "en" (default) or "zh" */
} crm_alert_options;

/** How to look. Zero means default. @since 0.1 */
typedef struct crm_alert_run_options {
    size_t size;          /* sizeof(crm_alert_run_options) */
    const char *language; /* of the sentence `why`: "en" (default) or "zh" */
    int32_t dry_run;      /* non-zero: decides the same, writes nothing */
    int32_t reserved;     /* 0 */
} crm_alert_run_options;

/** What a run did. @since 0.1 */
typedef struct crm_alert_report {
    int64_t customers; /* that were looked at */
    int64_t raised;
    int64_t closed; /* episodes that are over */
    int64_t open;   /* episodes that are not, afterwards */
} crm_alert_report;

/**
 * Alerts that the acting user may read, the latest first: alert, name (the customer's), owner_name,
 * rule_name, why, since, severity, state, episode, days_silent, mean_gap_days, limit_days, from,
 * to, account, owner, rule, acknowledged_at, closed_at.
 * @return CRM_OK; CRM_E_INVALID for an option; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_alert_list(crm_db *db, const crm_alert_options *options,
                                  crm_cursor **cursor_out);

/**
 * Looks at all customers by the rules of silence, in one transaction, whatever their timers say.
 * @param cursor_out  NULL, or what was decided of the accounts that the acting user may read:
 *   action ("raise" or "close"), account, name, owner, rule, rule_name, severity, why.
 * @return CRM_OK; CRM_E_DENIED when the acting user may not create alerts; CRM_E_INVALID for an
 *   option or a rule; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_CANCELLED; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_alert_run(crm_db *db, const crm_alert_run_options *options,
                                 crm_alert_report *report_out, crm_cursor **cursor_out);

/**
 * A person has seen the alert. The episode goes on: it is not raised again.
 * @return CRM_OK, also when it was acknowledged before; CRM_E_REFUSED when it is closed;
 *   CRM_E_NOT_FOUND; CRM_E_DENIED; CRM_E_BUSY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_alert_acknowledge(crm_db *db, int64_t id);

/**
 * A person has dealt with the alert. The episode goes on: the next alert comes only after the
 * customer has recovered.
 * @return as crm_alert_acknowledge(); CRM_OK also when it was closed before. @since 0.1
 */
CRM_API crm_status crm_alert_close(crm_db *db, int64_t id);

#ifdef __cplusplus
}
#endif

#endif
