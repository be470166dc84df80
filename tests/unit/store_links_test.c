/* Links and match keys: both directions, with history, in batches. */
#include "store_fixture.h"

#include "store/keys.h"
#include "store/links.h"

static struct fixture fixture;
static int64_t skills[3];
static int64_t user;

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
    static const char *const names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        skills[i] = insert(fixture.store, "skill", "name", names[i], NULL);
    user = insert(fixture.store, "user", "name", "u", "login", "u", NULL);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static const struct field *skills_field(void)
{
    return field_of(fixture.store, "user", "skills");
}

static void change(const int64_t *added, size_t added_count, const int64_t *removed,
                   size_t removed_count)
{
    ck_assert_done(&fixture, crm__links_change(fixture.store, skills_field(), user, added,
                                               added_count, removed, removed_count));
}

static size_t links_of(int64_t id, int64_t *ids)
{
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, try_get(fixture.store, "user", id, "skills", &batch));
    size_t count = 0;
    struct value value = crm__batch_at(&batch, 0, 0);
    if (value.kind == VALUE_BLOB) {
        const int64_t *found = crm__references_ids(value, &count);
        memcpy(ids, found, count * sizeof *ids);
    }
    crm__batch_free(&batch);
    return count;
}

START_TEST(links_are_added_and_taken_away)
{
    int64_t ids[3];
    change(skills, 2, NULL, 0);
    ck_assert_uint_eq(links_of(user, ids), 2);
    change(skills + 1, 2, skills, 1);
    ck_assert_uint_eq(links_of(user, ids), 2);
    ck_assert_int_eq(ids[0], skills[1]);
    ck_assert_int_eq(ids[1], skills[2]);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_link"), 2);
    ck_assert_int_eq(field_int(fixture.store, "user", user, "version"), 3);
    change(NULL, 0, skills, 3);
    ck_assert_uint_eq(links_of(user, ids), 0);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_link"), 0);
}
END_TEST

START_TEST(links_that_are_there_already_change_nothing)
{
    change(skills, 1, NULL, 0);
    change(skills, 1, skills + 2, 1);
    ck_assert_int_eq(field_int(fixture.store, "user", user, "version"), 2);
}
END_TEST

START_TEST(a_link_to_nothing_is_refused_and_nothing_is_changed)
{
    int64_t missing[] = {skills[0], 99};
    ck_assert_int_eq(crm__links_change(fixture.store, skills_field(), user, missing, 2, NULL, 0),
                     CRM_E_INVALID);
    ck_assert_str_eq(fixture.env.error.field, "skills");
    int64_t ids[3];
    ck_assert_uint_eq(links_of(user, ids), 0);
}
END_TEST

START_TEST(sources_of_targets_are_found)
{
    int64_t other = insert(fixture.store, "user", "name", "v", "login", "v", NULL);
    change(skills, 2, NULL, 0);
    ck_assert_done(&fixture,
                   crm__links_change(fixture.store, skills_field(), other, skills + 1, 1, NULL, 0));
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__links_sources(fixture.store, skills_field(), skills, 3, &batch));
    ck_assert_uint_eq(batch.row_count, 3);
    const int64_t *ids = batch.columns[0].integers;
    const int64_t *targets = batch.columns[1].integers;
    ck_assert(ids[0] == user && targets[0] == skills[0]);
    ck_assert(ids[1] == user && targets[1] == skills[1]);
    ck_assert(ids[2] == other && targets[2] == skills[1]);
    ck_assert_done(&fixture, try_delete(fixture.store, "user", other));
    ck_assert_done(&fixture,
                   crm__links_sources(fixture.store, skills_field(), skills + 1, 1, &batch));
    ck_assert_uint_eq(batch.row_count, 1);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(purging_takes_links_of_both_directions)
{
    change(skills, 3, NULL, 0);
    ck_assert_done(&fixture,
                   crm__rows_purge(fixture.store, entity_of(fixture.store, "skill"), skills, 1));
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_link"), 2);
    ck_assert_done(&fixture,
                   crm__rows_purge(fixture.store, entity_of(fixture.store, "user"), &user, 1));
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_link"), 0);
}
END_TEST

