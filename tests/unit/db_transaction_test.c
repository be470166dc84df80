/* Transactions: levels, failed levels, locks between connections, a full disk. */
#include "db_fixture.h"

#include <pthread.h>
#include <sys/wait.h>

static struct fixture fixture;

static void setup(void)
{
    fixture_set_up(&fixture);
    make_person(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static void begin(enum transaction_mode mode)
{
    ck_assert_done(&fixture, crm__db_begin(fixture.db, mode));
}

static void commit(void)
{
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
}

static void insert(int id)
{
    char text[64];
    snprintf(text, sizeof text, "INSERT INTO person (id) VALUES (%d)", id);
    run(&fixture, text);
}

static int64_t count(void)
{
    return ask(&fixture, "SELECT count(*) FROM person");
}

static struct db *second(int64_t busy_limit_us)
{
    const struct db_options options = {.busy_limit_us = busy_limit_us};
    struct db *db = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, &options, &db));
    return db;
}

START_TEST(a_commit_keeps_and_a_rollback_forgets)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    commit();
    begin(TRANSACTION_WRITE);
    insert(2);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(count(), 1);
    ck_assert_uint_eq(fixture.db->depth, 0);
}
END_TEST

START_TEST(an_inner_level_is_undone_alone)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    begin(TRANSACTION_WRITE);
    insert(2);
    begin(TRANSACTION_WRITE);
    insert(3);
    commit();
    crm__db_rollback(fixture.db);
    insert(4);
    commit();
    ck_assert_int_eq(count(), 2);
    ck_assert_int_eq(ask(&fixture, "SELECT max(id) FROM person"), 4);
}
END_TEST

START_TEST(a_failed_statement_fails_its_level)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    begin(TRANSACTION_WRITE);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (1)"), CRM_E_EXISTS);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (2)"), CRM_E_MISUSE);
    ck_assert_message(&fixture, "CRM_E_EXISTS");
    ck_assert_int_eq(try_run(fixture.db, "SELECT 1"), CRM_E_MISUSE);
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_WRITE), CRM_E_MISUSE);
    crm__db_rollback(fixture.db);
    insert(3);
    commit();
    ck_assert_int_eq(count(), 2);
}
END_TEST

START_TEST(committing_a_failed_level_rolls_it_back_and_tells_the_first_failure)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (1)"), CRM_E_EXISTS);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_EXISTS);
    ck_assert_message(&fixture, "person.id is taken");
    ck_assert_uint_eq(fixture.db->depth, 0);
    ck_assert_int_eq(count(), 0);
}
END_TEST

START_TEST(a_failure_in_a_reading_level_fails_the_level_that_can_be_undone)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    begin(TRANSACTION_WRITE);
    insert(2);
    begin(TRANSACTION_READ);
    ck_assert_int_eq(try_run(fixture.db, on_sqlite()
                                             ? "SELECT sum(i) FROM (SELECT 9223372036854775807 AS "
                                               "i UNION ALL SELECT 1)"
                                             : "SELECT 9223372036854775807 + 1"),
                     CRM_E_LIMIT);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_LIMIT);
    ck_assert_int_eq(try_run(fixture.db, "SELECT 1"), CRM_E_MISUSE);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(count(), 1);
    commit();
}
END_TEST

START_TEST(rollback_keeps_the_error)
{
    begin(TRANSACTION_WRITE);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id, amount) VALUES (1, 'x')"),
                     CRM_E_INVALID);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(fixture.env.error.status, CRM_E_INVALID);
    ck_assert_message(&fixture, on_sqlite() ? "amount" : "bigint");
}
END_TEST

START_TEST(a_write_within_a_reading_transaction_is_misuse)
{
    begin(TRANSACTION_READ);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (1)"), CRM_E_MISUSE);
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_WRITE), CRM_E_MISUSE);
    ck_assert_int_eq(count(), 0);
    commit();
    insert(1);
}
END_TEST

