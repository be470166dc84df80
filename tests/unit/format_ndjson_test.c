/* The NDJSON reader. */
#include "format/ndjson.h"
#include "format_input.h"

static struct ndjson_reader reader;
static struct drip drip;
static struct buffer seen;

static void setup(void)
{
    input_setup();
    crm__buffer_init(&seen, &env);
}

static void teardown(void)
{
    crm__buffer_free(&seen);
    input_teardown();
}

static void describe_field(const struct ndjson_field *field)
{
    static const char letters[] = {'n', 'b', 'i', 'd', 't', 'j'};
    struct text name = reader.names[field->name];
    crm__buffer_format(&seen, "%.*s=%c:", (int)name.size, name.data, letters[field->kind]);
    if (field->kind == NDJSON_INT || field->kind == NDJSON_BOOL)
        crm__buffer_int64(&seen, field->integer);
    else
        crm__buffer_text(&seen, field->text);
    crm__buffer_byte(&seen, ';');
}

/* A row as "line{name=kind:value;}" or "line:column!message". */
static void describe(const struct ndjson_row *row)
{
    crm__buffer_format(&seen, "%lld", (long long)row->line);
    if (row->message.size) {
        ck_assert_uint_eq(row->field_count, 0);
        crm__buffer_format(&seen, ":%lld!%.*s ", (long long)row->column, (int)row->message.size,
                           row->message.data);
        return;
    }
    crm__buffer_byte(&seen, '{');
    for (size_t i = 0; i < row->field_count; i++)
        describe_field(&row->fields[i]);
    crm__buffer_cstr(&seen, "} ");
}

static void read_rows(struct text text, size_t step)
{
    drip = (struct drip){.text = text, .step = step};
    crm__buffer_clear(&seen);
    ck_assert_int_eq(crm__ndjson_open(&reader, &env, drip_read, &drip, ENCODING_UTF8), CRM_OK);
    struct ndjson_row row;
    crm_status status;
    int64_t number = 0;
    while ((status = crm__ndjson_next(&reader, &row)) == CRM_OK) {
        ck_assert_int_eq(row.number, ++number);
        describe(&row);
    }
    ck_assert_int_eq(status, CRM_DONE);
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_DONE);
}

static void expect_rows(struct text text, const char *expected)
{
    static const size_t steps[] = {0, 1, 2, 5};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        read_rows(text, steps[i]);
        ck_assert_str_eq(seen.data ? seen.data : "", expected);
        crm__ndjson_close(&reader);
    }
}

START_TEST(every_kind_of_value_is_read)
{
    expect_rows(TEXT("{\"a\":1,\"b\":-2.5,\"c\":\"客户\",\"d\":true,\"e\":null}\n"),
                "1{a=i:1;b=d:-2.5;c=t:客户;d=b:1;e=n:null;} ");
    expect_rows(TEXT("{}\n { } \n"), "1{} 2{} ");
    expect_rows(TEXT("{\"a\":false,\"a b\":\"\"}"), "1{a=b:0;a b=t:;} ");
}
END_TEST

START_TEST(numbers_stay_integers_as_long_as_they_fit)
{
    expect_rows(TEXT("{\"a\":9223372036854775807,\"b\":-9223372036854775808}"),
                "1{a=i:9223372036854775807;b=i:-9223372036854775808;} ");
    expect_rows(TEXT("{\"a\":9223372036854775808,\"b\":1e2,\"c\":1.0}"),
                "1{a=d:9223372036854775808;b=d:1e2;c=d:1.0;} ");
}
END_TEST

START_TEST(escapes_are_resolved)
{
    expect_rows(
        TEXT("{\"a\":\"q\\\"b\\\\s\\/\\b\\f\\n\\r\\t\",\"b\":\"\\u5ba2\\ud83d\\ude00\\u00e9\"}"),
        "1{a=t:q\"b\\s/\b\f\n\r\t;b=t:客😀é;} ");
    expect_rows(TEXT("{\"\\u0061\":1}\n{\"a\":2}"), "1{a=i:1;} 2{a=i:2;} ");
}
END_TEST

