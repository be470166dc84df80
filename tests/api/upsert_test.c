/* Upserts by unique keys of two fields and more: equal in every part, or another record. */
#include "fixture.h"

#include <stdio.h>

static int64_t count_of(const char *entity)
{
    int64_t count = 0;
    crm_query *query;
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

/* Saves by the key; an empty text is null. The record's id, or 0 and the status. */
static int64_t upsert_try(const char *entity, const char *key, crm_status *status,
                          const char *const *pairs)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, entity, &record));
    for (size_t i = 0; pairs[i]; i += 2)
        ck_assert_ok(crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL));
    *status = crm_record_save(record, CRM_OPTIONS(crm_save_options, .key = key));
    int64_t id = crm_record_id(record);
    crm_record_free(record);
    return *status < 0 ? 0 : id;
}

static int64_t upsert(const char *entity, const char *key, const char *const *pairs)
{
    crm_status status;
    int64_t id = upsert_try(entity, key, &status, pairs);
    ck_assert_ok(status);
    return id;
}

#define UPSERT(entity, key, ...) upsert(entity, key, (const char *const[]){__VA_ARGS__, NULL})
#define SOURCE_KEY "external_source,external_id"

static void text_is(const char *entity, int64_t id, const char *field, const char *expected)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, entity, id, &record));
    ck_assert_str_eq(crm_record_text(record, field), expected);
    crm_record_free(record);
}

START_TEST(equal_in_both_parts_is_the_same_record)
{
    int64_t id = UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id", "客户一",
                        "name", "星河");
    ck_assert_int_eq(UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id",
                            "客户一", "name", "星河科技"),
                     id);
    ck_assert_int_eq(UPSERT("account", "external_id , external_source", "external_id", " 客户一 ",
                            "external_source", "旧系统", "website", "https://xh.cn"),
                     id); /* the parts in any order, without the spaces around a value */
    text_is("account", id, "name", "星河科技");
    ck_assert_int_eq(count_of("account"), 1);
}
END_TEST

/* One part differs, by a character, its case or its width. */
START_TEST(a_difference_in_any_part_is_another_record)
{
    static const char *const keys[][2] = {
        {"旧系统", "A一"},  {"旧系统", "A二"},    {"新系统", "A一"}, {"旧系统", "a一"},
        {"旧系统", "Ａ一"}, {"旧", "系统A一"},    {"旧系统A", "一"}, {"旧系统,A", "一"},
        {"旧系统", ",A一"}, {"旧系统\x01", "A一"}};
    enum { KEYS = sizeof keys / sizeof *keys };
    int64_t ids[KEYS];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < KEYS; i++) {
            int64_t id = UPSERT("account", SOURCE_KEY, "external_source", keys[i][0], "external_id",
                                keys[i][1], "name", "甲");
            ck_assert_msg(round == 0 || ids[i] == id, "key %d", i);
            ids[i] = id;
        }
        ck_assert_int_eq(count_of("account"), KEYS);
    }
}
END_TEST

START_TEST(parts_may_be_text_number_date_and_reference)
{
    int64_t model = UPSERT("score_model", "name,edition", "name", "线索评分", "edition", "2");
    ck_assert_int_eq(UPSERT("score_model", "name,edition", "name", "线索评分", "edition", "2",
                            "description", "新"),
                     model);
    ck_assert_int_ne(UPSERT("score_model", "name,edition", "name", "线索评分", "edition", "3"),
                     model);
    int64_t rate = UPSERT("exchange_rate", "currency_from,currency_to,day", "currency_from", "USD",
                          "currency_to", "CNY", "day", "2026-03-01", "rate", "7.1");
    ck_assert_int_eq(UPSERT("exchange_rate", "currency_from,currency_to,day", "currency_from",
                            "USD", "currency_to", "CNY", "day", "2026-03-01", "rate", "7.2"),
                     rate);
    ck_assert_int_ne(UPSERT("exchange_rate", "currency_from,currency_to,day", "currency_from",
                            "USD", "currency_to", "CNY", "day", "2026-03-02", "rate", "7.2"),
                     rate);
    char parent[24];
    snprintf(parent, sizeof parent, "%lld", (long long)API_RECORD("team", "name", "总部"));
    int64_t team = UPSERT("team", "parent,name", "parent", parent, "name", "销售部");
    ck_assert_int_eq(UPSERT("team", "parent,name", "parent", parent, "name", "销售部", "code", "S"),
                     team);
    text_is("team", team, "code", "S");
}
END_TEST

/* Nothing is equal to nothing: a key with an empty part names no record, and is free. */
START_TEST(an_empty_part_makes_a_new_record_each_time)
{
    int64_t first = UPSERT("team", "parent,name", "parent", "", "name", "销售部");
    int64_t second = UPSERT("team", "parent,name", "parent", "", "name", "销售部");
    ck_assert_int_ne(first, second);
    ck_assert_int_ne(
        UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id", "", "name", "甲"),
        UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id", "", "name",
               "甲"));
    ck_assert_int_ne(
        UPSERT("account", SOURCE_KEY, "external_source", "", "external_id", "1", "name", "甲"),
        UPSERT("account", SOURCE_KEY, "external_source", "", "external_id", "1", "name", "甲"));
    ck_assert_int_eq(count_of("account"), 4);
}
END_TEST

