/* What only a server has: connections that are refused, lost and cut, and writers side by side. */
#include "db_fixture.h"

#include <signal.h>
#include <time.h>

#include "pg_proxy.h"

static struct fixture fixture;
static struct pg_proxy proxy;

static void setup(void)
{
    fixture_set_up(&fixture);
    make_person(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

/* The folder of the server's socket. */
static const char *server_folder(void)
{
    static char folder[128];
    const char *host = strstr(test_server(), "host=");
    snprintf(folder, sizeof folder, "%.*s", (int)strcspn(host + 5, "&"), host + 5);
    return folder;
}

static crm_status open_uri(const char *uri, struct db **db_out)
{
    crm__env_enter(&fixture.env);
    return open_at(&fixture.env, uri, NULL, db_out);
}

static void refuse(const char *uri, crm_status status, const char *words)
{
    struct db *db = NULL;
    ck_assert_msg(open_uri(uri, &db) == status, "%s: %s: %s", uri,
                  crm_status_name(fixture.env.error.status), fixture.env.error.message);
    ck_assert_message(&fixture, words);
    ck_assert_msg(!strstr(fixture.env.error.message, "secret"), "a password in the message");
    ck_assert_ptr_null(db);
}

static struct db *second(int64_t busy_limit_us)
{
    const struct db_options options = {.busy_limit_us = busy_limit_us};
    struct db *db = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, &options, &db));
    return db;
}

static void begin(struct db *db)
{
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
}

START_TEST(a_refused_user_is_denied)
{
    char uri[400];
    try_run(fixture.db, "CREATE ROLE guarded LOGIN PASSWORD 'right'");
    const char *base = "postgresql://guarded%s@/postgres?host=%s&schema=none";
    snprintf(uri, sizeof uri, base, ":secret", server_folder());
    refuse(uri, CRM_E_DENIED, "the server refuses this user or password");
    snprintf(uri, sizeof uri, base, "", server_folder());
    refuse(uri, CRM_E_DENIED, "wants a password and got none");
    snprintf(uri, sizeof uri, base, ":right", server_folder());
    refuse(uri, CRM_E_DENIED, "may not create schema none");
}
END_TEST

START_TEST(what_is_not_there_is_named)
{
    char uri[400];
    snprintf(uri, sizeof uri, "postgresql://crm@/nowhere?host=%s", server_folder());
    refuse(uri, CRM_E_NOT_FOUND, "no such database");
    snprintf(uri, sizeof uri, "postgresql://crm@/postgres?host=%s", fixture.folder);
    refuse(uri, CRM_E_IO, "no connection to the server");
}
END_TEST

START_TEST(wrong_addresses_are_named_without_repeating_them)
{
    refuse("postgresql:///x?shema=a", CRM_E_SYNTAX, "no parameter 'shema'; did you mean 'schema'?");
    refuse("postgresql:///x?schema=Acme", CRM_E_SYNTAX, "schema 'Acme'");
    refuse("postgresql:///x?schema=pg_catalog", CRM_E_SYNTAX, "schema 'pg_catalog'");
    refuse("postgresql:///x?schema=a%22b", CRM_E_SYNTAX, "schema 'a%22b'");
    refuse("postgresql://crm:secret@[host/x", CRM_E_SYNTAX, "not postgresql://");
}
END_TEST

