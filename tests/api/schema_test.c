/* The catalogue: listing it, adding to it, and that nothing tells custom from standard. */
#include "fixture.h"

START_TEST(the_catalogue_lists_entities_and_fields)
{
    crm_cursor *cursor;
    bool lead = false;
    bool mobile = false;
    ck_assert_ok(crm_schema_entities(db, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        lead |= strcmp(crm_cursor_text(cursor, 0), "lead") == 0 &&
                strcmp(crm_cursor_text(cursor, 2), "线索") == 0;
    crm_cursor_free(cursor);
    ck_assert_ok(crm_schema_fields(db, "lead", &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        mobile |= strcmp(crm_cursor_text(cursor, 0), "mobile") == 0 &&
                  strcmp(crm_cursor_text(cursor, 1), "phone") == 0;
    crm_cursor_free(cursor);
    ck_assert(lead && mobile);
    ck_assert_status(crm_schema_fields(db, "leed", &cursor), CRM_E_UNKNOWN);
    ck_assert_status(crm_schema_entities(db, NULL), CRM_E_MISUSE);
}
END_TEST

static int32_t count_bytes(void *context, const void *bytes, size_t size)
{
    (void)bytes;
    *(size_t *)context += size;
    return 0;
}

START_TEST(the_catalogue_prints_as_a_document)
{
    size_t size = 0;
    ck_assert_ok(crm_schema_markdown(db, count_bytes, &size));
    ck_assert_uint_gt(size, 20000);
    ck_assert_status(crm_schema_markdown(db, NULL, NULL), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_custom_entity_works_in_every_call)
{
    crm_record *record;
    crm_query *query;
    int64_t count;
    ck_assert_ok(crm_schema_add_entity(db, "vehicle", "Vehicle", "车辆"));
    ck_assert_ok(crm_schema_add_field(
        db, "vehicle", "plate", "text",
        CRM_OPTIONS(crm_field_options, .required = 1, .unique = 1, .searchable = 1)));
    ck_assert_ok(crm_schema_add_field(
        db, "vehicle", "fuel", "choice",
        CRM_OPTIONS(crm_field_options, .choices = "petrol=Petrol,electric=Electric")));
    ck_assert_ok(crm_schema_add_field(db, "vehicle", "keeper", "reference",
                                      CRM_OPTIONS(crm_field_options, .target = "account")));
    ck_assert_ok(crm_schema_add_field(db, "vehicle", "price", "money", NULL));
    int64_t id = API_RECORD("vehicle", "name", "x", "plate", "沪A12345", "fuel", "electric");
    ck_assert_ok(crm_record_new(db, "vehicle", &record));
    ck_assert_ok(crm_record_set_text(record, "plate", "沪A12345", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "name", "y", CRM_NUL));
    ck_assert_ok(crm_record_set_text(record, "price", "9.99", CRM_NUL));
    ck_assert_status(crm_record_save(record, NULL), CRM_E_EXISTS);
    ck_assert_int_eq(crm_db_error(db)->record_id, id);
    ck_assert_status(crm_record_set_text(record, "fuel", "electrik", CRM_NUL), CRM_E_INVALID);
    crm_record_free(record);
    ck_assert_ok(crm_query_new(db, "vehicle", &query));
    ck_assert_ok(crm_query_where(query, "fuel == 'electric' && !has(keeper)", CRM_NUL));
    ck_assert_ok(crm_query_search(query, "12345", CRM_NUL));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
}
END_TEST

START_TEST(wrong_definitions_are_refused)
{
    ck_assert_status(crm_schema_add_entity(db, "Lead!", NULL, NULL), CRM_E_INVALID);
    ck_assert_status(crm_schema_add_entity(db, "lead", NULL, NULL), CRM_E_EXISTS);
    ck_assert_status(crm_schema_add_entity(db, NULL, NULL, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_schema_add_field(db, "lead", "age", "integr", NULL), CRM_E_UNKNOWN);
    ck_assert_status(crm_schema_add_field(db, "lead", "name", "text", NULL), CRM_E_EXISTS);
    ck_assert_status(crm_schema_add_field(db, "lead", NULL, "text", NULL), CRM_E_MISUSE);
    ck_assert_status(crm_schema_retire_field(db, "lead", "name"), CRM_E_MISUSE);
    ck_assert_status(crm_schema_retire_field(db, "lead", NULL), CRM_E_MISUSE);
}
END_TEST

START_TEST(a_retired_field_is_gone)
{
    crm_record *record;
    ck_assert_ok(crm_schema_add_field(db, "lead", "age", "integer", NULL));
    int64_t id = API_RECORD("lead", "name", "x", "age", "33");
    ck_assert_ok(crm_schema_retire_field(db, "lead", "age"));
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_ptr_null(crm_record_text(record, "age"));
    crm_record_free(record);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/schema");
    TCase *tests = tcase_create("schema");
    tcase_add_checked_fixture(tests, api_setup, api_teardown);
    tcase_add_test(tests, the_catalogue_lists_entities_and_fields);
    tcase_add_test(tests, the_catalogue_prints_as_a_document);
    tcase_add_test(tests, a_custom_entity_works_in_every_call);
    tcase_add_test(tests, wrong_definitions_are_refused);
    tcase_add_test(tests, a_retired_field_is_gone);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
