/* Rollups: totals follow orders, whatever happens to them. */
#include "service_fixture.h"

#include "service/merge.h"
#include "service/rollup.h"
#include "store/check.h"

static struct fixture fixture;
static struct store *store;
static int64_t account;
static int next_number;

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    next_number = 0;
    account = insert(store, "account", "name", "Ann", NULL);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static int64_t order_of(int64_t who, const char *placed_at, const char *amount,
                        const char *currency)
{
    char number[16];
    char id[32];
    snprintf(number, sizeof number, "N%d", ++next_number);
    snprintf(id, sizeof id, "%lld", (long long)who);
    return insert(store, "order", "number", number, "account", id, "placed_at", placed_at,
                  "currency", currency, "amount", amount, "status", "placed", "item_count", "2",
                  NULL);
}

static int64_t order(const char *placed_at, const char *amount)
{
    return order_of(account, placed_at, amount, "CNY");
}

static void assert_value(int64_t who, const char *field, int64_t expected)
{
    char rule[64];
    snprintf(rule, sizeof rule, "account == %lld", (long long)who);
    int64_t found =
        field_int(store, "customer_value", id_where(store, "customer_value", rule), field);
    ck_assert_msg(found == expected, "%s: %lld, not %lld", field, (long long)found,
                  (long long)expected);
}

static void assert_sound(void)
{
    struct batch problems;
    crm__batch_init(&problems, store->env);
    ck_assert_done(&fixture, crm__service_check(store, &problems));
    if (problems.row_count) {
        struct text problem = crm__column_text_at(&problems.columns[2], 0);
        ck_abort_msg("%zu problems: %.*s", problems.row_count, (int)problem.size, problem.data);
    }
    crm__batch_free(&problems);
}

START_TEST(orders_add_up)
{
    order("2024-01-05T10:00:00Z", "10.00");
    order("2024-01-05T12:00:00Z", "20.00");
    order("2024-01-15T10:00:00Z", "30.00");
    order("2024-02-04T10:00:00Z", "5.50");
    assert_value(account, "order_count", 4);
    assert_value(account, "purchase_day_count", 3);
    assert_value(account, "amount", 6550);
    assert_value(account, "item_count", 8);
    assert_value(account, "gap_count", 2);
    assert_value(account, "gap_days", 30);
    assert_value(account, "gap_days_squared", 500);
    ck_assert_int_eq(count_where(store, "customer_month", "order_count == 3"), 1);
    ck_assert_int_eq(count_where(store, "customer_month", ""), 2);
    assert_sound();
}
END_TEST

START_TEST(an_order_of_the_past_gives_the_same_as_in_order)
{
    order("2024-02-04T10:00:00Z", "5.50");
    order("2024-01-15T10:00:00Z", "30.00");
    order("2024-01-05T12:00:00Z", "20.00");
    assert_value(account, "order_count", 3);
    assert_value(account, "gap_days_squared", 500);
    assert_sound();
}
END_TEST

START_TEST(cancelled_and_returned_orders_do_not_count)
{
    int64_t id = order("2024-01-05T10:00:00Z", "10.00");
    order("2024-01-06T10:00:00Z", "1.00");
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "status", "cancelled", NULL));
    assert_value(account, "order_count", 1);
    assert_value(account, "amount", 100);
    assert_sound();
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "status", "paid", NULL));
    assert_value(account, "amount", 1100);
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "status", "returned", NULL));
    assert_value(account, "order_count", 1);
    assert_sound();
}
END_TEST

