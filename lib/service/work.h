/*
 * Due work: running the timers that have come due, those of a kind together, each by the handler of
 * its kind. The sweep costs what is due: nothing waits in a scan.
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
 * Runs timers with a due time up to `until_us`, at most `limit` (0: all), of those records
 * that are of the partition; oldest first among those of a kind and among those of a record. Timers
 * are taken, run and removed in transactions of up to WORK_BATCH; one that fails is undone alone
 * and comes back later, twice as late each time.
 * @return CRM_OK; CRM_E_BUSY; CRM_E_IO; CRM_E_CANCELLED; CRM_E_NOMEM.
 */
crm_status crm__work_run(struct store *store, int64_t until_us, int64_t limit,
                         struct partition partition, struct work_report *report_out);

/* Timers of one kind and entity, oldest first, each of another record. */
struct work {
    struct arena *arena; /* of the texts */
    struct due *items;
    size_t count;
};

/*
 * A handler does all of it, inside a transaction level and elevated, for it is the library's own
 * work. When it fails all is undone, and halves are tried, so that only what fails alone is put
 * back. What it finds that cannot be done it refuses, and goes on with the others.
 */
struct work_handler {
    const char *kind;
    crm_status (*run)(struct store *store, struct work *work);
};

extern const struct work_handler crm__work_handlers[];
extern const size_t crm__work_handler_count;

/* Puts an item back, for the reason that is the current error, and clears that. CRM_E_NOMEM. */
crm_status crm__work_refuse(struct store *store, struct work *work, size_t index);
/* When to look at what an item is about: work may be asked for that is due later than now. */
int64_t crm__work_at(const struct store *store, const struct due *due);

#endif
