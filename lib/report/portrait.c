/*
 * Who they are: records by the values of any field, and how many of each value were converted. A
 * lead is converted when it says so, a customer when it has bought.
 */
#include "report/build.h"

#include <stdlib.h>
#include <string.h>

enum { PORTRAIT_ROWS = 50 };

struct portrait {
    struct report *report;
    struct text path;     /* what the records are grouped by */
    struct text under_account; /* the same, seen from customer_value */
    bool leads;
    struct batch groups;  /* value, count */
    struct map converted; /* packed value -> count */
    struct buffer key;
    int64_t total;
    size_t *order;        /* rows of `groups`, most frequent first */
};

static crm_status subject_find(struct portrait *portrait, const struct field **field_out);
static crm_status groups_read(struct portrait *portrait);
static crm_status converted_read(struct portrait *portrait);
static crm_status groups_write(struct portrait *portrait);

static crm_status columns_add(struct portrait *portrait, const struct field *field)
{
    struct report *report = portrait->report;
    struct reader_column *value =
        crm__report_column(report, "value", COLUMN_TEXT, "Value", "取值");
    struct reader_column like = crm__reader_column_of(field);
    if (field->type != FIELD_REFERENCE && field->type != FIELD_MONEY) {
        value->type = like.type;
        value->scale = like.scale;
        value->choices = like.choices;
    } else if (field->type == FIELD_MONEY) {
        value->type = COLUMN_INTEGER;
    }
    value->label_en = field->label_en;
    value->label_zh = field->label_zh;
    crm__report_column(report, "count", COLUMN_INTEGER, "Records", "数量");
    crm__report_column(report, "share", COLUMN_PERCENT, "Share", "占比");
    crm__report_column(report, "converted", COLUMN_INTEGER,
                       portrait->leads ? "Converted" : "Have bought",
                       portrait->leads ? "已转化" : "已购买");
    crm__report_column(report, "conversion", COLUMN_PERCENT, "Conversion", "转化率");
    crm__report_draw(report, CHART_BAR, 0, 1);
    return crm__report_begin(report);
}

static void portrait_free(struct portrait *portrait)
{
    crm__free(portrait->report->store->env, portrait->order);
    crm__batch_free(&portrait->groups);
    crm__map_free(&portrait->converted);
    crm__buffer_free(&portrait->key);
}

crm_status crm__report_portrait(struct report *report)
{
    struct env *env = report->store->env;
    struct portrait portrait = {.report = report};
    const struct field *field = NULL;
    crm_status status = subject_find(&portrait, &field);
    if (status < 0)
        return status;
    report->advice =
        portrait.leads
            ? crm__report_say(report, "no leads yet; next: lcrm import leads.csv",
                              "还没有线索；下一步：lcrm import leads.csv")
            : crm__report_say(report, "no accounts yet; next: lcrm import accounts.csv",
                              "还没有客户；下一步：lcrm import accounts.csv");
    crm__batch_init(&portrait.groups, env);
    crm__map_init(&portrait.converted, env);
    crm__buffer_init(&portrait.key, env);
    status = columns_add(&portrait, field);
    if (status >= 0)
        status = groups_read(&portrait);
    if (status >= 0)
        status = converted_read(&portrait);
    if (status >= 0)
        status = groups_write(&portrait);
    portrait_free(&portrait);
    return status;
}

/* The entity and the field; a reference is grouped by the name of what it leads to. */
static crm_status subject_find(struct portrait *portrait, const struct field **field_out)
{
    struct report *report = portrait->report;
    struct env *env = report->store->env;
    if (!report->options.entity.size)
        report->options.entity = TEXT("lead");
    struct text name = report->options.entity;
    portrait->leads = crm__text_is(name, "lead");
    if (!portrait->leads && !crm__text_is(name, "account"))
        return crm__fail(env, CRM_E_INVALID, "report portrait: entity '%.*s', use lead or account",
                         (int)name.size, name.data);
    if (!report->options.field.size)
        report->options.field = portrait->leads ? TEXT("status") : TEXT("kind");
    const struct entity *entity;
    crm_status status = crm__entity_need(report->store->catalogue, name, &entity);
    if (status >= 0)
        status = crm__field_need(env, entity, report->options.field, field_out);
    if (status < 0)
        return status;
    const struct field *field = *field_out;
    bool named = field->type == FIELD_REFERENCE;
    const char *path =
        crm__arena_format(&report->arena, "%s%s%s", field->name.data, named ? "." : "",
                          named ? field->target->name_field->name.data : "");
    const char *under = path ? crm__arena_format(&report->arena, "account.%s", path) : NULL;
    if (!under)
        return CRM_E_NOMEM;
    portrait->path = crm__text_of(path);
    portrait->under_account = crm__text_of(under);
    return CRM_OK;
}

