/*
 * A SQLite VFS that hands everything to the default one, but asks a hook first. The hook lets a
 * call pass, swallows it, or makes it fail; faults of every kind are hooks.
 */
#ifndef CRM_TESTS_SHIM_VFS_H
#define CRM_TESTS_SHIM_VFS_H

#include <sqlite3.h>

enum io_kind {
    IO_OPEN = 1 << 0,
    IO_READ = 1 << 1,
    IO_WRITE = 1 << 2,
    IO_TRUNCATE = 1 << 3,
    IO_SYNC = 1 << 4,
    IO_DELETE = 1 << 5,
    IO_SHARED = 1 << 6, /* mapping the index of the write-ahead log */
    IO_LOCK = 1 << 7,
    IO_SIZE = 1 << 8,
    IO_ANY = (1 << 9) - 1,
};

struct io_call {
    int kind;           /* one enum io_kind */
    const char *path;   /* NULL: a temporary file */
    int flags;          /* IO_DELETE: whether the folder is synced */
    const void *bytes;  /* IO_WRITE */
    sqlite3_int64 size; /* IO_WRITE: of the bytes; IO_TRUNCATE: the new size */
    sqlite3_int64 offset;
};

/* As the hook's answer: pretend that it was done. */
#define IO_SWALLOW (-1)

/* SQLITE_OK lets the call pass; a SQLite error code fails it. */
typedef int (*io_hook)(const struct io_call *call);

/* Registers under that name, which must live on. One hook a name; again is harmless. */
int shim_vfs_register(const char *name, io_hook hook);

#endif
