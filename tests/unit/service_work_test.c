/* Due work: what is run together, in what order, and what becomes of a piece that fails. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/work.h"
#include "store/observer.h"
#include "store/outbox.h"

enum { REMINDERS = 7 };

static struct fixture fixture;
static struct store *store;
static int64_t seller;
static int64_t reminders[REMINDERS];

/* --- what is run ------------------------------------------------------------------------------ */

/* Refuses every change of one record, as a rule of a host might. */
static int64_t refused;

static crm_status refuse(struct observer *observer, struct store *of,
                         const struct row_change *change)
{
    (void)observer;
    for (size_t i = 0; i < change->count; i++) {
        if (change->ids[i] == refused)
            return crm__fail(of->env, CRM_E_REFUSED, "not record %lld", (long long)refused);
    }
    return CRM_OK;
}

static struct observer refuser;

static const char *text_of(int64_t id)
{
    static char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return text;
}

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    refused = 0;
    refuser = (struct observer){.name = "refuser", .entity = TEXT("reminder"), .rows = refuse};
    crm__store_observe(store, &refuser);
    seller = insert(store, "user", "name", "王芳", "login", "wang", NULL);
    for (int i = 0; i < REMINDERS; i++) {
        char at[] = "2026-03-01T09:00:00Z";
        at[15] = (char)('0' + i);
        reminders[i] = insert(store, "reminder", "name", "回电", "recipient", text_of(seller),
                              "remind_at", at, "state", "pending", NULL);
    }
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static void work(int64_t done, int64_t failed)
{
    struct work_report report;
    ck_assert_done(&fixture, crm__work_run(store, store->env->now_us, 0, PARTITION_WHOLE, &report));
    ck_assert_int_eq(report.done, done);
    ck_assert_int_eq(report.failed, failed);
}

static int64_t messages(void)
{
    return count_where(store, "outbox", "");
}

/* --- failures --------------------------------------------------------------------------------- */

START_TEST(one_that_fails_is_put_back_alone)
{
    refused = reminders[4];
    work(REMINDERS - 1, 1);
    ck_assert_int_eq(messages(), REMINDERS - 1);
    ck_assert_int_eq(count_where(store, "reminder", "state == 'shown'"), REMINDERS - 1);
    ck_assert_int_eq(count_where(store, "due_work", ""), 1);
    int64_t again = id_where(store, "due_work", "attempts == 1");
    ck_assert_int_eq(field_int(store, "due_work", again, "record_id"), refused);
    char why[64];
    snprintf(why, sizeof why, "not record %lld", (long long)refused);
    assert_field(store, "due_work", again, "last_error", why);
}
END_TEST

START_TEST(what_was_put_back_is_done_once_when_it_no_longer_fails)
{
    refused = reminders[0];
    work(REMINDERS - 1, 1);
    refused = 0;
    work(0, 0);
    store->env->now_us += MINUTE_US;
    work(1, 0);
    work(0, 0);
    ck_assert_int_eq(messages(), REMINDERS);
    ck_assert_int_eq(count_where(store, "due_work", ""), 0);
}
END_TEST

START_TEST(the_pause_doubles_and_after_five_tries_it_is_given_up)
{
    refused = reminders[REMINDERS - 1];
    work(REMINDERS - 1, 1);
    for (int64_t pause_us = MINUTE_US; pause_us <= 8 * MINUTE_US; pause_us *= 2) {
        store->env->now_us += pause_us - 1;
        work(0, 0);
        store->env->now_us += 1;
        work(0, 1);
    }
    ck_assert_int_eq(count_where(store, "due_work", ""), 0);
    ck_assert_int_eq(messages(), REMINDERS - 1);
}
END_TEST

