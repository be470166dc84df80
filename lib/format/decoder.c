/* Streaming to UTF-8: chunk edges, substitutes, and the list of damages. */
#include "base/memory.h"
#include "format/decode.h"

#include <assert.h>
#include <string.h>

static crm_status tail_join(struct decoder *decoder, struct text *bytes, struct buffer *out);
static size_t decode_run(struct decoder *decoder, struct text bytes, struct buffer *out);
static void character_write(struct decoder *decoder, uint32_t code_point, size_t size,
                            struct buffer *out);
static void damage_add(struct decoder *decoder, enum damage_kind kind);
static crm_status first_damage_fail(const struct decoder *decoder, const char *text);
static size_t clean_prefix(const uint8_t *bytes, size_t size);

/* U+001A, "in place of a character that is invalid or in error" (ECMA-48). */
enum { SUBSTITUTE = 0x1a };

void crm__decoder_init(struct decoder *decoder, struct env *env, enum encoding encoding,
                       int64_t offset)
{
    assert(encoding > ENCODING_DETECT && encoding < ENCODING_COUNT);
    *decoder = (struct decoder){.env = env, .encoding = encoding, .offset = offset};
}

void crm__decoder_free(struct decoder *decoder)
{
    if (decoder->damages)
        crm__free(decoder->env, decoder->damages);
    *decoder = (struct decoder){.env = decoder->env};
}

crm_status crm__decoder_feed(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    if (bytes.size > SIZE_MAX / 4)
        return crm__fail_nomem(decoder->env);
    /* No character grows to more than twice its bytes, and a tail adds one. */
    crm__buffer_reserve(out, bytes.size * 2 + 8);
    if (out->failed)
        return CRM_E_NOMEM;
    crm_status status = tail_join(decoder, &bytes, out);
    if (status < 0)
        return status;
    size_t used = decode_run(decoder, bytes, out);
    assert(bytes.size - used < DECODER_TAIL_SIZE);
    if (bytes.size > used) {
        memcpy(decoder->tail, bytes.data + used, bytes.size - used);
        decoder->tail_size = bytes.size - used;
    }
    out->data[out->size] = '\0';
    return decoder->failed ? CRM_E_NOMEM : CRM_OK;
}

crm_status crm__decoder_finish(struct decoder *decoder, struct buffer *out)
{
    if (decoder->tail_size == 0)
        return CRM_OK;
    crm__buffer_byte(out, SUBSTITUTE);
    if (out->failed)
        return CRM_E_NOMEM;
    damage_add(decoder, DAMAGE_CUT);
    decoder->offset += (int64_t)decoder->tail_size;
    decoder->position++;
    decoder->tail_size = 0;
    return decoder->failed ? CRM_E_NOMEM : CRM_OK;
}

crm_status crm__decoder_repair(struct decoder *decoder, char *bytes, size_t *size, bool last)
{
    assert(decoder->encoding == ENCODING_UTF8);
    size_t i = 0;
    while (i < *size) {
        size_t clean = clean_prefix((const uint8_t *)bytes + i, *size - i);
        i += clean;
        decoder->offset += (int64_t)clean;
        decoder->position += (int64_t)clean;
        if (i == *size)
            break;
        uint32_t code_point;
        size_t step =
            crm__decode_step(ENCODING_UTF8, (const uint8_t *)bytes + i, *size - i, &code_point);
        if (step == 0 && !last) {
            *size = i;
            break;
        }
        enum damage_kind kind = bytes[i] == '\0' ? DAMAGE_NUL : DAMAGE_MALFORMED;
        size_t taken = 1;
        if (step == 0) { /* one substitute for all that is left */
            kind = DAMAGE_CUT;
            taken = *size - i;
            *size = i + 1;
        }
        damage_add(decoder, kind);
        bytes[i++] = SUBSTITUTE;
        decoder->offset += (int64_t)taken;
        decoder->position++;
    }
    return decoder->failed ? CRM_E_NOMEM : CRM_OK;
}

crm_status crm__decode(struct env *env, struct text bytes, enum encoding encoding,
                       struct buffer *out)
{
    struct decoder decoder;
    size_t start = out->size;
    crm__decoder_init(&decoder, env, encoding, 0);
    crm_status status = crm__decoder_feed(&decoder, bytes, out);
    if (status >= 0)
        status = crm__decoder_finish(&decoder, out);
    if (status >= 0 && decoder.damage_count)
        status = first_damage_fail(&decoder, out->data + start);
    if (status < 0 && out->data) {
        out->size = start;
        out->data[start] = '\0';
    }
    crm__decoder_free(&decoder);
    return status;
}

void crm__damage_describe(const struct damage *damage, enum encoding encoding, struct buffer *out)
{
    switch (damage->kind) {
    case DAMAGE_NUL:
        crm__buffer_format(out, "byte %lld is NUL", (long long)damage->offset);
        break;
    case DAMAGE_CUT:
        crm__buffer_format(out, "the input ends within a character at byte %lld",
                           (long long)damage->offset);
        break;
    default:
        crm__buffer_format(out, "byte %lld is not valid %s", (long long)damage->offset,
                           crm__encoding_name(encoding));
    }
}

