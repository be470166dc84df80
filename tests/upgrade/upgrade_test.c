/*
 * A database that an earlier library wrote is upgraded when it is opened, and nothing that was in
 * it is lost; one that a newer library wrote is refused.
 */
#include "upgrade_fixture.h"

/* Each table of the old file with its columns, as they are called there and here. */
#define OLD_TABLES                                                                                 \
    "SELECT t.name,"                                                                               \
    " (SELECT group_concat('\"' || c.name || '\"') FROM pragma_table_info(t.name, 'old') AS c),"   \
    " (SELECT group_concat('\"' || iif(t.name = 'alert' AND c.name = 'recovered_at',"              \
    "     'recovered_at_custom', c.name) || '\"') FROM pragma_table_info(t.name, 'old') AS c)"     \
    " FROM old.sqlite_schema AS t WHERE t.type = 'table' AND t.name NOT LIKE 'crm_words%'"         \
    " AND t.name NOT IN ('crm_meta', 'crm_field')"

static void no_row_lost(const char *table, const char *there, const char *here)
{
    static const char *const differences[] = {
        "SELECT count(*) FROM (SELECT %s FROM old.\"%s\" EXCEPT SELECT %s FROM main.\"%s\")",
        "SELECT count(*) FROM (SELECT %s FROM main.\"%s\" EXCEPT SELECT %s FROM old.\"%s\")",
    };
    for (int i = 0; i < 2; i++) {
        char *sql =
            sqlite3_mprintf(differences[i], i ? here : there, table, i ? there : here, table);
        ck_assert_msg(raw_int("%s", sql) == 0, "rows of %s are not the same", table);
        sqlite3_free(sql);
    }
}

