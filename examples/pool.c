/*
 * A pool of processes that share one job: each opens the database for itself and does its part. One
 * that fails is begun again, once; parts may be done twice.
 *
 *     pool DB COUNT score | dupes | work | segments KEY
 *
 * The same can be done by any scheduler on any number of machines: `lcrm score --partition 1/8`.
 */
#define _POSIX_C_SOURCE 200809L

#include <crm/crm.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESS_LIMIT = 64 };

struct job {
    const char *database;
    const char *name;
    const char *key; /* of a segment run; the same for all processes */
    int32_t count;
};

static crm_status score(crm_db *db, const struct job *job, int32_t index)
{
    crm_score_report report;
    crm_status status = crm_lead_score(
        db,
        CRM_OPTIONS(crm_lead_options, .partition_index = index, .partition_count = job->count),
        &report);
    if (status >= 0)
        printf("part %d: %" PRId64 " leads scored\n", (int)index + 1, report.scored);
    return status;
}

static crm_status dupes(crm_db *db, const struct job *job, int32_t index)
{
    crm_duplicates_report report;
    crm_status status = crm_duplicates_scan(db, "lead",
                                            CRM_OPTIONS(crm_duplicates_options,
                                                        .partition_index = index,
                                                        .partition_count = job->count),
                                            &report);
    if (status >= 0)
        printf("part %d: %" PRId64 " pairs found\n", (int)index + 1, report.found);
    return status;
}

static crm_status work(crm_db *db, const struct job *job, int32_t index)
{
    crm_work_report report;
    crm_status status = crm_work_run(
        db,
        CRM_OPTIONS(crm_work_options, .partition_index = index, .partition_count = job->count),
        &report);
    if (status >= 0)
        printf("part %d: %" PRId64 " pieces done\n", (int)index + 1, report.done);
    return status;
}

static crm_status segments(crm_db *db, const struct job *job, int32_t index)
{
    crm_segment_report report;
    crm_status status = crm_segment_run(db,
                                        CRM_OPTIONS(crm_segment_options, .run_key = job->key,
                                                    .partition_index = index,
                                                    .partition_count = job->count),
                                        &report);
    if (status >= 0)
        printf("part %d: %" PRId64 " customers\n", (int)index + 1, report.customers);
    return status;
}

static const struct {
    const char *name;
    crm_status (*run)(crm_db *db, const struct job *job, int32_t index);
} jobs[] = {{"score", score}, {"dupes", dupes}, {"work", work}, {"segments", segments}};

static crm_status part_run(crm_db *db, const struct job *job, int32_t index)
{
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        if (strcmp(job->name, jobs[i].name) == 0)
            return jobs[i].run(db, job, index);
    }
    fprintf(stderr, "no job '%s'\n", job->name);
    return CRM_E_UNKNOWN;
}

/* A handle belongs to one process, so it is made after the fork. */
static int worker(const struct job *job, int32_t index)
{
    crm_db *db = NULL;
    crm_status status = crm_db_new(NULL, &db);
    if (status >= 0)
        status = crm_db_open(db, job->database, NULL);
    if (status >= 0)
        status = part_run(db, job, index);
    if (status < 0)
        fprintf(stderr, "part %d: %s\n", (int)index + 1, crm_db_error(db)->message);
    crm_db_free(db);
    fflush(stdout);
    return status < 0;
}

static pid_t worker_begin(const struct job *job, int32_t index)
{
    pid_t process = fork();
    if (process == 0)
        _exit(worker(job, index));
    return process;
}

/* Begins the parts that are not done, all at once, and tells how many failed. */
static int round_run(const struct job *job, int *done)
{
    pid_t processes[PROCESS_LIMIT];
    int failed = 0;
    for (int32_t i = 0; i < job->count; i++)
        processes[i] = done[i] ? -1 : worker_begin(job, i);
    for (int32_t i = 0; i < job->count; i++) {
        int state = -1;
        if (done[i])
            continue;
        done[i] = processes[i] > 0 && waitpid(processes[i], &state, 0) > 0 && state == 0;
        failed += !done[i];
    }
    return failed;
}

int main(int argc, char **argv)
{
    int done[PROCESS_LIMIT] = {0};
    long count = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
    if (count < 1 || count > PROCESS_LIMIT) {
        fprintf(stderr, "usage: pool DB COUNT score|dupes|work|segments [KEY]\n");
        return 2;
    }
    struct job job = {argv[1], argv[3], argc > 4 ? argv[4] : NULL, (int32_t)count};
    int failed = round_run(&job, done);
    return failed && round_run(&job, done) ? 1 : 0;
}
