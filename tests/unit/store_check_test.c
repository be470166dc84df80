/* Check and backup. */
#include "store_fixture.h"

#include "store/check.h"
#include "store/keys.h"
#include "store/schema.h"
#include "store/search.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* Does the check find a problem whose text has `part`? With NULL: does it find none? */
static void assert_problem(const char *part)
{
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, NULL, 0, 0, &problems));
    bool found = false;
    for (size_t i = 0; i < problems.row_count; i++) {
        struct text text = crm__column_text_at(&problems.columns[2], i);
        if (!part)
            ck_abort_msg("a problem: %.*s", (int)text.size, text.data);
        found |= crm__text_find(text, crm__text_of(part), 0) != SIZE_MAX;
    }
    crm__batch_free(&problems);
    if (part)
        ck_assert_msg(found, "no problem '%s'", part);
}

/* A bit of everything. */
static int64_t populate(void)
{
    struct store *store = fixture.store;
    int64_t skill = insert(store, "skill", "name", "a", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)skill);
    int64_t user = insert(store, "user", "name", "u", "login", "u", "skills", text, NULL);
    snprintf(text, sizeof text, "%lld", (long long)user);
    int64_t id = insert(store, "lead", "name", "张伟", "owner", text, "status", "new", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "company", "x", NULL));
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "follow_up_count", "2", NULL));
    int64_t other =
        insert(store, "lead", "name", "b", "external_source", "e", "external_id", "1", NULL);
    struct match_key key = {.record_id = other, .key = 1, .kind = 1};
    ck_assert_done(&fixture,
                   crm__match_keys_set(store, entity_of(store, "lead"), &other, 1, &key, 1, true));
    ck_assert_done(&fixture, try_delete(store, "lead", other));
    int64_t gone = insert(store, "lead", "name", "c", NULL);
    ck_assert_done(&fixture, crm__rows_purge(store, entity_of(store, "lead"), &gone, 1));
    return id;
}

START_TEST(a_sound_database_has_no_problems)
{
    assert_problem(NULL);
    populate();
    assert_problem(NULL);
}
END_TEST

START_TEST(a_missing_stamp_is_found)
{
    populate();
    run(fixture.store, "UPDATE lead SET created_at = NULL WHERE name = 'b'");
    assert_problem("created_at or updated_at is missing");
}
END_TEST

START_TEST(a_reference_to_nothing_is_found)
{
    populate();
    run(fixture.store, "UPDATE lead SET owner = 4711 WHERE owner IS NOT NULL");
    assert_problem("owner leads to a record that is not there: 4711");
}
END_TEST

START_TEST(a_reference_to_nothing_is_found_without_an_index)
{
    int64_t id = populate();
    insert(fixture.store, "lead", "name", "d", NULL);
    run(fixture.store, "UPDATE lead SET previous_owner = owner");
    assert_problem(NULL);
    run(fixture.store, "UPDATE lead SET previous_owner = 4711 WHERE name IN ('张伟', 'd')");
    assert_problem("previous_owner leads to a record that is not there: 4711");
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, NULL, 0, 0, &problems));
    ck_assert_uint_eq(problems.row_count, 2); /* both records are told */
    ck_assert_int_eq(problems.columns[1].integers[0], id);
    crm__batch_free(&problems);
}
END_TEST

START_TEST(a_reference_to_an_erased_record_is_no_problem)
{
    populate();
    int64_t user = ask(fixture.store, "SELECT id FROM \"user\"");
    run(fixture.store, "UPDATE lead SET previous_owner = owner");
    ck_assert_done(&fixture,
                   crm__rows_purge(fixture.store, entity_of(fixture.store, "user"), &user, 1));
    assert_problem(NULL);
}
END_TEST

/* What a note, a task, a tag or a link is about is told by name and id. */
static const struct {
    const char *sql;
    const char *problem;
} strays[] = {
    {"UPDATE note SET subject_id = 4711", "subject_id leads to a record that is not there: 4711"},
    {"UPDATE note SET subject_entity = 'leed'", "subject_entity: no entity 'leed'"},
    {"UPDATE note SET subject_entity = NULL", "subject_id: an entity without an id"},
    {"UPDATE note SET subject_entity = 'account'", "subject_id leads to a record"},
    {"UPDATE link SET to_id = 4711", "to_id leads to a record that is not there: 4711"},
    {"UPDATE link SET from_id = 4711", "from_id leads to a record that is not there: 4711"},
    {"UPDATE due_work SET record_id = 4711", "record_id leads to a record that is not there"},
};

