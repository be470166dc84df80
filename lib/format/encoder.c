/* UTF-8 into another encoding, as it streams. */
#include "format/encoding.h"

#include "format/tables/gb18030.h"

#include <assert.h>
#include <string.h>

enum {
    BMP_SIZE = 0x10000,
    GB_TRAILS = 190,
    GB_BMP_END = 39420,
    GB_PLANES_START = 189000,
};

static void utf16_put(struct encoder *encoder, uint32_t code_point);
static void gb18030_put(struct encoder *encoder, uint32_t code_point);

crm_status crm__encoder_init(struct encoder *encoder, struct env *env, enum encoding encoding,
                             crm_write write, void *context)
{
    *encoder =
        (struct encoder){.env = env, .encoding = encoding, .write = write, .context = context};
    if (encoding == ENCODING_LATIN1 || encoding == ENCODING_DETECT)
        return crm__fail(env, CRM_E_UNSUPPORTED,
                         "encoding: %s cannot hold every character; use utf-8, utf-16le, utf-16be "
                         "or gb18030",
                         crm__encoding_name(encoding));
    if (encoding != ENCODING_GB18030)
        return CRM_OK;
    encoder->pairs = crm__alloc_zero(env, BMP_SIZE, sizeof *encoder->pairs);
    if (!encoder->pairs)
        return CRM_E_NOMEM;
    size_t count = sizeof crm__gb18030_pairs / sizeof *crm__gb18030_pairs;
    for (size_t i = 0; i < count; i++)
        encoder->pairs[crm__gb18030_pairs[i]] = (uint16_t)(i + 1);
    return CRM_OK;
}

void crm__encoder_free(struct encoder *encoder)
{
    crm__free(encoder->env, encoder->pairs);
    encoder->pairs = NULL;
}

/* Bytes of the character that begins so. */
static size_t size_of(uint8_t lead)
{
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static void byte_put(struct encoder *encoder, uint32_t byte)
{
    encoder->out[encoder->used++] = (char)(uint8_t)byte;
}

static int32_t out_hand_over(struct encoder *encoder)
{
    size_t size = encoder->used;
    encoder->used = 0;
    return size ? encoder->write(encoder->context, encoder->out, size) : 0;
}

static void character_put(struct encoder *encoder, struct text character)
{
    size_t offset = 0;
    uint32_t code_point = crm__utf8_next(character, &offset);
    if (encoder->encoding == ENCODING_GB18030)
        gb18030_put(encoder, code_point);
    else
        utf16_put(encoder, code_point);
}

/* The rest of a character that the last piece's end cut. */
static size_t tail_complete(struct encoder *encoder, struct text bytes)
{
    size_t need = size_of((uint8_t)encoder->tail[0]) - encoder->tail_size;
    size_t taken = need < bytes.size ? need : bytes.size;
    memcpy(encoder->tail + encoder->tail_size, bytes.data, taken);
    encoder->tail_size += taken;
    if (taken == need) {
        character_put(encoder, (struct text){encoder->tail, encoder->tail_size});
        encoder->tail_size = 0;
    }
    return taken;
}

int32_t crm__encoder_write(void *context, const void *bytes, size_t size)
{
    struct encoder *encoder = context;
    struct text text = {bytes, size};
    if (encoder->encoding == ENCODING_UTF8)
        return encoder->write(encoder->context, bytes, size);
    size_t at = encoder->tail_size && size ? tail_complete(encoder, text) : 0;
    while (at < size) {
        size_t need = size_of((uint8_t)text.data[at]);
        if (need > size - at) {
            encoder->tail_size = size - at;
            memcpy(encoder->tail, text.data + at, encoder->tail_size);
            break;
        }
        character_put(encoder, crm__text_slice(text, at, at + need));
        at += need;
        if (encoder->used + 4 <= sizeof encoder->out)
            continue;
        int32_t answer = out_hand_over(encoder);
        if (answer != 0)
            return answer;
    }
    return out_hand_over(encoder);
}

static void unit_put(struct encoder *encoder, uint32_t unit)
{
    bool big = encoder->encoding == ENCODING_UTF16BE;
    byte_put(encoder, big ? unit >> 8 : unit);
    byte_put(encoder, big ? unit : unit >> 8);
}

static void utf16_put(struct encoder *encoder, uint32_t code_point)
{
    if (code_point < BMP_SIZE) {
        unit_put(encoder, code_point);
        return;
    }
    unit_put(encoder, 0xd800 + ((code_point - BMP_SIZE) >> 10));
    unit_put(encoder, 0xdc00 + ((code_point - BMP_SIZE) & 0x3ff));
}

/* Where a code point that no pair stands for lies among the four-byte codes. */
static uint32_t four_position(uint32_t code_point)
{
    if (code_point >= BMP_SIZE)
        return GB_PLANES_START + code_point - BMP_SIZE;
    for (size_t i = 0; i < crm__gb18030_run_count; i++) {
        const struct gb18030_run *run = &crm__gb18030_runs[i];
        bool last = i + 1 == crm__gb18030_run_count;
        uint32_t end = last ? (uint32_t)GB_BMP_END : run[1].position;
        bool is_gap = i && run->code_point == 0;
        if (!is_gap && code_point >= run->code_point &&
            code_point - run->code_point < end - run->position)
            return run->position + code_point - run->code_point;
    }
    assert(false); /* every code point has a code */
    return 0;
}

static void gb18030_put(struct encoder *encoder, uint32_t code_point)
{
    if (code_point < 0x80) {
        byte_put(encoder, code_point);
        return;
    }
    uint32_t pair = code_point < BMP_SIZE ? encoder->pairs[code_point] : 0;
    if (pair) {
        uint32_t trail = (pair - 1) % GB_TRAILS + 0x40;
        byte_put(encoder, (pair - 1) / GB_TRAILS + 0x81);
        byte_put(encoder, trail + (trail > 0x7e));
        return;
    }
    uint32_t position = four_position(code_point);
    byte_put(encoder, position / 12600 + 0x81);
    byte_put(encoder, position / 1260 % 10 + 0x30);
    byte_put(encoder, position / 10 % 126 + 0x81);
    byte_put(encoder, position % 10 + 0x30);
}
