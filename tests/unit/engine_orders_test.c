/* Totals of customers from order columns. */
#include "engine/order_totals.h"

#include <stdio.h>

#include "engine_fixture.h"

#include "engine_cdnow.h"

static struct batch batch;
static struct order_totals totals;

static void open_columns(enum value_kind customer)
{
    crm__batch_init(&batch, &env);
    crm__batch_add(&batch, TEXT("customer"), customer);
    crm__batch_add(&batch, TEXT("day"), VALUE_INT);
    crm__batch_add(&batch, TEXT("amount"), VALUE_INT);
    crm__order_totals_init(&totals, &env);
}

static void close_columns(void)
{
    crm__order_totals_free(&totals);
    crm__batch_free(&batch);
}

static void row(const char *customer, int64_t day, int64_t amount)
{
    crm__column_text(&batch, &batch.columns[0], crm__text_of(customer));
    crm__column_int(&batch, &batch.columns[1], day);
    crm__column_int(&batch, &batch.columns[2], amount);
    crm__batch_finish_row(&batch);
}

static crm_status add(void)
{
    return crm__order_totals_add(&totals, &batch.columns[0], &batch.columns[1], &batch.columns[2]);
}

START_TEST(orders_add_up_by_customer_in_order_of_appearance)
{
    open_columns(VALUE_TEXT);
    row("b", 10, 100);
    row("a", 12, 50);
    row("b", 7, -30);
    row("b", 11, 5);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.count, 2);
    ck_assert(crm__text_is(totals.keys[0], "b"));
    ck_assert(crm__text_is(totals.keys[1], "a"));
    ck_assert_int_eq(totals.totals[0].amount_minor, 75);
    ck_assert_int_eq(totals.totals[0].order_count, 3);
    ck_assert_int_eq(totals.totals[0].first_day, 7);
    ck_assert_int_eq(totals.totals[0].last_day, 11);
    int64_t recency[2];
    crm__order_totals_columns(&totals, 20, recency, NULL, NULL);
    ck_assert_int_eq(recency[0], 9);
    ck_assert_int_eq(recency[1], 8);
    close_columns();
}
END_TEST

START_TEST(keys_that_differ_only_late_or_only_in_length_stay_apart)
{
    open_columns(VALUE_TEXT);
    row("1234567", 1, 1);
    row("12345678", 1, 2);
    row("客户甲的编号一", 1, 3);
    row("客户甲的编号二", 1, 4);
    row("0", 1, 5);
    row("00", 1, 6);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.count, 6);
    for (int64_t i = 0; i < 6; i++)
        ck_assert_int_eq(totals.totals[i].amount_minor, 2 * (i + 1));
    close_columns();
}
END_TEST

/* Every single byte, and every way in which a key is kept: packed, as bytes, hashed. */
START_TEST(keys_of_any_length_and_any_bytes_stay_apart)
{
    static const char *const stems[] = {"", "0", "C04535", "C0453558", "zzzzzzzzz", "0000000000",
                                        "a b", "张", "________________"};
    enum { STEMS = sizeof stems / sizeof *stems };
    char key[24];
    size_t count = 0;
    open_columns(VALUE_TEXT);
    for (size_t i = 0; i < STEMS; i++) {
        for (int byte = 1; byte < 256; byte++, count++) {
            snprintf(key, sizeof key, "%s%c", stems[i], byte);
            row(key, 1, (int64_t)count);
        }
    }
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(totals.totals[i].amount_minor, 2 * (int64_t)i);
    close_columns();
}
END_TEST

START_TEST(a_number_and_its_text_are_one_customer)
{
    open_columns(VALUE_TEXT);
    row("-12", 1, 1);
    ck_assert_int_eq(add(), CRM_OK);
    crm__batch_free(&batch);
    crm__batch_init(&batch, &env);
    crm__batch_add(&batch, TEXT("customer"), VALUE_INT);
    crm__batch_add(&batch, TEXT("day"), VALUE_INT);
    crm__batch_add(&batch, TEXT("amount"), VALUE_INT);
    for (size_t i = 0; i < 3; i++)
        crm__column_int(&batch, &batch.columns[i], -12);
    crm__batch_finish_row(&batch);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.count, 1);
    ck_assert_int_eq(totals.totals[0].order_count, 2);
    close_columns();
}
END_TEST

