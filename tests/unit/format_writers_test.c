/* CSV and JSON output, the guard against formulas, and the way back. */
#include "format/csv.h"
#include "format/ndjson.h"
#include "format_sheet.h"

static void write_fields(const struct csv_writer_options *options, const char *const *fields)
{
    struct csv_writer csv;
    crm__csv_writer_init(&csv, &writer, options);
    for (size_t i = 0; fields[i]; i++)
        crm__csv_field(&csv, crm__text_of(fields[i]));
    crm__csv_end_row(&csv);
    crm__csv_writer_free(&csv);
}

#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

START_TEST(fields_are_quoted_only_when_needed)
{
    write_fields(NULL,
                 FIELDS("a", "b c", "客户", "", "5\" pipe", "x,y", "a\nb", "c\rd", " e", "f "));
    ck_assert_str_eq(written(),
                     "a,b c,客户,,\"5\"\" pipe\",\"x,y\",\"a\nb\",\"c\rd\",\" e\",\"f \"\n");
}
END_TEST

START_TEST(a_row_of_one_empty_field_is_no_blank_line)
{
    write_fields(NULL, FIELDS(""));
    write_fields(NULL, FIELDS("", ""));
    ck_assert_str_eq(written(), "\"\"\n,\n");
}
END_TEST

START_TEST(options_choose_delimiter_line_end_and_mark)
{
    struct csv_writer_options options = {.delimiter = ';', .crlf = true, .bom = true};
    write_fields(&options, FIELDS("a;b", "c,d"));
    ck_assert_str_eq(written(), "\xEF\xBB\xBF\"a;b\";c,d\r\n");
}
END_TEST

START_TEST(cells_that_a_spreadsheet_would_run_are_guarded)
{
    static const char *const guarded[] = {
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "=",
        "-",
        "\t=1",
        "\rx",
        "\nx",
        " =1",
        "\xc2\xa0=1",
        "\xe3\x80\x80+1",
        "\xe2\x80\x8b=1",
        "\xef\xbb\xbf=1",
        "\x01@x",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "+8613800138000",
        "-5 apples",
        "-1.2.3",
        "-.5",
        "-1.",
        "'=1",
        "''=1",
        "- 5",
        " -5",
        "-1e5",
        "'-5",
    };
    static const char *const plain[] = {
        "",   "a",  "1",    "-5", "-12.50", "0",           "a=b",    "1-2",        "'",
        "'a", "'5", "客户", " a", " ",      "13800138000", "a@b.cn", "2026-03-02",
    };
    for (size_t i = 0; i < sizeof guarded / sizeof guarded[0]; i++)
        ck_assert_msg(crm__formula_guarded(crm__text_of(guarded[i])), "%s", guarded[i]);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        ck_assert_msg(!crm__formula_guarded(crm__text_of(plain[i])), "%s", plain[i]);
}
END_TEST

START_TEST(guarded_cells_begin_with_an_apostrophe_in_quotes)
{
    struct csv_writer_options options = {.formula_safe = true};
    write_fields(&options, FIELDS("=A1&\"x\"", "-5", "a;=1", "'=1"));
    ck_assert_str_eq(written(), "\"'=A1&\"\"x\"\"\",-5,\"a;=1\",\"''=1\"\n");
}
END_TEST

/* Writes one field guarded and reads it back with the guard taken off. */
static void expect_round_trip(struct text cell)
{
    struct csv_writer_options options = {.formula_safe = true};
    struct csv_writer csv;
    crm__csv_writer_init(&csv, &writer, &options);
    crm__csv_field(&csv, cell);
    crm__csv_field(&csv, TEXT("end"));
    crm__csv_end_row(&csv);
    crm__csv_writer_free(&csv);
    const char *text = written();

    struct csv_options reading = {.encoding = ENCODING_UTF8,
                                  .delimiter = ',',
                                  .header = CSV_HEADER_NO,
                                  .undo_formula_guard = true};
    struct text input = crm__text_of(text);
    struct csv_reader reader;
    struct csv_row row;
    ck_assert_int_eq(crm__csv_open(&reader, &env, crm__read_text, &input, &reading), CRM_OK);
    ck_assert_int_eq(crm__csv_next(&reader, &row), CRM_OK);
    ck_assert_uint_eq(row.field_count, 2);
    ck_assert_msg(crm__text_equal(row.fields[0], cell), "%s", text);
    ck_assert_int_eq(crm__csv_next(&reader, &row), CRM_DONE);
    crm__csv_close(&reader);
}

