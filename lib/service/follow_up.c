/* Follow-ups of leads, counted as activities are written. */
#include "service/follow_up.h"

#include "service/table.h"

const char *const crm__follow_up_fields[] = {"lead",    "subject_entity", "subject_id", "at",
                                             "next_at", "direction",      "result",     NULL};

enum { NAME_LEAD, NAME_ENTITY, NAME_SUBJECT, NAME_AT, NAME_NEXT, NAME_DIRECTION, NAME_RESULT };

#define NO_TIME INT64_MIN

/* What a batch of activities does to one lead. */
struct follow_up {
    int64_t lead;
    int64_t count;       /* more of them, or fewer */
    int64_t last_us;     /* newest; NO_TIME: none is new */
    int64_t response_us; /* oldest that is not the customer's own; NO_TIME */
    int64_t next_us;     /* agreed by the newest; NO_TIME */
    int64_t removed_us;  /* newest that is gone; NO_TIME */
};

struct follow_ups {
    struct store *store;
    struct id_map of; /* lead -> position */
    struct follow_up *items;
    size_t count;
    size_t capacity;
};

static struct value cell_of(const struct row_change *change, const struct batch *rows, int name,
                            size_t row)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (crm__text_is(change->fields[i]->name, crm__follow_up_fields[name]))
            return crm__batch_at(rows, i, row);
    }
    return VALUE_OF_NULL;
}

/* The lead that an activity follows up on; 0 when none. What was cancelled is no follow-up. */
static int64_t lead_of(const struct row_change *change, const struct batch *rows, size_t row)
{
    struct value lead = cell_of(change, rows, NAME_LEAD, row);
    struct value entity = cell_of(change, rows, NAME_ENTITY, row);
    struct value subject = cell_of(change, rows, NAME_SUBJECT, row);
    struct value result = cell_of(change, rows, NAME_RESULT, row);
    if (result.kind == VALUE_TEXT && crm__text_is(result.text, "cancelled"))
        return 0;
    if (lead.kind == VALUE_INT)
        return lead.integer;
    bool is_lead = entity.kind == VALUE_TEXT && crm__text_is(entity.text, "lead");
    return is_lead && subject.kind == VALUE_INT ? subject.integer : 0;
}

static struct follow_up *item_of(struct follow_ups *all, int64_t lead)
{
    int64_t *at = crm__id_map_put(&all->of, lead, (int64_t)all->count);
    if (!at || crm__array_reserve(all->store->env, (void **)&all->items, &all->capacity,
                                  all->count + 1, sizeof *all->items) < 0)
        return NULL;
    if ((size_t)*at == all->count)
        all->items[all->count++] = (struct follow_up){.lead = lead,
                                                      .last_us = NO_TIME,
                                                      .response_us = NO_TIME,
                                                      .next_us = NO_TIME,
                                                      .removed_us = NO_TIME};
    return &all->items[*at];
}

/* One activity comes to its lead, or leaves it. What is planned for later is no contact yet, so a
 * time to come counts as now. */
static crm_status activity_add(struct follow_ups *all, const struct row_change *change,
                               const struct batch *rows, size_t row, bool leaves)
{
    int64_t lead = lead_of(change, rows, row);
    struct value at = cell_of(change, rows, NAME_AT, row);
    if (!lead || at.kind != VALUE_INT)
        return CRM_OK;
    struct follow_up *item = item_of(all, lead);
    if (!item)
        return CRM_E_NOMEM;
    int64_t now_us = all->store->env->now_us;
    int64_t at_us = at.integer < now_us ? at.integer : now_us;
    item->count += leaves ? -1 : 1;
    if (leaves) {
        item->removed_us = at_us > item->removed_us ? at_us : item->removed_us;
        return CRM_OK;
    }
    struct value next = cell_of(change, rows, NAME_NEXT, row);
    struct value direction = cell_of(change, rows, NAME_DIRECTION, row);
    bool inbound = direction.kind == VALUE_TEXT && crm__text_is(direction.text, "inbound");
    if (at_us >= item->last_us) {
        item->last_us = at_us;
        item->next_us = next.kind == VALUE_INT ? next.integer : NO_TIME;
    }
    if (!inbound && (item->response_us == NO_TIME || at_us < item->response_us))
        item->response_us = at_us;
    return CRM_OK;
}

