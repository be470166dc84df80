/* The window of clean UTF-8 over a host's byte stream. */
#include "format/source.h"
#include "format_input.h"

/* Reads all, consuming `pace` bytes a refill; the caller frees the buffer. */
static void read_all(struct source *source, size_t pace, struct buffer *all)
{
    while (source->window.size || !source->ended) {
        size_t take = source->window.size < pace ? source->window.size : pace;
        ck_assert_int_eq(source->position, (int64_t)all->size);
        crm__buffer_bytes(all, source->window.data, take);
        ck_assert_int_eq(crm__source_refill(source, take), CRM_OK);
    }
}

static void expect_stream(struct text bytes, size_t step, enum encoding encoding,
                          struct text expected)
{
    struct drip drip = {.text = bytes, .step = step};
    struct source source;
    struct buffer all;
    crm__buffer_init(&all, &env);
    ck_assert_int_eq(crm__source_open(&source, &env, drip_read, &drip, encoding), CRM_OK);
    read_all(&source, 100000, &all);
    ck_assert_uint_eq(all.size, expected.size);
    ck_assert(all.size == 0 || memcmp(all.data, expected.data, all.size) == 0);
    crm__buffer_free(&all);
    crm__source_free(&source);
}

START_TEST(an_empty_input_is_an_empty_window)
{
    expect_stream(TEXT_NONE, 1, ENCODING_DETECT, TEXT_NONE);
    expect_stream(TEXT("\xEF\xBB\xBF"), 1, ENCODING_DETECT, TEXT_NONE);
}
END_TEST

START_TEST(marks_are_skipped_and_text_is_decoded)
{
    for (size_t step = 1; step < 12; step++) {
        expect_stream(TEXT("\xEF\xBB\xBF张三\n"), step, ENCODING_DETECT, TEXT("张三\n"));
        expect_stream((struct text){"\xff\xfe\x20\x5f\n\0", 6}, step, ENCODING_DETECT,
                      TEXT("张\n"));
        expect_stream(TEXT("\xd5\xc5\xc8\xfd\n"), step, ENCODING_GB18030, TEXT("张三\n"));
        expect_stream(TEXT("M\xfc\n"), step, ENCODING_LATIN1, TEXT("Mü\n"));
    }
}
END_TEST

START_TEST(long_input_is_the_same_whatever_the_chunks)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    for (size_t i = 0; i < 60000; i++)
        crm__buffer_cstr(&text, i % 7 ? "客户,a1\r\n" : "é,\n");
    static const size_t steps[] = {1, 3, 4096, 65537, 1000000};
    for (size_t i = 0; i < 5; i++)
        expect_stream(crm__buffer_view(&text), steps[i], ENCODING_DETECT, crm__buffer_view(&text));
    crm__buffer_free(&text);
}
END_TEST

START_TEST(damage_is_given_once_and_in_the_stretch_it_lies_in)
{
    struct text bytes = {"\xEF\xBB\xBF"
                         "ab\ncd\xff\ne\0\n",
                         14};
    struct source source;
    ck_assert_int_eq(crm__source_open(&source, &env, crm__read_text, &bytes, ENCODING_DETECT),
                     CRM_OK);
    ck_assert_ptr_null(crm__source_pass(&source, 3));
    const struct damage *damage = crm__source_pass(&source, 7);
    ck_assert_int_eq(damage->offset, 8);
    ck_assert_int_eq(damage->kind, DAMAGE_MALFORMED);
    ck_assert_ptr_null(crm__source_pass(&source, 7));
    ck_assert_int_eq(crm__source_refill(&source, 7), CRM_OK);
    damage = crm__source_pass(&source, 3);
    ck_assert_int_eq(damage->offset, 11);
    ck_assert_int_eq(damage->kind, DAMAGE_NUL);
    crm__source_free(&source);
}
END_TEST

START_TEST(a_failing_read_is_an_io_error)
{
    for (size_t calls = 1; calls <= 3; calls++) {
        struct drip drip = {TEXT("abc"), 1, 0, calls};
        struct source source;
        ck_assert_int_eq(crm__source_open(&source, &env, drip_read, &drip, ENCODING_DETECT),
                         CRM_E_IO);
        ck_assert_str_eq(env.error.message, "the host's read callback answered 5");
    }
}
END_TEST

static int32_t read_too_much(void *context, void *bytes, size_t size, size_t *read_out)
{
    (void)context;
    (void)bytes;
    *read_out = size + 1;
    return 0;
}

START_TEST(a_read_that_claims_too_much_is_misuse)
{
    struct source source;
    ck_assert_int_eq(crm__source_open(&source, &env, read_too_much, NULL, ENCODING_DETECT),
                     CRM_E_MISUSE);
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    static char text[3 * SOURCE_BLOCK_SIZE];
    memset(text, 0xd5, sizeof text); /* 征征征 in GBK */
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.fail_at = fail_at};
        struct text bytes = {text, sizeof text};
        struct source source;
        crm_status status =
            crm__source_open(&source, &env, crm__read_text, &bytes, ENCODING_GB18030);
        if (status == CRM_OK) {
            status = crm__source_refill(&source, source.window.size - 1);
            crm__source_free(&source);
        }
        ck_assert_uint_eq(heap.live, 0);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 30);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/source");
    TCase *tests = tcase_create("source");
    tcase_add_checked_fixture(tests, input_setup, input_teardown);
    tcase_add_test(tests, an_empty_input_is_an_empty_window);
    tcase_add_test(tests, marks_are_skipped_and_text_is_decoded);
    tcase_add_test(tests, long_input_is_the_same_whatever_the_chunks);
    tcase_add_test(tests, damage_is_given_once_and_in_the_stretch_it_lies_in);
    tcase_add_test(tests, a_failing_read_is_an_io_error);
    tcase_add_test(tests, a_read_that_claims_too_much_is_misuse);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
