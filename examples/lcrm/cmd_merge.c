/* Duplicates: dupes, explain, merge, unmerge. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec dupes_options[] = {
    {"scan", "ENTITY", "look for duplicates of all its records first", "先对该实体全部记录查重"},
    PARTITION_OPTION,
    {"distinct", "PAIR", "this pair is not one: never show it again", "该对不是重复，不再显示"},
    {"reopen", "PAIR", "take back --distinct", "撤销 --distinct"},
    {"limit", "N", "at most N pairs (0: all; default 100)", "最多 N 对（0 为全部，默认 100）"},
    {NULL, NULL, NULL, NULL},
};

static int pair_decide(struct tool *tool, const char *option, int32_t decision)
{
    int64_t pair = 0;
    if (!tool_number(tool, option, 1, &pair))
        return EXIT_USAGE;
    if (crm_duplicates_decide(tool->db, pair, decision) < 0)
        return tool_fail(tool, tool->db, "lcrm dupes");
    if (decision == CRM_DUPLICATE_DISTINCT)
        tool_note(tool, "%s lcrm dupes --reopen %" PRId64, tool_say(tool, "to undo:", "撤销:"),
                  pair);
    return EXIT_OK;
}

static int scan_run(struct tool *tool, const char *entity)
{
    crm_duplicates_report report;
    crm_duplicates_options options = {.size = sizeof options};
    if (!tool_partition(tool, &options.partition_index, &options.partition_count))
        return EXIT_USAGE;
    if (crm_duplicates_scan(tool->db, entity, &options, &report) < 0)
        return tool_fail(tool, tool->db, "lcrm dupes --scan lead");
    tool_note(tool,
              tool_say(tool, "%" PRId64 " records, %" PRId64 " pairs, %" PRId64 " new",
                       "%" PRId64 " 条记录，%" PRId64 " 对重复，其中新发现 %" PRId64 " 对"),
              report.records, report.found, report.added);
    return EXIT_OK;
}

static int pairs_show(struct tool *tool, const char *entity, int64_t limit)
{
    crm_cursor *cursor;
    int code = entity ? scan_run(tool, entity) : EXIT_OK;
    if (code != EXIT_OK)
        return code;
    if (crm_duplicates(tool->db, limit, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    code = tool_print(tool, cursor);
    if (limit && tool->rows_printed == limit)
        tool_note(tool, "%s",
                  tool_say(tool, "there may be more: --limit 0 shows all",
                           "可能还有更多：--limit 0 显示全部"));
    return code;
}

static int dupes_run(struct tool *tool)
{
    int64_t limit = 100;
    int code = EXIT_USAGE;
    if (!tool_number(tool, "limit", 0, &limit))
        return EXIT_USAGE;
    if (tool->dry_run && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    if (tool_option(tool, "distinct"))
        code = pair_decide(tool, "distinct", CRM_DUPLICATE_DISTINCT);
    else if (tool_option(tool, "reopen"))
        code = pair_decide(tool, "reopen", CRM_DUPLICATE_OPEN);
    else
        code = pairs_show(tool, tool_option(tool, "scan"), limit);
    if (tool->dry_run)
        crm_db_rollback(tool->db);
    return code;
}

const struct command command_dupes = {
    .name = "dupes",
    .usage = "[DB] [--scan ENTITY] [--partition I/N] [--distinct PAIR] [--reopen PAIR] [--limit N]",
    .summary_en = "pairs of records that may be the same",
    .summary_zh = "待处理的重复记录对",
    .examples = {"lcrm dupes", "lcrm dupes --scan lead --json"},
    .options = dupes_options,
    .needs_database = true,
    .run = dupes_run,
};

static int explain_run(struct tool *tool)
{
    char entities[2][64];
    int64_t ids[2];
    crm_cursor *cursor;
    if (tool->argument_count != 2)
        return tool_usage_error(tool, "name two records: ENTITY/ID ENTITY/ID",
                                "请指明两条记录：实体/编号 实体/编号");
    for (int i = 0; i < 2; i++) {
        if (!tool_record_name(tool, tool->arguments[i], entities[i], sizeof entities[i], &ids[i]))
            return EXIT_USAGE;
    }
    if (crm_match_explain(tool->db, entities[0], ids[0], entities[1], ids[1], &cursor) < 0)
        return tool_fail(tool, tool->db, "lcrm dupes");
    return tool_print(tool, cursor);
}

const struct command command_explain = {
    .name = "explain",
    .usage = "[DB] ENTITY/ID ENTITY/ID",
    .summary_en = "why two records are duplicates, or are not",
    .summary_zh = "说明两条记录为何重复或不重复",
    .examples = {"lcrm explain lead/123 lead/124", "lcrm explain lead/123 contact/45 --json"},
    .words = "RECORD RECORD",
    .needs_database = true,
    .run = explain_run,
};

static const struct option_spec merge_options[] = {
    {"reason", "TEXT", "why, for the record", "合并原因"},
    {NULL, NULL, NULL, NULL},
};

/* "lead/1 lead/2 …": the entity and the ids; false after a message. */
static bool records_read(struct tool *tool, char entity[64], int64_t *ids)
{
    if (tool->argument_count < 2) {
        tool_usage_error(tool, "name two records or more; the first one stays",
                         "请指明两条以上的记录；保留第一条");
        return false;
    }
    for (int i = 0; i < tool->argument_count; i++) {
        char name[64];
        if (!tool_record_name(tool, tool->arguments[i], name, sizeof name, &ids[i]))
            return false;
        if (i == 0)
            memcpy(entity, name, sizeof name);
        if (strcmp(entity, name) != 0) {
            tool_usage_error(tool, "a %s and a %s are not merged", "%s 与 %s 不能合并", entity,
                             name);
            return false;
        }
    }
    return true;
}

