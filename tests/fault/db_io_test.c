/*
 * I/O errors under the database layer: operation n fails, for every n, once or from then on. Each
 * time the call says so by a status of its own kind, the connection closes without a leak, and
 * afterwards the database is sound and holds each transaction wholly or not at all.
 */
#include "db_fixture.h"

#include "ioerror_vfs.h"

static struct fixture fixture;

static void setup(void)
{
    fixture_env(&fixture);
    ioerror_start(0, 0, false, 0);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static const struct db_options faulty = {.vfs = IOERROR_VFS, .busy_limit_us = -1};

/* Two transactions and a checkpoint; how many were acknowledged. */
static crm_status scenario(int *acknowledged)
{
    *acknowledged = 0;
    struct db *db = NULL;
    crm_status status = crm__db_open(&fixture.env, crm__text_of(fixture.path), &faulty, &db);
    for (int i = 1; i <= 2 && status >= 0; i++) {
        char text[128];
        snprintf(text, sizeof text,
                 "INSERT INTO person (id, photo) VALUES (%d, zeroblob(20000)), (-%d, NULL)", i, i);
        status = crm__db_begin(db, TRANSACTION_WRITE);
        if (status < 0)
            break;
        status = try_run(db, text);
        if (status >= 0)
            status = crm__db_commit(db);
        else
            crm__db_rollback(db);
        *acknowledged += status >= 0;
    }
    if (status >= 0)
        status = try_run(db, "SELECT sum(length(photo)) FROM person");
    if (status >= 0)
        status = crm__db_maintain(db, MAINTAIN_CHECKPOINT);
    crm__db_close(db);
    return status;
}

static void start_over(void)
{
    ioerror_start(0, 0, false, 0);
    char log[160];
    snprintf(log, sizeof log, "%.120s-wal", fixture.path);
    remove(log);
    remove(fixture.path);
    fixture_open(&fixture, NULL);
    make_person(&fixture);
    crm__db_close(fixture.db);
    fixture.db = NULL;
}

static void check_result(int acknowledged, int64_t n)
{
    fixture_open(&fixture, NULL);
    ck_assert_done(&fixture, crm__db_check(fixture.db, NULL, NULL));
    int64_t rows = ask(&fixture, "SELECT count(*) FROM person");
    ck_assert_msg(rows >= 2 * acknowledged, "operation %d: %d rows of %d commits", (int)n,
                  (int)rows, acknowledged);
    ck_assert_msg(rows % 2 == 0, "operation %d: half a transaction", (int)n);
    crm__db_close(fixture.db);
    fixture.db = NULL;
}

static void fail_each(int kinds, bool for_ever, int code, crm_status expected)
{
    int failures = 0;
    for (int64_t n = 1;; n++) {
        start_over();
        ioerror_start(kinds, n, for_ever, code);
        crm__env_enter(&fixture.env);
        int acknowledged = 0;
        crm_status status = scenario(&acknowledged);
        bool reached = ioerror_calls() >= n;
        ioerror_start(0, 0, false, 0);
        ck_assert_uint_eq(fixture.heap.live, 0);
        ck_assert_msg(status >= 0 || status == expected, "operation %d: %s: %s", (int)n,
                      crm_status_name(status), fixture.env.error.message);
        check_result(acknowledged, n);
        if (!reached)
            break;
        failures += status < 0;
    }
    ck_assert_int_gt(failures, 0);
}

START_TEST(reads_may_fail)
{
    fail_each(IO_READ, false, 0, CRM_E_IO);
    fail_each(IO_READ, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(writes_may_fail)
{
    fail_each(IO_WRITE, false, 0, CRM_E_IO);
    fail_each(IO_WRITE, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(the_disk_may_be_full)
{
    fail_each(IO_WRITE, false, SQLITE_FULL, CRM_E_FULL);
    fail_each(IO_WRITE, true, SQLITE_FULL, CRM_E_FULL);
}
END_TEST

START_TEST(syncs_may_fail)
{
    fail_each(IO_SYNC, false, 0, CRM_E_IO);
    fail_each(IO_SYNC, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(files_may_not_open)
{
    fail_each(IO_OPEN, false, 0, CRM_E_IO);
    fail_each(IO_OPEN, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(the_shared_index_may_fail)
{
    fail_each(IO_SHARED, false, 0, CRM_E_IO);
    fail_each(IO_SHARED, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(sizes_may_not_be_known)
{
    fail_each(IO_SIZE, false, 0, CRM_E_IO);
    fail_each(IO_SIZE, true, 0, CRM_E_IO);
}
END_TEST

START_TEST(a_failed_commit_has_rolled_back_and_the_handle_goes_on)
{
    start_over();
    fixture_open(&fixture, &faulty);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ioerror_start(IO_WRITE, 1, false, SQLITE_FULL);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_FULL);
    ck_assert_uint_eq(fixture.db->depth, 0);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 1);
}
END_TEST

START_TEST(after_a_failed_sync_the_handle_only_reads)
{
    start_over();
    fixture_open(&fixture, &faulty);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ioerror_start(IO_SYNC, 1, false, 0);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_IO);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (2)"), CRM_E_IO);
    ck_assert_message(&fixture, "close the database and open it again");
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_WRITE), CRM_E_IO);
    ask(&fixture, "SELECT count(*) FROM person");
    crm__db_close(fixture.db);
    fixture_open(&fixture, &faulty);
    run(&fixture, "INSERT INTO person (id) VALUES (2)");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_io");
    TCase *tests = tcase_create("io");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, reads_may_fail);
    tcase_add_test(tests, writes_may_fail);
    tcase_add_test(tests, the_disk_may_be_full);
    tcase_add_test(tests, syncs_may_fail);
    tcase_add_test(tests, files_may_not_open);
    tcase_add_test(tests, the_shared_index_may_fail);
    tcase_add_test(tests, sizes_may_not_be_known);
    tcase_add_test(tests, a_failed_commit_has_rolled_back_and_the_handle_goes_on);
    tcase_add_test(tests, after_a_failed_sync_the_handle_only_reads);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
