/* Conversion of leads: convert, unconvert. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec convert_options[] = {
    {"account", "ID|new|none", "link to it, a new one, or none (default: found, else new)",
     "客户：编号、new 或 none"},
    {"contact", "ID|new|none", "the same for the contact", "联系人：编号、new 或 none"},
    {"opportunity", "ID|new|none", "the same for the opportunity", "商机：编号、new 或 none"},
    {"owner", "USER_ID", "whose the new records are", "新记录的负责人"},
    {"name", "TEXT", "name of the opportunity", "商机名称"},
    {"amount", "AMOUNT", "of the opportunity, in the lead's currency (default: its budget)",
     "商机金额（默认线索预算）"},
    {"stage", "STAGE", "of the opportunity: number or name (default: the first)",
     "商机阶段：编号或名称（默认首个）"},
    {NULL, NULL, NULL, NULL},
};

static bool lead_argument(struct tool *tool, int64_t *id_out)
{
    char entity[64];
    if (tool->argument_count != 1) {
        tool_usage_error(tool, "one lead is needed: lead/ID", "需要一条线索：lead/ID");
        return false;
    }
    if (!tool_record_name(tool, tool->arguments[0], entity, sizeof entity, id_out))
        return false;
    if (strcmp(entity, "lead") == 0)
        return true;
    tool_usage_error(tool, "'%s' is no lead; say lead/ID", "“%s”不是线索，请写 lead/ID",
                     tool->arguments[0]);
    return false;
}

/* "new", "none", or an id. */
static bool part_read(struct tool *tool, const char *name, int32_t *mode, int64_t *id)
{
    const char *text = tool_option(tool, name);
    if (!text)
        return true;
    if (strcmp(text, "new") == 0) {
        *mode = CRM_CONVERT_CREATE;
    } else if (strcmp(text, "none") == 0) {
        *mode = CRM_CONVERT_SKIP;
    } else {
        *mode = CRM_CONVERT_LINK;
        return tool_number(tool, name, 1, id);
    }
    return true;
}

/* What became of one part. */
struct part {
    const char *name;
    int64_t id;
    bool flag;
};

/* {"account":{"id":"1","created":true},…,"relinked":2} */
static int parts_json(const struct part parts[3], const char *flag_name, const char *count_name,
                      int64_t count)
{
    putchar('{');
    for (int i = 0; i < 3; i++)
        printf("\"%s\":{\"id\":\"%" PRId64 "\",\"%s\":%s},", parts[i].name, parts[i].id, flag_name,
               parts[i].flag ? "true" : "false");
    printf("\"%s\":%" PRId64 "}\n", count_name, count);
    return EXIT_OK;
}

static int parts_print(struct tool *tool, const struct part parts[3], const char *flag_name,
                       const char *otherwise)
{
    static const crm_column columns[] = {{"part", "Part", "对象", CRM_COLUMN_TEXT, 0},
                                         {"id", "Id", "编号", CRM_COLUMN_ID, 0},
                                         {"state", "State", "结果", CRM_COLUMN_TEXT, 0}};
    char ids[3][24];
    const char *cells[9];
    for (int i = 0; i < 3; i++) {
        snprintf(ids[i], sizeof ids[i], "%" PRId64, parts[i].id);
        cells[i * 3] = parts[i].name;
        cells[i * 3 + 1] = parts[i].id ? ids[i] : NULL;
        cells[i * 3 + 2] = parts[i].flag ? flag_name : parts[i].id ? otherwise : NULL;
    }
    return tool_rows(tool, columns, 3, cells, 3);
}

/* --- convert -------------------------------------------------------------------------------- */

/* The amount in minor units of the lead's currency, as an opportunity in it would read it. */
static int amount_read(struct tool *tool, int64_t lead, int64_t *amount_out)
{
    crm_record *record;
    crm_record *opportunity = NULL;
    if (crm_record_get(tool->db, "lead", lead, &record) < 0)
        return tool_fail(tool, tool->db, "lcrm list lead");
    const char *currency = crm_record_text(record, "currency");
    crm_status status = crm_record_new(tool->db, "opportunity", &opportunity);
    if (status >= 0 && currency && *currency)
        status = crm_record_set_text(opportunity, "currency", currency, CRM_NUL);
    if (status >= 0)
        status = crm_record_set_text(opportunity, "amount", tool_option(tool, "amount"), CRM_NUL);
    if (status >= 0)
        status = crm_record_int(opportunity, "amount", amount_out);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
    if (status == CRM_DONE)
        code = tool_usage_error(tool, "--amount: say how much, such as 12000.50",
                                "--amount：请给出金额，如 12000.50");
    crm_record_free(opportunity);
    crm_record_free(record);
    return code;
}

