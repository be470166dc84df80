/*
 * What stands behind the opaque handles. A crm_db holds the environment and the store; records,
 * queries and cursors hold a counted reference to it, so a host may free them in any order.
 */
#ifndef CRM_API_HANDLE_H
#define CRM_API_HANDLE_H

#include "base/memory.h"
#include "crm/cursor.h"
#include "crm/db.h"
#include "model/reader.h"
#include "store/store.h"

struct crm_db {
    struct env env;
    struct store *store; /* NULL until opened */
    int32_t references;  /* the host's own and one per child */
    crm_error error;     /* what crm_db_error() last handed out */
};

/*
 * The entry of every fallible call: forgets the last error and reads the clock. CRM_E_MISUSE for
 * a NULL handle, and for one that is not open unless `closed_is_fine`.
 */
crm_status crm__api_enter(crm_db *db);
crm_status crm__api_enter_closed(crm_db *db);
/* For calls that end a transaction, which must work when nothing else does. */
crm_status crm__api_enter_to_end(crm_db *db);

/* Opens the store and attaches the services. */
crm_status crm__api_store_open(crm_db *db, const char *uri, const crm_open_options *options);

crm_db *crm__api_retain(crm_db *db);
void crm__api_release(crm_db *db);

/* CRM_E_MISUSE that names the argument which must not be NULL. */
crm_status crm__api_null(crm_db *db, const char *argument);

/* Wraps a reader, which it takes over also when it fails. */
crm_status crm__api_cursor(crm_db *db, struct reader *reader, crm_cursor **cursor_out);

/* The entity of that name, and the fields behind "a,b.c" are the query's own affair. */
crm_status crm__api_entity(crm_db *db, const char *name, const struct entity **entity_out);

/* For calls that answer with a table: passes on `status`, or wraps the reader. */
static inline crm_status crm__api_answer(crm_db *db, crm_status status, struct reader *reader,
                                         crm_cursor **cursor_out)
{
    return status < 0 ? status : crm__api_cursor(db, reader, cursor_out);
}

#endif
