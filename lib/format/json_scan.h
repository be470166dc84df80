/*
 * A strict scanner over one line of JSON: it steps from token to token, checks what it passes, and
 * builds nothing. The line is followed by a byte below 0x20, which ends every token.
 */
#ifndef CRM_FORMAT_JSON_SCAN_H
#define CRM_FORMAT_JSON_SCAN_H

#include "base/text.h"

struct json_scan {
    char *data;
    size_t size;
    size_t at;
    const char *error; /* NULL while all is well; then `at` is where */
};

void crm__json_scan_space(struct json_scan *scan);
/* Passes the byte, or records the error. */
bool crm__json_scan_byte(struct json_scan *scan, char byte, const char *error);
/* Passes a string; the slice excludes the quotes and still has its escapes. */
bool crm__json_scan_string(struct json_scan *scan, struct text *raw_out, bool *escaped_out);
/* Passes a number. */
bool crm__json_scan_number(struct json_scan *scan, struct text *text_out, bool *integer_out);
/* Passes true, false or null. */
bool crm__json_scan_word(struct json_scan *scan, struct text *text_out);
/* Passes an object or array whole, at most `depth_limit` levels of it. */
bool crm__json_scan_nested(struct json_scan *scan, size_t depth_limit, struct text *text_out);

/* Writes a scanned string without its escapes to `out`, which has room for raw.size bytes and may
 * be the string itself; the size is returned. */
size_t crm__json_unescape(struct text raw, char *out);

#endif
