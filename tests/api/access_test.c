/*
 * What a role opens, tried by every door: four users with own, team, all-but-read-only and no
 * rights, against the records of one of them, of another team, and of nobody.
 */
#include "fixture.h"

#include <stdio.h>

enum { RECORDS = 3 };

static int64_t leads[RECORDS]; /* Zhang's, Li's, nobody's */
static int64_t pairs_found;
static int64_t zhang, li, wang, reader, guest;
static const char *const names[RECORDS] = {"赵一一甲", "钱二二乙", "孙三三丙"};

static const char *id_text(int64_t id)
{
    static char texts[16][24];
    static size_t next;
    char *text = texts[next++ % 16];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static int64_t role_made(const char *name, const char *read, const char *write)
{
    static const char *const entities[] = {"lead", "task", "note"};
    int64_t role = API_RECORD("role", "name", name);
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        /* The tasks are there to look through, at whatever they point to. */
        const char *read_scope = i == 1 ? "all" : read;
        API_RECORD("role_permission", "role", id_text(role), "entity_name", entities[i],
                   "read_scope", read_scope, "write_scope", write, "delete_scope", write);
    }
    return role;
}

static int64_t user_made(const char *login, int64_t role, int64_t team)
{
    return API_RECORD("user", "name", login, "login", login, "role", id_text(role), "team",
                      id_text(team));
}

static void setup(void)
{
    api_setup();
    int64_t north = API_RECORD("team", "name", "North");
    int64_t east = API_RECORD("team", "name", "East", "parent", id_text(north));
    int64_t south = API_RECORD("team", "name", "South");
    zhang = user_made("zhang", role_made("seller", "own", "own"), east);
    wang = user_made("wang", role_made("manager", "team", "team"), north);
    reader = user_made("reader", role_made("reader", "all", "own"), south);
    guest = user_made("guest", role_made("guest", "none", "none"), south);
    li = API_RECORD("user", "name", "Li", "login", "li", "team", id_text(south));
    const int64_t owners[RECORDS] = {zhang, li, 0};
    for (int i = 0; i < RECORDS; i++) {
        leads[i] = API_RECORD("lead", "name", names[i], "mobile", "13912345678", "owner",
                              owners[i] ? id_text(owners[i]) : "");
        API_RECORD("task", "name", names[i], "lead", id_text(leads[i]));
        ck_assert_ok(crm_record_tag(db, "lead", leads[i], "重点", 0));
    }
    crm_duplicates_report found;
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &found));
    pairs_found = found.added;
}

/* --- doors to read by: how many of the records whose names are given does each show? ---------- */

static int rows_of(crm_cursor *cursor, const char *needle)
{
    int rows = 0;
    while (crm_cursor_next(cursor) == CRM_OK) {
        int hits = 0;
        for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++)
            hits += strcmp(crm_cursor_text(cursor, i), needle) == 0;
        rows += hits > 0;
    }
    crm_cursor_free(cursor);
    return rows;
}

static bool by_id(int record)
{
    crm_record *found;
    crm_status status = crm_record_get(db, "lead", leads[record], &found);
    ck_assert(status == CRM_OK || status == CRM_E_NOT_FOUND);
    crm_record_free(found);
    return status == CRM_OK;
}

static bool by_field(int record)
{
    crm_record *found;
    crm_status status = crm_record_find(db, "lead", "name", names[record], CRM_NUL, &found);
    ck_assert(status == CRM_OK || status == CRM_E_NOT_FOUND);
    crm_record_free(found);
    return status == CRM_OK;
}

static crm_query *query_made(const char *entity, const char *rule, int record)
{
    crm_query *query;
    char text[128];
    snprintf(text, sizeof text, rule, names[record]);
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_where(query, text, CRM_NUL));
    return query;
}

static bool by_query(int record)
{
    crm_query *query = query_made("lead", "name == \"%s\"", record);
    crm_cursor *cursor;
    ck_assert_ok(crm_query_run(query, &cursor));
    int rows = rows_of(cursor, names[record]);
    crm_query_free(query);
    return rows == 1;
}

