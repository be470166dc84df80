/* Detection of encodings, and streaming decoders. */
#include "format/encoding.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;
static struct buffer out;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    crm__buffer_init(&out, &env);
}

static void teardown(void)
{
    crm__buffer_free(&out);
    ck_assert_uint_eq(heap.live, 0);
}

static struct encoding_guess detect(struct text sample)
{
    return crm__encoding_detect(sample, true);
}

/* Feeds `bytes` in pieces of `step` and expects the text and the number of damages. */
static void expect_decoded(enum encoding encoding, struct text bytes, size_t step,
                           struct text expected, size_t damages)
{
    struct decoder decoder;
    crm__buffer_clear(&out);
    crm__decoder_init(&decoder, &env, encoding, 0);
    for (size_t i = 0; i < bytes.size; i += step)
        ck_assert_int_eq(crm__decoder_feed(&decoder, crm__text_slice(bytes, i, i + step), &out),
                         CRM_OK);
    ck_assert_int_eq(crm__decoder_finish(&decoder, &out), CRM_OK);
    ck_assert_uint_eq(out.size, expected.size);
    ck_assert_mem_eq(out.data, expected.data, expected.size);
    ck_assert_uint_eq(decoder.damage_count, damages);
    for (size_t i = 0; i < damages; i++)
        ck_assert_int_eq(out.data[decoder.damages[i].position], 0x1a);
    ck_assert_int_eq(decoder.offset, (int64_t)bytes.size);
    ck_assert_int_eq(decoder.position, (int64_t)expected.size);
    crm__decoder_free(&decoder);
}

static void expect_decoded_at_any_step(enum encoding encoding, struct text bytes,
                                       struct text expected, size_t damages)
{
    for (size_t step = 1; step <= bytes.size; step++)
        expect_decoded(encoding, bytes, step, expected, damages);
}

START_TEST(a_byte_order_mark_settles_the_encoding)
{
    static const struct {
        struct text sample;
        enum encoding encoding;
        size_t bom_size;
    } cases[] = {
        {{"\xEF\xBB\xBF"
          "a",
          4},
         ENCODING_UTF8,
         3},
        {{"\xFF\xFE"
          "a\0",
          4},
         ENCODING_UTF16LE,
         2},
        {{"\xFE\xFF\0a", 4}, ENCODING_UTF16BE, 2},
        {{"\x84\x31\x95\x33"
          "a",
          5},
         ENCODING_GB18030,
         4},
    };
    for (size_t i = 0; i < 4; i++) {
        struct encoding_guess guess = detect(cases[i].sample);
        ck_assert_int_eq(guess.encoding, cases[i].encoding);
        ck_assert_uint_eq(guess.bom_size, cases[i].bom_size);
        ck_assert_int_eq(guess.confidence, 100);
    }
}
END_TEST

START_TEST(valid_utf8_is_utf8_with_certainty)
{
    ck_assert_int_eq(detect(TEXT("姓名,电话\n张三,1\n")).encoding, ENCODING_UTF8);
    ck_assert_int_eq(detect(TEXT("姓名,电话\n")).confidence, 100);
    ck_assert_int_eq(detect(TEXT("name,phone\n")).encoding, ENCODING_UTF8);
    ck_assert_int_eq(detect(TEXT_NONE).encoding, ENCODING_UTF8);
}
END_TEST

START_TEST(a_sample_that_cuts_a_character_is_still_utf8)
{
    struct text cut = crm__text_slice(TEXT("姓名"), 0, 5);
    ck_assert_int_eq(crm__encoding_detect(cut, false).confidence, 100);
    ck_assert_int_lt(crm__encoding_detect(cut, true).confidence, 50);
}
END_TEST

/* "姓名,电话\n张三,北京\n" in GBK. */
#define GBK_SAMPLE "\xd0\xd5\xc3\xfb,\xb5\xe7\xbb\xb0\n\xd5\xc5\xc8\xfd,\xb1\xb1\xbe\xa9\n"

