/* Schema changes, the catalogue of what exists, plans, and upkeep of the file. */
#include "db_fixture.h"

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

/* The catalogue as a text: columns with spaces, rows with lines. */
static void check_catalog(enum db_catalog what, const char *table, const char *expected)
{
    struct batch rows;
    struct buffer text;
    crm__batch_init(&rows, &fixture.env);
    crm__buffer_init(&text, &fixture.env);
    ck_assert_done(&fixture, crm__db_introspect(fixture.db, what, crm__text_of(table), &rows));
    for (size_t row = 0; row < rows.row_count; row++) {
        for (size_t i = 0; i < rows.column_count; i++) {
            struct value value = crm__batch_at(&rows, i, row);
            if (i > 0)
                crm__buffer_byte(&text, ' ');
            if (value.kind == VALUE_INT)
                crm__buffer_int64(&text, value.integer);
            else
                crm__buffer_text(&text, value.text);
        }
        crm__buffer_byte(&text, '\n');
    }
    ck_assert_str_eq(text.size ? text.data : "", expected);
    crm__buffer_free(&text);
    crm__batch_free(&rows);
}

static struct ddl_column column(const char *name, enum value_kind kind)
{
    return (struct ddl_column){.name = crm__text_of(name), .kind = kind};
}

START_TEST(the_catalogue_tells_what_was_made)
{
    check_catalog(CATALOG_TABLES, NULL, "person\n");
    check_catalog(CATALOG_COLUMNS, "person",
                  "id 1 1 1\nname 3 0 0\nphone 3 0 0\namount 1 0 0\nscore 2 0 0\nphoto 4 0 0\n");
    check_catalog(CATALOG_INDEXES, "person", "person_phone 1 0 phone\n");
    check_catalog(CATALOG_COLUMNS, "nowhere", "");
}
END_TEST

START_TEST(search_tables_are_not_listed_among_tables)
{
    ck_assert_done(&fixture, crm__ddl_create_search(fixture.db, TEXT("person_search")));
    check_catalog(CATALOG_TABLES, NULL, "person\n");
}
END_TEST

START_TEST(a_table_with_several_keys_is_kept_in_their_order)
{
    const struct text key[] = {TEXT("customer_id"), TEXT("month")};
    struct ddl_column columns[] = {column("customer_id", VALUE_INT), column("month", VALUE_INT),
                                   column("amount", VALUE_INT)};
    const struct ddl_table table = {TEXT("value_month"), columns, 3, key, 2};
    ck_assert_done(&fixture, crm__ddl_create_table(fixture.db, &table));
    check_catalog(CATALOG_COLUMNS, "value_month", "customer_id 1 1 1\nmonth 1 1 2\namount 1 0 0\n");
    check_catalog(CATALOG_INDEXES, "value_month", "");
    run(&fixture, "INSERT INTO value_month (customer_id, month, amount) VALUES (1, 2, 3)");
    ck_assert_int_eq(
        try_run(fixture.db,
                "INSERT INTO value_month (customer_id, month, amount) VALUES (1, 2, 4)"),
        CRM_E_EXISTS);
    ck_assert_uint_eq(fixture.db->conflict.column_count, 2);
}
END_TEST

START_TEST(a_text_can_be_a_key)
{
    const struct text key[] = {TEXT("name")};
    struct ddl_column columns[] = {column("name", VALUE_TEXT), column("value", VALUE_TEXT)};
    const struct ddl_table table = {TEXT("setting"), columns, 2, key, 1};
    ck_assert_done(&fixture, crm__ddl_create_table(fixture.db, &table));
    check_catalog(CATALOG_COLUMNS, "setting", "name 3 1 1\nvalue 3 0 0\n");
}
END_TEST