/* So that a seller sees what his customers are worth. */
START_TEST(totals_belong_to_the_owner_of_the_account)
{
    int64_t wang = insert(store, "user", "name", "王", "login", "wang", NULL);
    int64_t li = insert(store, "user", "name", "李", "login", "li", NULL);
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)wang);
    ck_assert_done(&fixture, try_update(store, "account", account, 0, "owner", id, NULL));
    order("2024-01-05T10:00:00Z", "10.00");
    ck_assert_int_eq(count_where(store, "customer_value", "owner.login == \"wang\""), 1);
    snprintf(id, sizeof id, "%lld", (long long)li);
    ck_assert_done(&fixture, try_update(store, "account", account, 0, "owner", id, NULL));
    order("2024-02-06T10:00:00Z", "10.00");
    ck_assert_int_eq(count_where(store, "customer_value", "owner.login == \"li\""), 1);
    ck_assert_int_eq(count_where(store, "customer_month", "owner.login == \"li\""), 2);
    ck_assert_done(&fixture, try_update(store, "account", account, 0, "owner", "", NULL));
    ck_assert_int_eq(count_where(store, "customer_value", "has(owner)"), 0);
    assert_sound();
}
END_TEST

START_TEST(deleting_and_restoring_an_order_takes_it_away_and_gives_it_back)
{
    int64_t id = order("2024-01-05T10:00:00Z", "10.00");
    ck_assert_done(&fixture, try_delete(store, "order", id));
    assert_value(account, "order_count", 0);
    assert_value(account, "amount", 0);
    assert_sound();
    ck_assert_done(&fixture, try_restore(store, "order", id));
    assert_value(account, "order_count", 1);
    assert_sound();
}
END_TEST

START_TEST(an_order_that_moves_leaves_one_account_and_joins_the_other)
{
    int64_t other = insert(store, "account", "name", "Bob", NULL);
    int64_t id = order("2024-01-05T10:00:00Z", "10.00");
    order("2024-01-06T10:00:00Z", "1.00");
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)other);
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "account", text, NULL));
    assert_value(account, "amount", 100);
    assert_value(other, "amount", 1000);
    assert_sound();
}
END_TEST

START_TEST(money_in_another_currency_is_converted_by_the_orders_own_rate)
{
    order("2024-01-05T10:00:00Z", "10.00");
    int64_t id = order_of(account, "2024-01-06T10:00:00Z", "2.00", "USD");
    assert_value(account, "order_count", 2);
    assert_value(account, "amount", 1000);
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "exchange_rate", "7.1", NULL));
    assert_value(account, "amount", 1000 + 1420);
    assert_sound();
}
END_TEST

START_TEST(many_orders_of_one_transaction_are_written_once)
{
    ck_assert_done(&fixture, crm__store_begin(store));
    for (int i = 0; i < 50; i++) {
        char day[32];
        snprintf(day, sizeof day, "2024-01-%02dT10:00:00Z", i % 25 + 1);
        order(day, "1.00");
    }
    ck_assert_done(&fixture, crm__store_commit(store));
    assert_value(account, "order_count", 50);
    assert_value(account, "purchase_day_count", 25);
    assert_sound();
}
END_TEST

START_TEST(what_is_rolled_back_is_forgotten)
{
    order("2024-01-05T10:00:00Z", "10.00");
    ck_assert_done(&fixture, crm__store_begin(store));
    order("2024-01-06T10:00:00Z", "10.00");
    crm__store_rollback(store);
    order("2024-01-07T10:00:00Z", "1.00");
    assert_value(account, "amount", 1100);
    assert_sound();
}
END_TEST

START_TEST(the_check_finds_totals_that_are_wrong)
{
    order("2024-01-05T10:00:00Z", "10.00");
    run(store, "UPDATE customer_value SET amount = 1");
    struct batch problems;
    crm__batch_init(&problems, store->env);
    ck_assert_done(&fixture, crm__service_check(store, &problems));
    ck_assert_uint_eq(problems.row_count, 1);
    crm__batch_free(&problems);
}
END_TEST

static size_t problems_count(void)
{
    struct batch problems;
    crm__batch_init(&problems, store->env);
    ck_assert_done(&fixture, crm__service_check(store, &problems));
    size_t count = problems.row_count;
    for (size_t i = 0; i < count; i++)
        ck_assert(crm__text_starts(crm__column_text_at(&problems.columns[0], i),
                                   TEXT("customer_")));
    crm__batch_free(&problems);
    return count;
}

