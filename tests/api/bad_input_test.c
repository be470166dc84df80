/* What a host may hand over by mistake: each is named by its code and a message with the place, the
 * value or the limit; nothing is written, and the handle works on. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer than any text can be; a limit must be looked at before the bytes. */
#define HUGE_SIZE (SIZE_MAX / 2)

static crm_record *lead;

static void setup(void)
{
    api_setup();
    ck_assert_ok(crm_record_new(db, "lead", &lead));
}

static void teardown(void)
{
    crm_record_free(lead);
    api_teardown();
}

#define ck_assert_told(call, code, part)                                                           \
    do {                                                                                           \
        ck_assert_status(call, code);                                                              \
        ck_assert_msg(strstr(crm_db_error(db)->message, (part)) != NULL, "'%s' has no '%s'",       \
                      crm_db_error(db)->message, (part));                                          \
    } while (0)

/* --- texts and values ------------------------------------------------------------------------- */

static const struct {
    const char *field;
    const char *text;
    size_t size;
    crm_status status;
    const char *told;
} wrong_texts[] = {
    {"name", "ab\xff", CRM_NUL, CRM_E_INVALID, "not UTF-8 at byte 2"},
    {"name", "\xed\xa0\x80", CRM_NUL, CRM_E_INVALID, "not UTF-8 at byte 0"},
    {"name", "张\xe5\xbc", CRM_NUL, CRM_E_INVALID, "not UTF-8 at byte 3"},
    {"name", "a\0b", 3, CRM_E_INVALID, "a NUL at byte 1"},
    {"name", "a", HUGE_SIZE, CRM_E_INVALID, "at most"},
    {"score", "many", CRM_NUL, CRM_E_MISUSE, "score"},
    {"needed_by", "2026-02-30", CRM_NUL, CRM_E_INVALID, "2026-02-30"},
    {"needed_by", "tomorrow", CRM_NUL, CRM_E_INVALID, "tomorrow"},
    {"budget", "12.345", CRM_NUL, CRM_E_INVALID, "budget"},
    {"budget", "1e9", CRM_NUL, CRM_E_INVALID, "budget"},
    {"budget", "99999999999999999999", CRM_NUL, CRM_E_INVALID, "budget"},
    {"owner", "-1", CRM_NUL, CRM_E_INVALID, "owner"},
    {"owner", "wang", CRM_NUL, CRM_E_INVALID, "owner"},
    {"status", "nwe", CRM_NUL, CRM_E_INVALID, "did you mean 'new'?"},
    {"emial", "a", CRM_NUL, CRM_E_UNKNOWN, "did you mean 'email'?"},
    {"", "a", CRM_NUL, CRM_E_UNKNOWN, "no field ''"},
    {"id", "1", CRM_NUL, CRM_E_MISUSE, "kept by the library"},
};

START_TEST(a_wrong_value_is_refused_and_keeps_the_record_from_being_saved)
{
    ck_assert_told(crm_record_set_text(lead, wrong_texts[_i].field, wrong_texts[_i].text,
                                       wrong_texts[_i].size),
                   wrong_texts[_i].status, wrong_texts[_i].told);
    ck_assert_ok(crm_record_set_text(lead, "name", "张伟", CRM_NUL));
    ck_assert_told(crm_record_save(lead, NULL), wrong_texts[_i].status, wrong_texts[_i].told);
    ck_assert_int_eq(crm_record_id(lead), 0);
    API_RECORD("lead", "name", "and the handle works on");
}
END_TEST

START_TEST(an_over_long_text_is_told_with_its_size_and_the_limit)
{
    static char text[100001];
    memset(text, 'a', sizeof text - 1);
    ck_assert_told(crm_record_set_text(lead, "name", text, CRM_NUL), CRM_E_INVALID,
                   "100000 bytes, at most ");
    ck_assert_str_eq(crm_db_error(db)->field, "name");
    ck_assert_str_eq(crm_db_error(db)->entity, "lead");
}
END_TEST