START_TEST(every_cell_comes_back_as_it_was)
{
    static const char *const pieces[] = {"'",  "=",  "-",  "+", "@", "1",  ".5", " ",
                                         "\t", "\n", "\"", ",", "a", "客", "＝", "\xe2\x80\x8b"};
    enum { COUNT = sizeof pieces / sizeof pieces[0] };
    struct buffer cell;
    crm__buffer_init(&cell, &env);
    for (size_t a = 0; a < COUNT; a++) {
        for (size_t b = 0; b < COUNT; b++) {
            for (size_t c = 0; c < COUNT; c++) {
                crm__buffer_clear(&cell);
                crm__buffer_cstr(&cell, pieces[a]);
                crm__buffer_cstr(&cell, pieces[b]);
                crm__buffer_cstr(&cell, pieces[c]);
                expect_round_trip(crm__buffer_view(&cell));
            }
        }
    }
    crm__buffer_free(&cell);
}
END_TEST

static struct batch batch;
static struct reader_column columns[COLUMN_COUNT];

START_TEST(a_sheet_is_written_as_csv)
{
    sheet_make(&batch, columns);
    struct sheet sheet = {.batch = &batch, .columns = columns};
    struct csv_writer_options options = {.formula_safe = true};
    struct csv_writer csv;
    crm__csv_writer_init(&csv, &writer, &options);
    ck_assert_int_eq(crm__csv_write_header(&csv, &sheet), CRM_OK);
    ck_assert_int_eq(crm__csv_write_rows(&csv, &sheet), CRM_OK);
    crm__csv_writer_free(&csv);
    ck_assert_str_eq(
        written(),
        "id,name,amount,currency,rate,share,active,day,moment,wait,stage,tags,extra,links,score\n"
        "9007199254740993,\"张三, \"\"Li\"\"\",12345.50,CNY,1.500,0.125,true,2026-03-02,"
        "2026-03-02T08:00:00Z,93600,won,\"new|won\",\"{\"\"a b\"\": [1,\n 2]}\","
        "\"7|9223372036854775807\",0.5\n"
        ",,,,,,,,,,,,,,\n"
        "2,\"'=1+1\",-1234,JPY,-0.005,1,false,1969-12-31,2026-03-02T08:00:01.5Z,1.5,other,new,3,"
        "7,1e+21\n");
    crm__batch_free(&batch);
}
END_TEST

static void write_json(enum json_layout layout, size_t times)
{
    struct sheet sheet = {.batch = &batch};
    struct json_rows rows;
    crm__json_rows_init(&rows, &writer, layout);
    for (size_t i = 0; i < times; i++)
        ck_assert_int_eq(crm__json_rows_write(&rows, &sheet), CRM_OK);
    ck_assert_int_eq(crm__json_rows_finish(&rows), CRM_OK);
}

START_TEST(rows_are_written_as_json_lines_or_one_document)
{
    crm__batch_init(&batch, &env);
    ck_assert_ptr_nonnull(crm__batch_add(&batch, TEXT("n"), VALUE_INT));
    ck_assert_ptr_nonnull(crm__batch_add(&batch, TEXT("a \"b\""), VALUE_TEXT));
    write_json(JSON_LINES, 1);
    ck_assert_str_eq(written(), "");
    write_json(JSON_DOCUMENT, 1);
    ck_assert_str_eq(written(), "[]\n");
    add_int(&batch, 0, 1);
    add_text(&batch, 1, "x\ny");
    crm__batch_finish_row(&batch);
    write_json(JSON_LINES, 2);
    ck_assert_str_eq(written(), "{\"n\":1,\"a \\\"b\\\"\":\"x\\ny\"}\n"
                                "{\"n\":1,\"a \\\"b\\\"\":\"x\\ny\"}\n");
    write_json(JSON_DOCUMENT, 2);
    ck_assert_str_eq(written(), "[\n {\"n\":1,\"a \\\"b\\\"\":\"x\\ny\"},\n"
                                " {\"n\":1,\"a \\\"b\\\"\":\"x\\ny\"}\n]\n");
    crm__batch_free(&batch);
}
END_TEST

