/* Every allocation fails once: the call says so, nothing leaks, nothing is half-done, and the store
 * works on. */
#include "store_fixture.h"

#include "store/check.h"
#include "store/keys.h"
#include "store/links.h"
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

/* What the steps work on. */
static int64_t lead;
static int64_t user;
static int64_t skill;
static int step_number;

static crm_status insert_step(void)
{
    struct store *store = fixture.store;
    const struct field *fields[] = {field_of(store, "user", "name"),
                                    field_of(store, "user", "skills"),
                                    field_of(store, "user", "login")};
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__batch_add_fields(&rows, fields, 3);
    for (int i = 0; status == CRM_OK && i < 3; i++) {
        char login[32];
        snprintf(login, sizeof login, "user %d", i);
        status = crm__column_text(&rows, &rows.columns[0], TEXT("王芳"));
        if (status == CRM_OK)
            status = crm__column_value(
                &rows, &rows.columns[1],
                crm__value_blob((struct text){(const char *)&skill, sizeof skill}));
        if (status == CRM_OK)
            status = crm__column_text(&rows, &rows.columns[2], crm__text_of(login));
        rows.row_count++;
    }
    int64_t ids[3] = {0};
    struct row_write write = {.entity = entity_of(store, "user"),
                              .fields = fields,
                              .field_count = 3,
                              .rows = &rows,
                              .ids = ids};
    if (status == CRM_OK)
        status = crm__rows_insert(store, &write);
    for (int i = 0; status < 0 && i < 3; i++)
        ck_assert_int_eq(ids[i], 0);
    crm__batch_free(&rows);
    return status;
}

static crm_status update_text(const char *text, int64_t version)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__batch_add_fields(&rows, &name, 1);
    if (status == CRM_OK)
        status = crm__column_text(&rows, &rows.columns[0], crm__text_of(text));
    rows.row_count = 1;
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = &lead,
                              .versions = &version,
                              .reason = TEXT("测试")};
    if (status == CRM_OK)
        status = crm__rows_update(store, &write);
    crm__batch_free(&rows);
    return status;
}

static crm_status update_step(void)
{
    return update_text("changed", 0);
}

enum { MANY = 70 };
static int64_t many[MANY];

/* Enough rows for statements that take many at a time, with something over; all get one value. */
static crm_status update_many_step(void)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__batch_add_fields(&rows, &name, 1);
    for (int i = 0; status == CRM_OK && i < MANY; i++) {
        status = crm__column_text(&rows, &rows.columns[0], TEXT("同"));
        rows.row_count++;
    }
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = many};
    if (status == CRM_OK)
        status = crm__rows_update(store, &write);
    crm__batch_free(&rows);
    return status;
}

static crm_status first_step(void)
{
    uint8_t has_now[MANY] = {0};
    int64_t first_us[MANY];
    struct history_query query = {.field = field_of(fixture.store, "lead", "name"),
                                  .value = crm__value_text(TEXT("同")),
                                  .ids = many,
                                  .has_now = has_now,
                                  .count = MANY,
                                  .first_us = first_us};
    crm_status status = crm__history_first(fixture.store, &query);
    for (int i = 0; status == CRM_OK && i < MANY; i++)
        ck_assert_int_eq(first_us[i], TEST_NOW_US);
    return status;
}

static crm_status conflict_step(void)
{
    crm_status status = update_text("conflict", 1000);
    if (status == CRM_E_CONFLICT)
        return CRM_OK;
    ck_assert_int_lt(status, 0);
    return status;
}

static crm_status taken_step(void)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "skill", "name");
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__batch_add_fields(&rows, &name, 1);
    if (status == CRM_OK)
        status = crm__column_text(&rows, &rows.columns[0], TEXT("a"));
    rows.row_count = 1;
    int64_t id = 0;
    struct row_write write = {.entity = entity_of(store, "skill"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = &id};
    if (status == CRM_OK)
        status = crm__rows_insert(store, &write);
    crm__batch_free(&rows);
    return status == CRM_E_EXISTS ? CRM_OK : status;
}

static crm_status load_step(void)
{
    struct record record;
    crm_status status =
        crm__record_init(&record, fixture.store->env, entity_of(fixture.store, "user"));
    if (status < 0)
        return status;
    status = crm__row_load(fixture.store, user, 0, &record);
    crm__record_free(&record);
    return status;
}

