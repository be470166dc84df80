/* Alerts: raised once an episode, when the silence is too long; closed when it ends. */
#include "service_alerts.h"

/* --- silence ---------------------------------------------------------------------------------- */

START_TEST(the_timer_stands_at_the_first_day_over_the_customers_own_gap)
{
    SAVED("alert_rule", "name", "quiet", "gap_factor", "2");
    now_is("2026-01-21T09:00:00Z");
    int64_t account = regular_customer(0);
    ck_assert_int_eq(timer_of(account), time_of("2026-02-11T00:00:00Z"));
    now_is("2026-02-10T23:59:59Z");
    ck_assert_int_eq(worked(), 0);
    now_is("2026-02-11T00:00:00Z");
    ck_assert_int_eq(worked(), 1);
    ck_assert_int_eq(alerts_where("state == \"open\" && episode == 1"), 1);
    ck_assert_int_eq(timer_of(account), -1);
}
END_TEST

START_TEST(an_alert_says_why)
{
    SAVED("alert_rule", "name", "quiet", "gap_factor", "2.5", "severity", "critical");
    int64_t account = regular_customer(0);
    now_is("2026-03-02T08:00:00Z");
    ck_assert_int_eq(worked(), 1);
    int64_t alert = id_where(store, "alert", "id > 0");
    assert_field(store, "alert", alert, "name", "张伟: quiet");
    assert_field(store, "alert", alert, "severity", "critical");
    char reasons[512];
    snprintf(reasons, sizeof reasons,
             "{\"kind\":\"silence\",\"rule\":\"%lld\",\"rule_name\":\"quiet\",\"days_silent\":40,"
             "\"last_order_on\":\"2026-01-21\",\"purchase_days\":3,\"mean_gap_days\":10,"
             "\"gap_factor\":2.5,\"limit_days\":25,\"limit_by\":\"gap\"}",
             (long long)id_where(store, "alert_rule", "id > 0"));
    assert_field(store, "alert", alert, "reasons", reasons);
    ck_assert_int_eq(field_int(store, "alert", alert, "account"), account);
}
END_TEST

START_TEST(repeated_sweeps_and_runs_raise_nothing_more)
{
    SAVED("alert_rule", "name", "quiet", "gap_factor", "2");
    regular_customer(seller_made("wang", "en"));
    ck_assert_int_eq(worked(), 1);
    for (int day = 0; day < 5; day++) {
        store->env->now_us += DAY_US;
        ck_assert_int_eq(worked(), 0);
        struct alert_report report = alerts_run(false);
        ck_assert_int_eq(report.raised, 0);
        ck_assert_int_eq(report.closed, 0);
        ck_assert_int_eq(report.open, 1);
    }
    ck_assert_int_eq(alerts_where(""), 1);
    ck_assert_int_eq(messages(), 1);
}
END_TEST

START_TEST(an_order_ends_the_episode_and_a_relapse_begins_another)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(seller_made("wang", "en"));
    ck_assert_int_eq(worked(), 1);
    now_is("2026-03-03T00:00:00Z");
    ordered(account, "2026-03-03T00:00:00Z");
    ck_assert_int_eq(alerts_where("state == \"closed\" && has(recovered_at) && has(closed_at)"), 1);
    ck_assert_int_eq(timer_of(account), time_of("2026-04-03T00:00:00Z"));
    now_is("2026-04-03T00:00:00Z");
    ck_assert_int_eq(worked(), 1);
    ck_assert_int_eq(alerts_where("state == \"open\" && episode == 2"), 1);
    ck_assert_int_eq(alerts_where(""), 2);
    ck_assert_int_eq(messages(), 2);
}
END_TEST

START_TEST(a_cancelled_order_brings_the_silence_back)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    worked();
    int64_t order = ordered(account, "2026-03-01T00:00:00Z");
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
    CHANGE("order", order, "status", "cancelled");
    ck_assert_int_eq(worked(), 1);
    ck_assert_int_eq(alerts_where("state == \"open\" && episode == 2"), 1);
}
END_TEST

