/* Opening: what a path may lead to, and how each is told. */
#include "db_fixture.h"

#include "db/cache.h"

#include <fcntl.h>
#include <sys/wait.h>

static struct fixture fixture;

static void setup(void)
{
    fixture_env(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static crm_status open_text(const char *uri)
{
    crm__env_enter(&fixture.env);
    return open_at(&fixture.env, uri, NULL, &fixture.db);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static void patch_file(const char *path, long offset, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, offset, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

/* A database with some pages, closed. */
static void make_database(void)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    make_person(&fixture);
    run(&fixture, "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                  "INSERT INTO person (id, name) SELECT i, 'a name of some length ' || i FROM n");
    crm__db_close(fixture.db);
    fixture.db = NULL;
}

START_TEST(a_new_file_becomes_a_database_with_our_application_id)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    ck_assert_int_eq(ask(&fixture, "SELECT application_id FROM pragma_application_id"), 0x4c43524d);
    ck_assert_int_eq(ask(&fixture, "SELECT page_size FROM pragma_page_size"), 4096);
    int64_t version = -1;
    ck_assert_done(&fixture, crm__db_schema_version(fixture.db, &version));
    ck_assert_int_eq(version, 0);
}
END_TEST

START_TEST(an_empty_file_becomes_a_database)
{
    write_file(fixture.path, "", 0);
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
}
END_TEST

START_TEST(an_empty_file_opened_for_reading_is_no_database)
{
    write_file(fixture.path, "", 0);
    const struct db_options options = {.read_only = true};
    ck_assert_int_eq(open_at(&fixture.env, fixture.path, &options, &fixture.db), CRM_E_FORMAT);
    ck_assert_message(&fixture, "is empty");
}
END_TEST

START_TEST(what_was_written_is_there_after_closing)
{
    make_database();
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 2000);
}
END_TEST

START_TEST(a_chinese_path_with_spaces_works)
{
    char path[256];
    snprintf(path, sizeof path, "%s/客户 数据 %%41.crm", fixture.folder);
    ck_assert_int_eq(open_text(path), CRM_OK);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_file_uri_is_unescaped_and_its_mode_obeyed)
{
    char uri[256];
    snprintf(uri, sizeof uri, "file://%s/a%%20b.crm?mode=rw", fixture.folder);
    ck_assert_int_eq(open_text(uri), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "/a b.crm");
    snprintf(uri, sizeof uri, "file://localhost%s/a%%20b.crm?mode=rwc#part", fixture.folder);
    ck_assert_int_eq(open_text(uri), CRM_OK);
    crm__db_close(fixture.db);
    snprintf(uri, sizeof uri, "file:%s/a%%20b.crm?mode=ro", fixture.folder);
    ck_assert_int_eq(open_text(uri), CRM_OK);
    ck_assert(fixture.db->read_only);
}
END_TEST

START_TEST(wrong_uris_are_named)
{
    ck_assert_int_eq(open_text(""), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:?mode=ro"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file://elsewhere/a.crm"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:/tmp/a%0"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:/tmp/a%zz"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:/tmp/a%00b"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:/tmp/a?mode=memory"), CRM_E_SYNTAX);
    ck_assert_int_eq(open_text("file:/tmp/a?cache=shared"), CRM_E_SYNTAX);
    ck_assert_message(&fixture, "no parameter 'cache'; there is 'mode'");
    ck_assert_int_eq(open_text("\xff.crm"), CRM_E_INVALID);
    ck_assert_int_eq(open_text("file:/tmp/%ff"), CRM_E_INVALID);
    ck_assert_int_eq(crm__db_open(&fixture.env, TEXT("a\0b.crm"), NULL, &fixture.db),
                     CRM_E_INVALID);
    ck_assert_ptr_null(fixture.db);
}
END_TEST

START_TEST(a_database_that_this_build_has_no_driver_for_is_named)
{
    ck_assert_int_eq(open_text("mysql://localhost/crm"), CRM_E_UNSUPPORTED);
    ck_assert_message(&fixture, "no driver for 'mysql://'");
}
END_TEST

static crm_status open_with_folder(const char *folder)
{
    const struct db_options options = {.module_folder = folder};
    return crm__db_open(&fixture.env, TEXT("postgresql://localhost/crm"), &options, &fixture.db);
}

START_TEST(a_driver_is_looked_for_where_it_was_said_and_nowhere_else)
{
    ck_assert_int_eq(open_with_folder(fixture.folder), CRM_E_UNSUPPORTED);
    ck_assert_message(&fixture, "no driver libcrm-postgres.so in '");
    ck_assert_message(&fixture, fixture.folder);
    char path[128];
    snprintf(path, sizeof path, "%s/libcrm-postgres.so", fixture.folder);
    write_file(path, "not a library", 13);
    ck_assert_int_eq(open_with_folder(fixture.folder), CRM_E_UNSUPPORTED);
    ck_assert_message(&fixture, "a driver cannot be loaded");
    /* The working directory may be anybody's. */
    ck_assert_int_eq(chdir(fixture.folder), 0);
    ck_assert_int_eq(open_with_folder("."), CRM_E_UNSUPPORTED);
    ck_assert_message(&fixture, "no driver libcrm-postgres.so in '.'");
    ck_assert_int_eq(open_with_folder(""), CRM_E_UNSUPPORTED);
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(a_folder_is_not_a_database)
{
    ck_assert_int_eq(open_text(fixture.folder), CRM_E_FORMAT);
    ck_assert_message(&fixture, "is a folder");
}
END_TEST

START_TEST(a_missing_folder_is_named)
{
    ck_assert_int_eq(open_text("/nonexistent/folder/a.crm"), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "/nonexistent/folder/a.crm");
}
END_TEST

START_TEST(a_missing_file_is_not_made_when_it_must_exist)
{
    const struct db_options options = {.must_exist = true};
    ck_assert_int_eq(open_at(&fixture.env, fixture.path, &options, &fixture.db), CRM_E_NOT_FOUND);
    ck_assert_int_ne(access(fixture.path, F_OK), 0);
}
END_TEST

START_TEST(a_text_file_is_not_a_database)
{
    char text[5000];
    memset(text, 'x', sizeof text);
    write_file(fixture.path, text, sizeof text);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_FORMAT);
    ck_assert_message(&fixture, "is not a database");
    write_file(fixture.path, "hello", 5);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_FORMAT);
}
END_TEST

