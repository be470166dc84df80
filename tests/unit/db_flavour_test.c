/*
 * What the other engines want, on a server that pretends to be one of them (tests/flavours): the
 * order of schema changes, how a schema is made, and who is told to run again.
 */
#include "db_fixture.h"

#include <libpq-fe.h>

static struct fixture fixture;
static bool changes_alone; /* it keeps schema changes out of transactions */

static void setup(void)
{
    fixture_set_up(&fixture);
    make_person(&fixture);
    changes_alone = !strstr(test_server(), "/citus?");
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

/* Something that an administrator does, past the library; a number, or 0. */
static long long ask_server(const char *format)
{
    char sql[900];
    const char *schema = strstr(fixture.path, "&schema=") + 8;
    snprintf(sql, sizeof sql, format, schema, schema, schema, schema);
    PGconn *link = PQconnectdb(test_server());
    PQclear(PQexec(link, "SET client_min_messages = warning"));
    PGresult *result = PQexec(link, sql);
    ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
                      PQresultStatus(result) == PGRES_COMMAND_OK,
                  "%s: %s", sql, PQerrorMessage(link));
    long long number = PQntuples(result) ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(link);
    return number;
}

static crm_status add_column(const char *name)
{
    struct ddl_column column = {.name = crm__text_of(name), .kind = VALUE_INT};
    return crm__ddl_add_column(fixture.db, TEXT("person"), &column);
}

START_TEST(the_engine_is_named)
{
    static const struct {
        const char *database;
        const char *name;
        bool full_text;
    } engines[] = {{"/citus?", "citus", true},
                   {"/cockroach?", "cockroachdb", false},
                   {"/yugabyte?", "yugabytedb", true}};
    const struct db_caps *caps = &fixture.db->caps;
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (!strstr(test_server(), engines[i].database))
            continue;
        ck_assert_str_eq(caps->name, engines[i].name);
        ck_assert(caps->full_text == engines[i].full_text);
        ck_assert(caps->ddl_in_transaction == !changes_alone);
        return;
    }
    ck_abort_msg("no engine of %s is known", test_server());
}
END_TEST

START_TEST(schema_changes_come_before_what_is_written)
{
    struct db *db = fixture.db;
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__ddl_begin(db));
    ck_assert_done(&fixture, add_column("one"));
    ck_assert_done(&fixture, crm__ddl_end(db, add_column("two")));
    ck_assert_uint_eq(db->depth, 1);
    try_run(db, "INSERT INTO person (id, one, two) VALUES (1, 2, 3)");
    ck_assert_int_eq(crm__ddl_begin(db), changes_alone ? CRM_E_UNSUPPORTED : CRM_OK);
    crm__db_rollback(db);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
    bool has = false;
    ck_assert_done(&fixture, crm__db_has_column(db, TEXT("person"), TEXT("one"), &has));
    ck_assert(has == changes_alone);
}
END_TEST

START_TEST(a_schema_change_within_a_transaction_is_refused_by_name)
{
    struct db *db = fixture.db;
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    ck_assert_int_eq(add_column("one"), changes_alone ? CRM_E_UNSUPPORTED : CRM_OK);
    if (changes_alone)
        ck_assert_message(&fixture, "does not change tables within a transaction");
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    ck_assert_int_eq(crm__ddl_begin(db), changes_alone ? CRM_E_UNSUPPORTED : CRM_OK);
    crm__db_rollback(db);
    crm__db_rollback(db);
}
END_TEST

START_TEST(a_failed_change_leaves_no_transaction_behind)
{
    struct db *db = fixture.db;
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__ddl_begin(db));
    crm_status status =
        crm__ddl_rename_column(db, TEXT("person"), TEXT("nothing"), TEXT("something"));
    ck_assert_int_eq(crm__ddl_end(db, status), CRM_E_NOT_FOUND);
    crm__db_rollback(db);
    ck_assert_uint_eq(db->depth, 0);
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    try_run(db, "INSERT INTO person (id) VALUES (1)");
    ck_assert_done(&fixture, crm__db_commit(db));
}
END_TEST

/* Half-made: an administrator's empty schema, or a mark without its row. */
START_TEST(a_schema_that_is_half_made_is_completed)
{
    crm__db_close(fixture.db);
    fixture.db = NULL;
    if (changes_alone)
        ask_server("DELETE FROM \"%s\".crm_schema");
    else
        ask_server("DROP SCHEMA \"%s\" CASCADE; CREATE SCHEMA \"%s\"");
    fixture_open(&fixture, NULL);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    if (!changes_alone)
        ck_assert_int_eq(ask_server("SELECT count(*) FROM public.distributed"
                                    " WHERE schemaid = to_regnamespace('%s')"),
                         1);
}
END_TEST

/* The row of the mark is where writers meet. */
static void collide(int times)
{
    char sql[700];
    snprintf(sql, sizeof sql,
             "CREATE SEQUENCE \"%%s\".tries; CREATE FUNCTION \"%%s\".collide() RETURNS trigger "
             "LANGUAGE plpgsql AS $$ BEGIN IF nextval(TG_TABLE_SCHEMA || '.tries') <= %d THEN "
             "RAISE EXCEPTION 'restart transaction' USING ERRCODE = '40001'; END IF; "
             "RETURN NEW; END $$; CREATE TRIGGER collide BEFORE UPDATE ON \"%%s\".crm_schema "
             "FOR EACH ROW EXECUTE FUNCTION \"%%s\".collide()",
             times);
    ask_server(sql);
}

START_TEST(a_writer_that_meets_another_tries_again)
{
    collide(3);
    struct db *db = fixture.db;
    ck_assert_done(&fixture, crm__db_begin(db, TRANSACTION_WRITE));
    try_run(db, "INSERT INTO person (id) VALUES (1)");
    ck_assert_done(&fixture, crm__db_commit(db));
}
END_TEST

START_TEST(who_meets_others_for_too_long_is_told_to_run_again)
{
    collide(1000000);
    const struct db_options options = {.busy_limit_us = 20000};
    struct db *db = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, &options, &db));
    ck_assert_int_eq(crm__db_begin(db, TRANSACTION_WRITE), CRM_E_BUSY);
    ck_assert_message(&fixture, "run this one again");
    ck_assert_int_eq(ask_of(&fixture, db, "SELECT count(*) FROM person"), 0);
    crm__db_close(db);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_flavour");
    TCase *cases = tcase_create("engines");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, the_engine_is_named);
    tcase_add_test(cases, schema_changes_come_before_what_is_written);
    tcase_add_test(cases, a_schema_change_within_a_transaction_is_refused_by_name);
    tcase_add_test(cases, a_failed_change_leaves_no_transaction_behind);
    tcase_add_test(cases, a_schema_that_is_half_made_is_completed);
    tcase_add_test(cases, a_writer_that_meets_another_tries_again);
    tcase_add_test(cases, who_meets_others_for_too_long_is_told_to_run_again);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
