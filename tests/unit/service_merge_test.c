/* Merging: which values survive, what follows, and that undoing gives everything back. */
#include "service/alias.h"
#include "service/merge.h"
#include "service/segment.h"
#include "service/tag.h"
#include "service_fixture.h"

#include "base/random.h"
#include "store/links.h"

static struct fixture fixture;
static struct store *store;

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static int64_t saved(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id;
    ck_assert_done(&fixture,
                   crm__save_fields(store, entity_of(store, entity), 0, 0, fields, count, &id));
    return id;
}

static struct value words(const char *text)
{
    return crm__value_text(crm__text_of(text));
}

#define SAVED(entity, ...)                                                                         \
    saved(entity, (const struct save_field[]){__VA_ARGS__},                                        \
          sizeof((const struct save_field[]){__VA_ARGS__}) / sizeof(struct save_field))

static int64_t merged(const char *entity, const int64_t *ids, size_t count)
{
    int64_t id;
    ck_assert_done(&fixture,
                   crm__merge_run(store, entity_of(store, entity), ids, count, TEXT("same"), &id));
    return id;
}

/* Totals are made anew, and an account without orders may have totals of nothing. */
static uint64_t row_hash(const struct entity *entity, const struct batch *rows, size_t row)
{
    uint64_t hash = (uint64_t)entity->number;
    bool total = crm__text_starts(entity->name, TEXT("customer_"));
    const struct field *orders = total ? field_of(store, entity->name.data, "order_count") : NULL;
    if (orders && crm__batch_at(rows, (size_t)orders->index, row).integer == 0)
        return 0;
    for (size_t i = 0; i < rows->column_count; i++) {
        struct value value = crm__batch_at(rows, i, row);
        if (i == SYSTEM_VERSION || i == SYSTEM_UPDATED_AT || i == SYSTEM_UPDATED_BY ||
            (total && i == SYSTEM_ID))
            continue;
        if (value.kind == VALUE_INT)
            hash = crm__hash_int64(value.integer, hash + i);
        else if (value.kind != VALUE_NULL)
            hash = crm__hash_text(value.text, hash + i);
    }
    return hash;
}

/* All that a merge may touch, as one hash: every field but the version and who changed it when. */
static uint64_t world_of(const char *const *entities, size_t count)
{
    uint64_t hash = 0;
    for (size_t e = 0; e < count; e++) {
        const struct entity *entity = entity_of(store, entities[e]);
        struct query *query;
        struct batch ids;
        struct batch rows;
        crm__batch_init(&ids, store->env);
        crm__batch_init(&rows, store->env);
        ck_assert_done(&fixture, crm__query_new(store, entity, &query));
        crm__query_fields(query, TEXT("id"));
        ck_assert_done(&fixture, crm__query_all(query, &ids));
        crm__query_free(query);
        ck_assert_done(&fixture,
                       crm__rows_get(store, entity, (const struct field *const *)entity->fields,
                                     entity->field_count, ids.columns[0].integers, ids.row_count, 0,
                                     NULL, &rows));
        for (size_t row = 0; row < rows.row_count; row++)
            hash += row_hash(entity, &rows, row);
        crm__batch_free(&ids);
        crm__batch_free(&rows);
    }
    return hash;
}

START_TEST(empty_fields_are_filled_and_the_first_record_wins)
{
    int64_t ids[] = {SAVED("lead", {"name", words("张伟")}, {"title", words("CTO")}),
                     SAVED("lead", {"name", words("Zhang Wei")}, {"title", words("Boss")},
                           {"mobile", words("13912345678")}, {"do_not_call", crm__value_int(1)})};
    merged("lead", ids, 2);
    ck_assert_int_eq(id_where(store, "lead",
                              "name == \"张伟\" && title == \"CTO\" && do_not_call && "
                              "mobile_normal == \"+8613912345678\""),
                     ids[0]);
    ck_assert_int_eq(count_where(store, "lead", ""), 1);
}
END_TEST

START_TEST(an_address_is_taken_as_a_whole_from_the_most_complete_record)
{
    int64_t ids[] = {SAVED("account", {"name", words("A")}, {"city", words("北京")}),
                     SAVED("account", {"name", words("B")}, {"city", words("上海")},
                           {"address", words("南京路1号")})};
    merged("account", ids, 2);
    ck_assert_int_eq(count_where(store, "account",
                                 "name == \"A\" && city == \"上海\" && address == \"南京路1号\""),
                     1);
}
END_TEST

