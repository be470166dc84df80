/* Updates of many rows at once: what goes wrong with one row stays with that row, and a statement
 * takes many rows. */
#include "store_fixture.h"

#include "db/driver.h"

enum { COUNT = 200, MISSING = 7, STALE = 90, TWICE = 150 };

static struct fixture fixture;
static int64_t ids[COUNT];
static int64_t versions[COUNT];

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
    for (int i = 0; i < COUNT; i++) {
        ids[i] = insert(fixture.store, "lead", "name", "a", "company", i % 2 ? "b" : "c", NULL);
        versions[i] = 0;
    }
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* Company "d", or one of its own, for all rows. */
static void make_rows(struct batch *rows, const struct field *field, bool same)
{
    crm__batch_init(rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(rows, &field, 1));
    for (int i = 0; i < COUNT; i++) {
        char text[32];
        snprintf(text, sizeof text, "d %d", same ? 0 : i);
        crm__column_text(rows, &rows->columns[0], crm__text_of(text));
        crm__batch_finish_row(rows);
    }
}

struct rejects {
    size_t rows[8];
    crm_status statuses[8];
    size_t count;
};

static crm_status note_reject(void *context, size_t row, crm_status status)
{
    struct rejects *rejects = context;
    ck_assert_uint_lt(rejects->count, 8);
    rejects->rows[rejects->count] = row;
    rejects->statuses[rejects->count++] = status;
    return CRM_OK;
}

static crm_status update(bool same, struct rejects *rejects, size_t *written_out)
{
    const struct field *field = field_of(fixture.store, "lead", "company");
    struct batch rows;
    make_rows(&rows, field, same);
    struct row_write write = {.entity = field->entity,
                              .fields = &field,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = ids,
                              .versions = versions,
                              .reject = rejects ? note_reject : NULL,
                              .context = rejects};
    crm_status status = crm__rows_update(fixture.store, &write);
    *written_out = write.written;
    crm__batch_free(&rows);
    return status;
}

/* Each row is as it should be, and its history tells the change. */
static void assert_row(int i, bool same, int64_t version)
{
    char text[32];
    snprintf(text, sizeof text, "d %d", same ? 0 : i);
    assert_field(fixture.store, "lead", ids[i], "company",
                 version > 1 ? text : i % 2 ? "b" : "c");
    ck_assert_int_eq(field_int(fixture.store, "lead", ids[i], "version"), version);
    char sql[128];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM crm_history WHERE record_id = %lld AND version = 2 AND "
             "diff IS NOT NULL",
             (long long)ids[i]);
    ck_assert_int_eq(ask(fixture.store, sql), version > 1 ? 1 : 0);
}

START_TEST(a_missing_and_a_stale_row_are_handed_back_and_the_others_written)
{
    bool same = _i;
    int64_t missing = ids[MISSING];
    versions[STALE] = 5;
    ids[MISSING] = 424242;
    struct rejects rejects = {.count = 0};
    size_t written = 0;
    ck_assert_done(&fixture, update(same, &rejects, &written));
    ids[MISSING] = missing;
    ck_assert_uint_eq(written, COUNT - 2);
    ck_assert_uint_eq(rejects.count, 2);
    ck_assert_uint_eq(rejects.rows[0], MISSING);
    ck_assert_int_eq(rejects.statuses[0], CRM_E_NOT_FOUND);
    ck_assert_uint_eq(rejects.rows[1], STALE);
    ck_assert_int_eq(rejects.statuses[1], CRM_E_CONFLICT);
    for (int i = 0; i < COUNT; i++)
        assert_row(i, same, i == MISSING || i == STALE ? 1 : 2);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_history"), 2 * COUNT - 2);
    ck_assert_int_eq(ask(fixture.store, "SELECT max(sequence) FROM crm_history"), 2 * COUNT - 2);
}
END_TEST

START_TEST(a_row_given_twice_among_many_undoes_them_all)
{
    bool same = _i;
    int64_t other = ids[TWICE];
    ids[TWICE] = ids[0];
    size_t written = 0;
    ck_assert_int_eq(update(same, NULL, &written), CRM_E_CONFLICT);
    ck_assert_message(&fixture, "given twice");
    ids[TWICE] = other;
    for (int i = 0; i < COUNT; i++)
        assert_row(i, same, 1);
}
END_TEST

START_TEST(a_unique_value_for_all_of_many_rows_is_refused_for_each_but_one)
{
    struct store *store = fixture.store;
    const struct field *fields[] = {field_of(store, "lead", "external_source"),
                                    field_of(store, "lead", "external_id")};
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 2));
    for (int i = 0; i < COUNT; i++) {
        crm__column_text(&rows, &rows.columns[0], TEXT("erp"));
        crm__column_text(&rows, &rows.columns[1], TEXT("7"));
        crm__batch_finish_row(&rows);
    }
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = fields,
                              .field_count = 2,
                              .rows = &rows,
                              .ids = ids};
    ck_assert_int_eq(crm__rows_update(store, &write), CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.row, 2);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM lead WHERE external_id IS NOT NULL"), 0);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(a_statement_takes_many_rows)
{
    size_t written = 0;
    ck_assert_done(&fixture, update(true, NULL, &written));
    struct db_stats *stats = &fixture.store->db->stats;
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead WHERE version = 2"), COUNT);
    const struct field *field = field_of(fixture.store, "lead", "company");
    struct batch rows;
    make_rows(&rows, field, false);
    struct row_write write = {
        .entity = field->entity, .fields = &field, .field_count = 1, .rows = &rows, .ids = ids};
    int64_t before = stats->statements;
    ck_assert_done(&fixture, crm__rows_update(fixture.store, &write));
    /* The update itself, and few more for reading and history. */
    ck_assert_int_lt(stats->statements - before, COUNT + COUNT / 4);
    before = stats->statements;
    ck_assert_done(&fixture, update(true, NULL, &written));
    ck_assert_uint_eq(written, COUNT - 1); /* the first has the value already */
    ck_assert_int_lt(stats->statements - before, COUNT / 4);
    crm__batch_free(&rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store update of many");
    TCase *cases = tcase_create("update of many");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, a_missing_and_a_stale_row_are_handed_back_and_the_others_written, 0,
                        2);
    tcase_add_loop_test(cases, a_row_given_twice_among_many_undoes_them_all, 0, 2);
    tcase_add_test(cases, a_unique_value_for_all_of_many_rows_is_refused_for_each_but_one);
    tcase_add_sqlite_test(cases, a_statement_takes_many_rows);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
