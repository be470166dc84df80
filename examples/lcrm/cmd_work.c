/* What is due, and what must leave: work, outbox. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec work_options[] = {
    {"until", "TIME", "what is due up to then (default: now)", "执行到该时间为止（默认现在）"},
    {"limit", "N", "at most N", "最多 N 项"},
    {NULL, NULL, NULL, NULL},
};

static int work_run(struct tool *tool)
{
    crm_work_options options = {.size = sizeof options};
    const char *until = tool_option(tool, "until");
    if (until && crm_time_parse(until, &options.until_us) < 0)
        return tool_usage_error(tool, "--until: '%s' is no RFC 3339 time", until);
    if (!tool_number(tool, "limit", 0, &options.limit))
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
    int32_t format = tool_format(tool);
    if (format == CRM_FORMAT_JSON || format == CRM_FORMAT_NDJSON)
        printf("{\"done\":%" PRId64 ",\"failed\":%" PRId64 ",\"next\":%s%s%s}\n", report.done,
               report.failed, *next ? "\"" : "", *next ? next : "null", *next ? "\"" : "");
    else if (tool->out_is_terminal)
        printf(tool_say(tool, "done %" PRId64 ", failed %" PRId64 ", next %s\n",
                        "完成 %" PRId64 "，失败 %" PRId64 "，下次 %s\n"),
               report.done, report.failed, *next ? next : "-");
    else
        printf("done\tfailed\tnext\n%" PRId64 "\t%" PRId64 "\t%s\n", report.done, report.failed,
               next);
    return report.failed ? EXIT_REJECTED : EXIT_OK;
}

const struct command command_work = {
    .name = "work",
    .usage = "[DB] [--until TIME] [--limit N]",
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

static int outbox_run(struct tool *tool)
{
    int64_t limit = 100;
    int64_t lease = 300;
    if (!tool_number(tool, "limit", 1, &limit) || !tool_number(tool, "lease", 1, &lease))
        return EXIT_USAGE;
    const char *sent = tool_option(tool, "sent");
    const char *failed = tool_option(tool, "failed");
    if (sent || failed) {
        int64_t id = strtoll(sent ? sent : failed, NULL, 10);
        crm_status status =
            sent ? crm_outbox_sent(tool->db, id)
                 : crm_outbox_failed(tool->db, id, "reported by lcrm outbox --failed", 1);
        return status < 0 ? tool_fail(tool, tool->db, "lcrm outbox") : EXIT_OK;
    }
    if (!tool_switch(tool, "take"))
        return outbox_list(tool, limit);
    crm_cursor *cursor;
    if (crm_outbox_take(tool->db, limit, lease * 1000000, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
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
