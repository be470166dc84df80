/* I/O errors at a chosen operation. */
#include "ioerror_vfs.h"

#include <stdlib.h>

static struct {
    int kinds;
    int64_t at;
    bool for_ever;
    int code;
    int64_t calls;
} plan;

static int usual_code(int kind)
{
    switch (kind) {
    case IO_OPEN:
        return SQLITE_CANTOPEN;
    case IO_READ:
        return SQLITE_IOERR_READ;
    case IO_WRITE:
        return SQLITE_IOERR_WRITE;
    case IO_TRUNCATE:
        return SQLITE_IOERR_TRUNCATE;
    case IO_SYNC:
        return SQLITE_IOERR_FSYNC;
    case IO_DELETE:
        return SQLITE_IOERR_DELETE;
    case IO_SHARED:
        return SQLITE_IOERR_SHMMAP;
    case IO_LOCK:
        return SQLITE_IOERR_LOCK;
    default:
        return SQLITE_IOERR_FSTAT;
    }
}

static int hook(const struct io_call *call)
{
    if (!(call->kind & plan.kinds))
        return SQLITE_OK;
    plan.calls++;
    if (plan.at == 0 || plan.calls < plan.at || (plan.calls > plan.at && !plan.for_ever))
        return SQLITE_OK;
    return plan.code ? plan.code : usual_code(call->kind);
}

void ioerror_start(int kinds, int64_t at, bool for_ever, int code)
{
    if (shim_vfs_register(IOERROR_VFS, hook) != SQLITE_OK)
        abort();
    plan.kinds = kinds;
    plan.at = at;
    plan.for_ever = for_ever;
    plan.code = code;
    plan.calls = 0;
}

int64_t ioerror_calls(void)
{
    return plan.calls;
}
