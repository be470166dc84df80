/* What goes wrong with a server: each has a name and a way out, leaves nothing half-written, and
 * leaves the handle usable. */
#include "fixture.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { ROWS = 400, BATCH = 100, PIECE = 4096 };

static char place[TEST_PLACE_SIZE];

static void set_up(void)
{
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    api_schema(place);
}

/* After a refused opening the handle opens a sound database, and works. */
static void tear_down(void)
{
    crm_db_free(db);
    db = NULL;
    ck_assert_uint_eq(api_heap.live, 0);
    test_pool_give();
}

static void works(void)
{
    int64_t problems = -1;
    crm_cursor *cursor;
    ck_assert_int_gt(API_RECORD("lead", "name", "张伟"), 0);
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    ck_assert_int_eq(problems, 0);
    crm_cursor_free(cursor);
}

static const char *host_folder(void)
{
    static char folder[128];
    const char *host = strstr(test_server(), "host=");
    snprintf(folder, sizeof folder, "%.*s", (int)strcspn(host + 5, "&"), host + 5);
    return folder;
}

static void refused(const char *uri, uint32_t flags, crm_status status, const char *words)
{
    const crm_open_options options = {.size = sizeof options, .flags = flags};
    ck_assert_status(crm_db_open(db, uri, &options), status);
    ck_assert_msg(strstr(crm_db_error(db)->message, words) != NULL, "%s: %s", uri,
                  crm_db_error(db)->message);
    ck_assert_ptr_null(strstr(crm_db_error(db)->message, "secret"));
    ck_assert_ok(crm_db_open(db, place, NULL));
    works();
}

START_TEST(a_wrong_password_is_denied)
{
    char uri[TEST_PLACE_SIZE];
    test_server_run("SELECT pool.make_guarded()");
    snprintf(uri, sizeof uri, "postgresql://guarded:secret@/postgres?host=%s", host_folder());
    refused(uri, 0, CRM_E_DENIED, "refuses this user or password");
}
END_TEST

START_TEST(a_wrong_password_is_no_schema_that_is_there_already)
{
    char uri[TEST_PLACE_SIZE];
    test_server_run("SELECT pool.make_guarded()");
    snprintf(uri, sizeof uri, "postgresql://guarded:secret@/postgres?host=%s", host_folder());
    refused(uri, CRM_OPEN_MUST_CREATE, CRM_E_DENIED, "refuses this user or password");
}
END_TEST

START_TEST(a_database_that_the_server_has_not_is_named)
{
    char uri[TEST_PLACE_SIZE];
    snprintf(uri, sizeof uri, "postgresql://crm:secret@/nowhere?host=%s", host_folder());
    refused(uri, 0, CRM_E_NOT_FOUND, "no such database: create it first");
}
END_TEST

START_TEST(addresses_that_mean_nothing_are_named)
{
    static const char *const schemas[] = {
        "Acme",
        "a%22b",
        "a'b",
        "",
        "pg_acme",
        "1a",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    char uri[TEST_PLACE_SIZE * 2];
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        snprintf(uri, sizeof uri, "postgresql://crm:secret@/postgres?host=%s&schema=%s",
                 host_folder(), schemas[i]);
        ck_assert_status(crm_db_open(db, uri, NULL), CRM_E_SYNTAX);
        ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "1 to 63 lower-case letters"));
        ck_assert_ptr_null(strstr(crm_db_error(db)->message, "secret"));
    }
    ck_assert_status(crm_db_open(db, "mysql://crm:secret@host/shop", NULL), CRM_E_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "no driver for 'mysql://'"));
    refused("postgresql://crm:secret@/postgres?shema=acme", 0, CRM_E_SYNTAX,
            "no parameter 'shema'; did you mean 'schema'?");
}
END_TEST

START_TEST(a_server_without_a_connection_left_is_busy)
{
    char uri[TEST_PLACE_SIZE];
    test_server_run("SELECT pool.make_guarded()");
    test_server_run("ALTER ROLE guarded CONNECTION LIMIT 0; SELECT 1");
    snprintf(uri, sizeof uri, "postgresql://guarded:right@/postgres?host=%s", host_folder());
    crm_status status = crm_db_open(db, uri, NULL);
    test_server_run("ALTER ROLE guarded CONNECTION LIMIT -1; SELECT 1");
    ck_assert_status(status, CRM_E_BUSY);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "no connection left; try again"));
    ck_assert_ok(crm_db_open(db, place, NULL));
    works();
}
END_TEST

/* It listens, and says nothing. */
START_TEST(a_server_that_says_nothing_is_waited_for_as_long_as_the_address_says)
{
    char folder[] = "/tmp/crm-mute-XXXXXX";
    char uri[TEST_PLACE_SIZE];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(listener, 4), 0);
    snprintf(uri, sizeof uri, "postgresql://crm:secret@/postgres?host=%s&connect_timeout=1",
             folder);
    refused(uri, 0, CRM_E_IO, "no answer from the server within 1 s");
    close(listener);
    unlink(address.sun_path);
    rmdir(folder);
}
END_TEST

