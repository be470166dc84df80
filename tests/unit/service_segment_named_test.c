/* Segments that people define, the rest of a run, and the alerts about moves. */
#include "service_alerts.h"

#include "service/segment.h"
#include "service/segment_named.h"

static struct segment_report ran(const struct segment_options *options)
{
    struct segment_report report;
    ck_assert_done(&fixture, crm__segment_run(store, options, &report));
    return report;
}

static struct segment_report ran_plainly(void)
{
    return ran(&(struct segment_options){0});
}

static int64_t buyer(const char *name, int orders, const char *last_at, const char *amount)
{
    int64_t account = SAVED("account", "name", name);
    for (int i = 0; i < orders; i++) {
        char number[16];
        snprintf(number, sizeof number, "N%d", ++next_number);
        SAVED("order", "number", number, "account", id_text(account), "placed_at", last_at,
              "currency", "CNY", "amount", amount, "status", "placed");
    }
    return account;
}

static bool value_is(int64_t account, const char *rule)
{
    char full[256];
    snprintf(full, sizeof full, "account == %lld && %s", (long long)account, rule);
    return count_where(store, "customer_value", full) == 1;
}

static int64_t latest_run(const char *kind)
{
    char rule[160];
    int64_t run = 0;
    snprintf(rule, sizeof rule, "kind == \"%s\"", kind);
    struct batch rows;
    crm__batch_init(&rows, store->env);
    ck_assert_done(&fixture, crm__table_query(store, "segment_run", crm__text_of(rule), TEXT("id"),
                                              TEXT("-id"), &rows));
    ck_assert_uint_gt(rows.row_count, 0);
    run = rows.columns[0].integers[0];
    crm__batch_free(&rows);
    return run;
}

/* --- scores and quadrants --------------------------------------------------------------------- */

START_TEST(fixed_thresholds_score_what_lies_above_them)
{
    /* Days; orders; amounts: a score is 1 + the cuts strictly below, recency turned round. */
    int64_t one = buyer("甲", 1, "2026-03-02T00:00:00Z", "50.00");   /* 0 days, 1, 50 */
    int64_t two = buyer("乙", 3, "2026-01-31T00:00:00Z", "40.00");   /* 30 days, 3, 120 */
    int64_t three = buyer("丙", 4, "2025-11-01T00:00:00Z", "50.00"); /* 121 days, 4, 200 */
    struct segment_options options = {
        .method = RFM_FIXED, .cuts = TEXT("29,90;1,3;50,150.50"), .bins = 3};
    struct segment_report report = ran(&options);
    ck_assert_int_eq(report.customers, 3);
    ck_assert(value_is(one, "recency_score == 3 && frequency_score == 1 && monetary_score == 1"));
    ck_assert(value_is(two, "recency_score == 2 && frequency_score == 2 && monetary_score == 2"));
    ck_assert(value_is(three, "recency_score == 1 && frequency_score == 3 && monetary_score == 3"));
    assert_field(store, "segment_run", report.run, "method", "fixed");
    assert_field(store, "segment_run", report.run, "bins", "3");
    assert_field(store, "segment_run", report.run, "cuts",
                 "{\"recency\":[29,90],\"frequency\":[1,3],\"monetary\":[5000,15050]}");
}
END_TEST

START_TEST(thresholds_that_make_no_sense_are_refused)
{
    const struct {
        struct segment_options options;
        const char *message;
    } wrong[] = {
        {{.method = RFM_FIXED}, "the fixed method takes three lists"},
        {{.method = RFM_FIXED, .cuts = TEXT("1;2;3"), .bins = 5}, "three lists"},
        {{.method = RFM_FIXED, .cuts = TEXT("9,3;1,2;1,2")}, "must ascend"},
        {{.cuts = TEXT("1;2;3")}, "cuts: given, but the method is not fixed"},
        {{.quadrants = TEXT("average")}, "neither mean, median"},
        {{.quadrants = TEXT("5;-1")}, "neither mean, median"},
        {{.least_orders = -1}, "least_orders: -1"},
    };
    struct segment_report report;
    buyer("甲", 1, "2026-03-02T00:00:00Z", "50.00");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(crm__segment_run(store, &wrong[i].options, &report), CRM_E_INVALID);
        ck_assert_message(&fixture, wrong[i].message);
    }
    ck_assert_int_eq(count_where(store, "segment_run", ""), 0);
}
END_TEST

