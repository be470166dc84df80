/* What the database says: every report as table, data or picture. */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec report_options[] = {
    {"from", "TIME", "the period, from (default: 90 days back)", "期间起点（默认 90 天前）"},
    {"until", "TIME", "to before this (default: now)", "期间终点，不含（默认现在）"},
    {"of", "ENTITY", "portrait: lead or account", "画像对象：lead 或 account"},
    {"by", "FIELD", "portrait: told apart by this field", "画像字段"},
    {"owner", "ID", "only what this user owns", "仅该负责人的记录"},
    {"svg", "FILE", "the picture, to a file", "图表写入 SVG 文件"},
    {"vega", "FILE", "the picture as Vega-Lite, to a file", "图表写入 Vega-Lite 文件"},
    {"list", NULL, "the reports there are", "列出所有报表"},
    {NULL, NULL, NULL, NULL},
};

static bool time_take(struct tool *tool, const char *name, int64_t *time_us)
{
    const char *text = tool_option(tool, name);
    if (!text || crm_time_parse(text, time_us) == CRM_OK)
        return true;
    tool_usage_error(tool, "--%s: '%s' is no RFC 3339 time", "--%s：“%s”不是 RFC 3339 时间", name,
                     text);
    return false;
}

static int list_print(struct tool *tool)
{
    crm_cursor *cursor;
    if (crm_report_list(tool->db, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

typedef crm_status picture_write(crm_report *report, crm_write write, void *context);

/* First in memory, so that a report without a picture leaves no file. */
static int picture_save(struct tool *tool, crm_report *report, picture_write *picture,
                        const char *path)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (!memory)
        return tool_file_error(tool, path);
    int code = EXIT_OK;
    if (picture(report, tool_write, memory) < 0)
        code = tool_fail(tool, tool->db, "lcrm report --list");
    if (fclose(memory) != 0 && code == EXIT_OK)
        code = tool_file_error(tool, path);
    FILE *file = code == EXIT_OK ? fopen(path, "wb") : NULL;
    if (code == EXIT_OK && !file)
        code = tool_file_error(tool, path);
    if (file) {
        bool whole = fwrite(bytes, 1, size, file) == size;
        if ((fclose(file) != 0 || !whole) && code == EXIT_OK)
            code = tool_file_error(tool, path);
    }
    free(bytes);
    return code;
}

static int report_print(struct tool *tool, crm_report *report)
{
    crm_cursor *cursor;
    if (tool->format < 0 && tool->out_is_terminal) {
        crm_format_options format = {
            .size = sizeof format, .width = tool->width, .color = tool->color};
        return crm_report_text(report, &format, tool_write, stdout) < 0
                   ? tool_write_failed(tool, stdout)
                   : EXIT_OK;
    }
    if (crm_report_cursor(report, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int report_run(struct tool *tool)
{
    crm_report_options options = {.size = sizeof options,
                                  .entity = tool_option(tool, "of"),
                                  .field = tool_option(tool, "by"),
                                  .language = tool->chinese ? "zh" : "en"};
    crm_report *report;
    if (tool_switch(tool, "list"))
        return list_print(tool);
    if (tool->argument_count > 1)
        return tool_usage_error(tool, "one report at a time", "一次只能出一张报表");
    if (!time_take(tool, "from", &options.from_us) ||
        !time_take(tool, "until", &options.until_us) ||
        !tool_number(tool, "owner", 1, &options.owner_id))
        return EXIT_USAGE;
    const char *name = tool->argument_count ? tool->arguments[0] : "home";
    if (crm_report_run(tool->db, name, &options, &report) < 0)
        return tool_fail(tool, tool->db, "lcrm report --list");
    const char *svg = tool_option(tool, "svg");
    const char *vega = tool_option(tool, "vega");
    int code = EXIT_OK;
    if (svg)
        code = picture_save(tool, report, crm_report_svg, svg);
    if (vega && code == EXIT_OK)
        code = picture_save(tool, report, crm_report_vega, vega);
    if (!svg && !vega)
        code = report_print(tool, report);
    crm_report_free(report);
    return code;
}

const struct command command_report = {
    .name = "report",
    .usage = "[DB] [NAME] [--from TIME] [--until TIME] [--by FIELD] [--svg FILE] [--vega FILE]",
    .summary_en = "the home page, or a report as table or picture",
    .summary_zh = "首页，或报表与图表",
    .examples = {"lcrm report", "lcrm report pipeline --json"},
    .options = report_options,
    .words = "REPORT",
    .needs_database = true,
    .run = report_run,
};
