/* Importing through the public interface. */
#include "place.h"

#include <stdio.h>

#include <crm/crm.h>
#include <string.h>

static struct test_heap heap;
static crm_db *db;

static void set_up(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_int_eq(crm_db_open(db, api_database(), NULL), CRM_OK);
}

static void tear_down(void)
{
    crm_db_free(db);
    ck_assert_uint_eq(heap.live, 0);
}

struct input {
    const char *text;
    size_t left;
};

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    size = size < input->left ? size : input->left;
    memcpy(bytes, input->text, size);
    input->text += size;
    input->left -= size;
    *read_out = size;
    return 0;
}

static crm_status import(const char *text, const crm_import_options *options,
                         crm_import_report *report)
{
    struct input input = {text, strlen(text)};
    return crm_import_run(db, options, input_read, &input, report);
}

struct told {
    char entity[32];
    char mobile[32];
    int rejects;
    char field[32];
    char text[128];
    int stop;
};

static int32_t on_plan(void *context, const crm_import_plan *plan)
{
    struct told *told = context;
    snprintf(told->entity, sizeof told->entity, "%s", plan->entity);
    for (int64_t i = 0; i < plan->column_count; i++) {
        if (strcmp(plan->columns[i].field, "mobile") == 0)
            snprintf(told->mobile, sizeof told->mobile, "%s", plan->columns[i].name);
    }
    return told->stop;
}

static int32_t on_reject(void *context, const crm_import_reject *reject)
{
    struct told *told = context;
    told->rejects++;
    snprintf(told->field, sizeof told->field, "%s", reject->field);
    snprintf(told->text, sizeof told->text, "%s", reject->text);
    return 0;
}

START_TEST(a_file_is_understood_saved_and_reported)
{
    struct told told = {0};
    crm_import_report report;
    crm_import_options options = {
        .size = sizeof options, .context = &told, .planned = on_plan, .rejected = on_reject};
    ck_assert_int_eq(import("姓名,手机号,预计采购日期\n张伟,13912345678,2024-01-05\n李娜,,5.1.24\n",
                            &options, &report),
                     CRM_OK);
    ck_assert_str_eq(told.entity, "lead");
    ck_assert_str_eq(told.mobile, "手机号");
    ck_assert_int_eq(report.rows, 2);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_int_eq(told.rejects, 1);
    ck_assert_str_eq(told.field, "needed_by");
    ck_assert_str_eq(told.text, "李娜,,5.1.24");
}
END_TEST

START_TEST(options_decide_what_a_duplicate_does)
{
    static const char *const file = "name,email\nAnn,a@acme-shop.cn\nAnna,a@acme-shop.cn\n";
    crm_import_report report;
    ck_assert_int_eq(
        import(file, CRM_OPTIONS(crm_import_options, .on_match = CRM_IMPORT_SKIP), &report),
        CRM_OK);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.duplicates, 1);
    ck_assert_int_eq(import(file, CRM_OPTIONS(crm_import_options, .dry_run = 1), &report), CRM_OK);
    ck_assert_int_eq(report.to_review, 2);
    ck_assert_int_eq(report.run_id, 0);
}
END_TEST

START_TEST(the_host_may_stop_before_any_row)
{
    struct told told = {.stop = 1};
    crm_import_report report;
    crm_import_options options = {.size = sizeof options, .context = &told, .planned = on_plan};
    ck_assert_int_eq(import("name,email\nAnn,a@example.com\n", &options, &report), CRM_E_CANCELLED);
    ck_assert_int_eq(report.rows, 0);
}
END_TEST

