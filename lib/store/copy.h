/*
 * Copying a database into another one, whatever each of the two is. The source is read in one
 * unchanging view while others go on working; the target is made equal to it table by table. A copy
 * that was stopped goes on where it was, and a copy of a source that has changed since takes over
 * the changes.
 */
#ifndef CRM_STORE_COPY_H
#define CRM_STORE_COPY_H

#include "model/reader.h"
#include "store/store.h"

enum { COPY_PAGE_ROWS = 4096 };

/* Zero everywhere is the default. */
struct copy_options {
    size_t page_rows;      /* rows of a transaction; 0: COPY_PAGE_ROWS */
    int64_t busy_limit_us; /* as in struct store_options, for the target */
    bool is_backup;        /* into a new file: progress is a backup's, a source opened for reading
                            * needs no identity, for no copy goes on there */
    bool dry_run;          /* only compares; the target need not exist and is left alone */
};

/*
 * Makes the database at `uri` equal to this one and reads it again to prove it. Reports to the
 * host's progress, which may cancel. A reader of the tables that have rows: entity, rows, written,
 * removed, unchanged, checksum; rows is the sum of written and unchanged.
 * @return CRM_OK; CRM_E_DENIED: needs a superuser; CRM_E_MISUSE: within a transaction, or the
 *         target is in memory; CRM_E_INVALID: the target is the source itself; CRM_E_EXISTS: the
 *         target holds something that is no copy of this database; CRM_E_REFUSED: the target is a
 *         finished copy, and was changed since; CRM_E_READONLY: the source has no identity yet and
 *         is opened for reading; CRM_E_CORRUPT: the target is not what was written;
 *         CRM_E_BUSY: also when another copy into the target is running;
 *         CRM_E_CANCELLED, CRM_E_FULL, CRM_E_IO, CRM_E_NOMEM: what was committed stays,
 *         run it again; and what crm__store_open answers for the target.
 */
crm_status crm__store_copy(struct store *store, struct text uri, const struct copy_options *options,
                           struct reader **reader_out);

#endif
