/* Failing allocations under imports: what is counted is there, what failed is not, and what was
 * stopped goes on. */
#include "memory_loop.h"

struct input {
    const char *text;
    size_t left;
};

static int number;
static char text[1024];
static char name[32];

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    *read_out = size < input->left ? size : input->left;
    memcpy(bytes, input->text, *read_out);
    input->text += *read_out;
    input->left -= *read_out;
    return 0;
}

static int32_t on_plan(void *context, const crm_import_plan *plan)
{
    (void)context;
    ck_assert_ptr_nonnull(plan->entity);
    return 0;
}

static int32_t on_reject(void *context, const crm_import_reject *reject)
{
    ck_assert_ptr_nonnull(reject->reason);
    ++*(int *)context;
    return 0;
}

/* The counts of a call that failed are those of what it has committed. */
static crm_status imported(const char *entity, const crm_import_options *given)
{
    int rejects = 0;
    crm_import_report report = {.rows = -1};
    crm_import_options options = *given;
    struct input input = {text, strlen(text)};
    options.name = name;
    options.entity = entity;
    options.context = &rejects;
    options.planned = on_plan;
    options.rejected = on_reject;
    size_t fail_at[2] = {api_heap.fail_at, sqlite_heap.fail_at};
    api_heap.fail_at = sqlite_heap.fail_at = 0;
    int64_t before = loop_count(entity);
    api_heap.calls = sqlite_heap.calls = 0;
    api_heap.fail_at = fail_at[0];
    sqlite_heap.fail_at = fail_at[1];
    crm_status status = crm_import_run(db, &options, input_read, &input, &report);
    fail_at[0] = api_heap.fail_at;
    fail_at[1] = sqlite_heap.fail_at;
    size_t calls[2] = {api_heap.calls, sqlite_heap.calls};
    crm_error error = *crm_db_error(db);
    api_heap.fail_at = sqlite_heap.fail_at = 0;
    ck_assert_int_eq(error.status, status);
    ck_assert_int_eq(report.created + report.updated + report.duplicates + report.rejected,
                     report.rows);
    ck_assert_int_eq(loop_count(entity) - before, options.dry_run ? 0 : report.created);
    ck_assert(status < 0 || report.rows == 4);
    api_heap.fail_at = fail_at[0];
    sqlite_heap.fail_at = fail_at[1];
    api_heap.calls = calls[0];
    sqlite_heap.calls = calls[1];
    return status;
}

static void leads_csv(void)
{
    number++;
    snprintf(name, sizeof name, "leads%d.csv", number);
    snprintf(text, sizeof text,
             "external_id,姓名,手机号,来源,预计采购日期\n"
             "%d-1,张伟,13912345678,展会,2026-01-05\n%d-2,李娜,13800000002,展会,\n"
             "%d-3,王五,,网站,5.1.24\n%d-4,赵六,,网站,\n",
             number, number, number, number);
}

static crm_status leads(void)
{
    return imported("lead", CRM_OPTIONS(crm_import_options, .batch_rows = 2));
}

static crm_status leads_dry(void)
{
    return imported("lead", CRM_OPTIONS(crm_import_options, .dry_run = 1));
}

static crm_status leads_skipped(void)
{
    return imported("lead", CRM_OPTIONS(crm_import_options, .on_match = CRM_IMPORT_SKIP));
}

static crm_status leads_once(void)
{
    return imported("lead", CRM_OPTIONS(crm_import_options, .idempotency_key = name));
}

static void orders_ndjson(void)
{
    number++;
    snprintf(name, sizeof name, "orders%d.ndjson", number);
    text[0] = '\0';
    for (int i = 0; i < 4; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used,
                 "{\"external_id\":\"%d-%d\",\"customer\":\"c%d\",\"placed_at\":"
                 "\"2026-01-0%dT00:00:00Z\",\"amount\":\"%d.50\",\"status\":\"placed\"}\n",
                 number, i, i % 2, i + 1, i + 10);
    }
}

/* Orders keep the totals of their accounts, which are created with them. */
static crm_status orders(void)
{
    return imported("order",
                    CRM_OPTIONS(crm_import_options, .map = "customer=account.external_id"));
}

static void some_leads(void)
{
    static bool done;
    crm_import_report report;
    if (done)
        return;
    leads_csv();
    struct input input = {text, strlen(text)};
    ck_assert_ok(crm_import_run(db, CRM_OPTIONS(crm_import_options, .entity = "lead"), input_read,
                                &input, &report));
    done = true;
}

/* The file is there when all is in it, and not at all otherwise. */
static crm_status exported(void)
{
    char path[96];
    crm_export_report report = {.rows = -1};
    snprintf(path, sizeof path, "%.60s.csv", loop_path);
    unlink(path);
    crm_status status = crm_export_run(
        db, CRM_OPTIONS(crm_export_options, .entity = "lead", .path = path, .labels = "zh"), NULL,
        NULL, &report);
    ck_assert_int_eq(access(path, F_OK) == 0, status >= 0);
    ck_assert_int_eq(report.rows > 0, status >= 0);
    unlink(path);
    return status;
}

static int32_t nowhere(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 0;
}

static crm_status exported_arrow(void)
{
    return crm_export_run(db,
                          CRM_OPTIONS(crm_export_options, .entity = "lead",
                                      .where = "name != ''", .format = CRM_FORMAT_ARROW),
                          nowhere, NULL, NULL);
}

static const struct scenario scenarios[] = {
    {"leads", leads_csv, leads, LOOP_IN_PIECES | LOOP_OWN_ERROR},
    {"leads_dry", leads_csv, leads_dry, LOOP_OWN_ERROR},
    {"leads_skipped", leads_csv, leads_skipped, LOOP_IN_PIECES | LOOP_OWN_ERROR},
    {"leads_once", leads_csv, leads_once, LOOP_IN_PIECES | LOOP_OWN_ERROR},
    {"orders", orders_ndjson, orders, LOOP_IN_PIECES | LOOP_OWN_ERROR},
    {"exported", some_leads, exported, 0},
    {"exported_arrow", some_leads, exported_arrow, 0},
};

int main(void)
{
    return memory_main("transfer", scenarios, COUNT_OF(scenarios), NULL);
}