START_TEST(numbers_of_the_wrong_kind_are_misuse_or_invalid)
{
    int64_t value = 7;
    ck_assert_status(crm_record_set_int(lead, "name", 3), CRM_E_INVALID);
    ck_assert_status(crm_record_set_int(lead, "needed_by", INT64_MAX), CRM_E_INVALID);
    ck_assert_status(crm_record_set_int(lead, "owner", -5), CRM_E_INVALID);
    ck_assert_status(crm_record_int(lead, "name", &value), CRM_E_MISUSE);
    ck_assert_int_eq(value, 0);
    ck_assert_status(crm_record_set_ids(lead, "name", (int64_t[]){1}, 1), CRM_E_INVALID);
    ck_assert(crm_record_set_ids(lead, "name", (int64_t[]){1}, HUGE_SIZE) < 0);
}
END_TEST

/* --- JSON and rules --------------------------------------------------------------------------- */

static char *nested(const char *open, const char *middle, const char *close, size_t depth)
{
    size_t open_size = strlen(open);
    size_t close_size = strlen(close);
    size_t middle_size = strlen(middle);
    char *text = malloc(depth * (open_size + close_size) + middle_size + 1);
    ck_assert_ptr_nonnull(text);
    char *at = text;
    for (size_t i = 0; i < depth; i++, at += open_size)
        memcpy(at, open, open_size);
    memcpy(at, middle, middle_size);
    at += middle_size;
    for (size_t i = 0; i < depth; i++, at += close_size)
        memcpy(at, close, close_size);
    *at = '\0';
    return text;
}

START_TEST(json_a_million_deep_is_over_the_limit)
{
    char *array = nested("[", "", "]", 1000000);
    char *object = nested("{\"a\":", "1", "}", 1000000);
    ck_assert_told(crm_record_set_json(lead, array, CRM_NUL), CRM_E_LIMIT, "deep");
    ck_assert_int_eq(crm_db_error(db)->line, 1);
    ck_assert_told(crm_record_set_json(lead, object, CRM_NUL), CRM_E_LIMIT, "deep");
    free(array);
    free(object);
}
END_TEST

static const struct {
    const char *text;
    size_t size;
    crm_status status;
} wrong_json[] = {
    {"", CRM_NUL, CRM_E_SYNTAX},
    {"{", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"a\"} x", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"a\",\"name\":\"b\"}", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"\xff\"}", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"a\\u0000b\"}", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"\\ud800\"}", CRM_NUL, CRM_E_SYNTAX},
    {"{\"name\":\"a\"}\0", 13, CRM_E_SYNTAX},
    {"{\"name\":1e999}", CRM_NUL, CRM_E_LIMIT},
    {"[1]", CRM_NUL, CRM_E_INVALID},
    {"\"name\"", CRM_NUL, CRM_E_INVALID},
    {"{\"name\":{}}", CRM_NUL, CRM_E_INVALID},
    {"{\"name\":true}", CRM_NUL, CRM_E_INVALID},
    {"{\"nmae\":\"a\"}", CRM_NUL, CRM_E_UNKNOWN},
    {"{\"owner\":\"12x\"}", CRM_NUL, CRM_E_INVALID},
};

START_TEST(wrong_json_is_named_and_nothing_is_saved)
{
    crm_status status = crm_record_set_json(lead, wrong_json[_i].text, wrong_json[_i].size);
    ck_assert_msg(status == wrong_json[_i].status, "%s: %s: %s", wrong_json[_i].text,
                  crm_status_name(status), crm_db_error(db)->message);
    ck_assert_str_ne(crm_db_error(db)->message, "");
    ck_assert(status != CRM_E_SYNTAX || crm_db_error(db)->line > 0);
    ck_assert_status(crm_record_save(lead, NULL), status);
    ck_assert_str_ne(crm_db_error(db)->message, "");
}
END_TEST

