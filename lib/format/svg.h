/* Drawing SVG: the frame that all charts share, and the few shapes they are made of. */
#ifndef CRM_FORMAT_SVG_H
#define CRM_FORMAT_SVG_H

#include "format/chart.h"
#include "format/scale.h"

/* Sizes in px. */
enum {
    SVG_MARGIN = 24,
    SVG_TITLE_SIZE = 17,
    SVG_TEXT_SIZE = 13,
    SVG_SMALL_SIZE = 12,
};

struct svg {
    struct env *env;
    const struct chart *chart;
    struct buffer *out;
    struct buffer label; /* scratch for one text */
    double width;
    double height;
    double top; /* where the plot begins, under title and legend */
};

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* Classes of the style sheet: text, muted text, text on a coloured shape. */
enum svg_ink { SVG_TEXT, SVG_MUTED, SVG_ON_COLOUR };

/* `y` is the base line. */
void crm__svg_text(struct svg *svg, double x, double y, enum svg_anchor anchor, enum svg_ink ink,
                   struct text text);
/* The same; what does not fit `room` px loses its middle to a …. */
void crm__svg_label(struct svg *svg, double x, double y, enum svg_anchor anchor, enum svg_ink ink,
                    struct text text, double room);
/* A rectangle in the colour of a series, with a tooltip when `tip` is not empty. */
void crm__svg_bar(struct svg *svg, double x, double y, double width, double height, double radius,
                  size_t series, struct text tip);
void crm__svg_line(struct svg *svg, double x1, double y1, double x2, double y2, bool strong);
/* Names of the series, when there is more than one, from the left at the top of the plot; moves
 * svg->top below them. */
void crm__svg_legend(struct svg *svg);

/* Estimated width of a text in px at SVG_TEXT_SIZE. */
double crm__svg_text_width(struct text text);
/* A number attribute or coordinate: one digit after the point. */
void crm__svg_number(struct buffer *out, double value);
void crm__svg_escaped(struct buffer *out, struct text text);

/* Rows that are drawn. */
size_t crm__chart_rows(const struct chart *chart);
/* The category of a row as it stands on the picture. Rows of one name are told apart: by their
 * currency, when there are several, else by their number. */
void crm__chart_label(const struct chart *chart, size_t row, struct buffer *out);

/* The same, in svg->label. */
struct text crm__svg_category(struct svg *svg, size_t row);
/* Text of a cell of the chart, in svg->label; valid until the next one. */
struct text crm__svg_cell(struct svg *svg, size_t column, size_t row);
/* "label: value" of a series at a row. */
struct text crm__svg_tip(struct svg *svg, size_t series, size_t row);

static inline double crm__svg_value(const struct svg *svg, size_t series, size_t row)
{
    return crm__cell_number(&svg->chart->sheet, svg->chart->series[series], row);
}
static inline size_t crm__svg_rows(const struct svg *svg)
{
    return crm__chart_rows(svg->chart);
}
/* The smallest and largest finite value of all series; false when there is none. */
bool crm__svg_range(const struct svg *svg, double *low_out, double *high_out);

/* Each draws below svg->top. The height it wants comes first, for a chart that leaves it open. */
double crm__svg_bar_height(const struct svg *svg);
void crm__svg_bars(struct svg *svg);
double crm__svg_axes_height(const struct svg *svg);
void crm__svg_columns(struct svg *svg);
void crm__svg_lines(struct svg *svg);
double crm__svg_funnel_height(const struct svg *svg);
void crm__svg_funnel(struct svg *svg);
double crm__svg_grid_height(const struct svg *svg);
void crm__svg_grid(struct svg *svg);

/* Checks what a chart asks for, for every kind of output. */
crm_status crm__chart_check(struct env *env, const struct chart *chart);
/* "Bar chart of amount by stage, 6 rows"; in Chinese as well. */
void crm__chart_describe(const struct chart *chart, struct buffer *out);

#endif
