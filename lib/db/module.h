/*
 * Drivers that are shared objects of their own, loaded when a URI asks for them, so that who does
 * not use a database does not load its client library either.
 */
#ifndef CRM_DB_MODULE_H
#define CRM_DB_MODULE_H

#include "db/db.h"
#include "db/sql.h"

/* The one name that libcrm-NAME.so exports: a `const struct db_module`. */
#define DB_MODULE_SYMBOL "crm_db_module"

/* What both sides must have alike, for they share structures: any difference in the size of one
 * gives another number. A change that keeps all sizes counts the first term up. */
#define DB_MODULE_LAYOUT                                                                           \
    ((uint64_t)1 + 31 * sizeof(struct db) + 37 * sizeof(struct statement) +                        \
     41 * sizeof(struct db_driver) + 43 * sizeof(struct statement_many) +                          \
     47 * sizeof(struct bulk) + 53 * sizeof(struct sql_dialect) + 59 * sizeof(struct batch) +      \
     61 * sizeof(struct column) + 67 * sizeof(struct env) + 71 * sizeof(struct db_options))

struct db_module {
    uint64_t layout;     /* DB_MODULE_LAYOUT; stands first for ever */
    const char *version; /* of the library */
    const struct db_driver *driver;
};

/*
 * Finds libcrm-NAME.so in `folder`, or, when that is NULL, beside the library and then in the
 * folder where it was installed; never in the working directory. It stays loaded.
 *
 * CRM_E_UNSUPPORTED: it is not there, cannot be loaded, or is of another version; the message says
 * where it was looked for.
 */
crm_status crm__module_load(struct env *env, const char *name, const char *folder,
                            const struct db_driver **driver_out);

#endif
