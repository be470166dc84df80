/* Open opportunities by stage: how many, how much, and how much of it is to be expected. */
#include "report/build.h"

#include "base/money.h"
#include "base/wide.h"

#include <stdlib.h>
#include <string.h>

/* Opportunities of one stage in one currency. */
struct stage_total {
    int64_t position;
    int64_t stage_id; /* 0: without a stage */
    struct text group;
    struct text stage;
    struct text currency;
    int64_t count;
    wide amount_minor;
    wide weighted; /* amount times percent */
};

struct pipeline {
    struct report *report;
    struct stage_total *totals;
    size_t count;
    size_t capacity;
    struct map index;
    struct buffer key;
};

enum { STAGE_ID, STAGE_NAME, STAGE_POSITION, STAGE_PROBABILITY, GROUP_NAME, AMOUNT, CURRENCY,
       PROBABILITY };
static const char fields[] = "stage,stage.name,stage.position,stage.probability,"
                             "stage_group.name,amount,currency,probability";

static crm_status opportunity_add(void *context, const struct batch *rows, size_t row);
static crm_status totals_write(struct pipeline *pipeline);

static void columns_add(struct report *report)
{
    crm__report_column(report, "process", COLUMN_TEXT, "Sales process", "商机阶段组");
    crm__report_column(report, "stage", COLUMN_TEXT, "Stage", "阶段");
    crm__report_column(report, "opportunities", COLUMN_INTEGER, "Opportunities", "商机数");
    crm__report_column(report, "amount", COLUMN_MONEY, "Amount", "金额")->currency_column = 5;
    crm__report_column(report, "weighted", COLUMN_MONEY, "Weighted amount", "加权金额")
        ->currency_column = 5;
    crm__report_column(report, "currency", COLUMN_TEXT, "Currency", "币种");
    crm__report_draw(report, CHART_BAR, 1, 3);
}

crm_status crm__report_pipeline(struct report *report)
{
    struct pipeline pipeline = {.report = report};
    struct query *query;
    columns_add(report);
    report->advice = crm__report_say(
        report, "no open opportunities; next: lcrm new opportunity name=\"First deal\" amount=1000",
        "没有进行中的商机；下一步：lcrm new opportunity name=首单 amount=1000");
    crm_status status = crm__report_begin(report);
    if (status < 0)
        return status;
    crm__map_init(&pipeline.index, report->store->env);
    crm__buffer_init(&pipeline.key, report->store->env);
    status = crm__report_query(report, "opportunity", &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("outcome == \"open\""));
        status = crm__query_fields(query, crm__text_of(fields));
    }
    status = crm__report_scan(query, status, opportunity_add, &pipeline);
    if (status >= 0)
        status = totals_write(&pipeline);
    crm__free(report->store->env, pipeline.totals);
    crm__map_free(&pipeline.index);
    crm__buffer_free(&pipeline.key);
    return status;
}

static crm_status total_new(struct pipeline *pipeline, const struct batch *rows, size_t row)
{
    struct arena *arena = &pipeline->report->arena;
    crm_status status =
        crm__array_reserve(arena->env, (void **)&pipeline->totals, &pipeline->capacity,
                           pipeline->count + 1, sizeof *pipeline->totals);
    if (status < 0)
        return status;
    struct stage_total *total = &pipeline->totals[pipeline->count];
    *total = (struct stage_total){
        .position = crm__report_int(rows, STAGE_POSITION, row, INT64_MAX),
        .stage_id = crm__report_int(rows, STAGE_ID, row, 0),
        .group = crm__arena_text(arena, crm__report_text_at(rows, GROUP_NAME, row)),
        .stage = crm__arena_text(arena, crm__report_text_at(rows, STAGE_NAME, row)),
        .currency = crm__arena_text(arena, crm__report_text_at(rows, CURRENCY, row)),
    };
    if (!total->group.data || !total->stage.data || !total->currency.data)
        return CRM_E_NOMEM;
    pipeline->count++;
    return CRM_OK;
}

static crm_status opportunity_add(void *context, const struct batch *rows, size_t row)
{
    struct pipeline *pipeline = context;
    crm__buffer_clear(&pipeline->key);
    crm__buffer_int64(&pipeline->key, crm__report_int(rows, STAGE_ID, row, 0));
    crm__buffer_byte(&pipeline->key, ' ');
    crm__buffer_text(&pipeline->key, crm__report_text_at(rows, GROUP_NAME, row));
    crm__buffer_byte(&pipeline->key, '\n');
    crm__buffer_text(&pipeline->key, crm__report_text_at(rows, CURRENCY, row));
    if (crm__buffer_status(&pipeline->key) < 0)
        return CRM_E_NOMEM;
    int64_t *at = crm__map_put(&pipeline->index, crm__buffer_view(&pipeline->key),
                               (int64_t)pipeline->count);
    if (!at)
        return CRM_E_NOMEM;
    if ((size_t)*at == pipeline->count) {
        crm_status status = total_new(pipeline, rows, row);
        if (status < 0)
            return status;
    }
    struct stage_total *total = &pipeline->totals[*at];
    int64_t amount = crm__report_int(rows, AMOUNT, row, 0);
    int64_t chance = crm__report_int(rows, PROBABILITY, row,
                                     crm__report_int(rows, STAGE_PROBABILITY, row, 0));
    total->count++;
    total->amount_minor += amount;
    total->weighted += (wide)amount * chance;
    return CRM_OK;
}

/* By process, stage, currency; the stage's id makes the order total. */
static int total_compare(const void *a, const void *b)
{
    const struct stage_total *left = a;
    const struct stage_total *right = b;
    int order = crm__text_compare(left->group, right->group);
    if (order == 0)
        order = (left->position > right->position) - (left->position < right->position);
    if (order == 0)
        order = (left->stage_id > right->stage_id) - (left->stage_id < right->stage_id);
    return order ? order : crm__text_compare(left->currency, right->currency);
}

/* Half away from zero. */
static wide percent_of(wide weighted)
{
    return weighted < 0 ? (weighted - 50) / 100 : (weighted + 50) / 100;
}

static struct value text_or_null(struct text text)
{
    return text.size ? crm__value_text(text) : VALUE_OF_NULL;
}

static crm_status totals_write(struct pipeline *pipeline)
{
    struct report *report = pipeline->report;
    crm_status status = CRM_OK;
    if (pipeline->count)
        qsort(pipeline->totals, pipeline->count, sizeof *pipeline->totals, total_compare);
    for (size_t i = 0; status >= 0 && i < pipeline->count; i++) {
        const struct stage_total *total = &pipeline->totals[i];
        wide weighted = percent_of(total->weighted);
        if (total->amount_minor != (int64_t)total->amount_minor || weighted != (int64_t)weighted)
            return crm__fail(report->store->env, CRM_E_LIMIT,
                             "pipeline: the amounts of a stage leave 64 bits");
        struct text stage =
            total->stage.size ? total->stage : crm__report_say(report, "no stage", "无阶段");
        const struct value values[] = {
            text_or_null(total->group),
            crm__value_text(stage),
            crm__value_int(total->count),
            crm__value_int((int64_t)total->amount_minor),
            crm__value_int((int64_t)weighted),
            text_or_null(total->currency),
        };
        status = crm__report_row(report, values);
    }
    return status;
}
