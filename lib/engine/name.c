/* Width, case, marks and white space of names. */
#include "engine/name.h"
#include "engine/fold.h"
#include "engine/tables/latin_letters.h"

#include <string.h>

static uint32_t fold_case(uint32_t code_point);
static bool is_mark(uint32_t code_point);

/* One folded character as UTF-8; 0 bytes for a mark. */
static size_t fold_one(uint32_t code_point, char out[4])
{
    code_point = crm__fold_width(code_point);
    if (code_point < 0x80) {
        out[0] = crm__lower((char)code_point);
        return 1;
    }
    if (code_point >= 0xC0 && code_point < 0x180) {
        const char *letters = latin_letters[code_point - 0xC0];
        size_t size = strlen(letters);
        memcpy(out, letters, size);
        if (size > 0)
            return size;
    }
    if (is_mark(code_point))
        return 0;
    return crm__utf8_encode(fold_case(code_point), out);
}

size_t crm__name_fold(struct text typed, char *out, size_t capacity)
{
    size_t size = 0;
    bool space = false;
    for (size_t offset = 0; offset < typed.size;) {
        char bytes[4];
        size_t length = fold_one(crm__fold_next(typed, &offset), bytes);
        if (length == 1 && bytes[0] == ' ') {
            space = size > 0;
            continue;
        }
        if (length + space > capacity - size)
            break;
        if (space && length > 0) {
            out[size++] = ' ';
            space = false;
        }
        memcpy(out + size, bytes, length);
        size += length;
    }
    return size;
}

/* Greek and Cyrillic capitals, and the accented ones of modern Greek. */
static uint32_t fold_case(uint32_t code_point)
{
    static const uint16_t greek_accents[] = {
        [0x00] = 0x03B1, [0x02] = 0x03B5, [0x03] = 0x03B7, [0x04] = 0x03B9, [0x06] = 0x03BF,
        [0x08] = 0x03C5, [0x09] = 0x03C9, [0x26] = 0x03B1, [0x27] = 0x03B5, [0x28] = 0x03B7,
        [0x29] = 0x03B9, [0x46] = 0x03BF, [0x47] = 0x03C5, [0x48] = 0x03C9,
    };
    if (code_point >= 0x386 && code_point <= 0x3CE) {
        uint16_t plain = greek_accents[code_point - 0x386];
        if (plain)
            return plain;
        if (code_point >= 0x391 && code_point <= 0x3A9)
            return code_point + 0x20;
        return code_point == 0x3C2 ? 0x3C3 : code_point; /* final sigma */
    }
    if (code_point >= 0x410 && code_point <= 0x42F)
        return code_point + 0x20;
    if (code_point == 0x401 || code_point == 0x451) /* Ё is written Е as often as not */
        return 0x435;
    return code_point >= 0x400 && code_point <= 0x40F ? code_point + 0x50 : code_point;
}

/* Combining marks, soft hyphen, zero-width and direction marks, variation selectors. */
static bool is_mark(uint32_t code_point)
{
    return (code_point >= 0x300 && code_point <= 0x36F) || code_point == 0xAD ||
           (code_point >= 0x200B && code_point <= 0x200F) ||
           (code_point >= 0x202A && code_point <= 0x202E) || code_point == 0x2060 ||
           (code_point >= 0xFE00 && code_point <= 0xFE0F) || code_point == 0xFEFF;
}
