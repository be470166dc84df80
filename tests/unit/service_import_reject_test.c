/* Import: rows that are handed back, in a file that can be put right; stops; and garbage. */
#include "service_import.h"

#include "noise.h"

static struct buffer rejects;

static void open_all(void)
{
    set_up();
    crm__buffer_init(&rejects, store->env);
}

static void close_all(void)
{
    crm__buffer_free(&rejects);
    tear_down();
}

static crm_status rejects_take(void *context, struct text bytes)
{
    (void)context;
    crm__buffer_text(&rejects, bytes);
    return crm__buffer_status(&rejects);
}

static struct import_options leads(void)
{
    return (struct import_options){.entity = entity_of(store, "lead"), .rejects = rejects_take};
}

static const char *rejected(const char *file, struct import_options options)
{
    crm__buffer_clear(&rejects);
    struct import_report report = import(file, options);
    ck_assert_int_eq(report.rejects_size, (int64_t)rejects.size);
    return rejects.size ? rejects.data : "";
}

/* --- CSV -------------------------------------------------------------------------------------- */

START_TEST(csv_rows_come_back_with_line_field_and_reason)
{
    ck_assert_str_eq(rejected("name,needed_by\nAnn,2024-01-05\n\"Bob, Jr\",2024-02-30\n", leads()),
                     "line,field,reason,name,needed_by\n"
                     "3,needed_by,needed_by: '2024-02-30' is no day or time that exists,"
                     "\"Bob, Jr\",2024-02-30\n");
    ck_assert_str_eq(rejected("name\nAnn\n", leads()), "");
}
END_TEST

START_TEST(rows_that_could_not_be_read_come_back_whole)
{
    static const char file[] = "name,title,city\nEve\nFay,a,b,c,d\nGus,\"open,x\nHal,,\n";
    ck_assert_str_eq(rejected(file, leads()),
                     "line,field,reason,name,title,city\n"
                     "2,,\"1 field, the header has 3\",Eve\n"
                     "3,,\"5 fields, the header has 3\",Fay,a,b,c,d\n"
                     "4,,the quote opened on line 4 is never closed,Gus,\"\"\"open,x\"\n");
    ck_assert_int_eq(count_where(store, "lead", ""), 1);
}
END_TEST

START_TEST(the_file_of_rejects_is_safe_in_a_spreadsheet)
{
    ck_assert_str_eq(rejected("name,city,needed_by\n=1+1,'@x,2024-02-30\n", leads()),
                     "line,field,reason,name,city,needed_by\n"
                     "2,needed_by,needed_by: '2024-02-30' is no day or time that exists,"
                     "\"'=1+1\",\"'@x\",2024-02-30\n");
}
END_TEST

START_TEST(put_right_the_rejects_are_imported_as_they_are)
{
    char file[512];
    const char *again =
        rejected("name,needed_by,city\n=Bob,2024-02-30,北京\nCy,2024-02-31,\n", leads());
    snprintf(file, sizeof file, "%s", again);
    memcpy(strstr(strstr(file, "\"'=Bob\""), "2024-02-30"), "2024-02-28", 10);
    const char *left = rejected(file, leads());
    ck_assert_int_eq(count_where(store, "lead", ""), 1);
    assert_field(store, "lead", id_where(store, "lead", "city == '北京'"), "name", "=Bob");
    /* What is still wrong comes back once more, without a second set of reasons. */
    ck_assert_str_eq(left, "line,field,reason,name,needed_by,city\n"
                           "3,needed_by,needed_by: '2024-02-31' is no day or time that exists,"
                           "Cy,2024-02-31,\n");
}
END_TEST

START_TEST(a_column_called_like_a_reason_keeps_its_name)
{
    char file[512];
    struct import_options options = leads();
    options.map = TEXT("reason=description,line=city");
    snprintf(file, sizeof file, "%s",
             rejected("name,reason,line,needed_by\nBob,why,7,2024-02-30\n", options));
    ck_assert_int_eq(strncmp(file, "_line,field,_reason,name,reason,line,needed_by\n", 47), 0);
    memcpy(strstr(strrchr(file, ','), "2024-02-30"), "2024-02-28", 10);
    import(file, options);
    int64_t id = id_where(store, "lead", "name == 'Bob'");
    assert_field(store, "lead", id, "description", "why");
    assert_field(store, "lead", id, "city", "7");
}
END_TEST

