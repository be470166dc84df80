/* Why an alert was raised: as JSON to keep, as a sentence to read, and in the rule's own words. */
#ifndef CRM_SERVICE_ALERT_WHY_H
#define CRM_SERVICE_ALERT_WHY_H

#include "base/json.h"
#include "base/memory.h"
#include "engine/churn.h"

struct alert_why {
    bool moves;
    int64_t rule;
    struct text rule_name;
    /* Silence. */
    int64_t days_silent;
    int64_t last_day; /* of an order, since 1970-01-01 */
    int64_t purchase_days;
    int64_t gap_permille; /* the rule's factor; 0: none */
    struct churn_limit limit;
    /* A move. */
    struct text from;
    struct text to;
    int64_t run; /* the segment run */
};

/* The JSON is what crm__alert_why_read reads back. */
void crm__alert_why_json(const struct alert_why *why, struct buffer *out);
/* Texts are copied into the arena. CRM_E_SYNTAX for what is no JSON; what is missing is zero. */
crm_status crm__alert_why_read(struct env *env, struct arena *arena, struct text json,
                               struct alert_why *why_out);
/* "silent for 47 days since 2026-01-14, over the limit of 37 days: 3 times the usual gap of …" */
void crm__alert_why_text(const struct alert_why *why, bool chinese, struct buffer *out);

/*
 * The rule's message: {customer} and {rule}; of silence {days}, {gap}, {limit}, {last_order}; of a
 * move {from} and {to}. The check is CRM_E_INVALID for any other {word}.
 */
crm_status crm__alert_message_check(struct env *env, bool moves, struct text message);
void crm__alert_message_text(struct text message, const struct alert_why *why,
                             struct text customer, bool chinese, struct buffer *out);

#endif