static int64_t counted(const char *entity, const char *rule, int record)
{
    crm_query *query = query_made(entity, rule, record);
    int64_t count = -1;
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

static bool by_count(int record)
{
    return counted("lead", "name == \"%s\"", record) == 1;
}

/* A record that everybody may read must not tell of the one that it leads to. */
static bool by_path(int record)
{
    return counted("task", "lead.name == \"%s\"", record) == 1;
}

static bool by_negated_path(int record)
{
    return counted("task", "!(lead.name != \"%s\") && has(lead.name)", record) == 1;
}

static bool by_path_field(int record)
{
    crm_query *query = query_made("task", "name == \"%s\"", record);
    crm_cursor *cursor;
    ck_assert_ok(crm_query_fields(query, "id,lead.name"));
    ck_assert_ok(crm_query_run(query, &cursor));
    int rows = rows_of(cursor, names[record]);
    crm_query_free(query);
    return rows == 1;
}

static bool by_group(int record)
{
    crm_query *query;
    crm_cursor *cursor;
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_group(query, "name"));
    ck_assert_ok(crm_query_measure(query, "count"));
    ck_assert_ok(crm_query_run(query, &cursor));
    int rows = rows_of(cursor, names[record]);
    crm_query_free(query);
    return rows == 1;
}

static bool by_group_path(int record)
{
    crm_query *query;
    crm_cursor *cursor;
    ck_assert_ok(crm_query_new(db, "task", &query));
    ck_assert_ok(crm_query_group(query, "lead.name"));
    ck_assert_ok(crm_query_measure(query, "count"));
    ck_assert_ok(crm_query_run(query, &cursor));
    int rows = rows_of(cursor, names[record]);
    crm_query_free(query);
    return rows == 1;
}

static bool by_search(int record)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_search(db, names[record], CRM_NUL, 0, &cursor));
    int rows = 0;
    while (crm_cursor_next(cursor) == CRM_OK)
        rows += crm_cursor_int(cursor, 1) == leads[record];
    crm_cursor_free(cursor);
    return rows == 1;
}

static bool by_history(int record)
{
    crm_cursor *cursor;
    crm_status status = crm_record_history(db, "lead", leads[record], &cursor);
    ck_assert(status == CRM_OK || status == CRM_E_NOT_FOUND);
    return status == CRM_OK && rows_of(cursor, names[record]) > 0;
}

static bool by_changes(int record)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_changes(db, 0, 0, &cursor));
    return rows_of(cursor, id_text(leads[record])) > 0;
}

static bool by_export(int record)
{
    crm_query *query;
    crm_cursor *cursor;
    struct api_text *text = calloc(1, sizeof *text);
    ck_assert_ptr_nonnull(text);
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, api_write, text));
    bool found = strstr(text->bytes, names[record]);
    crm_cursor_free(cursor);
    crm_query_free(query);
    free(text);
    return found;
}

static bool by_report(int record)
{
    crm_report *report;
    crm_cursor *cursor;
    ck_assert_ok(crm_report_run(db, "portrait",
                                CRM_OPTIONS(crm_report_options, .entity = "lead", .field = "name"),
                                &report));
    ck_assert_ok(crm_report_cursor(report, &cursor));
    int rows = rows_of(cursor, names[record]);
    crm_report_free(report);
    return rows == 1;
}

static bool by_tags(int record)
{
    crm_cursor *cursor;
    crm_status status = crm_record_tags(db, "lead", leads[record], &cursor);
    ck_assert(status == CRM_OK || status == CRM_E_NOT_FOUND);
    return status == CRM_OK && rows_of(cursor, "重点") == 1;
}

typedef bool door(int record);
static const struct way {
    const char *name;
    door *open;
} ways[] = {
    {"id", by_id},
    {"field", by_field},
    {"query", by_query},
    {"count", by_count},
    {"path", by_path},
    {"negated path", by_negated_path},
    {"path field", by_path_field},
    {"group", by_group},
    {"group path", by_group_path},
    {"search", by_search},
    {"history", by_history},
    {"changes", by_changes},
    {"export", by_export},
    {"report", by_report},
    {"tags", by_tags},
};

/* `seen`: a letter a record, "-" for one that must not be reached. */
static void doors_check(int64_t user, const char *seen)
{
    ck_assert_ok(crm_db_act_as(db, user));
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char got[RECORDS + 1] = "";
        for (int record = 0; record < RECORDS; record++)
            got[record] = ways[i].open(record) ? "zln"[record] : '-';
        ck_assert_msg(strcmp(got, seen) == 0, "by %s: %s instead of %s", ways[i].name, got, seen);
    }
    ck_assert_ok(crm_db_act_as(db, 0));
}

