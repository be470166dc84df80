/* Changing records one at a time: new, set, delete, restore. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

/* "field=value" arguments from `first` on. */
static int assignments_apply(struct tool *tool, crm_record *record, int first)
{
    for (int i = first; i < tool->argument_count; i++) {
        const char *equals = strchr(tool->arguments[i], '=');
        char name[128];
        if (!equals || equals == tool->arguments[i] ||
            (size_t)(equals - tool->arguments[i]) >= sizeof name)
            return tool_usage_error(tool, "'%s' is no field=value", "“%s”不是 字段=值",
                                    tool->arguments[i]);
        snprintf(name, sizeof name, "%.*s", (int)(equals - tool->arguments[i]), tool->arguments[i]);
        if (crm_record_set_named(record, name, equals + 1, CRM_NUL) < 0)
            return tool_fail(tool, tool->db, NULL);
    }
    return EXIT_OK;
}

static int record_save(struct tool *tool, crm_record *record, const char *entity,
                       crm_save_options *options)
{
    options->dry_run = tool->dry_run;
    if (crm_record_save(record, options) < 0)
        return tool_fail(tool, tool->db, NULL);
    if (tool->dry_run) {
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
        return EXIT_OK;
    }
    if (tool_format(tool) == CRM_FORMAT_JSON || tool_format(tool) == CRM_FORMAT_NDJSON) {
        if (crm_record_json(record, tool_write, stdout) < 0)
            return tool_write_failed(tool, stdout);
        putchar('\n');
    } else {
        printf("%s/%" PRId64 "\n", entity, crm_record_id(record));
    }
    return EXIT_OK;
}

static const struct option_spec new_options[] = {
    {"on-match", "create|review|skip|merge", "what a duplicate does (default review)",
     "遇到重复时的处理（默认 review）"},
    {"key", "FIELD,…", "update the record with an equal unique key, if there is one",
     "按唯一键更新已有记录"},
    {NULL, NULL, NULL, NULL},
};

static int on_match_read(struct tool *tool, crm_save_options *options)
{
    static const char *const names[] = {"create", "review", "skip", "merge"};
    const char *value = tool_option(tool, "on-match");
    options->on_match = CRM_MATCH_REVIEW;
    options->key = tool_option(tool, "key");
    for (int i = 0; value && i < 4; i++) {
        if (strcmp(value, names[i]) == 0) {
            options->on_match = i;
            return EXIT_OK;
        }
    }
    return value ? tool_usage_error(tool, "--on-match: '%s' is none of create, review, skip, merge",
                                    "--on-match：“%s”不是 create、review、skip、merge 之一", value)
                 : EXIT_OK;
}

static int new_run(struct tool *tool)
{
    crm_save_options options = {.size = sizeof options};
    if (tool->argument_count < 1)
        return tool_usage_error(tool, "say which entity, then field=value …",
                                "请指明实体，然后写 字段=值 …");
    int code = on_match_read(tool, &options);
    if (code != EXIT_OK)
        return code;
    crm_record *record;
    if (crm_record_new(tool->db, tool->arguments[0], &record) < 0)
        return tool_fail(tool, tool->db, "lcrm schema");
    code = assignments_apply(tool, record, 1);
    if (code == EXIT_OK)
        code = record_save(tool, record, tool->arguments[0], &options);
    crm_record_free(record);
    return code;
}

const struct command command_new = {
    .name = "new",
    .usage = "[DB] ENTITY FIELD=VALUE … [--on-match WHAT] [--key FIELD,…]",
    .summary_en = "a new record",
    .summary_zh = "新建一条记录",
    .examples = {"lcrm new lead name=张伟 mobile=13912345678 company=星河科技",
                 "lcrm new account name='Acme Ltd' --dry-run"},
    .options = new_options,
    .words = "ENTITY FIELD=*",
    .needs_database = true,
    .run = new_run,
};

static int set_run(struct tool *tool)
{
    char entity[64];
    int64_t id;
    crm_save_options options = {.size = sizeof options};
    if (tool->argument_count < 2)
        return tool_usage_error(tool, "say which record, then field=value …",
                                "请指明记录，然后写 字段=值 …");
    if (!tool_record_name(tool, tool->arguments[0], entity, sizeof entity, &id))
        return EXIT_USAGE;
    crm_record *record;
    if (crm_record_get(tool->db, entity, id, &record) < 0)
        return tool_fail(tool, tool->db, NULL);
    int code = assignments_apply(tool, record, 1);
    if (code == EXIT_OK)
        code = record_save(tool, record, entity, &options);
    crm_record_free(record);
    return code;
}

const struct command command_set = {
    .name = "set",
    .usage = "[DB] ENTITY/ID FIELD=VALUE …",
    .summary_en = "changes fields of a record; an empty value clears",
    .summary_zh = "修改一条记录，空值表示清除",
    .examples = {"lcrm set lead/123 status=qualified title=",
                 "lcrm set account/45 level=a --dry-run"},
    .words = "RECORD FIELD=*",
    .needs_database = true,
    .run = set_run,
};

static int each_record(struct tool *tool,
                       crm_status (*act)(crm_db *db, const char *entity, int64_t id))
{
    char entity[64];
    int64_t id;
    if (tool->argument_count < 1)
        return tool_usage_error(tool, "say which records: ENTITY/ID …", "请指明记录：实体/编号 …");
    if (crm_db_begin(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    for (int i = 0; i < tool->argument_count; i++) {
        int code = EXIT_USAGE;
        bool named = tool_record_name(tool, tool->arguments[i], entity, sizeof entity, &id);
        if (named && act(tool->db, entity, id) >= 0)
            continue;
        if (named)
            code = tool_fail(tool, tool->db, NULL);
        crm_db_rollback(tool->db);
        return code;
    }
    if (tool->dry_run)
        crm_db_rollback(tool->db);
    else if (crm_db_commit(tool->db) < 0)
        return tool_fail(tool, tool->db, NULL);
    tool_note(tool, tool_say(tool, "%d %s", "%d 条%s"), tool->argument_count,
              tool->dry_run
                  ? tool_say(tool, "would change; nothing was written", "（试运行，未写入）")
                  : tool_say(tool, "done", "已处理"));
    return EXIT_OK;
}

static int delete_run(struct tool *tool)
{
    return each_record(tool, crm_record_delete);
}

const struct command command_delete = {
    .name = "delete",
    .usage = "[DB] ENTITY/ID …",
    .summary_en = "deletes records, so that restore can bring them back",
    .summary_zh = "删除记录（可恢复）",
    .examples = {"lcrm delete lead/123", "lcrm delete lead/123 lead/124 --dry-run"},
    .words = "RECORD*",
    .needs_database = true,
    .run = delete_run,
};

static int restore_run(struct tool *tool)
{
    return each_record(tool, crm_record_restore);
}

const struct command command_restore = {
    .name = "restore",
    .usage = "[DB] ENTITY/ID …",
    .summary_en = "brings deleted records back",
    .summary_zh = "恢复已删除的记录",
    .examples = {"lcrm restore lead/123", "lcrm list lead --deleted"},
    .words = "RECORD*",
    .needs_database = true,
    .run = restore_run,
};
