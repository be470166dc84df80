/* A VFS over the default one with a hook before each call that reads or changes something. */
#include "shim_vfs.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

enum { SHIM_LIMIT = 4 };

struct shim {
    sqlite3_vfs base;
    sqlite3_vfs *real;
    io_hook hook;
    int failed; /* the last call failed by the hook's will */
};

/* The real file follows in memory. */
struct shim_file {
    sqlite3_file base;
    struct shim *shim;
    const char *path;
    sqlite3_file *real;
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
                    int *flags_out);
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder);
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result);
static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out);
static int vfs_random(sqlite3_vfs *vfs, int size, char *out);
static int vfs_sleep(sqlite3_vfs *vfs, int us);
static int vfs_time(sqlite3_vfs *vfs, double *time);
static int vfs_time_int(sqlite3_vfs *vfs, sqlite3_int64 *time);
static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out);
static const sqlite3_io_methods methods;

static struct shim shims[SHIM_LIMIT];
static size_t shim_count;

int shim_vfs_register(const char *name, io_hook hook)
{
    if (sqlite3_vfs_find(name))
        return SQLITE_OK;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    if (!real || shim_count == SHIM_LIMIT)
        return SQLITE_ERROR;
    struct shim *shim = &shims[shim_count++];
    shim->real = real;
    shim->hook = hook;
    shim->base = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct shim_file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = name,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time_int,
    };
    return sqlite3_vfs_register(&shim->base, 0);
}

static int ask_hook(struct shim *shim, const struct io_call *call)
{
    int code = shim->hook(call);
    shim->failed = code != SQLITE_OK && code != IO_SWALLOW;
    return code;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
                    int *flags_out)
{
    struct shim *shim = (struct shim *)vfs;
    struct shim_file *file = (struct shim_file *)base;
    memset(file, 0, sizeof *file);
    int code = ask_hook(shim, &(struct io_call){.kind = IO_OPEN, .path = path, .flags = flags});
    if (code != SQLITE_OK)
        return code;
    file->shim = shim;
    file->path = path;
    file->real = (sqlite3_file *)(void *)(file + 1);
    code = shim->real->xOpen(shim->real, path, file->real, flags, flags_out);
    if (file->real->pMethods)
        file->base.pMethods = &methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct shim *shim = (struct shim *)vfs;
    int code =
        ask_hook(shim, &(struct io_call){.kind = IO_DELETE, .path = path, .flags = sync_folder});
    if (code != SQLITE_OK)
        return code == IO_SWALLOW ? SQLITE_OK : code;
    return shim->real->xDelete(shim->real, path, 0);
}

static sqlite3_vfs *real_of(sqlite3_vfs *vfs)
{
    return ((struct shim *)vfs)->real;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
    return real_of(vfs)->xAccess(real_of(vfs), path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    return real_of(vfs)->xFullPathname(real_of(vfs), path, size, out);
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
    return real_of(vfs)->xRandomness(real_of(vfs), size, out);
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    return real_of(vfs)->xSleep(real_of(vfs), us);
}

static int vfs_time(sqlite3_vfs *vfs, double *time)
{
    return real_of(vfs)->xCurrentTime(real_of(vfs), time);
}

static int vfs_time_int(sqlite3_vfs *vfs, sqlite3_int64 *time)
{
    return real_of(vfs)->xCurrentTimeInt64(real_of(vfs), time);
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    if (((struct shim *)vfs)->failed)
        return EIO;
    return real_of(vfs)->xGetLastError(real_of(vfs), size, out);
}

/* Asks the hook; *code is what the caller returns when the answer is false. */
static int passes(sqlite3_file *base, struct io_call call, int *code)
{
    struct shim_file *file = (struct shim_file *)base;
    call.path = file->path;
    *code = ask_hook(file->shim, &call);
    if (*code == SQLITE_OK)
        return 1;
    if (*code == IO_SWALLOW)
        *code = SQLITE_OK;
    return 0;
}

static sqlite3_file *real_file(sqlite3_file *base)
{
    return ((struct shim_file *)base)->real;
}

static int file_close(sqlite3_file *base)
{
    return real_file(base)->pMethods->xClose(real_file(base));
}

static int file_read(sqlite3_file *base, void *out, int size, sqlite3_int64 offset)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_READ, .size = size, .offset = offset}, &code))
        return code;
    return real_file(base)->pMethods->xRead(real_file(base), out, size, offset);
}

static int file_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset)
{
    int code;
    struct io_call call = {.kind = IO_WRITE, .bytes = bytes, .size = size, .offset = offset};
    if (!passes(base, call, &code))
        return code;
    return real_file(base)->pMethods->xWrite(real_file(base), bytes, size, offset);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_TRUNCATE, .size = size}, &code))
        return code;
    return real_file(base)->pMethods->xTruncate(real_file(base), size);
}

static int file_sync(sqlite3_file *base, int flags)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_SYNC, .flags = flags}, &code))
        return code;
    return real_file(base)->pMethods->xSync(real_file(base), flags);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_SIZE}, &code))
        return code;
    return real_file(base)->pMethods->xFileSize(real_file(base), size);
}

static int file_lock(sqlite3_file *base, int level)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_LOCK, .flags = level}, &code))
        return code;
    return real_file(base)->pMethods->xLock(real_file(base), level);
}

static int file_unlock(sqlite3_file *base, int level)
{
    return real_file(base)->pMethods->xUnlock(real_file(base), level);
}

static int file_check_lock(sqlite3_file *base, int *result)
{
    return real_file(base)->pMethods->xCheckReservedLock(real_file(base), result);
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
    return real_file(base)->pMethods->xFileControl(real_file(base), operation, argument);
}

static int file_sector_size(sqlite3_file *base)
{
    return real_file(base)->pMethods->xSectorSize(real_file(base));
}

static int file_characteristics(sqlite3_file *base)
{
    return real_file(base)->pMethods->xDeviceCharacteristics(real_file(base));
}

static int file_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **address)
{
    int code;
    if (!passes(base, (struct io_call){.kind = IO_SHARED, .offset = page}, &code))
        return code;
    return real_file(base)->pMethods->xShmMap(real_file(base), page, size, extend, address);
}

static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    return real_file(base)->pMethods->xShmLock(real_file(base), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base)
{
    real_file(base)->pMethods->xShmBarrier(real_file(base));
}

static int file_shm_unmap(sqlite3_file *base, int remove)
{
    return real_file(base)->pMethods->xShmUnmap(real_file(base), remove);
}

/* Version 2: with a write-ahead log, without mapped reads, which would pass the hook by. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};
