/* What happens when the time of leads has come: they go back, or their owners are reminded. */
#include "service/recycle.h"

#include <stdio.h>

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
static crm_status message_make(struct store *store, const struct recycle_line *line,
                               const char *kind, struct arena *arena,
                               struct outbox_message *message)
{
    struct buffer body;
    struct buffer payload;
    crm__buffer_init(&body, store->env);
    crm__buffer_init(&payload, store->env);
    reason_write(&body, line);
    payload_write(&payload, line);
    const char *key = crm__arena_format(arena, "%s/%lld/%lld", kind, (long long)line->id,
                                        (long long)line->answer.due_us);
    *message = (struct outbox_message){
        .channel = TEXT("notification"),
        .kind = crm__text_of(kind),
        .user_id = line->owner,
        .subject = line->name,
        .body = crm__arena_text(arena, crm__buffer_view(&body)),
        .payload = crm__arena_text(arena, crm__buffer_view(&payload)),
        .entity = crm__service_entity(store, "lead"),
        .record_id = line->id,
        .idempotency_key = key ? crm__text_of(key) : TEXT_NONE,
    };
    bool failed =
        !key || body.failed || payload.failed || !message->body.data || !message->payload.data;
    crm__buffer_free(&payload);
    crm__buffer_free(&body);
    return failed ? CRM_E_NOMEM : CRM_OK;
}

/* Leads that were judged: those whose time has come, and those that are due later than it was
 * thought, whose timers are set again. */
struct recycling {
    struct store *store;
    struct recycle_sheet sheet;
    const struct recycle_line **due;
    size_t due_count;
    int64_t *later;
    size_t later_count;
};

static crm_status leads_judge(struct recycling *recycling, struct store *store,
                              const int64_t *leads, size_t count)
{
    *recycling = (struct recycling){.store = store};
    crm_status status = crm__recycle_judge(store, leads, count, &recycling->sheet);
    if (status < 0)
        return status;
    struct arena *arena = &recycling->sheet.arena;
    recycling->due = crm__arena_alloc_zero(arena, count + 1, sizeof *recycling->due);
    recycling->later = crm__arena_alloc_zero(arena, count + 1, sizeof *recycling->later);
    if (recycling->due && recycling->later)
        return CRM_OK;
    crm__recycle_sheet_free(&recycling->sheet);
    return CRM_E_NOMEM;
}

static crm_status owners_tell(struct recycling *recycling, const char *kind)
{
    struct arena *arena = &recycling->sheet.arena;
    struct outbox_message *messages =
        crm__arena_alloc_zero(arena, recycling->due_count + 1, sizeof *messages);
    crm_status status = messages ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < recycling->due_count; i++)
        status = message_make(recycling->store, recycling->due[i], kind, arena, &messages[i]);
    return status < 0 || recycling->due_count == 0
               ? status
               : crm__outbox_add(recycling->store, messages, recycling->due_count, NULL);
}

static crm_status later_refresh(struct recycling *recycling)
{
    return recycling->later_count ? crm__recycle_refresh(recycling->store, recycling->later,
                                                         recycling->later_count, true)
                                  : CRM_OK;
}

/* --- going back ------------------------------------------------------------------------------- */

/* Those that go to one pool. */
static crm_status into_pool(struct recycling *recycling, int64_t target, int64_t *ids,
                            struct lead_state *states, struct lead_move *moves)
{
    struct pool pool;
    struct buffer reason;
    size_t count = 0;
    crm_status status = crm__pool_load(recycling->store, target, 0, &pool);
    crm__buffer_init(&reason, recycling->store->env);
    for (size_t i = 0; status >= 0 && i < recycling->due_count; i++) {
        const struct recycle_line *line = recycling->due[i];
        if (line->target_pool != target)
            continue;
        crm__buffer_clear(&reason);
        reason_write(&reason, line);
        moves[count] = (struct lead_move){
            .action = MOVE_RECYCLE,
            .pool = target,
            .rule = line->rule,
            .status = crm__text_of(pool.on_return),
            .reason = crm__arena_text(&recycling->sheet.arena, crm__buffer_view(&reason)),
        };
        if (reason.failed || !moves[count].reason.data)
            status = CRM_E_NOMEM;
        ids[count++] = line->id;
    }
    crm__buffer_free(&reason);
    if (status >= 0)
        status = crm__lead_states(recycling->store, ids, count, states);
    return status < 0 ? status : crm__leads_move_each(recycling->store, states, count, moves);
}

static bool is_first_of_pool(const struct recycling *recycling, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (recycling->due[i]->target_pool == recycling->due[index]->target_pool)
            return false;
    }
    return true;
}

static crm_status due_move(struct recycling *recycling)
{
    struct arena *arena = &recycling->sheet.arena;
    size_t room = recycling->due_count + 1;
    int64_t *ids = crm__arena_alloc_zero(arena, room, sizeof *ids);
    struct lead_state *states = crm__arena_alloc_zero(arena, room, sizeof *states);
    struct lead_move *moves = crm__arena_alloc_zero(arena, room, sizeof *moves);
    crm_status status = ids && states && moves ? owners_tell(recycling, "recycled") : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < recycling->due_count; i++) {
        if (is_first_of_pool(recycling, i))
            status = into_pool(recycling, recycling->due[i]->target_pool, ids, states, moves);
    }
    return status;
}

