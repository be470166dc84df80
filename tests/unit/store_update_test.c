/* Rows: updating, conflicts, deleting, restoring, purging. */
#include "store_fixture.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

START_TEST(an_update_changes_what_differs_and_counts_the_version)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "company", "x", NULL);
    fixture.env.now_us += 1000000;
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "name", "b", "company", "x", NULL));
    assert_field(store, "lead", id, "name", "b");
    ck_assert_int_eq(field_int(store, "lead", id, "version"), 2);
    ck_assert_int_eq(field_int(store, "lead", id, "updated_at"), TEST_NOW_US + 1000000);
    ck_assert_int_eq(field_int(store, "lead", id, "created_at"), TEST_NOW_US);
}
END_TEST

START_TEST(an_update_without_a_difference_touches_nothing)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", NULL);
    int64_t before = ask(store, "SELECT max(sequence) FROM crm_history");
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "name", "a", NULL));
    ck_assert_int_eq(field_int(store, "lead", id, "version"), 1);
    ck_assert_int_eq(ask(store, "SELECT max(sequence) FROM crm_history"), before);
}
END_TEST

START_TEST(a_null_clears_a_field_or_keeps_it_when_asked)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "company", "x", NULL);
    const struct field *fields[] = {field_of(store, "lead", "name"),
                                    field_of(store, "lead", "company")};
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 2));
    crm__column_text(&rows, &rows.columns[0], TEXT("b"));
    crm__column_null(&rows, &rows.columns[1]);
    crm__batch_finish_row(&rows);
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = fields,
                              .field_count = 2,
                              .rows = &rows,
                              .ids = &id,
                              .nulls_keep = true};
    ck_assert_done(&fixture, crm__rows_update(store, &write));
    assert_field(store, "lead", id, "company", "x");
    write.nulls_keep = false;
    ck_assert_done(&fixture, crm__rows_update(store, &write));
    assert_field(store, "lead", id, "company", "");
    crm__batch_free(&rows);
}
END_TEST

START_TEST(a_stale_version_is_a_conflict_that_names_what_both_changed)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "company", "x", "title", "t", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "name", "b", "company", "y", NULL));
    ck_assert_int_eq(try_update(store, "lead", id, 1, "company", "z", "title", "u", NULL),
                     CRM_E_CONFLICT);
    ck_assert_str_eq(fixture.env.error.field, "company");
    ck_assert_message(&fixture, "both changed company");
    ck_assert_int_eq(fixture.env.error.record_id, id);
    assert_field(store, "lead", id, "company", "y");
}
END_TEST

START_TEST(a_conflict_without_overlap_names_what_the_other_side_changed)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "title", "t", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "name", "b", NULL));
    ck_assert_int_eq(try_update(store, "lead", id, 1, "title", "u", NULL), CRM_E_CONFLICT);
    ck_assert_str_eq(fixture.env.error.field, "name");
    ck_assert_message(&fixture, "the other side changed name");
}
END_TEST

START_TEST(a_record_given_twice_in_a_batch_is_refused)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", NULL);
    const struct field *name = field_of(store, "lead", "name");
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, &name, 1));
    for (int i = 0; i < 2; i++) {
        crm__column_text(&rows, &rows.columns[0], i ? TEXT("c") : TEXT("b"));
        crm__batch_finish_row(&rows);
    }
    int64_t ids[] = {id, id};
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = ids};
    ck_assert_int_eq(crm__rows_update(store, &write), CRM_E_CONFLICT);
    assert_field(store, "lead", id, "name", "a");
    crm__batch_free(&rows);
}
END_TEST

START_TEST(rows_that_change_in_many_ways_are_all_written)
{
    enum { COUNT = 300 };
    struct store *store = fixture.store;
    static const char *const names[] = {"name", "company", "title", "department"};
    const struct field *fields[4];
    for (int i = 0; i < 4; i++)
        fields[i] = field_of(store, "lead", names[i]);
    int64_t ids[COUNT];
    for (int i = 0; i < COUNT; i++)
        ids[i] = insert(store, "lead", "name", "a", "company", "a", "title", "a", "department", "a",
                        NULL);
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 4));
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < 4; j++)
            crm__column_text(&rows, &rows.columns[j], i >> j & 1 ? TEXT("b") : TEXT("a"));
        crm__batch_finish_row(&rows);
    }
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = fields,
                              .field_count = 4,
                              .rows = &rows,
                              .ids = ids};
    ck_assert_done(&fixture, crm__rows_update(store, &write));
    ck_assert_uint_eq(write.written, COUNT - (COUNT + 15) / 16);
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < 4; j++)
            assert_field(store, "lead", ids[i], names[j], i >> j & 1 ? "b" : "a");
        ck_assert_int_eq(field_int(store, "lead", ids[i], "version"), i % 16 ? 2 : 1);
    }
    crm__batch_free(&rows);
}
END_TEST