/* The decoded `text` tells on which line the damage is. */
static crm_status first_damage_fail(const struct decoder *decoder, const char *text)
{
    const struct damage *damage = &decoder->damages[0];
    int64_t line = 1;
    for (int64_t i = 0; i < damage->position; i++)
        line += text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
    struct buffer message;
    crm__buffer_init(&message, decoder->env);
    crm__damage_describe(damage, decoder->encoding, &message);
    crm_status status = crm__buffer_status(&message);
    if (status >= 0)
        status = crm__fail_at(decoder->env, CRM_E_INVALID, line, 0, "%s", message.data);
    crm__buffer_free(&message);
    return status;
}

/* Completes the character that the last chunk began, a byte at a time. */
static crm_status tail_join(struct decoder *decoder, struct text *bytes, struct buffer *out)
{
    while (decoder->tail_size && bytes->size) {
        assert(decoder->tail_size < DECODER_TAIL_SIZE);
        decoder->tail[decoder->tail_size++] = (uint8_t)bytes->data[0];
        *bytes = crm__text_slice(*bytes, 1, bytes->size);
        size_t size;
        uint32_t code_point;
        while (decoder->tail_size &&
               (size = crm__decode_step(decoder->encoding, decoder->tail, decoder->tail_size,
                                        &code_point)) > 0) {
            character_write(decoder, code_point, size, out);
            decoder->tail_size -= size;
            memmove(decoder->tail, decoder->tail + size, decoder->tail_size);
        }
    }
    return decoder->failed ? CRM_E_NOMEM : CRM_OK;
}

/* Eight bytes that are all ASCII and none of them NUL; it may say no to some that are. */
static bool is_clean_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

/* How many bytes from the start are ASCII other than NUL. */
static size_t ascii_run(const uint8_t *bytes, size_t size)
{
    size_t i = 0;
    while (size - i >= 16 && is_clean_word(bytes + i) && is_clean_word(bytes + i + 8))
        i += 16;
    while (i < size && bytes[i] - 1u < 0x7f)
        i++;
    return i;
}

/* Decodes all whole characters; the number of bytes they take. Room is reserved. */
static size_t decode_run(struct decoder *decoder, struct text bytes, struct buffer *out)
{
    const uint8_t *data = (const uint8_t *)bytes.data;
    bool wide = decoder->encoding == ENCODING_UTF16LE || decoder->encoding == ENCODING_UTF16BE;
    size_t i = 0;
    while (i < bytes.size) {
        if (!wide && data[i] - 1u < 0x7f) {
            size_t run = ascii_run(data + i, bytes.size - i);
            memcpy(out->data + out->size, data + i, run);
            out->size += run;
            decoder->offset += (int64_t)run;
            decoder->position += (int64_t)run;
            i += run;
            continue;
        }
        uint32_t code_point;
        size_t size = crm__decode_step(decoder->encoding, data + i, bytes.size - i, &code_point);
        if (size == 0)
            break;
        character_write(decoder, code_point, size, out);
        i += size;
    }
    return i;
}

/* Writes a character that took `size` bytes of input, or notes the damage. */
static void character_write(struct decoder *decoder, uint32_t code_point, size_t size,
                            struct buffer *out)
{
    if (code_point == DECODE_MALFORMED || code_point == 0) {
        damage_add(decoder, code_point == 0 ? DAMAGE_NUL : DAMAGE_MALFORMED);
        code_point = SUBSTITUTE;
    }
    size_t written = crm__utf8_encode(code_point, out->data + out->size);
    out->size += written;
    decoder->offset += (int64_t)size;
    decoder->position += (int64_t)written;
}

static void damage_add(struct decoder *decoder, enum damage_kind kind)
{
    if (crm__array_reserve(decoder->env, (void **)&decoder->damages, &decoder->damage_capacity,
                           decoder->damage_count + 1, sizeof *decoder->damages) < 0) {
        decoder->failed = true;
        return;
    }
    decoder->damages[decoder->damage_count++] =
        (struct damage){decoder->offset, decoder->position, kind};
}

/* How many bytes from the start are whole characters of UTF-8 other than NUL. */
static size_t clean_prefix(const uint8_t *bytes, size_t size)
{
    size_t i = 0;
    while (i < size) {
        if (bytes[i] - 1u < 0x7f) {
            i += ascii_run(bytes + i, size - i);
            continue;
        }
        /* The common three-byte block from U+1000 to U+CFFF, where every continuation is valid. */
        while (size - i >= 3 && bytes[i] - 0xe1u < 0x0c && (bytes[i + 1] & 0xc0) == 0x80 &&
               (bytes[i + 2] & 0xc0) == 0x80)
            i += 3;
        if (i == size || bytes[i] - 1u < 0x7f)
            continue;
        uint32_t code_point;
        size_t step = crm__decode_step(ENCODING_UTF8, bytes + i, size - i, &code_point);
        if (step == 0 || code_point == DECODE_MALFORMED || code_point == 0)
            return i;
        i += step;
    }
    return i;
}
