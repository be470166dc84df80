/* Reminders: timers follow the records, and messages follow the timers. */
#include "service/reminder.h"

#include "service/table.h"
#include "store/observer.h"
#include "store/outbox.h"

static const char *const watched[] = {"remind_at", "state", NULL};

static bool waits(const struct row_change *change, size_t row, int64_t *at_us)
{
    struct value time = crm__change_value(change, change->after, "remind_at", row);
    struct value state = crm__change_value(change, change->after, "state", row);
    bool alive = change->operation == ROW_CREATE || change->operation == ROW_UPDATE ||
                 change->operation == ROW_RESTORE;
    *at_us = time.integer;
    return alive && time.kind == VALUE_INT && state.kind == VALUE_TEXT &&
           crm__text_is(state.text, "pending");
}

static crm_status timers_write(struct store *store, const struct row_change *change,
                               struct due *set, int64_t *clear)
{
    size_t set_count = 0;
    size_t clear_count = 0;
    for (size_t row = 0; row < change->count; row++) {
        int64_t at_us;
        if (waits(change, row, &at_us))
            set[set_count++] = (struct due){.kind = TEXT("reminder"),
                                            .entity = change->entity,
                                            .record_id = change->ids[row],
                                            .due_us = at_us};
        else
            clear[clear_count++] = change->ids[row];
    }
    crm_status status = set_count ? crm__due_set(store, set, set_count) : CRM_OK;
    if (status >= 0 && clear_count)
        status = crm__due_clear(store, TEXT("reminder"), change->entity, clear, clear_count);
    return status;
}

static crm_status reminders_changed(struct observer *observer, struct store *store,
                                    const struct row_change *change)
{
    (void)observer;
    struct due *set = crm__realloc_array(store->env, NULL, change->count + 1, sizeof *set);
    int64_t *clear = crm__realloc_array(store->env, NULL, change->count + 1, sizeof *clear);
    crm_status status = set && clear ? timers_write(store, change, set, clear) : CRM_E_NOMEM;
    crm__free(store->env, clear);
    crm__free(store->env, set);
    return status;
}

struct reminder_observer {
    struct observer observer;
    struct env *env;
};

static void observer_close(struct observer *observer)
{
    struct reminder_observer *reminders = (struct reminder_observer *)observer;
    crm__free(reminders->env, reminders);
}

crm_status crm__reminder_attach(struct store *store)
{
    struct reminder_observer *reminders = crm__alloc_zero(store->env, 1, sizeof *reminders);
    if (!reminders)
        return CRM_E_NOMEM;
    reminders->env = store->env;
    reminders->observer.name = "reminders";
    reminders->observer.entity = TEXT("reminder");
    reminders->observer.fields = watched;
    reminders->observer.rows = reminders_changed;
    reminders->observer.close = observer_close;
    crm__store_observe(store, &reminders->observer);
    return CRM_OK;
}

enum shown_column { SHOWN_NAME, SHOWN_ENTITY, SHOWN_ID, SHOWN_AT, SHOWN_TO, SHOWN_COLUMNS };

/* A reminder that is moved after it was shown may be shown again. */
static crm_status message_make(struct store *store, const struct batch *rows, size_t row,
                               const struct due *due, struct arena *arena,
                               struct outbox_message *message)
{
    const char *key = crm__arena_format(arena, "reminder/%lld/%lld", (long long)due->record_id,
                                        (long long)crm__table_int(rows, SHOWN_AT, row, 0));
    if (!key)
        return CRM_E_NOMEM;
    *message = (struct outbox_message){
        .channel = TEXT("notification"),
        .kind = TEXT("reminder"),
        .user_id = crm__table_int(rows, SHOWN_TO, row, 0),
        .subject = crm__table_text(rows, SHOWN_NAME, row),
        .entity = crm__entity_find(store->catalogue, crm__table_text(rows, SHOWN_ENTITY, row)),
        .record_id = crm__table_int(rows, SHOWN_ID, row, 0),
        .idempotency_key = crm__text_of(key),
    };
    return CRM_OK;
}

/* What was deleted since is passed over. */
static crm_status reminders_show(struct store *store, const struct work *work,
                                 const struct batch *rows, const uint8_t *found,
                                 struct outbox_message *messages)
{
    static const char *const state[] = {"state"};
    const struct value shown = crm__value_text(TEXT("shown"));
    struct table table;
    size_t count = 0;
    crm_status status = crm__table_init(&table, store, "reminder", state, 1);
    for (size_t row = 0; status >= 0 && row < work->count; row++) {
        const struct due *due = &work->items[row];
        if (!found[row])
            continue;
        status = message_make(store, rows, row, due, work->arena, &messages[count++]);
        if (status >= 0)
            status = crm__table_add(&table, due->record_id, &shown);
    }
    if (status >= 0 && count)
        status = crm__outbox_add(store, messages, count, NULL);
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

crm_status crm__reminder_due(struct store *store, struct work *work)
{
    static const char *const names[SHOWN_COLUMNS] = {
        [SHOWN_NAME] = "name",    [SHOWN_ENTITY] = "subject_entity", [SHOWN_ID] = "subject_id",
        [SHOWN_AT] = "remind_at", [SHOWN_TO] = "recipient",
    };
    size_t count = work->count;
    int64_t *ids = crm__arena_alloc_zero(work->arena, count, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(work->arena, count, 1);
    struct outbox_message *messages = crm__arena_alloc_zero(work->arena, count, sizeof *messages);
    if (!ids || !found || !messages)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        ids[i] = work->items[i].record_id;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status =
        crm__table_get(store, "reminder", names, SHOWN_COLUMNS, ids, count, found, &rows);
    if (status >= 0)
        status = reminders_show(store, work, &rows, found, messages);
    crm__batch_free(&rows);
    return status;
}
