/* Tags of records: tag. */
#include "commands.h"

#include <string.h>

static const struct option_spec tag_options[] = {
    {"until", "TIME", "when the tag ceases to hold", "标签失效时间"},
    {NULL, NULL, NULL, NULL},
};

static int tag_list(struct tool *tool, const char *entity, int64_t id)
{
    crm_cursor *cursor;
    if (crm_record_tags(tool->db, entity, id, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int tag_run(struct tool *tool)
{
    char entity[64];
    int64_t id;
    int64_t until_us = 0;
    const char *until = tool_option(tool, "until");
    int count = tool->argument_count;
    const char *verb = count > 1 ? tool->arguments[1] : "list";
    if (!tool_record_name(tool, count ? tool->arguments[0] : NULL, entity, sizeof entity, &id))
        return EXIT_USAGE;
    if (until && crm_time_parse(until, &until_us) < 0)
        return tool_usage_error(tool, "--until: '%s' is no RFC 3339 time",
                                "--until：“%s”不是 RFC 3339 时间", until);
    if (strcmp(verb, "list") == 0 && count <= 2)
        return tag_list(tool, entity, id);
    bool add = strcmp(verb, "add") == 0;
    if ((!add && strcmp(verb, "remove") != 0) || count != 3)
        return tool_usage_error(tool, "say: lcrm tag ENTITY/ID add NAME, remove NAME, or list",
                                "请写：lcrm tag 实体/编号 add NAME、remove NAME 或 list");
    bool undo = tool->dry_run;
    if (undo && crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    crm_status status = add ? crm_record_tag(tool->db, entity, id, tool->arguments[2], until_us)
                            : crm_record_untag(tool->db, entity, id, tool->arguments[2]);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : tag_list(tool, entity, id);
    if (undo)
        crm_db_rollback(tool->db);
    return code;
}

const struct command command_tag = {
    .name = "tag",
    .usage = "[DB] ENTITY/ID add NAME | remove NAME | list",
    .summary_en = "tags of a record",
    .summary_zh = "记录的标签",
    .examples = {"lcrm tag lead/123 add VIP",
                 "lcrm tag lead/123 add trial --until 2027-01-01T00:00:00Z"},
    .options = tag_options,
    .words = "RECORD add|remove|list",
    .needs_database = true,
    .run = tag_run,
};
