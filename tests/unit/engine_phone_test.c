/* Phone numbers as typed. */
#include "engine/phone.h"
#include "suite.h"

#include "noise.h"

static struct phone clean(const char *typed, const char *region)
{
    struct phone phone;
    crm__phone_clean(crm__text_of(typed), crm__text_of(region), &phone);
    return phone;
}

static void check_e164(const char *typed, const char *region, const char *e164)
{
    struct phone phone = clean(typed, region);
    ck_assert_msg(strcmp(phone.e164, e164) == 0, "'%s' in '%s' gives '%s' (%s), not '%s'", typed,
                  region, phone.e164, crm__phone_reason_name(phone.reason), e164);
}

static void check_reason(const char *typed, const char *region, enum phone_reason reason)
{
    struct phone phone = clean(typed, region);
    ck_assert_msg(phone.reason == reason, "'%s' in '%s' is %s, not %s", typed, region,
                  crm__phone_reason_name(phone.reason), crm__phone_reason_name(reason));
    ck_assert_int_eq(phone.level, PHONE_INVALID);
    ck_assert_str_eq(phone.e164, "");
}

START_TEST(every_spelling_of_one_mobile_gives_one_e164)
{
    static const char *const spellings[] = {
        "13912345678",        "139 1234 5678",     "139-1234-5678",   "+8613912345678",
        "+86 139 1234 5678",  "86-13912345678",    "0086 13912345678", "8613912345678",
        "(+86)139-1234-5678", "（86）13912345678", "１３９１２３４５６７８", "＋８６ １３９ １２３４ ５６７８",
        "手机：13912345678",  "Tel: 139.1234.5678", "电话13912345678", "013912345678",
        "139—1234—5678",      "\xE2\x80\xAD" "13912345678" "\xE2\x80\xAC",
    };
    for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
        check_e164(spellings[i], "CN", "+8613912345678");
}
END_TEST

START_TEST(a_mobile_has_its_type_region_and_display_forms)
{
    struct phone phone = clean("13912345678", "CN");
    ck_assert_int_eq(phone.level, PHONE_VALID);
    ck_assert_int_eq(phone.type, PHONE_MOBILE);
    ck_assert_str_eq(phone.region, "CN");
    ck_assert_int_eq(phone.calling_code, 86);
    ck_assert_str_eq(phone.national, "139 1234 5678");
    ck_assert_str_eq(phone.international, "+86 139 1234 5678");
}
END_TEST

START_TEST(mobile_segments_follow_the_plan)
{
    check_e164("16512345678", "CN", "+8616512345678");
    check_e164("19212345678", "CN", "+8619212345678");
    check_e164("17405123456", "CN", "+8617405123456");
    check_reason("17406123456", "CN", PHONE_BAD_PREFIX);
    check_reason("15412345678", "CN", PHONE_BAD_PREFIX);
    check_reason("14612345678", "CN", PHONE_BAD_PREFIX);
    check_reason("16312345678", "CN", PHONE_BAD_PREFIX);
    check_reason("1391234567", "CN", PHONE_BAD_LENGTH);
    check_reason("139123456789", "CN", PHONE_BAD_LENGTH);
}
END_TEST

START_TEST(land_lines_need_their_area_and_its_length)
{
    struct phone phone = clean("010-6552 9988", "CN");
    ck_assert_str_eq(phone.e164, "+861065529988");
    ck_assert_int_eq(phone.type, PHONE_FIXED_LINE);
    ck_assert_str_eq(phone.national, "010 6552 9988");
    ck_assert_str_eq(phone.international, "+86 10 6552 9988");
    check_e164("0571-88886666", "CN", "+8657188886666");
    check_e164("(0572)2058888", "CN", "+865722058888");
    check_e164("86-21-61234567", "CN", "+862161234567");
    check_reason("0571-8888666", "CN", PHONE_BAD_LENGTH);
    check_reason("0572-20588888", "CN", PHONE_BAD_LENGTH);
    check_reason("0340-2058888", "CN", PHONE_BAD_PREFIX);
    check_reason("65529988", "CN", PHONE_BAD_PREFIX);
}
END_TEST

