/* The forms in which a parsed number is written. */
#include "engine/phone_number.h"

#include <string.h>

enum { TEMPLATE_SEEK = 0x80 };

/* Text of at most so many bytes, the NUL included; what does not fit is left out. */
struct out {
    char *data;
    size_t size;
    size_t capacity;
};

static inline void put(struct out *out, char byte)
{
    if (out->size + 1 < out->capacity)
        out->data[out->size++] = byte;
}

static void put_text(struct out *out, const char *text)
{
    while (*text)
        put(out, *text++);
}

static void put_code(struct out *out, const struct phone_number *number)
{
    char digits[NUMBER_TEXT_SIZE];
    put(out, '+');
    size_t size = crm__int64_to_text(number->code->number, digits);
    for (size_t i = 0; i < size; i++)
        put(out, digits[i]);
}

/* Templates: 1 … 31 copy so many digits, 0x80 + n goes on from digit n, the rest is text. */
static void put_template(struct out *out, const unsigned char *template,
                         const struct phone_number *number)
{
    size_t at = 0;
    if (*template == '\0') {
        put_text(out, number->digits);
        return;
    }
    for (; *template; template ++) {
        if (*template >= TEMPLATE_SEEK)
            at = *template - TEMPLATE_SEEK;
        else if (*template >= ' ')
            put(out, (char)*template);
        else
            for (size_t end = at + *template; at < end && at < number->count; at++)
                put(out, number->digits[at]);
    }
}

static void put_extension(struct out *out, const struct phone_table *table,
                          const struct phone_number *number)
{
    if (number->extension[0] == '\0')
        return;
    put_text(out, (const char *)table->texts + number->code->extension);
    put_text(out, number->extension);
}

size_t crm__phone_e164(const struct phone_number *number, char data[PHONE_NUMBER_E164_SIZE])
{
    struct out out = {data, 0, PHONE_NUMBER_E164_SIZE};
    put_code(&out, number);
    memcpy(data + out.size, number->digits, number->count + (size_t)1);
    return out.size + number->count;
}

size_t crm__phone_national(const struct phone_table *table, const struct phone_number *number,
                           char data[PHONE_FORMAT_SIZE])
{
    struct out out = {data, 0, PHONE_FORMAT_SIZE};
    put_template(&out, table->texts + number->label->national, number);
    put_extension(&out, table, number);
    data[out.size] = '\0';
    return out.size;
}

size_t crm__phone_international(const struct phone_table *table, const struct phone_number *number,
                                char data[PHONE_FORMAT_SIZE])
{
    struct out out = {data, 0, PHONE_FORMAT_SIZE};
    put_code(&out, number);
    put(&out, ' ');
    put_template(&out, table->texts + number->label->international, number);
    put_extension(&out, table, number);
    data[out.size] = '\0';
    return out.size;
}
