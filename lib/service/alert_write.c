/* Writing what was decided of a batch of customers: alerts, their ends, and messages. */
#include "service/alert_sheet.h"

#include "store/outbox.h"

/* --- raising ---------------------------------------------------------------------------------- */

static const char *const raised_names[] = {
    "name",    "rule",     "account",   "subject_entity", "subject_id", "state", "severity",
    "episode", "raised_at", "reasons", "owner"};
enum { RAISED_FIELDS = sizeof raised_names / sizeof *raised_names };

/* "张伟: silent customers", as much as the field takes. */
static void name_write(const struct alert_rule *rule, const struct alert_customer *customer,
                       struct buffer *out)
{
    enum { ROOM = 240 };
    struct text who = crm__text_slice(customer->name, 0, ROOM);
    struct text what = crm__text_slice(rule->name, 0, ROOM);
    who.size = crm__utf8_valid_prefix(who);
    what.size = crm__utf8_valid_prefix(what);
    crm__buffer_text(out, who);
    crm__buffer_cstr(out, ": ");
    crm__buffer_text(out, what);
}

static crm_status alert_add(const struct alert_sheet *sheet, size_t rule, size_t customer,
                            struct table *table)
{
    const struct alert_rule *of = &sheet->rules->items[rule];
    const struct alert_customer *who = &sheet->customers[customer];
    const struct alert_why why = crm__alert_sheet_why(sheet, rule, customer);
    struct buffer name;
    struct buffer reasons;
    crm__buffer_init(&name, sheet->store->env);
    crm__buffer_init(&reasons, sheet->store->env);
    name_write(of, who, &name);
    crm__alert_why_json(&why, &reasons);
    crm_status status = name.failed || reasons.failed ? CRM_E_NOMEM : CRM_OK;
    const struct value values[RAISED_FIELDS] = {
        crm__value_text(crm__buffer_view(&name)),
        crm__value_int(of->id),
        crm__value_int(who->id),
        crm__value_text(TEXT("account")),
        crm__value_int(who->id),
        crm__value_text(TEXT("open")),
        crm__value_text(of->severity),
        crm__value_int(sheet->episodes[crm__alert_cell(sheet, rule, customer)] + 1),
        crm__value_int(sheet->at_us),
        crm__value_text(crm__buffer_view(&reasons)),
        crm__value_or_null(who->owner, 0),
    };
    if (status >= 0)
        status = crm__table_add(table, 0, values);
    crm__buffer_free(&reasons);
    crm__buffer_free(&name);
    return status;
}

static crm_status raise(const struct alert_sheet *sheet)
{
    struct table table;
    crm_status status =
        crm__table_init(&table, sheet->store, "alert", raised_names, RAISED_FIELDS);
    for (size_t rule = 0; rule < sheet->rules->count; rule++) {
        for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
            if (sheet->actions[crm__alert_cell(sheet, rule, i)] == CHURN_RAISE)
                status = alert_add(sheet, rule, i, &table);
        }
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    if (status >= 0)
        status =
            crm__alerts_tell(sheet->store, sheet->rules, table.ids, table.rows.row_count);
    crm__table_free(&table);
    return status;
}

/* --- ending ----------------------------------------------------------------------------------- */

