/* Import through the C data interface, also of what a hostile library might hand over. */
#include "format_stream.h"

#include <stdio.h>

static char *rows_as_json(struct batch *rows, const struct reader_column *described_as)
{
    static char text[1 << 14];
    struct sheet sheet = {.batch = rows, .columns = described_as};
    crm__buffer_clear(&out);
    for (size_t row = 0; row < rows->row_count; row++) {
        for (size_t i = 0; i < rows->column_count; i++) {
            crm__buffer_cstr(&out, i ? " " : "");
            crm__cell_json(&sheet, i, row, &out);
        }
        crm__buffer_byte(&out, '\n');
    }
    memcpy(text, out.data ? out.data : "", out.size);
    text[out.size] = '\0';
    return text;
}

START_TEST(what_is_exported_can_be_imported)
{
    struct rounds rounds = {1, CRM_DONE};
    struct ArrowArrayStream stream = stream_of(&rounds);
    struct arrow_import import;
    struct batch rows;
    ck_assert_int_eq(crm__arrow_open(&import, &env, &stream), CRM_OK);
    ck_assert(!stream.release);
    ck_assert_uint_eq(import.column_count, COLUMN_COUNT);
    ck_assert_int_eq(import.columns[A_MOMENT].type, COLUMN_TIME);
    crm__batch_init(&rows, &env);
    ck_assert_int_eq(crm__reader_prepare(import.columns, COLUMN_COUNT, &rows), CRM_OK);
    ck_assert_int_eq(crm__arrow_next(&import, &rows), CRM_OK);
    ck_assert_int_eq(crm__arrow_next(&import, &rows), CRM_DONE);
    ck_assert_uint_eq(rows.row_count, 3);
    /* What is text in Arrow, and plain integers, are told apart by the first descriptions only. */
    ck_assert(crm__text_is(crm__batch_at(&rows, LINKS, 0).text, "7|9223372036854775807"));
    for (size_t i = 0; i < LINKS; i++)
        for (size_t row = 0; row < 3; row++)
            ck_assert(
                crm__value_equal(crm__batch_at(&rows, i, row), crm__batch_at(&batch, i, row)));
    crm__batch_free(&rows);
    crm__arrow_close(&import);
}
END_TEST

/* A hand-made stream of one column and one array, as a foreign library would make it. */
static struct foreign {
    struct ArrowSchema child, dictionary_schema;
    struct ArrowSchema *children[1];
    struct ArrowArray values, dictionary;
    struct ArrowArray *arrays[1];
    const void *struct_buffers[1];
    int64_t length, offset;
    int given, released;
    const char *format;
} foreign;

static void foreign_schema_release(struct ArrowSchema *schema)
{
    foreign.released++;
    schema->release = NULL;
}

static void foreign_array_release(struct ArrowArray *array)
{
    foreign.released++;
    array->release = NULL;
}

static int foreign_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema)
{
    (void)stream;
    foreign.children[0] = &foreign.child;
    *schema = (struct ArrowSchema){.format = foreign.format,
                                   .n_children = 1,
                                   .children = foreign.children,
                                   .release = foreign_schema_release};
    return 0;
}

static int foreign_next(struct ArrowArrayStream *stream, struct ArrowArray *array)
{
    (void)stream;
    *array = (struct ArrowArray){.release = NULL};
    if (foreign.given++)
        return 0;
    foreign.arrays[0] = &foreign.values;
    *array = (struct ArrowArray){.length = foreign.length,
                                 .offset = foreign.offset,
                                 .null_count = foreign.struct_buffers[0] ? -1 : 0,
                                 .n_buffers = 1,
                                 .n_children = 1,
                                 .buffers = foreign.struct_buffers,
                                 .children = foreign.arrays,
                                 .release = foreign_array_release};
    return 0;
}

static const char *foreign_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return NULL;
}

static void foreign_release(struct ArrowArrayStream *stream)
{
    foreign.released++;
    stream->release = NULL;
}

static void foreign_column(const char *format, int64_t length, const void **buffers,
                           int64_t buffer_count)
{
    foreign = (struct foreign){.format = "+s", .length = length};
    foreign.child =
        (struct ArrowSchema){.format = format, .name = "x", .release = foreign_schema_release};
    foreign.values = (struct ArrowArray){.length = length,
                                         .null_count = buffers && buffers[0] ? -1 : 0,
                                         .n_buffers = buffer_count,
                                         .buffers = buffers,
                                         .release = foreign_array_release};
}

