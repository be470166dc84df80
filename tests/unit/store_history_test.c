/* History: sequence, operations, reconstruction, rendering; diffs against damage. */
#include "store_fixture.h"

#include "store/diff.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static void read_history(const char *entity, int64_t id, size_t limit, struct history *history)
{
    ck_assert_done(&fixture, crm__history_read(fixture.store, entity_of(fixture.store, entity), id,
                                               limit, history));
}

/* The change of a field in an entry, or NULL. */
static const struct history_value *change_of(const struct history_entry *entry, const char *field)
{
    for (size_t i = 0; i < entry->value_count; i++) {
        if (crm__text_is(entry->values[i].field->name, field))
            return &entry->values[i];
    }
    return NULL;
}

START_TEST(every_change_is_told_with_old_and_new_values)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "张伟", "company", "甲", NULL);
    fixture.env.now_us += 5000000;
    ck_assert_done(&fixture,
                   try_update(store, "lead", id, 0, "company", "乙", "title", "经理", NULL));
    ck_assert_done(&fixture, try_delete(store, "lead", id));
    ck_assert_done(&fixture, try_restore(store, "lead", id));

    struct history history;
    read_history("lead", id, 0, &history);
    ck_assert_uint_eq(history.count, 4);
    static const enum row_operation operations[] = {ROW_CREATE, ROW_UPDATE, ROW_DELETE,
                                                    ROW_RESTORE};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(history.entries[i].operation, operations[i]);
        ck_assert_int_eq(history.entries[i].version, (int64_t)i + 1);
        if (i > 0)
            ck_assert_int_gt(history.entries[i].sequence, history.entries[i - 1].sequence);
    }
    const struct history_entry *update = &history.entries[1];
    ck_assert_int_eq(update->at_us, TEST_NOW_US + 5000000);
    ck_assert_uint_eq(update->value_count, 2);
    ck_assert(crm__text_is(change_of(update, "company")->before.text, "甲"));
    ck_assert(crm__text_is(change_of(update, "company")->after.text, "乙"));
    ck_assert_int_eq(change_of(update, "title")->before.kind, VALUE_NULL);
    ck_assert(crm__text_is(change_of(update, "title")->after.text, "经理"));
    crm__history_free(&history);
}
END_TEST

START_TEST(what_a_record_was_born_with_is_found_by_taking_changes_back)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "company", "x", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "b", NULL));
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "c", "company", "", NULL));
    struct history history;
    read_history("lead", id, 0, &history);
    const struct history_entry *create = &history.entries[0];
    ck_assert_uint_eq(create->value_count, 2);
    ck_assert(crm__text_is(change_of(create, "name")->after.text, "a"));
    ck_assert(crm__text_is(change_of(create, "company")->after.text, "x"));
    ck_assert_int_eq(change_of(create, "name")->before.kind, VALUE_NULL);
    crm__history_free(&history);
}
END_TEST

START_TEST(a_limit_gives_the_newest_changes)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "0", NULL);
    for (int i = 1; i < 40; i++) {
        char text[8];
        snprintf(text, sizeof text, "%d", i);
        ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", text, NULL));
    }
    struct history history;
    read_history("lead", id, 3, &history);
    ck_assert_uint_eq(history.count, 3);
    ck_assert(crm__text_is(change_of(&history.entries[2], "name")->after.text, "39"));
    crm__history_free(&history);
    read_history("lead", id, 0, &history);
    ck_assert_uint_eq(history.count, 40);
    ck_assert(crm__text_is(change_of(&history.entries[0], "name")->after.text, "0"));
    crm__history_free(&history);
}
END_TEST

START_TEST(a_quiet_field_leaves_version_and_history_alone)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "follow_up_count", "3", NULL));
    ck_assert_int_eq(field_int(store, "lead", id, "follow_up_count"), 3);
    ck_assert_int_eq(field_int(store, "lead", id, "version"), 1);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 1);

    ck_assert_done(&fixture,
                   try_update(store, "lead", id, 1, "follow_up_count", "4", "name", "b", NULL));
    struct history history;
    read_history("lead", id, 0, &history);
    ck_assert_uint_eq(history.count, 2);
    ck_assert_uint_eq(history.entries[1].value_count, 1);
    crm__history_free(&history);
}
END_TEST

