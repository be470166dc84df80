/* Segments of the database's customers: run, list, members, moves. */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec segment_options[] = {
    {"as-of", "TIME", "run: recency is whole days before it (default: now)",
     "run：统计时点（默认现在）"},
    {"method", "quantile|ntile|fixed", "run: how scores are cut (default quantile)",
     "run：分档方法（默认 quantile）"},
    {"bins", "N", "run: scores from 1 to N (default 5)", "run：分档数（默认 5）"},
    {"cuts", "R;F;M", "run: for fixed: days; orders; amounts, as in '30,90;1,3;100,500'",
     "run：fixed 的分档点：天数;订单数;金额"},
    {"quadrants", "mean|median|V;N",
     "run: what is high; V;N: an order of V, N orders (default mean)",
     "run：象限分界：均值、中位数，或客单价;订单数（默认均值）"},
    {"least-orders", "N", "run: fewer orders are quadrant E (default 1)",
     "run：订单数少于 N 为 E 类（默认 1）"},
    {"key", "KEY", "run: of a run that processes share by --partition: the same for all",
     "run：多进程分担的运行标识，各进程相同"},
    PARTITION_OPTION,
    {"run", "ID", "list, moves: of this run (default: the latest)",
     "list、moves：指定运行（默认最近一次）"},
    {"limit", "N", "show: at most N accounts (default 100)", "show：最多 N 个客户（默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int options_read(struct tool *tool, crm_segment_options *options)
{
    static const char *const methods[] = {"quantile", "ntile", "fixed"};
    int64_t bins = 0;
    int64_t least = 0;
    const char *as_of = tool_option(tool, "as-of");
    const char *method = tool_option(tool, "method");
    *options = (crm_segment_options){.size = sizeof *options,
                                     .dry_run = tool->dry_run,
                                     .cuts = tool_option(tool, "cuts"),
                                     .quadrants = tool_option(tool, "quadrants"),
                                     .run_key = tool_option(tool, "key")};
    if (!tool_partition(tool, &options->partition_index, &options->partition_count))
        return EXIT_USAGE;
    if (options->partition_count > 0 && !options->run_key)
        return tool_usage_error(
            tool, "--partition %s: a run that processes share needs --key, the same for all",
            "--partition %s：多个进程共同运行需要 --key，各进程相同", tool_option(tool, "partition"));
    if (as_of && crm_time_parse(as_of, &options->as_of_us) < 0)
        return tool_usage_error(tool, "--as-of: '%s' is no RFC 3339 time",
                                "--as-of：“%s”不是 RFC 3339 时间", as_of);
    while (method && options->method < 3 && strcmp(method, methods[options->method]) != 0)
        options->method++;
    if (options->method == 3)
        return tool_usage_error(tool, "--method: '%s' is none of quantile, ntile, fixed",
                                "--method：“%s”不是 quantile、ntile、fixed 之一", method);
    if (!tool_number(tool, "bins", 2, &bins) || !tool_number(tool, "least-orders", 1, &least))
        return EXIT_USAGE;
    options->bins = bins > INT32_MAX ? INT32_MAX : (int32_t)bins;
    options->least_orders = least > INT32_MAX ? INT32_MAX : (int32_t)least;
    return EXIT_OK;
}

static int report_print(struct tool *tool, const crm_segment_report *report)
{
    static const crm_column columns[] = {
        {"run", "Run", "运行", CRM_COLUMN_ID, 0},
        {"customers", "Customers", "客户数", CRM_COLUMN_INTEGER, 0},
        {"changed", "With another segment", "分群变化", CRM_COLUMN_INTEGER, 0},
        {"left_out", "Left out: other currency", "因币种不同未计", CRM_COLUMN_INTEGER, 0},
        {"a", "A", "A类", CRM_COLUMN_INTEGER, 0},
        {"b", "B", "B类", CRM_COLUMN_INTEGER, 0},
        {"c", "C", "C类", CRM_COLUMN_INTEGER, 0},
        {"d", "D", "D类", CRM_COLUMN_INTEGER, 0},
        {"e", "E", "E类", CRM_COLUMN_INTEGER, 0},
        {"entered", "Entered own segments", "进入自定义分群", CRM_COLUMN_INTEGER, 0},
        {"left", "Left own segments", "离开自定义分群", CRM_COLUMN_INTEGER, 0},
        {"alerts_raised", "Alerts raised", "新预警", CRM_COLUMN_INTEGER, 0},
        {"alerts_closed", "Alerts closed", "关闭预警", CRM_COLUMN_INTEGER, 0},
    };
    const int64_t counts[] = {report->run,          report->customers,    report->changed,
                              report->left_out,     report->quadrants[0], report->quadrants[1],
                              report->quadrants[2], report->quadrants[3], report->quadrants[4],
                              report->entered,      report->left,         report->alerts_raised,
                              report->alerts_closed};
    return tool_counts(tool, columns, sizeof columns / sizeof *columns, counts);
}

static int run_run(struct tool *tool)
{
    crm_segment_options options;
    crm_segment_report report;
    int code = options_read(tool, &options);
    if (code != EXIT_OK)
        return code;
    if (crm_segment_run(tool->db, &options, &report) < 0)
        return tool_fail(tool, tool->db, NULL);
    return report_print(tool, &report);
}

static int table_run(struct tool *tool, bool moves)
{
    crm_cursor *cursor;
    int64_t run = 0;
    if (!tool_number(tool, "run", 1, &run))
        return EXIT_USAGE;
    crm_status status = moves ? crm_segment_moves(tool->db, run, &cursor)
                              : crm_segment_table(tool->db, run, &cursor);
    return status < 0 ? tool_fail(tool, tool->db, "lcrm segment run") : tool_print(tool, cursor);
}

static int named_run(struct tool *tool)
{
    crm_cursor *cursor;
    return crm_segment_named(tool->db, &cursor) < 0 ? tool_fail(tool, tool->db, NULL)
                                                    : tool_print(tool, cursor);
}

/* What can stand between quotes in a rule as it is. */
static bool is_code(const char *text)
{
    size_t size = strcspn(text, "\"'\\\n\r\t");
    return size > 0 && size < 60 && text[size] == '\0';
}

/* Is it one that people have defined? Then its members are kept; the RFM ones are states. */
static crm_status is_named(struct tool *tool, const char *code, bool *named_out)
{
    char rule[96];
    int64_t count = 0;
    crm_query *query;
    crm_status status = crm_query_new(tool->db, "segment", &query);
    if (status < 0)
        return status;
    snprintf(rule, sizeof rule, "code == \"%s\"", code);
    status = crm_query_where(query, rule, CRM_NUL);
    if (status >= 0)
        status = crm_query_count(query, &count);
    *named_out = count > 0;
    crm_query_free(query);
    return status;
}

static int show_run(struct tool *tool, const char *code)
{
    char rule[96];
    bool named;
    crm_query *query;
    crm_cursor *cursor;
    int64_t limit = 100;
    if (!is_code(code))
        return tool_usage_error(tool, "segment show: '%s' is no segment's code",
                                "segment show：没有编码为“%s”的分群", code);
    if (!tool_number(tool, "limit", 1, &limit))
        return EXIT_USAGE;
    if (is_named(tool, code, &named) < 0 ||
        crm_query_new(tool->db, named ? "segment_member" : "customer_value", &query) < 0)
        return tool_fail(tool, tool->db, NULL);
    snprintf(rule, sizeof rule,
             named ? "segment.code == \"%s\" && !has(until)" : "segment == \"%s\"", code);
    crm_status status = crm_query_where(query, rule, CRM_NUL);
    if (status >= 0)
        status = crm_query_fields(query, named ? "account,account.name,account.owner.name,since"
                                               : "account,account.name,order_count,currency,amount,"
                                                 "last_order_at,previous_segment,segment_since");
    if (status >= 0)
        status = crm_query_sort(query, named ? "-since" : "-amount");
    if (status >= 0)
        status = crm_query_limit(query, limit);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    int exit_code = status < 0 ? tool_fail(tool, tool->db, NULL) : tool_print(tool, cursor);
    crm_query_free(query);
    return exit_code;
}

static int segment_run(struct tool *tool)
{
    const char *verb = tool->argument_count ? tool->arguments[0] : "list";
    if (strcmp(verb, "show") == 0 && tool->argument_count == 2)
        return show_run(tool, tool->arguments[1]);
    if (tool->argument_count <= 1 && strcmp(verb, "run") == 0)
        return run_run(tool);
    if (tool->argument_count <= 1 && strcmp(verb, "list") == 0)
        return table_run(tool, false);
    if (tool->argument_count <= 1 && strcmp(verb, "moves") == 0)
        return table_run(tool, true);
    if (tool->argument_count <= 1 && strcmp(verb, "named") == 0)
        return named_run(tool);
    return tool_usage_error(tool, "segment takes run, list, moves, named, or show SEGMENT",
                            "segment 的用法：run、list、moves、named 或 show SEGMENT");
}

const struct command command_segment = {
    .name = "segment",
    .usage = "[DB] run | list | moves | named | show SEGMENT",
    .summary_en = "RFM segments of customers, and who moved",
    .summary_zh = "客户 RFM 分群与迁移",
    .examples = {"lcrm segment run", "lcrm segment show champions --limit 20"},
    .options = segment_options,
    .words = "run|list|moves|show",
    .needs_database = true,
    .run = segment_run,
};
