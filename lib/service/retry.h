/*
 * Transactions that run again when somebody was in the way, and at most once under a key.
 */
#ifndef CRM_SERVICE_RETRY_H
#define CRM_SERVICE_RETRY_H

#include "store/store.h"

enum { RETRY_ATTEMPTS = 8, RETRY_ATTEMPTS_LIMIT = 1000 };

struct retry {
    crm_status (*work)(void *context); /* a negative answer undoes all */
    void *context;
    int32_t attempts;
    struct text key; /* empty: none */
};

/*
 * @return CRM_OK; CRM_DONE: done under this key before; what `work` answered; CRM_E_BUSY after the
 *         last attempt; CRM_E_IO: the answer to the commit was lost, and there is no key;
 *         CRM_E_CONFLICT, CRM_E_INVALID: the key; CRM_E_MISUSE: `work` left a transaction open, or
 *         ended this one.
 */
crm_status crm__retry_run(struct store *store, const struct retry *retry);

#endif
