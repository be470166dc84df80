/* Vertical bars and lines: they share a value axis on the left and categories below. */
#include "format/fixed.h"
#include "format/svg.h"

#include <math.h>

enum { PLOT_HEIGHT = 260, LABELS_HEIGHT = 26, TICKS = 5, DOT_LIMIT = 40 };

struct axes {
    struct scale scale;
    double left, right, top, bottom; /* of the plot */
    double band;                     /* width of a category */
};

static struct axes axes_draw(struct svg *svg, bool with_zero, bool bands);
static void categories_draw(struct svg *svg, const struct axes *axes, bool bands);

double crm__svg_axes_height(const struct svg *svg)
{
    double legend = svg->chart->series_count > 1 ? 28 : 0;
    return svg->top + legend + PLOT_HEIGHT + LABELS_HEIGHT + SVG_MARGIN;
}

static double y_of(const struct axes *axes, double value)
{
    return axes->bottom - crm__scale_place(&axes->scale, value) * (axes->bottom - axes->top);
}

/* Values stand over their columns as long as they fit there. */
static bool values_fit(struct svg *svg, const struct axes *axes)
{
    double widest = 0;
    if (svg->chart->series_count > 1)
        return false;
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        struct text shown = crm__svg_cell(svg, svg->chart->series[0], row);
        widest = fmax(widest, crm__svg_text_width(shown));
    }
    return widest + 6 <= axes->band;
}

void crm__svg_columns(struct svg *svg)
{
    crm__svg_legend(svg);
    struct axes axes = axes_draw(svg, true, true);
    size_t count = svg->chart->series_count;
    double group = fmin(axes.band * 0.72, 64 * (double)count);
    double width = group / (double)count;
    bool labelled = values_fit(svg, &axes);
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double middle = axes.left + ((double)row + 0.5) * axes.band;
        for (size_t i = 0; i < count; i++) {
            double value = crm__svg_value(svg, i, row);
            if (!isfinite(value))
                continue;
            double x = middle - group / 2 + (double)i * width;
            double y = y_of(&axes, fmax(value, 0));
            double height = value == 0 ? 0 : fmax(y_of(&axes, fmin(value, 0)) - y, 1);
            crm__svg_bar(svg, x, y, count > 1 ? fmax(width - 1, 1) : width, height, 2, i,
                         crm__svg_tip(svg, i, row));
            if (labelled)
                crm__svg_text(svg, middle, value < 0 ? y + height + 14 : y - 5, SVG_MIDDLE,
                              SVG_TEXT, crm__svg_cell(svg, svg->chart->series[i], row));
        }
    }
    crm__svg_line(svg, axes.left, y_of(&axes, 0), axes.right, y_of(&axes, 0), true);
}

static double x_of(const struct svg *svg, const struct axes *axes, size_t row)
{
    size_t rows = crm__svg_rows(svg);
    if (rows < 2)
        return (axes->left + axes->right) / 2;
    return axes->left + (double)row / (double)(rows - 1) * (axes->right - axes->left);
}

/* Null values leave a gap. */
static void path_draw(struct svg *svg, const struct axes *axes, size_t series)
{
    struct buffer *out = svg->out;
    bool drawing = false;
    crm__buffer_cstr(out, "<path fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\""
                          " stroke-linecap=\"round\" class=\"crm-l");
    crm__buffer_int64(out, (int64_t)series);
    crm__buffer_cstr(out, "\" d=\"");
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double value = crm__svg_value(svg, series, row);
        if (isfinite(value)) {
            crm__buffer_byte(out, drawing ? 'L' : 'M');
            crm__svg_number(out, x_of(svg, axes, row));
            crm__buffer_byte(out, ' ');
            crm__svg_number(out, y_of(axes, value));
        }
        drawing = isfinite(value);
    }
    crm__buffer_cstr(out, "\"/>\n");
}

static void dots_draw(struct svg *svg, const struct axes *axes, size_t series)
{
    struct buffer *out = svg->out;
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double value = crm__svg_value(svg, series, row);
        if (!isfinite(value))
            continue;
        crm__buffer_cstr(out, "<circle stroke-width=\"1.5\" r=\"3.5\" class=\"crm-dot crm-s");
        crm__buffer_int64(out, (int64_t)series);
        crm__buffer_cstr(out, "\" cx=\"");
        crm__svg_number(out, x_of(svg, axes, row));
        crm__buffer_cstr(out, "\" cy=\"");
        crm__svg_number(out, y_of(axes, value));
        crm__buffer_cstr(out, "\"><title>");
        crm__svg_escaped(out, crm__svg_tip(svg, series, row));
        crm__buffer_cstr(out, "</title></circle>\n");
    }
}

