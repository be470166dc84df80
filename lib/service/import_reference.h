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

/* What a list of references in one row leads to. */
struct import_links {
    struct value value;
    struct text wrong; /* the first name that leads nowhere; empty: none */
    int64_t why;       /* of that one: REFERENCE_UNKNOWN, REFERENCE_AMBIGUOUS */
};

struct import_reference {
    const struct field *field;
    size_t key;                    /* target that names the record */
    const struct field *key_field; /* of the entity referred to; NULL: whatever finds it */
    struct map cache;              /* text -> id */
    /* By row of the batch, in the arena: */
    int64_t *ids;               /* of a reference: 0 none, or as above */
    struct import_links *links; /* of a list of references */
    const char **suggestions;   /* names there are, for "did you mean"; NULL: not read yet */
    size_t suggestion_count;
};

struct import_references {
    struct store *store;
    const struct import_map *map;
    struct import_reference *items;
    size_t count;
    size_t capacity;
    size_t targets_seen;
    int64_t created;    /* records made, in all */
    struct arena names; /* of the suggestions */
};

/* Adds references that the map has and that are not there yet. */
crm_status crm__import_references_update(struct import_references *references, struct store *store,
                                         const struct import_map *map);
void crm__import_references_free(struct import_references *references);

/* Fills the ids of all rows; `arena` lives as long as the batch. */
crm_status crm__import_references_resolve(struct import_references *references,
                                          struct import_rows *rows,
                                          const struct import_reading *reading);

static inline bool crm__import_is_list(const struct import_reference *reference)
{
    return reference->field->type == FIELD_REFERENCES;
}

/* CRM_E_INVALID: says why the row's reference leads nowhere, and what was probably meant. */
crm_status crm__import_reference_fail(struct import_references *references,
                                      struct import_reference *reference, struct text name,
                                      int64_t why);

/* What a target says in a row. */
struct text crm__import_target_text(const struct import_target *target,
                                    const struct import_rows *rows, size_t row,
                                    struct arena *arena);

#endif
