/*
 * A claim on a file: a lock on another file beside it, which the system lifts when the process
 * ends, however it ends. The file itself is locked by SQLite and must not be opened past it, for
 * the first close would give SQLite's locks back.
 */
#define _DEFAULT_SOURCE

#include "db/sqlite/driver.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLAIM_TRIES = 100 };

static void claim_path(const struct sqlite_db *db, char path[FILE_PATH_LIMIT]);
static bool is_there(int file, const char *path);
static crm_status claim_failed(struct sqlite_db *db, const char *path, int number);

crm_status crm__sqlite_claim(struct db *base, bool *is_ours_out)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    char path[FILE_PATH_LIMIT];
    *is_ours_out = db->in_memory || db->has_claim;
    claim_path(db, path);
    for (int try = 0; try < CLAIM_TRIES && !*is_ours_out; try++) {
        int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0)
            return claim_failed(db, path, errno);
        int failure = flock(file, LOCK_EX | LOCK_NB) < 0 ? errno : 0;
        if (failure == 0 && is_there(file, path)) {
            db->claim = file;
            db->has_claim = *is_ours_out = true;
            return CRM_OK;
        }
        close(file);
        if (failure == EWOULDBLOCK)
            return CRM_OK;
        if (failure != 0)
            return claim_failed(db, path, failure);
    }
    return CRM_OK;
}

void crm__sqlite_unclaim(struct sqlite_db *db, bool foreign_process)
{
    char path[FILE_PATH_LIMIT];
    if (!db->has_claim)
        return;
    claim_path(db, path);
    if (!foreign_process)
        unlink(path);
    close(db->claim);
    db->has_claim = false;
}

/* By the name that SQLite has found, so that a link to the file leads to the same claim. */
static void claim_path(const struct sqlite_db *db, char path[FILE_PATH_LIMIT])
{
    snprintf(path, FILE_PATH_LIMIT, "%s-claim", sqlite3_db_filename(db->handle, "main"));
}

/* The one who had the claim removes the file; what was opened before that is nobody's. */
static bool is_there(int file, const char *path)
{
    struct stat held;
    struct stat named;
    return fstat(file, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static crm_status claim_failed(struct sqlite_db *db, const char *path, int number)
{
    crm_status status = number == ENOSPC || number == EDQUOT  ? CRM_E_FULL
                        : number == EACCES || number == EROFS ? CRM_E_READONLY
                                                              : CRM_E_IO;
    return crm__fail(db->base.env, status, "%.300s: %s", path, strerror(number));
}
