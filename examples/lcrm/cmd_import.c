/* Files in: import. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_REJECTS = 5, SHOWN_REJECTS_DRY = 20 };

struct importing {
    struct tool *tool;
    const char *path;
    FILE *input;
    FILE *rejects; /* NULL until there is one */
    char rejects_path[4096];
    bool resume;
    int shown; /* rejects that were told */
};

static const struct option_spec import_options[] = {
    {"as", "ENTITY", "what the rows are (default: guessed from the columns)",
     "行是什么实体（默认按列名判断）"},
    {"map", "COLUMN=FIELD,…", "fields of columns; COLUMN= leaves one out, :VALUE=FIELD fills one",
     "列与字段的对应"},
    {"region", "CN", "country of phones without one", "电话默认国家"},
    {"on-match", "review|merge|skip|create", "what a duplicate does (default review)",
     "遇到重复时的处理（默认 review）"},
    {"key", "FIELD,…", "rows with an equal unique key update the record", "按唯一键更新已有记录"},
    {"source", "NAME", "system that external ids come from (default import)", "外部编号所属系统"},
    {"currency", "CNY", "of money without one", "默认币种"},
    {"dates", "dmy|mdy|ymd", "order of day and month in dates such as 5.1.24", "日期中日月顺序"},
    {"encoding", "NAME", "instead of the one detected", "指定编码"},
    {"keep-ids", NULL, "rows with an id that is not there make a record of that id",
     "保留原编号（从另一数据库迁入）"},
    {"resume", NULL, "go on after the last row that was saved", "从上次中断处继续"},
    {NULL, NULL, NULL, NULL},
};

static int32_t file_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct importing *importing = context;
    *read_out = fread(bytes, 1, size, importing->input);
    return ferror(importing->input) ? 1 : 0;
}

static void plan_show(const struct importing *importing, const crm_import_plan *plan)
{
    struct tool *tool = importing->tool;
    tool_note(tool, tool_say(tool, "%s, %s (%d%%)%s%s → %s%s", "%s，%s（%d%%）%s%s → %s%s"),
              plan->format, plan->encoding, (int)plan->encoding_certainty,
              *plan->delimiter ? tool_say(tool, ", delimiter ", "，分隔符 ") : "",
              *plan->delimiter == '\t' ? "tab" : plan->delimiter, plan->entity,
              plan->entity_guessed ? tool_say(tool, " (guessed; --as says otherwise)", "（推断）")
                                   : "");
    if (plan->skipped_rows)
        tool_note(tool,
                  tool_say(tool, "  goes on after row %" PRId64, "  从第 %" PRId64 " 行之后继续"),
                  plan->skipped_rows);
    for (int64_t i = 0; i < plan->column_count; i++) {
        const crm_import_column *column = &plan->columns[i];
        const char *remark = "";
        if (column->use == CRM_COLUMN_UNUSED)
            remark = tool_say(tool, "not imported; --map gives it a field", "不导入");
        else if (column->use == CRM_COLUMN_KEPT)
            remark = tool_say(tool, "not imported: kept by the library", "由系统维护，不导入");
        else if (column->use == CRM_COLUMN_CONSTANT)
            remark = tool_say(tool, "for all rows", "所有行");
        tool_note(tool, "  %s → %s%s%s", column->name, *column->field ? column->field : "-",
                  *remark ? "  " : "", remark);
    }
}

/* A resumed import goes on behind the rejects of the rows that were saved; those of the batch that
 * was lost are cut off, for they come again. */
static void rejects_reopen(struct importing *importing, const crm_import_plan *plan)
{
    importing->rejects = fopen(importing->rejects_path, "r+b");
    if (!importing->rejects)
        importing->rejects = fopen(importing->rejects_path, "w+b");
    if (!importing->rejects)
        return;
    fseek(importing->rejects, 0, SEEK_END);
    long size = ftell(importing->rejects);
    if (size > plan->rejects_size && ftruncate(fileno(importing->rejects), plan->rejects_size) == 0)
        fseek(importing->rejects, (long)plan->rejects_size, SEEK_SET);
    if (size == 0) /* it was taken away meanwhile */
        fputs(plan->rejects_header, importing->rejects);
}

