/* Statements: values in and out, the cache, batches, interrupts. */
#include "db_fixture.h"

#include "db/cache.h"

#include <float.h>
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

static struct statement *prepare(const char *text)
{
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_prepare(fixture.db, 0, crm__text_of(text), &statement));
    return statement;
}

/* Writes a value into a column of row 1 and reads it back; the caller releases. */
static struct statement *round_trip(const char *write, const char *read, struct value value)
{
    run(&fixture, "DELETE FROM person");
    struct statement *statement = prepare(write);
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, value));
    ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
    crm__statement_release(statement);
    statement = prepare(read);
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    return statement;
}

static void check_text(struct text text)
{
    struct statement *statement = round_trip("INSERT INTO person (id, name) VALUES (1, $1)",
                                             "SELECT name FROM person", crm__value_text(text));
    struct value got = crm__statement_column(statement, 0);
    ck_assert_int_eq(got.kind, VALUE_TEXT);
    ck_assert(crm__text_equal(got.text, text));
    crm__statement_release(statement);
}

static void check_integer(int64_t integer)
{
    struct statement *statement = round_trip("INSERT INTO person (id, amount) VALUES (1, $1)",
                                             "SELECT amount FROM person", crm__value_int(integer));
    struct value got = crm__statement_column(statement, 0);
    ck_assert_int_eq(got.kind, VALUE_INT);
    ck_assert_int_eq(got.integer, integer);
    crm__statement_release(statement);
}

static void check_double(double real)
{
    struct statement *statement = round_trip("INSERT INTO person (id, score) VALUES (1, $1)",
                                             "SELECT score FROM person", crm__value_double(real));
    struct value got = crm__statement_column(statement, 0);
    ck_assert_int_eq(got.kind, VALUE_DOUBLE);
    ck_assert_int_eq(memcmp(&got.real, &real, sizeof real), 0);
    crm__statement_release(statement);
}

START_TEST(text_comes_back_byte_for_byte)
{
    check_text(TEXT("O'Brien \"the\" \\ $1 ?1 --"));
    check_text(TEXT("客户关系 😀 ﷽"));
    check_text(TEXT(" "));
    check_text(TEXT("x'); DROP TABLE person; --"));
}
END_TEST

START_TEST(empty_text_is_not_null)
{
    check_text(TEXT(""));
    check_text(TEXT_NONE);
    ck_assert_int_eq(ask(&fixture, "SELECT name IS NULL FROM person"), 0);
}
END_TEST

START_TEST(null_is_null)
{
    struct statement *statement = round_trip("INSERT INTO person (id, name) VALUES (1, $1)",
                                             "SELECT name FROM person", VALUE_OF_NULL);
    ck_assert_int_eq(crm__statement_column(statement, 0).kind, VALUE_NULL);
    crm__statement_release(statement);
}
END_TEST

START_TEST(an_empty_blob_is_not_null)
{
    struct statement *statement =
        round_trip("INSERT INTO person (id, photo) VALUES (1, $1)", "SELECT photo FROM person",
                   crm__value_blob(TEXT_NONE));
    struct value got = crm__statement_column(statement, 0);
    ck_assert_int_eq(got.kind, VALUE_BLOB);
    ck_assert_uint_eq(got.text.size, 0);
    crm__statement_release(statement);
}
END_TEST

START_TEST(a_blob_may_hold_any_byte)
{
    struct statement *statement =
        round_trip("INSERT INTO person (id, photo) VALUES (1, $1)", "SELECT photo FROM person",
                   crm__value_blob(TEXT("a\0b\xff")));
    struct value got = crm__statement_column(statement, 0);
    ck_assert(crm__text_equal(got.text, TEXT("a\0b\xff")));
    crm__statement_release(statement);
}
END_TEST

START_TEST(integers_keep_all_64_bits)
{
    check_integer(INT64_MAX);
    check_integer(INT64_MIN);
    check_integer(0);
    check_integer(-1);
    check_integer((INT64_C(1) << 53) + 1);
}
END_TEST

