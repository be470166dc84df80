/* Alerts as a person sees and handles them. */
#include "service/alerts.h"

#include "service/alert_why.h"
#include "service/table.h"

enum { LIST_LIMIT = 100, LIST_COLUMNS = 19 };

/* What is read of an alert, and what its reasons say. */
#define LIST_FIELDS                                                                                \
    "id,state,severity,account,account.name,owner,owner.name,rule,rule.name,raised_at,episode,"    \
    "acknowledged_at,closed_at,reasons"
enum list_source {
    ALERT_ID,
    ALERT_STATE,
    ALERT_SEVERITY,
    ALERT_ACCOUNT,
    ALERT_CUSTOMER,
    ALERT_OWNER,
    ALERT_OWNER_NAME,
    ALERT_RULE,
    ALERT_RULE_NAME,
    ALERT_RAISED,
    ALERT_EPISODE,
    ALERT_ACKNOWLEDGED,
    ALERT_CLOSED,
    ALERT_REASONS,
    WHY_SENTENCE,
    WHY_DAYS,
    WHY_GAP,
    WHY_LIMIT,
    WHY_FROM,
    WHY_TO,
    LIST_SOURCES,
};

/* Where the columns come from; what a person looks for stands first. */
static const enum list_source sources[LIST_COLUMNS] = {
    ALERT_ID,    ALERT_CUSTOMER, ALERT_OWNER_NAME, ALERT_RULE_NAME,    WHY_SENTENCE,
    ALERT_RAISED, ALERT_SEVERITY, ALERT_STATE,     ALERT_EPISODE,      WHY_DAYS,
    WHY_GAP,     WHY_LIMIT,      WHY_FROM,         WHY_TO,             ALERT_ACCOUNT,
    ALERT_OWNER, ALERT_RULE,     ALERT_ACKNOWLEDGED, ALERT_CLOSED};