static int32_t planned(void *context, const crm_import_plan *plan)
{
    struct importing *importing = context;
    plan_show(importing, plan);
    snprintf(importing->rejects_path, sizeof importing->rejects_path, "%s.rejected.%s",
             importing->path, plan->format);
    if (importing->resume && plan->rejects_size && !importing->tool->dry_run)
        rejects_reopen(importing, plan);
    return 0;
}

/* The first ones are told at once: they are often all alike. */
static int32_t reject_show(void *context, const crm_import_reject *reject)
{
    struct importing *importing = context;
    struct tool *tool = importing->tool;
    if (importing->shown++ >= (tool->dry_run ? SHOWN_REJECTS_DRY : SHOWN_REJECTS))
        return 0;
    tool_note(tool, tool_say(tool, "  line %" PRId64 ": %s", "  第 %" PRId64 " 行：%s"),
              reject->line, reject->reason);
    return 0;
}

/* They are in the file before the batch that leaves them out is committed. */
static int32_t rejects_write(void *context, const void *bytes, size_t size)
{
    struct importing *importing = context;
    if (importing->tool->dry_run)
        return 0;
    if (!importing->rejects)
        importing->rejects = fopen(importing->rejects_path, "wb");
    if (!importing->rejects || fwrite(bytes, 1, size, importing->rejects) != size ||
        fflush(importing->rejects) != 0) {
        tool_note(importing->tool,
                  tool_say(importing->tool, "%s: cannot be written", "%s：无法写入"),
                  importing->rejects_path);
        return 1;
    }
    return 0;
}

static int on_match_read(struct tool *tool, int32_t *on_match)
{
    static const char *const names[] = {"review", "merge", "skip", "create"};
    const char *value = tool_option(tool, "on-match");
    for (int i = 0; value && i < 4; i++) {
        if (strcmp(value, names[i]) == 0) {
            *on_match = i;
            return EXIT_OK;
        }
    }
    return value ? tool_usage_error(tool, "--on-match: '%s' is none of review, merge, skip, create",
                                    "--on-match：“%s”不是 review、merge、skip、create 之一", value)
                 : EXIT_OK;
}

static void sentence_show(const struct tool *tool, const crm_import_report *report, double seconds)
{
    printf(tool_say(tool,
                    "%" PRId64 " rows: %" PRId64 " created, %" PRId64 " updated, %" PRId64
                    " duplicates, %" PRId64 " rejected, %.1f s\n",
                    "%" PRId64 " 行：新建 %" PRId64 "，更新 %" PRId64 "，重复 %" PRId64
                    "，拒绝 %" PRId64 "，%.1f 秒\n"),
           report->rows, report->created, report->updated, report->duplicates, report->rejected,
           seconds);
}

static void counts_show(struct tool *tool, const crm_import_report *report, double seconds)
{
    static const crm_column columns[] = {
        {"rows", NULL, NULL, CRM_COLUMN_INTEGER, 0},
        {"created", NULL, NULL, CRM_COLUMN_INTEGER, 0},
        {"updated", NULL, NULL, CRM_COLUMN_INTEGER, 0},
        {"duplicates", NULL, NULL, CRM_COLUMN_INTEGER, 0},
        {"rejected", NULL, NULL, CRM_COLUMN_INTEGER, 0},
        {"seconds", NULL, NULL, CRM_COLUMN_DOUBLE, 0},
    };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    const int64_t counts[] = {report->rows, report->created, report->updated, report->duplicates,
                              report->rejected};
    char texts[COLUMNS][24];
    const char *cells[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        if (i < COLUMNS - 1)
            snprintf(texts[i], sizeof texts[i], "%" PRId64, counts[i]);
        else
            snprintf(texts[i], sizeof texts[i], "%.3f", seconds);
        cells[i] = texts[i];
    }
    tool_row(tool, columns, COLUMNS, cells);
}