START_TEST(rows_with_a_hole_are_skipped_and_counted)
{
    open_columns(VALUE_TEXT);
    row("a", 1, 1);
    row("", 1, 1);
    crm__column_null(&batch, &batch.columns[0]);
    crm__column_int(&batch, &batch.columns[1], 1);
    crm__column_int(&batch, &batch.columns[2], 1);
    crm__batch_finish_row(&batch);
    crm__column_text(&batch, &batch.columns[0], TEXT("a"));
    crm__column_int(&batch, &batch.columns[1], 1);
    crm__column_null(&batch, &batch.columns[2]);
    crm__batch_finish_row(&batch);
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.row_count, 1);
    ck_assert_uint_eq(totals.skipped_count, 3);
    close_columns();
}
END_TEST

START_TEST(sums_and_days_that_do_not_fit_are_refused)
{
    open_columns(VALUE_TEXT);
    row("a", 1, INT64_MAX);
    row("a", 1, 1);
    ck_assert_int_eq(add(), CRM_E_LIMIT);
    close_columns();
    open_columns(VALUE_TEXT);
    row("a", 1, INT64_MIN);
    row("a", 1, -1);
    ck_assert_int_eq(add(), CRM_E_LIMIT);
    close_columns();
    open_columns(VALUE_TEXT);
    row("a", INT64_C(1) << 40, 1);
    ck_assert_int_eq(add(), CRM_E_LIMIT);
    close_columns();
}
END_TEST

START_TEST(columns_of_another_kind_or_length_are_a_misuse)
{
    open_columns(VALUE_DOUBLE);
    ck_assert_int_eq(add(), CRM_E_MISUSE);
    close_columns();
    open_columns(VALUE_TEXT);
    crm__column_int(&batch, &batch.columns[1], 1);
    ck_assert_int_eq(add(), CRM_E_MISUSE);
    close_columns();
}
END_TEST

START_TEST(many_customers_are_found_again_after_growing)
{
    open_columns(VALUE_TEXT);
    for (int64_t i = 0; i < 30000; i++) {
        char key[NUMBER_TEXT_SIZE + 8] = "客户";
        size_t size = crm__int64_to_text(i % 10007, key + 6) + 6;
        key[size] = '\0';
        row(i % 2 ? key : key + 6, i, 1);
    }
    ck_assert_int_eq(add(), CRM_OK);
    ck_assert_uint_eq(totals.count, 2 * 10007);
    int64_t orders = 0;
    for (size_t i = 0; i < totals.count; i++)
        orders += totals.totals[i].order_count;
    ck_assert_int_eq(orders, 30000);
    close_columns();
}
END_TEST

START_TEST(the_shops_orders_add_up_to_its_turnover)
{
    struct cdnow cdnow;
    if (!cdnow_open(&cdnow))
        return;
    int64_t amount = 0;
    for (size_t i = 0; i < cdnow.totals.count; i++)
        amount += cdnow.amount[i];
    ck_assert_int_eq(amount, 250031563);
    ck_assert_uint_eq(cdnow.totals.row_count, CDNOW_ORDERS);
    cdnow_close(&cdnow);
}
END_TEST

static crm_status add_a_few(void)
{
    static int64_t numbers[2000];
    for (size_t i = 0; i < 2000; i++)
        numbers[i] = (int64_t)i * 1000003;
    struct column column = {.kind = VALUE_INT, .count = 2000, .integers = numbers};
    struct column day = column;
    for (size_t i = 0; i < 2000; i++)
        numbers[i] %= 1000000007;
    crm__order_totals_init(&totals, &env);
    crm_status status = crm__order_totals_add(&totals, &column, &day, &day);
    crm__order_totals_free(&totals);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(add_a_few);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine orders");
    TCase *tests = tcase_create("orders");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, orders_add_up_by_customer_in_order_of_appearance);
    tcase_add_test(tests, keys_that_differ_only_late_or_only_in_length_stay_apart);
    tcase_add_test(tests, keys_of_any_length_and_any_bytes_stay_apart);
    tcase_add_test(tests, a_number_and_its_text_are_one_customer);
    tcase_add_test(tests, rows_with_a_hole_are_skipped_and_counted);
    tcase_add_test(tests, sums_and_days_that_do_not_fit_are_refused);
    tcase_add_test(tests, columns_of_another_kind_or_length_are_a_misuse);
    tcase_add_test(tests, many_customers_are_found_again_after_growing);
    tcase_add_test(tests, the_shops_orders_add_up_to_its_turnover);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
