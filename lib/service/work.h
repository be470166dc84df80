/*
 * Due work: running the timers that have come due, each by the handler of its kind. The sweep costs
 * what is due: nothing waits in a scan.
 */
#ifndef CRM_SERVICE_WORK_H
#define CRM_SERVICE_WORK_H

#include "store/due.h"

struct work_report {
    int64_t done;
    int64_t failed;    /* put back for a later try, or given up after WORK_TRIES */
    int64_t next_us;   /* when the next timer is due; INT64_MAX: none waits */
};

enum { WORK_TRIES = 5, WORK_BATCH = 100 };

/*
 * Runs timers with a due time up to `until_us`, oldest first, at most `limit` (0: all), of those
 * records that are of the partition: what is due for one record stays in order. Timers are
 * taken, run and removed in transactions of up to WORK_BATCH; one that fails is undone alone and
 * comes back later, twice as late each time.
 * @return CRM_OK; CRM_E_BUSY; CRM_E_IO; CRM_E_CANCELLED; CRM_E_NOMEM.
 */
crm_status crm__work_run(struct store *store, int64_t until_us, int64_t limit,
                         struct partition partition, struct work_report *report_out);

/* A handler runs inside the transaction, elevated: it is the library's own work. */
struct work_handler {
    const char *kind;
    crm_status (*run)(struct store *store, const struct due *due);
};

extern const struct work_handler crm__work_handlers[];
extern const size_t crm__work_handler_count;

#endif