START_TEST(schema_changes_can_be_repeated)
{
    make_person(&fixture);
    struct ddl_column city = column("city", VALUE_TEXT);
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture, crm__ddl_add_column(fixture.db, TEXT("person"), &city));
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture, crm__ddl_rename_column(fixture.db, TEXT("person"), TEXT("city"),
                                                        TEXT("town")));
    bool has = false;
    ck_assert_done(&fixture, crm__db_has_column(fixture.db, TEXT("person"), TEXT("town"), &has));
    ck_assert(has);
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture, crm__ddl_drop_column(fixture.db, TEXT("person"), TEXT("town")));
    ck_assert_done(&fixture, crm__db_has_column(fixture.db, TEXT("person"), TEXT("town"), &has));
    ck_assert(!has);
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture, crm__ddl_drop_index(fixture.db, TEXT("person_phone")));
    check_catalog(CATALOG_INDEXES, "person", "");
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture,
                       crm__ddl_rename_table(fixture.db, TEXT("person"), TEXT("people")));
    check_catalog(CATALOG_TABLES, "", "people\n");
    for (int round = 0; round < 2; round++)
        ck_assert_done(&fixture, crm__ddl_drop_table(fixture.db, TEXT("people")));
    ck_assert_done(&fixture, crm__db_has_table(fixture.db, TEXT("person"), &has));
    ck_assert(!has);
}
END_TEST

