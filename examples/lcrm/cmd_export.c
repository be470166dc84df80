/* Records out: export, in a form that import reads back. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec export_options[] = {
    {"where", "CEL", "only records for which this holds", "只导出满足条件的记录"},
    {"fields", "FIELD,…", "these, also paths (default: all that import takes)", "导出的字段"},
    {"sort", "-F,…", "in this order (default by id)", "排序字段"},
    {"limit", "N", "at most so many", "最多导出条数"},
    PARTITION_OPTION,
    {"output", "FILE", "to a file (-o); its ending says the form", "写入文件（-o）"},
    {"labels", NULL, "CSV: headings in the language of --lang", "CSV 表头用中文或英文名称"},
    {"excel", NULL, "CSV: byte order mark and CR LF, as Excel wants",
     "CSV 加 BOM 与 CRLF，供 Excel 打开"},
    {"encoding", "NAME", "CSV: utf-8, gb18030, utf-16le, utf-16be", "CSV 编码"},
    {"delimiter", "CHAR", "CSV: , ; | or tab", "CSV 分隔符"},
    {"unguarded", NULL, "CSV: formulas as they are, for programs only", "CSV 不防护公式"},
    {NULL, NULL, NULL, NULL},
};

static int32_t form_of(const struct tool *tool, const char *path)
{
    const char *ending = path ? strrchr(path, '.') : NULL;
    if (tool->format >= 0)
        return tool->format;
    if (ending && (strcmp(ending, ".ndjson") == 0 || strcmp(ending, ".jsonl") == 0))
        return CRM_FORMAT_NDJSON;
    if (ending && strcmp(ending, ".arrow") == 0)
        return CRM_FORMAT_ARROW;
    if (ending && strcmp(ending, ".json") == 0)
        return CRM_FORMAT_JSON;
    return CRM_FORMAT_CSV;
}

static int32_t bytes_drop(void *context, const void *bytes, size_t size)
{
    (void)context, (void)bytes, (void)size;
    return 0;
}

static int run_export(struct tool *tool, const crm_export_options *options)
{
    crm_export_report report;
    crm_write write = options->path ? NULL : tool->dry_run ? bytes_drop : tool_write;
    crm_status status = crm_export_run(tool->db, options, write, stdout, &report);
    tool_progress_end(tool);
    if (status == CRM_E_IO && ferror(stdout))
        return tool_write_failed(tool, stdout);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm export --help");
    if (tool->dry_run)
        tool_note(tool,
                  tool_say(tool, "dry run: %" PRId64 " records, %" PRId64 " bytes",
                           "试运行：%" PRId64 " 条，%" PRId64 " 字节"),
                  report.rows, report.size);
    else if (options->path)
        tool_note(tool,
                  tool_say(tool, "%" PRId64 " records, %" PRId64 " bytes → %s",
                           "%" PRId64 " 条，%" PRId64 " 字节 → %s"),
                  report.rows, report.size, options->path);
    return EXIT_OK;
}

static int export_run(struct tool *tool)
{
    const char *delimiter = tool_option(tool, "delimiter");
    const char *encoding = tool_option(tool, "encoding");
    const char *path = tool_option(tool, "output");
    bool excel = tool_switch(tool, "excel");
    int64_t limit = 0;
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which entity", "请指明实体");
    if (!tool_number(tool, "limit", 0, &limit))
        return EXIT_USAGE;
    if (delimiter && strcmp(delimiter, "tab") == 0)
        delimiter = "\t";
    /* Excel reads the encodings of its country without a mark, and Unicode only with one. */
    bool national = encoding && (encoding[0] == 'g' || encoding[0] == 'G');
    crm_export_options options = {.size = sizeof options,
                                  .entity = tool->arguments[0],
                                  .where = tool_option(tool, "where"),
                                  .fields = tool_option(tool, "fields"),
                                  .sort = tool_option(tool, "sort"),
                                  .limit = limit,
                                  .path = tool->dry_run ? NULL : path,
                                  .format = form_of(tool, path),
                                  .bom = excel && !national,
                                  .crlf = excel,
                                  .unguarded = tool_switch(tool, "unguarded"),
                                  .delimiter = delimiter,
                                  .encoding = encoding};
    if (!tool_partition(tool, &options.partition_index, &options.partition_count))
        return EXIT_USAGE;
    if (tool_switch(tool, "labels"))
        options.labels = tool->chinese ? "zh" : "en";
    return run_export(tool, &options);
}

const struct command command_export = {
    .name = "export",
    .usage = "[DB] ENTITY [--where CEL] [--fields FIELD,…] [--partition I/N] [--excel] [-o FILE]",
    .summary_en = "records as CSV (safe in spreadsheets), NDJSON or Arrow",
    .summary_zh = "导出为 CSV、NDJSON 或 Arrow",
    .examples = {"lcrm export lead --excel -o leads.csv",
                 "lcrm export order --where 'amount > money(\"100 CNY\")' --ndjson"},
    .options = export_options,
    .words = "ENTITY",
    .needs_database = true,
    .run = export_run,
};