START_TEST(doubles_come_back_bit_for_bit)
{
    check_double(0.1);
    check_double(DBL_MAX);
    check_double(DBL_MIN);
    check_double(5e-324);
    check_double(INFINITY);
    check_double(3.0);
}
END_TEST

START_TEST(not_a_number_is_refused)
{
    struct statement *statement = prepare("INSERT INTO person (id, score) VALUES (1, $1)");
    ck_assert_int_eq(crm__statement_bind(statement, 1, crm__value_double(NAN)), CRM_E_INVALID);
    ck_assert_message(&fixture, "value 1 is not a number");
    crm__statement_release(statement);
}
END_TEST

START_TEST(a_nul_within_text_is_refused)
{
    struct statement *statement = prepare("INSERT INTO person (id, name) VALUES (1, $1)");
    ck_assert_int_eq(crm__statement_bind(statement, 1, crm__value_text(TEXT("a\0b"))),
                     CRM_E_INVALID);
    crm__statement_release(statement);
}
END_TEST

START_TEST(a_value_over_the_limit_is_refused)
{
    size_t size = fixture.db->caps.text_limit + 1;
    char *large = malloc(size);
    memset(large, 'a', size);
    struct statement *statement = prepare("INSERT INTO person (id, name) VALUES (1, $1)");
    crm_status status =
        crm__statement_bind(statement, 1, crm__value_text((struct text){large, size}));
    ck_assert_int_eq(status, CRM_E_LIMIT);
    crm__statement_release(statement);
    free(large);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
}
END_TEST

START_TEST(text_in_an_integer_column_is_refused)
{
    struct statement *statement = prepare("INSERT INTO person (id, amount) VALUES (1, $1)");
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, crm__value_text(TEXT("many"))));
    ck_assert_int_eq(crm__statement_exec(statement, NULL), CRM_E_INVALID);
    if (on_sqlite())
        ck_assert_str_eq(fixture.env.error.entity, "person");
    ck_assert_str_eq(fixture.env.error.field, "amount");
    crm__statement_release(statement);
}
END_TEST

START_TEST(a_taken_unique_key_names_table_and_column)
{
    run(&fixture, "INSERT INTO person (id, phone) VALUES (1, '138')");
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id, phone) VALUES (2, '138')"),
                     CRM_E_EXISTS);
    ck_assert_str_eq(fixture.env.error.entity, "person");
    ck_assert_str_eq(fixture.env.error.field, "phone");
    ck_assert_str_eq(fixture.db->conflict.table, "person");
    ck_assert_uint_eq(fixture.db->conflict.column_count, 1);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id) VALUES (1)"), CRM_E_EXISTS);
    ck_assert_str_eq(fixture.env.error.field, "id");
}
END_TEST

START_TEST(a_taken_composite_key_names_all_columns)
{
    const struct text columns[] = {TEXT("name"), TEXT("amount")};
    const struct ddl_index index = {.name = TEXT("person_two"),
                                    .table = TEXT("person"),
                                    .columns = columns,
                                    .column_count = 2,
                                    .is_unique = true};
    ck_assert_done(&fixture, crm__ddl_create_index(fixture.db, &index));
    run(&fixture, "INSERT INTO person (id, name, amount) VALUES (1, 'a', 1)");
    ck_assert_int_eq(
        try_run(fixture.db, "INSERT INTO person (id, name, amount) VALUES (2, 'a', 1)"),
        CRM_E_EXISTS);
    ck_assert_uint_eq(fixture.db->conflict.column_count, 2);
    ck_assert_str_eq(fixture.db->conflict.columns[0], "name");
    ck_assert_str_eq(fixture.db->conflict.columns[1], "amount");
}
END_TEST

START_TEST(a_missing_required_value_is_named)
{
    const struct ddl_column column = {.name = TEXT("stage"),
                                      .kind = VALUE_TEXT,
                                      .required = true,
                                      .initial = crm__value_text(TEXT("it's 新"))};
    ck_assert_done(&fixture, crm__ddl_add_column(fixture.db, TEXT("person"), &column));
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_int_eq(ask(&fixture, "SELECT stage = 'it''s 新' FROM person"), 1);
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id, stage) VALUES (2, NULL)"),
                     CRM_E_INVALID);
    ck_assert_str_eq(fixture.env.error.field, "stage");
}
END_TEST