START_TEST(renaming_what_is_not_there_is_told)
{
    ck_assert_int_eq(
        crm__ddl_rename_column(fixture.db, TEXT("person"), TEXT("nothing"), TEXT("something")),
        CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no column nothing in table person");
    ck_assert_int_eq(crm__ddl_rename_table(fixture.db, TEXT("nothing"), TEXT("something")),
                     CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no table nothing");
}
END_TEST

START_TEST(a_required_column_needs_an_initial_value)
{
    struct ddl_column stage = column("stage", VALUE_INT);
    stage.required = true;
    ck_assert_int_eq(crm__ddl_add_column(fixture.db, TEXT("person"), &stage), CRM_E_MISUSE);
    stage.initial = crm__value_int(-7);
    run(&fixture, "INSERT INTO person (id) VALUES (1)");
    ck_assert_done(&fixture, crm__ddl_add_column(fixture.db, TEXT("person"), &stage));
    ck_assert_int_eq(ask(&fixture, "SELECT stage FROM person"), -7);
    struct ddl_column odd = column("odd", VALUE_DOUBLE);
    odd.initial = crm__value_double(1.5);
    ck_assert_int_eq(crm__ddl_add_column(fixture.db, TEXT("person"), &odd), CRM_E_MISUSE);
}
END_TEST

START_TEST(schema_changes_roll_back)
{
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    struct ddl_column city = column("city", VALUE_TEXT);
    ck_assert_done(&fixture, crm__ddl_add_column(fixture.db, TEXT("person"), &city));
    ck_assert_done(&fixture, crm__db_set_schema_version(fixture.db, 5));
    crm__db_rollback(fixture.db);
    int64_t version = -1;
    ck_assert_done(&fixture, crm__db_schema_version(fixture.db, &version));
    ck_assert_int_eq(version, 0);
    bool has = true;
    ck_assert_done(&fixture, crm__db_has_column(fixture.db, TEXT("person"), TEXT("city"), &has));
    ck_assert(!has);
}
END_TEST

START_TEST(a_partial_unique_index_ignores_the_other_rows)
{
    const struct text name[] = {TEXT("name")};
    const struct ddl_index index = {.name = TEXT("person_name"),
                                    .table = TEXT("person"),
                                    .columns = name,
                                    .column_count = 1,
                                    .is_unique = true,
                                    .skip_null = TEXT("name"),
                                    .only_null = TEXT("amount")};
    ck_assert_done(&fixture, crm__ddl_create_index(fixture.db, &index));
    check_catalog(CATALOG_INDEXES, "person", "person_name 1 1 name\nperson_phone 1 0 phone\n");
    run(&fixture, "INSERT INTO person (id, name, amount) VALUES (1, 'a', 1), (2, 'a', NULL)");
    ck_assert_int_eq(try_run(fixture.db, "INSERT INTO person (id, name) VALUES (3, 'a')"),
                     CRM_E_EXISTS);
}
END_TEST

START_TEST(a_hostile_column_is_not_made)
{
    struct ddl_column hostile = column("a\" INTEGER); DROP TABLE person; --", VALUE_INT);
    ck_assert_int_eq(crm__ddl_add_column(fixture.db, TEXT("person"), &hostile), CRM_E_INVALID);
    bool has = false;
    ck_assert_done(&fixture, crm__db_has_table(fixture.db, TEXT("person"), &has));
    ck_assert(has);
}
END_TEST

START_TEST(too_many_columns_are_refused)
{
    size_t count = fixture.db->caps.column_limit + 1;
    struct ddl_column *columns = calloc(count, sizeof *columns);
    const struct ddl_table table = {TEXT("wide"), columns, count, NULL, 0};
    ck_assert_int_eq(crm__ddl_create_table(fixture.db, &table), CRM_E_LIMIT);
    free(columns);
}
END_TEST

START_TEST(schema_versions_have_a_range)
{
    ck_assert_int_eq(crm__db_set_schema_version(fixture.db, -1), CRM_E_LIMIT);
    ck_assert_int_eq(crm__db_set_schema_version(fixture.db, INT64_C(1) << 31), CRM_E_LIMIT);
    ck_assert_done(&fixture, crm__db_set_schema_version(fixture.db, INT32_MAX));
    int64_t version = 0;
    ck_assert_done(&fixture, crm__db_schema_version(fixture.db, &version));
    ck_assert_int_eq(version, INT32_MAX);
}
END_TEST

static void check_plan(const char *sql, const char *expected)
{
    struct buffer plan;
    crm__buffer_init(&plan, &fixture.env);
    ck_assert_done(&fixture, crm__db_explain(fixture.db, crm__text_of(sql), &plan));
    ck_assert_str_eq(plan.data, expected);
    crm__buffer_free(&plan);
}

START_TEST(a_plan_tells_a_scan_from_a_search)
{
    check_plan("SELECT name FROM person WHERE amount = $1", "SCAN person\n");
    check_plan("SELECT name FROM person WHERE phone = $1",
               "SEARCH person USING INDEX person_phone (phone=?)\n");
    check_plan("SELECT name FROM person WHERE id IN (SELECT amount FROM person WHERE id = $1)",
               "SEARCH person USING INTEGER PRIMARY KEY (rowid=?)\n"
               "LIST SUBQUERY 1\n"
               "  SEARCH person USING INTEGER PRIMARY KEY (rowid=?)\n");
}
END_TEST

static void fill(int rows)
{
    char text[256];
    snprintf(text, sizeof text,
             "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO person (id, name, phone) SELECT i, 'a name of some length', i FROM n",
             rows);
    run(&fixture, text);
}

static long file_size(const char *suffix)
{
    char path[160];
    struct stat info;
    snprintf(path, sizeof path, "%.120s%s", fixture.path, suffix);
    return stat(path, &info) == 0 ? (long)info.st_size : -1;
}

START_TEST(upkeep_shrinks_log_and_file)
{
    fill(5000);
    ck_assert_int_gt(file_size("-wal"), 0);
    ck_assert_done(&fixture, crm__db_maintain(fixture.db, MAINTAIN_CHECKPOINT));
    ck_assert_int_eq(file_size("-wal"), 0);
    long full = file_size("");
    run(&fixture, "DELETE FROM person");
    ck_assert_done(&fixture, crm__db_maintain(fixture.db, MAINTAIN_COMPACT));
    ck_assert_int_lt(file_size(""), full / 4);
    ck_assert_done(&fixture, crm__db_maintain(fixture.db, MAINTAIN_OPTIMIZE));
    ck_assert_int_eq(ask(&fixture, "SELECT application_id FROM pragma_application_id"), 0x4c43524d);
}
END_TEST

START_TEST(analysis_leaves_statistics)
{
    fill(100);
    ck_assert_done(&fixture, crm__db_maintain(fixture.db, MAINTAIN_ANALYZE));
    ck_assert_int_gt(ask(&fixture, "SELECT count(*) FROM sqlite_stat1"), 0);
}
END_TEST

START_TEST(a_checkpoint_does_not_wait_for_readers)
{
    fill(10);
    struct db *reader = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, NULL, &reader));
    ck_assert_done(&fixture, crm__db_begin(reader, TRANSACTION_READ));
    ck_assert_int_eq(ask_of(&fixture, reader, "SELECT count(*) FROM person"), 10);
    run(&fixture, "DELETE FROM person");
    fixture.db->stats = (struct db_stats){0};
    ck_assert_done(&fixture, crm__db_maintain(fixture.db, MAINTAIN_CHECKPOINT));
    ck_assert_int_eq(fixture.db->stats.busy_wait_us, 0);
    ck_assert_int_eq(ask_of(&fixture, reader, "SELECT count(*) FROM person"), 10);
    crm__db_close(reader);
}
END_TEST

