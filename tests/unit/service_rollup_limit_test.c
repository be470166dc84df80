/* Rollups of orders so large that totals would leave 64 bits. */
#include "service_fixture.h"

static struct fixture fixture;
static struct store *store;
static char account[32];

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    int64_t id = insert(store, "account", "name", "Ann", NULL);
    snprintf(account, sizeof account, "%lld", (long long)id);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static crm_status order(const char *placed_at, const char *amount, const char *items)
{
    int64_t id;
    return try_insert(store, "order", &id, "number", placed_at, "account", account, "placed_at",
                      placed_at, "currency", "CNY", "amount", amount, "item_count", items,
                      "status", "placed", NULL);
}

static int64_t total(const char *field)
{
    return field_int(store, "customer_value", id_where(store, "customer_value", "id > 0"), field);
}

START_TEST(an_order_that_takes_a_total_out_of_64_bits_fails_alone)
{
    ck_assert_done(&fixture, crm__store_begin(store));
    ck_assert_done(&fixture, order("2024-01-05T10:00:00Z", "1.00", "1"));
    ck_assert_done(&fixture, order("2024-01-06T10:00:00Z", "90000000000000000.00", "1"));
    ck_assert_int_eq(order("2024-01-07T10:00:00Z", "90000000000000000.00", "1"), CRM_E_LIMIT);
    ck_assert_done(&fixture, order("2024-01-08T10:00:00Z", "2.00", "1"));
    ck_assert_done(&fixture, crm__store_commit(store));
    ck_assert_int_eq(total("order_count"), 3);
    ck_assert_int_eq(total("amount"), INT64_C(9000000000000000000) + 300);
}
END_TEST

/* The total stays small, for the month before took as many away. */
START_TEST(items_of_a_month_stay_within_64_bits)
{
    ck_assert_done(&fixture, order("2024-01-07T10:00:00Z", "1.00", "-9000000000000000000"));
    ck_assert_done(&fixture, order("2024-02-07T10:00:00Z", "1.00", "9000000000000000000"));
    ck_assert_int_eq(order("2024-02-08T10:00:00Z", "1.00", "9000000000000000000"), CRM_E_LIMIT);
    ck_assert_int_eq(total("order_count"), 2);
    ck_assert_int_eq(total("item_count"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service rollup limit");
    TCase *tests = tcase_create("limit");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_order_that_takes_a_total_out_of_64_bits_fails_alone);
    tcase_add_test(tests, items_of_a_month_stay_within_64_bits);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
