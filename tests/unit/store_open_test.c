/* Opening: new, old, newer, foreign, damaged and locked databases; upgrades; settings. */
#include "store_fixture.h"

#include "store/definition.h"
#include "store/meta.h"
#include "store/schema.h"
#include "store/upgrade.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static void close_store(void)
{
    crm__store_close(fixture.store);
    fixture.store = NULL;
}

/* Where no database is yet. */
static void elsewhere(void)
{
    close_store();
    test_place(fixture.folder, "new", fixture.path);
}

static crm_status open_status(const struct store_options *options)
{
    struct store *store = NULL;
    crm_status status = crm__store_open(&fixture.env, crm__text_of(fixture.path), options, &store);
    if (status < 0)
        ck_assert_ptr_null(store);
    crm__store_close(store);
    return status;
}

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(fixture.path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

START_TEST(a_new_database_has_a_table_for_every_entity)
{
    const struct catalogue *catalogue = fixture.store->catalogue;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        for (size_t j = 0; j < entity->field_count; j++) {
            bool has = false;
            ck_assert_done(&fixture, crm__db_has_column(fixture.store->db, entity->name,
                                                        entity->fields[j]->name, &has));
            ck_assert_msg(has == crm__field_has_column(entity->fields[j]), "%s.%s",
                          entity->name.data, entity->fields[j]->name.data);
        }
    }
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_entity"),
                     (int64_t)catalogue->entity_count);
    ck_assert_int_eq(ask(fixture.store, "SELECT max(number) FROM crm_migration"),
                     crm__layout_version());
}
END_TEST

START_TEST(every_key_of_the_catalogue_has_an_index)
{
    const struct catalogue *catalogue = fixture.store->catalogue;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        struct batch indexes;
        crm__batch_init(&indexes, &fixture.env);
        ck_assert_done(&fixture, crm__db_introspect(fixture.store->db, CATALOG_INDEXES,
                                                    catalogue->entities[i]->name, &indexes));
        ck_assert_uint_eq(indexes.row_count, catalogue->entities[i]->key_count);
        crm__batch_free(&indexes);
    }
}
END_TEST

START_TEST(what_was_written_is_there_after_opening_again)
{
    int64_t id = insert(fixture.store, "lead", "name", "张伟", NULL);
    close_store();
    fixture.store = open_again(&fixture);
    assert_field(fixture.store, "lead", id, "name", "张伟");
}
END_TEST

START_TEST(opening_an_up_to_date_database_writes_nothing)
{
    int64_t schema = 0;
    ck_assert_done(&fixture, crm__meta_int(fixture.store, META_SCHEMA, &schema));
    close_store();
    fixture.store = open_again(&fixture);
    int64_t again = 0;
    ck_assert_done(&fixture, crm__meta_int(fixture.store, META_SCHEMA, &again));
    ck_assert_int_eq(again, schema);
}
END_TEST

START_TEST(a_missing_database_can_be_asked_not_to_be_made)
{
    elsewhere();
    ck_assert_int_eq(open_status(&(struct store_options){.must_exist = true}), CRM_E_NOT_FOUND);
    ck_assert_int_eq(open_status(&(struct store_options){.must_exist = true}), CRM_E_NOT_FOUND);
    if (on_sqlite())
        ck_assert_int_ne(access(fixture.path, F_OK), 0);
}
END_TEST

START_TEST(a_newer_layout_is_refused)
{
    ck_assert_done(&fixture,
                   crm__db_set_schema_version(fixture.store->db, crm__layout_version() + 1));
    close_store();
    ck_assert_int_eq(open_status(NULL), CRM_E_FORMAT);
    ck_assert_message(&fixture, "use a newer library");
}
END_TEST

START_TEST(a_standard_field_that_this_library_does_not_have_is_refused)
{
    run(fixture.store, "INSERT INTO crm_field (entity, number, name, type) "
                       "SELECT number, 9999, 'aura', 'text' FROM crm_entity WHERE name = 'lead'");
    run(fixture.store, "UPDATE crm_meta SET number = 1 WHERE name = 'catalogue'");
    close_store();
    ck_assert_int_eq(open_status(NULL), CRM_E_FORMAT);
    ck_assert_message(&fixture, "newer library");
    ck_assert_message(&fixture, "aura");
}
END_TEST

START_TEST(a_standard_field_of_another_type_is_refused)
{
    run(fixture.store, "UPDATE crm_field SET type = 'integer' WHERE name = 'company'");
    run(fixture.store, "UPDATE crm_meta SET number = 1 WHERE name = 'catalogue'");
    close_store();
    ck_assert_int_eq(open_status(NULL), CRM_E_FORMAT);
    ck_assert_message(&fixture, "company is integer in the database and text in this library");
}
END_TEST

