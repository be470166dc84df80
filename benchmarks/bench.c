/* The harness of the benchmarks; see bench.h. */
#include "bench.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_DEFAULT = 5, TIME_TEXT_SIZE = 32 };

struct sample {
    double wall_s[BENCH_ROUNDS_MAX];
    double cpu_s[BENCH_ROUNDS_MAX];
    size_t count;
};

static double clock_s(clockid_t id);
static int double_order(const void *left, const void *right);
static void take(const struct bench_task *task, struct sample *sample);
static const char *time_text(double seconds, char out[TIME_TEXT_SIZE]);

double bench_wall_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

double bench_cpu_s(void)
{
    return clock_s(CLOCK_PROCESS_CPUTIME_ID);
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

void bench_judge(const struct bench_promise *promise, struct bench_result *result)
{
    /* A task below the clock's grain counts as one grain, so that the ratio stays a number. */
    double grain_s = 1e-9;
    double ours_s = result->ours_wall_s > grain_s ? result->ours_wall_s : grain_s;
    result->ratio = result->peer_wall_s / ours_s;
    result->holds = result->ratio >= promise->must;
    result->stretches = promise->stretch > 0 && result->ratio >= promise->stretch;
}

size_t bench_run(const struct bench_promise *promises, size_t count, FILE *out)
{
    size_t broken = 0;
    bench_print_head(out);
    for (size_t i = 0; i < count; i++) {
        struct bench_result result = bench_measure(&promises[i]);
        bench_print(&promises[i], &result, out);
        fflush(out);
        broken += !result.holds;
    }
    return broken;
}

void bench_print_head(FILE *out)
{
    fprintf(out, "%-44s %-16s %10s %10s %10s %9s  %s\n", "promise", "peer", "peer time", "ours",
            "ours cpu", "ratio", "verdict");
}

void bench_print(const struct bench_promise *promise, const struct bench_result *result, FILE *out)
{
    const char *verdict = "BROKEN";
    if (result->holds)
        verdict = "holds";
    if (result->stretches)
        verdict = "stretch";

    char peer[TIME_TEXT_SIZE];
    char ours[TIME_TEXT_SIZE];
    char cpu[TIME_TEXT_SIZE];
    fprintf(out, "%-44s %-16s %10s %10s %10s %8.2fx  %s, must %.2fx\n", promise->text,
            promise->peer.run ? promise->peer.name : "a limit",
            time_text(result->peer_wall_s, peer), time_text(result->ours_wall_s, ours),
            time_text(result->ours_cpu_s, cpu), result->ratio, verdict, promise->must);
}

static double clock_s(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
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
