/*
 * Backups. A file copies its pages; a server's schema goes into a file by the way that copies
 * between databases go, in one view. Either gets its name when it is complete.
 */
#include "base/file.h"
#include "store/copy.h"

#include "db/db.h"

#include <stdio.h>

static crm_status pages_copy(struct store *store, struct text path);
static crm_status rows_copy(struct store *store, struct text path);
static crm_status file_check(struct env *env, struct text path);
static crm_status rows_copy_beside(struct store *store, const char *beside, const char *path);
static void remove_all(const char *beside);

crm_status crm__store_backup(struct store *store, struct text path)
{
    crm_status status = crm__access_check_superuser(store, "copy the database");
    if (status < 0)
        return status;
    return store->db->caps.page_backup ? pages_copy(store, path) : rows_copy(store, path);
}

static crm_status pages_copy(struct store *store, struct text path)
{
    enum { STEP_PAGES = 256 };
    struct backup *backup = NULL;
    crm_status status = crm__backup_begin(store->db, path, &backup);
    while (status == CRM_OK) {
        int64_t done = 0;
        int64_t total = 0;
        status = crm__backup_step(backup, STEP_PAGES, &done, &total);
        /* Once it is complete it is too late to cancel. */
        crm_status told = status < 0 ? CRM_OK : crm__progress(store->env, "backup", done, total);
        if (told < 0 && status == CRM_OK)
            status = told;
        else if (told < 0)
            crm__error_clear(store->env);
    }
    crm__backup_free(backup);
    return status < 0 ? status : CRM_OK;
}

static crm_status rows_copy(struct store *store, struct text path)
{
    struct arena arena;
    crm_status status = file_check(store->env, path);
    if (status < 0)
        return status;
    crm__arena_init(&arena, store->env);
    char *target = crm__arena_format(&arena, "%.*s", (int)path.size, path.data);
    uint64_t random = store->env->host.random(store->env->host.context);
    char *beside =
        target ? crm__arena_format(&arena, "%s.%016llx.part", target, (unsigned long long)random)
               : NULL;
    status = CRM_E_NOMEM;
    if (beside && crm__file_is_there(target))
        status = crm__fail(store->env, CRM_E_EXISTS, "backup target %s exists", target);
    else if (beside)
        status = rows_copy_beside(store, beside, target);
    crm__arena_free(&arena);
    return status;
}

/* What may also name a database must name a file here. */
static crm_status file_check(struct env *env, struct text path)
{
    crm_status status = crm__text_check(env, path, "backup");
    if (status < 0)
        return status;
    if (path.size == 0 || crm__text_is(path, ":memory:") || crm__text_starts(path, TEXT("file:")) ||
        crm__text_find(path, TEXT("://"), 0) != SIZE_MAX)
        return crm__fail(env, CRM_E_INVALID, "a backup needs a file");
    return CRM_OK;
}

static crm_status rows_copy_beside(struct store *store, const char *beside, const char *path)
{
    const struct copy_options options = {.is_backup = true};
    struct reader *report = NULL;
    crm_status status = crm__store_copy(store, crm__text_of(beside), &options, &report);
    crm__reader_free(report);
    if (status >= 0)
        status = crm__file_move(store->env, beside, path);
    if (status < 0)
        remove_all(beside);
    return status;
}

/* With what SQLite keeps beside a file in use. */
static void remove_all(const char *beside)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[FILE_PATH_LIMIT + 8];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int size = snprintf(name, sizeof name, "%s%s", beside, ends[i]);
        if (size < (int)sizeof name)
            remove(name);
    }
}
