/* Copying a database: interrupted, repeated, meddled with, refused; and that life goes on there. */
#include "store_copy_fixture.h"

#include "store/changes.h"
#include "store/search.h"

/* --- tests ------------------------------------------------------------------------------------ */

START_TEST(a_copy_has_every_row_column_and_index)
{
    static const size_t page_rows[] = {4096, 7, 1, 2};
    fill();
    struct sums sums = copied(page_rows[_i]);
    ck_assert_int_gt(sums.written, 20);
    ck_assert_int_eq(sums.removed, 0);
    assert_same();
}
END_TEST

START_TEST(an_empty_database_can_be_copied)
{
    copied(0);
    assert_same();
}
END_TEST

START_TEST(a_second_copy_finds_nothing_to_write)
{
    fill();
    struct sums first = copied(0);
    struct sums second = copied(0);
    ck_assert_int_eq(second.rows, first.rows);
    ck_assert_int_eq(second.unchanged, first.rows);
    ck_assert_int_eq(second.written + second.removed, 0);
    assert_same();
}
END_TEST

START_TEST(a_second_copy_takes_over_what_has_changed)
{
    struct store *store = fixture.store;
    fill();
    copied(2 * few_rows());
    ck_assert_done(&fixture, try_update(store, "lead", leads[3], 0, "name", "改名", NULL));
    ck_assert_done(&fixture, crm__rows_purge(store, entity_of(store, "lead"), &leads[0], 1));
    add_field("shop", (struct field_definition){.name = TEXT("area"), .type = FIELD_INTEGER});
    insert(store, "shop", "name", "南京路店", "area", "120", NULL);
    struct entity_definition region = {.name = TEXT("region_x")};
    const struct entity *entity = NULL;
    ck_assert_done(&fixture, crm__schema_add_entity(store, &region, &entity));
    insert(store, "region_x", "name", "华东", NULL);
    struct sums sums = copied(2 * few_rows());
    ck_assert_int_gt(sums.removed, 0);
    ck_assert_int_gt(sums.written, 0);
    ck_assert_int_gt(sums.unchanged, sums.written);
    assert_same();
}
END_TEST

/* Row by row the second would still stand in the way of the first. */
START_TEST(unique_values_that_changed_places_are_taken_over)
{
    struct store *store = fixture.store;
    fill();
    copied(0);
    ck_assert_done(&fixture, try_update(store, "lead", leads[4], 0, "nickname", "", NULL));
    ck_assert_done(&fixture, try_update(store, "lead", leads[0], 0, "nickname", "n4", NULL));
    ck_assert_done(&fixture, try_update(store, "lead", leads[4], 0, "nickname", "n0", NULL));
    copied(4);
    assert_same();
}
END_TEST

START_TEST(a_copy_that_was_stopped_goes_on)
{
    fill();
    int64_t unchanged = 0;
    crm_status status = CRM_E_CANCELLED;
    for (stop_at = 1; status == CRM_E_CANCELLED; stop_at += sampled(3, 10)) {
        struct sums sums;
        progress_calls = 0;
        status = try_copy(target, (struct copy_options){.page_rows = 64}, &sums);
        unchanged = sums.unchanged;
        struct store *store = NULL;
        crm_status opened = crm__store_open(&fixture.env, crm__text_of(target), NULL, &store);
        ck_assert_int_eq(opened, status == CRM_OK ? CRM_OK : CRM_E_REFUSED);
        if (opened < 0)
            ck_assert_message(&fixture, "run the copy again");
        crm__store_close(store);
    }
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_int_gt(stop_at, 20);
    ck_assert_int_gt(unchanged, 20);
    stop_at = 0;
    assert_same();
}
END_TEST

/* Between two runs of a copy that was stopped the source goes on, and its definitions, too. */
START_TEST(a_stopped_copy_takes_over_what_came_meanwhile)
{
    struct sums sums;
    fill();
    stop_at = 30;
    ck_assert_int_eq(try_copy(target, (struct copy_options){.page_rows = few_rows()}, &sums),
                     CRM_E_CANCELLED);
    stop_at = 0;
    add_field("lead", (struct field_definition){.name = TEXT("hobby"), .type = FIELD_TEXT});
    ck_assert_done(&fixture, try_update(fixture.store, "lead", leads[0], 0, "hobby", "围棋", NULL));
    copied(few_rows());
    assert_same();
}
END_TEST

static struct store *writer;

static void write_elsewhere(void)
{
    writer = open_again(&fixture);
    insert(writer, "lead", "name", "新来的", NULL);
    ck_assert_done(&fixture, try_update(writer, "lead", leads[0], 0, "name", "新名", NULL));
    crm__store_close(writer);
}

