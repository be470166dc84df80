/*
 * Lead pools (线索池/公海): claiming, assigning by hand, releasing, transferring. Limits are counted
 * from the claim ledger, so releasing and claiming again does not reset them.
 */
#ifndef CRM_SERVICE_POOL_H
#define CRM_SERVICE_POOL_H

#include "base/time.h"
#include "engine/claim.h"
#include "service/lead_move.h"

struct pool {
    int64_t id;
    bool enabled;
    int64_t capacity;      /* CLAIM_UNLIMITED: none */
    int64_t daily_limit;   /* CLAIM_UNLIMITED: none */
    int64_t cool_down_us;
    int64_t hold_us;
    bool is_member;        /* the user it was loaded for */
    bool is_administrator;
    const struct zone *zone; /* whose midnight ends a day of claims */
    char on_return[32];    /* status of leads that come back */
};

/* `user` 0 is nobody's member. CRM_E_NOT_FOUND. */
crm_status crm__pool_load(struct store *store, int64_t pool_id, int64_t user,
                          struct pool *pool_out);
/* The pool that is_default, or 0. */
crm_status crm__pool_default(struct store *store, int64_t *pool_out);

/*
 * `user` (0: the acting one) takes the leads, which must lie in pools that he is a member of. A
 * batch is all or nothing. @return CRM_OK; CRM_E_REFUSED with the limit and the numbers;
 * CRM_E_DENIED when he is no member; CRM_E_NOT_FOUND; CRM_E_INVALID when no user acts.
 */
crm_status crm__pool_claim(struct store *store, const int64_t *leads, size_t count, int64_t user,
                           struct text reason);
/* The acting administrator of the pool (or the library) gives the leads to `user`: no daily limit,
 * no hold, no cool-down, but his capacity. */
crm_status crm__pool_give(struct store *store, const int64_t *leads, size_t count, int64_t user,
                          struct text reason);
/* The owner, or an administrator of the pool, puts leads back: into `pool`, or 0: theirs, else
 * the default
 * one. CRM_E_REFUSED for a locked or converted lead, or when there is no pool. */
crm_status crm__pool_release(struct store *store, const int64_t *leads, size_t count, int64_t pool,
                             struct text reason);
/* An administrator of both pools moves leads that lie in one to another. */
crm_status crm__pool_transfer(struct store *store, const int64_t *leads, size_t count,
                              int64_t pool, struct text reason);

#endif
