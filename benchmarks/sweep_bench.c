/*
 * The sweep of due work: a thousand leads whose time has come, among a million and among ten
 * thousand owned leads that each have a timer. The cost is to be that of what is due.
 *
 *     sweep_bench [LEADS] [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"

enum { ROUNDS = 5, LIMIT_DAYS = 30 };
#define DAY_US INT64_C(86400000000)
#define START_US (INT64_C(1772409600) * 1000000) /* 2026-03-02 */

struct side {
    const char *name;
    size_t leads;
    crm_db *db;
    int64_t day;
};

static size_t due_count = 1000; /* a day */

/* The first leads are due on the days of the rounds, all others later. */
static void line_write(size_t row, char *out, size_t size)
{
    size_t day = row / due_count;
    int64_t since_us = START_US;
    if (day < ROUNDS)
        since_us -= (LIMIT_DAYS - 1 - (int64_t)day) * DAY_US + DAY_US / 2;
    char since[32];
    struct tm parts;
    const time_t seconds = (time_t)(since_us / 1000000);
    strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &parts));
    snprintf(out, size, "李娜%zu,138%08zu,wang,East,%s\n", row, row, since);
}

static void side_make(struct side *side)
{
    char path[BENCH_PATH_SIZE];
    host_now_us = START_US;
    side->db = host_open(bench_path(side->name, path));
    host_record(side->db, "user", "name", "Wang", "login", "wang", NULL);
    host_record(side->db, "pool", "name", "East", "is_default", "true", NULL);
    host_record(side->db, "pool_rule", "name", "thirty days", "kind", "recycle", "recycle_kind",
                "no_follow_up", "days", "30", NULL);
    host_import(side->db, "lead", "owner=owner.login,pool=pool.name",
                &(struct host_rows){"name,mobile,owner,pool,owner_since", side->leads, line_write});
}

static void sweep(void *context)
{
    struct side *side = context;
    crm_work_report report;
    host_now_us = START_US + ++side->day * DAY_US;
    host_must(side->db, "work", crm_work_run(side->db, NULL, &report));
    if (report.done != (int64_t)due_count || report.failed)
        bench_fail("work", "not as many leads were due as there should be");
}

int main(int argc, char **argv)
{
    static struct side few = {.name = "few.crm", .leads = 10000};
    static struct side many = {.name = "many.crm", .leads = 1000000};
    if (bench_start(&argc, argv)) {
        due_count = 50;
        few.leads = 300;
        many.leads = 3000;
    }
    if (argc > 1)
        many.leads = (size_t)strtoul(argv[1], NULL, 10);
    bench_folder_make();
    side_make(&few);
    side_make(&many);
    const struct bench_promise promise = {
        .text = "recycling of 1,000 due leads among 1M",
        .peer = {"among 10k", NULL, sweep, &few},
        .ours = {"crm_work_run", NULL, sweep, &many},
        .by_cpu = 1,
        .must = 0.5,
        .stretch = 1 / 1.2,
        .rounds = ROUNDS,
    };
    size_t broken = bench_run(&promise, 1, stdout);
    crm_db_free(few.db);
    crm_db_free(many.db);
    bench_folder_remove();
    return broken ? 1 : 0;
}
