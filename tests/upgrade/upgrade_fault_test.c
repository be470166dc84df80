/*
 * An upgrade that is stopped by a disk, by memory, by a power cut or a kill leaves the old file or
 * the new one, whole; and two may begin it at once.
 */
#include "ioerror_vfs.h"
#include "powerloss_vfs.h"
#include "upgrade_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static int interrupted; /* upgrades that were stopped half way, so that the test means something */

/* The file is the old one or the new one, and opens today. */
static void whole_afterwards(const char *what, int64_t n)
{
    int64_t state = upgraded();
    ck_assert_msg(state >= 0, "%s at %d: half upgraded", what, (int)n);
    interrupted += state == 0;
    crm_db_free(db);
    handle_new();
    crm_status status = crm_db_open(db, path, NULL);
    ck_assert_msg(status == CRM_OK, "%s at %d: then %s", what, (int)n, crm_db_error(db)->message);
    ck_assert_int_eq(upgraded(), 1);
    answers("vehicle", "true", "plate", "沪A12345");
    if (n % 8 == 1)
        sound();
    crm_db_free(db);
    handle_new();
}

static int64_t further(int64_t n)
{
    return getenv("CRM_FAULT_FULL") || n < 4 ? n + 1 : n + n / 3;
}

static const struct {
    int kinds;
    int code;
    crm_status expected;
} faults[] = {
    {IO_READ, 0, CRM_E_IO},
    {IO_WRITE, 0, CRM_E_IO},
    {IO_WRITE, SQLITE_FULL, CRM_E_FULL},
    {IO_SYNC, 0, CRM_E_IO},
};

START_TEST(a_failing_disk_leaves_the_old_file)
{
    bool reached = true;
    for (int64_t n = 1; reached; n = further(n)) {
        copy_anew();
        ioerror_start(faults[_i].kinds, n, n % 2, faults[_i].code);
        crm_status status =
            crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .vfs = IOERROR_VFS));
        reached = ioerror_calls() >= n;
        ioerror_start(0, 0, false, 0);
        ck_assert_msg(status == CRM_OK || (reached && status == faults[_i].expected), "%d: %s: %s",
                      (int)n, crm_status_name(status), crm_db_error(db)->message);
        whole_afterwards("a fault", n);
    }
    ck_assert_int_gt(interrupted, 0);
}
END_TEST

START_TEST(failing_memory_leaves_the_old_file)
{
    bool reached = true;
    for (size_t n = 1; reached; n = (size_t)further((int64_t)n)) {
        copy_anew();
        api_heap.calls = 0;
        api_heap.fail_for_ever = (int)(n % 2);
        api_heap.fail_at = n;
        crm_status status = crm_db_open(db, path, NULL);
        api_heap.fail_at = 0;
        reached = api_heap.calls >= n;
        ck_assert_msg(status == CRM_OK || (reached && status == CRM_E_NOMEM), "%d: %s: %s", (int)n,
                      crm_status_name(status), crm_db_error(db)->message);
        whole_afterwards("no memory", (int64_t)n);
        ck_assert_uint_le(api_heap.live, 4); /* the handle's own */
    }
    ck_assert_int_gt(interrupted, 10);
}
END_TEST

START_TEST(a_power_cut_leaves_the_old_file_or_the_new_one)
{
    bool was_cut = true;
    for (int64_t n = 1; was_cut; n = further(n)) {
        copy_anew();
        powerloss_start();
        powerloss_cut_at(n);
        crm_status status =
            crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .vfs = POWERLOSS_VFS));
        was_cut = powerloss_is_off();
        ck_assert_msg(status == CRM_OK || was_cut, "%d: %s", (int)n, crm_db_error(db)->message);
        crm_db_free(db);
        powerloss_restore((uint64_t)n * 7919);
        powerloss_stop();
        handle_new();
        whole_afterwards("a cut", n);
    }
    ck_assert_int_gt(interrupted, 3);
}
END_TEST

/* In a child, so that the process dies with its locks and half of its pages written. */
START_TEST(a_kill_leaves_the_old_file_or_the_new_one)
{
    enum { ROUNDS = 25, STEP_US = 700 };
    for (int round = 1; round <= ROUNDS; round++) {
        copy_anew();
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0)
            _exit(crm_db_open(db, path, NULL) == CRM_OK ? 0 : 1);
        nanosleep(&(struct timespec){.tv_nsec = round * STEP_US * 1000}, NULL);
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        whole_afterwards("a kill", round);
    }
    ck_assert_int_gt(interrupted, 0);
}
END_TEST

static void *opened(void *context)
{
    crm_db *own;
    crm_status *status = context;
    *status = crm_db_new(NULL, &own);
    if (*status == CRM_OK)
        *status = crm_db_open(own, path, NULL);
    crm_db_free(own);
    return NULL;
}

START_TEST(two_that_open_an_old_file_at_once_upgrade_it_once)
{
    pthread_t threads[2];
    crm_status results[2];
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, opened, &results[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(results[i], CRM_OK);
    }
    ck_assert_int_eq(upgraded(), 1);
    raw_open(path);
    ck_assert_int_eq(raw_int("SELECT number FROM crm_meta WHERE name = 'schema'", ""), 14);
    sqlite3_close(raw);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("upgrade faults");
    TCase *tests = tcase_create("upgrade");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, a_failing_disk_leaves_the_old_file, 0,
                        sizeof faults / sizeof *faults);
    tcase_add_test(tests, failing_memory_leaves_the_old_file);
    tcase_add_test(tests, a_power_cut_leaves_the_old_file_or_the_new_one);
    tcase_add_test(tests, a_kill_leaves_the_old_file_or_the_new_one);
    tcase_add_test(tests, two_that_open_an_old_file_at_once_upgrade_it_once);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
