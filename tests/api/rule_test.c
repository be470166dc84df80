/* Rules by themselves, tables and the host's own rows, as a host sees them. */
#include "fixture.h"

static struct api_text out;

static const char *value_of(const char *expression, const char *bindings, int32_t form)
{
    out.size = 0;
    ck_assert_ok(crm_rule_eval(db, expression, CRM_NUL, bindings, form, api_write, &out));
    return out.bytes;
}

static const char *line_of(const char *line)
{
    out.size = 0;
    ck_assert_ok(crm_rule_eval_line(db, line, CRM_NUL, api_write, &out));
    return out.bytes;
}

START_TEST(an_expression_is_written_as_a_rule_would_write_its_value)
{
    ck_assert_str_eq(value_of("1 + 2", NULL, CRM_VALUE_TEXT), "3");
    ck_assert_str_eq(value_of("[1, 2].map(x, x * n)", "{\"n\": 3}", CRM_VALUE_TEXT), "[3, 6]");
    ck_assert_str_eq(value_of("city + '市'", "{\"city\": \"上海\"}", CRM_VALUE_TEXT), "\"上海市\"");
    ck_assert_str_eq(value_of("1 + 2", NULL, CRM_VALUE_TYPED), "{\"value\":{\"int\":\"3\"}}");
    ck_assert_str_eq(value_of("now", NULL, CRM_VALUE_TEXT), "timestamp(\"2026-03-02T08:00:00Z\")");
}
END_TEST

START_TEST(no_database_is_needed)
{
    crm_db *closed;
    out.size = 0;
    ck_assert_int_eq(crm_db_new(NULL, &closed), CRM_OK);
    ck_assert_int_eq(crm_rule_eval(closed, "true", 4, NULL, CRM_VALUE_TEXT, api_write, &out),
                     CRM_OK);
    ck_assert_int_eq(crm_rule_eval_line(closed, "{\"expr\":\"1u\"}", CRM_NUL, api_write, &out),
                     CRM_OK);
    ck_assert_str_eq(out.bytes, "true{\"value\":{\"uint\":\"1\"}}");
    crm_db_free(closed);
}
END_TEST

static void fails(const char *expression, crm_status status, int64_t column, const char *message)
{
    ck_assert_status(crm_rule_eval(db, expression, CRM_NUL, NULL, CRM_VALUE_TEXT, api_write, &out),
                     status);
    ck_assert_int_eq(crm_db_error(db)->column, column);
    ck_assert_str_eq(crm_db_error(db)->message, message);
}

START_TEST(a_failure_stands_under_a_caret)
{
    out.size = 0;
    fails("1 +", CRM_E_SYNTAX, 4, "the rule ends where a value should be\n1 +\n   ^");
    fails("2 + 1 / 0", CRM_E_INVALID, 5, "division by zero\n2 + 1 / 0\n    ^");
    fails("'张' + [foo][0]", CRM_E_INVALID, 8, "undeclared name 'foo'\n'张' + [foo][0]\n        ^");
    ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(a_line_answers_whatever_is_wrong_with_it)
{
    ck_assert_str_eq(line_of("{\"expr\":\"a + 1\",\"bindings\":{\"a\":{\"int\":\"4\"}}}"),
                     "{\"value\":{\"int\":\"5\"}}");
    ck_assert_str_eq(line_of("{\"expr\":\"1 / 0\"}"), "{\"error\":\"division by zero\"}");
    ck_assert(strncmp(line_of("{"), "{\"error\":", 9) == 0);
    ck_assert(strncmp(line_of("{}"), "{\"error\":", 9) == 0);
    ck_assert(strncmp(line_of(""), "{\"error\":", 9) == 0);
}
END_TEST

START_TEST(tables_have_a_name_a_version_and_a_hash)
{
    static const char *const names[] = {"phone",      "email",         "phone_china",
                                        "disposable", "public_suffix", "idna"};
    enum { COUNT = sizeof names / sizeof *names };
    crm_table_version table;
    uint64_t before = 0;
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_int_eq(crm_table_versions(i, &table), CRM_OK);
        ck_assert_str_eq(table.name, names[i]);
        ck_assert_uint_gt(strlen(table.version), 0);
        ck_assert_uint_ne(table.hash, before);
        before = table.hash;
    }
    ck_assert_int_eq(crm_table_versions(COUNT, &table), CRM_DONE);
    ck_assert_int_eq(crm_table_versions(0, NULL), CRM_E_MISUSE);
}
END_TEST