START_TEST(nested_values_are_kept_as_their_text)
{
    expect_rows(TEXT("{\"a\":{\"x\":[1, {\"y\":\"\\n\"}, []]} ,\"b\":[ ]}"),
                "1{a=j:{\"x\":[1, {\"y\":\"\\n\"}, []]};b=j:[ ];} ");
}
END_TEST

START_TEST(blank_lines_and_any_line_end_are_fine)
{
    expect_rows(TEXT("\n{\"a\":1}\r\n\r\n  \n{\"a\":2}"), "2{a=i:1;} 5{a=i:2;} ");
    expect_rows(TEXT(""), "");
    expect_rows(TEXT("\xEF\xBB\xBF{}"), "1{} ");
}
END_TEST

START_TEST(names_are_numbered_by_first_appearance)
{
    read_rows(TEXT("{\"b\":1,\"a\":2}\n{\"a\":3,\"c\":4,\"b\":5}\n"), 0);
    ck_assert_uint_eq(reader.name_count, 3);
    ck_assert_uint_eq(crm__ndjson_find(&reader, TEXT("b")), 0);
    ck_assert_uint_eq(crm__ndjson_find(&reader, TEXT("c")), 2);
    ck_assert_uint_eq(crm__ndjson_find(&reader, TEXT("d")), SIZE_MAX);
    ck_assert_str_eq(seen.data, "1{b=i:1;a=i:2;} 2{a=i:3;c=i:4;b=i:5;} ");
    crm__ndjson_close(&reader);
}
END_TEST

