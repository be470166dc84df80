/* What the reports share while they are made: columns, rows, queries that stream. */
#ifndef CRM_REPORT_BUILD_H
#define CRM_REPORT_BUILD_H

#include "report/report.h"
#include "store/query.h"

enum report_use {
    USES_PERIOD = 1,
    USES_OWNER = 2,
    USES_FIELD = 4, /* and entity */
};

struct report_kind {
    const char *name;
    const char *label_en;
    const char *label_zh;
    uint32_t uses; /* enum report_use */
    bool drawn;
    crm_status (*run)(struct report *report);
};

crm_status crm__report_home(struct report *report);
crm_status crm__report_lead_funnel(struct report *report);
crm_status crm__report_pipeline(struct report *report);
crm_status crm__report_portrait(struct report *report);
crm_status crm__report_sales_ranking(struct report *report);
crm_status crm__report_segment(struct report *report);
crm_status crm__report_segment_grid(struct report *report);

#define REPORT_LITERAL(text) {"" text "", sizeof(text) - 1}

static inline struct text crm__report_say(const struct report *report, const char *english,
                                          const char *chinese)
{
    return crm__text_of(report->options.chinese ? chinese : english);
}

/* Describes the next column; it starts to exist with crm__report_begin. */
struct reader_column *crm__report_column(struct report *report, const char *name,
                                         enum column_type type, const char *label_en,
                                         const char *label_zh);
crm_status crm__report_begin(struct report *report);
/* One value a column. */
crm_status crm__report_row(struct report *report, const struct value *values);

/* Draws `value` by `label`. */
void crm__report_draw(struct report *report, enum chart_kind kind, size_t label, size_t value);

/* A query over the entity, of the owner's records if the options say so. */
crm_status crm__report_query(struct report *report, const char *entity, struct query **query_out);
/* time_field within the period, as a condition of the query. */
crm_status crm__report_period(const struct report *report, struct query *query,
                              const char *time_field);

/* Runs the query, hands over its rows one by one, and frees it: also when `status` is a failure. */
typedef crm_status report_row(void *context, const struct batch *rows, size_t row);
crm_status crm__report_scan(struct query *query, crm_status status, report_row *each,
                            void *context);

/* The words for a period: "2026-01-01 – 2026-03-31", in the database's zone. */
crm_status crm__report_period_text(struct report *report, struct text *text_out);

/* Shares as fractions for COLUMN_PERCENT; null when there is no whole. */
struct value crm__report_share(int64_t part, int64_t whole);

/* The integer of a cell; `otherwise` for null. */
static inline int64_t crm__report_int(const struct batch *rows, size_t column, size_t row,
                                      int64_t otherwise)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_INT ? value.integer : otherwise;
}

static inline struct text crm__report_text_at(const struct batch *rows, size_t column, size_t row)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_TEXT ? value.text : TEXT_NONE;
}

#endif
