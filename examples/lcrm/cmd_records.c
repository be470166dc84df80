/* Looking at records: list, show, search, history. */
#include "commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool tool_record_name(struct tool *tool, const char *text, char *entity, size_t entity_size,
                      int64_t *id_out)
{
    const char *slash = text ? strchr(text, '/') : NULL;
    char *end = NULL;
    int64_t id = slash ? strtoll(slash + 1, &end, 10) : 0;
    if (!slash || slash == text || (size_t)(slash - text) >= entity_size || *end || id <= 0) {
        tool_usage_error(tool, "'%s' names no record; write ENTITY/ID, such as lead/123",
                         "“%s”不是记录，请写 实体/编号，如 lead/123", text ? text : "");
        return false;
    }
    memcpy(entity, text, (size_t)(slash - text));
    entity[slash - text] = '\0';
    *id_out = id;
    return true;
}

/* --- list ----------------------------------------------------------------------------------- */

static const struct option_spec list_options[] = {
    {"where", "CEL", "only records for which the rule is true", "只列出满足规则的记录"},
    {"search", "TEXT", "only records with these words", "只列出包含这些词的记录"},
    {"sort", "-FIELD,FIELD", "order; - is descending", "排序，- 表示降序"},
    {"fields", "FIELD,…", "columns; paths such as owner.team.name", "显示的列，可用路径"},
    {"limit", "N", "at most N rows (0: all; default 20 on a terminal)", "最多 N 行（0 为全部）"},
    {"after", "TOKEN", "go on after a page", "从上一页之后继续"},
    {"group", "FIELD,…", "one row per group; created_at:month", "分组，如 created_at:month"},
    {"measure", "M,…", "count, sum(f), avg(f), min(f), max(f), distinct(f)", "统计量"},
    {"deleted", NULL, "deleted records instead", "列出已删除的记录"},
    {"count", NULL, "only how many", "只显示数量"},
    {"explain", NULL, "how the rows are found", "说明如何查询"},
    {NULL, NULL, NULL, NULL},
};

static crm_status measures_add(crm_query *query, const char *list)
{
    char item[128];
    crm_status status = CRM_OK;
    while (status >= 0 && *list) {
        size_t size = strcspn(list, ",");
        snprintf(item, sizeof item, "%.*s", (int)size, list);
        status = crm_query_measure(query, item);
        list += size + (list[size] == ',');
    }
    return status;
}

static crm_status query_build(struct tool *tool, crm_query *query)
{
    struct {
        const char *option;
        crm_status (*set)(crm_query *query, const char *text);
    } const texts[] = {
        {"group", crm_query_group}, {"sort", crm_query_sort}, {"after", crm_query_after}};
    crm_status status = CRM_OK;
    const char *value = tool_option(tool, "where");
    if (value)
        status = crm_query_where(query, value, CRM_NUL);
    value = tool_option(tool, "search");
    if (status >= 0 && value)
        status = crm_query_search(query, value, CRM_NUL);
    value = tool_option(tool, "fields");
    if (status >= 0 && value && !tool_option(tool, "group"))
        status = crm_query_fields(query, value);
    for (size_t i = 0; status >= 0 && i < sizeof texts / sizeof *texts; i++) {
        value = tool_option(tool, texts[i].option);
        if (value)
            status = texts[i].set(query, value);
    }
    value = tool_option(tool, "measure");
    if (status >= 0 && value)
        status = measures_add(query, value);
    if (status >= 0 && tool_switch(tool, "deleted"))
        status = crm_query_deleted(query);
    return status;
}

static int list_answer(struct tool *tool, crm_query *query)
{
    int64_t count;
    if (tool_switch(tool, "count")) {
        if (crm_query_count(query, &count) < 0)
            return tool_fail(tool, tool->db, NULL);
        printf("%" PRId64 "\n", count);
        return EXIT_OK;
    }
    crm_cursor *cursor;
    bool explain = tool_switch(tool, "explain");
    crm_status status = explain ? crm_query_explain(query, &cursor) : crm_query_run(query, &cursor);
    return status < 0 ? tool_fail(tool, tool->db, NULL) : tool_print(tool, cursor);
}