static crm_status groups_read(struct portrait *portrait)
{
    struct query *query;
    struct text entity = portrait->report->options.entity;
    crm_status status = crm__report_query(portrait->report, entity.data, &query);
    if (status >= 0) {
        crm__query_group(query, portrait->path);
        crm__query_measure(query, TEXT("count"));
        status = crm__query_all(query, &portrait->groups);
    }
    crm__query_free(query);
    for (size_t i = 0; status >= 0 && i < portrait->groups.row_count; i++)
        portrait->total += crm__report_int(&portrait->groups, 1, i, 0);
    return status;
}

static crm_status key_pack(struct buffer *key, struct value value)
{
    crm__buffer_clear(key);
    crm__buffer_byte(key, (char)('0' + value.kind));
    if (value.kind == VALUE_INT)
        crm__buffer_int64(key, value.integer);
    else if (value.kind == VALUE_TEXT)
        crm__buffer_text(key, value.text);
    return crm__buffer_status(key);
}

static crm_status converted_add(void *context, const struct batch *rows, size_t row)
{
    struct portrait *portrait = context;
    crm_status status = key_pack(&portrait->key, crm__batch_at(rows, 0, row));
    if (status < 0)
        return status;
    int64_t count = crm__report_int(rows, 1, row, 0);
    return crm__map_put(&portrait->converted, crm__buffer_view(&portrait->key), count)
               ? CRM_OK
               : CRM_E_NOMEM;
}

static crm_status buyers_query(struct portrait *portrait, struct query **query_out)
{
    struct report *report = portrait->report;
    const struct entity *entity;
    *query_out = NULL;
    crm_status status =
        crm__entity_need(report->store->catalogue, TEXT("customer_value"), &entity);
    if (status >= 0)
        status = crm__query_new(report->store, entity, query_out);
    if (status < 0)
        return status;
    const char *rule =
        report->options.owner_id
            ? crm__arena_format(&report->arena, "order_count > 0 && account.owner == %lld",
                                (long long)report->options.owner_id)
            : "order_count > 0";
    if (!rule)
        return CRM_E_NOMEM;
    crm__query_where(*query_out, crm__text_of(rule));
    return crm__query_group(*query_out, portrait->under_account);
}

static crm_status converted_read(struct portrait *portrait)
{
    struct query *query;
    crm_status status;
    if (portrait->leads) {
        status = crm__report_query(portrait->report, "lead", &query);
        if (status >= 0) {
            crm__query_where(query, TEXT("has(converted_at)"));
            status = crm__query_group(query, portrait->path);
        }
    } else {
        status = buyers_query(portrait, &query);
    }
    if (status >= 0)
        status = crm__query_measure(query, TEXT("count"));
    return crm__report_scan(query, status, converted_add, portrait);
}

/* Most frequent first; of equal ones the smaller value. Insertion keeps just what is shown. */
static size_t most_frequent(const struct portrait *portrait)
{
    const struct batch *groups = &portrait->groups;
    size_t count = 0;
    for (size_t row = 0; row < groups->row_count; row++) {
        int64_t records = crm__report_int(groups, 1, row, 0);
        size_t at = count;
        while (at > 0 && crm__report_int(groups, 1, portrait->order[at - 1], 0) < records)
            at--;
        if (at == PORTRAIT_ROWS)
            continue;
        size_t last = count < PORTRAIT_ROWS ? count++ : PORTRAIT_ROWS - 1;
        memmove(&portrait->order[at + 1], &portrait->order[at],
                (last - at) * sizeof *portrait->order);
        portrait->order[at] = row;
    }
    return count;
}

static crm_status group_write(struct portrait *portrait, size_t row)
{
    struct value value = crm__batch_at(&portrait->groups, 0, row);
    int64_t count = crm__report_int(&portrait->groups, 1, row, 0);
    crm_status status = key_pack(&portrait->key, value);
    if (status < 0)
        return status;
    const int64_t *found =
        crm__map_find(&portrait->converted, crm__buffer_view(&portrait->key));
    int64_t converted = found ? *found : 0;
    const struct value values[] = {value, crm__value_int(count),
                                   crm__report_share(count, portrait->total),
                                   crm__value_int(converted), crm__report_share(converted, count)};
    return crm__report_row(portrait->report, values);
}

static crm_status groups_write(struct portrait *portrait)
{
    struct report *report = portrait->report;
    size_t values = portrait->groups.row_count;
    portrait->order = crm__alloc_zero(report->store->env, PORTRAIT_ROWS, sizeof *portrait->order);
    if (!portrait->order)
        return CRM_E_NOMEM;
    size_t count = most_frequent(portrait);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++)
        status = group_write(portrait, portrait->order[i]);
    if (status < 0 || values <= PORTRAIT_ROWS)
        return status;
    const char *text = crm__arena_format(&report->arena,
                                         report->options.chinese
                                             ? "最常见的%d个取值，共%zu个"
                                             : "the %d most frequent of %zu values",
                                         PORTRAIT_ROWS, values);
    if (!text)
        return CRM_E_NOMEM;
    report->subtitle = crm__text_of(text);
    return CRM_OK;
}