/* A line may start above zero when all of it is far from zero. */
void crm__svg_lines(struct svg *svg)
{
    crm__svg_legend(svg);
    double low, high;
    crm__svg_range(svg, &low, &high);
    bool with_zero = low < 0 || high - low > low;
    struct axes axes = axes_draw(svg, with_zero, false);
    if (axes.scale.low < 0)
        crm__svg_line(svg, axes.left, y_of(&axes, 0), axes.right, y_of(&axes, 0), true);
    for (size_t i = 0; i < svg->chart->series_count; i++)
        path_draw(svg, &axes, i);
    for (size_t i = 0; crm__svg_rows(svg) <= DOT_LIMIT && i < svg->chart->series_count; i++)
        dots_draw(svg, &axes, i);
}

/* A tick as the axis shows it; percent keeps its sign. */
static struct text tick_text(struct svg *svg, double value)
{
    const struct chart *chart = svg->chart;
    crm__buffer_clear(&svg->label);
    crm__compact_write(value, chart->sheet.chinese, &svg->label);
    if (crm__sheet_type(&chart->sheet, chart->series[0]) == COLUMN_PERCENT)
        crm__buffer_byte(&svg->label, '%');
    return crm__buffer_view(&svg->label);
}

static struct axes axes_draw(struct svg *svg, bool with_zero, bool bands)
{
    double low, high;
    double widest = 0;
    crm__svg_range(svg, &low, &high);
    struct axes axes = {.scale = crm__scale_of(low, high, TICKS, with_zero),
                        .right = svg->width - SVG_MARGIN,
                        .top = svg->top + 10,
                        .bottom = svg->height - SVG_MARGIN - LABELS_HEIGHT};
    if (bands && low < 0)
        axes.bottom -= SVG_TEXT_SIZE; /* where the value of the lowest column stands */
    size_t ticks = crm__scale_tick_count(&axes.scale);
    for (size_t i = 0; i < ticks; i++)
        widest = fmax(widest, crm__svg_text_width(tick_text(svg, crm__scale_tick(&axes.scale, i))));
    axes.left = SVG_MARGIN + widest + 10;
    axes.right = fmax(axes.right, axes.left + 40);
    axes.bottom = fmax(axes.bottom, axes.top + 20);
    axes.band = (axes.right - axes.left) / fmax((double)crm__svg_rows(svg), 1);
    for (size_t i = 0; i < ticks; i++) {
        double value = crm__scale_tick(&axes.scale, i);
        double y = y_of(&axes, value);
        crm__svg_line(svg, axes.left, y, axes.right, y, false);
        crm__svg_text(svg, axes.left - 8, y + 4, SVG_END, SVG_MUTED, tick_text(svg, value));
    }
    categories_draw(svg, &axes, bands);
    return axes;
}

/* Shows each label, or every second, third … of them, so that none touches the next. */
static void categories_draw(struct svg *svg, const struct axes *axes, bool bands)
{
    size_t rows = crm__svg_rows(svg);
    double widest = 0;
    for (size_t row = 0; row < rows; row++) {
        struct text label = crm__svg_category(svg, row);
        widest = fmax(widest, crm__svg_text_width(label));
    }
    double apart = bands || rows < 2 ? axes->band : (axes->right - axes->left) / (double)(rows - 1);
    double room = fmax(fmin(widest + 10, 150), 30);
    size_t every = 1;
    /* A few categories are worth a cut label each; many are a sequence, where some will do. */
    if (rows <= 12 && apart >= 44)
        room = fmax(apart - 8, 30);
    else
        while ((double)every * apart < room)
            every++;
    for (size_t row = 0; row < rows; row += every) {
        double x = bands ? axes->left + ((double)row + 0.5) * axes->band : x_of(svg, axes, row);
        struct text label = crm__svg_category(svg, row);
        double half = fmin(crm__svg_text_width(label), room) / 2;
        x = fmin(x, svg->width - 6 - half); /* the last one may reach beyond the plot */
        crm__svg_label(svg, x, svg->height - SVG_MARGIN - 6, SVG_MIDDLE, SVG_MUTED, label, room);
    }
}
