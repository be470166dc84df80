/* WeChat ids, registration numbers and web addresses as typed. */
#include "engine/secret.h"
#include "engine/uscc.h"
#include "engine/wechat.h"
#include "engine/weburl.h"
#include "suite.h"

#include "noise.h"

static void check_wechat(const char *typed, enum wechat_kind kind, const char *key)
{
    struct wechat wechat;
    crm__wechat_clean(crm__text_of(typed), TEXT_NONE, &wechat);
    ck_assert_msg(wechat.kind == kind && strcmp(wechat.key, key) == 0, "'%s' is %s '%s' (%s)",
                  typed, crm__wechat_kind_name(wechat.kind), wechat.key,
                  crm__wechat_reason_name(wechat.reason));
}

static void check_wechat_reason(const char *typed, enum wechat_reason reason)
{
    struct wechat wechat;
    crm__wechat_clean(crm__text_of(typed), TEXT_NONE, &wechat);
    ck_assert_msg(wechat.reason == reason, "'%s' is %s", typed,
                  crm__wechat_reason_name(wechat.reason));
}

START_TEST(a_wechat_id_folds_case_and_width)
{
    check_wechat("Alice_Wu-99", WECHAT_ID, "alice_wu-99");
    check_wechat(" ａｌｉｃｅ９９ ", WECHAT_ID, "alice99");
    check_wechat("微信：alice99", WECHAT_ID, "alice99");
    check_wechat("wx: alice99", WECHAT_ID, "alice99");
    check_wechat("wxalice99", WECHAT_ID, "wxalice99");
    check_wechat("wxid_abcdef1234567890123", WECHAT_INTERNAL, "wxid_abcdef1234567890123");
    check_wechat("_alice99", WECHAT_ID, "_alice99");
    check_wechat_reason("_alice99", WECHAT_ODD_START);
}
END_TEST

START_TEST(a_phone_or_qq_number_in_its_place_gets_a_key_of_its_own)
{
    check_wechat("13912345678", WECHAT_PHONE, "+8613912345678");
    check_wechat("+86 139-1234-5678", WECHAT_PHONE, "+8613912345678");
    check_wechat("微信同手机13912345678", WECHAT_NONE, "");
    check_wechat("12345", WECHAT_QQ, "qq:12345");
    check_wechat("qq:3912345678", WECHAT_QQ, "qq:3912345678");
    check_wechat("01234567", WECHAT_NONE, "");
}
END_TEST

START_TEST(what_is_no_wechat_id_says_why)
{
    check_wechat_reason("", WECHAT_EMPTY);
    check_wechat_reason("ab123", WECHAT_TOO_SHORT);
    check_wechat_reason("abcdefghijklmnopqrstu", WECHAT_TOO_LONG);
    check_wechat_reason("1abcdef", WECHAT_BAD_START);
    check_wechat_reason("-abcdef", WECHAT_BAD_START);
    check_wechat_reason("alice.99", WECHAT_BAD_CHARACTER);
    check_wechat_reason("张伟的微信", WECHAT_BAD_CHARACTER);
}
END_TEST

static void check_uscc(const char *typed, enum uscc_reason reason)
{
    struct uscc uscc;
    crm__uscc_clean(crm__text_of(typed), &uscc);
    ck_assert_msg(uscc.reason == reason, "'%s' is %s", typed, crm__uscc_reason_name(uscc.reason));
}

START_TEST(a_credit_code_has_its_parts)
{
    struct uscc uscc;
    crm__uscc_clean(TEXT(" 91350100m000100y43 "), &uscc);
    ck_assert_int_eq(uscc.reason, USCC_OK);
    ck_assert_int_eq(uscc.kind, USCC_CREDIT_CODE);
    ck_assert_str_eq(uscc.key, "91350100M000100Y43");
    ck_assert_str_eq(uscc.region, "350100");
    ck_assert_str_eq(uscc.organisation, "M000100Y4");
    crm__uscc_clean(TEXT("９１３５０１００Ｍ０００１００Ｙ４３"), &uscc);
    ck_assert_str_eq(uscc.key, "91350100M000100Y43");
}
END_TEST

