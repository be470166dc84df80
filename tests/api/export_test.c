/* Exporting through the public interface. */
#define _XOPEN_SOURCE 700

#include "peak_heap.h"
#include "place.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crm/crm.h>

static struct test_heap heap;
static crm_db *db;
static int progress_calls;
static int64_t progress_total;
static int cancel_at; /* this call of progress; 0 never */

static int32_t on_progress(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context, (void)done;
    if (strcmp(stage, "export") != 0)
        return 0;
    progress_total = total;
    return ++progress_calls == cancel_at;
}

static void set_up(void)
{
    heap = (struct test_heap){0};
    progress_calls = cancel_at = 0;
    crm_host host = test_host(&heap);
    host.progress = on_progress;
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_int_eq(crm_db_open(db, api_database(), NULL), CRM_OK);
}

static void tear_down(void)
{
    crm_db_free(db);
    ck_assert_uint_eq(heap.live, 0);
}

static void lead(const char *name, const char *company)
{
    crm_record *record;
    ck_assert_int_eq(crm_record_new(db, "lead", &record), CRM_OK);
    crm_record_set_text(record, "name", name, CRM_NUL);
    crm_record_set_text(record, "company", company, CRM_NUL);
    ck_assert_int_eq(crm_record_save(record, NULL), CRM_OK);
    crm_record_free(record);
}

static void leads(int count)
{
    char name[32];
    crm_db_begin(db);
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "Lead %d", i);
        lead(name, "");
    }
    ck_assert_int_eq(crm_db_commit(db), CRM_OK);
}

/* What an export gave, with its end cut off when it is long. */
struct taken {
    char bytes[8192];
    size_t size;  /* kept */
    size_t total; /* given */
    size_t stop_at;
};

static int32_t take(void *context, const void *bytes, size_t size)
{
    struct taken *taken = context;
    size_t room = sizeof taken->bytes - 1 - taken->size;
    size_t kept = size < room ? size : room;
    memcpy(taken->bytes + taken->size, bytes, kept);
    taken->size += kept;
    taken->bytes[taken->size] = '\0';
    taken->total += size;
    return taken->stop_at && taken->total >= taken->stop_at;
}

static struct taken taken;

static crm_status export(const crm_export_options *options)
{
    memset(&taken, 0, sizeof taken);
    return crm_export_run(db, options, take, &taken, NULL);
}

static void expect(const crm_export_options *options, const char *text)
{
    crm_status status = export(options);
    if (status < 0)
        ck_abort_msg("%s: %s", crm_status_name(status), crm_db_error(db)->message);
    ck_assert_str_eq(taken.bytes, text);
}

#define OF_LEADS .entity = "lead", .fields = "name,company"

START_TEST(csv_is_safe_in_a_spreadsheet)
{
    lead("=1+1", "Acme, Inc.");
    lead("张伟", "-5");
    lead("O'Neil", "say \"hi\"");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS),
           "name,company\n\"'=1+1\",\"Acme, Inc.\"\n张伟,-5\nO'Neil,\"say \"\"hi\"\"\"\n");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .limit = 1, .unguarded = 1),
           "name,company\n=1+1,\"Acme, Inc.\"\n");
}
END_TEST

START_TEST(excel_gets_the_mark_line_ends_delimiter_and_headings_it_wants)
{
    lead("张伟", "a;b");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .bom = 1, .crlf = 1, .delimiter = ";",
                       .labels = "zh"),
           "\xEF\xBB\xBF姓名;公司\r\n张伟;\"a;b\"\r\n");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .labels = "en", .delimiter = "\t"),
           "Name\tCompany\n张伟\t\"a;b\"\n");
}
END_TEST

START_TEST(csv_comes_in_the_encoding_asked_for)
{
    lead("张", "A");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .encoding = "gb18030"),
           "name,company\n\xd5\xc5,A\n");
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, OF_LEADS, .encoding = "utf-16le")),
                     CRM_OK);
    ck_assert_uint_eq(taken.size, 2 + 2 * strlen("name,company\nX,A\n"));
    ck_assert_mem_eq(taken.bytes, "\xff\xfen\0a\0", 6);
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, OF_LEADS, .encoding = "latin-1")),
                     CRM_E_UNSUPPORTED);
}
END_TEST

START_TEST(json_and_arrow_come_in_their_forms)
{
    lead("张伟", "");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .format = CRM_FORMAT_NDJSON),
           "{\"name\":\"张伟\",\"company\":null}\n");
    expect(CRM_OPTIONS(crm_export_options, OF_LEADS, .format = CRM_FORMAT_JSON),
           "[\n {\"name\":\"张伟\",\"company\":null}\n]\n");
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, OF_LEADS, .format = CRM_FORMAT_ARROW)),
                     CRM_OK);
    ck_assert_mem_eq(taken.bytes, "\xff\xff\xff\xff", 4);
    ck_assert_mem_eq(taken.bytes + taken.size - 8, "\xff\xff\xff\xff\0\0\0\0", 8);
}
END_TEST

