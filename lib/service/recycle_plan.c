/* Why and when leads are recycled, as a table. */
#include "service/recycle.h"

enum { PLAN_COLUMNS = 13 };

static crm_status line_add(struct batch *rows, const struct recycle_line *line)
{
    bool due = line->answer.verdict == RECYCLE_DUE_AT;
    const struct value values[PLAN_COLUMNS] = {
        crm__value_int(line->id),
        crm__value_text(line->name),
        crm__value_or_null(line->owner, 0),
        crm__value_or_null(line->pool, 0),
        crm__value_text(crm__text_of(crm__recycle_verdict_name(line->answer.verdict))),
        crm__value_or_null(line->answer.due_us, RECYCLE_NEVER),
        crm__value_or_null(line->rule, 0),
        due ? crm__value_text(line->rule_name) : VALUE_OF_NULL,
        due ? crm__value_text(crm__text_of(crm__recycle_clock_name(line->answer.clock)))
            : VALUE_OF_NULL,
        due && line->answer.clock != CLOCK_MISSING ? crm__value_int(line->answer.clock_us)
                                                   : VALUE_OF_NULL,
        due ? crm__value_int(line->answer.days) : VALUE_OF_NULL,
        crm__value_or_null(line->reminder_us, RECYCLE_NEVER),
        crm__value_or_null(line->target_pool, 0),
    };
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < PLAN_COLUMNS; i++)
        status = crm__column_value(rows, &rows->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static void columns_fill(struct reader_column *columns)
{
    const struct reader_column all[PLAN_COLUMNS] = {
        crm__reader_column(TEXT("lead"), COLUMN_ID, TEXT("Lead"), TEXT("线索")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("姓名")),
        crm__reader_column(TEXT("owner"), COLUMN_ID, TEXT("Owner"), TEXT("负责人")),
        crm__reader_column(TEXT("pool"), COLUMN_ID, TEXT("Lead pool"), TEXT("线索池")),
        crm__reader_column(TEXT("verdict"), COLUMN_TEXT, TEXT("Verdict"), TEXT("结论")),
        crm__reader_column(TEXT("recycle_at"), COLUMN_TIME, TEXT("Recycled at"), TEXT("回收时间")),
        crm__reader_column(TEXT("rule"), COLUMN_ID, TEXT("Rule"), TEXT("规则")),
        crm__reader_column(TEXT("rule_name"), COLUMN_TEXT, TEXT("Name of the rule"),
                           TEXT("规则名称")),
        crm__reader_column(TEXT("clock"), COLUMN_TEXT, TEXT("Counts from"), TEXT("计时起点")),
        crm__reader_column(TEXT("clock_at"), COLUMN_TIME, TEXT("Which was at"), TEXT("起点时间")),
        crm__reader_column(TEXT("days"), COLUMN_INTEGER, TEXT("Days"), TEXT("天数")),
        crm__reader_column(TEXT("remind_at"), COLUMN_TIME, TEXT("Owner reminded at"),
                           TEXT("提醒时间")),
        crm__reader_column(TEXT("target_pool"), COLUMN_ID, TEXT("Goes to pool"),
                           TEXT("回收至线索池")),
    };
    for (size_t i = 0; i < PLAN_COLUMNS; i++)
        columns[i] = all[i];
}

/* The leads in question: that one, or those whose instant is kept as up to `until_us`. */
static crm_status leads_find(struct store *store, int64_t lead, int64_t until_us,
                             struct batch *rows)
{
    struct query *query;
    struct buffer where;
    char until[TIME_TEXT_SIZE];
    crm_status status = crm__query_new(store, crm__service_entity(store, "lead"), &query);
    if (status < 0)
        return status;
    crm__time_format(until_us, until);
    crm__buffer_init(&where, store->env);
    crm__buffer_format(&where, "has(recycle_at) && recycle_at <= timestamp(\"%s\")", until);
    if (lead)
        crm__query_where_ids(query, &lead, 1);
    else
        crm__query_where(query, crm__buffer_view(&where));
    crm__query_fields(query, TEXT("id,recycle_at"));
    crm__query_sort(query, TEXT("recycle_at"));
    status = crm__buffer_status(&where);
    if (status >= 0)
        status = crm__query_all(query, rows);
    if (status >= 0 && lead && rows->row_count == 0)
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "lead", NULL, "no lead %lld",
                                 (long long)lead);
    crm__buffer_free(&where);
    crm__query_free(query);
    return status;
}

static crm_status lines_add(struct store *store, const int64_t *leads, size_t count, bool due_only,
                            int64_t until_us, struct batch *rows)
{
    struct recycle_sheet sheet;
    crm_status status = crm__recycle_judge(store, leads, count, &sheet);
    if (status < 0)
        return status;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (!due_only || sheet.lines[i].answer.due_us <= until_us)
            status = line_add(rows, &sheet.lines[i]);
    }
    crm__recycle_sheet_free(&sheet);
    return status;
}

static crm_status plan_make(struct store *store, int64_t lead, int64_t until_us,
                            struct batch *rows)
{
    struct batch leads;
    crm__batch_init(&leads, store->env);
    crm_status status = leads_find(store, lead, until_us, &leads);
    for (size_t from = 0; status >= 0 && from < leads.row_count; from += RECYCLE_BATCH) {
        size_t left = leads.row_count - from;
        status = lines_add(store, leads.columns[0].integers + from,
                           left < RECYCLE_BATCH ? left : RECYCLE_BATCH, lead == 0, until_us, rows);
    }
    crm__batch_free(&leads);
    return status;
}

crm_status crm__recycle_plan(struct store *store, int64_t lead, int64_t until_us,
                             struct reader **reader_out)
{
    struct reader_column columns[PLAN_COLUMNS];
    struct batch rows;
    *reader_out = NULL;
    columns_fill(columns);
    crm__batch_init(&rows, store->env);
    crm_status status = crm__reader_prepare(columns, PLAN_COLUMNS, &rows);
    if (status >= 0)
        status = crm__store_begin_read(store);
    if (status >= 0)
        status = crm__store_end(store, plan_make(store, lead, until_us, &rows));
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    return status;
}
