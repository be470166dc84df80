/*
 * Due work and the outbox: what is to happen at a time, and what must leave. The library has no
 * thread: the host calls crm_work_run() when it likes, and sends what the outbox holds.
 */
#ifndef CRM_WORK_H
#define CRM_WORK_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How much to do. Zero means default. @since 0.1 */
typedef struct crm_work_options {
    size_t size;      /* sizeof(crm_work_options) */
    int64_t until_us; /* run what is due up to then; 0: now */
    int64_t limit;    /* at most this many; 0: all */
    int32_t partition_index; /* from 0: only the work on records of this one of the partitions, … */
    int32_t partition_count; /* … so many; 0: of the whole (docs/cluster.md) */
} crm_work_options;

/** What was done. @since 0.1 */
typedef struct crm_work_report {
    int64_t done;
    int64_t failed;  /* put back for later, or given up after five tries */
    int64_t next_us; /* when the next piece (of the partition) is due; INT64_MAX: nothing waits */
} crm_work_report;

/**
 * Runs what is due (recycling, reminders, expiries), oldest first. The cost is that of what is due.
 * @return CRM_OK; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_CANCELLED: what was committed stays.
 * @since 0.1
 */
CRM_API crm_status crm_work_run(crm_db *db, const crm_work_options *options,
                                crm_work_report *report_out);

/**
 * Takes up to `limit` messages (0: 1000) for `lease_us` microseconds: id, channel, kind, recipient,
 * address, subject, body, payload, idempotency_key, entity, record, attempts. A message that is
 * not acknowledged in time is offered again.
 * @return CRM_OK; CRM_E_INVALID for a negative limit or a lease that is not positive; CRM_E_BUSY.
 * @since 0.1
 */
CRM_API crm_status crm_outbox_take(crm_db *db, int64_t limit, int64_t lease_us,
                                   crm_cursor **cursor_out);

/** The message has been sent. @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it was done
 * before. @since 0.1 */
CRM_API crm_status crm_outbox_sent(crm_db *db, int64_t id);

/** Sending failed: it is offered again at `retry_us`, or given up when that is 0.
 * @return as crm_outbox_sent(). @since 0.1 */
CRM_API crm_status crm_outbox_failed(crm_db *db, int64_t id, const char *error,
                                     int64_t retry_us);

#ifdef __cplusplus
}
#endif

#endif