START_TEST(quadrants_are_split_by_mean_median_or_thresholds)
{
    /* Values of an order 10, 20, 90; orders 1, 2, 6: means 40 and 3, medians 20 and 2. */
    int64_t low = buyer("甲", 1, "2026-03-01T00:00:00Z", "10.00");
    int64_t middle = buyer("乙", 2, "2026-03-01T00:00:00Z", "20.00");
    int64_t high = buyer("丙", 6, "2026-03-01T00:00:00Z", "90.00");
    struct segment_report report = ran_plainly();
    ck_assert(value_is(low, "quadrant == \"d\""));
    ck_assert(value_is(middle, "quadrant == \"d\""));
    ck_assert(value_is(high, "quadrant == \"a\""));
    assert_field(store, "segment_run", report.run, "quadrants",
                 "{\"order_value\":4000,\"orders\":3,\"a\":1,\"b\":0,\"c\":0,\"d\":2,\"e\":0}");
    ran(&(struct segment_options){.quadrants = TEXT("median")});
    ck_assert(value_is(middle, "quadrant == \"a\""));
    ran(&(struct segment_options){.quadrants = TEXT("20.01; 2")});
    ck_assert(value_is(middle, "quadrant == \"c\""));
    ran(&(struct segment_options){.quadrants = TEXT("10;1.5")});
    ck_assert(value_is(low, "quadrant == \"b\""));
}
END_TEST

START_TEST(no_order_or_too_few_are_quadrant_e)
{
    int64_t stranger = SAVED("account", "name", "新客", "kind", "prospect");
    int64_t supplier = SAVED("account", "name", "供应商", "kind", "supplier");
    int64_t one = buyer("甲", 1, "2026-03-01T00:00:00Z", "10.00");
    int64_t two = buyer("乙", 2, "2026-03-01T00:00:00Z", "10.00");
    struct segment_report report = ran(&(struct segment_options){.least_orders = 2});
    ck_assert_int_eq(report.quadrants[QUADRANT_E], 2);
    ck_assert_int_eq(report.quadrants[QUADRANT_A], 1);
    ck_assert(value_is(stranger, "quadrant == \"e\" && !has(segment) && order_count == 0"));
    ck_assert(value_is(one, "quadrant == \"e\" && has(segment)"));
    ck_assert(value_is(two, "quadrant == \"a\""));
    ck_assert(!value_is(supplier, "order_count == 0"));
    /* The first order makes him a customer like any other. */
    ordered(stranger, "2026-03-02T00:00:00Z");
    report = ran_plainly();
    ck_assert_int_eq(report.customers, 3);
    ck_assert_int_eq(report.quadrants[QUADRANT_E], 0);
    ck_assert(value_is(stranger, "quadrant != \"e\" && has(segment) && order_count == 1"));
}
END_TEST

START_TEST(who_has_no_order_left_leaves_his_segment)
{
    int64_t account = SAVED("account", "name", "甲");
    int64_t order = ordered(account, "2026-03-01T00:00:00Z");
    buyer("乙", 2, "2026-03-01T00:00:00Z", "10.00");
    ran_plainly();
    CHANGE("order", order, "status", "cancelled");
    struct segment_report report = ran_plainly();
    ck_assert_int_eq(report.customers, 1);
    ck_assert_int_eq(report.quadrants[QUADRANT_E], 1);
    ck_assert(value_is(account, "!has(segment) && has(previous_segment) && quadrant == \"e\""));
    char rule[96];
    snprintf(rule, sizeof rule, "run == %lld && account == %lld && !has(segment)",
             (long long)report.run, (long long)account);
    ck_assert_int_eq(count_where(store, "rfm_snapshot", rule), 1);
}
END_TEST

