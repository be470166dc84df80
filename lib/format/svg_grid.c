/*
 * Grid: a cell for each pair of categories, darker is more. Categories that are numbers ascend to
 * the right and upwards, as on the axes of the RFM grid; others keep the order of the rows.
 */
#include "base/memory.h"
#include "format/svg.h"

#include <math.h>

enum { CELL_HEIGHT = 40, CELL_WIDTH_LIMIT = 130, GAP = 3, HEADING = 26, FOOT = 52, SHADES = 5 };

/* The categories of one direction, and which of them each row has. */
struct categories {
    size_t column;
    size_t count;
    size_t first_row[CHART_ROW_LIMIT]; /* of a category */
    size_t of_row[CHART_ROW_LIMIT];    /* category of a row */
};

static bool is_before(const struct sheet *sheet, size_t column, size_t row, size_t other,
                      bool descending)
{
    const struct column *values = &sheet->batch->columns[column];
    int order = crm__value_compare(crm__column_at(values, row), crm__column_at(values, other));
    return descending ? order > 0 : order < 0;
}

/* Sorts by value what is a number; the counts are small. */
static void categories_sort(const struct sheet *sheet, struct categories *found, bool descending)
{
    if (sheet->batch->columns[found->column].kind != VALUE_INT)
        return;
    for (size_t i = 1; i < found->count; i++) {
        size_t row = found->first_row[i];
        size_t at = i;
        while (at > 0 &&
               is_before(sheet, found->column, row, found->first_row[at - 1], descending)) {
            found->first_row[at] = found->first_row[at - 1];
            at--;
        }
        found->first_row[at] = row;
    }
}

static void categories_find(const struct sheet *sheet, size_t column, bool descending,
                            struct categories *found)
{
    const struct column *values = &sheet->batch->columns[column];
    found->column = column;
    found->count = 0;
    for (size_t row = 0; row < sheet->batch->row_count; row++) {
        size_t i = 0;
        struct value value = crm__column_at(values, row);
        while (i < found->count &&
               !crm__value_equal(value, crm__column_at(values, found->first_row[i])))
            i++;
        if (i == found->count)
            found->first_row[found->count++] = row;
    }
    categories_sort(sheet, found, descending);
    for (size_t row = 0; row < sheet->batch->row_count; row++) {
        size_t i = 0;
        while (!crm__value_equal(crm__column_at(values, row),
                                 crm__column_at(values, found->first_row[i])))
            i++;
        found->of_row[row] = i;
    }
}

struct layout {
    struct categories *across;
    struct categories *down;
    double left, top;
    double cell_width, cell_height;
    double low, high;
};

double crm__svg_grid_height(const struct svg *svg)
{
    const struct sheet *sheet = &svg->chart->sheet;
    size_t count = 0;
    const struct column *values = &sheet->batch->columns[svg->chart->label_down];
    for (size_t row = 0; row < sheet->batch->row_count; row++) {
        size_t other = 0;
        while (!crm__value_equal(crm__column_at(values, row), crm__column_at(values, other)))
            other++;
        count += other == row;
    }
    return svg->top + HEADING + (double)count * CELL_HEIGHT + FOOT + SVG_MARGIN;
}

/* From a light blue to a dark one, on white and on black. */
static void shade_write(struct buffer *out, double share)
{
    static const double light[3] = {226, 236, 251};
    static const double dark[3] = {27, 79, 168};
    crm__buffer_cstr(out, "rgb(");
    for (size_t i = 0; i < 3; i++) {
        crm__buffer_int64(out, (int64_t)(light[i] + (dark[i] - light[i]) * share + 0.5));
        crm__buffer_cstr(out, i < 2 ? "," : ")");
    }
}

static void shaded_rect(struct svg *svg, double x, double y, double width, double height,
                        double share, struct text tip)
{
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, "<rect rx=\"3\" x=\"");
    crm__svg_number(out, x);
    crm__buffer_cstr(out, "\" y=\"");
    crm__svg_number(out, y);
    crm__buffer_cstr(out, "\" width=\"");
    crm__svg_number(out, width);
    crm__buffer_cstr(out, "\" height=\"");
    crm__svg_number(out, height);
    if (share < 0) {
        crm__buffer_cstr(out, "\" class=\"crm-none\"/>\n");
        return;
    }
    crm__buffer_cstr(out, "\" fill=\"");
    shade_write(out, share);
    crm__buffer_cstr(out, "\"><title>");
    crm__svg_escaped(out, tip);
    crm__buffer_cstr(out, "</title></rect>\n");
}

static void value_draw(struct svg *svg, const struct layout *layout, size_t row, double x, double y,
                       double share)
{
    struct text shown = crm__svg_cell(svg, svg->chart->series[0], row);
    if (crm__svg_text_width(shown) > layout->cell_width - 8) {
        crm__buffer_clear(&svg->label);
        crm__compact_write(crm__svg_value(svg, 0, row), svg->chart->sheet.chinese, &svg->label);
        shown = crm__buffer_view(&svg->label);
    }
    crm__buffer_cstr(svg->out, share > 0.45 ? "<text fill=\"#ffffff\"" : "<text fill=\"#1f2328\"");
    crm__buffer_cstr(svg->out, " text-anchor=\"middle\" x=\"");
    crm__svg_number(svg->out, x + layout->cell_width / 2);
    crm__buffer_cstr(svg->out, "\" y=\"");
    crm__svg_number(svg->out, y + layout->cell_height / 2 + 4.5);
    crm__buffer_cstr(svg->out, "\">");
    crm__svg_escaped(svg->out, shown);
    crm__buffer_cstr(svg->out, "</text>\n");
}

