/*
 * Promises about speed, measured against a peer in the same run on the same data.
 *
 * Machines differ and are noisy, so what counts is a ratio of medians: peer and library take
 * turns, and who goes first changes every round.
 */
#ifndef CRM_BENCHMARKS_BENCH_H
#define CRM_BENCHMARKS_BENCH_H

#include <stddef.h>
#include <stdio.h>

enum { BENCH_ROUNDS_MAX = 99 };

/* One side of a comparison. */
struct bench_task {
    const char *name;
    void (*prepare)(void *context); /* before each round, not timed; may be NULL */
    void (*run)(void *context);
    void *context;
};

/*
 * How fast `ours` is, as peer time / our time: 2 is twice as fast, 0.5 takes twice the time. Where
 * both sides only compute, processor time is what counts: a busy machine takes it from neither.
 */
struct bench_promise {
    const char *text;
    struct bench_task peer; /* with .run NULL the peer is a number: `limit_s` */
    double limit_s;
    struct bench_task ours;
    int by_cpu;     /* judged by processor time; else by wall time */
    double must;    /* 0: nothing is promised, the figures are reported */
    double stretch; /* 0: none */
    size_t rounds;  /* 0: 5 */
};

/* Medians, in seconds. */
struct bench_result {
    double peer_wall_s;
    double peer_cpu_s;
    double ours_wall_s;
    double ours_cpu_s;
    double wall_ratio;
    double cpu_ratio; /* 0 when the peer is a number of wall time */
    double ratio;   /* the one that is judged */
    int holds;      /* ratio >= must */
    int stretches;  /* ratio >= stretch, and there is one */
};

double bench_wall_s(void); /* monotonic */
double bench_cpu_s(void);  /* of the whole process, and of its children that have ended */

/* Takes --short and --only out of the arguments. In a short run a task runs once, on little data,
 * and no promise is judged: it only shows that the benchmark still works. "--only update" runs the
 * promises of bench_run that have "update" in their text. */
int bench_start(int *argc, char **argv);

/* The middle value, or the mean of the two middle ones; sorts in place; 0 of none. */
double bench_median(double *values, size_t count);

/* Takes the rounds and gives the medians. */
struct bench_result bench_measure(const struct bench_promise *promise);

/* Fills ratio, holds and stretches from the times. */
void bench_judge(const struct bench_promise *promise, struct bench_result *result);

/* Measures each promise and prints the table; the number of promises that do not hold. */
size_t bench_run(const struct bench_promise *promises, size_t count, FILE *out);

/* One line of the table; for tests and for results that come from elsewhere. */
void bench_print_head(FILE *out);
void bench_print(const struct bench_promise *promise, const struct bench_result *result, FILE *out);

#endif
