/* The environment: host defaults, failures, heap, progress, log. */
#include "base/env.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
}

START_TEST(no_host_means_working_defaults)
{
    struct env plain;
    ck_assert_int_eq(crm__env_init(&plain, NULL), CRM_OK);
    crm__env_enter(&plain);
    ck_assert_int_gt(plain.now_us, INT64_C(1700000000000000));
    ck_assert(plain.host.random(NULL) != plain.host.random(NULL));
    char *block = crm__alloc(&plain, 3);
    ck_assert_ptr_nonnull(block);
    block = crm__realloc_array(&plain, block, 1000, 10);
    ck_assert_ptr_nonnull(block);
    crm__free(&plain, block);
}
END_TEST

START_TEST(enter_reads_the_hosts_clock_once)
{
    crm__env_enter(&env);
    ck_assert_int_eq(env.now_us, TEST_NOW_US);
}
END_TEST

START_TEST(a_shorter_host_of_an_older_program_is_accepted)
{
    crm_host host = test_host(&heap);
    host.size = offsetof(crm_host, now_us);
    struct env old;
    ck_assert_int_eq(crm__env_init(&old, &host), CRM_OK);
    ck_assert(old.host.resize == test_heap_resize);
    ck_assert(old.host.now_us != test_now);
}
END_TEST

START_TEST(a_host_without_a_size_is_refused)
{
    crm_host host = test_host(&heap);
    host.size = 0;
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "host: size is 0, at least 8");
}
END_TEST

