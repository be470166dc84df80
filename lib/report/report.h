/*
 * Reports: each is a pure function of the database at the time of the call, as the acting user sees
 * it. What it gives is a small table with a description of how to draw it, so that text, JSON,
 * Arrow, SVG and Vega-Lite are all the same rows.
 */
#ifndef CRM_REPORT_REPORT_H
#define CRM_REPORT_REPORT_H

#include "format/chart.h"
#include "store/store.h"

enum { REPORT_COLUMN_LIMIT = 12, REPORT_DEFAULT_DAYS = 90 };

/* Zero everywhere is the default. An option that a report has no use for is CRM_E_INVALID. */
struct report_options {
    int64_t from_us;    /* the period, from inclusive; 0: REPORT_DEFAULT_DAYS before its end */
    int64_t until_us;   /* to exclusive; 0: now */
    struct text entity; /* whose records; empty: the report's own default */
    struct text field;  /* by what they are told apart */
    int64_t owner_id;   /* only what this user owns; 0: all that the acting user sees */
    bool chinese;       /* language of titles and of words within cells */
};

struct report {
    struct store *store; /* must outlive the report */
    const struct report_kind *kind;
    struct report_options options; /* with the defaults filled in; texts are in `arena` */
    struct arena arena;
    struct batch batch;
    struct reader_column columns[REPORT_COLUMN_LIMIT];
    size_t column_count;
    struct chart chart;  /* kind, columns and size; series_count 0: nothing to draw */
    struct text title;
    struct text subtitle;
    struct text advice;  /* when there are no rows: what to do about it */
};

/* name, label, options that it takes, whether it can be drawn. */
crm_status crm__report_list(struct store *store, struct reader **reader_out);

/* CRM_E_UNKNOWN: no such report; CRM_E_INVALID: options; what the queries fail with. */
crm_status crm__report_run(struct store *store, struct text name,
                           const struct report_options *options, struct report **report_out);
void crm__report_free(struct report *report);

/* The rows, as often as wanted. */
crm_status crm__report_reader(const struct report *report, struct reader **reader_out);
/* Append; CRM_E_UNSUPPORTED for a report that is no picture. */
crm_status crm__report_svg(const struct report *report, struct buffer *out);
crm_status crm__report_vega(const struct report *report, struct buffer *out);
/* For a terminal: title, subtitle, then the table, or the advice when there are no rows. The home
 * page comes in lines of its own. `width` 0 is not cut. */
crm_status crm__report_text(const struct report *report, size_t width, bool colour,
                            struct writer *writer);

#endif
