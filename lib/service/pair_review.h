/* The queue of pairs that may be the same: listed, decided, taken up again. */
#ifndef CRM_SERVICE_PAIR_REVIEW_H
#define CRM_SERVICE_PAIR_REVIEW_H

#include "model/reader.h"
#include "store/store.h"

/* Pairs to review whose records the acting user may both read, newest first, at most `limit` (0:
 * all): pair, entity_a, id_a, name_a, entity_b, id_b, name_b, kinds, found_at. */
crm_status crm__duplicates(struct store *store, int64_t limit, struct reader **reader_out);

/*
 * Two people, not one: the pair leaves the queue for good, whatever finds it again later.
 * `distinct` false puts it back.
 * @return CRM_OK; CRM_E_NOT_FOUND: no such pair, or its records are not both to be read;
 *         CRM_E_REFUSED: it was merged; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM.
 */
crm_status crm__duplicate_decide(struct store *store, int64_t pair, bool distinct);

#endif
