/* Values and batches. */
#include "base/batch.h"
#include "suite.h"

#include <math.h>

static struct test_heap heap;
static struct env env;
static struct batch batch;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
    crm__batch_init(&batch, &env);
}

static void teardown(void)
{
    crm__batch_free(&batch);
    ck_assert_uint_eq(heap.live, 0);
}

START_TEST(values_are_equal_by_kind_and_content)
{
    ck_assert(crm__value_equal(VALUE_OF_NULL, VALUE_OF_NULL));
    ck_assert(crm__value_equal(crm__value_double(NAN), crm__value_double(NAN)));
    ck_assert(crm__value_equal(crm__value_text(TEXT("客")), crm__value_text(TEXT("客"))));
    ck_assert(!crm__value_equal(crm__value_int(1), crm__value_double(1)));
    ck_assert(!crm__value_equal(crm__value_text(TEXT("a")), crm__value_blob(TEXT("a"))));
    ck_assert(!crm__value_equal(crm__value_int(0), VALUE_OF_NULL));
    ck_assert(!crm__value_equal(crm__value_double(NAN), crm__value_double(0)));
}
END_TEST

START_TEST(values_have_a_total_order)
{
    const struct value ascending[] = {
        VALUE_OF_NULL,
        crm__value_double(-INFINITY),
        crm__value_int(INT64_MIN),
        crm__value_double(-1.5),
        crm__value_int(-1),
        crm__value_int(0),
        crm__value_double(0.5),
        crm__value_int(INT64_C(9007199254740992)),
        crm__value_int(INT64_C(9007199254740993)), /* as a double it would equal the one before */
        crm__value_double(9007199254740994.0),
        crm__value_int(INT64_MAX),
        crm__value_double(0x1p63),
        crm__value_double(INFINITY),
        crm__value_double(NAN),
        crm__value_text(TEXT_NONE),
        crm__value_text(TEXT("a")),
        crm__value_text(TEXT("客")),
        crm__value_blob(TEXT_NONE),
        crm__value_blob(TEXT("a")),
    };
    int count = (int)(sizeof ascending / sizeof ascending[0]);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            ck_assert_int_eq(crm__value_compare(ascending[i], ascending[j]), (i > j) - (i < j));
}
END_TEST

START_TEST(an_integer_equals_the_double_of_its_value)
{
    ck_assert_int_eq(crm__value_compare(crm__value_int(3), crm__value_double(3)), 0);
    ck_assert_int_eq(crm__value_compare(crm__value_double(-0.0), crm__value_int(0)), 0);
    ck_assert_int_eq(crm__value_compare(crm__value_int(INT64_MIN), crm__value_double(-0x1p63)), 0);
}
END_TEST

static crm_status fill(size_t rows)
{
    if (!crm__batch_add(&batch, TEXT("id"), VALUE_INT) ||
        !crm__batch_add(&batch, TEXT("score"), VALUE_DOUBLE) ||
        !crm__batch_add(&batch, TEXT("name"), VALUE_TEXT))
        return CRM_E_NOMEM;
    struct column *id = &batch.columns[0];
    struct column *score = &batch.columns[1];
    struct column *name = &batch.columns[2];
    crm_status status = CRM_OK;
    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        status = crm__column_int(&batch, id, (int64_t)row);
        if (status == CRM_OK)
            status = row % 3 ? crm__column_double(&batch, score, (double)row / 2)
                             : crm__column_null(&batch, score);
        if (status == CRM_OK)
            status = row % 7 == 5
                         ? crm__column_null(&batch, name)
                         : crm__column_text(&batch, name, row % 2 ? TEXT("张三") : TEXT(""));
        if (status == CRM_OK)
            crm__batch_finish_row(&batch);
    }
    return status;
}

START_TEST(rows_read_back_as_they_were_written)
{
    ck_assert_int_eq(fill(1000), CRM_OK);
    ck_assert_uint_eq(batch.row_count, 1000);
    ck_assert_uint_eq(crm__batch_find(&batch, TEXT("name")), 2);
    ck_assert_uint_eq(crm__batch_find(&batch, TEXT("nam")), SIZE_MAX);
    ck_assert_ptr_null(batch.columns[0].validity);
    ck_assert_uint_eq(batch.columns[1].null_count, 334);
    for (size_t row = 0; row < 1000; row++) {
        struct value score = row % 3 ? crm__value_double((double)row / 2) : VALUE_OF_NULL;
        struct value name =
            row % 7 == 5 ? VALUE_OF_NULL : crm__value_text(row % 2 ? TEXT("张三") : TEXT(""));
        ck_assert(crm__value_equal(crm__batch_at(&batch, 0, row), crm__value_int((int64_t)row)));
        ck_assert(crm__value_equal(crm__batch_at(&batch, 1, row), score));
        ck_assert(crm__value_equal(crm__batch_at(&batch, 2, row), name));
    }
}
END_TEST

