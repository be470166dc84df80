/* Values, batches and statements on their way to a server and back. */
#include "db_fixture.h"

#include "db/postgres/driver.h"

#include <math.h>
#include <pthread.h>
#include <time.h>

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

static void begin(struct db *db)
{
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
}

static void *interrupt_later(void *context)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    crm__db_interrupt(context);
    return NULL;
}

START_TEST(an_interrupt_fails_one_level_and_leaves_the_others)
{
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    begin(fixture.db);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_later, fixture.db), 0);
    ck_assert_int_eq(try_run(fixture.db, "SELECT count(*) FROM pg_sleep(30)"), CRM_E_CANCELLED);
    pthread_join(thread, NULL);
    crm__db_rollback(fixture.db);
    crm__db_resume(fixture.db);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 1);
}
END_TEST

static struct statement *prepare(const char *text)
{
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_prepare(fixture.db, 0, crm__text_of(text), &statement));
    return statement;
}

static void make_ids(struct batch *batch, int from, int until)
{
    crm__batch_init(batch, &fixture.env);
    crm__batch_add(batch, TEXT("id"), VALUE_INT);
    for (int id = from; id < until; id++) {
        ck_assert_done(&fixture, crm__column_int(batch, &batch->columns[0], id));
        crm__batch_finish_row(batch);
    }
}

static crm_status go_on(void *context, size_t row, crm_status status,
                        const struct db_conflict *conflict)
{
    (void)conflict;
    ck_assert_int_eq(status, CRM_E_EXISTS);
    *(int64_t *)context += (int64_t)row;
    return CRM_OK;
}

START_TEST(a_batch_is_one_round_trip)
{
    struct batch ids;
    struct batch found;
    make_ids(&ids, 0, 100);
    crm__batch_init(&found, &fixture.env);
    crm__batch_add(&found, TEXT("id"), VALUE_INT);
    begin(fixture.db);
    struct statement *insert = prepare("INSERT INTO person (id) VALUES ($1)");
    struct statement *get = prepare("SELECT id FROM person WHERE id = $1");
    struct db_stats *stats = &fixture.db->stats;
    int64_t rejected = 0;

    stats->round_trips = 0;
    struct statement_many many = {.params = &ids};
    ck_assert_done(&fixture, crm__statement_many(insert, &many));
    ck_assert_int_eq(stats->round_trips, 1);

    stats->round_trips = 0;
    many = (struct statement_many){.params = &ids, .rows = &found};
    ck_assert_done(&fixture, crm__statement_many(get, &many));
    ck_assert_int_eq(stats->round_trips, 1);
    ck_assert_uint_eq(found.row_count, 100);

    /* One row that fails is undone, what stood before it repeated, and the rest sent. */
    run(&fixture, "DELETE FROM person WHERE id <> 40");
    stats->round_trips = 0;
    many = (struct statement_many){.params = &ids, .reject = go_on, .context = &rejected};
    ck_assert_done(&fixture, crm__statement_many(insert, &many));
    ck_assert_int_le(stats->round_trips, 4);
    ck_assert_int_eq(rejected, 40);
    ck_assert_int_eq(many.changed, 99);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 100);
    crm__statement_release(insert);
    crm__statement_release(get);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    crm__batch_free(&found);
    crm__batch_free(&ids);
}
END_TEST

/* A savepoint is asked for; its release goes with the next one, or with the commit. */
START_TEST(an_inner_level_costs_one_round_trip)
{
    struct db_stats *stats = &fixture.db->stats;
    begin(fixture.db);
    stats->round_trips = 0;
    for (int i = 0; i < 10; i++) {
        begin(fixture.db);
        begin(fixture.db);
        ck_assert_done(&fixture, crm__db_commit(fixture.db));
        ck_assert_done(&fixture, crm__db_commit(fixture.db));
    }
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(stats->round_trips, 21);
}
END_TEST

