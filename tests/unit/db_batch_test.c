/* Batches: blocks of rows out, many rows in, one outcome a row, bulk loading. */
#include "db_fixture.h"

#include <math.h>

static struct fixture fixture;
static struct batch people; /* id, name, phone, amount, score, photo */

static void setup(void)
{
    fixture_set_up(&fixture);
    make_person(&fixture);
    crm__batch_init(&people, &fixture.env);
    crm__batch_add(&people, TEXT("id"), VALUE_INT);
    crm__batch_add(&people, TEXT("name"), VALUE_TEXT);
    crm__batch_add(&people, TEXT("phone"), VALUE_TEXT);
    crm__batch_add(&people, TEXT("amount"), VALUE_INT);
    crm__batch_add(&people, TEXT("score"), VALUE_DOUBLE);
    crm__batch_add(&people, TEXT("photo"), VALUE_BLOB);
}

static void teardown(void)
{
    crm__batch_free(&people);
    fixture_tear_down(&fixture);
}

static void add_row(const struct value *values)
{
    for (size_t i = 0; i < people.column_count; i++)
        ck_assert_done(&fixture, crm__column_value(&people, &people.columns[i], values[i]));
    crm__batch_finish_row(&people);
}

static void add_person(int64_t id, const char *phone)
{
    const struct value values[] = {
        crm__value_int(id),
        crm__value_text(TEXT("张三")),
        phone ? crm__value_text(crm__text_of(phone)) : VALUE_OF_NULL,
        crm__value_int(id * 10),
        crm__value_double(0.5),
        VALUE_OF_NULL,
    };
    add_row(values);
}

static struct statement *prepare(const char *text)
{
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_prepare(fixture.db, 0, crm__text_of(text), &statement));
    return statement;
}

static struct statement *prepare_insert(void)
{
    return prepare("INSERT INTO person (id, name, phone, amount, score, photo) "
                   "VALUES ($1, $2, $3, $4, $5, $6)");
}

static void insert_people(void)
{
    struct statement *statement = prepare_insert();
    struct statement_many many = {.params = &people};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    ck_assert_int_eq(many.changed, (int64_t)people.row_count);
    crm__statement_release(statement);
}

START_TEST(what_goes_in_by_batch_comes_out_by_batch)
{
    const struct value odd[][6] = {
        {crm__value_int(INT64_MIN), crm__value_text(TEXT("")), VALUE_OF_NULL,
         crm__value_int(INT64_MAX), crm__value_double(-0.0), crm__value_blob(TEXT(""))},
        {crm__value_int(0), VALUE_OF_NULL, crm__value_text(TEXT("'\"")), crm__value_int(0),
         crm__value_double(INFINITY), crm__value_blob(TEXT("\0\1"))},
        {crm__value_int(INT64_MAX), crm__value_text(TEXT("李四 😀")), crm__value_text(TEXT("x")),
         VALUE_OF_NULL, VALUE_OF_NULL, VALUE_OF_NULL},
    };
    for (size_t i = 0; i < 3; i++)
        add_row(odd[i]);
    insert_people();

    struct batch got;
    crm__batch_init(&got, &fixture.env);
    for (size_t i = 0; i < people.column_count; i++)
        crm__batch_add(&got, people.columns[i].name, people.columns[i].kind);
    struct statement *statement =
        prepare("SELECT id, name, phone, amount, score, photo FROM person ORDER BY id");
    ck_assert_int_eq(crm__statement_fetch(statement, &got, 100), CRM_DONE);
    crm__statement_release(statement);
    ck_assert_uint_eq(got.row_count, 3);
    for (size_t row = 0; row < 3; row++)
        for (size_t i = 0; i < 6; i++)
            ck_assert_msg(crm__value_equal(crm__batch_at(&got, i, row), odd[row][i]),
                          "row %zu column %zu", row, i);
    crm__batch_free(&got);
}
END_TEST

