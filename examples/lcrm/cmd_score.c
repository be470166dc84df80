/* Scoring and cleansing of leads: score, cleanse. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

static const struct option_spec score_options[] = {
    {"where", "CEL", "only these leads", "只处理满足条件的线索"},
    PARTITION_OPTION,
    {"explain", "LEAD", "why a lead has its score: lead/ID", "解释一条线索的评分：lead/ID"},
    {NULL, NULL, NULL, NULL},
};

static const struct option_spec cleanse_options[] = {
    {"where", "CEL", "only these leads", "只处理满足条件的线索"},
    PARTITION_OPTION,
    {"list", NULL, "a row for each lead that was moved", "逐条列出处理结果"},
    {NULL, NULL, NULL, NULL},
};

static bool lead_named(struct tool *tool, const char *text, int64_t *id_out)
{
    char entity[64];
    if (!tool_record_name(tool, text, entity, sizeof entity, id_out))
        return false;
    if (strcmp(entity, "lead") == 0)
        return true;
    tool_usage_error(tool, "'%s' is no lead; say lead/ID", "“%s”不是线索，请写 lead/ID", text);
    return false;
}

#define COUNT(name, en, zh)                                                                        \
    {                                                                                              \
        name, en, zh, CRM_COLUMN_INTEGER, 0                                                        \
    }

static const crm_column score_columns[] = {
    COUNT("scored", "Scored", "已评分"),
    COUNT("changed", "Changed", "有变化"),
    COUNT("unscored", "No model applies", "无适用模型"),
    COUNT("missing", "Rules without a value", "缺失取值的规则"),
};

static const crm_column cleanse_columns[] = {
    COUNT("scored", "Scored", "已评分"),       COUNT("qualified", "Qualified", "合格"),
    COUNT("nurtured", "To nurture", "转培育"), COUNT("unchanged", "As before", "未变化"),
    COUNT("locked", "Locked", "已锁定"),       COUNT("undecided", "Undecided", "未判定"),
    COUNT("tasks", "Tasks made", "新建任务"),
};

static int score_run(struct tool *tool)
{
    const char *explain = tool_option(tool, "explain");
    int64_t lead;
    if (explain) {
        crm_cursor *cursor;
        if (!lead_named(tool, explain, &lead))
            return EXIT_USAGE;
        if (crm_lead_score_explain(tool->db, lead, &cursor) < 0)
            return tool_fail(tool, tool->db, "lcrm list lead");
        return tool_print(tool, cursor);
    }
    crm_score_report report;
    crm_lead_options options = {
        .size = sizeof options, .where = tool_option(tool, "where"), .dry_run = tool->dry_run};
    if (!tool_partition(tool, &options.partition_index, &options.partition_count))
        return EXIT_USAGE;
    crm_status status = crm_lead_score(tool->db, &options, &report);
    tool_progress_end(tool);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm list score_model");
    const int64_t counts[] = {report.scored, report.changed, report.unscored, report.missing};
    return tool_counts(tool, score_columns, 4, counts);
}

const struct command command_score = {
    .name = "score",
    .usage = "[DB] [--where CEL] [--partition I/N] [--explain lead/ID]",
    .summary_en = "scores leads by the score models",
    .summary_zh = "按评分模型为线索评分",
    .examples = {"lcrm score", "lcrm score --where 'city == \"Shanghai\"' --dry-run"},
    .options = score_options,
    .needs_database = true,
    .run = score_run,
};

static int cleanse_run(struct tool *tool)
{
    crm_cleanse_report report;
    crm_cursor *cursor = NULL;
    bool list = tool_switch(tool, "list");
    crm_lead_options options = {
        .size = sizeof options, .where = tool_option(tool, "where"), .dry_run = tool->dry_run};
    if (!tool_partition(tool, &options.partition_index, &options.partition_count))
        return EXIT_USAGE;
    crm_status status = crm_lead_cleanse(tool->db, &options, &report, list ? &cursor : NULL);
    tool_progress_end(tool);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm list score_model");
    if (list)
        return tool_print(tool, cursor);
    const int64_t counts[] = {report.scored, report.qualified, report.nurtured, report.unchanged,
                              report.locked, report.undecided, report.tasks};
    return tool_counts(tool, cleanse_columns, 7, counts);
}

const struct command command_cleanse = {
    .name = "cleanse",
    .usage = "[DB] [--where CEL] [--partition I/N] [--list]",
    .summary_en = "scores leads, keeps the qualified and sends the others to be nurtured",
    .summary_zh = "清洗线索：合格者保留，其余转入培育",
    .examples = {"lcrm cleanse --dry-run", "lcrm cleanse --list --json --dry-run"},
    .options = cleanse_options,
    .needs_database = true,
    .run = cleanse_run,
};
