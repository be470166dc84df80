/* The catalogue: schema, entity add, field add. */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec schema_options[] = {
    {"markdown", NULL, "the whole catalogue as a document", "以文档形式输出全部实体"},
    {NULL, NULL, NULL, NULL},
};

static int schema_run(struct tool *tool)
{
    crm_cursor *cursor;
    if (tool_switch(tool, "markdown"))
        return crm_schema_markdown(tool->db, tool_write, stdout) < 0
                   ? tool_write_failed(tool, stdout)
                   : EXIT_OK;
    crm_status status = tool->argument_count
                            ? crm_schema_fields(tool->db, tool->arguments[0], &cursor)
                            : crm_schema_entities(tool->db, &cursor);
    return status < 0 ? tool_fail(tool, tool->db, "lcrm schema") : tool_print(tool, cursor);
}

const struct command command_schema = {
    .name = "schema",
    .usage = "[DB] [ENTITY] [--markdown]",
    .summary_en = "the entities, or the fields of one",
    .summary_zh = "实体列表，或某实体的字段",
    .examples = {"lcrm schema", "lcrm schema lead"},
    .options = schema_options,
    .words = "ENTITY",
    .needs_database = true,
    .run = schema_run,
};

/* A change of the catalogue, which a dry run makes and undoes. */
static crm_status change_begin(struct tool *tool)
{
    return tool->dry_run ? crm_db_begin(tool->db) : CRM_OK;
}

static int change_end(struct tool *tool, crm_status status)
{
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
    if (tool->dry_run) {
        crm_db_rollback(tool->db);
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
    }
    return code;
}

static const struct option_spec entity_options[] = {
    {"label-en", "TEXT", "English name", "英文名"},
    {"label-zh", "TEXT", "Chinese name", "中文名"},
    {NULL, NULL, NULL, NULL},
};

static int entity_run(struct tool *tool)
{
    if (tool->argument_count != 2 || strcmp(tool->arguments[0], "add") != 0)
        return tool_usage_error(tool, "write: entity add NAME", "请写：entity add NAME");
    crm_status status = change_begin(tool);
    if (status >= 0)
        status = crm_schema_add_entity(tool->db, tool->arguments[1], tool_option(tool, "label-en"),
                                       tool_option(tool, "label-zh"));
    int code = change_end(tool, status);
    if (code != EXIT_OK || tool->dry_run)
        return code;
    tool_note(tool,
              tool_say(tool, "added %s; next: lcrm field add %s FIELD TYPE",
                       "已添加 %s；下一步: lcrm field add %s 字段 类型"),
              tool->arguments[1], tool->arguments[1]);
    return EXIT_OK;
}

const struct command command_entity = {
    .name = "entity",
    .usage = "[DB] add NAME [--label-en TEXT] [--label-zh TEXT]",
    .summary_en = "adds an entity of your own",
    .summary_zh = "添加自定义实体",
    .examples = {"lcrm entity add vehicle --label-zh 车辆",
                 "lcrm entity add contract --label-en Contract --dry-run"},
    .options = entity_options,
    .words = "add NAME",
    .needs_database = true,
    .run = entity_run,
};

static const struct option_spec field_options[] = {
    {"target", "ENTITY", "of a reference", "引用的实体"},
    {"choices", "a=Label,b", "of a choice", "可选值"},
    {"label-en", "TEXT", "English name", "英文名"},
    {"label-zh", "TEXT", "Chinese name", "中文名"},
    {"initial", "VALUE", "default of new records", "默认值"},
    {"size", "N", "text: most bytes; decimal: digits after the point", "文本字节上限或小数位数"},
    {"required", NULL, "must not be empty", "必填"},
    {"unique", NULL, "no two records share a value", "唯一"},
    {"indexed", NULL, "fast to filter by", "建立索引"},
    {"searchable", NULL, "found by search", "可全文搜索"},
    {"pii", NULL, "personal data", "个人信息"},
    {NULL, NULL, NULL, NULL},
};

static int field_add(struct tool *tool)
{
    int64_t size = 0;
    if (!tool_number(tool, "size", 0, &size))
        return EXIT_USAGE;
    crm_field_options options = {.size = sizeof options,
                                 .target = tool_option(tool, "target"),
                                 .choices = tool_option(tool, "choices"),
                                 .label_en = tool_option(tool, "label-en"),
                                 .label_zh = tool_option(tool, "label-zh"),
                                 .initial = tool_option(tool, "initial"),
                                 .size_limit = (int32_t)size,
                                 .required = tool_switch(tool, "required"),
                                 .unique = tool_switch(tool, "unique"),
                                 .indexed = tool_switch(tool, "indexed"),
                                 .searchable = tool_switch(tool, "searchable"),
                                 .pii = tool_switch(tool, "pii")};
    crm_status status = change_begin(tool);
    if (status >= 0)
        status = crm_schema_add_field(tool->db, tool->arguments[1], tool->arguments[2],
                                      tool->arguments[3], &options);
    int code = change_end(tool, status);
    if (code != EXIT_OK || tool->dry_run)
        return code;
    tool_note(tool, tool_say(tool, "added %s.%s", "已添加 %s.%s"), tool->arguments[1],
              tool->arguments[2]);
    return EXIT_OK;
}

static int field_retire(struct tool *tool)
{
    crm_status status = change_begin(tool);
    if (status >= 0)
        status = crm_schema_retire_field(tool->db, tool->arguments[1], tool->arguments[2]);
    return change_end(tool, status);
}

static int field_run(struct tool *tool)
{
    if (tool->argument_count == 4 && strcmp(tool->arguments[0], "add") == 0)
        return field_add(tool);
    if (tool->argument_count == 3 && strcmp(tool->arguments[0], "retire") == 0)
        return field_retire(tool);
    return tool_usage_error(tool, "write: field add ENTITY NAME TYPE, or field retire ENTITY NAME",
                            "请写：field add ENTITY NAME TYPE，或 field retire ENTITY NAME");
}

const struct command command_field = {
    .name = "field",
    .usage = "[DB] add ENTITY NAME TYPE [options] | retire ENTITY NAME",
    .summary_en = "adds a field of your own, or takes one out of use",
    .summary_zh = "添加或停用自定义字段",
    .examples = {"lcrm field add lead age integer --label-zh 年龄",
                 "lcrm field add lead size choice --choices 'small=Small,large=Large'"},
    .options = field_options,
    .words = "add|retire ENTITY FIELD TYPE",
    .needs_database = true,
    .run = field_run,
};