START_TEST(by_default_it_is_the_id_and_all_that_import_takes)
{
    lead("Ann", "");
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, .entity = "lead")), CRM_OK);
    ck_assert_int_eq(strncmp(taken.bytes, "id,owner,external_source,external_id,name,", 42), 0);
    ck_assert_ptr_null(strstr(taken.bytes, "created_at"));
    ck_assert_ptr_null(strstr(taken.bytes, "mobile_normal"));
}
END_TEST

START_TEST(a_part_is_chosen_by_rule_order_and_number)
{
    lead("A", "x");
    lead("B", "y");
    lead("C", "x");
    expect(CRM_OPTIONS(crm_export_options, .entity = "lead", .fields = "name",
                       .where = "company == 'x'", .sort = "-name", .limit = 1),
           "name\nC\n");
}
END_TEST

START_TEST(a_query_may_say_what_goes_out)
{
    crm_query *query;
    crm_cursor *cursor;
    lead("A", "x");
    lead("B", "x");
    ck_assert_int_eq(crm_query_new(db, "lead", &query), CRM_OK);
    crm_query_group(query, "company");
    crm_query_measure(query, "count");
    expect(CRM_OPTIONS(crm_export_options, .query = query), "company,count\nx,2\n");
    expect(CRM_OPTIONS(crm_export_options, .query = query), "company,count\nx,2\n");
    ck_assert_int_eq(
        export(CRM_OPTIONS(crm_export_options, .query = query, .where = "name == 'A'")),
        CRM_E_MISUSE);
    ck_assert_int_eq(crm_query_run(query, &cursor), CRM_OK);
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, .query = query)), CRM_E_MISUSE);
    crm_cursor_free(cursor);
    crm_query_free(query);
}
END_TEST

/* --- files ------------------------------------------------------------------------------------ */

static char folder[64];
static char path[128];

static void folder_make(void)
{
    snprintf(folder, sizeof folder, "/tmp/crm-export-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.csv", folder);
}

/* Fails when anything else is left in the folder. */
static void folder_drop(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static long size_of_file(void)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    return size;
}

START_TEST(a_file_is_replaced_whole_and_reported)
{
    crm_export_report report;
    folder_make();
    leads(3000);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(
            crm_export_run(db, CRM_OPTIONS(crm_export_options, OF_LEADS, .path = path), NULL, NULL,
                           &report),
            CRM_OK);
        ck_assert_int_eq(report.rows, 3000);
        ck_assert_int_eq(report.size, size_of_file());
    }
    ck_assert_int_gt(progress_calls, 2);
    ck_assert_int_eq(progress_total, 3000);
    folder_drop();
}
END_TEST

START_TEST(a_cancelled_export_leaves_the_old_file_or_none)
{
    folder_make();
    leads(3000);
    for (int i = 0; i < 2; i++) {
        cancel_at = progress_calls + 2;
        ck_assert_int_eq(
            crm_export_run(db, CRM_OPTIONS(crm_export_options, OF_LEADS, .path = path), NULL, NULL,
                           NULL),
            CRM_E_CANCELLED);
        ck_assert_int_eq(size_of_file(), i ? 13 : -1);
        cancel_at = 0;
        ck_assert_int_eq(crm_export_run(db,
                                        CRM_OPTIONS(crm_export_options, OF_LEADS, .path = path,
                                                    .where = "name == 'nobody'"),
                                        NULL, NULL, NULL),
                         CRM_OK);
    }
    folder_drop();
}
END_TEST

START_TEST(a_host_that_stops_taking_bytes_ends_the_export)
{
    leads(2000);
    memset(&taken, 0, sizeof taken);
    taken.stop_at = 1;
    ck_assert_int_eq(
        crm_export_run(db, CRM_OPTIONS(crm_export_options, OF_LEADS), take, &taken, NULL),
        CRM_E_IO);
    lead("after", "it"); /* the handle is free again */
}
END_TEST

START_TEST(only_records_that_the_user_may_see_go_out)
{
    crm_record *user;
    lead("secret", "");
    ck_assert_int_eq(crm_record_new(db, "user", &user), CRM_OK);
    crm_record_set_text(user, "name", "Zoe", CRM_NUL);
    crm_record_set_text(user, "login", "zoe", CRM_NUL);
    ck_assert_int_eq(crm_record_save(user, NULL), CRM_OK);
    ck_assert_int_eq(crm_db_act_as(db, crm_record_id(user)), CRM_OK);
    crm_record_free(user);
    crm_status status = export(CRM_OPTIONS(crm_export_options, OF_LEADS));
    ck_assert_ptr_null(strstr(taken.bytes, "secret"));
    ck_assert(status == CRM_OK || status == CRM_E_DENIED);
}
END_TEST