START_TEST(a_file_that_came_from_a_spreadsheet_goes_back_to_one)
{
    const char *from_utf8 = rejected("\xEF\xBB\xBFname,needed_by\nBob,x\n", leads());
    ck_assert_int_eq(strncmp(from_utf8, "\xEF\xBB\xBFline", 7), 0);
    /* 姓名,预计采购日期 in GB 18030 */
    ck_assert_int_eq(
        strncmp(rejected("\xd0\xd5\xc3\xfb,needed_by\n\xd5\xc5\xce\xb0,x\n", leads()),
                "\xEF\xBB\xBFline,field,reason,姓名", 27),
        0);
}
END_TEST

/* --- NDJSON ----------------------------------------------------------------------------------- */

START_TEST(ndjson_rows_come_back_as_objects)
{
    ck_assert_str_eq(
        rejected("{\"name\":\"Bob \\\"Jr\\\"\",\"needed_by\":\"2024-02-30\",\"owner\":null,"
                 "\"budget\":12.50,\"interests\":[\"a\"]}\n"
                 "{broken \"x\"\n"
                 "{\"needed_by\":\"x\"}\n",
                 leads()),
        "{\"line\":1,\"field\":\"needed_by\",\"reason\":\"needed_by: '2024-02-30' is no day or "
        "time that exists\",\"name\":\"Bob \\\"Jr\\\"\",\"needed_by\":\"2024-02-30\","
        "\"owner\":null,\"budget\":12.50,\"interests\":[\"a\"]}\n"
        "{\"line\":2,\"field\":\"\",\"reason\":\"expected a name in quotes\","
        "\"text\":\"{broken \\\"x\\\"\"}\n"
        "{\"line\":3,\"field\":\"needed_by\",\"reason\":\"needed_by: 'x' is no date\","
        "\"needed_by\":\"x\"}\n");
}
END_TEST

START_TEST(ndjson_rejects_are_imported_again_too)
{
    char file[512];
    snprintf(file, sizeof file, "%s",
             rejected("{\"name\":\"Bob\",\"needed_by\":\"2024-02-30\",\"line\":3}\n", leads()));
    ck_assert_int_eq(strncmp(file, "{\"_line\":1,\"field\"", 18), 0);
    memcpy(strstr(strstr(file, "\"name\""), "2024-02-30"), "2024-02-28", 10);
    struct import_report report = import(file, leads());
    ck_assert_int_eq(report.created, 1);
    ck_assert_str_eq(target_of("_line"), "");
}
END_TEST

/* --- messages --------------------------------------------------------------------------------- */

static bool is_utf8(struct text text)
{
    return crm__utf8_valid_prefix(text) == text.size;
}

START_TEST(a_value_in_a_message_is_cut_at_a_character)
{
    static const char *const long_text = "张伟张伟张伟张伟张伟张伟张伟张伟张伟张伟张伟张伟张伟张伟";
    char file[512];
    struct import_options options = leads();
    for (int padding = 0; padding < 4; padding++) {
        const char *pad = &"xxx"[3 - padding];
        snprintf(file, sizeof file, "name,budget,currency\nBob,1,%s%s\n", pad, long_text);
        ck_assert(is_utf8(crm__text_of(rejected(file, options))));
        ck_assert_ptr_nonnull(strstr(told.reasons[0], "is no currency code"));
        snprintf(file, sizeof file, "id,name\n912405667489255431,Ann\n%s%s,Bob\n", pad, long_text);
        ck_assert(is_utf8(crm__text_of(rejected(file, options))));
        ck_assert_ptr_nonnull(strstr(told.reasons[0], "is no id"));
        snprintf(file, sizeof file, "name,owner\nBob,%s%s\n", pad, long_text);
        ck_assert(is_utf8(crm__text_of(rejected(file, options))));
        ck_assert_ptr_nonnull(strstr(told.reasons[0], "no user with"));
    }
}
END_TEST

/* --- stops ------------------------------------------------------------------------------------ */

/* Every third row is wrong. */
static char *mixed_leads(size_t count)
{
    size_t limit = count * 64 + 64;
    char *file = malloc(limit);
    ck_assert_ptr_nonnull(file);
    size_t size = (size_t)snprintf(file, limit, "external_id,name,needed_by\n");
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(file + size, limit - size, "%zu,Lead %zu,%s\n", i, i,
                                 i % 3 ? "2024-01-05" : "never");
    return file;
}

struct dying {
    struct text text;
    size_t left; /* bytes until reading fails */
};

static int32_t dying_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct dying *dying = context;
    if (dying->left == 0)
        return 1;
    size = size < dying->left ? size : dying->left;
    dying->left -= size;
    return crm__read_text(&dying->text, bytes, size, read_out);
}

