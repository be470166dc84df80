/*
 * The home page: what waits for the acting user and how things stand, a line each, with the command
 * that shows more. What he may not see is not counted.
 */
#include "report/build.h"

#include "base/money.h"
#include "engine/segment.h"

#include <string.h>

enum { MONTHS = 12, HOME_SEGMENTS = 5, HOME_CURRENCIES = 4 };

/* In the order of the page; the numbers are positions in the choice set. */
enum home_item {
    TASKS_OVERDUE,
    TASKS_DUE,
    LEADS_RECYCLE,
    ALERTS_OPEN,
    LEADS_UNASSIGNED,
    LEADS_NEW,
    LEADS_ALL,
    PIPELINE,
    REVENUE,
    CUSTOMERS,
    SEGMENT,
    HOME_ITEMS,
};

static const struct choice item_choices[HOME_ITEMS] = {
    {REPORT_LITERAL("tasks_overdue"), REPORT_LITERAL("Tasks overdue"), REPORT_LITERAL("逾期任务")},
    {REPORT_LITERAL("tasks_due"), REPORT_LITERAL("Tasks due in 24 hours"),
     REPORT_LITERAL("24小时内到期任务")},
    {REPORT_LITERAL("leads_recycle"), REPORT_LITERAL("Leads recycled in 48 hours"),
     REPORT_LITERAL("48小时内将回收线索")},
    {REPORT_LITERAL("alerts_open"), REPORT_LITERAL("Open alerts"), REPORT_LITERAL("未处理预警")},
    {REPORT_LITERAL("leads_unassigned"), REPORT_LITERAL("Leads without an owner"),
     REPORT_LITERAL("未分配线索")},
    {REPORT_LITERAL("leads_new"), REPORT_LITERAL("New leads in 7 days"),
     REPORT_LITERAL("近7天新线索")},
    {REPORT_LITERAL("leads"), REPORT_LITERAL("Leads"), REPORT_LITERAL("线索总数")},
    {REPORT_LITERAL("pipeline"), REPORT_LITERAL("Open opportunities"),
     REPORT_LITERAL("进行中商机")},
    {REPORT_LITERAL("revenue"), REPORT_LITERAL("Orders in 12 months"),
     REPORT_LITERAL("近12个月订单")},
    {REPORT_LITERAL("customers"), REPORT_LITERAL("Customers"), REPORT_LITERAL("下单客户")},
    {REPORT_LITERAL("segment"), REPORT_LITERAL("Segment"), REPORT_LITERAL("分群")},
};
static const struct choice_set item_set = {REPORT_LITERAL("home_item"), item_choices, HOME_ITEMS};

/*
 * A number of records that a rule finds; its command lists just these, since both are made of the
 * same rule. The first urgent one that is not zero is to do first.
 */
static const struct count_line {
    enum home_item item;
    const char *entity;
    const char *rule; /* NULL: all */
    const char *sort;
    bool own; /* only what the acting user owns */
    bool urgent;
} count_lines[] = {
    {TASKS_OVERDUE, "task", "state in [\"open\", \"doing\"] && due_at < now", "due_at", true, true},
    {TASKS_DUE, "task",
     "state in [\"open\", \"doing\"] && due_at >= now && due_at < now + duration(\"24h\")",
     "due_at", true, true},
    {LEADS_RECYCLE, "lead", "recycle_at < now + duration(\"48h\")", "recycle_at", false, true},
    {ALERTS_OPEN, "alert", "state == \"open\"", "-raised_at", false, true},
    {LEADS_UNASSIGNED, "lead", "!has(owner) && !(status in [\"converted\", \"invalid\"])",
     "-created_at", false, true},
    {LEADS_NEW, "lead", "created_at >= now - duration(\"168h\")", "-created_at", false, false},
    {LEADS_ALL, "lead", NULL, "-created_at", false, false},
};

enum { ITEM, COUNT, AMOUNT, CURRENCY, DETAIL, NEXT, HOME_COLUMNS };

static crm_status counts_write(struct report *report);
static crm_status pipeline_write(struct report *report);
static crm_status revenue_write(struct report *report);
static crm_status segments_write(struct report *report);

crm_status crm__report_home(struct report *report)
{
    crm__report_column(report, "item", COLUMN_CHOICE, "Item", "项目")->choices = &item_set;
    crm__report_column(report, "count", COLUMN_INTEGER, "Number", "数量");
    crm__report_column(report, "amount", COLUMN_MONEY, "Amount", "金额")->currency_column =
        CURRENCY;
    crm__report_column(report, "currency", COLUMN_TEXT, "Currency", "币种");
    /* A segment is shown by its label; other details are no codes. */
    crm__report_column(report, "detail", COLUMN_CHOICE, "Detail", "明细")->choices =
        crm__segment_choices();
    crm__report_column(report, "next", COLUMN_TEXT, "Next", "下一步");
    crm_status status = crm__report_begin(report);
    if (status >= 0)
        status = counts_write(report);
    if (status >= 0)
        status = pipeline_write(report);
    if (status >= 0)
        status = revenue_write(report);
    return status < 0 ? status : segments_write(report);
}

