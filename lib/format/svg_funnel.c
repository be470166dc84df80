/*
 * Funnel: a bar a stage, centred, and two columns of figures on the right: the share of the stage
 * before and of the first one. Bands between the bars show what was lost.
 */
#include "format/fixed.h"
#include "format/svg.h"

#include <math.h>

enum { STAGE_HEIGHT = 34, BAND_HEIGHT = 16, HEADING_HEIGHT = 24, FIGURE_WIDTH = 92 };

double crm__svg_funnel_height(const struct svg *svg)
{
    double rows = (double)crm__svg_rows(svg);
    return svg->top + HEADING_HEIGHT + rows * (STAGE_HEIGHT + BAND_HEIGHT) - BAND_HEIGHT +
           SVG_MARGIN;
}

struct stages {
    double label_width;
    double middle; /* of the bars */
    double most;   /* width of the widest bar */
    double high;   /* its value */
    double step;
    double bar;
};

static double value_at(const struct svg *svg, size_t row)
{
    double value = crm__svg_value(svg, 0, row);
    return isfinite(value) && value > 0 ? value : 0;
}

static struct stages stages_of(struct svg *svg)
{
    struct stages stages = {.label_width = 0};
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        struct text label = crm__svg_category(svg, row);
        stages.label_width = fmax(stages.label_width, crm__svg_text_width(label));
        stages.high = fmax(stages.high, value_at(svg, row));
    }
    stages.label_width = fmin(stages.label_width, svg->width * 0.28);
    double left = SVG_MARGIN + stages.label_width + 16;
    double right = svg->width - SVG_MARGIN - 2 * FIGURE_WIDTH;
    stages.most = fmax(right - left, 40);
    stages.middle = left + stages.most / 2;
    double room = svg->height - SVG_MARGIN - svg->top - HEADING_HEIGHT;
    double natural = STAGE_HEIGHT + BAND_HEIGHT;
    double rows = (double)crm__svg_rows(svg);
    double scale = room / (rows * natural - BAND_HEIGHT);
    stages.step = natural * scale;
    stages.bar = STAGE_HEIGHT * scale;
    return stages;
}

/* From the lower edge of one bar to the upper edge of the next. */
static void band_draw(struct svg *svg, double middle, double y, double height, double above,
                      double below)
{
    const double points[4][2] = {{middle - above / 2, y},
                                 {middle + above / 2, y},
                                 {middle + below / 2, y + height},
                                 {middle - below / 2, y + height}};
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, "<polygon class=\"crm-s0\" opacity=\"0.18\" points=\"");
    for (size_t i = 0; i < 4; i++) {
        crm__buffer_cstr(out, i ? " " : "");
        crm__svg_number(out, points[i][0]);
        crm__buffer_byte(out, ',');
        crm__svg_number(out, points[i][1]);
    }
    crm__buffer_cstr(out, "\"/>\n");
}

static void share_draw(struct svg *svg, double x, double y, double part, double whole)
{
    crm__buffer_clear(&svg->label);
    if (whole > 0) {
        crm__fixed_write(part / whole, (struct fixed){.scale = 1, .shift = 2}, &svg->label);
        crm__buffer_byte(&svg->label, '%');
    } else {
        crm__buffer_cstr(&svg->label, "–");
    }
    crm__svg_text(svg, x, y, SVG_END, SVG_TEXT, crm__buffer_view(&svg->label));
}

static void stage_draw(struct svg *svg, const struct stages *stages, size_t row, double y)
{
    double value = value_at(svg, row);
    double width = stages->high > 0 ? value / stages->high * stages->most : 0;
    double base = y + stages->bar / 2 + 4.5;
    double right = svg->width - SVG_MARGIN;
    crm__svg_label(svg, SVG_MARGIN + stages->label_width, base, SVG_END, SVG_TEXT,
                   crm__svg_category(svg, row), stages->label_width + 1);
    if (width > 0)
        crm__svg_bar(svg, stages->middle - fmax(width, 2) / 2, y, fmax(width, 2), stages->bar, 3, 0,
                     crm__svg_tip(svg, 0, row));
    struct text shown = crm__svg_cell(svg, svg->chart->series[0], row);
    if (crm__svg_text_width(shown) + 12 <= width)
        crm__svg_text(svg, stages->middle, base, SVG_MIDDLE, SVG_ON_COLOUR, shown);
    else if (width > 0)
        crm__svg_text(svg, stages->middle + width / 2 + 6, base, SVG_START, SVG_TEXT, shown);
    else
        crm__svg_text(svg, stages->middle, base, SVG_MIDDLE, SVG_TEXT, shown);
    if (row == 0)
        return;
    share_draw(svg, right - FIGURE_WIDTH, base, value, value_at(svg, row - 1));
    share_draw(svg, right, base, value, value_at(svg, 0));
}

void crm__svg_funnel(struct svg *svg)
{
    struct stages stages = stages_of(svg);
    bool chinese = svg->chart->sheet.chinese;
    double right = svg->width - SVG_MARGIN;
    double y = svg->top + HEADING_HEIGHT;
    crm__svg_text(svg, right - FIGURE_WIDTH, svg->top + 10, SVG_END, SVG_MUTED,
                  chinese ? TEXT("较上一步") : TEXT("of previous"));
    crm__svg_text(svg, right, svg->top + 10, SVG_END, SVG_MUTED,
                  chinese ? TEXT("占首步") : TEXT("of first"));
    for (size_t row = 0; row < crm__svg_rows(svg); row++) {
        double width = stages.high > 0 ? value_at(svg, row) / stages.high * stages.most : 0;
        if (row + 1 < crm__svg_rows(svg)) {
            double next = stages.high > 0 ? value_at(svg, row + 1) / stages.high : 0;
            if (width > 0 || next > 0)
                band_draw(svg, stages.middle, y + stages.bar, stages.step - stages.bar,
                          fmax(width, 2), fmax(next * stages.most, 2));
        }
        stage_draw(svg, &stages, row, y);
        y += stages.step;
    }
}