static int64_t cut_at;

static crm_status plan_cut(void *context, const struct import_plan *plan)
{
    (void)context;
    cut_at = plan->rejects_size;
    ck_assert_int_le(plan->rejects_size, (int64_t)rejects.size);
    rejects.size = (size_t)plan->rejects_size;
    return CRM_OK;
}

/* However often it is stopped, each rejected row stands in the file once. */
START_TEST(stops_and_resumes_reject_every_row_once)
{
    enum { ROWS = 12000 };
    char *file = mixed_leads(ROWS);
    struct buffer whole;
    struct import_options options = leads();
    struct import_report report;
    options.name = TEXT("leads.csv");
    options.batch_rows = 500;
    options.planned = plan_cut;
    struct text input = crm__text_of(file);
    options.dry_run = true;
    ck_assert_done(&fixture, crm__import_run(store, &options, crm__read_text, &input, &report));
    crm__buffer_init(&whole, store->env);
    crm__buffer_text(&whole, crm__buffer_view(&rejects));
    crm__buffer_clear(&rejects);
    options.dry_run = false;
    options.resume = true;
    for (size_t left = 70000; left < crm__text_of(file).size; left += 70000) {
        struct dying dying = {crm__text_of(file), left};
        ck_assert_int_eq(crm__import_run(store, &options, dying_read, &dying, &report), CRM_E_IO);
        crm__buffer_cstr(&rejects, "rows of a batch that was lost\n");
    }
    ck_assert_int_gt(cut_at, 0);
    input = crm__text_of(file);
    ck_assert_done(&fixture, crm__import_run(store, &options, crm__read_text, &input, &report));
    ck_assert_int_eq(report.rows, ROWS);
    ck_assert_int_eq(report.rejected, ROWS / 3);
    ck_assert_int_eq(report.created, ROWS - ROWS / 3);
    ck_assert_int_eq(report.rejects_size, (int64_t)rejects.size);
    ck_assert(crm__text_equal(crm__buffer_view(&rejects), crm__buffer_view(&whole)));
    crm__buffer_free(&whole);
    free(file);
}
END_TEST

static int progress_left;

static int32_t progress_count(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context, (void)done, (void)total;
    return strcmp(stage, "import") == 0 && --progress_left == 0;
}

START_TEST(a_cancelled_import_says_what_it_leaves_and_goes_on)
{
    char *file = mixed_leads(4000);
    struct import_options options = leads();
    struct import_report report;
    options.name = TEXT("leads.csv");
    options.batch_rows = 1000;
    options.resume = true;
    fixture.env.host.progress = progress_count;
    for (int batch = 1; batch < 4; batch++) {
        struct text input = crm__text_of(file);
        char expected[64];
        progress_left = 1;
        ck_assert_int_eq(crm__import_run(store, &options, crm__read_text, &input, &report),
                         CRM_E_CANCELLED);
        snprintf(expected, sizeof expected, "the first %d rows are saved", batch * 1000);
        ck_assert_message(&fixture, expected);
        ck_assert_int_eq(report.rows, batch * 1000);
        ck_assert_int_eq(count_where(store, "import_run", "state == 'cancelled'"), 1);
    }
    fixture.env.host.progress = NULL;
    ck_assert_int_eq(import_try(file, options, &report), CRM_OK);
    ck_assert_int_eq(report.rows, 4000);
    ck_assert_int_eq(report.rejected, 1334);
    ck_assert_int_eq(told.rejects, 334);
    ck_assert_int_eq(count_where(store, "lead", ""), 4000 - 1334);
    free(file);
}
END_TEST

