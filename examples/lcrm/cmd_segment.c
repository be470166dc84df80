/* Segments of the database's customers: run, list, members, moves. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec segment_options[] = {
    {"as-of", "TIME", "run: recency is whole days before it (default: now)",
     "run：统计时点（默认现在）"},
    {"method", "quantile|ntile", "run: how scores are cut (default quantile)",
     "run：分档方法（默认 quantile）"},
    {"bins", "N", "run: scores from 1 to N (default 5)", "run：分档数（默认 5）"},
    {"run", "ID", "list, moves: of this run (default: the latest)",
     "list、moves：指定运行（默认最近一次）"},
    {"limit", "N", "show: at most N accounts (default 100)", "show：最多 N 个客户（默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int report_print(struct tool *tool, const crm_segment_report *report)
{
    static const crm_column columns[] = {
        {"run", "Run", "运行", CRM_COLUMN_ID, 0},
        {"customers", "Customers", "客户数", CRM_COLUMN_INTEGER, 0},
        {"changed", "With another segment", "分群变化", CRM_COLUMN_INTEGER, 0},
        {"left_out", "Left out: other currency", "因币种不同未计", CRM_COLUMN_INTEGER, 0},
    };
    const int64_t counts[] = {report->run, report->customers, report->changed, report->left_out};
    return tool_counts(tool, columns, 4, counts);
}

static int run_run(struct tool *tool)
{
    crm_segment_options options = {.size = sizeof options, .dry_run = tool->dry_run};
    crm_segment_report report;
    int64_t bins = 0;
    const char *as_of = tool_option(tool, "as-of");
    const char *method = tool_option(tool, "method");
    if (as_of && crm_time_parse(as_of, &options.as_of_us) < 0)
        return tool_usage_error(tool, "--as-of: '%s' is no RFC 3339 time", as_of);
    if (method && strcmp(method, "ntile") == 0)
        options.method = CRM_RFM_NTILE;
    else if (method && strcmp(method, "quantile") != 0)
        return tool_usage_error(tool, "--method: '%s' is neither quantile nor ntile", method);
    if (!tool_number(tool, "bins", 2, &bins))
        return EXIT_USAGE;
    options.bins = bins > INT32_MAX ? INT32_MAX : (int32_t)bins;
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

/* Segment codes are letters and "_", so one can stand in a rule as it is. */
static bool is_code(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    return size > 0 && size < 60 && text[size] == '\0';
}

static int show_run(struct tool *tool, const char *code)
{
    char rule[96];
    crm_query *query;
    crm_cursor *cursor;
    int64_t limit = 100;
    if (!is_code(code))
        return tool_usage_error(tool, "segment show: '%s' is no segment's code", code);
    if (!tool_number(tool, "limit", 1, &limit))
        return EXIT_USAGE;
    snprintf(rule, sizeof rule, "segment == \"%s\"", code);
    if (crm_query_new(tool->db, "customer_value", &query) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = crm_query_where(query, rule, CRM_NUL);
    if (status >= 0)
        status = crm_query_fields(query, "account,account.name,order_count,currency,amount,"
                                         "last_order_at,previous_segment,segment_since");
    if (status >= 0)
        status = crm_query_sort(query, "-amount");
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
    return tool_usage_error(tool, "segment takes run, list, moves, or show SEGMENT");
}

const struct command command_segment = {
    .name = "segment",
    .usage = "[DB] run | list | moves | show SEGMENT",
    .summary_en = "RFM segments of customers, and who moved",
    .summary_zh = "客户 RFM 分群与迁移",
    .examples = {"lcrm segment run", "lcrm segment show champions --limit 20"},
    .options = segment_options,
    .words = "run|list|moves|show",
    .needs_database = true,
    .run = segment_run,
};
