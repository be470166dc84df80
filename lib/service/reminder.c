/* Reminders: timers follow the records, and messages follow the timers. */
#include "service/reminder.h"

#include "service/save.h"
#include "store/observer.h"
#include "store/outbox.h"

static const char *const watched[] = {"remind_at", "state", NULL};

static size_t column_of(const struct row_change *change, const char *name)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (crm__text_is(change->fields[i]->name, name))
            return i;
    }
    return SIZE_MAX;
}

static bool waits(const struct row_change *change, size_t row, int64_t *at_us)
{
    size_t at = column_of(change, "remind_at");
    size_t state = column_of(change, "state");
    bool alive = change->operation == ROW_CREATE || change->operation == ROW_UPDATE ||
                 change->operation == ROW_RESTORE;
    if (!alive || at == SIZE_MAX || state == SIZE_MAX)
        return false;
    struct value time = crm__batch_at(change->after, at, row);
    struct value now = crm__batch_at(change->after, state, row);
    *at_us = time.integer;
    return time.kind == VALUE_INT && now.kind == VALUE_TEXT && crm__text_is(now.text, "pending");
}

static crm_status reminders_changed(struct observer *observer, struct store *store,
                                    const struct row_change *change)
{
    (void)observer;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        int64_t at_us;
        if (waits(change, row, &at_us)) {
            struct due due = {.kind = TEXT("reminder"),
                              .entity = change->entity,
                              .record_id = change->ids[row],
                              .due_us = at_us};
            status = crm__due_set(store, &due, 1);
        } else {
            status = crm__due_clear(store, TEXT("reminder"), change->entity, &change->ids[row], 1);
        }
    }
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

static struct value field_of(const struct record *record, const char *name)
{
    return crm__record_value(record, crm__service_field(record->entity, name));
}

static crm_status message_add(struct store *store, const struct record *record, int64_t id)
{
    struct value subject = field_of(record, "subject_entity");
    const struct entity *about =
        subject.kind == VALUE_TEXT ? crm__entity_find(store->catalogue, subject.text) : NULL;
    struct value name = field_of(record, "name");
    struct buffer key;
    crm__buffer_init(&key, store->env);
    /* A reminder that is moved after it was shown may be shown again. */
    crm__buffer_format(&key, "reminder/%lld/%lld", (long long)id,
                       (long long)field_of(record, "remind_at").integer);
    struct outbox_message message = {
        .channel = TEXT("notification"),
        .kind = TEXT("reminder"),
        .user_id = field_of(record, "recipient").integer,
        .subject = name.kind == VALUE_TEXT ? name.text : TEXT_NONE,
        .entity = about,
        .record_id = field_of(record, "subject_id").integer,
        .idempotency_key = crm__buffer_view(&key),
    };
    crm_status status = crm__buffer_status(&key);
    if (status >= 0)
        status = crm__outbox_add(store, &message, 1, NULL);
    crm__buffer_free(&key);
    return status;
}

crm_status crm__reminder_due(struct store *store, const struct due *due)
{
    struct record record;
    crm_status status = crm__record_init(&record, store->env, due->entity);
    if (status < 0)
        return status;
    status = crm__row_load(store, due->record_id, 0, &record);
    if (status == CRM_E_NOT_FOUND) {
        crm__error_clear(store->env); /* deleted since */
        status = CRM_OK;
    } else if (status >= 0) {
        status = message_add(store, &record, due->record_id);
        struct save_field shown = {"state", crm__value_text(TEXT("shown"))};
        if (status >= 0)
            status = crm__save_fields(store, due->entity, due->record_id, 0, &shown, 1, NULL);
    }
    crm__record_free(&record);
    return status;
}