START_TEST(chinese_in_gbk_is_found_and_trusted)
{
    struct encoding_guess guess = detect(TEXT(GBK_SAMPLE));
    ck_assert_int_eq(guess.encoding, ENCODING_GB18030);
    ck_assert_int_ge(guess.confidence, 90);
}
END_TEST

START_TEST(latin1_is_not_taken_for_chinese_with_confidence)
{
    /* "Müller,Größe" and "Café,Zoë" in Latin-1 */
    ck_assert_int_lt(detect(TEXT("M\xfcller,Gr\xf6\xdf"
                                 "e\n"))
                         .confidence,
                     50);
    ck_assert_int_lt(detect(TEXT("Caf\xe9,Zo\xeb\n")).confidence, 50);
}
END_TEST

START_TEST(shift_jis_is_not_taken_for_chinese_with_confidence)
{
    /* 名前,電話番号 アイウエオ in Shift-JIS */
    ck_assert_int_lt(detect(TEXT("\x96\xbc\x91\x4f,\x93\x64\x98\x62\x94\xd4\x8d\x86 "
                                 "\x83\x41\x83\x43\x83\x45\x83\x47\x83\x49\n"))
                         .confidence,
                     50);
}
END_TEST

START_TEST(utf16_without_mark_is_found_in_both_orders)
{
    static const char le[] = "n\0a\0m\0e\0,\0\x35\x75\xdd\x8b\n\0\x20\x5f,\0"
                             "1\0\n\0";
    char be[sizeof le - 1];
    for (size_t i = 0; i < sizeof be; i++)
        be[i] = le[i ^ 1];
    ck_assert_int_eq(detect((struct text){le, sizeof be}).encoding, ENCODING_UTF16LE);
    ck_assert_int_eq(detect((struct text){be, sizeof be}).encoding, ENCODING_UTF16BE);
    ck_assert_int_ge(detect((struct text){le, sizeof be}).confidence, 80);
}
END_TEST

START_TEST(a_stray_nul_does_not_make_utf16)
{
    ck_assert_int_eq(detect((struct text){"name,phone\nA\0B,12345678\nC,9\n", 28}).encoding,
                     ENCODING_UTF8);
}
END_TEST

START_TEST(utf8_with_few_bad_bytes_stays_utf8)
{
    struct encoding_guess guess = detect(TEXT("客户名称,电话\n张\xff三,上海市浦东新区\n"));
    ck_assert_int_eq(guess.encoding, ENCODING_UTF8);
    ck_assert_int_ge(guess.confidence, 50);
}
END_TEST

START_TEST(encodings_are_found_by_their_usual_names)
{
    enum encoding found;
    ck_assert_int_eq(crm__encoding_find(&env, TEXT("GBK"), &found), CRM_OK);
    ck_assert_int_eq(found, ENCODING_GB18030);
    ck_assert_int_eq(crm__encoding_find(&env, TEXT("UTF8"), &found), CRM_OK);
    ck_assert_int_eq(found, ENCODING_UTF8);
    ck_assert_str_eq(crm__encoding_name(ENCODING_UTF16BE), "UTF-16BE");
}
END_TEST

