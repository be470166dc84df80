/* The database itself: version, check, backup, changes. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

static int version_run(struct tool *tool)
{
    crm_table_version table;
    bool json = tool_wants_json(tool);
    printf(json ? "{\"version\":\"%s\",\"drivers\":[\"sqlite\"],\"tables\":{"
                : "lcrm %s (sqlite)\n",
           crm_version());
    for (size_t i = 0; crm_table_versions(i, &table) == CRM_OK; i++)
        printf(json ? "%s\"%s\":{\"version\":\"%s\",\"hash\":\"%016" PRIx64 "\"}"
                    : "%.0s  %-6s %s  %016" PRIx64 "\n",
               i ? "," : "", table.name, table.version, table.hash);
    if (json)
        puts("}}");
    return EXIT_OK;
}

const struct command command_version = {
    .name = "version",
    .usage = "[--json]",
    .summary_en = "version, drivers, and the tables that judge",
    .summary_zh = "版本、驱动与判定表",
    .examples = {"lcrm --version", "lcrm --version --json"},
    .run = version_run,
};

static const struct option_spec check_options[] = {
    {"repair", NULL, "first make totals of customers and normal forms of phones and e-mails anew",
     "先重建客户汇总与电话、邮箱的标准形式"},
    {NULL, NULL, NULL, NULL},
};

/* What can be made anew from what is there; anything else is for the last backup. */
static int repair(struct tool *tool)
{
    int64_t totals;
    int64_t normals;
    if (tool->dry_run)
        return EXIT_OK;
    if (crm_normals_rebuild(tool->db, &normals) < 0 || crm_totals_rebuild(tool->db, &totals) < 0)
        return tool_fail(tool, tool->db, NULL);
    tool_note(
        tool,
        tool_say(tool, "%lld totals of customers were made anew", "重建了 %lld 条客户汇总"),
        (long long)totals);
    tool_note(tool,
              tool_say(tool, "normal forms of %lld records were made anew",
                       "重建了 %lld 条记录的电话、邮箱标准形式"),
              (long long)normals);
    return EXIT_OK;
}

/* Notes go to standard error, so that the answer stays one table. */
static void advise(struct tool *tool)
{
    if (!tool_switch(tool, "repair"))
        tool_note(tool, "%s",
                  tool_say(tool, "next: lcrm check --repair makes totals and normal forms anew",
                           "下一步：lcrm check --repair 重建汇总与标准形式"));
    tool_note(tool, "%s",
              tool_say(tool,
                       "next: lcrm set ENTITY/ID FIELD=VALUE where a field is wrong or leads "
                       "nowhere; what it does not take, the last backup has",
                       "下一步：字段有误或指向不存在的记录时，用 lcrm set 实体/编号 字段=值 "
                       "改正；改正不了的，请用最近的备份"));
}

static int check_run(struct tool *tool)
{
    crm_cursor *cursor;
    int64_t problems = 0;
    int repaired = tool_switch(tool, "repair") ? repair(tool) : EXIT_OK;
    if (repaired != EXIT_OK)
        return repaired;
    if (crm_db_check(tool->db, &problems, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    if (problems == 0) {
        if (tool_format(tool) != CRM_FORMAT_TABLE)
            return tool_print(tool, cursor);
        crm_cursor_free(cursor);
        puts(tool_say(tool, "no problem found", "未发现问题"));
        return EXIT_OK;
    }
    int code = tool_print(tool, cursor);
    advise(tool);
    return code == EXIT_OK ? EXIT_CORRUPT : code;
}

const struct command command_check = {
    .name = "check",
    .usage = "[DB] [--repair]",
    .summary_en = "recomputes what must hold, and lists what does not",
    .summary_zh = "检查数据库完整性",
    .examples = {"lcrm check", "lcrm check shop.crm --repair"},
    .options = check_options,
    .needs_database = true,
    .run = check_run,
};

static int backup_run(struct tool *tool)
{
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say where to: lcrm backup shop.crm copy.crm",
                                "请指明备份到哪里：lcrm backup shop.crm copy.crm");
    if (tool->dry_run) {
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
        return EXIT_OK;
    }
    if (crm_db_backup(tool->db, tool->arguments[0]) < 0)
        return tool_fail(tool, tool->db, NULL);
    tool_note(tool, tool_say(tool, "copied %s to %s", "已将 %s 备份到 %s"), tool->database,
              tool->arguments[0]);
    return EXIT_OK;
}

const struct command command_backup = {
    .name = "backup",
    .usage = "DB FILE",
    .summary_en = "a consistent copy while others go on working",
    .summary_zh = "在线备份",
    .examples = {"lcrm backup shop.crm copy.crm", "lcrm backup shop.crm monday.crm --quiet"},
    .needs_database = true,
    .run = backup_run,
};

static const struct option_spec changes_options[] = {
    {"since", "CURSOR", "after this sequence number", "从该序号之后"},
    {"limit", "N", "at most N (default 100)", "最多 N 条（默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int changes_run(struct tool *tool)
{
    int64_t since = 0;
    int64_t limit = 100;
    if (!tool_number(tool, "since", 0, &since) || !tool_number(tool, "limit", 0, &limit))
        return EXIT_USAGE;
    crm_cursor *cursor;
    if (crm_changes(tool->db, since, limit, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

const struct command command_changes = {
    .name = "changes",
    .usage = "[DB] [--since CURSOR] [--limit N]",
    .summary_en = "what happened, in order, for sync with other systems",
    .summary_zh = "变更流",
    .examples = {"lcrm changes --since 0 --limit 10", "lcrm changes --ndjson"},
    .options = changes_options,
    .needs_database = true,
    .run = changes_run,
};
