/*
 * Custom entities and fields: definition rows, tables and columns, and the catalogue in one
 * transaction. What is added is in no way different from what is standard. Needs a superuser.
 */
#ifndef CRM_STORE_SCHEMA_H
#define CRM_STORE_SCHEMA_H

#include "store/store.h"

struct entity_definition {
    struct text name;
    struct text label_en;
    struct text label_zh;
    uint32_t flags; /* ENTITY_NO_HISTORY, ENTITY_APPEND_ONLY */
};

/*
 * @return CRM_OK; CRM_E_EXISTS: the name is taken; CRM_E_INVALID: not a name, or one that the
 *         database keeps for itself; CRM_E_LIMIT; CRM_E_DENIED; CRM_E_READONLY; CRM_E_NOMEM.
 */
crm_status crm__schema_add_entity(struct store *store, const struct entity_definition *definition,
                                  const struct entity **entity_out);

/* As crm__catalogue_add_field says: a phone or e-mail field brings its NAME_normal, the first money
 * field brings `currency`, a retired field of the same name and type comes back with its values. */
crm_status crm__schema_add_field(struct store *store, const struct entity *entity,
                                 const struct field_definition *definition,
                                 const struct field **field_out);

/* Takes a custom field out of use. Its column and its history stay. */
crm_status crm__schema_retire_field(struct store *store, const struct field *field);

#endif