static crm_status line_write(struct report *report, enum home_item item, int64_t count,
                             const char *next)
{
    struct value values[HOME_COLUMNS] = {[ITEM] = crm__value_text(item_choices[item].name),
                                         [COUNT] = crm__value_int(count),
                                         [NEXT] = crm__value_text(crm__text_of(next))};
    return crm__report_row(report, values);
}

static crm_status first_say(struct report *report, const struct count_line *line, int64_t count,
                            const char *next)
{
    const struct choice *item = &item_choices[line->item];
    struct text label = report->options.chinese ? item->label_zh : item->label_en;
    const char *text =
        crm__arena_format(&report->arena, "%s%.*s (%lld): %s",
                          report->options.chinese ? "先做：" : "Do first: ", (int)label.size,
                          label.data, (long long)count, next);
    if (!text)
        return CRM_E_NOMEM;
    report->subtitle = crm__text_of(text);
    return CRM_OK;
}

/* The line's condition as the acting user would type it; empty: all records. */
static const char *rule_of(struct report *report, const struct count_line *line)
{
    int64_t user = report->store->actor.user_id;
    const char *rule = line->rule ? line->rule : "";
    return line->own && user
               ? crm__arena_format(&report->arena, "%s && owner == %lld", rule, (long long)user)
               : rule;
}

static crm_status line_count(struct report *report, const char *entity, const char *rule,
                             int64_t *count_out)
{
    struct query *query;
    crm_status status = crm__report_query(report, entity, &query);
    if (status >= 0 && rule[0])
        status = crm__query_where(query, crm__text_of(rule));
    if (status >= 0)
        status = crm__query_count(query, count_out);
    crm__query_free(query);
    return status;
}

static crm_status count_write(struct report *report, const struct count_line *line)
{
    int64_t count = 0;
    const char *rule = rule_of(report, line);
    crm_status status = rule ? line_count(report, line->entity, rule, &count) : CRM_E_NOMEM;
    if (status < 0)
        return status;
    if (count == 0)
        return line_write(report, line->item, 0,
                          line->item == LEADS_ALL ? "lcrm import leads.csv" : "");
    const char *next =
        rule[0]
            ? crm__arena_format(&report->arena, "lcrm list %s --where '%s' --sort %s", line->entity,
                                rule, line->sort)
            : crm__arena_format(&report->arena, "lcrm list %s --sort %s", line->entity, line->sort);
    if (!next)
        return CRM_E_NOMEM;
    if (line->urgent && !report->subtitle.size)
        status = first_say(report, line, count, next);
    return status < 0 ? status : line_write(report, line->item, count, next);
}

static crm_status counts_write(struct report *report)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < sizeof count_lines / sizeof *count_lines; i++)
        status = count_write(report, &count_lines[i]);
    return status;
}

/* --- open opportunities, a line a currency ---------------------------------------------------- */

static crm_status pipeline_add(void *context, const struct batch *rows, size_t row)
{
    struct report *report = context;
    if (row >= HOME_CURRENCIES)
        return CRM_DONE;
    struct value values[HOME_COLUMNS] = {
        [ITEM] = crm__value_text(item_choices[PIPELINE].name),
        [COUNT] = crm__batch_at(rows, 1, row),
        [AMOUNT] = crm__batch_at(rows, 2, row),
        [CURRENCY] = crm__batch_at(rows, 0, row),
        [NEXT] = crm__value_text(TEXT("lcrm report pipeline")),
    };
    return crm__report_row(report, values);
}

static crm_status pipeline_write(struct report *report)
{
    struct query *query;
    size_t before = report->batch.row_count;
    crm_status status = crm__report_query(report, "opportunity", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("outcome == \"open\""));
        crm__query_group(query, TEXT("currency"));
        crm__query_measure(query, TEXT("count"));
        status = crm__query_measure(query, TEXT("sum(amount)"));
    }
    status = crm__report_scan(query, status, pipeline_add, report);
    if (status >= 0 && report->batch.row_count == before)
        status = line_write(report, PIPELINE, 0, "lcrm new opportunity name=\"First deal\"");
    return status;
}

/* --- revenue of twelve months, in the database's currency ------------------------------------- */

struct revenue {
    struct env *env;
    int64_t first_month; /* as a date */
    const char *next;
    int64_t months_minor[MONTHS];
    int64_t total_minor;
    int64_t orders;
};

