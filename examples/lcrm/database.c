/* The database of an invocation: which file, opened with this tool's host, acting as --as. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lcrm.h"

static int64_t clock_read(void *context)
{
    const struct tool *tool = context;
    if (tool->now_us != INT64_MIN)
        return tool->now_us;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* splitmix64, from --seed. */
static uint64_t random_read(void *context)
{
    struct tool *tool = context;
    uint64_t z = tool->random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

crm_status tool_handle(struct tool *tool, crm_db **db_out)
{
    tool->random_state = tool->seed;
    crm_host host = {.size = sizeof host,
                     .context = tool,
                     .now_us = clock_read,
                     .random = tool->has_seed ? random_read : NULL,
                     .progress = tool_progress};
    return crm_db_new(&host, db_out);
}

static bool ends_with_crm(const char *name)
{
    size_t size = strlen(name);
    return size > 4 && strcmp(name + size - 4, ".crm") == 0;
}

bool tool_is_database(const char *text)
{
    return ends_with_crm(text) || strncmp(text, "file:", 5) == 0 || strstr(text, "://") ||
           strcmp(text, ":memory:") == 0;
}

/* The only *.crm here, in a static buffer; *count_out says how many there are. */
static const char *only_database(int *count_out)
{
    static char found[256];
    DIR *folder = opendir(".");
    *count_out = 0;
    if (!folder)
        return NULL;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!ends_with_crm(entry->d_name))
            continue;
        if (++*count_out == 1)
            snprintf(found, sizeof found, "%s", entry->d_name);
    }
    closedir(folder);
    return *count_out == 1 ? found : NULL;
}

/* A first argument that looks like a database is one, and is taken off the arguments. */
static int database_find(struct tool *tool)
{
    if (tool->argument_count > 0 && tool_is_database(tool->arguments[0])) {
        tool->database = tool->arguments[0];
        tool->argument_count--;
        memmove(tool->arguments, tool->arguments + 1,
                (size_t)tool->argument_count * sizeof *tool->arguments);
        return EXIT_OK;
    }
    const char *named = getenv("LCRM_DB");
    if (named && *named) {
        tool->database = named;
        return EXIT_OK;
    }
    int count;
    tool->database = only_database(&count);
    if (tool->database)
        return EXIT_OK;
    if (count > 1)
        return tool_usage_error(tool, "%d databases are here; name one, or set LCRM_DB",
                                "此处有 %d 个数据库，请指明一个，或设置 LCRM_DB", count);
    return tool_usage_error(
        tool,
        "no database here; name one (shop.crm), set LCRM_DB, or make one "
        "with lcrm init shop.crm",
        "此处没有数据库：请指明一个（shop.crm）、设置 LCRM_DB，或用 lcrm init shop.crm 建立");
}

/* --as: an id, or a login. */
static int act_as(struct tool *tool)
{
    if (!tool->as_user)
        return EXIT_OK;
    char *end;
    int64_t user = strtoll(tool->as_user, &end, 10);
    crm_status status = CRM_OK;
    if (*end || user <= 0) {
        crm_record *record = NULL;
        status = crm_record_find(tool->db, "user", "login", tool->as_user, CRM_NUL, &record);
        user = crm_record_id(record);
        crm_record_free(record);
    }
    if (status >= 0)
        status = crm_db_act_as(tool->db, user);
    return status < 0 ? tool_fail(tool, tool->db, "lcrm list user --fields id,login,name")
                      : EXIT_OK;
}

/* What to do when a server does not let the tool in; what a file says is enough. */
const char *tool_open_advice(const struct tool *tool, crm_status status)
{
    if (!strstr(tool->database, "://"))
        return tool_advice(tool, status);
    switch (status) {
    case CRM_E_DENIED:
        return tool_say(
            tool,
            "look at user, password and rights: ~/.pgpass, PGPASSWORD, GRANT; %40 "
            "is @ in an address",
            "请检查用户名、密码与权限：~/.pgpass、PGPASSWORD、GRANT；地址中的 @ 写作 %40");
    case CRM_E_NOT_FOUND:
        return tool_say(tool, "lcrm init ADDRESS makes a schema; createdb makes a database",
                        "lcrm init 地址 可建立 schema；createdb 可建立数据库");
    case CRM_E_IO:
        return tool_say(tool, "see whether the server runs there: pg_isready -d ADDRESS",
                        "请确认服务器已在该地址运行：pg_isready -d 地址");
    case CRM_E_FORMAT:
        return NULL;
    default:
        return tool_advice(tool, status);
    }
}

/* What may only be read is opened for reading: commands that write will say so. */
static crm_status open_somehow(struct tool *tool)
{
    crm_open_options options = {.size = sizeof options};
    if (!tool->command->creates_database)
        options.flags |= CRM_OPEN_MUST_EXIST;
    crm_status status = crm_db_open(tool->db, tool->database, &options);
    if (status != CRM_E_READONLY)
        return status;
    options.flags = CRM_OPEN_READ_ONLY;
    return crm_db_open(tool->db, tool->database, &options);
}

int tool_open(struct tool *tool)
{
    int code = database_find(tool);
    if (code != EXIT_OK)
        return code;
    if (tool_handle(tool, &tool->db) < 0) {
        fputs("lcrm: no memory\n", stderr);
        return EXIT_LIMIT;
    }
    crm_status status = open_somehow(tool);
    if (status < 0)
        return tool_fail_next(tool, tool->db, tool_open_advice(tool, status));
    return act_as(tool);
}

bool tool_open_to_look(struct tool *tool)
{
    int count;
    const char *named = getenv("LCRM_DB");
    crm_open_options options = {.size = sizeof options,
                                .flags = CRM_OPEN_READ_ONLY | CRM_OPEN_MUST_EXIST,
                                .busy_limit_us = 100000};
    if (!tool->database)
        tool->database = named && *named ? named : only_database(&count);
    if (tool_handle(tool, &tool->db) < 0)
        return false;
    if (tool->database && crm_db_open(tool->db, tool->database, &options) >= 0)
        return true;
    crm_db_free(tool->db);
    tool->db = NULL;
    return tool_handle(tool, &tool->db) >= 0 && crm_db_open(tool->db, ":memory:", NULL) >= 0;
}

int tool_open_memory(struct tool *tool)
{
    if (tool_handle(tool, &tool->db) < 0)
        return EXIT_LIMIT;
    return crm_db_open(tool->db, ":memory:", NULL) < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
}

void tool_close(struct tool *tool)
{
    crm_db_free(tool->db);
    tool->db = NULL;
}
