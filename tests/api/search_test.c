/* Search by words: Chinese by one character and more, Latin by the beginning, both mixed. */
#include "fixture.h"

#include <stdio.h>

/* From the oldest to the newest. */
static const struct {
    const char *entity;
    const char *name;
} records[] = {
    {"lead", "张伟"},
    {"lead", "张三丰"},
    {"account", "伟大航路科技有限公司"},
    {"lead", "三张伟"},
    {"lead", "Zhang Wei"},
    {"account", "ＡＢＣ科技（上海）有限公司"},
    {"lead", "李娜，iPhone手机用户"},
    {"account", "5G网络与AI实验室"},
    {"contact", "阿凡提·买买提"},
    {"account", "𠮷野家餐饮"},
    {"lead", "田中さくら"},
    {"account", "삼성전자"},
    {"contact", "Müller-Lüdenscheidt"},
    {"lead", "AND OR NOT NEAR"},
    {"account", "foo_bar v2.0"},
};

static void setup_records(void)
{
    api_setup();
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        API_RECORD(records[i].entity, "name", records[i].name);
}

/* The names that the search answers, in its order, with a bar after each. */
static const char *answer(const char *words, int64_t limit)
{
    static char text[2048];
    crm_cursor *cursor;
    text[0] = '\0';
    ck_assert_ok(crm_search(db, words, CRM_NUL, limit, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s|", crm_cursor_text(cursor, 2));
    }
    crm_cursor_free(cursor);
    return text;
}

static const struct {
    const char *words;
    const char *names;
} searches[] = {
    /* One character, anywhere in a word. */
    {"张", "三张伟|张三丰|张伟|"},
    {"伟", "三张伟|伟大航路科技有限公司|张伟|"},
    {"丰", "张三丰|"},
    {"龙", ""},
    /* Two and more stand side by side, in that order. */
    {"张伟", "三张伟|张伟|"},
    {"伟张", ""},
    {"张三", "张三丰|"},
    {"三张", "三张伟|"},
    {"张三丰", "张三丰|"},
    {"张丰", ""},
    {"有限公司", "ＡＢＣ科技（上海）有限公司|伟大航路科技有限公司|"},
    {"科技有限", "伟大航路科技有限公司|"},
    /* Words apart may be anywhere. */
    {"张 丰", "张三丰|"},
    {"公司 上海", "ＡＢＣ科技（上海）有限公司|"},
    {"公司，上海！", "ＡＢＣ科技（上海）有限公司|"},
    {"公司　上海", "ＡＢＣ科技（上海）有限公司|"}, /* the wide space */
    /* Latin: words by their beginnings, in any order, case and width. */
    {"zhang", "Zhang Wei|"},
    {"ZHANG w", "Zhang Wei|"},
    {"ｚｈａｎｇ ｗｅｉ", "Zhang Wei|"},
    {"wei zha", "Zhang Wei|"},
    {"hang", ""},
    {"zha wei", "Zhang Wei|"},
    {"abc", "ＡＢＣ科技（上海）有限公司|"},
    {"ＡＢ", "ＡＢＣ科技（上海）有限公司|"},
    {"MÜLLER", "Müller-Lüdenscheidt|"},
    {"lüden müller", "Müller-Lüdenscheidt|"},
    {"müller lüden", "Müller-Lüdenscheidt|"},
    {"foo_b", "foo_bar v2.0|"},
    {"v2", "foo_bar v2.0|"},
    /* Both in one. */
    {"abc科", "ＡＢＣ科技（上海）有限公司|"},
    {"ａｂｃ科技", "ＡＢＣ科技（上海）有限公司|"},
    {"iphone手机", "李娜，iPhone手机用户|"},
    {"手机 iphone", "李娜，iPhone手机用户|"},
    {"5g网", "5G网络与AI实验室|"},
    {"５Ｇ", "5G网络与AI实验室|"},
    {"ai实验", "5G网络与AI实验室|"},
    {"李娜", "李娜，iPhone手机用户|"},
    /* Other scripts, rare characters, marks within names. */
    {"买买提", "阿凡提·买买提|"},
    {"提买", ""},
    {"𠮷", "𠮷野家餐饮|"},
    {"𠮷野", "𠮷野家餐饮|"},
    {"さくら", "田中さくら|"},
    {"중전", ""},
    {"성전", "삼성전자|"},
    /* Words that a search engine might take for its own. */
    {"AND", "AND OR NOT NEAR|"},
    {"or not", "AND OR NOT NEAR|"},
    {"NEAR(and", "AND OR NOT NEAR|"},
    {"\"and\" OR *", "AND OR NOT NEAR|"},
    {"name:张", ""},
    {"-张伟", "三张伟|张伟|"},
};

START_TEST(words_are_found_newest_first)
{
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++)
        ck_assert_msg(strcmp(answer(searches[i].words, 0), searches[i].names) == 0,
                      "'%s': %s, not %s", searches[i].words, answer(searches[i].words, 0),
                      searches[i].names);
}
END_TEST

