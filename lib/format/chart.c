/* What all outputs of a chart share: checks, and a description in words. */
#include "format/svg.h"

static const struct {
    const char *english;
    const char *chinese;
} kinds[] = {
    [CHART_BAR] = {"Bar chart", "条形图"},   [CHART_COLUMN] = {"Column chart", "柱状图"},
    [CHART_LINE] = {"Line chart", "折线图"}, [CHART_FUNNEL] = {"Funnel", "漏斗图"},
    [CHART_GRID] = {"Heat map", "热力图"},
};

static crm_status column_check(struct env *env, const struct chart *chart, size_t column,
                               const char *what)
{
    size_t count = chart->sheet.batch->column_count;
    if (column >= count)
        return crm__fail(env, CRM_E_INVALID, "chart: %s is column %zu, there are %zu", what, column,
                         count);
    return CRM_OK;
}

crm_status crm__chart_check(struct env *env, const struct chart *chart)
{
    const struct batch *batch = chart->sheet.batch;
    bool single = chart->kind == CHART_FUNNEL || chart->kind == CHART_GRID;
    size_t limit = single ? 1 : CHART_SERIES_LIMIT;
    crm_status status = column_check(env, chart, chart->label, "the label");
    if (status == CRM_OK && chart->kind == CHART_GRID)
        status = column_check(env, chart, chart->label_down, "the label downwards");
    if (status < 0)
        return status;
    if (chart->series_count == 0 || chart->series_count > limit)
        return crm__fail(env, CRM_E_INVALID, "chart: %zu series, at least 1 and at most %zu",
                         chart->series_count, limit);
    if (batch->row_count > CHART_ROW_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "chart: %zu rows, at most %d", batch->row_count,
                         CHART_ROW_LIMIT);
    for (size_t i = 0; i < chart->series_count; i++) {
        size_t column = chart->series[i];
        status = column_check(env, chart, column, "a series");
        if (status < 0)
            return status;
        if (!crm__cell_is_number(&chart->sheet, column)) {
            struct text name = crm__sheet_name(&chart->sheet, column);
            return crm__fail(env, CRM_E_INVALID, "chart: %.*s is not a number", (int)name.size,
                             name.data);
        }
    }
    return CRM_OK;
}

static void join(const struct sheet *sheet, const size_t *columns, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            crm__buffer_cstr(out, sheet->chinese ? "、" : ", ");
        crm__buffer_text(out, crm__sheet_label(sheet, columns[i]));
    }
}

void crm__chart_describe(const struct chart *chart, struct buffer *out)
{
    const struct sheet *sheet = &chart->sheet;
    size_t by[] = {chart->label, chart->label_down};
    size_t by_count = chart->kind == CHART_GRID ? 2 : 1;
    unsigned long long rows = crm__chart_rows(chart);
    if (sheet->chinese) {
        crm__buffer_cstr(out, kinds[chart->kind].chinese);
        crm__buffer_cstr(out, "：按");
        join(sheet, by, by_count, out);
        crm__buffer_cstr(out, "的");
        join(sheet, chart->series, chart->series_count, out);
        crm__buffer_format(out, "，共%llu行", rows);
        return;
    }
    crm__buffer_cstr(out, kinds[chart->kind].english);
    crm__buffer_cstr(out, " of ");
    join(sheet, chart->series, chart->series_count, out);
    crm__buffer_cstr(out, " by ");
    join(sheet, by, by_count, out);
    crm__buffer_format(out, ", %llu row%s", rows, rows == 1 ? "" : "s");
}

size_t crm__chart_rows(const struct chart *chart)
{
    size_t rows = chart->sheet.batch->row_count;
    return chart->rows && chart->rows < rows ? chart->rows : rows;
}

static struct text currency_at(const struct chart *chart, size_t row)
{
    return crm__sheet_currency(&chart->sheet, chart->series[0], row);
}

static bool has_currencies(const struct chart *chart)
{
    for (size_t row = 1; row < crm__chart_rows(chart); row++) {
        if (!crm__text_equal(currency_at(chart, row), currency_at(chart, 0)))
            return true;
    }
    return false;
}

static bool is_same_label(const struct chart *chart, size_t a, size_t b)
{
    const struct batch *batch = chart->sheet.batch;
    return crm__value_equal(crm__batch_at(batch, chart->label, a),
                            crm__batch_at(batch, chart->label, b)) &&
           crm__text_equal(currency_at(chart, a), currency_at(chart, b));
}

void crm__chart_label(const struct chart *chart, size_t row, struct buffer *out)
{
    size_t before = 0;
    size_t size = out->size;
    crm__cell_show(&chart->sheet, chart->label, row, out);
    if (out->size == size)
        crm__buffer_cstr(out, chart->sheet.chinese ? "（空）" : "(none)");
    if (chart->kind == CHART_GRID || chart->kind == CHART_LINE)
        return;
    if (has_currencies(chart)) {
        crm__buffer_byte(out, ' ');
        crm__buffer_text(out, currency_at(chart, row));
    }
    for (size_t i = 0; i < row; i++)
        before += is_same_label(chart, i, row);
    if (before)
        crm__buffer_format(out, " (%zu)", before + 1);
}
