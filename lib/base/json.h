/*
 * JSON (RFC 8259): a strict reader into a read-only tree, and a writer over a buffer.
 *
 * The reader refuses, with line, column and byte offset: invalid UTF-8, NUL characters, lone
 * surrogates, text after the value, a key twice in one object, numbers beyond a double, and
 * documents over the limits below. Numbers keep their text, so 64-bit ids and money are exact.
 */
#ifndef CRM_BASE_JSON_H
#define CRM_BASE_JSON_H

#include "base/text.h"

enum {
    JSON_SIZE_LIMIT = 16 * 1024 * 1024, /* bytes of a document */
    JSON_DEPTH_LIMIT = 64,              /* arrays and objects inside each other */
    JSON_KEY_LIMIT = 100 * 1000,        /* keys of a document */
    JSON_VALUE_LIMIT = 1000 * 1000,     /* values of a document, so that memory is bounded */
    JSON_WRITER_DEPTH_LIMIT = 128,      /* a document fits inside what its writer has opened */
};

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT,
};

/* One value of a document; lives until the root is freed. */
struct json;

/* CRM_E_SYNTAX, CRM_E_LIMIT, CRM_E_NOMEM. `text` need not outlive the call. */
crm_status crm__json_parse(struct env *env, struct text text, struct json **root_out);
void crm__json_free(struct json *root);

enum json_kind crm__json_kind(const struct json *json);
/* "null", "bool", "number", "text", "array" or "object", for messages. */
const char *crm__json_kind_name(enum json_kind kind);
/* Byte offset of the value in the parsed text, for messages. */
size_t crm__json_offset(const struct json *json);

/* Items of an array, members of an object; 0 for every other kind. */
size_t crm__json_size(const struct json *json);
/* Item of an array, value of a member in document order; index < size. */
const struct json *crm__json_at(const struct json *json, size_t index);
/* Key of a member; empty for an item of an array. NUL-terminated. */
struct text crm__json_key_at(const struct json *json, size_t index);
/* Value of the member of exactly that name; NULL when absent or not an object. */
const struct json *crm__json_find(const struct json *json, struct text key);

/* Accessors of one kind each; false, and *out untouched, when the value is of another kind. */
bool crm__json_text(const struct json *json, struct text *out); /* NUL-terminated */
bool crm__json_bool(const struct json *json, bool *out);
bool crm__json_double(const struct json *json, double *out);
/* Only a number written as an integer (-?[0-9]+) that fits, or the same as text: ids are text. */
bool crm__json_int64(const struct json *json, int64_t *out);
bool crm__json_number(const struct json *json, struct text *out); /* as it was written */

/*
 * Writer. Commas, colons and line breaks come by themselves; mistakes in nesting are asserted.
 * What it writes is always valid: bad UTF-8 becomes U+FFFD, a non-finite double null.
 */
struct json_writer {
    struct buffer *buffer;
    int indent; /* spaces a level; 0 writes everything on one line */
    int depth;
    uint64_t has_items[JSON_WRITER_DEPTH_LIMIT / 64]; /* bit d: of the container at depth d + 1 */
    bool after_key;
};

void crm__json_writer_init(struct json_writer *writer, struct buffer *buffer, int indent);
void crm__json_begin_object(struct json_writer *writer);
void crm__json_end_object(struct json_writer *writer);
void crm__json_begin_array(struct json_writer *writer);
void crm__json_end_array(struct json_writer *writer);
void crm__json_write_key(struct json_writer *writer, struct text key);
void crm__json_write_name(struct json_writer *writer, const char *key);
void crm__json_write_text(struct json_writer *writer, struct text text);
void crm__json_write_cstr(struct json_writer *writer, const char *text); /* NULL writes null */
void crm__json_write_int64(struct json_writer *writer, int64_t value);
void crm__json_write_id(struct json_writer *writer, int64_t id); /* as text: "1234" */
void crm__json_write_double(struct json_writer *writer, double value);
void crm__json_write_bool(struct json_writer *writer, bool value);
void crm__json_write_null(struct json_writer *writer);
/* A complete JSON value that the caller vouches for. */
void crm__json_write_raw(struct json_writer *writer, struct text json);
/* A parsed value, numbers as they were written. */
void crm__json_write_json(struct json_writer *writer, const struct json *json);

/* The escaped text with its quotes, outside of any writer. */
void crm__buffer_json_text(struct buffer *buffer, struct text text);

#endif
