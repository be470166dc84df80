/* Partitions: n parts of a job come to what the whole comes to, and doing one twice is nothing. */
#include "fixture.h"

#include <stdio.h>

enum { LEADS = 60, LINES = 200 };

static const int32_t counts[] = {1, 2, 5};

static const char *digits(int64_t number)
{
    static char texts[4][24];
    static size_t next;
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0], "%lld", (long long)number);
    return text;
}

static void setup(void)
{
    api_setup();
    const char *model = digits(API_RECORD("score_model", "name", "m", "threshold", "10"));
    API_RECORD("score_rule", "model", model, "name", "city", "condition", "city == \"上海\"",
               "points", "12");
    API_RECORD("score_rule", "model", model, "name", "visit", "event_kind", "visit", "points", "3",
               "window_days", "30");
    ck_assert_ok(crm_db_begin(db));
    for (int i = 0; i < LEADS; i++) {
        char name[24];
        snprintf(name, sizeof name, "张%d", i);
        int64_t lead = API_RECORD("lead", "name", name, "city", i % 3 ? "上海" : "北京");
        if (i % 4 == 0)
            API_RECORD("event", "subject_entity", "lead", "subject_id", digits(lead), "kind",
                       "visit", "at", "2026-03-01T08:00:00Z");
    }
    ck_assert_ok(crm_db_commit(db));
}

static int64_t rows_of(crm_cursor *cursor)
{
    int64_t rows = 0;
    while (crm_cursor_next(cursor) == CRM_OK)
        rows++;
    crm_cursor_free(cursor);
    return rows;
}

/* --- queries -------------------------------------------------------------------------------- */

static crm_query *leads_query(int32_t index, int32_t count)
{
    crm_query *query;
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_fields(query, "id"));
    ck_assert_ok(crm_query_partition(query, index, count));
    return query;
}

