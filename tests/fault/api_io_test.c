/*
 * Failing reads, writes, syncs and full disks under public calls: operation n fails, for n = 1, 2,
 * 3 …, once or for ever after. Each time the call names its failure, the handle goes on reading,
 * and the database holds the call's work wholly or not at all.
 */
#include "../api/fixture.h"
#include "ioerror_vfs.h"

#include <stdio.h>
#include <unistd.h>

static char path[64];
static char base[80];
static char copy[80];
static int64_t ids[2];

static void file_remove(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        char file[96];
        snprintf(file, sizeof file, "%s%s", name, ends[i]);
        unlink(file);
    }
}

static void file_copy(const char *from_name, const char *to_name)
{
    static char bytes[65536];
    size_t size;
    file_remove(to_name);
    FILE *from = fopen(from_name, "rb");
    FILE *to = fopen(to_name, "wb");
    ck_assert(from && to);
    while ((size = fread(bytes, 1, sizeof bytes, from)) > 0)
        ck_assert_uint_eq(fwrite(bytes, 1, size, to), size);
    fclose(from);
    fclose(to);
}

static void handle_open(const char *name, const char *vfs)
{
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(db, name, CRM_OPTIONS(crm_open_options, .vfs = vfs)));
}

static void handle_close(void)
{
    crm_db_free(db);
    db = NULL;
    ck_assert_uint_eq(api_heap.live, 0);
}

static void setup(void)
{
    char text[24];
    api_heap = (struct test_heap){0};
    snprintf(path, sizeof path, "io_%d.crm", (int)getpid());
    snprintf(base, sizeof base, "%s.base", path);
    snprintf(copy, sizeof copy, "%s.copy", path);
    file_remove(base);
    handle_open(base, NULL);
    snprintf(text, sizeof text, "%lld",
             (long long)API_RECORD("user", "name", "Wang", "login", "wang"));
    for (int i = 0; i < 2; i++)
        ids[i] = API_RECORD("lead", "name", i ? "张伟" : "Zhang Wei", "company", "测试公司", "owner",
                            text, "owner_since", "2026-01-01T00:00:00Z");
    snprintf(text, sizeof text, "%lld", (long long)API_RECORD("account", "name", "甲"));
    API_RECORD("order", "number", "N1", "account", text, "placed_at", "2026-02-01T00:00:00Z",
               "currency", "CNY", "amount", "10", "status", "placed");
    API_RECORD("pool", "name", "East", "is_default", "true");
    API_RECORD("pool_rule", "name", "idle", "kind", "recycle", "recycle_kind", "no_follow_up",
               "days", "10");
    handle_close();
}

static void teardown(void)
{
    ioerror_start(0, 0, false, 0);
    file_remove(path);
    file_remove(base);
    file_remove(copy);
}

/* --- the calls -------------------------------------------------------------------------------- */

static crm_status create(void)
{
    crm_record *record;
    crm_status status = crm_record_new(db, "lead", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "name", "李娜", CRM_NUL);
    crm_record_set_text(record, "mobile", "13800001111", CRM_NUL);
    status = crm_record_save(record, NULL);
    ck_assert_int_eq(crm_record_id(record) != 0, status >= 0);
    crm_record_free(record);
    return status;
}

static int32_t leads_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    static const char leads[] = "姓名,手机号,来源\n王五,13912345678,展会\n赵六,13912345679,网站\n";
    size_t *at = context;
    size_t left = sizeof leads - 1 - *at;
    *read_out = size < left ? size : left;
    memcpy(bytes, leads + *at, *read_out);
    *at += *read_out;
    return 0;
}

static crm_status import(void)
{
    size_t at = 0;
    crm_import_report report;
    crm_status status = crm_import_run(
        db, CRM_OPTIONS(crm_import_options, .entity = "lead"), leads_read, &at, &report);
    ck_assert_int_eq(report.created + report.updated + report.duplicates + report.rejected,
                     report.rows);
    ck_assert(status < 0 || report.created == 2);
    return status;
}

static crm_status convert(void)
{
    crm_convert_result result;
    return crm_lead_convert(db, ids[0], NULL, &result);
}

static crm_status recycle(void)
{
    return crm_lead_recycle(db, NULL);
}

