/* The CSV reader: records, problems, detection. */
#include "format_csv.h"

START_TEST(an_empty_input_has_no_columns_and_no_rows)
{
    expect_rows(TEXT_NONE, "");
    expect_rows(TEXT("\n\r\n\r"), "");
    expect_rows(TEXT("\xEF\xBB\xBF"), "");
    open_with(TEXT_NONE, 0, NULL);
    ck_assert_uint_eq(reader.column_count, 0);
    crm__csv_close(&reader);
}
END_TEST

START_TEST(records_end_with_any_line_end_or_none)
{
    expect_rows(TEXT("a,b\nc,d\n"), "1:[a][b] 2:[c][d] ");
    expect_rows(TEXT("a,b\r\nc,d"), "1:[a][b] 2:[c][d] ");
    expect_rows(TEXT("a,b\rc,d\r"), "1:[a][b] 2:[c][d] ");
    expect_rows(TEXT("a,b\nc,d\re,f\r\ng,h"), "1:[a][b] 2:[c][d] 3:[e][f] 4:[g][h] ");
}
END_TEST

START_TEST(blank_lines_are_skipped_and_counted)
{
    expect_rows(TEXT("a,b\n\n\r\n\nc,d\n\n"), "1:[a][b] 5:[c][d] ");
    expect_rows(TEXT("\n\na,b\n,\n"), "3:[a][b] 4:[][] ");
}
END_TEST

START_TEST(quotes_protect_delimiters_line_ends_and_quotes)
{
    expect_rows(TEXT("\"a,b\",\"c\"\"d\"\n\"\",\"\"\"\"\n"), "1:[a,b][c\"d] 2:[][\"] ");
    expect_rows(TEXT("\"a\nb\r\nc\",d\ne,f\n"), "1:[a\nb\r\nc][d] 4:[e][f] ");
    expect_rows(TEXT("\"\"\"a\"\"\",\"b\"\"\"\n"), "1:[\"a\"][b\"] ");
    expect_rows(TEXT("\"客,户\",张三\n"), "1:[客,户][张三] ");
}
END_TEST

START_TEST(quotes_elsewhere_are_ordinary_characters)
{
    expect_rows(TEXT("a\"b,5\" pipe\n \"x\" ,y\n"), "1:[a\"b][5\" pipe] 2:[ \"x\" ][y] ");
    expect_rows(TEXT("\"a\"b,c\n\"a\"b\"c\",d\n"), "1:[ab][c] 2:[ab\"c\"][d] ");
}
END_TEST

START_TEST(a_quote_that_is_never_closed_costs_its_line_only)
{
    expect_rows(TEXT("a,b\nc,\"d\ne,f\ng,h\n"),
                "1:[a][b] 2:[c]!the quote opened on line 2 is never closed 3:[e][f] 4:[g][h] ");
    expect_rows(TEXT("a,\"b"), "1:[a]!the quote opened on line 1 is never closed ");
    expect_rows(TEXT("\"a\nb\",\"c\r\nd,e\n"),
                "1:[a\nb]!the quote opened on line 2 is never closed 3:[d][e] ");
    expect_rows(TEXT("\""), "1:!the quote opened on line 1 is never closed ");
}
END_TEST

START_TEST(ragged_rows_are_named_with_their_line)
{
    expect_rows(TEXT("a,b\nc\nd,e,f\ng,h\n"), "1:[a][b] 2:[c]!1 field, most rows have 2 "
                                              "3:[d][e][f]!3 fields, most rows have 2 4:[g][h] ");
}
END_TEST

START_TEST(empty_fields_too_many_are_padding)
{
    expect_rows(TEXT("a,b\na,b\nc,d,,,\ne,,,f\n"),
                "1:[a][b] 2:[a][b] 3:[c][d] 4:[e][][][f]!4 fields, most rows have 2 ");
}
END_TEST

START_TEST(bad_bytes_are_named_with_their_offset)
{
    expect_rows(TEXT("a,b\nc\xff,d\ne,f\n"),
                "1:[a][b] 2:[c\x1a][d]!byte 5 is not valid UTF-8 3:[e][f] ");
    expect_rows((struct text){"a,b\nc,d\0\ne,f\n", 13},
                "1:[a][b] 2:[c][d\x1a]!byte 7 is NUL 3:[e][f] ");
    expect_rows(TEXT("a,b\nc,\xe5\xbc"),
                "1:[a][b] 2:[c][\x1a]!the input ends within a character at byte 6 ");
}
END_TEST

START_TEST(bad_bytes_of_a_transcoded_file_have_offsets_in_that_file)
{
    struct csv_options options = {.header = CSV_HEADER_YES};
    /* 姓名,城市 / 张三,北京 / 李<ff>,上海 in GBK */
    open_with(TEXT("\xd0\xd5\xc3\xfb,\xb3\xc7\xca\xd0\n\xd5\xc5\xc8\xfd,\xb1\xb1\xbe\xa9\n"
                   "\xc0\xee\xff,\xc9\xcf\xba\xa3\n"),
              1, &options);
    ck_assert_int_eq(reader.source.encoding.encoding, ENCODING_GB18030);
    ck_assert(crm__text_is(reader.columns[1], "城市"));
    read_rows();
    ck_assert_str_eq(seen.data, "2:[张三][北京] 3:[李\x1a][上海]!byte 22 is not valid GB18030 ");
    crm__csv_close(&reader);
}
END_TEST

