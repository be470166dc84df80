/*
 * The demo: one run through the job on real data, as the very commands a user would type, with a
 * clock that plays forty days. Figures go to standard output and are the same each time; timing
 * goes to standard error.
 */
#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "demo.h"

static bool old_removed(const char *database)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[DEMO_PATH_SIZE];
        snprintf(name, sizeof name, "%s%s", database, ends[i]);
        if (access(name, F_OK) == 0 && unlink(name) != 0)
            return false;
    }
    return true;
}

static void base_set(struct demo *demo)
{
    size_t size = strlen(demo->database);
    if (size > 4 && strcmp(demo->database + size - 4, ".crm") == 0)
        size -= 4;
    snprintf(demo->base, sizeof demo->base, "%.*s", (int)size, demo->database);
}

static void time_print(const struct demo *demo, double began)
{
    bool color = demo->tool->err_is_terminal && demo->tool->color;
    if (!demo->tool->quiet)
        fprintf(stderr, "%s%.2f s%s\n", color ? "\033[2m" : "", tool_seconds() - began,
                color ? "\033[0m" : "");
}

/* The steps under one title are timed together. */
static int steps_run(struct demo *demo)
{
    double began = tool_seconds();
    for (size_t i = 0; i < demo_step_count; i++) {
        const struct step *step = &demo_steps[i];
        if (step->day) {
            demo->now = step->day;
            crm_time_parse(demo->now, &demo->now_us);
        }
        int code = demo_step(demo, step);
        fflush(stdout);
        if (code != EXIT_OK)
            return code;
        bool is_last = i + 1 == demo_step_count || demo_steps[i + 1].title_en;
        if (is_last) {
            time_print(demo, began);
            began = tool_seconds();
        }
    }
    return EXIT_OK;
}

static void end_print(const struct demo *demo)
{
    const char *database = demo->database;
    if (demo->wrong)
        printf(demo_say(demo, "\n%d sums checked, %d do NOT add up.\n",
                        "\n共核对 %d 项，%d 项不平。\n"),
               demo->sums, demo->wrong);
    else
        printf(demo_say(demo, "\n%d sums checked, all add up.\n", "\n共核对 %d 项，全部相符。\n"),
               demo->sums);
    printf("\n%s\n"
           "  lcrm list %s lead --where 'status == \"qualified\"' --sort -score --limit 10\n"
           "  lcrm search %s 张伟\n"
           "  lcrm segment %s show at_risk --limit 10\n"
           "  lcrm report %s portrait --of account --by owner\n"
           "  lcrm recycle %s --dry-run --until 2026-08-01T00:00:00Z\n"
           "  lcrm schema %s lead\n"
           "  lcrm --help\n",
           demo_say(demo, "Next:", "接下来可以试试:"), database, database, database, database,
           database, database);
}

static int demo_run(struct tool *tool)
{
    const char *database = tool_option(tool, "db");
    const char *data = tool_option(tool, "data");
    struct demo demo = {.tool = tool,
                        .database = database ? database : "demo.crm",
                        .data = data ? data : "examples/data"};
    if (access(demo.data, R_OK) != 0)
        return tool_usage_error(tool, "%s: no such folder; --data DIR says where the data is",
                                "%s：没有这个目录；用 --data DIR 指明数据所在", demo.data);
    if (strlen(demo.database) + sizeof ".customers.csv" > DEMO_PATH_SIZE)
        return tool_usage_error(tool, "the path of the database is too long", "数据库路径过长");
    if (!old_removed(demo.database))
        return tool_usage_error(tool, "%s cannot be replaced", "无法替换 %s", demo.database);
    base_set(&demo);
    double began = tool_seconds();
    int code = steps_run(&demo);
    if (code != EXIT_OK)
        return code;
    end_print(&demo);
    time_print(&demo, began);
    return demo.wrong ? EXIT_CORRUPT : EXIT_OK;
}

static const struct option_spec demo_options[] = {
    {"db", "FILE", "the database to make (default demo.crm; replaced)",
     "数据库文件（默认 demo.crm，会被覆盖）"},
    {"data", "DIR", "where the data is (default examples/data)", "数据目录（默认 examples/data）"},
    {NULL, NULL, NULL, NULL},
};

const struct command command_demo = {
    .name = "demo",
    .usage = "[--db FILE] [--data DIR]",
    .summary_en = "the whole job on real data, step by step",
    .summary_zh = "用真实数据逐步演示",
    .examples = {"lcrm demo", "lcrm demo --lang zh"},
    .options = demo_options,
    .run = demo_run,
};
