/* FlatBuffers, front to back. */
#include "format/flat.h"

#include <assert.h>

void crm__flat_number(struct buffer *out, int64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        crm__buffer_byte(out, (char)((uint64_t)value >> (8 * i) & 0xff));
}

void crm__flat_align(struct buffer *out, size_t alignment)
{
    while (out->size % alignment && !out->failed)
        crm__buffer_byte(out, 0);
}

static size_t aligned(size_t offset, size_t alignment)
{
    return (offset + alignment - 1) / alignment * alignment;
}

/* A table is the distance to its vtable, then its fields; the vtable says where each slot is. */
size_t crm__flat_table(struct buffer *out, const struct flat_field *fields, size_t count,
                       size_t positions_out[FLAT_FIELD_LIMIT])
{
    assert(count <= FLAT_FIELD_LIMIT);
    uint16_t places[FLAT_FIELD_LIMIT * 2] = {0};
    size_t slots = 0;
    size_t size = 4;
    for (size_t i = 0; i < count; i++) {
        assert(fields[i].slot < FLAT_FIELD_LIMIT * 2);
        size = aligned(size, fields[i].size);
        places[fields[i].slot] = (uint16_t)size;
        size += fields[i].size;
        slots = fields[i].slot + 1u > slots ? fields[i].slot + 1u : slots;
    }
    crm__flat_align(out, 2);
    size_t vtable = out->size;
    crm__flat_number(out, (int64_t)(4 + 2 * slots), 2);
    crm__flat_number(out, (int64_t)size, 2);
    for (size_t i = 0; i < slots; i++)
        crm__flat_number(out, places[i], 2);
    crm__flat_align(out, 8);
    size_t table = out->size;
    crm__flat_number(out, (int64_t)(table - vtable), 4);
    for (size_t i = 0; i < count; i++) {
        while (out->size < table + places[fields[i].slot] && !out->failed)
            crm__buffer_byte(out, 0);
        positions_out[i] = out->size;
        crm__flat_number(out, fields[i].value, fields[i].size);
    }
    return table;
}

void crm__flat_point(struct buffer *out, size_t position, size_t target)
{
    if (out->failed)
        return;
    assert(target > position && position + 4 <= out->size);
    size_t distance = target - position;
    for (size_t i = 0; i < 4; i++)
        out->data[position + i] = (char)(distance >> (8 * i) & 0xff);
}

size_t crm__flat_string(struct buffer *out, struct text text)
{
    size_t position = crm__flat_vector(out, text.size, 1);
    crm__buffer_text(out, text);
    crm__buffer_byte(out, 0);
    return position;
}

size_t crm__flat_vector(struct buffer *out, size_t count, size_t alignment)
{
    crm__flat_align(out, 4);
    while ((out->size + 4) % alignment && !out->failed)
        crm__flat_number(out, 0, 4);
    size_t position = out->size;
    crm__flat_number(out, (int64_t)count, 4);
    return position;
}

size_t crm__flat_offsets(struct buffer *out, size_t count)
{
    size_t position = crm__flat_vector(out, count, 4);
    for (size_t i = 0; i < count; i++)
        crm__flat_number(out, 0, 4);
    return position;
}