START_TEST(a_reading_transaction_sees_one_state)
{
    struct db *other = second(0);
    begin(TRANSACTION_READ);
    ck_assert_int_eq(count(), 0);
    ck_assert_done(&fixture, try_run(other, "INSERT INTO person (id) VALUES (1)"));
    ck_assert_int_eq(count(), 0);
    commit();
    ck_assert_int_eq(count(), 1);
    crm__db_close(other);
}
END_TEST

START_TEST(levels_have_a_limit)
{
    for (int i = 0; i < SAVEPOINT_DEPTH_LIMIT; i++) {
        begin(TRANSACTION_WRITE);
        insert(i);
    }
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_READ), CRM_E_LIMIT);
    for (int i = 0; i < SAVEPOINT_DEPTH_LIMIT; i++)
        commit();
    ck_assert_int_eq(count(), SAVEPOINT_DEPTH_LIMIT);
}
END_TEST

START_TEST(commit_without_begin_is_misuse_and_rollback_is_harmless)
{
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_MISUSE);
    crm__db_rollback(fixture.db);
    insert(1);
}
END_TEST

START_TEST(closing_rolls_back)
{
    begin(TRANSACTION_WRITE);
    insert(1);
    crm__db_close(fixture.db);
    fixture_open(&fixture, NULL);
    ck_assert_int_eq(count(), 0);
}
END_TEST

START_TEST(a_locked_database_is_waited_for_and_then_busy)
{
    struct db *other = second(30000);
    begin(TRANSACTION_WRITE);
    ck_assert_int_eq(crm__db_begin(other, TRANSACTION_WRITE), CRM_E_BUSY);
    ck_assert_message(&fixture, "waited 30 ms, at most 30 ms");
    ck_assert_int_eq(other->stats.busy_waits, 1);
    ck_assert_int_eq(other->stats.busy_wait_us, 30000);
    ck_assert_uint_eq(other->depth, 0);
    ck_assert_int_eq(ask_of(&fixture, other, "SELECT count(*) FROM person"), 0);
    commit();
    ck_assert_done(&fixture, crm__db_begin(other, TRANSACTION_WRITE));
    crm__db_rollback(other);
    crm__db_close(other);
}
END_TEST

START_TEST(not_waiting_is_busy_at_once)
{
    struct db *other = second(-1);
    begin(TRANSACTION_WRITE);
    ck_assert_int_eq(crm__db_begin(other, TRANSACTION_WRITE), CRM_E_BUSY);
    ck_assert_int_eq(other->stats.busy_wait_us, 0);
    crm__db_rollback(fixture.db);
    crm__db_close(other);
}
END_TEST

static void *interrupt_later(void *context)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    crm__db_interrupt(context);
    return NULL;
}

START_TEST(waiting_for_a_lock_can_be_interrupted)
{
    struct db *other = second(60000000);
    begin(TRANSACTION_WRITE);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_later, other), 0);
    ck_assert_int_eq(crm__db_begin(other, TRANSACTION_WRITE), CRM_E_CANCELLED);
    pthread_join(thread, NULL);
    crm__db_rollback(fixture.db);
    crm__db_close(other);
}
END_TEST

struct writer_thread {
    char path[256];
    int first;
    crm_status status;
};

/* A hundred transactions on a connection and an environment of its own. */
static void *write_rows(void *context)
{
    struct writer_thread *own = context;
    struct env env;
    crm__env_init(&env, NULL);
    struct db *db = NULL;
    own->status = open_at(&env, own->path, NULL, &db);
    for (int i = 0; i < 100 && own->status >= 0; i++) {
        own->status = crm__db_begin(db, TRANSACTION_WRITE);
        char text[64];
        snprintf(text, sizeof text, "INSERT INTO person (id) VALUES (%d)", own->first + i);
        if (own->status >= 0)
            own->status = try_run(db, text);
        if (own->status >= 0)
            own->status = crm__db_commit(db);
    }
    crm__db_close(db);
    return NULL;
}

