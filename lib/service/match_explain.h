/* Why two records are duplicates, or are not. */
#ifndef CRM_SERVICE_MATCH_EXPLAIN_H
#define CRM_SERVICE_MATCH_EXPLAIN_H

#include "model/reader.h"
#include "store/store.h"

struct match_side {
    const struct entity *entity;
    int64_t id;
};

/*
 * A row for each kind of key (key, result, a, b, others), then one for the rule, which puts up
 * records that share a key, and one for what was decided about the pair. `a` and `b` are the keys
 * as they are compared; `others` counts the further records with the shared key, up to one more
 * than MATCH_FREQUENCY_CAP.
 * @return CRM_OK; CRM_E_UNSUPPORTED: an entity has no keys; CRM_E_INVALID: one record twice;
 *   CRM_E_NOT_FOUND; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM.
 */
crm_status crm__match_explain(struct store *store, const struct match_side sides[2],
                              struct reader **reader_out);

#endif
