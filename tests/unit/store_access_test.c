/* Access: own, team, all and none on every read and write; roles that change; elevation. */
#include "store_fixture.h"

#include "store/keys.h"
#include "store/links.h"
#include "store/query.h"

static struct fixture fixture;

/* North is above east; ann leads north, bob is in east, cid in south, dan has no team. */
static int64_t ann, bob, cid, dan, role;
static int64_t ann_lead, bob_lead, cid_lead, no_lead;

static const char *id_text(int64_t id)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static int64_t user(const char *name, int64_t team)
{
    return insert(fixture.store, "user", "name", name, "login", name, "active", "true", "role",
                  id_text(role), "team", team ? id_text(team) : "", NULL);
}

static int64_t lead(const char *name, int64_t owner)
{
    return insert(fixture.store, "lead", "name", name, "owner", owner ? id_text(owner) : "",
                  "external_source", "erp", "external_id", name, NULL);
}

static void rows_make(void)
{
    struct store *store = fixture.store;
    role = insert(store, "role", "name", "seller", NULL);
    int64_t north = insert(store, "team", "name", "north", NULL);
    int64_t east = insert(store, "team", "name", "east", "parent", id_text(north), NULL);
    int64_t south = insert(store, "team", "name", "south", NULL);
    ann = user("ann", north);
    bob = user("bob", east);
    cid = user("cid", south);
    dan = user("dan", 0);
    ann_lead = lead("ann_lead", ann);
    bob_lead = lead("bob_lead", bob);
    cid_lead = lead("cid_lead", cid);
    no_lead = lead("no_lead", 0);
}

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
    rows_make();
}

static void set_up_file(void)
{
    fixture_set_up(&fixture);
    rows_make();
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static int64_t permit(const char *entity, const char *read, const char *write, const char *delete,
                      const char *create)
{
    return insert(fixture.store, "role_permission", "role", id_text(role), "entity_name", entity,
                  "read_scope", read, "write_scope", write, "delete_scope", delete, "can_create",
                  create, NULL);
}

static void act_as(int64_t id)
{
    ck_assert_done(&fixture, crm__store_act_as(fixture.store, id));
}

/* Which of the four leads are read: "abc-" for all but the unowned one. */
static const char *seen(void)
{
    static char letters[5];
    int64_t ids[] = {ann_lead, bob_lead, cid_lead, no_lead};
    uint8_t found[4];
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__rows_get(store, entity_of(store, "lead"), &name, 1, ids, 4, 0,
                                           found, &batch));
    for (int i = 0; i < 4; i++)
        letters[i] = found[i] ? "abcn"[i] : '-';
    crm__batch_free(&batch);
    return letters;
}

START_TEST(own_shows_the_user_his_own_records)
{
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    ck_assert_str_eq(seen(), "-b--");
}
END_TEST

START_TEST(team_shows_the_records_of_the_team_and_of_those_below)
{
    permit("lead", "team", "own", "none", "true");
    act_as(ann);
    ck_assert_str_eq(seen(), "ab--");
    act_as(bob);
    ck_assert_str_eq(seen(), "-b--");
}
END_TEST

START_TEST(team_shows_his_own_records_to_a_user_without_a_team)
{
    permit("lead", "team", "own", "none", "true");
    int64_t mine = lead("dan_lead", dan);
    act_as(dan);
    ck_assert_str_eq(seen(), "----");
    assert_field(fixture.store, "lead", mine, "name", "dan_lead");
}
END_TEST

START_TEST(all_shows_every_record_and_none_shows_nothing)
{
    int64_t permission = permit("lead", "all", "own", "none", "true");
    act_as(cid);
    ck_assert_str_eq(seen(), "abcn");
    act_as(0);
    ck_assert_done(&fixture, try_update(fixture.store, "role_permission", permission, 0,
                                        "read_scope", "none", NULL));
    act_as(cid);
    ck_assert_str_eq(seen(), "----");
}
END_TEST

START_TEST(an_entity_without_a_permission_is_closed)
{
    permit("account", "all", "all", "all", "true");
    act_as(ann);
    ck_assert_str_eq(seen(), "----");
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "name", "x", NULL), CRM_E_DENIED);
}
END_TEST

START_TEST(a_star_stands_for_entities_without_their_own_permission)
{
    permit("*", "all", "none", "none", "false");
    permit("account", "none", "none", "none", "false");
    act_as(ann);
    ck_assert_str_eq(seen(), "abcn");
    ck_assert_int_eq(
        crm__access_level(fixture.store, entity_of(fixture.store, "account"), ACCESS_READ),
        ACCESS_NONE);
}
END_TEST

