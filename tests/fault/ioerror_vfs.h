/*
 * I/O errors. The VFS "ioerror" makes the nth operation of some kinds fail, once or from then on.
 *
 *     ioerror_start(IO_WRITE | IO_SYNC, 3, false, SQLITE_IOERR_WRITE);
 *     … use a database through the VFS …
 *     if (ioerror_calls() < 3) … there were fewer, so nothing has failed
 */
#ifndef CRM_TESTS_IOERROR_VFS_H
#define CRM_TESTS_IOERROR_VFS_H

#include "shim_vfs.h"

#include <stdbool.h>
#include <stdint.h>

#define IOERROR_VFS "ioerror"

/* Registers the VFS at the first time. `kinds`: enum io_kind added up; `at` counts from 1, 0:
 * never; `code` 0: the usual SQLite code of the kind. */
void ioerror_start(int kinds, int64_t at, bool for_ever, int code);
int64_t ioerror_calls(void); /* of those kinds, since the start */

#endif