static const struct {
    const char *rule;
    crm_status status;
    const char *told;
} wrong_rules[] = {
    {"", CRM_E_SYNTAX, "ends"},
    {"name ==", CRM_E_SYNTAX, "ends"},
    {"name = 'a'", CRM_E_SYNTAX, "="},
    {"name == 'a", CRM_E_SYNTAX, "'"},
    {"name == '\xff'", CRM_E_SYNTAX, "UTF-8"},
    {"nmae == 'a'", CRM_E_UNKNOWN, "did you mean 'name'?"},
    {"name == 3", CRM_E_INVALID, ""},
    {"owner.nmae == 'a'", CRM_E_UNKNOWN, "did you mean 'name'?"},
    {"nosuch(name)", CRM_E_UNKNOWN, "nosuch"},
    {"name", CRM_E_INVALID, "bool"},
    {"name.matches('(')", CRM_E_SYNTAX, ""},
};

START_TEST(a_wrong_rule_has_a_place)
{
    crm_query *query;
    crm_cursor *cursor = (crm_cursor *)&query;
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_told(crm_query_where(query, wrong_rules[_i].rule, CRM_NUL), wrong_rules[_i].status,
                   wrong_rules[_i].told);
    ck_assert_int_ge(crm_db_error(db)->line, 1);
    ck_assert_int_ge(crm_db_error(db)->column, 1);
    /* The builder keeps its first failure, and its words. */
    ck_assert_told(crm_query_sort(query, "name"), wrong_rules[_i].status, wrong_rules[_i].told);
    ck_assert_told(crm_query_run(query, &cursor), wrong_rules[_i].status, wrong_rules[_i].told);
    ck_assert_ptr_null(cursor);
    crm_query_free(query);
}
END_TEST

START_TEST(a_rule_a_million_deep_is_over_the_limit)
{
    crm_query *query;
    static const char *const opens[] = {"(", "!", "[", "name + ("};
    static const char *const closes[] = {")", "", "]", ")"};
    for (size_t i = 0; i < 4; i++) {
        char *rule = nested(opens[i], "true", closes[i], 1000000);
        ck_assert_ok(crm_query_new(db, "lead", &query));
        ck_assert_status(crm_query_where(query, rule, CRM_NUL), CRM_E_LIMIT);
        crm_query_free(query);
        free(rule);
    }
}
END_TEST

/* --- order of calls --------------------------------------------------------------------------- */

START_TEST(a_cursor_that_is_spent_says_so)
{
    crm_query *query;
    crm_cursor *cursor;
    static struct api_text text;
    struct ArrowArrayStream stream;
    API_RECORD("lead", "name", "a");
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_told(crm_query_limit(query, 3), CRM_E_MISUSE, "cursor open");
    ck_assert_ok(crm_cursor_next(cursor));
    ck_assert_status(crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, api_write, &text),
                     CRM_E_MISUSE);
    ck_assert_status(crm_cursor_arrow(cursor, &stream), CRM_E_MISUSE);
    ck_assert_ptr_null((void *)(uintptr_t)stream.release);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    ck_assert_str_eq(crm_cursor_text(cursor, 0), "");
    ck_assert_int_eq(crm_cursor_int(cursor, 99), 0);
    ck_assert_int_eq(crm_cursor_column_type(cursor, -1), -1);
    ck_assert_ptr_null(crm_cursor_column_name(cursor, INT32_MAX));
    crm_cursor_free(cursor);
    ck_assert_ok(crm_query_limit(query, 3));
    ck_assert_ok(crm_query_run(query, &cursor));
    crm_query_free(query); /* The cursor keeps what it reads from. */
    ck_assert_ok(crm_cursor_next(cursor));
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(children_outlive_the_handle)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_changes(db, 0, 0, &cursor));
    crm_db_free(db);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    ck_assert_int_eq(crm_record_set_text(lead, "name", "张伟", CRM_NUL), CRM_OK);
    ck_assert_int_eq(crm_record_save(lead, NULL), CRM_OK);
    crm_cursor_free(cursor);
    crm_record_free(lead);
    lead = NULL;
    db = NULL;
}
END_TEST

/* --- options structs -------------------------------------------------------------------------- */

static crm_status open_with(const void *options)
{
    crm_db *other = NULL;
    ck_assert_int_eq(crm_db_new(NULL, &other), CRM_OK);
    crm_status status = crm_db_open(other, ":memory:", options);
    crm_db_free(other);
    return status;
}

static crm_status save_with(const void *options)
{
    return crm_record_save(lead, options);
}

