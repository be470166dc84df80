/* Grants: reading the acting user's permissions, and noticing that they changed. */
#ifndef CRM_STORE_GRANTS_H
#define CRM_STORE_GRANTS_H

#include "store/store.h"

/* Reads the acting user's permissions again. A user who is gone keeps no rights. */
crm_status crm__grants_load(struct store *store);
void crm__grants_free(struct actor *actor, struct env *env);

/* Rows of an entity were written: when permissions hang on it, all stores read theirs again. */
crm_status crm__grants_touch(struct store *store, const struct entity *entity);

#endif
