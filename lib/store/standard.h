/* Standard definitions: the library's catalogue against what a database has recorded of it. */
#ifndef CRM_STORE_STANDARD_H
#define CRM_STORE_STANDARD_H

#include "store/store.h"

/* A number that changes with any standard entity, field, type or key. Never 0. */
int64_t crm__standard_signature(const struct catalogue *catalogue);

/*
 * Creates the tables, columns and indexes that are missing; then they are recorded. The catalogue
 * must hold only the standard definitions. A custom definition whose name a new standard one takes
 * gets "_custom" at its end. CRM_E_FORMAT: the database records standard definitions that this
 * library does not have, or with another type.
 */
crm_status crm__standard_tables(struct store *store);
crm_status crm__standard_rows(struct store *store);

#endif
