/* Ids of new rows, many at once. */
#ifndef CRM_STORE_IDS_H
#define CRM_STORE_IDS_H

#include "store/store.h"

/* Replaces each 0 by a new id. Needs a writing transaction. */
crm_status crm__ids_fill(struct store *store, int64_t *ids, size_t count);

/* An id turned out to be taken already (nodes come round after 1024 handles): go on with another
 * node number. */
crm_status crm__ids_renew(struct store *store);

#endif
