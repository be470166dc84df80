/*
 * Moving a database to another place: from a file to a server, back, or to another file. The copy
 * is online, goes on where it was when it was stopped, and proves that all has arrived.
 */
#ifndef CRM_COPY_H
#define CRM_COPY_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How to copy. Zero means default. @since 0.1 */
typedef struct crm_copy_options {
    size_t size;           /* sizeof(crm_copy_options) */
    int64_t busy_limit_us; /* longest wait for another writer of the target; default 5 s */
    int32_t batch_rows;    /* rows of a transaction; default 4096 */
    int32_t dry_run;       /* only compares; the target need not exist and is left as it is */
} crm_copy_options;

/**
 * Makes the database at `target_uri` (as in crm_db_open()) the same as this one, as it is at the
 * beginning of the call; others go on working on this one. Ids, versions, history, the numbers of
 * the change feed, timers, messages, custom entities and fields are all the same afterwards; only
 * the search index is built anew, at the first search.
 *
 * The target must be empty, or a copy of this database. It is made when it is not there. Until the
 * copy is finished crm_db_open() refuses it. When the call fails or the process ends, what was
 * committed stays: the same call goes on from there. On a finished copy that nobody has changed it
 * takes over what has changed here since. At the end all of the target is read and compared by
 * count and checksum.
 * @param options  May be NULL.
 * @param report_out  A row for each table that has rows: entity, rows, written, removed, unchanged,
 *   checksum (the sum of the rows' hashes, in hexadecimal). New; free with crm_cursor_free().
 * @return CRM_OK; CRM_E_DENIED: only superusers; CRM_E_INVALID: the target is this database;
 *   CRM_E_EXISTS: the target holds other things; CRM_E_REFUSED: the copy was changed since it was
 *   finished; CRM_E_CORRUPT: the target is not what was written, error.entity names the table;
 *   CRM_E_MISUSE: within a transaction, or to memory; CRM_E_CANCELLED; CRM_E_BUSY, also when
 *   another copy into the target is running; CRM_E_FULL; CRM_E_IO; CRM_E_READONLY; CRM_E_NOMEM; and
 *   for the target what crm_db_open() answers.
 * @since 0.1
 */
CRM_API crm_status crm_copy_run(crm_db *db, const char *target_uri, const crm_copy_options *options,
                                crm_cursor **report_out);

#ifdef __cplusplus
}
#endif

#endif
