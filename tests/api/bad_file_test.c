/* Files that are no database, or not one for this library; locked ones; two threads on one. */
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HEADER_USER_VERSION = 60, HEADER_APPLICATION_ID = 68 };

static char path[64];

static void path_remove(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(path);
}

static crm_db *handle_new(void)
{
    crm_db *handle;
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &handle), CRM_OK);
    return handle;
}

/* An empty database at `path`, and a handle that is not open. */
static void setup(void)
{
    api_heap = (struct test_heap){0};
    snprintf(path, sizeof path, "bad_file_%d.crm", (int)getpid());
    path_remove();
    db = handle_new();
    ck_assert_ok(crm_db_open(db, path, NULL));
    crm_db_free(db);
    db = handle_new();
}

static void teardown(void)
{
    api_teardown();
    path_remove();
}

static void bytes_put(long offset, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, offset, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* Refused by this code, with a message that names the file; the handle opens another. */
static void refused(crm_status code)
{
    ck_assert_status(crm_db_open(db, path, NULL), code);
    ck_assert_int_eq(crm_db_error(db)->status, code);
    ck_assert_str_ne(crm_db_error(db)->message, "");
    ck_assert_ok(crm_db_open(db, ":memory:", NULL));
    API_RECORD("lead", "name", "the handle works on");
}

START_TEST(a_newer_schema_is_refused_and_left_alone)
{
    struct stat before;
    struct stat after;
    bytes_put(HEADER_USER_VERSION, "\x7f\xff\xff\xff", 4);
    ck_assert_int_eq(stat(path, &before), 0);
    refused(CRM_E_FORMAT);
    ck_assert_int_eq(stat(path, &after), 0);
    ck_assert_int_eq(before.st_size, after.st_size);
    ck_assert_int_eq(before.st_mtime, after.st_mtime);
}
END_TEST

START_TEST(a_database_of_another_program_is_refused)
{
    bytes_put(HEADER_APPLICATION_ID, "ABCD", 4);
    refused(CRM_E_FORMAT);
}
END_TEST

START_TEST(a_truncated_file_is_refused_or_found_to_be_damaged)
{
    struct stat whole;
    ck_assert_int_eq(stat(path, &whole), 0);
    ck_assert_int_eq(truncate(path, whole.st_size / 2 + 100), 0);
    crm_status status = crm_db_open(db, path, NULL);
    if (status == CRM_OK) {
        int64_t problems = 0;
        crm_cursor *cursor;
        status = crm_db_check(db, &problems, &cursor);
        ck_assert(problems > 0 || status == CRM_E_CORRUPT);
        crm_cursor_free(cursor);
    } else {
        ck_assert_status(status, CRM_E_CORRUPT);
        ck_assert_str_ne(crm_db_error(db)->message, "");
    }
}
END_TEST

START_TEST(half_a_header_is_damage)
{
    ck_assert_int_eq(truncate(path, 50), 0);
    refused(CRM_E_CORRUPT);
}
END_TEST

START_TEST(pages_of_noise_are_found_to_be_damaged)
{
    static char noise[65536];
    memset(noise, 0x5a, sizeof noise);
    bytes_put(100, noise, sizeof noise);
    refused(CRM_E_CORRUPT);
}
END_TEST

START_TEST(an_empty_file_becomes_a_database)
{
    ck_assert_int_eq(truncate(path, 0), 0);
    ck_assert_ok(crm_db_open(db, path, NULL));
    API_RECORD("lead", "name", "张伟");
}
END_TEST

START_TEST(an_empty_file_is_none_for_who_only_reads)
{
    ck_assert_int_eq(truncate(path, 0), 0);
    crm_status status =
        crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_READ_ONLY));
    ck_assert_msg(status == CRM_E_FORMAT || status == CRM_E_NOT_FOUND, "%s",
                  crm_status_name(status));
    ck_assert_str_ne(crm_db_error(db)->message, "");
}
END_TEST

START_TEST(a_folder_and_a_missing_folder_are_told)
{
    path_remove();
    ck_assert_int_eq(mkdir(path, 0700), 0);
    crm_status status = crm_db_open(db, path, NULL);
    ck_assert_msg(status == CRM_E_IO || status == CRM_E_FORMAT, "%s", crm_status_name(status));
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, path));
    status = crm_db_open(db, "no/such/folder/x.crm", NULL);
    ck_assert_msg(status == CRM_E_IO || status == CRM_E_NOT_FOUND, "%s", crm_status_name(status));
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "no/such/folder/x.crm"));
}
END_TEST

