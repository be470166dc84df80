/* Transactions: nesting, what rollback restores, observers, two handles. */
#include "store_fixture.h"

#include "store/observer.h"
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

START_TEST(a_rollback_leaves_nothing)
{
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "a", NULL);
    crm__store_rollback(store);
    ck_assert_int_eq(lead_count(), 0);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 0);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_meta WHERE name = 'node'"), 0);
    ck_assert_int_eq(store->ids.node, -1);
    ck_assert_uint_eq(store->depth, 0);
}
END_TEST

START_TEST(an_inner_level_is_undone_alone)
{
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "b", NULL);
    crm__store_rollback(store);
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "c", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM lead WHERE name IN ('a', 'c')"), 2);
    ck_assert_int_eq(lead_count(), 2);
}
END_TEST

START_TEST(a_failed_call_leaves_its_transaction_usable)
{
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "name", "a", "external_source", "e", "external_id", "1", NULL);
    int64_t id = 0;
    ck_assert_int_eq(
        try_insert(store, "lead", &id, "external_source", "e", "external_id", "1", NULL),
        CRM_E_EXISTS);
    insert(store, "lead", "name", "b", NULL);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(lead_count(), 2);
}
END_TEST

START_TEST(commit_and_rollback_without_a_transaction_do_no_harm)
{
    ck_assert_int_eq(crm__store_commit(fixture.store), CRM_E_MISUSE);
    crm__store_rollback(fixture.store);
    ck_assert_uint_eq(fixture.store->depth, 0);
}
END_TEST

START_TEST(a_reading_transaction_sees_one_state_and_does_not_write)
{
    struct store *store = fixture.store;
    struct store *other = open_again(&fixture);
    int64_t id = insert(store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, crm__store_begin_read(store));
    assert_field(store, "lead", id, "name", "a");
    ck_assert_done(&fixture, try_update(other, "lead", id, 0, "name", "b", NULL));
    assert_field(store, "lead", id, "name", "a");
    int64_t none = 0;
    ck_assert_int_eq(try_insert(store, "lead", &none, "name", "x", NULL), CRM_E_MISUSE);
    ck_assert_done(&fixture, crm__store_commit(store));
    assert_field(store, "lead", id, "name", "b");
    crm__store_close(other);
}
END_TEST

START_TEST(two_handles_that_edit_one_record_get_a_conflict)
{
    struct store *other = open_again(&fixture);
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    ck_assert_done(&fixture, try_update(other, "lead", id, 1, "name", "b", NULL));
    ck_assert_int_eq(try_update(fixture.store, "lead", id, 1, "name", "c", NULL), CRM_E_CONFLICT);
    ck_assert_str_eq(fixture.env.error.field, "name");
    crm__store_close(other);
}
END_TEST

START_TEST(sequence_numbers_of_two_handles_follow_the_order_of_commits)
{
    struct store *other = open_again(&fixture);
    for (int i = 0; i < 10; i++)
        insert(i % 2 ? other : fixture.store, "lead", "name", "a", NULL);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM crm_history"), 10);
    ck_assert_int_eq(ask(fixture.store, "SELECT max(sequence) FROM crm_history"), 10);
    crm__store_close(other);
}
END_TEST

START_TEST(a_full_disk_is_named_and_the_store_works_on)
{
    struct store *store = fixture.store;
    int64_t id = insert(store, "lead", "name", "a", NULL);
    char limit[64];
    snprintf(limit, sizeof limit, "PRAGMA max_page_count = %lld",
             (long long)ask(store, "PRAGMA page_count") + 2);
    ask(store, limit);
    crm_status status = CRM_OK;
    int64_t before = 0;
    for (int i = 0; i < 1000 && status == CRM_OK; i++) {
        int64_t more = 0;
        before = lead_count();
        status = try_insert(store, "lead", &more, "company", "a name to fill pages with", NULL);
    }
    ck_assert_int_eq(status, CRM_E_FULL);
    ck_assert_uint_eq(store->depth, 0);
    ck_assert_int_eq(lead_count(), before);
    assert_field(store, "lead", id, "name", "a");
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), before);
    ask(store, "PRAGMA max_page_count = 1000000");
    insert(store, "lead", "name", "b", NULL);
}
END_TEST

START_TEST(closing_rolls_back_what_is_open)
{
    ck_assert_done(&fixture, crm__store_begin(fixture.store));
    insert(fixture.store, "lead", "name", "a", NULL);
    crm__store_close(fixture.store);
    fixture.store = open_again(&fixture);
    ck_assert_int_eq(lead_count(), 0);
}
END_TEST

