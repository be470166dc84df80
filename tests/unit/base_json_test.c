/* JSON: reader and writer. */
#include "base/json.h"
#include "suite.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct test_heap heap;
static struct env env;
static struct json *root;
static struct buffer out;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
    crm__buffer_init(&out, &env);
    root = NULL;
}

static void teardown(void)
{
    crm__json_free(root);
    crm__buffer_free(&out);
    ck_assert_uint_eq(heap.live, 0);
}

static const struct json *parsed(const char *text)
{
    crm__json_free(root);
    crm_status status = crm__json_parse(&env, crm__text_of(text), &root);
    ck_assert_msg(status == CRM_OK, "%s: %s", text, env.error.message);
    return root;
}

static crm_status refused(struct text text)
{
    struct json *json = (struct json *)&env;
    crm_status status = crm__json_parse(&env, text, &json);
    ck_assert_ptr_null(json);
    return status;
}

START_TEST(every_kind_is_read)
{
    const struct json *json =
        parsed(" {\"name\": \"张三\", \"age\": 42, \"vip\": true, \"old\": false, \"none\": null,\n"
               "  \"tags\": [\"a\", [], {}], \"rate\": -1.5e-3} \r\n\t");
    ck_assert_int_eq(crm__json_kind(json), JSON_OBJECT);
    ck_assert_uint_eq(crm__json_size(json), 7);
    struct text text;
    bool truth;
    double real;
    int64_t integer;
    ck_assert(crm__json_text(crm__json_find(json, TEXT("name")), &text));
    ck_assert_str_eq(text.data, "张三");
    ck_assert(crm__json_int64(crm__json_find(json, TEXT("age")), &integer) && integer == 42);
    ck_assert(crm__json_bool(crm__json_find(json, TEXT("vip")), &truth) && truth);
    ck_assert(crm__json_bool(crm__json_find(json, TEXT("old")), &truth) && !truth);
    ck_assert_int_eq(crm__json_kind(crm__json_find(json, TEXT("none"))), JSON_NULL);
    ck_assert(crm__json_double(crm__json_find(json, TEXT("rate")), &real) && real == -0.0015);
    const struct json *tags = crm__json_find(json, TEXT("tags"));
    ck_assert_uint_eq(crm__json_size(tags), 3);
    ck_assert_int_eq(crm__json_kind(crm__json_at(tags, 1)), JSON_ARRAY);
    ck_assert_int_eq(crm__json_kind(crm__json_at(tags, 2)), JSON_OBJECT);
    ck_assert_str_eq(crm__json_key_at(json, 5).data, "tags");
    ck_assert_uint_eq(crm__json_key_at(tags, 0).size, 0);
    ck_assert_uint_eq(crm__json_offset(json), 1);
    ck_assert_uint_eq(crm__json_offset(crm__json_at(json, 0)), 10);
}
END_TEST

START_TEST(a_document_may_be_a_single_value)
{
    ck_assert_int_eq(crm__json_kind(parsed("null")), JSON_NULL);
    ck_assert_int_eq(crm__json_kind(parsed(" true ")), JSON_BOOL);
    ck_assert_int_eq(crm__json_kind(parsed("\"\"")), JSON_TEXT);
    ck_assert_int_eq(crm__json_kind(parsed("0")), JSON_NUMBER);
    ck_assert_uint_eq(crm__json_size(parsed("[]")), 0);
    ck_assert_uint_eq(crm__json_size(parsed("7")), 0);
    ck_assert_ptr_null(crm__json_find(parsed("7"), TEXT("x")));
}
END_TEST

START_TEST(escapes_are_undone)
{
    struct text text;
    ck_assert(crm__json_text(parsed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u5f20\\u4E09 \\ud83d\\uDE00\""),
                             &text));
    ck_assert_str_eq(text.data, "\"\\/\b\f\n\r\t 张三 😀");
    ck_assert_uint_eq(text.size, strlen(text.data));
}
END_TEST

START_TEST(names_are_found_by_exact_case)
{
    const struct json *json = parsed("{\"Email\": 1, \"email\": 2}");
    int64_t integer;
    ck_assert(crm__json_int64(crm__json_find(json, TEXT("email")), &integer) && integer == 2);
    ck_assert_ptr_null(crm__json_find(json, TEXT("EMAIL")));
    ck_assert_ptr_null(crm__json_find(json, TEXT("")));
}
END_TEST

