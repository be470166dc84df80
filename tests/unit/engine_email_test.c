/* E-mail addresses as typed. */
#include "engine/email.h"
#include "suite.h"

#include "noise.h"

/* Judged so; with keys unless mail cannot be sent there. */
static void check(const char *typed, enum email_reason reason)
{
    struct email email;
    crm__email_clean(crm__text_of(typed), &email);
    ck_assert_msg(email.reason == reason, "'%s' is %s", typed,
                  crm__email_reason_name(email.reason));
    ck_assert_int_eq(email.level, crm__email_reason_level(reason));
    if (email.level <= EMAIL_RFC5321)
        ck_assert_uint_gt(email.exact.size, 0);
    if (email.level >= EMAIL_RFC5322)
        ck_assert_uint_eq(email.exact.size, 0);
}

static void check_exact(const char *typed, const char *exact)
{
    struct email email;
    crm__email_clean(crm__text_of(typed), &email);
    ck_assert_msg(crm__text_is(email.exact, exact), "'%s' is '%.*s', not '%s'", typed,
                  (int)email.exact.size, email.exact.data, exact);
}

static void check_mailbox(const char *typed, const char *mailbox)
{
    struct email email;
    crm__email_clean(crm__text_of(typed), &email);
    ck_assert_msg(crm__text_is(email.mailbox, mailbox), "'%s' reaches '%.*s', not '%s'", typed,
                  (int)email.mailbox.size, email.mailbox.data, mailbox);
}

static uint32_t flags_of(const char *typed)
{
    struct email email;
    crm__email_clean(crm__text_of(typed), &email);
    return email.flags;
}

START_TEST(dot_atoms_are_valid)
{
    check("ann@crm.cn", EMAIL_OK);
    check("ann.b+tag@mail.crm.com.cn", EMAIL_OK);
    check("!#$%&'*+/=?^_`{|}~-@crm.cn", EMAIL_OK);
    check("1@x-y.co", EMAIL_OK);
    check("a@xn--fiqs8s.cn", EMAIL_OK);
}
END_TEST

START_TEST(what_surrounds_an_address_is_taken_away)
{
    struct email email;
    crm__email_clean(TEXT("  <Ann.B@CRM.CN> "), &email);
    ck_assert(crm__text_is(email.exact, "Ann.B@crm.cn"));
    ck_assert_uint_eq(email.at, 5);
    ck_assert_int_eq(email.level, EMAIL_VALID);
    ck_assert_uint_eq(email.flags, EMAIL_UNWRAPPED);
    crm__email_clean(TEXT("<nobody>"), &email);
    ck_assert_int_eq(email.level, EMAIL_ERR);
    ck_assert_uint_eq(email.flags, 0);
    check_exact("mailto:Ann@Crm.cn", "Ann@crm.cn");
    check_exact("MAILTO: <Ann@Crm.cn>", "Ann@crm.cn");
    check_exact("Ann Bell <Ann@Crm.cn>", "Ann@crm.cn");
    check_exact("张伟 <wei@crm.cn>\r\n", "wei@crm.cn");
    check_exact("ann@crm.cn\n", "ann@crm.cn");
    check_exact("ａｎｎ＠ｃｒｍ．ｃｎ", "ann@crm.cn");
    check_exact("ann@crm。cn", "ann@crm.cn");
    check_exact("\u202Dann@crm.cn\u202C", "ann@crm.cn");
    check_exact("\u00A0ann@crm.cn\u3000", "ann@crm.cn");
}
END_TEST

START_TEST(space_and_comments_lower_the_level_but_not_the_keys)
{
    check(" ann@crm.cn", EMAIL_FWS);
    check("ann@crm.cn(Ann)", EMAIL_COMMENT);
    check("ann @crm.cn", EMAIL_DEPREC_CFWS_NEAR_AT);
    check_exact(" Ann@Crm.cn ", "Ann@crm.cn");
    check_exact("ann(of sales)@crm.cn (Ann Bell)", "ann@crm.cn");
    check_exact("ann @ crm . cn", "ann@crm.cn");
    check_exact("\"a\"@crm.cn", "\"a\"@crm.cn");
    check_exact("(a comment)@crm.cn", "");
    check_exact("\"a\".\"b\"@crm.cn", "");
}
END_TEST