START_TEST(a_first_null_at_any_row_keeps_the_rows_before_valid)
{
    struct column *column = crm__batch_add(&batch, TEXT("n"), VALUE_INT);
    for (size_t first = 0; first < 130; first++) {
        crm__batch_clear(&batch);
        for (size_t row = 0; row < 130; row++)
            ck_assert_int_eq(row == first ? crm__column_null(&batch, column)
                                          : crm__column_int(&batch, column, 1),
                             CRM_OK);
        ck_assert_uint_eq(column->null_count, 1);
        for (size_t row = 0; row < 130; row++)
            ck_assert_int_eq(crm__column_is_null(column, row), row == first);
    }
}
END_TEST

START_TEST(clear_keeps_columns_and_blocks)
{
    fill(500);
    crm__batch_clear(&batch);
    ck_assert_uint_eq(batch.row_count, 0);
    ck_assert_uint_eq(batch.column_count, 3);
    size_t calls = heap.calls;
    for (int i = 0; i < 500; i++)
        ck_assert_int_eq(crm__column_text(&batch, &batch.columns[2], TEXT("x")), CRM_OK);
    ck_assert_uint_eq(heap.calls, calls);
    ck_assert(crm__text_is(crm__column_text_at(&batch.columns[2], 499), "x"));
}
END_TEST

START_TEST(reserved_rows_cost_no_further_allocation)
{
    struct column *column = crm__batch_add(&batch, TEXT("t"), VALUE_TEXT);
    ck_assert_int_eq(crm__column_reserve(&batch, column, 10000, 30000), CRM_OK);
    size_t calls = heap.calls;
    for (int i = 0; i < 10000; i++)
        ck_assert_int_eq(crm__column_text(&batch, column, TEXT("客")), CRM_OK);
    ck_assert_uint_eq(heap.calls, calls);
}
END_TEST

START_TEST(values_enter_columns_of_their_kind_only)
{
    crm__batch_add(&batch, TEXT("i"), VALUE_INT);
    crm__batch_add(&batch, TEXT("d"), VALUE_DOUBLE);
    crm__batch_add(&batch, TEXT("b"), VALUE_BLOB);
    struct column *columns = batch.columns;
    ck_assert_int_eq(crm__column_value(&batch, &columns[0], crm__value_int(5)), CRM_OK);
    ck_assert_int_eq(crm__column_value(&batch, &columns[1], crm__value_int(5)), CRM_OK);
    ck_assert(columns[1].doubles[0] == 5.0);
    ck_assert_int_eq(crm__column_value(&batch, &columns[2], crm__value_blob(TEXT("\0\1"))), CRM_OK);
    ck_assert_int_eq(crm__column_value(&batch, &columns[0], crm__value_double(5)), CRM_E_MISUSE);
    ck_assert_int_eq(crm__column_value(&batch, &columns[2], crm__value_text(TEXT("a"))),
                     CRM_E_MISUSE);
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(crm__column_value(&batch, &columns[i], VALUE_OF_NULL), CRM_OK);
    ck_assert_uint_eq(columns[0].count, 2);
}
END_TEST

START_TEST(a_text_column_stops_at_its_32_bit_offsets)
{
    struct column *column = crm__batch_add(&batch, TEXT("t"), VALUE_TEXT);
    ck_assert_int_eq(crm__column_text(&batch, column, TEXT("ab")), CRM_OK);
    struct text huge = {"", INT32_MAX - 1};
    ck_assert_int_eq(crm__column_text(&batch, column, huge), CRM_E_LIMIT);
    ck_assert_str_eq(env.error.message, "column 't': 2147483648 bytes, at most 2147483647");
    ck_assert_uint_eq(column->count, 1);
    ck_assert_int_eq(crm__column_null(&batch, column), CRM_OK);
    ck_assert(crm__column_is_null(column, 1));
}
END_TEST

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    size_t at = 0;
    crm_status status;
    do {
        setup();
        heap.fail_at = ++at;
        status = fill(300);
        ck_assert_int_eq(env.error.status, status);
        teardown();
    } while (status == CRM_E_NOMEM);
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_gt(at, 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base batch");
    TCase *tests = tcase_create("batch");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, values_are_equal_by_kind_and_content);
    tcase_add_test(tests, values_have_a_total_order);
    tcase_add_test(tests, an_integer_equals_the_double_of_its_value);
    tcase_add_test(tests, rows_read_back_as_they_were_written);
    tcase_add_test(tests, a_first_null_at_any_row_keeps_the_rows_before_valid);
    tcase_add_test(tests, clear_keeps_columns_and_blocks);
    tcase_add_test(tests, reserved_rows_cost_no_further_allocation);
    tcase_add_test(tests, values_enter_columns_of_their_kind_only);
    tcase_add_test(tests, a_text_column_stops_at_its_32_bit_offsets);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