START_TEST(a_reference_that_leads_nowhere_is_refused)
{
    static const struct text key[] = {{"id", 2}};
    const struct ddl_column columns[] = {
        {.name = TEXT("id"), .kind = VALUE_INT},
        {.name = TEXT("person_id"), .kind = VALUE_INT, .references = TEXT("person")},
    };
    const struct ddl_table table = {TEXT("note"), columns, 2, key, 1};
    ck_assert_done(&fixture, crm__ddl_create_table(fixture.db, &table));
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO note (id, person_id) VALUES (1, 5)"),
                     CRM_E_INVALID);
    run(&fixture, "INSERT INTO person (id) VALUES (5)");
    run(&fixture, "INSERT INTO note (id, person_id) VALUES (1, 5)");
    ck_assert_int_eq(try_run(fixture.db, "DELETE FROM person"), CRM_E_INVALID);
}
END_TEST

START_TEST(exec_counts_changed_rows)
{
    run(&fixture, "INSERT INTO person (id) VALUES (1), (2), (3)");
    struct statement *statement = prepare("UPDATE person SET amount = 1 WHERE id > $1");
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, crm__value_int(1)));
    int64_t changed = -1;
    ck_assert_done(&fixture, crm__statement_exec(statement, &changed));
    ck_assert_int_eq(changed, 2);
    crm__statement_release(statement);
    statement = prepare("SELECT id FROM person");
    ck_assert_done(&fixture, crm__statement_exec(statement, &changed));
    ck_assert_int_eq(changed, 0);
    crm__statement_release(statement);
}
END_TEST

START_TEST(binding_outside_the_placeholders_is_misuse)
{
    struct statement *statement = prepare("SELECT $1 + $2");
    const struct value three[3] = {crm__value_int(1), crm__value_int(2), crm__value_int(3)};
    ck_assert_int_eq(crm__statement_bind(statement, 0, three[0]), CRM_E_MISUSE);
    ck_assert_int_eq(crm__statement_bind(statement, 3, three[0]), CRM_E_MISUSE);
    ck_assert_int_eq(crm__statement_bind_all(statement, three, 3), CRM_E_MISUSE);
    ck_assert_done(&fixture, crm__statement_bind_all(statement, three, 2));
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    ck_assert_int_eq(crm__statement_bind(statement, 1, three[0]), CRM_E_MISUSE);
    ck_assert_int_eq(crm__statement_column(statement, 0).integer, 3);
    crm__statement_release(statement);
}
END_TEST

START_TEST(placeholders_out_of_order_are_a_mistake_of_ours)
{
    struct statement *statement = NULL;
    if (on_sqlite())
        ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT("SELECT $2, $1"), &statement),
                         CRM_E_INTERNAL);
    ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT("SELECT ?, $1"), &statement),
                     CRM_E_INTERNAL);
    ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT("SELECT :id"), &statement),
                     CRM_E_INTERNAL);
    ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT("SELECT 1; SELECT 2"), &statement),
                     CRM_E_INTERNAL);
    ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT(""), &statement), CRM_E_INTERNAL);
    ck_assert_int_eq(crm__db_prepare(fixture.db, 0, TEXT("SELEC 1"), &statement), CRM_E_INTERNAL);
    ck_assert_ptr_null(statement);
}
END_TEST

START_TEST(a_statement_asked_for_again_comes_from_the_cache)
{
    crm__statement_release(prepare("SELECT id FROM person"));
    struct db_stats before = fixture.db->stats;
    crm__statement_release(prepare("SELECT id FROM person"));
    ck_assert_int_eq(fixture.db->stats.cache_hits, before.cache_hits + 1);
    ck_assert_int_eq(fixture.db->stats.prepared, before.prepared);
}
END_TEST

