/* One value as text, for people and for machines. */
#include "format/cell.h"
#include "format/fixed.h"
#include "format_sheet.h"

#include <float.h>
#include <math.h>

static const char *fixed_text(double value, struct fixed fixed)
{
    crm__buffer_clear(&out);
    crm__fixed_write(value, fixed, &out);
    return out.data;
}

START_TEST(doubles_are_rounded_by_their_decimal_form)
{
    static const struct {
        double value;
        int32_t scale;
        const char *expected;
    } cases[] = {
        {0, 0, "0"},
        {0, 2, "0.00"},
        {0.285, 2, "0.29"},
        {2.675, 2, "2.68"},
        {1.005, 2, "1.01"},
        {0.5, 0, "1"},
        {0.49999, 0, "0"},
        {9.995, 2, "10.00"},
        {99.9, 0, "100"},
        {0.06, 1, "0.1"},
        {0.04, 1, "0.0"},
        {-0.04, 1, "0.0"},
        {-0.05, 1, "-0.1"},
        {-1.25, 1, "-1.3"},
        {123.456, 3, "123.456"},
        {123.456, 6, "123.456000"},
        {1e-7, 3, "0.000"},
        {1e-7, 7, "0.0000001"},
        {1e21, 0, "1000000000000000000000"},
        {1.5e3, 1, "1500.0"},
        {0.1 + 0.2, 2, "0.30"},
        {999999.5, 0, "1000000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(fixed_text(cases[i].value, (struct fixed){.scale = cases[i].scale}),
                         cases[i].expected);
}
END_TEST

START_TEST(shift_grouping_and_trimming_combine)
{
    ck_assert_str_eq(fixed_text(0.125, (struct fixed){.scale = 1, .shift = 2}), "12.5");
    ck_assert_str_eq(fixed_text(0.285, (struct fixed){.scale = 0, .shift = 2}), "29");
    ck_assert_str_eq(fixed_text(1234567.891, (struct fixed){.scale = 2, .grouped = true}),
                     "1,234,567.89");
    ck_assert_str_eq(fixed_text(-123, (struct fixed){.grouped = true}), "-123");
    ck_assert_str_eq(fixed_text(1000, (struct fixed){.grouped = true}), "1,000");
    ck_assert_str_eq(fixed_text(2.5, (struct fixed){.scale = 4, .trimmed = true}), "2.5");
    ck_assert_str_eq(fixed_text(2.00001, (struct fixed){.scale = 4, .trimmed = true}), "2");
    ck_assert_str_eq(fixed_text(100, (struct fixed){.scale = 2, .trimmed = true}), "100");
}
END_TEST

START_TEST(doubles_that_are_no_numbers_are_said_so)
{
    ck_assert_str_eq(fixed_text(NAN, (struct fixed){0}), "nan");
    ck_assert_str_eq(fixed_text(-INFINITY, (struct fixed){0}), "-inf");
    ck_assert_uint_eq(strlen(fixed_text(DBL_MAX, (struct fixed){0})), 309);
}
END_TEST

static struct batch batch;
static struct reader_column columns[COLUMN_COUNT];

static void setup(void)
{
    sheet_setup();
    sheet_make(&batch, columns);
}

static void teardown(void)
{
    crm__batch_free(&batch);
    sheet_teardown();
}

typedef void (*cell_writer)(const struct sheet *, size_t, size_t, struct buffer *);

static void expect_cells(const struct sheet *sheet, cell_writer write, size_t row,
                         const char *const expected[COLUMN_COUNT])
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        crm__buffer_clear(&out);
        write(sheet, i, row, &out);
        ck_assert_str_eq(out.data ? out.data : "", expected[i]);
    }
}

START_TEST(people_see_labels_local_times_and_grouped_numbers)
{
    struct zones zones;
    const struct zone *zone;
    crm__zones_init(&zones, &env);
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("+08:00"), &zone), CRM_OK);
    struct sheet sheet = {
        .batch = &batch, .columns = columns, .grouped = true, .zone = zone, .chinese = true};
    static const char *const first[COLUMN_COUNT] = {
        "9007199254740993",
        "张三, \"Li\"",
        "12,345.50",
        "CNY",
        "1.500",
        "12.5%",
        "是",
        "2026-03-02",
        "2026-03-02 16:00",
        "1天2小时",
        "赢单",
        "新建、赢单",
        "{\"a b\": [1,\n 2]}",
        "7, 9223372036854775807",
        "0.5",
    };
    static const char *const last[COLUMN_COUNT] = {
        "2",   "=1+1",       "-1,234",
        "JPY", "-0.005",     "100.0%",
        "否",  "1969-12-31", "2026-03-02 16:00:01",
        "1秒", "other",      "新建",
        "3",   "7",          "1,000,000,000,000,000,000,000",
    };
    expect_cells(&sheet, crm__cell_show, 0, first);
    expect_cells(&sheet, crm__cell_show, 2, last);
    crm__zones_free(&zones);
}
END_TEST

