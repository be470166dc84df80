/* Tag rules: tags come and go with what records say. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/tag.h"

static struct fixture fixture;
static struct store *store;
static int64_t vip;

static struct value text(const char *words)
{
    return crm__value_text(crm__text_of(words));
}

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, entity), 0, 0,
                                              fields, count, &id));
    return id;
}

static void set(const char *entity, int64_t id, const char *name, struct value value)
{
    const struct save_field field = {name, value};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, entity), id, 0,
                                              &field, 1, NULL));
}

static int64_t account_made(const char *level)
{
    const struct save_field fields[] = {{"name", text("星河")}, {"level", text(level)}};
    return made("account", fields, 2);
}

static int64_t rule_made(const char *condition)
{
    const struct save_field fields[] = {{"name", text(condition)},
                                        {"entity_name", text("account")},
                                        {"condition", text(condition)},
                                        {"tag", crm__value_int(vip)}};
    return made("tag_rule", fields, 4);
}

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    const struct save_field fields[] = {{"name", text("重点客户")}};
    vip = made("tag", fields, 1);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

/* "rule", "manual", or "" for no tag that holds. */
static const char *source_of(int64_t account)
{
    char rule[128];
    for (int i = 0; i < 2; i++) {
        static const char *const sources[] = {"rule", "manual"};
        snprintf(rule, sizeof rule,
                 "subject_id == %lld && source == \"%s\" && (!has(expires_at) || expires_at > now)",
                 (long long)account, sources[i]);
        if (count_where(store, "tag_link", rule) == 1)
            return sources[i];
    }
    return "";
}

START_TEST(a_tag_comes_and_goes_with_the_record)
{
    rule_made("level == \"a\"");
    int64_t account = account_made("a");
    int64_t other = account_made("b");
    ck_assert_str_eq(source_of(account), "rule");
    ck_assert_str_eq(source_of(other), "");
    set("account", account, "level", text("c"));
    set("account", other, "level", text("a"));
    ck_assert_str_eq(source_of(account), "");
    ck_assert_str_eq(source_of(other), "rule");
    set("account", other, "level", VALUE_OF_NULL); /* nothing is not true */
    ck_assert_str_eq(source_of(other), "");
}
END_TEST

START_TEST(a_rule_is_asked_of_what_is_there_when_it_is_written)
{
    int64_t account = account_made("a");
    int64_t rule = rule_made("level == \"a\"");
    ck_assert_str_eq(source_of(account), "rule");
    set("tag_rule", rule, "enabled", crm__value_int(0));
    ck_assert_str_eq(source_of(account), "");
    set("tag_rule", rule, "enabled", crm__value_int(1));
    ck_assert_str_eq(source_of(account), "rule");
    ck_assert_done(&fixture, crm__save_delete(store, crm__service_entity(store, "tag_rule"), rule));
    ck_assert_str_eq(source_of(account), "");
}
END_TEST

START_TEST(what_was_tagged_by_hand_stays)
{
    int64_t account = account_made("a");
    const struct tag_options by_hand = {0};
    ck_assert_done(&fixture, crm__tag_add(store, crm__service_entity(store, "account"), account,
                                          TEXT("重点客户"), &by_hand));
    rule_made("level == \"a\"");
    set("account", account, "level", text("b"));
    ck_assert_str_eq(source_of(account), "manual");
}
END_TEST

START_TEST(a_tag_stays_while_any_rule_gives_it_or_when_its_rule_does_not_take_away)
{
    int64_t first = rule_made("level == \"a\"");
    rule_made("industry == \"it\"");
    int64_t account = account_made("a");
    set("account", account, "industry", text("it"));
    set("account", account, "level", text("b"));
    ck_assert_str_eq(source_of(account), "rule");
    set("account", account, "industry", text("media"));
    ck_assert_str_eq(source_of(account), "");
    set("tag_rule", first, "take_away", crm__value_int(0));
    set("account", account, "level", text("a"));
    set("account", account, "level", text("b"));
    ck_assert_str_eq(source_of(account), "rule");
}
END_TEST

START_TEST(a_tag_expires_and_comes_again_with_the_next_save)
{
    int64_t rule = rule_made("level == \"a\"");
    set("tag_rule", rule, "expires_days", crm__value_int(3));
    int64_t account = account_made("a");
    fixture.env.now_us += 3 * DAY_US;
    ck_assert_str_eq(source_of(account), "");
    set("account", account, "city", text("上海"));
    ck_assert_str_eq(source_of(account), "rule");
}
END_TEST

START_TEST(many_records_of_one_save_are_tagged_alike)
{
    enum { ROWS = 700 };
    const struct entity *account = crm__service_entity(store, "account");
    const struct field *fields[] = {crm__service_field(account, "name"),
                                    crm__service_field(account, "level")};
    struct batch rows;
    struct arena arena;
    rule_made("level == \"a\"");
    crm__batch_init(&rows, store->env);
    crm__arena_init(&arena, store->env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 2));
    for (int i = 0; i < ROWS; i++) {
        ck_assert_int_eq(crm__column_value(&rows, &rows.columns[0], text("客户")), CRM_OK);
        ck_assert_int_eq(crm__column_value(&rows, &rows.columns[1], text(i % 2 ? "a" : "b")),
                         CRM_OK);
    }
    rows.row_count = ROWS;
    struct save save = {
        .entity = account, .fields = fields, .field_count = 2, .rows = &rows, .arena = &arena};
    ck_assert_done(&fixture, crm__save_rows(store, &save));
    ck_assert_int_eq(count_where(store, "tag_link", "source == \"rule\""), ROWS / 2);
    crm__arena_free(&arena);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(without_memory_neither_record_nor_tag_is_there)
{
    rule_made("level == \"a\"");
    const struct save_field fields[] = {{"name", text("星河")}, {"level", text("a")}};
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 30) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status =
            crm__save_fields(store, crm__service_entity(store, "account"), 0, 0, fields, 2, NULL);
        fixture.heap.fail_at = 0;
        ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
        ck_assert_int_eq(count_where(store, "account", ""), status == CRM_OK);
        ck_assert_int_eq(count_where(store, "tag_link", ""), status == CRM_OK);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/tag_rules");
    TCase *tests = tcase_create("tag_rules");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_tag_comes_and_goes_with_the_record);
    tcase_add_test(tests, a_rule_is_asked_of_what_is_there_when_it_is_written);
    tcase_add_test(tests, what_was_tagged_by_hand_stays);
    tcase_add_test(tests, a_tag_stays_while_any_rule_gives_it_or_when_its_rule_does_not_take_away);
    tcase_add_test(tests, a_tag_expires_and_comes_again_with_the_next_save);
    tcase_add_test(tests, many_records_of_one_save_are_tagged_alike);
    tcase_add_test(tests, without_memory_neither_record_nor_tag_is_there);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