/* Adds the ids that it finds to a sum that says whether they were all there once. */
static int64_t ids_sum(crm_query *query, int64_t *rows)
{
    crm_cursor *cursor;
    int64_t sum = 0;
    ck_assert_ok(crm_query_run(query, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        sum += crm_cursor_int(cursor, 0) % 1000003;
        (*rows)++;
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
    return sum;
}

START_TEST(the_rows_of_all_parts_are_those_of_the_whole)
{
    int64_t rows = 0;
    int64_t whole = ids_sum(leads_query(0, 0), &rows);
    ck_assert_int_eq(rows, LEADS);
    for (size_t c = 0; c < 3; c++) {
        int64_t sum = 0;
        int64_t found = 0;
        int64_t counted = 0;
        for (int32_t i = 0; i < counts[c]; i++) {
            int64_t count;
            crm_query *query = leads_query(i, counts[c]);
            ck_assert_ok(crm_query_count(query, &count));
            ck_assert(counts[c] == 1 || count < LEADS);
            counted += count;
            sum += ids_sum(query, &found);
        }
        ck_assert_int_eq(found, LEADS);
        ck_assert_int_eq(counted, LEADS);
        ck_assert_int_eq(sum, whole);
    }
}
END_TEST

START_TEST(a_part_keeps_to_conditions_groups_pages_and_what_is_left_to_memory)
{
    int64_t groups = 0;
    int64_t paged = 0;
    for (int32_t i = 0; i < 2; i++) {
        crm_cursor *cursor;
        crm_query *query = leads_query(i, 2);
        /* A rule that no database can say. */
        ck_assert_ok(crm_query_where(query, "name.matches(\"张.*\")", CRM_NUL));
        ck_assert_ok(crm_query_limit(query, 7));
        for (int64_t rows = 7; rows == 7; paged += rows) {
            ck_assert_ok(crm_query_run(query, &cursor));
            rows = rows_of(cursor);
            if (rows)
                ck_assert_ok(crm_query_after(query, crm_query_token(query)));
        }
        crm_query_free(query);
        ck_assert_ok(crm_query_new(db, "lead", &query));
        ck_assert_ok(crm_query_partition(query, i, 2));
        ck_assert_ok(crm_query_group(query, "city"));
        ck_assert_ok(crm_query_measure(query, "count"));
        ck_assert_ok(crm_query_run(query, &cursor));
        while (crm_cursor_next(cursor) == CRM_OK)
            groups += crm_cursor_int(cursor, 1);
        crm_cursor_free(cursor);
        crm_query_free(query);
    }
    ck_assert_int_eq(paged, LEADS);
    ck_assert_int_eq(groups, LEADS);
}
END_TEST

/* --- leads ---------------------------------------------------------------------------------- */

START_TEST(parts_score_what_the_whole_scores)
{
    for (size_t c = 0; c < 3; c++) {
        crm_score_report whole;
        crm_score_report part;
        crm_score_report sum = {0};
        ck_assert_ok(crm_lead_score(db, CRM_OPTIONS(crm_lead_options, .dry_run = 1), &whole));
        for (int32_t i = 0; i < counts[c]; i++) {
            const crm_lead_options *options = CRM_OPTIONS(
                crm_lead_options, .partition_index = i, .partition_count = counts[c]);
            ck_assert_ok(crm_lead_score(db, options, &part));
            sum.scored += part.scored;
            sum.changed += part.changed;
            ck_assert_ok(crm_lead_score(db, options, &part));
            ck_assert_int_eq(part.changed, 0);
        }
        ck_assert_int_eq(sum.scored, whole.scored);
        ck_assert_int_eq(sum.changed, whole.changed);
        ck_assert_int_eq(sum.changed, c ? 0 : LEADS);
        /* The whole has nothing to add: each has the score that it gives. */
        ck_assert_ok(crm_lead_score(db, NULL, &whole));
        ck_assert_int_eq(whole.changed, 0);
    }
}
END_TEST

START_TEST(parts_score_by_ids_and_conditions_and_write_once)
{
    int64_t ids[3];
    crm_cursor *cursor;
    crm_query *query = leads_query(0, 0);
    crm_score_report part;
    int64_t by_ids = 0;
    int64_t by_where = 0;
    int64_t rows;
    ck_assert_ok(crm_query_run(query, &cursor));
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
        ids[i] = crm_cursor_int(cursor, 0);
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
    for (int32_t i = 0; i < 5; i++) {
        ck_assert_ok(crm_lead_score(db,
                                    CRM_OPTIONS(crm_lead_options, .ids = ids, .id_count = 3,
                                                .partition_index = i, .partition_count = 5),
                                    &part));
        by_ids += part.scored;
        ck_assert_ok(crm_lead_score(db,
                                    CRM_OPTIONS(crm_lead_options, .where = "city == \"北京\"",
                                                .partition_index = i, .partition_count = 5),
                                    &part));
        by_where += part.scored;
    }
    ck_assert_int_eq(by_ids, 3);
    ck_assert_int_eq(by_where, LEADS / 3);
    ck_assert_ok(crm_query_new(db, "score", &query));
    ck_assert_ok(crm_query_count(query, &rows));
    ck_assert_int_eq(rows, LEADS / 3 + 2); /* two of the three are from Shanghai */
    crm_query_free(query);
}
END_TEST

START_TEST(parts_cleanse_what_the_whole_cleanses)
{
    crm_cleanse_report whole;
    crm_cleanse_report part;
    crm_cleanse_report sum = {0};
    int64_t rows = 0;
    ck_assert_ok(
        crm_lead_cleanse(db, CRM_OPTIONS(crm_lead_options, .dry_run = 1), &whole, NULL));
    for (int32_t i = 0; i < 5; i++) {
        crm_cursor *cursor;
        const crm_lead_options *options =
            CRM_OPTIONS(crm_lead_options, .partition_index = i, .partition_count = 5);
        ck_assert_ok(crm_lead_cleanse(db, options, &part, &cursor));
        sum.qualified += part.qualified;
        sum.nurtured += part.nurtured;
        rows += rows_of(cursor);
        ck_assert_ok(crm_lead_cleanse(db, options, &part, NULL));
        ck_assert_int_eq(part.qualified + part.nurtured, 0);
    }
    ck_assert_int_eq(whole.qualified, LEADS * 2 / 3);
    ck_assert_int_eq(sum.qualified, whole.qualified);
    ck_assert_int_eq(sum.nurtured, whole.nurtured);
    ck_assert_int_eq(rows, LEADS);
    ck_assert_ok(crm_lead_cleanse(db, NULL, &whole, NULL));
    ck_assert_int_eq(whole.unchanged, LEADS);
}
END_TEST

/* --- exports -------------------------------------------------------------------------------- */

/* Lines of a text, in place, each with its end cut off. */
static size_t lines_cut(struct api_text *text, char **lines)
{
    size_t count = 0;
    char *rest = text->bytes;
    for (char *end; (end = strchr(rest, '\n')) != NULL && count < LINES; rest = end + 1) {
        *end = '\0';
        lines[count++] = rest;
    }
    return count;
}

static void export_part(int32_t index, int32_t count, struct api_text *text)
{
    *text = (struct api_text){.size = 0};
    ck_assert_ok(crm_export_run(db,
                                CRM_OPTIONS(crm_export_options, .entity = "lead",
                                            .fields = "id,name,city", .format = CRM_FORMAT_NDJSON,
                                            .partition_index = index, .partition_count = count),
                                api_write, text, NULL));
}

START_TEST(the_lines_of_all_parts_are_those_of_the_whole_export)
{
    static struct api_text whole;
    static struct api_text part;
    char *wanted[LINES];
    char *lines[LINES];
    export_part(0, 0, &whole);
    size_t left = lines_cut(&whole, wanted);
    ck_assert_uint_eq(left, LEADS);
    for (int32_t i = 0; i < 5; i++) {
        size_t next = 0;
        export_part(i, 5, &part);
        size_t count = lines_cut(&part, lines);
        ck_assert_uint_gt(count, 0);
        for (size_t line = 0; line < count; line++) {
            /* A part is in the order of the whole, and no line comes twice. */
            while (next < LEADS && strcmp(wanted[next], lines[line]) != 0)
                next++;
            ck_assert_msg(next < LEADS, "%s", lines[line]);
            wanted[next][0] = '\0';
            left--;
        }
    }
    ck_assert_uint_eq(left, 0);
}
END_TEST

START_TEST(a_query_with_a_part_is_exported)
{
    int64_t rows = 0;
    for (int32_t i = 0; i < 2; i++) {
        crm_export_report report;
        struct api_text text = {.size = 0};
        crm_query *query = leads_query(i, 2);
        ck_assert_ok(crm_export_run(db, CRM_OPTIONS(crm_export_options, .query = query), api_write,
                                    &text, &report));
        rows += report.rows;
        crm_query_free(query);
    }
    ck_assert_int_eq(rows, LEADS);
}
END_TEST

/* --- due work ------------------------------------------------------------------------------- */

START_TEST(parts_do_each_piece_of_due_work_once)
{
    enum { REMINDERS = 40 };
    const int64_t at_us = TEST_NOW_US + INT64_C(3600000000);
    char user[24];
    snprintf(user, sizeof user, "%s",
             digits(API_RECORD("user", "name", "Wang", "login", "wang")));
    crm_work_report report;
    crm_cursor *cursor;
    int64_t done = 0;
    for (int i = 0; i < REMINDERS; i++)
        API_RECORD("reminder", "name", digits(i), "recipient", user, "remind_at",
                   "2026-03-02T09:00:00Z");
    for (int32_t i = 0; i < 5; i++) {
        const crm_work_options *options = CRM_OPTIONS(
            crm_work_options, .until_us = at_us, .partition_index = i, .partition_count = 5);
        ck_assert_ok(crm_work_run(db, CRM_OPTIONS(crm_work_options, .partition_index = i,
                                                  .partition_count = 5), &report));
        ck_assert_int_eq(report.next_us, at_us);
        ck_assert_ok(crm_work_run(db, options, &report));
        ck_assert_int_gt(report.done, 0);
        ck_assert_int_eq(report.next_us, INT64_MAX); /* of this part */
        done += report.done;
        ck_assert_ok(crm_work_run(db, options, &report));
        ck_assert_int_eq(report.done, 0);
    }
    ck_assert_int_eq(done, REMINDERS);
    ck_assert_ok(crm_work_run(db, CRM_OPTIONS(crm_work_options, .until_us = at_us), &report));
    ck_assert_int_eq(report.done, 0);
    ck_assert_ok(crm_outbox_take(db, 0, 60000000, &cursor));
    ck_assert_int_eq(rows_of(cursor), REMINDERS);
}
END_TEST

/* --- duplicates ----------------------------------------------------------------------------- */

/* Every fourth lead has the phone of the one before it, every fifth that of a contact. */
static void twins_make(void)
{
    ck_assert_ok(crm_db_begin(db));
    for (int i = 0; i < 100; i++) {
        char phone[24];
        snprintf(phone, sizeof phone, "+861380013%04d", i % 4 == 3 ? i - 1 : i);
        API_RECORD("lead", "name", digits(i), "mobile", phone);
        if (i % 5 == 0)
            API_RECORD("contact", "name", digits(i), "mobile", phone);
    }
    ck_assert_ok(crm_db_commit(db));
}

static crm_query *pairs_query(const char *fields)
{
    crm_query *query;
    ck_assert_ok(crm_query_new(db, "duplicate_pair", &query));
    ck_assert_ok(crm_query_fields(query, fields));
    ck_assert_ok(crm_query_sort(query, "id_a,id_b"));
    return query;
}

/* All pairs as text, without their own ids and times. */
static int64_t pairs_are(char *out, size_t size)
{
    crm_cursor *cursor;
    size_t used = 0;
    int64_t pairs = 0;
    crm_query *query = pairs_query("entity_a,id_a,entity_b,id_b,kinds,state");
    ck_assert_ok(crm_query_run(query, &cursor));
    for (; crm_cursor_next(cursor) == CRM_OK; pairs++) {
        for (int32_t i = 0; i < 6; i++)
            used += (size_t)snprintf(out + used, size - used, "%s ", crm_cursor_text(cursor, i));
        ck_assert_uint_lt(used, size);
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
    return pairs;
}

static void pairs_delete(void)
{
    int64_t ids[LINES];
    size_t count = 0;
    crm_cursor *cursor;
    crm_query *query = pairs_query("id");
    ck_assert_ok(crm_query_run(query, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        ids[count++] = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    for (size_t i = 0; i < count; i++)
        ck_assert_ok(crm_record_delete(db, "duplicate_pair", ids[i]));
}

START_TEST(parts_find_each_pair_once)
{
    static char whole[20000];
    static char parts[20000];
    crm_duplicates_report report;
    twins_make();
    pairs_delete(); /* those that saving has found */
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    int64_t wanted = pairs_are(whole, sizeof whole);
    ck_assert_int_eq(wanted, 25 + 20 + 10); /* ten contacts have the phone of two leads */
    ck_assert_int_eq(report.added, wanted);
    for (size_t c = 0; c < 3; c++) {
        crm_duplicates_report sum = {0};
        pairs_delete();
        for (int32_t i = 0; i < counts[c]; i++) {
            const crm_duplicates_options *options = CRM_OPTIONS(
                crm_duplicates_options, .partition_index = i, .partition_count = counts[c]);
            ck_assert_ok(crm_duplicates_scan(db, "lead", options, &report));
            sum.records += report.records;
            sum.found += report.found;
            sum.added += report.added;
            ck_assert_ok(crm_duplicates_scan(db, "lead", options, &report));
            ck_assert_int_eq(report.added, 0);
        }
        ck_assert_int_eq(sum.records, LEADS + 100);
        ck_assert_int_eq(sum.found, wanted);
        ck_assert_int_eq(sum.added, wanted);
        ck_assert_int_eq(pairs_are(parts, sizeof parts), wanted);
        ck_assert_str_eq(parts, whole);
    }
}
END_TEST

/* --- misuse --------------------------------------------------------------------------------- */

START_TEST(a_part_that_is_none_is_invalid)
{
    static const int32_t wrong[][2] = {{2, 2}, {-1, 2}, {1, 0}, {0, -1}, {0, 65537}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int32_t index = wrong[i][0];
        int32_t count = wrong[i][1];
        crm_score_report scored;
        crm_cleanse_report cleansed;
        crm_work_report worked;
        crm_duplicates_report found;
        struct api_text text = {.size = 0};
        crm_query *query;
        const crm_lead_options *leads =
            CRM_OPTIONS(crm_lead_options, .partition_index = index, .partition_count = count);
        ck_assert_status(crm_lead_score(db, leads, &scored), CRM_E_INVALID);
        ck_assert_status(crm_lead_cleanse(db, leads, &cleansed, NULL), CRM_E_INVALID);
        ck_assert_status(crm_work_run(db,
                                      CRM_OPTIONS(crm_work_options, .partition_index = index,
                                                  .partition_count = count),
                                      &worked),
                         CRM_E_INVALID);
        ck_assert_status(crm_export_run(db,
                                        CRM_OPTIONS(crm_export_options, .entity = "lead",
                                                    .partition_index = index,
                                                    .partition_count = count),
                                        api_write, &text, NULL),
                         CRM_E_INVALID);
        ck_assert_status(crm_duplicates_scan(db, "lead",
                                             CRM_OPTIONS(crm_duplicates_options,
                                                         .partition_index = index,
                                                         .partition_count = count),
                                             &found),
                         CRM_E_INVALID);
        ck_assert_ok(crm_query_new(db, "lead", &query));
        ck_assert_status(crm_query_partition(query, index, count), CRM_E_INVALID);
        ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "partition"));
        ck_assert_status(crm_query_count(query, &(int64_t){0}), CRM_E_INVALID); /* kept */
        crm_query_free(query);
    }
    ck_assert_status(crm_query_partition(NULL, 0, 2), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_query_has_a_part_of_its_own)
{
    struct api_text text = {.size = 0};
    crm_query *query = leads_query(0, 2);
    ck_assert_status(crm_export_run(db,
                                    CRM_OPTIONS(crm_export_options, .query = query,
                                                .partition_index = 1, .partition_count = 2),
                                    api_write, &text, NULL),
                     CRM_E_MISUSE);
    crm_query_free(query);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/partition");
    TCase *tests = tcase_create("partition");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_rows_of_all_parts_are_those_of_the_whole);
    tcase_add_test(tests, a_part_keeps_to_conditions_groups_pages_and_what_is_left_to_memory);
    tcase_add_test(tests, parts_score_what_the_whole_scores);
    tcase_add_test(tests, parts_score_by_ids_and_conditions_and_write_once);
    tcase_add_test(tests, parts_cleanse_what_the_whole_cleanses);
    tcase_add_test(tests, the_lines_of_all_parts_are_those_of_the_whole_export);
    tcase_add_test(tests, a_query_with_a_part_is_exported);
    tcase_add_test(tests, parts_do_each_piece_of_due_work_once);
    tcase_add_test(tests, parts_find_each_pair_once);
    tcase_add_test(tests, a_part_that_is_none_is_invalid);
    tcase_add_test(tests, a_query_has_a_part_of_its_own);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
