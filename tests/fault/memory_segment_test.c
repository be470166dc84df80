/* Failing allocations under segment runs with all that hangs on them, and under alerts that are
 * due. */
#include "memory_loop.h"

static int64_t customer(const char *name, const char *owner, const char *at)
{
    char id[24];
    int64_t account = API_RECORD("account", "name", name, "owner", owner, "level", "a");
    snprintf(id, sizeof id, "%lld", (long long)account);
    API_RECORD("order", "number", name, "account", id, "placed_at", at, "currency", "CNY", "amount",
               "10", "status", "placed");
    return account;
}

static const char cuts[] = "30,60,90,120;9,9,9,9;1,1,1,1";

/* A customer who has a segment, one whose alert is due, one who never bought. */
static void setup(void)
{
    crm_segment_report report;
    char owner[24];
    snprintf(owner, sizeof owner, "%lld",
             (long long)API_RECORD("user", "name", "Wang", "login", "wang", "language", "zh"));
    API_RECORD("segment", "name", "大客户", "code", "big", "condition", "level == \"a\"");
    customer("甲", owner, "2026-03-01T00:00:00Z");
    ck_assert_ok(crm_segment_run(
        db, CRM_OPTIONS(crm_segment_options, .method = CRM_RFM_FIXED, .cuts = cuts), &report));
    API_RECORD("alert_rule", "name", "falling", "kind", "move", "to_segments", "[\"lost\"]");
    API_RECORD("alert_rule", "name", "quiet", "absolute_days", "30", "condition",
               "level == \"a\"", "message", "{customer}：{days}");
    customer("乙", owner, "2025-06-01T00:00:00Z");
    API_RECORD("account", "name", "丙");
}

/* Taken back, so that every try begins alike. */
static crm_status taken_back(crm_status (*act)(void))
{
    crm_status status = crm_db_begin(db);
    if (status < 0)
        return status;
    status = act();
    crm_status ended = crm_db_rollback(db);
    return status < 0 ? status : ended;
}

/* One of two parts, and the part that closes the run. */
static crm_status run_part(void)
{
    crm_segment_report report = {.run = -1};
    crm_segment_options options = {.size = sizeof options,
                                   .method = CRM_RFM_FIXED,
                                   .cuts = cuts,
                                   .as_of_us = INT64_C(1790000000000000),
                                   .run_key = "k",
                                   .partition_count = 2};
    crm_status status = crm_segment_run(db, &options, &report);
    ck_assert_int_eq(report.run > 0, status >= 0);
    if (status < 0)
        return status;
    options.partition_index = 1;
    status = crm_segment_run(db, &options, &report);
    ck_assert_int_eq(report.run > 0, status >= 0);
    return status;
}

/* As if half a year later, when the first customer has been lost. */
static crm_status run_now(void)
{
    crm_segment_report report = {.run = -1};
    crm_status status = crm_segment_run(db,
                                        CRM_OPTIONS(crm_segment_options, .method = CRM_RFM_FIXED,
                                                    .cuts = cuts, .quadrants = "median",
                                                    .as_of_us = INT64_C(1790000000000000)),
                                        &report);
    ck_assert_int_eq(report.run > 0, status >= 0);
    ck_assert_int_eq(report.alerts_raised, status >= 0);
    ck_assert_int_eq(report.entered, status >= 0);
    return status;
}

static crm_status run(void)
{
    return taken_back(run_now);
}

static crm_status parts(void)
{
    return taken_back(run_part);
}

static crm_status dry_run(void)
{
    crm_segment_report report;
    return crm_segment_run(db, CRM_OPTIONS(crm_segment_options, .dry_run = 1), &report);
}

static crm_status named(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_segment_named(db, &cursor);
    return drained(status, cursor);
}

static crm_status due_now(void)
{
    crm_work_report report;
    crm_work_options options = {.size = sizeof options, .until_us = INT64_C(1790000000000000)};
    return crm_work_run(db, &options, &report);
}

static crm_status due(void)
{
    return taken_back(due_now);
}

static const struct scenario scenarios[] = {
    {"run", NULL, run, LOOP_OWN_ERROR},
    {"parts", NULL, parts, LOOP_OWN_ERROR},
    {"dry_run", NULL, dry_run, 0},
    {"named", NULL, named, 0},
    {"due", NULL, due, LOOP_OWN_ERROR},
};

int main(void)
{
    return memory_main("segment", scenarios, COUNT_OF(scenarios), setup);
}