/* The newest follow-up that is left; NO_TIME. */
static crm_status newest_left(struct store *store, int64_t lead, int64_t *at_out)
{
    const struct entity *entity = crm__service_entity(store, "activity");
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(query, crm__service_field(entity, "lead"), crm__value_int(lead));
    crm__query_where(query, TEXT("!has(result) || result != \"cancelled\""));
    crm__query_fields(query, TEXT("id,at"));
    crm__query_sort(query, TEXT("-at"));
    crm__query_limit(query, 1);
    status = crm__query_all(query, &rows);
    *at_out = status >= 0 && rows.row_count ? rows.columns[1].integers[0] : NO_TIME;
    if (*at_out > store->env->now_us)
        *at_out = store->env->now_us;
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

enum { KEPT_LAST, KEPT_RESPONSE, KEPT_COUNT, KEPT_NEXT, KEPT_STATUS, KEPT_FIELDS };
static const char *const kept_names[KEPT_FIELDS] = {
    "last_follow_up_at", "first_response_at", "follow_up_count", "next_follow_up_at", "status"};

static crm_status lead_add(struct table *table, const struct follow_up *item,
                           const struct batch *kept, size_t row)
{
    int64_t last_us = crm__table_int(kept, KEPT_LAST, row, NO_TIME);
    int64_t response_us = crm__table_int(kept, KEPT_RESPONSE, row, NO_TIME);
    int64_t next_us = crm__table_int(kept, KEPT_NEXT, row, NO_TIME);
    int64_t count = crm__table_int(kept, KEPT_COUNT, row, 0) + item->count;
    struct text state = crm__table_text(kept, KEPT_STATUS, row);
    crm_status status = CRM_OK;
    if (item->removed_us != NO_TIME && item->removed_us >= last_us)
        status = newest_left(table->store, item->lead, &last_us);
    if (item->last_us != NO_TIME && item->last_us >= last_us) {
        bool was_due = next_us != NO_TIME && next_us <= table->store->env->now_us;
        last_us = item->last_us;
        next_us = item->next_us != NO_TIME ? item->next_us : was_due ? NO_TIME : next_us;
    }
    if (item->response_us != NO_TIME && response_us == NO_TIME)
        response_us = item->response_us;
    bool begins = item->last_us != NO_TIME &&
                  (crm__text_is(state, "new") || crm__text_is(state, "assigned"));
    const struct value values[KEPT_FIELDS] = {
        crm__value_or_null(last_us, NO_TIME),
        crm__value_or_null(response_us, NO_TIME),
        crm__value_int(count > 0 ? count : 0),
        crm__value_or_null(next_us, NO_TIME),
        crm__value_text(begins ? TEXT("working") : state),
    };
    return status < 0 ? status : crm__table_add(table, item->lead, values);
}

static crm_status leads_write(struct follow_ups *all)
{
    struct store *store = all->store;
    struct table table;
    struct batch kept;
    int64_t *ids = crm__realloc_array(store->env, NULL, all->count + 1, sizeof *ids);
    uint8_t *found = crm__alloc_zero(store->env, all->count + 1, 1);
    crm__batch_init(&kept, store->env);
    crm_status status = crm__table_init(&table, store, "lead", kept_names, KEPT_FIELDS);
    if (!ids || !found)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < all->count; i++)
        ids[i] = all->items[i].lead;
    if (status >= 0)
        status = crm__table_get(store, "lead", kept_names, KEPT_FIELDS, ids, all->count, found,
                                &kept);
    crm__store_elevate(store);
    for (size_t i = 0; status >= 0 && i < all->count; i++) {
        if (found[i])
            status = lead_add(&table, &all->items[i], &kept, i);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__store_restore(store);
    crm__table_free(&table);
    crm__batch_free(&kept);
    crm__free(store->env, found);
    crm__free(store->env, ids);
    return status;
}

crm_status crm__follow_ups_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change)
{
    (void)observer;
    struct follow_ups all = {.store = store};
    bool was = change->operation == ROW_UPDATE || change->operation == ROW_DELETE;
    bool is = change->operation == ROW_UPDATE || change->operation == ROW_CREATE ||
              change->operation == ROW_RESTORE;
    crm__id_map_init(&all.of, store->env);
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        if (was)
            status = activity_add(&all, change, change->before, row, true);
        if (status >= 0 && is)
            status = activity_add(&all, change, change->after, row, false);
    }
    if (status >= 0 && all.count)
        status = leads_write(&all);
    crm__free(store->env, all.items);
    crm__id_map_free(&all.of);
    return status;
}