START_TEST(a_locked_database_is_busy_at_the_deadline_and_free_afterwards)
{
    crm_db *other = handle_new();
    crm_record *record;
    ck_assert_int_eq(crm_db_open(other, path, NULL), CRM_OK);
    ck_assert_ok(crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .busy_limit_us = 20000)));
    ck_assert_int_eq(crm_db_begin(other), CRM_OK);
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "张伟", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_BUSY);
    ck_assert_str_ne(crm_db_error(db)->message, "");
    ck_assert_status(crm_db_begin(db), CRM_E_BUSY);
    ck_assert_int_eq(crm_db_rollback(other), CRM_OK);
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
    crm_db_free(other);
}
END_TEST

/* --- two threads, each with a handle of its own ----------------------------------------------- */

enum { ROUNDS = 40 };

struct thread {
    pthread_t id;
    int64_t account;
    crm_status status;
    char message[200];
};

/* Adds one, again when the other was faster. */
static crm_status one_more(crm_db *own, int64_t account)
{
    for (;;) {
        crm_record *record = NULL;
        int64_t count = 0;
        crm_status status = crm_record_get(own, "account", account, &record);
        if (status == CRM_OK)
            status = crm_record_int(record, "employee_count", &count);
        if (status >= 0)
            status = crm_record_set_int(record, "employee_count", count + 1);
        if (status >= 0)
            status = crm_record_save(record, NULL);
        crm_record_free(record);
        if (status != CRM_E_CONFLICT)
            return status;
    }
}

static void *run(void *context)
{
    struct thread *thread = context;
    crm_db *own = NULL;
    thread->status = crm_db_new(NULL, &own);
    if (thread->status >= 0)
        thread->status = crm_db_open(
            own, path, CRM_OPTIONS(crm_open_options, .busy_limit_us = INT64_C(60000000)));
    for (int i = 0; thread->status >= 0 && i < ROUNDS; i++)
        thread->status = one_more(own, thread->account);
    snprintf(thread->message, sizeof thread->message, "%s", crm_db_error(own)->message);
    crm_db_free(own);
    return NULL;
}

START_TEST(writers_in_two_threads_wait_and_lose_no_update)
{
    struct thread threads[2];
    ck_assert_ok(crm_db_open(db, path, NULL));
    int64_t account = API_RECORD("account", "name", "甲");
    for (int i = 0; i < 2; i++) {
        threads[i] = (struct thread){.account = account};
        ck_assert_int_eq(pthread_create(&threads[i].id, NULL, run, &threads[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i].id, NULL);
        ck_assert_msg(threads[i].status >= 0, "%s", threads[i].message);
    }
    crm_record *record;
    int64_t count = 0;
    ck_assert_ok(crm_record_get(db, "account", account, &record));
    ck_assert_ok(crm_record_int(record, "employee_count", &count));
    ck_assert_int_eq(count, 2 * ROUNDS);
    ck_assert_int_eq(crm_record_version(record), 2 * ROUNDS + 1);
    crm_record_free(record);
}
END_TEST

/* What one handle's call does until another thread says stop. */
static void *stop_it(void *context)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    crm_db_interrupt(context);
    return NULL;
}

START_TEST(another_thread_may_stop_a_call)
{
    pthread_t stopper;
    crm_cursor *cursor;
    ck_assert_ok(crm_db_open(db, path, NULL));
    ck_assert_int_eq(pthread_create(&stopper, NULL, stop_it, db), 0);
    for (int i = 0; i < 200; i++) {
        crm_status status = crm_search(db, "张伟", CRM_NUL, 5, &cursor);
        ck_assert_msg(status == CRM_OK || status == CRM_E_CANCELLED, "%s", crm_status_name(status));
        crm_cursor_free(cursor);
    }
    pthread_join(stopper, NULL);
    ck_assert_ok(crm_search(db, "张伟", CRM_NUL, 5, &cursor));
    crm_cursor_free(cursor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/bad_file");
    TCase *tests = tcase_create("files");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_newer_schema_is_refused_and_left_alone);
    tcase_add_test(tests, a_database_of_another_program_is_refused);
    tcase_add_test(tests, a_truncated_file_is_refused_or_found_to_be_damaged);
    tcase_add_test(tests, half_a_header_is_damage);
    tcase_add_test(tests, pages_of_noise_are_found_to_be_damaged);
    tcase_add_test(tests, an_empty_file_becomes_a_database);
    tcase_add_test(tests, an_empty_file_is_none_for_who_only_reads);
    tcase_add_test(tests, a_folder_and_a_missing_folder_are_told);
    tcase_add_test(tests, a_locked_database_is_busy_at_the_deadline_and_free_afterwards);
    tcase_add_test(tests, writers_in_two_threads_wait_and_lose_no_update);
    tcase_add_test(tests, another_thread_may_stop_a_call);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
