/* Follow-ups of leads, accounts, contacts and opportunities, kept as activities are written. */
#include "service/follow_up.h"

#include "service/table.h"

/* The first ones name whom an activity follows up on; they are named as their entities are. */
const char *const crm__follow_up_fields[] = {
    "lead",    "account",   "contact", "opportunity", "subject_entity", "subject_id", "at",
    "next_at", "direction", "result",  NULL};

enum {
    NAME_LEAD,
    TARGETS = 4,
    NAME_ENTITY = TARGETS,
    NAME_SUBJECT,
    NAME_AT,
    NAME_NEXT,
    NAME_DIRECTION,
    NAME_RESULT,
};

#define NO_TIME INT64_MIN

/* What a batch of activities does to one record. */
struct follow_up {
    int64_t id;
    int64_t count;       /* more of them, or fewer */
    int64_t last_us;     /* newest; NO_TIME: none is new */
    int64_t response_us; /* oldest that is not the customer's own; NO_TIME */
    int64_t next_us;     /* agreed by the newest; NO_TIME */
    int64_t removed_us;  /* newest that is gone; NO_TIME */
};

struct follow_ups {
    struct store *store;
    int target;       /* whose follow-ups: NAME_LEAD and the next ones */
    struct id_map of; /* id -> position */
    struct follow_up *items;
    size_t count;
    size_t capacity;
};

static struct value cell_of(const struct row_change *change, const struct batch *rows, int name,
                            size_t row)
{
    return crm__change_value(change, rows, crm__follow_up_fields[name], row);
}

/* The record that an activity follows up on; 0 when none. What was cancelled is no follow-up. */
static int64_t target_of(const struct row_change *change, const struct batch *rows, int target,
                         size_t row)
{
    struct value reference = cell_of(change, rows, target, row);
    struct value entity = cell_of(change, rows, NAME_ENTITY, row);
    struct value subject = cell_of(change, rows, NAME_SUBJECT, row);
    struct value result = cell_of(change, rows, NAME_RESULT, row);
    if (result.kind == VALUE_TEXT && crm__text_is(result.text, "cancelled"))
        return 0;
    if (reference.kind == VALUE_INT)
        return reference.integer;
    bool is_subject =
        entity.kind == VALUE_TEXT && crm__text_is(entity.text, crm__follow_up_fields[target]);
    return is_subject && subject.kind == VALUE_INT ? subject.integer : 0;
}

static struct follow_up *item_of(struct follow_ups *all, int64_t id)
{
    int64_t *at = crm__id_map_put(&all->of, id, (int64_t)all->count);
    if (!at || crm__array_reserve(all->store->env, (void **)&all->items, &all->capacity,
                                  all->count + 1, sizeof *all->items) < 0)
        return NULL;
    if ((size_t)*at == all->count)
        all->items[all->count++] = (struct follow_up){.id = id,
                                                      .last_us = NO_TIME,
                                                      .response_us = NO_TIME,
                                                      .next_us = NO_TIME,
                                                      .removed_us = NO_TIME};
    return &all->items[*at];
}

/* One activity comes to its record, or leaves it. What is planned for later is no contact yet, so a
 * time to come counts as now. */
static crm_status activity_add(struct follow_ups *all, const struct row_change *change,
                               const struct batch *rows, size_t row, bool leaves)
{
    int64_t id = target_of(change, rows, all->target, row);
    struct value at = cell_of(change, rows, NAME_AT, row);
    if (!id || at.kind != VALUE_INT)
        return CRM_OK;
    struct follow_up *item = item_of(all, id);
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
    bool inbound = direction.kind == VALUE_TEXT && crm__text_is(direction.text, "in");
    if (at_us >= item->last_us) {
        item->last_us = at_us;
        item->next_us = next.kind == VALUE_INT ? next.integer : NO_TIME;
    }
    if (!inbound && (item->response_us == NO_TIME || at_us < item->response_us))
        item->response_us = at_us;
    return CRM_OK;
}

