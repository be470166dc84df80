/* Failing allocations under alerts. */
#include "memory_loop.h"

static int64_t alert_id;

static void setup(void)
{
    API_RECORD("user", "name", "Wang", "login", "wang");
    API_RECORD("alert_rule", "name", "quiet", "absolute_days", "30");
}

static void silent_customer(void)
{
    static int number;
    char account[24];
    char name[24];
    snprintf(name, sizeof name, "N%d", number++);
    snprintf(account, sizeof account, "%lld", (long long)API_RECORD("account", "name", name));
    API_RECORD("order", "number", name, "account", account, "placed_at", "2025-03-02T00:00:00Z",
               "currency", "CNY", "amount", "10", "status", "placed");
}

static crm_status run(void)
{
    crm_alert_report report = {.raised = -1};
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_alert_run(db, NULL, &report, &cursor);
    ck_assert_int_eq(report.raised > 0, status >= 0);
    return drained(status, cursor);
}

static crm_status list(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_alert_list(db, NULL, &cursor);
    return drained(status, cursor);
}

static void alert_there(void)
{
    crm_alert_report report;
    crm_cursor *cursor;
    silent_customer();
    ck_assert_ok(crm_alert_run(db, NULL, &report, NULL));
    ck_assert_ok(crm_alert_list(db, CRM_OPTIONS(crm_alert_options, .state = "open"), &cursor));
    ck_assert_ok(crm_cursor_next(cursor));
    alert_id = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
}

static crm_status acknowledge(void)
{
    return crm_alert_acknowledge(db, alert_id);
}

static crm_status close_it(void)
{
    return crm_alert_close(db, alert_id);
}

static const struct scenario scenarios[] = {
    {"run", silent_customer, run, 0},
    {"list", NULL, list, 0},
    {"acknowledge", alert_there, acknowledge, 0},
    {"close", alert_there, close_it, 0},
};

int main(void)
{
    return memory_main("alert", scenarios, COUNT_OF(scenarios), setup);
}
