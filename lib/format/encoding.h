/*
 * Encodings: which one a file is in, and turning it into UTF-8 as it streams.
 *
 * Decoding never stops at a malformed place. It puts a substitute character (U+001A) there, notes
 * the damage with its byte offset, and goes on, so that a reader can reject the one row that holds
 * it. NUL bytes are damage too: text in the library has none.
 */
#ifndef CRM_FORMAT_ENCODING_H
#define CRM_FORMAT_ENCODING_H

#include "base/text.h"

enum encoding {
    ENCODING_DETECT, /* as a request; never a result */
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_GB18030, /* holds GBK and GB 2312 */
    ENCODING_LATIN1,  /* on request only: any bytes are Latin-1, so it cannot be detected */
    ENCODING_COUNT,
};

/* Bytes that detection looks at. */
enum { ENCODING_SAMPLE_SIZE = 65536 };

struct encoding_guess {
    enum encoding encoding;
    int32_t confidence; /* percent; below 50 the user should be asked */
    size_t bom_size;    /* bytes of byte order mark to skip */
};

/* "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Latin-1". */
const char *crm__encoding_name(enum encoding encoding);
/* By name in any case, with common aliases (gbk, cp936, utf8, iso-8859-1); CRM_E_UNKNOWN. */
crm_status crm__encoding_find(struct env *env, struct text name, enum encoding *encoding_out);

/* Guesses from the first bytes of a file; `complete` says that they are the whole file. */
struct encoding_guess crm__encoding_detect(struct text sample, bool complete);

enum damage_kind {
    DAMAGE_MALFORMED, /* bytes that the encoding does not allow */
    DAMAGE_NUL,
    DAMAGE_CUT, /* the input ends within a character */
};

struct damage {
    int64_t offset;   /* of the bad bytes in the input, from 0 */
    int64_t position; /* of the substitute in the decoded stream, from 0 */
    enum damage_kind kind;
};

enum { DECODER_TAIL_SIZE = 4 };

struct decoder {
    struct env *env;
    enum encoding encoding;
    uint8_t tail[DECODER_TAIL_SIZE]; /* first bytes of a character that a chunk edge cut */
    size_t tail_size;
    int64_t offset;         /* bytes taken in */
    int64_t position;       /* bytes given out */
    struct damage *damages; /* in order of position; the caller drops them by damage_count = 0 */
    size_t damage_count;
    size_t damage_capacity;
    bool failed; /* no memory to note a damage */
};

/* `offset` is the number of bytes (a byte order mark) that the caller has skipped. */
void crm__decoder_init(struct decoder *decoder, struct env *env, enum encoding encoding,
                       int64_t offset);
void crm__decoder_free(struct decoder *decoder);

/* Appends the decoded bytes to `out`: valid UTF-8 without NUL. CRM_E_NOMEM. */
crm_status crm__decoder_feed(struct decoder *decoder, struct text bytes, struct buffer *out);
/* At the end of the input: what is cut is damage. */
crm_status crm__decoder_finish(struct decoder *decoder, struct buffer *out);

/* For readers that hold UTF-8 in their own block: checks and repairs it in place. Bytes of a
 * character that the block's end cuts are left out of *size and must be presented again, unless
 * `last`. Only for ENCODING_UTF8; offsets equal positions plus the skipped mark. */
crm_status crm__decoder_repair(struct decoder *decoder, char *bytes, size_t *size, bool last);

/*
 * A whole text at once and strictly: the first damage is CRM_E_INVALID, with the line in the
 * error and the byte offset in the message.
 */
crm_status crm__decode(struct env *env, struct text bytes, enum encoding encoding,
                       struct buffer *out);

/* The way back: a crm_write that passes UTF-8 on in another encoding. */
struct encoder {
    struct env *env;
    enum encoding encoding;
    crm_write write; /* receives what is encoded */
    void *context;
    uint16_t *pairs;                /* GB 18030: by code point, the pair that stands for it, + 1 */
    char tail[DECODER_TAIL_SIZE];   /* first bytes of a character that the last piece cut */
    size_t tail_size;
    size_t used;
    char out[4096];
};

/* CRM_E_UNSUPPORTED for Latin-1, which lacks most characters; CRM_E_NOMEM. */
crm_status crm__encoder_init(struct encoder *encoder, struct env *env, enum encoding encoding,
                             crm_write write, void *context);
void crm__encoder_free(struct encoder *encoder);
/* `context` is the encoder; the pieces make up valid UTF-8. */
int32_t crm__encoder_write(void *context, const void *bytes, size_t size);

/* "byte 812 is not valid GB18030", for messages. */
void crm__damage_describe(const struct damage *damage, enum encoding encoding, struct buffer *out);

#endif