START_TEST(every_row_of_the_old_file_is_there_afterwards)
{
    sqlite3_stmt *tables;
    int count = 0;
    ck_assert_ok(crm_db_open(db, path, NULL));
    ck_assert_int_eq(upgraded(), 1);
    raw_open(path);
    char *attach = sqlite3_mprintf("ATTACH %Q AS old", old_path);
    ck_assert_int_eq(sqlite3_exec(raw, attach, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(attach);
    ck_assert_int_eq(sqlite3_prepare_v2(raw, OLD_TABLES, -1, &tables, NULL), SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        no_row_lost((const char *)sqlite3_column_text(tables, 0),
                    (const char *)sqlite3_column_text(tables, 1),
                    (const char *)sqlite3_column_text(tables, 2));
        count++;
    }
    sqlite3_finalize(tables);
    ck_assert_int_gt(count, 60);
    /* All definitions but that of the field which made way. */
    ck_assert_int_eq(raw_int("SELECT count(*) FROM (SELECT * FROM old.crm_field EXCEPT "
                             "SELECT * FROM main.crm_field)",
                             ""),
                     1);
    ck_assert_int_eq(raw_int("SELECT count(*) FROM old.crm_meta AS o JOIN main.crm_meta AS m "
                             "USING (name) WHERE m.value IS NOT o.value",
                             ""),
                     0);
    sqlite3_close(raw);
}
END_TEST

/* Tables, columns and indexes; what the old file has besides are its own fields. */
START_TEST(an_upgraded_file_is_laid_out_as_a_new_one)
{
    ck_assert_ok(crm_db_open(db, fresh_path, NULL));
    crm_db_free(db);
    handle_new();
    ck_assert_ok(crm_db_open(db, path, NULL));
    raw_open(path);
    char *attach = sqlite3_mprintf("ATTACH %Q AS fresh", fresh_path);
    ck_assert_int_eq(sqlite3_exec(raw, attach, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(attach);
#define COLUMNS_OF(schema)                                                                         \
    "SELECT t.name, c.name, c.type, c.pk FROM " schema ".sqlite_schema AS t,"                      \
    " pragma_table_info(t.name, '" schema "') AS c"                                                \
    " WHERE t.type = 'table' AND t.name NOT LIKE 'crm_words%%'"
#define INDEXES_OF(schema)                                                                         \
    "SELECT name, sql FROM " schema ".sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ck_assert_int_eq(
        raw_int("SELECT count(*) FROM (" COLUMNS_OF("fresh") " EXCEPT " COLUMNS_OF("main") ")", ""),
        0);
    ck_assert_int_eq(
        raw_int("SELECT count(*) FROM (" INDEXES_OF("fresh") " EXCEPT " INDEXES_OF("main") ")", ""),
        0);
    ck_assert_int_eq(
        raw_int("SELECT count(*) FROM (" COLUMNS_OF("main") " EXCEPT " COLUMNS_OF(
                    "fresh") ") AS x WHERE x.name <> 'vehicle' AND NOT EXISTS "
                             "(SELECT 1 FROM crm_field AS f WHERE f.name = x.\"name:1\" AND "
                             "f.number %% 100000 >= 10000)",
                ""),
        0);
    ck_assert_int_eq(raw_int("SELECT count(*) FROM (" INDEXES_OF("main") " EXCEPT " INDEXES_OF(
                                 "fresh") ") AS x WHERE x.name NOT GLOB '*_10[0-9][0-9][0-9]' "
                                          "AND x.name NOT GLOB '*_10000_*'",
                             ""),
                     0);
    sqlite3_close(raw);
}
END_TEST

static int64_t record_named(const char *entity, const char *name)
{
    crm_query *query;
    crm_cursor *cursor;
    ck_assert_ok(crm_query_new(db, entity, &query));
    char where[96];
    snprintf(where, sizeof where, "name == \"%s\"", name);
    ck_assert_ok(crm_query_where(query, where, CRM_NUL));
    ck_assert_ok(crm_query_fields(query, "id"));
    ck_assert_ok(crm_query_deleted(query));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    int64_t id = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return id;
}

static int64_t found(const char *words)
{
    int64_t count = 0;
    crm_cursor *cursor;
    ck_assert_ok(crm_search(db, words, CRM_NUL, 0, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        count++;
    crm_cursor_free(cursor);
    return count;
}

START_TEST(records_of_an_old_file_are_read_found_and_sound)
{
    ck_assert_ok(crm_db_open(db, path, NULL));
    sound();
    answers("lead", "age > 30 && size == \"large\"",
            "name,mobile_normal,second_phone_normal,owner.name,score",
            "张伟|+8613912345678|+8613800001111|王芳|30");
    answers("vehicle", "plate == \"沪A12345\"", "name,holder.name,holder.membership,price,currency",
            "卡车|星河科技有限公司|VIP-1|199999.99|CNY");
    answers("customer_value", "account.membership == \"VIP-1\"", "order_count,amount",
            "2|350.10|CNY");
    answers("alert", "true", "name,recovered_at_custom,recovered_at", "静默|昨天|");
    answers("lead", "status == \"converted\"", "name,company,title,version",
            "Ann Lee|Acme Ltd|CEO|4");
    ck_assert_int_eq(found("星河"), 2);
    ck_assert_int_eq(found("谈得很好"), 1);
    ck_assert_ok(crm_record_restore(db, "lead", record_named("lead", "删除我")));
    answers("lead", "mobile_normal == \"+8613700001111\"", "name,version", "删除我|3");
    sound();
}
END_TEST

START_TEST(old_and_new_fields_take_values_and_keys_hold)
{
    crm_record *record;
    ck_assert_ok(crm_db_open(db, path, NULL));
    ck_assert_ok(crm_record_new(db, "vehicle", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "二号", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "plate", "沪A12345", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_EXISTS);
    ck_assert_ok(crm_record_set_text(record, "plate", "沪A12346", CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    ck_assert_status(crm_record_set_text(record, "colour", "red", CRM_NUL), CRM_E_UNKNOWN);
    crm_record_free(record);
    ck_assert_ok(crm_schema_add_field(db, "vehicle", "colour", "text", NULL));
    API_RECORD("lead", "name", "新", "age", "7", "second_phone", "13600001111");
    answers("lead", "age == 7", "second_phone_normal", "+8613600001111");
    ck_assert_int_eq(found("新"), 1);
    sound();
}
END_TEST

START_TEST(an_upgraded_file_is_not_upgraded_again)
{
    ck_assert_ok(crm_db_open(db, path, NULL));
    raw_open(path);
    int64_t schema = raw_int("SELECT number FROM crm_meta WHERE name = 'schema'", "");
    int64_t version = raw_int("PRAGMA data_version", "");
    crm_db *second;
    ck_assert_int_eq(crm_db_new(NULL, &second), CRM_OK);
    ck_assert_int_eq(crm_db_open(second, path, NULL), CRM_OK);
    crm_db_free(second);
    ck_assert_int_eq(raw_int("SELECT number FROM crm_meta WHERE name = 'schema'", ""), schema);
    ck_assert_int_eq(raw_int("PRAGMA data_version", ""), version);
    sqlite3_close(raw);
}
END_TEST

START_TEST(a_handle_for_reading_says_who_must_open_it_and_changes_nothing)
{
    crm_status status =
        crm_db_open(db, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_READ_ONLY));
    ck_assert_status(status, CRM_E_READONLY);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "open it for writing once"));
    ck_assert_int_eq(upgraded(), 0);
}
END_TEST

/* --- what a newer library wrote --------------------------------------------------------------- */

static const struct {
    const char *sql;
    const char *message;
} newer[] = {
    {"PRAGMA user_version = 2", "newer library"},
    {"INSERT INTO crm_field (entity, number, name, type) VALUES (200, 999, 'aura', 'text');"
     "UPDATE crm_meta SET number = 5 WHERE name = 'catalogue'",
     "written by a newer library than " CRM_VERSION " (it has 'aura')"},
    {"INSERT INTO crm_entity (number, name) VALUES (299, 'oracle');"
     "UPDATE crm_meta SET number = 5 WHERE name = 'catalogue'",
     "written by a newer library than " CRM_VERSION " (it has 'oracle')"},
};

START_TEST(a_file_of_a_newer_library_is_refused_by_name_and_left_alone)
{
    size_t before_size;
    size_t after_size;
    sql_run(path, newer[_i].sql);
    sql_run(path, "PRAGMA wal_checkpoint(TRUNCATE)");
    char *before = file_read(path, &before_size);
    ck_assert_status(crm_db_open(db, path, NULL), CRM_E_FORMAT);
    ck_assert_msg(strstr(crm_db_error(db)->message, newer[_i].message) != NULL, "%s",
                  crm_db_error(db)->message);
    char *after = file_read(path, &after_size);
    ck_assert_uint_eq(before_size, after_size);
    ck_assert_int_eq(memcmp(before, after, before_size), 0);
    free(before);
    free(after);
    ck_assert_ok(crm_db_open(db, ":memory:", NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("upgrade");
    TCase *tests = tcase_create("upgrade");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, every_row_of_the_old_file_is_there_afterwards);
    tcase_add_test(tests, an_upgraded_file_is_laid_out_as_a_new_one);
    tcase_add_test(tests, records_of_an_old_file_are_read_found_and_sound);
    tcase_add_test(tests, old_and_new_fields_take_values_and_keys_hold);
    tcase_add_test(tests, an_upgraded_file_is_not_upgraded_again);
    tcase_add_test(tests, a_handle_for_reading_says_who_must_open_it_and_changes_nothing);
    tcase_add_loop_test(tests, a_file_of_a_newer_library_is_refused_by_name_and_left_alone, 0,
                        sizeof newer / sizeof *newer);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