START_TEST(a_schema_must_be_ours_or_new)
{
    char uri[300];
    struct db *db = NULL;
    const struct db_options options = {.must_exist = true};
    fixture_place(&fixture, "missing", uri);
    ck_assert_int_eq(open_at(&fixture.env, uri, &options, &db), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no schema missing_");
    try_run(fixture.db, "CREATE SCHEMA foreign_program");
    try_run(fixture.db, "CREATE TABLE foreign_program.thing (id bigint)");
    snprintf(uri, sizeof uri, "%s&schema=foreign_program", test_server());
    refuse(uri, CRM_E_FORMAT, "tables of another program");
}
END_TEST

START_TEST(a_handle_reaches_its_own_schema_only)
{
    char uri[256];
    struct db *other = NULL;
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    fixture_place(&fixture, "other", uri);
    ck_assert_done(&fixture, open_uri(uri, &other));
    ck_assert_int_eq(try_run(other, "SELECT id FROM person"), CRM_E_INTERNAL);
    bool has = true;
    ck_assert_done(&fixture, crm__db_has_table(other, TEXT("person"), &has));
    ck_assert(!has);
    crm__db_close(other);
}
END_TEST

START_TEST(an_older_server_is_unsupported)
{
    char uri[300];
    ck_assert(proxy_start(&proxy, fixture.folder, server_folder()));
    atomic_store(&proxy.older, 11);
    snprintf(uri, sizeof uri, "postgresql://crm@/postgres?host=%s", fixture.folder);
    refuse(uri, CRM_E_UNSUPPORTED, "the server is PostgreSQL 11, at least 12 is needed");
    proxy_stop(&proxy, fixture.folder);
}
END_TEST

START_TEST(a_transaction_that_takes_no_writes_is_readonly)
{
    begin(fixture.db);
    run(&fixture, "SET TRANSACTION READ ONLY");
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (1)"), CRM_E_READONLY);
    crm__db_rollback(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
}
END_TEST

START_TEST(a_statement_that_takes_too_long_is_told)
{
    run(&fixture, "SET statement_timeout = 50");
    ck_assert_int_eq(try_run(fixture.db, "SELECT count(*) FROM pg_sleep(30)"), CRM_E_CANCELLED);
    ck_assert_message(&fixture, "statement_timeout");
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
}
END_TEST

static int64_t backend(void)
{
    return ask(&fixture, "SELECT pg_backend_pid()");
}

static pid_t victim;

static void *kill_later(void *context)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    nanosleep(&pause, NULL);
    kill(victim, *(int *)context);
    return NULL;
}

/* The server's process goes in the middle of a statement; what was not committed is gone. */
static void lose_backend(int signal_number)
{
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    victim = (pid_t)backend();
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (2)");
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, kill_later, &signal_number), 0);
    ck_assert_int_eq(try_run(fixture.db, "SELECT count(*) FROM pg_sleep(30)"), CRM_E_BUSY);
    ck_assert_message(&fixture, "run the transaction again");
    pthread_join(thread, NULL);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_BUSY);
    crm_status status = CRM_E_BUSY;
    for (int i = 0; i < 500 && (status == CRM_E_BUSY || status == CRM_E_IO); i++) {
        const struct timespec pause = {.tv_nsec = 20000000};
        status = crm__db_begin(fixture.db, TRANSACTION_WRITE);
        if (status < 0)
            nanosleep(&pause, NULL);
    }
    ck_assert_done(&fixture, status);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 1);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
}

START_TEST(a_connection_that_the_server_ends_is_made_again)
{
    lose_backend(SIGTERM);
}
END_TEST

START_TEST(a_server_that_restarts_loses_nothing_committed)
{
    lose_backend(SIGKILL); /* After a crash of one process the server restarts them all. */
}
END_TEST

START_TEST(a_connection_lost_while_idle_is_made_again_unnoticed)
{
    victim = (pid_t)backend();
    struct db *other = second(0);
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d)", (int)victim);
    ck_assert_done(&fixture, try_run(other, sql));
    crm__db_close(other);
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_ne(backend(), victim);
}
END_TEST

static void through_proxy(void)
{
    char uri[256];
    ck_assert(proxy_start(&proxy, fixture.folder, server_folder()));
    const char *schema = strstr(fixture.path, "schema=");
    snprintf(uri, sizeof uri, "postgresql://crm@/postgres?host=%s&%.100s", fixture.folder, schema);
    crm__db_close(fixture.db);
    ck_assert_done(&fixture, open_uri(uri, &fixture.db));
}

static crm_status write_one(int id)
{
    char sql[80];
    crm_status status = crm__db_begin(fixture.db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    snprintf(sql, sizeof sql, "INSERT INTO person (id) VALUES (%d), (-%d)", id, id);
    status = try_run(fixture.db, sql);
    if (status >= 0)
        return crm__db_commit(fixture.db);
    crm__db_rollback(fixture.db);
    return status;
}

/* Between two connections the server becomes one that is too old, and then is itself again. */
START_TEST(a_connection_that_was_not_made_to_the_end_is_not_used)
{
    through_proxy();
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d)", (int)backend());
    struct db *other = second(0);
    ck_assert_done(&fixture, try_run(other, sql));
    crm__db_close(other);
    atomic_store(&proxy.older, 10);
    ck_assert_int_eq(write_one(1), CRM_E_UNSUPPORTED);
    atomic_store(&proxy.older, 0);
    ck_assert_done(&fixture, write_one(1));
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 2);
    proxy_stop(&proxy, fixture.folder);
}
END_TEST