START_TEST(writers_take_turns)
{
    struct writer_thread threads[3];
    pthread_t handles[3];
    for (int i = 0; i < 3; i++) {
        snprintf(threads[i].path, sizeof threads[i].path, "%s", fixture.path);
        threads[i].first = 1 + 1000 * i;
        ck_assert_int_eq(pthread_create(&handles[i], NULL, write_rows, &threads[i]), 0);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(handles[i], NULL);
        ck_assert_int_eq(threads[i].status, CRM_OK);
    }
    ck_assert_int_eq(count(), 300);
}
END_TEST

static void *open_new(void *context)
{
    struct writer_thread *own = context;
    struct env env;
    crm__env_init(&env, NULL);
    struct db *db = NULL;
    own->status = open_at(&env, own->path, NULL, &db);
    crm__db_close(db);
    return NULL;
}

START_TEST(many_may_make_the_same_new_database_at_once)
{
    struct writer_thread threads[6];
    pthread_t handles[6];
    char path[256];
    fixture_place(&fixture, "new", path);
    for (int i = 0; i < 6; i++) {
        snprintf(threads[i].path, sizeof threads[i].path, "%s", path);
        ck_assert_int_eq(pthread_create(&handles[i], NULL, open_new, &threads[i]), 0);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(handles[i], NULL);
        ck_assert_msg(threads[i].status == CRM_OK, "%s", crm_status_name(threads[i].status));
    }
}
END_TEST

/* Room for no page more, as on a full disk. */
static void fill_up(void)
{
    int64_t pages = ask(&fixture, "SELECT page_count FROM pragma_page_count");
    char text[64];
    snprintf(text, sizeof text, "PRAGMA max_page_count = %d", (int)pages);
    run(&fixture, text);
}

START_TEST(a_full_disk_undoes_the_whole_transaction_and_leaves_the_handle_usable)
{
    insert(1);
    fill_up();
    begin(TRANSACTION_WRITE);
    insert(2);
    begin(TRANSACTION_WRITE);
    ck_assert_int_eq(try_run(fixture.db, "UPDATE person SET photo = zeroblob(1000000)"),
                     CRM_E_FULL);
    crm__db_rollback(fixture.db);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(count(), 1);
    run(&fixture, "PRAGMA max_page_count = 1000000");
    insert(2);
    ck_assert_int_eq(count(), 2);
}
END_TEST

START_TEST(after_the_database_gave_up_the_transaction_no_outer_level_goes_on)
{
    insert(1);
    begin(TRANSACTION_WRITE);
    insert(2);
    begin(TRANSACTION_WRITE);
    /* An interrupted write makes SQLite roll everything back by itself. */
    struct statement *statement = NULL;
    ck_assert_done(&fixture,
                   crm__db_prepare(fixture.db, 0,
                                   TEXT("WITH RECURSIVE n(i) AS (VALUES(10) UNION ALL SELECT i + 1 "
                                        "FROM n WHERE i < 100000000) "
                                        "INSERT INTO person (id) SELECT i FROM n"),
                                   &statement));
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_later, fixture.db), 0);
    ck_assert_int_eq(crm__statement_exec(statement, NULL), CRM_E_CANCELLED);
    pthread_join(thread, NULL);
    crm__statement_release(statement);
    crm__db_resume(fixture.db);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (3)"), CRM_E_CANCELLED);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_CANCELLED);
    ck_assert_int_eq(count(), 1);
    insert(3);
}
END_TEST

START_TEST(a_commit_within_a_pipeline_is_misuse_and_rolls_back)
{
    begin(TRANSACTION_WRITE);
    ck_assert_done(&fixture, crm__db_pipeline_begin(fixture.db));
    ck_assert_int_eq(crm__db_pipeline_begin(fixture.db), CRM_E_MISUSE);
    insert(1);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_MISUSE);
    ck_assert_int_eq(count(), 0);
    ck_assert_int_eq(crm__db_pipeline_flush(fixture.db), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_pipeline_runs_its_statements_by_the_flush)
{
    begin(TRANSACTION_WRITE);
    ck_assert_done(&fixture, crm__db_pipeline_begin(fixture.db));
    insert(1);
    struct statement *statement = NULL;
    ck_assert_done(
        &fixture,
        crm__db_prepare(fixture.db, 0, TEXT("INSERT INTO person (id) VALUES (2)"), &statement));
    int64_t changed = 0;
    ck_assert_int_eq(crm__statement_exec(statement, &changed), CRM_E_MISUSE);
    ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
    crm__statement_release(statement);
    ck_assert_done(&fixture, crm__db_pipeline_flush(fixture.db));
    commit();
    ck_assert_int_eq(count(), 2);
}
END_TEST