START_TEST(a_wrong_encoding_name_is_told_what_was_meant)
{
    enum encoding found;
    ck_assert_int_eq(crm__encoding_find(&env, TEXT("gb18003"), &found), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no encoding 'gb18003'; did you mean 'gb18030'?");
    ck_assert_int_eq(crm__encoding_find(&env, TEXT("klingon"), &found), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no encoding 'klingon'; there are utf-8, utf-16le, "
                                        "utf-16be, gb18030, latin-1");
}
END_TEST

START_TEST(gb18030_decodes_one_two_and_four_bytes_at_any_step)
{
    /* a 张 € U+00A5 U+20000 U+FFFD U+10FFFF */
    expect_decoded_at_any_step(ENCODING_GB18030,
                               TEXT("a\xd5\xc5\xa2\xe3\x81\x30\x84\x36\x95\x32\x82\x36\x84\x31"
                                    "\xa4\x37\xe3\x32\x9a\x35"),
                               TEXT("a张€\xc2\xa5\xf0\xa0\x80\x80\xef\xbf\xbd\xf4\x8f\xbf\xbf"), 0);
}
END_TEST

START_TEST(gb18030_damage_takes_one_byte_so_line_ends_survive)
{
    expect_decoded_at_any_step(ENCODING_GB18030, TEXT("\xd5\n\xff,\x80\x81\x30\n\x81\x30\x81\x0a"),
                               TEXT("\x1a\n\x1a,\x1a\x1a"
                                    "0\n\x1a"
                                    "0\x1a\n"),
                               6);
}
END_TEST

START_TEST(gb18030_codes_beyond_unicode_are_damage)
{
    expect_decoded_at_any_step(ENCODING_GB18030, TEXT("\xe3\x32\x9a\x36z"),
                               TEXT("\x1a"
                                    "2\x1a"
                                    "6z"),
                               2);
}
END_TEST

START_TEST(utf16_decodes_pairs_of_surrogates_at_any_step)
{
    expect_decoded_at_any_step(
        ENCODING_UTF16LE, (struct text){"a\0\x20\x5f\x3d\xd8\x00\xde\n\0", 10}, TEXT("a张😀\n"), 0);
    expect_decoded_at_any_step(
        ENCODING_UTF16BE, (struct text){"\0a\x5f\x20\xd8\x3d\xde\x00\0\n", 10}, TEXT("a张😀\n"), 0);
}
END_TEST

START_TEST(lone_surrogates_nuls_and_an_odd_byte_are_damage)
{
    expect_decoded_at_any_step(ENCODING_UTF16LE,
                               (struct text){"\x3d\xd8"
                                             "a\0"
                                             "\x00\xde"
                                             "\0\0"
                                             "b\0"
                                             "c",
                                             11},
                               TEXT("\x1a"
                                    "a"
                                    "\x1a\x1a"
                                    "b"
                                    "\x1a"),
                               4);
}
END_TEST

START_TEST(latin1_takes_every_byte_but_nul)
{
    expect_decoded_at_any_step(ENCODING_LATIN1, (struct text){"M\xfc\0\xff", 4}, TEXT("Mü\x1aÿ"),
                               1);
}
END_TEST

START_TEST(utf8_is_strict_at_any_step)
{
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("a张三😀é"), TEXT("a张三😀é"), 0);
    /* overlong, surrogate, too large, stray continuation, cut */
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("\xc0\xaf"), TEXT("\x1a\x1a"), 2);
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("\xed\xa0\x80"), TEXT("\x1a\x1a\x1a"), 3);
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("\xf4\x90\x80\x80"), TEXT("\x1a\x1a\x1a\x1a"),
                               4);
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("x\x80y"), TEXT("x\x1ay"), 1);
    expect_decoded_at_any_step(ENCODING_UTF8, TEXT("张\xe5\xbc"), TEXT("张\x1a"), 1);
}
END_TEST

START_TEST(repair_in_place_agrees_with_the_decoder)
{
    static const char dirty[] = "0123456789abcdef0123456789abcdef\xff张\0三\xe5\n\xf0\x9f\x98";
    struct text bytes = {dirty, sizeof dirty - 1};
    for (size_t from = 0; from < bytes.size; from++) {
        char block[sizeof dirty];
        struct text part = crm__text_slice(bytes, from, bytes.size);
        memcpy(block, part.data, part.size);
        struct decoder repairer, decoder;
        crm__decoder_init(&repairer, &env, ENCODING_UTF8, 0);
        crm__decoder_init(&decoder, &env, ENCODING_UTF8, 0);
        size_t size = part.size;
        ck_assert_int_eq(crm__decoder_repair(&repairer, block, &size, false), CRM_OK);
        crm__buffer_clear(&out);
        ck_assert_int_eq(crm__decoder_feed(&decoder, part, &out), CRM_OK);
        ck_assert_uint_eq(size, out.size);
        ck_assert_mem_eq(block, out.data, size);
        ck_assert_uint_eq(repairer.damage_count, decoder.damage_count);
        for (size_t i = 0; i < decoder.damage_count; i++) {
            ck_assert_int_eq(repairer.damages[i].offset, decoder.damages[i].offset);
            ck_assert_int_eq(repairer.damages[i].position, decoder.damages[i].position);
            ck_assert_int_eq(repairer.damages[i].kind, decoder.damages[i].kind);
        }
        crm__decoder_free(&repairer);
        crm__decoder_free(&decoder);
    }
}
END_TEST