START_TEST(rare_but_correct_forms_have_their_level)
{
    check("\"ann b\"@crm.cn", EMAIL_QUOTED_STRING);
    check("\"a@\\\"b\\\\\"@crm.cn", EMAIL_QUOTED_STRING);
    check("ann@[192.168.0.1]", EMAIL_ADDRESS_LITERAL);
    check("ann@[IPv6:2001:db8::1]", EMAIL_ADDRESS_LITERAL);
    check("ann@[IPv6:::1.2.3.4]", EMAIL_ADDRESS_LITERAL);
    check("root@localhost", EMAIL_TLD);
    check("张伟@crm.cn", EMAIL_UTF8_LOCAL);
    check("ann@crm.123", EMAIL_TLD_NUMERIC);
}
END_TEST

START_TEST(what_breaks_the_grammar_says_how)
{
    check("", EMAIL_NO_DOMAIN);
    check("ann", EMAIL_NO_DOMAIN);
    check("@crm.cn", EMAIL_NO_LOCAL_PART);
    check("ann b@crm.cn", EMAIL_ATEXT_AFTER_CFWS);
    check("a@b@crm.cn", EMAIL_EXPECTING_ATEXT);
    check("ann.@crm.cn", EMAIL_DOT_END);
    check("\"ann\\\"@crm.cn", EMAIL_UNCLOSED_QUOTES);
    check("ann@c_m.cn", EMAIL_DOMAIN);
    check("ann@crm.cn.", EMAIL_DOT_END);
    check("ann@[192.168.0.256]", EMAIL_DOMAIN_LITERAL);
    check("a\xFFn@crm.cn", EMAIL_EXPECTING_ATEXT);
    check("a\xC2\x80n@crm.cn", EMAIL_EXPECTING_ATEXT);
    check("<>", EMAIL_NO_DOMAIN);
    check(">", EMAIL_EXPECTING_ATEXT);
}
END_TEST

START_TEST(domains_of_other_scripts_get_the_name_that_the_dns_has)
{
    struct email email;
    check("ann@bücher.de", EMAIL_OK);
    check("张伟@公司.中国", EMAIL_UTF8_LOCAL);
    check_exact("Ann@BÜCHER.de", "Ann@xn--bcher-kva.de");
    check_exact("Ann@bu\u0308cher.de", "Ann@xn--bcher-kva.de");
    check_exact("张伟@公司。中国", "张伟@xn--55qx5d.xn--fiqs8s");
    check_exact("ann@XN--BCHER-KVA.de", "ann@xn--bcher-kva.de");
    crm__email_clean(TEXT("ann@bücher.de"), &email);
    ck_assert_uint_eq(email.flags, EMAIL_IDN);
    check("ann@☃_.de", EMAIL_DOMAIN);
    check("ann@\u0301.de", EMAIL_IDNA);
    check("ann@a\u200Cb.de", EMAIL_IDNA);
    check("ann@ü-.de", EMAIL_HYPHEN_END);
}
END_TEST

START_TEST(a_local_part_of_another_script_folds_for_its_mailbox_only)
{
    check_exact("Zoe\u0308@crm.cn", "Zoe\u0308@crm.cn");
    check_mailbox("Zoe\u0308@crm.cn", "zoë@crm.cn");
    check_mailbox("ZOË@crm.cn", "zoë@crm.cn");
    check_mailbox("張偉@crm.cn", "張偉@crm.cn");
}
END_TEST

START_TEST(limits_are_exact)
{
    char typed[400];
    memset(typed, 'a', sizeof(typed));
    memcpy(typed + 64, "@b.cn", 6);
    check(typed, EMAIL_OK);
    typed[64] = 'a';
    memcpy(typed + 65, "@b.cn", 6);
    check(typed, EMAIL_LOCAL_TOO_LONG);

    memset(typed, 'b', sizeof(typed));
    memcpy(typed, "a@", 2);
    memcpy(typed + 2 + 63, ".cn", 4);
    check(typed, EMAIL_OK);
    memcpy(typed + 2 + 63, "b.cn", 5);
    check(typed, EMAIL_LABEL_TOO_LONG);

    memset(typed, 'c', sizeof(typed));
    memcpy(typed, "a@", 2);
    for (size_t i = 2 + 49; i < 254; i += 50)
        typed[i] = '.';
    typed[254] = '\0';
    check(typed, EMAIL_OK);
    memcpy(typed + 254, "c", 2);
    check(typed, EMAIL_TOO_LONG);
}
END_TEST

