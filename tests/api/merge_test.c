/* Duplicates and merging, as a host sees them. */
#include "fixture.h"

#include <stdio.h>

static int64_t rows_of(crm_cursor *cursor)
{
    int64_t count = 0;
    while (crm_cursor_next(cursor) == CRM_OK)
        count++;
    crm_cursor_free(cursor);
    return count;
}

static bool has_text(const char *entity, int64_t id, const char *field, const char *text)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, entity, id, &record));
    bool same = strcmp(crm_record_text(record, field), text) == 0;
    crm_record_free(record);
    return same;
}

START_TEST(a_scan_puts_up_the_records_that_share_a_key_once)
{
    crm_duplicates_report report;
    crm_cursor *cursor;
    int64_t a = API_RECORD("lead", "name", "张伟", "mobile", "13912345678");
    int64_t b = API_RECORD("lead", "name", "Zhang Wei", "phone", "+86 139 1234 5678");
    API_RECORD("contact", "name", "张 伟", "mobile", "139-1234-5678");
    API_RECORD("lead", "name", "other", "mobile", "13900000001");
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    ck_assert_int_eq(report.records, 3);
    ck_assert_int_eq(report.found, 3);
    ck_assert_ok(crm_duplicates(db, 0, &cursor));
    ck_assert_int_eq(rows_of(cursor), 3);
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    ck_assert_int_eq(report.added, 0);

    int64_t merge;
    ck_assert_ok(crm_merge_run(db, "lead", (int64_t[]){a, b}, 2, NULL, &merge));
    ck_assert_ok(crm_duplicates(db, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_int_eq(crm_cursor_int(cursor, 2) == a || crm_cursor_int(cursor, 5) == a, 1);
    ck_assert_str_eq(crm_cursor_text(cursor, 7), "phone");
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    ck_assert_ok(crm_merge_undo(db, merge));
    ck_assert_ok(crm_duplicates(db, 0, &cursor));
    ck_assert_int_eq(rows_of(cursor), 3);
}
END_TEST

/* The first pair of the queue, at most one read. */
static int64_t first_pair(void)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_duplicates(db, 1, &cursor));
    int64_t pair = crm_cursor_next(cursor) == CRM_OK ? crm_cursor_int(cursor, 0) : 0;
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    return pair;
}

START_TEST(a_pair_that_is_not_one_leaves_the_queue_for_good)
{
    crm_duplicates_report report;
    int64_t a = API_RECORD("lead", "name", "张伟", "mobile", "13912345678");
    int64_t b = API_RECORD("lead", "name", "张卫", "mobile", "13912345678");
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    int64_t pair = first_pair();
    ck_assert_int_ne(pair, 0);
    ck_assert_ok(crm_duplicates_decide(db, pair, CRM_DUPLICATE_DISTINCT));
    ck_assert_int_eq(first_pair(), 0);
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    ck_assert_int_eq(report.added, 0);
    ck_assert_int_eq(first_pair(), 0);
    ck_assert_ok(crm_duplicates_decide(db, pair, CRM_DUPLICATE_OPEN));
    ck_assert_int_eq(first_pair(), pair);
    int64_t merge;
    ck_assert_ok(crm_merge_run(db, "lead", (int64_t[]){a, b}, 2, NULL, &merge));
    ck_assert_int_lt(crm_duplicates_decide(db, pair, CRM_DUPLICATE_DISTINCT), 0);
    ck_assert_status(crm_duplicates_decide(db, 4711, CRM_DUPLICATE_DISTINCT), CRM_E_NOT_FOUND);
    ck_assert_status(crm_duplicates_decide(db, pair, 7), CRM_E_MISUSE);
    ck_assert_status(crm_duplicates_decide(NULL, pair, 0), CRM_E_MISUSE);
    crm_cursor *cursor;
    ck_assert_status(crm_duplicates(db, -1, &cursor), CRM_E_INVALID);
}
END_TEST

START_TEST(a_number_that_many_share_says_nothing)
{
    crm_duplicates_report report;
    for (int i = 0; i < 12; i++)
        API_RECORD("lead", "name", "visitor", "phone", "021-55556666");
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    ck_assert_int_eq(report.records, 12);
    ck_assert_int_eq(report.found, 0);
}
END_TEST

START_TEST(an_old_id_leads_to_the_survivor_until_the_merge_is_undone)
{
    int64_t a = API_RECORD("account", "name", "华东公司");
    int64_t b = API_RECORD("account", "name", "East", "website", "https://east.cn");
    int64_t merge;
    crm_cursor *cursor;
    ck_assert_ok(crm_merge_preview(db, "account", (int64_t[]){a, b}, 2, &cursor));
    ck_assert_int_eq(rows_of(cursor), 2);
    ck_assert(has_text("account", a, "website", ""));
    ck_assert_ok(crm_merge_run(db, "account", (int64_t[]){a, b}, 2, "same", &merge));
    ck_assert(has_text("account", b, "name", "华东公司"));
    ck_assert(has_text("account", a, "website", "https://east.cn"));
    ck_assert_ok(crm_merge_undo(db, merge));
    ck_assert(has_text("account", b, "name", "East"));
    ck_assert(has_text("account", a, "website", ""));
    ck_assert_status(crm_merge_undo(db, merge), CRM_E_REFUSED);
}
END_TEST