START_TEST(a_level_whose_release_waits_is_undone_with_the_one_around_it)
{
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    begin(fixture.db);
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (2)");
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    /* What fails now is of the level around it, and so is what is undone. */
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (2)"), CRM_E_EXISTS);
    crm__db_rollback(fixture.db);
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (3)");
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    begin(fixture.db);
    run(&fixture, "INSERT INTO person (id) VALUES (4)");
    crm__db_rollback(fixture.db);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(ask(&fixture, "SELECT sum(id) FROM person"), 4);
}
END_TEST

START_TEST(a_batch_of_many_segments_rejects_and_returns_the_right_rows)
{
    struct batch ids;
    struct batch doubled;
    make_ids(&ids, 0, 5000);
    crm__batch_init(&doubled, &fixture.env);
    crm__batch_add(&doubled, TEXT("doubled"), VALUE_INT);
    run(&fixture, "INSERT INTO person (id) VALUES (0), (1023), (1024), (3000), (4999)");
    int64_t rejected = 0;
    struct statement *insert = prepare("INSERT INTO person (id) VALUES ($1) RETURNING id * 2");
    struct statement_many many = {
        .params = &ids, .reject = go_on, .context = &rejected, .rows = &doubled};
    ck_assert_done(&fixture, crm__statement_many(insert, &many));
    crm__statement_release(insert);
    ck_assert_int_eq(many.rejected, 5);
    ck_assert_int_eq(many.changed, 4995);
    ck_assert_int_eq(rejected, 1023 + 1024 + 3000 + 4999);
    ck_assert_uint_eq(doubled.row_count, 4995);
    ck_assert_int_eq(doubled.columns[0].integers[0], 2);
    ck_assert_int_eq(doubled.columns[0].integers[4994], 2 * 4998);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 5000);
    crm__batch_free(&doubled);
    crm__batch_free(&ids);
}
END_TEST

START_TEST(a_statement_between_rows_does_not_disturb_them)
{
    run(&fixture, "INSERT INTO person (id, name) SELECT i, 'name ' || i FROM "
                  "generate_series(1, 3000) AS i");
    struct statement *rows = prepare("SELECT id, name, phone FROM person ORDER BY id");
    for (int id = 1; id <= 3000; id++) {
        char expected[32];
        ck_assert_int_eq(crm__statement_step(rows), CRM_OK);
        struct value values[3];
        crm__statement_row(rows, values, 3);
        if (id % 1000 == 7)
            ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 3000);
        snprintf(expected, sizeof expected, "name %d", id);
        ck_assert_int_eq(values[0].integer, id);
        ck_assert(crm__text_is(values[1].text, expected));
        ck_assert_int_eq(values[2].kind, VALUE_NULL);
    }
    ck_assert_int_eq(crm__statement_step(rows), CRM_DONE);
    crm__statement_release(rows);
}
END_TEST

static crm_status bind_and_run(const char *text, struct value value, struct value *answer)
{
    struct statement *statement = prepare(text);
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, value));
    crm_status status = crm__statement_step(statement);
    if (status == CRM_OK && answer)
        *answer = crm__statement_column(statement, 0);
    crm__statement_release(statement);
    return status;
}

START_TEST(a_value_of_another_kind_is_taken_or_refused_but_not_changed)
{
    run(&fixture, "INSERT INTO person (id, amount) VALUES (1, 1), (2, 2)");
    struct value answer = VALUE_OF_NULL;
    const char *count = "SELECT count(*) FROM person WHERE amount > $1";
    ck_assert_int_eq(bind_and_run(count, crm__value_double(1.5), &answer), CRM_OK);
    ck_assert_int_eq(answer.integer, 1);
    ck_assert_int_eq(bind_and_run(count, crm__value_int(0), &answer), CRM_OK);
    ck_assert_int_eq(answer.integer, 2);
    ck_assert_int_eq(
        bind_and_run("SELECT coalesce($1, 0)", crm__value_int(INT64_C(5000000000)), &answer),
        CRM_OK);
    ck_assert_int_eq(answer.integer, INT64_C(5000000000));
    const char *insert = "INSERT INTO person (id, amount) VALUES (3, $1)";
    ck_assert_int_eq(bind_and_run(insert, crm__value_double(1.5), NULL), CRM_E_INVALID);
    ck_assert_int_eq(bind_and_run(insert, crm__value_double(2.0), NULL), CRM_DONE);
}
END_TEST

