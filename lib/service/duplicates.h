/* Pairs of records that may be the same: looked for among the records there are. */
#ifndef CRM_SERVICE_DUPLICATES_H
#define CRM_SERVICE_DUPLICATES_H

#include "model/reader.h"
#include "store/store.h"

struct duplicates_report {
    int64_t records; /* looked at */
    int64_t found;   /* pairs that share a key, with a record of any entity */
    int64_t added;   /* of them new: put up for review */
};

/*
 * Looks for the duplicates of every record of the entity that the acting user may read, by the keys
 * they share. A pair that is known, in whatever state, stays as it is; a key that more than
 * MATCH_FREQUENCY_CAP others share says nothing.
 * @return CRM_OK; CRM_E_UNSUPPORTED: the entity has no keys; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM.
 */
crm_status crm__duplicates_scan(struct store *store, const struct entity *entity,
                                struct duplicates_report *report);

#endif
