/* Charts as SVG and Vega-Lite, scales, and sparklines. */
#include "base/json.h"
#include "format/chart.h"
#include "format/scale.h"
#include "format_sheet.h"

#include <math.h>

static struct batch batch;
static struct reader_column columns[4];
static struct chart chart;

static void setup(void)
{
    sheet_setup();
    columns[0] = described("owner", COLUMN_TEXT, "销售");
    columns[1] = described("amount", COLUMN_MONEY, "金额");
    columns[1].currency = TEXT("CNY");
    columns[2] = described("deals", COLUMN_INTEGER, "单数");
    columns[3] = described("level", COLUMN_INTEGER, "级别");
    crm__batch_init(&batch, &env);
    ck_assert_int_eq(crm__reader_prepare(columns, 4, &batch), CRM_OK);
    chart = (struct chart){.kind = CHART_BAR,
                           .sheet = {.batch = &batch, .columns = columns, .grouped = true},
                           .title = TEXT("Sales <ranking> & \"more\""),
                           .label = 0,
                           .label_down = 3,
                           .series = {1, 2},
                           .series_count = 1};
}

static void teardown(void)
{
    crm__batch_free(&batch);
    sheet_teardown();
}

static void add_row(const char *owner, int64_t amount, int64_t deals, int64_t level)
{
    add_text(&batch, 0, owner);
    add_int(&batch, 1, amount);
    add_int(&batch, 2, deals);
    add_int(&batch, 3, level);
    crm__batch_finish_row(&batch);
}

static void add_rows(void)
{
    add_row("张伟", 12345600, 7, 1);
    add_row("Li <b>", 4500000, -3, 2);
    add_text(&batch, 0, "null");
    for (size_t i = 1; i < 4; i++)
        ck_assert_int_eq(crm__column_null(&batch, &batch.columns[i]), CRM_OK);
    crm__batch_finish_row(&batch);
}

static const char *svg(void)
{
    crm__buffer_clear(&out);
    ck_assert_int_eq(crm__svg_write(&env, &chart, &out), CRM_OK);
    return out.data;
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

/* Elements open and close in pairs, and every attribute's quotes do, too. */
static void expect_well_formed(const char *text)
{
    char open[32][16];
    size_t depth = 0;
    for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
        const char *end = strchr(at, '>');
        ck_assert_ptr_nonnull(end);
        const char *name = at + 1 + (at[1] == '/');
        size_t size = strcspn(name, " />");
        ck_assert_uint_lt(size, 16);
        if (at[1] == '/') {
            ck_assert_uint_gt(depth, 0);
            depth--;
            ck_assert(strncmp(open[depth], name, size) == 0 && open[depth][size] == '\0');
        } else if (end[-1] != '/') {
            ck_assert_uint_lt(depth, 32);
            memcpy(open[depth], name, size);
            open[depth++][size] = '\0';
        }
        size_t quotes = 0;
        for (const char *byte = at; byte < end; byte++)
            quotes += *byte == '"';
        ck_assert_uint_eq(quotes % 2, 0);
        at = end;
    }
    ck_assert_uint_eq(depth, 0);
    ck_assert_ptr_null(strstr(text, "nan"));
    ck_assert_ptr_null(strstr(text, "inf"));
}

START_TEST(every_kind_is_well_formed_and_says_what_it_is)
{
    static const char *const words[] = {
        "Bar chart of amount by owner, 3 rows", "Column chart of amount by owner, 3 rows",
        "Line chart of amount by owner, 3 rows", "Funnel of amount by owner, 3 rows",
        "Heat map of amount by owner, level, 3 rows"};
    add_rows();
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        const char *text = svg();
        expect_well_formed(text);
        ck_assert_ptr_nonnull(strstr(text, "role=\"img\""));
        ck_assert_ptr_nonnull(strstr(text, words[kind]));
        ck_assert_ptr_nonnull(strstr(text, "prefers-color-scheme:dark"));
        ck_assert_ptr_nonnull(strstr(text, "张伟"));
    }
}
END_TEST

START_TEST(text_is_escaped)
{
    add_rows();
    const char *text = svg();
    ck_assert_ptr_nonnull(strstr(text, "Sales &lt;ranking&gt; &amp; &quot;more&quot;"));
    ck_assert_ptr_nonnull(strstr(text, "Li &lt;b&gt;"));
    ck_assert_ptr_null(strstr(text, "<b>"));
    batch.columns[0].bytes[0] = '\x01'; /* a control, though base would not let it in */
    expect_well_formed(svg());
    ck_assert_ptr_null(strchr(out.data, '\x01'));
}
END_TEST