START_TEST(the_floor_holds_where_the_own_gap_is_short)
{
    SAVED("alert_rule", "name", "quiet", "gap_factor", "1.5", "floor_days", "60");
    int64_t account = regular_customer(0);
    ck_assert_int_eq(timer_of(account), time_of("2026-03-23T00:00:00Z"));
    now_is("2026-03-23T12:00:00Z");
    worked();
    ck_assert_int_eq(alerts_where("reasons.contains(\"floor\")"), 1);
}
END_TEST

START_TEST(days_are_those_of_the_databases_zone)
{
    snprintf(store->time_zone, sizeof store->time_zone, "Asia/Shanghai");
    SAVED("alert_rule", "name", "quiet", "absolute_days", "10");
    int64_t account = SAVED("account", "name", "甲");
    ordered(account, "2026-02-01T20:00:00Z"); /* the second of February in Shanghai */
    ck_assert_int_eq(timer_of(account), time_of("2026-02-12T16:00:00Z"));
}
END_TEST

/* --- messages --------------------------------------------------------------------------------- */

START_TEST(the_owner_is_told_once_in_his_language)
{
    int64_t rule = SAVED("alert_rule", "name", "久未购买", "gap_factor", "2");
    int64_t owner = seller_made("wang", "zh");
    int64_t account = regular_customer(owner);
    worked();
    int64_t message = id_where(store, "outbox", "kind == \"churn_alert\"");
    ck_assert_int_eq(field_int(store, "outbox", message, "recipient"), owner);
    ck_assert_int_eq(field_int(store, "outbox", message, "subject_id"), account);
    assert_field(store, "outbox", message, "subject", "张伟: 久未购买");
    assert_field(store, "outbox", message, "body",
                 "最近一次购买2026-01-21，已40天未购买，超过上限20天：平均间隔10.0天的2倍");
    char key[96];
    snprintf(key, sizeof key, "churn_alert/%lld/%lld/1", (long long)rule, (long long)account);
    assert_field(store, "outbox", message, "idempotency_key", key);
}
END_TEST

START_TEST(a_rule_may_bring_its_own_words_and_channel)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30", "channel", "wechat", "message",
          "{customer}已{days}天未购买，平时{gap}天一次（{rule}，{limit}，{last_order}）");
    regular_customer(seller_made("wang", "en"));
    worked();
    int64_t message = id_where(store, "outbox", "kind == \"churn_alert\"");
    assert_field(store, "outbox", message, "channel", "wechat");
    assert_field(store, "outbox", message, "body",
                 "张伟已40天未购买，平时10.0天一次（quiet，30，2026-01-21）");
}
END_TEST

START_TEST(without_an_owner_the_alert_waits_for_one_to_tell)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    worked();
    ck_assert_int_eq(alerts_where("!has(owner)"), 1);
    ck_assert_int_eq(messages(), 0);
    CHANGE("account", account, "owner", id_text(seller_made("wang", "en")));
    ck_assert_int_eq(alerts_where("owner.login == \"wang\""), 1);
    ck_assert_int_eq(messages(), 1);
    int64_t message = id_where(store, "outbox", "id > 0");
    assert_field(store, "outbox", message, "body",
                 "last order on 2026-01-21, silent for 40 days, over the limit of 30; usual gap "
                 "10.0 days");
    /* The next owner sees the alert; the message of this episode has been sent. */
    CHANGE("account", account, "owner", id_text(seller_made("li", "en")));
    ck_assert_int_eq(alerts_where("owner.login == \"li\""), 1);
    ck_assert_int_eq(messages(), 1);
}
END_TEST

/* --- who and which ---------------------------------------------------------------------------- */

START_TEST(a_condition_chooses_the_accounts)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30", "condition", "level == \"a\"");
    int64_t account = regular_customer(0);
    ck_assert_int_eq(timer_of(account), -1);
    CHANGE("account", account, "level", "a");
    ck_assert_int_ne(timer_of(account), -1);
    worked();
    ck_assert_int_eq(alerts_where("state == \"open\""), 1);
    CHANGE("account", account, "level", "b");
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
}
END_TEST