static crm_status history_step(void)
{
    struct history history;
    crm_status status =
        crm__history_read(fixture.store, entity_of(fixture.store, "lead"), lead, 0, &history);
    if (status < 0)
        return status;
    struct buffer json;
    crm__buffer_init(&json, fixture.store->env);
    crm__history_json(&history, &json);
    status = crm__buffer_status(&json);
    crm__buffer_free(&json);
    crm__history_free(&history);
    return status;
}

static crm_status links_step(void)
{
    return crm__links_change(fixture.store, field_of(fixture.store, "user", "skills"), user, NULL,
                             0, &skill, 1);
}

static crm_status sources_step(void)
{
    struct batch batch;
    crm__batch_init(&batch, fixture.store->env);
    crm_status status = crm__links_sources(fixture.store, field_of(fixture.store, "user", "skills"),
                                           &skill, 1, &batch);
    crm__batch_free(&batch);
    return status;
}

static crm_status keys_step(void)
{
    struct match_key keys[] = {{lead, 5, 1}, {lead, 6, 2}};
    return crm__match_keys_set(fixture.store, entity_of(fixture.store, "lead"), &lead, 1, keys, 2,
                               false);
}

static crm_status hits_step(void)
{
    struct match_hits hits = {.items = NULL};
    struct match_key query = {0, 5, 1};
    crm_status status = crm__match_keys_find(fixture.store, &query, 1, 0, &hits);
    crm__match_hits_free(&hits);
    return status;
}

static crm_status delete_step(void)
{
    return try_delete(fixture.store, "lead", lead);
}

static crm_status restore_step(void)
{
    return try_restore(fixture.store, "lead", lead);
}

static crm_status act_step(void)
{
    crm_status status = crm__store_act_as(fixture.store, user);
    if (status == CRM_OK)
        status = crm__store_act_as(fixture.store, 0);
    return status;
}

static crm_status entity_step(void)
{
    const struct entity *entity = NULL;
    struct entity_definition definition = {.name = TEXT("shop")};
    return crm__schema_add_entity(fixture.store, &definition, &entity);
}

static crm_status field_step(void)
{
    const struct choice choice = {TEXT("red"), TEXT("Red"), TEXT("红")};
    const struct field *field = NULL;
    struct field_definition definition = {
        .name = TEXT("colour"), .type = FIELD_CHOICE, .choices = &choice, .choice_count = 1};
    return crm__schema_add_field(fixture.store, entity_of(fixture.store, "lead"), &definition,
                                 &field);
}

static crm_status check_step(void)
{
    struct batch problems;
    crm__batch_init(&problems, fixture.store->env);
    crm_status status = crm__store_check(fixture.store, NULL, 0, 0, &problems);
    crm__batch_free(&problems);
    return status;
}

static crm_status purge_step(void)
{
    return crm__rows_purge(fixture.store, entity_of(fixture.store, "lead"), &lead, 1);
}

static crm_status open_step(void)
{
    struct store *store = NULL;
    crm_status status = crm__store_open(&fixture.env, crm__text_of(fixture.path), NULL, &store);
    if (status < 0)
        ck_assert_ptr_null(store);
    crm__store_close(store);
    return status;
}

static void assert_sound(void)
{
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(fixture.store, NULL, 0, 0, &problems));
    if (problems.row_count > 0) {
        struct text text = crm__column_text_at(&problems.columns[2], 0);
        ck_abort_msg("step %d: %.*s", step_number, (int)text.size, text.data);
    }
    crm__batch_free(&problems);
}

/* Lets allocation 1, 2, 3 … fail until the step succeeds; a large leap skips some. A step that
 * writes runs in a transaction, so that success without the failed block can be taken back. */