START_TEST(money_of_another_currency_is_not_taken)
{
    int64_t ids[] = {SAVED("lead", {"name", words("a")}, {"currency", words("CNY")}),
                     SAVED("lead", {"name", words("b")}, {"currency", words("JPY")},
                           {"budget", crm__value_int(500)}),
                     SAVED("lead", {"name", words("c")}, {"currency", words("CNY")},
                           {"budget", crm__value_int(700)})};
    merged("lead", ids, 3);
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, store->env, entity_of(store, "lead")));
    ck_assert_done(&fixture, crm__row_load(store, ids[0], 0, &record));
    ck_assert_int_eq(crm__record_value(&record, field_of(store, "lead", "budget")).integer, 700);
    crm__record_free(&record);
}
END_TEST

START_TEST(children_follow_and_old_ids_lead_to_the_survivor)
{
    int64_t ids[] = {SAVED("account", {"name", words("A")}),
                     SAVED("account", {"name", words("B")})};
    SAVED("contact", {"name", words("李")}, {"account", crm__value_int(ids[1])});
    SAVED("note", {"subject_entity", words("account")}, {"subject_id", crm__value_int(ids[1])},
          {"body", words("x")});
    char rule[96];
    int64_t now;
    merged("account", ids, 2);
    ck_assert_done(&fixture, crm__alias_resolve(store, entity_of(store, "account"), ids[1], &now));
    ck_assert_int_eq(now, ids[0]);
    snprintf(rule, sizeof rule, "subject_id == %lld", (long long)ids[0]);
    ck_assert_int_eq(count_where(store, "note", rule), 1);
    ck_assert_int_eq(count_where(store, "contact", "account.name == \"A\""), 1);
}
END_TEST

START_TEST(a_record_under_its_own_duplicate_does_not_become_its_own_parent)
{
    int64_t ids[2];
    ids[1] = SAVED("account", {"name", words("B")});
    ids[0] = SAVED("account", {"name", words("A")}, {"parent", crm__value_int(ids[1])});
    int64_t id = merged("account", ids, 2);
    ck_assert_int_eq(count_where(store, "account", "!has(parent)"), 1);
    ck_assert_done(&fixture, crm__merge_undo(store, id));
    ck_assert_int_eq(count_where(store, "account", "parent.name == \"B\""), 1);
}
END_TEST

START_TEST(what_was_edited_after_a_merge_stays_when_it_is_undone)
{
    int64_t ids[] = {SAVED("lead", {"name", words("a")}),
                     SAVED("lead", {"name", words("b")}, {"title", words("Boss")},
                           {"company", words("某某公司")})};
    int64_t id = merged("lead", ids, 2);
    const struct save_field edit[] = {{"title", words("Chair")}};
    ck_assert_done(&fixture,
                   crm__save_fields(store, entity_of(store, "lead"), ids[0], 0, edit, 1, NULL));
    ck_assert_done(&fixture, crm__merge_undo(store, id));
    ck_assert_int_eq(
        count_where(store, "lead", "name == \"a\" && title == \"Chair\" && !has(company)"), 1);
    ck_assert_int_eq(count_where(store, "lead", "name == \"b\" && title == \"Boss\""), 1);
}
END_TEST

START_TEST(unique_numbers_pass_to_the_survivor_and_back)
{
    int64_t ids[] = {SAVED("account", {"name", words("A")}),
                     SAVED("account", {"name", words("B")}, {"number", words("N-1")})};
    int64_t id = merged("account", ids, 2);
    ck_assert_int_eq(id_where(store, "account", "number == \"N-1\""), ids[0]);
    ck_assert_done(&fixture, crm__merge_undo(store, id));
    ck_assert_int_eq(id_where(store, "account", "number == \"N-1\""), ids[1]);
}
END_TEST

START_TEST(a_merge_is_undone_once_and_not_under_a_later_one)
{
    int64_t a = SAVED("lead", {"name", words("a")});
    int64_t b = SAVED("lead", {"name", words("b")});
    int64_t c = SAVED("lead", {"name", words("c")});
    int64_t first = merged("lead", (int64_t[]){b, a}, 2);
    int64_t second = merged("lead", (int64_t[]){c, b}, 2);
    int64_t now;
    ck_assert_done(&fixture, crm__alias_resolve(store, entity_of(store, "lead"), a, &now));
    ck_assert_int_eq(now, c);
    ck_assert_int_eq(crm__merge_undo(store, first), CRM_E_REFUSED);
    ck_assert_done(&fixture, crm__merge_undo(store, second));
    ck_assert_done(&fixture, crm__merge_undo(store, first));
    ck_assert_int_eq(crm__merge_undo(store, first), CRM_E_REFUSED);
    ck_assert_message(&fixture, "undone before");
    ck_assert_int_eq(crm__merge_undo(store, 5), CRM_E_NOT_FOUND);
}
END_TEST

