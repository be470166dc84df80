/* Match keys of person and company names. */
#include "engine/name.h"
#include "suite.h"

#include "noise.h"

static void check_fold(const char *typed, const char *folded)
{
    char out[NAME_KEY_SIZE];
    size_t size = crm__name_fold(crm__text_of(typed), out, sizeof(out));
    ck_assert_msg(crm__text_is((struct text){out, size}, folded), "'%s' folds to '%.*s'", typed,
                  (int)size, out);
}

START_TEST(folding_unifies_width_case_marks_and_blanks)
{
    check_fold("ＡＢＣ　科技", "abc 科技");
    check_fold("  Jürgen \t Müller ", "jurgen muller");
    check_fold("Strauß Ørsted Łódź Æsir", "strauss orsted lodz aesir");
    check_fold("Cafe\xCC\x81", "cafe");
    check_fold("ΑΘΉΝΑ Σίσυφος", "αθηνα σισυφοσ");
    check_fold("Ёлкин ИВАН", "елкин иван");
    check_fold("a\xE2\x80\x8B" "b", "ab");
    check_fold("", "");
}
END_TEST

START_TEST(folding_stops_before_what_does_not_fit)
{
    char out[4];
    ck_assert_uint_eq(crm__name_fold(TEXT("王伟"), out, 4), 3);
    ck_assert_uint_eq(crm__name_fold(TEXT("abcdef"), out, 4), 4);
    ck_assert_uint_eq(crm__name_fold(TEXT("ab cd"), out, 4), 4);
    ck_assert_uint_eq(crm__name_fold(TEXT("a"), out, 0), 0);
}
END_TEST

static void check_person(const char *typed, const char *expected, uint32_t flags)
{
    struct person_key key;
    crm__person_key(crm__text_of(typed), &key);
    ck_assert_msg(crm__text_is(crm__person_key_text(&key), expected) && key.flags == flags,
                  "'%s' gives '%.*s' with %x", typed, (int)key.size, key.bytes, key.flags);
}

START_TEST(a_han_name_loses_blanks_and_dots)
{
    check_person("王 伟", "王伟", 0);
    check_person("　欧阳　娜娜　", "欧阳娜娜", 0);
    check_person("阿凡提·买买提", "阿凡提买买提", 0);
    check_person("王龙（采购部）", "王龙", 0);
}
END_TEST

START_TEST(salutations_and_titles_are_cut_and_flagged)
{
    check_person("王伟先生", "王伟", PERSON_SALUTATION);
    check_person("王总", "王", PERSON_JOB_TITLE | PERSON_SURNAME_ONLY);
    check_person("欧阳总", "欧阳", PERSON_JOB_TITLE | PERSON_SURNAME_ONLY);
    check_person("李女士", "李", PERSON_SALUTATION | PERSON_SURNAME_ONLY);
    check_person("张三副总经理", "张三", PERSON_JOB_TITLE);
    check_person("张工", "张", PERSON_JOB_TITLE | PERSON_SURNAME_ONLY);
    check_person("王小总", "王小总", 0); /* 总 ends a name as well as it ends a title */
    check_person("陈", "陈", PERSON_SURNAME_ONLY);
    check_person("先生", "", PERSON_SALUTATION | PERSON_EMPTY);
}
END_TEST

START_TEST(a_salutation_tells_the_gender)
{
    struct person_key key;
    crm__person_key(TEXT("王伟先生"), &key);
    ck_assert_int_eq(key.gender, GENDER_MALE);
    crm__person_key(TEXT("李小姐"), &key);
    ck_assert_int_eq(key.gender, GENDER_FEMALE);
    crm__person_key(TEXT("Mrs. Smith"), &key);
    ck_assert_int_eq(key.gender, GENDER_FEMALE);
    crm__person_key(TEXT("王老师"), &key);
    ck_assert_int_eq(key.gender, GENDER_UNKNOWN);
}
END_TEST

START_TEST(a_latin_name_has_one_key_in_either_order_of_writing)
{
    check_person("Wang, Wei", "wei wang", 0);
    check_person("WEI  WANG", "wei wang", 0);
    check_person("Dr. Jürgen Müller", "jurgen muller", PERSON_SALUTATION);
    check_person("J.R.R. Tolkien", "jrr tolkien", 0);
    check_person("Sammy Davis, Jr.", "sammy davis", 0);
    check_person("Mr", "", PERSON_SALUTATION | PERSON_EMPTY);
}
END_TEST

START_TEST(placeholders_are_flagged)
{
    check_person("测试", "测试", PERSON_PLACEHOLDER);
    check_person("微信用户", "微信用户", PERSON_PLACEHOLDER);
    check_person("N/A", "n/a", PERSON_PLACEHOLDER);
    check_person("13912345678", "13912345678", PERSON_PLACEHOLDER);
    check_person("---", "---", PERSON_PLACEHOLDER);
    check_person("", "", PERSON_EMPTY);
    check_person("   ", "", PERSON_EMPTY);
}
END_TEST

static void check_company(const char *typed, const char *expected, uint32_t flags,
                          const char *legal_form)
{
    struct company_key key;
    crm__company_key(crm__text_of(typed), &key);
    ck_assert_msg(crm__text_is(crm__company_key_text(&key), expected) && key.flags == flags &&
                      crm__text_is(key.legal_form, legal_form),
                  "'%s' gives '%.*s' with %x and '%.*s'", typed, (int)key.size, key.bytes,
                  key.flags, (int)key.legal_form.size, key.legal_form.data);
}

