/* Judging and normalising what people typed, without a database: clean. */
#include "commands.h"

#include <string.h>

static const struct option_spec clean_options[] = {
    {"region", "CC", "the country of what says none (default CN)", "未注明国家时的默认国家（默认 CN）"},
    {NULL, NULL, NULL, NULL},
};

static int32_t read_file(void *context, void *bytes, size_t size, size_t *read_out)
{
    FILE *file = context;
    *read_out = fread(bytes, 1, size, file);
    return ferror(file) ? 1 : 0;
}

static int file_clean(struct tool *tool, FILE *file)
{
    crm_cursor *cursor;
    if (crm_clean_lines(tool->db, tool->arguments[0], tool_option(tool, "region"), read_file, file,
                        &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int clean_run(struct tool *tool)
{
    const char *path = tool->argument_count == 2 ? tool->arguments[1] : "-";
    if (tool->argument_count < 1 || tool->argument_count > 2)
        return tool_usage_error(tool, "clean takes a kind (domain, email, uscc, wechat) and a file",
                                "clean 需要类型（domain、email、uscc、wechat）与文件");
    int code = tool_open_memory(tool);
    if (code != EXIT_OK)
        return code;
    tool->file = path;
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return tool_file_error(tool, path);
    code = file_clean(tool, file);
    if (file != stdin)
        fclose(file);
    return code;
}

const struct command command_clean = {
    .name = "clean",
    .usage = "domain|email|uscc|wechat [FILE]",
    .summary_en = "judge and normalise values, one a line, without a database",
    .summary_zh = "逐行校验并规范化数据（无需数据库）",
    .examples = {"lcrm clean email addresses.txt", "lcrm clean wechat ids.txt --json"},
    .options = clean_options,
    .words = "domain|email|uscc|wechat FILE",
    .run = clean_run,
};
