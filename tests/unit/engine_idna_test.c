/* Names of hosts in other scripts. Answers of libidn2 are in data/idn. */
#include "engine/idna.h"
#include "engine/idna_compose.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "noise.h"

static void check(struct text name, struct text ascii)
{
    char out[IDNA_LIMIT];
    struct text found = {out, crm__idna_to_ascii(name, out, sizeof out)};
    ck_assert_msg(crm__text_equal(found, ascii), "'%.*s' is '%.*s', not '%.*s'", (int)name.size,
                  name.data, (int)found.size, found.data, (int)ascii.size, ascii.data);
}

START_TEST(names_are_what_libidn2_makes_of_them)
{
    char line[1024];
    size_t count = 0;
    FILE *file = fopen(TESTS_DIR "/data/idn/libidn2.tsv", "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        char *tab = strchr(line, '\t');
        if (line[0] == '#')
            continue;
        ck_assert_ptr_nonnull(tab);
        check((struct text){line, (size_t)(tab - line)},
              (struct text){tab + 1, strcspn(tab + 1, "\n")});
        count++;
    }
    fclose(file);
    ck_assert_uint_gt(count, 3000);
}
END_TEST

/* Where the standard has changed since, and where libidn2 lets through what no host name holds. */
START_TEST(the_current_mapping_is_used)
{
    check(TEXT("STRAẞE.de"), TEXT("xn--strae-oqa.de"));
    check(TEXT("☕.com"), TEXT("xn--53h.com"));
    check(TEXT("a..ü.com"), TEXT_NONE);
    check(TEXT("ünicode_x.de"), TEXT_NONE);
    check(TEXT("ü℀.com"), TEXT_NONE);
}
END_TEST

START_TEST(a_name_has_its_limits)
{
    enum { LABELS = 200, LABEL = sizeof "\xc3\xbc." - 1 };
    char out[IDNA_LIMIT];
    char name[LABELS * LABEL];
    for (size_t i = 0; i < LABELS; i++)
        memcpy(name + i * LABEL, "\xc3\xbc.", LABEL);
    struct text few = {name, 20 * LABEL - 1};
    struct text many = {name, LABELS * LABEL - 1};
    ck_assert_uint_gt(crm__idna_to_ascii(few, out, sizeof out), 0);
    ck_assert_uint_eq(crm__idna_to_ascii(many, out, sizeof out), 0);
    for (size_t capacity = 0; capacity < 13; capacity++)
        ck_assert_uint_eq(crm__idna_to_ascii(TEXT("bücher.de"), out, capacity), 0);
    ck_assert_uint_eq(crm__idna_to_ascii(TEXT("bücher.de"), out, 16), 16);
}
END_TEST

START_TEST(folding_takes_case_width_and_composition_away)
{
    char out[64];
    struct text folded = {out, crm__idna_fold(TEXT("ＺＯＥ\u0308 張 ﬁ"), out, sizeof out)};
    ck_assert(crm__text_is(folded, "zoë 張 fi"));
    ck_assert_uint_eq(crm__idna_fold(TEXT("zoë"), out, 3), 0);
}
END_TEST

START_TEST(any_bytes_are_answered_and_an_answer_is_its_own)
{
    static const char *const pieces[] = {"ü", "公司", "ß", "a", ".", "-", "xn--", "\u200c", "ع",
                                         "ب", "1", "\u0301", "क", "\u094d", "한", "\u1100"};
    struct noise noise = {5};
    for (int i = 0; i < 20000; i++) {
        struct text name = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        char out[IDNA_LIMIT];
        char again[IDNA_LIMIT];
        struct text ascii = {out, crm__idna_to_ascii(name, out, sizeof out)};
        if (ascii.size > 0) {
            struct text same = {again, crm__idna_to_ascii(ascii, again, sizeof again)};
            ck_assert(crm__text_equal(same, ascii));
        }
        free((char *)name.data);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine idna");
    TCase *tests = tcase_create("idna");
    tcase_add_test(tests, names_are_what_libidn2_makes_of_them);
    tcase_add_test(tests, the_current_mapping_is_used);
    tcase_add_test(tests, a_name_has_its_limits);
    tcase_add_test(tests, folding_takes_case_width_and_composition_away);
    tcase_add_test(tests, any_bytes_are_answered_and_an_answer_is_its_own);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
