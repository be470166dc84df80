/* Moving a database: to a server, back, or to another file. */
#include "commands.h"

static const struct option_spec copy_options[] = {
    {"batch", "N", "rows of a transaction (default 4096)", "每个事务的行数（默认 4096）"},
    {NULL, NULL, NULL, NULL},
};

static const char *next_step(const struct tool *tool)
{
    switch (crm_db_error(tool->db)->status) {
    case CRM_E_EXISTS:
    case CRM_E_INVALID:
    case CRM_E_MISUSE:
    case CRM_E_REFUSED:
        return tool_say(tool, "name a place where there is nothing yet",
                        "请指定一个尚无数据的位置");
    case CRM_E_DENIED:
        return tool_say(tool, "leave --as out: only a superuser may copy",
                        "请去掉 --as：只有超级用户可以复制");
    case CRM_E_BUSY:
    case CRM_E_CANCELLED:
    case CRM_E_CORRUPT:
    case CRM_E_FULL:
    case CRM_E_IO:
        return tool_say(tool, "run the same command again: it goes on where it was",
                        "请重新运行同一命令，将从中断处继续");
    default:
        return NULL;
    }
}

static void told(struct tool *tool)
{
    if (tool->dry_run)
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
    else
        tool_note(tool, "%s",
                  tool_say(tool, "finished: all counts and checksums agree",
                           "已完成：各表行数与校验和全部一致"));
}

static int copy_run(struct tool *tool)
{
    crm_cursor *report;
    int64_t batch = 0;
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say where to: lcrm copy shop.crm postgresql://…",
                                "请指明复制到哪里：lcrm copy shop.crm postgresql://…");
    if (!tool_number(tool, "batch", 1, &batch))
        return EXIT_USAGE;
    crm_copy_options options = {.size = sizeof options,
                                .batch_rows = batch > INT32_MAX ? INT32_MAX : (int32_t)batch,
                                .dry_run = tool->dry_run};
    if (crm_copy_run(tool->db, tool->arguments[0], &options, &report) < 0)
        return tool_fail_next(tool, tool->db, next_step(tool));
    int code = tool_print(tool, report);
    if (code == EXIT_OK)
        told(tool);
    return code;
}

const struct command command_copy = {
    .name = "copy",
    .usage = "DB TARGET [--batch N]",
    .summary_en = "moves the whole database, online, and proves it",
    .summary_zh = "在线迁移整个数据库并校验",
    .examples = {"lcrm copy shop.crm moved.crm", "lcrm copy shop.crm moved.crm --dry-run --json"},
    .options = copy_options,
    .needs_database = true,
    .run = copy_run,
};