/* Takes a standard field out, as if the database were from before it. */
static void forget_company(void)
{
    run(fixture.store, "ALTER TABLE lead DROP COLUMN company");
    run(fixture.store, "DELETE FROM crm_field WHERE name = 'company' AND entity = "
                       "(SELECT number FROM crm_entity WHERE name = 'lead')");
    run(fixture.store, "UPDATE crm_meta SET number = 1 WHERE name = 'catalogue'");
}

START_TEST(a_standard_field_that_is_new_is_added_to_an_old_database)
{
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    forget_company();
    close_store();
    fixture.store = open_again(&fixture);
    assert_field(fixture.store, "lead", id, "name", "a");
    assert_field(fixture.store, "lead", id, "company", "");
    ck_assert_done(&fixture, try_update(fixture.store, "lead", id, 0, "company", "x", NULL));
}
END_TEST

START_TEST(a_standard_entity_that_is_new_is_added_to_an_old_database)
{
    run(fixture.store, "DROP TABLE skill");
    run(fixture.store, "DELETE FROM crm_field WHERE entity = "
                       "(SELECT number FROM crm_entity WHERE name = 'skill')");
    run(fixture.store, "DELETE FROM crm_entity WHERE name = 'skill'");
    run(fixture.store, "UPDATE crm_meta SET number = 1 WHERE name = 'catalogue'");
    close_store();
    fixture.store = open_again(&fixture);
    insert(fixture.store, "skill", "name", "销售", NULL);
}
END_TEST

START_TEST(a_custom_field_makes_way_for_a_standard_one)
{
    forget_company();
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    run(fixture.store, "ALTER TABLE lead ADD COLUMN company TEXT");
    run(fixture.store, "UPDATE lead SET company = 'mine'");
    run(fixture.store,
        "INSERT INTO crm_field (entity, number, name, type, flags, size, label_en, label_zh) "
        "SELECT number, 10000, 'company', 'text', 0, 100, 'Mine', '我的' FROM crm_entity "
        "WHERE name = 'lead'");
    close_store();
    fixture.store = open_again(&fixture);
    assert_field(fixture.store, "lead", id, "company", "");
    assert_field(fixture.store, "lead", id, "company_custom", "mine");
    ck_assert_int_eq(field_of(fixture.store, "lead", "company_custom")->number, 10000);
}
END_TEST

START_TEST(a_custom_entity_makes_way_for_a_standard_one)
{
    run(fixture.store, "UPDATE crm_entity SET number = 10000 WHERE name = 'skill'");
    run(fixture.store, "DELETE FROM crm_field WHERE entity NOT IN (SELECT number FROM crm_entity)");
    run(fixture.store, "INSERT INTO skill (id, version, name, created_at, updated_at) "
                       "VALUES (5, 1, 'mine', 1, 1)");
    run(fixture.store, "UPDATE crm_meta SET number = 1 WHERE name = 'catalogue'");
    close_store();
    fixture.store = open_again(&fixture);
    assert_field(fixture.store, "skill_custom", 5, "name", "mine");
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM skill"), 0);
}
END_TEST

START_TEST(an_upgrade_is_not_begun_on_a_handle_for_reading)
{
    forget_company();
    close_store();
    ck_assert_int_eq(open_status(&(struct store_options){.read_only = true}), CRM_E_READONLY);
}
END_TEST

START_TEST(a_handle_for_reading_reads_and_refuses_to_write)
{
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    close_store();
    ck_assert_done(&fixture,
                   crm__store_open(&fixture.env, crm__text_of(fixture.path),
                                   &(struct store_options){.read_only = true}, &fixture.store));
    assert_field(fixture.store, "lead", id, "name", "a");
    int64_t other = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &other, "name", "b", NULL), CRM_E_READONLY);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_refused)
{
    close_store();
    write_file("name,phone\nzhang,1\n", 19);
    ck_assert_int_eq(open_status(NULL), CRM_E_FORMAT);
}
END_TEST

START_TEST(a_file_that_was_cut_short_is_named_as_such)
{
    for (int i = 0; i < 200; i++)
        insert(fixture.store, "lead", "name", "some text to fill pages with", NULL);
    ck_assert_done(&fixture, crm__store_maintain(fixture.store, STORE_CHECKPOINT));
    close_store();
    FILE *file = fopen(fixture.path, "rb");
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    for (long part = 1; part < 8; part++) {
        ck_assert_int_eq(truncate(fixture.path, size * (8 - part) / 8), 0);
        crm_status status = open_status(NULL);
        ck_assert_msg(status == CRM_E_CORRUPT || status == CRM_E_FORMAT, "cut to %ld/8: %s",
                      8 - part, crm_status_name(status));
    }
}
END_TEST

START_TEST(a_locked_database_is_busy_after_the_limit)
{
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    struct store *other = NULL;
    struct store_options options = {.busy_limit_us = -1};
    ck_assert_done(&fixture,
                   crm__store_open(&fixture.env, crm__text_of(fixture.path), &options, &other));
    ck_assert_int_eq(crm__store_begin(other), CRM_E_BUSY);
    crm__store_rollback(fixture.store);
    ck_assert_done(&fixture, crm__store_begin(other));
    ck_assert_done(&fixture, crm__store_commit(other));
    crm__store_close(other);
}
END_TEST