START_TEST(a_database_of_another_program_is_left_alone)
{
    make_database();
    patch_file(fixture.path, 68, "\x12\x34\x56\x78", 4);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_FORMAT);
    ck_assert_message(&fixture, "another program");
    patch_file(fixture.path, 68, "\0\0\0\0", 4);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_FORMAT);
    patch_file(fixture.path, 68, "LCRM", 4);
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
}
END_TEST

START_TEST(a_newer_schema_is_refused)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    ck_assert_done(&fixture, crm__db_set_schema_version(fixture.db, 8));
    crm__db_close(fixture.db);
    const struct db_options options = {.newest_schema = 7};
    ck_assert_int_eq(open_at(&fixture.env, fixture.path, &options, &fixture.db), CRM_E_FORMAT);
    ck_assert_message(&fixture, "the database has schema 8, this library knows up to 7");
    const struct db_options newer = {.newest_schema = 8};
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, &newer, &fixture.db));
}
END_TEST

START_TEST(a_damaged_header_is_corruption)
{
    make_database();
    patch_file(fixture.path, 16, "\x12\x34", 2); /* the page size */
    ck_assert_int_eq(open_text(fixture.path), CRM_E_CORRUPT);
    ck_assert_message(&fixture, "damaged header");
}
END_TEST

START_TEST(a_file_cut_short_is_corruption)
{
    make_database();
    struct stat info;
    ck_assert_int_eq(stat(fixture.path, &info), 0);
    ck_assert_int_eq(truncate(fixture.path, info.st_size - 1), 0);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_CORRUPT);
    ck_assert_message(&fixture, "cut short");
    ck_assert_int_eq(truncate(fixture.path, info.st_size / 2 / 4096 * 4096), 0);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_CORRUPT);
    ck_assert_int_eq(truncate(fixture.path, 60), 0);
    crm_status status = open_text(fixture.path);
    ck_assert(status == CRM_E_CORRUPT || status == CRM_E_FORMAT);
}
END_TEST

START_TEST(a_read_only_connection_reads_and_refuses_writes)
{
    make_database();
    const struct db_options options = {.read_only = true};
    fixture_open(&fixture, &options);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 2000);
    ck_assert_int_eq(try_run(fixture.db, "DELETE FROM person"), CRM_E_READONLY);
    ck_assert_int_eq(crm__db_begin(fixture.db, TRANSACTION_WRITE), CRM_E_READONLY);
    ck_assert_int_eq(crm__db_set_schema_version(fixture.db, 3), CRM_E_READONLY);
    ck_assert_int_eq(crm__db_maintain(fixture.db, MAINTAIN_COMPACT), CRM_E_READONLY);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 2000);
}
END_TEST

