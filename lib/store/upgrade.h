/* Upgrade: makes a new database, and brings an older one up to this library. */
#ifndef CRM_STORE_UPGRADE_H
#define CRM_STORE_UPGRADE_H

#include "store/store.h"

/* The layout version that this library writes; kept as the database's schema version. */
int64_t crm__layout_version(void);

/*
 * In one transaction: the layout's migrations that are missing, each recorded, then what the
 * standard catalogue has and the database has not. Does nothing, and takes no lock, when the
 * database is up to date. CRM_E_FORMAT: it was written by a newer library.
 */
crm_status crm__store_upgrade(struct store *store, const struct store_options *options);

#endif
