/*
 * What every Check suite shares: a main that runs one suite and prints Check's summary line
 * ("100%: Checks: 12, Failures: 0, Errors: 0"), which tests/run.sh adds up, and an environment
 * with a fixed clock whose allocator counts live blocks and can be told to fail.
 */
#ifndef CRM_TESTS_SUITE_H
#define CRM_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

#include "crm/host.h"

/* An allocator that counts and fails: block number `fail_at` (1-based; 0 never) returns NULL, and
 * so do all later ones when `fail_for_ever`. */
struct test_heap {
    size_t calls;
    size_t live;
    size_t fail_at;
    int fail_for_ever;
};

static inline void *test_heap_resize(void *context, void *block, size_t bytes)
{
    struct test_heap *heap = context;
    if (bytes == 0) {
        if (block)
            heap->live--;
        free(block);
        return NULL;
    }
    heap->calls++;
    if (heap->fail_at && (heap->calls == heap->fail_at ||
                          (heap->fail_for_ever && heap->calls > heap->fail_at)))
        return NULL;
    void *grown = realloc(block, bytes);
    if (grown && !block)
        heap->live++;
    return grown;
}

/* 2026-03-02T08:00:00Z, a Monday. */
#define TEST_NOW_US INT64_C(1772438400000000)

static inline int64_t test_now(void *context)
{
    (void)context;
    return TEST_NOW_US;
}

static inline crm_host test_host(struct test_heap *heap)
{
    return (crm_host){
        .size = sizeof(crm_host), .context = heap, .resize = test_heap_resize, .now_us = test_now};
}

/* Runs a suite; the exit status says whether all passed. */
static inline int suite_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