START_TEST(a_deleted_account_is_no_customer)
{
    int64_t account = buyer("甲", 1, "2026-03-01T00:00:00Z", "10.00");
    buyer("乙", 2, "2026-03-01T00:00:00Z", "10.00");
    ck_assert_int_eq(ran_plainly().customers, 2);
    ck_assert_done(&fixture, crm__save_delete(store, entity_of(store, "account"), account));
    struct segment_report report = ran_plainly();
    ck_assert_int_eq(report.customers, 1);
    ck_assert_int_eq(report.left_out, 0);
    ck_assert_int_eq(report.quadrants[QUADRANT_E], 0);
}
END_TEST

START_TEST(a_run_keeps_who_went_from_where_to_where)
{
    int64_t stays = buyer("甲", 3, "2026-03-01T00:00:00Z", "100.00");
    int64_t moves = buyer("乙", 1, "2025-03-01T00:00:00Z", "10.00");
    (void)stays;
    struct segment_report report = ran_plainly();
    assert_field(store, "segment_run", report.run, "migration",
                 "[{\"from\":null,\"to\":\"loyal\",\"customers\":1},"
                 "{\"from\":null,\"to\":\"about_to_sleep\",\"customers\":1}]");
    assert_field(store, "segment_run", report.run, "name", "RFM 2026-03-02T08:00:00Z");
    for (int i = 0; i < 5; i++)
        ordered(moves, "2026-03-02T00:00:00Z");
    report = ran_plainly();
    struct batch batch;
    crm__batch_init(&batch, store->env);
    ck_assert_done(&fixture, try_get(store, "segment_run", report.run, "migration", &batch));
    struct text text = crm__table_text(&batch, 0, 0);
    ck_assert_uint_ne(crm__text_find(text, TEXT("{\"from\":\"about_to_sleep\",\"to\":"), 0),
                      SIZE_MAX);
    crm__batch_free(&batch);
}
END_TEST

/* --- segments that people define -------------------------------------------------------------- */

static int64_t members_where(int64_t segment, const char *rule)
{
    char full[160];
    snprintf(full, sizeof full, "segment == %lld && %s", (long long)segment, rule);
    return count_where(store, "segment_member", full);
}

START_TEST(members_come_and_go_with_the_condition)
{
    int64_t big = SAVED("segment", "name", "大客户", "code", "big", "condition", "level == \"a\"");
    int64_t one = SAVED("account", "name", "甲", "level", "a");
    int64_t two = SAVED("account", "name", "乙", "level", "b");
    struct segment_report report = ran_plainly();
    ck_assert_int_eq(report.entered, 1);
    ck_assert_int_eq(report.left, 0);
    ck_assert_int_eq(members_where(big, "!has(until)"), 1);
    ck_assert_int_eq(ran_plainly().entered, 0);
    store->env->now_us += DAY_US;
    CHANGE("account", one, "level", "c");
    CHANGE("account", two, "level", "a");
    report = ran_plainly();
    ck_assert_int_eq(report.entered, 1);
    ck_assert_int_eq(report.left, 1);
    int64_t run = latest_run("rule");
    assert_field(store, "segment_run", run, "counts", "{\"big\":1}");
    assert_field(store, "segment_run", run, "migration",
                 "[{\"segment\":\"big\",\"entered\":1,\"left\":1}]");
    char rule[96];
    snprintf(rule, sizeof rule, "account == %lld && has(until) && left_run == %lld",
             (long long)one, (long long)run);
    ck_assert_int_eq(members_where(big, rule), 1);
    snprintf(rule, sizeof rule, "account == %lld && !has(until) && run == %lld", (long long)two,
             (long long)run);
    ck_assert_int_eq(members_where(big, rule), 1);
    /* A second stay is another row. */
    store->env->now_us += DAY_US;
    CHANGE("account", one, "level", "a");
    ck_assert_int_eq(ran_plainly().entered, 1);
    ck_assert_int_eq(members_where(big, "true"), 3);
}
END_TEST

START_TEST(who_left_and_is_back_at_the_same_time_never_left)
{
    int64_t big = SAVED("segment", "name", "大客户", "code", "big", "condition", "level == \"a\"");
    int64_t one = SAVED("account", "name", "甲", "level", "a");
    ran_plainly();
    CHANGE("account", one, "level", "b");
    ck_assert_int_eq(ran_plainly().left, 1);
    CHANGE("account", one, "level", "a");
    ck_assert_int_eq(ran_plainly().entered, 1);
    ck_assert_int_eq(members_where(big, "true"), 1);
    ck_assert_int_eq(members_where(big, "!has(until) && !has(left_run)"), 1);
}
END_TEST