START_TEST(two_handles_make_different_ids_at_the_same_moment)
{
    struct store *other = open_again(&fixture);
    int64_t a = insert(fixture.store, "lead", "name", "a", NULL);
    int64_t b = insert(other, "lead", "name", "b", NULL);
    ck_assert_int_ne(a, b);
    ck_assert_int_ne(fixture.store->ids.node, other->ids.node);
    assert_field(other, "lead", a, "name", "a");
    crm__store_close(other);
}
END_TEST

START_TEST(a_new_database_takes_currency_and_zone_from_the_options)
{
    elsewhere();
    struct store_options options = {.currency = TEXT("EUR"), .time_zone = TEXT("Asia/Shanghai")};
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(fixture.path), &options,
                                             &fixture.store));
    ck_assert_str_eq(fixture.store->currency, "EUR");
    ck_assert_str_eq(fixture.store->time_zone, "Asia/Shanghai");
    close_store();
    options.currency = TEXT("USD");
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(fixture.path), &options,
                                             &fixture.store));
    ck_assert_str_eq(fixture.store->currency, "EUR");
    close_store();
    options.currency = TEXT("euro");
    ck_assert_int_eq(open_status(&options), CRM_E_INVALID);
    fixture.store = open_again(&fixture);
}
END_TEST

START_TEST(settings_are_kept_and_seen_by_other_handles)
{
    struct store *other = open_again(&fixture);
    struct buffer value;
    crm__buffer_init(&value, &fixture.env);
    ck_assert_done(&fixture, crm__store_setting(other, TEXT("shop"), &value));
    ck_assert_uint_eq(value.size, 0);
    ck_assert_done(&fixture, crm__store_set_setting(fixture.store, TEXT("shop"), TEXT("上海店")));
    ck_assert_done(&fixture, crm__store_setting(other, TEXT("shop"), &value));
    ck_assert_str_eq(value.data, "上海店");
    crm__buffer_free(&value);

    ck_assert_done(&fixture, crm__store_set_setting(fixture.store, TEXT("currency"), TEXT("USD")));
    ck_assert_str_eq(fixture.store->currency, "USD");
    ck_assert_done(&fixture, crm__store_refresh(other));
    ck_assert_str_eq(other->currency, "USD");
    crm__store_close(other);
}
END_TEST

START_TEST(settings_of_the_library_itself_cannot_be_set)
{
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT("schema"), TEXT("1")),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT("currency"), TEXT("dollar")),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT(""), TEXT("1")), CRM_E_INVALID);
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT("a"), TEXT("\xff")), CRM_E_INVALID);
}
END_TEST

START_TEST(a_setting_that_is_rolled_back_is_gone_from_memory_too)
{
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    ck_assert_done(&fixture, crm__store_set_setting(fixture.store, TEXT("currency"), TEXT("USD")));
    crm__store_rollback(fixture.store);
    ck_assert_str_eq(fixture.store->currency, "CNY");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store open");
    TCase *cases = tcase_create("open");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_new_database_has_a_table_for_every_entity);
    tcase_add_test(cases, every_key_of_the_catalogue_has_an_index);
    tcase_add_test(cases, what_was_written_is_there_after_opening_again);
    tcase_add_test(cases, opening_an_up_to_date_database_writes_nothing);
    tcase_add_test(cases, a_missing_database_can_be_asked_not_to_be_made);
    tcase_add_test(cases, a_newer_layout_is_refused);
    tcase_add_test(cases, a_standard_field_that_this_library_does_not_have_is_refused);
    tcase_add_test(cases, a_standard_field_of_another_type_is_refused);
    tcase_add_test(cases, a_standard_field_that_is_new_is_added_to_an_old_database);
    tcase_add_test(cases, a_standard_entity_that_is_new_is_added_to_an_old_database);
    tcase_add_test(cases, a_custom_field_makes_way_for_a_standard_one);
    tcase_add_test(cases, a_custom_entity_makes_way_for_a_standard_one);
    tcase_add_test(cases, an_upgrade_is_not_begun_on_a_handle_for_reading);
    tcase_add_test(cases, a_handle_for_reading_reads_and_refuses_to_write);
    tcase_add_sqlite_test(cases, a_file_that_is_no_database_is_refused);
    tcase_add_sqlite_test(cases, a_file_that_was_cut_short_is_named_as_such);
    tcase_add_test(cases, a_locked_database_is_busy_after_the_limit);
    tcase_add_test(cases, two_handles_make_different_ids_at_the_same_moment);
    tcase_add_test(cases, a_new_database_takes_currency_and_zone_from_the_options);
    tcase_add_test(cases, settings_are_kept_and_seen_by_other_handles);
    tcase_add_test(cases, settings_of_the_library_itself_cannot_be_set);
    tcase_add_test(cases, a_setting_that_is_rolled_back_is_gone_from_memory_too);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