START_TEST(mailboxes_fold_by_their_providers_rules)
{
    check_mailbox("John.Doe+crm@GMail.com", "johndoe@gmail.com");
    check_mailbox("j.o.h.n.doe@googlemail.com", "johndoe@gmail.com");
    check_mailbox("Ann.B+x@outlook.com", "ann.b@outlook.com");
    check_mailbox("ann+x@hotmail.com", "ann@hotmail.com");
    check_mailbox("ann+x@me.com", "ann@icloud.com");
    check_mailbox("ann-x@yahoo.com", "ann@yahoo.com");
    check_mailbox("ann+x@yahoo.com", "ann+x@yahoo.com");
    check_mailbox("ann+x@qq.com", "ann+x@qq.com");
    check_mailbox("Ann+x@crm.cn", "ann+x@crm.cn");
    check_mailbox("\"Ann+x\"@gmail.com", "\"ann+x\"@gmail.com");
    check_mailbox("+ann@gmail.com", "+ann@gmail.com");
}
END_TEST

START_TEST(flags_say_what_kind_of_mailbox_it_is)
{
    ck_assert_uint_eq(flags_of("12345678@qq.com"), EMAIL_FREE_PROVIDER | EMAIL_QQ_NUMBER);
    ck_assert_uint_eq(flags_of("0123456@qq.com"), EMAIL_FREE_PROVIDER);
    ck_assert_uint_eq(flags_of("ann+x@gmail.com"), EMAIL_FREE_PROVIDER | EMAIL_TAGGED);
    ck_assert_uint_eq(flags_of("sales@crm.cn"), EMAIL_ROLE);
    ck_assert_uint_eq(flags_of("sales@163.com"), EMAIL_FREE_PROVIDER);
    ck_assert_uint_eq(flags_of("ann@example.com"), EMAIL_PLACEHOLDER);
    ck_assert_uint_eq(flags_of("test@crm.cn"), EMAIL_PLACEHOLDER);
    ck_assert_uint_eq(flags_of("ann@a.test"), EMAIL_PLACEHOLDER);
    ck_assert_uint_eq(flags_of("ann@mailinator.com"), EMAIL_DISPOSABLE);
    ck_assert_uint_eq(flags_of("info@a.mailinator.com"), EMAIL_DISPOSABLE | EMAIL_ROLE);
    ck_assert_uint_eq(flags_of("ann@crm.cn"), 0);
}
END_TEST

START_TEST(the_keys_of_a_key_are_the_key)
{
    static const char *const pieces[] = {"ann",    ".", "@", "+x", "-",       "gmail.com",
                                         "qq.com", "crm.cn", "\"", "[", "]", "1.2.3.4",
                                         "＠",     "公司", " ", "\\"};
    struct noise noise = {3};
    for (int i = 0; i < 20000; i++) {
        struct text typed = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        struct email first;
        struct email again;
        crm__email_clean(typed, &first);
        if (first.exact.size > 0) {
            crm__email_clean(first.exact, &again);
            ck_assert(crm__text_equal(again.exact, first.exact));
            ck_assert(crm__text_equal(again.mailbox, first.mailbox));
            crm__email_clean(first.mailbox, &again);
            ck_assert(again.exact.size == 0 ||
                      crm__text_equal(again.mailbox, first.mailbox));
        }
        free((char *)typed.data);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine email");
    TCase *tests = tcase_create("email");
    tcase_add_test(tests, dot_atoms_are_valid);
    tcase_add_test(tests, what_surrounds_an_address_is_taken_away);
    tcase_add_test(tests, space_and_comments_lower_the_level_but_not_the_keys);
    tcase_add_test(tests, rare_but_correct_forms_have_their_level);
    tcase_add_test(tests, what_breaks_the_grammar_says_how);
    tcase_add_test(tests, domains_of_other_scripts_get_the_name_that_the_dns_has);
    tcase_add_test(tests, a_local_part_of_another_script_folds_for_its_mailbox_only);
    tcase_add_test(tests, limits_are_exact);
    tcase_add_test(tests, mailboxes_fold_by_their_providers_rules);
    tcase_add_test(tests, flags_say_what_kind_of_mailbox_it_is);
    tcase_add_test(tests, the_keys_of_a_key_are_the_key);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