START_TEST(a_subject_that_is_not_there_is_found)
{
    char id[32];
    struct store *store = fixture.store;
    snprintf(id, sizeof id, "%lld", (long long)populate());
    insert(store, "note", "title", "记", "subject_entity", "lead", "subject_id", id, NULL);
    insert(store, "link", "kind", "knows", "from_entity", "lead", "from_id", id, "to_entity",
           "lead", "to_id", id, NULL);
    insert(store, "due_work", "kind", "x", "entity_name", "lead", "record_id", id, "due_at",
           "2026-05-01T00:00:00Z", "state", "pending", "attempts", "0", NULL);
    assert_problem(NULL);
    run(store, strays[_i].sql);
    assert_problem(strays[_i].problem);
}
END_TEST

START_TEST(a_subject_that_was_erased_is_no_problem)
{
    char id[32];
    struct store *store = fixture.store;
    int64_t lead = insert(store, "lead", "name", "c", NULL);
    snprintf(id, sizeof id, "%lld", (long long)lead);
    insert(store, "note", "title", "记", "subject_entity", "lead", "subject_id", id, NULL);
    ck_assert_done(&fixture, crm__rows_purge(store, entity_of(store, "lead"), &lead, 1));
    assert_problem(NULL);
}
END_TEST

START_TEST(a_unique_key_that_is_there_twice_is_found)
{
    populate();
    struct store *store = fixture.store;
    insert(store, "skill", "name", "b", NULL);
    struct batch indexes;
    crm__batch_init(&indexes, &fixture.env);
    ck_assert_done(&fixture,
                   crm__db_introspect(store->db, CATALOG_INDEXES, TEXT("skill"), &indexes));
    for (size_t i = 0; i < indexes.row_count; i++)
        ck_assert_done(&fixture,
                       crm__ddl_drop_index(store->db, crm__column_text_at(&indexes.columns[0], i)));
    crm__batch_free(&indexes);
    run(store, "UPDATE skill SET name = 'a'");
    assert_problem("name: the unique key is that of another record, too");
}
END_TEST

START_TEST(a_choice_that_does_not_exist_is_found)
{
    populate();
    run(fixture.store, "UPDATE lead SET status = 'odd' WHERE status IS NOT NULL");
    assert_problem("status: no choice 'odd' in lead_status");
}
END_TEST

#define TEN "一二三四五六七八九十"

/* What no field would take, written past the library. */
static const struct damage {
    const char *sql;
    const char *problem;
} damages[] = {
    {"UPDATE lead SET locked = 7 WHERE name IS NOT NULL", "locked: "},
    {"UPDATE lead SET needed_by = 99999999999 WHERE name IS NOT NULL", "needed_by: "},
    {"UPDATE lead SET owner_since = 9223372036854775807 WHERE name IS NOT NULL", "owner_since: "},
    {"UPDATE lead SET wechat = replace('1234567890', '5', '" TEN TEN TEN "') "
     "WHERE name IS NOT NULL",
     "wechat: 99 bytes, at most 64"},
    {"UPDATE lead SET score_reasons = '{\"a\":' WHERE name IS NOT NULL", "score_reasons: "},
    /* A server takes no such text. */
    {"UPDATE lead SET company = CAST(X'C328' AS TEXT) WHERE name IS NOT NULL", "company: "},
};
static const int damage_count = sizeof damages / sizeof *damages;

START_TEST(a_value_that_its_field_does_not_hold_is_found)
{
    populate();
    run(fixture.store, damages[_i].sql);
    assert_problem(damages[_i].problem);
}
END_TEST

START_TEST(a_version_without_history_is_found)
{
    populate();
    run(fixture.store, "DELETE FROM crm_history WHERE version = 2 AND operation = 2");
    assert_problem("version and number of history rows differ");
}
END_TEST

static void damage_history(struct text diff)
{
    struct statement *statement = NULL;
    struct value value = {.kind = VALUE_BLOB, .text = diff};
    ck_assert_done(&fixture,
                   crm__db_prepare(fixture.store->db, 0,
                                   TEXT("UPDATE crm_history SET diff = $1 WHERE diff IS NOT NULL"),
                                   &statement));
    ck_assert_done(&fixture, crm__statement_bind(statement, 1, value));
    ck_assert_done(&fixture, crm__statement_exec(statement, NULL));
    crm__statement_release(statement);
}

START_TEST(damaged_history_is_found)
{
    populate();
    damage_history(TEXT("\xff"));
    assert_problem("is damaged");
}
END_TEST

START_TEST(history_of_an_unknown_field_is_found)
{
    populate();
    damage_history(TEXT("\xb9\x60\x00"));
    assert_problem("tells of field 12345, which is not");
}
END_TEST

