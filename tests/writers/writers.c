/*
 * Many processes on one database: they make leads and orders, claim, release, assign, import, merge
 * and unmerge, run due work, follow the changes and fight for the same unique keys, each call under
 * an idempotency key. Afterwards the database must have exactly what was answered for: nothing
 * lost, nothing twice, no limit broken.
 *
 *     writers DATABASE [--processes N] [--seconds N]
 *
 * DATABASE is "file" for a new file, or "server" for a new schema on the server that
 * CRM_TEST_POSTGRES names.
 */
#define _DEFAULT_SOURCE

#include "writers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

crm_db *db;

void die(const char *what)
{
    fprintf(stderr, "writers: %s: %s\n", what, crm_db_error(db)->message);
    exit(2);
}

void open_database(void)
{
    if (crm_db_new(NULL, &db) < 0 ||
        crm_db_open(db, town.place.uri, CRM_OPTIONS(crm_open_options, .busy_limit_us = 2000000)) <
            0)
        die("open");
}

crm_status record_make(crm_db *handle, const char *entity, const char *const *pairs,
                       int64_t *id_out)
{
    crm_record *record;
    crm_status status = crm_record_new(handle, entity, &record);
    if (status < 0)
        return status;
    for (size_t i = 0; pairs[i]; i += 2)
        crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL);
    status = crm_record_save(record, NULL);
    if (id_out)
        *id_out = crm_record_id(record);
    crm_record_free(record);
    return status;
}

const char *digits(int64_t number)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%" PRId64, number);
    return text;
}

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int processes_run(int processes, int seconds, struct told *told)
{
    pid_t children[PROCESS_LIMIT];
    int failed = 0;
    double until = seconds_now() + seconds;
    for (int i = 0; i < processes; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            steps_run(i, until, &told[i]);
            _exit(0);
        }
    }
    for (int i = 0; i < processes; i++) {
        int code = -1;
        waitpid(children[i], &code, 0);
        failed += code != 0;
    }
    return failed;
}

/* Every member is an int64_t. */
static struct told told_sum(const struct told *told, int processes)
{
    struct told sum = {0};
    for (int i = 0; i < processes; i++) {
        for (size_t k = 0; k < sizeof sum / sizeof(int64_t); k++)
            ((int64_t *)&sum)[k] += ((const int64_t *)&told[i])[k];
    }
    return sum;
}

static void told_print(const struct told *sum, double seconds)
{
    printf("# %" PRId64 " calls, %.0f a second: %" PRId64 " leads, %" PRId64 " orders, %" PRId64
           " claims, %" PRId64 " releases, %" PRId64 " turns, %" PRId64 " merges, %" PRId64
           " unmerges; %" PRId64 " refused; %" PRId64 " changes followed\n",
           sum->calls, (double)sum->calls / seconds, sum->leads, sum->orders, sum->claims,
           sum->releases, sum->assigned, sum->merges[0] + sum->merges[1],
           sum->unmerges[0] + sum->unmerges[1], sum->refused, sum->followed);
}

int main(int argc, char **argv)
{
    int processes = 16;
    int seconds = 60;
    for (int i = 2; i + 1 < argc; i += 2) {
        int number = (int)strtol(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--processes") == 0 && number > 0 && number <= PROCESS_LIMIT)
            processes = number;
        else if (strcmp(argv[i], "--seconds") == 0 && number > 0)
            seconds = number;
    }
    if (argc < 2) {
        fprintf(stderr, "usage: writers file|server|URI [--processes N] [--seconds N]\n");
        return 2;
    }
    struct told *told = mmap(NULL, sizeof *told * PROCESS_LIMIT, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return 2;
    place_set(&town.place, argv[1], "writers");
    town_furnish(seconds);
    double began = seconds_now();
    int failed = processes_run(processes, seconds, told);
    struct told sum = told_sum(told, processes);
    told_print(&sum, seconds_now() - began);
    failed += town_compare(&sum, seconds);
    place_remove(&town.place);
    printf("%sok - %d processes wrote for %d seconds, and all is as they were told\n",
           failed ? "not " : "", processes, seconds);
    return failed != 0;
}
