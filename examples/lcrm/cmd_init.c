/* A new database, and what it begins with: init. */
#define _POSIX_C_SOURCE 200809L

#include "commands.h"
#include "packs/pack.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct pack *const packs[] = {&pack_retail, &pack_b2b, &pack_service};
enum { PACK_COUNT = sizeof packs / sizeof *packs, ROWS_LIMIT = 100, VALUE_SIZE = 4096 };

struct applying {
    struct tool *tool;
    const struct pack *pack;
    int64_t ids[ROWS_LIMIT]; /* of the rows so far */
    size_t done;
    bool present[ROWS_LIMIT]; /* was there before */
};

/* --- a field -------------------------------------------------------------------------------- */

/* The row above whose key begins at `text`; NULL when none does. */
static const struct pack_row *row_named(const struct applying *applying, const char *text,
                                        size_t *index_out)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    for (size_t i = 0; i < applying->done; i++) {
        const struct pack_row *row = &applying->pack->rows[i];
        if (strlen(row->key) == size && memcmp(row->key, text, size) == 0) {
            *index_out = i;
            return row;
        }
    }
    return NULL;
}

/* Copies a value up to the line's end, with ids for "@key"; false when it is too long. */
static bool value_expand(const struct applying *applying, const char *text, char value[VALUE_SIZE])
{
    size_t used = 0;
    while (*text && *text != '\n' && used + 24 < VALUE_SIZE) {
        size_t index;
        const struct pack_row *row = *text == '@' ? row_named(applying, text + 1, &index) : NULL;
        if (row) {
            used += (size_t)snprintf(value + used, 24, "%" PRId64, applying->ids[index]);
            text += 1 + strlen(row->key);
        } else {
            value[used++] = *text++;
        }
    }
    value[used] = '\0';
    return *text == '\0' || *text == '\n';
}

static crm_status any_with(crm_db *db, const char *entity, const char *field, bool *any_out)
{
    crm_query *query;
    int64_t count = 0;
    crm_status status = crm_query_new(db, entity, &query);
    if (status < 0)
        return status;
    status = crm_query_where(query, field, CRM_NUL);
    if (status >= 0)
        status = crm_query_count(query, &count);
    crm_query_free(query);
    *any_out = count > 0;
    return status;
}

/* "field=value" a line. */
static crm_status fields_set(const struct applying *applying, const struct pack_row *row,
                             crm_record *record, const char *lines)
{
    char name[64];
    char value[VALUE_SIZE];
    crm_status status = CRM_OK;
    while (status >= 0 && *lines) {
        size_t name_size = strcspn(lines, "=");
        snprintf(name, sizeof name, "%.*s", (int)name_size, lines);
        if (!value_expand(applying, lines + name_size + 1, value))
            return CRM_E_LIMIT;
        if (strcmp(value, "first") == 0) {
            bool any = false;
            status = any_with(applying->tool->db, row->entity, name, &any);
            snprintf(value, sizeof value, "%s", any ? "false" : "true");
        }
        if (status >= 0)
            status = crm_record_set_text(record, name, value, CRM_NUL);
        lines += strcspn(lines, "\n");
        lines += *lines == '\n';
    }
    return status;
}

/* --- a row ---------------------------------------------------------------------------------- */

/* The row as it was made before, also when somebody deleted it; 0 when it never was. */
static crm_status row_find(const struct applying *applying, const struct pack_row *row,
                           bool deleted, int64_t *id_out)
{
    char rule[256];
    crm_query *query;
    crm_cursor *cursor = NULL;
    crm_status status = crm_query_new(applying->tool->db, row->entity, &query);
    if (status < 0)
        return status;
    snprintf(rule, sizeof rule, "external_source == \"pack\" && external_id == \"%s/%s\"",
             applying->pack->name, row->key);
    status = crm_query_where(query, rule, CRM_NUL);
    if (status >= 0)
        status = crm_query_fields(query, "id");
    if (status >= 0 && deleted)
        status = crm_query_deleted(query);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    if (status >= 0 && crm_cursor_next(cursor) == CRM_OK)
        *id_out = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return status;
}