START_TEST(a_team_tree_that_is_a_ring_ends)
{
    struct store *store = fixture.store;
    permit("lead", "team", "own", "none", "true");
    run(store, "UPDATE team SET parent = (SELECT id FROM team WHERE name = 'east') "
               "WHERE name = 'north'");
    act_as(bob);
    ck_assert_str_eq(seen(), "ab--");
}
END_TEST

START_TEST(history_of_a_hidden_record_is_hidden)
{
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    struct history history;
    ck_assert_int_eq(
        crm__history_read(fixture.store, entity_of(fixture.store, "lead"), ann_lead, 0, &history),
        CRM_E_NOT_FOUND);
    ck_assert_done(&fixture, crm__history_read(fixture.store, entity_of(fixture.store, "lead"),
                                               bob_lead, 0, &history));
    ck_assert_uint_eq(history.count, 1);
    crm__history_free(&history);
}
END_TEST

START_TEST(a_hidden_record_is_not_found_by_key)
{
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    struct store *store = fixture.store;
    const struct entity *entity = entity_of(store, "lead");
    const struct key *key = NULL;
    for (size_t i = 0; i < entity->key_count; i++) {
        if (entity->keys[i].unique && entity->keys[i].count == 2 &&
            entity->keys[i].fields[1]->index == SYSTEM_EXTERNAL_ID)
            key = &entity->keys[i];
    }
    ck_assert_ptr_nonnull(key);
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, key->fields, 2));
    const char *const names[] = {"ann_lead", "bob_lead"};
    for (int i = 0; i < 2; i++) {
        crm__column_text(&rows, &rows.columns[0], TEXT("erp"));
        crm__column_text(&rows, &rows.columns[1], crm__text_of(names[i]));
        crm__batch_finish_row(&rows);
    }
    int64_t ids[2];
    size_t columns[] = {0, 1};
    ck_assert_done(&fixture, crm__rows_lookup(store, entity, key, &rows, columns, ids));
    ck_assert_int_eq(ids[0], 0);
    ck_assert_int_eq(ids[1], bob_lead);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(a_taken_key_of_a_hidden_record_does_not_tell_whose_it_is)
{
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "external_source", "erp", "external_id",
                                "ann_lead", NULL),
                     CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.record_id, 0);
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "external_source", "erp", "external_id",
                                "bob_lead", NULL),
                     CRM_E_EXISTS);
    ck_assert_int_eq(fixture.env.error.record_id, bob_lead);
}
END_TEST

START_TEST(match_keys_of_hidden_records_are_not_found)
{
    struct store *store = fixture.store;
    int64_t ids[] = {ann_lead, bob_lead};
    struct match_key keys[] = {{.record_id = ann_lead, .key = 5, .kind = 1},
                               {.record_id = bob_lead, .key = 5, .kind = 1}};
    ck_assert_done(&fixture,
                   crm__match_keys_set(store, entity_of(store, "lead"), ids, 2, keys, 2, true));
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    struct match_hits hits = {.items = NULL};
    struct match_key query = {.key = 5, .kind = 1};
    ck_assert_done(&fixture, crm__match_keys_find(store, &query, 1, 0, &hits));
    ck_assert_uint_eq(hits.count, 1);
    ck_assert_int_eq(hits.items[0].record_id, bob_lead);
    crm__match_hits_free(&hits);
}
END_TEST

START_TEST(sources_of_a_reference_leave_hidden_records_out)
{
    struct store *store = fixture.store;
    int64_t pool = insert(store, "pool", "name", "p", NULL);
    run(store, "UPDATE lead SET pool = (SELECT id FROM pool)");
    permit("lead", "team", "own", "none", "true");
    act_as(ann);
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture,
                   crm__links_sources(store, field_of(store, "lead", "pool"), &pool, 1, &batch));
    ck_assert_uint_eq(batch.row_count, 2);
    ck_assert_int_eq(batch.columns[0].integers[0], ann_lead);
    ck_assert_int_eq(batch.columns[0].integers[1], bob_lead);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(a_hidden_record_cannot_be_written_and_seems_not_to_be_there)
{
    permit("lead", "own", "own", "own", "true");
    act_as(bob);
    ck_assert_int_eq(try_update(fixture.store, "lead", ann_lead, 0, "name", "x", NULL),
                     CRM_E_NOT_FOUND);
    ck_assert_int_eq(try_delete(fixture.store, "lead", ann_lead), CRM_E_NOT_FOUND);
    ck_assert_done(&fixture, try_update(fixture.store, "lead", bob_lead, 0, "name", "x", NULL));
    ck_assert_done(&fixture, try_delete(fixture.store, "lead", bob_lead));
}
END_TEST