START_TEST(integers_of_64_bits_are_exact)
{
    int64_t integer = 7;
    struct text text;
    ck_assert(crm__json_int64(parsed("9223372036854775807"), &integer) && integer == INT64_MAX);
    ck_assert(crm__json_int64(parsed("-9223372036854775808"), &integer) && integer == INT64_MIN);
    ck_assert(crm__json_int64(parsed("\"9007199254740993\""), &integer));
    ck_assert(integer == INT64_C(9007199254740993));
    ck_assert(!crm__json_int64(parsed("9223372036854775808"), &integer));
    ck_assert(!crm__json_int64(parsed("1.0"), &integer));
    ck_assert(!crm__json_int64(parsed("1e3"), &integer));
    ck_assert(!crm__json_int64(parsed("\"12a\""), &integer));
    ck_assert(!crm__json_int64(parsed("true"), &integer));
    ck_assert(integer == INT64_C(9007199254740993));
    ck_assert(crm__json_number(parsed("[12345678901234567890.123456789000]"), &text) == false);
    ck_assert(crm__json_number(crm__json_at(root, 0), &text));
    ck_assert_str_eq(text.data, "12345678901234567890.123456789000");
}
END_TEST

START_TEST(accessors_of_the_wrong_kind_touch_nothing)
{
    struct text text = TEXT("kept");
    bool truth = true;
    double real = 7;
    ck_assert(!crm__json_text(parsed("1"), &text));
    ck_assert(!crm__json_number(parsed("\"1\""), &text));
    ck_assert(!crm__json_bool(parsed("0"), &truth));
    ck_assert(!crm__json_double(parsed("\"1.5\""), &real));
    ck_assert_str_eq(text.data, "kept");
    ck_assert(truth && real == 7);
    ck_assert_str_eq(crm__json_kind_name(JSON_NUMBER), "number");
}
END_TEST

static const struct {
    const char *text;
    const char *message;
} refusals[] = {
    {"", "expected a value at line 1, column 1 (byte 0)"},
    {"  ", "expected a value at line 1, column 3 (byte 2)"},
    {"{\n \"客户\" 1}", "expected ':' at line 2, column 7 (byte 12)"},
    {"{a:1}", "expected a key in double quotes at line 1, column 2 (byte 1)"},
    {"{'a':1}", "expected a key in double quotes at line 1, column 2 (byte 1)"},
    {"{\"a\":1,}", "expected a key in double quotes at line 1, column 8 (byte 7)"},
    {"[1,]", "expected a value at line 1, column 4 (byte 3)"},
    {"[1 2]", "expected ',' or ']' at line 1, column 4 (byte 3)"},
    {"{\"a\":1]", "expected ',' or '}' at line 1, column 7 (byte 6)"},
    {"[", "expected a value at line 1, column 2 (byte 1)"},
    {"[1", "expected ',' or ']' at line 1, column 3 (byte 2)"},
    {"1 2", "expected the end at line 1, column 3 (byte 2)"},
    {"{} x", "expected the end at line 1, column 4 (byte 3)"},
    {"]", "expected a value at line 1, column 1 (byte 0)"},
    {"nul", "expected a value at line 1, column 1 (byte 0)"},
    {"True", "expected a value at line 1, column 1 (byte 0)"},
    {"NaN", "expected a value at line 1, column 1 (byte 0)"},
    {"+1", "expected a value at line 1, column 1 (byte 0)"},
    {"-", "expected a digit at line 1, column 2 (byte 1)"},
    {"01", "expected no digit after a leading zero at line 1, column 1 (byte 0)"},
    {"1.", "expected a digit at line 1, column 3 (byte 2)"},
    {".5", "expected a value at line 1, column 1 (byte 0)"},
    {"1e+", "expected a digit at line 1, column 4 (byte 3)"},
    {"0x10", "expected the end at line 1, column 2 (byte 1)"},
    {"\"a", "a text without its end at line 1, column 1 (byte 0)"},
    {"\"a\\", "a bad escape at line 1, column 3 (byte 2)"},
    {"\"\\x41\"", "a bad escape at line 1, column 2 (byte 1)"},
    {"\"\\u12g4\"", "a bad escape at line 1, column 2 (byte 1)"},
    {"\"\\u12", "a bad escape at line 1, column 2 (byte 1)"},
    {"\"a\nb\"", "control character 0x0a in a text at line 1, column 3 (byte 2)"},
    {"\"\\u0000\"", "a NUL in a text at line 1, column 2 (byte 1)"},
    {"\"\\ud800\"", "a lone surrogate at line 1, column 2 (byte 1)"},
    {"\"\\udc00\"", "a lone surrogate at line 1, column 2 (byte 1)"},
    {"\"\\ud800\\u0041\"", "a lone surrogate at line 1, column 2 (byte 1)"},
    {"\"\\ud800\\ud800\"", "a lone surrogate at line 1, column 2 (byte 1)"},
    {"\"\\ud800\\n\"", "a lone surrogate at line 1, column 2 (byte 1)"},
    {"[\"张\xff\"]", "not UTF-8 (0xff) at line 1, column 4 (byte 5)"},
    {"\xef\xbb\xbf{}", "expected a value at line 1, column 1 (byte 0)"},
    {"[1]//x", "expected the end at line 1, column 4 (byte 3)"},
    {"{\"a\":1,\n\"\\u0061\":2}", "key 'a' twice at line 2, column 1 (byte 8)"},
    {"{\"x\":{\"a\":1,\"a\":2}}", "key 'a' twice at line 1, column 13 (byte 12)"},
};