START_TEST(a_condition_may_be_over_what_a_customer_bought)
{
    int64_t rich = SAVED("segment", "name", "rich", "code", "rich", "entity_name",
                         "customer_value", "condition",
                         "order_count >= 2 && account.name != \"乙\"");
    int64_t never = SAVED("segment", "name", "never", "code", "never", "entity_name",
                          "customer_value", "condition", "quadrant == \"e\"");
    int64_t sleepy =
        SAVED("segment", "name", "sleepy", "code", "about_to_sleep", "kind", "rfm");
    buyer("甲", 3, "2026-03-01T00:00:00Z", "100.00");
    buyer("乙", 1, "2025-03-01T00:00:00Z", "10.00");
    SAVED("account", "name", "丙");
    ck_assert_int_eq(ran_plainly().entered, 3);
    ck_assert_int_eq(members_where(rich, "account.name == \"甲\""), 1);
    ck_assert_int_eq(members_where(never, "account.name == \"丙\""), 1);
    ck_assert_int_eq(members_where(sleepy, "account.name == \"乙\""), 1);
}
END_TEST

START_TEST(lists_and_disabled_segments_are_left_alone)
{
    int64_t list = SAVED("segment", "name", "fair", "code", "fair", "kind", "list");
    int64_t one = SAVED("account", "name", "甲");
    SAVED("segment_member", "segment", id_text(list), "account", id_text(one), "since",
          "2026-01-01T00:00:00Z");
    SAVED("segment", "name", "off", "code", "off", "condition", "true", "enabled", "false");
    struct segment_report report = ran_plainly();
    ck_assert_int_eq(report.entered + report.left, 0);
    ck_assert_int_eq(members_where(list, "!has(until)"), 1);
    ck_assert_int_eq(count_where(store, "segment_run", "kind == \"rule\""), 0);
}
END_TEST

START_TEST(the_table_counts_members_and_who_came_and_went)
{
    struct reader *reader;
    struct batch rows;
    SAVED("segment", "name", "大客户", "code", "big", "condition", "level == \"a\"", "position", "1");
    SAVED("segment", "name", "fair", "code", "fair", "kind", "list", "position", "2");
    SAVED("account", "name", "甲", "level", "a");
    int64_t two = SAVED("account", "name", "乙", "level", "a");
    ran_plainly();
    store->env->now_us += DAY_US;
    CHANGE("account", two, "level", "b");
    SAVED("account", "name", "丙", "level", "a");
    SAVED("account", "name", "丁", "level", "a");
    ran_plainly();
    ck_assert_done(&fixture, crm__segment_named(store, &reader));
    crm__batch_init(&rows, store->env);
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_uint_eq(rows.row_count, 2);
    ck_assert(crm__text_is(crm__table_text(&rows, 1, 0), "big"));
    ck_assert_int_eq(crm__table_int(&rows, 5, 0, -1), 3);
    ck_assert_int_eq(crm__table_int(&rows, 6, 0, -1), 2);
    ck_assert_int_eq(crm__table_int(&rows, 7, 0, -1), 1);
    ck_assert_int_eq(crm__table_int(&rows, 5, 1, -1), 0);
    ck_assert_int_eq(crm__batch_at(&rows, 6, 1).kind, VALUE_NULL);
    crm__batch_free(&rows);
    crm__reader_free(reader);
}
END_TEST