START_TEST(an_entity_whose_rows_are_their_own_history_writes_none)
{
    struct store *store = fixture.store;
    const struct catalogue *catalogue = store->catalogue;
    const struct entity *quiet = NULL;
    for (size_t i = 0; i < catalogue->entity_count && !quiet; i++) {
        uint32_t flags = catalogue->entities[i]->flags;
        if (flags & ENTITY_NO_HISTORY && !(flags & ENTITY_APPEND_ONLY))
            quiet = catalogue->entities[i];
    }
    ck_assert_ptr_nonnull(quiet);
    int64_t id = insert(store, quiet->name.data, "external_id", "1", NULL);
    ck_assert_done(&fixture, try_update(store, quiet->name.data, id, 1, "external_id", "2", NULL));
    ck_assert_int_eq(field_int(store, quiet->name.data, id, "version"), 2);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 0);
}
END_TEST

START_TEST(operation_reason_and_actor_are_kept)
{
    struct store *store = fixture.store;
    int64_t role = insert(store, "role", "name", "r", "superuser", "true", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)role);
    int64_t user =
        insert(store, "user", "name", "u", "login", "u", "active", "true", "role", text, NULL);
    int64_t id = insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, crm__store_act_as(store, user));
    const struct field *owner = field_of(store, "lead", "owner");
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, &owner, 1));
    crm__column_int(&rows, &rows.columns[0], user);
    crm__batch_finish_row(&rows);
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &owner,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = &id,
                              .operation = ROW_ASSIGN,
                              .reason = TEXT("rule 3: 华东")};
    ck_assert_done(&fixture, crm__rows_update(store, &write));
    crm__batch_free(&rows);

    struct history history;
    read_history("lead", id, 0, &history);
    const struct history_entry *entry = &history.entries[1];
    ck_assert_int_eq(entry->operation, ROW_ASSIGN);
    ck_assert_int_eq(entry->actor_id, user);
    ck_assert(crm__text_is(entry->reason, "rule 3: 华东"));
    crm__history_free(&history);
}
END_TEST

START_TEST(references_are_told_as_lists_of_ids)
{
    struct store *store = fixture.store;
    int64_t a = insert(store, "skill", "name", "a", NULL);
    int64_t b = insert(store, "skill", "name", "b", NULL);
    char one[64];
    char both[64];
    snprintf(one, sizeof one, "%lld", (long long)a);
    snprintf(both, sizeof both, "%lld,%lld", (long long)a, (long long)b);
    int64_t id = insert(store, "user", "name", "u", "login", "u", "skills", one, NULL);
    ck_assert_done(&fixture, try_update(store, "user", id, 0, "skills", both, NULL));
    ck_assert_done(&fixture, try_update(store, "user", id, 0, "skills", "", NULL));
    struct history history;
    read_history("user", id, 0, &history);
    size_t count = 0;
    crm__references_ids(change_of(&history.entries[0], "skills")->after, &count);
    ck_assert_uint_eq(count, 1);
    const int64_t *ids =
        crm__references_ids(change_of(&history.entries[1], "skills")->after, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(ids[0], a);
    ck_assert_int_eq(ids[1], b);
    ck_assert_int_eq(change_of(&history.entries[2], "skills")->after.kind, VALUE_NULL);
    crm__history_free(&history);
}
END_TEST

START_TEST(history_is_written_as_json)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a\"b", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "张伟", NULL));
    struct history history;
    read_history("lead", id, 0, &history);
    struct buffer json;
    crm__buffer_init(&json, &fixture.env);
    crm__history_json(&history, &json);
    ck_assert_str_eq(
        json.data,
        "[{\"sequence\":1,\"at\":\"2026-03-02T08:00:00Z\",\"actor\":null,\"operation\":\"create\","
        "\"version\":1,\"changes\":{\"name\":{\"before\":null,\"after\":\"a\\\"b\"}}},"
        "{\"sequence\":2,\"at\":\"2026-03-02T08:00:00Z\",\"actor\":null,\"operation\":\"update\","
        "\"version\":2,\"changes\":{\"name\":{\"before\":\"a\\\"b\",\"after\":\"张伟\"}}}]");
    crm__buffer_free(&json);
    crm__history_free(&history);
}
END_TEST