START_TEST(repair_at_the_end_is_one_damage_for_what_is_cut)
{
    char block[] = "ab\xf0\x9f\x98";
    size_t size = 5;
    struct decoder decoder;
    crm__decoder_init(&decoder, &env, ENCODING_UTF8, 0);
    ck_assert_int_eq(crm__decoder_repair(&decoder, block, &size, true), CRM_OK);
    ck_assert_uint_eq(size, 3);
    ck_assert_mem_eq(block, "ab\x1a", 3);
    ck_assert_uint_eq(decoder.damage_count, 1);
    ck_assert_int_eq(decoder.damages[0].kind, DAMAGE_CUT);
    ck_assert_int_eq(decoder.offset, 5);
    crm__decoder_free(&decoder);
}
END_TEST

START_TEST(strict_decoding_names_byte_and_line)
{
    ck_assert_int_eq(crm__decode(&env, TEXT("a\r\nb\nc\xffz"), ENCODING_UTF8, &out), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "byte 6 is not valid UTF-8");
    ck_assert_int_eq(env.error.line, 3);
    ck_assert_uint_eq(out.size, 0);
    crm__error_clear(&env);
    ck_assert_int_eq(crm__decode(&env, (struct text){"a\0", 2}, ENCODING_UTF8, &out),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "byte 1 is NUL");
    crm__error_clear(&env);
    ck_assert_int_eq(crm__decode(&env, TEXT("\n\xd5"), ENCODING_GB18030, &out), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "the input ends within a character at byte 1");
    ck_assert_int_eq(env.error.line, 2);
}
END_TEST

START_TEST(strict_decoding_appends_sound_text)
{
    crm__buffer_cstr(&out, "> ");
    ck_assert_int_eq(crm__decode(&env, TEXT(GBK_SAMPLE), ENCODING_GB18030, &out), CRM_OK);
    ck_assert_str_eq(out.data, "> 姓名,电话\n张三,北京\n");
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    for (size_t fail_at = 1;; fail_at++) {
        heap = (struct test_heap){.fail_at = fail_at};
        struct buffer text;
        crm__buffer_init(&text, &env);
        crm__error_clear(&env);
        crm_status status =
            crm__decode(&env, TEXT("\xd5\xc5\xc8\xfd\xff"), ENCODING_GB18030, &text);
        crm__buffer_free(&text);
        ck_assert_uint_eq(heap.live, 0);
        if (status == CRM_E_INVALID)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 20);
    }
}
END_TEST

/* --- the way back ----------------------------------------------------------------------------- */

static int32_t out_take(void *context, const void *bytes, size_t size)
{
    crm__buffer_bytes(context, bytes, size);
    return 0;
}

/* Encodes in pieces of `step` bytes and decodes; what comes back is the text. */
static void expect_round_trip(enum encoding encoding, struct text text, size_t step)
{
    struct encoder encoder;
    struct buffer encoded;
    crm__buffer_init(&encoded, &env);
    crm__buffer_clear(&out);
    ck_assert_int_eq(crm__encoder_init(&encoder, &env, encoding, out_take, &encoded), CRM_OK);
    for (size_t i = 0; i < text.size; i += step) {
        struct text piece = crm__text_slice(text, i, i + step);
        ck_assert_int_eq(crm__encoder_write(&encoder, piece.data, piece.size), 0);
    }
    crm__encoder_free(&encoder);
    ck_assert_int_eq(crm__decode(&env, crm__buffer_view(&encoded), encoding, &out), CRM_OK);
    ck_assert_uint_eq(out.size, text.size);
    ck_assert_mem_eq(out.data, text.data, text.size);
    crm__buffer_free(&encoded);
}