START_TEST(a_dry_run_counts_everything_and_leaves_nothing)
{
    SAVED("segment", "name", "big", "code", "big", "entity_name", "customer_value", "condition",
          "has(segment)");
    SAVED("alert_rule", "name", "any", "kind", "move", "to_segments", "[\"lost\"]");
    buyer("甲", 3, "2026-03-01T00:00:00Z", "100.00");
    SAVED("account", "name", "乙");
    struct segment_report dry = ran(&(struct segment_options){.dry_run = true});
    ck_assert_int_eq(dry.run, 0);
    ck_assert_int_eq(count_where(store, "segment_run", ""), 0);
    ck_assert_int_eq(count_where(store, "segment_member", ""), 0);
    ck_assert_int_eq(count_where(store, "customer_value", "has(quadrant)"), 0);
    struct segment_report wet = ran_plainly();
    wet.run = 0;
    ck_assert_mem_eq(&dry, &wet, sizeof dry);
    ck_assert_int_eq(wet.entered, 1);
}
END_TEST

static void refused(const char *message, const char *const *pairs)
{
    int64_t id = 0;
    ck_assert_int_lt(try_save("segment", &id, pairs), CRM_OK);
    ck_assert_message(&fixture, message);
    ck_assert_int_eq(count_where(store, "segment", ""), 0);
}
#define REFUSED(message, ...)                                                                      \
    refused((message), (const char *const[]){"name", "x", __VA_ARGS__, NULL})

START_TEST(a_segment_that_makes_no_sense_is_refused_with_advice)
{
    REFUSED("of kind rule it needs a condition", "code", "x");
    REFUSED("did you mean 'level'?", "code", "x", "condition", "levle == \"a\"");
    REFUSED("over account or customer_value", "code", "x", "entity_name", "lead", "condition",
            "true");
    REFUSED("only a segment of kind rule has a condition", "code", "x", "kind", "list",
            "condition", "true");
    REFUSED("no RFM segment 'chmpions'; did you mean 'champions'?", "code", "chmpions", "kind",
            "rfm");
    REFUSED("say kind=rfm", "code", "lost", "condition", "true");
}
END_TEST

/* --- alerts about moves ----------------------------------------------------------------------- */

/* Under these cuts the days since the last order alone decide: 5 within 30 days … 1 over 120. */
static const char day_cuts[] = "30,60,90,120;9,9,9,9;1,1,1,1";
static const struct segment_options by_days = {.method = RFM_FIXED,
                                               .cuts = {day_cuts, sizeof day_cuts - 1}};

START_TEST(a_move_raises_once_and_closes_when_the_segment_is_left)
{
    SAVED("alert_rule", "name", "falling", "kind", "move", "from_segments",
          "[\"new\",\"promising\"]", "to_segments", "[\"hibernating\",\"lost\"]",
          "severity", "critical", "message", "{customer}: {from} → {to}");
    int64_t owner = seller_made("wang", "zh");
    int64_t account = SAVED("account", "name", "张伟", "owner", id_text(owner));
    now_is("2026-03-02T00:00:00Z");
    ordered(account, "2026-03-01T00:00:00Z");
    ck_assert_int_eq(ran(&by_days).alerts_raised, 0);
    ck_assert(value_is(account, "segment == \"new\""));
    now_is("2026-06-10T00:00:00Z"); /* 101 days */
    struct segment_report report = ran(&by_days);
    ck_assert(value_is(account, "segment == \"hibernating\""));
    ck_assert_int_eq(report.alerts_raised, 1);
    int64_t alert = id_where(store, "alert", "id > 0");
    char reasons[256];
    snprintf(reasons, sizeof reasons,
             "{\"kind\":\"move\",\"rule\":\"%lld\",\"rule_name\":\"falling\",\"from\":\"new\","
             "\"to\":\"hibernating\",\"run\":\"%lld\"}",
             (long long)id_where(store, "alert_rule", "id > 0"), (long long)report.run);
    assert_field(store, "alert", alert, "reasons", reasons);
    assert_field(store, "alert", alert, "severity", "critical");
    assert_field(store, "outbox", id_where(store, "outbox", "id > 0"), "body",
                 "张伟: 新客户 → 沉睡客户");
    now_is("2026-07-10T00:00:00Z"); /* further down, the same episode */
    report = ran(&by_days);
    ck_assert(value_is(account, "segment == \"lost\""));
    ck_assert_int_eq(report.alerts_raised + report.alerts_closed, 0);
    ck_assert_int_eq(ran(&by_days).alerts_raised, 0);
    ordered(account, "2026-07-09T00:00:00Z");
    ck_assert_int_eq(alerts_where("state == \"open\""), 1);
    ck_assert_int_eq(ran(&by_days).alerts_closed, 1);
    ck_assert_int_eq(alerts_where("has(recovered_at)"), 1);
    now_is("2026-12-10T00:00:00Z");
    ck_assert_int_eq(ran(&by_days).alerts_raised, 1);
    ck_assert_int_eq(alerts_where("state == \"open\" && episode == 2"), 1);
    ck_assert_int_eq(messages(), 2);
}
END_TEST

