/*
 * A file that is written whole or not at all. The bytes go to a new file beside the target, which
 * takes the target's place when all of them are on the disk: a reader sees the old content or the
 * new one, and a failure leaves the old. A target that is no regular file (a pipe, a terminal) is
 * written directly, for there is nothing to replace.
 */
#ifndef CRM_BASE_FILE_H
#define CRM_BASE_FILE_H

#include "base/text.h"

enum { FILE_PATH_LIMIT = 4096 };

struct file_writer {
    struct env *env;
    int descriptor;
    int failure;  /* errno of the first write that failed; 0 none */
    int64_t size; /* bytes written */
    bool direct;
    char target[FILE_PATH_LIMIT]; /* links are followed, so that they stay links */
    char beside[FILE_PATH_LIMIT]; /* what is written until it takes the target's place */
};

/* CRM_E_NOT_FOUND: no such folder; CRM_E_DENIED; CRM_E_LIMIT: the path is too long; CRM_E_FULL;
 * CRM_E_IO. On failure nothing needs to be ended. */
crm_status crm__file_begin(struct file_writer *file, struct env *env, struct text path);

/* A crm_write; `context` is the file. */
int32_t crm__file_write(void *context, const void *bytes, size_t size);

/*
 * Ends it: with a success so far the target is replaced, with a failure it stays what it was, and
 * what was written goes. @return `status`; or why the file could not be written after all.
 */
crm_status crm__file_end(struct file_writer *file, crm_status status);

/* Something has that name; also a link that leads nowhere. */
bool crm__file_is_there(const char *path);

/* For a file that is on the disk by other means: gives it its name, which replaces what has it. On
 * failure it keeps the old one. @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_DENIED; CRM_E_IO. */
crm_status crm__file_move(struct env *env, const char *from, const char *to);

#endif