START_TEST(a_server_that_does_not_answer_is_named)
{
    refused("postgresql://crm:secret@/postgres?host=/nowhere", 0, CRM_E_IO,
            "no connection to the server");
}
END_TEST

START_TEST(a_schema_of_a_newer_library_is_refused)
{
    char sql[TEST_PLACE_SIZE];
    char uri[TEST_PLACE_SIZE];
    api_schema(uri);
    snprintf(sql, sizeof sql, "UPDATE %s.crm_schema SET version = 999 RETURNING id",
             strstr(uri, "schema=") + 7);
    test_server_run(sql);
    refused(uri, 0, CRM_E_FORMAT, "use a newer library");
}
END_TEST

START_TEST(a_server_that_takes_no_writes_is_readonly_and_can_be_read)
{
    char uri[TEST_PLACE_SIZE * 2];
    ck_assert_ok(crm_db_open(db, place, NULL));
    int64_t id = API_RECORD("lead", "name", "张伟");
    crm_db_free(db);
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    snprintf(uri, sizeof uri, "%s&options=-c%%20default_transaction_read_only%%3Don", place);
    ck_assert_status(crm_db_open(db, uri, NULL), CRM_E_READONLY);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "open for reading only"));
    ck_assert_ok(crm_db_open(db, uri, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_READ_ONLY)));
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    crm_record_free(record);
    ck_assert_status(crm_db_begin(db), CRM_E_READONLY);
}
END_TEST

START_TEST(a_statement_that_takes_too_long_is_named_and_undone)
{
    char uri[TEST_PLACE_SIZE * 2];
    char sql[TEST_PLACE_SIZE];
    crm_record *record;
    snprintf(uri, sizeof uri, "%s&options=-c%%20statement_timeout%%3D200", place);
    ck_assert_ok(crm_db_open(db, uri, NULL));
    int64_t before = API_RECORD("lead", "name", "a");
    snprintf(sql, sizeof sql, "BEGIN; SELECT id FROM %s.lead FOR UPDATE",
             strstr(place, "schema=") + 7);
    test_server_run(sql);
    ck_assert_ok(crm_record_get(db, "lead", before, &record));
    ck_assert_ok(crm_record_set_text(record, "name", "b", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_CANCELLED);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "statement_timeout"));
    test_server_run("ROLLBACK; SELECT 1");
    ck_assert_ok(crm_record_save(record, NULL));
    ck_assert_int_eq(crm_record_version(record), 2);
    crm_record_free(record);
    works();
}
END_TEST

/* As the server says it, by a trigger that says the same. */
START_TEST(a_full_disk_of_the_server_is_named_and_undone)
{
    char sql[TEST_PLACE_SIZE * 2];
    const char *schema = strstr(place, "schema=") + 7;
    crm_record *record;
    ck_assert_ok(crm_db_open(db, place, NULL));
    snprintf(sql, sizeof sql,
             "SET client_min_messages = error; CREATE FUNCTION %s.full() RETURNS trigger LANGUAGE "
             "plpgsql AS $$ BEGIN RAISE "
             "EXCEPTION 'no space' USING ERRCODE = '53100'; END $$; CREATE TRIGGER t BEFORE "
             "INSERT ON %s.lead EXECUTE FUNCTION %s.full(); SELECT 1",
             schema, schema, schema);
    test_server_run(sql);
    ck_assert_ok(crm_record_new(db, "lead", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "a", CRM_NUL));
    crm_status status = crm_record_save(record, NULL);
    snprintf(sql, sizeof sql, "DROP FUNCTION %s.full() CASCADE; SELECT 1", schema);
    test_server_run(sql);
    ck_assert_status(status, CRM_E_FULL);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "no space left on the server"));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
    works();
}
END_TEST

/* --- an import during which the server goes --------------------------------------------------- */

struct input {
    char text[ROWS * 32 + 32];
    size_t size;
    size_t at;
    size_t ends_at; /* where the connections are ended; SIZE_MAX: nowhere */
};
static struct input input;

static void input_make(size_t ends_at)
{
    input.size = (size_t)snprintf(input.text, sizeof input.text, "name,mobile\n");
    for (int i = 0; i < ROWS; i++)
        input.size += (size_t)snprintf(input.text + input.size, sizeof input.text - input.size,
                                       "lead %d,139%08d\n", i, i);
    input.at = 0;
    input.ends_at = ends_at;
}

