/* Tables that judge what is typed, as a host sees them: a newer one in place of the library's. */
#include "fixture.h"

#include <stdio.h>

#define TABLE TESTS_DIR "/data/phone/8.12.57.table"

enum { TABLE_ROOM = 1 << 20 };

static char bytes[TABLE_ROOM];
static size_t size;

static void setup(void)
{
    FILE *file = fopen(TABLE, "rb");
    ck_assert_ptr_nonnull(file);
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, api_database(), CRM_OPTIONS(crm_open_options, .region = "MX")));
}

START_TEST(a_table_that_is_loaded_judges_from_then_on)
{
    int64_t changed = -1;
    crm_table_version version;
    /* 01 before the area was dropped from Mexico's plan. */
    API_RECORD("lead", "name", "Frida", "mobile", "016572697807");
    ck_assert_ok(crm_normals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 0);

    ck_assert_ok(crm_table_load(db, "phone", bytes, size, &version));
    ck_assert_str_eq(version.name, "phone");
    ck_assert_str_eq(version.version, "8.12.57");
    ck_assert_uint_ne(version.hash, 0);
    ck_assert_ok(crm_normals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 1);
    ck_assert_ok(crm_table_load(db, "phone", bytes, size, NULL)); /* in place of itself */
    ck_assert_ok(crm_normals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 0);

    ck_assert_ok(crm_table_versions(0, &version));
    ck_assert_str_ne(version.version, "8.12.57"); /* what the library carries stays */
}
END_TEST

START_TEST(a_table_that_is_none_changes_nothing)
{
    int64_t changed = -1;
    crm_table_version version;
    API_RECORD("lead", "name", "Frida", "mobile", "016572697807");
    bytes[size / 2] ^= 1;
    ck_assert_status(crm_table_load(db, "phone", bytes, size, &version), CRM_E_CORRUPT);
    ck_assert_str_eq(crm_db_error(db)->message, "phone: the checksum is of another content");
    ck_assert_str_eq(version.version, "");
    ck_assert_status(crm_table_load(db, "phone", bytes, size - 1, NULL), CRM_E_CORRUPT);
    ck_assert_status(crm_table_load(db, "phone", "", 0, NULL), CRM_E_CORRUPT);
    ck_assert_status(crm_table_load(db, "fax", bytes, size, NULL), CRM_E_UNKNOWN);
    ck_assert_status(crm_table_load(db, NULL, bytes, size, NULL), CRM_E_MISUSE);
    ck_assert_status(crm_table_load(db, "phone", NULL, 0, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(crm_table_load(NULL, "phone", bytes, size, NULL), CRM_E_MISUSE);
    ck_assert_ok(crm_normals_rebuild(db, &changed));
    ck_assert_int_eq(changed, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api table");
    TCase *tests = tcase_create("table");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, a_table_that_is_loaded_judges_from_then_on);
    tcase_add_test(tests, a_table_that_is_none_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
