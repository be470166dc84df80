/*
 * The little of FlatBuffers that Arrow's IPC messages need, written front to back: a table comes
 * before what it points at, so every offset is filled in when its target is written.
 * https://flatbuffers.dev/internals/
 */
#ifndef CRM_FORMAT_FLAT_H
#define CRM_FORMAT_FLAT_H

#include "base/text.h"

enum { FLAT_FIELD_LIMIT = 8 };

/* A field of a table: its slot in the schema, its size, and its value. Offsets are fields of size
 * 4 whose value is filled in later. */
struct flat_field {
    uint16_t slot;
    uint16_t size; /* 1, 2, 4 or 8 */
    int64_t value;
};

/* Writes a table; positions_out gets where each field is. The table's position is returned. */
size_t crm__flat_table(struct buffer *out, const struct flat_field *fields, size_t count,
                       size_t positions_out[FLAT_FIELD_LIMIT]);
/* Makes the offset at `position` point at `target`. */
void crm__flat_point(struct buffer *out, size_t position, size_t target);
/* Writes a string; its position is returned. */
size_t crm__flat_string(struct buffer *out, struct text text);
/* Begins a vector of `count` items that are aligned like that; the items follow at once. */
size_t crm__flat_vector(struct buffer *out, size_t count, size_t alignment);
/* A vector of offsets: item i is filled in by crm__flat_point(out, position + 4 + 4 * i, …). */
size_t crm__flat_offsets(struct buffer *out, size_t count);
/* Little-endian bytes. */
void crm__flat_number(struct buffer *out, int64_t value, size_t size);
void crm__flat_align(struct buffer *out, size_t alignment);

#endif
