/* An open database in memory with a fixed clock, as a host would make it. */
#ifndef CRM_TESTS_API_FIXTURE_H
#define CRM_TESTS_API_FIXTURE_H

#include "place.h"

#include <stdbool.h>
#include <string.h>

static struct test_heap api_heap;
static crm_db *db;

#define ck_assert_ok(call)                                                                         \
    ck_assert_msg((call) == CRM_OK, "%s: %s", #call, crm_db_error(db)->message)
#define ck_assert_status(call, status)                                                             \
    do {                                                                                           \
        crm_status got = (call);                                                                   \
        ck_assert_msg(got == (status), "%s gave %s: %s", #call, crm_status_name(got),              \
                      crm_db_error(db)->message);                                                  \
    } while (0)

static inline void api_setup(void)
{
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, api_database(), NULL));
}

static inline void api_teardown(void)
{
    crm_db_free(db);
    db = NULL;
    ck_assert_uint_eq(api_heap.live, 0);
    test_pool_give();
}

/* A record with up to three fields given as text. */
static inline int64_t api_record(const char *entity, const char *const *pairs)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, entity, &record));
    for (size_t i = 0; pairs[i]; i += 2)
        ck_assert_ok(crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    int64_t id = crm_record_id(record);
    crm_record_free(record);
    return id;
}

#define API_RECORD(entity, ...) api_record((entity), (const char *const[]){__VA_ARGS__, NULL})

/* Collects what a crm_write receives. */
struct api_text {
    char bytes[65536];
    size_t size;
};

static inline int32_t api_write(void *context, const void *bytes, size_t size)
{
    struct api_text *text = context;
    if (text->size + size >= sizeof text->bytes)
        return 1;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
    return 0;
}

#endif