START_TEST(sums_are_integers_or_refused)
{
    run(&fixture, "INSERT INTO person (id, amount) VALUES (1, 9223372036854775807), (2, 1), "
                  "(3, -9223372036854775807), (4, -2)");
    ck_assert_int_eq(ask(&fixture, "SELECT sum(amount) FROM person WHERE id = 1"), INT64_MAX);
    ck_assert_int_eq(ask(&fixture, "SELECT sum(amount) + 1 FROM person WHERE id > 2"), INT64_MIN);
    ck_assert_int_eq(ask(&fixture, "SELECT sum(amount) FROM person"), -1);
    struct statement *sum = prepare("SELECT sum(amount) FROM person WHERE id < 3");
    ck_assert_int_eq(crm__statement_step(sum), CRM_E_LIMIT);
    crm__statement_release(sum);
    sum = prepare("SELECT sum(amount) FROM person WHERE id > 2");
    ck_assert_int_eq(crm__statement_step(sum), CRM_E_LIMIT);
    crm__statement_release(sum);
    sum = prepare("SELECT avg(id), 12345678.000125, -0.1 FROM person");
    ck_assert_int_eq(crm__statement_step(sum), CRM_OK);
    ck_assert_double_eq(crm__statement_column(sum, 0).real, 2.5);
    ck_assert_double_eq(crm__statement_column(sum, 1).real, 12345678.000125);
    ck_assert_double_eq(crm__statement_column(sum, 2).real, -0.1);
    crm__statement_release(sum);
}
END_TEST

START_TEST(a_bulk_row_that_cannot_be_is_named_and_nothing_is_written)
{
    struct batch rows;
    const struct text columns[] = {TEXT("id"), TEXT("score")};
    make_ids(&rows, 0, 10);
    crm__batch_add(&rows, TEXT("score"), VALUE_DOUBLE);
    for (int i = 0; i < 10; i++)
        ck_assert_done(&fixture,
                       crm__column_double(&rows, &rows.columns[1], i == 6 ? NAN : 0.5 * i));
    struct bulk bulk;
    begin(fixture.db);
    ck_assert_done(&fixture, crm__bulk_begin(fixture.db, TEXT("person"), columns, 2, &bulk));
    ck_assert_int_eq(crm__bulk_rows(&bulk, &rows), CRM_E_INVALID);
    ck_assert_int_eq(fixture.env.error.row, 7);
    crm__bulk_end(&bulk);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(the_server_keeps_few_statements_that_nobody_needs)
{
    char text[64];
    crm__db_close(fixture.db);
    const struct db_options options = {.statement_limit = 4};
    fixture_open(&fixture, &options);
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof text, "SELECT %d", i);
        run(&fixture, text);
    }
    ck_assert_int_lt(ask(&fixture, "SELECT count(*) FROM pg_prepared_statements"), 45);
}
END_TEST

START_TEST(text_is_compared_by_bytes_whatever_the_server_prefers)
{
    run(&fixture, "INSERT INTO person (id, name) VALUES (1, 'a'), (2, 'B')");
    ck_assert_int_eq(ask(&fixture, "SELECT id FROM person ORDER BY name LIMIT 1"), 2);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person WHERE name < 'a'"), 1);
}
END_TEST

