/* Alerts over random histories beside a naive model, and when memory runs out. */
#include "service_alerts.h"

#include "noise.h"

/* --- against a naive model -------------------------------------------------------------------- */

enum { CUSTOMERS = 6, RULES = 3, ORDERS_MOST = 200 };

/* A customer as a person with a calendar would keep him. */
struct naive {
    int64_t account;
    int64_t days[ORDERS_MOST]; /* of orders that count */
    int64_t orders[ORDERS_MOST];
    int count;
    bool open[RULES];
    int raised[RULES];
};

static const struct naive_rule {
    const char *factor; /* times the own gap, "" none */
    int factor_halves;
    int least_days; /* purchase days */
    int floor_days;
    int absolute_days;
} naive_rules[RULES] = {
    {"2.5", 5, 3, 0, 0}, {"1", 2, 0, 6, 40}, {"", 0, 0, 0, 25}};

/* Counts the calendar's days: no formula of the engine's. */
static bool naive_fires(const struct naive *customer, const struct naive_rule *rule, int64_t today)
{
    int64_t first = INT64_MAX;
    int64_t last = INT64_MIN;
    int distinct = 0;
    for (int i = 0; i < customer->count; i++) {
        bool seen = false;
        for (int k = 0; k < i; k++)
            seen |= customer->days[k] == customer->days[i];
        distinct += !seen;
        first = customer->days[i] < first ? customer->days[i] : first;
        last = customer->days[i] > last ? customer->days[i] : last;
    }
    if (customer->count == 0)
        return false;
    int64_t silent = today - last;
    bool by_gap = rule->factor_halves && distinct >= 2 && distinct >= rule->least_days &&
                  silent * 2 * (distinct - 1) > rule->factor_halves * (last - first) &&
                  silent > rule->floor_days;
    return by_gap || (rule->absolute_days && silent > rule->absolute_days);
}

static void naive_step(struct naive *customer, int64_t today, bool raises)
{
    for (int r = 0; r < RULES; r++) {
        bool fires = naive_fires(customer, &naive_rules[r], today);
        if (customer->open[r] && !fires) {
            customer->open[r] = false;
        } else if (!customer->open[r] && fires && raises) {
            customer->open[r] = true;
            customer->raised[r]++;
        }
    }
}

static void naive_compare(const struct naive *customers, const int64_t *rules)
{
    int64_t all = 0;
    for (int i = 0; i < CUSTOMERS; i++) {
        for (int r = 0; r < RULES; r++) {
            char where[128];
            snprintf(where, sizeof where, "account == %lld && rule == %lld",
                     (long long)customers[i].account, (long long)rules[r]);
            ck_assert_msg(alerts_where(where) == customers[i].raised[r], "%s: %lld, not %d", where,
                          (long long)alerts_where(where), customers[i].raised[r]);
            snprintf(where, sizeof where, "account == %lld && rule == %lld && state == \"open\"",
                     (long long)customers[i].account, (long long)rules[r]);
            ck_assert_int_eq(alerts_where(where), customers[i].open[r]);
            all += customers[i].raised[r];
        }
    }
    ck_assert_int_eq(messages(), all);
}

static void naive_order(struct naive *customer, int64_t at_us)
{
    char at[TIME_TEXT_SIZE];
    crm__time_format(at_us, at);
    customer->days[customer->count] = at_us / DAY_US;
    customer->orders[customer->count++] = ordered(customer->account, at);
}

static void naive_cancel(struct naive *customer, int which)
{
    CHANGE("order", customer->orders[which], "status", "cancelled");
    customer->count--;
    customer->days[which] = customer->days[customer->count];
    customer->orders[which] = customer->orders[customer->count];
}

/* A few days pass, then somebody orders, now or with an older date, or an order is cancelled; on
 * some days the sweep runs, on some the whole. */
