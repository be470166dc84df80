/* Aliases: ids of records that were merged away lead to the survivor, for ever. */
#ifndef CRM_SERVICE_ALIAS_H
#define CRM_SERVICE_ALIAS_H

#include "model/record.h"
#include "store/store.h"

/* The id that stands for `id` now: itself, or the survivor's. */
crm_status crm__alias_resolve(struct store *store, const struct entity *entity, int64_t id,
                              int64_t *id_out);

/* crm__row_load through aliases: what a host that holds an old id expects. */
crm_status crm__alias_load(struct store *store, const struct entity *entity, int64_t id,
                           struct record *record);

#endif