START_TEST(a_bar_is_as_long_as_its_value)
{
    add_row("a", 10000, 0, 0);
    add_row("b", 5000, 0, 0);
    const char *text = svg();
    double widths[2];
    size_t found = 0;
    for (const char *at = strstr(text, "class=\"crm-s0\""); at && found < 2;
         at = strstr(at + 1, "class=\"crm-s0\"")) {
        const char *width = strstr(at, "width=\"") + 7;
        struct text number = {width, strcspn(width, "\"")};
        ck_assert_int_eq(crm__text_to_double(number, &widths[found++]), CRM_OK);
    }
    ck_assert_uint_eq(found, 2);
    ck_assert_double_eq_tol(widths[0], 2 * widths[1], 0.3);
    ck_assert_ptr_nonnull(strstr(text, "<title>a: 100.00</title>"));
}
END_TEST

START_TEST(several_series_get_a_legend_and_their_colours)
{
    add_rows();
    chart.series_count = 2;
    for (int kind = CHART_BAR; kind <= CHART_LINE; kind++) {
        chart.kind = (enum chart_kind)kind;
        const char *text = svg();
        expect_well_formed(text);
        ck_assert_ptr_nonnull(strstr(text, ">deals</text>"));
        ck_assert_ptr_nonnull(strstr(text, "crm-s1\""));
    }
}
END_TEST

START_TEST(a_line_breaks_at_null)
{
    add_row("a", 1, 0, 0);
    add_row("b", 2, 0, 0);
    add_rows();
    add_row("z", 3, 0, 0);
    chart.kind = CHART_LINE;
    const char *path = strstr(svg(), " d=\"");
    char copy[200];
    size_t size = strcspn(path + 4, "\"");
    ck_assert_uint_lt(size, sizeof copy);
    memcpy(copy, path + 4, size);
    copy[size] = '\0';
    ck_assert_uint_eq(occurrences(copy, "M"), 2);
    ck_assert_uint_eq(occurrences(copy, "L"), 3);
}
END_TEST

START_TEST(a_funnel_shows_what_is_left_of_each_stage)
{
    add_row("new", 0, 2000, 0);
    add_row("won", 0, 500, 0);
    add_row("paid", 0, 250, 0);
    chart.kind = CHART_FUNNEL;
    chart.series[0] = 2;
    const char *text = svg();
    ck_assert_uint_eq(occurrences(text, ">25.0%<"), 2);
    ck_assert_uint_eq(occurrences(text, ">50.0%<"), 1);
    ck_assert_uint_eq(occurrences(text, ">12.5%<"), 1);
    ck_assert_ptr_nonnull(strstr(text, "of previous"));
    chart.sheet.chinese = true;
    ck_assert_ptr_nonnull(strstr(svg(), "较上一步"));
}
END_TEST

START_TEST(a_grid_has_a_cell_for_every_pair)
{
    add_row("a", 0, 5, 1);
    add_row("b", 0, 7, 2);
    chart.kind = CHART_GRID;
    chart.series[0] = 2;
    const char *text = svg();
    ck_assert_uint_eq(occurrences(text, "class=\"crm-none\""), 4);
    ck_assert_ptr_nonnull(strstr(text, "<title>b × 2: 7</title>"));
    /* Numbers ascend upwards: 2 stands above 1. */
    ck_assert_ptr_nonnull(strstr(text, ">2</text>"));
    ck_assert(strstr(text, ">2</text>") < strstr(text, ">1</text>"));
}
END_TEST

START_TEST(nothing_to_draw_is_said)
{
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        chart.sheet.chinese = false;
        expect_well_formed(svg());
        ck_assert_ptr_nonnull(strstr(out.data, "no data"));
        chart.sheet.chinese = true;
        ck_assert_ptr_nonnull(strstr(svg(), "没有数据"));
    }
}
END_TEST

START_TEST(extreme_values_stay_inside)
{
    add_row("a", INT64_MAX, INT64_MAX, 0);
    add_row("b", INT64_MIN + 1, INT64_MIN, 1);
    add_row("", 0, 0, 0);
    chart.series_count = 1;
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        expect_well_formed(svg());
    }
    chart.width = 60;
    chart.height = 20;
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        expect_well_formed(svg());
    }
}
END_TEST

static void expect_refused(crm_status status, const char *message)
{
    crm__buffer_clear(&out);
    ck_assert_int_eq(crm__svg_write(&env, &chart, &out), status);
    ck_assert_str_eq(env.error.message, message);
    ck_assert_int_eq(crm__vega_write(&env, &chart, &out), status);
    ck_assert_uint_eq(out.size, 0);
}

