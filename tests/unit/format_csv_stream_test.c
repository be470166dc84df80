/* The CSV reader: limits, chunks, filling of batches, failures. */
#include "format_csv.h"

/* `size` bytes of one letter between `before` and `after`, at two chunk sizes. */
static void expect_long(const char *before, size_t size, const char *after, const char *expected)
{
    struct csv_options options = {.delimiter = ',', .header = CSV_HEADER_NO};
    struct buffer text;
    crm__buffer_init(&text, &env);
    crm__buffer_cstr(&text, before);
    crm__buffer_reserve(&text, size);
    memset(text.data + text.size, 'x', size);
    text.size += size;
    crm__buffer_cstr(&text, after);
    static const size_t steps[] = {0, 1000, 65537};
    for (size_t i = 0; i < 3; i++) {
        crm__buffer_clear(&seen);
        open_with(crm__buffer_view(&text), steps[i], &options);
        read_rows();
        ck_assert_str_eq(seen.data, expected);
        crm__csv_close(&reader);
    }
    crm__buffer_free(&text);
}

START_TEST(a_field_has_its_limit)
{
    expect_long("a,b\n", CSV_FIELD_LIMIT, ",c\nd,e\n", "1:[a][b] 2:[262144 bytes][c] 3:[d][e] ");
    expect_long("a,b\n", CSV_FIELD_LIMIT + 1, ",c\nd,e\n",
                "1:[a][b] 2:[262145 bytes][c]!field 1 has 262145 bytes, at most 262144 3:[d][e] ");
}
END_TEST

START_TEST(a_record_over_its_limit_is_dropped_to_its_line_end)
{
    expect_long("a,b\nc,", CSV_RECORD_LIMIT - 2, "\r\nd,e\n",
                "1:[a][b] 2:[c][1048574 bytes]!field 2 has 1048574 bytes, at most 262144 "
                "3:[d][e] ");
    expect_long("a,b\nc,", CSV_RECORD_LIMIT - 1, "\r\nd,e\n",
                "1:[a][b] 2:!the record has over 1048576 bytes 3:[d][e] ");
    expect_long("a,b\n\"c\nd\",", 5 * CSV_RECORD_LIMIT, "\rd,e\n",
                "1:[a][b] 2:!the record has over 1048576 bytes 4:[d][e] ");
    expect_long("a,b\nc,", 3 * CSV_RECORD_LIMIT, "",
                "1:[a][b] 2:!the record has over 1048576 bytes ");
    expect_long("a,b\nc,", 2 * CSV_RECORD_LIMIT, "\r",
                "1:[a][b] 2:!the record has over 1048576 bytes ");
}
END_TEST

START_TEST(a_quote_open_at_the_limit_costs_its_line_only)
{
    expect_long("a,b\nc,\"d\ne,f\n", 2 * CSV_RECORD_LIMIT, "\",g\nh,i\n",
                "1:[a][b] 2:[c]!the quote opened on line 2 is not closed within 1048576 bytes "
                "3:[e][f] 4:!the record has over 1048576 bytes 5:[h][i] ");
    expect_long("a,b\nc,\"d\ne,", CSV_RECORD_LIMIT - 200, "\"\nh,i\n",
                "1:[a][b] 2:[c][1048380 bytes]!field 2 has 1048380 bytes, at most 262144 "
                "4:[h][i] ");
}
END_TEST

START_TEST(columns_have_their_limit)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    for (size_t i = 1; i < CSV_COLUMN_LIMIT; i++)
        crm__buffer_byte(&text, ',');
    crm__buffer_cstr(&text, "x\n");
    struct csv_options options = {.delimiter = ',', .header = CSV_HEADER_NO};
    open_with(crm__buffer_view(&text), 0, &options);
    struct csv_row row;
    ck_assert_int_eq(crm__csv_next(&reader, &row), CRM_OK);
    ck_assert_uint_eq(row.field_count, CSV_COLUMN_LIMIT);
    ck_assert_int_ne(row.problem, CSV_TOO_WIDE);
    crm__csv_close(&reader);
    text.data[text.size - 1] = ',';
    open_with(crm__buffer_view(&text), 0, &options);
    ck_assert_int_eq(crm__csv_next(&reader, &row), CRM_OK);
    ck_assert_int_eq(row.problem, CSV_TOO_WIDE);
    ck_assert(crm__text_equal(row.message, TEXT("1025 fields, at most 1024")));
    crm__csv_close(&reader);
    crm__buffer_free(&text);
}
END_TEST

START_TEST(the_guard_of_formulas_is_taken_off_on_request)
{
    struct csv_options options = {
        .delimiter = ',', .header = CSV_HEADER_NO, .undo_formula_guard = true};
    open_with(TEXT("'=1+1,\"'@x\"\n''=1,'tis\n-5,'-5\n"), 0, &options);
    read_rows();
    ck_assert_str_eq(seen.data, "1:[=1+1][@x] 2:['=1]['tis] 3:[-5]['-5] ");
    crm__csv_close(&reader);
}
END_TEST

