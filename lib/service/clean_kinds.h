/* The kinds that can be cleaned: a row each in the table of clean_kinds.c. */
#ifndef CRM_SERVICE_CLEAN_KINDS_H
#define CRM_SERVICE_CLEAN_KINDS_H

#include "model/reader.h"

struct clean_kind {
    const char *name;
    const struct reader_column *columns;
    size_t column_count;
    /* Adds what was typed as a row to `batch`, whose columns are the kind's. */
    crm_status (*row)(struct batch *batch, struct text typed, struct text region);
};

/* NULL, with the error recorded, for a name that is none. */
const struct clean_kind *crm__clean_kind_find(struct env *env, struct text name);

#endif
