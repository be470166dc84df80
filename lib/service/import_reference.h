/*
 * References of imported rows: the records that rows name by an id, an external id, a unique field
 * or a name. What is not there may be made, with whatever else the rows say about it.
 */
#ifndef CRM_SERVICE_IMPORT_REFERENCE_H
#define CRM_SERVICE_IMPORT_REFERENCE_H

#include "service/import_input.h"
#include "service/import_map.h"
#include "service/import_value.h"

enum {
    IMPORT_CACHE_LIMIT = 200 * 1000, /* names kept, of one reference */
    REFERENCE_UNKNOWN = -1,
    REFERENCE_AMBIGUOUS = -2,
};

struct import_reference {
    const struct field *field;
    size_t key;                    /* target that names the record */
    const struct field *key_field; /* of the entity referred to; NULL: whatever finds it */
    struct map cache;              /* text -> id */
    int64_t *ids;                  /* by row of the batch: 0 none, or as above; in the arena */
};

struct import_references {
    struct store *store;
    const struct import_map *map;
    struct import_reference *items;
    size_t count;
    size_t capacity;
    size_t targets_seen;
    int64_t created; /* records made, in all */
};

/* Adds references that the map has and that are not there yet. */
crm_status crm__import_references_update(struct import_references *references, struct store *store,
                                         const struct import_map *map);
void crm__import_references_free(struct import_references *references);

/* Fills the ids of all rows; `arena` lives as long as the batch. */
crm_status crm__import_references_resolve(struct import_references *references,
                                          const struct import_rows *rows,
                                          const struct import_reading *reading);

/* CRM_E_INVALID: says why the row's reference leads nowhere. */
crm_status crm__import_reference_fail(const struct import_references *references,
                                      const struct import_reference *reference, struct text name,
                                      int64_t id);

/* What a target says in a row. */
struct text crm__import_target_text(const struct import_target *target,
                                    const struct import_rows *rows, size_t row,
                                    struct arena *arena);

#endif