START_TEST(links_without_ends_are_found)
{
    populate();
    run(fixture.store, "UPDATE crm_link SET target_id = 4711");
    assert_problem("skills leads to a record that is not there: 4711");
    run(fixture.store, "UPDATE crm_link SET record_id = 4711");
    assert_problem("links of a record that is not there");
    run(fixture.store, "UPDATE crm_link SET entity = 4711");
    assert_problem("links of no entity: 4711");
}
END_TEST

START_TEST(match_keys_without_a_record_are_found)
{
    populate();
    run(fixture.store, "UPDATE crm_match_key SET record_id = 4711");
    assert_problem("match keys of a record that is not there");
}
END_TEST

START_TEST(damage_of_the_file_is_found)
{
    enum { PAGE_SIZE = 4096 };
    populate();
    long page = (long)ask(fixture.store, "SELECT rootpage FROM sqlite_schema "
                                         "WHERE name = 'crm_history_record'");
    ck_assert_done(&fixture, crm__store_maintain(fixture.store, STORE_CHECKPOINT));
    crm__store_close(fixture.store);
    fixture.store = NULL;
    FILE *file = fopen(fixture.path, "r+b");
    static const char zeros[PAGE_SIZE];
    ck_assert_int_eq(fseek(file, (page - 1) * PAGE_SIZE, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(zeros, 1, PAGE_SIZE, file), PAGE_SIZE);
    fclose(file);
    fixture.store = open_again(&fixture);
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, NULL, 0, 0, &problems));
    ck_assert_uint_gt(problems.row_count, 0);
    crm__batch_free(&problems);
}
END_TEST

static crm_status check_run(struct checker *checker, struct store *store, struct check *check)
{
    ck_assert_ptr_eq(store, fixture.store);
    return crm__check_report(check, entity_of(store, "lead"), 5, "%s: 张伟 owes %d",
                             (const char *)checker->context, 7);
}

START_TEST(an_upper_layers_checker_reports_too)
{
    struct checker checker = {.name = "debts", .run = check_run, .context = (char[]){"debts"}};
    struct checker *checkers[] = {&checker};
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, checkers, 1, 0, &problems));
    ck_assert_uint_eq(problems.row_count, 1);
    ck_assert(crm__text_is(crm__column_text_at(&problems.columns[0], 0), "lead"));
    ck_assert_int_eq(problems.columns[1].integers[0], 5);
    ck_assert(crm__text_is(crm__column_text_at(&problems.columns[2], 0), "debts: 张伟 owes 7"));
    crm__batch_free(&problems);
}
END_TEST

START_TEST(problems_stop_at_the_limit)
{
    for (int i = 0; i < 5; i++)
        insert(fixture.store, "lead", "name", "a", NULL);
    run(fixture.store, "UPDATE lead SET created_at = NULL");
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, NULL, 0, 3, &problems));
    ck_assert_uint_eq(problems.row_count, 3);
    crm__batch_free(&problems);
}
END_TEST

START_TEST(a_backup_is_a_whole_database)
{
    int64_t id = populate();
    char path[160];
    snprintf(path, sizeof path, "%s/copy.crm", fixture.folder);
    ck_assert_done(&fixture, crm__store_backup(fixture.store, crm__text_of(path)));
    ck_assert_int_eq(crm__store_backup(fixture.store, crm__text_of(path)), CRM_E_EXISTS);
    struct store *copy = NULL;
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(path), NULL, &copy));
    assert_field(copy, "lead", id, "name", "张伟");
    crm__store_close(copy);
}
END_TEST

static int32_t cancel(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    return strcmp(stage, "backup") == 0;
}

START_TEST(a_cancelled_backup_leaves_no_file)
{
    populate();
    char path[160];
    snprintf(path, sizeof path, "%s/copy.crm", fixture.folder);
    fixture.env.host.progress = cancel;
    ck_assert_int_eq(crm__store_backup(fixture.store, crm__text_of(path)), CRM_E_CANCELLED);
    fixture.env.host.progress = NULL;
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static int files_of(const char *folder)
{
    int count = 0;
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && (entry = readdir(entries)) != NULL)
        count += entry->d_name[0] != '.';
    if (entries)
        closedir(entries);
    return count;
}

