/* Aligned tables, TSV, Markdown. */
#include "format/table.h"
#include "format_sheet.h"

static struct batch batch;
static struct reader_column columns[3];
static struct sheet sheet;

static void setup(void)
{
    sheet_setup();
    columns[0] = described("name", COLUMN_TEXT, "姓名");
    columns[1] = described("amount", COLUMN_MONEY, "金额");
    columns[1].currency = TEXT("CNY");
    columns[2] = described("note", COLUMN_TEXT, "备注");
    crm__batch_init(&batch, &env);
    ck_assert_int_eq(crm__reader_prepare(columns, 3, &batch), CRM_OK);
    sheet = (struct sheet){.batch = &batch, .columns = columns};
}

static void teardown(void)
{
    crm__batch_free(&batch);
    sheet_teardown();
}

static void add_row(const char *name, int64_t amount, const char *note)
{
    add_text(&batch, 0, name);
    add_int(&batch, 1, amount);
    add_text(&batch, 2, note);
    crm__batch_finish_row(&batch);
}

static void expect_table(struct table_options options, const char *expected)
{
    ck_assert_int_eq(crm__table_write(&sheet, &options, &writer), CRM_OK);
    ck_assert_str_eq(written(), expected);
}

START_TEST(numbers_stand_right_and_text_left)
{
    add_row("Li", 1250, "x");
    add_row("Alexander", -123456789, NULL);
    sheet.grouped = true;
    expect_table((struct table_options){0}, "name              amount  note\n"
                                            "─────────  ─────────────  ────\n"
                                            "Li                 12.50  x\n"
                                            "Alexander  -1,234,567.89  \n");
}
END_TEST

START_TEST(wide_characters_count_two_columns)
{
    add_row("张三", 100, "老客户");
    add_row("Li", 2000, "vip");
    sheet.chinese = true;
    expect_table((struct table_options){.indent = 2}, "  姓名   金额  备注\n"
                                                      "  ────  ─────  ──────\n"
                                                      "  张三   1.00  老客户\n"
                                                      "  Li    20.00  vip\n");
}
END_TEST

START_TEST(long_text_is_cut_to_the_terminal)
{
    add_row("a rather long name here", 100, "short");
    add_row("客户名称非常非常长的一家公司", 100, "short");
    expect_table((struct table_options){.width = 31}, "name              amount  note\n"
                                                      "────────────────  ──────  ─────\n"
                                                      "a rather long n…    1.00  short\n"
                                                      "客户名称非常非…     1.00  short\n");
}
END_TEST

START_TEST(the_heading_can_be_left_out_or_bold)
{
    add_row("Li", 100, "x");
    expect_table((struct table_options){.no_header = true}, "Li  1.00  x\n");
    expect_table((struct table_options){.colour = true}, "\x1b[1mname  amount  note\x1b[0m\n"
                                                         "\x1b[2m────  ──────  ────\x1b[0m\n"
                                                         "Li      1.00  x\n");
}
END_TEST

START_TEST(no_rows_are_said_so)
{
    expect_table((struct table_options){0}, "no rows\n");
    expect_table((struct table_options){.empty = TEXT("no leads yet"), .indent = 1},
                 " no leads yet\n");
    sheet.chinese = true;
    expect_table((struct table_options){0}, "没有记录\n");
}
END_TEST

START_TEST(columns_without_room_are_named)
{
    add_row("a rather long name here", 100, "also a long note");
    expect_table((struct table_options){.width = 20}, "name          amount\n"
                                                      "────────────  ──────\n"
                                                      "a rather lo…    1.00\n"
                                                      "(no room for: note)\n");
}
END_TEST

START_TEST(a_value_cannot_drive_the_terminal)
{
    add_row("\x1b[31mred\x07", 100, "two\nlines\tand \xc2\x9b\xe2\x80\xae");
    expect_table((struct table_options){.no_header = true},
                 "\xEF\xBF\xBD[31mred\xEF\xBF\xBD  1.00  two lines and \xEF\xBF\xBD\xEF\xBF\xBD\n");
}
END_TEST

START_TEST(tsv_escapes_what_would_break_a_line)
{
    add_row("a\tb\\c", 1250, "d\r\ne");
    ck_assert_int_eq(crm__tsv_write(&sheet, true, &writer), CRM_OK);
    ck_assert_int_eq(crm__tsv_write(&sheet, false, &writer), CRM_OK);
    ck_assert_str_eq(written(), "name\tamount\tnote\n"
                                "a\\tb\\\\c\t12.50\td\\r\\ne\n"
                                "a\\tb\\\\c\t12.50\td\\r\\ne\n");
}
END_TEST

START_TEST(markdown_is_a_table_whatever_the_cells_hold)
{
    add_row("a|b", 1250, "<b>*x*</b>\n[l](u)");
    ck_assert_int_eq(crm__markdown_write(&sheet, &writer), CRM_OK);
    ck_assert_str_eq(written(), "| name | amount | note |\n"
                                "|---|---:|---|\n"
                                "| a\\|b | 12.50 | &lt;b&gt;\\*x\\*&lt;/b&gt;<br>\\[l](u) |\n");
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    add_row("a rather long name here", 100, "x\ty");
    size_t live = heap.live;
    for (size_t fail_at = 1;; fail_at++) {
        struct table_options options = {.width = 20};
        heap = (struct test_heap){.live = live, .fail_at = fail_at};
        crm_status status = crm__table_write(&sheet, &options, &writer);
        if (status == CRM_OK)
            status = crm__markdown_write(&sheet, &writer);
        ck_assert_uint_eq(heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_lt(fail_at, 50);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/table");
    TCase *tests = tcase_create("table");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, numbers_stand_right_and_text_left);
    tcase_add_test(tests, wide_characters_count_two_columns);
    tcase_add_test(tests, long_text_is_cut_to_the_terminal);
    tcase_add_test(tests, the_heading_can_be_left_out_or_bold);
    tcase_add_test(tests, no_rows_are_said_so);
    tcase_add_test(tests, columns_without_room_are_named);
    tcase_add_test(tests, a_value_cannot_drive_the_terminal);
    tcase_add_test(tests, tsv_escapes_what_would_break_a_line);
    tcase_add_test(tests, markdown_is_a_table_whatever_the_cells_hold);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
