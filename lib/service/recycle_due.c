/* What happens when a lead's time has come: it goes back, or its owner is reminded. */
#include "service/recycle.h"

#include <string.h>

#include "base/json.h"
#include "service/lead_move.h"
#include "service/pool.h"
#include "store/outbox.h"

/* "no_follow_up, over 10 days since 2026-03-02T08:00:00Z" */
static void reason_write(struct buffer *reason, const struct recycle_line *line)
{
    char since[TIME_TEXT_SIZE];
    crm__time_format(line->answer.clock_us, since);
    crm__buffer_format(reason, "%s: ", crm__recycle_kind_name(line->kind));
    if (line->answer.clock == CLOCK_MISSING)
        crm__buffer_cstr(reason, "never followed up");
    else
        crm__buffer_format(reason, "over %d days since %s", (int)line->answer.days, since);
}

static void payload_write(struct buffer *payload, const struct recycle_line *line)
{
    struct json_writer json;
    char at[TIME_TEXT_SIZE];
    crm__time_format(line->answer.due_us, at);
    crm__json_writer_init(&json, payload, 0);
    crm__json_begin_object(&json);
    crm__json_write_name(&json, "recycle_at");
    crm__json_write_cstr(&json, at);
    crm__json_write_name(&json, "rule");
    crm__json_write_id(&json, line->rule);
    crm__json_write_name(&json, "rule_name");
    crm__json_write_text(&json, line->rule_name);
    crm__json_write_name(&json, "target_pool");
    crm__json_write_id(&json, line->target_pool);
    crm__json_end_object(&json);
}

/* To the owner; the same lead and instant are told of once. */
static crm_status owner_tell(struct store *store, const struct recycle_line *line,
                             const char *kind)
{
    struct buffer key;
    struct buffer body;
    struct buffer payload;
    crm__buffer_init(&key, store->env);
    crm__buffer_init(&body, store->env);
    crm__buffer_init(&payload, store->env);
    crm__buffer_format(&key, "%s/%lld/%lld", kind, (long long)line->id,
                       (long long)line->answer.due_us);
    reason_write(&body, line);
    payload_write(&payload, line);
    struct outbox_message message = {
        .channel = TEXT("notification"),
        .kind = crm__text_of(kind),
        .user_id = line->owner,
        .subject = line->name,
        .body = crm__buffer_view(&body),
        .payload = crm__buffer_view(&payload),
        .entity = crm__service_entity(store, "lead"),
        .record_id = line->id,
        .idempotency_key = crm__buffer_view(&key),
    };
    crm_status status = key.failed || body.failed || payload.failed ? CRM_E_NOMEM : CRM_OK;
    if (status >= 0)
        status = crm__outbox_add(store, &message, 1, NULL);
    crm__buffer_free(&payload);
    crm__buffer_free(&body);
    crm__buffer_free(&key);
    return status;
}

static crm_status line_move(struct store *store, const struct recycle_line *line)
{
    struct pool pool;
    struct lead_state state;
    struct buffer reason;
    if (!line->target_pool)
        return crm__fail_field(store->env, CRM_E_REFUSED, "lead", "pool",
                               "lead %lld has no pool to go back to; give rule '%.*s' a target "
                               "pool or make a pool the default",
                               (long long)line->id, (int)line->rule_name.size,
                               line->rule_name.data);
    crm_status status = crm__pool_load(store, line->target_pool, 0, &pool);
    if (status >= 0)
        status = crm__lead_states(store, &line->id, 1, &state);
    if (status < 0)
        return status;
    crm__buffer_init(&reason, store->env);
    reason_write(&reason, line);
    struct lead_move move = {.action = MOVE_RECYCLE,
                             .pool = line->target_pool,
                             .rule = line->rule,
                             .status = crm__text_of(pool.on_return),
                             .reason = crm__buffer_view(&reason)};
    status = crm__buffer_status(&reason);
    if (status >= 0)
        status = owner_tell(store, line, "recycled");
    if (status >= 0)
        status = crm__leads_move(store, &state, 1, &move);
    crm__buffer_free(&reason);
    return status;
}

crm_status crm__recycle_move(struct store *store, int64_t lead, int64_t at_us, bool *moved_out)
{
    struct recycle_sheet sheet;
    *moved_out = false;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = crm__recycle_judge(store, &lead, 1, &sheet);
    if (status < 0)
        return crm__store_end(store, status);
    bool is_due = sheet.lines[0].answer.due_us <= at_us;
    if (is_due)
        status = line_move(store, &sheet.lines[0]);
    else
        status = crm__recycle_refresh(store, &lead, 1, true);
    crm__recycle_sheet_free(&sheet);
    status = crm__store_end(store, status);
    *moved_out = is_due && status >= 0;
    return status;
}

/* Work may be asked for that is due later than now; the clocks are read at that time. */
crm_status crm__recycle_due(struct store *store, const struct due *due)
{
    bool moved;
    int64_t now_us = store->env->now_us;
    return crm__recycle_move(store, due->record_id, due->due_us > now_us ? due->due_us : now_us,
                             &moved);
}

crm_status crm__recycle_reminder_due(struct store *store, const struct due *due)
{
    struct recycle_sheet sheet;
    int64_t now_us = store->env->now_us;
    int64_t at_us = due->due_us > now_us ? due->due_us : now_us;
    crm_status status = crm__recycle_judge(store, &due->record_id, 1, &sheet);
    if (status < 0)
        return status;
    const struct recycle_line *line = &sheet.lines[0];
    if (line->reminder_us <= at_us)
        status = owner_tell(store, line, "recycle_reminder");
    else if (line->reminder_us != RECYCLE_NEVER)
        status = crm__recycle_refresh(store, &due->record_id, 1, true);
    crm__recycle_sheet_free(&sheet);
    return status;
}

crm_status crm__recycle_run(struct store *store, int64_t *moved_out)
{
    struct buffer where;
    struct batch rows;
    char now[TIME_TEXT_SIZE];
    *moved_out = 0;
    crm__time_format(store->env->now_us, now);
    crm__buffer_init(&where, store->env);
    crm__batch_init(&rows, store->env);
    crm__buffer_format(&where, "has(recycle_at) && recycle_at <= timestamp(\"%s\")", now);
    crm_status status = crm__buffer_status(&where);
    if (status >= 0)
        status = crm__store_begin(store);
    if (status < 0) {
        crm__buffer_free(&where);
        return status;
    }
    int64_t moved_count = 0;
    crm__store_elevate(store);
    status = crm__table_query(store, "lead", crm__buffer_view(&where), TEXT("id,recycle_at"),
                              TEXT("recycle_at"), &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++) {
        bool moved = false;
        status = crm__recycle_move(store, rows.columns[0].integers[i], store->env->now_us, &moved);
        moved_count += moved;
        if (status >= 0)
            status = crm__progress(store->env, "recycle", (int64_t)i + 1, (int64_t)rows.row_count);
    }
    crm__store_restore(store);
    crm__batch_free(&rows);
    crm__buffer_free(&where);
    status = crm__store_end(store, status);
    *moved_out = status < 0 ? 0 : moved_count;
    return status;
}
