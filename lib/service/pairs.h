/* Pairs of records that may be the same, put up for review. */
#ifndef CRM_SERVICE_PAIRS_H
#define CRM_SERVICE_PAIRS_H

#include "service/save.h"

/* Puts up the rows whose result names a match: results[rows[i]].id with its match_id. A pair that
 * is known already, in whatever state, stays as it is. `added` (may be NULL) grows by those that
 * are new. */
crm_status crm__pairs_review(struct store *store, const struct entity *entity,
                             const struct save_result *results, const size_t *rows, size_t count,
                             int64_t *added);

#endif
