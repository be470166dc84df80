/* Slices of text. */
#include "base/text.h"
#include "suite.h"

START_TEST(sized_text_understands_nul_and_null)
{
    ck_assert_uint_eq(crm__text_sized("客户", CRM_NUL).size, 6);
    ck_assert_uint_eq(crm__text_sized("abc", 2).size, 2);
    ck_assert_uint_eq(crm__text_sized(NULL, CRM_NUL).size, 0);
    ck_assert_uint_eq(crm__text_sized(NULL, 9).size, 0);
    ck_assert_ptr_null(crm__text_of(NULL).data);
}
END_TEST

START_TEST(empty_texts_are_equal_whatever_their_pointer)
{
    ck_assert(crm__text_equal(TEXT_NONE, TEXT("")));
    ck_assert(crm__text_is(TEXT_NONE, ""));
    ck_assert(!crm__text_is(TEXT("a"), ""));
    ck_assert_int_eq(crm__text_compare(TEXT_NONE, TEXT("")), 0);
}
END_TEST

START_TEST(order_is_by_unsigned_bytes_and_then_length)
{
    ck_assert_int_eq(crm__text_compare(TEXT("a"), TEXT("客")), -1);
    ck_assert_int_eq(crm__text_compare(TEXT("ab"), TEXT("a")), 1);
    ck_assert_int_eq(crm__text_compare(TEXT_NONE, TEXT("a")), -1);
    ck_assert_int_eq(crm__text_compare(TEXT("b"), TEXT("a")), 1);
}
END_TEST

START_TEST(prefix_and_suffix_include_the_empty_one)
{
    ck_assert(crm__text_starts(TEXT("上海市"), TEXT("上海")));
    ck_assert(crm__text_ends(TEXT("上海市"), TEXT("市")));
    ck_assert(crm__text_starts(TEXT_NONE, TEXT_NONE));
    ck_assert(crm__text_ends(TEXT("a"), TEXT_NONE));
    ck_assert(!crm__text_starts(TEXT("a"), TEXT("ab")));
    ck_assert(!crm__text_ends(TEXT("b"), TEXT("ab")));
}
END_TEST

START_TEST(find_starts_where_told_and_says_when_absent)
{
    struct text a = TEXT("abcabc");
    ck_assert_uint_eq(crm__text_find(a, TEXT("bc"), 0), 1);
    ck_assert_uint_eq(crm__text_find(a, TEXT("bc"), 2), 4);
    ck_assert_uint_eq(crm__text_find(a, TEXT("bc"), 5), SIZE_MAX);
    ck_assert_uint_eq(crm__text_find(a, TEXT_NONE, 6), 6);
    ck_assert_uint_eq(crm__text_find(a, TEXT_NONE, 7), SIZE_MAX);
    ck_assert_uint_eq(crm__text_find(TEXT_NONE, TEXT("a"), 0), SIZE_MAX);
    ck_assert_uint_eq(crm__text_find(TEXT_NONE, TEXT_NONE, 0), 0);
}
END_TEST

START_TEST(nocase_folds_ascii_letters_only)
{
    ck_assert(crm__text_equal_nocase(TEXT("E-Mail"), TEXT("e-mAIL")));
    ck_assert(!crm__text_equal_nocase(TEXT("É"), TEXT("é")));
    ck_assert(!crm__text_equal_nocase(TEXT("@"), TEXT("`")));
    ck_assert(!crm__text_equal_nocase(TEXT("["), TEXT("{")));
    ck_assert(!crm__text_equal_nocase(TEXT("a"), TEXT("ab")));
}
END_TEST

START_TEST(trim_takes_unicode_white_space_off_both_ends)
{
    ck_assert(crm__text_is(crm__text_trim(TEXT(" \t\r\n张 三\v\f ")), "张 三"));
    ck_assert(
        crm__text_is(crm__text_trim(TEXT("\u3000\u00a0\u2003李四\u205f\u1680\u2028")), "李四"));
    ck_assert_uint_eq(crm__text_trim(TEXT(" \u3000 ")).size, 0);
    ck_assert_uint_eq(crm__text_trim(TEXT_NONE).size, 0);
    /* U+200B and the bytes 80 and 85 at the end of other characters are not white space. */
    ck_assert(crm__text_is(crm__text_trim(TEXT("\u200b")), "\u200b"));
    ck_assert(crm__text_is(crm__text_trim(TEXT("\u0105")), "\u0105"));
    ck_assert(crm__text_is(crm__text_trim(TEXT("\u8000")), "\u8000"));
}
END_TEST

