/*
 * Source: a host's byte stream as one window of clean UTF-8. It detects the encoding from the
 * first 64 KiB, skips the byte order mark, decodes, and keeps what its reader has not consumed,
 * so a reader sees whole records whatever the size of the host's chunks.
 */
#ifndef CRM_FORMAT_SOURCE_H
#define CRM_FORMAT_SOURCE_H

#include "format/encoding.h"

enum { SOURCE_BLOCK_SIZE = 128 * 1024 };

struct source {
    struct env *env;
    crm_read read;
    void *context;
    struct decoder decoder;
    struct encoding_guess encoding; /* what is in use, and how sure detection was */
    struct buffer window;           /* clean decoded bytes that are not consumed */
    int64_t position;               /* of the window's first byte in the decoded stream */
    bool ended;                     /* nothing comes after the window */
    /* Private. */
    char tail[DECODER_TAIL_SIZE]; /* a character that the window's end cuts (UTF-8) */
    size_t pending;               /* bytes of it */
    struct buffer raw;            /* a chunk to decode, for other encodings */
    size_t next_damage;           /* index of the first damage that the reader has not passed */
};

/* Reads the first block and detects. `encoding` ENCODING_DETECT looks at the content.
 * CRM_E_IO when the callback fails; CRM_E_NOMEM. On failure nothing needs to be freed. */
crm_status crm__source_open(struct source *source, struct env *env, crm_read read, void *context,
                            enum encoding encoding);
void crm__source_free(struct source *source);

/*
 * Drops the first `consumed` bytes of the window and reads a block more behind the rest, or up to
 * the end of the input. Slices into the window are invalid afterwards.
 */
crm_status crm__source_refill(struct source *source, size_t consumed);

/* Passes the window's bytes before `to`: the first damage among those not passed yet, or NULL. */
const struct damage *crm__source_pass(struct source *source, size_t to);

/* A crm_read over memory: context is a struct text that it consumes. */
int32_t crm__read_text(void *context, void *bytes, size_t size, size_t *read_out);

#endif