START_TEST(what_cannot_be_drawn_is_refused)
{
    chart.label = 4;
    expect_refused(CRM_E_INVALID, "chart: the label is column 4, there are 4");
    chart.label = 0;
    chart.series[0] = 9;
    expect_refused(CRM_E_INVALID, "chart: a series is column 9, there are 4");
    chart.series[0] = 0;
    expect_refused(CRM_E_INVALID, "chart: owner is not a number");
    chart.series_count = 7;
    expect_refused(CRM_E_INVALID, "chart: 7 series, at least 1 and at most 6");
    chart.kind = CHART_FUNNEL;
    chart.series_count = 2;
    expect_refused(CRM_E_INVALID, "chart: 2 series, at least 1 and at most 1");
    chart.series[0] = 1;
    chart.series_count = 1;
    for (int i = 0; i <= CHART_ROW_LIMIT; i++)
        add_row("x", i, i, i);
    expect_refused(CRM_E_LIMIT, "chart: 501 rows, at most 500");
}
END_TEST

static struct json *vega(void)
{
    struct json *root;
    crm__buffer_clear(&out);
    ck_assert_int_eq(crm__vega_write(&env, &chart, &out), CRM_OK);
    ck_assert_int_eq(crm__json_parse(&env, crm__buffer_view(&out), &root), CRM_OK);
    return root;
}

START_TEST(vega_is_json_with_the_data_inline)
{
    add_rows();
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        struct json *root = vega();
        const struct json *values =
            crm__json_find(crm__json_find(root, TEXT("data")), TEXT("values"));
        struct text label;
        double number;
        ck_assert_uint_eq(crm__json_size(values), 3);
        const struct json *first = crm__json_at(values, 0);
        ck_assert(crm__json_text(crm__json_find(first, TEXT("label")), &label));
        ck_assert(crm__text_is(label, "张伟"));
        ck_assert(crm__json_double(crm__json_find(first, TEXT("value")), &number));
        ck_assert(number == 123456);
        const struct json *missing = crm__json_find(crm__json_at(values, 2), TEXT("value"));
        ck_assert_int_eq(crm__json_kind(missing), JSON_NULL);
        ck_assert_ptr_nonnull(crm__json_find(root, TEXT("layer")));
        crm__json_free(root);
    }
}
END_TEST

static const char *vega_text(void)
{
    crm__json_free(vega());
    return out.data;
}

/* Else bars of one name would be stacked: one currency on another. */
START_TEST(rows_of_one_name_are_told_apart)
{
    add_row("无阶段", 100, 1, 1);
    add_row("无阶段", 200, 2, 2);
    add_row("报价", 300, 3, 3);
    ck_assert_uint_eq(occurrences(svg(), ">无阶段</text>"), 1);
    ck_assert_uint_eq(occurrences(svg(), ">无阶段 (2)</text>"), 1);
    ck_assert_uint_eq(occurrences(vega_text(), "\"label\": \"无阶段 (2)\""), 1);
    columns[1].currency = TEXT_NONE;
    columns[1].currency_column = 0;
    columns[0].type = COLUMN_TEXT;
    chart.label = 3;
    ck_assert_uint_eq(occurrences(vega_text(), "\"label\": \"3 报价\""), 1);
}
END_TEST

START_TEST(rows_beyond_those_asked_for_are_not_drawn)
{
    chart.kind = CHART_FUNNEL;
    add_row("新建", 1000, 1, 1);
    add_row("转化", 300, 1, 1);
    add_row("无效", 900, 1, 1);
    chart.rows = 2;
    ck_assert_uint_eq(occurrences(svg(), "无效"), 0);
    ck_assert_uint_eq(occurrences(vega_text(), "无效"), 0);
    ck_assert_uint_eq(occurrences(svg(), "转化"), 2); /* and in its tip */
}
END_TEST

START_TEST(vega_folds_several_series)
{
    add_rows();
    chart.kind = CHART_COLUMN;
    chart.series_count = 2;
    struct json *root = vega();
    const struct json *values = crm__json_find(crm__json_find(root, TEXT("data")), TEXT("values"));
    const struct json *encoding = crm__json_find(root, TEXT("encoding"));
    struct text series;
    ck_assert_uint_eq(crm__json_size(values), 6);
    ck_assert(crm__json_text(crm__json_find(crm__json_at(values, 1), TEXT("series")), &series));
    ck_assert(crm__text_is(series, "deals"));
    ck_assert_ptr_nonnull(crm__json_find(encoding, TEXT("color")));
    ck_assert_ptr_nonnull(crm__json_find(encoding, TEXT("xOffset")));
    crm__json_free(root);
}
END_TEST

