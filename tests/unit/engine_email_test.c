/* E-mail addresses as typed. */
#include "engine/email.h"
#include "suite.h"

#include "noise.h"

static void check(const char *typed, enum email_level level, enum email_reason reason)
{
    struct email email;
    crm__email_clean(crm__text_of(typed), &email);
    ck_assert_msg(email.level == level && email.reason == reason, "'%s' is %s %s", typed,
                  crm__email_level_name(email.level), crm__email_reason_name(email.reason));
    ck_assert_int_eq(email.exact.size == 0, level == EMAIL_INVALID);
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
    check("ann@crm.cn", EMAIL_VALID, EMAIL_OK);
    check("ann.b+tag@mail.crm.com.cn", EMAIL_VALID, EMAIL_OK);
    check("!#$%&'*+/=?^_`{|}~-@crm.cn", EMAIL_VALID, EMAIL_OK);
    check("1@x-y.co", EMAIL_VALID, EMAIL_OK);
    check("a@xn--fiqs8s.cn", EMAIL_VALID, EMAIL_OK);
}
END_TEST

START_TEST(what_surrounds_an_address_is_taken_away)
{
    struct email email;
    crm__email_clean(TEXT("  <Ann.B@CRM.CN> "), &email);
    ck_assert(crm__text_is(email.exact, "Ann.B@crm.cn"));
    ck_assert_uint_eq(email.at, 5);
    crm__email_clean(TEXT("mailto:Ann@Crm.cn"), &email);
    ck_assert(crm__text_is(email.exact, "Ann@crm.cn"));
    crm__email_clean(TEXT("ａｎｎ＠ｃｒｍ．ｃｎ"), &email);
    ck_assert(crm__text_is(email.exact, "ann@crm.cn"));
}
END_TEST

START_TEST(rare_but_correct_forms_are_unusual)
{
    check("\"ann b\"@crm.cn", EMAIL_UNUSUAL, EMAIL_QUOTED);
    check("\"a@\\\"b\\\\\"@crm.cn", EMAIL_UNUSUAL, EMAIL_QUOTED);
    check("ann@[192.168.0.1]", EMAIL_UNUSUAL, EMAIL_LITERAL);
    check("ann@[IPv6:2001:db8::1]", EMAIL_UNUSUAL, EMAIL_LITERAL);
    check("ann@[IPv6:::1.2.3.4]", EMAIL_UNUSUAL, EMAIL_LITERAL);
    check("ann@[IPv6:1:2:3:4:5:6:7:8]", EMAIL_UNUSUAL, EMAIL_LITERAL);
    check("root@localhost", EMAIL_UNUSUAL, EMAIL_ONE_LABEL);
    check("张伟@公司.中国", EMAIL_UNUSUAL, EMAIL_UTF8);
}
END_TEST

START_TEST(what_breaks_the_grammar_says_where)
{
    check("", EMAIL_INVALID, EMAIL_EMPTY);
    check("ann", EMAIL_INVALID, EMAIL_NO_AT);
    check("@crm.cn", EMAIL_INVALID, EMAIL_NO_LOCAL);
    check("ann@", EMAIL_INVALID, EMAIL_NO_DOMAIN);
    check("ann b@crm.cn", EMAIL_INVALID, EMAIL_BAD_LOCAL);
    check("ann(x)@crm.cn", EMAIL_INVALID, EMAIL_BAD_LOCAL);
    check("a@b@crm.cn", EMAIL_INVALID, EMAIL_BAD_LOCAL);
    check(".ann@crm.cn", EMAIL_INVALID, EMAIL_BAD_DOTS);
    check("ann.@crm.cn", EMAIL_INVALID, EMAIL_BAD_DOTS);
    check("a..n@crm.cn", EMAIL_INVALID, EMAIL_BAD_DOTS);
    check("\"ann@crm.cn", EMAIL_INVALID, EMAIL_BAD_QUOTES);
    check("\"a\"n\"@crm.cn", EMAIL_INVALID, EMAIL_BAD_QUOTES);
    check("\"ann\\\"@crm.cn", EMAIL_INVALID, EMAIL_BAD_QUOTES);
    check("ann@-crm.cn", EMAIL_INVALID, EMAIL_BAD_LABEL);
    check("ann@crm-.cn", EMAIL_INVALID, EMAIL_BAD_LABEL);
    check("ann@crm..cn", EMAIL_INVALID, EMAIL_BAD_LABEL);
    check("ann@crm.cn.", EMAIL_INVALID, EMAIL_BAD_LABEL);
    check("ann@c_m.cn", EMAIL_INVALID, EMAIL_BAD_LABEL);
    check("ann@crm.123", EMAIL_INVALID, EMAIL_NUMERIC_TLD);
    check("ann@192.168.0.1", EMAIL_INVALID, EMAIL_NUMERIC_TLD);
    check("ann@[192.168.0.256]", EMAIL_INVALID, EMAIL_BAD_LITERAL);
    check("ann@[192.168.0]", EMAIL_INVALID, EMAIL_BAD_LITERAL);
    check("ann@[IPv6:1::2::3]", EMAIL_INVALID, EMAIL_BAD_LITERAL);
    check("ann@[IPv6:12345::]", EMAIL_INVALID, EMAIL_BAD_LITERAL);
    check("ann@[IPv6:1:2:3:4:5:6:7]", EMAIL_INVALID, EMAIL_BAD_LITERAL);
}
END_TEST

START_TEST(limits_are_exact)
{
    char typed[400];
    memset(typed, 'a', sizeof(typed));
    memcpy(typed + 64, "@b.cn", 6);
    check(typed, EMAIL_VALID, EMAIL_OK);
    typed[64] = 'a';
    memcpy(typed + 65, "@b.cn", 6);
    check(typed, EMAIL_INVALID, EMAIL_LOCAL_TOO_LONG);

    memset(typed, 'b', sizeof(typed));
    memcpy(typed, "a@", 2);
    memcpy(typed + 2 + 63, ".cn", 4);
    check(typed, EMAIL_VALID, EMAIL_OK);
    memcpy(typed + 2 + 63, "b.cn", 5);
    check(typed, EMAIL_INVALID, EMAIL_BAD_LABEL);

    memset(typed, 'c', sizeof(typed));
    memcpy(typed, "a@", 2);
    for (size_t i = 2 + 49; i < 254; i += 50)
        typed[i] = '.';
    typed[254] = '\0';
    check(typed, EMAIL_VALID, EMAIL_OK);
    memcpy(typed + 254, "c", 2);
    check(typed, EMAIL_INVALID, EMAIL_TOO_LONG);
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
        if (first.level != EMAIL_INVALID) {
            crm__email_clean(first.exact, &again);
            ck_assert(crm__text_equal(again.exact, first.exact));
            ck_assert(crm__text_equal(again.mailbox, first.mailbox));
            crm__email_clean(first.mailbox, &again);
            ck_assert(again.level == EMAIL_INVALID ||
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
    tcase_add_test(tests, rare_but_correct_forms_are_unusual);
    tcase_add_test(tests, what_breaks_the_grammar_says_where);
    tcase_add_test(tests, limits_are_exact);
    tcase_add_test(tests, mailboxes_fold_by_their_providers_rules);
    tcase_add_test(tests, flags_say_what_kind_of_mailbox_it_is);
    tcase_add_test(tests, the_keys_of_a_key_are_the_key);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
