/* The handle: opening, errors, transactions, acting users, upkeep. */
#include "fixture.h"

#include <stdio.h>
#include <unistd.h>

static char folder[64];
static char path[TEST_PLACE_SIZE];

static void file_setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/crm-api-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    test_place(folder, "api_db", path);
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
}

static void file_teardown(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    crm_db_free(db);
    db = NULL;
    for (size_t i = 0; i < 3; i++) {
        char name[TEST_PLACE_SIZE + 8];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(folder);
    ck_assert_uint_eq(api_heap.live, 0);
    test_pool_give();
}

START_TEST(calls_without_a_handle_or_before_opening_are_misuse)
{
    crm_record *record;
    ck_assert_int_eq(crm_db_new(NULL, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_db_open(NULL, "x.crm", NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_db_error(NULL)->status, CRM_E_MISUSE);
    ck_assert_status(crm_record_new(db, "lead", &record), CRM_E_MISUSE);
    ck_assert_status(crm_db_begin(db), CRM_E_MISUSE);
    ck_assert_status(crm_db_open(db, NULL, NULL), CRM_E_MISUSE);
    crm_db_free(NULL);
    crm_db_interrupt(NULL);
}
END_TEST

START_TEST(a_missing_file_is_not_found_and_an_existing_one_is_not_made_again)
{
    ck_assert_status(
        crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_EXIST)),
        CRM_E_NOT_FOUND);
    ck_assert_ok(
        crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_CREATE)));
    ck_assert_status(crm_db_open(db, path, NULL), CRM_E_MISUSE);

    crm_db *second;
    ck_assert_int_eq(crm_db_new(NULL, &second), CRM_OK);
    ck_assert_int_eq(
        crm_db_open(second, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_CREATE)),
        CRM_E_EXISTS);
    ck_assert_int_eq(crm_db_open(second, path, NULL), CRM_OK);
    crm_db_free(second);
}
END_TEST

START_TEST(wrong_options_are_refused_and_say_which)
{
    ck_assert_status(crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = 1u << 30)),
                     CRM_E_MISUSE);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "flags"));
    ck_assert_status(
        crm_db_open(db, path,
                    CRM_OPTIONS(crm_open_options,
                                .flags = CRM_OPEN_MUST_CREATE | CRM_OPEN_READ_ONLY)),
        CRM_E_MISUSE);
    ck_assert_status(crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .region = "China")),
                     CRM_E_INVALID);
    ck_assert_status(crm_db_open(db, "mysql://nowhere/x", NULL), CRM_E_UNSUPPORTED);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_named_and_the_handle_still_works)
{
    FILE *file = fopen(path, "wb");
    fputs("This is a letter, not a database, and it is long enough to be read as a header.", file);
    fclose(file);
    ck_assert_status(crm_db_open(db, path, NULL), CRM_E_FORMAT);
    ck_assert_str_ne(crm_db_error(db)->message, "");
    ck_assert_ok(crm_db_open(db, api_database(), NULL));
}
END_TEST

START_TEST(a_read_only_handle_reads_and_refuses_writes)
{
    ck_assert_ok(crm_db_open(db, path, NULL));
    int64_t id = API_RECORD("lead", "name", "张伟");
    crm_db_free(db);
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(
        crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_READ_ONLY)));
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_ok(crm_record_set_text(record, "name", "李娜", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_READONLY);
    crm_record_free(record);
}
END_TEST

START_TEST(transactions_nest_and_roll_back)
{
    int64_t id;
    crm_record *record;
    ck_assert_status(crm_db_commit(db), CRM_E_MISUSE);
    ck_assert_status(crm_db_rollback(db), CRM_E_MISUSE);
    ck_assert_ok(crm_db_begin(db));
    int64_t kept = API_RECORD("lead", "name", "kept");
    ck_assert_ok(crm_db_begin(db));
    id = API_RECORD("lead", "name", "gone");
    ck_assert_ok(crm_db_rollback(db));
    ck_assert_ok(crm_db_commit(db));
    ck_assert_status(crm_record_get(db, "lead", id, &record), CRM_E_NOT_FOUND);
    ck_assert_ok(crm_record_get(db, "lead", kept, &record));
    crm_record_free(record);
}
END_TEST