/* A stage by number, or by its name, which one sales process must have alone. */
static int stage_read(struct tool *tool, int64_t *stage_out)
{
    const char *text = tool_option(tool, "stage");
    crm_record *stage;
    char *end;
    *stage_out = strtoll(text, &end, 10);
    if (end != text && !*end && *stage_out > 0)
        return EXIT_OK;
    if (crm_record_find(tool->db, "stage", "name", text, CRM_NUL, &stage) < 0)
        return tool_fail(tool, tool->db, "lcrm list stage");
    *stage_out = crm_record_id(stage);
    crm_record_free(stage);
    return EXIT_OK;
}

static int convert_options_read(struct tool *tool, int64_t lead, crm_convert_options *options,
                                int64_t *amount)
{
    int code = EXIT_OK;
    if (!part_read(tool, "account", &options->account, &options->account_id) ||
        !part_read(tool, "contact", &options->contact, &options->contact_id) ||
        !part_read(tool, "opportunity", &options->opportunity, &options->opportunity_id) ||
        !tool_number(tool, "owner", 1, &options->owner))
        return EXIT_USAGE;
    if (tool_option(tool, "amount")) {
        code = amount_read(tool, lead, amount);
        options->amount = amount;
    }
    if (code == EXIT_OK && tool_option(tool, "stage"))
        code = stage_read(tool, &options->stage);
    return code;
}

static int convert_run(struct tool *tool)
{
    int64_t lead;
    int64_t amount;
    crm_convert_result result;
    crm_convert_options options = {
        .size = sizeof options, .name = tool_option(tool, "name"), .dry_run = tool->dry_run};
    if (!lead_argument(tool, &lead))
        return EXIT_USAGE;
    int code = convert_options_read(tool, lead, &options, &amount);
    if (code != EXIT_OK)
        return code;
    if (crm_lead_convert(tool->db, lead, &options, &result) < 0)
        return tool_fail(tool, tool->db, "lcrm list lead --where '!has(converted_at)'");
    const struct part parts[] = {
        {"account", result.account, result.account_created},
        {"contact", result.contact, result.contact_created},
        {"opportunity", result.opportunity, result.opportunity_created},
    };
    return tool_wants_json(tool) ? parts_json(parts, "created", "relinked", result.relinked)
                                 : parts_print(tool, parts, "created", "linked");
}

const struct command command_convert = {
    .name = "convert",
    .usage = "[DB] lead/ID [--account ID|new|none] [--contact …] [--opportunity …]\n"
             "             [--amount AMOUNT] [--stage STAGE] [--owner USER_ID] [--name TEXT]",
    .summary_en = "turns a lead into account, contact and opportunity",
    .summary_zh = "将线索转化为客户、联系人和商机",
    .examples = {"lcrm convert lead/123",
                 "lcrm convert lead/123 --amount 12000.50 --stage Proposal"},
    .options = convert_options,
    .words = "RECORD",
    .needs_database = true,
    .run = convert_run,
};

static int unconvert_run(struct tool *tool)
{
    int64_t lead;
    crm_unconvert_result result;
    if (!lead_argument(tool, &lead))
        return EXIT_USAGE;
    bool undo = tool->dry_run;
    if (undo && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = crm_lead_unconvert(tool->db, lead, &result);
    if (undo && status >= 0)
        crm_db_rollback(tool->db);
    if (status < 0)
        return tool_fail(tool, tool->db, "lcrm list lead --where 'has(converted_at)'");
    const struct part parts[] = {
        {"account", result.account, result.account_kept},
        {"contact", result.contact, result.contact_kept},
        {"opportunity", result.opportunity, result.opportunity_kept},
    };
    return tool_wants_json(tool) ? parts_json(parts, "kept", "fields_kept", result.fields_kept)
                                 : parts_print(tool, parts, "kept", "undone");
}

const struct command command_unconvert = {
    .name = "unconvert",
    .usage = "[DB] lead/ID",
    .summary_en = "undoes the conversion of a lead",
    .summary_zh = "撤销线索转化",
    .examples = {"lcrm unconvert lead/123", "lcrm unconvert lead/123 --dry-run"},
    .options = NULL,
    .words = "RECORD",
    .needs_database = true,
    .run = unconvert_run,
};