static void fail_each(crm_status (*step)(void), size_t leap, bool writes)
{
    step_number++;
    size_t sequence = (size_t)ask(fixture.store, "SELECT coalesce(max(sequence), 0) "
                                                 "FROM crm_history");
    for (size_t n = 1;; n += leap) {
        size_t live = fixture.heap.live;
        if (writes)
            ck_assert_done(&fixture, crm__store_begin(fixture.store));
        fixture.heap.calls = 0;
        fixture.heap.fail_at = n;
        crm_status status = step();
        bool reached = fixture.heap.calls >= n;
        fixture.heap.fail_at = 0;
        ck_assert_msg(fixture.store->depth == writes, "step %d, allocation %zu", step_number, n);
        if (writes && status >= 0 && !reached)
            ck_assert_done(&fixture, crm__store_commit(fixture.store));
        else if (writes)
            crm__store_rollback(fixture.store);
        if (status >= 0 && !reached)
            break;
        if (status >= 0)
            continue; /* it could do without */
        ck_assert_msg(status == CRM_E_NOMEM, "step %d, allocation %zu: %s: %s", step_number, n,
                      crm_status_name(status), fixture.env.error.message);
        ck_assert_uint_eq((size_t)ask(fixture.store, "SELECT coalesce(max(sequence), 0) "
                                                     "FROM crm_history"),
                          sequence);
        /* Statements and arenas that are kept for later may have come, but not grow for ever. */
        ck_assert_uint_lt(fixture.heap.live, live + 1000);
    }
    assert_sound();
}

START_TEST(every_call_survives_every_failed_allocation)
{
    struct store *store = fixture.store;
    skill = insert(store, "skill", "name", "a", NULL);
    char text[32];
    int64_t role = insert(store, "role", "name", "r", NULL);
    snprintf(text, sizeof text, "%lld", (long long)role);
    insert(store, "role_permission", "role", text, "entity_name", "lead", "read_scope", "team",
           NULL);
    char skills[32];
    snprintf(skills, sizeof skills, "%lld", (long long)skill);
    user = insert(store, "user", "name", "u", "login", "u", "role", text, "active", "true",
                  "skills", skills, NULL);
    lead = insert(store, "lead", "name", "张伟", NULL);
    for (int i = 0; i < MANY; i++)
        many[i] = insert(store, "lead", "name", "异", NULL);

    fail_each(load_step, 1, false);
    fail_each(history_step, 1, false);
    fail_each(insert_step, 1, true);
    fail_each(update_step, 1, true);
    fail_each(update_many_step, 1, true);
    fail_each(first_step, 1, false);
    fail_each(conflict_step, 1, false);
    fail_each(taken_step, 1, false);
    fail_each(sources_step, 1, false);
    fail_each(links_step, 1, true);
    fail_each(keys_step, 1, true);
    fail_each(hits_step, 1, false);
    fail_each(delete_step, 1, true);
    fail_each(restore_step, 1, true);
    fail_each(act_step, 1, false);
    fail_each(check_step, 211, false);
    fail_each(purge_step, 1, true);
    assert_field(store, "user", user, "name", "u");
}
END_TEST

START_TEST(a_definition_survives_every_failed_allocation)
{
    lead = insert(fixture.store, "lead", "name", "张伟", NULL);
    fail_each(field_step, 1, true);
    fail_each(entity_step, 13, true);
    assert_field(fixture.store, "lead", lead, "name", "张伟");
    ck_assert_ptr_nonnull(crm__entity_find(fixture.store->catalogue, TEXT("shop")));
}
END_TEST

START_TEST(opening_survives_failed_allocations)
{
    fail_each(open_step, 41, false);
}
END_TEST

START_TEST(a_database_that_could_not_be_made_is_made_by_the_next_try)
{
    crm__store_close(fixture.store);
    fixture.store = NULL;
    for (size_t n = 1;; n += 397) {
        remove(fixture.path);
        fixture.heap.calls = 0;
        fixture.heap.fail_at = n;
        crm_status status = open_step();
        bool reached = fixture.heap.calls >= n;
        fixture.heap.fail_at = 0;
        ck_assert_uint_eq(fixture.heap.live, 0);
        if (!reached)
            break;
        ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
        ck_assert_done(&fixture, open_step());
    }
    fixture.store = open_again(&fixture);
    assert_sound();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store memory");
    TCase *cases = tcase_create("memory");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 100);
    tcase_add_test(cases, every_call_survives_every_failed_allocation);
    tcase_add_test(cases, a_definition_survives_every_failed_allocation);
    tcase_add_test(cases, opening_survives_failed_allocations);
    tcase_add_test(cases, a_database_that_could_not_be_made_is_made_by_the_next_try);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