START_TEST(an_alert_about_a_move_closes_when_no_segment_is_left)
{
    SAVED("alert_rule", "name", "falling", "kind", "move", "to_segments", "[\"lost\"]");
    int64_t account = SAVED("account", "name", "张伟");
    int64_t order = ordered(account, "2026-03-01T00:00:00Z");
    ran(&by_days);
    now_is("2026-12-10T00:00:00Z");
    ck_assert_int_eq(ran(&by_days).alerts_raised, 1);
    CHANGE("order", order, "status", "cancelled");
    ck_assert_int_eq(ran(&by_days).alerts_closed, 1);
}
END_TEST

START_TEST(a_failing_allocation_leaves_no_run)
{
    struct segment_report report;
    struct reader *reader;
    SAVED("segment", "name", "big", "code", "big", "condition", "level == \"a\"");
    SAVED("alert_rule", "name", "falling", "kind", "move", "to_segments", "[\"lost\"]");
    int64_t owner = seller_made("wang", "zh");
    int64_t account = SAVED("account", "name", "张伟", "level", "a", "owner", id_text(owner));
    SAVED("account", "name", "甲");
    ordered(account, "2026-03-01T00:00:00Z");
    ran(&by_days);
    int64_t runs = count_where(store, "segment_run", "");
    now_is("2026-12-10T00:00:00Z");
    size_t failures = 0;
    for (size_t step = 1;; step += 1 + step / 16) {
        fixture.heap.fail_at = fixture.heap.calls + step;
        crm_status status = crm__segment_run(store, &by_days, &report);
        fixture.heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_int_eq(count_where(store, "segment_run", ""), runs);
        ck_assert_int_eq(alerts_where(""), 0);
        failures++;
    }
    ck_assert_uint_gt(failures, 20);
    ck_assert_int_eq(report.alerts_raised, 1);
    for (size_t step = 1;; step++) {
        fixture.heap.fail_at = fixture.heap.calls + step;
        crm_status status = crm__segment_named(store, &reader);
        fixture.heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_ptr_null(reader);
    }
    crm__reader_free(reader);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segments that people define");
    TCase *tests = tcase_create("segments");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, alerts_set_up, alerts_tear_down);
    tcase_add_test(tests, fixed_thresholds_score_what_lies_above_them);
    tcase_add_test(tests, thresholds_that_make_no_sense_are_refused);
    tcase_add_test(tests, quadrants_are_split_by_mean_median_or_thresholds);
    tcase_add_test(tests, no_order_or_too_few_are_quadrant_e);
    tcase_add_test(tests, who_has_no_order_left_leaves_his_segment);
    tcase_add_test(tests, a_deleted_account_is_no_customer);
    tcase_add_test(tests, a_run_keeps_who_went_from_where_to_where);
    tcase_add_test(tests, members_come_and_go_with_the_condition);
    tcase_add_test(tests, who_left_and_is_back_at_the_same_time_never_left);
    tcase_add_test(tests, a_condition_may_be_over_what_a_customer_bought);
    tcase_add_test(tests, lists_and_disabled_segments_are_left_alone);
    tcase_add_test(tests, the_table_counts_members_and_who_came_and_went);
    tcase_add_test(tests, a_dry_run_counts_everything_and_leaves_nothing);
    tcase_add_test(tests, a_segment_that_makes_no_sense_is_refused_with_advice);
    tcase_add_test(tests, a_move_raises_once_and_closes_when_the_segment_is_left);
    tcase_add_test(tests, an_alert_about_a_move_closes_when_no_segment_is_left);
    tcase_add_test(tests, a_failing_allocation_leaves_no_run);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
