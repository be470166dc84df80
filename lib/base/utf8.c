/* UTF-8: strict validation, decoding, encoding, and width on a terminal. */
#include "base/tables/unicode.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

static size_t plain_triples(const unsigned char *bytes, size_t size);
static size_t sequence_size(const unsigned char *bytes, size_t size);
static bool in_ranges(const struct code_point_range *ranges, size_t count, uint32_t code_point);

size_t crm__utf8_valid_prefix(struct text a)
{
    const unsigned char *bytes = (const unsigned char *)a.data;
    size_t at = 0;
    while (at < a.size) {
        if (bytes[at] < 0x80) {
            uint64_t word;
            while (a.size - at >= sizeof word) {
                memcpy(&word, bytes + at, sizeof word);
                if (word & UINT64_C(0x8080808080808080))
                    break;
                at += sizeof word;
            }
            while (at < a.size && bytes[at] < 0x80)
                at++;
            continue;
        }
        at += plain_triples(bytes + at, a.size - at);
        if (at == a.size || bytes[at] < 0x80)
            continue;
        size_t size = sequence_size(bytes + at, a.size - at);
        if (size == 0)
            return at;
        at += size;
    }
    return at;
}

uint32_t crm__utf8_next(struct text a, size_t *offset)
{
    assert(*offset < a.size);
    const unsigned char *bytes = (const unsigned char *)a.data + *offset;
    size_t left = a.size - *offset;
    uint32_t lead = bytes[0];
    size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size > left) { /* Not valid after all: stay inside the slice. */
        *offset = a.size;
        return 0xfffd;
    }

    *offset += size;
    switch (size) {
    case 1:
        return lead;
    case 2:
        return (lead & 0x1f) << 6 | (bytes[1] & 0x3fu);
    case 3:
        return (lead & 0x0f) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
    default:
        return (lead & 0x07) << 18 | (bytes[1] & 0x3fu) << 12 | (bytes[2] & 0x3fu) << 6 |
               (bytes[3] & 0x3fu);
    }
}

size_t crm__utf8_encode(uint32_t code_point, char out[4])
{
    assert(code_point <= 0x10ffff);
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xc0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3f));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xe0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code_point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code_point & 0x3f));
    return 4;
}

/* Every byte but a continuation byte starts a code point. */
size_t crm__utf8_count(struct text a)
{
    size_t count = 0;
    for (size_t i = 0; i < a.size; i++)
        count += ((unsigned char)a.data[i] & 0xc0) != 0x80;
    return count;
}

size_t crm__utf8_width(struct text a)
{
    size_t width = 0;
    for (size_t offset = 0; offset < a.size;) {
        uint32_t code_point = crm__utf8_next(a, &offset);
        if (code_point < 0x300)
            width += code_point >= 0x20 && (code_point < 0x7f || code_point >= 0xa0);
        else if (in_ranges(crm__unicode_zero_width, crm__unicode_zero_width_count, code_point))
            continue;
        else
            width += 1 + in_ranges(crm__unicode_wide, crm__unicode_wide_count, code_point);
    }
    return width;
}

/* Size of the run of three-byte sequences whose lead alone makes them well-formed, which is what
 * Chinese text consists of. */
static size_t plain_triples(const unsigned char *bytes, size_t size)
{
    size_t at = 0;
    while (size - at >= 3) {
        unsigned lead = bytes[at];
        unsigned not_continued = (bytes[at + 1] ^ 0x80u) | (bytes[at + 2] ^ 0x80u);
        if (lead <= 0xe0 || lead > 0xef || lead == 0xed || not_continued >= 0x40)
            break;
        at += 3;
    }
    return at;
}

/* Size of the well-formed sequence at `bytes` (Unicode, table 3-7), or 0. */
static size_t sequence_size(const unsigned char *bytes, size_t size)
{
    unsigned lead = bytes[0];
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    size_t need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size < need)
        return 0;

    unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return need;
}

static bool in_ranges(const struct code_point_range *ranges, size_t count, uint32_t code_point)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (code_point > ranges[middle].last)
            low = middle + 1;
        else if (code_point < ranges[middle].first)
            count = middle;
        else
            return true;
    }
    return false;
}
