/* The harness of the benchmarks; see bench.h. */
#include "bench.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS_DEFAULT = 5, TIME_TEXT_SIZE = 32 };

struct sample {
    double wall_s[BENCH_ROUNDS_MAX];
    double cpu_s[BENCH_ROUNDS_MAX];
    size_t count;
};

static int is_short;
static const char *only; /* NULL: every promise */

static double clock_s(clockid_t id);
static double time_s(const struct timeval *time);
static int double_order(const void *left, const void *right);
static void take(const struct bench_task *task, struct sample *sample);
static const char *time_text(double seconds, char out[TIME_TEXT_SIZE]);

double bench_wall_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

double bench_cpu_s(void)
{
    struct rusage children;
    double s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    if (getrusage(RUSAGE_CHILDREN, &children) == 0)
        s += time_s(&children.ru_utime) + time_s(&children.ru_stime);
    return s;
}

int bench_start(int *argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--short") == 0)
            is_short = 1;
        else if (strcmp(argv[i], "--only") == 0 && i + 1 < *argc)
            only = argv[++i];
        else
            argv[kept++] = argv[i];
    }
    argv[ *argc = kept] = NULL;
    return is_short;
}

double bench_median(double *values, size_t count)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, double_order);
    if (count % 2 == 1)
        return values[count / 2];
    return (values[count / 2 - 1] + values[count / 2]) / 2;
}

struct bench_result bench_measure(const struct bench_promise *promise)
{
    size_t rounds = promise->rounds ? promise->rounds : ROUNDS_DEFAULT;
    if (is_short)
        rounds = 1;
    assert(rounds <= BENCH_ROUNDS_MAX);

    struct sample peer = {.count = 0};
    struct sample ours = {.count = 0};
    for (size_t round = 0; round < rounds; round++) {
        if (promise->peer.run && round % 2 == 0)
            take(&promise->peer, &peer);
        take(&promise->ours, &ours);
        if (promise->peer.run && round % 2 == 1)
            take(&promise->peer, &peer);
    }

    struct bench_result result = {
        .peer_wall_s = promise->limit_s,
        .peer_cpu_s = promise->limit_s,
        .ours_wall_s = bench_median(ours.wall_s, ours.count),
        .ours_cpu_s = bench_median(ours.cpu_s, ours.count),
    };
    if (promise->peer.run) {
        result.peer_wall_s = bench_median(peer.wall_s, peer.count);
        result.peer_cpu_s = bench_median(peer.cpu_s, peer.count);
    }
    bench_judge(promise, &result);
    return result;
}

/* A task below the clock's grain counts as one grain, so that the ratio stays a number. */
static double ratio_of(double peer_s, double ours_s)
{
    double grain_s = 1e-9;
    return peer_s / (ours_s > grain_s ? ours_s : grain_s);
}

void bench_judge(const struct bench_promise *promise, struct bench_result *result)
{
    int has_cpu = promise->peer.run != NULL || promise->by_cpu;
    result->wall_ratio = ratio_of(result->peer_wall_s, result->ours_wall_s);
    result->cpu_ratio = has_cpu ? ratio_of(result->peer_cpu_s, result->ours_cpu_s) : 0;
    result->ratio = result->wall_ratio;
    if (promise->by_cpu)
        result->ratio = ratio_of(result->peer_cpu_s, result->ours_cpu_s);
    result->holds = result->ratio >= promise->must;
    result->stretches = promise->stretch > 0 && result->ratio >= promise->stretch;
}

size_t bench_run(const struct bench_promise *promises, size_t count, FILE *out)
{
    size_t broken = 0;
    bench_print_head(out);
    for (size_t i = 0; i < count; i++) {
        if (only && !strstr(promises[i].text, only))
            continue;
        struct bench_result result = bench_measure(&promises[i]);
        bench_print(&promises[i], &result, out);
        fflush(out);
        broken += !result.holds && !is_short;
    }
    return broken;
}

void bench_print_head(FILE *out)
{
    fprintf(out, "%-52s %-16s %10s %10s %10s %9s %9s  %s\n", "promise", "peer", "peer time", "ours",
            "ours cpu", "by wall", "by cpu", "verdict");
}

static void verdict_print(const struct bench_promise *promise, const struct bench_result *result,
                          FILE *out)
{
    const char *verdict = result->stretches ? "stretch" : result->holds ? "holds" : "BROKEN";
    if (is_short)
        fputs("  not judged\n", out);
    else if (promise->must <= 0)
        fputs("  reported\n", out);
    else
        fprintf(out, "  %s, must %.2fx%s\n", verdict, promise->must,
                promise->by_cpu ? " by cpu" : "");
}

void bench_print(const struct bench_promise *promise, const struct bench_result *result, FILE *out)
{
    char peer[TIME_TEXT_SIZE];
    char ours[TIME_TEXT_SIZE];
    char cpu[TIME_TEXT_SIZE];
    fprintf(out, "%-52s %-16s %10s %10s %10s %8.2fx", promise->text,
            promise->peer.run || promise->peer.name ? promise->peer.name : "a limit",
            time_text(result->peer_wall_s, peer), time_text(result->ours_wall_s, ours),
            time_text(result->ours_cpu_s, cpu), result->wall_ratio);
    if (result->cpu_ratio > 0)
        fprintf(out, " %8.2fx", result->cpu_ratio);
    else
        fprintf(out, " %9s", "");
    verdict_print(promise, result, out);
}

static double clock_s(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double time_s(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec * 1e-6;
}

static int double_order(const void *left, const void *right)
{
    double a;
    double b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

static void take(const struct bench_task *task, struct sample *sample)
{
    if (task->prepare)
        task->prepare(task->context);
    double wall = bench_wall_s();
    double cpu = bench_cpu_s();
    task->run(task->context);
    sample->cpu_s[sample->count] = bench_cpu_s() - cpu;
    sample->wall_s[sample->count] = bench_wall_s() - wall;
    sample->count++;
}

static const char *time_text(double seconds, char out[TIME_TEXT_SIZE])
{
    static const struct {
        double unit_s;
        const char *name;
    } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
    size_t i = 0;
    while (i < 3 && seconds < units[i].unit_s)
        i++;
    snprintf(out, TIME_TEXT_SIZE, "%.3g %s", seconds / units[i].unit_s, units[i].name);
    return out;
}