START_TEST(machines_get_what_import_reads_back)
{
    struct sheet sheet = {.batch = &batch, .columns = columns, .grouped = true, .chinese = true};
    static const char *const first[COLUMN_COUNT] = {
        "9007199254740993",
        "张三, \"Li\"",
        "12345.50",
        "CNY",
        "1.500",
        "0.125",
        "true",
        "2026-03-02",
        "2026-03-02T08:00:00Z",
        "93600",
        "won",
        "new|won",
        "{\"a b\": [1,\n 2]}",
        "7|9223372036854775807",
        "0.5",
    };
    static const char *const last[COLUMN_COUNT] = {
        "2",     "=1+1",       "-1234",
        "JPY",   "-0.005",     "1",
        "false", "1969-12-31", "2026-03-02T08:00:01.5Z",
        "1.5",   "other",      "new",
        "3",     "7",          "1e+21",
    };
    expect_cells(&sheet, crm__cell_text, 0, first);
    expect_cells(&sheet, crm__cell_text, 2, last);
}
END_TEST

START_TEST(json_quotes_what_json_numbers_cannot_hold)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    static const char *const first[COLUMN_COUNT] = {
        "\"9007199254740993\"",
        "\"张三, \\\"Li\\\"\"",
        "12345.50",
        "\"CNY\"",
        "1.500",
        "0.125",
        "true",
        "\"2026-03-02\"",
        "\"2026-03-02T08:00:00Z\"",
        "93600",
        "\"won\"",
        "[\"new\",\"won\"]",
        "{\"a b\":[1,2]}",
        "[\"7\",\"9223372036854775807\"]",
        "0.5",
    };
    static const char *const nulls[COLUMN_COUNT] = {
        "null", "null", "null", "null", "null", "null", "null", "null",
        "null", "null", "null", "null", "null", "null", "null",
    };
    expect_cells(&sheet, crm__cell_json, 0, first);
    expect_cells(&sheet, crm__cell_json, 1, nulls);
}
END_TEST

START_TEST(nulls_are_nothing)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    static const char *const nothing[COLUMN_COUNT] = {"", "", "", "", "", "", "", "",
                                                      "", "", "", "", "", "", ""};
    expect_cells(&sheet, crm__cell_show, 1, nothing);
    expect_cells(&sheet, crm__cell_text, 1, nothing);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        ck_assert(isnan(crm__cell_number(&sheet, i, 1)));
}
END_TEST

START_TEST(charts_get_numbers_in_the_units_people_see)
{
    struct sheet sheet = {.batch = &batch, .columns = columns};
    ck_assert(crm__cell_number(&sheet, AN_AMOUNT, 0) == 12345.5);
    ck_assert(crm__cell_number(&sheet, AN_AMOUNT, 2) == -1234);
    ck_assert(crm__cell_number(&sheet, A_SHARE, 0) == 12.5);
    ck_assert(crm__cell_number(&sheet, A_WAIT, 0) == 26);
    ck_assert(isnan(crm__cell_number(&sheet, A_NAME, 0)));
}
END_TEST

START_TEST(without_descriptions_kinds_decide)
{
    struct sheet sheet = {.batch = &batch};
    ck_assert_int_eq(crm__sheet_type(&sheet, AN_AMOUNT), COLUMN_INTEGER);
    crm__cell_show(&sheet, AN_AMOUNT, 0, &out);
    crm__cell_text(&sheet, LINKS, 2, &out);
    ck_assert_str_eq(out.data, "12345500700000000000000");
    ck_assert(crm__text_is(crm__sheet_label(&sheet, A_NAME), "name"));
    ck_assert_int_eq(crm__sheet_scale(&sheet, AN_AMOUNT, 0), 0);
    crm__buffer_clear(&out);
    crm__cell_json(&sheet, LINKS, 2, &out);
    ck_assert_str_eq(out.data, "\"0700000000000000\"");
}
END_TEST

START_TEST(labels_follow_the_language)
{
    struct sheet sheet = {.batch = &batch, .columns = columns, .chinese = true};
    ck_assert(crm__text_is(crm__sheet_label(&sheet, A_NAME), "姓名"));
    ck_assert(crm__text_is(crm__sheet_label(&sheet, NOTES), "extra"));
    ck_assert(crm__text_is(crm__sheet_name(&sheet, A_NAME), "name"));
    sheet.chinese = false;
    ck_assert(crm__text_is(crm__sheet_label(&sheet, A_NAME), "name"));
}
END_TEST

START_TEST(money_of_no_known_currency_has_two_decimals)
{
    columns[AN_AMOUNT].currency_column = COLUMN_NO_CURRENCY;
    struct sheet sheet = {.batch = &batch, .columns = columns};
    ck_assert_int_eq(crm__sheet_scale(&sheet, AN_AMOUNT, 0), 2);
    columns[AN_AMOUNT].currency = TEXT("JPY");
    ck_assert_int_eq(crm__sheet_scale(&sheet, AN_AMOUNT, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/cell");
    TCase *tests = tcase_create("cell");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, doubles_are_rounded_by_their_decimal_form);
    tcase_add_test(tests, shift_grouping_and_trimming_combine);
    tcase_add_test(tests, doubles_that_are_no_numbers_are_said_so);
    tcase_add_test(tests, people_see_labels_local_times_and_grouped_numbers);
    tcase_add_test(tests, machines_get_what_import_reads_back);
    tcase_add_test(tests, json_quotes_what_json_numbers_cannot_hold);
    tcase_add_test(tests, nulls_are_nothing);
    tcase_add_test(tests, charts_get_numbers_in_the_units_people_see);
    tcase_add_test(tests, without_descriptions_kinds_decide);
    tcase_add_test(tests, labels_follow_the_language);
    tcase_add_test(tests, money_of_no_known_currency_has_two_decimals);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
