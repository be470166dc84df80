/* Transactions that run again: who is in the way, idempotency keys, several processes. */
#define _POSIX_C_SOURCE 200809L

#include "fixture.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the work of a test does, and how often it was asked. */
struct work {
    int runs;
    int busy_runs;     /* so many runs answer CRM_E_BUSY */
    crm_status answer; /* of the others */
    int begins;        /* transactions that are begun and left open; -1: ours is ended */
};

static crm_status lead_make(crm_db *handle, void *context)
{
    struct work *work = context;
    crm_record *record;
    work->runs++;
    crm_status status = crm_record_new(handle, "lead", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "name", "王芳", CRM_NUL);
    status = crm_record_save(record, NULL);
    crm_record_free(record);
    for (int i = 0; i < work->begins; i++)
        ck_assert_int_eq(crm_db_begin(handle), CRM_OK);
    if (work->begins < 0)
        ck_assert_int_eq(crm_db_commit(handle), CRM_OK);
    if (status < 0)
        return status;
    return work->runs <= work->busy_runs ? CRM_E_BUSY : work->answer;
}

static int64_t lead_count(void)
{
    crm_query *query;
    int64_t count = -1;
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

START_TEST(work_is_committed_or_undone_as_a_whole)
{
    struct work work = {0};
    ck_assert_ok(crm_transaction_run(db, lead_make, &work, NULL));
    ck_assert_int_eq(lead_count(), 1);
    work = (struct work){.answer = CRM_E_REFUSED};
    ck_assert_status(crm_transaction_run(db, lead_make, &work, NULL), CRM_E_REFUSED);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "CRM_E_REFUSED"));
    ck_assert_int_eq(work.runs, 1);
    ck_assert_int_eq(lead_count(), 1);
}
END_TEST

START_TEST(work_that_somebody_was_in_the_way_of_runs_again)
{
    struct work work = {.busy_runs = 2};
    ck_assert_ok(crm_transaction_run(db, lead_make, &work, NULL));
    ck_assert_int_eq(work.runs, 3);
    ck_assert_int_eq(lead_count(), 1);
    work = (struct work){.busy_runs = 99};
    ck_assert_status(crm_transaction_run(db, lead_make, &work,
                                         CRM_OPTIONS(crm_transaction_options, .attempts = 3)),
                     CRM_E_BUSY);
    ck_assert_int_eq(work.runs, 3);
    ck_assert_int_eq(lead_count(), 1);
}
END_TEST

START_TEST(what_is_done_under_a_key_is_done_once)
{
    const crm_transaction_options *once =
        CRM_OPTIONS(crm_transaction_options, .idempotency_key = "订单-42");
    struct work work = {.answer = CRM_E_REFUSED};
    ck_assert_status(crm_transaction_run(db, lead_make, &work, once), CRM_E_REFUSED);
    work = (struct work){.busy_runs = 1};
    ck_assert_ok(crm_transaction_run(db, lead_make, &work, once));
    ck_assert_int_eq(work.runs, 2);
    ck_assert_status(crm_transaction_run(db, lead_make, &work, once), CRM_DONE);
    ck_assert_int_eq(work.runs, 2);
    ck_assert_int_eq(lead_count(), 1);
}
END_TEST

START_TEST(a_key_that_stands_for_something_else_is_a_conflict)
{
    API_RECORD("idempotency", "key", "k", "operation", "import");
    struct work work = {0};
    ck_assert_status(
        crm_transaction_run(db, lead_make, &work,
                            CRM_OPTIONS(crm_transaction_options, .idempotency_key = "k")),
        CRM_E_CONFLICT);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "'import'"));
    ck_assert_int_eq(work.runs, 0);
}
END_TEST

START_TEST(within_a_transaction_it_is_a_group_that_runs_once)
{
    struct work work = {.busy_runs = 1};
    ck_assert_ok(crm_db_begin(db));
    API_RECORD("lead", "name", "outer");
    ck_assert_status(crm_transaction_run(db, lead_make, &work, NULL), CRM_E_BUSY);
    ck_assert_int_eq(work.runs, 1);
    ck_assert_ok(crm_transaction_run(db, lead_make, &work, NULL));
    ck_assert_ok(crm_db_commit(db));
    ck_assert_int_eq(lead_count(), 2);
}
END_TEST

START_TEST(work_that_leaves_another_transaction_than_it_found_is_undone)
{
    struct work work = {.begins = 2};
    ck_assert_status(crm_transaction_run(db, lead_make, &work, NULL), CRM_E_MISUSE);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "left a transaction open"));
    ck_assert_int_eq(lead_count(), 0);
    ck_assert_status(crm_db_rollback(db), CRM_E_MISUSE);
    work = (struct work){.begins = -1};
    ck_assert_status(crm_transaction_run(db, lead_make, &work, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_db_rollback(db), CRM_E_MISUSE);
}
END_TEST