/* The newest follow-up that is left; NO_TIME. */
static crm_status newest_left(const struct follow_ups *all, int64_t id, int64_t *at_out)
{
    struct store *store = all->store;
    struct query *query;
    struct batch rows;
    struct buffer rule;
    crm_status status = crm__query_new(store, crm__service_entity(store, "activity"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__buffer_init(&rule, store->env);
    const char *name = crm__follow_up_fields[all->target];
    crm__buffer_format(&rule,
                       "(%s == %lld || (subject_entity == \"%s\" && subject_id == %lld)) && "
                       "(!has(result) || result != \"cancelled\")",
                       name, (long long)id, name, (long long)id);
    if (crm__buffer_status(&rule) >= 0)
        crm__query_where(query, crm__buffer_view(&rule));
    crm__query_fields(query, TEXT("id,at"));
    crm__query_sort(query, TEXT("-at"));
    crm__query_limit(query, 1);
    status = crm__buffer_status(&rule);
    if (status >= 0)
        status = crm__query_all(query, &rows);
    *at_out = status >= 0 && rows.row_count ? rows.columns[1].integers[0] : NO_TIME;
    if (*at_out > store->env->now_us)
        *at_out = store->env->now_us;
    crm__buffer_free(&rule);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* What is kept of follow-ups; all but the first two are of leads alone. */
enum {
    KEPT_LAST,
    KEPT_NEXT,
    KEPT_TIMES,
    KEPT_RESPONSE = KEPT_TIMES,
    KEPT_COUNT,
    KEPT_STATUS,
    KEPT_FIELDS
};
static const char *const kept_names[KEPT_FIELDS] = {
    "last_follow_up_at", "next_follow_up_at", "first_response_at", "follow_up_count", "status"};

static size_t kept_count(const struct follow_ups *all)
{
    return all->target == NAME_LEAD ? KEPT_FIELDS : KEPT_TIMES;
}

static crm_status times_make(const struct follow_ups *all, const struct follow_up *item,
                             const struct batch *kept, size_t row, struct value *values)
{
    int64_t last_us = crm__table_int(kept, KEPT_LAST, row, NO_TIME);
    int64_t next_us = crm__table_int(kept, KEPT_NEXT, row, NO_TIME);
    crm_status status = CRM_OK;
    if (item->removed_us != NO_TIME && item->removed_us >= last_us)
        status = newest_left(all, item->id, &last_us);
    if (item->last_us != NO_TIME && item->last_us >= last_us) {
        bool was_due = next_us != NO_TIME && next_us <= all->store->env->now_us;
        last_us = item->last_us;
        next_us = item->next_us != NO_TIME ? item->next_us : was_due ? NO_TIME : next_us;
    }
    values[KEPT_LAST] = crm__value_or_null(last_us, NO_TIME);
    values[KEPT_NEXT] = crm__value_or_null(next_us, NO_TIME);
    return status;
}

static void lead_fields_make(const struct follow_up *item, const struct batch *kept, size_t row,
                             struct value *values)
{
    int64_t response_us = crm__table_int(kept, KEPT_RESPONSE, row, NO_TIME);
    int64_t count = crm__table_int(kept, KEPT_COUNT, row, 0) + item->count;
    struct text state = crm__table_text(kept, KEPT_STATUS, row);
    if (item->response_us != NO_TIME && response_us == NO_TIME)
        response_us = item->response_us;
    bool begins =
        item->last_us != NO_TIME && (crm__text_is(state, "new") || crm__text_is(state, "assigned"));
    values[KEPT_RESPONSE] = crm__value_or_null(response_us, NO_TIME);
    values[KEPT_COUNT] = crm__value_int(count > 0 ? count : 0);
    values[KEPT_STATUS] = crm__value_text(begins ? TEXT("working") : state);
}

static crm_status records_save(struct follow_ups *all, const struct batch *kept,
                               const uint8_t *found)
{
    struct table table;
    struct value values[KEPT_FIELDS];
    crm_status status = crm__table_init(&table, all->store, crm__follow_up_fields[all->target],
                                        kept_names, kept_count(all));
    for (size_t i = 0; status >= 0 && i < all->count; i++) {
        if (!found[i])
            continue;
        status = times_make(all, &all->items[i], kept, i, values);
        if (all->target == NAME_LEAD)
            lead_fields_make(&all->items[i], kept, i, values);
        if (status >= 0)
            status = crm__table_add(&table, all->items[i].id, values);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

static crm_status records_write(struct follow_ups *all)
{
    struct store *store = all->store;
    struct batch kept;
    int64_t *ids = crm__realloc_array(store->env, NULL, all->count + 1, sizeof *ids);
    uint8_t *found = crm__alloc_zero(store->env, all->count + 1, 1);
    crm__batch_init(&kept, store->env);
    crm_status status = ids && found ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < all->count; i++)
        ids[i] = all->items[i].id;
    crm__store_elevate(store);
    if (status >= 0)
        status = crm__table_get(store, crm__follow_up_fields[all->target], kept_names,
                                kept_count(all), ids, all->count, found, &kept);
    if (status >= 0)
        status = records_save(all, &kept, found);
    crm__store_restore(store);
    crm__batch_free(&kept);
    crm__free(store->env, found);
    crm__free(store->env, ids);
    return status;
}

static crm_status target_changed(struct store *store, const struct row_change *change, int target)
{
    struct follow_ups all = {.store = store, .target = target};
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
        status = records_write(&all);
    crm__free(store->env, all.items);
    crm__id_map_free(&all.of);
    return status;
}

crm_status crm__follow_ups_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change)
{
    (void)observer;
    crm_status status = CRM_OK;
    for (int target = NAME_LEAD; status >= 0 && target < TARGETS; target++)
        status = target_changed(store, change, target);
    return status;
}