START_TEST(json_lines_read_back)
{
    sheet_make(&batch, columns);
    struct sheet sheet = {.batch = &batch, .columns = columns};
    struct json_rows rows;
    crm__json_rows_init(&rows, &writer, JSON_LINES);
    ck_assert_int_eq(crm__json_rows_write(&rows, &sheet), CRM_OK);
    ck_assert_int_eq(crm__json_rows_finish(&rows), CRM_OK);
    struct text input = crm__text_of(written());
    struct ndjson_reader reader;
    struct ndjson_row row;
    ck_assert_int_eq(crm__ndjson_open(&reader, &env, crm__read_text, &input, ENCODING_DETECT),
                     CRM_OK);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_OK);
        ck_assert_uint_eq(row.message.size, 0);
        ck_assert_uint_eq(row.field_count, COLUMN_COUNT);
    }
    ck_assert(crm__text_is(row.fields[A_NAME].text, "=1+1"));
    ck_assert_int_eq(crm__ndjson_next(&reader, &row), CRM_DONE);
    crm__ndjson_close(&reader);
    crm__batch_free(&batch);
}
END_TEST

static int32_t refuse(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 1;
}

START_TEST(a_failing_write_ends_the_writing)
{
    sheet_make(&batch, columns);
    struct sheet sheet = {.batch = &batch, .columns = columns};
    struct csv_writer csv;
    struct json_rows rows;
    crm_status status = CRM_OK;
    crm__writer_init(&writer, &env, refuse, NULL);
    crm__csv_writer_init(&csv, &writer, NULL);
    for (size_t i = 0; i < 100 && status == CRM_OK; i++)
        status = crm__csv_write_rows(&csv, &sheet);
    ck_assert_int_eq(status, CRM_E_IO);
    crm__csv_writer_free(&csv);
    crm__writer_init(&writer, &env, refuse, NULL);
    crm__json_rows_init(&rows, &writer, JSON_DOCUMENT);
    status = CRM_OK;
    for (size_t i = 0; i < 100 && status == CRM_OK; i++)
        status = crm__json_rows_write(&rows, &sheet);
    ck_assert_int_eq(status, CRM_E_IO);
    ck_assert_int_eq(crm__json_rows_finish(&rows), CRM_E_IO);
    crm__batch_free(&batch);
}
END_TEST

static crm_status write_both(const struct sheet *sheet)
{
    struct csv_writer csv;
    struct json_rows rows;
    crm__csv_writer_init(&csv, &writer, NULL);
    crm__json_rows_init(&rows, &writer, JSON_LINES);
    crm_status status = crm__csv_write_rows(&csv, sheet);
    if (status == CRM_OK)
        status = crm__json_rows_write(&rows, sheet);
    crm__csv_writer_free(&csv);
    crm__json_rows_finish(&rows);
    return status;
}

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    sheet_make(&batch, columns);
    struct sheet sheet = {.batch = &batch, .columns = columns};
    size_t live = heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.live = live, .fail_at = fail_at};
        crm_status status = write_both(&sheet);
        ck_assert_uint_eq(heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 50);
    }
    crm__batch_free(&batch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/writers");
    TCase *tests = tcase_create("writers");
    tcase_add_checked_fixture(tests, sheet_setup, sheet_teardown);
    tcase_add_test(tests, fields_are_quoted_only_when_needed);
    tcase_add_test(tests, a_row_of_one_empty_field_is_no_blank_line);
    tcase_add_test(tests, options_choose_delimiter_line_end_and_mark);
    tcase_add_test(tests, cells_that_a_spreadsheet_would_run_are_guarded);
    tcase_add_test(tests, guarded_cells_begin_with_an_apostrophe_in_quotes);
    tcase_add_test(tests, every_cell_comes_back_as_it_was);
    tcase_add_test(tests, a_sheet_is_written_as_csv);
    tcase_add_test(tests, rows_are_written_as_json_lines_or_one_document);
    tcase_add_test(tests, json_lines_read_back);
    tcase_add_test(tests, a_failing_write_ends_the_writing);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
