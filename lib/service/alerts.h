/*
 * Alerts (流失预警): a customer who has been silent for too long, or fell into a worse segment, is
 * brought to the owner's attention once an episode. The episode is over when the customer has
 * recovered (ordered again, left the segment); the next time raises a new alert. What a person
 * does with an alert, acknowledging or closing it, ends no episode.
 *
 * The day on which a customer's silence becomes too long is known from his orders; it is kept as
 * due work "churn_alert" of the account, moved in the transaction of every order, so that the
 * sweep costs what is due. Moves are found by segment runs.
 */
#ifndef CRM_SERVICE_ALERTS_H
#define CRM_SERVICE_ALERTS_H

#include "model/reader.h"
#include "service/alert_rules.h"
#include "service/work.h"

enum { ALERT_BATCH = 1000 };

struct alert_report {
    int64_t customers; /* that were looked at */
    int64_t raised;
    int64_t closed; /* episodes that are over */
    int64_t open;   /* episodes that are not, afterwards */
};

/*
 * Looks at all customers by the silence rules, in one transaction, whatever timers say.
 * `reader_out` (may be NULL): what was decided of the accounts that the acting user may read:
 * action, account, name, owner, rule, severity, why. The sentence is in Chinese when asked for.
 * @return CRM_OK; CRM_E_DENIED: the actor may not create alerts; CRM_E_INVALID …: a rule.
 */
crm_status crm__alerts_run(struct store *store, bool dry_run, bool chinese,
                           struct alert_report *report_out, struct reader **reader_out);

/* Segments of the same accounts before and after a run; codes of the standard segments. */
struct alert_moves {
    const int64_t *accounts;
    const uint8_t *before;
    const uint8_t *after;
    size_t count;
    int64_t run; /* the segment_run */
};

/* Raises and closes by the rules of moves, and adds to the counts of the report. For segment runs,
 * within their transaction. */
crm_status crm__alerts_moved(struct store *store, const struct alert_moves *moves,
                             struct alert_report *report);

/* --- what a person does ----------------------------------------------------------------------- */

struct alert_filter {
    struct text state; /* "open", "acknowledged", "closed", "all"; empty: those not closed */
    int64_t account;   /* 0: any */
    int64_t owner;
    int64_t rule;
    int64_t limit; /* 0: 100 */
    bool chinese;  /* the sentence */
};

/* Alerts that the acting user may read, the latest first: alert, state, severity, account, name,
 * owner, owner_name, rule, rule_name, since, why, and the figures behind it. CRM_E_INVALID. */
crm_status crm__alerts_list(struct store *store, const struct alert_filter *filter,
                            struct reader **reader_out);
/* Seen by a person. @return CRM_OK, also when it was before; CRM_E_NOT_FOUND; CRM_E_DENIED;
 * CRM_E_REFUSED: it is closed. */
crm_status crm__alert_acknowledge(struct store *store, int64_t id);
/* Dealt with. @return as crm__alert_acknowledge; CRM_OK when it was closed before. */
crm_status crm__alert_close(struct store *store, int64_t id);

/* --- timers ----------------------------------------------------------------------------------- */

/* Brings accounts up to date: closes what is over and sets their timers. */
crm_status crm__alerts_refresh(struct store *store, const struct alert_rules *rules,
                               const int64_t *accounts, size_t count);
/* The same for all customers, by the rules as they are now. */
crm_status crm__alerts_rebuild(struct store *store);
/* The open alerts of accounts go to the accounts' owners; who was not told yet is. */
crm_status crm__alerts_hand_over(struct store *store, const struct alert_rules *rules,
                                 const int64_t *accounts, size_t count);

/* Observers of customer_value, accounts and rules. */
crm_status crm__alerts_attach(struct store *store);
/* The handler of due work "churn_alert". */
crm_status crm__alert_due(struct store *store, struct work *work);

#endif
