/* UTF-8: what is accepted decodes to scalar values that encode to the same bytes. */
#include "fuzz.h"

#include "base/text.h"

#include <string.h>

static void check_round_trip(struct text valid)
{
    size_t count = 0;
    for (size_t offset = 0; offset < valid.size; count++) {
        size_t start = offset;
        uint32_t code_point = crm__utf8_next(valid, &offset);
        FUZZ_CHECK(code_point <= 0x10ffff);
        FUZZ_CHECK(code_point < 0xd800 || code_point > 0xdfff);
        char bytes[4];
        size_t size = crm__utf8_encode(code_point, bytes);
        FUZZ_CHECK(size == offset - start);
        FUZZ_CHECK(memcmp(bytes, valid.data + start, size) == 0);
    }
    FUZZ_CHECK(crm__utf8_count(valid) == count);
    FUZZ_CHECK(crm__utf8_width(valid) <= 2 * count);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct text all = {(const char *)data, size};
    struct text valid = {all.data, crm__utf8_valid_prefix(all)};
    FUZZ_CHECK(valid.size <= size);
    FUZZ_CHECK(crm__utf8_valid_prefix(valid) == valid.size);
    check_round_trip(valid);

    struct text trimmed = crm__text_trim(valid);
    FUZZ_CHECK(crm__utf8_valid_prefix(trimmed) == trimmed.size);
    FUZZ_CHECK(crm__text_equal(crm__text_trim(trimmed), trimmed));
    return 0;
}