START_TEST(a_failing_read_ends_the_reading)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    for (size_t i = 0; i < 100000; i++)
        crm__buffer_cstr(&text, "a,b\n");
    drip = (struct drip){.text = crm__buffer_view(&text), .step = 4096, .fail_at = 50};
    ck_assert_int_eq(crm__csv_open(&reader, &env, drip_read, &drip, NULL), CRM_OK);
    struct csv_row row;
    crm_status status;
    while ((status = crm__csv_next(&reader, &row)) == CRM_OK)
        continue;
    ck_assert_int_eq(status, CRM_E_IO);
    crm__csv_close(&reader);
    crm__buffer_free(&text);
}
END_TEST

static const char *const pieces[] = {
    "a",
    ",",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "客户",
    "\r",
    "x,y",
    "\"q,\n\"",
    "\xff",
    "\"\"\"\"",
    "long text without anything special in it",
    " ",
    ";",
    "\xe5\xbc",
};
enum { PIECE_COUNT = sizeof pieces / sizeof pieces[0] };

START_TEST(any_chunk_size_gives_the_same_rows)
{
    struct csv_options options = {
        .encoding = ENCODING_UTF8, .delimiter = ',', .header = CSV_HEADER_NO};
    struct buffer text, whole;
    crm__buffer_init(&text, &env);
    crm__buffer_init(&whole, &env);
    uint32_t state = 42;
    for (size_t round = 0; round < 300; round++) {
        crm__buffer_clear(&text);
        for (size_t i = random_next(&state) % 60; i > 0; i--)
            crm__buffer_cstr(&text, pieces[random_next(&state) % PIECE_COUNT]);
        crm__buffer_clear(&seen);
        open_with(crm__buffer_view(&text), 0, &options);
        read_rows();
        crm__csv_close(&reader);
        crm__buffer_clear(&whole);
        crm__buffer_text(&whole, crm__buffer_view(&seen));
        for (size_t step = 1; step < 6; step++) {
            crm__buffer_clear(&seen);
            open_with(crm__buffer_view(&text), step, &options);
            read_rows();
            crm__csv_close(&reader);
            ck_assert_msg(crm__text_equal(crm__buffer_view(&seen), crm__buffer_view(&whole)),
                          "round %zu step %zu", round, step);
        }
    }
    crm__buffer_free(&text);
    crm__buffer_free(&whole);
}
END_TEST

/* Rows that span many windows, each numbered, so that a lost or doubled byte shows. */
START_TEST(rows_across_windows_are_whole)
{
    struct buffer text;
    crm__buffer_init(&text, &env);
    crm__buffer_cstr(&text, "n,filler,twice\n");
    uint32_t state = 7;
    for (int64_t i = 0; i < 20000; i++) {
        crm__buffer_format(&text, "%lld,\"", (long long)i);
        for (size_t k = random_next(&state) % 40; k > 0; k--)
            crm__buffer_cstr(&text, k % 5 ? "客x" : "\"\"");
        crm__buffer_format(&text, "\",%lld\r\n", (long long)(2 * i));
    }
    static const size_t steps[] = {0, 4096, 77777};
    for (size_t s = 0; s < 3; s++) {
        open_with(crm__buffer_view(&text), steps[s], NULL);
        struct csv_row row;
        int64_t number = 0, n, twice;
        while (crm__csv_next(&reader, &row) == CRM_OK) {
            ck_assert_int_eq(row.problem, CSV_FINE);
            ck_assert_int_eq(crm__text_to_int64(row.fields[0], &n), CRM_OK);
            ck_assert_int_eq(crm__text_to_int64(row.fields[2], &twice), CRM_OK);
            ck_assert_int_eq(n, number);
            ck_assert_int_eq(twice, 2 * number);
            ck_assert_int_eq(row.line, number + 2);
            number++;
        }
        ck_assert_int_eq(number, 20000);
        crm__csv_close(&reader);
    }
    crm__buffer_free(&text);
}
END_TEST

struct rejects {
    size_t count;
    struct buffer *out;
    crm_status answer;
};

static crm_status note_reject(void *context, const struct csv_row *row)
{
    struct rejects *rejects = context;
    rejects->count++;
    crm__buffer_format(rejects->out, "%lld:%.*s ", (long long)row->line, (int)row->message.size,
                       row->message.data);
    return rejects->answer;
}

static void batch_of_orders(struct batch *batch)
{
    crm__batch_init(batch, &env);
    ck_assert_ptr_nonnull(crm__batch_add(batch, TEXT("amount"), VALUE_DOUBLE));
    ck_assert_ptr_nonnull(crm__batch_add(batch, TEXT("customer"), VALUE_TEXT));
    ck_assert_ptr_nonnull(crm__batch_add(batch, TEXT("items"), VALUE_INT));
}