START_TEST(sequence_numbers_are_without_gaps_after_rollbacks)
{
    struct store *store = fixture.store;
    insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "b", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "c", NULL);
    crm__store_rollback(store);
    insert(store, "lead", "name", "d", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 3);
    int64_t last = 0;
    ck_assert_done(&fixture, crm__store_last_sequence(store, &last));
    ck_assert_int_eq(last, 3);
}
END_TEST

START_TEST(a_diff_keeps_every_kind_of_value)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    const struct field *skills = field_of(store, "user", "skills");
    const int64_t ids[] = {1, 5, INT64_MAX};
    struct value list = crm__value_blob((struct text){(const char *)ids, sizeof ids});
    const struct value values[] = {VALUE_OF_NULL,
                                   crm__value_int(0),
                                   crm__value_int(INT64_MIN),
                                   crm__value_int(INT64_MAX),
                                   crm__value_double(-0.5),
                                   crm__value_text(TEXT("")),
                                   crm__value_text(TEXT("线索")),
                                   crm__value_blob(TEXT("\0\xff"))};
    enum { COUNT = sizeof values / sizeof values[0] };
    struct buffer diff;
    crm__buffer_init(&diff, &fixture.env);
    for (size_t i = 0; i < COUNT; i++)
        crm__diff_put(&diff, name, values[i], values[COUNT - 1 - i]);
    crm__diff_put(&diff, skills, VALUE_OF_NULL, list);
    struct arena arena;
    crm__arena_init(&arena, &fixture.env);
    size_t offset = 0;
    struct diff_entry entry;
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_done(&fixture, crm__diff_next(&arena, crm__buffer_view(&diff), &offset, &entry));
        ck_assert_int_eq(entry.number, name->number);
        ck_assert(crm__value_equal(entry.before, values[i]));
        ck_assert(crm__value_equal(entry.after, values[COUNT - 1 - i]));
    }
    ck_assert_done(&fixture, crm__diff_next(&arena, crm__buffer_view(&diff), &offset, &entry));
    ck_assert(crm__value_equal(entry.after, list));
    ck_assert_int_eq(crm__diff_next(&arena, crm__buffer_view(&diff), &offset, &entry), CRM_DONE);
    crm__arena_free(&arena);
    crm__buffer_free(&diff);
}
END_TEST

START_TEST(a_cut_or_altered_diff_is_corrupt_and_never_read_beyond)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    const struct field *skills = field_of(store, "user", "skills");
    const int64_t ids[] = {7, 900};
    struct buffer diff;
    crm__buffer_init(&diff, &fixture.env);
    crm__diff_put(&diff, skills, VALUE_OF_NULL,
                  crm__value_blob((struct text){(const char *)ids, sizeof ids}));
    crm__diff_put(&diff, name, crm__value_double(1.5), crm__value_text(TEXT("张伟")));
    for (size_t cut = 1; cut < diff.size; cut++) {
        /* A copy of just that size, so that a reader beyond the end is caught. */
        char *copy = malloc(cut);
        memcpy(copy, diff.data, cut);
        struct arena arena;
        crm__arena_init(&arena, &fixture.env);
        size_t offset = 0;
        struct diff_entry entry;
        crm_status status = CRM_OK;
        while (status == CRM_OK)
            status = crm__diff_next(&arena, (struct text){copy, cut}, &offset, &entry);
        /* A cut between the two changes is whole. */
        ck_assert(status == CRM_E_CORRUPT || status == CRM_DONE);
        crm__arena_free(&arena);
        for (int byte = 0; byte < 256; byte += 5) {
            copy[cut - 1] = (char)byte;
            crm__arena_init(&arena, &fixture.env);
            offset = 0;
            do
                status = crm__diff_next(&arena, (struct text){copy, cut}, &offset, &entry);
            while (status == CRM_OK);
            crm__arena_free(&arena);
        }
        free(copy);
    }
    crm__buffer_free(&diff);
}
END_TEST

