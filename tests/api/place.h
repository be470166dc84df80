/* Where the database of a test is: in memory or in a file, or in a schema of a server. */
#ifndef CRM_TESTS_API_PLACE_H
#define CRM_TESTS_API_PLACE_H

#include "test_server.h"

#include <crm/crm.h>

/* A schema that is as if it had just been made. */
static inline void api_schema(char out[TEST_PLACE_SIZE])
{
    if (!test_pool_take(out))
        return;
    crm_db *maker;
    ck_assert_int_eq(crm_db_new(NULL, &maker), CRM_OK);
    crm_status status = crm_db_open(maker, out, NULL);
    ck_assert_msg(status == CRM_OK, "%s", crm_db_error(maker)->message);
    crm_db_free(maker);
    test_pool_keep(out);
}

/* An empty database for one handle; the name holds until the next call. */
static inline const char *api_database(void)
{
    static char place[TEST_PLACE_SIZE];
    if (on_sqlite())
        return ":memory:";
    api_schema(place);
    return place;
}

/* An empty database that may be opened again, as a file in the folder. */
static inline void api_file(const char *folder, char out[TEST_PLACE_SIZE])
{
    if (on_sqlite())
        snprintf(out, TEST_PLACE_SIZE, "%s/a.crm", folder);
    else
        api_schema(out);
}

#endif