START_TEST(each_mistake_is_named_with_its_column)
{
    static const struct {
        const char *line;
        const char *expected;
    } cases[] = {
        {"[1]", "1:1!expected an object "},
        {"1", "1:1!expected an object "},
        {"{", "1:2!expected a name in quotes "},
        {"{a:1}", "1:2!expected a name in quotes "},
        {"{\"客\" 1}", "1:6!expected ':' after the name "},
        {"{\"a\":}", "1:6!expected a value "},
        {"{\"a\":1", "1:7!expected ',' or '}' "},
        {"{\"a\":1,}", "1:8!expected a name in quotes "},
        {"{\"a\":1 \"b\":2}", "1:8!expected ',' or '}' "},
        {"{\"a\":1} x", "1:9!text after the object "},
        {"{\"a\":1}{}", "1:8!text after the object "},
        {"{\"a\":\"x}", "1:6!the string is not closed "},
        {"{\"a\":\"x\ty\"}", "1:8!a control character in a string "},
        {"{\"客户\":\"\\x\"}", "1:8!an unknown escape "},
        {"{\"a\":\"\\", "1:7!an unknown escape "},
        {"{\"a\":\"\\u12g4\"}", "1:7!\\u wants four hexadecimal digits "},
        {"{\"a\":\"\\u0000\"}", "1:7!NUL in a string "},
        {"{\"a\":\"\\ud800x\"}", "1:7!half of a surrogate pair "},
        {"{\"a\":\"\\ud800\\u0041\"}", "1:7!half of a surrogate pair "},
        {"{\"a\":\"\\udc00\"}", "1:7!half of a surrogate pair "},
        {"{\"a\":01}", "1:6!a number begins with 0 "},
        {"{\"a\":-}", "1:6!expected a value "},
        {"{\"a\":+1}", "1:6!expected a value "},
        {"{\"a\":.5}", "1:6!expected a value "},
        {"{\"a\":1.}", "1:8!expected a digit after the point "},
        {"{\"a\":1e}", "1:8!expected a digit in the exponent "},
        {"{\"a\":1e999}", "1:6!a number that no double holds "},
        {"{\"a\":NaN}", "1:6!expected a value "},
        {"{\"a\":tru}", "1:6!expected a value "},
        {"{\"a\":truex}", "1:10!expected ',' or '}' "},
        {"{\"a\":1,\"b\":2,\"a\":3}", "1:14!the name 'a' twice "},
        {"{\"a\":[1,]}", "1:9!expected a value "},
        {"{\"a\":[1 2]}", "1:9!expected ',' or ']' "},
        {"{\"a\":[}", "1:7!expected a value "},
        {"{\"a\":{\"b\"}}", "1:10!expected ':' after the name "},
        {"{\"a\":{\"b\":1]}", "1:12!expected ',' or '}' "},
        {"{\"a\":{,}}", "1:7!expected a name in quotes "},
        {"{\"a\":[\"\\ud800\"]}", "1:8!half of a surrogate pair "},
        {"\x01", "1:1!expected an object "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_rows(crm__text_of(cases[i].line), cases[i].expected);
}
END_TEST

START_TEST(a_bad_line_does_not_stop_the_next)
{
    expect_rows(TEXT("{\"a\":1}\n{\"a\":\n{\"a\":3}\n"),
                "1{a=i:1;} 2:6!expected a value 3{a=i:3;} ");
}
END_TEST

START_TEST(bad_bytes_are_named_with_offset_and_column)
{
    expect_rows(TEXT("{\"a\":1}\n{\"客\":\"\xff\"}\n{}\n"),
                "1{a=i:1;} 2:7!byte 16 is not valid UTF-8 3{} ");
    expect_rows((struct text){"{\"a\":\0}\n{}", 10}, "1:6!byte 5 is NUL 2{} ");
}
END_TEST

/* `before`, `count` copies of `part`, `after`. */
static void expect_repeated(const char *before, const char *part, size_t count, const char *after,
                            const char *expected)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    crm__buffer_cstr(&text, before);
    for (size_t i = 0; i < count; i++)
        crm__buffer_cstr(&text, part);
    crm__buffer_cstr(&text, after);
    static const size_t steps[] = {0, 1000};
    for (size_t i = 0; i < 2; i++) {
        read_rows(crm__buffer_view(&text), steps[i]);
        if (expected)
            ck_assert_str_eq(seen.data, expected);
        crm__ndjson_close(&reader);
    }
    crm__buffer_free(&text);
}

START_TEST(depth_has_its_limit)
{
    expect_repeated("{\"a\":", "[", NDJSON_DEPTH_LIMIT, "\n{}\n",
                    "1:69!nested deeper than 64 levels 2{} ");
    expect_repeated("{\"a\":", "{\"a\":", 1000000 / 5, "\n{}\n",
                    "1:321!nested deeper than 64 levels 2{} ");
    expect_repeated("{\"a\":", "[", 1000000, "\n{}\n", "1:69!nested deeper than 64 levels 2{} ");
    expect_repeated("[", "[", 1000000, "\n{}\n", "1:1!expected an object 2{} ");
}
END_TEST

START_TEST(a_line_has_its_limit)
{
    expect_repeated("{\"a\":\"", "x", NDJSON_LINE_LIMIT - 8, "\"}\n{}\n", NULL);
    ck_assert_uint_gt(seen.size, NDJSON_LINE_LIMIT - 100);
    expect_repeated("{\"a\":\"", "x", NDJSON_LINE_LIMIT - 7, "\"}\n{}\n",
                    "1:0!the line has over 1048576 bytes 2{} ");
    expect_repeated("{\"a\":1}\n", " ", 5 * NDJSON_LINE_LIMIT, "\n{}\n",
                    "1{a=i:1;} 2:0!the line has over 1048576 bytes 3{} ");
    expect_repeated("", " ", 5 * NDJSON_LINE_LIMIT, "", "1:0!the line has over 1048576 bytes ");
}
END_TEST

START_TEST(members_and_names_have_their_limit)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    for (int row = 0; row < 2; row++) {
        crm__buffer_byte(&text, '{');
        for (int i = 0; i < NDJSON_FIELD_LIMIT + row; i++)
            crm__buffer_format(&text, "%s\"n%d\":%d", i ? "," : "", i, i);
        crm__buffer_cstr(&text, "}\n");
    }
    crm__buffer_cstr(&text, "{\"other\":1}\n");
    drip = (struct drip){.text = crm__buffer_view(&text)};
    ck_assert_int_eq(crm__ndjson_open(&reader, &env, drip_read, &drip, ENCODING_DETECT), CRM_OK);
    struct ndjson_row row;
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_OK);
    ck_assert_uint_eq(row.field_count, NDJSON_FIELD_LIMIT);
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_OK);
    ck_assert(crm__text_is(row.message, "more than 1024 members"));
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_OK);
    ck_assert(crm__text_is(row.message, "more than 1024 different names in the file"));
    crm__ndjson_close(&reader);
    crm__buffer_free(&text);
}
END_TEST

