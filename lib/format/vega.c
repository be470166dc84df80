/*
 * Vega-Lite v5: a specification with its data inline. Fields have fixed names (label, down,
 * series, value), so names of columns need no escapes; their labels are the titles.
 */
#include "base/json.h"
#include "format/svg.h"

#include <math.h>

/* The look of the SVG: its colours, its fonts, quiet axes. */
static const char config[] =
    "{\"font\": \"system-ui, sans-serif\", \"view\": {\"stroke\": null},"
    " \"mark\": {\"color\": \"#2f6fde\"},"
    " \"range\": {\"category\": [\"#2f6fde\", \"#e07b39\", \"#2a9d8f\", \"#c2548a\","
    " \"#7b61c9\", \"#7a828c\"]},"
    " \"axis\": {\"gridColor\": \"#e6e9ed\", \"domainColor\": \"#b3bac2\", \"ticks\": false,"
    " \"labelColor\": \"#656d76\", \"titleColor\": \"#656d76\", \"titleFontWeight\": \"normal\","
    " \"labelFontSize\": 12, \"titleFontSize\": 12, \"labelPadding\": 6},"
    " \"legend\": {\"labelFontSize\": 12},"
    " \"title\": {\"fontSize\": 17, \"subtitleFontSize\": 12, \"subtitleColor\": \"#656d76\","
    " \"offset\": 14},"
    " \"text\": {\"fontSize\": 12, \"color\": \"#1f2328\"}}";

static void data_write(struct json_writer *json, const struct chart *chart, struct buffer *cell);
static void encoding_write(struct json_writer *json, const struct chart *chart);
static void layers_write(struct json_writer *json, const struct chart *chart);

static void name_text(struct json_writer *json, const char *name, const char *text)
{
    crm__json_write_name(json, name);
    crm__json_write_cstr(json, text);
}

static void title_write(struct json_writer *json, const struct chart *chart)
{
    if (chart->title.size == 0 && chart->subtitle.size == 0)
        return;
    crm__json_write_name(json, "title");
    crm__json_begin_object(json);
    crm__json_write_name(json, "text");
    crm__json_write_text(json, chart->title);
    if (chart->subtitle.size) {
        crm__json_write_name(json, "subtitle");
        crm__json_write_text(json, chart->subtitle);
    }
    name_text(json, "anchor", "start");
    crm__json_end_object(json);
}

static void size_write(struct json_writer *json, const struct chart *chart)
{
    bool stepped = chart->height <= 0 && chart->kind != CHART_COLUMN && chart->kind != CHART_LINE;
    crm__json_write_name(json, "width");
    crm__json_write_int64(json, chart->width > 0 ? chart->width : 640);
    crm__json_write_name(json, "height");
    if (!stepped) {
        crm__json_write_int64(json, chart->height > 0 ? chart->height : 280);
        return;
    }
    crm__json_begin_object(json);
    crm__json_write_name(json, "step");
    crm__json_write_int64(json, chart->kind == CHART_BAR ? 28 : 42);
    crm__json_end_object(json);
}

crm_status crm__vega_write(struct env *env, const struct chart *chart, struct buffer *out)
{
    crm_status status = crm__chart_check(env, chart);
    if (status < 0)
        return status;
    struct buffer cell;
    struct json_writer json;
    crm__buffer_init(&cell, env);
    crm__chart_describe(chart, &cell);
    crm__json_writer_init(&json, out, 2);
    crm__json_begin_object(&json);
    name_text(&json, "$schema", "https://vega.github.io/schema/vega-lite/v5.json");
    crm__json_write_name(&json, "description");
    crm__json_write_text(&json, crm__buffer_view(&cell));
    title_write(&json, chart);
    size_write(&json, chart);
    data_write(&json, chart, &cell);
    encoding_write(&json, chart);
    layers_write(&json, chart);
    crm__json_write_name(&json, "config");
    crm__json_write_raw(&json, crm__text_of(config));
    crm__json_end_object(&json);
    crm__buffer_byte(out, '\n');
    status = crm__buffer_status(out);
    if (status == CRM_OK)
        status = crm__buffer_status(&cell);
    crm__buffer_free(&cell);
    return status;
}

