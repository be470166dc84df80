/* Observers: what they are told, what they gather, and how that follows the levels. */
#include "store_fixture.h"

#include "store/observer.h"
#include "store/query.h"
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

static int64_t lead_count(void)
{
    return ask(fixture.store, "SELECT count(*) FROM lead");
}

/* Gathers differences of scores and sums them up on flush. Says that it derives accounts. */
struct summer {
    struct observer observer;
    struct gathering gathering; /* of int64_t */
    int64_t flushed;
    int flushes;
    int told;
    int resets;
    int closes;
    crm_status fail_rows;
    crm_status fail_flush;
    size_t last_count;
    enum row_operation last_operation;
};

static struct summer summer;

static crm_status summer_rows(struct observer *observer, struct store *store,
                              const struct row_change *change)
{
    (void)store;
    struct summer *self = (struct summer *)observer;
    self->told++;
    self->last_count = change->count;
    self->last_operation = change->operation;
    if (change->operation == ROW_ERASE)
        return CRM_OK; /* told as a delete before */
    int64_t *sum = crm__gather(&fixture.env, &self->gathering);
    if (!sum)
        return CRM_E_NOMEM;
    size_t score = crm__change_column(change, "score");
    ck_assert_uint_lt(score, change->field_count);
    for (size_t i = 0; i < change->count; i++) {
        if (change->before && change->operation != ROW_RESTORE &&
            !crm__column_is_null(&change->before->columns[score], i))
            *sum -= change->before->columns[score].integers[i];
        if (change->operation != ROW_DELETE &&
            !crm__column_is_null(&change->after->columns[score], i))
            *sum += change->after->columns[score].integers[i];
    }
    return self->fail_rows;
}

static int64_t sum_of(const int64_t *items, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += items[i];
    return sum;
}

static int64_t summer_pending(void)
{
    const struct gathering *gathering = &summer.gathering;
    return sum_of((const int64_t *)(void *)gathering->items + gathering->flushed,
                  gathering->count - gathering->flushed);
}

static crm_status summer_flush(struct observer *observer, struct store *store, void *items,
                               size_t count)
{
    struct summer *self = (struct summer *)observer;
    if (self->fail_flush < 0)
        return crm__fail(store->env, self->fail_flush, "flush failed");
    self->flushed += sum_of(items, count);
    self->flushes++;
    return CRM_OK;
}

static void summer_reset(struct observer *observer)
{
    struct summer *self = (struct summer *)observer;
    self->resets++;
}

static void summer_close(struct observer *observer)
{
    struct summer *self = (struct summer *)observer;
    crm__gathering_free(&self->gathering, &fixture.env);
    self->closes++;
}

static void watch(void)
{
    static const char *const fields[] = {"score", "owner", NULL};
    static const char *const derived[] = {"account", NULL};
    summer = (struct summer){.gathering = {.item_size = sizeof(int64_t)},
                             .observer = {.name = "summer",
                                          .entity = TEXT("lead"),
                                          .fields = fields,
                                          .rows = summer_rows,
                                          .gathering = &summer.gathering,
                                          .derived = derived,
                                          .flush = summer_flush,
                                          .reset = summer_reset,
                                          .close = summer_close}};
    crm__store_observe(fixture.store, &summer.observer);
}

START_TEST(an_observer_follows_every_kind_of_change)
{
    watch();
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", "score", "10", NULL);
    ck_assert_int_eq(summer.flushed, 10);
    ck_assert_int_eq(summer.last_operation, ROW_CREATE);
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "score", "25", NULL));
    ck_assert_int_eq(summer.flushed, 25);
    /* The score is told though it is not written. */
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "b", NULL));
    ck_assert_int_eq(summer.flushed, 25);
    ck_assert_int_eq(summer.told, 3);
    ck_assert_done(&fixture, try_delete(store, "lead", id));
    ck_assert_int_eq(summer.flushed, 0);
    ck_assert_done(&fixture, try_restore(store, "lead", id));
    ck_assert_int_eq(summer.flushed, 25);
    insert(store, "account", "name", "other entity", NULL);
    ck_assert_int_eq(summer.told, 5);
}
END_TEST