/* Each damage is found as so many problems, and made good by a rebuild that writes what differs. */
START_TEST(wrong_and_stray_totals_are_found_and_made_good)
{
    static const struct {
        const char *statement;
        size_t problems;
    } damages[] = {
        {"UPDATE customer_value SET amount = 1", 2},
        {"UPDATE customer_value SET gap_days = 1 WHERE order_count = 2", 1},
        {"UPDATE customer_value SET first_order_at = 7 WHERE order_count = 2", 1},
        {"UPDATE customer_month SET order_count = order_count + 1", 3},
        {"UPDATE customer_month SET item_count = 0", 3},
        {"DELETE FROM customer_value WHERE order_count = 2", 1},
        {"DELETE FROM customer_month", 3},
        {"UPDATE \"order\" SET placed_at = placed_at + 86400000000 * 62 WHERE number = 'N1'", 3},
        {"UPDATE \"order\" SET status = 'cancelled' WHERE number = 'N3'", 2},
        {"UPDATE \"order\" SET status = 'cancelled'", 3},
    };
    int64_t other = insert(store, "account", "name", "Bob", NULL);
    int64_t idle = insert(store, "account", "name", "Cy", NULL);
    ck_assert_int_gt(idle, 0);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        int64_t changed;
        ck_assert_done(&fixture, crm__store_begin(store));
        if (i == 0) {
            order("2024-01-05T10:00:00Z", "10.00");
            order("2024-02-05T10:00:00Z", "10.00");
            order_of(other, "2024-01-05T10:00:00Z", "1.00", "CNY");
            ck_assert_done(&fixture, crm__store_commit(store));
            ck_assert_done(&fixture, crm__store_begin(store));
        }
        ck_assert_done(&fixture, crm__rollup_rebuild(store, &changed));
        ck_assert_int_eq(changed, 0);
        run(store, damages[i].statement);
        crm__store_commit(store);
        size_t found = problems_count();
        ck_assert_msg(found == damages[i].problems, "%s: %zu problems", damages[i].statement,
                      found);
        ck_assert_done(&fixture, crm__rollup_rebuild(store, &changed));
        ck_assert_int_eq(changed, (int64_t)found);
        assert_sound();
    }
}
END_TEST

START_TEST(totals_of_an_account_without_orders_are_strays)
{
    char text[32];
    int64_t changed;
    snprintf(text, sizeof text, "%lld", (long long)account);
    insert(store, "customer_value", "account", text, "order_count", "3", "amount", "30.00", NULL);
    insert(store, "customer_month", "account", text, "month", "2024-01-01", "order_count", "3",
           NULL);
    ck_assert_uint_eq(problems_count(), 2);
    ck_assert_done(&fixture, crm__rollup_rebuild(store, &changed));
    ck_assert_int_eq(changed, 2);
    assert_sound();
    assert_value(account, "amount", 0);
}
END_TEST

START_TEST(merged_accounts_have_their_orders_together_until_the_merge_is_undone)
{
    int64_t other = insert(store, "account", "name", "Bob", NULL);
    const int64_t ids[] = {account, other};
    int64_t merge;
    order("2024-01-05T10:00:00Z", "10.00");
    order_of(other, "2024-01-15T10:00:00Z", "5.00", "CNY");
    order_of(other, "2024-03-05T10:00:00Z", "7.00", "CNY");
    ck_assert_done(&fixture, crm__merge_run(store, entity_of(store, "account"), ids, 2,
                                            TEXT("the same"), &merge));
    assert_value(account, "order_count", 3);
    assert_value(account, "amount", 2200);
    assert_sound();
    ck_assert_done(&fixture, crm__merge_undo(store, merge));
    assert_value(account, "amount", 1000);
    assert_value(other, "amount", 1200);
    assert_sound();
}
END_TEST

