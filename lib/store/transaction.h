/* Transactions, inside the store: the level that each writing call opens for itself. */
#ifndef CRM_STORE_TRANSACTION_H
#define CRM_STORE_TRANSACTION_H

#include "store/store.h"

/* As crm__store_begin, but what the observers have gathered stays with them: for calls that tell
 * the observers only when nothing else can fail. */
crm_status crm__step_begin(struct store *store);
/* As crm__store_end, likewise. */
crm_status crm__step_end(struct store *store, crm_status status);

/* The open level can only be rolled back. Returns the status. */
crm_status crm__store_doom(struct store *store, crm_status status);

static inline struct store_level *crm__store_level(struct store *store)
{
    return store->depth > 0 ? &store->levels[store->depth - 1] : NULL;
}

/* Before a read outside a transaction: a user's permissions may have changed meanwhile. */
crm_status crm__store_before_read(struct store *store);

#endif