START_TEST(others_write_while_a_copy_is_made_of_one_moment)
{
    fill();
    int64_t before = ask(fixture.store, "SELECT count(*) FROM lead");
    act_at = 5;
    act = write_elsewhere;
    copied(few_rows());
    struct store *copy = target_open();
    ck_assert_int_eq(ask(copy, "SELECT count(*) FROM lead"), before);
    ck_assert_int_eq(ask(copy, "SELECT count(*) FROM lead WHERE name = '新名'"), 0);
    crm__store_close(copy);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead"), before + 1);
    copied(few_rows());
    assert_same();
}
END_TEST

static void tamper(void)
{
    struct db *db = NULL;
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_open(&fixture.env, crm__text_of(target), NULL, &db));
    ck_assert_done(
        &fixture,
        crm__db_prepare(db, 0, TEXT("UPDATE lead SET name = 'x' WHERE name = '张三'"), &statement));
    int64_t changed = 0;
    ck_assert_done(&fixture, crm__statement_exec(statement, &changed));
    crm__statement_release(statement);
    crm__db_close(db);
    ck_assert_int_eq(changed, 1);
}

START_TEST(a_row_that_changed_on_its_way_is_found_and_its_table_named)
{
    struct sums sums;
    fill();
    copied(few_rows());
    act_at = copy_calls; /* the last call before all is read again */
    target_renew();
    progress_calls = 0;
    act = tamper;
    ck_assert_int_eq(try_copy(target, (struct copy_options){.page_rows = few_rows()}, &sums),
                     CRM_E_CORRUPT);
    ck_assert_str_eq(fixture.env.error.entity, "lead");
    ck_assert_message(&fixture, "run the copy again");
    act_at = 0;
    copied(0);
    assert_same();
}
END_TEST

START_TEST(a_dry_run_says_what_would_be_written_and_writes_nothing)
{
    struct sums dry;
    fill();
    ck_assert_done(&fixture, try_copy(target, (struct copy_options){.dry_run = true}, &dry));
    ck_assert_int_eq(dry.written, dry.rows);
    ck_assert(!target_exists());
    struct sums sums = copied(0);
    ck_assert_int_eq(sums.rows, dry.rows);
    add_field("lead", (struct field_definition){.name = TEXT("hobby"), .type = FIELD_TEXT});
    insert(fixture.store, "shop", "name", "x", NULL);
    ck_assert_done(&fixture, try_copy(target, (struct copy_options){.dry_run = true}, &dry));
    ck_assert_int_gt(dry.written, 0);
    ck_assert_int_gt(dry.unchanged, 0);
    struct store *copy = target_open();
    ck_assert_int_eq(ask(copy, "SELECT count(*) FROM shop"), 1);
    crm__store_close(copy);
}
END_TEST

/* --- what is refused -------------------------------------------------------------------------- */

START_TEST(what_is_no_copy_of_this_database_is_no_target)
{
    struct sums sums;
    struct copy_options options = {0};
    fill();
    ck_assert_int_eq(try_copy(fixture.path, options, &sums), CRM_E_INVALID);
    ck_assert_message(&fixture, "itself");
    ck_assert_int_eq(try_copy(":memory:", options, &sums), CRM_E_MISUSE);
    ck_assert_int_eq(try_copy("/no/such/folder/x.crm", options, &sums), CRM_E_NOT_FOUND);

    struct store *other = target_open();
    insert(other, "lead", "name", "别人", NULL);
    crm__store_close(other);
    ck_assert_int_eq(try_copy(target, options, &sums), CRM_E_EXISTS);
    ck_assert_message(&fixture, "(lead)");
}
END_TEST

START_TEST(a_backup_of_the_database_is_no_target)
{
    struct sums sums;
    struct copy_options options = {0};
    fill();
    copied(0);
    target_renew();
    ck_assert_done(&fixture, crm__store_backup(fixture.store, crm__text_of(target)));
    ck_assert_int_eq(try_copy(target, options, &sums), CRM_E_INVALID);
    ck_assert_message(&fixture, "backup");
}
END_TEST

START_TEST(a_copy_of_another_database_is_no_target)
{
    struct sums sums;
    fill();
    copied(0);
    struct store *first = fixture.store;
    char path[TEST_PLACE_SIZE];
    test_place(fixture.folder, "other", path);
    ck_assert_done(&fixture,
                   crm__store_open(&fixture.env, crm__text_of(path), NULL, &fixture.store));
    ck_assert_int_eq(try_copy(target, (struct copy_options){0}, &sums), CRM_E_EXISTS);
    ck_assert_message(&fixture, "another database");
    crm__store_close(fixture.store);
    fixture.store = first;
    assert_same();
}
END_TEST