START_TEST(a_rule_that_comes_later_finds_the_customers_that_are_there)
{
    int64_t account = regular_customer(0);
    ck_assert_int_eq(timer_of(account), -1);
    int64_t rule = SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    ck_assert_int_eq(timer_of(account), time_of("2026-02-21T00:00:00Z"));
    CHANGE("alert_rule", rule, "absolute_days", "300");
    ck_assert_int_eq(timer_of(account), time_of("2026-11-18T00:00:00Z"));
    CHANGE("alert_rule", rule, "enabled", "false");
    ck_assert_int_eq(timer_of(account), -1);
}
END_TEST

START_TEST(a_rule_that_is_off_raises_nothing_but_its_alerts_close)
{
    int64_t rule = SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    worked();
    CHANGE("alert_rule", rule, "enabled", "false");
    ck_assert_int_eq(alerts_where("state == \"open\""), 1);
    ordered(account, "2026-03-02T00:00:00Z");
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
    now_is("2026-08-01T00:00:00Z");
    worked();
    ck_assert_int_eq(alerts_run(false).raised, 0);
}
END_TEST

START_TEST(alerts_go_with_their_rule_and_with_their_account)
{
    int64_t rule = SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t first = regular_customer(0);
    regular_customer(0);
    ck_assert_int_eq(worked(), 2);
    ck_assert_done(&fixture, crm__save_delete(store, entity_of(store, "account"), first));
    ck_assert_int_eq(alerts_where("state == \"open\""), 1);
    ck_assert_done(&fixture, crm__save_delete(store, entity_of(store, "alert_rule"), rule));
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
    ck_assert_int_eq(alerts_where("has(recovered_at)"), 2);
}
END_TEST

START_TEST(each_rule_has_its_own_episodes)
{
    SAVED("alert_rule", "name", "thirty", "absolute_days", "30");
    SAVED("alert_rule", "name", "fifty", "absolute_days", "50");
    int64_t account = regular_customer(0);
    ck_assert_int_eq(worked(), 1);
    ck_assert_int_eq(alerts_where(""), 1);
    ck_assert_int_eq(timer_of(account), time_of("2026-03-13T00:00:00Z"));
    now_is("2026-03-13T00:00:00Z");
    ck_assert_int_eq(worked(), 1);
    ck_assert_int_eq(alerts_where("state == \"open\""), 2);
    ordered(account, "2026-03-13T00:00:00Z");
    ck_assert_int_eq(alerts_where("state == \"open\""), 0);
}
END_TEST

/* --- runs and handling ------------------------------------------------------------------------ */

START_TEST(a_dry_run_says_what_a_run_does)
{
    struct alert_report report;
    struct reader *reader;
    struct batch rows;
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    ck_assert_done(&fixture, crm__alerts_run(store, true, true, &report, &reader));
    ck_assert_int_eq(report.customers, 1);
    ck_assert_int_eq(report.raised, 1);
    ck_assert_int_eq(report.open, 1);
    crm__batch_init(&rows, store->env);
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_uint_eq(rows.row_count, 1);
    ck_assert(crm__text_is(crm__table_text(&rows, 0, 0), "raise"));
    ck_assert_int_eq(crm__table_int(&rows, 1, 0, 0), account);
    ck_assert(crm__text_starts(crm__table_text(&rows, 7, 0), TEXT("最近一次购买2026-01-21")));
    crm__batch_free(&rows);
    crm__reader_free(reader);
    ck_assert_int_eq(alerts_where(""), 0);
    ck_assert_int_eq(messages(), 0);
    report = alerts_run(false);
    ck_assert_int_eq(report.raised, 1);
    ck_assert_int_eq(alerts_where(""), 1);
}
END_TEST

