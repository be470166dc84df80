/* Alerts: the list, a run over all customers, and what a person does with one. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec alerts_options[] = {
    {"state", "open|acknowledged|closed|all", "list: in this state (default: not closed)",
     "列表：按状态（默认未关闭）"},
    {"account", "ID", "list: of this account", "列表：该客户的预警"},
    {"owner", "ID", "list: of this owner", "列表：该负责人的预警"},
    {"rule", "ID", "list: by this rule", "列表：该规则的预警"},
    {"limit", "N", "list: at most N (default 100)", "列表：最多 N 条（默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int list_run(struct tool *tool)
{
    crm_cursor *cursor;
    crm_alert_options options = {.size = sizeof options,
                                 .state = tool_option(tool, "state"),
                                 .language = tool->chinese ? "zh" : "en"};
    if (!tool_number(tool, "account", 1, &options.account_id) ||
        !tool_number(tool, "owner", 1, &options.owner_id) ||
        !tool_number(tool, "rule", 1, &options.rule_id) ||
        !tool_number(tool, "limit", 1, &options.limit))
        return EXIT_USAGE;
    if (crm_alert_list(tool->db, &options, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

/* What was decided is the answer; the sums go beside it. */
static int run_run(struct tool *tool)
{
    crm_cursor *cursor;
    crm_alert_report report;
    crm_alert_run_options options = {
        .size = sizeof options, .language = tool->chinese ? "zh" : "en", .dry_run = tool->dry_run};
    if (crm_alert_run(tool->db, &options, &report, &cursor) < 0)
        return tool_fail(tool, tool->db, "lcrm list alert_rule");
    int code = tool_print(tool, cursor);
    tool_note(tool,
              tool_say(tool,
                       "%" PRId64 " customers, %" PRId64 " alerts raised, %" PRId64
                       " closed, %" PRId64 " open",
                       "%" PRId64 " 位客户，新预警 %" PRId64 " 条，关闭 %" PRId64
                       " 条，未结束 %" PRId64 " 条"),
              report.customers, report.raised, report.closed, report.open);
    return code;
}

/* "alert/12" or "12" */
static bool id_read(const char *text, int64_t *id)
{
    char *end;
    text += strncmp(text, "alert/", 6) == 0 ? 6 : 0;
    *id = strtoll(text, &end, 10);
    return end != text && *end == '\0' && *id > 0;
}

static int count_print(struct tool *tool, bool close, int count)
{
    char digits[24];
    const crm_column columns[] = {{close ? "closed" : "acknowledged",
                                   close ? "Closed" : "Acknowledged", close ? "已关闭" : "已确认",
                                   CRM_COLUMN_INTEGER, 0},
                                  {"dry_run", "Dry run", "试运行", CRM_COLUMN_BOOL, 0}};
    const char *const cells[] = {digits, tool->dry_run ? "true" : "false"};
    snprintf(digits, sizeof digits, "%d", count);
    return tool_row(tool, columns, 2, cells);
}

/* All of them, or none. */
static int handle_run(struct tool *tool, bool close)
{
    crm_status status = CRM_OK;
    int count = tool->argument_count - 1;
    if (count == 0)
        return tool_usage_error(tool, "say which alert: lcrm alerts %s ID",
                                "请指明预警：lcrm alerts %s ID", tool->arguments[0]);
    if (crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    for (int i = 1; status >= 0 && i <= count; i++) {
        int64_t id;
        if (!id_read(tool->arguments[i], &id)) {
            crm_db_rollback(tool->db);
            return tool_usage_error(tool, "'%s' is no alert; say its ID",
                                    "“%s”不是预警，请给出编号", tool->arguments[i]);
        }
        status = close ? crm_alert_close(tool->db, id) : crm_alert_acknowledge(tool->db, id);
    }
    int code = status < 0 ? tool_fail(tool, tool->db, "lcrm alerts --state all") : EXIT_OK;
    if (status < 0 || tool->dry_run)
        crm_db_rollback(tool->db);
    else if (crm_db_commit(tool->db) < 0)
        code = tool_fail(tool, tool->db, NULL);
    if (code != EXIT_OK)
        return code;
    return count_print(tool, close, count);
}

static int alerts_run(struct tool *tool)
{
    const char *verb = tool->argument_count ? tool->arguments[0] : "list";
    if (strcmp(verb, "list") == 0 && tool->argument_count <= 1)
        return list_run(tool);
    if (strcmp(verb, "run") == 0 && tool->argument_count == 1)
        return run_run(tool);
    if (strcmp(verb, "ack") == 0)
        return handle_run(tool, false);
    if (strcmp(verb, "close") == 0)
        return handle_run(tool, true);
    return tool_usage_error(tool, "alerts takes list, run, ack ID …, or close ID …",
                            "alerts 的用法：list、run、ack ID … 或 close ID …");
}

const struct command command_alerts = {
    .name = "alerts",
    .usage = "[DB] [list] | run | ack ID … | close ID …",
    .summary_en = "customers who went silent or fell into a worse segment",
    .summary_zh = "流失预警：久未购买或分群下滑的客户",
    .examples = {"lcrm alerts", "lcrm alerts run --dry-run --json"},
    .options = alerts_options,
    .words = "list|run|ack|close",
    .needs_database = true,
    .run = alerts_run,
};
