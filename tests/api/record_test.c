/* Records: setters, saving, conflicts, finding, deleting, history. */
#include "fixture.h"

#include <stdio.h>

START_TEST(wrong_names_are_unknown_and_say_what_was_meant)
{
    crm_record *record;
    ck_assert_status(crm_record_new(db, "leed", &record), CRM_E_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'lead'"));
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_status(crm_record_set_text(record, "emial", "a@b.cn", CRM_NUL), CRM_E_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'email'"));
    ck_assert_ptr_null(crm_record_text(record, "emial"));
    /* The first failure of a setter stays: the record must not be saved half-filled. */
    ck_assert_status(crm_record_save(record, NULL), CRM_E_UNKNOWN);
    crm_record_free(record);
    crm_record_free(NULL);
}
END_TEST

START_TEST(a_saved_record_shows_what_was_stored)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_int_eq(crm_record_id(record), 0);
    ck_assert_ok(crm_record_set_text(record, "name", " 张伟 ", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "mobile", "139 1234 5678 and more", 13));
    ck_assert_ok(crm_record_save(record, NULL));
    ck_assert_int_gt(crm_record_id(record), 0);
    ck_assert_int_eq(crm_record_version(record), 1);
    ck_assert_str_eq(crm_record_text(record, "name"), "张伟");
    ck_assert_str_eq(crm_record_text(record, "mobile_normal"), "+8613912345678");
    ck_assert_str_eq(crm_record_text(record, "status"), "new");
    ck_assert_str_eq(crm_record_text(record, "validity"), "valid");
    crm_record_free(record);
}
END_TEST

START_TEST(integers_money_and_references_are_set_and_read)
{
    crm_record *record;
    int64_t value;
    int64_t account = API_RECORD("account", "name", "Acme");
    ck_assert_ok(crm_record_new(db, "opportunity", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "deal", CRM_NUL));
    ck_assert_ok(crm_record_set_int(record, "account", account));
    ck_assert_ok(crm_record_set_text(record, "amount", "1234.50", CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    ck_assert_ok(crm_record_int(record, "amount", &value));
    ck_assert_int_eq(value, 123450);
    ck_assert_str_eq(crm_record_text(record, "currency"), "CNY");
    ck_assert_status(crm_record_int(record, "name", &value), CRM_E_MISUSE);
    ck_assert_int_eq(crm_record_int(record, "contact", &value), CRM_DONE);
    ck_assert_status(crm_record_int(record, "amount", NULL), CRM_E_MISUSE);
    ck_assert_ok(crm_record_set_int(record, "account", 77));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_INVALID);
    ck_assert_str_eq(crm_db_error(db)->field, "account");
    crm_record_free(record);
}
END_TEST

START_TEST(many_references_come_back_sorted_and_once)
{
    int64_t a = API_RECORD("team", "name", "a");
    int64_t b = API_RECORD("team", "name", "b");
    int64_t ids[] = {b, a, b};
    char expected[64];
    crm_record *pool;
    ck_assert_ok(crm_record_new(db, "pool", &pool));
    ck_assert_ok(crm_record_set_text(pool, "name", "East", CRM_NUL));
    ck_assert_ok(crm_record_set_ids(pool, "teams", ids, 3));
    ck_assert_ok(crm_record_save(pool, NULL));
    snprintf(expected, sizeof expected, "%lld,%lld", (long long)a, (long long)b);
    ck_assert_str_eq(crm_record_text(pool, "teams"), expected);
    ck_assert_ok(crm_record_clear(pool, "teams"));
    ck_assert_ok(crm_record_save(pool, NULL));
    ck_assert_str_eq(crm_record_text(pool, "teams"), "");
    ck_assert_status(crm_record_set_ids(pool, "teams", NULL, 1), CRM_E_MISUSE);
    crm_record_free(pool);
}
END_TEST

START_TEST(json_goes_in_and_comes_out)
{
    static struct api_text text;
    text.size = 0;
    crm_record *record;
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_ok(crm_record_set_json(record, "{\"name\":\"李娜\",\"do_not_call\":true}", CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    ck_assert_ok(crm_record_json(record, api_write, &text));
    ck_assert_ptr_nonnull(strstr(text.bytes, "\"name\":\"李娜\""));
    ck_assert_ptr_nonnull(strstr(text.bytes, "\"do_not_call\":true"));
    ck_assert_status(crm_record_json(record, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_record_set_json(record, "{\"name\":", CRM_NUL), CRM_E_SYNTAX);
    ck_assert_status(crm_record_set_json(record, NULL, 0), CRM_E_MISUSE);
    crm_record_free(record);
}
END_TEST

START_TEST(two_editors_of_one_field_conflict)
{
    int64_t id = API_RECORD("lead", "name", "x");
    crm_record *mine;
    crm_record *theirs;
    ck_assert_ok(crm_record_get(db, "lead", id, &mine));
    ck_assert_ok(crm_record_get(db, "lead", id, &theirs));
    ck_assert_ok(crm_record_set_text(theirs, "title", "CEO", CRM_NUL));
    ck_assert_ok(crm_record_save(theirs, NULL));
    ck_assert_ok(crm_record_set_text(mine, "title", "CTO", CRM_NUL));
    ck_assert_status(crm_record_save(mine, NULL), CRM_E_CONFLICT);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "title"));
    crm_record_free(mine);
    crm_record_free(theirs);
}
END_TEST

START_TEST(an_upsert_updates_the_record_with_the_key)
{
    crm_record *record;
    int64_t id = API_RECORD("lead", "name", "old", "external_source", "erp", "external_id", "7");
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "new", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "external_source", "erp", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "external_id", "7", CRM_NUL));
    ck_assert_status(crm_record_save(record, CRM_OPTIONS(crm_save_options, .key = "name")),
                     CRM_E_INVALID);
    ck_assert_status(crm_record_save(record, NULL), CRM_E_EXISTS);
    ck_assert_ok(crm_record_save(
        record, CRM_OPTIONS(crm_save_options, .key = "external_source, external_id")));
    ck_assert_int_eq(crm_record_id(record), id);
    ck_assert_str_eq(crm_record_text(record, "name"), "new");
    crm_record_free(record);
}
END_TEST

START_TEST(a_duplicate_is_skipped_or_merged_as_asked)
{
    int64_t id = API_RECORD("lead", "name", "张伟", "mobile", "13912345678");
    crm_record *record;
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_ok(crm_record_set_text(record, "mobile", "+86 139 1234 5678", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "title", "CEO", CRM_NUL));
    ck_assert_status(
        crm_record_save(record, CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_SKIP)),
        CRM_E_EXISTS);
    ck_assert_int_eq(crm_db_error(db)->record_id, id);
    ck_assert_status(crm_record_save(record, CRM_OPTIONS(crm_save_options, .on_match = 9)),
                     CRM_E_MISUSE);
    ck_assert_ok(
        crm_record_save(record, CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_MERGE)));
    ck_assert_int_eq(crm_record_id(record), id);
    ck_assert_str_eq(crm_record_text(record, "name"), "张伟");
    ck_assert_str_eq(crm_record_text(record, "title"), "CEO");
    ck_assert_str_eq(crm_record_text(record, "mobile"), "13912345678");
    crm_record_free(record);
}
END_TEST