START_TEST(a_text_without_a_word_is_refused)
{
    static const char *const nothing[] = {"", " ", "!?", "，。", "·", "　", "\"*\""};
    crm_cursor *cursor;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        ck_assert_status(crm_search(db, nothing[i], CRM_NUL, 0, &cursor), CRM_E_INVALID);
        ck_assert_ptr_null(cursor);
    }
}
END_TEST

/* However many leads there are, an account that is newer comes first. */
START_TEST(entities_share_the_limit_by_age)
{
    for (int i = 0; i < 30; i++) {
        char name[32];
        snprintf(name, sizeof name, "王%d", i);
        API_RECORD(i == 0 || i == 29 ? "account" : "lead", "name", name);
    }
    ck_assert_str_eq(answer("王", 3), "王29|王28|王27|");
    char *all = strdup(answer("王", 100));
    ck_assert_ptr_nonnull(strstr(all, "|王1|王0|"));
    free(all);
    ck_assert_str_eq(answer("王0", 0), "王0|");
}
END_TEST

START_TEST(changes_are_found_as_they_are_now)
{
    int64_t id = API_RECORD("lead", "name", "赵六");
    crm_record *record;
    ck_assert_str_eq(answer("赵", 0), "赵六|");
    ck_assert_ok(crm_record_get(db, "lead", id, &record));
    ck_assert_ok(crm_record_set_text(record, "name", "钱七", CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
    ck_assert_str_eq(answer("赵", 0), "");
    ck_assert_str_eq(answer("钱", 0), "钱七|");
    ck_assert_ok(crm_record_delete(db, "lead", id));
    ck_assert_str_eq(answer("钱", 0), "");
    ck_assert_ok(crm_record_restore(db, "lead", id));
    ck_assert_str_eq(answer("七", 0), "钱七|");
}
END_TEST

/* Within one entity, with a condition and an order of one's own. */
START_TEST(a_query_searches_filters_and_sorts)
{
    crm_query *query;
    crm_cursor *cursor;
    char names[128] = "";
    ck_assert_ok(crm_query_new(db, "lead", &query));
    ck_assert_ok(crm_query_search(query, "张", CRM_NUL));
    ck_assert_ok(crm_query_where(query, "name != '张三丰'", CRM_NUL));
    ck_assert_ok(crm_query_fields(query, "name"));
    ck_assert_ok(crm_query_sort(query, "id"));
    ck_assert_ok(crm_query_run(query, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        size_t size = strlen(names);
        snprintf(names + size, sizeof names - size, "%s|", crm_cursor_text(cursor, 0));
    }
    ck_assert_str_eq(names, "张伟|三张伟|");
    crm_cursor_free(cursor);
    crm_query_free(query);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/search");
    TCase *tests = tcase_create("search");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup_records, api_teardown);
    tcase_add_test(tests, words_are_found_newest_first);
    tcase_add_test(tests, a_text_without_a_word_is_refused);
    tcase_add_test(tests, entities_share_the_limit_by_age);
    tcase_add_test(tests, changes_are_found_as_they_are_now);
    tcase_add_test(tests, a_query_searches_filters_and_sorts);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
