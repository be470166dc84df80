/* Names in imported rows that are still to be resolved, and making the records they stand for. */
#ifndef CRM_SERVICE_IMPORT_CREATE_H
#define CRM_SERVICE_IMPORT_CREATE_H

#include "service/import_reference.h"

/* Names of one batch that are not in the cache, each once. */
struct pending {
    struct import_references *references;
    struct import_reference *reference;
    struct import_rows *rows; /* those that name what cannot be made are told so */
    const struct import_reading *reading;
    struct map names; /* text -> position */
    int64_t *ids;     /* by position; 0: not found yet */
    size_t id_capacity;
    size_t *first; /* the row that named it first */
    size_t first_capacity;
};

static inline struct text pending_name(const struct pending *pending, size_t position)
{
    return pending->names.entries[position].key;
}

/* The external_source of external ids. */
struct text crm__import_source(const struct pending *pending);

/* Makes the records that were not found, where that is allowed. */
crm_status crm__import_create(struct pending *pending);

#endif