START_TEST(upkeep_within_a_transaction_is_misuse)
{
    ck_assert_done(&fixture, crm__db_begin(fixture.db, TRANSACTION_WRITE));
    ck_assert_int_eq(crm__db_maintain(fixture.db, MAINTAIN_COMPACT), CRM_E_MISUSE);
    ck_assert_int_eq(crm__db_check(fixture.db, NULL, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm__db_claim(fixture.db, &(bool){true}), CRM_E_MISUSE);
    crm__db_rollback(fixture.db);
}
END_TEST

static bool claims(struct db *db)
{
    bool is_ours;
    ck_assert_done(&fixture, crm__db_claim(db, &is_ours));
    return is_ours;
}

START_TEST(a_claim_is_one_connections_until_that_is_closed)
{
    struct db *other = NULL;
    ck_assert_done(&fixture, open_at(&fixture.env, fixture.path, NULL, &other));
    ck_assert(claims(other));
    ck_assert(claims(other));
    ck_assert(!claims(fixture.db));
    run(&fixture, "INSERT INTO person (id) VALUES (1)"); /* it keeps nobody from writing */
    crm__db_close(other);
    ck_assert(claims(fixture.db));
}
END_TEST

struct findings {
    size_t count;
    char first[256];
};

static void note_finding(void *context, struct text damage)
{
    struct findings *findings = context;
    if (findings->count++ == 0)
        snprintf(findings->first, sizeof findings->first, "%.*s", (int)damage.size, damage.data);
}

START_TEST(a_sound_database_has_no_findings)
{
    fill(1000);
    struct findings findings = {0};
    ck_assert_done(&fixture, crm__db_check(fixture.db, note_finding, &findings));
    ck_assert_uint_eq(findings.count, 0);
}
END_TEST

START_TEST(a_damaged_page_is_found)
{
    fill(5000);
    crm__db_close(fixture.db);
    fixture.db = NULL;
    FILE *file = fopen(fixture.path, "r+b");
    char noise[4096];
    memset(noise, 0x5a, sizeof noise);
    fseek(file, 10 * 4096, SEEK_SET);
    fwrite(noise, 1, sizeof noise, file);
    fclose(file);
    fixture_open(&fixture, NULL);
    struct findings findings = {0};
    ck_assert_int_eq(crm__db_check(fixture.db, note_finding, &findings), CRM_E_CORRUPT);
    ck_assert_uint_gt(findings.count, 0);
    ck_assert_int_eq(try_run(fixture.db, "SELECT count(name) FROM person"), CRM_E_CORRUPT);
    ck_assert_int_eq(ask(&fixture, "SELECT 1"), 1);
}
END_TEST

START_TEST(a_dangling_reference_is_found)
{
    const struct text key[] = {TEXT("id")};
    struct ddl_column columns[] = {column("id", VALUE_INT), column("person_id", VALUE_INT)};
    columns[1].references = TEXT("person");
    const struct ddl_table table = {TEXT("note"), columns, 2, key, 1};
    ck_assert_done(&fixture, crm__ddl_create_table(fixture.db, &table));
    run(&fixture, "PRAGMA foreign_keys = OFF");
    run(&fixture, "INSERT INTO note (id, person_id) VALUES (3, 99)");
    struct findings findings = {0};
    ck_assert_int_eq(crm__db_check(fixture.db, note_finding, &findings), CRM_E_CORRUPT);
    ck_assert_str_eq(findings.first, "note 3: a reference leads to no row of person");
}
END_TEST

static int64_t count_in(const char *path)
{
    struct db *db = NULL;
    const struct db_options options = {.must_exist = true};
    ck_assert_done(&fixture, crm__db_open(&fixture.env, crm__text_of(path), &options, &db));
    ck_assert_done(&fixture, crm__db_check(db, NULL, NULL));
    int64_t count = ask_of(&fixture, db, "SELECT count(*) FROM person");
    crm__db_close(db);
    return count;
}

START_TEST(a_backup_in_steps_is_the_database_as_it_was_at_the_start)
{
    fill(5000);
    char path[160];
    snprintf(path, sizeof path, "%s/backup.crm", fixture.folder);
    struct backup *backup = NULL;
    ck_assert_done(&fixture, crm__backup_begin(fixture.db, crm__text_of(path), &backup));
    int64_t done = 0;
    int64_t total = 0;
    int steps = 0;
    crm_status status;
    while ((status = crm__backup_step(backup, 10, &done, &total)) == CRM_OK) {
        steps++;
        ck_assert_int_le(done, total);
        run(&fixture, "INSERT INTO person (name) VALUES ('later')");
    }
    ck_assert_int_eq(status, CRM_DONE);
    ck_assert_int_eq(done, total);
    ck_assert_int_gt(steps, 5);
    ck_assert_int_eq(crm__backup_step(backup, 10, NULL, NULL), CRM_DONE);
    crm__backup_free(backup);
    ck_assert_int_eq(count_in(path), 5000);
    ck_assert_int_eq(ask(&fixture, "SELECT count(*) FROM person"), 5000 + steps);
}
END_TEST

START_TEST(an_unfinished_backup_leaves_no_file)
{
    fill(5000);
    char path[160];
    snprintf(path, sizeof path, "%s/backup.crm", fixture.folder);
    struct backup *backup = NULL;
    ck_assert_done(&fixture, crm__backup_begin(fixture.db, crm__text_of(path), &backup));
    ck_assert_int_eq(crm__backup_step(backup, 5, NULL, NULL), CRM_OK);
    crm__db_interrupt(fixture.db);
    ck_assert_int_eq(crm__backup_step(backup, 5, NULL, NULL), CRM_E_CANCELLED);
    crm__backup_free(backup);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_backup_does_not_overwrite)
{
    struct backup *backup = NULL;
    ck_assert_int_eq(crm__backup_begin(fixture.db, crm__text_of(fixture.path), &backup),
                     CRM_E_EXISTS);
    ck_assert_int_eq(crm__backup_begin(fixture.db, TEXT("/nonexistent/a.crm"), &backup),
                     CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm__backup_begin(fixture.db, TEXT(":memory:"), &backup), CRM_E_INVALID);
    ck_assert_ptr_null(backup);
    fill(1);
}
END_TEST

START_TEST(a_database_in_memory_can_be_backed_up)
{
    crm__db_close(fixture.db);
    ck_assert_done(&fixture, crm__db_open(&fixture.env, TEXT(":memory:"), NULL, &fixture.db));
    make_person(&fixture);
    fill(100);
    char path[160];
    snprintf(path, sizeof path, "%s/backup.crm", fixture.folder);
    struct backup *backup = NULL;
    ck_assert_done(&fixture, crm__backup_begin(fixture.db, crm__text_of(path), &backup));
    ck_assert_int_eq(crm__backup_step(backup, 0, NULL, NULL), CRM_DONE);
    crm__backup_free(backup);
    ck_assert_int_eq(count_in(path), 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_schema");
    TCase *tests = tcase_create("schema");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_catalogue_tells_what_was_made);
    tcase_add_test(tests, search_tables_are_not_listed_among_tables);
    tcase_add_test(tests, a_table_with_several_keys_is_kept_in_their_order);
    tcase_add_test(tests, a_text_can_be_a_key);
    tcase_add_test(tests, schema_changes_can_be_repeated);
    tcase_add_test(tests, renaming_what_is_not_there_is_told);
    tcase_add_test(tests, a_required_column_needs_an_initial_value);
    tcase_add_test(tests, schema_changes_roll_back);
    tcase_add_test(tests, a_partial_unique_index_ignores_the_other_rows);
    tcase_add_test(tests, a_hostile_column_is_not_made);
    tcase_add_test(tests, too_many_columns_are_refused);
    tcase_add_test(tests, schema_versions_have_a_range);
    tcase_add_sqlite_test(tests, a_plan_tells_a_scan_from_a_search);
    tcase_add_sqlite_test(tests, upkeep_shrinks_log_and_file);
    tcase_add_sqlite_test(tests, analysis_leaves_statistics);
    tcase_add_sqlite_test(tests, a_checkpoint_does_not_wait_for_readers);
    tcase_add_test(tests, upkeep_within_a_transaction_is_misuse);
    tcase_add_test(tests, a_claim_is_one_connections_until_that_is_closed);
    tcase_add_test(tests, a_sound_database_has_no_findings);
    tcase_add_sqlite_test(tests, a_damaged_page_is_found);
    tcase_add_sqlite_test(tests, a_dangling_reference_is_found);
    tcase_add_sqlite_test(tests, a_backup_in_steps_is_the_database_as_it_was_at_the_start);
    tcase_add_sqlite_test(tests, an_unfinished_backup_leaves_no_file);
    tcase_add_sqlite_test(tests, a_backup_does_not_overwrite);
    tcase_add_test(tests, a_database_in_memory_can_be_backed_up);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