START_TEST(every_way_of_reading_shows_what_the_role_shows)
{
    doors_check(0, "zln");
    doors_check(zhang, "z--");
    doors_check(wang, "z--");
    doors_check(reader, "zln");
    doors_check(guest, "---");
}
END_TEST

/* A pair is shown to who may see both. */
START_TEST(duplicates_are_shown_to_who_may_read_both)
{
    const struct {
        int64_t user;
        int pairs;
    } cases[] = {{0, 3}, {zhang, 0}, {wang, 0}, {reader, 3}, {guest, 0}};
    ck_assert_int_eq(pairs_found, 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crm_cursor *cursor;
        int pairs = 0;
        ck_assert_ok(crm_db_act_as(db, cases[i].user));
        ck_assert_ok(crm_duplicates(db, 0, &cursor));
        while (crm_cursor_next(cursor) == CRM_OK)
            pairs++;
        crm_cursor_free(cursor);
        ck_assert_int_eq(pairs, cases[i].pairs);
    }
}
END_TEST

/* --- doors to write by ------------------------------------------------------------------------ */

static crm_status saved(const char *entity, int64_t id, const char *const *pairs)
{
    crm_record *record;
    crm_status status =
        id ? crm_record_get(db, entity, id, &record) : crm_record_new(db, entity, &record);
    for (size_t i = 0; status >= 0 && pairs[i]; i += 2)
        status = crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL);
    if (status >= 0)
        status = crm_record_save(record, NULL);
    crm_record_free(record);
    return status;
}
#define SAVED(entity, id, ...) saved(entity, id, (const char *const[]){__VA_ARGS__, NULL})

static crm_status set(int record)
{
    return SAVED("lead", leads[record], "title", "CEO");
}

static crm_status delete_and_restore(int record)
{
    crm_status status = crm_record_delete(db, "lead", leads[record]);
    return status < 0 ? status : crm_record_restore(db, "lead", leads[record]);
}

static crm_status tagged(int record)
{
    crm_status status = crm_record_tag(db, "lead", leads[record], "新", 0);
    return status < 0 ? status : crm_record_untag(db, "lead", leads[record], "新");
}

static crm_status merged(int record)
{
    crm_cursor *changes;
    const int64_t pair[] = {leads[record], leads[(record + 1) % RECORDS]};
    crm_status status = crm_merge_preview(db, "lead", pair, 2, &changes);
    crm_cursor_free(changes);
    return status;
}

static crm_status noted(int record)
{
    return SAVED("note", 0, "subject_entity", "lead", "subject_id", id_text(leads[record]), "body",
                 "x");
}

static crm_status referred(int record)
{
    return SAVED("task", 0, "name", "x", "lead", id_text(leads[record]));
}

/* `answers`: a letter a record: o OK, d CRM_E_DENIED, n CRM_E_NOT_FOUND, i CRM_E_INVALID. */
static void writes_check(int64_t user, crm_status (*write)(int record), const char *answers)
{
    ck_assert_ok(crm_db_act_as(db, user));
    for (int record = 0; record < RECORDS; record++) {
        crm_status status = write(record);
        char got = status == CRM_OK            ? 'o'
                   : status == CRM_E_DENIED    ? 'd'
                   : status == CRM_E_NOT_FOUND ? 'n'
                   : status == CRM_E_INVALID   ? 'i'
                                               : '?';
        ck_assert_msg(got == answers[record], "record %d as %lld: %c instead of %c: %s", record,
                      (long long)user, got, answers[record], crm_db_error(db)->message);
    }
    ck_assert_ok(crm_db_act_as(db, 0));
}

START_TEST(a_record_that_may_be_seen_and_not_changed_is_denied_and_a_hidden_one_not_found)
{
    crm_status (*const writes[])(int) = {set, delete_and_restore, tagged};
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        writes_check(zhang, writes[i], "onn");
        writes_check(wang, writes[i], "onn");
        writes_check(reader, writes[i], "ddd");
        writes_check(guest, writes[i], "nnn");
        writes_check(0, writes[i], "ooo");
    }
}
END_TEST

START_TEST(records_are_merged_by_who_may_change_all_of_them)
{
    writes_check(zhang, merged, "nnn");
    writes_check(reader, merged, "ddd");
    writes_check(guest, merged, "nnn");
    writes_check(0, merged, "ooo");
}
END_TEST