START_TEST(what_is_not_json_is_refused_with_its_position)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        ck_assert_int_eq(refused(crm__text_of(refusals[i].text)), CRM_E_SYNTAX);
        ck_assert_int_eq(strncmp(env.error.message, "JSON: ", 6), 0);
        ck_assert_str_eq(env.error.message + 6, refusals[i].message);
        ck_assert_int_gt(env.error.line, 0);
        ck_assert_int_gt(env.error.column, 0);
    }
    ck_assert_int_eq(refused((struct text){"\"a\0b\"", 5}), CRM_E_SYNTAX);
    ck_assert_int_eq(refused((struct text){"1\0", 2}), CRM_E_SYNTAX);
    ck_assert_int_eq(refused(TEXT_NONE), CRM_E_SYNTAX);
}
END_TEST

START_TEST(infinite_numbers_are_refused)
{
    ck_assert_int_eq(refused(TEXT("[1, 1e999]")), CRM_E_LIMIT);
    ck_assert_str_eq(env.error.message, "JSON: a number beyond 1.7976931348623157e+308 at line 1, "
                                        "column 5 (byte 4)");
    double real;
    ck_assert(crm__json_double(parsed("1e-999"), &real) && real == 0);
}
END_TEST

static struct text repeated(char *bytes, size_t size, char byte)
{
    memset(bytes, byte, size);
    return (struct text){bytes, size};
}

START_TEST(depth_is_limited_before_anything_recurses)
{
    char *bytes = malloc(1000000);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(refused(repeated(bytes, 1000000, '[')), CRM_E_LIMIT);
    ck_assert_str_eq(env.error.message,
                     "JSON: nested deeper than 64 at line 1, column 65 (byte 64)");

    memset(bytes, '[', 65);
    memset(bytes + 65, ']', 65);
    ck_assert_int_eq(refused((struct text){bytes, 130}), CRM_E_LIMIT);
    struct json *json;
    ck_assert_int_eq(crm__json_parse(&env, (struct text){bytes + 1, 128}, &json), CRM_OK);
    struct json_writer writer;
    crm__json_writer_init(&writer, &out, 0);
    for (int i = 0; i < 60; i++)
        crm__json_begin_array(&writer);
    crm__json_write_json(&writer, json);
    for (int i = 0; i < 60; i++)
        crm__json_end_array(&writer);
    ck_assert_uint_eq(out.size, 248);
    crm__json_free(json);
    free(bytes);
}
END_TEST