/* Sums scores in memory and writes the sum into a setting on flush. */
struct summer {
    struct observer observer;
    int64_t pending;
    int64_t flushed;
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
    size_t score = 0;
    while (score < change->field_count && !crm__text_is(change->fields[score]->name, "score"))
        score++;
    ck_assert_uint_lt(score, change->field_count);
    for (size_t i = 0; i < change->count; i++) {
        if (change->before && change->operation != ROW_RESTORE &&
            !crm__column_is_null(&change->before->columns[score], i))
            self->pending -= change->before->columns[score].integers[i];
        if (change->operation != ROW_DELETE &&
            !crm__column_is_null(&change->after->columns[score], i))
            self->pending += change->after->columns[score].integers[i];
    }
    return self->fail_rows;
}

static crm_status summer_flush(struct observer *observer, struct store *store)
{
    (void)store;
    struct summer *self = (struct summer *)observer;
    if (self->fail_flush < 0)
        return crm__fail(store->env, self->fail_flush, "flush failed");
    self->flushed += self->pending;
    self->pending = 0;
    return CRM_OK;
}

static void summer_reset(struct observer *observer)
{
    struct summer *self = (struct summer *)observer;
    self->pending = 0;
    self->resets++;
}

static void summer_close(struct observer *observer)
{
    ((struct summer *)observer)->closes++;
}

static void watch(void)
{
    static const char *const fields[] = {"score", "owner", NULL};
    summer = (struct summer){.observer = {.name = "summer",
                                          .entity = TEXT("lead"),
                                          .fields = fields,
                                          .rows = summer_rows,
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
    ck_assert_int_eq(summer.pending, 3);
    ck_assert_int_eq(summer.flushed, 0);
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(summer.pending, 0);
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

START_TEST(an_observer_that_fails_dooms_the_transaction)
{
    watch();
    struct store *store = fixture.store;
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead", "score", "1", NULL);
    summer.fail_rows = CRM_E_REFUSED;
    int64_t id = 0;
    ck_assert_int_eq(try_insert(store, "lead", &id, "score", "5", NULL), CRM_E_REFUSED);
    summer.fail_rows = CRM_OK;
    ck_assert_int_eq(crm__store_commit(store), CRM_E_REFUSED);
    ck_assert_uint_eq(store->depth, 0);
    ck_assert_int_eq(lead_count(), 0);
    ck_assert_int_eq(summer.flushed, 0);
    ck_assert_int_eq(summer.pending, 0);
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
    ck_assert_int_eq(summer.pending, 0);
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

START_TEST(an_interrupted_store_works_again_after_resume)
{
    crm__store_interrupt(fixture.store);
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "name", "a", NULL), CRM_E_CANCELLED);
    crm__store_resume(fixture.store);
    insert(fixture.store, "lead", "name", "a", NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store transaction");
    TCase *cases = tcase_create("transaction");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_rollback_leaves_nothing);
    tcase_add_test(cases, an_inner_level_is_undone_alone);
    tcase_add_test(cases, a_failed_call_leaves_its_transaction_usable);
    tcase_add_test(cases, commit_and_rollback_without_a_transaction_do_no_harm);
    tcase_add_test(cases, a_reading_transaction_sees_one_state_and_does_not_write);
    tcase_add_test(cases, two_handles_that_edit_one_record_get_a_conflict);
    tcase_add_test(cases, sequence_numbers_of_two_handles_follow_the_order_of_commits);
    tcase_add_test(cases, a_full_disk_is_named_and_the_store_works_on);
    tcase_add_test(cases, closing_rolls_back_what_is_open);
    tcase_add_test(cases, an_observer_follows_every_kind_of_change);
    tcase_add_test(cases, a_purge_is_told_as_a_delete_and_then_as_an_erase);
    tcase_add_test(cases, what_was_gathered_is_flushed_once_before_the_commit);
    tcase_add_test(cases, what_was_gathered_in_an_undone_level_is_forgotten);
    tcase_add_test(cases, a_failed_call_forgets_nothing_that_was_gathered_before_it);
    tcase_add_test(cases, an_observer_that_fails_dooms_the_transaction);
    tcase_add_test(cases, a_flush_that_fails_fails_the_commit);
    tcase_add_test(cases, rejected_rows_are_not_told);
    tcase_add_test(cases, an_observer_is_closed_with_the_store);
    tcase_add_test(cases, an_interrupted_store_works_again_after_resume);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
