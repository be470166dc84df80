/*
 * Power cuts under a host at work. The power goes at a random write or sync; the disk is made again
 * with any part of what was not synced; every change that was acknowledged must be there, and
 * nothing half done.
 *
 *     api_power_test [CUTS [SEED]]
 *
 * Prints TAP. A campaign is the same program with more cuts.
 */
#include "powerloss_vfs.h"
#include "work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CALLS = 25, SOME_CALLS = 60, DAMAGES = 2 };

static char path[64];
static char base[80];
static uint64_t seed;

static uint64_t any(uint64_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % limit;
}

static void die(struct worker *worker, const char *what)
{
    printf("Bail out! %s: %s\n", what, crm_db_error(worker->db)->message);
    exit(1);
}

static void database_remove(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char file[96];
        snprintf(file, sizeof file, "%s%s", name, ends[i]);
        unlink(file);
    }
}

static void base_copy(void)
{
    static char bytes[65536];
    size_t size;
    database_remove(path);
    FILE *from = fopen(base, "rb");
    FILE *to = fopen(path, "wb");
    if (!from || !to)
        exit(1);
    while ((size = fread(bytes, 1, sizeof bytes, from)) > 0)
        if (fwrite(bytes, 1, size, to) != size)
            exit(1);
    fclose(from);
    fclose(to);
}

/* Something to work on, all of it on the disk. */
static void base_make(void)
{
    static struct worker worker;
    database_remove(base);
    worker.seed = seed;
    if (work_open(&worker, base, NULL) < 0 || work_make(&worker) < 0 || work_load(&worker) < 0)
        die(&worker, "the base");
    for (int i = 0; i < SOME_CALLS; i++) {
        if (work_call(&worker) < 0)
            die(&worker, "a call");
    }
    crm_db_free(worker.db);
}

/* Works until the power goes, or all is done; the last change that was acknowledged. */
static int64_t work(uint64_t calls_seed)
{
    static struct worker worker;
    worker = (struct worker){.seed = calls_seed};
    crm_status status =
        work_open(&worker, path, CRM_OPTIONS(crm_open_options, .vfs = POWERLOSS_VFS));
    if (status >= 0)
        status = work_load(&worker);
    for (int i = 0; status >= 0 && i < CALLS; i++) {
        status = work_call(&worker);
        if (status >= 0)
            status = work_follow(&worker);
    }
    if (status < 0 && !powerloss_is_off())
        die(&worker, "there is power, but a call fails");
    crm_db_free(worker.db);
    return worker.sequence;
}

/* Opens what the disk has kept; how many problems there are. */
static int look(int64_t acknowledged, int64_t at)
{
    static struct worker worker;
    worker = (struct worker){0};
    crm_status status =
        work_open(&worker, path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MUST_EXIST));
    if (status >= 0)
        status = work_check(&worker, acknowledged);
    if (status < 0)
        printf("# %s: %s\n", crm_status_name(status), crm_db_error(worker.db)->message);
    if (status < 0 || worker.problems)
        printf("# … after a cut at operation %" PRId64 "\n", at);
    crm_db_free(worker.db);
    return worker.problems + (status < 0);
}

int main(int count, char **arguments)
{
    long cuts = count > 1 ? strtol(arguments[1], NULL, 10) : 100;
    int problems = 0;
    long begun = 0;
    seed = count > 2 ? strtoull(arguments[2], NULL, 10) : 20260302;
    snprintf(path, sizeof path, "power_%d.crm", (int)getpid());
    snprintf(base, sizeof base, "%s.base", path);
    printf("# seed %" PRIu64 ", %ld cuts\n", seed, cuts);
    base_make();
    for (long cut = 0; cut < cuts && problems < 20; cut++) {
        uint64_t calls_seed = any(UINT64_C(1) << 31);
        base_copy();
        powerloss_start();
        if (work(calls_seed) == 0)
            problems++;
        int64_t at = 1 + (int64_t)any((uint64_t)powerloss_operations());
        base_copy();
        powerloss_start();
        powerloss_cut_at(at);
        int64_t acknowledged = work(calls_seed);
        begun += powerloss_is_off();
        for (uint64_t damage = 0; damage < DAMAGES; damage++) {
            powerloss_restore(damage + calls_seed);
            problems += look(acknowledged, at);
            database_remove(path);
        }
    }
    powerloss_stop();
    database_remove(path);
    database_remove(base);
    printf("%sok 1 - no power cut loses what was acknowledged or leaves half of it\n",
           problems ? "not " : "");
    printf("%sok 2 - the power went\n1..2\n", begun > cuts / 2 ? "" : "not ");
    return problems || begun <= cuts / 2;
}