/* Changing any one character of a good code is noticed: 3^i is never 0 modulo 31. */
START_TEST(every_single_typing_error_in_a_credit_code_is_caught)
{
    static const char good[] = "91350100M000100Y43";
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (size_t i = 0; i < sizeof(good) - 1; i++) {
        for (size_t j = 0; j < sizeof(letters) - 1; j++) {
            char typed[sizeof(good)];
            memcpy(typed, good, sizeof(good));
            if (typed[i] == letters[j])
                continue;
            typed[i] = letters[j];
            struct uscc uscc;
            crm__uscc_clean(crm__text_of(typed), &uscc);
            ck_assert_msg(uscc.key[0] == '\0', "%s passes", typed);
        }
    }
}
END_TEST

START_TEST(a_licence_number_obeys_iso_7064)
{
    struct uscc uscc;
    crm__uscc_clean(TEXT("110108000000016"), &uscc);
    ck_assert_int_eq(uscc.reason, USCC_OK);
    ck_assert_int_eq(uscc.kind, USCC_LICENCE_NUMBER);
    ck_assert_str_eq(uscc.region, "110108");
    check_uscc("110108000000017", USCC_BAD_CHECK);
}
END_TEST

static void check_secret(const char *typed, enum secret_kind kind, const char *masked)
{
    struct secret secret;
    crm__secret_find(crm__text_of(typed), &secret);
    ck_assert_msg(secret.kind == kind && strcmp(secret.masked, masked) == 0, "'%s' is %s '%s'",
                  typed, crm__secret_kind_name(secret.kind), secret.masked);
}

START_TEST(numbers_that_nobody_should_see_are_named_and_masked)
{
    check_secret("11010519491231002X", SECRET_RESIDENT_ID, "**************002X");
    check_secret("110105 19491231 002x", SECRET_RESIDENT_ID, "**************002X");
    check_secret("１１０１０５１９４９１２３１００２Ｘ", SECRET_RESIDENT_ID, "**************002X");
    check_secret("110105194912310021", SECRET_NONE, "");
    check_secret("110105194913310021", SECRET_NONE, "");
    check_secret("6222 0202 0000 0000 006", SECRET_BANK_CARD, "***************0006");
    check_secret("4111-1111-1111-1111", SECRET_BANK_CARD, "************1111");
    check_secret("378282246310005", SECRET_BANK_CARD, "***********0005");
    check_secret("4111111111111112", SECRET_NONE, "");
    check_secret("8111111111111112", SECRET_NONE, "");
    check_secret("13912345678", SECRET_NONE, "");
    check_secret("", SECRET_NONE, "");
    check_secret("X", SECRET_NONE, "");
}
END_TEST

START_TEST(what_belongs_into_another_field_is_told_apart)
{
    check_wechat_reason("ann@crm.cn", WECHAT_EMAIL);
    check_wechat_reason("11010519491231002X", WECHAT_RESIDENT_ID);
    check_wechat_reason("4111 1111 1111 1111", WECHAT_BANK_CARD);
    check_wechat("11010519491231002X", WECHAT_NONE, "");
    check_uscc("11010519491231002X", USCC_RESIDENT_ID);
    check_uscc("6222020200000000006", USCC_BANK_CARD);
    check_uscc("91350100M000100Y43", USCC_OK);
}
END_TEST

START_TEST(what_is_no_registration_number_says_why)
{
    struct uscc uscc;
    check_uscc("", USCC_EMPTY);
    check_uscc("91350100M000100Y4", USCC_BAD_LENGTH);
    check_uscc("91350100M000100Y44", USCC_BAD_CHECK);
    check_uscc("913501O0M000100Y43", USCC_BAD_CHARACTER);
    crm__uscc_clean(TEXT("91350100I000100Y43"), &uscc);
    ck_assert_int_eq(uscc.reason, USCC_BAD_CHARACTER);
    ck_assert_uint_eq(uscc.position, 9);
    crm__uscc_clean(TEXT("91471851HRTW5JU3RD"), &uscc);
    ck_assert_int_eq(uscc.reason, USCC_ODD_REGION);
    ck_assert_str_eq(uscc.key, "91471851HRTW5JU3RD");
}
END_TEST