START_TEST(what_cannot_be_merged_is_refused_with_its_reason)
{
    int64_t a = SAVED("lead", {"name", words("a")});
    int64_t id;
    const struct entity *lead = entity_of(store, "lead");
    ck_assert_int_eq(crm__merge_run(store, lead, &a, 1, TEXT_NONE, &id), CRM_E_INVALID);
    ck_assert_int_eq(crm__merge_run(store, lead, (int64_t[]){a, a}, 2, TEXT_NONE, &id),
                     CRM_E_INVALID);
    ck_assert_message(&fixture, "named twice");
    ck_assert_int_eq(crm__merge_run(store, lead, (int64_t[]){a, 7}, 2, TEXT_NONE, &id),
                     CRM_E_NOT_FOUND);
    ck_assert_int_eq(id, 0);
    ck_assert_int_eq(
        crm__merge_run(store, entity_of(store, "user"), (int64_t[]){a, 7}, 2, TEXT_NONE, &id),
        CRM_E_UNSUPPORTED);
    ck_assert_int_eq(count_where(store, "lead", ""), 1);
}
END_TEST

START_TEST(a_preview_shows_every_change_and_writes_nothing)
{
    static const char *const entities[] = {"account", "contact", "merge", "alias"};
    int64_t ids[] = {SAVED("account", {"name", words("A")}),
                     SAVED("account", {"name", words("B")}, {"website", words("https://b.cn")})};
    SAVED("contact", {"name", words("李")}, {"account", crm__value_int(ids[1])});
    uint64_t before = world_of(entities, 4);
    struct reader *reader;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    ck_assert_done(&fixture,
                   crm__merge_preview(store, entity_of(store, "account"), ids, 2, &reader));
    ck_assert_int_eq(reader->next(reader, &rows), CRM_OK);
    ck_assert_uint_eq(rows.row_count, 3);
    ck_assert(crm__text_is(crm__batch_at(&rows, 1, 0).text, "website"));
    ck_assert(crm__text_is(crm__batch_at(&rows, 0, 1).text, "move"));
    ck_assert(crm__text_is(crm__batch_at(&rows, 0, 2).text, "delete"));
    crm__batch_free(&rows);
    crm__reader_free(reader);
    ck_assert_uint_eq(world_of(entities, 4), before);
}
END_TEST

static void random_fields(struct random *random, int64_t id, const char *entity)
{
    static const char *const names[] = {"city",   "address",    "email", "phone",
                                        "wechat", "department", "title", "description"};
    static const char *const values[] = {"上海", "x@example.com", "13912345678", "b", "wx_zhang"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct save_field field = {names[i], words(values[crm__random_below(random, 5)])};
        if (crm__random_below(random, 2))
            ck_assert_done(&fixture, crm__save_fields(store, entity_of(store, entity), id, 0,
                                                      &field, 1, NULL));
    }
}

/* The law: merging and undoing is nothing at all. */
START_TEST(undoing_a_merge_gives_back_every_value_child_and_link)
{
    static const char *const entities[] = {"lead", "contact", "account", "activity", "task"};
    struct random random;
    crm__random_init(&random, (uint64_t)_i + 1, 0);
    int64_t contacts[5];
    for (size_t i = 0; i < 5; i++) {
        contacts[i] = SAVED("contact", {"name", words("人")});
        random_fields(&random, contacts[i], "contact");
        if (i && crm__random_below(&random, 2)) {
            struct save_field boss = {"reports_to",
                                      crm__value_int(contacts[crm__random_below(&random, i)])};
            ck_assert_done(&fixture, crm__save_fields(store, entity_of(store, "contact"),
                                                      contacts[i], 0, &boss, 1, NULL));
        }
    }
    for (size_t i = 0; i < 6; i++) {
        struct arena arena;
        struct value present;
        int64_t two[] = {contacts[crm__random_below(&random, 5)],
                         contacts[crm__random_below(&random, 5)]};
        crm__arena_init(&arena, store->env);
        ck_assert_done(&fixture, crm__references_make(&arena, two, 2, &present));
        SAVED("activity", {"kind", words("call")}, {"name", words("x")},
              {"contact", crm__value_int(contacts[crm__random_below(&random, 5)])},
              {"contacts", present}, {"at", crm__value_int(store->env->now_us)});
        crm__arena_free(&arena);
    }
    uint64_t before = world_of(entities, 5);
    size_t count = 2 + (size_t)crm__random_below(&random, 3);
    int64_t id = merged("contact", contacts + crm__random_below(&random, 2), count);
    ck_assert_uint_ne(world_of(entities, 5), before);
    ck_assert_done(&fixture, crm__merge_undo(store, id));
    ck_assert_uint_eq(world_of(entities, 5), before);
    ck_assert_int_eq(count_where(store, "alias", ""), 0);
}
END_TEST

