/* Inside alerts: a batch of customers, what the rules say of them, and what is open. */
#ifndef CRM_SERVICE_ALERT_SHEET_H
#define CRM_SERVICE_ALERT_SHEET_H

#include "service/alert_why.h"
#include "service/alerts.h"
#include "service/table.h"

enum { ALERT_NO_SEGMENT = SEGMENT_NONE };

struct alert_customer {
    int64_t id; /* of the account */
    bool found;
    struct text name;
    int64_t owner; /* 0: none */
    struct churn_customer totals;
    uint8_t before; /* segments, of a move */
    uint8_t after;
};

/* An episode that is not over. */
struct alert_open {
    int64_t alert;
    size_t customer;
    size_t rule; /* SIZE_MAX: the rule is gone */
    bool is_closed; /* by a person; its state stays as it is */
    bool ends;
};

/* Matrices are rule after rule, a customer a cell: see crm__alert_cell. */
struct alert_sheet {
    struct store *store;
    const struct alert_rules *rules;
    const struct zone *zone;
    int64_t at_us;
    int64_t today;
    bool moves; /* of segments; else silence */
    int64_t run;
    struct arena arena;
    struct alert_customer *customers;
    size_t count;
    uint8_t *verdicts; /* of the rules' conditions */
    uint8_t *is_open;
    uint8_t *actions;  /* enum churn_action */
    int64_t *episodes; /* the number of the last one */
    struct alert_open *open;
    size_t open_count;
};

static inline size_t crm__alert_cell(const struct alert_sheet *sheet, size_t rule, size_t customer)
{
    return rule * sheet->count + customer;
}

/* Loads at most ALERT_BATCH accounts. With `moves` their segments are items from..from + count of
 * it, else their totals are loaded. Elevated by the caller. Free it also after a failure. */
crm_status crm__alert_sheet_load(struct alert_sheet *sheet, struct store *store,
                                 const struct alert_rules *rules, const int64_t *accounts,
                                 size_t count, int64_t at_us, const struct alert_moves *moves,
                                 size_t from);
void crm__alert_sheet_free(struct alert_sheet *sheet);

/* Decides the actions and which episodes end. Without `raises` nothing new begins. */
void crm__alert_sheet_decide(struct alert_sheet *sheet, bool raises);
/* Writes what was decided. */
crm_status crm__alert_sheet_write(struct alert_sheet *sheet);
/* Counts what was decided. */
void crm__alert_sheet_count(const struct alert_sheet *sheet, struct alert_report *report);

/* When a rule will next raise an alert about the customer, after the decision; INT64_MAX. */
int64_t crm__alert_sheet_next(const struct alert_sheet *sheet, size_t customer);

/* Why the rule fires for the customer. */
struct alert_why crm__alert_sheet_why(const struct alert_sheet *sheet, size_t rule,
                                      size_t customer);

/* Tells the owners of these alerts, each of them once. */
crm_status crm__alerts_tell(struct store *store, const struct alert_rules *rules,
                            const int64_t *alerts, size_t count);

#endif
