/* Reports on leads: the funnel and the portrait, over hand-made data. */
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

static int64_t lead_made(const char *created_at, const char *status, const char *industry)
{
    return insert(store, "lead", "name", "张伟", "created_at", created_at, "status", status,
                  "validity", "unknown", "industry", industry, "locked", "false", "do_not_call",
                  "false", "do_not_email", "false", "follow_up_count", "0", "recycle_count", "0",
                  NULL);
}

static void set(int64_t lead, const char *field, const char *value)
{
    ck_assert_done(&fixture, try_update(store, "lead", lead, 0, field, value, NULL));
}

static void claimed(int64_t lead, const char *at)
{
    insert(store, "claim", "lead", reference(lead), "action", "claim", "at", at, "local_day",
           "2026-03-01", NULL);
}

/* Four created in March and one before: one converts, one is qualified, one turns out invalid. */
static void leads_made(void)
{
    lead_made("2026-03-01T00:00:00Z", "new", "retail");
    int64_t invalid = lead_made("2026-03-02T00:00:00Z", "invalid", "retail");
    set(invalid, "validity_at", "2026-03-03T00:00:00Z");
    int64_t qualified = lead_made("2026-03-04T00:00:00Z", "new", "it");
    claimed(qualified, "2026-03-06T00:00:00Z");
    claimed(qualified, "2026-03-08T00:00:00Z"); /* the first one counts */
    set(qualified, "first_response_at", "2026-03-07T00:00:00Z");
    set(qualified, "status", "qualified"); /* now, so history says */
    int64_t converted = lead_made("2026-03-05T00:00:00Z", "converted", "it");
    set(converted, "converted_at", "2026-03-20T00:00:00Z");
    int64_t old = lead_made("2025-01-01T00:00:00Z", "converted", "");
    set(old, "converted_at", "2026-03-21T00:00:00Z");
}

static struct report *march(void)
{
    return ran_with(&fixture, "lead_funnel",
                    &(struct report_options){.from_us = INT64_C(20513) * DAY_US});
}

START_TEST(the_funnel_tells_how_far_the_leads_of_the_period_got)
{
    leads_made();
    struct report *report = march();
    ck_assert_uint_eq(report->batch.row_count, 6);
    ck_assert_cell(report, "stage", 0, "created");
    ck_assert_cell(report, "reached", 0, "4");
    ck_assert_cell(report, "reached", 1, "2"); /* who converted has passed all stages */
    ck_assert_cell(report, "conversion", 1, "0.5");
    ck_assert_cell(report, "reached", 3, "2");
    ck_assert_cell(report, "reached", 4, "1");
    ck_assert_cell(report, "share", 4, "0.25");
    ck_assert_cell(report, "reached", 5, "1");
    ck_assert_cell(report, "lost", 0, "1");
    ck_assert_cell(report, "standing", 3, "1");
    crm__report_free(report);
}
END_TEST

START_TEST(the_funnel_counts_what_happened_in_the_period_whoever_it_happened_to)
{
    leads_made();
    struct report *report = march();
    ck_assert_cell(report, "events", 0, "4");
    ck_assert_cell(report, "events", 1, "1");
    ck_assert_cell(report, "events", 2, "1");
    ck_assert_cell(report, "events", 3, "1");
    ck_assert_cell(report, "events", 4, "2"); /* with the old lead */
    ck_assert_cell(report, "events", 5, "1");
    crm__report_free(report);
}
END_TEST

START_TEST(the_first_claim_ends_the_stay_as_a_new_lead)
{
    int64_t lead = lead_made("2026-03-04T00:00:00Z", "new", "");
    claimed(lead, "2026-03-08T00:00:00Z");
    claimed(lead, "2026-03-06T00:00:00Z");
    struct report *report = march();
    ck_assert_cell(report, "median_stay", 0, "172800"); /* two days in seconds */
    ck_assert_cell(report, "median_stay", 1, "");
    crm__report_free(report);
}
END_TEST

