/* Columns, rows and queries of reports. */
#include "report/build.h"

struct reader_column *crm__report_column(struct report *report, const char *name,
                                         enum column_type type, const char *label_en,
                                         const char *label_zh)
{
    assert(report->column_count < REPORT_COLUMN_LIMIT);
    struct reader_column *column = &report->columns[report->column_count++];
    *column = crm__reader_column(crm__text_of(name), type, crm__text_of(label_en),
                                 crm__text_of(label_zh));
    return column;
}

crm_status crm__report_begin(struct report *report)
{
    return crm__reader_prepare(report->columns, report->column_count, &report->batch);
}

crm_status crm__report_row(struct report *report, const struct value *values)
{
    for (size_t i = 0; i < report->column_count; i++) {
        crm_status status = crm__column_value(&report->batch, &report->batch.columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(&report->batch);
    return CRM_OK;
}

void crm__report_draw(struct report *report, enum chart_kind kind, size_t label, size_t value)
{
    report->chart.kind = kind;
    report->chart.label = label;
    report->chart.series[0] = value;
    report->chart.series_count = 1;
}

crm_status crm__report_query(struct report *report, const char *name, struct query **query_out)
{
    struct store *store = report->store;
    const struct entity *entity;
    *query_out = NULL;
    crm_status status = crm__entity_need(store->catalogue, crm__text_of(name), &entity);
    if (status >= 0)
        status = crm__query_new(store, entity, query_out);
    if (status >= 0 && report->options.owner_id)
        status = crm__query_where_equal(*query_out, crm__system_field(entity, SYSTEM_OWNER),
                                        crm__value_int(report->options.owner_id));
    return status;
}

crm_status crm__report_period(const struct report *report, struct query *query,
                              const char *time_field)
{
    char from[TIME_TEXT_SIZE];
    char until[TIME_TEXT_SIZE];
    size_t from_size = crm__time_format(report->options.from_us, from);
    size_t until_size = crm__time_format(report->options.until_us, until);
    struct buffer rule;
    crm__buffer_init(&rule, report->store->env);
    crm__buffer_format(&rule, "%s >= timestamp(\"%.*s\") && %s < timestamp(\"%.*s\")", time_field,
                       (int)from_size, from, time_field, (int)until_size, until);
    crm_status status = crm__buffer_status(&rule);
    if (status >= 0)
        status = crm__query_where(query, crm__buffer_view(&rule));
    crm__buffer_free(&rule);
    return status;
}

static crm_status rows_read(struct reader *reader, report_row *each, void *context)
{
    struct batch rows;
    crm__batch_init(&rows, reader->env);
    crm_status status = CRM_OK;
    while (status == CRM_OK) {
        status = reader->next(reader, &rows);
        for (size_t row = 0; status == CRM_OK && row < rows.row_count; row++)
            status = each(context, &rows, row);
    }
    crm__batch_free(&rows);
    return status == CRM_DONE ? CRM_OK : status;
}

crm_status crm__report_scan(struct query *query, crm_status status, report_row *each, void *context)
{
    struct reader *reader = NULL;
    if (status >= 0)
        status = crm__query_run(query, &reader);
    if (status >= 0)
        status = rows_read(reader, each, context);
    crm__reader_free(reader);
    crm__query_free(query);
    return status;
}

crm_status crm__report_period_text(struct report *report, struct text *text_out)
{
    const struct zone *zone;
    crm_status status = crm__store_zone(report->store, TEXT_NONE, &zone);
    if (status < 0)
        return status;
    char first[TIME_TEXT_SIZE];
    char last[TIME_TEXT_SIZE];
    size_t first_size = crm__date_format(crm__zone_date(zone, report->options.from_us), first);
    size_t last_size = crm__date_format(crm__zone_date(zone, report->options.until_us - 1), last);
    const char *text = crm__arena_format(&report->arena, "%.*s – %.*s", (int)first_size, first,
                                         (int)last_size, last);
    if (!text)
        return CRM_E_NOMEM;
    *text_out = crm__text_of(text);
    return CRM_OK;
}

struct value crm__report_share(int64_t part, int64_t whole)
{
    return whole == 0 ? VALUE_OF_NULL : crm__value_double((double)part / (double)whole);
}