START_TEST(a_batch_is_filled_by_picked_columns)
{
    static const size_t picks[] = {3, 0, 1};
    struct batch batch;
    struct rejects rejects = {0, &seen, CRM_OK};
    batch_of_orders(&batch);
    open_with(TEXT("customer,items,city,amount\n张三,2,北京, 12.5 \n,,x,\n李四,two,y,1\nonly\n"
                   "王五,3,z,-1e3\n"),
              0, NULL);
    ck_assert_int_eq(crm__csv_fill(&reader, &batch, picks, 100, note_reject, &rejects), CRM_DONE);
    ck_assert_str_eq(seen.data, "4:items: 'two' is not a number 5:1 field, the header has 4 ");
    ck_assert_uint_eq(batch.row_count, 3);
    ck_assert(crm__batch_at(&batch, 0, 0).real == 12.5);
    ck_assert(crm__text_is(crm__batch_at(&batch, 1, 2).text, "王五"));
    ck_assert_int_eq(crm__batch_at(&batch, 2, 0).integer, 2);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(crm__batch_at(&batch, i, 1).kind, VALUE_NULL);
        ck_assert_uint_eq(batch.columns[i].null_count, 1);
    }
    crm__csv_close(&reader);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(filling_stops_at_the_limit_and_goes_on)
{
    static const size_t picks[] = {0};
    struct batch batch;
    crm__batch_init(&batch, &env);
    ck_assert_ptr_nonnull(crm__batch_add(&batch, TEXT("n"), VALUE_INT));
    open_with(TEXT("n\n1\n2\n3\n"), 0, NULL);
    ck_assert_int_eq(crm__csv_fill(&reader, &batch, picks, 2, NULL, NULL), CRM_OK);
    ck_assert_uint_eq(batch.row_count, 2);
    ck_assert_int_eq(crm__csv_fill(&reader, &batch, picks, 2, NULL, NULL), CRM_DONE);
    ck_assert_uint_eq(batch.row_count, 3);
    crm__csv_close(&reader);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(a_reject_callback_can_end_the_filling)
{
    static const size_t picks[] = {0};
    struct batch batch;
    struct rejects rejects = {0, &seen, CRM_E_LIMIT};
    crm__batch_init(&batch, &env);
    ck_assert_ptr_nonnull(crm__batch_add(&batch, TEXT("n"), VALUE_INT));
    open_with(TEXT("n\nx\n2\n"), 0, NULL);
    ck_assert_int_eq(crm__csv_fill(&reader, &batch, picks, 9, note_reject, &rejects), CRM_E_LIMIT);
    ck_assert_uint_eq(rejects.count, 1);
    crm__csv_close(&reader);
    crm__batch_free(&batch);
}
END_TEST

/* Opens, reads and fills; the status of the first failure. */
static crm_status read_all_of(struct text text)
{
    static const size_t picks[] = {1};
    struct batch batch;
    drip = (struct drip){.text = text};
    crm_status status = crm__csv_open(&reader, &env, drip_read, &drip, NULL);
    if (status < 0)
        return status;
    crm__batch_init(&batch, &env);
    status = crm__batch_add(&batch, TEXT("b"), VALUE_TEXT) ? CRM_OK : CRM_E_NOMEM;
    if (status == CRM_OK)
        status = crm__csv_fill(&reader, &batch, picks, 1000, NULL, NULL);
    ck_assert(status < 0 || batch.row_count == 3);
    crm__batch_free(&batch);
    crm__csv_close(&reader);
    return status;
}

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    struct text text =
        TEXT("a,,a\n1,\"x\ny\",2\nragged\n3,,4\n\xff,1,\n5,\"\xd5\"\"z\",6\n7,8,9\n");
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.fail_at = fail_at};
        crm__error_clear(&env);
        crm_status status = read_all_of(text);
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
    Suite *suite = suite_create("format/csv_stream");
    TCase *tests = tcase_create("csv");
    tcase_add_checked_fixture(tests, csv_setup, csv_teardown);
    tcase_add_test(tests, a_field_has_its_limit);
    tcase_add_test(tests, a_record_over_its_limit_is_dropped_to_its_line_end);
    tcase_add_test(tests, a_quote_open_at_the_limit_costs_its_line_only);
    tcase_add_test(tests, columns_have_their_limit);
    tcase_add_test(tests, the_guard_of_formulas_is_taken_off_on_request);
    tcase_add_test(tests, a_failing_read_ends_the_reading);
    tcase_add_test(tests, any_chunk_size_gives_the_same_rows);
    tcase_add_test(tests, rows_across_windows_are_whole);
    tcase_add_test(tests, a_batch_is_filled_by_picked_columns);
    tcase_add_test(tests, filling_stops_at_the_limit_and_goes_on);
    tcase_add_test(tests, a_reject_callback_can_end_the_filling);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
