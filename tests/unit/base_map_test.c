/* Hashes and hash maps. */
#include "base/memory.h"
#include "suite.h"

#include <stdio.h>

static struct test_heap heap;
static struct env env;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
}

START_TEST(hashes_are_xxh3_and_depend_on_the_seed)
{
    /* The value for no bytes and seed 0 is published with XXH3. */
    ck_assert(crm__hash("", 0, 0) == UINT64_C(0x2d06800538d394c2));
    ck_assert(crm__hash_text(TEXT_NONE, 0) == crm__hash("", 0, 0));
    ck_assert(crm__hash("客户", 6, 0) == crm__hash_text(TEXT("客户"), 0));
    ck_assert(crm__hash("a", 1, 0) != crm__hash("a", 1, 1));
    ck_assert(crm__hash_int64(1, 0) == crm__hash("\1\0\0\0\0\0\0\0", 8, 0));
}
END_TEST

START_TEST(texts_are_found_again_in_insertion_order)
{
    struct map map;
    crm__map_init(&map, &env);
    ck_assert_ptr_null(crm__map_find(&map, TEXT("none")));
    char key[32];
    for (int64_t i = 0; i < 5000; i++) {
        int size = snprintf(key, sizeof key, "客户-%d", (int)(i * 7919 % 5000));
        int64_t *value = crm__map_put(&map, (struct text){key, (size_t)size}, i);
        ck_assert_int_eq(*value, i);
    }
    ck_assert_uint_eq(map.count, 5000);
    for (int64_t i = 0; i < 5000; i++) {
        int size = snprintf(key, sizeof key, "客户-%d", (int)(i * 7919 % 5000));
        ck_assert_int_eq(*crm__map_find(&map, (struct text){key, (size_t)size}), i);
        ck_assert_int_eq(map.entries[i].value, i);
        ck_assert_str_eq(map.entries[i].key.data, key);
    }
    ck_assert_ptr_null(crm__map_find(&map, TEXT("客户-5000")));
    crm__map_free(&map);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

START_TEST(putting_again_finds_the_first_value)
{
    struct map map;
    crm__map_init(&map, &env);
    *crm__map_put(&map, TEXT("a"), 1) += 10;
    ck_assert_int_eq(*crm__map_put(&map, TEXT("a"), 5), 11);
    ck_assert_int_eq(*crm__map_put(&map, TEXT_NONE, 6), 6);
    ck_assert_int_eq(*crm__map_find(&map, TEXT("")), 6);
    ck_assert_uint_eq(map.count, 2);
    crm__map_clear(&map);
    ck_assert_uint_eq(map.count, 0);
    ck_assert_ptr_null(crm__map_find(&map, TEXT("a")));
    ck_assert_int_eq(*crm__map_put(&map, TEXT("a"), 9), 9);
    crm__map_free(&map);
    crm__map_free(&map);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

START_TEST(ids_of_any_sign_are_found_again)
{
    struct id_map map;
    crm__id_map_init(&map, &env);
    ck_assert_ptr_null(crm__id_map_find(&map, 0));
    static const int64_t edges[] = {0, -1, 1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < 5; i++)
        *crm__id_map_put(&map, edges[i], (int64_t)i) *= 2;
    for (int64_t i = 0; i < 10000; i++)
        crm__id_map_put(&map, (i + 10) << 22, i);
    ck_assert_uint_eq(map.count, 10005);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(*crm__id_map_find(&map, edges[i]), (int64_t)i * 2);
        ck_assert(map.entries[i].key == edges[i]);
    }
    for (int64_t i = 0; i < 10000; i++)
        ck_assert_int_eq(*crm__id_map_find(&map, (i + 10) << 22), i);
    ck_assert_ptr_null(crm__id_map_find(&map, 12345));
    crm__id_map_clear(&map);
    ck_assert_ptr_null(crm__id_map_find(&map, 0));
    crm__id_map_free(&map);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

static bool map_scenario(struct map *texts, struct id_map *ids)
{
    char key[16];
    for (int i = 0; i < 100; i++) {
        int size = snprintf(key, sizeof key, "k%d", i);
        if (!crm__map_put(texts, (struct text){key, (size_t)size}, i) ||
            !crm__id_map_put(ids, i, i))
            return false;
    }
    return true;
}

START_TEST(a_failed_put_leaves_the_map_whole)
{
    for (size_t at = 1;; at++) {
        setup();
        heap.fail_at = at;
        struct map texts;
        struct id_map ids;
        crm__map_init(&texts, &env);
        crm__id_map_init(&ids, &env);
        bool done = map_scenario(&texts, &ids);
        if (!done) {
            ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
            ck_assert(map_scenario(&texts, &ids)); /* Only one allocation failed: go on. */
        }
        ck_assert_uint_eq(texts.count, 100);
        ck_assert_int_eq(*crm__map_find(&texts, TEXT("k77")), 77);
        ck_assert_int_eq(*crm__id_map_find(&ids, 77), 77);
        crm__map_free(&texts);
        crm__id_map_free(&ids);
        ck_assert_uint_eq(heap.live, 0);
        if (done)
            break;
    }
    ck_assert_uint_gt(heap.fail_at, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base map");
    TCase *tests = tcase_create("map");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, hashes_are_xxh3_and_depend_on_the_seed);
    tcase_add_test(tests, texts_are_found_again_in_insertion_order);
    tcase_add_test(tests, putting_again_finds_the_first_value);
    tcase_add_test(tests, ids_of_any_sign_are_found_again);
    tcase_add_test(tests, a_failed_put_leaves_the_map_whole);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
