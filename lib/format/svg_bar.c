/* Horizontal bars: a row each, label on the left, value at the end; no axis is needed. */
#include "format/svg.h"

#include <math.h>

enum { BAR_HEIGHT = 18, BAR_GAP = 10, SERIES_HEIGHT = 17, LABEL_GAP = 10 };

struct layout {
    double label_width;
    double low, high; /* of the values, zero included */
    double left;      /* of the plot, in px */
    double width;
    double zero; /* px of value 0 */
};

static double row_height(const struct svg *svg)
{
    size_t count = svg->chart->series_count;
    return BAR_GAP + (count > 1 ? (double)count * SERIES_HEIGHT : BAR_HEIGHT);
}

static double legend_height(const struct svg *svg)
{
    return svg->chart->series_count > 1 ? 28 : 0;
}

double crm__svg_bar_height(const struct svg *svg)
{
    return svg->top + legend_height(svg) + (double)crm__svg_rows(svg) * row_height(svg) - BAR_GAP +
           SVG_MARGIN;
}

/* Room for the longest label and, on each side that has bars, for the longest value. */
static struct layout layout_of(struct svg *svg)
{
    const struct chart *chart = svg->chart;
    struct layout layout = {.label_width = 0};
    double value_width = 0;
    crm__svg_range(svg, &layout.low, &layout.high);
    layout.low = fmin(layout.low, 0);
    layout.high = fmax(layout.high, 0);
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double label = crm__svg_text_width(crm__svg_category(svg, row));
        layout.label_width = fmax(layout.label_width, label);
        for (size_t i = 0; i < chart->series_count; i++) {
            double value = crm__svg_text_width(crm__svg_cell(svg, chart->series[i], row));
            value_width = fmax(value_width, value);
        }
    }
    layout.label_width = fmin(layout.label_width, svg->width * 0.35);
    value_width += 8;
    double before = layout.low < 0 ? value_width : 0;
    double after = layout.high > 0 ? value_width : 0;
    layout.left = SVG_MARGIN + layout.label_width + LABEL_GAP + before;
    layout.width = fmax(svg->width - SVG_MARGIN - after - layout.left, 40);
    double range = layout.high - layout.low;
    layout.zero = layout.left + (range > 0 ? -layout.low / range * layout.width : 0);
    return layout;
}

static void bar_draw(struct svg *svg, const struct layout *layout, size_t series, size_t row,
                     double y, double height)
{
    double value = crm__svg_value(svg, series, row);
    double range = layout->high - layout->low;
    if (!isfinite(value))
        return;
    double length = range > 0 ? fabs(value) / range * layout->width : 0;
    length = value == 0 ? 0 : fmax(length, 1); /* a small value is still something */
    double x = value < 0 ? layout->zero - length : layout->zero;
    if (length > 0)
        crm__svg_bar(svg, x, y, length, height, 3, series, crm__svg_tip(svg, series, row));
    struct text shown = crm__svg_cell(svg, svg->chart->series[series], row);
    double base = y + height / 2 + 4.5;
    if (value < 0)
        crm__svg_text(svg, x - 6, base, SVG_END, SVG_TEXT, shown);
    else
        crm__svg_text(svg, x + length + 6, base, SVG_START, SVG_TEXT, shown);
}

void crm__svg_bars(struct svg *svg)
{
    crm__svg_legend(svg);
    struct layout layout = layout_of(svg);
    const struct chart *chart = svg->chart;
    size_t rows = crm__svg_rows(svg);
    /* A height from outside stretches or squeezes the rows. */
    double room = svg->height - SVG_MARGIN - svg->top + BAR_GAP;
    double step = room / (double)rows;
    double scale = step / row_height(svg);
    double gap = BAR_GAP * scale;
    double height = (step - gap) / (double)chart->series_count;
    for (size_t row = 0; row < rows; row++) {
        double y = svg->top + (double)row * step;
        struct text label = crm__svg_category(svg, row);
        crm__svg_label(svg, SVG_MARGIN + layout.label_width, y + (step - gap) / 2 + 4.5, SVG_END,
                       SVG_TEXT, label, layout.label_width + 1);
        for (size_t i = 0; i < chart->series_count; i++)
            bar_draw(svg, &layout, i, row, y + (double)i * height,
                     chart->series_count > 1 ? height - 1 : height);
    }
    crm__svg_line(svg, layout.zero, svg->top - 4, layout.zero,
                  svg->top + (double)rows * step - gap + 4, true);
}