START_TEST(every_code_point_survives_encoding)
{
    static const enum encoding encodings[] = {ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE,
                                              ENCODING_GB18030};
    struct buffer all;
    crm__buffer_init(&all, &env);
    for (uint32_t code_point = 1; code_point < 0x110000; code_point++) {
        if (code_point < 0xd800 || code_point > 0xdfff)
            crm__buffer_code_point(&all, code_point);
    }
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        expect_round_trip(encodings[i], crm__buffer_view(&all), 4096);
        expect_round_trip(encodings[i], crm__buffer_view(&all), 4097);
    }
    crm__buffer_free(&all);
}
END_TEST

START_TEST(characters_may_be_cut_anywhere_on_the_way)
{
    for (size_t step = 1; step < 9; step++)
        expect_round_trip(ENCODING_GB18030, TEXT("a\u00e9张\U00020000\U0001F600b"), step);
}
END_TEST

START_TEST(known_characters_have_their_known_codes)
{
    struct encoder encoder;
    crm__buffer_clear(&out);
    ck_assert_int_eq(crm__encoder_init(&encoder, &env, ENCODING_GB18030, out_take, &out), CRM_OK);
    ck_assert_int_eq(crm__encoder_write(&encoder, "张\U00020000", 7), 0);
    crm__encoder_free(&encoder);
    ck_assert_uint_eq(out.size, 6);
    ck_assert_mem_eq(out.data, "\xd5\xc5\x95\x32\x82\x36", 6);
}
END_TEST

START_TEST(latin_1_cannot_hold_every_character_and_is_refused)
{
    struct encoder encoder;
    ck_assert_int_eq(crm__encoder_init(&encoder, &env, ENCODING_LATIN1, out_take, &out),
                     CRM_E_UNSUPPORTED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/encoding");
    TCase *tests = tcase_create("encoding");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_byte_order_mark_settles_the_encoding);
    tcase_add_test(tests, valid_utf8_is_utf8_with_certainty);
    tcase_add_test(tests, a_sample_that_cuts_a_character_is_still_utf8);
    tcase_add_test(tests, chinese_in_gbk_is_found_and_trusted);
    tcase_add_test(tests, latin1_is_not_taken_for_chinese_with_confidence);
    tcase_add_test(tests, shift_jis_is_not_taken_for_chinese_with_confidence);
    tcase_add_test(tests, utf16_without_mark_is_found_in_both_orders);
    tcase_add_test(tests, a_stray_nul_does_not_make_utf16);
    tcase_add_test(tests, utf8_with_few_bad_bytes_stays_utf8);
    tcase_add_test(tests, encodings_are_found_by_their_usual_names);
    tcase_add_test(tests, a_wrong_encoding_name_is_told_what_was_meant);
    tcase_add_test(tests, gb18030_decodes_one_two_and_four_bytes_at_any_step);
    tcase_add_test(tests, gb18030_damage_takes_one_byte_so_line_ends_survive);
    tcase_add_test(tests, gb18030_codes_beyond_unicode_are_damage);
    tcase_add_test(tests, utf16_decodes_pairs_of_surrogates_at_any_step);
    tcase_add_test(tests, lone_surrogates_nuls_and_an_odd_byte_are_damage);
    tcase_add_test(tests, latin1_takes_every_byte_but_nul);
    tcase_add_test(tests, utf8_is_strict_at_any_step);
    tcase_add_test(tests, repair_in_place_agrees_with_the_decoder);
    tcase_add_test(tests, repair_at_the_end_is_one_damage_for_what_is_cut);
    tcase_add_test(tests, strict_decoding_names_byte_and_line);
    tcase_add_test(tests, strict_decoding_appends_sound_text);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    tcase_add_test(tests, every_code_point_survives_encoding);
    tcase_add_test(tests, characters_may_be_cut_anywhere_on_the_way);
    tcase_add_test(tests, known_characters_have_their_known_codes);
    tcase_add_test(tests, latin_1_cannot_hold_every_character_and_is_refused);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