START_TEST(many_records_are_read_with_their_links)
{
    int64_t other = insert(fixture.store, "user", "name", "v", "login", "v", NULL);
    change(skills, 2, NULL, 0);
    const struct field *fields[] = {skills_field(), field_of(fixture.store, "user", "name")};
    int64_t ids[] = {other, 5, user};
    uint8_t found[3];
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__rows_get(fixture.store, entity_of(fixture.store, "user"), fields,
                                           2, ids, 3, 0, found, &batch));
    ck_assert(crm__column_is_null(&batch.columns[0], 0));
    ck_assert(crm__column_is_null(&batch.columns[0], 1));
    ck_assert(!crm__column_is_null(&batch.columns[0], 2));
    ck_assert(crm__text_is(crm__column_text_at(&batch.columns[1], 0), "v"));
    ck_assert(!found[1]);
    crm__batch_free(&batch);
}
END_TEST

static struct match_key key(int64_t record, int32_t kind, int64_t hash)
{
    return (struct match_key){.record_id = record, .key = hash, .kind = kind};
}

static size_t find(const struct match_key *queries, size_t count, size_t limit,
                   struct match_hits *hits)
{
    ck_assert_done(&fixture, crm__match_keys_find(fixture.store, queries, count, limit, hits));
    return hits->count;
}

START_TEST(match_keys_are_found_across_entities)
{
    struct store *store = fixture.store;
    int64_t lead = insert(store, "lead", "name", "l", NULL);
    int64_t account = insert(store, "account", "name", "a", NULL);
    struct match_key lead_keys[] = {key(lead, 2, -9), key(lead, 1, 7), key(lead, 1, 7)};
    struct match_key account_key = key(account, 1, 7);
    ck_assert_done(&fixture, crm__match_keys_set(store, entity_of(store, "lead"), &lead, 1,
                                                 lead_keys, 3, true));
    ck_assert_done(&fixture, crm__match_keys_set(store, entity_of(store, "account"), &account, 1,
                                                 &account_key, 1, true));
    struct match_hits hits = {.items = NULL};
    struct match_key queries[] = {key(0, 1, 7), key(0, 2, 7), key(0, 2, -9)};
    ck_assert_uint_eq(find(queries, 3, 0, &hits), 3);
    ck_assert(hits.items[0].query == 0 && hits.items[0].record_id == lead);
    ck_assert(hits.items[1].query == 0 && hits.items[1].record_id == account);
    ck_assert(hits.items[1].entity == entity_of(store, "account"));
    ck_assert(hits.items[2].query == 2 && hits.items[2].record_id == lead);
    /* A record is not its own duplicate. */
    queries[0].record_id = lead;
    ck_assert_uint_eq(find(queries, 1, 0, &hits), 1);
    ck_assert_int_eq(hits.items[0].record_id, account);
    crm__match_hits_free(&hits);
}
END_TEST

START_TEST(setting_match_keys_again_replaces_them)
{
    struct store *store = fixture.store;
    const struct entity *entity = entity_of(store, "lead");
    int64_t ids[] = {insert(store, "lead", "name", "x", NULL),
                     insert(store, "lead", "name", "y", NULL)};
    struct match_key first[] = {key(ids[0], 1, 1), key(ids[0], 1, 2), key(ids[1], 1, 1)};
    ck_assert_done(&fixture, crm__match_keys_set(store, entity, ids, 2, first, 3, true));
    struct match_key second[] = {key(ids[0], 1, 2), key(ids[0], 1, 3)};
    ck_assert_done(&fixture, crm__match_keys_set(store, entity, ids, 1, second, 2, false));
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_match_key"), 3);
    struct match_hits hits = {.items = NULL};
    struct match_key queries[] = {key(0, 1, 1), key(0, 1, 2), key(0, 1, 3)};
    ck_assert_uint_eq(find(queries, 3, 0, &hits), 3);
    ck_assert_int_eq(hits.items[0].record_id, ids[1]);
    ck_assert_done(&fixture, crm__match_keys_set(store, entity, ids, 2, NULL, 0, false));
    ck_assert_uint_eq(find(queries, 3, 0, &hits), 0);
    crm__match_hits_free(&hits);
}
END_TEST

START_TEST(deleted_records_do_not_match_and_do_not_fill_the_limit)
{
    enum { COUNT = 200 };
    struct store *store = fixture.store;
    const struct entity *entity = entity_of(store, "lead");
    int64_t ids[COUNT];
    struct match_key keys[COUNT];
    for (int i = 0; i < COUNT; i++) {
        ids[i] = insert(store, "lead", "name", "x", NULL);
        keys[i] = key(ids[i], 1, 1);
    }
    ck_assert_done(&fixture, crm__match_keys_set(store, entity, ids, COUNT, keys, COUNT, true));
    struct row_write write = {.entity = entity, .ids = ids, .count = 150};
    ck_assert_done(&fixture, crm__rows_delete(store, &write));
    struct match_hits hits = {.items = NULL};
    struct match_key query = key(0, 1, 1);
    ck_assert_uint_eq(find(&query, 1, 0, &hits), 50);
    ck_assert_uint_eq(find(&query, 1, 10, &hits), 10);
    ck_assert_int_eq(hits.items[0].record_id, ids[150]);
    ck_assert_done(&fixture, crm__rows_restore(store, &write));
    ck_assert_uint_eq(find(&query, 1, 0, &hits), COUNT);
    crm__match_hits_free(&hits);
}
END_TEST

