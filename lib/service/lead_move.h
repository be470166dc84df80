/*
 * Moving leads between sellers and pools: the one place where owner, pool and the clocks of both
 * are
 * written, with a row in the append-only claim ledger for each move. A lead keeps its pool while it
 * is owned: it lies in the pool when it has no owner.
 */
#ifndef CRM_SERVICE_LEAD_MOVE_H
#define CRM_SERVICE_LEAD_MOVE_H

#include "service/save.h"

enum move_action {
    MOVE_CLAIM,
    MOVE_ASSIGN,
    MOVE_RELEASE,
    MOVE_RECYCLE,
    MOVE_TRANSFER,
    MOVE_RETURN,
};

struct lead_move {
    enum move_action action;
    int64_t user;       /* claim, assign: who owns them now */
    int64_t pool;       /* where they go; 0: they stay in theirs, or have none */
    int64_t rule;       /* that decided; 0 none */
    struct text status; /* of the leads afterwards; empty: unchanged */
    struct text reason; /* for the ledger; may be empty */
};

/* What a move needs to know of each lead, as it is now. */
struct lead_state {
    int64_t id;
    int64_t owner;             /* 0 none */
    int64_t pool;              /* 0 none */
    int64_t pool_entered_us;   /* INT64_MIN: never */
    int64_t owner_since_us;    /* INT64_MIN: never */
    int64_t previous_owner;
    int64_t previous_until_us; /* INT64_MIN: never */
    int64_t recycle_count;
    bool locked;
    bool converted;
    bool found;
};

/* Reads the states in the order of the ids, whoever acts. `states` has room for `count`. */
crm_status crm__lead_states(struct store *store, const int64_t *leads, size_t count,
                            struct lead_state *states);

/* Writes the move of all these leads, in one transaction level. The caller has checked that it may
 * be. `states` are those of crm__lead_states, in the same transaction. */
crm_status crm__leads_move(struct store *store, const struct lead_state *states, size_t count,
                           const struct lead_move *move);
/* The same with a move for each lead; action and whether there is a status are the first one's. */
crm_status crm__leads_move_each(struct store *store, const struct lead_state *states,
                                size_t count, const struct lead_move *moves);

#endif