/* Alerts that a person closed keep when he did. */
static crm_status end_some(const struct alert_sheet *sheet, bool is_closed)
{
    static const char *const names[] = {"recovered_at", "state", "closed_at"};
    const struct value values[] = {crm__value_int(sheet->at_us),
                                   crm__value_text(TEXT("closed")),
                                   crm__value_int(sheet->at_us)};
    struct table table;
    crm_status status = crm__table_init(&table, sheet->store, "alert", names, is_closed ? 1 : 3);
    for (size_t i = 0; status >= 0 && i < sheet->open_count; i++) {
        if (sheet->open[i].ends && sheet->open[i].is_closed == is_closed)
            status = crm__table_add(&table, sheet->open[i].alert, values);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

/* --- timers ----------------------------------------------------------------------------------- */

static crm_status timers_set(const struct alert_sheet *sheet)
{
    const struct entity *account = crm__service_entity(sheet->store, "account");
    struct env *env = sheet->store->env;
    struct due *set = crm__realloc_array(env, NULL, sheet->count + 1, sizeof *set);
    int64_t *clear = crm__realloc_array(env, NULL, sheet->count + 1, sizeof *clear);
    crm_status status = set && clear ? CRM_OK : CRM_E_NOMEM;
    size_t set_count = 0;
    size_t clear_count = 0;
    for (size_t i = 0; status >= 0 && i < sheet->count; i++) {
        int64_t due_us = crm__alert_sheet_next(sheet, i);
        if (due_us == INT64_MAX)
            clear[clear_count++] = sheet->customers[i].id;
        else
            set[set_count++] = (struct due){.kind = TEXT("churn_alert"),
                                            .entity = account,
                                            .record_id = sheet->customers[i].id,
                                            .due_us = due_us};
    }
    if (status >= 0 && set_count)
        status = crm__due_set(sheet->store, set, set_count);
    if (status >= 0 && clear_count)
        status = crm__due_clear(sheet->store, TEXT("churn_alert"), account, clear, clear_count);
    crm__free(env, clear);
    crm__free(env, set);
    return status;
}

crm_status crm__alert_sheet_write(struct alert_sheet *sheet)
{
    crm_status status = end_some(sheet, false);
    if (status >= 0)
        status = end_some(sheet, true);
    if (status >= 0)
        status = raise(sheet);
    if (status >= 0 && !sheet->moves)
        status = timers_set(sheet);
    return status;
}

/* --- telling ---------------------------------------------------------------------------------- */

enum told { TOLD_NAME, TOLD_OWNER, TOLD_LANGUAGE, TOLD_RULE, TOLD_ACCOUNT, TOLD_CUSTOMER,
            TOLD_EPISODE, TOLD_REASONS, TOLD_ID };

static crm_status payload_write(const struct batch *rows, size_t row, struct buffer *out)
{
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    crm__json_write_name(&json, "alert");
    crm__json_write_id(&json, crm__table_int(rows, TOLD_ID, row, 0));
    crm__json_write_name(&json, "account");
    crm__json_write_id(&json, crm__table_int(rows, TOLD_ACCOUNT, row, 0));
    crm__json_write_name(&json, "episode");
    crm__json_write_int64(&json, crm__table_int(rows, TOLD_EPISODE, row, 0));
    crm__json_write_name(&json, "why");
    if (crm__table_text(rows, TOLD_REASONS, row).size)
        crm__json_write_raw(&json, crm__table_text(rows, TOLD_REASONS, row));
    else
        crm__json_write_null(&json);
    crm__json_end_object(&json);
    return crm__buffer_status(out);
}

/* One message an episode, however often it is decided on. */
static crm_status tell_one(struct store *store, struct arena *arena, const struct alert_rule *rule,
                           const struct batch *rows, size_t row)
{
    bool chinese = crm__text_is(crm__table_text(rows, TOLD_LANGUAGE, row), "zh");
    int64_t account = crm__table_int(rows, TOLD_ACCOUNT, row, 0);
    struct alert_why why;
    struct buffer body;
    struct buffer payload;
    crm__buffer_init(&body, store->env);
    crm__buffer_init(&payload, store->env);
    crm_status status =
        crm__alert_why_read(store->env, arena, crm__table_text(rows, TOLD_REASONS, row), &why);
    if (status >= 0 && rule->message.size)
        crm__alert_message_text(rule->message, &why, crm__table_text(rows, TOLD_CUSTOMER, row),
                                chinese, &body);
    else if (status >= 0)
        crm__alert_why_text(&why, chinese, &body);
    if (status >= 0)
        status = payload_write(rows, row, &payload);
    const char *key = crm__arena_format(arena, "churn_alert/%lld/%lld/%lld", (long long)rule->id,
                                        (long long)account,
                                        (long long)crm__table_int(rows, TOLD_EPISODE, row, 0));
    struct outbox_message message = {
        .channel = rule->channel,
        .kind = TEXT("churn_alert"),
        .user_id = crm__table_int(rows, TOLD_OWNER, row, 0),
        .subject = crm__table_text(rows, TOLD_NAME, row),
        .body = crm__buffer_view(&body),
        .payload = crm__buffer_view(&payload),
        .idempotency_key = crm__text_of(key),
        .entity = crm__service_entity(store, "account"),
        .record_id = account,
    };
    if (status >= 0 && (!key || body.failed))
        status = CRM_E_NOMEM;
    if (status >= 0)
        status = crm__outbox_add(store, &message, 1, NULL);
    crm__buffer_free(&payload);
    crm__buffer_free(&body);
    return status;
}

crm_status crm__alerts_tell(struct store *store, const struct alert_rules *rules,
                            const int64_t *alerts, size_t count)
{
    struct arena arena;
    struct batch rows;
    struct query *query;
    if (count == 0)
        return CRM_OK;
    crm_status status = crm__query_new(store, crm__service_entity(store, "alert"), &query);
    if (status < 0)
        return status;
    crm__arena_init(&arena, store->env);
    crm__batch_init(&rows, store->env);
    crm__query_where_ids(query, alerts, count);
    crm__query_where(query, TEXT("has(owner)"));
    crm__query_fields(query, TEXT("name,owner,owner.language,rule,account,account.name,episode,"
                                  "reasons,id"));
    crm__query_sort(query, TEXT("id"));
    crm__store_elevate(store);
    status = crm__query_all(query, &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++) {
        size_t rule = crm__alert_rule_find(rules, crm__table_int(&rows, TOLD_RULE, i, 0));
        if (rule != SIZE_MAX)
            status = tell_one(store, &arena, &rules->items[rule], &rows, i);
    }
    crm__store_restore(store);
    crm__batch_free(&rows);
    crm__arena_free(&arena);
    crm__query_free(query);
    return status;
}