static void company_set(int64_t id, int64_t at_us, const char *company)
{
    fixture.env.now_us = at_us;
    ck_assert_done(&fixture, try_update(fixture.store, "lead", id, 0, "company", company, "title",
                                        company[0] ? "甲" : "b", NULL));
}

START_TEST(when_records_first_had_a_value_is_found_by_their_changes)
{
    enum { BORN, STAYED, CAME, CAME_TWICE, LEFT, NEVER, MANY = 2000 };
    struct store *store = fixture.store;
    int64_t *ids = calloc(MANY, sizeof *ids);
    int64_t *first_us = calloc(MANY, sizeof *first_us);
    uint8_t *has_now = calloc(MANY, 1);
    fixture.env.now_us = TEST_NOW_US;
    for (int i = 0; i < MANY; i++)
        ids[i] = insert(store, "lead", "name", "a", "company",
                        i == BORN || i == STAYED || i == LEFT ? "甲" : "b", NULL);
    company_set(ids[BORN], TEST_NOW_US + 10, "b");
    company_set(ids[BORN], TEST_NOW_US + 20, "甲");
    company_set(ids[CAME], TEST_NOW_US + 30, "c");
    company_set(ids[CAME], TEST_NOW_US + 40, "甲");
    company_set(ids[CAME_TWICE], TEST_NOW_US + 50, "甲");
    company_set(ids[CAME_TWICE], TEST_NOW_US + 60, "");
    company_set(ids[CAME_TWICE], TEST_NOW_US + 70, "甲");
    company_set(ids[LEFT], TEST_NOW_US + 80, "");
    company_set(ids[NEVER], TEST_NOW_US + 90, "d");
    company_set(ids[MANY - 1], TEST_NOW_US + 95, "甲");
    has_now[BORN] = has_now[STAYED] = has_now[CAME] = has_now[CAME_TWICE] = 1;
    has_now[MANY - 1] = 1;
    struct history_query query = {.field = field_of(store, "lead", "company"),
                                  .value = crm__value_text(TEXT("甲")),
                                  .ids = ids,
                                  .has_now = has_now,
                                  .count = MANY,
                                  .first_us = first_us};
    ck_assert_done(&fixture, crm__history_first(store, &query));
    ck_assert_int_eq(first_us[BORN], TEST_NOW_US);
    ck_assert_int_eq(first_us[STAYED], TEST_NOW_US);
    ck_assert_int_eq(first_us[CAME], TEST_NOW_US + 40);
    ck_assert_int_eq(first_us[CAME_TWICE], TEST_NOW_US + 50);
    ck_assert_int_eq(first_us[LEFT], TEST_NOW_US);
    ck_assert_int_eq(first_us[NEVER], HISTORY_NEVER);
    ck_assert_int_eq(first_us[MANY - 2], HISTORY_NEVER);
    ck_assert_int_eq(first_us[MANY - 1], TEST_NOW_US + 95);
    free(ids);
    free(first_us);
    free(has_now);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store history");
    TCase *cases = tcase_create("history");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, every_change_is_told_with_old_and_new_values);
    tcase_add_test(cases, what_a_record_was_born_with_is_found_by_taking_changes_back);
    tcase_add_test(cases, a_limit_gives_the_newest_changes);
    tcase_add_test(cases, a_quiet_field_leaves_version_and_history_alone);
    tcase_add_test(cases, an_entity_whose_rows_are_their_own_history_writes_none);
    tcase_add_test(cases, operation_reason_and_actor_are_kept);
    tcase_add_test(cases, references_are_told_as_lists_of_ids);
    tcase_add_test(cases, history_is_written_as_json);
    tcase_add_test(cases, sequence_numbers_are_without_gaps_after_rollbacks);
    tcase_add_test(cases, when_records_first_had_a_value_is_found_by_their_changes);
    tcase_add_test(cases, a_diff_keeps_every_kind_of_value);
    tcase_add_test(cases, a_cut_or_altered_diff_is_corrupt_and_never_read_beyond);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
