/* Segment runs: every account that bought has scores and a segment, and moves are kept. */
#include "service_fixture.h"

#include "service/segment.h"

static struct fixture fixture;
static struct store *store;
static int next_number;

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    next_number = 0;
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static int64_t order_of(int64_t account, const char *placed_at, const char *amount,
                        const char *currency)
{
    char number[16];
    char id[32];
    snprintf(number, sizeof number, "N%d", ++next_number);
    snprintf(id, sizeof id, "%lld", (long long)account);
    return insert(store, "order", "number", number, "account", id, "placed_at", placed_at,
                  "currency", currency, "amount", amount, "status", "placed", NULL);
}

/* Five accounts, each bought once a month more often, later and for more than the one before. */
static void five_accounts(int64_t accounts[5])
{
    static const char *const days[] = {"2025-10-01T00:00:00Z", "2025-11-01T00:00:00Z",
                                       "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z",
                                       "2026-02-01T00:00:00Z"};
    static const char *const names[] = {"甲", "乙", "丙", "丁", "戊"};
    for (int i = 0; i < 5; i++) {
        accounts[i] = insert(store, "account", "name", names[i], NULL);
        for (int k = 0; k <= i; k++)
            order_of(accounts[i], days[k], "10.00", "CNY");
    }
}

static struct segment_report run_at(const struct segment_options *options)
{
    struct segment_report report;
    ck_assert_done(&fixture, crm__segment_run(store, options, &report));
    return report;
}

static int64_t values_where(int64_t account, const char *rule)
{
    char full[256];
    snprintf(full, sizeof full, "account == %lld && %s", (long long)account, rule);
    return count_where(store, "customer_value", full);
}

START_TEST(scores_follow_recency_frequency_and_amount)
{
    int64_t accounts[5];
    five_accounts(accounts);
    struct segment_report report = run_at(&(struct segment_options){0});
    ck_assert_int_eq(report.customers, 5);
    ck_assert_int_eq(report.changed, 5);
    ck_assert_int_eq(report.left_out, 0);
    for (int i = 0; i < 5; i++) {
        char rule[128];
        snprintf(rule, sizeof rule,
                 "recency_score == %d && frequency_score == %d && monetary_score == %d", i + 1,
                 i + 1, i + 1);
        ck_assert_int_eq(values_where(accounts[i], rule), 1);
    }
    ck_assert_int_eq(values_where(accounts[4], "segment == \"champions\""), 1);
    ck_assert_int_eq(values_where(accounts[0], "segment == \"lost\""), 1);
    ck_assert_int_eq(values_where(accounts[4], "!has(previous_segment)"), 1);
    ck_assert_int_eq(count_where(store, "rfm_snapshot", "recency_days == 29"), 1);
}
END_TEST

START_TEST(a_move_keeps_where_it_came_from_and_since_when)
{
    int64_t accounts[5];
    five_accounts(accounts);
    struct segment_report first = run_at(&(struct segment_options){0});
    for (int i = 0; i < 9; i++)
        order_of(accounts[0], "2026-03-01T00:00:00Z", "90.00", "CNY");
    store->env->now_us += INT64_C(86400000000);
    struct segment_report second = run_at(&(struct segment_options){0});
    ck_assert_int_gt(second.run, first.run);
    ck_assert_int_ge(second.changed, 1);
    ck_assert_int_lt(second.changed, 5);
    ck_assert_int_eq(
        values_where(accounts[0], "segment == \"champions\" && previous_segment == \"lost\""), 1);
    char rule[64];
    snprintf(rule, sizeof rule, "account == %lld", (long long)accounts[0]);
    ck_assert_int_eq(field_int(store, "customer_value", id_where(store, "customer_value", rule),
                               "segment_since"),
                     store->env->now_us);
    ck_assert_int_eq(count_where(store, "segment_run", "has(previous)"), 1);
    /* Nothing moves in a run on the same facts. */
    ck_assert_int_eq(run_at(&(struct segment_options){0}).changed, 0);
    ck_assert_int_eq(values_where(accounts[0], "previous_segment == \"lost\""), 1);
}
END_TEST

START_TEST(a_dry_run_decides_the_same_and_writes_nothing)
{
    int64_t accounts[5];
    five_accounts(accounts);
    struct segment_report report = run_at(&(struct segment_options){.dry_run = true});
    ck_assert_int_eq(report.run, 0);
    ck_assert_int_eq(report.changed, 5);
    ck_assert_int_eq(count_where(store, "segment_run", ""), 0);
    ck_assert_int_eq(count_where(store, "rfm_snapshot", ""), 0);
    ck_assert_int_eq(count_where(store, "customer_value", "has(segment)"), 0);
}
END_TEST