START_TEST(upkeep_and_plans_work)
{
    struct buffer plan;
    crm__buffer_init(&plan, &fixture.env);
    run(&fixture, "INSERT INTO person (id, phone) SELECT i, i FROM generate_series(1, 5000) AS i");
    for (int what = MAINTAIN_CHECKPOINT; what <= MAINTAIN_COMPACT; what++)
        ck_assert_done(&fixture, crm__db_maintain(fixture.db, (enum maintenance)what));
    ck_assert_done(&fixture, crm__db_check(fixture.db, NULL, NULL));
    ck_assert_done(
        &fixture,
        crm__db_explain(fixture.db, TEXT("SELECT id FROM person WHERE phone = $1"), &plan));
    ck_assert_ptr_nonnull(strstr(plan.data, "person_phone"));
    struct backup *backup = NULL;
    ck_assert_int_eq(crm__backup_begin(fixture.db, TEXT("copy"), &backup), CRM_E_UNSUPPORTED);
    crm__buffer_free(&plan);
}
END_TEST

START_TEST(what_speaks_the_protocol_is_told_apart)
{
    ck_assert_int_eq(crm__pg_flavour_of(TEXT("PostgreSQL 15.18 (Debian)"), false), PG_PLAIN);
    ck_assert_int_eq(crm__pg_flavour_of(TEXT("PostgreSQL 15.18"), true), PG_CITUS);
    ck_assert_int_eq(crm__pg_flavour_of(TEXT("PostgreSQL 11.2-YB-2.20.1.0-b0 on x86"), false),
                     PG_YUGABYTE);
    ck_assert_int_eq(crm__pg_flavour_of(TEXT("CockroachDB CCL v24.1.0"), false), PG_COCKROACH);
    ck_assert_str_eq(fixture.db->caps.name, "postgresql");
    ck_assert_str_eq(crm__pg_dialect(PG_YUGABYTE)->index_order, " ASC");
    ck_assert_str_eq(crm__pg_dialect(PG_COCKROACH)->collate, "");
}
END_TEST

START_TEST(a_text_is_seen_to_write_or_not)
{
    ck_assert(!crm__pg_scan(TEXT("select 'INSERT' , \"update\" from t")).writes);
    ck_assert(!crm__pg_scan(TEXT("WITH a AS (SELECT 1) SELECT 'DELETE' FROM a")).writes);
    ck_assert(crm__pg_scan(TEXT("WITH a AS (SELECT 1) DELETE FROM t")).writes);
    ck_assert(crm__pg_scan(TEXT(" update t set a = $2 where b = $12")).writes);
    ck_assert_uint_eq(crm__pg_scan(TEXT("update t set a = $2 where b = $12")).variable_count, 12);
    ck_assert_uint_eq(crm__pg_scan(TEXT("SELECT '$9', $1")).variable_count, 1);
    ck_assert(crm__pg_scan(TEXT(" \n")).blank);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_wire");
    TCase *tests = tcase_create("wire");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_interrupt_fails_one_level_and_leaves_the_others);
    tcase_add_test(tests, a_batch_is_one_round_trip);
    tcase_add_test(tests, an_inner_level_costs_one_round_trip);
    tcase_add_test(tests, a_level_whose_release_waits_is_undone_with_the_one_around_it);
    tcase_add_test(tests, a_batch_of_many_segments_rejects_and_returns_the_right_rows);
    tcase_add_test(tests, a_statement_between_rows_does_not_disturb_them);
    tcase_add_test(tests, a_value_of_another_kind_is_taken_or_refused_but_not_changed);
    tcase_add_test(tests, sums_are_integers_or_refused);
    tcase_add_test(tests, a_bulk_row_that_cannot_be_is_named_and_nothing_is_written);
    tcase_add_test(tests, the_server_keeps_few_statements_that_nobody_needs);
    tcase_add_test(tests, text_is_compared_by_bytes_whatever_the_server_prefers);
    tcase_add_test(tests, upkeep_and_plans_work);
    tcase_add_test(tests, what_speaks_the_protocol_is_told_apart);
    tcase_add_test(tests, a_text_is_seen_to_write_or_not);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
