/* The home page, over hand-made data. */
#include "report_fixture.h"

static struct fixture fixture;
static struct store *store;

static void setup(void)
{
    report_set_up(&fixture);
    store = fixture.store;
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static const char *home_cell(const struct report *report, const char *item, const char *column)
{
    for (size_t row = 0; row < report->batch.row_count; row++) {
        if (strcmp(cell(report, "item", row), item) == 0)
            return cell(report, column, row);
    }
    ck_abort_msg("no line %s", item);
}

static void task_made(const char *due_at, const char *state)
{
    insert(store, "task", "name", "call", "state", state, "priority", "normal", "due_at", due_at,
           NULL);
}

START_TEST(an_empty_database_says_where_to_begin)
{
    struct report *report = ran(&fixture, "home");
    ck_assert_str_eq(home_cell(report, "leads", "next"), "lcrm import leads.csv");
    ck_assert_str_eq(home_cell(report, "revenue", "next"), "lcrm import orders.csv");
    ck_assert_uint_eq(report->subtitle.size, 0);
    crm__report_free(report);
}
END_TEST

START_TEST(the_most_urgent_is_to_do_first)
{
    task_made("2026-03-30T00:00:00Z", "open");
    task_made("2026-03-30T00:00:00Z", "done");
    task_made("2026-04-01T00:00:00Z", "open");
    task_made("2026-05-01T00:00:00Z", "open");
    insert(store, "lead", "name", "张伟", "created_at", "2026-03-30T00:00:00Z", NULL);
    struct report *report = ran(&fixture, "home");
    ck_assert_str_eq(home_cell(report, "tasks_overdue", "count"), "1");
    ck_assert_str_eq(home_cell(report, "tasks_due", "count"), "1");
    ck_assert_str_eq(home_cell(report, "leads_new", "count"), "1");
    ck_assert_ptr_eq(strstr(report->subtitle.data, "Do first: Tasks overdue (1): lcrm list task"),
                     report->subtitle.data);
    crm__report_free(report);
}
END_TEST

START_TEST(revenue_is_net_of_refunds_with_a_block_a_month)
{
    int64_t account = insert(store, "account", "name", "A", NULL);
    const char *const placed[] = {"2026-03-01T00:00:00Z", "2025-04-01T00:00:00Z",
                                  "2025-03-31T00:00:00Z", "2026-04-01T00:00:00Z"};
    for (int i = 0; i < 4; i++)
        insert(store, "order", "number", reference(i), "account", reference(account), "currency",
               "CNY", "amount", "100", "refunded_amount", "10", "status", "paid", "placed_at",
               placed[i], NULL);
    struct report *report = ran(&fixture, "home");
    ck_assert_str_eq(home_cell(report, "revenue", "count"), "2"); /* not before, not after now */
    ck_assert_str_eq(home_cell(report, "revenue", "amount"), "180.00");
    ck_assert_str_eq(home_cell(report, "revenue", "detail"), "█▁▁▁▁▁▁▁▁▁▁█");
    crm__report_free(report);
}
END_TEST

START_TEST(the_page_fits_on_a_terminal)
{
    static const char *const codes[] = {"a", "b", "c", "d", "e", "f"};
    static const char *const currencies[] = {"CNY", "USD", "EUR", "JPY", "GBP"};
    for (size_t i = 0; i < 6; i++) {
        int64_t account = insert(store, "account", "name", "A", NULL);
        insert(store, "customer_value", "account", reference(account), "order_count", "1",
               "currency", "CNY", "amount", "5", "segment", codes[i], NULL);
    }
    for (size_t i = 0; i < 5; i++)
        insert(store, "opportunity", "name", "o", "outcome", "open", "amount", "5", "currency",
               currencies[i], NULL);
    struct report *report = ran(&fixture, "home");
    ck_assert_str_eq(home_cell(report, "customers", "count"), "6");
    ck_assert_uint_le(report->batch.row_count, 21); /* and two lines of heading */
    crm__report_free(report);
}
END_TEST

START_TEST(without_memory_the_page_fails_and_leaves_nothing)
{
    task_made("2026-03-30T00:00:00Z", "open");
    crm__report_free(ran(&fixture, "home"));
    crm_status status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status < 0; fail_at += 3) {
        struct report *report = NULL;
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        status = crm__report_run(store, TEXT("home"), NULL, &report);
        fixture.heap.fail_at = 0;
        ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
        crm__report_free(report);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_home");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_database_says_where_to_begin);
    tcase_add_test(tcase, the_most_urgent_is_to_do_first);
    tcase_add_test(tcase, revenue_is_net_of_refunds_with_a_block_a_month);
    tcase_add_test(tcase, the_page_fits_on_a_terminal);
    tcase_add_test(tcase, without_memory_the_page_fails_and_leaves_nothing);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