START_TEST(without_the_key_an_equal_record_is_in_the_way)
{
    crm_record *record;
    int64_t id = UPSERT("score_model", "name,edition", "name", "线索评分", "edition", "2");
    ck_assert_ok(crm_record_new(db, "score_model", &record));
    ck_assert_ok(crm_record_set_text(record, "name", "线索评分", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "edition", "2", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_EXISTS);
    ck_assert_int_eq(crm_db_error(db)->record_id, id);
    crm_record_free(record);
}
END_TEST

START_TEST(a_deleted_record_leaves_its_key_to_the_next)
{
    int64_t id = UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id", "1",
                        "name", "甲");
    ck_assert_ok(crm_record_delete(db, "account", id));
    int64_t next = UPSERT("account", SOURCE_KEY, "external_source", "旧系统", "external_id", "1",
                          "name", "乙");
    ck_assert_int_ne(next, id);
    ck_assert_status(crm_record_restore(db, "account", id), CRM_E_EXISTS);
    text_is("account", next, "name", "乙");
}
END_TEST

START_TEST(what_is_no_key_is_refused_by_name)
{
    static const struct {
        const char *key;
        crm_status status;
        const char *message;
    } wrong[] = {
        {"name", CRM_E_INVALID, "name"},
        {"external_source", CRM_E_INVALID, "external_source"},
        {"external_source,external_id,name", CRM_E_INVALID, "name"},
        {"external_id,external_id", CRM_E_INVALID, "is no unique key of account"},
        {"", CRM_E_INVALID, "is no unique key of account"},
        {"external_source,externl_id", CRM_E_UNKNOWN, "did you mean 'external_id'?"},
    };
    crm_status status;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        upsert_try(
            "account", wrong[i].key, &status,
            (const char *const[]){"name", "甲", "external_source", "a", "external_id", "1", NULL});
        ck_assert_status(status, wrong[i].status);
        ck_assert_msg(strstr(crm_db_error(db)->message, wrong[i].message) != NULL, "%s",
                      crm_db_error(db)->message);
    }
    upsert_try("account", SOURCE_KEY, &status,
               (const char *const[]){"name", "甲", "external_id", "1", NULL});
    ck_assert_status(status, CRM_E_MISUSE);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "external_source: part of the key"));
    ck_assert_int_eq(count_of("account"), 0);
}
END_TEST

/* --- files ------------------------------------------------------------------------------------ */

static int32_t file_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    const char **left = context;
    size_t all = strlen(*left);
    *read_out = size < all ? size : all;
    memcpy(bytes, *left, *read_out);
    *left += *read_out;
    return 0;
}

static crm_import_report imported(const char *entity, const char *key, const char *file)
{
    crm_import_report report;
    ck_assert_ok(crm_import_run(db, CRM_OPTIONS(crm_import_options, .entity = entity, .key = key),
                                file_read, &file, &report));
    ck_assert_int_eq(report.created + report.updated + report.duplicates + report.rejected,
                     report.rows);
    return report;
}

/* The same key twice in the file, and rows without one part of it. */
START_TEST(rows_of_a_file_update_each_other_and_what_is_there)
{
    UPSERT("score_model", "name,edition", "name", "线索评分", "edition", "1", "description", "旧");
    crm_import_report report = imported("score_model", "name,edition",
                                        "name,edition,description\n"
                                        "线索评分,1,第一\n"
                                        "线索评分,2,第二\n"
                                        "线索评分,2,第二改\n"
                                        "客户评分,1,第三\n"
                                        "线索评分,1,第一改\n");
    ck_assert_int_eq(report.created, 2);
    ck_assert_int_eq(report.updated, 3);
    ck_assert_int_eq(count_of("score_model"), 3);
    crm_query *query;
    int64_t count = 0;
    ck_assert_ok(crm_query_new(db, "score_model", &query));
    ck_assert_ok(crm_query_where(query, "description in ['第一改', '第二改', '第三']", CRM_NUL));
    ck_assert_ok(crm_query_count(query, &count));
    ck_assert_int_eq(count, 3);
    crm_query_free(query);
    report = imported("team", "parent,name", "name,parent\n销售部,\n销售部,\n");
    ck_assert_int_eq(report.created, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/upsert");
    TCase *tests = tcase_create("upsert");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, equal_in_both_parts_is_the_same_record);
    tcase_add_test(tests, a_difference_in_any_part_is_another_record);
    tcase_add_test(tests, parts_may_be_text_number_date_and_reference);
    tcase_add_test(tests, an_empty_part_makes_a_new_record_each_time);
    tcase_add_test(tests, without_the_key_an_equal_record_is_in_the_way);
    tcase_add_test(tests, a_deleted_record_leaves_its_key_to_the_next);
    tcase_add_test(tests, what_is_no_key_is_refused_by_name);
    tcase_add_test(tests, rows_of_a_file_update_each_other_and_what_is_there);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
