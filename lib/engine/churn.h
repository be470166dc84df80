/*
 * Churn alerts: who has been silent for too long, or fell into a worse segment. An alert is raised
 * once an episode: the next one comes only after the customer has recovered in between.
 */
#ifndef CRM_ENGINE_CHURN_H
#define CRM_ENGINE_CHURN_H

#include "base/env.h"

#define CHURN_NEVER INT64_MAX

struct churn_rule {
    int64_t id;
    /* Silent for more than gap_permille / 1000 times the customer's own mean gap; 0 off. */
    int32_t gap_permille;
    int32_t min_purchase_days; /* purchase days needed to know a gap; at least 2 */
    /* Silent for more than so many days; 0 off. The earlier of the two decides. */
    int32_t absolute_days;
    /* Never before so many days, however short the own gap; 0 off. */
    int32_t floor_days;
};

/* What a customer's rollup knows. */
struct churn_customer {
    int64_t purchase_days; /* distinct days with an order; 0 never bought */
    int64_t first_day;     /* days since 1970-01-01 */
    int64_t last_day;
};

/* What decides how long a customer may be silent. */
enum churn_limit_kind {
    CHURN_BY_GAP,   /* the factor times the own mean gap */
    CHURN_BY_FLOOR, /* that were fewer days than the floor */
    CHURN_BY_DAYS,  /* the fixed number of days */
};

struct churn_limit {
    enum churn_limit_kind kind;
    int64_t days;       /* silent for more than so many fires the rule */
    int64_t gap_tenths; /* own mean gap in tenths of a day, rounded; -1: too few purchase days */
};

/* False when the rule can never fire for this customer. */
bool crm__churn_limit(const struct churn_rule *rule, const struct churn_customer *customer,
                      struct churn_limit *limit_out);

/* First day on which the rule fires for this customer; CHURN_NEVER. The last order moves it. */
int64_t crm__churn_due_day(const struct churn_rule *rule, const struct churn_customer *customer);

/* CRM_E_INVALID for negative numbers or a rule without a condition. */
crm_status crm__churn_check(struct env *env, const struct churn_rule *rule);

/* Moves between segment codes 0..63, as bit sets. */
struct churn_move {
    int64_t id;
    uint64_t from;
    uint64_t to;
};

static inline bool crm__churn_moved(const struct churn_move *move, uint8_t before, uint8_t after)
{
    return before < 64 && after < 64 && before != after && (move->from >> before & 1) &&
           (move->to >> after & 1);
}

enum churn_action {
    CHURN_NOTHING,
    CHURN_RAISE, /* open an episode and alert */
    CHURN_CLOSE, /* the customer recovered */
};

/*
 * One step of an episode. `fires`: the condition holds now. `recovered`: it is over, which for a
 * move means the customer left the `to` segments.
 */
static inline enum churn_action crm__churn_step(bool open, bool fires, bool recovered)
{
    if (!open)
        return fires ? CHURN_RAISE : CHURN_NOTHING;
    return recovered && !fires ? CHURN_CLOSE : CHURN_NOTHING;
}

struct churn_counts {
    size_t raised;
    size_t closed;
    size_t open; /* after the step */
};

/*
 * A silence rule over columns at `today`: `open` holds 1 where an episode is open and is updated;
 * actions_out gets a churn_action a row.
 */
void crm__churn_silence(const struct churn_rule *rule, const struct churn_customer *customers,
                        size_t count, int64_t today, uint8_t *open, uint8_t *actions_out,
                        struct churn_counts *counts_out);

/* A move rule over the segment codes of two runs of the same customers. */
void crm__churn_moves(const struct churn_move *move, const uint8_t *before, const uint8_t *after,
                      size_t count, uint8_t *open, uint8_t *actions_out,
                      struct churn_counts *counts_out);

#endif