START_TEST(sizes_and_counts_are_limited)
{
    size_t size = JSON_SIZE_LIMIT + 1;
    char *bytes = malloc(size);
    ck_assert_ptr_nonnull(bytes);
    struct text text = repeated(bytes, size, ' ');
    bytes[0] = '1';
    ck_assert_int_eq(refused(text), CRM_E_LIMIT);
    ck_assert_str_eq(env.error.message, "JSON: 16777217 bytes, at most 16777216");
    text.size--;
    struct json *json;
    ck_assert_int_eq(crm__json_parse(&env, text, &json), CRM_OK);
    crm__json_free(json);

    bytes[0] = '[';
    for (size_t i = 1; i + 1 < 2 * (JSON_VALUE_LIMIT + 10); i += 2) {
        bytes[i] = '1';
        bytes[i + 1] = ',';
    }
    ck_assert_int_eq(refused(text), CRM_E_LIMIT);
    ck_assert_ptr_nonnull(strstr(env.error.message, "more than 1000000 values"));

    size_t at = 0;
    bytes[at++] = '{';
    for (int i = 0; i <= JSON_KEY_LIMIT; i++)
        at += (size_t)snprintf(bytes + at, 32, "\"k%d\":1,", i);
    bytes[at - 1] = '}';
    ck_assert_int_eq(refused((struct text){bytes, at}), CRM_E_LIMIT);
    ck_assert_ptr_nonnull(strstr(env.error.message, "more than 100000 keys"));
    free(bytes);
}
END_TEST

START_TEST(large_objects_find_every_member_and_every_repeat)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, &out, 0);
    crm__json_begin_object(&writer);
    char key[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "客户%d", i);
        crm__json_write_name(&writer, key);
        crm__json_write_int64(&writer, i);
    }
    crm__json_end_object(&writer);
    parsed(out.data);
    for (int i = 0; i < 5000; i++) {
        int64_t integer;
        snprintf(key, sizeof key, "客户%d", i);
        ck_assert(crm__json_int64(crm__json_find(root, crm__text_of(key)), &integer));
        ck_assert_int_eq(integer, i);
    }
    ck_assert_ptr_null(crm__json_find(root, TEXT("客户5000")));

    out.data[out.size - 1] = ',';
    crm__buffer_cstr(&out, "\"客户4999\":0}");
    ck_assert_int_eq(refused(crm__buffer_view(&out)), CRM_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(env.error.message, "key '客户4999' twice"));
}
END_TEST

static void write_sample(struct json_writer *writer)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "id");
    crm__json_write_id(writer, INT64_MAX);
    crm__json_write_key(writer, TEXT("名"));
    crm__json_write_text(writer, TEXT("a\"\\/\b\f\n\r\t\x01\x7f张"));
    crm__json_write_name(writer, "list");
    crm__json_begin_array(writer);
    crm__json_write_int64(writer, INT64_MIN);
    crm__json_write_double(writer, 0.1);
    crm__json_write_double(writer, NAN);
    crm__json_write_double(writer, INFINITY);
    crm__json_write_bool(writer, true);
    crm__json_write_bool(writer, false);
    crm__json_write_null(writer);
    crm__json_write_cstr(writer, NULL);
    crm__json_write_raw(writer, TEXT("[1]"));
    crm__json_end_array(writer);
    crm__json_write_name(writer, "none");
    crm__json_begin_object(writer);
    crm__json_end_object(writer);
    crm__json_write_name(writer, "empty");
    crm__json_begin_array(writer);
    crm__json_end_array(writer);
    crm__json_end_object(writer);
}

START_TEST(the_compact_form_has_no_blanks)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, &out, 0);
    write_sample(&writer);
    ck_assert_str_eq(out.data,
                     "{\"id\":\"9223372036854775807\","
                     "\"名\":\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f张\","
                     "\"list\":[-9223372036854775808,0.1,null,null,true,false,null,null,[1]],"
                     "\"none\":{},\"empty\":[]}");
    parsed(out.data);
}
END_TEST

START_TEST(the_indented_form_has_a_line_a_value)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, &out, 2);
    crm__json_begin_object(&writer);
    crm__json_write_name(&writer, "a");
    crm__json_write_int64(&writer, 1);
    crm__json_write_name(&writer, "b");
    crm__json_begin_array(&writer);
    crm__json_write_int64(&writer, 2);
    crm__json_begin_object(&writer);
    crm__json_end_object(&writer);
    crm__json_end_array(&writer);
    crm__json_end_object(&writer);
    ck_assert_str_eq(out.data, "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    {}\n  ]\n}");
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_replaced)
{
    crm__buffer_json_text(&out, TEXT("a\xff\"客\xe5"));
    ck_assert_str_eq(out.data, "\"a\ufffd\\\"客\ufffd\"");
}
END_TEST