static void check_url(const char *typed, const char *url, const char *host)
{
    struct weburl weburl;
    crm__weburl_clean(crm__text_of(typed), &weburl);
    ck_assert_msg(weburl.reason == WEBURL_OK, "'%s': %s", typed,
                  crm__weburl_reason_name(weburl.reason));
    ck_assert_msg(crm__text_is(weburl.url, url), "'%s' gives %.*s", typed, (int)weburl.url.size,
                  weburl.url.data);
    ck_assert(crm__text_is(weburl.host, host));
}

START_TEST(web_addresses_have_one_normal_form)
{
    check_url("Example.COM", "https://example.com", "example.com");
    check_url("http://www.Example.com:80/", "http://www.example.com", "example.com");
    check_url("HTTPS://crm.cn:443/A?b=C#d", "https://crm.cn/A?b=C#d", "crm.cn");
    check_url("http://crm.cn:8080/a/", "http://crm.cn:8080/a/", "crm.cn");
    check_url("crm.cn?from=http://x", "https://crm.cn?from=http://x", "crm.cn");
    check_url("公司.中国/关于", "https://公司.中国/关于", "公司.中国");
}
END_TEST

START_TEST(what_is_no_web_address_says_why)
{
    static const struct {
        const char *typed;
        enum weburl_reason reason;
    } cases[] = {
        {"", WEBURL_EMPTY},
        {"ftp://crm.cn", WEBURL_BAD_SCHEME},
        {"javascript://crm.cn/%0Aalert(1)", WEBURL_BAD_SCHEME},
        {"http://", WEBURL_BAD_HOST},
        {"http://localhost", WEBURL_BAD_HOST},
        {"http://-a.cn", WEBURL_BAD_HOST},
        {"crm.cn:0", WEBURL_BAD_PORT},
        {"crm.cn:65536", WEBURL_BAD_PORT},
        {"crm.cn:+80", WEBURL_BAD_PORT},
        {"http://crm.cn/a b", WEBURL_BAD_CHARACTER},
        {"http://ann:secret@crm.cn", WEBURL_USER_INFO},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct weburl weburl;
        crm__weburl_clean(crm__text_of(cases[i].typed), &weburl);
        ck_assert_msg(weburl.reason == cases[i].reason, "'%s': %s", cases[i].typed,
                      crm__weburl_reason_name(weburl.reason));
        ck_assert_uint_eq(weburl.url.size, 0);
    }
}
END_TEST

START_TEST(any_bytes_are_answered)
{
    static const char *const pieces[] = {"http://", "www.", "crm", ".cn", ":80", "/", "@", "?",
                                         "wxid_",   "139",  "12345678", "91350100M000100Y43", "微信"};
    struct noise noise = {4};
    for (int i = 0; i < 20000; i++) {
        struct text typed = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        struct wechat wechat;
        struct uscc uscc;
        struct weburl weburl;
        crm__wechat_clean(typed, TEXT_NONE, &wechat);
        ck_assert((wechat.kind == WECHAT_NONE) == (wechat.key[0] == '\0'));
        crm__uscc_clean(typed, &uscc);
        ck_assert(uscc.reason != USCC_OK || uscc.key[0] != '\0');
        crm__weburl_clean(typed, &weburl);
        ck_assert((weburl.reason == WEBURL_OK) == (weburl.host.size > 0));
        free((char *)typed.data);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine identity");
    TCase *tests = tcase_create("identity");
    tcase_add_test(tests, a_wechat_id_folds_case_and_width);
    tcase_add_test(tests, a_phone_or_qq_number_in_its_place_gets_a_key_of_its_own);
    tcase_add_test(tests, what_is_no_wechat_id_says_why);
    tcase_add_test(tests, a_credit_code_has_its_parts);
    tcase_add_test(tests, every_single_typing_error_in_a_credit_code_is_caught);
    tcase_add_test(tests, a_licence_number_obeys_iso_7064);
    tcase_add_test(tests, numbers_that_nobody_should_see_are_named_and_masked);
    tcase_add_test(tests, what_belongs_into_another_field_is_told_apart);
    tcase_add_test(tests, what_is_no_registration_number_says_why);
    tcase_add_test(tests, web_addresses_have_one_normal_form);
    tcase_add_test(tests, what_is_no_web_address_says_why);
    tcase_add_test(tests, any_bytes_are_answered);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