START_TEST(a_merge_without_memory_changes_nothing)
{
    static const char *const entities[] = {"account", "contact", "merge", "alias"};
    int64_t ids[] = {SAVED("account", {"name", words("A")}),
                     SAVED("account", {"name", words("B")}, {"website", words("https://b.cn")})};
    SAVED("contact", {"name", words("李")}, {"account", crm__value_int(ids[1])});
    static const char *const records[] = {"account", "contact"};
    uint64_t before = world_of(entities, 4);
    uint64_t untouched = world_of(records, 2);
    crm_status status = CRM_E_NOMEM;
    int64_t id = 0;
    for (size_t fail_at = 1; status == CRM_E_NOMEM; fail_at++) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail_at;
        status = crm__merge_run(store, entity_of(store, "account"), ids, 2, TEXT_NONE, &id);
        fixture.heap.fail_at = 0;
        if (status == CRM_E_NOMEM && fail_at % 16 == 1)
            ck_assert_uint_eq(world_of(entities, 4), before);
    }
    ck_assert_int_eq(status, CRM_OK);
    status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status == CRM_E_NOMEM; fail_at++) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail_at;
        status = crm__merge_undo(store, id);
        fixture.heap.fail_at = 0;
    }
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_eq(world_of(records, 2), untouched);
    ck_assert_int_eq(count_where(store, "account", ""), 2);
}
END_TEST

/* --- accounts with a life --------------------------------------------------------------------- */

static const char *const life[] = {
    "account",  "contact", "opportunity", "order",    "customer_value", "customer_month", "task",
    "activity", "note",    "attachment",  "tag_link", "link",           "rfm_snapshot"};
enum { LIFE = sizeof life / sizeof *life };

static void no_problems(void)
{
    struct batch problems;
    crm__batch_init(&problems, store->env);
    ck_assert_done(&fixture, crm__service_check(store, &problems));
    if (problems.row_count)
        ck_abort_msg("%zu problems, such as %.*s %lld: %.*s", problems.row_count,
                     (int)crm__batch_at(&problems, 0, 0).text.size,
                     crm__batch_at(&problems, 0, 0).text.data,
                     (long long)crm__batch_at(&problems, 1, 0).integer,
                     (int)crm__batch_at(&problems, 2, 0).text.size,
                     crm__batch_at(&problems, 2, 0).text.data);
    crm__batch_free(&problems);
}

static void orders_made(int64_t account, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char number[16];
        snprintf(number, sizeof number, "N-%d", i);
        SAVED("order", {"number", words(number)}, {"account", crm__value_int(account)},
              {"currency", words("CNY")}, {"amount", crm__value_int(1000 + i)},
              {"placed_at", crm__value_int(store->env->now_us - i * INT64_C(1000000000000))});
    }
}

/* An account that everything refers to. */
static int64_t account_made(const char *name, int first_order, int orders)
{
    int64_t account = SAVED("account", {"name", words(name)});
    const struct value id = crm__value_int(account);
    orders_made(account, first_order, orders);
    SAVED("contact", {"name", words("李")}, {"account", id});
    SAVED("opportunity", {"name", words("大单")}, {"account", id}, {"amount", crm__value_int(5)});
    SAVED("task", {"name", words("访")}, {"account", id});
    SAVED("activity", {"kind", words("call")}, {"account", id},
          {"at", crm__value_int(store->env->now_us - first_order)});
    SAVED("note", {"subject_entity", words("account")}, {"subject_id", id}, {"body", words("x")});
    SAVED("attachment", {"subject_entity", words("account")}, {"subject_id", id},
          {"name", words("a.pdf")}, {"uri", words("https://a.cn/a.pdf")});
    struct tag_options options = {0};
    ck_assert_done(&fixture, crm__tag_add(store, entity_of(store, "account"), account, TEXT("重点"),
                                          &options));
    return account;
}

