/* Records out: export, in a form that import reads back. */
#include "commands.h"

#include <string.h>

enum { FIELDS_SIZE = 16 * 1024 };

static const struct option_spec export_options[] = {
    {"where", "CEL", "only records for which this holds", "只导出满足条件的记录"},
    {"fields", "FIELD,…", "these, also paths (default: all that import takes)", "导出的字段"},
    {"output", "FILE", "to a file (-o); its ending says the form", "写入文件（-o）"},
    {NULL, NULL, NULL, NULL},
};

/* The id and every field that people fill in; what the library computes is not imported anyway. */
static int fields_list(struct tool *tool, const char *entity, char *fields, size_t size)
{
    crm_cursor *cursor;
    if (crm_schema_fields(tool->db, entity, &cursor) < 0)
        return tool_fail(tool, tool->db, "lcrm schema");
    size_t used = (size_t)snprintf(fields, size, "id");
    crm_status status;
    while ((status = crm_cursor_next(cursor)) == CRM_OK) {
        const char *name = "";
        bool kept = false;
        for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++) {
            const char *column = crm_cursor_column_name(cursor, i);
            if (strcmp(column, "name") == 0)
                name = crm_cursor_text(cursor, i);
            if (strcmp(column, "flags") == 0)
                kept = strstr(crm_cursor_text(cursor, i), "derived") ||
                       strstr(crm_cursor_text(cursor, i), "system");
        }
        bool free_system = strcmp(name, "owner") == 0 || strncmp(name, "external_", 9) == 0;
        if ((kept && !free_system) || used + strlen(name) + 2 > size)
            continue;
        used += (size_t)snprintf(fields + used, size - used, ",%s", name);
    }
    crm_cursor_free(cursor);
    return status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
}

static int32_t form_of(const struct tool *tool, const char *path)
{
    const char *ending = path ? strrchr(path, '.') : NULL;
    if (tool->format >= 0)
        return tool->format;
    if (ending && (strcmp(ending, ".ndjson") == 0 || strcmp(ending, ".jsonl") == 0))
        return CRM_FORMAT_NDJSON;
    if (ending && strcmp(ending, ".arrow") == 0)
        return CRM_FORMAT_ARROW;
    if (ending && strcmp(ending, ".json") == 0)
        return CRM_FORMAT_JSON;
    return CRM_FORMAT_CSV;
}

static int cursor_export(struct tool *tool, crm_cursor *cursor, const char *path)
{
    FILE *file = path ? fopen(path, "wb") : stdout;
    if (!file) {
        crm_cursor_free(cursor);
        tool_note(tool, tool_say(tool, "%s: cannot be written", "%s：无法写入"), path);
        return EXIT_DENIED;
    }
    crm_status status =
        crm_cursor_write(cursor, form_of(tool, path), NULL, tool_write, file);
    tool_progress_end(tool);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
    crm_cursor_free(cursor);
    if (path && fclose(file) != 0 && code == EXIT_OK) {
        tool_note(tool, tool_say(tool, "%s: could not be written whole", "%s：写入不完整"), path);
        code = EXIT_LIMIT;
    }
    return code;
}

static int export_run(struct tool *tool)
{
    static char all[FIELDS_SIZE];
    const char *where = tool_option(tool, "where");
    const char *fields = tool_option(tool, "fields");
    crm_query *query;
    crm_cursor *cursor;
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which entity");
    const char *entity = tool->arguments[0];
    if (!fields) {
        int code = fields_list(tool, entity, all, sizeof all);
        if (code != EXIT_OK)
            return code;
        fields = all;
    }
    if (crm_query_new(tool->db, entity, &query) < 0)
        return tool_fail(tool, tool->db, "lcrm schema");
    crm_query_fields(query, fields);
    if (where)
        crm_query_where(query, where, CRM_NUL);
    crm_status status = crm_query_run(query, &cursor);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL)
                          : cursor_export(tool, cursor, tool_option(tool, "output"));
    crm_query_free(query);
    return code;
}

const struct command command_export = {
    .name = "export",
    .usage = "[DB] ENTITY [--where CEL] [--fields FIELD,…] [-o FILE]",
    .summary_en = "records as CSV (safe in spreadsheets), NDJSON or Arrow",
    .summary_zh = "导出为 CSV、NDJSON 或 Arrow",
    .examples = {"lcrm export lead -o leads.csv",
                 "lcrm export order --where 'amount > 100' --ndjson"},
    .options = export_options,
    .needs_database = true,
    .run = export_run,
};