START_TEST(a_dry_run_checks_everything_and_writes_nothing)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, "account", &record));
    ck_assert_status(crm_record_save(record, CRM_OPTIONS(crm_save_options, .dry_run = 1)),
                     CRM_E_INVALID);
    ck_assert_ok(crm_record_set_text(record, "name", "Acme", CRM_NUL));
    ck_assert_ok(crm_record_save(record, CRM_OPTIONS(crm_save_options, .dry_run = 1)));
    ck_assert_int_eq(crm_record_id(record), 0);
    crm_record_free(record);
    ck_assert_status(crm_record_find(db, "account", "name", "Acme", CRM_NUL, &record),
                     CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(a_record_is_found_by_a_field_unless_several_have_it)
{
    crm_record *record;
    int64_t id = API_RECORD("user", "name", "Wang", "login", "wang");
    ck_assert_ok(crm_record_find(db, "user", "login", "wang", CRM_NUL, &record));
    ck_assert_int_eq(crm_record_id(record), id);
    crm_record_free(record);
    API_RECORD("user", "name", "Wang", "login", "wang2");
    ck_assert_status(crm_record_find(db, "user", "name", "Wang", CRM_NUL, &record), CRM_E_EXISTS);
    ck_assert_status(crm_record_find(db, "user", "nmae", "x", CRM_NUL, &record), CRM_E_UNKNOWN);
    ck_assert_status(crm_record_find(db, "user", NULL, "x", CRM_NUL, &record), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_reference_goes_by_what_people_call_the_record)
{
    int64_t wang = API_RECORD("user", "name", "王磊", "login", "wang");
    int64_t li = API_RECORD("user", "name", "李娜", "login", "li");
    int64_t acme = API_RECORD("account", "name", "Acme");
    API_RECORD("account", "name", "星河");
    API_RECORD("account", "name", "星河");
    char id[40];
    snprintf(id, sizeof id, "account/%lld", (long long)acme);
    const struct {
        const char *field;
        const char *text;
        crm_status status;
        int64_t id;
    } cases[] = {
        {"account", "Acme", CRM_OK, acme},    {"account", " Acme ", CRM_OK, acme},
        {"account", id, CRM_OK, acme},        {"owner", "wang", CRM_OK, wang},
        {"owner", "李娜", CRM_OK, li},        {"account", "acme?", CRM_E_NOT_FOUND, 0},
        {"account", "星河", CRM_E_EXISTS, 0}, {"account", "contact/1", CRM_E_NOT_FOUND, 0},
        {"amount", "12.x", CRM_E_INVALID, 0}, {"acount", "Acme", CRM_E_UNKNOWN, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crm_record *deal;
        int64_t named = 0;
        ck_assert_ok(crm_record_new(db, "opportunity", &deal));
        ck_assert_status(crm_record_set_named(deal, cases[i].field, cases[i].text, CRM_NUL),
                         cases[i].status);
        if (cases[i].id) {
            ck_assert_ok(crm_record_int(deal, cases[i].field, &named));
            ck_assert_int_eq(named, cases[i].id);
        }
        crm_record_free(deal);
    }
    crm_record *team;
    ck_assert_ok(crm_record_new(db, "pool", &team));
    ck_assert_ok(crm_record_set_named(team, "users", "wang | 李娜|", CRM_NUL));
    snprintf(id, sizeof id, "%lld,%lld", (long long)wang, (long long)li);
    ck_assert_str_eq(crm_record_text(team, "users"), id);
    ck_assert_ok(crm_record_set_named(team, "users", id, CRM_NUL));
    ck_assert_str_eq(crm_record_text(team, "users"), id);
    ck_assert_ok(crm_record_set_named(team, "users", "", CRM_NUL));
    ck_assert_str_eq(crm_record_text(team, "users"), "");
    ck_assert_status(crm_record_set_named(team, "users", "wang|nobody", CRM_NUL), CRM_E_NOT_FOUND);
    crm_record_free(team);
    ck_assert_int_eq(crm_record_set_named(NULL, "users", "wang", CRM_NUL), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_deleted_record_is_gone_until_it_is_restored)
{
    crm_record *record;
    int64_t id = API_RECORD("lead", "name", "x");
    ck_assert_ok(crm_record_delete(db, "lead", id));
    ck_assert_status(crm_record_get(db, "lead", id, &record), CRM_E_NOT_FOUND);
    ck_assert_status(crm_record_delete(db, "lead", id), CRM_E_NOT_FOUND);
    ck_assert_ok(crm_record_restore(db, "lead", id));
    ck_assert_status(crm_record_restore(db, "lead", id), CRM_E_NOT_FOUND);
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    crm_record_free(record);
}
END_TEST

START_TEST(history_has_every_change_with_both_values)
{
    crm_cursor *cursor;
    crm_record *record;
    int64_t id = API_RECORD("lead", "name", "x");
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_ok(crm_record_set_text(record, "title", "CEO", CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
    ck_assert_ok(crm_record_history(db, "lead", id, &cursor));
    bool seen = false;
    while (crm_cursor_next(cursor) == CRM_OK)
        seen |= strcmp(crm_cursor_text(cursor, 5), "title") == 0 &&
                strcmp(crm_cursor_text(cursor, 3), "update") == 0 &&
                crm_cursor_is_null(cursor, 6) && strcmp(crm_cursor_text(cursor, 7), "CEO") == 0;
    ck_assert(seen);
    crm_cursor_free(cursor);
    ck_assert_status(crm_record_history(db, "lead", 5, &cursor), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(a_record_outlives_its_handle)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, "lead", &record));
    crm_db_free(db);
    db = NULL;
    ck_assert_int_eq(crm_record_set_text(record, "name", "still here", CRM_NUL), CRM_OK);
    ck_assert_int_eq(crm_record_save(record, NULL), CRM_OK);
    crm_record_free(record);
    ck_assert_uint_eq(api_heap.live, 0);
    api_setup();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/record");
    TCase *tests = tcase_create("record");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, wrong_names_are_unknown_and_say_what_was_meant);
    tcase_add_test(tests, a_saved_record_shows_what_was_stored);
    tcase_add_test(tests, integers_money_and_references_are_set_and_read);
    tcase_add_test(tests, many_references_come_back_sorted_and_once);
    tcase_add_test(tests, json_goes_in_and_comes_out);
    tcase_add_test(tests, two_editors_of_one_field_conflict);
    tcase_add_test(tests, an_upsert_updates_the_record_with_the_key);
    tcase_add_test(tests, a_duplicate_is_skipped_or_merged_as_asked);
    tcase_add_test(tests, a_dry_run_checks_everything_and_writes_nothing);
    tcase_add_test(tests, a_record_is_found_by_a_field_unless_several_have_it);
    tcase_add_test(tests, a_reference_goes_by_what_people_call_the_record);
    tcase_add_test(tests, a_deleted_record_is_gone_until_it_is_restored);
    tcase_add_test(tests, history_has_every_change_with_both_values);
    tcase_add_test(tests, a_record_outlives_its_handle);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
