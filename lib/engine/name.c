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

/* Unicode's case folding, and the accents of modern Greek and Russian, which are often left out. */
static uint32_t fold_case(uint32_t code_point)
{
    static const uint16_t bare[][2] = {
        {0x390, 0x3B9}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9},
        {0x3B0, 0x3C5}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5},
        {0x3CE, 0x3C9}, {0x451, 0x435},
    };
    code_point = crm__code_point_fold(code_point);
    for (size_t i = 0; i < sizeof(bare) / sizeof(*bare) && code_point <= 0x451; i++)
        if (bare[i][0] == code_point)
            return bare[i][1];
    return code_point;
}

/* Combining marks, soft hyphen, zero-width and direction marks, variation selectors. */
static bool is_mark(uint32_t code_point)
{
    return (code_point >= 0x300 && code_point <= 0x36F) || code_point == 0xAD ||
           (code_point >= 0x200B && code_point <= 0x200F) ||
           (code_point >= 0x202A && code_point <= 0x202E) || code_point == 0x2060 ||
           (code_point >= 0xFE00 && code_point <= 0xFE0F) || code_point == 0xFEFF;
}
