/* Custom entities and fields: no different from standard ones, undone with their transaction, seen
 * by other handles. */
#include "store_fixture.h"

#include "store/schema.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static void reopen(void)
{
    crm__store_close(fixture.store);
    fixture.store = open_again(&fixture);
}

static const struct field *add_field(struct store *store, const char *entity,
                                     struct field_definition definition)
{
    const struct field *field = NULL;
    ck_assert_done(&fixture,
                   crm__schema_add_field(store, entity_of(store, entity), &definition, &field));
    return field;
}

static const struct entity *add_entity(struct store *store, const char *name)
{
    const struct entity *entity = NULL;
    struct entity_definition definition = {
        .name = crm__text_of(name), .label_en = TEXT("Shop"), .label_zh = TEXT("门店")};
    ck_assert_done(&fixture, crm__schema_add_entity(store, &definition, &entity));
    return entity;
}

START_TEST(a_custom_field_is_written_read_and_kept_in_history)
{
    struct store *store = fixture.store;
    int64_t old = insert(store, "lead", "name", "a", NULL);
    const struct field *field =
        add_field(store, "lead",
                  (struct field_definition){
                      .name = TEXT("hobby"), .type = FIELD_TEXT, .label_zh = TEXT("爱好")});
    ck_assert_int_ge(field->number, FIELD_NUMBER_CUSTOM);
    int64_t id = insert(store, "lead", "name", "b", "hobby", "书法", NULL);
    assert_field(store, "lead", id, "hobby", "书法");
    assert_field(store, "lead", old, "hobby", "");
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "hobby", "围棋", NULL));
    ck_assert_int_eq(try_update(store, "lead", id, 1, "hobby", "x", NULL), CRM_E_CONFLICT);
    ck_assert_str_eq(fixture.env.error.field, "hobby");

    reopen();
    assert_field(fixture.store, "lead", id, "hobby", "围棋");
    struct history history;
    ck_assert_done(&fixture, crm__history_read(fixture.store, entity_of(fixture.store, "lead"), id,
                                               0, &history));
    ck_assert_uint_eq(history.count, 2);
    ck_assert(crm__text_is(history.entries[1].values[0].field->name, "hobby"));
    crm__history_free(&history);
    ck_assert(crm__text_is(field_of(fixture.store, "lead", "hobby")->label_zh, "爱好"));
}
END_TEST

START_TEST(custom_fields_of_all_types_survive_opening)
{
    const struct choice choices[] = {{TEXT("red"), TEXT("Red"), TEXT("红")},
                                     {TEXT("blue"), TEXT("Blue"), TEXT("蓝")}};
    struct store *store = fixture.store;
    for (int type = FIELD_TEXT; type <= FIELD_JSON; type++) {
        char name[16];
        snprintf(name, sizeof name, "custom_%d", type);
        struct field_definition definition = {.name = crm__text_of(name),
                                              .type = (enum field_type)type};
        if (type == FIELD_REFERENCE || type == FIELD_REFERENCES)
            definition.target = TEXT("account");
        if (type == FIELD_CHOICE || type == FIELD_CHOICES) {
            definition.choices = choices;
            definition.choice_count = 2;
        }
        if (type == FIELD_DECIMAL)
            definition.size = 3;
        add_field(store, "skill", definition);
    }
    size_t count = entity_of(store, "skill")->field_count;
    int64_t account = insert(store, "account", "name", "x", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)account);
    int64_t id =
        insert(store, "skill", "name", "s", "custom_0", "文", "custom_1", "-5", "custom_2", "1.250",
               "custom_3", "12.34", "currency", "CNY", "custom_4", "true", "custom_5", "2026-03-02",
               "custom_7", "red", "custom_8", "red,blue", "custom_9", "138 0000 0000", "custom_10",
               "a@b.cn", "custom_12", text, "custom_13", text, NULL);
    reopen();
    store = fixture.store;
    ck_assert_uint_eq(entity_of(store, "skill")->field_count, count);
    assert_field(store, "skill", id, "custom_0", "文");
    assert_field(store, "skill", id, "custom_1", "-5");
    assert_field(store, "skill", id, "custom_2", "1.250");
    assert_field(store, "skill", id, "custom_3", "12.34");
    assert_field(store, "skill", id, "custom_4", "true");
    assert_field(store, "skill", id, "custom_5", "2026-03-02");
    assert_field(store, "skill", id, "custom_7", "red");
    assert_field(store, "skill", id, "custom_8", "red,blue");
    assert_field(store, "skill", id, "custom_10", "a@b.cn");
    assert_field(store, "skill", id, "custom_10_normal", "");
    assert_field(store, "skill", id, "custom_12", text);
    assert_field(store, "skill", id, "custom_13", text);
    ck_assert_int_eq(field_of(store, "skill", "custom_2")->scale, 3);
    ck_assert(
        crm__text_is(field_of(store, "skill", "custom_7")->choices->choices[1].label_zh, "蓝"));
}
END_TEST