START_TEST(a_record_that_may_only_be_read_is_denied)
{
    permit("lead", "all", "team", "own", "true");
    act_as(ann);
    ck_assert_int_eq(try_update(fixture.store, "lead", cid_lead, 0, "name", "x", NULL),
                     CRM_E_DENIED);
    ck_assert_message(&fixture, "may not change lead");
    ck_assert_done(&fixture, try_update(fixture.store, "lead", bob_lead, 0, "name", "x", NULL));
    ck_assert_int_eq(try_delete(fixture.store, "lead", bob_lead), CRM_E_DENIED);
    ck_assert_message(&fixture, "may not delete lead");
    act_as(0);
    assert_field(fixture.store, "lead", cid_lead, "name", "cid_lead");
}
END_TEST

START_TEST(restoring_asks_for_the_right_to_delete)
{
    ck_assert_done(&fixture, try_delete(fixture.store, "lead", bob_lead));
    int64_t permission = permit("lead", "all", "all", "none", "true");
    act_as(bob);
    ck_assert_int_eq(try_restore(fixture.store, "lead", bob_lead), CRM_E_DENIED);
    act_as(0);
    ck_assert_done(&fixture, try_update(fixture.store, "role_permission", permission, 0,
                                        "delete_scope", "own", NULL));
    act_as(bob);
    ck_assert_done(&fixture, try_restore(fixture.store, "lead", bob_lead));
}
END_TEST

START_TEST(only_a_superuser_erases_or_changes_the_schema)
{
    permit("*", "all", "all", "all", "true");
    act_as(bob);
    ck_assert_int_eq(crm__rows_purge(fixture.store, entity_of(fixture.store, "lead"), &bob_lead, 1),
                     CRM_E_DENIED);
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT("a"), TEXT("b")), CRM_E_DENIED);
    ck_assert_int_eq(crm__store_backup(fixture.store, TEXT("/tmp/crm-never")), CRM_E_DENIED);
}
END_TEST

START_TEST(a_user_of_a_superuser_role_may_do_everything)
{
    ck_assert_done(&fixture, try_update(fixture.store, "role", role, 0, "superuser", "true", NULL));
    act_as(dan);
    ck_assert_str_eq(seen(), "abcn");
    ck_assert_done(&fixture, try_update(fixture.store, "lead", ann_lead, 0, "name", "x", NULL));
    assert_field(fixture.store, "lead", ann_lead, "updated_by", id_text(dan));
}
END_TEST

START_TEST(a_user_who_is_deleted_or_not_active_cannot_act)
{
    ck_assert_done(&fixture, try_update(fixture.store, "user", bob, 0, "active", "false", NULL));
    ck_assert_int_eq(crm__store_act_as(fixture.store, bob), CRM_E_NOT_FOUND);
    ck_assert_done(&fixture, try_delete(fixture.store, "user", cid));
    ck_assert_int_eq(crm__store_act_as(fixture.store, cid), CRM_E_NOT_FOUND);
    ck_assert_int_eq(crm__store_act_as(fixture.store, 4711), CRM_E_NOT_FOUND);
    ck_assert_int_eq(fixture.store->actor.user_id, 0);
}
END_TEST

START_TEST(the_acting_user_cannot_change_within_a_transaction)
{
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    ck_assert_int_eq(crm__store_act_as(fixture.store, bob), CRM_E_MISUSE);
    crm__store_rollback(fixture.store);
}
END_TEST

START_TEST(elevated_work_sees_all_and_signs_with_the_user)
{
    struct store *store = fixture.store;
    permit("lead", "own", "own", "none", "true");
    act_as(bob);
    crm__store_elevate(store);
    ck_assert_str_eq(seen(), "abcn");
    ck_assert_done(&fixture, try_update(store, "lead", ann_lead, 0, "name", "x", NULL));
    crm__store_restore(store);
    ck_assert_str_eq(seen(), "-b--");
    act_as(0);
    assert_field(store, "lead", ann_lead, "updated_by", id_text(bob));
}
END_TEST