static void list_columns(const struct entity *alert, struct reader_column columns[LIST_COLUMNS])
{
    const struct reader_column all[LIST_COLUMNS] = {
        crm__reader_column(TEXT("alert"), COLUMN_ID, TEXT("Alert"), TEXT("预警编号")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Customer"), TEXT("客户")),
        crm__reader_column(TEXT("owner_name"), COLUMN_TEXT, TEXT("Owner"), TEXT("负责人")),
        crm__reader_column(TEXT("rule_name"), COLUMN_TEXT, TEXT("Rule"), TEXT("预警规则")),
        crm__reader_column(TEXT("why"), COLUMN_TEXT, TEXT("Why"), TEXT("原因")),
        crm__reader_column(TEXT("since"), COLUMN_TIME, TEXT("Since"), TEXT("预警时间")),
        crm__reader_column_of(crm__service_field(alert, "severity")),
        crm__reader_column_of(crm__service_field(alert, "state")),
        crm__reader_column_of(crm__service_field(alert, "episode")),
        crm__reader_column(TEXT("days_silent"), COLUMN_INTEGER, TEXT("Days silent"),
                           TEXT("未购买天数")),
        crm__reader_column(TEXT("mean_gap_days"), COLUMN_DECIMAL, TEXT("Usual gap (days)"),
                           TEXT("平均间隔（天）")),
        crm__reader_column(TEXT("limit_days"), COLUMN_INTEGER, TEXT("Limit (days)"),
                           TEXT("上限（天）")),
        crm__reader_column(TEXT("from"), COLUMN_TEXT, TEXT("From"), TEXT("原分群")),
        crm__reader_column(TEXT("to"), COLUMN_TEXT, TEXT("To"), TEXT("新分群")),
        crm__reader_column(TEXT("account"), COLUMN_ID, TEXT("Account id"), TEXT("客户编号")),
        crm__reader_column(TEXT("owner"), COLUMN_ID, TEXT("Owner id"), TEXT("负责人编号")),
        crm__reader_column(TEXT("rule"), COLUMN_ID, TEXT("Rule id"), TEXT("规则编号")),
        crm__reader_column_of(crm__service_field(alert, "acknowledged_at")),
        crm__reader_column_of(crm__service_field(alert, "closed_at")),
    };
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        columns[i] = all[i];
    columns[10].scale = 1;
}

static struct value text_or_null(struct text text)
{
    return text.size ? crm__value_text(text) : VALUE_OF_NULL;
}

static crm_status list_row(struct env *env, const struct batch *found, size_t row, bool chinese,
                           struct batch *rows)
{
    struct alert_why why;
    struct arena arena;
    struct buffer sentence;
    crm__arena_init(&arena, env);
    crm__buffer_init(&sentence, env);
    crm_status status =
        crm__alert_why_read(env, &arena, crm__table_text(found, ALERT_REASONS, row), &why);
    bool explained = status >= 0 && why.rule_name.size > 0;
    bool silent = explained && !why.moves;
    if (explained)
        crm__alert_why_text(&why, chinese, &sentence);
    if (status >= 0)
        status = crm__buffer_status(&sentence);
    const struct value figures[LIST_SOURCES - WHY_SENTENCE] = {
        text_or_null(crm__buffer_view(&sentence)),
        silent ? crm__value_int(why.days_silent) : VALUE_OF_NULL,
        silent ? crm__value_or_null(why.limit.gap_tenths, -1) : VALUE_OF_NULL,
        silent ? crm__value_int(why.limit.days) : VALUE_OF_NULL,
        explained ? text_or_null(why.from) : VALUE_OF_NULL,
        explained ? text_or_null(why.to) : VALUE_OF_NULL,
    };
    for (size_t i = 0; status >= 0 && i < LIST_COLUMNS; i++)
        status = crm__column_value(rows, &rows->columns[i],
                                   sources[i] < WHY_SENTENCE
                                       ? crm__batch_at(found, sources[i], row)
                                       : figures[sources[i] - WHY_SENTENCE]);
    if (status >= 0)
        crm__batch_finish_row(rows);
    crm__buffer_free(&sentence);
    crm__arena_free(&arena);
    return status;
}

static crm_status state_filter(struct store *store, struct query *query, struct text state)
{
    const struct entity *alert = crm__service_entity(store, "alert");
    const struct field *field = crm__service_field(alert, "state");
    if (crm__text_is(state, "all"))
        return CRM_OK;
    if (state.size == 0)
        return crm__query_where(query, TEXT("state != \"closed\""));
    if (crm__choice_find(field->choices, state))
        return crm__query_where_equal(query, field, crm__value_text(state));
    return crm__fail_field(store->env, CRM_E_INVALID, "alert", "state",
                           "state: '%.*s' is none of open, acknowledged, closed, all",
                           (int)state.size, state.data);
}

static crm_status query_make(struct store *store, const struct alert_filter *filter,
                             struct query *query)
{
    const struct entity *alert = crm__service_entity(store, "alert");
    const struct {
        const char *field;
        int64_t id;
    } equals[] = {{"account", filter->account}, {"owner", filter->owner}, {"rule", filter->rule}};
    crm_status status = state_filter(store, query, filter->state);
    for (size_t i = 0; status >= 0 && i < 3; i++) {
        if (equals[i].id)
            status = crm__query_where_equal(query, crm__service_field(alert, equals[i].field),
                                            crm__value_int(equals[i].id));
    }
    if (status < 0)
        return status;
    crm__query_fields(query, TEXT(LIST_FIELDS));
    crm__query_sort(query, TEXT("-raised_at,-id"));
    return crm__query_limit(query, filter->limit ? filter->limit : LIST_LIMIT);
}

crm_status crm__alerts_list(struct store *store, const struct alert_filter *filter,
                            struct reader **reader_out)
{
    const struct entity *alert = crm__service_entity(store, "alert");
    struct reader_column columns[LIST_COLUMNS];
    struct query *query;
    struct batch found;
    struct batch rows;
    *reader_out = NULL;
    if (filter->limit < 0)
        return crm__fail(store->env, CRM_E_INVALID, "limit: %lld, at least 0",
                         (long long)filter->limit);
    crm_status status = crm__query_new(store, alert, &query);
    if (status < 0)
        return status;
    list_columns(alert, columns);
    crm__batch_init(&found, store->env);
    crm__batch_init(&rows, store->env);
    status = query_make(store, filter, query);
    if (status >= 0)
        status = crm__query_all(query, &found);
    if (status >= 0)
        status = crm__reader_prepare(columns, LIST_COLUMNS, &rows);
    for (size_t i = 0; status >= 0 && i < found.row_count; i++)
        status = list_row(store->env, &found, i, filter->chinese, &rows);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    crm__batch_free(&found);
    crm__query_free(query);
    return status;
}

/* --- handling --------------------------------------------------------------------------------- */

/* The state as the acting user may see it. */
static crm_status state_read(struct store *store, int64_t id, struct record *record,
                             struct text *state_out)
{
    const struct entity *alert = crm__service_entity(store, "alert");
    crm_status status = crm__row_load(store, id, 0, record);
    if (status < 0)
        return status;
    *state_out = crm__record_value(record, crm__service_field(alert, "state")).text;
    return CRM_OK;
}

static crm_status state_set(struct store *store, int64_t id, bool close)
{
    const struct entity *alert = crm__service_entity(store, "alert");
    const struct save_field seen[] = {
        {"state", crm__value_text(TEXT("acknowledged"))},
        {"acknowledged_at", crm__value_int(store->env->now_us)},
        {"acknowledged_by", crm__value_or_null(store->actor.user_id, 0)},
    };
    const struct save_field done[] = {
        {"state", crm__value_text(TEXT("closed"))},
        {"closed_at", crm__value_int(store->env->now_us)},
    };
    return close ? crm__save_fields(store, alert, id, 0, done, 2, NULL)
                 : crm__save_fields(store, alert, id, 0, seen, 3, NULL);
}

static crm_status handle(struct store *store, int64_t id, bool close)
{
    struct record record;
    struct text state = TEXT_NONE;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = crm__record_init(&record, store->env, crm__service_entity(store, "alert"));
    if (status < 0)
        return crm__store_end(store, status);
    status = state_read(store, id, &record, &state);
    bool is_closed = status >= 0 && crm__text_is(state, "closed");
    if (is_closed && !close)
        status = crm__fail_field(store->env, CRM_E_REFUSED, "alert", "state",
                                 "alert %lld is closed", (long long)id);
    else if (status >= 0 && !is_closed && (close || crm__text_is(state, "open")))
        status = state_set(store, id, close);
    crm__record_free(&record);
    return crm__store_end(store, status);
}

crm_status crm__alert_acknowledge(struct store *store, int64_t id)
{
    return handle(store, id, false);
}

crm_status crm__alert_close(struct store *store, int64_t id)
{
    return handle(store, id, true);
}
