/* Judging and normalising what people typed, without a database: clean. */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec clean_options[] = {
    {"region", "CC", "the country of what says none (default CN)",
     "未注明国家时的默认国家（默认 CN）"},
    {"table", "FILE", "phone: judge by a newer table of numbering plans",
     "phone：用较新的号码规则表判定"},
    {NULL, NULL, NULL, NULL},
};

static int32_t read_file(void *context, void *bytes, size_t size, size_t *read_out)
{
    FILE *file = context;
    *read_out = fread(bytes, 1, size, file);
    return ferror(file) ? 1 : 0;
}

/* The library reads no file of its own accord. */
static int table_load(struct tool *tool, const char *path)
{
    enum { TABLE_LIMIT = 4 << 20 };
    int code = EXIT_OK;
    FILE *file = fopen(path, "rb");
    if (!file)
        return tool_file_error(tool, path);
    char *bytes = malloc(TABLE_LIMIT);
    size_t size = bytes ? fread(bytes, 1, TABLE_LIMIT, file) : 0;
    if (!bytes || ferror(file))
        code = tool_file_error(tool, path);
    else if (crm_table_load(tool->db, "phone", bytes, size, NULL) < 0)
        code = tool_fail(tool, tool->db, NULL);
    free(bytes);
    fclose(file);
    return code;
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
        return tool_usage_error(
            tool, "clean takes a kind (domain, email, phone, uscc, wechat) and a file",
            "clean 需要类型（domain、email、phone、uscc、wechat）与文件");
    int code = tool_open_memory(tool);
    if (code != EXIT_OK)
        return code;
    if (tool_option(tool, "table"))
        code = table_load(tool, tool_option(tool, "table"));
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
    .usage = "domain|email|phone|uscc|wechat [FILE]",
    .summary_en = "judge and normalise values, one a line, without a database",
    .summary_zh = "逐行校验并规范化数据（无需数据库）",
    .examples = {"lcrm clean email addresses.txt", "lcrm clean phone phones.tsv --json"},
    .options = clean_options,
    .words = "domain|email|phone|uscc|wechat FILE",
    .run = clean_run,
};