static crm_status month_add(void *context, const struct batch *rows, size_t row)
{
    struct revenue *revenue = context;
    struct civil first = crm__date_civil(revenue->first_month);
    struct civil month = crm__date_civil(crm__report_int(rows, 0, row, revenue->first_month));
    int32_t place = (month.year - first.year) * MONTHS + month.month - first.month;
    int64_t net;
    crm_status status = crm__money_subtract(revenue->env, crm__report_int(rows, 2, row, 0),
                                            crm__report_int(rows, 3, row, 0), &net);
    if (status < 0 || place < 0 || place >= MONTHS)
        return status;
    revenue->months_minor[place] = net;
    revenue->orders += crm__report_int(rows, 1, row, 0);
    return crm__money_add(revenue->env, revenue->total_minor, net, &revenue->total_minor);
}

static crm_status revenue_read(struct report *report, struct revenue *revenue)
{
    struct store *store = report->store;
    const struct zone *zone;
    struct query *query;
    char from[TIME_TEXT_SIZE];
    crm_status status = crm__store_zone(store, TEXT_NONE, &zone);
    if (status < 0)
        return status;
    int64_t today = crm__zone_date(zone, store->env->now_us);
    revenue->first_month = crm__date_period_add(today, PERIOD_MONTH, 1 - MONTHS);
    size_t size = crm__time_format(crm__zone_date_start(zone, revenue->first_month), from);
    revenue->next =
        crm__arena_format(&report->arena, "lcrm report sales_ranking --from %.*s", (int)size, from);
    const char *rule = crm__arena_format(
        &report->arena,
        "!(status in [\"draft\", \"cancelled\", \"returned\"]) && placed_at <= now && "
        "placed_at >= timestamp(\"%.*s\") && currency == \"%s\"",
        (int)size, from, store->currency);
    if (!rule || !revenue->next)
        return CRM_E_NOMEM;
    status = crm__report_query(report, "order", &query);
    if (status >= 0) {
        crm__query_where(query, crm__text_of(rule));
        crm__query_group(query, TEXT("placed_at:month"));
        crm__query_measure(query, TEXT("count"));
        crm__query_measure(query, TEXT("sum(amount)"));
        status = crm__query_measure(query, TEXT("sum(refunded_amount)"));
    }
    return crm__report_scan(query, status, month_add, revenue);
}

static crm_status revenue_write(struct report *report)
{
    struct revenue revenue = {.env = report->store->env};
    crm_status status = revenue_read(report, &revenue);
    if (status < 0)
        return status;
    if (revenue.orders == 0)
        return line_write(report, REVENUE, 0, "lcrm import orders.csv");
    double months[MONTHS];
    struct buffer line;
    for (size_t i = 0; i < MONTHS; i++)
        months[i] = (double)revenue.months_minor[i];
    crm__buffer_init(&line, revenue.env);
    crm__sparkline(months, MONTHS, &line);
    status = crm__buffer_status(&line);
    struct value values[HOME_COLUMNS] = {
        [ITEM] = crm__value_text(item_choices[REVENUE].name),
        [COUNT] = crm__value_int(revenue.orders),
        [AMOUNT] = crm__value_int(revenue.total_minor),
        [CURRENCY] = crm__value_text(crm__text_of(report->store->currency)),
        [DETAIL] = crm__value_text(crm__buffer_view(&line)),
        [NEXT] = crm__value_text(crm__text_of(revenue.next)),
    };
    if (status >= 0)
        status = crm__report_row(report, values);
    crm__buffer_free(&line);
    return status;
}

/* --- customers and their largest segments ----------------------------------------------------- */

static crm_status segment_add(void *context, const struct batch *rows, size_t row)
{
    struct report *report = context;
    struct value values[HOME_COLUMNS] = {
        [ITEM] = crm__value_text(item_choices[SEGMENT].name),
        [COUNT] = crm__batch_at(rows, 1, row),
        [DETAIL] = crm__batch_at(rows, 0, row),
        [NEXT] = crm__value_text(TEXT("lcrm report segment")),
    };
    return crm__report_row(report, values);
}

static crm_status segments_write(struct report *report)
{
    struct query *query;
    int64_t count = 0;
    crm_status status = line_count(report, "customer_value", "order_count > 0", &count);
    if (status >= 0)
        status = line_write(report, CUSTOMERS, count, count ? "lcrm report segment" : "");
    if (status < 0)
        return status;
    status = crm__report_query(report, "customer_value", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("order_count > 0 && has(segment)"));
        crm__query_group(query, TEXT("segment"));
        crm__query_measure(query, TEXT("count"));
        crm__query_sort(query, TEXT("-count,segment"));
        status = crm__query_limit(query, HOME_SEGMENTS);
    }
    return crm__report_scan(query, status, segment_add, report);
}
