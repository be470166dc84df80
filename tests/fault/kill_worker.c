/*
 * What kill.py kills: a host that works without end and says after each call which change was the
 * last that the library acknowledged.
 *
 *     kill_worker DB new          makes the database, with users, a pool and its rules
 *     kill_worker DB work SEED    works; a line "SEQUENCE" for each call that has returned
 *     kill_worker DB check SEQ    says what is lost of SEQ changes, or half done
 */
#include "work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static crm_status work(struct worker *worker)
{
    crm_status status = work_load(worker);
    while (status >= 0) {
        status = work_call(worker);
        if (status >= 0)
            status = work_follow(worker);
        if (status >= 0)
            printf("%" PRId64 "\n", worker->sequence);
        fflush(stdout);
    }
    return status;
}

int main(int count, char **arguments)
{
    static struct worker worker;
    if (count < 3)
        return 2;
    const char *verb = arguments[2];
    int64_t number = count > 3 ? strtoll(arguments[3], NULL, 10) : 0;
    bool is_new = strcmp(verb, "new") == 0;
    worker.seed = (uint64_t)number * 2654435761u + 1;
    crm_status status = work_open(
        &worker, arguments[1],
        CRM_OPTIONS(crm_open_options,
                    .flags = is_new ? CRM_OPEN_MUST_CREATE : CRM_OPEN_MUST_EXIST));
    if (status >= 0)
        status = is_new                       ? work_make(&worker)
                 : strcmp(verb, "work") == 0 ? work(&worker)
                                             : work_check(&worker, number);
    if (status < 0)
        printf("# %s: %s\n", crm_status_name(status), crm_db_error(worker.db)->message);
    crm_db_free(worker.db);
    return status < 0 ? 3 : worker.problems ? 1 : 0;
}