START_TEST(a_shape_is_found_without_its_text)
{
    ck_assert_ptr_null(crm__db_cached(fixture.db, 42));
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_prepare(fixture.db, 42, TEXT("SELECT 42"), &statement));
    ck_assert_ptr_null(crm__db_cached(fixture.db, 42)); /* in use */
    crm__statement_release(statement);
    statement = crm__db_cached(fixture.db, 42);
    ck_assert_ptr_nonnull(statement);
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    ck_assert_int_eq(crm__statement_column(statement, 0).integer, 42);
    crm__statement_release(statement);
}
END_TEST

START_TEST(a_statement_in_use_is_not_given_twice)
{
    run(&fixture, "INSERT INTO person (id) VALUES (1), (2)");
    struct statement *outer = prepare("SELECT id FROM person ORDER BY id");
    ck_assert_int_eq(crm__statement_step(outer), CRM_OK);
    struct statement *inner = prepare("SELECT id FROM person ORDER BY id");
    ck_assert_ptr_ne(outer, inner);
    ck_assert_int_eq(crm__statement_step(inner), CRM_OK);
    crm__statement_release(inner);
    ck_assert_int_eq(crm__statement_step(outer), CRM_OK);
    ck_assert_int_eq(crm__statement_column(outer, 0).integer, 2);
    crm__statement_release(outer);
}
END_TEST

START_TEST(a_released_statement_forgets_its_values)
{
    struct statement *statement = prepare("SELECT $1");
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, crm__value_int(5)));
    crm__statement_release(statement);
    statement = prepare("SELECT $1");
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    ck_assert_int_eq(crm__statement_column(statement, 0).kind, VALUE_NULL);
    crm__statement_release(statement);
}
END_TEST

START_TEST(the_cache_drops_what_was_unused_for_longest)
{
    crm__db_close(fixture.db);
    const struct db_options options = {.statement_limit = 3};
    fixture_open(&fixture, &options);
    crm__statement_release(prepare("SELECT 1"));
    crm__statement_release(prepare("SELECT 2"));
    crm__statement_release(prepare("SELECT 3"));
    crm__statement_release(prepare("SELECT 1"));
    crm__statement_release(prepare("SELECT 4"));
    ck_assert_int_eq(fixture.db->stats.evicted, 1);
    ck_assert_uint_eq(crm__cache_count(fixture.db->cache), 3);
    int64_t prepared = fixture.db->stats.prepared;
    crm__statement_release(prepare("SELECT 1"));
    ck_assert_int_eq(fixture.db->stats.prepared, prepared);
    crm__statement_release(prepare("SELECT 2"));
    ck_assert_int_eq(fixture.db->stats.prepared, prepared + 1);
}
END_TEST

START_TEST(a_schema_change_empties_the_cache)
{
    struct statement *used = prepare("SELECT id FROM person");
    crm__statement_release(prepare("SELECT 1"));
    ck_assert_uint_gt(crm__cache_count(fixture.db->cache), 0);
    crm__db_schema_changed(fixture.db);
    ck_assert_uint_eq(crm__cache_count(fixture.db->cache), 0);
    ck_assert_int_eq(crm__statement_step(used), CRM_DONE);
    crm__statement_release(used);
    ck_assert_uint_eq(crm__cache_count(fixture.db->cache), 0);
}
END_TEST

START_TEST(a_column_added_by_another_connection_can_be_used)
{
    struct statement *statement = prepare("SELECT id FROM person");
    ck_assert_int_eq(crm__statement_step(statement), CRM_DONE);
    struct db *other = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, NULL, &other));
    const struct ddl_column column = {.name = TEXT("city"), .kind = VALUE_TEXT};
    ck_assert_done(&fixture, crm__ddl_add_column(other, TEXT("person"), &column));
    crm__db_close(other);
    ck_assert_int_eq(crm__statement_step(statement), CRM_DONE);
    crm__statement_release(statement);
    run(&fixture, "INSERT INTO person (id, city) VALUES (1, '北京')");
}
END_TEST

