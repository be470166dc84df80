/*
 * May this seller take these leads from the pool? Counts come from the caller's ledger, so that
 * releasing and claiming again cannot reset them. Nothing is written here: the same question can
 * be asked for a button's state, and inside the transaction that claims.
 */
#ifndef CRM_ENGINE_CLAIM_H
#define CRM_ENGINE_CLAIM_H

#include "base/env.h"

#define CLAIM_UNLIMITED INT64_MAX
#define CLAIM_NO_TIME INT64_MIN

enum claim_way {
    CLAIM_PICK,       /* a member takes it */
    CLAIM_ADMIN_PICK, /* a pool administrator takes it: no daily limit, no hold */
    CLAIM_ASSIGN,     /* an administrator gives it to a seller: neither, nor cool-down */
};

/* The seller's side, for a batch of leads. */
struct claim_terms {
    enum claim_way way;
    int64_t now_us;
    int64_t owner_id;       /* who would own them */
    int64_t capacity;       /* CLAIM_UNLIMITED: none */
    int64_t owned_count;    /* leads of this pool held now */
    int64_t daily_limit;    /* CLAIM_UNLIMITED: none */
    int64_t claimed_today;  /* claims in the ledger today, released or not */
    int64_t hold_us;        /* how long a lead new to the pool waits; 0 not at all */
    int64_t cool_down_us;   /* how long a previous owner waits; 0 not at all */
};

struct claim_lead {
    int64_t id;
    bool in_pool;
    bool locked;
    int64_t entered_pool_us;   /* CLAIM_NO_TIME: not known, no hold */
    int64_t previous_owner_id; /* 0 none */
    int64_t previous_left_us;  /* when that ownership ended */
};

/* In the order in which they are checked. */
enum claim_refusal {
    CLAIM_ALLOWED,
    CLAIM_OVER_CAPACITY,
    CLAIM_OVER_DAILY_LIMIT,
    CLAIM_NOT_IN_POOL,
    CLAIM_LEAD_LOCKED,
    CLAIM_ON_HOLD,
    CLAIM_COOLING_DOWN,
};

struct claim_answer {
    enum claim_refusal refusal; /* the first one */
    size_t lead;       /* which lead; SIZE_MAX when the refusal is about the whole batch */
    int64_t limit;     /* capacity or daily limit that stands in the way */
    int64_t used;      /* of it */
    int64_t asked;     /* leads in the batch */
    int64_t remaining; /* max(limit - used, 0) */
    int64_t until_us;  /* when a hold or cool-down ends; 0 otherwise */
};

/* A batch larger than what remains is refused whole. */
void crm__claim_check(const struct claim_terms *terms, const struct claim_lead *leads,
                      size_t lead_count, struct claim_answer *answer_out);

const char *crm__claim_refusal_name(enum claim_refusal refusal);

#endif
