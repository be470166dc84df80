/* One character at a time, for every encoding. */
#include "format/decode.h"

#include "format/tables/gb18030.h"

enum { GB_TRAILS = 190, GB_BMP_END = 39420, GB_PLANES_START = 189000 };

static size_t utf8_step(const uint8_t *bytes, size_t size, uint32_t *code_point_out);
static size_t utf16_step(const uint8_t *bytes, size_t size, unsigned order,
                         uint32_t *code_point_out);
static size_t gb18030_step(const uint8_t *bytes, size_t size, uint32_t *code_point_out);

size_t crm__decode_step(enum encoding encoding, const uint8_t *bytes, size_t size,
                        uint32_t *code_point_out)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
        return utf16_step(bytes, size, 0, code_point_out);
    case ENCODING_UTF16BE:
        return utf16_step(bytes, size, 1, code_point_out);
    case ENCODING_GB18030:
        return gb18030_step(bytes, size, code_point_out);
    case ENCODING_LATIN1:
        *code_point_out = bytes[0];
        return 1;
    default:
        return utf8_step(bytes, size, code_point_out);
    }
}

static size_t malformed(size_t size, uint32_t *code_point_out)
{
    *code_point_out = DECODE_MALFORMED;
    return size;
}

/* The ranges of table 3-7 of the Unicode standard: no overlong forms, no surrogates. */
static size_t utf8_step(const uint8_t *bytes, size_t size, uint32_t *code_point_out)
{
    uint8_t lead = bytes[0];
    if (lead < 0x80) {
        *code_point_out = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4)
        return malformed(1, code_point_out);
    size_t need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    uint32_t code_point = lead & (0x7fu >> need);
    for (size_t i = 1; i < need; i++) {
        if (i == size)
            return 0;
        if (bytes[i] < low || bytes[i] > high)
            return malformed(1, code_point_out);
        code_point = code_point << 6 | (bytes[i] & 0x3fu);
        low = 0x80;
        high = 0xbf;
    }
    *code_point_out = code_point;
    return need;
}

/* `order` is where the low byte of a unit stands: 0 in little endian. */
static size_t utf16_step(const uint8_t *bytes, size_t size, unsigned order,
                         uint32_t *code_point_out)
{
    if (size < 2)
        return 0;
    uint32_t unit = bytes[order] | (uint32_t)bytes[!order] << 8;
    if (unit < 0xd800 || unit > 0xdfff) {
        *code_point_out = unit;
        return 2;
    }
    if (unit > 0xdbff)
        return malformed(2, code_point_out);
    if (size < 4)
        return 0;
    uint32_t next = bytes[2 + order] | (uint32_t)bytes[2 + !order] << 8;
    if (next < 0xdc00 || next > 0xdfff)
        return malformed(2, code_point_out);
    *code_point_out = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
    return 4;
}

/* Four-byte codes below U+10000 lie in runs; above, they count up. */
static uint32_t gb18030_four(const uint8_t *bytes)
{
    uint32_t position =
        (((bytes[0] - 0x81u) * 10 + (bytes[1] - 0x30u)) * 126 + (bytes[2] - 0x81u)) * 10 +
        (bytes[3] - 0x30u);
    if (position >= GB_PLANES_START) {
        uint32_t code_point = position - GB_PLANES_START + 0x10000;
        return code_point <= 0x10ffff ? code_point : DECODE_MALFORMED;
    }
    if (position >= GB_BMP_END)
        return DECODE_MALFORMED;
    size_t from = 0;
    size_t to = crm__gb18030_run_count;
    while (to - from > 1) {
        size_t middle = (from + to) / 2;
        if (crm__gb18030_runs[middle].position <= position)
            from = middle;
        else
            to = middle;
    }
    const struct gb18030_run *run = &crm__gb18030_runs[from];
    if (from && run->code_point == 0)
        return DECODE_MALFORMED;
    return run->code_point + position - run->position;
}

static size_t gb18030_step(const uint8_t *bytes, size_t size, uint32_t *code_point_out)
{
    uint8_t lead = bytes[0];
    if (lead < 0x80) {
        *code_point_out = lead;
        return 1;
    }
    if (lead == 0x80 || lead == 0xff)
        return malformed(1, code_point_out);
    if (size < 2)
        return 0;
    uint8_t trail = bytes[1];
    if (trail >= 0x40 && trail != 0x7f && trail != 0xff) {
        size_t index = (lead - 0x81u) * GB_TRAILS + (trail - 0x40u) - (trail > 0x7f);
        *code_point_out = crm__gb18030_pairs[index];
        return 2;
    }
    if (trail < 0x30 || trail > 0x39)
        return malformed(1, code_point_out);
    if (size < 3)
        return 0;
    if (bytes[2] < 0x81 || bytes[2] == 0xff)
        return malformed(1, code_point_out);
    if (size < 4)
        return 0;
    if (bytes[3] < 0x30 || bytes[3] > 0x39)
        return malformed(1, code_point_out);
    *code_point_out = gb18030_four(bytes);
    return *code_point_out == DECODE_MALFORMED ? 1 : 4;
}
