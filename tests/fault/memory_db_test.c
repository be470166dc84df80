/* Failing allocations under the handle: its life, transactions, users, upkeep, times. */
#include "memory_loop.h"

static int64_t user_id;
static char backup_path[80];
static int number;

static void setup(void)
{
    char role[24];
    snprintf(role, sizeof role, "%lld", (long long)API_RECORD("role", "name", "seller"));
    API_RECORD("role_permission", "role", role, "entity_name", "lead", "read_scope", "own",
               "write_scope", "own");
    user_id = API_RECORD("user", "name", "Wang", "login", "wang", "role", role);
    API_RECORD("lead", "name", "张三");
    snprintf(backup_path, sizeof backup_path, "%.60s.copy", loop_path);
}

static crm_status opened_at(const char *uri)
{
    crm_db *other = GARBAGE;
    crm_host host = test_host(&api_heap);
    crm_status status = crm_db_new(&host, &other);
    ck_assert_emptied(status, other);
    if (status < 0)
        return status;
    status = crm_db_open(
        other, uri, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MAY_LOSE_LAST_COMMITS));
    ck_assert_int_eq(crm_db_error(other)->status, status);
    crm_db_interrupt(other);
    crm_db_free(other);
    return status;
}

static crm_status open_new(void)
{
    return opened_at(":memory:");
}

static crm_status open_existing(void)
{
    return opened_at(loop_path);
}

/* A handle that could not be opened can be opened when there is memory again. */
static crm_status open_again(void)
{
    crm_db *other = NULL;
    crm_host host = test_host(&api_heap);
    crm_status status = crm_db_new(&host, &other);
    if (status < 0)
        return status;
    status = crm_db_open(other, loop_path, NULL);
    if (status < 0) {
        size_t fail_at = api_heap.fail_at;
        size_t sqlite_fail_at = sqlite_heap.fail_at;
        api_heap.fail_at = sqlite_heap.fail_at = 0;
        ck_assert_int_eq(crm_db_open(other, loop_path, NULL), CRM_OK);
        api_heap.fail_at = fail_at;
        sqlite_heap.fail_at = sqlite_fail_at;
    }
    crm_db_free(other);
    return status;
}

/* What a user may not see he must not see because his permissions could not be read, either. */
static crm_status act_as(void)
{
    int64_t count = 0;
    crm_query *query = NULL;
    crm_status status = crm_db_act_as(db, user_id);
    if (status >= 0)
        status = crm_query_new(db, "lead", &query);
    if (status >= 0)
        status = crm_query_count(query, &count);
    ck_assert_int_eq(count, 0);
    crm_query_free(query);
    return status;
}

static void act_as_nobody(void)
{
    ck_assert_ok(crm_db_act_as(db, 0));
}

static crm_status act_as_superuser(void)
{
    return crm_db_act_as(db, 0);
}

static crm_status lead_saved(void)
{
    char name[24];
    crm_record *record = NULL;
    snprintf(name, sizeof name, "lead %d", number++);
    crm_status status = crm_record_new(db, "lead", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "name", name, CRM_NUL);
    status = crm_record_save(record, NULL);
    crm_record_free(record);
    return status;
}

/* A group with a group in it that is undone. */
static crm_status group(void)
{
    int64_t before = 0;
    crm_status status = crm_db_begin(db);
    if (status < 0)
        return status;
    status = lead_saved();
    if (status >= 0 && (status = crm_db_begin(db)) >= 0) {
        status = lead_saved();
        before = number;
        ck_assert_int_ge(crm_db_rollback(db), 0);
    }
    if (status >= 0)
        return crm_db_commit(db);
    ck_assert_int_ge(before, 0);
    ck_assert_ok(crm_db_rollback(db));
    return status;
}

static crm_status lead_work(crm_db *handle, void *context)
{
    ck_assert_ptr_eq(handle, db);
    ck_assert_ptr_null(context);
    return lead_saved();
}

/* Each time under another key. */
static crm_status transaction(void)
{
    char key[32];
    snprintf(key, sizeof key, "key %d", number);
    return crm_transaction_run(
        db, lead_work, NULL, CRM_OPTIONS(crm_transaction_options, .idempotency_key = key));
}

static void no_backup(void)
{
    loop_remove(backup_path);
}

static crm_status backup(void)
{
    crm_status status = crm_db_backup(db, backup_path);
    ck_assert_int_eq(access(backup_path, F_OK) == 0, status >= 0);
    return status;
}

static crm_status check_all(void)
{
    int64_t problems = -1;
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_db_check(db, &problems, &cursor);
    ck_assert_int_eq(problems, 0);
    return drained(status, cursor);
}

static crm_status changes(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_changes(db, 0, 0, &cursor);
    return drained(status, cursor);
}

static crm_status totals(void)
{
    int64_t changed = -1;
    crm_status status = crm_totals_rebuild(db, &changed);
    if (status >= 0)
        ck_assert_int_eq(changed, 0);
    return status;
}

static crm_status normals(void)
{
    int64_t changed = -1;
    crm_status status = crm_normals_rebuild(db, &changed);
    if (status >= 0)
        ck_assert_int_eq(changed, 0);
    return status;
}

/* A newer table of phone numbers; a handle keeps the one it has when there is no memory. */
static crm_status table_load(void)
{
    static char bytes[1 << 20];
    crm_table_version version;
    FILE *file = fopen(TESTS_DIR "/data/phone/8.12.57.table", "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    crm_status status = crm_table_load(db, "phone", bytes, size, &version);
    ck_assert(status >= 0 || !*version.name);
    return status;
}

/* These take no memory. */
static crm_status plain(void)
{
    int64_t time_us = 0;
    char text[CRM_TIME_TEXT_SIZE];
    ck_assert_str_eq(crm_status_name(CRM_E_NOMEM), "CRM_E_NOMEM");
    ck_assert_ptr_nonnull(crm_version());
    crm_table_version table;
    ck_assert_int_eq(crm_table_versions(0, &table), CRM_OK);
    ck_assert_uint_eq(crm_time_format(TEST_NOW_US, text), 20);
    return crm_time_parse(text, &time_us);
}

static const struct scenario scenarios[] = {
    {"open_new", NULL, open_new, LOOP_OWN_ERROR},
    {"open_existing", NULL, open_existing, LOOP_OWN_ERROR},
    {"open_again", NULL, open_again, LOOP_OWN_ERROR},
    {"act_as", act_as_nobody, act_as, 0},
    {"act_as_superuser", NULL, act_as_superuser, 0},
    {"group", NULL, group, LOOP_OWN_ERROR},
    {"transaction", NULL, transaction, 0},
    {"backup", no_backup, backup, 0},
    {"check", NULL, check_all, 0},
    {"totals", NULL, totals, 0},
    {"normals", NULL, normals, 0},
    {"changes", NULL, changes, 0},
    {"table_load", NULL, table_load, 0},
    {"plain", NULL, plain, 0},
};

int main(void)
{
    return memory_main("db", scenarios, COUNT_OF(scenarios), setup);
}