START_TEST(a_user_sees_what_his_role_shows)
{
    int64_t role = API_RECORD("role", "name", "seller");
    char role_text[24];
    snprintf(role_text, sizeof role_text, "%lld", (long long)role);
    API_RECORD("role_permission", "role", role_text, "entity_name", "lead", "read_scope", "own",
               "write_scope", "own");
    int64_t user = API_RECORD("user", "name", "Wang", "login", "wang", "role", role_text);
    int64_t hidden = API_RECORD("lead", "name", "not mine");
    ck_assert_ok(crm_db_act_as(db, user));
    crm_record *record;
    ck_assert_status(crm_record_get(db, "lead", hidden, &record), CRM_E_NOT_FOUND);
    int64_t mine = API_RECORD("lead", "name", "mine");
    ck_assert_ok(crm_record_get(db, "lead", mine, &record));
    crm_record_free(record);
    ck_assert_status(crm_record_new(db, "account", &record), CRM_OK);
    ck_assert_ok(crm_record_set_text(record, "name", "A", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_DENIED);
    crm_record_free(record);
    ck_assert_ok(crm_db_act_as(db, 0));
    ck_assert_status(crm_db_act_as(db, 42), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(a_backup_is_a_database_and_an_existing_file_is_left_alone)
{
    ck_assert_ok(crm_db_open(db, api_database(), NULL));
    int64_t id = API_RECORD("lead", "name", "张伟");
    ck_assert_ok(crm_db_backup(db, path));
    ck_assert_status(crm_db_backup(db, path), CRM_E_EXISTS);
    ck_assert_status(crm_db_backup(db, NULL), CRM_E_MISUSE);
    crm_db_free(db);
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, path, NULL));
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_str_eq(crm_record_text(record, "name"), "张伟");
    crm_record_free(record);
}
END_TEST

START_TEST(a_sound_database_has_no_problems)
{
    int64_t problems = -1;
    crm_cursor *cursor;
    API_RECORD("lead", "name", "x");
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    ck_assert_int_eq(problems, 0);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_status(crm_db_check(db, NULL, &cursor), CRM_E_MISUSE);
}
END_TEST

START_TEST(totals_that_are_right_stay_as_they_are)
{
    int64_t changed = -1;
    char id[32];
    snprintf(id, sizeof id, "%lld", (long long)API_RECORD("account", "name", "Acme"));
    API_RECORD("order", "number", "1", "account", id, "amount", "12.50", "status", "placed",
               "placed_at", "2026-01-05T10:00:00Z");
    ck_assert_ok(crm_totals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 0);
    ck_assert_status(crm_totals_rebuild(db, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_totals_rebuild(NULL, &changed), CRM_E_MISUSE);
}
END_TEST

START_TEST(normal_forms_that_are_right_stay_as_they_are)
{
    int64_t changed = -1;
    API_RECORD("lead", "name", "张伟", "mobile", "139 1234 5678", "email", "Zhang@Example.COM");
    ck_assert_ok(crm_normals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 0);
    ck_assert_status(crm_normals_rebuild(db, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_normals_rebuild(NULL, &changed), CRM_E_MISUSE);
    ck_assert_ok(crm_db_act_as(db, API_RECORD("user", "name", "王芳", "login", "wang")));
    ck_assert_status(crm_normals_rebuild(db, &changed), CRM_E_DENIED);
    ck_assert_int_eq(changed, 0);
}
END_TEST

START_TEST(an_interrupt_before_a_call_does_not_stop_it)
{
    crm_db_interrupt(db);
    API_RECORD("lead", "name", "x");
}
END_TEST

START_TEST(times_are_read_and_written_in_one_form)
{
    int64_t time_us;
    char text[CRM_TIME_TEXT_SIZE];
    ck_assert_int_eq(crm_time_parse("2026-03-02T16:00:00+08:00", &time_us), CRM_OK);
    ck_assert_int_eq(time_us, TEST_NOW_US);
    ck_assert_uint_eq(crm_time_format(time_us, text), strlen("2026-03-02T08:00:00Z"));
    ck_assert_str_eq(text, "2026-03-02T08:00:00Z");
    ck_assert_int_eq(crm_time_parse("2026-13-02T16:00:00Z", &time_us), CRM_E_SYNTAX);
    ck_assert_int_eq(crm_time_parse(NULL, &time_us), CRM_E_MISUSE);
}
END_TEST

START_TEST(defaults_that_there_are_not_are_refused_before_there_is_a_file)
{
    const struct {
        crm_open_options options;
        crm_status status;
    } cases[] = {
        {{.size = sizeof(crm_open_options), .time_zone = "Nowhere/Land"}, CRM_E_UNKNOWN},
        {{.size = sizeof(crm_open_options), .time_zone = ""}, CRM_E_INVALID},
        {{.size = sizeof(crm_open_options), .currency = "XYZ"}, CRM_E_UNKNOWN},
        {{.size = sizeof(crm_open_options), .currency = "人民币"}, CRM_E_UNKNOWN},
        {{.size = sizeof(crm_open_options), .region = "QQ"}, CRM_E_INVALID},
        {{.size = sizeof(crm_open_options), .region = "CHN"}, CRM_E_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crm_db *other;
        ck_assert_int_eq(crm_db_new(NULL, &other), CRM_OK);
        ck_assert_int_eq(crm_db_open(other, "refused.crm", &cases[i].options), cases[i].status);
        crm_db_free(other);
        ck_assert_int_ne(access("refused.crm", F_OK), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/db");
    TCase *file = tcase_create("file");
    tcase_add_checked_fixture(file, file_setup, file_teardown);
    tcase_add_test(file, defaults_that_there_are_not_are_refused_before_there_is_a_file);
    tcase_add_test(file, calls_without_a_handle_or_before_opening_are_misuse);
    tcase_add_test(file, a_missing_file_is_not_found_and_an_existing_one_is_not_made_again);
    tcase_add_test(file, wrong_options_are_refused_and_say_which);
    tcase_add_sqlite_test(file, a_file_that_is_no_database_is_named_and_the_handle_still_works);
    tcase_add_test(file, a_read_only_handle_reads_and_refuses_writes);
    tcase_add_sqlite_test(file, a_backup_is_a_database_and_an_existing_file_is_left_alone);
    suite_add_tcase(suite, file);
    TCase *memory = tcase_create("memory");
    tcase_add_checked_fixture(memory, api_setup, api_teardown);
    tcase_add_test(memory, transactions_nest_and_roll_back);
    tcase_add_test(memory, a_user_sees_what_his_role_shows);
    tcase_add_test(memory, a_sound_database_has_no_problems);
    tcase_add_test(memory, totals_that_are_right_stay_as_they_are);
    tcase_add_test(memory, normal_forms_that_are_right_stay_as_they_are);
    tcase_add_test(memory, an_interrupt_before_a_call_does_not_stop_it);
    tcase_add_test(memory, times_are_read_and_written_in_one_form);
    suite_add_tcase(suite, memory);
    return suite_main(suite);
}