START_TEST(a_fetch_stops_at_its_limit_and_goes_on)
{
    for (int i = 1; i <= 10; i++)
        add_person(i, NULL);
    insert_people();
    struct batch ids;
    crm__batch_init(&ids, &fixture.env);
    crm__batch_add(&ids, TEXT("id"), VALUE_INT);
    struct statement *statement = prepare("SELECT id FROM person ORDER BY id");
    ck_assert_int_eq(crm__statement_fetch(statement, &ids, 4), CRM_OK);
    ck_assert_uint_eq(ids.row_count, 4);
    ck_assert_int_eq(crm__statement_fetch(statement, &ids, 4), CRM_OK);
    ck_assert_int_eq(crm__statement_fetch(statement, &ids, 4), CRM_DONE);
    ck_assert_uint_eq(ids.row_count, 10);
    ck_assert_int_eq(ids.columns[0].integers[9], 10);
    crm__statement_release(statement);
    crm__batch_free(&ids);
}
END_TEST

START_TEST(a_fetch_of_other_kinds_is_told)
{
    add_person(1, NULL);
    insert_people();
    struct batch wrong;
    crm__batch_init(&wrong, &fixture.env);
    crm__batch_add(&wrong, TEXT("name"), VALUE_INT);
    struct statement *statement = prepare("SELECT name FROM person");
    ck_assert_int_eq(crm__statement_fetch(statement, &wrong, 4), CRM_E_INTERNAL);
    ck_assert_message(&fixture, "column 1 (name)");
    ck_assert_uint_eq(wrong.columns[0].count, 0);
    crm__statement_release(statement);
    statement = prepare("SELECT id, name FROM person");
    ck_assert_int_eq(crm__statement_fetch(statement, &wrong, 4), CRM_E_MISUSE);
    crm__statement_release(statement);
    crm__batch_free(&wrong);
}
END_TEST

START_TEST(integers_are_taken_into_a_column_of_doubles)
{
    struct batch numbers;
    crm__batch_init(&numbers, &fixture.env);
    crm__batch_add(&numbers, TEXT("n"), VALUE_DOUBLE);
    struct statement *statement = prepare("SELECT 1 UNION ALL SELECT 2.5 UNION ALL SELECT NULL");
    ck_assert_int_eq(crm__statement_fetch(statement, &numbers, 9), CRM_DONE);
    ck_assert_double_eq(numbers.columns[0].doubles[0], 1.0);
    ck_assert_double_eq(numbers.columns[0].doubles[1], 2.5);
    ck_assert(crm__column_is_null(&numbers.columns[0], 2));
    crm__statement_release(statement);
    crm__batch_free(&numbers);
}
END_TEST

START_TEST(the_first_bad_row_ends_the_call_and_is_named)
{
    add_person(1, "138");
    add_person(2, "139");
    add_person(3, "138");
    add_person(4, "137");
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    struct statement *statement = prepare_insert();
    struct statement_many many = {.params = &people};
    ck_assert_int_eq(crm__statement_many(statement, &many), CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.row, 3);
    ck_assert_str_eq(fixture.env.error.field, "phone");
    crm__statement_release(statement);
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_EXISTS);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
}
END_TEST

struct rejects {
    size_t rows[8];
    crm_status statuses[8];
    char column[DB_NAME_SIZE];
    size_t count;
    size_t stop_at; /* 0: never */
};

static crm_status note_reject(void *context, size_t row, crm_status status,
                              const struct db_conflict *conflict)
{
    struct rejects *rejects = context;
    rejects->rows[rejects->count] = row;
    rejects->statuses[rejects->count++] = status;
    if (status == CRM_E_EXISTS)
        memcpy(rejects->column, conflict->columns[0], DB_NAME_SIZE);
    return rejects->count == rejects->stop_at ? CRM_E_CANCELLED : CRM_OK;
}