/* A record of that name which the user made himself serves as well. */
static crm_status row_create(const struct applying *applying, const struct pack_row *row,
                             int64_t *id_out, bool *present_out)
{
    char external_id[128];
    crm_db *db = applying->tool->db;
    crm_record *record;
    snprintf(external_id, sizeof external_id, "%s/%s", applying->pack->name, row->key);
    crm_status status = crm_record_new(db, row->entity, &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "external_source", "pack", CRM_NUL);
    crm_record_set_text(record, "external_id", external_id, CRM_NUL);
    status = fields_set(applying, row, record, row->fields);
    if (status >= 0)
        status = fields_set(applying, row, record, applying->tool->chinese ? row->zh : row->en);
    if (status >= 0)
        status = crm_record_save(record, NULL);
    *id_out = crm_record_id(record);
    if (status == CRM_E_EXISTS && crm_db_error(db)->record_id) {
        *id_out = crm_db_error(db)->record_id;
        *present_out = true;
        status = CRM_OK;
    }
    crm_record_free(record);
    return status;
}

static crm_status row_apply(struct applying *applying, const struct pack_row *row)
{
    int64_t id = 0;
    bool present = false;
    crm_status status = row_find(applying, row, false, &id);
    if (status >= 0 && !id)
        status = row_find(applying, row, true, &id);
    if (status >= 0 && id)
        present = true;
    else if (status >= 0)
        status = row_create(applying, row, &id, &present);
    applying->ids[applying->done] = id;
    applying->present[applying->done++] = present;
    return status;
}

/* --- a pack --------------------------------------------------------------------------------- */

static bool entity_is(const struct applying *applying, size_t i, size_t k)
{
    return strcmp(applying->pack->rows[i].entity, applying->pack->rows[k].entity) == 0;
}

/* What was made of each entity, in the order in which they come first. */
static int applied_print(const struct applying *applying)
{
    static const crm_column columns[] = {
        {"entity", "Entity", "实体", CRM_COLUMN_TEXT, 0},
        {"created", "Created", "新建", CRM_COLUMN_INTEGER, 0},
        {"present", "There already", "已存在", CRM_COLUMN_INTEGER, 0},
    };
    static char counts[ROWS_LIMIT][2][24];
    const char *cells[ROWS_LIMIT * 3];
    size_t rows = 0;
    for (size_t i = 0; i < applying->done; i++) {
        int made[2] = {0, 0};
        bool first = true;
        for (size_t k = 0; k < applying->done; k++) {
            first &= k >= i || !entity_is(applying, i, k);
            made[applying->present[k]] += entity_is(applying, i, k);
        }
        if (!first)
            continue;
        cells[rows * 3] = applying->pack->rows[i].entity;
        for (size_t k = 0; k < 2; k++) {
            snprintf(counts[rows][k], sizeof counts[rows][k], "%d", made[k]);
            cells[rows * 3 + 1 + k] = counts[rows][k];
        }
        rows++;
    }
    return tool_rows(applying->tool, columns, 3, cells, rows);
}

static int pack_apply(struct tool *tool, const struct pack *pack)
{
    struct applying applying = {.tool = tool, .pack = pack};
    crm_status status = crm_db_begin(tool->db);
    if (status < 0)
        return tool_fail(tool, tool->db, NULL);
    for (size_t i = 0; status >= 0 && i < pack->row_count && i < ROWS_LIMIT; i++)
        status = row_apply(&applying, &pack->rows[i]);
    if (status < 0) {
        int code = tool_fail(tool, tool->db, NULL);
        crm_db_rollback(tool->db);
        return code;
    }
    if ((tool->dry_run ? crm_db_rollback(tool->db) : crm_db_commit(tool->db)) < 0)
        return tool_fail(tool, tool->db, NULL);
    bool any = false;
    for (size_t i = 0; i < applying.done; i++)
        any |= !applying.present[i];
    int code = applied_print(&applying);
    if (!any)
        tool_note(tool,
                  tool_say(tool, "the pack %s is there already: nothing to do",
                           "行业包 %s 已经存在：无需操作"),
                  pack->name);
    return code;
}

static int pack_find(struct tool *tool, const struct pack **pack_out)
{
    const char *names[PACK_COUNT];
    const char *name = tool_option(tool, "pack");
    *pack_out = NULL;
    if (!name)
        return EXIT_OK;
    for (int i = 0; i < PACK_COUNT; i++) {
        names[i] = packs[i]->name;
        if (strcmp(name, names[i]) == 0)
            *pack_out = packs[i];
    }
    if (*pack_out)
        return EXIT_OK;
    int nearest = tool_nearest(name, names, PACK_COUNT);
    if (nearest >= 0)
        return tool_usage_error(
            tool, "--pack: '%s' is none of retail, b2b, service; did you mean '%s'?",
            "--pack：“%s”不是 retail、b2b、service 之一；是否指“%s”？", name, names[nearest]);
    return tool_usage_error(tool, "--pack: '%s' is none of retail, b2b, service",
                            "--pack：“%s”不是 retail、b2b、service 之一", name);
}

