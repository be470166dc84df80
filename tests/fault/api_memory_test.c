/*
 * Allocation k fails for k = 1, 2, 3 … in every public call: it must say so, leak nothing, leave
 * nothing half-written, and the handle must work at once afterwards. Once failing once, once
 * failing
 * for ever after.
 */
#include "../api/fixture.h"

#include <stdio.h>

static int64_t lead_id;
static int64_t other_id;
static int64_t user_id;
static int64_t pool_id;

static crm_status drained(crm_status status, crm_cursor *cursor)
{
    while (status == CRM_OK)
        status = crm_cursor_next(cursor);
    crm_cursor_free(cursor);
    return status == CRM_DONE ? CRM_OK : status;
}

static crm_status record_create(void)
{
    crm_record *record = NULL;
    crm_status status = crm_record_new(db, "lead", &record);
    if (status >= 0)
        crm_record_set_text(record, "name", "张伟", CRM_NUL);
    if (status >= 0)
        crm_record_set_text(record, "mobile", "13912345678", CRM_NUL);
    if (status >= 0)
        status = crm_record_save(
            record, CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_REVIEW));
    crm_record_free(record);
    return status;
}

static crm_status record_change(void)
{
    crm_record *record = NULL;
    crm_status status = crm_record_get(db, "lead", lead_id, &record);
    if (status >= 0)
        crm_record_set_json(record, "{\"title\":\"CEO\",\"email\":\"a@example.cn\"}", CRM_NUL);
    if (status >= 0)
        status = crm_record_save(record, NULL);
    if (status >= 0 && !crm_record_text(record, "email_normal"))
        status = CRM_E_NOMEM;
    crm_record_free(record);
    return status;
}

static crm_status record_find(void)
{
    static struct api_text text;
    crm_record *record = NULL;
    text.size = 0;
    crm_status status = crm_record_find(db, "user", "login", "wang", CRM_NUL, &record);
    if (status >= 0)
        status = crm_record_json(record, api_write, &text);
    crm_record_free(record);
    return status;
}

static crm_status record_delete_restore(void)
{
    crm_status status = crm_db_begin(db);
    if (status < 0)
        return status;
    status = crm_record_delete(db, "lead", lead_id);
    if (status >= 0)
        status = crm_record_restore(db, "lead", lead_id);
    crm_status ended = crm_db_rollback(db);
    return status < 0 ? status : ended;
}

static crm_status history(void)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_record_history(db, "lead", lead_id, &cursor);
    return drained(status, cursor);
}

static crm_status list(void)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status >= 0)
        status = crm_query_where(query, "has(mobile) && name.matches('张.*')", CRM_NUL);
    if (status >= 0)
        status = crm_query_fields(query, "name,owner.team.name");
    if (status >= 0)
        status = crm_query_sort(query, "-created_at");
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    status = drained(status, cursor);
    crm_query_free(query);
    return status;
}

static crm_status grouped(void)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    crm_status status = crm_query_new(db, "lead", &query);
    if (status >= 0)
        status = crm_query_group(query, "status,created_at:month");
    if (status >= 0)
        status = crm_query_measure(query, "distinct(name)");
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    status = drained(status, cursor);
    crm_query_free(query);
    return status;
}

static crm_status search(void)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_search(db, "张伟", CRM_NUL, 5, &cursor);
    return drained(status, cursor);
}

static crm_status written(void)
{
    static struct api_text text;
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    text.size = 0;
    crm_status status = crm_query_new(db, "user", &query);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    if (status >= 0)
        status = crm_cursor_write(cursor, CRM_FORMAT_JSON, NULL, api_write, &text);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return status;
}

static crm_status arrow(void)
{
    struct ArrowArrayStream stream;
    struct ArrowArray array = {0};
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    crm_status status = crm_query_new(db, "user", &query);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    if (status >= 0)
        status = crm_cursor_arrow(cursor, &stream);
    if (status >= 0) {
        if (stream.get_next(&stream, &array) != 0)
            status = CRM_E_NOMEM;
        if (array.release)
            array.release(&array);
        stream.release(&stream);
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
    return status;
}

static crm_status schema_read(void)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_schema_fields(db, "lead", &cursor);
    return drained(status, cursor);
}

static crm_status schema_change(void)
{
    static int number;
    char name[32];
    snprintf(name, sizeof name, "extra_%d", number++);
    return crm_schema_add_field(db, "lead", name, "choice",
                                CRM_OPTIONS(crm_field_options, .choices = "a=A,b=B"));
}

static crm_status claim_release(void)
{
    crm_status status = crm_db_begin(db);
    if (status < 0)
        return status;
    status = crm_lead_claim(db, &lead_id, 1, user_id, "x");
    if (status >= 0)
        status = crm_lead_release(db, &lead_id, 1, pool_id, "y");
    crm_status ended = crm_db_rollback(db);
    return status < 0 ? status : ended;
}

static crm_status due_and_outbox(void)
{
    crm_work_report report;
    crm_cursor *cursor = NULL;
    crm_status status = crm_work_run(db, NULL, &report);
    if (status >= 0)
        status = crm_outbox_take(db, 5, 1000000, &cursor);
    return drained(status, cursor);
}

