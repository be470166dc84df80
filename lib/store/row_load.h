/* Loading the rows that are to be written. */
#ifndef CRM_STORE_ROW_LOAD_H
#define CRM_STORE_ROW_LOAD_H

#include "store/row_work.h"

struct row_loading {
    enum access_verb verb;
    bool deleted; /* deleted records, instead of living ones */
};

/* Fills work: rows, ids, versions, `before`. Rows that are missing, denied or in conflict are
 * rejected. */
crm_status crm__work_load(struct row_work *work, const struct row_loading *loading);

/* CRM_E_CONFLICT for a row that the caller has read in version `expected`: says what the others
 * changed since. */
crm_status crm__work_conflict(struct row_work *work, size_t row, int64_t expected);

#endif