static void linked(int64_t from, int64_t to)
{
    SAVED("link", {"kind", words("supplies")}, {"from_entity", words("account")},
          {"from_id", crm__value_int(from)}, {"to_entity", words("account")},
          {"to_id", crm__value_int(to)});
}

static int64_t orders_of(int64_t account)
{
    char rule[64];
    snprintf(rule, sizeof rule, "account == %lld", (long long)account);
    return field_int(store, "customer_value", id_where(store, "customer_value", rule),
                     "order_count");
}

/* Three accounts become one, with all that belongs to them; then everything is as it was. */
START_TEST(accounts_are_merged_with_orders_totals_and_links_and_come_back_exactly)
{
    /* In the second round the survivor has never bought. */
    int64_t ids[] = {account_made("星河", 1, _i ? 0 : 2), account_made("银河", 10, 3),
                     account_made("天河", 20, 1)};
    int64_t other = SAVED("account", {"name", words("客")});
    linked(ids[1], other);
    linked(other, ids[2]);
    linked(ids[0], other);
    linked(ids[2], ids[1]);
    int64_t rule =
        SAVED("alert_rule", {"name", words("沉默")}, {"absolute_days", crm__value_int(400)});
    SAVED("alert", {"rule", crm__value_int(rule)}, {"account", crm__value_int(ids[1])},
          {"subject_entity", words("account")}, {"subject_id", crm__value_int(ids[1])},
          {"raised_at", crm__value_int(store->env->now_us)});
    struct segment_options options = {0};
    struct segment_report report;
    ck_assert_done(&fixture, crm__segment_run(store, &options, &report));
    no_problems();
    uint64_t before[LIFE];
    for (size_t i = 0; i < LIFE; i++)
        before[i] = world_of(&life[i], 1);

    int64_t id = merged("account", ids, 3);
    no_problems();
    ck_assert_int_eq(orders_of(ids[0]), _i ? 4 : 6);
    ck_assert_int_eq(count_where(store, "customer_value", "order_count > 0"), 1);
    static const char *const children[] = {"contact", "opportunity", "task", "activity", "order"};
    char where[64];
    snprintf(where, sizeof where, "account != %lld", (long long)ids[0]);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(count_where(store, children[i], where), 0);
    snprintf(where, sizeof where, "subject_id == %lld", (long long)ids[0]);
    ck_assert_int_eq(count_where(store, "note", where), 3);
    ck_assert_int_eq(count_where(store, "attachment", where), 3);
    ck_assert_int_eq(count_where(store, "alert", where), 1);
    ck_assert_int_eq(count_where(store, "tag_link", where), 1); /* all had the same */
    snprintf(where, sizeof where, "from_id == %lld", (long long)ids[0]);
    ck_assert_int_eq(count_where(store, "link", where), 1);
    snprintf(where, sizeof where, "to_id == %lld", (long long)ids[0]);
    ck_assert_int_eq(count_where(store, "link", where), 1);

    ck_assert_done(&fixture, crm__merge_undo(store, id));
    no_problems();
    ck_assert_int_eq(orders_of(ids[1]), 3);
    snprintf(where, sizeof where, "subject_id == %lld", (long long)ids[1]);
    ck_assert_int_eq(count_where(store, "alert", where), 1);
    for (size_t i = 0; i < LIFE; i++)
        ck_assert_msg(world_of(&life[i], 1) == before[i], "%s is not as it was", life[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/merge");
    TCase *tests = tcase_create("merge");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, empty_fields_are_filled_and_the_first_record_wins);
    tcase_add_test(tests, an_address_is_taken_as_a_whole_from_the_most_complete_record);
    tcase_add_test(tests, money_of_another_currency_is_not_taken);
    tcase_add_test(tests, children_follow_and_old_ids_lead_to_the_survivor);
    tcase_add_loop_test(
        tests, accounts_are_merged_with_orders_totals_and_links_and_come_back_exactly, 0, 2);
    tcase_add_test(tests, a_record_under_its_own_duplicate_does_not_become_its_own_parent);
    tcase_add_test(tests, what_was_edited_after_a_merge_stays_when_it_is_undone);
    tcase_add_test(tests, unique_numbers_pass_to_the_survivor_and_back);
    tcase_add_test(tests, a_merge_is_undone_once_and_not_under_a_later_one);
    tcase_add_test(tests, what_cannot_be_merged_is_refused_with_its_reason);
    tcase_add_test(tests, a_preview_shows_every_change_and_writes_nothing);
    tcase_add_loop_test(tests, undoing_a_merge_gives_back_every_value_child_and_link, 0, 20);
    tcase_add_test(tests, a_merge_without_memory_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