/* Nothing there at all: how to begin. A list that was narrowed may well be empty. */
static void empty_note(struct tool *tool)
{
    static const char *const narrowing[] = {"where", "search",  "after",  "deleted",
                                            "count", "explain", "measure"};
    for (size_t i = 0; i < sizeof narrowing / sizeof *narrowing; i++) {
        if (tool_option(tool, narrowing[i]))
            return;
    }
    if (tool->rows_printed == 0)
        tool_note(tool,
                  tool_say(tool, "  next: lcrm new %s FIELD=VALUE …, or lcrm import FILE",
                           "  下一步: lcrm new %s 字段=值 …，或 lcrm import 文件"),
                  tool->arguments[0]);
}

static int list_run(struct tool *tool)
{
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which entity; lcrm schema lists them",
                                "请指明实体；lcrm schema 列出所有实体");
    int64_t limit = tool->out_is_terminal && !tool_option(tool, "group") ? 20 : 0;
    if (!tool_number(tool, "limit", 0, &limit))
        return EXIT_USAGE;
    crm_query *query;
    if (crm_query_new(tool->db, tool->arguments[0], &query) < 0)
        return tool_fail(tool, tool->db, "lcrm schema");
    crm_status status = query_build(tool, query);
    if (status >= 0)
        status = crm_query_limit(query, limit);
    int code = status < 0 ? tool_fail(tool, tool->db, NULL) : list_answer(tool, query);
    const char *token = crm_query_token(query);
    if (code == EXIT_OK && *token && limit && tool->rows_printed == limit && tool->out_is_terminal)
        tool_note(tool, "%s --after %s", tool_say(tool, "next page:", "下一页:"), token);
    else if (code == EXIT_OK && tool_format(tool) == CRM_FORMAT_TABLE && tool->out_is_terminal)
        empty_note(tool);
    crm_query_free(query);
    return code;
}

const struct command command_list = {
    .name = "list",
    .usage = "[DB] ENTITY [--where CEL] [--sort -score,name] [--fields …] [--limit N]",
    .summary_en = "records, filtered, sorted, grouped",
    .summary_zh = "列出记录，可过滤、排序、分组",
    .examples = {"lcrm list lead --where 'score > 60' --sort -score --limit 10",
                 "lcrm list opportunity --group stage.name --measure 'count,sum(amount)'"},
    .options = list_options,
    .words = "ENTITY",
    .needs_database = true,
    .run = list_run,
};

/* --- show ----------------------------------------------------------------------------------- */

enum { FIELDS_LIMIT = 512 };

/* The fields that have a value: name, label, value, row by row. */
struct shown {
    const char *cells[FIELDS_LIMIT * 3];
    char names[FIELDS_LIMIT][2][128];
    size_t count;
};

static crm_status fields_gather(struct tool *tool, crm_record *record, const char *entity,
                                struct shown *shown)
{
    crm_cursor *fields;
    crm_status status = crm_schema_fields(tool->db, entity, &fields);
    if (status < 0)
        return status;
    int32_t label = 0;
    while (label < crm_cursor_column_count(fields) - 1 &&
           strcmp(crm_cursor_column_name(fields, label), tool_say(tool, "label_en", "label_zh")) !=
               0)
        label++;
    while (shown->count < FIELDS_LIMIT && (status = crm_cursor_next(fields)) == CRM_OK) {
        char(*names)[128] = shown->names[shown->count];
        snprintf(names[0], sizeof names[0], "%s", crm_cursor_text(fields, 0));
        snprintf(names[1], sizeof names[1], "%s", crm_cursor_text(fields, label));
        const char *value = crm_record_text(record, names[0]);
        if (!value || !*value)
            continue;
        shown->cells[shown->count * 3] = names[0];
        shown->cells[shown->count * 3 + 1] = names[1];
        shown->cells[shown->count * 3 + 2] = value;
        shown->count++;
    }
    crm_cursor_free(fields);
    return status;
}

