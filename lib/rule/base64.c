#include "rule/base64.h"

#include <string.h>

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t crm__base64_size(size_t byte_count)
{
    return (byte_count + 2) / 3 * 4;
}

void crm__base64_encode(struct text bytes, char *out)
{
    for (size_t i = 0, at = 0; i < bytes.size; i += 3) {
        size_t left = bytes.size - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.data[i] << 16;
        if (left > 1)
            group |= (uint32_t)(unsigned char)bytes.data[i + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.data[i + 2];
        out[at++] = DIGITS[group >> 18];
        out[at++] = DIGITS[group >> 12 & 63];
        out[at++] = left > 1 ? DIGITS[group >> 6 & 63] : '=';
        out[at++] = left > 2 ? DIGITS[group & 63] : '=';
    }
}

bool crm__base64_decode(struct text text, char *out, size_t *size_out)
{
    if (text.size % 4 == 0)
        for (int i = 0; i < 2 && text.size > 0 && text.data[text.size - 1] == '='; i++)
            text.size--;
    if (text.size % 4 == 1)
        return false;
    uint32_t group = 0;
    size_t at = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.data[i] ? strchr(DIGITS, text.data[i]) : NULL;
        if (!digit)
            return false;
        group = group << 6 | (uint32_t)(digit - DIGITS);
        if (i % 4 > 0)
            out[at++] = (char)(group >> (6 - 2 * (i % 4)) & 255);
    }
    *size_out = at;
    return true;
}