START_TEST(bad_rows_are_handed_over_and_the_others_written)
{
    add_person(1, "138");
    add_person(2, "138");
    add_person(3, "139");
    const struct value no_number[] = {crm__value_int(4), VALUE_OF_NULL,          VALUE_OF_NULL,
                                      VALUE_OF_NULL,     crm__value_double(NAN), VALUE_OF_NULL};
    add_row(no_number);
    add_person(5, "137");
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    struct rejects rejects = {0};
    struct statement *statement = prepare_insert();
    struct statement_many many = {.params = &people, .reject = note_reject, .context = &rejects};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    crm__statement_release(statement);
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(many.rejected, 2);
    ck_assert_int_eq(many.changed, 3);
    ck_assert_uint_eq(rejects.count, 2);
    ck_assert_uint_eq(rejects.rows[0], 1);
    ck_assert_int_eq(rejects.statuses[0], CRM_E_EXISTS);
    ck_assert_str_eq(rejects.column, "phone");
    ck_assert_uint_eq(rejects.rows[1], 3);
    ck_assert_int_eq(rejects.statuses[1], CRM_E_INVALID);
    ck_assert_int_eq(ask(&fixture, "SELECT sum(id) FROM person"), 9);
}
END_TEST

START_TEST(the_one_who_is_told_of_bad_rows_may_end_it)
{
    add_person(1, "138");
    add_person(2, "138");
    add_person(3, "139");
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    struct rejects rejects = {.stop_at = 1};
    struct statement *statement = prepare_insert();
    struct statement_many many = {.params = &people, .reject = note_reject, .context = &rejects};
    ck_assert_int_eq(crm__statement_many(statement, &many), CRM_E_CANCELLED);
    crm__statement_release(statement);
    crm__db_rollback(fixture.db);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
}
END_TEST

START_TEST(columns_can_be_chosen_and_values_kept)
{
    add_person(1, "138");
    add_person(2, "139");
    struct statement *statement =
        prepare("INSERT INTO person (amount, id, name) VALUES ($1, $2, $3)");
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, crm__value_int(77)));
    const size_t columns[] = {KEEP_BOUND, 0, 2};
    const uint32_t chosen[] = {1};
    struct statement_many many = {
        .params = &people, .columns = columns, .chosen = chosen, .chosen_count = 1};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    crm__statement_release(statement);
    ck_assert_int_eq(ask(&fixture, "SELECT id FROM person WHERE amount = 77 AND name = '139'"), 2);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 1);
}
END_TEST

START_TEST(a_position_without_a_column_is_misuse)
{
    add_person(1, NULL);
    struct statement *statement = prepare("SELECT $1");
    const size_t columns[] = {6};
    struct statement_many many = {.params = &people, .columns = columns};
    ck_assert_int_eq(crm__statement_many(statement, &many), CRM_E_MISUSE);
    crm__statement_release(statement);
}
END_TEST

START_TEST(many_queries_gather_their_rows)
{
    for (int i = 1; i <= 4; i++)
        add_person(i, NULL);
    insert_people();
    struct batch ids;
    crm__batch_init(&ids, &fixture.env);
    crm__batch_add(&ids, TEXT("id"), VALUE_INT);
    const int64_t wanted[] = {3, 9, 1};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_done(&fixture, crm__column_int(&ids, &ids.columns[0], wanted[i]));
        crm__batch_finish_row(&ids);
    }
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    crm__batch_add(&rows, TEXT("id"), VALUE_INT);
    crm__batch_add(&rows, TEXT("name"), VALUE_TEXT);
    uint32_t counts[3];
    struct statement *statement = prepare("SELECT id, name FROM person WHERE id = $1");
    int64_t trips = fixture.db->stats.round_trips;
    struct statement_many many = {.params = &ids, .rows = &rows, .row_counts = counts};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    ck_assert_int_eq(fixture.db->stats.round_trips, trips + 1);
    crm__statement_release(statement);
    ck_assert_uint_eq(rows.row_count, 2);
    ck_assert_int_eq(rows.columns[0].integers[0], 3);
    ck_assert_int_eq(rows.columns[0].integers[1], 1);
    ck_assert_uint_eq(counts[0], 1);
    ck_assert_uint_eq(counts[1], 0);
    ck_assert_uint_eq(counts[2], 1);
    crm__batch_free(&rows);
    crm__batch_free(&ids);
}
END_TEST

