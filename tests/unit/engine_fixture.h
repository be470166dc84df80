/* What the engines' suites share: an environment over the counting heap, and seeded noise. */
#ifndef CRM_TESTS_ENGINE_FIXTURE_H
#define CRM_TESTS_ENGINE_FIXTURE_H

#include "base/env.h"
#include "suite.h"

#include "noise.h"

static struct test_heap heap;
static struct env env;

static inline void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
}

static inline void teardown(void)
{
    ck_assert_uint_eq(heap.live, 0);
}

/* Runs `scenario` with the first, second, … allocation failing until it gets through. */
static inline void check_every_allocation(crm_status (*scenario)(void))
{
    size_t at = 0;
    crm_status status;
    do {
        setup();
        heap.fail_at = ++at;
        status = scenario();
        ck_assert_int_eq(env.error.status, status);
        teardown();
    } while (status == CRM_E_NOMEM);
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_gt(at, 1);
}

#endif