START_TEST(a_file_without_write_permission_is_readonly)
{
    if (geteuid() == 0)
        return; /* The superuser may write everything. */
    make_database();
    ck_assert_int_eq(chmod(fixture.path, 0400), 0);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_READONLY);
    ck_assert_int_eq(chmod(fixture.path, 0), 0);
    ck_assert_int_eq(open_text(fixture.path), CRM_E_IO);
    ck_assert_message(&fixture, "no permission");
}
END_TEST

START_TEST(a_database_in_memory_is_gone_with_its_connection)
{
    ck_assert_int_eq(open_text(":memory:"), CRM_OK);
    ck_assert(fixture.db->caps.in_memory);
    make_person(&fixture);
    crm__db_close(fixture.db);
    ck_assert_int_eq(open_text(":memory:"), CRM_OK);
    ck_assert_int_eq(try_run(fixture.db, "SELECT id FROM person"), CRM_E_INTERNAL);
    ck_assert_int_ne(access(":memory:", F_OK), 0);
}
END_TEST

START_TEST(a_path_that_looks_like_sqlites_own_is_a_file)
{
    ck_assert_int_eq(chdir(fixture.folder), 0);
    ck_assert_int_eq(open_text(":odd:"), CRM_OK);
    ck_assert_int_eq(access(":odd:", F_OK), 0);
    crm__db_close(fixture.db);
    ck_assert_int_eq(open_text("file:file:x.crm"), CRM_OK);
    ck_assert_int_eq(access("file:x.crm", F_OK), 0);
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(an_unknown_vfs_is_named)
{
    const struct db_options options = {.vfs = "nowhere"};
    ck_assert_int_eq(open_at(&fixture.env, fixture.path, &options, &fixture.db), CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "no SQLite VFS 'nowhere'");
}
END_TEST

START_TEST(the_durability_asked_for_is_the_one_used)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    ck_assert_int_eq(ask(&fixture, "SELECT synchronous FROM pragma_synchronous"), 2);
    ck_assert_int_eq(ask(&fixture, "SELECT foreign_keys FROM pragma_foreign_keys"), 1);
    ck_assert_int_le(ask(&fixture, "SELECT cache_size FROM pragma_cache_size"), -65536);
    ck_assert_int_eq(ask(&fixture, "PRAGMA wal_autocheckpoint"), 10000);
    crm__db_close(fixture.db);
    const struct db_options options = {.durability = DURABILITY_MAY_LOSE_LAST_COMMITS,
                                       .outside_checkpoints = true,
                                       .cache_size = 1 << 20};
    fixture_open(&fixture, &options);
    ck_assert_int_eq(ask(&fixture, "SELECT synchronous FROM pragma_synchronous"), 1);
    ck_assert_int_eq(ask(&fixture, "SELECT cache_size FROM pragma_cache_size"), -1024);
    ck_assert_int_eq(ask(&fixture, "PRAGMA wal_autocheckpoint"), 0);
}
END_TEST

START_TEST(checkpoints_from_outside_leave_the_log_at_close)
{
    const struct db_options options = {.outside_checkpoints = true};
    fixture_open(&fixture, &options);
    make_person(&fixture);
    crm__db_close(fixture.db);
    char log[300];
    snprintf(log, sizeof log, "%s-wal", fixture.path);
    struct stat info;
    ck_assert_int_eq(stat(log, &info), 0);
    ck_assert_int_gt(info.st_size, 0);
    fixture_open(&fixture, NULL);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
    crm__db_close(fixture.db);
    fixture.db = NULL;
    ck_assert_int_ne(stat(log, &info), 0);
}
END_TEST

START_TEST(the_limits_are_those_of_the_connection)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    const struct db_caps *caps = &fixture.db->caps;
    ck_assert_str_eq(caps->name, "sqlite");
    ck_assert_uint_eq(caps->variable_limit, 32766);
    ck_assert_uint_eq(caps->column_limit, 2000);
    ck_assert_uint_eq(caps->text_limit, 64 << 20);
    ck_assert(caps->full_text);
    ck_assert(caps->ddl_in_transaction);
    ck_assert_int_ge(caps->server_version, 3037000);
}
END_TEST

START_TEST(a_connection_is_refused_in_a_fork)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    make_person(&fixture);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int wrong = crm__db_begin(fixture.db, TRANSACTION_WRITE) != CRM_E_MISUSE;
        wrong |= strstr(fixture.env.error.message, "fork") == NULL;
        wrong |= try_run(fixture.db, "DELETE FROM person") != CRM_E_MISUSE;
        crm__db_close(fixture.db);
        _exit(wrong);
    }
    int result = -1;
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert_int_eq(result, 0);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 1);
}
END_TEST