static crm_status merge(void)
{
    int64_t made;
    return crm_merge_run(db, "lead", ids, 2, NULL, &made);
}

static crm_status segment(void)
{
    crm_segment_report report;
    return crm_segment_run(db, NULL, &report);
}

static crm_status field(void)
{
    return crm_schema_add_field(db, "lead", "extra", "text", NULL);
}

static crm_status backup(void)
{
    file_remove(copy);
    crm_status status = crm_db_backup(db, copy);
    ck_assert_int_eq(access(copy, F_OK) == 0, status >= 0);
    return status;
}

static const struct {
    const char *name;
    crm_status (*call)(void);
    bool in_pieces; /* commits more than once */
} calls[] = {
    {"create", create, false},   {"import", import, true},   {"convert", convert, false},
    {"recycle", recycle, false}, {"merge", merge, false},    {"segment", segment, false},
    {"field", field, false},     {"backup", backup, false},
};

static const struct {
    int kinds;
    int code;
    crm_status expected;
} faults[] = {
    {IO_READ, 0, CRM_E_IO},
    {IO_WRITE, 0, CRM_E_IO},
    {IO_WRITE, SQLITE_FULL, CRM_E_FULL},
    {IO_SYNC, 0, CRM_E_IO},
    {IO_SHARED | IO_LOCK | IO_SIZE | IO_OPEN, 0, CRM_E_IO},
};

/* --- the loop --------------------------------------------------------------------------------- */

static int64_t last_change(void)
{
    int64_t last = 0;
    crm_cursor *cursor;
    ck_assert_ok(crm_changes(db, 0, 0, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        last = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    return last;
}

static void sound(const char *name)
{
    int64_t problems;
    crm_cursor *cursor;
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        printf("%s: %s %s\n", name, crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}

/* After a failed sync nobody knows what is on the disk: the handle only reads, and says so. */
static void still_works(const char *name, int64_t n)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", ids[0], &record));
    ck_assert_ok(crm_record_set_text(record, "title", "CEO", CRM_NUL));
    crm_status status = crm_record_save(record, NULL);
    const char *message = crm_db_error(db)->message;
    ck_assert_msg(status == CRM_OK || (status == CRM_E_IO && strstr(message, "open it again")),
                  "%s at %d: then saving fails: %s", name, (int)n, message);
    crm_record_free(record);
}

/* One try: false when the fault was not reached. */
static bool fault_try(size_t call, size_t fault, int64_t n, bool for_ever)
{
    const char *name = calls[call].name;
    file_copy(base, path);
    ioerror_start(0, 0, false, 0);
    handle_open(path, IOERROR_VFS);
    int64_t before = last_change();
    ioerror_start(faults[fault].kinds, n, for_ever, faults[fault].code);
    crm_status status = calls[call].call();
    bool reached = ioerror_calls() >= n;
    ioerror_start(0, 0, false, 0);
    ck_assert_msg(status >= 0 || (reached && status == faults[fault].expected), "%s at %d: %s: %s",
                  name, (int)n, crm_status_name(status), crm_db_error(db)->message);
    if (status < 0) {
        ck_assert_int_eq(crm_db_error(db)->status, status);
        ck_assert_str_ne(crm_db_error(db)->message, "");
        ck_assert_msg(calls[call].in_pieces || last_change() == before,
                      "%s at %d failed, but has committed", name, (int)n);
        still_works(name, n);
    }
    handle_close();
    handle_open(path, NULL);
    sound(name);
    handle_close();
    return reached;
}

START_TEST(a_failed_operation_is_named_and_leaves_all_or_nothing)
{
    size_t call = (size_t)_i / 2;
    bool for_ever = _i % 2;
    for (size_t fault = 0; fault < sizeof faults / sizeof *faults; fault++) {
        int64_t n = 1;
        while (fault_try(call, fault, n, for_ever))
            n += getenv("CRM_FAULT_FULL") || n < 4 ? 1 : n / 2 + 1;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault/api_io");
    TCase *tests = tcase_create("io");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, a_failed_operation_is_named_and_leaves_all_or_nothing, 0,
                        2 * (int)(sizeof calls / sizeof *calls));
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
