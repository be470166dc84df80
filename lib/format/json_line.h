/*
 * A strict scanner over one line of JSON: it steps from token to token, checks what it passes, and
 * builds nothing. The line is followed by a byte below 0x20, which ends every token.
 */
#ifndef CRM_FORMAT_JSON_LINE_H
#define CRM_FORMAT_JSON_LINE_H

#include "base/text.h"

struct json_line {
    char *data;
    size_t size;
    size_t at;
    const char *error; /* NULL while all is well; then `at` is where */
};

void crm__json_line_space(struct json_line *scan);
/* Passes the byte, or records the error. */
bool crm__json_line_byte(struct json_line *scan, char byte, const char *error);
/* Passes a string; the slice excludes the quotes and still has its escapes. */
bool crm__json_line_string(struct json_line *scan, struct text *raw_out, bool *escaped_out);
/* Passes a number. */
bool crm__json_line_number(struct json_line *scan, struct text *text_out, bool *integer_out);
/* Passes true, false or null. */
bool crm__json_line_word(struct json_line *scan, struct text *text_out);
/* Passes an object or array whole, at most `depth_limit` levels of it. */
bool crm__json_line_nested(struct json_line *scan, size_t depth_limit, struct text *text_out);

/* Writes a scanned string without its escapes to `out`, which has room for raw.size bytes and may
 * be the string itself; the size is returned. */
size_t crm__json_unescape(struct text raw, char *out);

#endif