static void connections_end(void)
{
    test_server_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'libcrm'");
}

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    (void)context;
    size_t left = input.size - input.at;
    size = size < PIECE ? size : PIECE;
    size = size < left ? size : left;
    memcpy(bytes, input.text + input.at, size);
    input.at += size;
    *read_out = size;
    if (input.at >= input.ends_at) {
        input.ends_at = SIZE_MAX;
        connections_end();
    }
    return 0;
}

static int64_t lead_count(void)
{
    crm_query *query;
    int64_t count = -1;
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

START_TEST(an_import_whose_server_restarts_goes_on_where_it_was)
{
    crm_import_report report;
    crm_import_options options = {
        .size = sizeof options, .name = "leads.csv", .entity = "lead", .batch_rows = BATCH};
    ck_assert_ok(crm_db_open(db, place, NULL));
    input_make(2 * PIECE);
    crm_status status = crm_import_run(db, &options, input_read, NULL, &report);
    if (status == CRM_OK) { /* between two batches nobody need notice */
        ck_assert_int_eq(report.created, ROWS);
    } else {
        ck_assert_int_eq(status, CRM_E_BUSY);
        ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "again"));
        ck_assert_int_eq(lead_count() % BATCH, 0);
        ck_assert_int_eq(lead_count(), report.created);
        input_make(SIZE_MAX);
        options.resume = 1;
        ck_assert_ok(crm_import_run(db, &options, input_read, NULL, &report));
    }
    ck_assert_int_eq(lead_count(), ROWS);
    works();
}
END_TEST

START_TEST(an_import_in_a_transaction_of_the_host_is_undone_whole_when_the_server_goes)
{
    crm_import_report report;
    const crm_import_options options = {
        .size = sizeof options, .name = "leads.csv", .entity = "lead", .batch_rows = BATCH};
    ck_assert_ok(crm_db_open(db, place, NULL));
    ck_assert_ok(crm_db_begin(db));
    input_make(2 * PIECE);
    ck_assert_status(crm_import_run(db, &options, input_read, NULL, &report), CRM_E_BUSY);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "run the transaction again"));
    crm_db_rollback(db);
    ck_assert_int_eq(lead_count(), 0);
    ck_assert_ok(crm_db_begin(db));
    input_make(SIZE_MAX);
    ck_assert_ok(crm_import_run(db, &options, input_read, NULL, &report));
    ck_assert_ok(crm_db_commit(db));
    ck_assert_int_eq(lead_count(), ROWS);
    works();
}
END_TEST

START_TEST(a_server_that_goes_while_rows_are_read_is_named)
{
    crm_import_report report;
    crm_query *query;
    crm_cursor *cursor;
    const crm_import_options options = {
        .size = sizeof options, .name = "leads.csv", .entity = "lead", .batch_rows = BATCH};
    ck_assert_ok(crm_db_open(db, place, NULL));
    input_make(SIZE_MAX);
    ck_assert_ok(crm_import_run(db, &options, input_read, NULL, &report));
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    connections_end();
    crm_status status = CRM_OK;
    while (status == CRM_OK)
        status = crm_cursor_next(cursor);
    /* What had arrived already is there to the last row; else the loss is told, and nothing like
     * an end. */
    if (status == CRM_DONE)
        ck_assert_int_eq(crm_cursor_row_count(cursor), ROWS);
    else
        ck_assert_int_eq(status, CRM_E_BUSY);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_query_run(query, &cursor));
    crm_cursor_free(cursor);
    crm_query_free(query);
    works();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/server");
    TCase *tests = tcase_create("server");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_postgres_test(tests, a_wrong_password_is_denied);
    tcase_add_postgres_test(tests, a_wrong_password_is_no_schema_that_is_there_already);
    tcase_add_postgres_test(tests, a_database_that_the_server_has_not_is_named);
    tcase_add_postgres_test(tests, addresses_that_mean_nothing_are_named);
    tcase_add_postgres_test(tests, a_server_without_a_connection_left_is_busy);
    tcase_add_postgres_test(tests,
                            a_server_that_says_nothing_is_waited_for_as_long_as_the_address_says);
    tcase_add_postgres_test(tests, a_full_disk_of_the_server_is_named_and_undone);
    tcase_add_postgres_test(tests, a_server_that_goes_while_rows_are_read_is_named);
    tcase_add_postgres_test(tests, a_server_that_does_not_answer_is_named);
    tcase_add_postgres_test(tests, a_schema_of_a_newer_library_is_refused);
    tcase_add_postgres_test(tests, a_server_that_takes_no_writes_is_readonly_and_can_be_read);
    tcase_add_postgres_test(tests, a_statement_that_takes_too_long_is_named_and_undone);
    tcase_add_postgres_test(tests, an_import_whose_server_restarts_goes_on_where_it_was);
    tcase_add_postgres_test(
        tests, an_import_in_a_transaction_of_the_host_is_undone_whole_when_the_server_goes);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
