/* What the readers' suites share: an environment, and an input that comes in small pieces. */
#ifndef CRM_TESTS_FORMAT_INPUT_H
#define CRM_TESTS_FORMAT_INPUT_H

#include "base/text.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;

static inline void input_setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
}

static inline void input_teardown(void)
{
    ck_assert_uint_eq(heap.live, 0);
}

/* Gives at most `step` bytes a call (0: no limit), and fails from call `fail_at` on (0: never). */
struct drip {
    struct text text;
    size_t step;
    size_t calls;
    size_t fail_at;
};

static inline int32_t drip_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct drip *drip = context;
    drip->calls++;
    if (drip->fail_at && drip->calls >= drip->fail_at)
        return 5;
    size_t taken = drip->step && drip->step < size ? drip->step : size;
    taken = taken < drip->text.size ? taken : drip->text.size;
    if (taken)
        memcpy(bytes, drip->text.data, taken);
    drip->text = crm__text_slice(drip->text, taken, drip->text.size);
    *read_out = taken;
    return 0;
}

/* xorshift; fixed seeds, so a failure is the same each time. */
static inline uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

#endif