START_TEST(a_missing_record_cannot_be_updated)
{
    ck_assert_int_eq(try_update(fixture.store, "lead", 5, 0, "name", "b", NULL), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no lead 5");
    ck_assert_int_eq(fixture.env.error.row, 1);
}
END_TEST

START_TEST(an_update_that_takes_a_unique_key_names_whose_it_is)
{
    struct store *store = fixture.store;
    int64_t holder =
        insert(store, "lead", "name", "a", "external_source", "erp", "external_id", "1", NULL);
    int64_t id =
        insert(store, "lead", "name", "b", "external_source", "erp", "external_id", "2", NULL);
    /* Only half of the key is written: the other half is the record's own. */
    ck_assert_int_eq(try_update(store, "lead", id, 0, "external_id", "1", NULL), CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.record_id, holder);
    assert_field(store, "lead", id, "external_id", "2");
}
END_TEST

START_TEST(a_deleted_record_leaves_reads_and_frees_its_key)
{
    struct store *store = fixture.store;
    int64_t id =
        insert(store, "lead", "name", "a", "external_source", "erp", "external_id", "1", NULL);
    ck_assert_done(&fixture, try_delete(store, "lead", id));
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_int_eq(try_get(store, "lead", id, "name", &batch), CRM_E_NOT_FOUND);
    crm__batch_free(&batch);
    ck_assert_int_eq(try_delete(store, "lead", id), CRM_E_NOT_FOUND);
    insert(store, "lead", "name", "b", "external_source", "erp", "external_id", "1", NULL);
}
END_TEST

START_TEST(a_restored_record_is_back_unless_its_key_was_taken)
{
    struct store *store = fixture.store;
    int64_t id =
        insert(store, "lead", "name", "a", "external_source", "erp", "external_id", "1", NULL);
    ck_assert_int_eq(try_restore(store, "lead", id), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "is not deleted");
    ck_assert_int_eq(try_restore(store, "lead", id + 1), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no lead");
    ck_assert_done(&fixture, try_delete(store, "lead", id));
    ck_assert_done(&fixture, try_restore(store, "lead", id));
    assert_field(store, "lead", id, "name", "a");
    ck_assert_int_eq(field_int(store, "lead", id, "version"), 3);

    ck_assert_done(&fixture, try_delete(store, "lead", id));
    int64_t other =
        insert(store, "lead", "name", "b", "external_source", "erp", "external_id", "1", NULL);
    ck_assert_int_eq(try_restore(store, "lead", id), CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.record_id, other);
}
END_TEST

START_TEST(a_purged_record_leaves_only_the_fact)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "secret", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "other", NULL));
    int64_t last = ask(store, "SELECT max(sequence) FROM crm_history");
    int64_t ids[] = {id, 424242};
    ck_assert_done(&fixture, crm__rows_purge(store, entity_of(store, "lead"), ids, 2));
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM lead"), 0);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 1);
    ck_assert_int_eq(ask(store, "SELECT operation FROM crm_history"), ROW_ERASE);
    ck_assert_int_gt(ask(store, "SELECT max(sequence) FROM crm_history"), last);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history WHERE diff IS NOT NULL"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store update");
    TCase *cases = tcase_create("update");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, an_update_changes_what_differs_and_counts_the_version);
    tcase_add_test(cases, an_update_without_a_difference_touches_nothing);
    tcase_add_test(cases, a_null_clears_a_field_or_keeps_it_when_asked);
    tcase_add_test(cases, a_stale_version_is_a_conflict_that_names_what_both_changed);
    tcase_add_test(cases, a_conflict_without_overlap_names_what_the_other_side_changed);
    tcase_add_test(cases, a_record_given_twice_in_a_batch_is_refused);
    tcase_add_test(cases, rows_that_change_in_many_ways_are_all_written);
    tcase_add_test(cases, a_missing_record_cannot_be_updated);
    tcase_add_test(cases, an_update_that_takes_a_unique_key_names_whose_it_is);
    tcase_add_test(cases, a_deleted_record_leaves_reads_and_frees_its_key);
    tcase_add_test(cases, a_restored_record_is_back_unless_its_key_was_taken);
    tcase_add_test(cases, a_purged_record_leaves_only_the_fact);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
