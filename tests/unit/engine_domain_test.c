/* Domains: what was registered, what is disposable, and what was meant. */
#include "engine/domain.h"
#include "engine/email_typo.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static void check_registrable(const char *domain, const char *registrable)
{
    struct text found = crm__domain_registrable(crm__text_of(domain));
    ck_assert_msg(crm__text_is(found, registrable), "%s: '%.*s', not '%s'", domain,
                  (int)found.size, found.data ? found.data : "", registrable);
}

/* The cases that publicsuffix.org gives to those who write such a function. */
START_TEST(one_label_below_the_public_suffix_was_registered)
{
    check_registrable("com", "");
    check_registrable("example.com", "example.com");
    check_registrable("b.example.com", "example.com");
    check_registrable("a.b.example.com", "example.com");
    check_registrable("uk.com", "");
    check_registrable("a.b.example.uk.com", "example.uk.com");
    check_registrable("test.ac", "test.ac");
    check_registrable("ac.jp", "");
    check_registrable("test.ac.jp", "test.ac.jp");
    check_registrable("kyoto.jp", "");
    check_registrable("ide.kyoto.jp", "");
    check_registrable("b.ide.kyoto.jp", "b.ide.kyoto.jp");
    check_registrable("www.test.k12.ak.us", "test.k12.ak.us");
    check_registrable("mail.crm.com.cn", "crm.com.cn");
    check_registrable("a.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn");
    check_registrable("xn--55qx5d.cn", "");
}
END_TEST

START_TEST(wildcards_and_their_exceptions_are_obeyed)
{
    check_registrable("ck", "");
    check_registrable("test.ck", "");
    check_registrable("b.test.ck", "b.test.ck");
    check_registrable("a.b.test.ck", "b.test.ck");
    check_registrable("www.ck", "www.ck");
    check_registrable("www.www.ck", "www.ck");
    check_registrable("c.kobe.jp", "");
    check_registrable("a.b.c.kobe.jp", "b.c.kobe.jp");
    check_registrable("www.city.kobe.jp", "city.kobe.jp");
}
END_TEST

START_TEST(a_domain_of_no_rule_has_one_label_as_suffix)
{
    check_registrable("", "");
    check_registrable("example", "");
    check_registrable("example.example", "example.example");
    check_registrable("b.example.example", "example.example");
}
END_TEST

START_TEST(a_disposable_domain_is_so_with_all_below_it)
{
    ck_assert(crm__domain_is_disposable(TEXT("mailinator.com")));
    ck_assert(crm__domain_is_disposable(TEXT("a.b.mailinator.com")));
    ck_assert(!crm__domain_is_disposable(TEXT("mailinator.com.crm.cn")));
    ck_assert(!crm__domain_is_disposable(TEXT("com")));
    ck_assert(!crm__domain_is_disposable(TEXT("gmail.com")));
    ck_assert(!crm__domain_is_disposable(TEXT("crm.cn")));
    ck_assert(!crm__domain_is_disposable(TEXT_NONE));
}
END_TEST

/* Every name of the list is found by its hash. */
START_TEST(the_whole_list_is_found)
{
    char line[128];
    size_t count = 0;
    FILE *file = fopen(TESTS_DIR "/../lib/engine/tables/disposable.txt", "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        struct text name = {line, strcspn(line, "\n")};
        if (line[0] == '#')
            continue;
        ck_assert_msg(crm__domain_is_disposable(name), "%s is not found", line);
        count++;
    }
    fclose(file);
    ck_assert_uint_eq(count, 8883);
}
END_TEST

static void check_suggestion(const char *domain, const char *meant)
{
    struct text found = crm__email_suggest(crm__text_of(domain));
    ck_assert_msg(crm__text_is(found, meant), "%s: '%.*s', not '%s'", domain, (int)found.size,
                  found.data ? found.data : "", meant);
}

START_TEST(a_mistyped_provider_is_named)
{
    check_suggestion("gmial.com", "gmail.com");
    check_suggestion("gamil.com", "gmail.com");
    check_suggestion("gmail.con", "gmail.com");
    check_suggestion("gmail.cm", "gmail.com");
    check_suggestion("gnail.cim", "gmail.com");
    check_suggestion("hotmai.com", "hotmail.com");
    check_suggestion("hotmial.com", "hotmail.com");
    check_suggestion("outlok.com", "outlook.com");
    check_suggestion("yaho.com", "yahoo.com");
    check_suggestion("iclod.com", "icloud.com");
    check_suggestion("qq.con", "qq.com");
    check_suggestion("qq.cm", "qq.com");
    check_suggestion("136.com", "163.com");
    check_suggestion("163.co", "163.com");
    check_suggestion("fomail.com", "foxmail.com");
}
END_TEST

START_TEST(known_and_unlike_domains_are_left_alone)
{
    check_suggestion("gmail.com", "");
    check_suggestion("ymail.com", "");
    check_suggestion("mail.com", "");
    check_suggestion("yahoo.ca", "");
    check_suggestion("126.com", "");
    check_suggestion("crm.cn", "");
    check_suggestion("aq.com", "");
    check_suggestion("nina.com", "");
    check_suggestion("github.com", "");
    check_suggestion("", "");
    check_suggestion("a-very-long-name-of-a-domain-that-nobody-mistypes.example.com", "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine domain");
    TCase *tests = tcase_create("domain");
    tcase_add_test(tests, one_label_below_the_public_suffix_was_registered);
    tcase_add_test(tests, wildcards_and_their_exceptions_are_obeyed);
    tcase_add_test(tests, a_domain_of_no_rule_has_one_label_as_suffix);
    tcase_add_test(tests, a_disposable_domain_is_so_with_all_below_it);
    tcase_add_test(tests, the_whole_list_is_found);
    tcase_add_test(tests, a_mistyped_provider_is_named);
    tcase_add_test(tests, known_and_unlike_domains_are_left_alone);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
