/* The database itself: version, init, check, backup, changes. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

static int version_run(struct tool *tool)
{
    if (tool_format(tool) == CRM_FORMAT_JSON || tool_format(tool) == CRM_FORMAT_NDJSON)
        printf("{\"version\":\"%s\",\"drivers\":[\"sqlite\"],\"tables\":{}}\n", crm_version());
    else
        printf("lcrm %s (sqlite)\n", crm_version());
    return EXIT_OK;
}

const struct command command_version = {
    .name = "version",
    .usage = "[--json]",
    .summary_en = "version and drivers",
    .summary_zh = "版本与驱动",
    .examples = {"lcrm --version", "lcrm --version --json"},
    .run = version_run,
};

static int init_run(struct tool *tool)
{
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which file to make: lcrm init shop.crm");
    if (tool_handle(tool, &tool->db) < 0)
        return EXIT_LIMIT;
    crm_open_options options = {.size = sizeof options,
                                .flags = CRM_OPEN_MUST_CREATE,
                                .time_zone = tool_option(tool, "zone"),
                                .currency = tool_option(tool, "currency"),
                                .region = tool_option(tool, "region")};
    if (tool->dry_run)
        return EXIT_OK;
    if (crm_db_open(tool->db, tool->arguments[0], &options) < 0)
        return tool_fail(tool, tool->db, NULL);
    tool_note(tool,
              tool_say(tool, "made %s; next: lcrm import FILE %s",
                       "已建立 %s；下一步: lcrm import FILE %s"),
              tool->arguments[0], tool->arguments[0]);
    return EXIT_OK;
}

static const struct option_spec init_options[] = {
    {"zone", "ZONE", "time zone (default Asia/Shanghai)", "时区（默认 Asia/Shanghai）"},
    {"currency", "CODE", "currency (default CNY)", "币种（默认 CNY）"},
    {"region", "CODE", "country of phones without one (default CN)", "电话默认国家（默认 CN）"},
    {NULL, NULL, NULL, NULL},
};

const struct command command_init = {
    .name = "init",
    .usage = "DB [--zone ZONE] [--currency CODE] [--region CODE]",
    .summary_en = "a new database",
    .summary_zh = "新建数据库",
    .examples = {"lcrm init shop.crm",
                 "lcrm init eu.crm --currency EUR --zone Europe/Berlin --region DE"},
    .options = init_options,
    .run = init_run,
};

static int check_run(struct tool *tool)
{
    crm_cursor *cursor;
    int64_t problems = 0;
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
    return code == EXIT_OK ? EXIT_CORRUPT : code;
}

const struct command command_check = {
    .name = "check",
    .usage = "[DB]",
    .summary_en = "recomputes what must hold, and lists what does not",
    .summary_zh = "检查数据库完整性",
    .examples = {"lcrm check", "lcrm check shop.crm --json"},
    .needs_database = true,
    .run = check_run,
};

static int backup_run(struct tool *tool)
{
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say where to: lcrm backup copy.crm --");
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
    .examples = {"lcrm backup shop.crm copy.crm", NULL},
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
