/* Moving a database, as a host sees it: what answered before answers the same in the new place,
 * which is another file, or a schema of a server. */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/crm-copy-XXXXXX";
static char source[64];
static char target[TEST_PLACE_SIZE];
static int64_t kept;
static int64_t merged;
static int64_t merge;

static void place_remove(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[TEST_PLACE_SIZE + 8];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void setup(void)
{
    api_heap = (struct test_heap){0};
    snprintf(folder, sizeof folder, "/tmp/crm-copy-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(source, sizeof source, "%s/shop.crm", folder);
    test_place(folder, "moved", target);
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, source, NULL));
}

static void teardown(void)
{
    api_teardown();
    place_remove(source);
    if (on_sqlite())
        place_remove(target);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* Leads that were merged, an order with its totals, a reminder that is due, words to search. */
static void fill(void)
{
    char text[24];
    crm_work_report report;
    int64_t wang = API_RECORD("user", "name", "王芳", "login", "wang");
    kept = API_RECORD("lead", "name", "张伟", "mobile", "13912345678");
    merged = API_RECORD("lead", "name", "张 伟", "mobile", "139 1234 5678");
    ck_assert_ok(crm_merge_run(db, "lead", (int64_t[]){kept, merged}, 2, NULL, &merge));
    int64_t account = API_RECORD("account", "name", "上海贸易有限公司");
    snprintf(text, sizeof text, "%lld", (long long)account);
    API_RECORD("order", "number", "A-1", "account", text, "amount", "12.50", "placed_at",
               "2026-01-05T00:00:00Z", "status", "paid");
    snprintf(text, sizeof text, "%lld", (long long)wang);
    API_RECORD("reminder", "name", "回访张伟", "recipient", text, "remind_at",
               "2026-03-02T07:00:00Z");
    API_RECORD("reminder", "name", "再次回访", "recipient", text, "remind_at",
               "2026-03-05T07:00:00Z");
    ck_assert_ok(crm_work_run(db, NULL, &report));
    ck_assert_int_eq(report.done, 1);
    ck_assert_ok(crm_schema_add_entity(db, "shop", "Shop", "门店"));
    API_RECORD("shop", "name", "人民路店");
}

static void answer_add(struct api_text *answer, crm_cursor *cursor)
{
    ck_assert_int_ge(crm_cursor_write(cursor, CRM_FORMAT_NDJSON, NULL, api_write, answer), 0);
    crm_cursor_free(cursor);
}

/* What a host asks, in one text. */
static void answers(struct api_text *answer)
{
    crm_cursor *cursor;
    crm_record *record;
    int64_t problems;
    answer->size = 0;
    ck_assert_ok(crm_changes(db, 0, 0, &cursor));
    answer_add(answer, cursor);
    ck_assert_ok(crm_record_history(db, "lead", kept, &cursor));
    answer_add(answer, cursor);
    ck_assert_ok(crm_search(db, "张伟", CRM_NUL, 0, &cursor));
    answer_add(answer, cursor);
    ck_assert_ok(crm_schema_fields(db, "shop", &cursor));
    answer_add(answer, cursor);
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    answer_add(answer, cursor);
    ck_assert_int_eq(problems, 0);
    ck_assert_ok(crm_record_get(db, "lead", merged, &record));
    ck_assert_int_eq(crm_record_id(record), kept);
    ck_assert_ok(crm_record_json(record, api_write, answer));
    crm_record_free(record);
    ck_assert_ok(crm_record_find(db, "account", "name", "上海贸易有限公司", CRM_NUL, &record));
    ck_assert_ok(crm_record_json(record, api_write, answer));
    crm_record_free(record);
}

/* The same handle variable, on the other database. */
static void move_there(void)
{
    crm_db_free(db);
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(
        crm_db_open(db, target, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_EXIST)));
}

static void copy(void)
{
    crm_cursor *report;
    ck_assert_ok(crm_copy_run(db, target, NULL, &report));
    crm_cursor_free(report);
}

START_TEST(what_was_asked_before_is_answered_the_same)
{
    static struct api_text before;
    static struct api_text after;
    fill();
    answers(&before);
    ck_assert_ptr_nonnull(strstr(before.bytes, "张伟"));
    copy();
    move_there();
    answers(&after);
    ck_assert_str_eq(after.bytes, before.bytes);
}
END_TEST

START_TEST(life_goes_on_in_the_new_place)
{
    crm_work_report report;
    crm_cursor *cursor;
    crm_record *record;
    fill();
    copy();
    move_there();
    /* The message that was not yet taken, and the timer that is not yet due. */
    ck_assert_ok(crm_outbox_take(db, 10, 60000000, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 5), "回访张伟");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_work_run(
        db, CRM_OPTIONS(crm_work_options, .until_us = TEST_NOW_US + INT64_C(259200000000)),
        &report));
    ck_assert_int_eq(report.done, 1);
    /* A merge can be undone, and new ids meet no old ones: the clock stands still. */
    ck_assert_ok(crm_merge_undo(db, merge));
    ck_assert_ok(crm_record_get(db, "lead", merged, &record));
    ck_assert_int_eq(crm_record_id(record), merged);
    crm_record_free(record);
    for (int i = 0; i < 100; i++)
        API_RECORD("lead", "name", "新");
    int64_t problems;
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}
END_TEST