START_TEST(work_without_a_handler_is_put_back_and_says_so)
{
    int64_t lead = insert(store, "lead", "name", "张伟", NULL);
    const struct due due = {.kind = TEXT("dance"),
                            .entity = entity_of(store, "lead"),
                            .record_id = lead,
                            .due_us = store->env->now_us};
    ck_assert_done(&fixture, crm__due_set(store, &due, 1));
    work(REMINDERS, 1);
    assert_field(store, "due_work", id_where(store, "due_work", "attempts == 1"), "last_error",
                 "no handler for due work 'dance'");
}
END_TEST

START_TEST(a_timer_that_is_set_anew_begins_anew)
{
    refused = reminders[2];
    work(REMINDERS - 1, 1);
    const struct due due = {.kind = TEXT("reminder"),
                            .entity = entity_of(store, "reminder"),
                            .record_id = refused,
                            .due_us = store->env->now_us};
    ck_assert_done(&fixture, crm__due_set(store, &due, 1));
    int64_t again = id_where(store, "due_work", "attempts == 0 && !has(last_error)");
    ck_assert_int_eq(field_int(store, "due_work", again, "due_at"), store->env->now_us);
}
END_TEST

/* Whatever allocation fails, work that is not done is due as before, and nothing is told twice. */
START_TEST(a_failed_allocation_leaves_work_due)
{
    refused = reminders[3]; /* so that it is tried by halves and put back, too */
    struct work_report report;
    crm_status status = CRM_E_NOMEM;
    for (size_t n = 1; status < 0; n++) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = n;
        status = crm__work_run(store, store->env->now_us, 0, PARTITION_WHOLE, &report);
        fixture.heap.fail_at = 0;
        if (status < 0)
            ck_assert_int_eq(status, CRM_E_NOMEM);
        if (status < 0 && report.done == 0)
            ck_assert_int_eq(count_where(store, "due_work", "attempts == 0"), REMINDERS);
    }
    ck_assert_int_eq(messages(), REMINDERS - 1);
}
END_TEST

/* --- order ------------------------------------------------------------------------------------ */

static int64_t lead_held(int64_t days)
{
    char since[TIME_TEXT_SIZE];
    crm__time_format(store->env->now_us - days * DAY_US, since);
    int64_t lead = insert(store, "lead", "name", "张伟", "owner", text_of(seller), NULL);
    ck_assert_int_eq(try_update(store, "lead", lead, 0, "owner_since", since, NULL), CRM_OK);
    return lead;
}

/* The first is only taken away, so that recycling comes first; of the second, the reminder came
 * before, and its owner hears of both. */
START_TEST(work_of_one_record_keeps_its_order)
{
    insert(store, "pool", "name", "East", "is_default", "true", "enabled", "true", "auto_recycle",
           "true", "on_return", "recycled", NULL);
    insert(store, "pool_rule", "name", "held", "kind", "recycle", "recycle_kind", "held", "enabled",
           "true", "days", "10", "reminder_days", "2", NULL);
    int64_t first = lead_held(20);
    int64_t second = lead_held(11);
    ck_assert_done(&fixture, crm__due_clear(store, TEXT("recycle_reminder"),
                                            entity_of(store, "lead"), &first, 1));
    work(REMINDERS + 3, 0);
    char rule[80];
    snprintf(rule, sizeof rule, "kind == 'recycle_reminder' && subject_id == %lld",
             (long long)second);
    ck_assert_int_eq(count_where(store, "outbox", rule), 1);
    ck_assert_int_eq(count_where(store, "outbox", "kind == 'recycled'"), 2);
    ck_assert_int_eq(count_where(store, "lead", "has(owner)"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/work");
    TCase *tests = tcase_create("work");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, one_that_fails_is_put_back_alone);
    tcase_add_test(tests, what_was_put_back_is_done_once_when_it_no_longer_fails);
    tcase_add_test(tests, the_pause_doubles_and_after_five_tries_it_is_given_up);
    tcase_add_test(tests, work_without_a_handler_is_put_back_and_says_so);
    tcase_add_test(tests, a_timer_that_is_set_anew_begins_anew);
    tcase_add_test(tests, a_failed_allocation_leaves_work_due);
    tcase_add_test(tests, work_of_one_record_keeps_its_order);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
