/* The lead's way: claim, release, assign, recycle. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "lead/12" or "12" for each argument; false (and a message) for anything else. */
static bool leads_read(struct tool *tool, int64_t *leads)
{
    for (int i = 0; i < tool->argument_count; i++) {
        const char *text = tool->arguments[i];
        char *end;
        text += strncmp(text, "lead/", 5) == 0 ? 5 : 0;
        leads[i] = strtoll(text, &end, 10);
        if (end == text || *end || leads[i] <= 0) {
            tool_usage_error(tool, "'%s' is no lead; say lead/ID", "“%s”不是线索，请写 lead/ID",
                             tool->arguments[i]);
            return false;
        }
    }
    return true;
}

static int count_print(struct tool *tool, const char *name, const char *label_en,
                       const char *label_zh, int64_t count)
{
    char digits[24];
    const crm_column columns[] = {{name, label_en, label_zh, CRM_COLUMN_INTEGER, 0},
                                  {"dry_run", "Dry run", "试运行", CRM_COLUMN_BOOL, 0}};
    const char *const cells[] = {digits, tool->dry_run ? "true" : "false"};
    snprintf(digits, sizeof digits, "%" PRId64, count);
    return tool_row(tool, columns, 2, cells);
}

/* --- claim, release ------------------------------------------------------------------------- */

static const struct option_spec claim_options[] = {
    {"user", "ID", "for this user (default: --as)", "领取人（默认 --as）"},
    {"reason", "TEXT", "for the ledger", "原因"},
    {NULL, NULL, NULL, NULL},
};

static const struct option_spec release_options[] = {
    {"pool", "ID", "into this pool (default: their own)", "退回的线索池（默认原线索池）"},
    {"reason", "TEXT", "for the ledger", "原因"},
    {NULL, NULL, NULL, NULL},
};

/* All leads or none; undone at the end of a dry run. */
static int leads_act(struct tool *tool, const char *option, const char *const done[3],
                     crm_status (*act)(crm_db *, const int64_t *, size_t, int64_t, const char *))
{
    int64_t leads[ARGUMENT_LIMIT];
    int64_t target = 0;
    if (tool->argument_count == 0)
        return tool_usage_error(tool, "say which leads: lead/ID …", "请指明线索：lead/ID …");
    if (!leads_read(tool, leads) || !tool_number(tool, option, 0, &target))
        return EXIT_USAGE;
    if (tool->dry_run && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status =
        act(tool->db, leads, (size_t)tool->argument_count, target, tool_option(tool, "reason"));
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
    if (tool->dry_run)
        crm_db_rollback(tool->db);
    return code == EXIT_OK ? count_print(tool, done[0], done[1], done[2], tool->argument_count)
                           : code;
}

static int claim_run(struct tool *tool)
{
    static const char *const done[] = {"claimed", "Claimed", "已领取"};
    return leads_act(tool, "user", done, crm_lead_claim);
}

static int release_run(struct tool *tool)
{
    static const char *const done[] = {"released", "Released", "已退回"};
    return leads_act(tool, "pool", done, crm_lead_release);
}

const struct command command_claim = {
    .name = "claim",
    .usage = "[DB] lead/ID … [--user ID] [--reason TEXT]",
    .summary_en = "takes leads from their pool",
    .summary_zh = "从线索池领取线索",
    .examples = {"lcrm claim lead/123 --as wang", "lcrm claim lead/123 --user 45 --dry-run"},
    .options = claim_options,
    .words = "RECORD*",
    .needs_database = true,
    .run = claim_run,
};

const struct command command_release = {
    .name = "release",
    .usage = "[DB] lead/ID … [--pool ID] [--reason TEXT]",
    .summary_en = "puts leads back into a pool",
    .summary_zh = "将线索退回线索池",
    .examples = {"lcrm release lead/123", "lcrm release lead/123 --reason 'wrong region'"},
    .options = release_options,
    .words = "RECORD*",
    .needs_database = true,
    .run = release_run,
};

/* --- assign --------------------------------------------------------------------------------- */

static const struct option_spec assign_options[] = {
    {"pool", "ID", "leads of this pool (default: all)", "该线索池的线索（默认全部）"},
    {NULL, NULL, NULL, NULL},
};

static int assign_run(struct tool *tool)
{
    int64_t leads[ARGUMENT_LIMIT];
    crm_assign_options options = {.size = sizeof options, .dry_run = tool->dry_run};
    crm_cursor *cursor;
    if (!leads_read(tool, leads) || !tool_number(tool, "pool", 0, &options.pool_id))
        return EXIT_USAGE;
    if (tool->argument_count) {
        options.leads = leads;
        options.lead_count = (size_t)tool->argument_count;
    }
    if (crm_lead_assign(tool->db, &options, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

const struct command command_assign = {
    .name = "assign",
    .usage = "[DB] [lead/ID …] [--pool ID]",
    .summary_en = "gives leads to sellers by rule, and says why",
    .summary_zh = "按规则分配线索，并说明原因",
    .examples = {"lcrm assign", "lcrm assign --dry-run --json"},
    .options = assign_options,
    .words = "RECORD*",
    .needs_database = true,
    .run = assign_run,
};

/* --- recycle -------------------------------------------------------------------------------- */

static const struct option_spec recycle_options[] = {
    {"explain", "lead/ID", "why and when this lead goes back", "说明该线索的回收原因与时间"},
    {"until", "TIME", "with --dry-run: what will have gone back then",
     "与 --dry-run 合用：截止时间"},
    {NULL, NULL, NULL, NULL},
};

static int recycle_plan(struct tool *tool, int64_t lead, int64_t until_us)
{
    crm_cursor *cursor;
    if (crm_lead_recycle_plan(tool->db, lead, until_us, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int recycle_run(struct tool *tool)
{
    const char *explain = tool_option(tool, "explain");
    const char *until = tool_option(tool, "until");
    char entity[64];
    int64_t lead = 0;
    int64_t until_us = 0;
    int64_t count;
    if (explain && !tool_record_name(tool, explain, entity, sizeof entity, &lead))
        return EXIT_USAGE;
    if (explain && strcmp(entity, "lead") != 0)
        return tool_usage_error(tool, "--explain: '%s' is no lead; say lead/ID",
                                "--explain：“%s”不是线索，请写 lead/ID", explain);
    if (until && crm_time_parse(until, &until_us) < 0)
        return tool_usage_error(tool, "--until: '%s' is no RFC 3339 time",
                                "--until：“%s”不是 RFC 3339 时间", until);
    if (until && !tool->dry_run)
        return tool_usage_error(tool, "--until goes with --dry-run; lcrm work --until runs ahead",
                                "--until 须与 --dry-run 同用；要提前执行请用 lcrm work --until");
    if (explain || tool->dry_run)
        return recycle_plan(tool, lead, until_us);
    if (crm_lead_recycle(tool->db, &count) < 0)
        return tool_fail(tool, tool->db, NULL);
    return count_print(tool, "recycled", "Recycled", "已回收", count);
}

const struct command command_recycle = {
    .name = "recycle",
    .usage = "[DB] [--explain lead/ID] [--until TIME]",
    .summary_en = "takes back leads that nobody follows up",
    .summary_zh = "回收无人跟进的线索",
    .examples = {"lcrm recycle", "lcrm recycle --dry-run --until 2026-03-31T00:00:00Z"},
    .options = recycle_options,
    .needs_database = true,
    .run = recycle_run,
};