START_TEST(wrong_options_are_refused)
{
    crm_import_report report;
    struct input input = {"name\nA\n", 7};
    ck_assert_int_eq(crm_import_run(NULL, NULL, input_read, &input, &report), CRM_E_MISUSE);
    ck_assert_int_eq(crm_import_run(db, NULL, NULL, NULL, &report), CRM_E_MISUSE);
    ck_assert_int_eq(crm_import_run(db, NULL, input_read, &input, NULL), CRM_E_MISUSE);
    ck_assert_int_eq(import("a\n", CRM_OPTIONS(crm_import_options, .on_match = 9), &report),
                     CRM_E_MISUSE);
    ck_assert_int_eq(import("a\n", CRM_OPTIONS(crm_import_options, .batch_rows = -1), &report),
                     CRM_E_MISUSE);
    ck_assert_int_eq(import("a\n", CRM_OPTIONS(crm_import_options, .entity = "laed"), &report),
                     CRM_E_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(crm_db_error(db)->message, "lead"));
    ck_assert_int_eq(import("a\n", CRM_OPTIONS(crm_import_options, .date_order = "xyz"), &report),
                     CRM_E_UNKNOWN);
    ck_assert_int_eq(import("a\n", CRM_OPTIONS(crm_import_options, .encoding = "klingon"), &report),
                     CRM_E_UNKNOWN);
}
END_TEST

/* --- rejects and ids -------------------------------------------------------------------------- */

struct file {
    char bytes[1024];
    size_t size;
    int32_t answer;
};

static int32_t file_take(void *context, const void *bytes, size_t size)
{
    struct file *file = context;
    ck_assert_uint_lt(file->size + size, sizeof file->bytes);
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
    return file->answer;
}

static crm_status import_rejecting(struct file *file, crm_import_report *report)
{
    const crm_import_options options = {
        .size = sizeof options, .entity = "lead", .context = file, .rejects = file_take};
    return import("name,needed_by\nAnn,never\nBob,\n", &options, report);
}

START_TEST(the_host_gets_a_file_of_rejects_to_put_right)
{
    struct file file = {.size = 0};
    crm_import_report report;
    ck_assert_int_eq(import_rejecting(&file, &report), CRM_OK);
    ck_assert_str_eq(file.bytes, "line,field,reason,name,needed_by\n"
                                 "2,needed_by,needed_by: 'never' is no date,Ann,never\n");
    ck_assert_int_eq(report.rejects_size, (int64_t)file.size);
    ck_assert_int_eq(report.created, 1);
}
END_TEST

START_TEST(a_host_that_cannot_keep_rejects_stops_the_import)
{
    struct file file = {.answer = 1};
    crm_import_report report;
    ck_assert_int_eq(import_rejecting(&file, &report), CRM_E_IO);
    ck_assert_int_eq(report.rejects_size, 0);
    ck_assert_int_eq(report.rows, 0);
}
END_TEST

START_TEST(only_a_superuser_keeps_ids)
{
    crm_record *user;
    crm_import_report report;
    static const char *const file = "id,name\n912405667489255431,Ann\n";
    const crm_import_options options = {.size = sizeof options, .entity = "lead", .keep_ids = 1};
    ck_assert_int_eq(import(file, &options, &report), CRM_OK);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(import(file, &options, &report), CRM_OK);
    ck_assert_int_eq(report.updated, 1);
    ck_assert_int_eq(crm_record_new(db, "user", &user), CRM_OK);
    crm_record_set_text(user, "name", "Zoe", CRM_NUL);
    crm_record_set_text(user, "login", "zoe", CRM_NUL);
    ck_assert_int_eq(crm_record_save(user, NULL), CRM_OK);
    ck_assert_int_eq(crm_db_act_as(db, crm_record_id(user)), CRM_OK);
    crm_record_free(user);
    ck_assert_int_eq(import(file, &options, &report), CRM_E_DENIED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api transfer");
    TCase *tests = tcase_create("transfer");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_file_is_understood_saved_and_reported);
    tcase_add_test(tests, options_decide_what_a_duplicate_does);
    tcase_add_test(tests, the_host_may_stop_before_any_row);
    tcase_add_test(tests, wrong_options_are_refused);
    tcase_add_test(tests, the_host_gets_a_file_of_rejects_to_put_right);
    tcase_add_test(tests, a_host_that_cannot_keep_rejects_stops_the_import);
    tcase_add_test(tests, only_a_superuser_keeps_ids);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
