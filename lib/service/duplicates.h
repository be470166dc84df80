/* Pairs of records that may be the same: looked for among the records there are. */
#ifndef CRM_SERVICE_DUPLICATES_H
#define CRM_SERVICE_DUPLICATES_H

#include "base/partition.h"
#include "model/reader.h"
#include "store/store.h"

struct duplicates_report {
    int64_t records; /* looked at */
    int64_t found;   /* pairs that share a key, with a record of any entity */
    int64_t added;   /* of them new: put up for review */
};

/*
 * Looks for the duplicates of every record of the entity and the partition that the acting user may
 * read, by the keys they share. A pair of two records of the entity is of the partition that the
 * one with the smaller id is of, so that every pair is found by one partition. A pair that is
 * known, in whatever state, stays as it is; a key that more than MATCH_FREQUENCY_CAP others share
 * says nothing. Reading comes before all writing, and pairs are written in transactions of some
 * each: after a failure those that were written stay, and a scan finds the others.
 * @return CRM_OK; CRM_E_UNSUPPORTED: the entity has no keys; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM.
 */
crm_status crm__duplicates_scan(struct store *store, const struct entity *entity,
                                struct partition partition, struct duplicates_report *report);

#endif
