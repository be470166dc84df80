/* Growable bytes with a sticky failure. */
#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void crm__buffer_init(struct buffer *buffer, struct env *env)
{
    *buffer = (struct buffer){.env = env};
}

void crm__buffer_free(struct buffer *buffer)
{
    if (buffer->data)
        crm__free(buffer->env, buffer->data);
    *buffer = (struct buffer){.env = buffer->env};
}

void crm__buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

void crm__buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (buffer->failed || extra < buffer->capacity - buffer->size)
        return;
    if (extra >= SIZE_MAX - buffer->size ||
        crm__array_reserve(buffer->env, (void **)&buffer->data, &buffer->capacity,
                           buffer->size + extra + 1, 1) < 0) {
        buffer->failed = true;
        return;
    }
    buffer->data[buffer->size] = '\0';
}

void crm__buffer_bytes(struct buffer *buffer, const void *bytes, size_t size)
{
    crm__buffer_reserve(buffer, size);
    if (buffer->failed)
        return;
    if (size)
        memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void crm__buffer_text(struct buffer *buffer, struct text text)
{
    crm__buffer_bytes(buffer, text.data, text.size);
}

void crm__buffer_cstr(struct buffer *buffer, const char *text)
{
    crm__buffer_bytes(buffer, text, strlen(text));
}

void crm__buffer_int64(struct buffer *buffer, int64_t value)
{
    char digits[NUMBER_TEXT_SIZE];
    crm__buffer_bytes(buffer, digits, crm__int64_to_text(value, digits));
}

void crm__buffer_double(struct buffer *buffer, double value)
{
    char digits[NUMBER_TEXT_SIZE];
    crm__buffer_bytes(buffer, digits, crm__double_to_text(value, digits));
}

void crm__buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);

    if (size < 0)
        buffer->failed = true;
    else
        crm__buffer_reserve(buffer, (size_t)size);
    if (!buffer->failed) {
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

void crm__buffer_code_point(struct buffer *buffer, uint32_t code_point)
{
    char bytes[4];
    crm__buffer_bytes(buffer, bytes, crm__utf8_encode(code_point, bytes));
}

void crm__buffer_varint(struct buffer *buffer, uint64_t value)
{
    unsigned char bytes[10];
    size_t size = 0;
    while (value >= 0x80) {
        bytes[size++] = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    bytes[size++] = (unsigned char)value;
    crm__buffer_bytes(buffer, bytes, size);
}

/* Says it again, for what happened since may have had an error of its own. */
crm_status crm__buffer_status(const struct buffer *buffer)
{
    return buffer->failed ? crm__fail_nomem(buffer->env) : CRM_OK;
}

struct text crm__buffer_view(const struct buffer *buffer)
{
    return (struct text){buffer->data, buffer->size};
}