START_TEST(service_numbers_are_valid_and_say_so)
{
    struct phone phone = clean("400-820-8820", "CN");
    ck_assert_str_eq(phone.e164, "+864008208820");
    ck_assert_int_eq(phone.type, PHONE_SERVICE);
    ck_assert_str_eq(phone.national, "400 820 8820");
    ck_assert_int_eq(clean("95588", "CN").type, PHONE_SERVICE);
    ck_assert_int_eq(clean("021-96110", "CN").type, PHONE_SERVICE);
}
END_TEST

START_TEST(an_extension_is_kept_apart)
{
    static const char *const typed[] = {
        "0571-88886666转801", "0571-88886666 转 801", "0571-88886666分机801", "0571 88886666 ext. 801",
        "0571 88886666 x801", "0571-88886666#801",    "+86 571 88886666;ext=801",
        "0571-88886666（转801）",
    };
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
        check_e164(typed[i], "CN", "+8657188886666");
        ck_assert_str_eq(clean(typed[i], "CN").extension, "801");
    }
}
END_TEST

START_TEST(a_second_number_is_left_for_another_look)
{
    static const char *const typed[] = {
        "13912345678/13812345678", "13912345678、13812345678", "13912345678;13812345678",
        "13912345678 13812345678", "13912345678，13812345678", "13912345678或13812345678",
    };
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
        check_e164(typed[i], "CN", "+8613912345678");
        size_t rest = clean(typed[i], "CN").rest;
        ck_assert_uint_eq(rest, 11);
        struct phone second;
        struct text tail = crm__text_of(typed[i]);
        tail = crm__text_slice(tail, rest, tail.size);
        while (tail.size > 11)
            tail = crm__text_slice(tail, 1, tail.size);
        crm__phone_clean(tail, TEXT("CN"), &second);
        ck_assert_str_eq(second.e164, "+8613812345678");
    }
    ck_assert_uint_eq(clean("021-6123 4567", "CN").rest, 0);
}
END_TEST

START_TEST(other_countries_are_judged_by_their_plans)
{
    check_e164("+44 20 7946 0958", "CN", "+442079460958");
    check_e164("020 7946 0958", "GB", "+442079460958");
    check_e164("+44 (0)20 7946 0958", "", "+442079460958");
    check_e164("(650) 253-0000", "US", "+16502530000");
    check_e164("1-650-253-0000", "US", "+16502530000");
    check_e164("011 86 139 1234 5678", "US", "+8613912345678");
    check_e164("+39 06 698 12345", "", "+390669812345");
    check_e164("06 698 12345", "IT", "+390669812345");
    check_e164("8 495 123-45-67", "RU", "+74951234567");
    check_e164("06 20 123 4567", "HU", "+36201234567");
    check_e164("+852 6123 4567", "", "+85261234567");
    struct phone phone = clean("+442079460958", "");
    ck_assert_int_eq(phone.level, PHONE_VALID);
    ck_assert_int_eq(phone.type, PHONE_FIXED_LINE);
    ck_assert_str_eq(phone.region, "GB"); /* Jersey, Guernsey and Man share the code */
    phone = clean("+1 (222) 234-5678", "");
    ck_assert_int_eq(phone.level, PHONE_PLAUSIBLE); /* no such area, but there could be one */
    ck_assert_str_eq(phone.region, "");
    ck_assert_int_eq(clean("+1 650 253 0000", "").type, PHONE_FIXED_OR_MOBILE);
    ck_assert_str_eq(clean("+49 30 123456", "").region, "DE");
    ck_assert_str_eq(clean("(613) 555-0199", "CA").region, "CA");
}
END_TEST

START_TEST(letters_and_digits_of_any_script_are_read)
{
    check_e164("1-800-FLOWERS", "US", "+18003569377");
    check_e164("٠١٠٠٢٣٤٥٦٧٨", "EG", "+201002345678");
    check_e164("tel:139-1234-5678;phone-context=+86", "", "+8613912345678");
    ck_assert_str_eq(clean("٠١٠٠٢٣٤٥٦٧٨ ext ٤٢", "EG").extension, "42");
    check_reason("139a12345678", "CN", PHONE_BAD_CHARACTER);
    check_reason("139****5678", "CN", PHONE_BAD_CHARACTER);
}
END_TEST

