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
    {NULL, NULL, NULL, NULL},
};

static bool lead_argument(struct tool *tool, int64_t *id_out)
{
    char entity[64];
    if (tool->argument_count != 1) {
        tool_usage_error(tool, "one lead is needed: lead/ID");
        return false;
    }
    if (!tool_record_name(tool, tool->arguments[0], entity, sizeof entity, id_out))
        return false;
    if (strcmp(entity, "lead") == 0)
        return true;
    tool_usage_error(tool, "'%s' is no lead; say lead/ID", tool->arguments[0]);
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

static void part_print(bool json, const char *name, int64_t id, bool flag, const char *flag_name,
                       const char *otherwise)
{
    if (json)
        printf("\"%s\":{\"id\":\"%" PRId64 "\",\"%s\":%s},", name, id, flag_name,
               flag ? "true" : "false");
    else
        printf("%s\t%" PRId64 "\t%s\n", name, id, !id && !flag ? "" : flag ? flag_name : otherwise);
}

static bool wants_json(const struct tool *tool)
{
    int32_t format = tool_format(tool);
    return format == CRM_FORMAT_JSON || format == CRM_FORMAT_NDJSON;
}

static int convert_run(struct tool *tool)
{
    int64_t lead;
    crm_convert_result result;
    crm_convert_options options = {.size = sizeof options,
                                   .name = tool_option(tool, "name"),
                                   .dry_run = tool->dry_run};
    if (!lead_argument(tool, &lead) ||
        !part_read(tool, "account", &options.account, &options.account_id) ||
        !part_read(tool, "contact", &options.contact, &options.contact_id) ||
        !part_read(tool, "opportunity", &options.opportunity, &options.opportunity_id) ||
        !tool_number(tool, "owner", 1, &options.owner))
        return EXIT_USAGE;
    if (crm_lead_convert(tool->db, lead, &options, &result) < 0)
        return tool_fail(tool, tool->db, "lcrm list lead --where '!has(converted_at)'");
    bool json = wants_json(tool);
    printf(json ? "{" : "part\tid\tstate\n");
    part_print(json, "account", result.account, result.account_created, "created", "linked");
    part_print(json, "contact", result.contact, result.contact_created, "created", "linked");
    part_print(json, "opportunity", result.opportunity, result.opportunity_created, "created",
               "linked");
    if (json)
        printf("\"relinked\":%" PRId64 "}\n", result.relinked);
    return EXIT_OK;
}

const struct command command_convert = {
    .name = "convert",
    .usage = "[DB] lead/ID [--account ID|new|none] [--contact …] [--opportunity …]",
    .summary_en = "turns a lead into account, contact and opportunity",
    .summary_zh = "将线索转化为客户、联系人和商机",
    .examples = {"lcrm convert lead/1", "lcrm convert lead/1 --opportunity none --dry-run"},
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
    bool json = wants_json(tool);
    printf(json ? "{" : "part\tid\tstate\n");
    part_print(json, "account", result.account, result.account_kept, "kept", "undone");
    part_print(json, "contact", result.contact, result.contact_kept, "kept", "undone");
    part_print(json, "opportunity", result.opportunity, result.opportunity_kept, "kept", "undone");
    if (json)
        printf("\"fields_kept\":%" PRId64 "}\n", result.fields_kept);
    return EXIT_OK;
}

const struct command command_unconvert = {
    .name = "unconvert",
    .usage = "[DB] lead/ID",
    .summary_en = "undoes the conversion of a lead",
    .summary_zh = "撤销线索转化",
    .examples = {"lcrm unconvert lead/1", "lcrm unconvert lead/1 --dry-run"},
    .options = NULL,
    .words = "RECORD",
    .needs_database = true,
    .run = unconvert_run,
};