static const crm_column columns[] = {
    {"name", "Name", "名称", CRM_COLUMN_TEXT, 0}, {"count", NULL, NULL, CRM_COLUMN_INTEGER, 0},
    {"id", NULL, NULL, CRM_COLUMN_ID, 0},         {"sure", NULL, NULL, CRM_COLUMN_BOOL, 0},
    {"at", NULL, NULL, CRM_COLUMN_TIME, 0},       {"share", NULL, NULL, CRM_COLUMN_DOUBLE, 0},
};

START_TEST(the_hosts_own_rows_come_in_every_form)
{
    static const char *const cells[] = {"=张", "12", "7",  "true", "2026-03-02T08:00:00Z",
                                        "0.5", NULL, NULL, NULL,   NULL,
                                        NULL,  NULL};
    crm_cursor *cursor;
    ck_assert_ok(crm_cursor_rows(db, columns, 6, cells, 2, &cursor));
    out.size = 0;
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_NDJSON, NULL, api_write, &out));
    crm_cursor_free(cursor);
    ck_assert_str_eq(out.bytes,
                     "{\"name\":\"=张\",\"count\":12,\"id\":\"7\",\"sure\":true,"
                     "\"at\":\"2026-03-02T08:00:00Z\",\"share\":0.5}\n"
                     "{\"name\":null,\"count\":null,\"id\":null,\"sure\":null,\"at\":null,"
                     "\"share\":null}\n");
    ck_assert_ok(crm_cursor_rows(db, columns, 2, cells, 1, &cursor));
    out.size = 0;
    ck_assert_ok(crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, api_write, &out));
    crm_cursor_free(cursor);
    ck_assert_str_eq(out.bytes, "name,count\n\"'=张\",12\n");
    ck_assert_ok(crm_cursor_rows(db, columns, 6, NULL, 0, &cursor));
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
}
END_TEST

START_TEST(a_cell_of_another_type_is_refused)
{
    crm_cursor *cursor;
    for (size_t i = 1; i < 6; i++) {
        const char *cell = "一";
        ck_assert_status(crm_cursor_rows(db, &columns[i], 1, &cell, 1, &cursor), CRM_E_INVALID);
        ck_assert_ptr_null(cursor);
    }
    const char *bad = "\xff";
    ck_assert_status(crm_cursor_rows(db, columns, 1, &bad, 1, &cursor), CRM_E_INVALID);
}
END_TEST

static const char *described(const char *entity, const char *rule)
{
    out.size = 0;
    ck_assert_ok(crm_rule_describe(db, entity, rule, CRM_NUL, api_write, &out));
    return out.bytes;
}

static void contains(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s: no %s", text, part);
}

