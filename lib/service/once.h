/*
 * Idempotency keys: what has been done under a key, kept in the transaction that does it, so that
 * it is done once however often it is asked for.
 */
#ifndef CRM_SERVICE_ONCE_H
#define CRM_SERVICE_ONCE_H

#include "store/store.h"

enum { ONCE_KEY_LIMIT = 200 }; /* characters */

/* One thing that was done. */
struct once {
    struct text key;
    struct text operation; /* what kind of thing */
    int64_t request_hash;  /* of what was asked for; 0: the key says it all */
    int64_t answer;        /* the record that tells of it; 0: none */
};

/*
 * Looks a key up; `once` has the key and the operation, and gets the rest. Sees all keys, whoever
 * acts.
 * @return CRM_OK: known; CRM_DONE: not known; CRM_E_CONFLICT: it stands for another operation.
 */
crm_status crm__once_find(struct store *store, struct once *once);

/* Keeps a key that was not known. @return CRM_OK; CRM_E_EXISTS: somebody else was faster. */
crm_status crm__once_keep(struct store *store, const struct once *once);

#endif