/* A child commits rows, writing the number of each down after its commit, until it is killed. */
static void commit_until_killed(int report)
{
    struct env env;
    crm__env_init(&env, NULL);
    struct db *db = NULL;
    if (open_at(&env, fixture.path, NULL, &db) < 0)
        _exit(1);
    for (int id = 1;; id++) {
        char text[96];
        snprintf(text, sizeof text, "INSERT INTO person (id) VALUES (%d), (-%d)", id, id);
        if (crm__db_begin(db, TRANSACTION_WRITE) < 0 || try_run(db, text) < 0 ||
            crm__db_commit(db) < 0)
            _exit(1);
        if (write(report, &id, sizeof id) != sizeof id)
            _exit(1);
    }
}

START_TEST(a_kill_loses_nothing_acknowledged_and_leaves_nothing_half_done)
{
    for (int round = 0; round < 10; round++) {
        run(&fixture, "DELETE FROM person");
        int report[2];
        ck_assert_int_eq(pipe(report), 0);
        pid_t child = fork();
        if (child == 0)
            commit_until_killed(report[1]);
        int acknowledged = 0;
        int wanted = 1 + 7 * round;
        while (acknowledged < wanted)
            ck_assert_int_eq(read(report[0], &acknowledged, sizeof acknowledged),
                             sizeof acknowledged);
        kill(child, SIGKILL);
        close(report[1]);
        while (read(report[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged)
            continue;
        close(report[0]);
        waitpid(child, NULL, 0);
        /* A server may still be committing for the dead. */
        begin(TRANSACTION_READ);
        int64_t last = ask(&fixture, "SELECT max(id) FROM person");
        ck_assert_int_ge(last, acknowledged);
        ck_assert_int_eq(count(), 2 * last);
        commit();
        ck_assert_done(&fixture, crm__db_check(fixture.db, NULL, NULL));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_transaction");
    TCase *tests = tcase_create("transaction");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_commit_keeps_and_a_rollback_forgets);
    tcase_add_test(tests, an_inner_level_is_undone_alone);
    tcase_add_test(tests, a_failed_statement_fails_its_level);
    tcase_add_test(tests, committing_a_failed_level_rolls_it_back_and_tells_the_first_failure);
    tcase_add_test(tests, a_failure_in_a_reading_level_fails_the_level_that_can_be_undone);
    tcase_add_test(tests, rollback_keeps_the_error);
    tcase_add_test(tests, a_write_within_a_reading_transaction_is_misuse);
    tcase_add_test(tests, a_reading_transaction_sees_one_state);
    tcase_add_test(tests, levels_have_a_limit);
    tcase_add_test(tests, commit_without_begin_is_misuse_and_rollback_is_harmless);
    tcase_add_test(tests, closing_rolls_back);
    tcase_add_test(tests, a_locked_database_is_waited_for_and_then_busy);
    tcase_add_test(tests, not_waiting_is_busy_at_once);
    tcase_add_test(tests, waiting_for_a_lock_can_be_interrupted);
    tcase_add_test(tests, writers_take_turns);
    tcase_add_test(tests, many_may_make_the_same_new_database_at_once);
    tcase_add_sqlite_test(tests,
                          a_full_disk_undoes_the_whole_transaction_and_leaves_the_handle_usable);
    tcase_add_sqlite_test(tests, after_the_database_gave_up_the_transaction_no_outer_level_goes_on);
    tcase_add_test(tests, a_commit_within_a_pipeline_is_misuse_and_rolls_back);
    tcase_add_test(tests, a_pipeline_runs_its_statements_by_the_flush);
    tcase_add_test(tests, a_kill_loses_nothing_acknowledged_and_leaves_nothing_half_done);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