START_TEST(an_order_that_changes_its_currency_is_counted_in_the_new_one)
{
    int64_t id = order("2024-01-05T10:00:00Z", "10.00");
    order("2024-01-06T10:00:00Z", "1.00");
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "currency", "USD", NULL));
    ck_assert_int_eq(count_where(store, "customer_value", "currency == 'USD'"), 1);
    assert_sound();
}
END_TEST

START_TEST(lines_of_an_order_do_not_count_beside_the_order)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)order("2024-01-05T10:00:00Z", "10.00"));
    int64_t line = insert(store, "order_line", "order", text, "name", "Shoe", "quantity", "2",
                          "amount", "10.00", NULL);
    assert_value(account, "item_count", 2);
    ck_assert_done(&fixture, try_update(store, "order_line", line, 0, "quantity", "7", NULL));
    ck_assert_done(&fixture, try_delete(store, "order_line", line));
    assert_value(account, "item_count", 2);
    assert_sound();
}
END_TEST

/* Any sequence of changes leaves totals that equal a recount. */
/* The orders of a deleted account stay, and so do its totals: both are there when it comes back. */
START_TEST(a_deleted_account_keeps_its_totals)
{
    int64_t user = insert(store, "user", "login", "wang", "name", "Wang", NULL);
    char owner[32];
    snprintf(owner, sizeof owner, "%lld", (long long)user);
    ck_assert_done(&fixture, try_update(store, "account", account, 0, "owner", owner, NULL));
    ck_assert_done(&fixture, crm__store_begin(store));
    int64_t id = order("2024-01-05T00:00:00Z", "3.00");
    ck_assert_done(&fixture, try_delete(store, "account", account));
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_done(&fixture, try_update(store, "order", id, 0, "placed_at",
                                        "2024-03-05T00:00:00Z", NULL));
    ck_assert_done(&fixture, try_restore(store, "account", account));
    assert_sound();
    assert_value(account, "order_count", 1);
    assert_value(account, "amount", 300);
    assert_value(account, "owner", user);
}
END_TEST

START_TEST(random_changes_keep_totals_exact)
{
    enum { ORDERS = 12, STEPS = 120 };
    int64_t ids[ORDERS] = {0};
    bool deleted[ORDERS] = {false};
    uint32_t state = 12345u + (uint32_t)_i;
    int64_t other = insert(store, "account", "name", "Bob", NULL);
    for (int step = 0; step < STEPS; step++) {
        state = state * 1664525u + 1013904223u;
        int which = (int)(state >> 16) % ORDERS;
        int what = (int)(state >> 24) % 9;
        char day[32];
        char who[32];
        snprintf(day, sizeof day, "2024-%02d-%02dT10:00:00Z", (int)(state >> 8) % 12 + 1,
                 (int)(state >> 4) % 28 + 1);
        snprintf(who, sizeof who, "%lld", (long long)(state & 4 ? account : other));
        if (!ids[which]) {
            ids[which] =
                order_of(state & 1 ? account : other, day, "3.00", state & 64 ? "CNY" : "USD");
        } else if (deleted[which]) {
            ck_assert_done(&fixture, try_restore(store, "order", ids[which]));
            deleted[which] = false;
        } else if (what == 0) {
            ck_assert_done(&fixture, try_delete(store, "order", ids[which]));
            deleted[which] = true;
        } else if (what == 5) {
            ck_assert_done(&fixture, try_update(store, "order", ids[which], 0, "currency",
                                                state & 2 ? "CNY" : "USD", "exchange_rate",
                                                state & 1 ? "7.1" : "", NULL));
        } else if (what == 6) {
            ck_assert_done(&fixture, try_update(store, "order", ids[which], 0, "amount", "9.90",
                                                "refunded_amount", "1.10", "cost",
                                                state & 1 ? "4.00" : "", NULL));
        } else if (what == 7 && step % 3 == 0) {
            const int64_t both[] = {state & 1 ? account : other, state & 1 ? other : account};
            int64_t merge;
            ck_assert_done(&fixture, crm__merge_run(store, entity_of(store, "account"), both, 2,
                                                    TEXT("same"), &merge));
            assert_sound();
            ck_assert_done(&fixture, crm__merge_undo(store, merge));
        } else {
            ck_assert_done(&fixture,
                           try_update(store, "order", ids[which], 0, "placed_at", day, "account",
                                      who, "status", what == 1 ? "cancelled" : "paid", NULL));
        }
    }
    assert_sound();
}
END_TEST