START_TEST(a_record_may_be_given_away_by_who_may_write_it)
{
    permit("lead", "own", "own", "none", "true");
    permit("user", "all", "none", "none", "false");
    act_as(bob);
    ck_assert_done(&fixture,
                   try_update(fixture.store, "lead", bob_lead, 0, "owner", id_text(cid), NULL));
    ck_assert_str_eq(seen(), "----");
}
END_TEST

/* A second handle takes bob's role away its rights on leads while he acts on the first. */
static void rights_taken_elsewhere(void)
{
    int64_t rights = permit("lead", "all", "all", "all", "true");
    act_as(bob);
    ck_assert_str_eq(seen(), "abcn");
    struct store *other = open_again(&fixture);
    ck_assert_done(&fixture, try_update(other, "role_permission", rights, 0, "read_scope", "none",
                                        "can_create", "false", NULL));
    crm__store_close(other);
}

START_TEST(a_query_notices_rights_that_another_handle_took_away)
{
    struct query *query;
    int64_t count = -1;
    rights_taken_elsewhere();
    const struct entity *lead_entity = entity_of(fixture.store, "lead");
    ck_assert_done(&fixture, crm__query_new(fixture.store, lead_entity, &query));
    ck_assert_done(&fixture, crm__query_count(query, &count));
    ck_assert_int_eq(count, 0);
    crm__query_free(query);
}
END_TEST

START_TEST(a_create_notices_rights_that_another_handle_took_away)
{
    rights_taken_elsewhere();
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "name", "x", NULL), CRM_E_DENIED);
}
END_TEST

START_TEST(what_only_superusers_do_is_refused_when_another_handle_took_that_away)
{
    ck_assert_done(&fixture, try_update(fixture.store, "role", role, 0, "superuser", "true", NULL));
    act_as(dan);
    ck_assert_done(&fixture, crm__store_set_setting(fixture.store, TEXT("a"), TEXT("b")));
    struct store *other = open_again(&fixture);
    ck_assert_done(&fixture, try_update(other, "role", role, 0, "superuser", "false", NULL));
    crm__store_close(other);
    ck_assert_int_eq(crm__store_set_setting(fixture.store, TEXT("a"), TEXT("c")), CRM_E_DENIED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store access");
    TCase *cases = tcase_create("access");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, own_shows_the_user_his_own_records);
    tcase_add_test(cases, team_shows_the_records_of_the_team_and_of_those_below);
    tcase_add_test(cases, team_shows_his_own_records_to_a_user_without_a_team);
    tcase_add_test(cases, all_shows_every_record_and_none_shows_nothing);
    tcase_add_test(cases, an_entity_without_a_permission_is_closed);
    tcase_add_test(cases, a_star_stands_for_entities_without_their_own_permission);
    tcase_add_test(cases, a_team_tree_that_is_a_ring_ends);
    tcase_add_test(cases, history_of_a_hidden_record_is_hidden);
    tcase_add_test(cases, a_hidden_record_is_not_found_by_key);
    tcase_add_test(cases, a_taken_key_of_a_hidden_record_does_not_tell_whose_it_is);
    tcase_add_test(cases, match_keys_of_hidden_records_are_not_found);
    tcase_add_test(cases, sources_of_a_reference_leave_hidden_records_out);
    tcase_add_test(cases, a_hidden_record_cannot_be_written_and_seems_not_to_be_there);
    tcase_add_test(cases, a_record_that_may_only_be_read_is_denied);
    tcase_add_test(cases, restoring_asks_for_the_right_to_delete);
    tcase_add_test(cases, only_a_superuser_erases_or_changes_the_schema);
    tcase_add_test(cases, a_user_of_a_superuser_role_may_do_everything);
    tcase_add_test(cases, a_user_who_is_deleted_or_not_active_cannot_act);
    tcase_add_test(cases, the_acting_user_cannot_change_within_a_transaction);
    tcase_add_test(cases, elevated_work_sees_all_and_signs_with_the_user);
    tcase_add_test(cases, a_record_may_be_given_away_by_who_may_write_it);
    suite_add_tcase(suite, cases);
    TCase *handles = tcase_create("two handles");
    tcase_add_checked_fixture(handles, set_up_file, tear_down);
    tcase_add_test(handles, a_query_notices_rights_that_another_handle_took_away);
    tcase_add_test(handles, a_create_notices_rights_that_another_handle_took_away);
    tcase_add_test(handles, what_only_superusers_do_is_refused_when_another_handle_took_that_away);
    suite_add_tcase(suite, handles);
    return suite_main(suite);
}
