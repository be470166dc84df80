/*
 * The demo: one run through the job on real data, as the very commands a user would type, with a
 * clock that plays forty days. Figures go to standard output and are the same each time; timing
 * goes to standard error.
 */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"

struct step {
    const char *day; /* of the clock; NULL: that of the step before */
    const char *title_en;
    const char *title_zh;
    /* DB and DATA stand for the database and the folder of the data; "@": its rows are too many to
     * show. */
    const char *line;
};

static const struct step steps[] = {
    {"2026-03-02T01:00:00Z", "A new database: one file", "新建数据库：一个文件", "init DB"},
    {NULL, "Sellers", "销售人员", "import DB DATA/demo_users.csv --as user --key login"},
    {NULL, "Pools", "线索池", "import DB DATA/demo_pools.csv --as pool --key name"},
    {NULL, "A messy lead list: checked, normalised, compared", "杂乱的线索：校验、规范化、查重",
     "import DB DATA/cn_leads.csv --map entity_id=,:华东公海=pool"},
    {NULL, "Can they be reached?", "可触达吗？", "list DB lead --group validity"},
    {NULL, "What duplicates share", "重复依据",
     "list DB duplicate_pair --group kinds --sort -count"},
    {NULL, "Search without a dictionary", "中文搜索", "search DB 网络科技 --limit 3"},
    {NULL, "Eighteen months of a shop's orders", "网店十八个月的订单",
     "import DB DATA/cdnow_orders.csv --map customer_id=account.external_id"},
    {NULL, "The best customers, from rollups kept with each order", "客户价值（随订单实时累计）",
     "list DB customer_value --sort -amount --limit 5 --fields "
     "account.name,order_count,amount,first_order_at,last_order_at"},
    {NULL, "Customers by recency, frequency and money", "RFM 分群（公开订单文件，无需数据库）",
     "rfm DATA/cdnow_orders.csv --customer customer_id --time date --amount amount --at "
     "1998-07-01T00:00:00Z"},
    {NULL, "Rules: who gets leads, and when they go back", "规则：分配与回收",
     "import DB DATA/demo_pool_rules.csv --as pool_rule"},
    {NULL, "Assign by weight, within capacity", "按权重与库容分配", "@assign DB"},
    {NULL, "Who has how many", "各销售持有数", "list DB lead --group owner.name --sort -count"},
    {"2026-03-10T03:00:00Z", "Two days before the limit: reminders", "到期前两天：提醒", "work DB"},
    {NULL, "What the sellers are told", "发给销售的提醒", "outbox DB --limit 3"},
    {"2026-03-13T03:00:00Z", "Nobody followed up: the leads go back to the pool",
     "无人跟进：回收到公海", "work DB"},
    {NULL, "Where they are now", "当前状态", "list DB lead --group status,owner.name"},
    {"2026-04-11T01:00:00Z", "Home, forty days later", "四十天后的首页", "report DB"},
    {NULL, "Is everything as it must be?", "完整性检查", "check DB"},
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Splits a line into words in place, replacing DB and DATA/; the words live in `block`. */
static int words_split(const char *line, const char *database, const char *data, char *block,
                       size_t size, char **words, int limit)
{
    int count = 0;
    size_t used = 0;
    while (*line && count < limit) {
        size_t length = strcspn(line, " ");
        int written;
        if (length == 2 && strncmp(line, "DB", 2) == 0)
            written = snprintf(block + used, size - used, "%s", database);
        else if (length > 5 && strncmp(line, "DATA/", 5) == 0)
            written =
                snprintf(block + used, size - used, "%s/%.*s", data, (int)length - 5, line + 5);
        else
            written = snprintf(block + used, size - used, "%.*s", (int)length, line);
        if (written < 0 || (size_t)written >= size - used)
            break;
        words[count++] = block + used;
        used += (size_t)written + 1;
        line += length + strspn(line + length, " ");
    }
    return count;
}

/* Standard output goes nowhere until the descriptor given back is put in its place. */
static int output_hide(void)
{
    int kept = dup(STDOUT_FILENO);
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        close(nowhere);
    }
    return kept;
}

static int step_run(const struct tool *demo, const struct step *step, const char *now,
                    const char *database, const char *data)
{
    static struct tool tool;
    static char block[4096];
    char *words[64];
    char name[] = "lcrm";
    words[0] = name;
    int count = 1 + words_split(step->line + (*step->line == '@'), database, data, block,
                                sizeof block, words + 1, 60);
    memset(&tool, 0, sizeof tool);
    printf("\n%s\n$ lcrm", tool_say(demo, step->title_en, step->title_zh));
    for (int i = 1; i < count; i++)
        printf(" %s", words[i]);
    putchar('\n');
    fflush(stdout);
    double begin = seconds();
    int shown = *step->line == '@' ? output_hide() : -1;
    int code = tool_parse(&tool, count, words);
    if (code == EXIT_OK) {
        tool.chinese = demo->chinese;
        tool.quiet = true;
        tool.seed = 1;
        tool.has_seed = true;
        if (tool.format < 0)
            tool.format = CRM_FORMAT_TABLE;
        crm_time_parse(now, &tool.now_us);
        if (tool.command->needs_database)
            code = tool_open(&tool);
        if (code == EXIT_OK)
            code = tool.command->run(&tool);
    }
    tool_close(&tool);
    fflush(stdout);
    if (shown >= 0) {
        dup2(shown, STDOUT_FILENO);
        close(shown);
    }
    if (!demo->quiet)
        fprintf(stderr, "  (%.2f s)\n", seconds() - begin);
    return code;
}

static bool old_removed(const char *database)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s%s", database, ends[i]);
        if (access(name, F_OK) == 0 && unlink(name) != 0)
            return false;
    }
    return true;
}

static int demo_run(struct tool *tool)
{
    const char *database = tool_option(tool, "db");
    const char *data = tool_option(tool, "data");
    const char *now = NULL;
    if (!database)
        database = "demo.crm";
    if (!data)
        data = "examples/data";
    if (access(data, R_OK) != 0)
        return tool_usage_error(tool, "%s: no such folder; --data DIR says where the data is",
                                data);
    if (!old_removed(database))
        return tool_usage_error(tool, "%s cannot be replaced", database);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].day) {
            now = steps[i].day;
            printf("%s── %.10s ──\n", i ? "\n" : "", now);
        }
        int code = step_run(tool, &steps[i], now, database, data);
        if (code != EXIT_OK && code != EXIT_REJECTED)
            return code;
    }
    printf("\n%s\n  lcrm list %s lead --where 'validity == \"valid\"' --limit 10\n"
           "  lcrm search %s 张伟\n  lcrm schema %s lead\n  lcrm --help\n",
           tool_say(tool, "Next:", "接下来可以试试:"), database, database, database);
    return EXIT_OK;
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