/* Once a search has made indexes and a field of one's own is there, the file has all of it, too. */
START_TEST(a_backup_of_a_server_is_a_file_like_any_other)
{
    int64_t id = populate();
    char path[160];
    snprintf(path, sizeof path, "%s/copy.crm", fixture.folder);
    const struct field *field = NULL;
    const struct field_definition hobby = {.name = TEXT("hobby"), .type = FIELD_TEXT};
    ck_assert_done(&fixture, crm__schema_add_field(fixture.store, entity_of(fixture.store, "lead"),
                                                   &hobby, &field));
    ck_assert_done(&fixture, crm__search_sync(fixture.store, 0, NULL));
    ck_assert_done(&fixture, crm__store_backup(fixture.store, crm__text_of(path)));
    ck_assert_int_eq(files_of(fixture.folder), 1);
    insert(fixture.store, "lead", "name", "later", NULL);

    struct store *here = fixture.store;
    ck_assert_done(&fixture,
                   crm__store_open(&fixture.env, crm__text_of(path), NULL, &fixture.store));
    ck_assert_str_eq(fixture.store->db->caps.name, "sqlite");
    assert_field(fixture.store, "lead", id, "name", "张伟");
    ck_assert_ptr_nonnull(crm__field_find(entity_of(fixture.store, "lead"), TEXT("hobby")));
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead WHERE name = 'later'"), 0);
    assert_problem(NULL);
    insert(fixture.store, "lead", "name", "一", "hobby", "书法", NULL);
    crm__store_close(fixture.store);
    fixture.store = here;
}
END_TEST

START_TEST(a_backup_of_a_server_that_fails_leaves_no_file)
{
    populate();
    struct store *store = fixture.store;
    char path[160];
    snprintf(path, sizeof path, "%s/none/copy.crm", fixture.folder);
    ck_assert_int_eq(crm__store_backup(store, crm__text_of(path)), CRM_E_NOT_FOUND);
    static const char *const no_files[] = {"", ":memory:", "file:a.crm", "postgresql:///x"};
    for (size_t i = 0; i < sizeof no_files / sizeof no_files[0]; i++)
        ck_assert_int_eq(crm__store_backup(store, crm__text_of(no_files[i])), CRM_E_INVALID);
    snprintf(path, sizeof path, "%s/copy.crm", fixture.folder);
    ck_assert_done(&fixture, crm__store_begin(store));
    ck_assert_int_eq(crm__store_backup(store, crm__text_of(path)), CRM_E_MISUSE);
    crm__store_rollback(store);
    ck_assert_int_eq(files_of(fixture.folder), 0);
}
END_TEST

START_TEST(maintenance_leaves_everything_in_its_place)
{
    int64_t id = populate();
    for (int what = STORE_CHECKPOINT; what <= STORE_COMPACT; what++)
        ck_assert_done(&fixture, crm__store_maintain(fixture.store, (enum store_maintenance)what));
    assert_field(fixture.store, "lead", id, "company", "x");
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    ck_assert_int_eq(crm__store_maintain(fixture.store, STORE_COMPACT), CRM_E_MISUSE);
    crm__store_rollback(fixture.store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store check");
    TCase *cases = tcase_create("check");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_sound_database_has_no_problems);
    tcase_add_test(cases, a_missing_stamp_is_found);
    tcase_add_test(cases, a_reference_to_nothing_is_found);
    tcase_add_test(cases, a_reference_to_nothing_is_found_without_an_index);
    tcase_add_test(cases, a_reference_to_an_erased_record_is_no_problem);
    tcase_add_loop_test(cases, a_subject_that_is_not_there_is_found, 0,
                        sizeof strays / sizeof *strays);
    tcase_add_test(cases, a_subject_that_was_erased_is_no_problem);
    tcase_add_test(cases, a_unique_key_that_is_there_twice_is_found);
    tcase_add_test(cases, a_choice_that_does_not_exist_is_found);
    tcase_add_loop_test(cases, a_value_that_its_field_does_not_hold_is_found, 0,
                        on_sqlite() ? damage_count : damage_count - 1);
    tcase_add_test(cases, a_version_without_history_is_found);
    tcase_add_test(cases, damaged_history_is_found);
    tcase_add_test(cases, history_of_an_unknown_field_is_found);
    tcase_add_test(cases, links_without_ends_are_found);
    tcase_add_test(cases, match_keys_without_a_record_are_found);
    tcase_add_sqlite_test(cases, damage_of_the_file_is_found);
    tcase_add_test(cases, an_upper_layers_checker_reports_too);
    tcase_add_test(cases, problems_stop_at_the_limit);
    tcase_add_test(cases, a_backup_is_a_whole_database);
    tcase_add_test(cases, a_cancelled_backup_leaves_no_file);
    tcase_add_postgres_test(cases, a_backup_of_a_server_is_a_file_like_any_other);
    tcase_add_postgres_test(cases, a_backup_of_a_server_that_fails_leaves_no_file);
    tcase_add_test(cases, maintenance_leaves_everything_in_its_place);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