static void report_show(const struct importing *importing, const crm_import_report *report,
                        double seconds)
{
    struct tool *tool = importing->tool;
    if (tool_format(tool) == CRM_FORMAT_TABLE)
        sentence_show(tool, report, seconds);
    else
        counts_show(tool, report, seconds);
    if (report->to_review)
        tool_note(tool,
                  tool_say(tool, "%" PRId64 " may be duplicates, put up for review",
                           "%" PRId64 " 条疑似重复，待审核"),
                  report->to_review);
    if (report->references_created)
        tool_note(tool,
                  tool_say(tool, "%" PRId64 " records were made that rows named",
                           "另新建了 %" PRId64 " 条被引用的记录"),
                  report->references_created);
    if (report->unfinished_rows)
        tool_note(tool,
                  tool_say(tool,
                           "an earlier import of this file stopped after %" PRId64
                           " rows; --resume would have gone on there",
                           "此文件上次导入在 %" PRId64 " 行后中断；可用 --resume 继续"),
                  report->unfinished_rows);
    if (importing->rejects)
        tool_note(tool, tool_say(tool, "rejected rows are in %s", "被拒绝的行见 %s"),
                  importing->rejects_path);
}

/* What an import that failed leaves: rows that are saved, and a file of rejects that fits them. */
static void stopped_show(struct importing *importing, const crm_import_report *report,
                         double seconds)
{
    struct tool *tool = importing->tool;
    if (importing->rejects &&
        ftruncate(fileno(importing->rejects), (off_t)report->rejects_size) != 0)
        tool_note(tool,
                  tool_say(tool, "%s: may hold rows of the batch that was not saved",
                           "%s：可能含有未保存批次的行"),
                  importing->rejects_path);
    if (report->rows == 0)
        return;
    report_show(importing, report, seconds);
    tool_note(tool,
              tool_say(tool, "%" PRId64 " rows are done; --resume goes on after them",
                       "已处理 %" PRId64 " 行；用 --resume 继续"),
              report->rows);
}

static int file_import(struct importing *importing, crm_import_options *options)
{
    struct tool *tool = importing->tool;
    const char *name = strrchr(importing->path, '/');
    options->name = name ? name + 1 : importing->path;
    options->planned = planned;
    options->rejected = reject_show;
    options->rejects = rejects_write;
    options->context = importing;
    if (fseek(importing->input, 0, SEEK_END) == 0) {
        options->input_size = ftell(importing->input);
        rewind(importing->input);
    }
    double began = tool_seconds();
    crm_import_report report;
    crm_status status = crm_import_run(tool->db, options, file_read, importing, &report);
    tool_progress_end(tool);
    if (status < 0) {
        int code = tool_fail(tool, tool->db, "lcrm import --help");
        if (!tool->dry_run)
            stopped_show(importing, &report, tool_seconds() - began);
        return code;
    }
    report_show(importing, &report, tool_seconds() - began);
    if (tool->dry_run)
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
    return report.rejected ? EXIT_REJECTED : EXIT_OK;
}

static int import_run(struct tool *tool)
{
    struct importing importing = {.tool = tool, .resume = tool_switch(tool, "resume")};
    crm_import_options options = {.size = sizeof options,
                                  .map = tool_option(tool, "map"),
                                  .entity = tool_option(tool, "as"),
                                  .key = tool_option(tool, "key"),
                                  .source = tool_option(tool, "source"),
                                  .region = tool_option(tool, "region"),
                                  .currency = tool_option(tool, "currency"),
                                  .date_order = tool_option(tool, "dates"),
                                  .encoding = tool_option(tool, "encoding"),
                                  .resume = importing.resume,
                                  .keep_ids = tool_switch(tool, "keep-ids"),
                                  .dry_run = tool->dry_run};
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which file", "请指明文件");
    int code = on_match_read(tool, &options.on_match);
    if (code != EXIT_OK)
        return code;
    importing.path = tool->arguments[0];
    importing.input = fopen(importing.path, "rb");
    if (!importing.input) {
        return tool_file_error(tool, importing.path);
    }
    code = file_import(&importing, &options);
    if (importing.rejects)
        fclose(importing.rejects);
    fclose(importing.input);
    return code;
}

const struct command command_import = {
    .name = "import",
    .usage = "[DB] FILE [--as ENTITY] [--map COLUMN=FIELD,…] [--on-match WHAT] [--resume]",
    .summary_en = "CSV or NDJSON into records; form and mapping are found out and shown",
    .summary_zh = "导入 CSV 或 NDJSON，自动识别格式与字段对应",
    .examples = {"lcrm import leads.csv", "lcrm import orders.csv --as order --dry-run"},
    .options = import_options,
    .words = "FILE",
    .needs_database = true,
    .run = import_run,
};