START_TEST(an_interrupt_before_the_first_batch_leaves_nothing)
{
    char *file = mixed_leads(100);
    struct text input = crm__text_of(file);
    struct import_options options = leads();
    struct import_report report;
    crm__store_interrupt(store);
    ck_assert_int_eq(crm__import_run(store, &options, crm__read_text, &input, &report),
                     CRM_E_CANCELLED);
    crm__store_resume(store);
    ck_assert_int_eq(report.rows, 0);
    ck_assert_int_eq(count_where(store, "lead", ""), 0);
    free(file);
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

START_TEST(running_out_of_memory_anywhere_leaves_no_leak)
{
    static const char *const files[] = {
        "name,users,reason\nA,zoe,x\nB,zeo,\n\"C\nD\n",
        "{\"name\":\"A\",\"users\":[\"zoe\"]}\n{x\n"
        "{\"name\":\"B\",\"users\":[\"zeo\"],\"line\":1}\n"};
    insert(store, "user", "name", "Zoe", "login", "zoe", NULL);
    for (int which = 0; which < 2; which++) {
        crm_status status = CRM_E_NOMEM;
        for (size_t fail_at = 1; status < 0 && fail_at < 100000; fail_at++) {
            struct text input = crm__text_of(files[which]);
            struct import_options options = {
                .entity = entity_of(store, "pool"), .rejects = rejects_take, .dry_run = true};
            struct import_report report;
            crm__buffer_free(&rejects);
            crm__buffer_init(&rejects, store->env);
            fixture.heap.fail_at = fixture.heap.calls + fail_at;
            status = crm__import_run(store, &options, crm__read_text, &input, &report);
            fixture.heap.fail_at = 0;
            if (status < 0)
                ck_assert_int_eq(status, CRM_E_NOMEM);
            fail_at += fail_at / 32;
        }
        ck_assert_int_eq(status, CRM_OK);
        ck_assert_uint_gt(rejects.size, 0);
    }
}
END_TEST

/* --- garbage ---------------------------------------------------------------------------------- */

static const char *const pieces[] = {
    "name,phone,needed_by\n", "{\"name\":\"Ann\"}\n", "name", ",",  ";",    "|",      "\t",
    "\n",                     "\r\n",                 "\r",   "\"", "\"\"", "{",      "}",
    "[",                      "]",                    ":",    "\\", "张伟", "\xd5\xc5", "\xff\xfe",
    "\xEF\xBB\xBF",           "2024-01-05",           "1e9",  "-",  "=",    "null",   "owner",
};

/* Whatever the bytes: a named failure, or rows that add up; and the handle can go on. */
START_TEST(any_bytes_end_in_a_named_error_or_in_rows_that_add_up)
{
    struct noise noise = {(uint64_t)_i * 7919 + 1};
    for (int round = 0; round < 40; round++) {
        struct text file =
            noise_text(&noise, pieces, sizeof pieces / sizeof *pieces);
        struct text input = file;
        struct import_options options = leads();
        struct import_report report;
        if (noise_below(&noise, 3) == 0)
            options.entity = NULL;
        options.batch_rows = (size_t)noise_below(&noise, 3);
        options.on_match = (enum save_on_match)noise_below(&noise, 4);
        options.rejected = on_reject;
        options.context = &told;
        memset(&told, 0, sizeof told);
        crm__buffer_clear(&rejects);
        crm__error_clear(&fixture.env);
        crm_status status = crm__import_run(store, &options, crm__read_text, &input, &report);
        if (status < 0)
            ck_assert_msg(fixture.env.error.message[0] != '\0', "%s without a word",
                          crm_status_name(status));
        ck_assert_int_ne(status, CRM_E_INTERNAL);
        ck_assert_int_eq(report.rows, report.created + report.updated + report.duplicates +
                                          report.rejected);
        ck_assert(is_utf8(crm__buffer_view(&rejects)));
        if (status >= 0)
            ck_assert_int_eq(report.rejected, told.rejects);
        free((void *)(uintptr_t)file.data);
    }
    import("name\nstill fine\n", leads());
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service import reject");
    TCase *tests = tcase_create("rejects");
    tcase_add_checked_fixture(tests, open_all, close_all);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, csv_rows_come_back_with_line_field_and_reason);
    tcase_add_test(tests, rows_that_could_not_be_read_come_back_whole);
    tcase_add_test(tests, the_file_of_rejects_is_safe_in_a_spreadsheet);
    tcase_add_test(tests, put_right_the_rejects_are_imported_as_they_are);
    tcase_add_test(tests, a_column_called_like_a_reason_keeps_its_name);
    tcase_add_test(tests, a_file_that_came_from_a_spreadsheet_goes_back_to_one);
    tcase_add_test(tests, ndjson_rows_come_back_as_objects);
    tcase_add_test(tests, ndjson_rejects_are_imported_again_too);
    tcase_add_test(tests, a_value_in_a_message_is_cut_at_a_character);
    tcase_add_test(tests, stops_and_resumes_reject_every_row_once);
    tcase_add_test(tests, a_cancelled_import_says_what_it_leaves_and_goes_on);
    tcase_add_test(tests, an_interrupt_before_the_first_batch_leaves_nothing);
    tcase_add_test(tests, running_out_of_memory_anywhere_leaves_no_leak);
    tcase_add_loop_test(tests, any_bytes_end_in_a_named_error_or_in_rows_that_add_up, 0, 20);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