START_TEST(the_delimiter_is_what_most_lines_agree_on)
{
    static const struct {
        const char *text;
        char delimiter;
    } cases[] = {
        {"a,b,c\n1,2,3\n4,5,6\n", ','},          {"a;b;c\n1,5;2,5;3\n1,2;3,4;5\n", ';'},
        {"a\tb\n1,5\t2\n\"x\ty,z\"\t3\n", '\t'}, {"a|b\n1|2\n", '|'},
        {"name\nSmith, John\nLi\n", ','},        {"", ','},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_with(crm__text_of(cases[i].text), 0, NULL);
        ck_assert_int_eq(reader.delimiter, cases[i].delimiter);
        crm__csv_close(&reader);
    }
}
END_TEST

START_TEST(one_line_alone_makes_no_certain_delimiter)
{
    open_with(TEXT("a,b\n"), 0, NULL);
    ck_assert(!reader.delimiter_certain);
    crm__csv_close(&reader);
    open_with(TEXT("a,b\n1,2\n"), 0, NULL);
    ck_assert(reader.delimiter_certain);
    crm__csv_close(&reader);
}
END_TEST

START_TEST(a_separator_line_is_obeyed_and_skipped)
{
    open_with(TEXT("sep=|\r\na|b,c\r\n1|2\r\n"), 1, NULL);
    ck_assert_int_eq(reader.delimiter, '|');
    ck_assert(crm__text_is(reader.columns[1], "b,c"));
    read_rows();
    ck_assert_str_eq(seen.data, "3:[1][2] ");
    crm__csv_close(&reader);
}
END_TEST

START_TEST(a_header_is_told_from_data)
{
    static const struct {
        const char *text;
        bool header;
        bool certain;
    } cases[] = {
        {"name,age\nLi,30\nWang,40\n", true, true},      {"Li,30\nWang,40\n", false, true},
        {"name,city\nLi,Beijing\n", true, false},        {"name,2024,2025\nLi,1,2\n", true, true},
        {"姓名,电话\n张三,13800138000\n", true, true},   {"email\na@example.com\n", true, true},
        {"a@example.com\nb@example.com\n", false, true}, {"yes,yes\nno,no\n", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_with(crm__text_of(cases[i].text), 0, NULL);
        ck_assert_msg(reader.has_header == cases[i].header, "%s", cases[i].text);
        ck_assert_msg(reader.header_certain == cases[i].certain, "%s", cases[i].text);
        crm__csv_close(&reader);
    }
}
END_TEST

START_TEST(column_names_are_trimmed_completed_and_distinct)
{
    struct csv_options options = {.header = CSV_HEADER_YES};
    open_with(TEXT("\xEF\xBB\xBF id ,,name,\"name\",name_2\n"), 0, &options);
    static const char *const names[] = {"id", "column_2", "name", "name_2", "name_2_2"};
    ck_assert_uint_eq(reader.column_count, 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert(crm__text_is(reader.columns[i], names[i]));
    ck_assert_uint_eq(crm__csv_find(&reader, TEXT("name")), 2);
    ck_assert_uint_eq(crm__csv_find(&reader, TEXT("ID")), 0);
    ck_assert_uint_eq(crm__csv_find(&reader, TEXT("nam")), SIZE_MAX);
    crm__csv_close(&reader);
}
END_TEST

START_TEST(without_a_header_columns_are_numbered)
{
    open_with(TEXT("1,2\n3,4\n5\n"), 0, NULL);
    ck_assert(!reader.has_header);
    ck_assert(crm__text_is(reader.columns[0], "column_1"));
    ck_assert(crm__text_is(reader.columns[1], "column_2"));
    crm__csv_close(&reader);
}
END_TEST

START_TEST(a_broken_header_is_refused_with_its_line)
{
    drip = (struct drip){.text = TEXT("\na\xff,b\n1,2\n")};
    ck_assert_int_eq(crm__csv_open(&reader, &env, drip_read, &drip, NULL), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "header: byte 2 is not valid UTF-8");
    ck_assert_int_eq(env.error.line, 2);
}
END_TEST

START_TEST(impossible_delimiters_are_misuse)
{
    struct csv_options options = {.delimiter = '"'};
    ck_assert_int_eq(crm__csv_open(&reader, &env, drip_read, &drip, &options), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/csv");
    TCase *tests = tcase_create("csv");
    tcase_add_checked_fixture(tests, csv_setup, csv_teardown);
    tcase_add_test(tests, an_empty_input_has_no_columns_and_no_rows);
    tcase_add_test(tests, records_end_with_any_line_end_or_none);
    tcase_add_test(tests, blank_lines_are_skipped_and_counted);
    tcase_add_test(tests, quotes_protect_delimiters_line_ends_and_quotes);
    tcase_add_test(tests, quotes_elsewhere_are_ordinary_characters);
    tcase_add_test(tests, a_quote_that_is_never_closed_costs_its_line_only);
    tcase_add_test(tests, ragged_rows_are_named_with_their_line);
    tcase_add_test(tests, empty_fields_too_many_are_padding);
    tcase_add_test(tests, bad_bytes_are_named_with_their_offset);
    tcase_add_test(tests, bad_bytes_of_a_transcoded_file_have_offsets_in_that_file);
    tcase_add_test(tests, the_delimiter_is_what_most_lines_agree_on);
    tcase_add_test(tests, one_line_alone_makes_no_certain_delimiter);
    tcase_add_test(tests, a_separator_line_is_obeyed_and_skipped);
    tcase_add_test(tests, a_header_is_told_from_data);
    tcase_add_test(tests, column_names_are_trimmed_completed_and_distinct);
    tcase_add_test(tests, without_a_header_columns_are_numbered);
    tcase_add_test(tests, a_broken_header_is_refused_with_its_line);
    tcase_add_test(tests, impossible_delimiters_are_misuse);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