static int merge_run(struct tool *tool)
{
    char entity[64];
    int64_t ids[ARGUMENT_LIMIT];
    int64_t merge;
    crm_cursor *cursor;
    if (!records_read(tool, entity, ids))
        return EXIT_USAGE;
    size_t count = (size_t)tool->argument_count;
    if (tool->dry_run) {
        if (crm_merge_preview(tool->db, entity, ids, count, &cursor) < 0)
            return tool_fail(tool, tool->db, "lcrm dupes");
        return tool_print(tool, cursor);
    }
    if (crm_merge_run(tool->db, entity, ids, count, tool_option(tool, "reason"), &merge) < 0)
        return tool_fail(tool, tool->db, "lcrm dupes");
    static const crm_column column = {"merge", "Merge", "合并", CRM_COLUMN_ID, 0};
    char digits[24];
    const char *const cells[] = {digits};
    snprintf(digits, sizeof digits, "%" PRId64, merge);
    int code = tool_row(tool, &column, 1, cells);
    tool_note(tool, "%s lcrm unmerge %" PRId64, tool_say(tool, "to undo:", "撤销:"), merge);
    return code;
}

const struct command command_merge = {
    .name = "merge",
    .usage = "[DB] ENTITY/ID ENTITY/ID… [--reason TEXT]",
    .summary_en = "makes records into one: the first, filled from the others",
    .summary_zh = "合并记录：保留第一条，用其余记录补全",
    .examples = {"lcrm merge lead/123 lead/124 --dry-run", "lcrm merge lead/123 lead/124"},
    .options = merge_options,
    .words = "RECORD*",
    .needs_database = true,
    .run = merge_run,
};

static const struct option_spec unmerge_options[] = {{NULL, NULL, NULL, NULL}};

static int unmerge_run(struct tool *tool)
{
    char *end = NULL;
    const char *text = tool->argument_count == 1 ? tool->arguments[0] : "";
    int64_t merge = strtoll(text, &end, 10);
    if (!*text || *end || merge <= 0)
        return tool_usage_error(tool, "name one merge by the number that lcrm merge gave",
                                "请给出 lcrm merge 返回的合并编号");
    bool undo = tool->dry_run;
    if (undo && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = crm_merge_undo(tool->db, merge);
    if (undo && status >= 0)
        crm_db_rollback(tool->db);
    return status < 0 ? tool_fail(tool, tool->db, "lcrm list merge") : EXIT_OK;
}

const struct command command_unmerge = {
    .name = "unmerge",
    .usage = "[DB] MERGE",
    .summary_en = "undoes a merge",
    .summary_zh = "撤销合并",
    .examples = {"lcrm unmerge 12", "lcrm unmerge 12 --dry-run"},
    .options = unmerge_options,
    .needs_database = true,
    .run = unmerge_run,
};