START_TEST(two_connections_see_each_others_commits)
{
    ck_assert_int_eq(open_text(fixture.path), CRM_OK);
    make_person(&fixture);
    struct db *other = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, NULL, &other));
    int64_t before = 0;
    int64_t after = 0;
    ck_assert_done(&fixture, crm__db_data_version(other, &before));
    ck_assert_done(&fixture, crm__db_data_version(other, &after));
    ck_assert_int_eq(before, after);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    run(&fixture, "INSERT INTO person (id) VALUES (7)");
    ck_assert_done(&fixture, crm__db_commit(fixture.db));
    ck_assert_int_eq(ask_of(&fixture, other, "SELECT max(id) FROM person"), 7);
    ck_assert_done(&fixture, crm__db_data_version(other, &after));
    ck_assert_int_ne(before, after);
    /* Its own it knows. */
    ck_assert_done(&fixture, crm__db_begin(other, TRANSACTION_WRITE));
    ck_assert_done(&fixture, try_run(other, "DELETE FROM person"));
    ck_assert_done(&fixture, crm__db_commit(other));
    ck_assert_done(&fixture, crm__db_data_version(other, &before));
    ck_assert_int_eq(before, after);
    crm__db_close(other);
}
END_TEST

static crm_status fail_commit(struct db *db)
{
    return crm__fail(db->env, CRM_E_IO, "the commit fails");
}

START_TEST(a_driver_can_be_replaced_for_a_test)
{
    struct db_driver driver = crm__sqlite_driver;
    driver.commit = fail_commit;
    const struct db_options options = {.driver = &driver};
    fixture_open(&fixture, &options);
    make_person(&fixture);
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_int_eq(crm__db_commit(fixture.db), CRM_E_IO);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 0);
    crm__db_close(fixture.db);
    driver.size--;
    ck_assert_int_eq(open_at(&fixture.env, fixture.path, &options, &fixture.db), CRM_E_UNSUPPORTED);
}
END_TEST

START_TEST(closing_nothing_is_harmless)
{
    crm__db_close(NULL);
    crm__statement_release(NULL);
    crm__backup_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_open");
    TCase *tests = tcase_create("open");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_sqlite_test(tests, a_new_file_becomes_a_database_with_our_application_id);
    tcase_add_sqlite_test(tests, an_empty_file_becomes_a_database);
    tcase_add_sqlite_test(tests, an_empty_file_opened_for_reading_is_no_database);
    tcase_add_test(tests, what_was_written_is_there_after_closing);
    tcase_add_sqlite_test(tests, a_chinese_path_with_spaces_works);
    tcase_add_sqlite_test(tests, a_file_uri_is_unescaped_and_its_mode_obeyed);
    tcase_add_sqlite_test(tests, wrong_uris_are_named);
    tcase_add_sqlite_test(tests, a_database_that_this_build_has_no_driver_for_is_named);
    tcase_add_sqlite_test(tests, a_driver_is_looked_for_where_it_was_said_and_nowhere_else);
    tcase_add_sqlite_test(tests, a_folder_is_not_a_database);
    tcase_add_sqlite_test(tests, a_missing_folder_is_named);
    tcase_add_sqlite_test(tests, a_missing_file_is_not_made_when_it_must_exist);
    tcase_add_sqlite_test(tests, a_text_file_is_not_a_database);
    tcase_add_sqlite_test(tests, a_database_of_another_program_is_left_alone);
    tcase_add_test(tests, a_newer_schema_is_refused);
    tcase_add_sqlite_test(tests, a_damaged_header_is_corruption);
    tcase_add_sqlite_test(tests, a_file_cut_short_is_corruption);
    tcase_add_test(tests, a_read_only_connection_reads_and_refuses_writes);
    tcase_add_sqlite_test(tests, a_file_without_write_permission_is_readonly);
    tcase_add_sqlite_test(tests, a_database_in_memory_is_gone_with_its_connection);
    tcase_add_sqlite_test(tests, a_path_that_looks_like_sqlites_own_is_a_file);
    tcase_add_sqlite_test(tests, an_unknown_vfs_is_named);
    tcase_add_sqlite_test(tests, the_durability_asked_for_is_the_one_used);
    tcase_add_sqlite_test(tests, checkpoints_from_outside_leave_the_log_at_close);
    tcase_add_sqlite_test(tests, the_limits_are_those_of_the_connection);
    tcase_add_test(tests, a_connection_is_refused_in_a_fork);
    tcase_add_test(tests, two_connections_see_each_others_commits);
    tcase_add_sqlite_test(tests, a_driver_can_be_replaced_for_a_test);
    tcase_add_test(tests, closing_nothing_is_harmless);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