static void cell_value(struct json_writer *json, const struct chart *chart, const char *name,
                       size_t column, size_t row, struct buffer *cell)
{
    crm__json_write_name(json, name);
    crm__buffer_clear(cell);
    crm__cell_show(&chart->sheet, column, row, cell);
    crm__json_write_text(json, crm__buffer_view(cell));
}

/* A record for each row and series; "shown" is the value as people read it. */
static void data_write(struct json_writer *json, const struct chart *chart, struct buffer *cell)
{
    crm__json_write_name(json, "data");
    crm__json_begin_object(json);
    crm__json_write_name(json, "values");
    crm__json_begin_array(json);
    for (size_t row = 0; row < crm__chart_rows(chart); row++) {
        for (size_t i = 0; i < chart->series_count; i++) {
            size_t column = chart->series[i];
            crm__json_begin_object(json);
            crm__json_write_name(json, "label");
            crm__buffer_clear(cell);
            crm__chart_label(chart, row, cell);
            crm__json_write_text(json, crm__buffer_view(cell));
            if (chart->kind == CHART_GRID)
                cell_value(json, chart, "down", chart->label_down, row, cell);
            if (chart->series_count > 1) {
                crm__json_write_name(json, "series");
                crm__json_write_text(json, crm__sheet_label(&chart->sheet, column));
            }
            crm__json_write_name(json, "value");
            crm__json_write_double(json, crm__cell_number(&chart->sheet, column, row));
            cell_value(json, chart, "shown", column, row, cell);
            crm__json_end_object(json);
        }
    }
    crm__json_end_array(json);
    crm__json_end_object(json);
}

static void channel_begin(struct json_writer *json, const char *name, const char *field,
                          const char *type)
{
    crm__json_write_name(json, name);
    crm__json_begin_object(json);
    name_text(json, "field", field);
    name_text(json, "type", type);
}

static void title_channel(struct json_writer *json, struct text title)
{
    crm__json_write_name(json, "title");
    if (title.size)
        crm__json_write_text(json, title);
    else
        crm__json_write_null(json);
}

/* Categories keep the order of the rows. */
static void category_channel(struct json_writer *json, const char *name, const char *field,
                             struct text title, bool descending)
{
    channel_begin(json, name, field, "ordinal");
    crm__json_write_name(json, "sort");
    if (descending)
        crm__json_write_cstr(json, "descending");
    else
        crm__json_write_null(json);
    title_channel(json, title);
    if (name[0] == 'x' && name[1] == '\0') {
        crm__json_write_name(json, "axis");
        crm__json_write_raw(
            json, TEXT("{\"labelAngle\": 0, \"labelLimit\": 90, \"labelOverlap\": true}"));
    }
    crm__json_end_object(json);
}

static void value_channel(struct json_writer *json, const char *name, const struct chart *chart)
{
    channel_begin(json, name, "value", "quantitative");
    if (chart->series_count > 1)
        title_channel(json, TEXT_NONE);
    else
        title_channel(json, crm__sheet_label(&chart->sheet, chart->series[0]));
    if (chart->kind == CHART_GRID) {
        crm__json_write_name(json, "scale");
        crm__json_write_raw(json, TEXT("{\"range\": [\"#e2ecfb\", \"#1b4fa8\"]}"));
    }
    if (chart->kind == CHART_FUNNEL) {
        name_text(json, "stack", "center");
        crm__json_write_name(json, "axis");
        crm__json_write_null(json);
    }
    crm__json_end_object(json);
}

static void tooltip_write(struct json_writer *json, const struct chart *chart)
{
    static const char *const fields[] = {"label", "down", "series", "shown"};
    bool wanted[] = {true, chart->kind == CHART_GRID, chart->series_count > 1, true};
    crm__json_write_name(json, "tooltip");
    crm__json_begin_array(json);
    for (size_t i = 0; i < 4; i++) {
        if (!wanted[i])
            continue;
        crm__json_begin_object(json);
        name_text(json, "field", fields[i]);
        name_text(json, "type", "nominal");
        crm__json_end_object(json);
    }
    crm__json_end_array(json);
}