START_TEST(returning_rows_of_many_writes_are_gathered)
{
    for (int i = 1; i <= 3; i++)
        add_person(i, NULL);
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    crm__batch_add(&rows, TEXT("doubled"), VALUE_INT);
    struct statement *statement = prepare("INSERT INTO person (id) VALUES ($1) RETURNING id * 2");
    struct statement_many many = {.params = &people, .rows = &rows};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    crm__statement_release(statement);
    ck_assert_int_eq(many.changed, 3);
    ck_assert_uint_eq(rows.row_count, 3);
    ck_assert_int_eq(rows.columns[0].integers[2], 6);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(no_rows_are_no_work)
{
    struct statement *statement = prepare_insert();
    int64_t before = fixture.db->stats.statements;
    struct statement_many many = {.params = &people};
    ck_assert_done(&fixture, crm__statement_many(statement, &many));
    ck_assert_int_eq(fixture.db->stats.statements, before);
    crm__statement_release(statement);
}
END_TEST

START_TEST(bulk_rows_fill_a_table)
{
    for (int i = 1; i <= 100; i++)
        add_person(i, NULL);
    const struct text columns[] = {TEXT("id"),     TEXT("name"),  TEXT("phone"),
                                   TEXT("amount"), TEXT("score"), TEXT("photo")};
    struct bulk bulk;
    ck_assert_int_eq(crm__bulk_begin(fixture.db, TEXT("person"), columns, 6, &bulk), CRM_E_MISUSE);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__bulk_begin(fixture.db, TEXT("person"), columns, 6, &bulk));
    ck_assert_done(&fixture, crm__bulk_rows(&bulk, &people));
    ck_assert_int_eq(bulk.row_count, 100);
    ck_assert_done(&fixture, crm__bulk_end(&bulk));
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 100);
}
END_TEST

START_TEST(a_bad_bulk_row_fails_the_transaction)
{
    add_person(1, "1");
    add_person(2, "1");
    const struct text columns[] = {TEXT("id"),     TEXT("name"),  TEXT("phone"),
                                   TEXT("amount"), TEXT("score"), TEXT("photo")};
    struct bulk bulk;
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__bulk_begin(fixture.db, TEXT("person"), columns, 6, &bulk));
    /* A server may only say at the end what it found. */
    crm_status status = crm__bulk_rows(&bulk, &people);
    if (on_sqlite())
        ck_assert_int_eq(crm__bulk_rows(&bulk, &people), CRM_E_MISUSE);
    crm_status end = crm__bulk_end(&bulk);
    ck_assert_int_eq(status < 0 ? status : end, CRM_E_EXISTS);
    ck_assert_str_eq(fixture.db->conflict.columns[0], "phone");
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_EXISTS);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
}
END_TEST

START_TEST(a_wrong_number_of_bulk_columns_is_misuse)
{
    const struct text columns[] = {TEXT("id")};
    struct bulk bulk;
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    ck_assert_done(&fixture, crm__bulk_begin(fixture.db, TEXT("person"), columns, 1, &bulk));
    ck_assert_int_eq(crm__bulk_rows(&bulk, &people), CRM_E_MISUSE);
    ck_assert_done(&fixture, crm__bulk_end(&bulk));
    crm__db_rollback(fixture.db);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_batch");
    TCase *tests = tcase_create("batch");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_goes_in_by_batch_comes_out_by_batch);
    tcase_add_test(tests, a_fetch_stops_at_its_limit_and_goes_on);
    tcase_add_test(tests, a_fetch_of_other_kinds_is_told);
    tcase_add_test(tests, integers_are_taken_into_a_column_of_doubles);
    tcase_add_test(tests, the_first_bad_row_ends_the_call_and_is_named);
    tcase_add_test(tests, bad_rows_are_handed_over_and_the_others_written);
    tcase_add_test(tests, the_one_who_is_told_of_bad_rows_may_end_it);
    tcase_add_test(tests, columns_can_be_chosen_and_values_kept);
    tcase_add_test(tests, a_position_without_a_column_is_misuse);
    tcase_add_test(tests, many_queries_gather_their_rows);
    tcase_add_test(tests, returning_rows_of_many_writes_are_gathered);
    tcase_add_test(tests, no_rows_are_no_work);
    tcase_add_test(tests, bulk_rows_fill_a_table);
    tcase_add_test(tests, a_bad_bulk_row_fails_the_transaction);
    tcase_add_test(tests, a_wrong_number_of_bulk_columns_is_misuse);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