START_TEST(wrong_options_are_refused_before_anything_runs)
{
    char key[800] = "";
    struct work work = {0};
    for (size_t i = 0; i < 201; i++)
        memcpy(key + 3 * i, "长", 4);
    ck_assert_status(crm_transaction_run(NULL, lead_make, &work, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_transaction_run(db, NULL, &work, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_transaction_run(db, lead_make, &work,
                                         CRM_OPTIONS(crm_transaction_options, .attempts = -1)),
                     CRM_E_MISUSE);
    ck_assert_status(crm_transaction_run(db, lead_make, &work,
                                         CRM_OPTIONS(crm_transaction_options, .attempts = 1001)),
                     CRM_E_MISUSE);
    ck_assert_status(
        crm_transaction_run(db, lead_make, &work,
                            CRM_OPTIONS(crm_transaction_options, .idempotency_key = key)),
        CRM_E_INVALID);
    ck_assert_status(
        crm_transaction_run(db, lead_make, &work,
                            CRM_OPTIONS(crm_transaction_options, .idempotency_key = "\xff")),
        CRM_E_INVALID);
    ck_assert_int_eq(work.runs, 0);
}
END_TEST

/* --- several processes ------------------------------------------------------------------------ */

enum { WRITERS = 4, STEPS = 12 };

static char path[64];

static crm_status count_raise(crm_db *handle, void *context)
{
    crm_record *record;
    int64_t count = 0;
    crm_status status = crm_record_get(handle, "account", *(int64_t *)context, &record);
    if (status < 0)
        return status;
    crm_record_int(record, "employee_count", &count);
    crm_record_set_int(record, "employee_count", count + 1);
    status = crm_record_save(record, NULL);
    crm_record_free(record);
    return status;
}

static void open_file(void)
{
    ck_assert_int_eq(crm_db_new(NULL, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .busy_limit_us = 20000)));
}

/* Half of its steps are asked for twice. */
static int writer(int number, int64_t id)
{
    int failures = 0;
    open_file();
    for (int step = 0; step < STEPS; step++) {
        char key[32];
        snprintf(key, sizeof key, "%d/%d", number, step);
        const crm_transaction_options *options =
            CRM_OPTIONS(crm_transaction_options, .attempts = 1000, .idempotency_key = key);
        failures += crm_transaction_run(db, count_raise, &id, options) != CRM_OK;
        if (step % 2)
            failures += crm_transaction_run(db, count_raise, &id, options) != CRM_DONE;
    }
    crm_db_free(db);
    return failures != 0;
}

START_TEST(many_writers_lose_nothing_and_do_nothing_twice)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    int64_t count = 0;
    crm_record *record;
    snprintf(path, sizeof path, "api_transaction_%d.crm", (int)getpid());
    open_file();
    int64_t id = API_RECORD("account", "name", "星河", "employee_count", "0");
    crm_db_free(db);
    pid_t writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = fork();
        ck_assert_int_ge(writers[i], 0);
        if (writers[i] == 0)
            _exit(writer(i, id));
    }
    for (int i = 0; i < WRITERS; i++) {
        int code = -1;
        ck_assert_int_eq(waitpid(writers[i], &code, 0), writers[i]);
        ck_assert_int_eq(code, 0);
    }
    open_file();
    ck_assert_ok(crm_record_get(db, "account", id, &record));
    ck_assert_ok(crm_record_int(record, "employee_count", &count));
    ck_assert_int_eq(count, WRITERS * STEPS);
    crm_record_free(record);
    crm_db_free(db);
    db = NULL;
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api transaction");
    TCase *cases = tcase_create("transaction");
    tcase_add_checked_fixture(cases, api_setup, api_teardown);
    tcase_add_test(cases, work_is_committed_or_undone_as_a_whole);
    tcase_add_test(cases, work_that_somebody_was_in_the_way_of_runs_again);
    tcase_add_test(cases, what_is_done_under_a_key_is_done_once);
    tcase_add_test(cases, a_key_that_stands_for_something_else_is_a_conflict);
    tcase_add_test(cases, within_a_transaction_it_is_a_group_that_runs_once);
    tcase_add_test(cases, work_that_leaves_another_transaction_than_it_found_is_undone);
    tcase_add_test(cases, wrong_options_are_refused_before_anything_runs);
    suite_add_tcase(suite, cases);
    TCase *processes = tcase_create("processes");
    tcase_set_timeout(processes, 60);
    tcase_add_test(processes, many_writers_lose_nothing_and_do_nothing_twice);
    suite_add_tcase(suite, processes);
    return suite_main(suite);
}
