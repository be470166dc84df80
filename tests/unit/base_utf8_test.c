/* UTF-8: validation, decoding, encoding, counting, width. */
#include "base/text.h"
#include "suite.h"

#include <string.h>

START_TEST(every_code_point_survives_encoding_and_decoding)
{
    size_t wrong = 0; /* Checked once at the end: a million assertions are slow. */
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        char bytes[4];
        struct text text = {bytes, crm__utf8_encode(code_point, bytes)};
        bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
        size_t offset = 0;
        wrong += crm__utf8_valid_prefix(text) != (surrogate ? 0 : text.size);
        wrong += crm__utf8_next(text, &offset) != code_point;
        wrong += offset != text.size;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(malformed_sequences_are_found_at_their_offset)
{
    static const char *const bad[] = {
        "\x80",             /* continuation alone */
        "\xc0\x80",         /* overlong NUL */
        "\xc1\xbf",         /* overlong */
        "\xc3",             /* cut */
        "\xc3(",            /* not continued */
        "\xe0\x9f\xbf",     /* overlong */
        "\xe5\xae",         /* cut */
        "\xed\xa0\x80",     /* surrogate */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xf0\x9f\x98",     /* cut */
        "\xf4\x90\x80\x80", /* above U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (size_t before = 0; before < 20; before++) {
            char bytes[64];
            memset(bytes, 'a', sizeof bytes);
            memcpy(bytes + before, bad[i], strlen(bad[i]));
            struct text text = {bytes, before + strlen(bad[i])};
            ck_assert_uint_eq(crm__utf8_valid_prefix(text), before);
        }
    }
}
END_TEST

START_TEST(ascii_and_chinese_mix_is_valid_at_every_alignment)
{
    struct text text = TEXT("abcdefgh张三ijklmnopqrstuv李四wx😀yz");
    for (size_t from = 0; from <= 8; from++) {
        struct text tail = crm__text_slice(text, from, text.size);
        ck_assert_uint_eq(crm__utf8_valid_prefix(tail), tail.size);
    }
    ck_assert_uint_eq(crm__utf8_valid_prefix(TEXT_NONE), 0);
    ck_assert_uint_eq(crm__utf8_count(text), 31);
    ck_assert_uint_eq(crm__utf8_count(TEXT_NONE), 0);
}
END_TEST

START_TEST(decoding_stays_inside_a_cut_slice)
{
    struct text cut = {"\xe5\xae\xa2", 2};
    size_t offset = 0;
    ck_assert_uint_eq(crm__utf8_next(cut, &offset), 0xfffd);
    ck_assert_uint_eq(offset, 2);
}
END_TEST

START_TEST(width_counts_wide_as_two_and_marks_as_none)
{
    ck_assert_uint_eq(crm__utf8_width(TEXT("abc")), 3);
    ck_assert_uint_eq(crm__utf8_width(TEXT("客户")), 4);
    ck_assert_uint_eq(crm__utf8_width(TEXT("ＡＢ")), 4);
    ck_assert_uint_eq(crm__utf8_width(TEXT("ｱ")), 1);
    ck_assert_uint_eq(crm__utf8_width(TEXT("e\u0301")), 1);
    ck_assert_uint_eq(crm__utf8_width(TEXT("é")), 1);
    ck_assert_uint_eq(crm__utf8_width(TEXT("😀")), 2);
    ck_assert_uint_eq(crm__utf8_width(TEXT("한국")), 4);
    ck_assert_uint_eq(crm__utf8_width(TEXT("a\u200bb")), 2);
    ck_assert_uint_eq(crm__utf8_width(TEXT("\t")), 0);
    ck_assert_uint_eq(crm__utf8_width(TEXT_NONE), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base utf8");
    TCase *tests = tcase_create("utf8");
    tcase_add_test(tests, every_code_point_survives_encoding_and_decoding);
    tcase_add_test(tests, malformed_sequences_are_found_at_their_offset);
    tcase_add_test(tests, ascii_and_chinese_mix_is_valid_at_every_alignment);
    tcase_add_test(tests, decoding_stays_inside_a_cut_slice);
    tcase_add_test(tests, width_counts_wide_as_two_and_marks_as_none);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
