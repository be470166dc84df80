/* What the services add to an open store: the observers that keep what follows from a change. */
#ifndef CRM_SERVICE_SERVICE_H
#define CRM_SERVICE_SERVICE_H

#include "store/store.h"

/* Once, right after crm__store_open. */
crm_status crm__service_attach(struct store *store);

/* crm__store_check with the checks of the services added. */
crm_status crm__service_check(struct store *store, struct batch *problems);

#endif
