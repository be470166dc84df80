/* Full-width and look-alike characters to plain ones. */
#include "engine/fold.h"

static uint32_t fold_punctuation(uint32_t code_point);

uint32_t crm__fold_next(struct text text, size_t *offset)
{
    const unsigned char *bytes = (const unsigned char *)text.data + *offset;
    size_t left = text.size - *offset;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (length == 1 || bytes[0] < 0xC2 || bytes[0] > 0xF4 || length > left) {
        *offset += 1;
        return bytes[0] < 0x80 ? bytes[0] : FOLD_REPLACEMENT;
    }
    uint32_t code_point = bytes[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            *offset += 1;
            return FOLD_REPLACEMENT;
        }
        code_point = code_point << 6 | (bytes[i] & 0x3F);
    }
    *offset += length;
    bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return code_point < least[length] || code_point > 0x10FFFF || surrogate ? FOLD_REPLACEMENT
                                                                            : code_point;
}

uint32_t crm__fold_width(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point == '\t' || code_point == '\r' || code_point == '\n' ? ' ' : code_point;
    if (code_point >= 0x4E00 && code_point <= 0x9FFF)
        return code_point;
    if (code_point >= 0xFF01 && code_point <= 0xFF5E)
        return code_point - 0xFEE0;
    return fold_punctuation(code_point);
}

size_t crm__fold_text(struct text typed, char *out, size_t capacity)
{
    size_t size = 0;
    for (size_t offset = 0; offset < typed.size;) {
        char bytes[4];
        if ((unsigned char)typed.data[offset] < 0x80) {
            if (size == capacity)
                return SIZE_MAX;
            out[size++] = (char)crm__fold_width((unsigned char)typed.data[offset++]);
            continue;
        }
        size_t length = crm__utf8_encode(crm__fold_width(crm__fold_next(typed, &offset)), bytes);
        if (length > capacity - size)
            return SIZE_MAX;
        for (size_t i = 0; i < length; i++)
            out[size++] = bytes[i];
    }
    return size;
}

struct text crm__fold_lower(struct text typed, char *out, size_t capacity, bool *fits_out)
{
    size_t size = crm__fold_text(crm__text_trim(typed), out, capacity);
    *fits_out = size != SIZE_MAX;
    if (!*fits_out)
        return TEXT_NONE;
    for (size_t i = 0; i < size; i++)
        out[i] = crm__lower(out[i]);
    return crm__text_trim((struct text){out, size});
}

static uint32_t fold_punctuation(uint32_t code_point)
{
    switch (code_point) {
    case 0x00A0: case 0x1680: case 0x2028: case 0x2029: case 0x202F: case 0x205F: case 0x3000:
        return ' ';
    case 0x2212: case 0xFE58: case 0xFE63: case 0x2E3A:
        return '-';
    case 0x2018: case 0x2019: case 0x02BC:
        return '\'';
    case 0x201C: case 0x201D:
        return '"';
    case 0x3001: /* 、 */
        return ',';
    case 0x3002: /* 。 */
        return '.';
    case 0x3010: case 0x3014: case 0x300C: /* 【〔「 */
        return '[';
    case 0x3011: case 0x3015: case 0x300D:
        return ']';
    case 0xFFE5: /* ￥ */
        return 0x00A5;
    case 0xFFE1: /* ￡ */
        return 0x00A3;
    default:
        if (code_point >= 0x2000 && code_point <= 0x200A)
            return ' ';
        return code_point >= 0x2010 && code_point <= 0x2015 ? '-' : code_point;
    }
}
