/*
 * Source: a host's byte stream as one window of clean UTF-8. It detects the encoding from the
 * first 64 KiB, skips the byte order mark, decodes, and keeps what its reader has not consumed,
 * so a reader sees whole records whatever the size of the host's chunks.
 */
#ifndef CRM_FORMAT_SOURCE_H
#define CRM_FORMAT_SOURCE_H

#include "format/encoding.h"

/* A window grows in doubling steps up to this, then the record in it is over its limit. */
enum { SOURCE_BLOCK_SIZE = 256 * 1024, SOURCE_WINDOW_LIMIT = 4 * 1024 * 1024 };

struct source {
    struct env *env;
    crm_read read;
    void *context;
    struct decoder decoder;
    struct encoding_guess encoding; /* what is in use, and how sure detection was */
    struct buffer raw;              /* undecoded bytes, for encodings other than UTF-8 */
    char *data;                     /* decoded window; SOURCE_PADDING readable bytes follow it */
    size_t size;                    /* of the window, decoded and clean */
    size_t pending;                 /* bytes after it that belong to a cut character (UTF-8) */
    size_t capacity;
    int64_t position;   /* of data[0] in the decoded stream */
    size_t next_damage; /* index of the first damage not yet passed by the reader */
    bool ended;         /* nothing comes after the window */
};

enum { SOURCE_PADDING = 64 };

/* Reads the first block and detects. `encoding` ENCODING_DETECT looks at the content.
 * CRM_E_IO when the callback fails; CRM_E_NOMEM. */
crm_status crm__source_open(struct source *source, struct env *env, crm_read read, void *context,
                            enum encoding encoding);
void crm__source_free(struct source *source);

/*
 * Drops the first `consumed` bytes and reads more behind the rest, until the window is a block
 * larger or the input ends. Slices into the window are invalid afterwards.
 * CRM_E_LIMIT when the rest is already SOURCE_WINDOW_LIMIT bytes.
 */
crm_status crm__source_refill(struct source *source, size_t consumed);

/* The first damage in window bytes [.., to), or NULL; each damage is returned once. */
const struct damage *crm__source_damage(struct source *source, size_t to);

/* A crm_read over memory: context is a struct text that it consumes. */
int32_t crm__read_text(void *context, void *bytes, size_t size, size_t *read_out);

#endif