static crm_status score_with(const void *options)
{
    crm_score_report report;
    return crm_lead_score(db, options, &report);
}

static crm_status convert_with(const void *options)
{
    crm_convert_result result;
    return crm_lead_convert(db, 1, options, &result);
}

static crm_status assign_with(const void *options)
{
    crm_cursor *cursor;
    return crm_lead_assign(db, options, &cursor);
}

static crm_status work_with(const void *options)
{
    crm_work_report report;
    return crm_work_run(db, options, &report);
}

static crm_status segment_with(const void *options)
{
    crm_segment_report report;
    return crm_segment_run(db, options, &report);
}

static crm_status field_with(const void *options)
{
    return crm_schema_add_field(db, "lead", "extra", "text", options);
}

static crm_status report_with(const void *options)
{
    crm_report *report;
    return crm_report_run(db, "pipeline", options, &report);
}

static int32_t nothing_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    (void)context;
    (void)bytes;
    (void)size;
    *read_out = 0;
    return 0;
}

static crm_status rfm_with(const void *options)
{
    crm_rfm *rfm;
    return crm_rfm_csv(db, nothing_read, NULL, options, &rfm);
}

static crm_status import_with(const void *options)
{
    crm_import_report report;
    return crm_import_run(db, options, nothing_read, NULL, &report);
}

static crm_status alert_list_with(const void *options)
{
    crm_cursor *cursor;
    return crm_alert_list(db, options, &cursor);
}

static crm_status alert_run_with(const void *options)
{
    crm_alert_report report;
    return crm_alert_run(db, options, &report, NULL);
}

static crm_status export_with(const void *options)
{
    crm_export_report report;
    return crm_export_run(db, options, api_write, NULL, &report);
}

static crm_status write_with(const void *options)
{
    crm_cursor *cursor;
    ck_assert_ok(crm_report_list(db, &cursor));
    crm_status status = crm_cursor_write(cursor, CRM_FORMAT_CSV, options, api_write, NULL);
    crm_cursor_free(cursor);
    return status;
}

static crm_status (*const with_options[])(const void *options) = {
    open_with,    save_with,   score_with,      convert_with,   assign_with,
    work_with,    segment_with, field_with,     report_with,    rfm_with,
    import_with,  alert_list_with, alert_run_with, export_with, write_with};

/* A host of an older release has shorter structs, one of a newer longer ones. */
START_TEST(options_of_a_wrong_size_or_with_unknown_bytes_are_refused)
{
    static union {
        size_t size;
        unsigned char bytes[4096];
    } options;
    memset(&options, 0, sizeof options);
    ck_assert_int_eq(with_options[_i](&options), CRM_E_MISUSE);
    options.size = sizeof(size_t) - 1;
    ck_assert_int_eq(with_options[_i](&options), CRM_E_MISUSE);
    options.size = sizeof options;
    options.bytes[sizeof options - 1] = 1;
    ck_assert_int_eq(with_options[_i](&options), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/bad_input");
    TCase *tests = tcase_create("values");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, a_wrong_value_is_refused_and_keeps_the_record_from_being_saved, 0,
                        (int)(sizeof wrong_texts / sizeof *wrong_texts));
    tcase_add_test(tests, an_over_long_text_is_told_with_its_size_and_the_limit);
    tcase_add_test(tests, numbers_of_the_wrong_kind_are_misuse_or_invalid);
    tcase_add_test(tests, json_a_million_deep_is_over_the_limit);
    tcase_add_loop_test(tests, wrong_json_is_named_and_nothing_is_saved, 0,
                        (int)(sizeof wrong_json / sizeof *wrong_json));
    tcase_add_loop_test(tests, a_wrong_rule_has_a_place, 0,
                        (int)(sizeof wrong_rules / sizeof *wrong_rules));
    tcase_add_test(tests, a_rule_a_million_deep_is_over_the_limit);
    tcase_add_test(tests, a_cursor_that_is_spent_says_so);
    tcase_add_test(tests, children_outlive_the_handle);
    tcase_add_loop_test(tests, options_of_a_wrong_size_or_with_unknown_bytes_are_refused, 0,
                        (int)(sizeof with_options / sizeof *with_options));
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
