/* Failing allocations under reports, segments, and RFM of a file. */
#include "memory_loop.h"

static void setup(void)
{
    static const char *const amounts[] = {"10.00", "90.00", "40.00"};
    for (int i = 0; i < 3; i++) {
        char account[32];
        char number[8];
        snprintf(number, sizeof number, "N%d", i);
        snprintf(account, sizeof account, "%lld",
                 (long long)API_RECORD("account", "name", number));
        API_RECORD("order", "number", number, "account", account, "placed_at",
                   i ? "2026-02-01T00:00:00Z" : "2025-02-01T00:00:00Z", "currency", "CNY", "amount",
                   amounts[i], "status", "placed");
    }
    API_RECORD("lead", "name", "张伟", "city", "上海");
    API_RECORD("opportunity", "name", "机器", "amount", "1200.50", "probability", "50");
}

static int32_t nowhere(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 0;
}

static crm_status report_list(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_report_list(db, &cursor);
    return drained(status, cursor);
}

static crm_status all_forms(crm_report *report)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_report_cursor(report, &cursor);
    status = drained(status, cursor);
    if (status >= 0)
        status = crm_report_text(report, CRM_OPTIONS(crm_format_options, .width = 80), nowhere,
                                 NULL);
    if (status >= 0)
        status = crm_report_svg(report, nowhere, NULL);
    if (status >= 0 || status == CRM_E_UNSUPPORTED)
        status = crm_report_vega(report, nowhere, NULL);
    return status == CRM_E_UNSUPPORTED ? CRM_OK : status;
}

static crm_status reported(const char *name, const crm_report_options *options)
{
    crm_report *report = GARBAGE;
    crm_status status = crm_report_run(db, name, options, &report);
    ck_assert_emptied(status, report);
    if (status < 0)
        return status;
    status = all_forms(report);
    crm_report_free(report);
    return status;
}

static crm_status report_home(void)
{
    return reported("home", CRM_OPTIONS(crm_report_options, .language = "zh"));
}

static crm_status report_funnel(void)
{
    return reported("lead_funnel", NULL);
}

static crm_status report_pipeline(void)
{
    return reported("pipeline", NULL);
}

static crm_status report_ranking(void)
{
    return reported("sales_ranking", NULL);
}

static crm_status report_segment(void)
{
    return reported("segment", NULL);
}

static crm_status report_portrait(void)
{
    return reported("portrait", CRM_OPTIONS(crm_report_options, .entity = "lead", .field = "city"));
}

static crm_status segment_run(void)
{
    crm_segment_report report = {.run = -1};
    crm_status status = crm_segment_run(db, NULL, &report);
    ck_assert_int_eq(report.run > 0 && report.customers == 3, status >= 0);
    return status;
}

static void segmented(void)
{
    crm_segment_report report;
    static bool done;
    if (!done)
        ck_assert_ok(crm_segment_run(db, NULL, &report));
    done = true;
}

static crm_status segment_table(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_segment_table(db, 0, &cursor);
    return drained(status, cursor);
}

static crm_status segment_moves(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_segment_moves(db, 0, &cursor);
    return drained(status, cursor);
}

static int32_t orders_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    static const char orders[] = "who,day,sum\nA,2026-01-01,10\nB,2025-01-05,20.5\n"
                                 "C,2025-06-01,7\nA,2026-02-01,11\nD,nonsense,3\n";
    size_t *at = context;
    size_t left = sizeof orders - 1 - *at;
    *read_out = size < left ? size : left;
    memcpy(bytes, orders + *at, *read_out);
    *at += *read_out;
    return 0;
}

static crm_status rfm_table(crm_status (*make)(const crm_rfm *, crm_cursor **), const crm_rfm *rfm)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = make(rfm, &cursor);
    return drained(status, cursor);
}

static crm_status rfm(void)
{
    size_t at = 0;
    crm_rfm *answer = GARBAGE;
    crm_rfm_counts counts;
    crm_status status = crm_rfm_csv(
        db, orders_read, &at,
        CRM_OPTIONS(crm_rfm_options, .customer = "who", .time = "day", .amount = "sum"), &answer);
    ck_assert_emptied(status, answer);
    crm_rfm_read(answer, &counts);
    ck_assert_int_eq(counts.customers, status < 0 ? 0 : 3);
    ck_assert_int_eq(crm_rfm_problem(answer)[0] != 0, status >= 0);
    if (status >= 0)
        status = rfm_table(crm_rfm_segments, answer);
    if (status >= 0)
        status = rfm_table(crm_rfm_scores, answer);
    if (status >= 0)
        status = rfm_table(crm_rfm_customers, answer);
    crm_rfm_free(answer);
    return status;
}

static const struct scenario scenarios[] = {
    {"report_list", NULL, report_list, 0},
    {"report_home", NULL, report_home, 0},
    {"report_funnel", NULL, report_funnel, 0},
    {"report_pipeline", NULL, report_pipeline, 0},
    {"report_ranking", NULL, report_ranking, 0},
    {"report_segment", segmented, report_segment, 0},
    {"report_portrait", NULL, report_portrait, 0},
    {"segment_run", NULL, segment_run, 0},
    {"segment_table", segmented, segment_table, 0},
    {"segment_moves", segmented, segment_moves, 0},
    {"rfm", NULL, rfm, 0},
};

int main(void)
{
    return memory_main("report", scenarios, COUNT_OF(scenarios), setup);
}