START_TEST(a_custom_unique_field_is_enforced)
{
    struct store *store = fixture.store;
    add_field(store, "lead",
              (struct field_definition){
                  .name = TEXT("badge"), .type = FIELD_TEXT, .flags = FIELD_UNIQUE});
    int64_t holder = insert(store, "lead", "badge", "7", NULL);
    int64_t id = 0;
    ck_assert_int_eq(try_insert(store, "lead", &id, "badge", "7", NULL), CRM_E_EXISTS);
    ck_assert_str_eq(fixture.env.error.field, "badge");
    ck_assert_int_eq(fixture.env.error.record_id, holder);
    reopen();
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "badge", "7", NULL), CRM_E_EXISTS);
}
END_TEST

START_TEST(a_custom_entity_is_an_entity_like_any_other)
{
    struct store *store = fixture.store;
    add_entity(store, "shop");
    add_field(store, "shop", (struct field_definition){.name = TEXT("city"), .type = FIELD_TEXT});
    add_field(store, "lead",
              (struct field_definition){
                  .name = TEXT("shop"), .type = FIELD_REFERENCE, .target = TEXT("shop")});
    int64_t shop = insert(store, "shop", "name", "徐家汇", "city", "上海", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)shop);
    int64_t lead = insert(store, "lead", "name", "a", "shop", text, NULL);
    reopen();
    store = fixture.store;
    assert_field(store, "shop", shop, "city", "上海");
    assert_field(store, "lead", lead, "shop", text);
    ck_assert(crm__text_is(entity_of(store, "shop")->label_zh, "门店"));
    ck_assert_done(&fixture, try_delete(store, "shop", shop));
    int64_t none = 0;
    ck_assert_int_eq(try_insert(store, "lead", &none, "shop", text, NULL), CRM_E_INVALID);
}
END_TEST

START_TEST(a_retired_field_comes_back_with_its_values)
{
    struct store *store = fixture.store;
    struct field_definition definition = {.name = TEXT("hobby"), .type = FIELD_PHONE};
    const struct field *field = add_field(store, "lead", definition);
    int64_t id = insert(store, "lead", "hobby", "123", NULL);
    ck_assert_done(&fixture, crm__schema_retire_field(store, field));
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("hobby")));
    reopen();
    store = fixture.store;
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("hobby")));
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("hobby_normal")));
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, &fixture.env, entity_of(store, "lead")));
    ck_assert_done(&fixture, crm__row_load(store, id, 0, &record));
    crm__record_free(&record);
    add_field(store, "lead", definition);
    assert_field(store, "lead", id, "hobby", "123");
    reopen();
    assert_field(fixture.store, "lead", id, "hobby", "123");
}
END_TEST

START_TEST(a_record_that_is_older_than_a_field_is_loaded_without_it)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", NULL);
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, &fixture.env, entity_of(store, "lead")));
    add_field(store, "lead", (struct field_definition){.name = TEXT("hobby"), .type = FIELD_TEXT});
    ck_assert_done(&fixture, crm__row_load(store, id, 0, &record));
    ck_assert(crm__text_is(crm__record_value(&record, field_of(store, "lead", "name")).text, "a"));
    crm__record_free(&record);
}
END_TEST

START_TEST(names_that_are_taken_or_reserved_are_refused)
{
    struct store *store = fixture.store;
    const struct entity *entity = NULL;
    struct entity_definition taken = {.name = TEXT("lead")};
    ck_assert_int_eq(crm__schema_add_entity(store, &taken, &entity), CRM_E_EXISTS);
    struct entity_definition reserved = {.name = TEXT("crm_history")};
    ck_assert_int_eq(crm__schema_add_entity(store, &reserved, &entity), CRM_E_INVALID);
    struct entity_definition quoted = {.name = TEXT("a\"b")};
    ck_assert_int_eq(crm__schema_add_entity(store, &quoted, &entity), CRM_E_INVALID);
    const struct field *field = NULL;
    struct field_definition name = {.name = TEXT("name"), .type = FIELD_TEXT};
    ck_assert_int_eq(crm__schema_add_field(store, entity_of(store, "lead"), &name, &field),
                     CRM_E_EXISTS);
    ck_assert_ptr_null(field);
    /* Words of SQL are names like others. */
    add_entity(store, "select");
    add_field(store, "select", (struct field_definition){.name = TEXT("from"), .type = FIELD_TEXT});
    int64_t id = insert(store, "select", "from", "where", NULL);
    assert_field(store, "select", id, "from", "where");
}
END_TEST

/* Within a transaction, on a database that keeps changes of tables out of them: refused, and the
 * transaction can go on. */
static bool is_refused(struct store *store)
{
    if (store->db->caps.ddl_in_transaction)
        return false;
    const struct field *field = NULL;
    struct field_definition definition = {.name = TEXT("hobby"), .type = FIELD_TEXT};
    ck_assert_int_eq(crm__schema_add_field(store, entity_of(store, "lead"), &definition, &field),
                     CRM_E_UNSUPPORTED);
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("hobby")));
    insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    return true;
}