static crm_status fail_no_pool(struct store *store, const struct recycle_line *line)
{
    return crm__fail_field(store->env, CRM_E_REFUSED, "lead", "pool",
                           "lead %lld has no pool to go back to; give rule '%.*s' a target "
                           "pool or make a pool the default",
                           (long long)line->id, (int)line->rule_name.size, line->rule_name.data);
}

/* `work` (may be NULL) has the leads as its items and takes what is refused. */
static crm_status leads_recycle(struct store *store, const int64_t *leads, const int64_t *at_us,
                                size_t count, struct work *work, int64_t *moved_out)
{
    struct recycling recycling;
    crm_status status = leads_judge(&recycling, store, leads, count);
    if (status < 0)
        return status;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const struct recycle_line *line = &recycling.sheet.lines[i];
        if (line->answer.due_us > at_us[i]) {
            recycling.later[recycling.later_count++] = line->id;
        } else if (line->target_pool) {
            recycling.due[recycling.due_count++] = line;
        } else {
            status = fail_no_pool(store, line);
            if (work)
                status = crm__work_refuse(store, work, i);
        }
    }
    if (status >= 0)
        status = due_move(&recycling);
    if (status >= 0)
        status = later_refresh(&recycling);
    *moved_out = (int64_t)recycling.due_count;
    crm__recycle_sheet_free(&recycling.sheet);
    return status;
}

/* --- due work --------------------------------------------------------------------------------- */

/* The leads, and the times at which their clocks are read. */
static crm_status work_read(struct store *store, const struct work *work, int64_t **leads_out,
                            int64_t **at_us_out)
{
    *leads_out = crm__arena_alloc_zero(work->arena, work->count, sizeof **leads_out);
    *at_us_out = crm__arena_alloc_zero(work->arena, work->count, sizeof **at_us_out);
    if (!*leads_out || !*at_us_out)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < work->count; i++) {
        (*leads_out)[i] = work->items[i].record_id;
        (*at_us_out)[i] = crm__work_at(store, &work->items[i]);
    }
    return CRM_OK;
}

crm_status crm__recycle_due(struct store *store, struct work *work)
{
    int64_t *leads;
    int64_t *at_us;
    int64_t moved;
    crm_status status = work_read(store, work, &leads, &at_us);
    return status < 0 ? status : leads_recycle(store, leads, at_us, work->count, work, &moved);
}

crm_status crm__recycle_reminder_due(struct store *store, struct work *work)
{
    int64_t *leads;
    int64_t *at_us;
    struct recycling recycling;
    crm_status status = work_read(store, work, &leads, &at_us);
    if (status >= 0)
        status = leads_judge(&recycling, store, leads, work->count);
    if (status < 0)
        return status;
    for (size_t i = 0; i < work->count; i++) {
        const struct recycle_line *line = &recycling.sheet.lines[i];
        if (line->reminder_us <= at_us[i])
            recycling.due[recycling.due_count++] = line;
        else if (line->reminder_us != RECYCLE_NEVER)
            recycling.later[recycling.later_count++] = line->id;
    }
    status = owners_tell(&recycling, "recycle_reminder");
    if (status >= 0)
        status = later_refresh(&recycling);
    crm__recycle_sheet_free(&recycling.sheet);
    return status;
}

/* --- all that is due -------------------------------------------------------------------------- */

static crm_status rows_recycle(struct store *store, const struct batch *rows, int64_t *moved)
{
    int64_t at_us[RECYCLE_BATCH];
    crm_status status = CRM_OK;
    for (size_t i = 0; i < RECYCLE_BATCH; i++)
        at_us[i] = store->env->now_us;
    for (size_t from = 0, to = 0; status >= 0 && from < rows->row_count; from = to) {
        int64_t some = 0;
        to = rows->row_count - from < RECYCLE_BATCH ? rows->row_count : from + RECYCLE_BATCH;
        status =
            leads_recycle(store, rows->columns[0].integers + from, at_us, to - from, NULL, &some);
        *moved += some;
        if (status >= 0)
            status = crm__progress(store->env, "recycle", (int64_t)to, (int64_t)rows->row_count);
    }
    return status;
}

crm_status crm__recycle_run(struct store *store, int64_t *moved_out)
{
    char where[TIME_TEXT_SIZE + 64];
    char now[TIME_TEXT_SIZE];
    struct batch rows;
    int64_t moved = 0;
    *moved_out = 0;
    crm__time_format(store->env->now_us, now);
    snprintf(where, sizeof where, "has(recycle_at) && recycle_at <= timestamp(\"%s\")", now);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__store_elevate(store);
    status = crm__table_query(store, "lead", crm__text_of(where), TEXT("id,recycle_at"),
                              TEXT("recycle_at"), &rows);
    if (status >= 0)
        status = rows_recycle(store, &rows, &moved);
    crm__store_restore(store);
    crm__batch_free(&rows);
    status = crm__store_end(store, status);
    *moved_out = status < 0 ? 0 : moved;
    return status;
}
