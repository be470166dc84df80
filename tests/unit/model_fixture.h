/* What the model's suites share: an environment over the counting heap, and the catalogue. */
#ifndef CRM_TESTS_MODEL_FIXTURE_H
#define CRM_TESTS_MODEL_FIXTURE_H

#include "model/entity.h"
#include "suite.h"

static struct test_heap heap;
static struct env env;
static struct catalogue catalogue;

static inline void begin_catalogue(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    ck_assert_int_eq(crm__catalogue_init(&catalogue, &env), CRM_OK);
}

static inline void end_catalogue(void)
{
    crm__catalogue_free(&catalogue);
    ck_assert_uint_eq(heap.live, 0);
}

static inline const struct entity *entity_of(const char *name)
{
    const struct entity *entity = crm__entity_find(&catalogue, crm__text_of(name));
    ck_assert_msg(entity != NULL, "no entity %s", name);
    return entity;
}

static inline const struct field *field_of(const char *entity, const char *name)
{
    const struct field *field = crm__field_find(entity_of(entity), crm__text_of(name));
    ck_assert_msg(field != NULL, "no field %s.%s", entity, name);
    return field;
}

#endif