START_TEST(a_parsed_document_is_written_as_it_was)
{
    static const char text[] = "{\"n\":[1,1.50,-0,1e5,9223372036854775808],\"t\":\"张\\n\","
                               "\"o\":{\"x\":null,\"y\":[true,false,[]]}}";
    parsed(text);
    struct json_writer writer;
    crm__json_writer_init(&writer, &out, 0);
    crm__json_write_json(&writer, root);
    ck_assert_str_eq(out.data, text);
}
END_TEST

START_TEST(a_locale_with_a_decimal_comma_changes_nothing)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]))
            break;
    double real = 7;
    struct json *json = NULL;
    crm_status status = crm__json_parse(&env, TEXT("[1.5]"), &json);
    bool found = status == CRM_OK && crm__json_double(crm__json_at(json, 0), &real);
    crm__json_free(json);
    setlocale(LC_ALL, "C");
    ck_assert(found && real == 1.5);
}
END_TEST

static void *parse_many(void *context)
{
    size_t *failures = context;
    struct env own;
    crm__env_init(&own, NULL);
    for (int i = 0; i < 300; i++) {
        struct json *json;
        bool good = i % 2;
        crm_status status = crm__json_parse(
            &own, good ? TEXT("{\"a\":[1,{\"b\":\"张\"}]}") : TEXT("{\"a\":"), &json);
        *failures += status != (good ? CRM_OK : CRM_E_SYNTAX);
        crm__json_free(json);
    }
    return NULL;
}

START_TEST(threads_parse_side_by_side)
{
    pthread_t threads[4];
    size_t failures[4] = {0};
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, parse_many, &failures[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_uint_eq(failures[i], 0);
    }
}
END_TEST

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    static const char text[] =
        "{\"a\":[1,2,{\"b\":\"\\u5f20\"}],\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,"
        "\"j\":\"a long text that needs another chunk of the arena\",\"k\":[[[[]]]]}";
    size_t fail_at = 0;
    crm_status status;
    do {
        setup();
        heap.fail_at = ++fail_at;
        status = crm__json_parse(&env, crm__text_of(text), &root);
        ck_assert_int_eq(env.error.status, status);
        ck_assert((status == CRM_OK) == (root != NULL));
        teardown();
    } while (status == CRM_E_NOMEM);
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_gt(fail_at, 6);
    setup();
}
END_TEST

START_TEST(a_writer_out_of_memory_fails_its_buffer)
{
    size_t fail_at = 0;
    bool failed;
    do {
        setup();
        heap.fail_at = ++fail_at;
        struct json_writer writer;
        crm__json_writer_init(&writer, &out, 2);
        write_sample(&writer);
        crm__buffer_json_text(&out, TEXT("\xff"));
        failed = out.failed;
        teardown();
    } while (failed);
    ck_assert_uint_gt(fail_at, 4);
    setup();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base json");
    TCase *tests = tcase_create("json");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_kind_is_read);
    tcase_add_test(tests, a_document_may_be_a_single_value);
    tcase_add_test(tests, escapes_are_undone);
    tcase_add_test(tests, names_are_found_by_exact_case);
    tcase_add_test(tests, integers_of_64_bits_are_exact);
    tcase_add_test(tests, accessors_of_the_wrong_kind_touch_nothing);
    tcase_add_test(tests, what_is_not_json_is_refused_with_its_position);
    tcase_add_test(tests, infinite_numbers_are_refused);
    tcase_add_test(tests, depth_is_limited_before_anything_recurses);
    tcase_add_test(tests, sizes_and_counts_are_limited);
    tcase_add_test(tests, large_objects_find_every_member_and_every_repeat);
    tcase_add_test(tests, the_compact_form_has_no_blanks);
    tcase_add_test(tests, the_indented_form_has_a_line_a_value);
    tcase_add_test(tests, bytes_that_are_no_utf8_are_replaced);
    tcase_add_test(tests, a_parsed_document_is_written_as_it_was);
    tcase_add_test(tests, a_locale_with_a_decimal_comma_changes_nothing);
    tcase_add_test(tests, threads_parse_side_by_side);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    tcase_add_test(tests, a_writer_out_of_memory_fails_its_buffer);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
