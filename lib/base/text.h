/* Text: borrowed UTF-8 slices, growable buffers, and the few operations all layers share. */
#ifndef CRM_BASE_TEXT_H
#define CRM_BASE_TEXT_H

#include "base/env.h"

/* A borrowed slice; not NUL-terminated unless the owner says so. `data` may be NULL when empty. */
struct text {
    const char *data;
    size_t size;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})
#define TEXT_NONE ((struct text){NULL, 0})

struct text crm__text_of(const char *nul_terminated);       /* NULL gives TEXT_NONE */
struct text crm__text_sized(const char *data, size_t size); /* understands CRM_NUL */
bool crm__text_equal(struct text a, struct text b);
bool crm__text_is(struct text a, const char *nul_terminated);
int crm__text_compare(struct text a, struct text b); /* by bytes = by code point */
bool crm__text_starts(struct text a, struct text prefix);
bool crm__text_ends(struct text a, struct text suffix);
size_t crm__text_find(struct text a, struct text part, size_t from); /* SIZE_MAX when absent */
bool crm__text_equal_nocase(struct text a, struct text b);           /* ASCII letters only */
struct text crm__text_trim(struct text a); /* Unicode white space, both ends */
struct text crm__text_slice(struct text a, size_t from, size_t to); /* clamped */

/*
 * Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
 * Gives the offset of the first bad byte, or a.size when all is well.
 */
size_t crm__utf8_valid_prefix(struct text a);
/* Decodes one code point at *offset (valid UTF-8 assumed) and moves *offset past it. */
uint32_t crm__utf8_next(struct text a, size_t *offset);
size_t crm__utf8_encode(uint32_t code_point, char out[4]); /* bytes written, 1..4 */
size_t crm__utf8_count(struct text a);                     /* code points */
/* Columns on a terminal: East Asian wide and full-width count 2, combining marks 0. */
size_t crm__utf8_width(struct text a);

/*
 * Folding, for search and keys. Width: full-width ASCII and the ideographic space become ASCII.
 * Case: simple case folding of Unicode (one code point to one), as 'É' to 'é'.
 */
uint32_t crm__code_point_narrow(uint32_t code_point);
uint32_t crm__code_point_fold(uint32_t code_point);
bool crm__code_point_is_space(uint32_t code_point); /* White_Space property */

/* Line and column (1-based, in code points) of a byte offset of a text. */
void crm__text_position(struct text text, size_t offset, int64_t *line_out, int64_t *column_out);

/* Checks text that came from outside: valid UTF-8 and no NUL; CRM_E_INVALID with the offset. */
crm_status crm__text_check(struct env *env, struct text a, const char *what);

/*
 * Numbers, without locale. Parsers take the whole slice and fail with CRM_E_SYNTAX / CRM_E_LIMIT
 * without touching *out; they do not write the error detail, the caller knows the field.
 */
crm_status crm__text_to_int64(struct text a, int64_t *out);
crm_status crm__text_to_uint64(struct text a, uint64_t *out);
crm_status crm__text_to_double(struct text a, double *out);
enum { NUMBER_TEXT_SIZE = 40 };
size_t crm__int64_to_text(int64_t value, char out[NUMBER_TEXT_SIZE]);
size_t crm__double_to_text(double value, char out[NUMBER_TEXT_SIZE]); /* shortest that reads back */

/*
 * The candidate closest to `wrong` by Damerau-Levenshtein distance, for "did you mean"; index, or
 * SIZE_MAX when none is within a third of its length. Ties go to the first.
 */
size_t crm__text_nearest(struct text wrong, const char *const *candidates, size_t count);

/* Damerau-Levenshtein distance in code points, case folded; SIZE_MAX when one has over 64. */
size_t crm__text_distance(struct text a, struct text b);

/* Growable bytes. After a failed append `failed` stays set and later appends do nothing, so a
 * chain of appends needs one check at the end. */
struct buffer {
    struct env *env;
    char *data; /* NUL-terminated once anything was appended */
    size_t size;
    size_t capacity;
    bool failed;
};

void crm__buffer_init(struct buffer *buffer, struct env *env);
void crm__buffer_free(struct buffer *buffer);
void crm__buffer_clear(struct buffer *buffer); /* keeps the block */
void crm__buffer_reserve(struct buffer *buffer, size_t extra);
static inline void crm__buffer_byte(struct buffer *buffer, char byte)
{
    if (buffer->capacity - buffer->size < 2)
        crm__buffer_reserve(buffer, 1);
    if (buffer->failed)
        return;
    buffer->data[buffer->size++] = byte;
    buffer->data[buffer->size] = '\0';
}

void crm__buffer_bytes(struct buffer *buffer, const void *bytes, size_t size);
void crm__buffer_text(struct buffer *buffer, struct text text);
void crm__buffer_cstr(struct buffer *buffer, const char *text);
void crm__buffer_int64(struct buffer *buffer, int64_t value);
void crm__buffer_double(struct buffer *buffer, double value);
void crm__buffer_format(struct buffer *buffer, const char *format, ...) CRM__PRINTF(2, 3);
void crm__buffer_code_point(struct buffer *buffer, uint32_t code_point);
void crm__buffer_varint(struct buffer *buffer, uint64_t value); /* LEB128 */
crm_status crm__buffer_status(const struct buffer *buffer);     /* CRM_OK or CRM_E_NOMEM */
struct text crm__buffer_view(const struct buffer *buffer);

/* Appends the text with width and case folded; with only ASCII letters lowered. */
void crm__buffer_fold(struct buffer *buffer, struct text text);
void crm__buffer_lower(struct buffer *buffer, struct text text);

/* Where long output goes: a crm_write, with a small buffer in front and a sticky status. */
struct writer {
    struct env *env;
    crm_write write;
    void *context;
    crm_status status;
    size_t used;
    char block[4096];
};

void crm__writer_init(struct writer *writer, struct env *env, crm_write write, void *context);
void crm__writer_bytes(struct writer *writer, const void *bytes, size_t size);
void crm__writer_text(struct writer *writer, struct text text);
void crm__writer_cstr(struct writer *writer, const char *text);
crm_status crm__writer_finish(struct writer *writer); /* flushes; the sticky status */

#endif
