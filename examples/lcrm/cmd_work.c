/* What is due, and what must leave: work, outbox. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec work_options[] = {
    {"until", "TIME", "what is due up to then (default: now)", "执行到该时间为止（默认现在）"},
    {"limit", "N", "at most N", "最多 N 项"},
    PARTITION_OPTION,
    {NULL, NULL, NULL, NULL},
};

static int report_print(struct tool *tool, const crm_work_report *report, const char *next)
{
    static const crm_column columns[] = {{"done", "Done", "已执行", CRM_COLUMN_INTEGER, 0},
                                         {"failed", "Failed", "失败", CRM_COLUMN_INTEGER, 0},
                                         {"next", "Next", "下次", CRM_COLUMN_TIME, 0}};
    char done[24];
    char failed[24];
    const char *const cells[] = {done, failed, *next ? next : NULL};
    snprintf(done, sizeof done, "%" PRId64, report->done);
    snprintf(failed, sizeof failed, "%" PRId64, report->failed);
    return tool_row(tool, columns, 3, cells);
}

static int work_run(struct tool *tool)
{
    crm_work_options options = {.size = sizeof options};
    const char *until = tool_option(tool, "until");
    if (until && crm_time_parse(until, &options.until_us) < 0)
        return tool_usage_error(tool, "--until: '%s' is no RFC 3339 time",
                                "--until：“%s”不是 RFC 3339 时间", until);
    if (!tool_number(tool, "limit", 0, &options.limit) ||
        !tool_partition(tool, &options.partition_index, &options.partition_count))
        return EXIT_USAGE;
    crm_work_report report;
    bool undo = tool->dry_run;
    if (undo && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = crm_work_run(tool->db, &options, &report);
    if (undo && status >= 0)
        crm_db_rollback(tool->db);
    if (status < 0)
        return tool_fail(tool, tool->db, NULL);
    char next[CRM_TIME_TEXT_SIZE] = "";
    if (report.next_us != INT64_MAX)
        crm_time_format(report.next_us, next);
    int code = report_print(tool, &report, next);
    return code == EXIT_OK && report.failed ? EXIT_REJECTED : code;
}

const struct command command_work = {
    .name = "work",
    .usage = "[DB] [--until TIME] [--limit N] [--partition I/N]",
    .summary_en = "runs what is due: recycling, reminders, expiries",
    .summary_zh = "执行到期任务：回收、提醒、过期",
    .examples = {"lcrm work", "lcrm work --until 2026-03-31T00:00:00Z --dry-run"},
    .options = work_options,
    .needs_database = true,
    .run = work_run,
};

static const struct option_spec outbox_options[] = {
    {"take", NULL, "take messages for sending", "领取待发消息"},
    {"lease", "SECONDS", "how long they are yours (default 300)", "占用秒数（默认 300）"},
    {"sent", "ID", "this one was sent", "标记已发送"},
    {"failed", "ID", "this one was not; it is offered again", "标记发送失败，重新排队"},
    {"limit", "N", "at most N (default 100)", "最多 N 条（默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int outbox_list(struct tool *tool, int64_t limit)
{
    crm_query *query;
    crm_cursor *cursor;
    if (crm_query_new(tool->db, "outbox", &query) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = crm_query_where(query, "state != \"sent\"", CRM_NUL);
    if (status >= 0)
        status = crm_query_fields(query, "id,state,channel,kind,recipient.name,subject");
    if (status >= 0)
        status = crm_query_limit(query, limit);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : tool_print(tool, cursor);
    crm_query_free(query);
    return code;
}

static int outbox_settle(struct tool *tool, const char *option)
{
    int64_t id = 0;
    if (!tool_number(tool, option, 1, &id))
        return EXIT_USAGE;
    crm_status status =
        strcmp(option, "sent") == 0
            ? crm_outbox_sent(tool->db, id)
            : crm_outbox_failed(tool->db, id, "reported by lcrm outbox --failed", 1);
    return status < 0 ? tool_fail(tool, tool->db, "lcrm outbox") : EXIT_OK;
}

static int outbox_take(struct tool *tool, int64_t limit, int64_t lease)
{
    crm_cursor *cursor;
    if (crm_outbox_take(tool->db, limit, lease * 1000000, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int outbox_run(struct tool *tool)
{
    int64_t limit = 100;
    int64_t lease = 300;
    int code;
    if (tool->argument_count)
        return tool_usage_error(tool, "outbox takes options only", "outbox 只接受选项");
    if (!tool_number(tool, "limit", 1, &limit) || !tool_number(tool, "lease", 1, &lease))
        return EXIT_USAGE;
    if (tool->dry_run && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    if (tool_option(tool, "sent"))
        code = outbox_settle(tool, "sent");
    else if (tool_option(tool, "failed"))
        code = outbox_settle(tool, "failed");
    else
        code =
            tool_switch(tool, "take") ? outbox_take(tool, limit, lease) : outbox_list(tool, limit);
    if (tool->dry_run)
        crm_db_rollback(tool->db);
    return code;
}

const struct command command_outbox = {
    .name = "outbox",
    .usage = "[DB] [--take] [--sent ID] [--failed ID] [--limit N]",
    .summary_en = "messages that must leave",
    .summary_zh = "待发消息",
    .examples = {"lcrm outbox", "lcrm outbox --take --limit 10 --json"},
    .options = outbox_options,
    .needs_database = true,
    .run = outbox_run,
};
