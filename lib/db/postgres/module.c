/* What libcrm-postgres.so exports. */
#include "db/module.h"

#include "db/postgres/driver.h"

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
extern const struct db_module crm_db_module;

const struct db_module crm_db_module = {
    .layout = DB_MODULE_LAYOUT, .version = CRM_VERSION, .driver = &crm__pg_driver};