/* Imports the foreign column; the rows as JSON, or the failure. */
static const char *imported(void)
{
    static char text[1 << 14];
    struct ArrowArrayStream stream = {foreign_schema, foreign_next, foreign_error, foreign_release,
                                      NULL};
    struct arrow_import import;
    struct batch rows;
    crm__error_clear(&env);
    crm_status status = crm__arrow_open(&import, &env, &stream);
    if (status < 0) {
        ck_assert(foreign.released >= 1);
        snprintf(text, sizeof text, "%s: %s", crm_status_name(status), env.error.message);
        return text;
    }
    crm__batch_init(&rows, &env);
    ck_assert_int_eq(crm__reader_prepare(import.columns, 1, &rows), CRM_OK);
    status = crm__arrow_next(&import, &rows);
    if (status < 0) {
        snprintf(text, sizeof text, "%s: row %lld: %s", crm_status_name(status),
                 (long long)env.error.row, env.error.message);
        ck_assert_uint_eq(rows.columns[0].count, 0);
        ck_assert_uint_eq(rows.columns[0].null_count, 0);
    } else {
        snprintf(text, sizeof text, "%s", rows_as_json(&rows, import.columns));
    }
    crm__batch_free(&rows);
    crm__arrow_close(&import);
    ck_assert_int_eq(foreign.released, 3);
    return text;
}

#define BUFFERS(...) ((const void *[]){__VA_ARGS__}), sizeof((const void *[]){__VA_ARGS__}) / 8

START_TEST(integers_of_every_width_are_read)
{
    static const int8_t i8[] = {-128, 127};
    static const int16_t i16[] = {-32768, 32767};
    static const int32_t i32[] = {INT32_MIN, INT32_MAX};
    static const int64_t i64[] = {INT64_MIN, INT64_MAX};
    foreign_column("c", 2, BUFFERS(NULL, i8));
    ck_assert_str_eq(imported(), "-128\n127\n");
    foreign_column("s", 2, BUFFERS(NULL, i16));
    ck_assert_str_eq(imported(), "-32768\n32767\n");
    foreign_column("i", 2, BUFFERS(NULL, i32));
    ck_assert_str_eq(imported(), "-2147483648\n2147483647\n");
    foreign_column("l", 2, BUFFERS(NULL, i64));
    ck_assert_str_eq(imported(), "-9223372036854775808\n9223372036854775807\n");
    foreign_column("C", 2, BUFFERS(NULL, i8));
    ck_assert_str_eq(imported(), "128\n127\n");
    foreign_column("S", 2, BUFFERS(NULL, i16));
    ck_assert_str_eq(imported(), "32768\n32767\n");
    foreign_column("I", 2, BUFFERS(NULL, i32));
    ck_assert_str_eq(imported(), "2147483648\n2147483647\n");
    foreign_column("L", 2, BUFFERS(NULL, i64));
    ck_assert_str_eq(imported(), "CRM_E_LIMIT: row 1: x: a number that 64 bits cannot hold");
}
END_TEST

START_TEST(times_and_dates_are_scaled_rounding_down)
{
    static const int64_t ticks[] = {1500, -1};
    static const int32_t days[] = {20514, -1};
    static const int64_t huge[] = {INT64_C(9223372036855), 0};
    foreign_column("tsm:Asia/Shanghai", 2, BUFFERS(NULL, ticks));
    ck_assert_str_eq(imported(), "\"1970-01-01T00:00:01.5Z\"\n\"1969-12-31T23:59:59.999Z\"\n");
    foreign_column("tsn:", 2, BUFFERS(NULL, ticks));
    ck_assert_str_eq(imported(),
                     "\"1970-01-01T00:00:00.000001Z\"\n\"1969-12-31T23:59:59.999999Z\"\n");
    foreign_column("tdD", 2, BUFFERS(NULL, days));
    ck_assert_str_eq(imported(), "\"2026-03-02\"\n\"1969-12-31\"\n");
    foreign_column("tdm", 2, BUFFERS(NULL, ticks));
    ck_assert_str_eq(imported(), "\"1970-01-01\"\n\"1969-12-31\"\n");
    foreign_column("tDs", 2, BUFFERS(NULL, ticks));
    ck_assert_str_eq(imported(), "1500\n-1\n");
    foreign_column("tss:", 2, BUFFERS(NULL, huge));
    ck_assert_str_eq(imported(), "CRM_E_LIMIT: row 1: x: a number that 64 bits cannot hold");
}
END_TEST

START_TEST(floats_decimals_booleans_and_nulls_are_read)
{
    static const float narrow[] = {1.5f, -2};
    static const double wide[] = {0.1, 1e300};
    static const int64_t decimals[] = {150, 0, -225, -1};
    static const uint8_t bits[] = {2};
    foreign_column("f", 2, BUFFERS(NULL, narrow));
    ck_assert_str_eq(imported(), "1.5\n-2\n");
    foreign_column("g", 2, BUFFERS(NULL, wide));
    ck_assert_str_eq(imported(), "0.1\n1e+300\n");
    foreign_column("d:18,2", 2, BUFFERS(NULL, decimals));
    ck_assert_str_eq(imported(), "1.50\n-2.25\n");
    foreign_column("b", 2, BUFFERS(NULL, bits));
    ck_assert_str_eq(imported(), "false\ntrue\n");
    foreign_column("n", 2, NULL, 0);
    ck_assert_str_eq(imported(), "null\nnull\n");
}
END_TEST