/* Cut after message 0, 1, 2 …: what is told is what happened, and the handle goes on. */
START_TEST(a_cut_at_any_message_is_told_truly)
{
    through_proxy();
    struct db *witness = second(0);
    int kept = 0;
    int unknown = 0;
    int lost = 0;
    for (int cut = 0; cut < 90; cut++) {
        atomic_store(&proxy.cut_after, cut);
        crm__env_enter(&fixture.env);
        crm_status status = write_one(cut + 1);
        bool told_unknown = fixture.db->commit_unknown;
        atomic_store(&proxy.cut_after, -1);
        char sql[80];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM person WHERE abs(id) = %d", cut + 1);
        int64_t rows = ask_of(&fixture, witness, sql);
        ck_assert_msg(rows == 0 || rows == 2, "cut %d: half a transaction", cut);
        ck_assert_msg(status == CRM_OK || status == CRM_E_BUSY || status == CRM_E_IO,
                      "cut %d: %s: %s", cut, crm_status_name(status), fixture.env.error.message);
        if (status == CRM_OK)
            ck_assert_msg(rows == 2, "cut %d: an acknowledged commit is lost", cut);
        if (status == CRM_E_BUSY)
            ck_assert_msg(rows == 0, "cut %d: what was told undone is there", cut);
        if (status == CRM_E_IO && told_unknown)
            unknown++;
        kept += status == CRM_OK;
        lost += status == CRM_E_BUSY;
    }
    ck_assert_int_gt(kept, 0);
    ck_assert_int_gt(lost, 0);
    ck_assert_int_gt(unknown, 0);
    crm__db_close(witness);
    ck_assert_done(&fixture, write_one(1000));
    proxy_stop(&proxy, fixture.folder);
}
END_TEST

START_TEST(a_commit_without_answer_is_unknown)
{
    through_proxy();
    atomic_store(&proxy.commit, PROXY_CUT_AFTER_COMMIT);
    ck_assert_int_eq(write_one(1), CRM_E_IO);
    ck_assert_message(&fixture, "whether it took effect is not known");
    ck_assert(fixture.db->commit_unknown);
    atomic_store(&proxy.commit, PROXY_CUT_BEFORE_COMMIT);
    ck_assert_int_eq(write_one(2), CRM_E_IO);
    ck_assert(fixture.db->commit_unknown);
    atomic_store(&proxy.commit, PROXY_PASS);
    ck_assert_done(&fixture, write_one(3));
    ck_assert(!fixture.db->commit_unknown);
    ck_assert_int_eq(ask(&fixture, "SELECT sum(id) FROM person WHERE id > 0"), 4);
    proxy_stop(&proxy, fixture.folder);
}
END_TEST

START_TEST(a_locked_row_is_waited_for_and_then_busy)
{
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    struct db *other = second(30000);
    begin(fixture.db);
    run(&fixture, "UPDATE person SET amount = 1");
    ck_assert_int_eq(try_run(other, "UPDATE person SET amount = 2"), CRM_E_BUSY);
    ck_assert_message(&fixture, "waited 30 ms, at most 30 ms");
    ck_assert_int_eq(other->stats.busy_waits, 1);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_done(&fixture, try_run(other, "UPDATE person SET amount = 3"));
    crm__db_close(other);
}
END_TEST

/* Each counts the rows and adds one: the second sees what the first has written. */
START_TEST(a_writer_sees_all_that_earlier_writers_committed)
{
    struct db *other = second(30000);
    begin(fixture.db);
    ck_assert_int_eq(crm__db_begin(other, TRANSACTION_WRITE), CRM_E_BUSY);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    begin(other);
    ck_assert_int_eq(ask_of(&fixture, other, "SELECT count(*) FROM person"), 1);
    ck_assert_done(&fixture, try_run(other, "INSERT INTO person (id) VALUES (2)"));
    ck_assert_done(&fixture, crm__db_commit(other));
    crm__db_close(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_server");
    TCase *tests = tcase_create("server");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_refused_user_is_denied);
    tcase_add_test(tests, what_is_not_there_is_named);
    tcase_add_test(tests, wrong_addresses_are_named_without_repeating_them);
    tcase_add_test(tests, a_schema_must_be_ours_or_new);
    tcase_add_test(tests, a_handle_reaches_its_own_schema_only);
    tcase_add_test(tests, an_older_server_is_unsupported);
    tcase_add_test(tests, a_transaction_that_takes_no_writes_is_readonly);
    tcase_add_test(tests, a_statement_that_takes_too_long_is_told);
    tcase_add_test(tests, a_connection_that_the_server_ends_is_made_again);
    tcase_add_test(tests, a_server_that_restarts_loses_nothing_committed);
    tcase_add_test(tests, a_connection_lost_while_idle_is_made_again_unnoticed);
    tcase_add_test(tests, a_connection_that_was_not_made_to_the_end_is_not_used);
    tcase_add_test(tests, a_cut_at_any_message_is_told_truly);
    tcase_add_test(tests, a_commit_without_answer_is_unknown);
    tcase_add_test(tests, a_locked_row_is_waited_for_and_then_busy);
    tcase_add_test(tests, a_writer_sees_all_that_earlier_writers_committed);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