START_TEST(unknown_members_of_a_newer_host_must_be_zero)
{
    struct {
        crm_host host;
        void *future;
    } newer = {.host = test_host(&heap)};
    newer.host.size = sizeof newer;
    ck_assert_int_eq(crm__env_init(&env, &newer.host), CRM_OK);
    newer.future = &heap;
    ck_assert_int_eq(crm__env_init(&env, &newer.host), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_failure_keeps_position_and_names_set_before_it)
{
    crm__fail_field(&env, CRM_E_INVALID, "lead", "email", "email: %d bytes, at most %d", 412, 320);
    crm__fail_at(&env, CRM_E_SYNTAX, 3, 14, "odd");
    ck_assert_int_eq(crm__fail(&env, CRM_E_REFUSED, "pool: %s", "full"), CRM_E_REFUSED);
    ck_assert_int_eq(env.error.status, CRM_E_REFUSED);
    ck_assert_str_eq(env.error.message, "pool: full");
    ck_assert_str_eq(env.error.entity, "lead");
    ck_assert_str_eq(env.error.field, "email");
    ck_assert_int_eq(env.error.line, 3);
    ck_assert_int_eq(env.error.column, 14);

    crm__env_enter(&env);
    ck_assert_int_eq(env.error.status, CRM_OK);
    ck_assert_str_eq(env.error.message, "");
    ck_assert_str_eq(env.error.field, "");
    ck_assert_int_eq(env.error.line, 0);
}
END_TEST

START_TEST(a_message_may_quote_the_message_before_it)
{
    crm__fail(&env, CRM_E_INVALID, "no digits");
    crm__fail(&env, CRM_E_INVALID, "row 7: %s", env.error.message);
    ck_assert_str_eq(env.error.message, "row 7: no digits");
}
END_TEST

START_TEST(a_long_message_is_cut_between_code_points)
{
    char chinese[1024];
    for (size_t i = 0; i < 1023; i += 3)
        memcpy(chinese + i, "客", 3);
    chinese[1023] = '\0';
    for (int shift = 0; shift < 3; shift++) {
        crm__fail(&env, CRM_E_INVALID, "%.*s%s", shift, "ab", chinese);
        size_t size = strlen(env.error.message);
        ck_assert_uint_gt(size, ERROR_MESSAGE_SIZE - 5);
        ck_assert_uint_lt(size, ERROR_MESSAGE_SIZE);
        ck_assert_str_eq(env.error.message + size - 3, "客");
    }
}
END_TEST

START_TEST(foreign_bytes_leave_a_message_one_line_of_utf8)
{
    crm__fail(&env, CRM_E_INVALID, "name: '%s'", "a\xff\nb客\xe5");
    ck_assert_str_eq(env.error.message, "name: 'a? b客?'");
}
END_TEST

START_TEST(sizes_that_overflow_are_no_memory)
{
    ck_assert_ptr_null(crm__alloc_zero(&env, SIZE_MAX / 4, 8));
    ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
    ck_assert_ptr_null(crm__realloc_array(&env, NULL, SIZE_MAX, SIZE_MAX));
    ck_assert_uint_eq(heap.calls, 0);
}
END_TEST

START_TEST(an_empty_block_is_a_block)
{
    void *block = crm__alloc(&env, 0);
    ck_assert_ptr_nonnull(block);
    block = crm__realloc_array(&env, block, 0, 16);
    ck_assert_ptr_nonnull(block);
    ck_assert_uint_eq(heap.live, 1);
    crm__free(&env, block);
    crm__free(&env, NULL);
    ck_assert_uint_eq(heap.live, 0);
}
END_TEST

START_TEST(a_failed_allocation_says_so)
{
    heap.fail_at = 1;
    ck_assert_ptr_null(crm__alloc(&env, 10));
    ck_assert_int_eq(env.error.status, CRM_E_NOMEM);
    ck_assert_str_eq(env.error.message, "no memory");
}
END_TEST

static int32_t stop_at_ten(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context;
    ck_assert_str_eq(stage, "import");
    ck_assert_int_eq(total, -1);
    return done >= 10;
}

START_TEST(progress_cancels_when_the_host_says_so)
{
    ck_assert_int_eq(crm__progress(&env, "import", 10, -1), CRM_OK);
    env.host.progress = stop_at_ten;
    ck_assert_int_eq(crm__progress(&env, "import", 9, -1), CRM_OK);
    ck_assert_int_eq(crm__progress(&env, "import", 10, -1), CRM_E_CANCELLED);
    ck_assert_str_eq(env.error.message, "cancelled by the host during import");
}
END_TEST

static char logged[64];

static void keep_log(void *context, int32_t level, const char *text)
{
    (void)context;
    ck_assert_int_eq(level, CRM_LOG_WARNING);
    strncpy(logged, text, sizeof logged - 1);
}

START_TEST(log_lines_reach_the_host)
{
    crm__log(&env, CRM_LOG_WARNING, "lost");
    env.host.log = keep_log;
    crm__log(&env, CRM_LOG_WARNING, "slow: %d ms", 12);
    ck_assert_str_eq(logged, "slow: 12 ms");
}
END_TEST

START_TEST(every_status_has_its_name)
{
    ck_assert_str_eq(crm_status_name(CRM_OK), "CRM_OK");
    ck_assert_str_eq(crm_status_name(CRM_DONE), "CRM_DONE");
    ck_assert_str_eq(crm_status_name(CRM_E_NOMEM), "CRM_E_NOMEM");
    ck_assert_str_eq(crm_status_name(CRM_E_BUSY), "CRM_E_BUSY");
    ck_assert_str_eq(crm_status_name(CRM_E_CORRUPT), "CRM_E_CORRUPT");
    ck_assert_str_eq(crm_status_name(CRM_E_INTERNAL), "CRM_E_INTERNAL");
    ck_assert_str_eq(crm_status_name(-21), "CRM_E_INTERNAL");
    ck_assert_str_eq(crm_status_name(2), "CRM_E_INTERNAL");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base env");
    TCase *tests = tcase_create("env");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, no_host_means_working_defaults);
    tcase_add_test(tests, enter_reads_the_hosts_clock_once);
    tcase_add_test(tests, a_shorter_host_of_an_older_program_is_accepted);
    tcase_add_test(tests, a_host_without_a_size_is_refused);
    tcase_add_test(tests, unknown_members_of_a_newer_host_must_be_zero);
    tcase_add_test(tests, a_failure_keeps_position_and_names_set_before_it);
    tcase_add_test(tests, a_message_may_quote_the_message_before_it);
    tcase_add_test(tests, a_long_message_is_cut_between_code_points);
    tcase_add_test(tests, foreign_bytes_leave_a_message_one_line_of_utf8);
    tcase_add_test(tests, sizes_that_overflow_are_no_memory);
    tcase_add_test(tests, an_empty_block_is_a_block);
    tcase_add_test(tests, a_failed_allocation_says_so);
    tcase_add_test(tests, progress_cancels_when_the_host_says_so);
    tcase_add_test(tests, log_lines_reach_the_host);
    tcase_add_test(tests, every_status_has_its_name);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
