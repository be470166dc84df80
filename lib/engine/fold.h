/*
 * The folding that all cleaners share: full-width and look-alike characters to plain ones. Every
 * function here takes any bytes; a malformed sequence reads as U+FFFD.
 */
#ifndef CRM_ENGINE_FOLD_H
#define CRM_ENGINE_FOLD_H

#include "base/text.h"

enum { FOLD_REPLACEMENT = 0xFFFD };

/* Decodes what stands at *offset (< text.size) and moves past it. */
uint32_t crm__fold_next(struct text text, size_t *offset);

/* Full-width to ASCII; all spaces to ' '; all dashes to '-'; curly quotes to straight ones;
 * CJK punctuation with an ASCII twin to the twin. Other code points stay. */
uint32_t crm__fold_width(uint32_t code_point);

/* As UTF-8, width folded, into `out`; SIZE_MAX when it does not fit. Not NUL-terminated. */
size_t crm__fold_text(struct text typed, char *out, size_t capacity);

/* The same, then trimmed and with ASCII letters in lower case. */
struct text crm__fold_lower(struct text typed, char *out, size_t capacity, bool *fits_out);

static inline bool crm__is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool crm__is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char crm__lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline char crm__upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}
static inline bool crm__is_han(uint32_t code_point)
{
    return (code_point >= 0x4E00 && code_point <= 0x9FFF) ||
           (code_point >= 0x3400 && code_point <= 0x4DBF) ||
           (code_point >= 0x20000 && code_point <= 0x323AF) || code_point == 0x3007;
}

#endif
