/* The writer in front of the host's callback. */
#include "base/text.h"
#include "suite.h"

#include <string.h>

struct sink {
    struct buffer bytes;
    int calls;
    int refuse_at; /* call that answers non-zero; 0 none */
};

static struct env env;
static struct sink sink;
static struct writer writer;

static int32_t sink_write(void *context, const void *bytes, size_t size)
{
    struct sink *to = context;
    to->calls++;
    ck_assert_uint_gt(size, 0);
    if (to->calls == to->refuse_at)
        return 28;
    crm__buffer_bytes(&to->bytes, bytes, size);
    return 0;
}

static void setup(void)
{
    crm__env_init(&env, NULL);
    sink = (struct sink){0};
    crm__buffer_init(&sink.bytes, &env);
    crm__writer_init(&writer, &env, sink_write, &sink);
}

static void teardown(void)
{
    crm__buffer_free(&sink.bytes);
}

START_TEST(small_writes_arrive_together_and_in_order)
{
    crm__writer_cstr(&writer, "id,name\n");
    crm__writer_text(&writer, TEXT("1,张三\n"));
    crm__writer_text(&writer, TEXT_NONE);
    ck_assert_int_eq(sink.calls, 0);
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_OK);
    ck_assert_int_eq(sink.calls, 1);
    ck_assert(crm__text_is(crm__buffer_view(&sink.bytes), "id,name\n1,张三\n"));
}
END_TEST

START_TEST(nothing_written_means_no_call)
{
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_OK);
    ck_assert_int_eq(sink.calls, 0);
}
END_TEST

START_TEST(pieces_of_any_size_keep_their_order)
{
    struct buffer expected;
    crm__buffer_init(&expected, &env);
    static char piece[10000];
    for (size_t size = 1; size < sizeof piece; size = size * 2 + 1) {
        memset(piece, 'a' + (int)(size % 26), size);
        crm__writer_bytes(&writer, piece, size);
        crm__buffer_bytes(&expected, piece, size);
    }
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_OK);
    ck_assert(crm__text_equal(crm__buffer_view(&expected), crm__buffer_view(&sink.bytes)));
    crm__buffer_free(&expected);
}
END_TEST

START_TEST(a_refusal_is_remembered_and_ends_the_calls)
{
    sink.refuse_at = 2;
    char piece[4000] = {0};
    for (int i = 0; i < 10; i++)
        crm__writer_bytes(&writer, piece, sizeof piece);
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_E_IO);
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_E_IO);
    ck_assert_int_eq(sink.calls, 2);
    ck_assert_int_eq(env.error.status, CRM_E_IO);
    ck_assert_str_eq(env.error.message, "the host's write callback answered 28");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base writer");
    TCase *tests = tcase_create("writer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, small_writes_arrive_together_and_in_order);
    tcase_add_test(tests, nothing_written_means_no_call);
    tcase_add_test(tests, pieces_of_any_size_keep_their_order);
    tcase_add_test(tests, a_refusal_is_remembered_and_ends_the_calls);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