START_TEST(what_cannot_be_dialled_says_why)
{
    check_reason("", "CN", PHONE_EMPTY);
    check_reason("  ", "CN", PHONE_EMPTY);
    check_reason("无", "CN", PHONE_EMPTY);
    check_reason("13912345678", "", PHONE_NO_COUNTRY);
    check_reason("13912345678", "XX", PHONE_BAD_REGION);
    check_reason("+999 1234 5678", "CN", PHONE_BAD_CODE);
    check_reason("139a2345678", "CN", PHONE_BAD_CHARACTER);
    check_reason("139*12345678", "CN", PHONE_BAD_CHARACTER);
    check_reason("1391234567813812345678", "CN", PHONE_TOO_LONG);
    check_reason("+1 650 253 00", "", PHONE_TOO_SHORT);
    check_reason("+1 150 253 0000", "", PHONE_BAD_PREFIX);
    check_reason("+1 222 222 2222", "", PHONE_REPEATED);
    check_reason("00000000000", "CN", PHONE_BAD_PREFIX);
    check_reason("110", "CN", PHONE_TOO_SHORT);
}
END_TEST

START_TEST(cleaning_an_e164_form_changes_nothing)
{
    struct noise noise = {1};
    static const char *const regions[] = {"CN", "US", "GB", "IT", "DE", "HU", "RU", ""};
    size_t good = 0;
    for (int i = 0; i < 20000; i++) {
        char typed[20];
        size_t size = 0;
        if (noise_below(&noise, 2))
            typed[size++] = '+';
        for (int64_t n = 5 + noise_below(&noise, 10); n > 0; n--)
            typed[size++] = (char)('0' + noise_below(&noise, 10));
        typed[size] = '\0';
        struct phone phone = clean(typed, regions[noise_below(&noise, 8)]);
        if (phone.level == PHONE_INVALID)
            continue;
        good++;
        check_e164(phone.e164, "", phone.e164);
        check_e164(phone.international, "CN", phone.e164);
    }
    ck_assert_uint_gt(good, 1000);
}
END_TEST

START_TEST(any_bytes_are_answered)
{
    static const char *const pieces[] = {"+86", "139", "1234", "5678", "转", "/", " ", "-", "(", ")",
                                         "0",   "ext", "、", "：", "分机", ";ext=", "００", "tel:"};
    struct noise noise = {2};
    for (int i = 0; i < 20000; i++) {
        struct text typed = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        struct phone phone;
        crm__phone_clean(typed, TEXT("CN"), &phone);
        ck_assert((phone.level == PHONE_INVALID) == (phone.e164[0] == '\0'));
        ck_assert((phone.level == PHONE_INVALID) == (phone.reason != PHONE_OK));
        ck_assert_uint_le(phone.rest, typed.size);
        free((char *)typed.data);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine phone");
    TCase *tests = tcase_create("phone");
    tcase_add_test(tests, every_spelling_of_one_mobile_gives_one_e164);
    tcase_add_test(tests, a_mobile_has_its_type_region_and_display_forms);
    tcase_add_test(tests, mobile_segments_follow_the_plan);
    tcase_add_test(tests, land_lines_need_their_area_and_its_length);
    tcase_add_test(tests, service_numbers_are_valid_and_say_so);
    tcase_add_test(tests, an_extension_is_kept_apart);
    tcase_add_test(tests, a_second_number_is_left_for_another_look);
    tcase_add_test(tests, other_countries_are_judged_by_their_plans);
    tcase_add_test(tests, letters_and_digits_of_any_script_are_read);
    tcase_add_test(tests, what_cannot_be_dialled_says_why);
    tcase_add_test(tests, cleaning_an_e164_form_changes_nothing);
    tcase_add_test(tests, any_bytes_are_answered);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
