/*
 * Charts from a batch: SVG that stands alone (accessible, light and dark), a Vega-Lite v5
 * specification with its data inline, and sparklines of block characters.
 */
#ifndef CRM_FORMAT_CHART_H
#define CRM_FORMAT_CHART_H

#include "format/cell.h"

enum chart_kind {
    CHART_BAR,    /* horizontal bars, a row each: rankings, long labels */
    CHART_COLUMN, /* vertical bars: few, ordered categories */
    CHART_LINE,   /* a point a row in row order; several series */
    CHART_FUNNEL, /* stages from top to bottom with conversion from stage to stage */
    CHART_GRID,   /* cells of two categories, darker is more: the RFM grid */
};

enum {
    CHART_SERIES_LIMIT = 6,
    CHART_ROW_LIMIT = 500,
    CHART_WIDTH_MIN = 240, /* px; what is asked for below is made as small as this */
    CHART_HEIGHT_MIN = 160,
};

struct chart {
    enum chart_kind kind;
    struct sheet sheet; /* its `chinese` also gives 万 and 亿 on axes */
    struct text title;
    struct text subtitle;              /* may be empty */
    size_t label;                      /* column of the category (grid: across) */
    size_t label_down;                 /* grid only: column of the category downwards */
    size_t series[CHART_SERIES_LIMIT]; /* value columns; funnel and grid take one */
    size_t series_count;
    size_t rows;    /* only the first ones are drawn; 0: all */
    int32_t width;  /* px; 0 is 720 */
    int32_t height; /* px; 0 fits the data */
    bool chinese;   /* 万 and 亿 on axes, Chinese words for "no data" */
};

/* CRM_E_INVALID for columns out of range or a kind of value that cannot be drawn; CRM_E_LIMIT for
 * more than CHART_ROW_LIMIT rows; CRM_E_NOMEM. No rows make a picture that says so. */
crm_status crm__svg_write(struct env *env, const struct chart *chart, struct buffer *out);
crm_status crm__vega_write(struct env *env, const struct chart *chart, struct buffer *out);

/* ▁▂▃▄▅▆▇█ between the smallest and the largest value; nulls (NaN) are spaces. */
void crm__sparkline(const double *values, size_t count, struct buffer *out);

#endif