START_TEST(the_report_says_what_became_of_each_table)
{
    static const char *const names[] = {"entity",  "rows",      "written",
                                        "removed", "unchanged", "checksum"};
    crm_cursor *report;
    bool has_leads = false;
    fill();
    ck_assert_ok(crm_copy_run(db, target, CRM_OPTIONS(crm_copy_options, .batch_rows = 1), &report));
    ck_assert_int_eq(crm_cursor_column_count(report), 6);
    for (int32_t i = 0; i < 6; i++)
        ck_assert_str_eq(crm_cursor_column_name(report, i), names[i]);
    while (crm_cursor_next(report) == CRM_OK) {
        if (strcmp(crm_cursor_text(report, 0), "lead") != 0)
            continue;
        has_leads = true;
        ck_assert_int_eq(crm_cursor_int(report, 1), 2);
        ck_assert_int_eq(crm_cursor_int(report, 2), 2);
        ck_assert_uint_eq(strlen(crm_cursor_text(report, 5)), 16);
    }
    crm_cursor_free(report);
    ck_assert(has_leads);
}
END_TEST

static int32_t stop(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context;
    (void)done;
    return strcmp(stage, "copy") == 0 && total > 0;
}

START_TEST(what_is_wrong_is_said)
{
    crm_cursor *report = (crm_cursor *)&api_heap;
    ck_assert_status(crm_copy_run(NULL, target, NULL, &report), CRM_E_MISUSE);
    ck_assert_ptr_null(report);
    ck_assert_status(crm_copy_run(db, NULL, NULL, &report), CRM_E_MISUSE);
    ck_assert_status(crm_copy_run(db, target, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(
        crm_copy_run(db, target, CRM_OPTIONS(crm_copy_options, .batch_rows = -1), &report),
        CRM_E_MISUSE);
    ck_assert_status(crm_copy_run(db, source, NULL, &report), CRM_E_INVALID);
    ck_assert_status(crm_copy_run(db, "/no/such/folder/x.crm", NULL, &report), CRM_E_NOT_FOUND);
    ck_assert_status(crm_copy_run(db, "mysql://host/shop", NULL, &report), CRM_E_UNSUPPORTED);
    ck_assert_ok(crm_db_begin(db));
    ck_assert_status(crm_copy_run(db, target, NULL, &report), CRM_E_MISUSE);
    ck_assert_ok(crm_db_rollback(db));
    ck_assert(!on_sqlite() || access(target, F_OK) != 0);

    crm_db_free(db);
    crm_host host = test_host(&api_heap);
    host.progress = stop;
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_status(crm_copy_run(db, target, NULL, &report), CRM_E_MISUSE);
    ck_assert_ok(crm_db_open(db, source, NULL));
    ck_assert_status(crm_copy_run(db, target, NULL, &report), CRM_E_CANCELLED);
    ck_assert_ptr_null(report);
    crm_db *other;
    ck_assert_int_eq(crm_db_new(NULL, &other), CRM_OK);
    ck_assert_int_eq(crm_db_open(other, target, NULL), CRM_E_REFUSED);
    ck_assert_ptr_nonnull(strstr(crm_db_error(other)->message, "run the copy again"));
    crm_db_free(other);
}
END_TEST

/* --- two at once ------------------------------------------------------------------------------ */

/* Says that it is in the midst of it, and stays there. */
static int32_t stand_still(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)stage;
    (void)done;
    (void)total;
    if (write(*(int *)context, "!", 1) == 1)
        pause();
    return 1;
}

/* Another process, in the midst of a copy. */
static pid_t copy_elsewhere(void)
{
    int pipes[2];
    char byte;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t other = fork();
    ck_assert_int_ge(other, 0);
    if (other == 0) {
        crm_db *own;
        crm_cursor *report;
        crm_host host = {.size = sizeof host, .context = &pipes[1], .progress = stand_still};
        if (crm_db_new(&host, &own) == CRM_OK && crm_db_open(own, source, NULL) == CRM_OK)
            crm_copy_run(own, target, NULL, &report);
        _exit(1);
    }
    close(pipes[1]);
    ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
    close(pipes[0]);
    return other;
}

START_TEST(the_second_of_two_copies_is_refused_and_a_killed_one_goes_on_at_once)
{
    static struct api_text before;
    static struct api_text after;
    crm_cursor *report = NULL;
    fill();
    answers(&before);
    pid_t other = copy_elsewhere();
    crm_status second = crm_copy_run(db, target, NULL, &report);
    bool named = strstr(crm_db_error(db)->message, "another copy into this target is running");
    kill(other, SIGKILL);
    ck_assert_int_eq(waitpid(other, NULL, 0), other);
    ck_assert_int_eq(second, CRM_E_BUSY);
    ck_assert(named);
    ck_assert_ptr_null(report);
    copy();
    move_there();
    answers(&after);
    ck_assert_str_eq(after.bytes, before.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/copy");
    TCase *tests = tcase_create("copy");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_was_asked_before_is_answered_the_same);
    tcase_add_test(tests, life_goes_on_in_the_new_place);
    tcase_add_test(tests, the_report_says_what_became_of_each_table);
    tcase_add_test(tests, what_is_wrong_is_said);
    tcase_add_test(tests, the_second_of_two_copies_is_refused_and_a_killed_one_goes_on_at_once);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