enum { CROWD = 50 };

/* A seller with a team and his leads; gives his team. The seller acts. */
static int64_t crowd_make(int64_t ids[CROWD])
{
    struct store *store = fixture.store;
    int64_t role = insert(store, "role", "name", "r", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)role);
    insert(store, "role_permission", "role", text, "entity_name", "*", "read_scope", "team",
           "write_scope", "team", "delete_scope", "team", "can_create", "true", NULL);
    int64_t team = insert(store, "team", "name", "t", NULL);
    char team_text[32];
    snprintf(team_text, sizeof team_text, "%lld", (long long)team);
    int64_t seller = insert(store, "user", "name", "s", "login", "s", "active", "true", "role",
                            text, "team", team_text, NULL);
    snprintf(text, sizeof text, "%lld", (long long)seller);
    for (int i = 0; i < CROWD; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        ids[i] = insert(store, "lead", "name", "x", "owner", text, "external_source", "e",
                        "external_id", number, NULL);
    }
    struct match_key match = key(ids[0], 1, 1);
    ck_assert_done(&fixture,
                   crm__match_keys_set(store, entity_of(store, "lead"), ids, 1, &match, 1, true));
    ck_assert_done(&fixture, crm__store_act_as(store, seller));
    return team;
}

START_TEST(no_call_on_records_reads_a_whole_table)
{
    struct store *store = fixture.store;
    const struct entity *entity = entity_of(store, "lead");
    int64_t ids[CROWD];
    int64_t team = crowd_make(ids);
    store->db->stats.scan_steps = 0;
    store->db->stats.auto_indexes = 0;

    int64_t taken = 0;
    ck_assert_int_eq(
        try_insert(store, "lead", &taken, "external_source", "e", "external_id", "1", NULL),
        CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.record_id, ids[1]);
    ck_assert_done(&fixture, try_update(store, "lead", ids[2], 0, "name", "y", NULL));
    ck_assert_int_eq(try_update(store, "lead", ids[2], 1, "name", "z", NULL), CRM_E_CONFLICT);
    ck_assert_done(&fixture, try_delete(store, "lead", ids[3]));
    ck_assert_done(&fixture, try_restore(store, "lead", ids[3]));
    assert_field(store, "lead", ids[2], "name", "y");
    struct history history;
    ck_assert_done(&fixture, crm__history_read(store, entity, ids[2], 0, &history));
    crm__history_free(&history);
    struct match_hits hits = {.items = NULL};
    ck_assert_uint_eq(find((struct match_key[]){key(0, 1, 1)}, 1, 0, &hits), 1);
    crm__match_hits_free(&hits);
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__links_sources(store, skills_field(), skills, 1, &batch));
    ck_assert_done(&fixture,
                   crm__links_sources(store, field_of(store, "user", "team"), &team, 1, &batch));
    crm__batch_free(&batch);
    crm__store_elevate(store);
    ck_assert_done(&fixture, crm__rows_purge(store, entity, ids + 4, 1));
    crm__store_restore(store);
    ck_assert_int_eq(store->db->stats.scan_steps, 0);
    ck_assert_int_eq(store->db->stats.auto_indexes, 0);
    /* The count does count. */
    ask(store, "SELECT count(*) FROM lead WHERE title = 'x'");
    ck_assert_int_gt(store->db->stats.scan_steps, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store links");
    TCase *cases = tcase_create("links");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, links_are_added_and_taken_away);
    tcase_add_test(cases, links_that_are_there_already_change_nothing);
    tcase_add_test(cases, a_link_to_nothing_is_refused_and_nothing_is_changed);
    tcase_add_test(cases, sources_of_targets_are_found);
    tcase_add_test(cases, purging_takes_links_of_both_directions);
    tcase_add_test(cases, many_records_are_read_with_their_links);
    tcase_add_test(cases, match_keys_are_found_across_entities);
    tcase_add_test(cases, setting_match_keys_again_replaces_them);
    tcase_add_test(cases, deleted_records_do_not_match_and_do_not_fill_the_limit);
    tcase_add_sqlite_test(cases, no_call_on_records_reads_a_whole_table);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