START_TEST(scales_are_round_and_hold_their_values)
{
    static const double ranges[][2] = {{0, 97},      {0, 1},       {3, 97},        {-200, 120},
                                       {0.58, 0.66}, {1e-9, 5e-9}, {1e15, 9e15},   {7, 7},
                                       {0, 0},       {-5, -5},     {-1e300, 1e300}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct scale scale = crm__scale_of(ranges[i][0], ranges[i][1], 5, false);
        size_t ticks = crm__scale_tick_count(&scale);
        ck_assert(scale.low <= ranges[i][0] + scale.step * 1e-6);
        ck_assert(scale.high >= ranges[i][1] - scale.step * 1e-6);
        ck_assert_uint_ge(ticks, 2);
        ck_assert_uint_le(ticks, 9);
        ck_assert_double_eq_tol(crm__scale_place(&scale, crm__scale_tick(&scale, 0)), 0, 1e-9);
        ck_assert_double_eq_tol(crm__scale_place(&scale, crm__scale_tick(&scale, ticks - 1)), 1,
                                1e-9);
    }
    struct scale scale = crm__scale_of(3, 97, 5, true);
    ck_assert(scale.low == 0 && scale.high == 100 && scale.step == 20);
    scale = crm__scale_of(-200, 120, 5, true);
    ck_assert(crm__scale_tick(&scale, 2) == 0);
}
END_TEST

START_TEST(numbers_on_axes_are_short)
{
    static const struct {
        double value;
        const char *english;
        const char *chinese;
    } cases[] = {
        {0, "0", "0"},
        {0.25, "0.25", "0.25"},
        {950, "950", "950"},
        {1500, "1,500", "1,500"},
        {15000, "15k", "1.5万"},
        {999950, "1M", "100万"},
        {-12500000, "-12.5M", "-1250万"},
        {120000000, "120M", "1.2亿"},
        {3.2e12, "3.2T", "3.2万亿"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        crm__buffer_clear(&out);
        crm__compact_write(cases[i].value, false, &out);
        ck_assert_str_eq(out.data, cases[i].english);
        crm__buffer_clear(&out);
        crm__compact_write(cases[i].value, true, &out);
        ck_assert_str_eq(out.data, cases[i].chinese);
    }
}
END_TEST

START_TEST(sparklines_span_their_values)
{
    const double rising[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const double gap[] = {1, NAN, 2};
    const double flat[] = {5, 5};
    crm__sparkline(rising, 8, &out);
    crm__buffer_byte(&out, '|');
    crm__sparkline(gap, 3, &out);
    crm__buffer_byte(&out, '|');
    crm__sparkline(flat, 2, &out);
    crm__sparkline(flat, 0, &out);
    ck_assert_str_eq(out.data, "▁▂▃▄▅▆▇█|▁ █|▄▄");
}
END_TEST

START_TEST(no_memory_is_reported_and_nothing_leaks)
{
    add_rows();
    size_t live = heap.live;
    for (int kind = CHART_BAR; kind <= CHART_GRID; kind++) {
        chart.kind = (enum chart_kind)kind;
        for (size_t fail_at = 1;; fail_at++) {
            heap = (struct test_heap){.live = live, .fail_at = fail_at};
            struct buffer text;
            crm__buffer_init(&text, &env);
            crm_status status = crm__svg_write(&env, &chart, &text);
            if (status == CRM_OK)
                status = crm__vega_write(&env, &chart, &text);
            crm__buffer_free(&text);
            ck_assert_uint_eq(heap.live, live);
            if (status == CRM_OK)
                break;
            ck_assert_int_eq(status, CRM_E_NOMEM);
            ck_assert_uint_lt(fail_at, 500);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format/chart");
    TCase *tests = tcase_create("chart");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_kind_is_well_formed_and_says_what_it_is);
    tcase_add_test(tests, text_is_escaped);
    tcase_add_test(tests, a_bar_is_as_long_as_its_value);
    tcase_add_test(tests, several_series_get_a_legend_and_their_colours);
    tcase_add_test(tests, a_line_breaks_at_null);
    tcase_add_test(tests, a_funnel_shows_what_is_left_of_each_stage);
    tcase_add_test(tests, a_grid_has_a_cell_for_every_pair);
    tcase_add_test(tests, nothing_to_draw_is_said);
    tcase_add_test(tests, extreme_values_stay_inside);
    tcase_add_test(tests, what_cannot_be_drawn_is_refused);
    tcase_add_test(tests, vega_is_json_with_the_data_inline);
    tcase_add_test(tests, rows_of_one_name_are_told_apart);
    tcase_add_test(tests, rows_beyond_those_asked_for_are_not_drawn);
    tcase_add_test(tests, vega_folds_several_series);
    tcase_add_test(tests, scales_are_round_and_hold_their_values);
    tcase_add_test(tests, numbers_on_axes_are_short);
    tcase_add_test(tests, sparklines_span_their_values);
    tcase_add_test(tests, no_memory_is_reported_and_nothing_leaks);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