START_TEST(what_a_person_does_ends_no_episode)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    worked();
    int64_t alert = id_where(store, "alert", "id > 0");
    ck_assert_done(&fixture, crm__alert_acknowledge(store, alert));
    ck_assert_done(&fixture, crm__alert_acknowledge(store, alert));
    ck_assert_int_eq(alerts_where("state == \"acknowledged\" && has(acknowledged_at)"), 1);
    ck_assert_done(&fixture, crm__alert_close(store, alert));
    ck_assert_done(&fixture, crm__alert_close(store, alert));
    ck_assert_int_eq(crm__alert_acknowledge(store, alert), CRM_E_REFUSED);
    int64_t closed_at = field_int(store, "alert", alert, "closed_at");
    store->env->now_us += DAY_US;
    ck_assert_int_eq(alerts_run(false).raised, 0);
    ordered(account, "2026-03-03T00:00:00Z");
    ck_assert_int_eq(alerts_where("has(recovered_at)"), 1);
    ck_assert_int_eq(field_int(store, "alert", alert, "closed_at"), closed_at);
    ck_assert_int_eq(crm__alert_close(store, 77), CRM_E_NOT_FOUND);
}
END_TEST

static size_t listed(const struct alert_filter *filter, const char *why)
{
    struct reader *reader;
    struct batch rows;
    ck_assert_done(&fixture, crm__alerts_list(store, filter, &reader));
    crm__batch_init(&rows, store->env);
    size_t count = 0;
    while (reader->next(reader, &rows) == CRM_OK) {
        count += rows.row_count;
        struct text said = crm__table_text(&rows, 4, 0);
        if (why)
            ck_assert_msg(crm__text_is(said, why), "%.*s", (int)said.size, said.data);
    }
    crm__batch_free(&rows);
    crm__reader_free(reader);
    return count;
}

START_TEST(the_list_filters_and_explains)
{
    struct reader *reader;
    int64_t owner = seller_made("wang", "en");
    int64_t rule = SAVED("alert_rule", "name", "quiet", "gap_factor", "2");
    int64_t account = regular_customer(owner);
    regular_customer(0);
    worked();
    ck_assert_uint_eq(listed(&(struct alert_filter){0}, NULL), 2);
    ck_assert_uint_eq(listed(&(struct alert_filter){.limit = 1}, NULL), 1);
    ck_assert_uint_eq(listed(&(struct alert_filter){.rule = rule}, NULL), 2);
    ck_assert_uint_eq(listed(&(struct alert_filter){.account = account},
                             "last order on 2026-01-21, silent for 40 days, over the limit of 20: "
                             "2 times the usual gap of 10.0 days"),
                      1);
    ck_assert_uint_eq(listed(&(struct alert_filter){.owner = owner, .chinese = true},
                             "最近一次购买2026-01-21，已40天未购买，超过上限20天：平均间隔10.0天的2倍"),
                      1);
    char where[64];
    snprintf(where, sizeof where, "account == %lld", (long long)account);
    ck_assert_done(&fixture, crm__alert_close(store, id_where(store, "alert", where)));
    ck_assert_uint_eq(listed(&(struct alert_filter){0}, NULL), 1);
    ck_assert_uint_eq(listed(&(struct alert_filter){.state = TEXT("closed")}, NULL), 1);
    ck_assert_uint_eq(listed(&(struct alert_filter){.state = TEXT("all")}, NULL), 2);
    ck_assert_int_eq(crm__alerts_list(store, &(struct alert_filter){.state = TEXT("opne")},
                                      &reader),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__alerts_list(store, &(struct alert_filter){.limit = -1}, &reader),
                     CRM_E_INVALID);
}
END_TEST

/* --- rules ------------------------------------------------------------------------------------ */

static void refused(crm_status status, const char *message, const char *const *pairs)
{
    int64_t id = 0;
    crm_status got = try_save("alert_rule", &id, pairs);
    ck_assert_msg(got == status, "%s: %s", crm_status_name(got), store->env->error.message);
    ck_assert_message(&fixture, message);
    ck_assert_int_eq(count_where(store, "alert_rule", ""), 0);
}

#define REFUSED(status, message, ...)                                                              \
    refused((status), (message), (const char *const[]){"name", "x", __VA_ARGS__, NULL})