START_TEST(episodes_are_those_of_a_naive_model_over_random_histories)
{
    struct naive customers[CUSTOMERS] = {0};
    int64_t rules[RULES];
    struct noise noise = {(uint64_t)_i * 7919 + 5};
    int64_t owner = seller_made("wang", "en");
    for (int r = 0; r < RULES; r++) {
        const struct naive_rule *rule = &naive_rules[r];
        rules[r] = SAVED("alert_rule", "name", id_text(r + 1), "gap_factor", rule->factor,
                         "minimum_purchase_days", rule->least_days ? id_text(rule->least_days) : "",
                         "floor_days", rule->floor_days ? id_text(rule->floor_days) : "",
                         "absolute_days", rule->absolute_days ? id_text(rule->absolute_days) : "");
    }
    for (int i = 0; i < CUSTOMERS; i++)
        customers[i].account = SAVED("account", "name", "客户", "owner", id_text(owner));
    for (int step = 0; step < 160; step++) {
        struct naive *customer = &customers[noise_below(&noise, CUSTOMERS)];
        store->env->now_us += noise_below(&noise, 8) * DAY_US + noise_below(&noise, HOUR_US);
        int64_t today = store->env->now_us / DAY_US;
        int64_t what = noise_below(&noise, 10);
        if (what == 5 && customer->count == 0)
            what = 0;
        bool raises = what >= 6;
        if (what < 4)
            naive_order(customer, store->env->now_us);
        else if (what == 4)
            naive_order(customer, store->env->now_us - noise_below(&noise, 60) * DAY_US);
        else if (what == 5)
            naive_cancel(customer, (int)noise_below(&noise, customer->count));
        else if (what < 8)
            worked();
        else
            alerts_run(false);
        for (int i = 0; i < CUSTOMERS; i++) {
            if (raises || &customers[i] == customer)
                naive_step(&customers[i], today, raises);
        }
        if (raises)
            naive_compare(customers, rules);
    }
    int64_t raised = alerts_where("");
    ck_assert_msg(raised > 20, "seed %d raised only %lld", _i, (long long)raised);
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

START_TEST(a_failing_allocation_leaves_no_alert)
{
    struct alert_report report;
    struct reader *reader;
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30", "condition", "name != \"x\"");
    regular_customer(seller_made("wang", "zh"));
    size_t failures = 0;
    for (size_t step = 1;; step += 1 + step / 16) {
        fixture.heap.fail_at = fixture.heap.calls + step;
        crm_status status = crm__alerts_run(store, false, true, &report, &reader);
        fixture.heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_ptr_null(reader);
        ck_assert_int_eq(alerts_where(""), 0);
        ck_assert_int_eq(messages(), 0);
        failures++;
    }
    crm__reader_free(reader);
    ck_assert_uint_gt(failures, 10);
    ck_assert_int_eq(alerts_where(""), 1);
    ck_assert_int_eq(messages(), 1);
}
END_TEST

START_TEST(an_order_survives_a_failing_allocation_of_its_alerts)
{
    int64_t account = regular_customer(0);
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    worked();
    int64_t before = count_where(store, "order", "");
    size_t failures = 0;
    for (size_t step = 1;; step += 1 + step / 16) {
        char number[16];
        snprintf(number, sizeof number, "M%zu", step);
        const char *const pairs[] = {"number", number, "account", id_text(account), "placed_at",
                                     "2026-03-01T00:00:00Z", "currency", "CNY", "amount", "1",
                                     "status", "placed", NULL};
        struct record record;
        crm_status status = crm__record_init(&record, store->env, entity_of(store, "order"));
        for (size_t i = 0; status >= 0 && pairs[i]; i += 2)
            status = crm__record_set_text(&record, field_of(store, "order", pairs[i]),
                                          crm__text_of(pairs[i + 1]));
        ck_assert_done(&fixture, crm__store_begin(store));
        fixture.heap.fail_at = fixture.heap.calls + step;
        status = crm__store_end(store, crm__save_record(store, &record, NULL));
        fixture.heap.fail_at = 0;
        crm__record_free(&record);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_int_eq(count_where(store, "order", ""), before);
        ck_assert_int_eq(alerts_where("state == \"open\""), 1);
        failures++;
    }
    ck_assert_uint_gt(failures, 10);
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alert episodes");
    TCase *tests = tcase_create("episodes");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, alerts_set_up, alerts_tear_down);
    tcase_add_loop_test(tests, episodes_are_those_of_a_naive_model_over_random_histories, 0, 4);
    tcase_add_test(tests, a_failing_allocation_leaves_no_alert);
    tcase_add_test(tests, an_order_survives_a_failing_allocation_of_its_alerts);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