static crm_status feed(void)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_changes(db, 0, 0, &cursor);
    return drained(status, cursor);
}

static crm_status act(void)
{
    crm_status status = crm_db_act_as(db, user_id);
    api_heap.fail_at = 0;
    crm_db_act_as(db, 0);
    return status;
}

static crm_status evaluated(void)
{
    static struct api_text text;
    text.size = 0;
    crm_status status = crm_rule_eval(db, "[a, 2].map(x, x * 2) + [size('张')]", CRM_NUL,
                                      "{\"a\": 1}", CRM_VALUE_TYPED, api_write, &text);
    if (status >= 0)
        status = crm_rule_eval_line(
            db, "{\"expr\":\"a + 1\",\"bindings\":{\"a\":{\"int\":\"4\"}}}", CRM_NUL, api_write,
            &text);
    return status;
}

static crm_status explained(void)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_match_explain(db, "lead", lead_id, "lead", other_id, &cursor);
    return drained(status, cursor);
}

static crm_status host_rows(void)
{
    static const crm_column columns[] = {{"a", "A", "甲", CRM_COLUMN_TEXT, 0},
                                         {"b", NULL, NULL, CRM_COLUMN_INTEGER, 0}};
    static const char *const cells[] = {"张", "1", NULL, "2"};
    crm_cursor *cursor = NULL;
    crm_status status = crm_cursor_rows(db, columns, 2, cells, 2, &cursor);
    return drained(status, cursor);
}

static crm_status opened(void)
{
    crm_db *other = NULL;
    crm_host host = test_host(&api_heap);
    crm_status status = crm_db_new(&host, &other);
    if (status >= 0)
        status = crm_db_open(other, ":memory:", NULL);
    crm_db_free(other);
    return status;
}

static const struct {
    const char *name;
    crm_status (*call)(void);
    size_t stride; /* 1: every allocation; more where there are thousands of one kind */
} calls[] = {
    {"record_create", record_create, 1},
    {"record_change", record_change, 1},
    {"record_find", record_find, 1},
    {"record_delete_restore", record_delete_restore, 1},
    {"history", history, 1},
    {"list", list, 1},
    {"grouped", grouped, 1},
    {"search", search, 1},
    {"written", written, 1},
    {"arrow", arrow, 1},
    {"schema_read", schema_read, 1},
    {"schema_change", schema_change, 1},
    {"claim_release", claim_release, 1},
    {"due_and_outbox", due_and_outbox, 1},
    {"feed", feed, 1},
    {"act", act, 1},
    {"evaluated", evaluated, 1},
    {"explained", explained, 1},
    {"host_rows", host_rows, 1},
    {"opened", opened, 37},
};

static void setup(void)
{
    char pool_text[24];
    api_setup();
    user_id = API_RECORD("user", "name", "Wang", "login", "wang");
    pool_id = API_RECORD("pool", "name", "East");
    snprintf(pool_text, sizeof pool_text, "%lld", (long long)pool_id);
    lead_id = API_RECORD("lead", "name", "张三", "mobile", "13800001111", "pool", pool_text);
    other_id = API_RECORD("lead", "name", "张三", "mobile", "13800001111");
}

/* What must hold after a failure: nothing is open, and a plain call works. */
static void usable(const char *name, size_t fail_at)
{
    int64_t count;
    crm_query *query;
    api_heap.fail_at = 0;
    ck_assert_msg(crm_db_rollback(db) == CRM_E_MISUSE, "%s at %zu left a transaction open", name,
                  fail_at);
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
}

START_TEST(every_call_survives_every_failed_allocation)
{
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        size_t fail_at = 1;
        for (;; fail_at += calls[_i].stride) {
            api_heap.calls = 0;
            api_heap.fail_at = fail_at;
            api_heap.fail_for_ever = for_ever;
            crm_status status = calls[_i].call();
            bool failed = api_heap.calls >= fail_at;
            api_heap.fail_at = 0;
            if (!failed && status >= 0)
                break;
            ck_assert_msg(status >= 0 || status == CRM_E_NOMEM, "%s at %zu: %s: %s",
                          calls[_i].name, fail_at, crm_status_name(status),
                          crm_db_error(db)->message);
            usable(calls[_i].name, fail_at);
        }
        ck_assert_uint_gt(fail_at, 1);
    }
}
END_TEST

START_TEST(after_all_failures_the_database_is_sound)
{
    int64_t problems;
    crm_cursor *cursor;
    for (size_t fail_at = 1; fail_at < 400; fail_at += 3) {
        api_heap.calls = 0;
        api_heap.fail_at = fail_at;
        record_create();
        record_change();
        api_heap.fail_at = 0;
    }
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault/api_memory");
    TCase *tests = tcase_create("memory");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_loop_test(tests, every_call_survives_every_failed_allocation, 0,
                        (int)(sizeof calls / sizeof *calls));
    tcase_add_test(tests, after_all_failures_the_database_is_sound);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