/* Also where history says nothing of it. */
START_TEST(a_copy_that_was_written_is_no_target)
{
    static const char *const changes[] = {
        "UPDATE lead SET score = 7 WHERE name = '张三'",
        "DELETE FROM crm_link",
        "INSERT INTO crm_meta (name, value) VALUES ('mine', 'x')",
    };
    struct sums sums;
    fill();
    copied(0);
    struct store *copy = target_open();
    run(copy, changes[_i]);
    crm__store_close(copy);
    ck_assert_int_eq(try_copy(target, (struct copy_options){0}, &sums), CRM_E_REFUSED);
    ck_assert_message(&fixture, "changed since");
    crm__store_close(target_open());
}
END_TEST

START_TEST(only_a_superuser_outside_a_transaction_copies)
{
    struct sums sums;
    struct copy_options options = {0};
    int64_t user = insert(fixture.store, "user", "name", "u", "login", "u", "active", "true", NULL);
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    struct reader *reader = NULL;
    ck_assert_int_eq(crm__store_copy(fixture.store, crm__text_of(target), &options, &reader),
                     CRM_E_MISUSE);
    crm__store_rollback(fixture.store);
    ck_assert_done(&fixture, crm__store_act_as(fixture.store, user));
    ck_assert_int_eq(try_copy(target, options, &sums), CRM_E_DENIED);
    ck_assert_done(&fixture, crm__store_act_as(fixture.store, 0));
    ck_assert(!target_exists());
}
END_TEST

START_TEST(a_database_opened_for_reading_is_copied_once_it_has_an_identity)
{
    struct sums sums;
    struct store_options options = {.read_only = true};
    fill();
    crm__store_close(fixture.store);
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(fixture.path), &options,
                                             &fixture.store));
    ck_assert_int_eq(try_copy(target, (struct copy_options){0}, &sums), CRM_E_READONLY);
    ck_assert(!target_exists());
    crm__store_close(fixture.store);
    fixture.store = open_again(&fixture);
    copied(0);
    crm__store_close(fixture.store);
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(fixture.path), &options,
                                             &fixture.store));
    ck_assert_int_eq(copied(0).written, 0);
    assert_same();
}
END_TEST

/* --- life goes on there ----------------------------------------------------------------------- */

START_TEST(a_copy_is_a_database_like_any_other)
{
    fill();
    int64_t last = 0;
    ck_assert_done(&fixture, crm__store_last_sequence(fixture.store, &last));
    copied(0);
    struct store *copy = target_open();
    int64_t id = insert(copy, "lead", "name", "后来的", "card", "gold", NULL);
    for (int i = 0; i < 5; i++)
        ck_assert_int_ne(id, leads[i]);
    ck_assert_int_eq(try_insert(copy, "lead", &id, "nickname", "n0", NULL), CRM_E_EXISTS);
    int64_t next = 0;
    ck_assert_done(&fixture, crm__store_last_sequence(copy, &next));
    ck_assert_int_eq(next, last + 1);
    struct reader *reader = NULL;
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__changes_read(copy, last, 0, &reader));
    ck_assert_int_eq(reader->next(reader, &batch), CRM_OK);
    ck_assert_uint_eq(batch.row_count, 1);
    crm__batch_free(&batch);
    crm__reader_free(reader);
    /* And is copied itself, under an identity of its own. */
    struct store *first = fixture.store;
    test_place(fixture.folder, "back", target);
    fixture.store = copy;
    copied(0);
    assert_same();
    struct sums sums;
    ck_assert_int_eq(try_copy(fixture.path, (struct copy_options){0}, &sums), CRM_E_EXISTS);
    crm__store_close(copy);
    fixture.store = first;
}
END_TEST

/* Searching the copy builds its index, which is its own: the next copy leaves it alone. */
START_TEST(a_copy_is_searched_and_still_taken_for_a_copy)
{
    fill();
    bool done = false;
    ck_assert_done(&fixture, crm__search_sync(fixture.store, 0, &done));
    copied(0);
    struct store *copy = target_open();
    struct reader *reader = NULL;
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__search_sync(copy, 0, &done));
    ck_assert_done(&fixture, crm__search_all(copy, TEXT("张三"), 10, &reader));
    ck_assert_int_eq(reader->next(reader, &batch), CRM_OK);
    ck_assert_uint_eq(batch.row_count, 1);
    crm__reader_free(reader);
    crm__store_close(copy);
    ck_assert_done(&fixture, try_update(fixture.store, "lead", leads[0], 0, "name", "李四", NULL));
    copied(0);
    assert_same();
    copy = target_open();
    ck_assert_done(&fixture, crm__search_sync(copy, 0, &done));
    ck_assert_done(&fixture, crm__search_all(copy, TEXT("李四"), 10, &reader));
    ck_assert_int_eq(reader->next(reader, &batch), CRM_OK);
    ck_assert_uint_eq(batch.row_count, 1);
    crm__reader_free(reader);
    crm__batch_free(&batch);
    crm__store_close(copy);
}
END_TEST

