/* Reports on opportunities, orders and customers, over hand-made data. */
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

static int64_t user_made(const char *login, const char *name)
{
    return insert(store, "user", "name", name, "login", login, NULL);
}

static void won_made(int64_t owner, const char *amount, const char *closed_at)
{
    insert(store, "opportunity", "name", "won", "outcome", "won", "amount", amount, "currency",
           "CNY", "closed_at", closed_at, "owner", reference(owner), NULL);
}

static void order_made(const char *number, int64_t account, int64_t owner, const char *amount,
                       const char *status)
{
    insert(store, "order", "number", number, "account", reference(account), "currency", "CNY",
           "amount", amount, "placed_at", "2026-03-01T00:00:00Z", "status", status, "owner",
           owner ? reference(owner) : "", NULL);
}

/* --- pipeline --------------------------------------------------------------------------------- */

static void pipeline_made(void)
{
    int64_t group = insert(store, "stage_group", "name", "Direct", "is_default", "false", "enabled",
                           "true", "allow_back", "true", "allow_reopen", "false", NULL);
    int64_t offer =
        insert(store, "stage", "stage_group", reference(group), "name", "Offer", "position", "2",
               "probability", "50", "outcome", "open", "forecast_category", "pipeline", NULL);
    int64_t contact =
        insert(store, "stage", "stage_group", reference(group), "name", "接触", "position", "1",
               "probability", "10", "outcome", "open", "forecast_category", "pipeline", NULL);
    const struct {
        int64_t stage;
        const char *amount;
        const char *currency;
        const char *probability;
        const char *outcome;
    } rows[] = {
        {offer, "100.01", "CNY", "", "open"},   {offer, "200.00", "CNY", "75", "open"},
        {offer, "10.00", "USD", "", "open"},    {contact, "0.05", "CNY", "", "open"},
        {offer, "999.00", "CNY", "100", "won"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        insert(store, "opportunity", "name", "o", "stage_group", reference(group), "stage",
               reference(rows[i].stage), "amount", rows[i].amount, "currency", rows[i].currency,
               "probability", rows[i].probability, "outcome", rows[i].outcome, NULL);
}

START_TEST(the_pipeline_weighs_open_amounts_by_their_own_probability_else_the_stage_s)
{
    pipeline_made();
    struct report *report = ran(&fixture, "pipeline");
    ck_assert_uint_eq(report->batch.row_count, 3);
    ck_assert_cell(report, "stage", 0, "接触");
    ck_assert_cell(report, "weighted", 0, "0.01"); /* 0.005 rounds away from zero */
    ck_assert_cell(report, "stage", 1, "Offer");
    ck_assert_cell(report, "currency", 1, "CNY");
    ck_assert_cell(report, "opportunities", 1, "2");
    ck_assert_cell(report, "amount", 1, "300.01");
    ck_assert_cell(report, "weighted", 1, "200.01"); /* 50.005 + 150 */
    ck_assert_cell(report, "currency", 2, "USD");
    ck_assert_cell(report, "weighted", 2, "5.00");
    crm__report_free(report);
}
END_TEST

START_TEST(an_opportunity_without_a_stage_is_shown_as_such)
{
    insert(store, "opportunity", "name", "o", "outcome", "open", NULL);
    struct report *report =
        ran_with(&fixture, "pipeline", &(struct report_options){.chinese = true});
    ck_assert_cell(report, "stage", 0, "无阶段");
    ck_assert_cell(report, "amount", 0, "0.00");
    crm__report_free(report);
}
END_TEST

START_TEST(the_pipeline_of_one_owner_leaves_out_others)
{
    int64_t wang = user_made("wang", "王芳");
    insert(store, "opportunity", "name", "a", "outcome", "open", "owner", reference(wang), NULL);
    insert(store, "opportunity", "name", "b", "outcome", "open", NULL);
    struct report *report =
        ran_with(&fixture, "pipeline", &(struct report_options){.owner_id = wang});
    ck_assert_cell(report, "opportunities", 0, "1");
    crm__report_free(report);
}
END_TEST

/* --- ranking ---------------------------------------------------------------------------------- */

START_TEST(sellers_are_ranked_by_what_they_won_in_the_period)
{
    int64_t wang = user_made("wang", "王芳");
    int64_t li = user_made("li", "Li");
    int64_t account = insert(store, "account", "name", "A", "owner", reference(li), NULL);
    won_made(wang, "100", "2026-03-30T00:00:00Z");
    won_made(li, "300", "2026-02-01T00:00:00Z");
    won_made(wang, "9000", "2025-01-01T00:00:00Z"); /* before the period */
    order_made("1", account, 0, "50", "paid");      /* the account's owner */
    order_made("2", account, wang, "70", "placed");
    order_made("3", account, wang, "1000", "cancelled");
    struct report *report = ran(&fixture, "sales_ranking");
    ck_assert_uint_eq(report->batch.row_count, 2);
    ck_assert_cell(report, "owner", 0, "Li");
    ck_assert_cell(report, "won_amount", 0, "300.00");
    ck_assert_cell(report, "orders", 0, "1");
    ck_assert_cell(report, "order_amount", 0, "50.00");
    ck_assert_cell(report, "rank", 1, "2");
    ck_assert_cell(report, "owner", 1, "王芳");
    ck_assert_cell(report, "won", 1, "1");
    ck_assert_cell(report, "won_amount", 1, "100.00");
    ck_assert_cell(report, "order_amount", 1, "70.00");
    crm__report_free(report);
}
END_TEST

START_TEST(the_end_of_the_period_is_not_within)
{
    int64_t wang = user_made("wang", "王芳");
    won_made(wang, "1", "2026-03-01T00:00:00Z");
    won_made(wang, "2", "2026-03-02T00:00:00Z");
    int64_t first = INT64_C(20513) * DAY_US; /* 2026-03-01 */
    struct report *report =
        ran_with(&fixture, "sales_ranking",
                 &(struct report_options){.from_us = first, .until_us = first + DAY_US});
    ck_assert_cell(report, "won_amount", 0, "1.00");
    ck_assert_str_eq(report->subtitle.data, "2026-03-01 – 2026-03-01");
    crm__report_free(report);
}
END_TEST

/* --- segments --------------------------------------------------------------------------------- */

static void customer_made(const char *name, const char *orders, const char *amount,
                          const char *segment, const char *r, const char *f)
{
    int64_t account = insert(store, "account", "name", name, NULL);
    insert(store, "customer_value", "account", reference(account), "currency", "CNY", "order_count",
           orders, "amount", amount, "segment", segment, "recency_score", r, "frequency_score", f,
           NULL);
}

static void customers_made(void)
{
    customer_made("a", "6", "600", "champions", "5", "5");
    customer_made("b", "4", "200", "champions", "5", "4");
    customer_made("c", "1", "150", "lost", "1", "1");
    customer_made("d", "1", "50", "", "", "");
    customer_made("e", "0", "0", "", "", "");
}

START_TEST(segments_show_their_share_of_customers_and_revenue)
{
    customers_made();
    struct report *report = ran(&fixture, "segment");
    ck_assert_uint_eq(report->batch.row_count, 3);
    ck_assert_cell(report, "segment", 0, "champions");
    ck_assert_cell(report, "customers", 0, "2");
    ck_assert_cell(report, "customer_share", 0, "0.5");
    ck_assert_cell(report, "orders", 0, "10");
    ck_assert_cell(report, "amount", 0, "800.00");
    ck_assert_cell(report, "revenue_share", 0, "0.8");
    ck_assert_cell(report, "average_order", 0, "80.00");
    ck_assert_cell(report, "segment", 2, "unscored");
    ck_assert_str_eq(report->subtitle.data, "The top 20 % of customers (1) make 60 % of revenue");
    crm__report_free(report);
}
END_TEST

START_TEST(the_grid_has_every_cell_up_to_the_highest_score)
{
    customers_made();
    struct report *report = ran(&fixture, "segment_grid");
    ck_assert_uint_eq(report->batch.row_count, 25);
    ck_assert_cell(report, "frequency", 0, "5");
    ck_assert_cell(report, "recency", 4, "5");
    ck_assert_cell(report, "customers", 4, "1");
    ck_assert_cell(report, "customers", 3, "0");
    ck_assert_cell(report, "customers", 20, "1"); /* R 1, F 1 */
    crm__report_free(report);
}
END_TEST

/* --- pictures and mistakes -------------------------------------------------------------------- */

START_TEST(every_picture_can_be_drawn_with_rows_and_without)
{
    static const char *const names[] = {"lead_funnel", "pipeline",     "sales_ranking",
                                        "segment",     "segment_grid", "portrait"};
    for (int filled = 0; filled < 2; filled++) {
        if (filled) {
            pipeline_made();
            customers_made();
        }
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            struct report *report = ran(&fixture, names[i]);
            struct buffer out;
            crm__buffer_init(&out, &fixture.env);
            ck_assert_done(&fixture, crm__report_svg(report, &out));
            ck_assert_ptr_nonnull(strstr(out.data, "</svg>"));
            crm__buffer_clear(&out);
            ck_assert_done(&fixture, crm__report_vega(report, &out));
            ck_assert_ptr_nonnull(strstr(out.data, "vega-lite"));
            crm__buffer_free(&out);
            crm__report_free(report);
        }
    }
}
END_TEST

static int32_t gather(void *context, const void *bytes, size_t size)
{
    struct buffer *out = context;
    crm__buffer_bytes(out, bytes, size);
    return 0;
}

START_TEST(an_empty_report_says_what_to_do_next)
{
    struct report *report = ran(&fixture, "segment");
    struct buffer out;
    struct writer writer;
    crm__buffer_init(&out, &fixture.env);
    crm__writer_init(&writer, &fixture.env, gather, &out);
    ck_assert_done(&fixture, crm__report_text(report, 80, false, &writer));
    ck_assert_done(&fixture, crm__writer_finish(&writer));
    ck_assert_ptr_nonnull(strstr(out.data, "Customer segments"));
    ck_assert_ptr_nonnull(strstr(out.data, "lcrm import orders.csv"));
    crm__buffer_free(&out);
    crm__report_free(report);
}
END_TEST

START_TEST(a_wrong_name_and_an_idle_option_are_refused)
{
    struct report *report = NULL;
    ck_assert_int_eq(crm__report_run(store, TEXT("pipelin"), NULL, &report), CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "did you mean 'pipeline'?");
    ck_assert_int_eq(
        crm__report_run(store, TEXT("segment"), &(struct report_options){.owner_id = 1}, &report),
        CRM_E_INVALID);
    ck_assert_message(&fixture, "takes no option 'owner'");
    ck_assert_int_eq(crm__report_run(store, TEXT("sales_ranking"),
                                     &(struct report_options){.from_us = 2, .until_us = 2},
                                     &report),
                     CRM_E_INVALID);
    ck_assert_ptr_null(report);
}
END_TEST

START_TEST(without_memory_a_report_fails_and_leaves_nothing)
{
    static const char *const names[] = {"pipeline", "sales_ranking", "segment"};
    pipeline_made();
    customers_made();
    won_made(user_made("wang", "王芳"), "1", "2026-03-01T00:00:00Z");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        crm__report_free(ran(&fixture, names[i])); /* statements are prepared and kept */
        crm_status status = CRM_E_NOMEM;
        for (size_t fail_at = 1; status < 0; fail_at++) {
            struct report *report = NULL;
            fixture.heap.fail_at = fixture.heap.calls + fail_at;
            status = crm__report_run(store, crm__text_of(names[i]), NULL, &report);
            fixture.heap.fail_at = 0;
            ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
            crm__report_free(report);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_sales");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase,
                   the_pipeline_weighs_open_amounts_by_their_own_probability_else_the_stage_s);
    tcase_add_test(tcase, an_opportunity_without_a_stage_is_shown_as_such);
    tcase_add_test(tcase, the_pipeline_of_one_owner_leaves_out_others);
    tcase_add_test(tcase, sellers_are_ranked_by_what_they_won_in_the_period);
    tcase_add_test(tcase, the_end_of_the_period_is_not_within);
    tcase_add_test(tcase, segments_show_their_share_of_customers_and_revenue);
    tcase_add_test(tcase, the_grid_has_every_cell_up_to_the_highest_score);
    tcase_add_test(tcase, every_picture_can_be_drawn_with_rows_and_without);
    tcase_add_test(tcase, an_empty_report_says_what_to_do_next);
    tcase_add_test(tcase, a_wrong_name_and_an_idle_option_are_refused);
    tcase_add_test(tcase, without_memory_a_report_fails_and_leaves_nothing);
    suite_add_tcase(suite, tcase);
    return suite_main(suite);
}