START_TEST(a_purge_is_told_as_a_delete_and_then_as_an_erase)
{
    watch();
    int64_t id = insert(fixture.store, "lead", "name", "a", "score", "10", NULL);
    ck_assert_done(&fixture,
                   crm__rows_purge(fixture.store, entity_of(fixture.store, "lead"), &id, 1));
    ck_assert_int_eq(summer.told, 3);
    ck_assert_int_eq(summer.last_operation, ROW_ERASE);
    ck_assert_int_eq(summer.flushed, 0);
}
END_TEST

START_TEST(what_was_gathered_is_flushed_once_before_the_commit)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    insert(store, "lead", "score", "2", NULL);
    ck_assert_int_eq(summer_pending(), 3);
    ck_assert_int_eq(summer.flushed, 0);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer_pending(), 0);
    ck_assert_int_eq(summer.flushed, 3);
}
END_TEST

START_TEST(what_was_gathered_in_an_undone_level_is_forgotten)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "20", NULL);
    crm__store_rollback(store);
    insert(store, "lead", "score", "300", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.flushed, 301);
}
END_TEST

START_TEST(a_failed_call_forgets_nothing_that_was_gathered_before_it)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", "external_source", "e", "external_id", "1", NULL);
    int64_t id = 0;
    ck_assert_int_eq(try_insert(store, "lead", &id, "score", "5", "external_source", "e",
                                "external_id", "1", NULL),
                     CRM_E_EXISTS);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.flushed, 1);
}
END_TEST

/* An account that is read, by id or by a query, is one that the gathered scores may change. */
static void account_read(bool by_query)
{
    const struct entity *account = entity_of(fixture.store, "account");
    const struct field *name = field_of(fixture.store, "account", "name");
    struct batch rows;
    struct query *query;
    uint8_t found = 0;
    int64_t id = 1;
    int64_t count;
    crm__batch_init(&rows, &fixture.env);
    if (by_query) {
        ck_assert_done(&fixture, crm__query_new(fixture.store, account, &query));
        ck_assert_done(&fixture, crm__query_count(query, &count));
        crm__query_free(query);
    } else {
        ck_assert_done(&fixture,
                       crm__rows_get(fixture.store, account, &name, 1, &id, 1, 0, &found, &rows));
    }
    crm__batch_free(&rows);
}

START_TEST(what_was_gathered_is_flushed_before_what_follows_from_it_is_read)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    lead_count();
    ck_assert_int_eq(summer.flushes, 0); /* leads follow from nothing */
    account_read(false);
    ck_assert_int_eq(summer.flushed, 1);
    insert(store, "lead", "score", "20", NULL);
    account_read(true);
    ck_assert_int_eq(summer.flushed, 21);
    account_read(true);
    ck_assert_int_eq(summer.flushes, 2);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.flushes, 2);
}
END_TEST

/* The flush in the inner level wrote what came before it, too, and is undone with it. */
START_TEST(what_an_undone_level_flushed_is_flushed_again)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "20", NULL);
    account_read(true);
    ck_assert_int_eq(summer.flushed, 21);
    crm__store_rollback(store);
    ck_assert_int_eq(summer_pending(), 1);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "300", NULL);
    account_read(true);
    ck_assert_int_eq(summer.flushed, 21 + 301);
    ck_assert_done(&fixture, crm__store_commit(store));
    insert(store, "lead", "score", "4000", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.flushed, 21 + 4301);
    ck_assert_int_eq(summer_pending(), 0);
}
END_TEST

