/* Transactions, inside the store: levels, and what follows them. */
#ifndef CRM_STORE_TRANSACTION_H
#define CRM_STORE_TRANSACTION_H

#include "store/store.h"

/* The open level can only be rolled back. Returns the status. */
crm_status crm__store_doom(struct store *store, crm_status status);

static inline struct store_level *crm__store_level(struct store *store)
{
    return store->depth > 0 ? &store->levels[store->depth - 1] : NULL;
}

/* Before a read or a question of rights: outside a transaction a user's permissions may have
 * changed meanwhile; within one, rows of `entity` may be due to be written. NULL: what is asked is
 * never derived. */
crm_status crm__store_before_read(struct store *store, const struct entity *entity);

/* What observers have gathered follows the levels (gather.c): a level has begun, has been undone,
 * or has been committed; the first two look at the level that it was. */
void crm__gathered_mark(struct store *store);
void crm__gathered_rewind(struct store *store);
void crm__gathered_settle(struct store *store);
/* Flushes when so much has been gathered that memory would grow. */
crm_status crm__gathered_bound(struct store *store);
/* Within a transaction: flushes what rows of this entity follow from. */
crm_status crm__gathered_before_read(struct store *store, const struct entity *entity);

#endif