/* What was merged away belongs to others, so it is theirs to bring back. */
START_TEST(a_merge_is_undone_by_who_may_change_all_of_its_records)
{
    int64_t merge;
    const int64_t pair[] = {leads[0], leads[1]};
    ck_assert_ok(crm_merge_run(db, "lead", pair, 2, NULL, &merge));
    const int64_t others[] = {zhang, wang, reader, guest};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_ok(crm_db_act_as(db, others[i]));
        ck_assert_int_lt(crm_merge_undo(db, merge), 0);
    }
    ck_assert_ok(crm_db_act_as(db, 0));
    ck_assert_int_eq(by_id(1), 1); /* as before: it leads to the survivor */
    ck_assert_ok(crm_merge_undo(db, merge));
    ck_assert_status(crm_merge_undo(db, merge), CRM_E_REFUSED);
}
END_TEST

/* Else a user could touch, or find out about, what is hidden from him. */
START_TEST(nothing_can_be_hung_on_a_record_that_may_not_be_seen)
{
    writes_check(zhang, noted, "oii");
    writes_check(zhang, referred, "oii");
    writes_check(wang, noted, "oii");
    writes_check(reader, referred, "ooo");
    writes_check(guest, noted, "iii");
    writes_check(guest, referred, "iii");
}
END_TEST

START_TEST(what_a_row_says_about_another_must_be_so)
{
    ck_assert_int_eq(SAVED("note", 0, "subject_entity", "leed", "subject_id", "1", "body", "x"),
                     CRM_E_UNKNOWN);
    ck_assert_int_eq(SAVED("note", 0, "subject_entity", "lead", "subject_id", "1", "body", "x"),
                     CRM_E_INVALID);
    ck_assert_str_eq(crm_db_error(db)->field, "subject_id");
    ck_assert_int_eq(SAVED("task", 0, "name", "x", "subject_entity", "lead"), CRM_E_INVALID);
    int64_t task =
        API_RECORD("task", "name", "x", "subject_entity", "lead", "subject_id", id_text(leads[0]));
    ck_assert_int_eq(SAVED("task", task, "subject_id", "1"), CRM_E_INVALID);
    ck_assert_int_eq(SAVED("task", task, "subject_id", id_text(leads[1])), CRM_OK);
}
END_TEST

START_TEST(a_rule_that_cannot_be_read_is_not_saved)
{
    ck_assert_int_eq(SAVED("pool_rule", 0, "name", "x", "kind", "recycle", "condition",
                           "status == \"new\" && emial == \"a\""),
                     CRM_E_UNKNOWN);
    ck_assert_str_eq(crm_db_error(db)->field, "condition");
    ck_assert_int_eq(crm_db_error(db)->column, 20);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "did you mean 'email'"));
    ck_assert_int_eq(SAVED("score_rule", 0, "name", "x", "points", "1", "condition", "score +"),
                     CRM_E_SYNTAX);
    ck_assert_int_eq(SAVED("stage", 0, "name", "x", "condition", "amount"), CRM_E_INVALID);
    ck_assert_int_eq(SAVED("tag_rule", 0, "name", "x", "entity_name", "leed", "condition", "true"),
                     CRM_E_UNKNOWN);
    int64_t rule = API_RECORD("pool_rule", "name", "x", "kind", "recycle", "recycle_kind",
                              "no_deal", "days", "3", "condition", "status == \"new\"");
    ck_assert_int_eq(SAVED("pool_rule", rule, "exempt_condition", "statuss == \"new\""),
                     CRM_E_UNKNOWN);
    ck_assert_int_eq(SAVED("pool_rule", rule, "condition", ""), CRM_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/access");
    TCase *tests = tcase_create("access");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, every_way_of_reading_shows_what_the_role_shows);
    tcase_add_test(tests, duplicates_are_shown_to_who_may_read_both);
    tcase_add_test(tests,
                   a_record_that_may_be_seen_and_not_changed_is_denied_and_a_hidden_one_not_found);
    tcase_add_test(tests, records_are_merged_by_who_may_change_all_of_them);
    tcase_add_test(tests, a_merge_is_undone_by_who_may_change_all_of_its_records);
    tcase_add_test(tests, nothing_can_be_hung_on_a_record_that_may_not_be_seen);
    tcase_add_test(tests, what_a_row_says_about_another_must_be_so);
    tcase_add_test(tests, a_rule_that_cannot_be_read_is_not_saved);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