START_TEST(text_is_read_in_all_three_layouts)
{
    static const int32_t offsets[] = {0, 6, 6, 7};
    static const int64_t wide[] = {0, 6, 6, 7};
    foreign_column("u", 3, BUFFERS(NULL, offsets, "客户x"));
    ck_assert_str_eq(imported(), "\"客户\"\n\"\"\n\"x\"\n");
    foreign_column("U", 3, BUFFERS(NULL, wide, "客户x"));
    ck_assert_str_eq(imported(), "\"客户\"\n\"\"\n\"x\"\n");
    static const char text[] = "thirteen char";
    int32_t views[8] = {3, 0, 0, 0, 13, 0, 0, 0};
    int64_t sizes[] = {13};
    memcpy(&views[1], "abc", 3);
    foreign_column("vu", 2, BUFFERS(NULL, views, text, sizes));
    ck_assert_str_eq(imported(), "\"abc\"\n\"thirteen char\"\n");
    sizes[0] = 12;
    foreign_column("vu", 2, BUFFERS(NULL, views, text, sizes));
    ck_assert_str_eq(imported(),
                     "CRM_E_INVALID: row 2: x: text that is broken, not UTF-8, or has a NUL");
}
END_TEST

START_TEST(offsets_and_validity_are_honoured)
{
    static const int64_t values[] = {0, 1, 2, 3, 4, 5};
    static const uint8_t validity[] = {0x2f}; /* all but the fifth */
    static const uint8_t rows[] = {0xfd};     /* all but the second */
    foreign_column("l", 6, BUFFERS(validity, values));
    foreign.values.offset = 2;
    foreign.values.length = 4;
    foreign.offset = 1;
    foreign.length = 3;
    ck_assert_str_eq(imported(), "3\nnull\n5\n");
    foreign_column("l", 6, BUFFERS(NULL, values));
    foreign.struct_buffers[0] = rows;
    foreign.offset = 1;
    foreign.length = 2;
    ck_assert_str_eq(imported(), "null\n2\n");
}
END_TEST

static void foreign_dictionary(const char *index_format, const void *indices)
{
    static const int32_t offsets[] = {0, 3, 4, 4};
    static const uint8_t validity[] = {3};
    static const void *dictionary[] = {validity, offsets, "客x"};
    static const void *buffers[2];
    buffers[1] = indices;
    foreign_column(index_format, 3, buffers, 2);
    foreign.dictionary_schema =
        (struct ArrowSchema){.format = "u", .release = foreign_schema_release};
    foreign.child.dictionary = &foreign.dictionary_schema;
    foreign.dictionary = (struct ArrowArray){.length = 3,
                                             .null_count = -1,
                                             .n_buffers = 3,
                                             .buffers = dictionary,
                                             .release = foreign_array_release};
    foreign.values.dictionary = &foreign.dictionary;
}

START_TEST(dictionary_encoded_text_is_looked_up)
{
    static const int8_t narrow[] = {1, 0, 2};
    static const uint32_t wide[] = {0, 0, 1};
    static const int8_t beyond[] = {0, 3, 0};
    static const int8_t negative[] = {-1, 0, 0};
    foreign_dictionary("c", narrow);
    ck_assert_str_eq(imported(), "\"x\"\n\"客\"\nnull\n");
    foreign_dictionary("I", wide);
    ck_assert_str_eq(imported(), "\"客\"\n\"客\"\n\"x\"\n");
    foreign_dictionary("c", beyond);
    ck_assert_str_eq(imported(),
                     "CRM_E_INVALID: row 2: x: text that is broken, not UTF-8, or has a NUL");
    foreign_dictionary("c", negative);
    ck_assert_str_eq(imported(),
                     "CRM_E_INVALID: row 1: x: text that is broken, not UTF-8, or has a NUL");
}
END_TEST

