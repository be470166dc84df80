/* Scoring and cleansing of leads: score, cleanse. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

static const struct option_spec score_options[] = {
    {"where", "CEL", "only these leads", "只处理满足条件的线索"},
    {"explain", "LEAD", "why a lead has its score: lead/ID", "解释一条线索的评分：lead/ID"},
    {NULL, NULL, NULL, NULL},
};

static const struct option_spec cleanse_options[] = {
    {"where", "CEL", "only these leads", "只处理满足条件的线索"},
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
    tool_usage_error(tool, "'%s' is no lead; say lead/ID", text);
    return false;
}

/* Counts in a row, in whatever form the output has. */
static void counts_print(struct tool *tool, const char *const *names, const int64_t *counts,
                         int count)
{
    int32_t format = tool_format(tool);
    bool json = format == CRM_FORMAT_JSON || format == CRM_FORMAT_NDJSON;
    char between = format == CRM_FORMAT_CSV ? ',' : '\t';
    if (json) {
        for (int i = 0; i < count; i++)
            printf("%s\"%s\":%" PRId64, i ? "," : "{", names[i], counts[i]);
        printf("}\n");
        return;
    }
    if (tool->out_is_terminal) {
        for (int i = 0; i < count; i++)
            printf("%-12s%12" PRId64 "\n", names[i], counts[i]);
        return;
    }
    for (int i = 0; i < count; i++)
        printf("%s%c", names[i], i + 1 < count ? between : '\n');
    for (int i = 0; i < count; i++)
        printf("%" PRId64 "%c", counts[i], i + 1 < count ? between : '\n');
}

static int score_run(struct tool *tool)
{
    static const char *const names[] = {"scored", "changed", "unscored", "missing"};
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
    crm_lead_options options = {.size = sizeof options,
                                .where = tool_option(tool, "where"),
                                .dry_run = tool->dry_run};
    crm_status status = crm_lead_score(tool->db, &options, &report);
    tool_progress_end(tool);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm list score_model");
    const int64_t counts[] = {report.scored, report.changed, report.unscored, report.missing};
    counts_print(tool, names, counts, 4);
    return EXIT_OK;
}

const struct command command_score = {
    .name = "score",
    .usage = "[DB] [--where CEL] [--explain lead/ID]",
    .summary_en = "scores leads by the score models",
    .summary_zh = "按评分模型为线索评分",
    .examples = {"lcrm score", "lcrm score --where 'city == \"Shanghai\"' --dry-run"},
    .options = score_options,
    .needs_database = true,
    .run = score_run,
};

static int cleanse_run(struct tool *tool)
{
    static const char *const names[] = {"scored",    "qualified", "nurtured", "unchanged",
                                        "locked",    "undecided", "tasks"};
    crm_cleanse_report report;
    crm_cursor *cursor = NULL;
    bool list = tool_switch(tool, "list");
    crm_lead_options options = {.size = sizeof options,
                                .where = tool_option(tool, "where"),
                                .dry_run = tool->dry_run};
    crm_status status = crm_lead_cleanse(tool->db, &options, &report, list ? &cursor : NULL);
    tool_progress_end(tool);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm list score_model");
    if (list)
        return tool_print(tool, cursor);
    const int64_t counts[] = {report.scored, report.qualified, report.nurtured, report.unchanged,
                              report.locked, report.undecided, report.tasks};
    counts_print(tool, names, counts, 7);
    return EXIT_OK;
}

const struct command command_cleanse = {
    .name = "cleanse",
    .usage = "[DB] [--where CEL] [--list]",
    .summary_en = "scores leads, keeps the qualified and sends the others to be nurtured",
    .summary_zh = "清洗线索：合格者保留，其余转入培育",
    .examples = {"lcrm cleanse --dry-run", "lcrm cleanse --list --json --dry-run"},
    .options = cleanse_options,
    .needs_database = true,
    .run = cleanse_run,
};
