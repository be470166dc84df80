/*
 * Definitions: entities and fields as rows of the database. Standard ones are recorded so that a
 * newer library can tell what it has to add; custom ones are read from here at open.
 */
#ifndef CRM_STORE_DEFINITION_H
#define CRM_STORE_DEFINITION_H

#include "store/store.h"

/* Writes the rows of an entity without its fields, or of one field with its choices. */
crm_status crm__definition_put_entity(struct store *store, const struct entity *entity);
crm_status crm__definition_put_field(struct store *store, const struct field *field);

/* Adds to the catalogue the custom entities and fields that it does not have, and retires those
 * that the database says are retired. */
crm_status crm__definitions_load(struct store *store, struct catalogue *catalogue);

/* Makes the catalogue anew from the database; the old one is kept until the store is closed. */
crm_status crm__catalogue_rebuild(struct store *store);
/* Frees the catalogue and all old ones. */
void crm__catalogues_free(struct store *store);

/* Custom by number; the fields that come along with them (NAME_normal, currency) are not. */
static inline bool crm__field_is_custom(int64_t number)
{
    return number >= FIELD_NUMBER_CUSTOM && number < FIELD_NUMBER_NORMAL;
}
static inline bool crm__entity_is_custom(int64_t number)
{
    return number >= ENTITY_NUMBER_CUSTOM;
}

#endif