/* "key=result:a:b:others " of each row. */
static const char *waterfall(const char *entity_a, int64_t a, const char *entity_b, int64_t b)
{
    static char text[1024];
    size_t used = 0;
    crm_cursor *cursor;
    ck_assert_ok(crm_match_explain(db, entity_a, a, entity_b, b, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s=%s:%s:%s:%s ",
                                 crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
                                 crm_cursor_text(cursor, 2), crm_cursor_text(cursor, 3),
                                 crm_cursor_text(cursor, 4));
    crm_cursor_free(cursor);
    return text;
}

START_TEST(a_pair_is_explained_key_by_key)
{
    int64_t a = API_RECORD("lead", "mobile", "139 1234 5678", "phone", "021-55556666", "email",
                           "Z.Wei+x@gmail.com", "wechat", "wei_zhang");
    int64_t b = API_RECORD("contact", "name", "b", "mobile", "+8613912345678", "email",
                           "li@qingyun.cn");
    int64_t c = API_RECORD("account", "name", "c", "registration_number", "91350100M000100Y43");
    ck_assert_str_eq(waterfall("lead", a, "contact", b),
                     "phone=agree:+862155556666; +8613912345678:+8613912345678:0 "
                     "email=differ:zwei@gmail.com:li@qingyun.cn: "
                     "wechat=missing_b:wei_zhang:: registration_number=missing::: "
                     "rule=duplicates::: review=unseen::: ");
    ck_assert_str_eq(waterfall("account", c, "contact", b),
                     "phone=missing_a::+8613912345678: email=missing_a::li@qingyun.cn: "
                     "wechat=missing::: registration_number=missing_b:91350100M000100Y43:: "
                     "rule=not_duplicates::: review=unseen::: ");
}
END_TEST

START_TEST(a_key_that_too_many_share_makes_no_duplicates)
{
    int64_t ids[12];
    for (int i = 0; i < 12; i++)
        ids[i] = API_RECORD("lead", "name", "visitor", "phone", "021-55556666");
    ck_assert_str_eq(waterfall("lead", ids[0], "lead", ids[11]),
                     "phone=too_common:+862155556666:+862155556666:10 email=missing::: "
                     "wechat=missing::: registration_number=missing::: "
                     "rule=not_duplicates::: review=unseen::: ");
    crm_record *last;
    ck_assert_ok(crm_record_get(db, "lead", ids[5], &last));
    ck_assert_ok(crm_record_set_text(last, "phone", "", CRM_NUL));
    ck_assert_ok(crm_record_save(last, NULL));
    crm_record_free(last);
    ck_assert_ptr_nonnull(strstr(waterfall("lead", ids[0], "lead", ids[11]), "rule=duplicates"));
}
END_TEST

START_TEST(an_explanation_knows_what_was_decided)
{
    crm_duplicates_report report;
    int64_t a = API_RECORD("lead", "mobile", "13912345678");
    int64_t b = API_RECORD("lead", "mobile", "13912345678");
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
    ck_assert_ptr_nonnull(strstr(waterfall("lead", a, "lead", b), "review=open"));
    ck_assert_ptr_nonnull(strstr(waterfall("lead", b, "lead", a), "review=open"));
}
END_TEST

START_TEST(misuse_is_told)
{
    int64_t ids[] = {1, 2};
    int64_t merge;
    crm_cursor *cursor;
    crm_duplicates_report report;
    ck_assert_status(crm_duplicates(db, 0, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_duplicates_scan(db, "lead", NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_duplicates_scan(db, "user", NULL, &report), CRM_E_UNSUPPORTED);
    ck_assert_status(crm_duplicates_scan(db, "laed", NULL, &report), CRM_E_UNKNOWN);
    ck_assert_status(crm_merge_run(db, "lead", NULL, 2, NULL, &merge), CRM_E_MISUSE);
    ck_assert_status(crm_merge_run(db, "lead", ids, 2, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_merge_run(db, NULL, ids, 2, NULL, &merge), CRM_E_MISUSE);
    ck_assert_status(crm_merge_run(db, "lead", ids, 2, NULL, &merge), CRM_E_NOT_FOUND);
    ck_assert_status(crm_merge_run(db, "lead", ids, 1, NULL, &merge), CRM_E_INVALID);
    ck_assert_status(crm_merge_preview(db, "lead", ids, 2, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_merge_preview(db, "lead", ids, 2, &cursor), CRM_E_NOT_FOUND);
    ck_assert_status(crm_merge_undo(db, 1), CRM_E_NOT_FOUND);
    ck_assert_status(crm_match_explain(db, "lead", 1, "lead", 2, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_match_explain(db, NULL, 1, "lead", 2, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_match_explain(db, "lead", 1, "laed", 2, &cursor), CRM_E_UNKNOWN);
    ck_assert_status(crm_match_explain(db, "lead", 1, "user", 2, &cursor), CRM_E_NOT_FOUND);
    ck_assert_status(crm_match_explain(db, "user", 1, "lead", 2, &cursor), CRM_E_UNSUPPORTED);
    ck_assert_status(crm_match_explain(db, "lead", 1, "lead", 1, &cursor), CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/merge");
    TCase *tests = tcase_create("merge");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, a_scan_puts_up_the_records_that_share_a_key_once);
    tcase_add_test(tests, a_pair_that_is_not_one_leaves_the_queue_for_good);
    tcase_add_test(tests, a_number_that_many_share_says_nothing);
    tcase_add_test(tests, an_old_id_leads_to_the_survivor_until_the_merge_is_undone);
    tcase_add_test(tests, a_pair_is_explained_key_by_key);
    tcase_add_test(tests, a_key_that_too_many_share_makes_no_duplicates);
    tcase_add_test(tests, an_explanation_knows_what_was_decided);
    tcase_add_test(tests, misuse_is_told);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