static double place_x(const struct layout *layout, size_t category)
{
    return layout->left + (double)category * (layout->cell_width + GAP);
}

static double place_y(const struct layout *layout, size_t category)
{
    return layout->top + (double)category * (layout->cell_height + GAP);
}

static void cells_draw(struct svg *svg, const struct layout *layout)
{
    for (size_t i = 0; i < layout->across->count; i++)
        for (size_t k = 0; k < layout->down->count; k++)
            shaded_rect(svg, place_x(layout, i), place_y(layout, k), layout->cell_width,
                        layout->cell_height, -1, TEXT_NONE);
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double value = crm__svg_value(svg, 0, row);
        double x = place_x(layout, layout->across->of_row[row]);
        double y = place_y(layout, layout->down->of_row[row]);
        if (!isfinite(value))
            continue;
        double range = layout->high - layout->low;
        double share = range > 0 ? (value - layout->low) / range : 0.5;
        shaded_rect(svg, x, y, layout->cell_width, layout->cell_height, share,
                    crm__svg_tip(svg, 0, row));
        value_draw(svg, layout, row, x, y, share);
    }
}

static void labels_draw(struct svg *svg, const struct layout *layout)
{
    const struct chart *chart = svg->chart;
    double below = place_y(layout, layout->down->count) + 14;
    double wide = place_x(layout, layout->across->count) - GAP - layout->left;
    for (size_t i = 0; i < layout->across->count; i++)
        crm__svg_label(svg, place_x(layout, i) + layout->cell_width / 2, below, SVG_MIDDLE,
                       SVG_MUTED, crm__svg_cell(svg, chart->label, layout->across->first_row[i]),
                       layout->cell_width);
    for (size_t k = 0; k < layout->down->count; k++)
        crm__svg_label(svg, layout->left - 10, place_y(layout, k) + layout->cell_height / 2 + 4,
                       SVG_END, SVG_MUTED,
                       crm__svg_cell(svg, chart->label_down, layout->down->first_row[k]),
                       layout->left - 10 - SVG_MARGIN + 1);
    crm__svg_label(svg, SVG_MARGIN, layout->top - 12, SVG_START, SVG_MUTED,
                   crm__sheet_label(&chart->sheet, chart->label_down), svg->width / 2);
    crm__svg_text(svg, layout->left + wide / 2, below + 22, SVG_MIDDLE, SVG_MUTED,
                  crm__sheet_label(&chart->sheet, chart->label));
}

/* The shades from the smallest to the largest value, at the lower right. */
static void key_draw(struct svg *svg, const struct layout *layout)
{
    bool chinese = svg->chart->sheet.chinese;
    double x = place_x(layout, layout->across->count) - GAP;
    double y = place_y(layout, layout->down->count) + 28;
    crm__buffer_clear(&svg->label);
    crm__compact_write(layout->high, chinese, &svg->label);
    crm__svg_text(svg, x, y + 8, SVG_END, SVG_MUTED, crm__buffer_view(&svg->label));
    x -= crm__svg_text_width(crm__buffer_view(&svg->label)) + 4;
    for (int i = SHADES - 1; i >= 0; i--) {
        x -= 16;
        shaded_rect(svg, x, y - 2, 14, 11, (double)i / (SHADES - 1), TEXT_NONE);
    }
    crm__buffer_clear(&svg->label);
    crm__compact_write(layout->low, chinese, &svg->label);
    crm__svg_text(svg, x - 5, y + 8, SVG_END, SVG_MUTED, crm__buffer_view(&svg->label));
}

void crm__svg_grid(struct svg *svg)
{
    const struct chart *chart = svg->chart;
    struct categories *both = crm__alloc_zero(svg->env, 2, sizeof *both);
    if (!both) {
        svg->out->failed = true;
        return;
    }
    categories_find(&chart->sheet, chart->label, false, &both[0]);
    categories_find(&chart->sheet, chart->label_down, true, &both[1]);
    struct layout layout = {.across = &both[0], .down = &both[1], .top = svg->top + HEADING};
    double widest = 0;
    for (size_t k = 0; k < layout.down->count; k++)
        widest = fmax(widest, crm__svg_text_width(crm__svg_cell(svg, chart->label_down,
                                                                layout.down->first_row[k])));
    layout.left = SVG_MARGIN + fmin(widest, svg->width * 0.3) + 10;
    crm__svg_range(svg, &layout.low, &layout.high);
    double columns = (double)layout.across->count;
    double rows = (double)layout.down->count;
    layout.cell_width =
        fmin((svg->width - SVG_MARGIN - layout.left + GAP) / columns - GAP, CELL_WIDTH_LIMIT);
    layout.cell_height = (svg->height - SVG_MARGIN - FOOT - layout.top + GAP) / rows - GAP;
    cells_draw(svg, &layout);
    labels_draw(svg, &layout);
    key_draw(svg, &layout);
    crm__free(svg->env, both);
}