START_TEST(statistics_tell_scans_from_searches)
{
    run(&fixture, "INSERT INTO person (id) VALUES (1), (2), (3)");
    fixture.db->stats = (struct db_stats){0};
    run(&fixture, "SELECT name FROM person WHERE id = 2");
    ck_assert_int_eq(fixture.db->stats.scan_steps, 0);
    run(&fixture, "SELECT id FROM person WHERE amount = 2 ORDER BY name");
    ck_assert_int_gt(fixture.db->stats.scan_steps, 0);
    ck_assert_int_eq(fixture.db->stats.sorts, 1);
    ck_assert_int_eq(fixture.db->stats.statements, 2);
    ck_assert_int_eq(fixture.db->stats.round_trips, 2);
}
END_TEST

static void *interrupt_later(void *context)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
    crm__db_interrupt(context);
    return NULL;
}

START_TEST(a_thread_can_interrupt_a_long_statement)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_later, fixture.db), 0);
    ck_assert_int_eq(try_run(fixture.db, "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL "
                                         "SELECT i + 1 FROM n WHERE i < 1000000000) "
                                         "SELECT count(*) FROM n"),
                     CRM_E_CANCELLED);
    pthread_join(thread, NULL);
    ck_assert_int_eq(try_run(fixture.db, "SELECT 1"), CRM_E_CANCELLED);
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_READ), CRM_E_CANCELLED);
    crm__db_resume(fixture.db);
    run(&fixture, "SELECT 1");
}
END_TEST

START_TEST(an_interrupt_before_the_first_step_counts)
{
    struct statement *statement = prepare("SELECT id FROM person");
    crm__db_interrupt(fixture.db);
    ck_assert_int_eq(crm__statement_step(statement), CRM_E_CANCELLED);
    crm__db_resume(fixture.db);
    ck_assert_int_eq(crm__statement_step(statement), CRM_DONE);
    crm__statement_release(statement);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_statement");
    TCase *tests = tcase_create("statement");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, text_comes_back_byte_for_byte);
    tcase_add_test(tests, empty_text_is_not_null);
    tcase_add_test(tests, null_is_null);
    tcase_add_test(tests, an_empty_blob_is_not_null);
    tcase_add_test(tests, a_blob_may_hold_any_byte);
    tcase_add_test(tests, integers_keep_all_64_bits);
    tcase_add_test(tests, doubles_come_back_bit_for_bit);
    tcase_add_test(tests, not_a_number_is_refused);
    tcase_add_test(tests, a_nul_within_text_is_refused);
    tcase_add_test(tests, a_value_over_the_limit_is_refused);
    tcase_add_test(tests, text_in_an_integer_column_is_refused);
    tcase_add_test(tests, a_taken_unique_key_names_table_and_column);
    tcase_add_test(tests, a_taken_composite_key_names_all_columns);
    tcase_add_test(tests, a_missing_required_value_is_named);
    tcase_add_test(tests, a_reference_that_leads_nowhere_is_refused);
    tcase_add_test(tests, exec_counts_changed_rows);
    tcase_add_test(tests, binding_outside_the_placeholders_is_misuse);
    tcase_add_test(tests, placeholders_out_of_order_are_a_mistake_of_ours);
    tcase_add_test(tests, a_statement_asked_for_again_comes_from_the_cache);
    tcase_add_test(tests, a_shape_is_found_without_its_text);
    tcase_add_test(tests, a_statement_in_use_is_not_given_twice);
    tcase_add_test(tests, a_released_statement_forgets_its_values);
    tcase_add_test(tests, the_cache_drops_what_was_unused_for_longest);
    tcase_add_test(tests, a_schema_change_empties_the_cache);
    tcase_add_test(tests, a_column_added_by_another_connection_can_be_used);
    tcase_add_sqlite_test(tests, statistics_tell_scans_from_searches);
    tcase_add_test(tests, a_thread_can_interrupt_a_long_statement);
    tcase_add_test(tests, an_interrupt_before_the_first_step_counts);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
