/* Growable buffers. */
#include "base/text.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
}

static void fill(struct buffer *buffer)
{
    crm__buffer_byte(buffer, '[');
    crm__buffer_text(buffer, TEXT("客户"));
    crm__buffer_cstr(buffer, ", ");
    crm__buffer_int64(buffer, -42);
    crm__buffer_byte(buffer, ' ');
    crm__buffer_double(buffer, 0.5);
    crm__buffer_format(buffer, " %s=%d", "n", 7);
    crm__buffer_code_point(buffer, 0x1f600);
    crm__buffer_bytes(buffer, "]", 1);
}

START_TEST(appends_follow_each_other)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, &env);
    ck_assert_uint_eq(crm__buffer_view(&buffer).size, 0);
    fill(&buffer);
    ck_assert_int_eq(crm__buffer_status(&buffer), CRM_OK);
    ck_assert_str_eq(buffer.data, "[客户, -42 0.5 n=7😀]");
    ck_assert_uint_eq(crm__buffer_view(&buffer).size, strlen(buffer.data));
    crm__buffer_free(&buffer);
    crm__buffer_free(&buffer);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

START_TEST(growth_is_geometric_and_reserve_is_enough)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, &env);
    for (int i = 0; i < 100000; i++)
        crm__buffer_byte(&buffer, 'x');
    ck_assert_uint_lt(heap.calls, 20);
    ck_assert_uint_eq(buffer.size, 100000);
    crm__buffer_clear(&buffer);
    ck_assert_uint_eq(buffer.size, 0);
    crm__buffer_reserve(&buffer, 200000);
    size_t calls = heap.calls;
    for (int i = 0; i < 200000; i++)
        crm__buffer_byte(&buffer, 'y');
    ck_assert_uint_eq(heap.calls, calls);
    ck_assert_int_eq(buffer.data[200000], '\0');
    crm__buffer_free(&buffer);
}
END_TEST

START_TEST(varints_take_seven_bits_a_byte)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, &env);
    crm__buffer_varint(&buffer, 0);
    crm__buffer_varint(&buffer, 127);
    crm__buffer_varint(&buffer, 300);
    ck_assert_uint_eq(buffer.size, 4);
    ck_assert_mem_eq(buffer.data, "\x00\x7f\xac\x02", 4);
    crm__buffer_clear(&buffer);
    crm__buffer_varint(&buffer, UINT64_MAX);
    ck_assert_uint_eq(buffer.size, 10);
    ck_assert_mem_eq(buffer.data, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
    crm__buffer_free(&buffer);
}
END_TEST

START_TEST(a_size_beyond_memory_fails_and_stays_failed)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, &env);
    crm__buffer_cstr(&buffer, "kept");
    crm__buffer_reserve(&buffer, SIZE_MAX - 2);
    ck_assert_int_eq(crm__buffer_status(&buffer), CRM_E_NOMEM);
    crm__buffer_cstr(&buffer, "lost");
    ck_assert_str_eq(buffer.data, "kept");
    crm__buffer_clear(&buffer);
    ck_assert_int_eq(crm__buffer_status(&buffer), CRM_OK);
    crm__buffer_free(&buffer);
}
END_TEST

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    for (size_t at = 1;; at++) {
        setup();
        heap.fail_at = at;
        struct buffer buffer;
        crm__buffer_init(&buffer, &env);
        fill(&buffer);
        crm_status status = crm__buffer_status(&buffer);
        crm__buffer_free(&buffer);
        ck_assert_uint_eq(heap.live, 0);
        if (heap.calls < at)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base buffer");
    TCase *tests = tcase_create("buffer");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, appends_follow_each_other);
    tcase_add_test(tests, growth_is_geometric_and_reserve_is_enough);
    tcase_add_test(tests, varints_take_seven_bits_a_byte);
    tcase_add_test(tests, a_size_beyond_memory_fails_and_stays_failed);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
