/* Replacing a file whole. */
#define _XOPEN_SOURCE 700

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static crm_status fail(const struct file_writer *file, int number);
static crm_status fail_path(struct env *env, const char *path, int number);
static crm_status target_find(struct file_writer *file, struct text path);
static crm_status beside_open(struct file_writer *file);
static crm_status replace(struct file_writer *file);
static void folder_sync(const char *path);

crm_status crm__file_begin(struct file_writer *file, struct env *env, struct text path)
{
    file->env = env;
    file->descriptor = -1;
    file->failure = 0;
    file->size = 0;
    file->direct = false;
    crm_status status = target_find(file, path);
    if (status < 0 || !file->direct)
        return status < 0 ? status : beside_open(file);
    file->descriptor = open(file->target, O_WRONLY | O_CLOEXEC);
    return file->descriptor < 0 ? fail(file, errno) : CRM_OK;
}

int32_t crm__file_write(void *context, const void *bytes, size_t size)
{
    struct file_writer *file = context;
    const char *from = bytes;
    while (size > 0) {
        ssize_t written = write(file->descriptor, from, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            file->failure = errno;
            return 1;
        }
        from += written;
        size -= (size_t)written;
        file->size += written;
    }
    return 0;
}

crm_status crm__file_end(struct file_writer *file, crm_status status)
{
    if (file->failure)
        status = fail(file, file->failure);
    if (status >= 0 && !file->direct)
        return replace(file);
    int closed = close(file->descriptor);
    if (!file->direct)
        (void)unlink(file->beside);
    else if (status >= 0 && closed < 0)
        status = fail(file, errno);
    return status;
}

bool crm__file_is_there(const char *path)
{
    struct stat found;
    return lstat(path, &found) == 0;
}

crm_status crm__file_move(struct env *env, const char *from, const char *to)
{
    if (rename(from, to) < 0)
        return fail_path(env, to, errno);
    folder_sync(to);
    return CRM_OK;
}

static crm_status fail(const struct file_writer *file, int number)
{
    return fail_path(file->env, file->target, number);
}

static crm_status fail_path(struct env *env, const char *path, int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return crm__fail(env, CRM_E_NOT_FOUND, "%.300s: no such folder", path);
    case EACCES:
    case EPERM:
    case EROFS:
        return crm__fail(env, CRM_E_DENIED, "%.300s: may not be written", path);
    case EISDIR:
        return crm__fail(env, CRM_E_DENIED, "%.300s: is a folder", path);
    case ENOSPC:
#ifdef EDQUOT
    case EDQUOT:
#endif
        return crm__fail(env, CRM_E_FULL, "%.300s: no space left", path);
    case ENAMETOOLONG:
        return crm__fail(env, CRM_E_LIMIT, "%.300s: the name is too long", path);
    default:
        return crm__fail(env, CRM_E_IO, "%.300s: could not be written, error %d", path, number);
    }
}

/* Where the bytes go in the end, and whether there is something that cannot be replaced. */
static crm_status target_find(struct file_writer *file, struct text path)
{
    struct stat found;
    enum { NAME_ADDED = 32 }; /* what `beside` has more */
    if (path.size == 0 || path.size + NAME_ADDED > sizeof file->target)
        return crm__fail(file->env, CRM_E_LIMIT, "path: %zu bytes, at least 1 and at most %zu",
                         path.size, sizeof file->target - NAME_ADDED);
    memcpy(file->target, path.data, path.size);
    file->target[path.size] = '\0';
    if (stat(file->target, &found) < 0)
        return errno == ENOENT ? CRM_OK : fail(file, errno);
    if (S_ISDIR(found.st_mode))
        return fail(file, EISDIR);
    file->direct = !S_ISREG(found.st_mode);
    if (file->direct)
        return CRM_OK;
    if (!realpath(file->target, file->beside))
        return fail(file, errno);
    size_t size = strlen(file->beside);
    if (size + NAME_ADDED > sizeof file->target)
        return fail(file, ENAMETOOLONG);
    memcpy(file->target, file->beside, size + 1);
    return CRM_OK;
}

/* A new file in the same folder, with the rights of the one that it will replace. */
static crm_status beside_open(struct file_writer *file)
{
    enum { ATTEMPTS = 8 };
    struct stat found;
    crm_host *host = &file->env->host;
    for (int attempt = 0; attempt < ATTEMPTS && file->descriptor < 0; attempt++) {
        uint64_t number = host->random(host->context);
        snprintf(file->beside, sizeof file->beside, "%.4000s.%016llx.part", file->target,
                 (unsigned long long)number);
        file->descriptor = open(file->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor < 0 && errno != EEXIST)
            return fail(file, errno);
    }
    if (file->descriptor < 0)
        return fail(file, EEXIST);
    if (stat(file->target, &found) == 0)
        (void)fchmod(file->descriptor, found.st_mode & 07777);
    return CRM_OK;
}

static crm_status replace(struct file_writer *file)
{
    int failure = fsync(file->descriptor) < 0 ? errno : 0;
    if (close(file->descriptor) < 0 && !failure)
        failure = errno;
    if (!failure && rename(file->beside, file->target) < 0)
        failure = errno;
    if (failure) {
        (void)unlink(file->beside);
        return fail(file, failure);
    }
    folder_sync(file->target);
    return CRM_OK;
}

/* So that the new name survives a power cut. Some file systems cannot; the content is whole either
 * way. */
static void folder_sync(const char *path)
{
    char folder[FILE_PATH_LIMIT];
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    snprintf(folder, sizeof folder, "%.*s", size ? (int)size : 1, size ? path : slash ? "/" : ".");
    int descriptor = open(folder, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)fsync(descriptor);
    (void)close(descriptor);
}