START_TEST(slices_are_clamped)
{
    ck_assert(crm__text_is(crm__text_slice(TEXT("abcd"), 1, 3), "bc"));
    ck_assert(crm__text_is(crm__text_slice(TEXT("abcd"), 2, 99), "cd"));
    ck_assert_uint_eq(crm__text_slice(TEXT("abcd"), 3, 1).size, 0);
    ck_assert_uint_eq(crm__text_slice(TEXT_NONE, 1, 2).size, 0);
}
END_TEST

START_TEST(check_names_the_bad_byte)
{
    struct env env;
    crm__env_init(&env, NULL);
    ck_assert_int_eq(crm__text_check(&env, TEXT("客户 ok"), "name"), CRM_OK);
    ck_assert_int_eq(crm__text_check(&env, TEXT_NONE, "name"), CRM_OK);
    ck_assert_int_eq(crm__text_check(&env, TEXT("ab\xff"), "name"), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "name: not UTF-8 at byte 2 (0xff)");
    ck_assert_int_eq(crm__text_check(&env, TEXT("a\0b"), "name"), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "name: a NUL at byte 1");
}
END_TEST

START_TEST(nearest_finds_what_was_meant)
{
    static const char *const fields[] = {"email", "phone", "full_name", "客户等级", "name"};
    ck_assert_uint_eq(crm__text_nearest(TEXT("emial"), fields, 5), 0);
    ck_assert_uint_eq(crm__text_nearest(TEXT("PHONE"), fields, 5), 1);
    ck_assert_uint_eq(crm__text_nearest(TEXT("fullname"), fields, 5), 2);
    ck_assert_uint_eq(crm__text_nearest(TEXT("客户等"), fields, 5), 3);
    ck_assert_uint_eq(crm__text_nearest(TEXT("nane"), fields, 5), 4);
}
END_TEST

START_TEST(nearest_suggests_nothing_far_fetched)
{
    static const char *const fields[] = {"email", "id"};
    ck_assert_uint_eq(crm__text_nearest(TEXT("address"), fields, 2), SIZE_MAX);
    ck_assert_uint_eq(crm__text_nearest(TEXT("ab"), fields, 2), SIZE_MAX);
    ck_assert_uint_eq(crm__text_nearest(TEXT_NONE, fields, 2), SIZE_MAX);
    ck_assert_uint_eq(crm__text_nearest(TEXT("email"), fields, 0), SIZE_MAX);
    ck_assert_uint_eq(crm__text_nearest(TEXT("em\xffil"), fields, 2), SIZE_MAX);
}
END_TEST

START_TEST(nearest_ignores_names_too_long_to_be_meant)
{
    char wrong[1000];
    for (size_t i = 0; i < sizeof wrong; i++)
        wrong[i] = 'a';
    static const char *const fields[] = {"aaaa"};
    struct text text = {wrong, sizeof wrong};
    ck_assert_uint_eq(crm__text_nearest(text, fields, 1), SIZE_MAX);
    text.size = 65;
    ck_assert_uint_eq(crm__text_nearest(text, fields, 1), SIZE_MAX);
}
END_TEST

START_TEST(the_first_of_two_equally_near_wins)
{
    static const char *const fields[] = {"stage", "state"};
    ck_assert_uint_eq(crm__text_nearest(TEXT("stale"), fields, 2), 0);
    ck_assert_uint_eq(crm__text_nearest(TEXT("state"), fields, 2), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base text");
    TCase *tests = tcase_create("text");
    tcase_add_test(tests, sized_text_understands_nul_and_null);
    tcase_add_test(tests, empty_texts_are_equal_whatever_their_pointer);
    tcase_add_test(tests, order_is_by_unsigned_bytes_and_then_length);
    tcase_add_test(tests, prefix_and_suffix_include_the_empty_one);
    tcase_add_test(tests, find_starts_where_told_and_says_when_absent);
    tcase_add_test(tests, nocase_folds_ascii_letters_only);
    tcase_add_test(tests, trim_takes_unicode_white_space_off_both_ends);
    tcase_add_test(tests, slices_are_clamped);
    tcase_add_test(tests, check_names_the_bad_byte);
    tcase_add_test(tests, nearest_finds_what_was_meant);
    tcase_add_test(tests, nearest_suggests_nothing_far_fetched);
    tcase_add_test(tests, nearest_ignores_names_too_long_to_be_meant);
    tcase_add_test(tests, the_first_of_two_equally_near_wins);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
