/* Folding of width and case. */
#include "base/text.h"
#include "suite.h"

static struct env env;
static struct buffer buffer;

static void setup(void)
{
    crm__env_init(&env, NULL);
    crm__buffer_init(&buffer, &env);
}

static void teardown(void)
{
    crm__buffer_free(&buffer);
}

static const char *folded(const char *text)
{
    crm__buffer_clear(&buffer);
    crm__buffer_fold(&buffer, crm__text_of(text));
    return buffer.data;
}

START_TEST(full_width_forms_become_ascii)
{
    ck_assert_str_eq(folded("ＡＢＣ１２３　＠～！"), "abc123 @~!");
    ck_assert_uint_eq(crm__code_point_narrow(0xff00), 0xff00);
    ck_assert_uint_eq(crm__code_point_narrow(0xff5f), 0xff5f);
}
END_TEST

START_TEST(case_folds_in_latin_greek_and_cyrillic)
{
    ck_assert_str_eq(folded("ÀÉÎÕÜŸŽ Łódź"), "àéîõüÿž łódź");
    ck_assert_str_eq(folded("ΑΒΓΔ ΣΊΣΥΦΟΣ ς"), "αβγδ σίσυφοσ σ");
    ck_assert_str_eq(folded("ПРИВЕТ ЁЖ Ђ"), "привет ёж ђ");
    ck_assert_str_eq(folded("ẞ İ ǅ"), "ß İ ǆ");
}
END_TEST

START_TEST(what_has_no_case_stays)
{
    ck_assert_str_eq(folded("客户 张三 ñ ß × ÷ 한국 😀"), "客户 张三 ñ ß × ÷ 한국 😀");
    ck_assert_uint_eq(crm__code_point_fold('@'), '@');
    ck_assert_uint_eq(crm__code_point_fold('['), '[');
    ck_assert_uint_eq(crm__code_point_fold(0x10ffff), 0x10ffff);
}
END_TEST

START_TEST(folding_twice_changes_nothing_more)
{
    size_t wrong = 0;
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        uint32_t once = crm__code_point_fold(code_point);
        wrong += crm__code_point_fold(once) != once;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(lower_touches_ascii_only)
{
    crm__buffer_lower(&buffer, TEXT("ABC-É-客-Z@["));
    ck_assert_str_eq(buffer.data, "abc-É-客-z@[");
}
END_TEST

START_TEST(spaces_are_those_that_trim_takes)
{
    size_t wrong = 0;
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        char bytes[4];
        struct text text = {bytes, crm__utf8_encode(code_point, bytes)};
        wrong += crm__code_point_is_space(code_point) != (crm__text_trim(text).size == 0);
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base fold");
    TCase *tests = tcase_create("fold");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, full_width_forms_become_ascii);
    tcase_add_test(tests, case_folds_in_latin_greek_and_cyrillic);
    tcase_add_test(tests, what_has_no_case_stays);
    tcase_add_test(tests, folding_twice_changes_nothing_more);
    tcase_add_test(tests, lower_touches_ascii_only);
    tcase_add_test(tests, spaces_are_those_that_trim_takes);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
