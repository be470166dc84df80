/* Arenas and growable arrays. */
#include "base/memory.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;
static struct arena arena;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
    crm__arena_init(&arena, &env);
}

static void teardown(void)
{
    crm__arena_free(&arena);
    ck_assert_uint_eq(heap.live, 0);
}

START_TEST(blocks_are_aligned_and_do_not_overlap)
{
    unsigned char *blocks[500];
    for (size_t i = 0; i < 500; i++) {
        blocks[i] = crm__arena_alloc(&arena, i * 7 % 97);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 8, 0);
        memset(blocks[i], (int)(i & 0xff), i * 7 % 97);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t at = 0; at < i * 7 % 97; at++)
            ck_assert_uint_eq(blocks[i][at], i & 0xff);
}
END_TEST

START_TEST(a_large_block_does_not_waste_the_chunk_in_use)
{
    char *first = crm__arena_alloc(&arena, 8);
    ck_assert_ptr_nonnull(crm__arena_alloc(&arena, 1000000));
    char *second = crm__arena_alloc(&arena, 8);
    ck_assert_ptr_eq(second, first + 8);
    ck_assert_uint_eq(arena.used, 1000016);
}
END_TEST

START_TEST(reset_keeps_the_largest_chunk)
{
    for (int i = 0; i < 1000; i++)
        crm__arena_alloc(&arena, 100);
    crm__arena_reset(&arena);
    ck_assert_uint_eq(heap.live, 1);
    ck_assert_uint_eq(arena.used, 0);
    size_t calls = heap.calls;
    crm__arena_alloc(&arena, 20000);
    ck_assert_uint_eq(heap.calls, calls);
}
END_TEST

START_TEST(an_empty_arena_can_be_reset_and_freed)
{
    crm__arena_reset(&arena);
    crm__arena_free(&arena);
    ck_assert_uint_eq(heap.calls, 0);
}
END_TEST

START_TEST(texts_are_copied_with_a_nul)
{
    char source[] = "客户";
    struct text copy = crm__arena_text(&arena, crm__text_of(source));
    source[0] = 'x';
    ck_assert_str_eq(copy.data, "客户");
    ck_assert_uint_eq(copy.size, 6);
    ck_assert_str_eq(crm__arena_text(&arena, TEXT_NONE).data, "");
    ck_assert_str_eq(crm__arena_format(&arena, "%s/%d", "lead", 12), "lead/12");
}
END_TEST

START_TEST(cleared_blocks_are_zero_even_after_a_reset)
{
    memset(crm__arena_alloc(&arena, 512), 0xff, 512);
    crm__arena_reset(&arena);
    const unsigned char *block = crm__arena_alloc_zero(&arena, 64, 8);
    for (size_t i = 0; i < 512; i++)
        ck_assert_uint_eq(block[i], 0);
}
END_TEST

START_TEST(sizes_beyond_memory_are_refused)
{
    ck_assert_ptr_null(crm__arena_alloc(&arena, SIZE_MAX));
    ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
    ck_assert_ptr_null(crm__arena_alloc_zero(&arena, SIZE_MAX / 2, 4));
    ck_assert_uint_eq(heap.calls, 0);
}
END_TEST

START_TEST(arrays_double)
{
    int32_t *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 10000; i++) {
        ck_assert_int_eq(crm__array_reserve(&env, (void **)&items, &capacity, i + 1, sizeof *items),
                         CRM_OK);
        items[i] = (int32_t)i;
    }
    for (int32_t i = 0; i < 10000; i++)
        ck_assert_int_eq(items[i], i);
    ck_assert_uint_lt(heap.calls, 15);
    ck_assert_int_eq(crm__array_reserve(&env, (void **)&items, &capacity, SIZE_MAX, sizeof *items),
                     CRM_E_NOMEM);
    ck_assert_int_eq(items[9999], 9999);
    crm__free(&env, items);
}
END_TEST

static bool arena_scenario(void)
{
    for (size_t i = 0; i < 100; i++)
        if (!crm__arena_text(&arena, TEXT("一家很大的公司")).data ||
            !crm__arena_format(&arena, "%zu", i) || !crm__arena_alloc_zero(&arena, i, 16))
            return false;
    return true;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    for (size_t at = 1;; at++) {
        setup();
        heap.fail_at = at;
        bool done = arena_scenario();
        teardown();
        if (done)
            break;
        ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
    }
    ck_assert_uint_gt(heap.calls, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base memory");
    TCase *tests = tcase_create("memory");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, blocks_are_aligned_and_do_not_overlap);
    tcase_add_test(tests, a_large_block_does_not_waste_the_chunk_in_use);
    tcase_add_test(tests, reset_keeps_the_largest_chunk);
    tcase_add_test(tests, an_empty_arena_can_be_reset_and_freed);
    tcase_add_test(tests, texts_are_copied_with_a_nul);
    tcase_add_test(tests, cleared_blocks_are_zero_even_after_a_reset);
    tcase_add_test(tests, sizes_beyond_memory_are_refused);
    tcase_add_test(tests, arrays_double);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