/* Bytes that an export of so many rows needs at most, beyond what the handle holds anyway. */
static size_t peak_of(struct peak_heap *peak, int64_t rows)
{
    size_t before = peak->live;
    peak->peak = before;
    ck_assert_int_eq(export(CRM_OPTIONS(crm_export_options, OF_LEADS, .limit = rows)), CRM_OK);
    return peak->peak - before;
}

START_TEST(memory_does_not_grow_with_the_rows)
{
    static struct peak_heap peak; /* the handle is freed after the test */
    crm_host host = {.size = sizeof host, .context = &peak, .resize = peak_heap_resize};
    crm_db_free(db);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_int_eq(crm_db_open(db, api_database(), NULL), CRM_OK);
    leads(12000);
    peak_of(&peak, 2000); /* statements are prepared and kept */
    size_t few = peak_of(&peak, 2000);
    size_t many = peak_of(&peak, 12000);
    ck_assert_msg(many <= few + 16 * 1024, "%zu bytes for 2000 rows, %zu for 12000", few, many);
}
END_TEST

START_TEST(wrong_options_are_refused)
{
    static const struct {
        crm_export_options options;
        crm_status status;
    } cases[] = {
        {{.entity = "laed"}, CRM_E_UNKNOWN},
        {{.entity = NULL}, CRM_E_MISUSE},
        {{.entity = "lead", .fields = "nmae"}, CRM_E_UNKNOWN},
        {{.entity = "lead", .sort = "nmae"}, CRM_E_UNKNOWN},
        {{.entity = "lead", .where = "name =="}, CRM_E_SYNTAX},
        {{.entity = "lead", .limit = -1}, CRM_E_MISUSE},
        {{.entity = "lead", .format = 77}, CRM_E_MISUSE},
        {{.entity = "lead", .format = CRM_FORMAT_MARKDOWN}, CRM_E_MISUSE},
        {{.entity = "lead", .delimiter = "x"}, CRM_E_INVALID},
        {{.entity = "lead", .encoding = "klingon"}, CRM_E_UNKNOWN},
        {{.entity = "lead", .labels = "fr"}, CRM_E_UNKNOWN},
        {{.entity = "lead", .format = CRM_FORMAT_NDJSON, .bom = 1}, CRM_E_MISUSE},
        {{.entity = "lead", .path = "/tmp/x"}, CRM_E_MISUSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crm_export_options options = cases[i].options;
        options.size = sizeof options;
        crm_status status = export(&options);
        ck_assert_msg(status == cases[i].status, "case %zu: %s", i, crm_status_name(status));
        ck_assert_uint_eq(taken.total, 0);
    }
    ck_assert_int_eq(
        crm_export_run(db, CRM_OPTIONS(crm_export_options, OF_LEADS), NULL, NULL, NULL),
        CRM_E_MISUSE);
    ck_assert_int_eq(crm_export_run(db,
                                    CRM_OPTIONS(crm_export_options, OF_LEADS,
                                                .path = "/nowhere/at/all.csv"),
                                    NULL, NULL, NULL),
                     CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm_export_run(NULL, NULL, take, &taken, NULL), CRM_E_MISUSE);
}
END_TEST

START_TEST(running_out_of_memory_anywhere_leaves_no_leak_and_no_file)
{
    crm_status status = CRM_E_NOMEM;
    folder_make();
    leads(3);
    crm_export_options options = {
        .size = sizeof options, OF_LEADS, .where = "name != ''", .path = path, .encoding = "gbk"};
    for (size_t fail_at = 1; status < 0; fail_at++) {
        ck_assert_int_eq(size_of_file(), -1);
        heap.fail_at = heap.calls + fail_at;
        status = crm_export_run(db, &options, NULL, NULL, NULL);
        heap.fail_at = 0;
        if (status < 0)
            ck_assert_int_eq(status, CRM_E_NOMEM);
    }
    ck_assert_int_gt(size_of_file(), 0);
    folder_drop();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api export");
    TCase *tests = tcase_create("export");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, csv_is_safe_in_a_spreadsheet);
    tcase_add_test(tests, excel_gets_the_mark_line_ends_delimiter_and_headings_it_wants);
    tcase_add_test(tests, csv_comes_in_the_encoding_asked_for);
    tcase_add_test(tests, json_and_arrow_come_in_their_forms);
    tcase_add_test(tests, by_default_it_is_the_id_and_all_that_import_takes);
    tcase_add_test(tests, a_part_is_chosen_by_rule_order_and_number);
    tcase_add_test(tests, a_query_may_say_what_goes_out);
    tcase_add_test(tests, a_file_is_replaced_whole_and_reported);
    tcase_add_test(tests, a_cancelled_export_leaves_the_old_file_or_none);
    tcase_add_test(tests, a_host_that_stops_taking_bytes_ends_the_export);
    tcase_add_test(tests, only_records_that_the_user_may_see_go_out);
    tcase_add_test(tests, memory_does_not_grow_with_the_rows);
    tcase_add_test(tests, wrong_options_are_refused);
    tcase_add_test(tests, running_out_of_memory_anywhere_leaves_no_leak_and_no_file);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