START_TEST(an_observer_that_fails_undoes_its_call_alone)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    summer.fail_rows = CRM_E_REFUSED;
    int64_t id = 0;
    ck_assert_int_eq(try_insert(store, "lead", &id, "score", "5", NULL), CRM_E_REFUSED);
    ck_assert_int_gt(summer.resets, 0);
    summer.fail_rows = CRM_OK;
    insert(store, "lead", "score", "20", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(lead_count(), 2);
    ck_assert_int_eq(summer.flushed, 21);
}
END_TEST

START_TEST(a_flush_that_fails_dooms_the_level_that_read)
{
    watch();
    struct store *store = fixture.store;
    struct query *query;
    int64_t count;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    summer.fail_flush = CRM_E_FULL;
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "account"), &query));
    ck_assert_int_eq(crm__query_count(query, &count), CRM_E_FULL);
    crm__query_free(query);
    summer.fail_flush = CRM_OK;
    ck_assert_int_eq(crm__store_commit(store), CRM_E_FULL);
    ck_assert_uint_eq(store->depth, 1);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.flushed, 1);
}
END_TEST

START_TEST(a_flush_that_fails_fails_the_commit)
{
    watch();
    summer.fail_flush = CRM_E_FULL;
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "score", "5", NULL), CRM_E_FULL);
    ck_assert_int_eq(id, 0);
    ck_assert_int_eq(lead_count(), 0);
    ck_assert_int_eq(summer_pending(), 0);
    summer.fail_flush = CRM_OK;
    insert(fixture.store, "lead", "score", "5", NULL);
    ck_assert_int_eq(summer.flushed, 5);
}
END_TEST

static crm_status reject_none(void *context, size_t row, crm_status status)
{
    (void)context;
    (void)row;
    (void)status;
    return CRM_OK;
}

START_TEST(rejected_rows_are_not_told)
{
    watch();
    struct store *store = fixture.store;
    const struct field *fields[] = {field_of(store, "lead", "score"),
                                    field_of(store, "lead", "external_source"),
                                    field_of(store, "lead", "external_id")};
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 3));
    for (int i = 0; i < 3; i++) {
        crm__column_int(&rows, &rows.columns[0], 1 << i);
        crm__column_text(&rows, &rows.columns[1], TEXT("e"));
        crm__column_text(&rows, &rows.columns[2], i == 2 ? TEXT("x") : TEXT("y"));
        crm__batch_finish_row(&rows);
    }
    int64_t ids[3] = {0};
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = fields,
                              .field_count = 3,
                              .rows = &rows,
                              .ids = ids,
                              .reject = reject_none};
    ck_assert_done(&fixture, crm__rows_insert(store, &write));
    ck_assert_uint_eq(summer.last_count, 2);
    ck_assert_int_eq(summer.flushed, 1 + 4);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(an_observer_is_closed_with_the_store)
{
    watch();
    crm__store_close(fixture.store);
    fixture.store = NULL;
    ck_assert_int_eq(summer.closes, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store observer");
    TCase *cases = tcase_create("observer");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, an_observer_follows_every_kind_of_change);
    tcase_add_test(cases, a_purge_is_told_as_a_delete_and_then_as_an_erase);
    tcase_add_test(cases, what_was_gathered_is_flushed_once_before_the_commit);
    tcase_add_test(cases, what_was_gathered_in_an_undone_level_is_forgotten);
    tcase_add_test(cases, a_failed_call_forgets_nothing_that_was_gathered_before_it);
    tcase_add_test(cases, what_was_gathered_is_flushed_before_what_follows_from_it_is_read);
    tcase_add_test(cases, what_an_undone_level_flushed_is_flushed_again);
    tcase_add_test(cases, an_observer_that_fails_undoes_its_call_alone);
    tcase_add_test(cases, a_flush_that_fails_dooms_the_level_that_read);
    tcase_add_test(cases, a_flush_that_fails_fails_the_commit);
    tcase_add_test(cases, rejected_rows_are_not_told);
    tcase_add_test(cases, an_observer_is_closed_with_the_store);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