/* Values stand whole on a terminal, so no table that cuts them. */
static int fields_print(struct tool *tool, const struct shown *shown)
{
    static const crm_column columns[] = {{"field", "Field", "字段", CRM_COLUMN_TEXT, 0},
                                         {"label", "Label", "名称", CRM_COLUMN_TEXT, 0},
                                         {"value", "Value", "值", CRM_COLUMN_TEXT, 0}};
    if (tool_format(tool) != CRM_FORMAT_TABLE)
        return tool_rows(tool, columns, 3, shown->cells, shown->count);
    int widest[2] = {0, 0};
    for (size_t i = 0; i < shown->count; i++) {
        for (size_t k = 0; k < 2; k++) {
            int width = tool_width(shown->cells[i * 3 + k]);
            widest[k] = width > widest[k] ? width : widest[k];
        }
    }
    for (size_t i = 0; i < shown->count; i++) {
        const char *const *row = shown->cells + i * 3;
        tool_pad(row[0], widest[0] + 2);
        tool_pad(row[1], widest[1] + 2);
        tool_text(row[2]);
        putchar('\n');
    }
    return EXIT_OK;
}

static int show_print(struct tool *tool, crm_record *record, const char *entity)
{
    static struct shown shown;
    shown.count = 0;
    if (tool_wants_json(tool)) {
        if (crm_record_json(record, tool_write, stdout) < 0)
            return tool_write_failed(tool, stdout);
        putchar('\n');
        return EXIT_OK;
    }
    return fields_gather(tool, record, entity, &shown) < 0 ? tool_fail(tool, tool->db, NULL)
                                                           : fields_print(tool, &shown);
}

static int show_run(struct tool *tool)
{
    char entity[64];
    int64_t id;
    if (!tool_record_name(tool, tool->argument_count ? tool->arguments[0] : NULL, entity,
                          sizeof entity, &id))
        return EXIT_USAGE;
    crm_record *record;
    if (crm_record_get(tool->db, entity, id, &record) < 0)
        return tool_fail(tool, tool->db, NULL);
    int code = show_print(tool, record, entity);
    crm_record_free(record);
    return code;
}

const struct command command_show = {
    .name = "show",
    .usage = "[DB] ENTITY/ID",
    .summary_en = "one record, every field that has a value",
    .summary_zh = "显示一条记录",
    .examples = {"lcrm show lead/123", "lcrm show account/45 --json"},
    .words = "RECORD",
    .needs_database = true,
    .run = show_run,
};

/* --- search and history --------------------------------------------------------------------- */

static const struct option_spec search_options[] = {
    {"limit", "N", "at most N records (default 20)", "最多 N 条（默认 20）"},
    {NULL, NULL, NULL, NULL},
};

static int search_run(struct tool *tool)
{
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say what to search for, in quotes when it has spaces",
                                "请给出要搜索的内容，含空格时加引号");
    int64_t limit = 20;
    if (!tool_number(tool, "limit", 1, &limit))
        return EXIT_USAGE;
    crm_cursor *cursor;
    crm_status status = crm_search(tool->db, tool->arguments[0], CRM_NUL, limit, &cursor);
    return status < 0 ? tool_fail(tool, tool->db, NULL) : tool_print(tool, cursor);
}

const struct command command_search = {
    .name = "search",
    .usage = "[DB] TEXT [--limit N]",
    .summary_en = "records of any entity with these words",
    .summary_zh = "全文搜索所有实体",
    .examples = {"lcrm search 华为", "lcrm search 'zhang wei' --limit 5"},
    .options = search_options,
    .needs_database = true,
    .run = search_run,
};

static int history_run(struct tool *tool)
{
    char entity[64];
    int64_t id;
    if (!tool_record_name(tool, tool->argument_count ? tool->arguments[0] : NULL, entity,
                          sizeof entity, &id))
        return EXIT_USAGE;
    crm_cursor *cursor;
    if (crm_record_history(tool->db, entity, id, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

const struct command command_history = {
    .name = "history",
    .usage = "[DB] ENTITY/ID",
    .summary_en = "every change of a record, oldest first",
    .summary_zh = "一条记录的全部变更",
    .examples = {"lcrm history lead/123", "lcrm history account/45 --json"},
    .words = "RECORD",
    .needs_database = true,
    .run = history_run,
};
