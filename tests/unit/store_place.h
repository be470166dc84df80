/* An empty database for a store: in memory, or a schema of a server as if it had just been made. */
#ifndef CRM_TESTS_STORE_PLACE_H
#define CRM_TESTS_STORE_PLACE_H

#include "test_server.h"

#include "store/store.h"

/* A schema of the server. */
static inline void store_schema(struct env *env, char out[TEST_PLACE_SIZE])
{
    if (!test_pool_take(out))
        return;
    struct store *maker = NULL;
    crm_status status = crm__store_open(env, crm__text_of(out), NULL, &maker);
    ck_assert_msg(status == CRM_OK, "%s", env->error.message);
    crm__store_close(maker);
    test_pool_keep(out);
}

/* For one handle; the text holds until the next call. */
static inline struct text store_place(struct env *env)
{
    static char place[TEST_PLACE_SIZE];
    if (on_sqlite())
        return TEXT(":memory:");
    store_schema(env, place);
    return crm__text_of(place);
}

#endif