START_TEST(fields_become_values)
{
    drip = (struct drip){.text = TEXT("{\"a\":true,\"b\":2.5,\"c\":[1],\"d\":null,\"e\":\"x\"}")};
    ck_assert_int_eq(crm__ndjson_open(&reader, &env, drip_read, &drip, ENCODING_DETECT), CRM_OK);
    struct ndjson_row row;
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_OK);
    ck_assert_int_eq(crm__ndjson_value(&row.fields[0]).integer, 1);
    ck_assert(crm__ndjson_value(&row.fields[1]).real == 2.5);
    ck_assert(crm__text_is(crm__ndjson_value(&row.fields[2]).text, "[1]"));
    ck_assert_int_eq(crm__ndjson_value(&row.fields[3]).kind, VALUE_NULL);
    ck_assert(crm__text_is(crm__ndjson_value(&row.fields[4]).text, "x"));
    ck_assert(crm__text_is(row.fields[1].text, "2.5"));
    crm__ndjson_close(&reader);
}
END_TEST

static const char *const pieces[] = {
    "{\"a\":", "\"b\"",         ":",    ",",        "{",   "}",          "[",    "]",
    "\n",      "\"客\\u5ba2\"", "\\",   "\"",       "1",   "-2.5e3",     "true", "null",
    " ",       "\xff",          "\r\n", "\"\\n\":", "}\n", "}\n{\"c\":",
};
enum { PIECE_COUNT = sizeof pieces / sizeof pieces[0] };

START_TEST(any_chunk_size_gives_the_same_rows)
{
    struct buffer text, whole;
    crm__buffer_init(&text, &env);
    crm__buffer_init(&whole, &env);
    uint32_t state = 20260302;
    for (size_t round = 0; round < 500; round++) {
        crm__buffer_clear(&text);
        for (size_t i = random_next(&state) % 40; i > 0; i--)
            crm__buffer_cstr(&text, pieces[random_next(&state) % PIECE_COUNT]);
        read_rows(crm__buffer_view(&text), 0);
        crm__ndjson_close(&reader);
        crm__buffer_clear(&whole);
        crm__buffer_text(&whole, crm__buffer_view(&seen));
        for (size_t step = 1; step < 4; step++) {
            read_rows(crm__buffer_view(&text), step);
            crm__ndjson_close(&reader);
            ck_assert_msg(crm__text_equal(crm__buffer_view(&seen), crm__buffer_view(&whole)),
                          "round %zu step %zu", round, step);
        }
    }
    crm__buffer_free(&text);
    crm__buffer_free(&whole);
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    struct text text = TEXT("{\"a\":1,\"\\u0062\":\"\\n\"}\n{\"c\":\n\xff\n{\"a\":2}\n");
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.fail_at = fail_at};
        drip = (struct drip){.text = text};
        crm__error_clear(&env);
        crm_status status = crm__ndjson_open(&reader, &env, drip_read, &drip, ENCODING_UTF8);
        bool opened = status == CRM_OK;
        struct ndjson_row row;
        while (status == CRM_OK)
            status = crm__ndjson_next(&reader, &row);
        if (opened)
            crm__ndjson_close(&reader);
        ck_assert_uint_eq(heap.live, 0);
        if (status == CRM_DONE)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 100);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/ndjson");
    TCase *tests = tcase_create("ndjson");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_kind_of_value_is_read);
    tcase_add_test(tests, numbers_stay_integers_as_long_as_they_fit);
    tcase_add_test(tests, escapes_are_resolved);
    tcase_add_test(tests, nested_values_are_kept_as_their_text);
    tcase_add_test(tests, blank_lines_and_any_line_end_are_fine);
    tcase_add_test(tests, names_are_numbered_by_first_appearance);
    tcase_add_test(tests, each_mistake_is_named_with_its_column);
    tcase_add_test(tests, a_bad_line_does_not_stop_the_next);
    tcase_add_test(tests, bad_bytes_are_named_with_offset_and_column);
    tcase_add_test(tests, depth_has_its_limit);
    tcase_add_test(tests, a_line_has_its_limit);
    tcase_add_test(tests, members_and_names_have_their_limit);
    tcase_add_test(tests, fields_become_values);
    tcase_add_test(tests, any_chunk_size_gives_the_same_rows);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