START_TEST(a_rule_tells_what_it_reads_and_costs)
{
    ck_assert_str_eq(
        described("lead", "score>60 && ( owner.title=='总监' )"),
        "{\"rule\":\"score > 60 && owner.title == \\\"总监\\\"\",\"type\":\"bool\",\"now\":false,"
        "\"reads\":[\"lead.score\",\"lead.owner\",\"user.title\"],"
        "\"cost\":{\"least\":3,\"most\":5,\"limit\":100000,\"related\":0},"
        "\"sql\":{\"memory\":[],\"exact\":true}}");
    const char *text =
        described("account", "orders.exists(o, o.placed_at > now) && name.matches('^A')");
    contains(text, "\"now\":true");
    contains(text, "\"reads\":[\"order.account\",\"account.name\",\"order.placed_at\"]");
    contains(text, "\"related\":1");
    contains(text, "\"memory\":[{\"expr\":\"name.matches('^A')\",\"why\":");
    contains(text, "\"exact\":false");
    contains(described("user", "skills.exists(s, s > 3)"), "\"most\":null");
    out.size = 0;
    ck_assert_status(crm_rule_describe(db, "lead", "scre > 1", CRM_NUL, api_write, &out),
                     CRM_E_UNKNOWN);
    ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(a_rule_explains_what_decided)
{
    int64_t lead = API_RECORD("lead", "name", "张伟", "city", "上海");
    out.size = 0;
    ck_assert_ok(crm_rule_explain(db, "lead", lead,
                                  "city == '北京' || (city == '上海' && !has(email))", CRM_NUL,
                                  api_write, &out));
    ck_assert_str_eq(
        out.bytes,
        "{\"expr\":\"city == '北京' || (city == '上海' && !has(email))\",\"value\":\"true\","
        "\"decided\":true,\"args\":[{\"expr\":\"city == '北京'\",\"value\":\"false\",\"args\":["
        "{\"expr\":\"city\",\"value\":\"\\\"上海\\\"\"},{\"expr\":\"'北京'\",\"value\":"
        "\"\\\"北京\\\"\"}]},{\"expr\":\"(city == '上海' && !has(email))\",\"value\":\"true\","
        "\"decided\":true,\"args\":[{\"expr\":\"city == '上海'\",\"value\":\"true\","
        "\"decided\":true,\"args\":[{\"expr\":\"city\",\"value\":\"\\\"上海\\\"\"},"
        "{\"expr\":\"'上海'\",\"value\":\"\\\"上海\\\"\"}]},{\"expr\":\"!has(email)\","
        "\"value\":\"true\",\"decided\":true,\"args\":[{\"expr\":\"has(email)\",\"value\":"
        "\"false\",\"decided\":true}]}]}]}");
    ck_assert_status(crm_rule_explain(db, "lead", 1, "true", CRM_NUL, api_write, &out),
                     CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(misuse_is_told)
{
    crm_cursor *cursor;
    crm_column column = {"a", NULL, NULL, CRM_COLUMN_MONEY, 0};
    const char *cell = "1";
    ck_assert_status(crm_rule_eval(db, NULL, 0, NULL, 0, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_eval(db, "1", 1, NULL, 0, NULL, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_eval(db, "1", 1, NULL, 2, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_eval(db, "1", 1, "[", 0, api_write, &out), CRM_E_SYNTAX);
    ck_assert_status(crm_rule_eval_line(db, NULL, 0, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_eval_line(db, "", 0, NULL, &out), CRM_E_MISUSE);
    ck_assert_int_eq(crm_rule_eval(NULL, "1", 1, NULL, 0, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_describe(db, NULL, "1", 1, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_describe(db, "lead", NULL, 1, api_write, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_describe(db, "leed", "1", 1, api_write, &out), CRM_E_UNKNOWN);
    ck_assert_status(crm_rule_explain(db, "lead", 1, "1", 1, NULL, &out), CRM_E_MISUSE);
    ck_assert_status(crm_rule_explain(db, "lead", 1, "1 +", CRM_NUL, api_write, &out),
                     CRM_E_SYNTAX);
    ck_assert_status(crm_cursor_rows(db, &column, 1, &cell, 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_cursor_rows(db, NULL, 1, &cell, 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_cursor_rows(db, columns, 1, NULL, 1, &cursor), CRM_E_MISUSE);
    ck_assert_status(crm_cursor_rows(db, columns, 0, &cell, 1, &cursor), CRM_E_LIMIT);
    ck_assert_status(crm_cursor_rows(db, columns, 1, &cell, 1, NULL), CRM_E_MISUSE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/rule");
    TCase *tests = tcase_create("rule");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, an_expression_is_written_as_a_rule_would_write_its_value);
    tcase_add_test(tests, no_database_is_needed);
    tcase_add_test(tests, a_failure_stands_under_a_caret);
    tcase_add_test(tests, a_line_answers_whatever_is_wrong_with_it);
    tcase_add_test(tests, tables_have_a_name_a_version_and_a_hash);
    tcase_add_test(tests, the_hosts_own_rows_come_in_every_form);
    tcase_add_test(tests, a_cell_of_another_type_is_refused);
    tcase_add_test(tests, a_rule_tells_what_it_reads_and_costs);
    tcase_add_test(tests, a_rule_explains_what_decided);
    tcase_add_test(tests, misuse_is_told);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
