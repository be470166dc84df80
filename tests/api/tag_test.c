/* Tags, as a host sees them. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int tag_count(int64_t lead)
{
    crm_cursor *cursor;
    int count = 0;
    ck_assert_ok(crm_record_tags(db, "lead", lead, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        count++;
    crm_cursor_free(cursor);
    return count;
}

START_TEST(a_record_is_tagged_once_and_untagged_once)
{
    int64_t lead = API_RECORD("lead", "name", "张伟");
    ck_assert_ok(crm_record_tag(db, "lead", lead, "重点客户", 0));
    ck_assert_ok(crm_record_tag(db, "lead", lead, " 重点客户 ", 0));
    ck_assert_ok(crm_record_tag(db, "lead", lead, "VIP", TEST_NOW_US + 1));
    crm_cursor *cursor;
    ck_assert_ok(crm_record_tags(db, "lead", lead, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "VIP");
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "manual");
    crm_cursor_free(cursor);
    ck_assert_int_eq(tag_count(lead), 2);
    ck_assert_ok(crm_record_untag(db, "lead", lead, "VIP"));
    ck_assert_status(crm_record_untag(db, "lead", lead, "VIP"), CRM_E_NOT_FOUND);
    ck_assert_int_eq(tag_count(lead), 1);
    ck_assert_ok(crm_record_tag(db, "lead", lead, "VIP", 0));
    ck_assert_int_eq(tag_count(lead), 2);
}
END_TEST

/* The first handle knows by then that accounts have no rules. */
START_TEST(a_rule_of_another_handle_is_noticed)
{
    char path[64] = "/tmp/crm-tag-XXXXXX";
    char file[TEST_PLACE_SIZE];
    crm_db *first;
    crm_db *second;
    crm_cursor *cursor;
    ck_assert_ptr_nonnull(mkdtemp(path));
    api_file(path, file);
    ck_assert_int_eq(crm_db_new(NULL, &first), CRM_OK);
    ck_assert_int_eq(crm_db_new(NULL, &second), CRM_OK);
    ck_assert_int_eq(crm_db_open(first, file, NULL), CRM_OK);
    ck_assert_int_eq(crm_db_open(second, file, NULL), CRM_OK);
    crm_db *kept = db;
    char tag[24];
    db = first;
    API_RECORD("account", "name", "甲", "level", "a");
    db = second;
    snprintf(tag, sizeof tag, "%lld", (long long)API_RECORD("tag", "name", "重点"));
    API_RECORD("tag_rule", "name", "r", "entity_name", "account", "condition", "level == \"a\"",
               "tag", tag);
    db = first;
    int64_t account = API_RECORD("account", "name", "乙", "level", "a");
    ck_assert_ok(crm_record_tags(db, "account", account, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_OK);
    ck_assert_str_eq(crm_cursor_text(cursor, 1), "rule");
    ck_assert_str_eq(crm_cursor_text(cursor, 2), "r");
    crm_cursor_free(cursor);
    db = kept;
    crm_db_free(first);
    crm_db_free(second);
    ck_assert(!on_sqlite() || remove(file) == 0);
    ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

START_TEST(misuse_is_refused)
{
    int64_t lead = API_RECORD("lead", "name", "a");
    crm_cursor *cursor;
    ck_assert_status(crm_record_tag(db, "lead", lead, "  ", 0), CRM_E_INVALID);
    ck_assert_status(crm_record_tag(db, "lead", lead, "x", TEST_NOW_US), CRM_E_INVALID);
    ck_assert_status(crm_record_tag(db, "lead", 999, "x", 0), CRM_E_NOT_FOUND);
    ck_assert_status(crm_record_tag(db, "leed", lead, "x", 0), CRM_E_UNKNOWN);
    ck_assert_status(crm_record_tag(db, "lead", lead, NULL, 0), CRM_E_MISUSE);
    ck_assert_status(crm_record_untag(db, "lead", lead, "x"), CRM_E_NOT_FOUND);
    ck_assert_status(crm_record_tags(db, "lead", 999, &cursor), CRM_E_NOT_FOUND);
    ck_assert_status(crm_record_tags(db, "lead", lead, NULL), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/tag");
    TCase *tests = tcase_create("tag");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, a_record_is_tagged_once_and_untagged_once);
    tcase_add_test(tests, a_rule_of_another_handle_is_noticed);
    tcase_add_test(tests, misuse_is_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