/* --- the command ---------------------------------------------------------------------------- */

static bool is_on_server(const char *path)
{
    return strstr(path, "://") != NULL;
}

/* Is there a database already? What is wrong with one shows when it is opened. */
static bool database_is_there(struct tool *tool, const char *path)
{
    if (!is_on_server(path))
        return access(path, F_OK) == 0;
    crm_db *probe;
    if (tool_handle(tool, &probe) < 0)
        return false;
    crm_status status = crm_db_open(
        probe, path,
        CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_EXIST | CRM_OPEN_READ_ONLY));
    crm_db_free(probe);
    return status == CRM_OK;
}

/* The address of a server may hold a password. */
static void made_note(struct tool *tool, const char *path)
{
    if (is_on_server(path))
        tool_note(tool, "%s",
                  tool_say(tool, "made the schema; next: lcrm import DB FILE",
                           "已建立模式；下一步: lcrm import DB FILE"));
    else
        tool_note(tool,
                  tool_say(tool, "made %s; next: lcrm import %s FILE",
                           "已建立 %s；下一步: lcrm import %s FILE"),
                  path, path);
}

/* A dry run of what is not there yet happens in memory. */
static int database_make(struct tool *tool, const char *path, bool there, bool may_be_there)
{
    uint32_t flags = there && may_be_there ? CRM_OPEN_MUST_EXIST : CRM_OPEN_MUST_CREATE;
    crm_open_options options = {.size = sizeof options,
                                .flags = flags,
                                .time_zone = tool_option(tool, "zone"),
                                .currency = tool_option(tool, "currency"),
                                .region = tool_option(tool, "region")};
    bool in_memory = tool->dry_run && !there;
    if (in_memory)
        options.flags = 0;
    if (tool_handle(tool, &tool->db) < 0)
        return EXIT_LIMIT;
    tool->database = path;
    crm_status status = crm_db_open(tool->db, in_memory ? ":memory:" : path, &options);
    if (status < 0)
        return tool_fail_next(tool, tool->db,
                              there ? "lcrm init DB --pack NAME adds to it"
                                    : tool_open_advice(tool, status));
    if (tool->dry_run)
        tool_note(tool, "%s", tool_say(tool, "dry run: nothing was written", "试运行：未写入"));
    else if (!there)
        made_note(tool, path);
    return EXIT_OK;
}

static int init_run(struct tool *tool)
{
    const struct pack *pack;
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which file to make: lcrm init shop.crm",
                                "请指明要建立的文件：lcrm init shop.crm");
    int code = pack_find(tool, &pack);
    if (code != EXIT_OK)
        return code;
    const char *path = tool->arguments[0];
    bool there = database_is_there(tool, path);
    if (there && pack &&
        (tool_option(tool, "zone") || tool_option(tool, "currency") || tool_option(tool, "region")))
        return tool_usage_error(tool, "%s is there already: zone, currency and region stay",
                                "%s 已存在：时区、币种与地区不再改变",
                                is_on_server(path) ? "the schema" : path);
    code = database_make(tool, path, there, pack != NULL);
    return code == EXIT_OK && pack ? pack_apply(tool, pack) : code;
}

static const struct option_spec init_options[] = {
    {"pack", "retail|b2b|service", "pools, rules, scores, stages and alerts of a trade",
     "行业包：线索池、规则、评分、阶段与预警"},
    {"zone", "ZONE", "time zone (default Asia/Shanghai)", "时区（默认 Asia/Shanghai）"},
    {"currency", "CODE", "currency (default CNY)", "币种（默认 CNY）"},
    {"region", "CODE", "country of phones without one (default CN)", "电话默认国家（默认 CN）"},
    {NULL, NULL, NULL, NULL},
};

const struct command command_init = {
    .name = "init",
    .usage = "DB [--pack retail|b2b|service] [--zone ZONE] [--currency CODE] [--region CODE]",
    .summary_en = "a new database, or a pack of rules for one",
    .summary_zh = "新建数据库，或添加行业包",
    .examples = {"lcrm init shop.crm --pack retail --lang zh",
                 "lcrm init eu.crm --currency EUR --zone Europe/Berlin --region DE"},
    .options = init_options,
    .words = "FILE",
    .run = init_run,
};
