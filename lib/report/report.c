/* The catalogue of reports, and what becomes of one that has run. */
#include "report/build.h"

#include "format/table.h"

static const struct report_kind kinds[] = {
    {"home", "Home", "首页", 0, false, crm__report_home},
    {"lead_funnel", "Lead funnel", "线索漏斗", USES_PERIOD | USES_OWNER, true,
     crm__report_lead_funnel},
    {"pipeline", "Pipeline", "商机管道", USES_OWNER, true, crm__report_pipeline},
    {"sales_ranking", "Sales ranking", "销售排行", USES_PERIOD, true, crm__report_sales_ranking},
    {"segment", "Customer segments", "客户分群", 0, true, crm__report_segment},
    {"segment_grid", "Recency and frequency", "R×F 分布", 0, true, crm__report_segment_grid},
    {"portrait", "Portrait", "客群画像", USES_FIELD | USES_OWNER, true, crm__report_portrait},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static crm_status options_check(const struct report *report);
static crm_status options_complete(struct report *report);

static crm_status options_text(uint32_t uses, struct buffer *text)
{
    static const char *const names[] = {"from,until", "owner", "entity,field"};
    crm__buffer_clear(text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(uses & 1u << i))
            continue;
        if (text->size)
            crm__buffer_byte(text, ',');
        crm__buffer_cstr(text, names[i]);
    }
    return crm__buffer_status(text);
}

static crm_status list_fill(struct batch *batch, struct buffer *options)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        const struct report_kind *kind = &kinds[i];
        crm_status status = options_text(kind->uses, options);
        const struct value values[] = {crm__value_text(crm__text_of(kind->name)),
                                       crm__value_text(crm__text_of(kind->label_en)),
                                       crm__value_text(crm__text_of(kind->label_zh)),
                                       crm__value_text(crm__buffer_view(options)),
                                       crm__value_int(kind->drawn)};
        for (size_t c = 0; status >= 0 && c < sizeof values / sizeof *values; c++)
            status = crm__column_value(batch, &batch->columns[c], values[c]);
        if (status < 0)
            return status;
        crm__batch_finish_row(batch);
    }
    return CRM_OK;
}

crm_status crm__report_list(struct store *store, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("名称")),
        crm__reader_column(TEXT("label_en"), COLUMN_TEXT, TEXT("English"), TEXT("英文")),
        crm__reader_column(TEXT("label_zh"), COLUMN_TEXT, TEXT("Chinese"), TEXT("中文")),
        crm__reader_column(TEXT("options"), COLUMN_TEXT, TEXT("Options"), TEXT("选项")),
        crm__reader_column(TEXT("chart"), COLUMN_BOOL, TEXT("Chart"), TEXT("图表"))};
    struct batch batch;
    struct buffer options;
    *reader_out = NULL;
    crm__batch_init(&batch, store->env);
    crm__buffer_init(&options, store->env);
    crm_status status = crm__reader_prepare(columns, sizeof columns / sizeof *columns, &batch);
    if (status >= 0)
        status = list_fill(&batch, &options);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &batch, columns, reader_out);
    crm__buffer_free(&options);
    crm__batch_free(&batch);
    return status;
}

static crm_status kind_find(struct env *env, struct text name, const struct report_kind **kind_out)
{
    const char *names[KIND_COUNT];
    for (size_t i = 0; i < KIND_COUNT; i++) {
        names[i] = kinds[i].name;
        if (crm__text_is(name, kinds[i].name)) {
            *kind_out = &kinds[i];
            return CRM_OK;
        }
    }
    size_t nearest = crm__text_nearest(name, names, KIND_COUNT);
    if (nearest == SIZE_MAX)
        return crm__fail(env, CRM_E_UNKNOWN, "no report '%.*s'", (int)name.size, name.data);
    return crm__fail(env, CRM_E_UNKNOWN, "no report '%.*s'; did you mean '%s'?", (int)name.size,
                     name.data, names[nearest]);
}

crm_status crm__report_run(struct store *store, struct text name,
                           const struct report_options *options, struct report **report_out)
{
    const struct report_kind *kind = NULL;
    *report_out = NULL;
    crm_status status = kind_find(store->env, name, &kind);
    if (status < 0)
        return status;
    struct report *report = crm__alloc_zero(store->env, 1, sizeof *report);
    if (!report)
        return CRM_E_NOMEM;
    report->store = store;
    report->kind = kind;
    crm__arena_init(&report->arena, store->env);
    crm__batch_init(&report->batch, store->env);
    if (options)
        report->options = *options;
    report->title = crm__report_say(report, kind->label_en, kind->label_zh);
    status = options_check(report);
    if (status >= 0)
        status = options_complete(report);
    if (status >= 0)
        status = crm__store_begin_read(store);
    if (status >= 0)
        status = crm__store_end(store, kind->run(report));
    if (status < 0) {
        crm__report_free(report);
        return status;
    }
    *report_out = report;
    return CRM_OK;
}