START_TEST(the_legal_form_of_a_han_company_is_cut)
{
    uint32_t form = COMPANY_LEGAL_FORM;
    check_company("康多多（武汉）电子有限公司", "康多多武汉电子", form, "有限公司");
    check_company("康多多(武汉)电子 有限责任公司", "康多多武汉电子", form, "有限公司");
    check_company("康多多【武汉】电子股份有限公司", "康多多武汉电子", form, "股份有限公司");
    check_company("爱竹文化集团有限公司", "爱竹文化", form, "有限公司");
    check_company("红杉管理合伙企业（有限合伙）", "红杉管理", form, "合伙企业");
    check_company("ＡＢＣ科技有限公司", "abc科技", form, "有限公司");
    check_company("百度", "百度", 0, "");
}
END_TEST

START_TEST(a_branch_stays_a_separate_entity)
{
    check_company("华为技术有限公司上海分公司", "华为技术上海分公司",
                  COMPANY_BRANCH | COMPANY_LEGAL_FORM, "有限公司");
    check_company("华为技术上海分公司", "华为技术上海分公司", COMPANY_BRANCH, "");
    check_company("招商银行深圳支行", "招商银行深圳支行", COMPANY_BRANCH, "");
}
END_TEST

START_TEST(the_legal_forms_of_a_latin_company_are_cut)
{
    uint32_t form = COMPANY_LEGAL_FORM;
    check_company("The Foo & Bar Co., Ltd.", "foo and bar", form, "ltd");
    check_company("Foo and Bar Company Limited", "foo and bar", form, "ltd");
    check_company("Siemens GmbH & Co. KG", "siemens", form, "kg");
    check_company("Acme, Inc.", "acme", form, "inc");
    check_company("ACME S.A.", "acme", form, "sa");
    check_company("L'Oréal", "loreal", 0, "");
    check_company("Co", "co", 0, "");
}
END_TEST

START_TEST(a_company_name_never_vanishes_unless_it_was_empty)
{
    check_company("有限公司", "有限公司", 0, "");
    check_company("", "", COMPANY_EMPTY, "");
    check_company("（）", "", COMPANY_EMPTY, "");
    check_company("无", "无", COMPANY_PLACEHOLDER, "");
    check_company("N/A", "n a", COMPANY_PLACEHOLDER, "");
}
END_TEST

START_TEST(long_names_are_cut_at_a_character_and_flagged)
{
    char typed[1200];
    for (size_t i = 0; i + 3 < sizeof(typed); i += 3)
        memcpy(typed + i, "好", 4);
    struct person_key person;
    struct company_key company;
    crm__person_key(crm__text_of(typed), &person);
    ck_assert(person.flags & PERSON_CUT);
    ck_assert_uint_eq(person.size % 3, 0);
    crm__company_key(crm__text_of(typed), &company);
    ck_assert(company.flags & COMPANY_CUT);
}
END_TEST

START_TEST(the_key_of_a_key_is_the_key)
{
    static const char *const pieces[] = {"王",  "伟",  " ",    "先生", "Wei", "é",   "．",  "·",
                                         "(",   "）",  "有限", "公司", "co",  "ltd", "and", "分公司",
                                         "&",   ",",   "mr",   "总"};
    struct noise noise = {5};
    for (int i = 0; i < 20000; i++) {
        struct text typed = noise_text(&noise, pieces, sizeof(pieces) / sizeof(*pieces));
        char once[NAME_KEY_SIZE];
        char twice[NAME_KEY_SIZE];
        size_t size = crm__name_fold(typed, once, sizeof(once));
        size_t again = crm__name_fold((struct text){once, size}, twice, sizeof(twice));
        ck_assert(crm__text_equal((struct text){once, size}, (struct text){twice, again}));
        struct person_key person;
        struct company_key company;
        crm__person_key(typed, &person);
        crm__company_key(typed, &company);
        ck_assert_uint_le(person.size, NAME_KEY_SIZE);
        ck_assert_uint_le(company.size, NAME_KEY_SIZE);
        free((char *)typed.data);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine name");
    TCase *tests = tcase_create("name");
    tcase_add_test(tests, folding_unifies_width_case_marks_and_blanks);
    tcase_add_test(tests, folding_stops_before_what_does_not_fit);
    tcase_add_test(tests, a_han_name_loses_blanks_and_dots);
    tcase_add_test(tests, salutations_and_titles_are_cut_and_flagged);
    tcase_add_test(tests, a_salutation_tells_the_gender);
    tcase_add_test(tests, a_latin_name_has_one_key_in_either_order_of_writing);
    tcase_add_test(tests, placeholders_are_flagged);
    tcase_add_test(tests, the_legal_form_of_a_han_company_is_cut);
    tcase_add_test(tests, a_branch_stays_a_separate_entity);
    tcase_add_test(tests, the_legal_forms_of_a_latin_company_are_cut);
    tcase_add_test(tests, a_company_name_never_vanishes_unless_it_was_empty);
    tcase_add_test(tests, long_names_are_cut_at_a_character_and_flagged);
    tcase_add_test(tests, the_key_of_a_key_is_the_key);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