START_TEST(a_definition_that_is_rolled_back_is_gone_everywhere)
{
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    if (is_refused(store))
        return;
    add_entity(store, "shop");
    add_field(store, "lead", (struct field_definition){.name = TEXT("hobby"), .type = FIELD_TEXT});
    insert(store, "lead", "hobby", "x", NULL);
    crm__store_rollback(store);
    ck_assert_ptr_null(crm__entity_find(store->catalogue, TEXT("shop")));
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("hobby")));
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_field WHERE name = 'hobby'"), 0);
    insert(store, "lead", "name", "a", NULL);
    /* Its number is free for another. */
    const struct field *field = add_field(
        store, "lead", (struct field_definition){.name = TEXT("sport"), .type = FIELD_INTEGER});
    ck_assert_int_eq(field->number, FIELD_NUMBER_CUSTOM);
}
END_TEST

START_TEST(only_the_inner_definition_is_undone)
{
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    if (is_refused(store))
        return;
    add_field(store, "lead", (struct field_definition){.name = TEXT("one"), .type = FIELD_TEXT});
    ck_assert_done(&fixture, crm__store_begin(store));
    add_field(store, "lead", (struct field_definition){.name = TEXT("two"), .type = FIELD_TEXT});
    crm__store_rollback(store);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_done(&fixture, crm__store_refresh(store));
    ck_assert_ptr_nonnull(crm__field_find(entity_of(store, "lead"), TEXT("one")));
    ck_assert_ptr_null(crm__field_find(entity_of(store, "lead"), TEXT("two")));
}
END_TEST

START_TEST(another_handle_sees_new_definitions)
{
    struct store *other = open_again(&fixture);
    add_entity(fixture.store, "shop");
    add_field(fixture.store, "lead",
              (struct field_definition){.name = TEXT("hobby"), .type = FIELD_TEXT});
    const struct entity *lead = entity_of(other, "lead");
    ck_assert_done(&fixture, crm__store_refresh(other));
    ck_assert_ptr_eq(entity_of(other, "lead"), lead);
    int64_t id = insert(other, "lead", "hobby", "x", NULL);
    assert_field(fixture.store, "lead", id, "hobby", "x");
    insert(other, "shop", "name", "y", NULL);

    ck_assert_done(&fixture, crm__schema_retire_field(fixture.store,
                                                      field_of(fixture.store, "lead", "hobby")));
    ck_assert_done(&fixture, crm__store_refresh(other));
    ck_assert_ptr_null(crm__field_find(entity_of(other, "lead"), TEXT("hobby")));
    crm__store_close(other);
}
END_TEST

START_TEST(two_handles_that_add_fields_do_not_take_one_number)
{
    struct store *other = open_again(&fixture);
    const struct field *one = add_field(
        fixture.store, "lead", (struct field_definition){.name = TEXT("one"), .type = FIELD_TEXT});
    const struct field *two = add_field(
        other, "lead", (struct field_definition){.name = TEXT("two"), .type = FIELD_TEXT});
    ck_assert_int_ne(one->number, two->number);
    crm__store_close(other);
}
END_TEST

START_TEST(permissions_can_name_a_custom_entity)
{
    struct store *store = fixture.store;
    add_entity(store, "shop");
    int64_t role = insert(store, "role", "name", "r", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)role);
    int64_t user =
        insert(store, "user", "name", "u", "login", "u", "active", "true", "role", text, NULL);
    insert(store, "role_permission", "role", text, "entity_name", "shop", "read_scope", "all",
           "write_scope", "all", "delete_scope", "all", "can_create", "true", NULL);
    ck_assert_done(&fixture, crm__store_act_as(store, user));
    int64_t id = insert(store, "shop", "name", "x", NULL);
    assert_field(store, "shop", id, "name", "x");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store schema");
    TCase *cases = tcase_create("schema");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_custom_field_is_written_read_and_kept_in_history);
    tcase_add_test(cases, custom_fields_of_all_types_survive_opening);
    tcase_add_test(cases, a_custom_unique_field_is_enforced);
    tcase_add_test(cases, a_custom_entity_is_an_entity_like_any_other);
    tcase_add_test(cases, a_retired_field_comes_back_with_its_values);
    tcase_add_test(cases, a_record_that_is_older_than_a_field_is_loaded_without_it);
    tcase_add_test(cases, names_that_are_taken_or_reserved_are_refused);
    tcase_add_test(cases, a_definition_that_is_rolled_back_is_gone_everywhere);
    tcase_add_test(cases, only_the_inner_definition_is_undone);
    tcase_add_test(cases, another_handle_sees_new_definitions);
    tcase_add_test(cases, two_handles_that_add_fields_do_not_take_one_number);
    tcase_add_test(cases, permissions_can_name_a_custom_entity);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