START_TEST(a_rule_that_makes_no_sense_is_refused_with_advice)
{
    REFUSED(CRM_E_INVALID, "needs absolute_days, or gap_factor", "kind", "silence");
    REFUSED(CRM_E_INVALID, "absolute_days of alert rule 'x': must be above 0", "absolute_days",
            "0");
    REFUSED(CRM_E_INVALID, "at most 36500", "absolute_days", "36501");
    REFUSED(CRM_E_INVALID, "gap_factor of alert rule 'x': must be above 0 and at most 1000",
            "gap_factor", "-1");
    REFUSED(CRM_E_INVALID, "go with gap_factor", "absolute_days", "3", "floor_days", "4");
    REFUSED(CRM_E_INVALID, "say kind=move", "absolute_days", "3", "to_segments", "[\"lost\"]");
    REFUSED(CRM_E_INVALID, "takes no days", "kind", "move", "absolute_days", "3");
    REFUSED(CRM_E_INVALID, "needs from_segments or to_segments", "kind", "move");
    REFUSED(CRM_E_INVALID, "no segment 'lots'; did you mean 'lost'?", "kind", "move",
            "to_segments", "[\"lots\"]");
    REFUSED(CRM_E_INVALID, "a list of codes", "kind", "move", "to_segments", "\"lost\"");
    REFUSED(CRM_E_UNKNOWN, "did you mean 'level'?", "absolute_days", "3", "condition",
            "levle == \"a\"");
    REFUSED(CRM_E_INVALID, "{day} stands for nothing", "absolute_days", "3", "message",
            "{day} days");
    REFUSED(CRM_E_INVALID, "there are {customer}, {rule}, {from}, {to}", "kind", "move",
            "to_segments", "[\"lost\"]", "message", "{days}");
}
END_TEST

START_TEST(a_rule_that_cannot_be_read_any_more_stops_no_order)
{
    SAVED("alert_rule", "name", "quiet", "absolute_days", "30");
    int64_t account = regular_customer(0);
    run(store, "UPDATE alert_rule SET condition = 'no_such_field == 1'");
    store->data_version = -1; /* as if another connection had done it */
    ordered(account, "2026-03-02T00:00:00Z");
    struct alert_report report;
    ck_assert_int_eq(crm__alerts_run(store, true, false, &report, NULL), CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "no_such_field");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alerts");
    TCase *tests = tcase_create("alerts");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, alerts_set_up, alerts_tear_down);
    tcase_add_test(tests, the_timer_stands_at_the_first_day_over_the_customers_own_gap);
    tcase_add_test(tests, an_alert_says_why);
    tcase_add_test(tests, repeated_sweeps_and_runs_raise_nothing_more);
    tcase_add_test(tests, an_order_ends_the_episode_and_a_relapse_begins_another);
    tcase_add_test(tests, a_cancelled_order_brings_the_silence_back);
    tcase_add_test(tests, the_floor_holds_where_the_own_gap_is_short);
    tcase_add_test(tests, days_are_those_of_the_databases_zone);
    tcase_add_test(tests, the_owner_is_told_once_in_his_language);
    tcase_add_test(tests, a_rule_may_bring_its_own_words_and_channel);
    tcase_add_test(tests, without_an_owner_the_alert_waits_for_one_to_tell);
    tcase_add_test(tests, a_condition_chooses_the_accounts);
    tcase_add_test(tests, a_rule_that_comes_later_finds_the_customers_that_are_there);
    tcase_add_test(tests, a_rule_that_is_off_raises_nothing_but_its_alerts_close);
    tcase_add_test(tests, alerts_go_with_their_rule_and_with_their_account);
    tcase_add_test(tests, each_rule_has_its_own_episodes);
    tcase_add_test(tests, a_dry_run_says_what_a_run_does);
    tcase_add_test(tests, what_a_person_does_ends_no_episode);
    tcase_add_test(tests, the_list_filters_and_explains);
    tcase_add_test(tests, a_rule_that_makes_no_sense_is_refused_with_advice);
    tcase_add_test(tests, a_rule_that_cannot_be_read_any_more_stops_no_order);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