static int64_t orders_counted(int64_t who)
{
    struct query *query;
    int64_t count;
    char where[64];
    snprintf(where, sizeof where, "account == %lld", (long long)who);
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "order"), &query));
    crm__query_where(query, crm__text_of(where));
    ck_assert_done(&fixture, crm__query_count(query, &count));
    crm__query_free(query);
    return count;
}

/* Levels open, are committed and are undone around changes and readings; a reading within the
 * transaction already sees what it has changed. Calls for what an undone level made fail. */
START_TEST(totals_follow_the_levels_of_a_transaction)
{
    enum { ORDERS = 16, STEPS = 400, LEVELS = 6 };
    int64_t ids[ORDERS] = {0};
    uint32_t state = 777u + (uint32_t)_i;
    order("2024-01-01T00:00:00Z", "1.00");
    for (int step = 0; step < STEPS; step++) {
        state = state * 1664525u + 1013904223u;
        int64_t *id = &ids[(state >> 16) % ORDERS];
        unsigned what = (state >> 24) % 10;
        char day[32];
        snprintf(day, sizeof day, "2024-%02u-%02uT10:00:00Z", (state >> 8) % 12 + 1,
                 (state >> 4) % 28 + 1);
        if (what < 2 && store->depth < LEVELS)
            ck_assert_done(&fixture, crm__store_begin(store));
        else if (what == 2 && store->depth > 0)
            ck_assert_done(&fixture, crm__store_commit(store));
        else if (what == 3 && store->depth > 0)
            crm__store_rollback(store);
        else if (what == 4)
            assert_value(account, "order_count", orders_counted(account));
        else if (what == 5)
            (void)try_update(store, "order", *id, 0, "amount", "9.90", NULL);
        else if (what == 6)
            (void)try_delete(store, "order", *id);
        else
            *id = order(day, "3.00");
    }
    while (store->depth > 0)
        ck_assert_done(&fixture, crm__store_commit(store));
    assert_sound();
    assert_value(account, "order_count", orders_counted(account));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service rollup");
    TCase *tests = tcase_create("rollup");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, orders_add_up);
    tcase_add_test(tests, an_order_of_the_past_gives_the_same_as_in_order);
    tcase_add_test(tests, cancelled_and_returned_orders_do_not_count);
    tcase_add_test(tests, totals_belong_to_the_owner_of_the_account);
    tcase_add_test(tests, deleting_and_restoring_an_order_takes_it_away_and_gives_it_back);
    tcase_add_test(tests, an_order_that_moves_leaves_one_account_and_joins_the_other);
    tcase_add_test(tests, money_in_another_currency_is_converted_by_the_orders_own_rate);
    tcase_add_test(tests, many_orders_of_one_transaction_are_written_once);
    tcase_add_test(tests, what_is_rolled_back_is_forgotten);
    tcase_add_test(tests, the_check_finds_totals_that_are_wrong);
    tcase_add_test(tests, wrong_and_stray_totals_are_found_and_made_good);
    tcase_add_test(tests, totals_of_an_account_without_orders_are_strays);
    tcase_add_test(tests, merged_accounts_have_their_orders_together_until_the_merge_is_undone);
    tcase_add_test(tests, an_order_that_changes_its_currency_is_counted_in_the_new_one);
    tcase_add_test(tests, lines_of_an_order_do_not_count_beside_the_order);
    tcase_add_test(tests, a_deleted_account_keeps_its_totals);
    tcase_add_loop_test(tests, random_changes_keep_totals_exact, 0, sampled(5, 2));
    tcase_add_loop_test(tests, totals_follow_the_levels_of_a_transaction, 0,
                        sampled(5, 2));
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