/* A source that was set back to a backup: the copy forgets what is no more. */
START_TEST(a_source_that_was_set_back_takes_definitions_along)
{
    char old[128];
    snprintf(old, sizeof old, "%.90s/old.crm", fixture.folder);
    insert(fixture.store, "lead", "name", "旧", NULL);
    copied(0);
    ck_assert_done(&fixture, crm__store_backup(fixture.store, crm__text_of(old)));
    fill();
    copied(0);
    crm__store_close(fixture.store);
    snprintf(fixture.path, sizeof fixture.path, "%s", old);
    fixture.store = open_again(&fixture);
    struct sums sums = copied(0);
    ck_assert_int_gt(sums.removed, 10);
    assert_same();
    fill();
    copied(0);
    assert_same();
}
END_TEST

/* Every value of the catalogue's kinds crosses both ways; what comes back is what went. */
START_TEST(a_database_moves_from_the_server_to_a_file_and_back)
{
    struct store *first = fixture.store;
    fill();
    snprintf(target, sizeof target, "%s/file.crm", fixture.folder);
    copied(3);
    assert_same();
    struct store *file = target_open();
    fixture.store = file;
    insert(file, "lead", "name", "在文件里", "nickname", "f", NULL);
    test_place(fixture.folder, "back", target);
    copied(3);
    assert_same();
    ck_assert_int_eq(copied(0).written, 0);
    ck_assert_done(&fixture, try_update(file, "lead", leads[3], 0, "name", "", NULL));
    ck_assert_int_gt(copied(0).written, 0);
    assert_same();
    crm__store_close(file);
    fixture.store = first;
}
END_TEST

START_TEST(a_copy_makes_no_round_trip_a_row)
{
    fill();
    copied(0);
    int64_t before = fixture.store->db->stats.round_trips;
    copied(0);
    int64_t few = fixture.store->db->stats.round_trips - before;
    for (int i = 0; i < 100; i++)
        insert(fixture.store, "lead", "name", "多", NULL);
    before = fixture.store->db->stats.round_trips;
    ck_assert_int_ge(copied(0).written, 200);
    ck_assert_int_le(fixture.store->db->stats.round_trips - before, few + 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store/copy");
    TCase *tests = tcase_create("copy");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_copy_has_every_row_column_and_index, 0, on_sqlite() ? 4 : 2);
    tcase_add_test(tests, an_empty_database_can_be_copied);
    tcase_add_test(tests, a_second_copy_finds_nothing_to_write);
    tcase_add_test(tests, a_second_copy_takes_over_what_has_changed);
    tcase_add_test(tests, unique_values_that_changed_places_are_taken_over);
    tcase_add_test(tests, a_copy_that_was_stopped_goes_on);
    tcase_add_test(tests, a_stopped_copy_takes_over_what_came_meanwhile);
    tcase_add_test(tests, others_write_while_a_copy_is_made_of_one_moment);
    tcase_add_test(tests, a_row_that_changed_on_its_way_is_found_and_its_table_named);
    tcase_add_test(tests, a_dry_run_says_what_would_be_written_and_writes_nothing);
    tcase_add_test(tests, what_is_no_copy_of_this_database_is_no_target);
    tcase_add_sqlite_test(tests, a_backup_of_the_database_is_no_target);
    tcase_add_test(tests, a_copy_of_another_database_is_no_target);
    tcase_add_loop_test(tests, a_copy_that_was_written_is_no_target, 0, 3);
    tcase_add_test(tests, only_a_superuser_outside_a_transaction_copies);
    tcase_add_test(tests, a_database_opened_for_reading_is_copied_once_it_has_an_identity);
    tcase_add_test(tests, a_copy_is_a_database_like_any_other);
    tcase_add_test(tests, a_copy_is_searched_and_still_taken_for_a_copy);
    tcase_add_postgres_test(tests, a_database_moves_from_the_server_to_a_file_and_back);
    tcase_add_postgres_test(tests, a_copy_makes_no_round_trip_a_row);
    tcase_add_sqlite_test(tests, a_source_that_was_set_back_takes_definitions_along);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
