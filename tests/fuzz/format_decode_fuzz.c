/*
 * Encodings: whatever the bytes and however they are cut, decoding gives valid UTF-8 without NUL,
 * and notes damage exactly where the strict decoder refuses.
 */
#include "fuzz.h"

#include "format/encoding.h"

#include <string.h>

static void decode(struct env *env, enum encoding encoding, struct text bytes, size_t chunk,
                   struct buffer *out, size_t *damages_out)
{
    struct decoder decoder;
    crm__decoder_init(&decoder, env, encoding, 0);
    for (size_t from = 0; from < bytes.size; from += chunk)
        FUZZ_CHECK(crm__decoder_feed(&decoder, crm__text_slice(bytes, from, from + chunk), out) ==
                   CRM_OK);
    FUZZ_CHECK(crm__decoder_finish(&decoder, out) == CRM_OK);
    *damages_out = decoder.damage_count;
    for (size_t i = 0; i < decoder.damage_count; i++) {
        FUZZ_CHECK(decoder.damages[i].offset < (int64_t)bytes.size);
        FUZZ_CHECK(decoder.damages[i].position < (int64_t)out->size);
        FUZZ_CHECK(out->data[decoder.damages[i].position] == 0x1a);
    }
    crm__decoder_free(&decoder);
}

static void check_encoding(struct env *env, enum encoding encoding, struct text bytes)
{
    struct buffer whole;
    struct buffer cut;
    crm__buffer_init(&whole, env);
    crm__buffer_init(&cut, env);
    size_t damages;
    size_t cut_damages;
    decode(env, encoding, bytes, bytes.size + 1, &whole, &damages);
    decode(env, encoding, bytes, 3, &cut, &cut_damages);

    struct text text = crm__buffer_view(&whole);
    FUZZ_CHECK(crm__text_equal(text, crm__buffer_view(&cut)));
    FUZZ_CHECK(damages == cut_damages);
    FUZZ_CHECK(crm__utf8_valid_prefix(text) == text.size);
    FUZZ_CHECK(text.size == 0 || !memchr(text.data, '\0', text.size));

    crm__buffer_clear(&cut);
    crm_status strict = crm__decode(env, bytes, encoding, &cut);
    FUZZ_CHECK(strict == (damages ? CRM_E_INVALID : CRM_OK));
    crm__buffer_free(&whole);
    crm__buffer_free(&cut);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct env env;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    struct text bytes = {(const char *)data, size};
    struct encoding_guess guess = crm__encoding_detect(bytes, true);
    FUZZ_CHECK(guess.encoding > ENCODING_DETECT && guess.encoding < ENCODING_COUNT);
    FUZZ_CHECK(guess.confidence >= 0 && guess.confidence <= 100);
    FUZZ_CHECK(guess.bom_size <= size);
    for (int encoding = ENCODING_UTF8; encoding < ENCODING_COUNT; encoding++)
        check_encoding(&env, (enum encoding)encoding, bytes);
    return 0;
}
