/*
 * Online backup. The copy is made through a connection of its own that holds one view of the
 * database from begin to end: writers go on, and the copy never has to start again. It gets its
 * name when it is complete; what a kill leaves is a file of another name, ending in ".part".
 */
#include "db/sqlite/driver.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

struct sqlite_backup {
    struct backup base;
    struct sqlite_db *own; /* the view; NULL for a database in memory, which has no second door */
    sqlite3 *target;
    sqlite3_backup *copy;
    char *path;
    char *beside; /* what is written until it is complete */
    bool created;
    bool complete;
};

static crm_status begin(struct sqlite_db *db, struct sqlite_backup *backup);
static crm_status own_view(struct sqlite_db *db, struct sqlite_backup *backup);
static crm_status target_exists(const struct sqlite_backup *backup);
static crm_status open_target(struct sqlite_db *db, struct sqlite_backup *backup);
static crm_status complete(struct sqlite_backup *backup);
static crm_status target_failed(struct sqlite_backup *backup, int code);

crm_status crm__sqlite_backup_begin(struct db *base, struct text path, struct backup **backup_out)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_backup *backup = crm__alloc_zero(base->env, 1, sizeof *backup);
    if (!backup)
        return CRM_E_NOMEM;
    backup->base.db = base;
    struct sqlite_location location = {0};
    crm_status status = crm__sqlite_locate(base->env, path, &location);
    backup->path = location.path;
    if (status >= 0 && location.in_memory)
        status = crm__fail(base->env, CRM_E_INVALID, "a backup needs a file");
    if (status >= 0)
        status = begin(db, backup);
    if (status < 0) {
        crm__sqlite_backup_free(&backup->base);
        return status;
    }
    *backup_out = &backup->base;
    return CRM_OK;
}

crm_status crm__sqlite_backup_step(struct backup *base, size_t pages, int64_t *done_out,
                                   int64_t *total_out)
{
    struct sqlite_backup *backup = (struct sqlite_backup *)base;
    if (backup->complete)
        return CRM_DONE;
    int chunk = pages == 0 || pages > INT32_MAX ? INT32_MAX : (int)pages;
    int code = sqlite3_backup_step(backup->copy, chunk);
    int64_t total = sqlite3_backup_pagecount(backup->copy);
    if (total_out)
        *total_out = total;
    if (done_out)
        *done_out = total - sqlite3_backup_remaining(backup->copy);
    if (code == SQLITE_OK)
        return CRM_OK;
    if (code != SQLITE_DONE)
        return target_failed(backup, code);
    crm_status status = complete(backup);
    return status < 0 ? status : CRM_DONE;
}

void crm__sqlite_backup_free(struct backup *base)
{
    struct sqlite_backup *backup = (struct sqlite_backup *)base;
    struct env *env = base->db->env;
    if (backup->copy)
        sqlite3_backup_finish(backup->copy);
    sqlite3_close(backup->target);
    if (backup->created && !backup->complete)
        remove(backup->beside);
    if (backup->own)
        crm__db_close(&backup->own->base);
    crm__free(env, backup->beside);
    crm__free(env, backup->path);
    crm__free(env, backup);
}

static crm_status begin(struct sqlite_db *db, struct sqlite_backup *backup)
{
    crm_status status = CRM_OK;
    if (!db->in_memory)
        status = own_view(db, backup);
    if (status >= 0)
        status = open_target(db, backup);
    if (status < 0)
        return status;
    sqlite3 *source = backup->own ? backup->own->handle : db->handle;
    backup->copy = sqlite3_backup_init(backup->target, "main", source, "main");
    return backup->copy ? CRM_OK : target_failed(backup, sqlite3_extended_errcode(backup->target));
}

/* A second connection whose reading transaction has begun. */
static crm_status own_view(struct sqlite_db *db, struct sqlite_backup *backup)
{
    struct db_options options = {.must_exist = true,
                                 .read_only = db->base.read_only,
                                 .busy_limit_us = db->busy_limit_us > 0 ? db->busy_limit_us : -1,
                                 .outside_checkpoints = true,
                                 .vfs = db->vfs_name,
                                 .driver = &crm__sqlite_driver};
    struct db *own = NULL;
    crm_status status = crm__db_open(db->base.env, crm__text_of(db->path), &options, &own);
    if (status < 0)
        return status;
    backup->own = (struct sqlite_db *)own;
    int64_t pages = 0;
    status = crm__db_begin(own, TRANSACTION_READ);
    if (status >= 0)
        status = crm__sqlite_run_int(backup->own, "SELECT count(*) FROM sqlite_schema", &pages);
    return status;
}

static crm_status target_exists(const struct sqlite_backup *backup)
{
    struct sqlite_db *db = (struct sqlite_db *)backup->base.db;
    int exists = 0;
    db->vfs->xAccess(db->vfs, backup->path, SQLITE_ACCESS_EXISTS, &exists);
    return exists ? crm__fail(db->base.env, CRM_E_EXISTS, "backup target %s exists", backup->path)
                  : CRM_OK;
}

/* Without a journal: a copy that is not completed is removed. */
static crm_status open_target(struct sqlite_db *db, struct sqlite_backup *backup)
{
    enum { NAME_ADDED = 32 };
    struct env *env = db->base.env;
    crm_status status = target_exists(backup);
    if (status < 0)
        return status;
    size_t size = strlen(backup->path) + NAME_ADDED;
    backup->beside = crm__alloc(env, size);
    if (!backup->beside)
        return CRM_E_NOMEM;
    snprintf(backup->beside, size, "%s.%016llx.part", backup->path,
             (unsigned long long)env->host.random(env->host.context));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    backup->created = true; /* Even by an open that then fails. */
    int code = sqlite3_open_v2(backup->beside, &backup->target, flags, db->vfs_name);
    if (code == SQLITE_OK)
        code = sqlite3_exec(backup->target, "PRAGMA journal_mode = OFF", NULL, NULL, NULL);
    return code == SQLITE_OK ? CRM_OK : target_failed(backup, code);
}

static crm_status complete(struct sqlite_backup *backup)
{
    int code = sqlite3_backup_finish(backup->copy);
    backup->copy = NULL;
    if (code == SQLITE_OK) {
        code = sqlite3_close(backup->target);
        backup->target = NULL;
    }
    if (code != SQLITE_OK)
        return target_failed(backup, code);
    crm_status status = target_exists(backup);
    if (status >= 0)
        status = crm__file_move(backup->base.db->env, backup->beside, backup->path);
    backup->complete = status >= 0;
    return status;
}

/* The failure is told of the target's path, for the source's are found by other means. */
static crm_status target_failed(struct sqlite_backup *backup, int code)
{
    struct sqlite_db told = {
        .base.env = backup->base.db->env, .handle = backup->target, .path = backup->path};
    return crm__sqlite_fail_open(&told, backup->target, code);
}
