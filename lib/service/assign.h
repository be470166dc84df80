/*
 * Assignment (分配): leads that nobody owns are given to sellers by the pool rules of kind "assign",
 * in order of position; the first that matches decides. Turns are kept in rotation rows, so that
 * they are fair from run to run.
 */
#ifndef CRM_SERVICE_ASSIGN_H
#define CRM_SERVICE_ASSIGN_H

#include "model/reader.h"
#include "store/store.h"

struct assign_options {
    const int64_t *leads; /* these leads; NULL: those without owner in `pool` */
    size_t count;
    int64_t pool;         /* 0: all enabled pools, and leads in no pool */
    bool dry_run;
};

/*
 * Decides and writes, in one transaction; a row for each lead says who got it, by which rule, and
 * whom that rule passed over and why.
 * @return CRM_OK; CRM_E_NOT_FOUND: a lead or the pool; CRM_E_DENIED: the acting user does not
 *         administer the pool; a rule's own failure.
 */
crm_status crm__assign(struct store *store, const struct assign_options *options,
                       struct reader **reader_out);

#endif
