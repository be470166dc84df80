/* Transactions: nesting, what rollback restores, two handles. */
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
    tcase_add_sqlite_test(cases, a_full_disk_is_named_and_the_store_works_on);
    tcase_add_test(cases, closing_rolls_back_what_is_open);
    tcase_add_test(cases, an_interrupted_store_works_again_after_resume);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