void crm__report_free(struct report *report)
{
    if (!report)
        return;
    struct env *env = report->arena.env;
    crm__batch_free(&report->batch);
    crm__arena_free(&report->arena);
    crm__free(env, report);
}

/* An option that would change nothing is a mistake of the caller's, so it is not passed over. */
static crm_status options_check(const struct report *report)
{
    const struct report_options *options = &report->options;
    const struct {
        const char *name;
        bool given;
        uint32_t use;
    } given[] = {
        {"from", options->from_us != 0, USES_PERIOD},
        {"until", options->until_us != 0, USES_PERIOD},
        {"owner", options->owner_id != 0, USES_OWNER},
        {"entity", options->entity.size != 0, USES_FIELD},
        {"field", options->field.size != 0, USES_FIELD},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (given[i].given && !(report->kind->uses & given[i].use))
            return crm__fail(report->store->env, CRM_E_INVALID, "report %s: takes no option '%s'",
                             report->kind->name, given[i].name);
    }
    return CRM_OK;
}

static crm_status options_complete(struct report *report)
{
    struct report_options *options = &report->options;
    struct store *store = report->store;
    const struct zone *zone;
    crm_status status = crm__store_zone(store, TEXT_NONE, &zone);
    if (status < 0)
        return status;
    if (!options->until_us)
        options->until_us = store->env->now_us + 1;
    if (!options->from_us)
        options->from_us =
            crm__zone_day_start(zone, options->until_us - REPORT_DEFAULT_DAYS * DAY_US);
    if (options->from_us >= options->until_us || options->until_us > TIME_MAX_US ||
        options->from_us < TIME_MIN_US)
        return crm__fail(store->env, CRM_E_INVALID,
                         "report %s: the period ends before it begins, or is out of range",
                         report->kind->name);
    options->entity = crm__arena_text(&report->arena, options->entity);
    options->field = crm__arena_text(&report->arena, options->field);
    return options->entity.data && options->field.data ? CRM_OK : CRM_E_NOMEM;
}

crm_status crm__report_reader(const struct report *report, struct reader **reader_out)
{
    struct batch copy;
    *reader_out = NULL;
    crm__batch_init(&copy, report->arena.env);
    crm_status status = crm__reader_prepare(report->columns, report->column_count, &copy);
    for (size_t row = 0; status >= 0 && row < report->batch.row_count; row++) {
        for (size_t c = 0; status >= 0 && c < report->column_count; c++)
            status =
                crm__column_value(&copy, &copy.columns[c], crm__batch_at(&report->batch, c, row));
        if (status >= 0)
            crm__batch_finish_row(&copy);
    }
    if (status >= 0)
        status = crm__reader_of_batch(report->arena.env, &copy, report->columns, reader_out);
    crm__batch_free(&copy);
    return status;
}

static crm_status sheet_of(const struct report *report, struct sheet *sheet_out)
{
    *sheet_out = (struct sheet){.batch = &report->batch,
                                .columns = report->columns,
                                .chinese = report->options.chinese,
                                .grouped = true};
    return crm__store_zone(report->store, TEXT_NONE, &sheet_out->zone);
}

typedef crm_status chart_write(struct env *env, const struct chart *chart, struct buffer *out);

static crm_status chart_draw(const struct report *report, chart_write *write, struct buffer *out)
{
    struct env *env = report->arena.env;
    if (!report->kind->drawn)
        return crm__fail(env, CRM_E_UNSUPPORTED, "report %s: is no picture", report->kind->name);
    struct chart chart = report->chart;
    crm_status status = sheet_of(report, &chart.sheet);
    if (status < 0)
        return status;
    chart.title = report->title;
    chart.subtitle = report->subtitle;
    chart.chinese = report->options.chinese;
    return write(env, &chart, out);
}

crm_status crm__report_svg(const struct report *report, struct buffer *out)
{
    return chart_draw(report, crm__svg_write, out);
}

crm_status crm__report_vega(const struct report *report, struct buffer *out)
{
    return chart_draw(report, crm__vega_write, out);
}
