/* Failing allocations under assignment, recycling, due work and the outbox. */
#include "memory_loop.h"

static int64_t lead_id;
static int64_t user_id;
static int64_t message_id;
static int64_t reminders;
static char user_text[24];
static char pool_text[24];

static void setup(void)
{
    user_id = API_RECORD("user", "name", "Wang", "login", "wang");
    snprintf(user_text, sizeof user_text, "%lld", (long long)user_id);
    snprintf(pool_text, sizeof pool_text, "%lld",
             (long long)API_RECORD("pool", "name", "East"));
    lead_id = API_RECORD("lead", "name", "张伟", "pool", pool_text);
    API_RECORD("pool_rule", "name", "all", "kind", "assign", "pool", pool_text, "condition",
               "name != ''");
    API_RECORD("pool_rule", "name", "ten days", "kind", "recycle", "recycle_kind", "no_follow_up",
               "days", "10");
}

static void lead_set(const char *json)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", lead_id, &record));
    ck_assert_ok(crm_record_set_json(record, json, CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
}

static void without_owner(void)
{
    lead_set("{\"owner\":null}");
}

static crm_status assign(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_lead_assign(
        db, CRM_OPTIONS(crm_assign_options, .leads = &lead_id, .lead_count = 1), &cursor);
    return drained(status, cursor);
}

static void long_idle(void)
{
    char json[96];
    snprintf(json, sizeof json, "{\"owner\":\"%s\",\"owner_since\":\"2026-02-01T00:00:00Z\"}",
             user_text);
    lead_set(json);
}

static crm_status recycle_plan(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_lead_recycle_plan(db, 0, 0, &cursor);
    return drained(status, cursor);
}

static crm_status recycle(void)
{
    int64_t count = -1;
    crm_status status = crm_lead_recycle(db, &count);
    ck_assert_int_eq(count, status >= 0);
    return status;
}

static void reminder_due(void)
{
    reminders++;
    API_RECORD("reminder", "name", "call", "recipient", user_text, "remind_at",
               "2026-03-02T09:00:00Z");
}

static crm_status worked(crm_work_report *report)
{
    return crm_work_run(
        db, CRM_OPTIONS(crm_work_options, .until_us = TEST_NOW_US + INT64_C(3600000000)), report);
}

/* Each piece of work is a transaction; one that failed for want of memory is not given up. */
static crm_status work(void)
{
    crm_work_report report = {.done = -1};
    crm_status status = worked(&report);
    ck_assert_int_eq(report.failed, 0);
    return status;
}

/* Takes all that there is, for no time; how many were there. */
static int64_t messages_taken(void)
{
    crm_cursor *cursor;
    int64_t count = 0;
    ck_assert_ok(crm_outbox_take(db, 0, 1, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        message_id = crm_cursor_int(cursor, 0);
        count++;
    }
    crm_cursor_free(cursor);
    return count;
}

static void message_there(void)
{
    crm_work_report report;
    while (messages_taken())
        ck_assert_ok(crm_outbox_sent(db, message_id));
    reminder_due();
    ck_assert_ok(worked(&report));
}

static crm_status outbox_take(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_outbox_take(db, 5, 1000000, &cursor);
    return drained(status, cursor);
}

static void message_taken(void)
{
    message_there();
    ck_assert_int_eq(messages_taken(), 1);
}

static crm_status outbox_sent(void)
{
    return crm_outbox_sent(db, message_id);
}

static crm_status outbox_failed(void)
{
    return crm_outbox_failed(db, message_id, "no network", TEST_NOW_US);
}

static const struct scenario scenarios[] = {
    {"assign", without_owner, assign, 0},
    {"recycle_plan", long_idle, recycle_plan, 0},
    {"recycle", long_idle, recycle, 0},
    {"work", reminder_due, work, LOOP_IN_PIECES},
    {"outbox_take", message_there, outbox_take, LOOP_IN_PIECES},
    {"outbox_sent", message_taken, outbox_sent, 0},
    {"outbox_failed", message_taken, outbox_failed, 0},
};

/* However the runs failed, each reminder has become one message, and none two. */
START_TEST(no_work_is_lost_or_done_twice)
{
    crm_work_report report;
    reminders = 0;
    for (size_t fail_at = 1; fail_at < 400; fail_at += 9) {
        reminder_due();
        api_heap.calls = 0;
        api_heap.fail_for_ever = fail_at % 2;
        api_heap.fail_at = fail_at;
        crm_work_run(db, CRM_OPTIONS(crm_work_options, .until_us = INT64_MAX / 2), &report);
        api_heap.fail_at = 0;
    }
    ck_assert_ok(worked(&report));
    ck_assert_int_eq(report.failed, 0);
    ck_assert_int_eq(report.next_us, INT64_MAX);
    ck_assert_int_eq(messages_taken(), reminders);
}
END_TEST

int main(void)
{
    return memory_main_with("work", scenarios, COUNT_OF(scenarios), setup,
                            no_work_is_lost_or_done_twice);
}