START_TEST(hostile_arrays_are_refused)
{
    static const int32_t backwards[] = {2, 1};
    static const int32_t below[] = {-1, 1};
    static const int32_t one[] = {0, 1};
    static const int64_t values[] = {1, 2};
    static const char *const broken =
        "CRM_E_INVALID: row 1: x: text that is broken, not UTF-8, or has a NUL";
    foreign_column("u", 1, BUFFERS(NULL, backwards, "ab"));
    ck_assert_str_eq(imported(), broken);
    foreign_column("u", 1, BUFFERS(NULL, below, "ab"));
    ck_assert_str_eq(imported(), broken);
    foreign_column("u", 1, BUFFERS(NULL, one, "\xff"));
    ck_assert_str_eq(imported(), broken);
    foreign_column("u", 1, BUFFERS(NULL, one, "\0"));
    ck_assert_str_eq(imported(), broken);
    foreign_column("u", 1, BUFFERS(NULL, one, NULL));
    ck_assert_str_eq(imported(), broken);
    foreign_column("l", 2, BUFFERS(NULL, NULL));
    ck_assert_str_eq(imported(), "CRM_E_INVALID: row 1: x: no buffer of values");
    foreign_column("l", 2, BUFFERS(NULL, values));
    foreign.values.length = 1;
    ck_assert_str_eq(imported(), "CRM_E_INVALID: row 1: x: fewer rows than it says");
    foreign_column("l", 2, BUFFERS(NULL, values));
    foreign.values.offset = INT64_MAX;
    ck_assert_str_eq(imported(), "CRM_E_INVALID: row 1: x: fewer rows than it says");
    foreign_column("l", 2, BUFFERS(NULL, values));
    foreign.values.null_count = 1;
    ck_assert_str_eq(imported(), "CRM_E_INVALID: row 1: x: nulls without a buffer of validity");
    foreign_column("l", 2, BUFFERS(NULL, values));
    foreign.length = -1;
    ck_assert_str_eq(imported(), "CRM_E_INVALID: row 0: an array of -1 rows and 1 columns for a "
                                 "schema of 1");
}
END_TEST

START_TEST(types_that_cannot_be_imported_are_named)
{
    static const char *const formats[] = {"+l",        "z",    "e", "ttu", "d:38,20",
                                          "d:9,2,256", "tsx:", "",  "tD"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, "CRM_E_UNSUPPORTED: x: type '%s' cannot be imported",
                 formats[i]);
        foreign_column(formats[i], 0, NULL, 0);
        ck_assert_str_eq(imported(), expected);
    }
    foreign_column("l", 0, NULL, 0);
    foreign.format = "l";
    ck_assert_str_eq(imported(), "CRM_E_INVALID: the stream is of 'l', not of records");
    foreign_column("l", 0, NULL, 0);
    foreign.child.name = "\xff";
    ck_assert_str_eq(imported(), "CRM_E_INVALID: column name: not UTF-8 at byte 0 (0xff)");
}
END_TEST

START_TEST(a_released_stream_is_misuse)
{
    struct ArrowArrayStream stream = {.release = NULL};
    struct arrow_import import;
    ck_assert_int_eq(crm__arrow_open(&import, &env, &stream), CRM_E_MISUSE);
}
END_TEST

static crm_status there_and_back(void)
{
    struct rounds rounds = {1, CRM_DONE};
    struct reader *reader;
    struct ArrowArrayStream stream;
    struct arrow_import import;
    struct batch rows;
    crm_status status = crm__reader_new(&env, columns, COLUMN_COUNT, &reader);
    if (status < 0)
        return status;
    reader->next = rounds_next;
    reader->context = &rounds;
    rounds.left = 0; /* the rows come from outside, so that only the formats allocate */
    status = crm__arrow_stream(reader, &stream);
    if (status < 0) {
        crm__reader_free(reader);
        return status;
    }
    status = crm__arrow_open(&import, &env, &stream);
    if (status < 0)
        return status;
    crm__batch_init(&rows, &env);
    status = crm__reader_prepare(import.columns, COLUMN_COUNT, &rows);
    if (status == CRM_OK)
        status = crm__arrow_next(&import, &rows);
    crm__batch_free(&rows);
    crm__arrow_close(&import);
    return status;
}

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    size_t live = heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.live = live, .fail_at = fail_at};
        crm_status status = there_and_back();
        ck_assert_uint_eq(heap.live, live);
        if (status == CRM_DONE)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 200);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/arrow_import");
    TCase *tests = tcase_create("arrow");
    tcase_add_checked_fixture(tests, stream_setup, stream_teardown);
    tcase_add_test(tests, what_is_exported_can_be_imported);
    tcase_add_test(tests, integers_of_every_width_are_read);
    tcase_add_test(tests, times_and_dates_are_scaled_rounding_down);
    tcase_add_test(tests, floats_decimals_booleans_and_nulls_are_read);
    tcase_add_test(tests, text_is_read_in_all_three_layouts);
    tcase_add_test(tests, offsets_and_validity_are_honoured);
    tcase_add_test(tests, dictionary_encoded_text_is_looked_up);
    tcase_add_test(tests, hostile_arrays_are_refused);
    tcase_add_test(tests, types_that_cannot_be_imported_are_named);
    tcase_add_test(tests, a_released_stream_is_misuse);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