START_TEST(other_currencies_are_left_out_and_counted)
{
    int64_t accounts[5];
    five_accounts(accounts);
    int64_t other = insert(store, "account", "name", "Ann", NULL);
    order_of(other, "2026-02-01T00:00:00Z", "9999.00", "USD");
    struct segment_report report = run_at(&(struct segment_options){0});
    ck_assert_int_eq(report.left_out, 1);
    ck_assert_int_eq(report.customers, 5);
    ck_assert_int_eq(values_where(other, "has(segment)"), 0);
}
END_TEST

START_TEST(a_run_before_a_known_order_is_refused)
{
    int64_t accounts[5];
    struct segment_report report;
    five_accounts(accounts);
    struct segment_options options = {.as_of_us =
                                          store->env->now_us - INT64_C(90) * 86400 * 1000000};
    ck_assert_int_eq(crm__segment_run(store, &options, &report), CRM_E_INVALID);
    ck_assert_message(&fixture, "as_of: before an order of ");
    options = (struct segment_options){.method = RFM_FIXED};
    ck_assert_int_eq(crm__segment_run(store, &options, &report), CRM_E_INVALID);
    options = (struct segment_options){.bins = 10};
    ck_assert_int_eq(crm__segment_run(store, &options, &report), CRM_E_INVALID);
    ck_assert_int_eq(count_where(store, "segment_run", ""), 0);
}
END_TEST

static int64_t sum_column(struct reader *reader, size_t column, size_t *rows_out)
{
    struct batch rows;
    int64_t sum = 0;
    *rows_out = 0;
    crm__batch_init(&rows, store->env);
    while (reader->next(reader, &rows) == CRM_OK) {
        for (size_t i = 0; i < rows.row_count; i++)
            sum += rows.columns[column].integers[i];
        *rows_out += rows.row_count;
    }
    crm__batch_free(&rows);
    crm__reader_free(reader);
    return sum;
}

START_TEST(tables_of_a_run_add_up_to_its_customers)
{
    int64_t accounts[5];
    struct reader *reader;
    size_t rows;
    five_accounts(accounts);
    ck_assert_int_eq(crm__segment_table(store, 0, &reader), CRM_E_NOT_FOUND);
    ck_assert_message(&fixture, "no segment run yet");
    int64_t run = run_at(&(struct segment_options){0}).run;
    ck_assert_done(&fixture, crm__segment_table(store, 0, &reader));
    ck_assert_int_eq(sum_column(reader, 2, &rows), 5);
    ck_assert_done(&fixture, crm__segment_table(store, run, &reader));
    ck_assert_int_eq(sum_column(reader, 3, &rows), 15);
    ck_assert_done(&fixture, crm__segment_table(store, run, &reader));
    ck_assert_int_eq(sum_column(reader, 4, &rows), 15000);
    ck_assert_done(&fixture, crm__segment_moves(store, run, &reader));
    ck_assert_int_eq(sum_column(reader, 2, &rows), 5);
    run_at(&(struct segment_options){.method = RFM_NTILE});
    ck_assert_done(&fixture, crm__segment_moves(store, 0, &reader));
    ck_assert_int_eq(sum_column(reader, 2, &rows), 5);
    ck_assert_int_eq(crm__segment_moves(store, 999, &reader), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(a_run_without_customers_is_a_run)
{
    struct segment_report report = run_at(&(struct segment_options){0});
    ck_assert_int_eq(report.customers, 0);
    ck_assert_int_eq(count_where(store, "segment_run", "customer_count == 0"), 1);
}
END_TEST

START_TEST(a_failing_allocation_leaves_no_run)
{
    int64_t accounts[5];
    struct segment_report report;
    five_accounts(accounts);
    size_t failures = 0;
    for (size_t step = 1;; step += 1 + step / 8) {
        fixture.heap.fail_at = fixture.heap.calls + step;
        crm_status status = crm__segment_run(store, &(struct segment_options){0}, &report);
        fixture.heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_int_eq(count_where(store, "segment_run", ""), 0);
        failures++;
    }
    ck_assert_uint_gt(failures, 10);
    ck_assert_int_eq(count_where(store, "segment_run", ""), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segment");
    TCase *tcase = tcase_create("segment");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, scores_follow_recency_frequency_and_amount);
    tcase_add_test(tcase, a_move_keeps_where_it_came_from_and_since_when);
    tcase_add_test(tcase, a_dry_run_decides_the_same_and_writes_nothing);
    tcase_add_test(tcase, other_currencies_are_left_out_and_counted);
    tcase_add_test(tcase, a_run_before_a_known_order_is_refused);
    tcase_add_test(tcase, tables_of_a_run_add_up_to_its_customers);
    tcase_add_test(tcase, a_run_without_customers_is_a_run);
    tcase_add_test(tcase, a_failing_allocation_leaves_no_run);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