START_TEST(without_leads_in_the_period_the_funnel_is_empty)
{
    lead_made("2025-01-01T00:00:00Z", "new", "");
    struct report *report = march();
    ck_assert_uint_eq(report->batch.row_count, 0);
    ck_assert_ptr_nonnull(strstr(report->advice.data, "lcrm import leads.csv"));
    crm__report_free(report);
}
END_TEST

START_TEST(a_portrait_of_leads_shows_conversion_by_value)
{
    leads_made();
    struct report *report =
        ran_with(&fixture, "portrait", &(struct report_options){.field = TEXT("industry")});
    ck_assert_uint_eq(report->batch.row_count, 3);
    ck_assert_cell(report, "count", 0, "2");
    ck_assert_cell(report, "share", 0, "0.4");
    ck_assert_cell(report, "count", 2, "1");
    ck_assert_cell(report, "value", 2, ""); /* the old one has no industry */
    ck_assert_cell(report, "conversion", 2, "1");
    for (size_t row = 0; row < 2; row++) {
        bool it = strcmp(cell(report, "value", row), "it") == 0;
        ck_assert_cell(report, "conversion", row, it ? "0.5" : "0");
    }
    crm__report_free(report);
}
END_TEST

START_TEST(a_portrait_of_accounts_shows_who_has_bought_by_the_name_behind_a_reference)
{
    int64_t east = insert(store, "territory", "name", "华东", NULL);
    for (int i = 0; i < 3; i++) {
        int64_t account = insert(store, "account", "name", "A", "territory", reference(east), NULL);
        insert(store, "customer_value", "account", reference(account), "currency", "CNY",
               "order_count", i == 0 ? "2" : "0", "amount", "5", NULL);
    }
    struct report *report =
        ran_with(&fixture, "portrait",
                 &(struct report_options){.entity = TEXT("account"), .field = TEXT("territory")});
    ck_assert_uint_eq(report->batch.row_count, 1);
    ck_assert_cell(report, "value", 0, "华东");
    ck_assert_cell(report, "count", 0, "3");
    ck_assert_cell(report, "converted", 0, "1");
    crm__report_free(report);
}
END_TEST

START_TEST(a_portrait_shows_the_fifty_most_frequent_values)
{
    char city[16];
    for (int i = 0; i < 55; i++) {
        snprintf(city, sizeof city, "city %d", i);
        for (int n = 0; n < (i == 54 ? 2 : 1); n++)
            insert(store, "lead", "name", "x", "city", city, NULL);
    }
    struct report *report =
        ran_with(&fixture, "portrait", &(struct report_options){.field = TEXT("city")});
    ck_assert_uint_eq(report->batch.row_count, 50);
    ck_assert_cell(report, "value", 0, "city 54");
    ck_assert_str_eq(report->subtitle.data, "the 50 most frequent of 55 values");
    crm__report_free(report);
}
END_TEST

START_TEST(a_portrait_by_a_field_that_is_not_there_is_refused)
{
    struct report *report = NULL;
    ck_assert_int_eq(crm__report_run(store, TEXT("portrait"),
                                     &(struct report_options){.field = TEXT("industri")}, &report),
                     CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "did you mean 'industry'");
    ck_assert_int_eq(crm__report_run(store, TEXT("portrait"),
                                     &(struct report_options){.entity = TEXT("order")}, &report),
                     CRM_E_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_leads");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_funnel_tells_how_far_the_leads_of_the_period_got);
    tcase_add_test(tcase, the_funnel_counts_what_happened_in_the_period_whoever_it_happened_to);
    tcase_add_test(tcase, the_first_claim_ends_the_stay_as_a_new_lead);
    tcase_add_test(tcase, without_leads_in_the_period_the_funnel_is_empty);
    tcase_add_test(tcase, a_portrait_of_leads_shows_conversion_by_value);
    tcase_add_test(tcase,
                   a_portrait_of_accounts_shows_who_has_bought_by_the_name_behind_a_reference);
    tcase_add_test(tcase, a_portrait_shows_the_fifty_most_frequent_values);
    tcase_add_test(tcase, a_portrait_by_a_field_that_is_not_there_is_refused);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