static void encoding_write(struct json_writer *json, const struct chart *chart)
{
    const struct sheet *sheet = &chart->sheet;
    struct text label = crm__sheet_label(sheet, chart->label);
    bool several = chart->series_count > 1;
    bool flat = chart->kind == CHART_BAR || chart->kind == CHART_FUNNEL;
    crm__json_write_name(json, "encoding");
    crm__json_begin_object(json);
    category_channel(json, flat ? "y" : "x", "label", label, false);
    if (chart->kind == CHART_GRID) {
        bool numbers = sheet->batch->columns[chart->label_down].kind == VALUE_INT;
        category_channel(json, "y", "down", crm__sheet_label(sheet, chart->label_down), numbers);
    } else {
        value_channel(json, flat ? "x" : "y", chart);
    }
    if (several) {
        channel_begin(json, "color", "series", "nominal");
        crm__json_write_name(json, "sort");
        crm__json_write_null(json);
        title_channel(json, TEXT_NONE);
        crm__json_end_object(json);
    }
    if (several && chart->kind != CHART_LINE)
        category_channel(json, flat ? "yOffset" : "xOffset", "series", TEXT_NONE, false);
    tooltip_write(json, chart);
    crm__json_end_object(json);
}

static void mark_begin(struct json_writer *json, const char *type)
{
    crm__json_begin_object(json);
    crm__json_write_name(json, "mark");
    crm__json_begin_object(json);
    name_text(json, "type", type);
}

/* On dark cells the text is white. */
static void ink_channel(struct json_writer *json, const struct chart *chart)
{
    struct svg svg = {.chart = chart};
    double low, high;
    if (!crm__svg_range(&svg, &low, &high))
        return;
    struct buffer test;
    crm__buffer_init(&test, json->buffer->env);
    crm__buffer_cstr(&test, "datum.value > ");
    crm__buffer_double(&test, low + (high - low) * 0.45);
    json->buffer->failed = json->buffer->failed || test.failed;
    crm__json_write_name(json, "color");
    crm__json_begin_object(json);
    crm__json_write_name(json, "condition");
    crm__json_begin_object(json);
    crm__json_write_name(json, "test");
    crm__json_write_text(json, crm__buffer_view(&test));
    name_text(json, "value", "#ffffff");
    crm__json_end_object(json);
    name_text(json, "value", "#1f2328");
    crm__json_end_object(json);
    crm__buffer_free(&test);
}

/* The value in words: at the end of a bar, over a column, beside a funnel, in a cell. */
static void words_write(struct json_writer *json, const struct chart *chart)
{
    bool beside = chart->kind == CHART_BAR || chart->kind == CHART_FUNNEL;
    mark_begin(json, "text");
    if (beside)
        name_text(json, "align", "left");
    if (beside || chart->kind == CHART_COLUMN) {
        crm__json_write_name(json, beside ? "dx" : "dy");
        crm__json_write_int64(json, beside ? 6 : -8);
    }
    crm__json_end_object(json);
    crm__json_write_name(json, "encoding");
    crm__json_begin_object(json);
    channel_begin(json, "text", "shown", "nominal");
    crm__json_end_object(json);
    if (chart->kind == CHART_FUNNEL) {
        crm__json_write_name(json, "x");
        crm__json_write_raw(json, TEXT("{\"value\": \"width\"}"));
    }
    if (chart->kind == CHART_GRID)
        ink_channel(json, chart);
    crm__json_end_object(json);
    crm__json_end_object(json);
}

static void layers_write(struct json_writer *json, const struct chart *chart)
{
    static const char *const marks[] = {[CHART_BAR] = "bar",
                                        [CHART_COLUMN] = "bar",
                                        [CHART_LINE] = "line",
                                        [CHART_FUNNEL] = "bar",
                                        [CHART_GRID] = "rect"};
    crm__json_write_name(json, "layer");
    crm__json_begin_array(json);
    mark_begin(json, marks[chart->kind]);
    if (chart->kind == CHART_LINE) {
        crm__json_write_name(json, "point");
        crm__json_write_bool(json, true);
    }
    crm__json_end_object(json);
    if (chart->kind == CHART_GRID) {
        crm__json_write_name(json, "encoding");
        crm__json_begin_object(json);
        value_channel(json, "color", chart);
        crm__json_end_object(json);
    }
    crm__json_end_object(json);
    if (chart->series_count == 1 && chart->kind != CHART_LINE)
        words_write(json, chart);
    crm__json_end_array(json);
}
