/* Moving leads: their fields and the ledger. */
#include "service/lead_move.h"

#include "base/time.h"

enum state_field {
    STATE_OWNER,
    STATE_POOL,
    STATE_POOL_ENTERED,
    STATE_OWNER_SINCE,
    STATE_PREVIOUS,
    STATE_PREVIOUS_UNTIL,
    STATE_RECYCLES,
    STATE_LOCKED,
    STATE_CONVERTED,
    STATE_FIELDS,
};

static const char *const state_names[STATE_FIELDS] = {
    "owner",         "pool",           "pool_entered_at",
    "owner_since",   "previous_owner", "previous_owner_until",
    "recycle_count", "locked",         "converted_at"};

static int64_t int_or(const struct batch *rows, size_t column, size_t row, int64_t otherwise)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_INT ? value.integer : otherwise;
}

crm_status crm__lead_states(struct store *store, const int64_t *leads, size_t count,
                            struct lead_state *states)
{
    const struct entity *lead = crm__service_entity(store, "lead");
    const struct field *fields[STATE_FIELDS];
    for (size_t i = 0; i < STATE_FIELDS; i++)
        fields[i] = crm__service_field(lead, state_names[i]);
    uint8_t *found = crm__alloc_zero(store->env, count + 1, 1);
    if (!found)
        return CRM_E_NOMEM;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm__store_elevate(store);
    crm_status status =
        crm__rows_get(store, lead, fields, STATE_FIELDS, leads, count, 0, found, &rows);
    crm__store_restore(store);
    for (size_t row = 0; status >= 0 && row < count; row++) {
        states[row] = (struct lead_state){
            .id = leads[row],
            .owner = int_or(&rows, STATE_OWNER, row, 0),
            .pool = int_or(&rows, STATE_POOL, row, 0),
            .pool_entered_us = int_or(&rows, STATE_POOL_ENTERED, row, INT64_MIN),
            .owner_since_us = int_or(&rows, STATE_OWNER_SINCE, row, INT64_MIN),
            .previous_owner = int_or(&rows, STATE_PREVIOUS, row, 0),
            .previous_until_us = int_or(&rows, STATE_PREVIOUS_UNTIL, row, INT64_MIN),
            .recycle_count = int_or(&rows, STATE_RECYCLES, row, 0),
            .locked = int_or(&rows, STATE_LOCKED, row, 0) != 0,
            .converted = int_or(&rows, STATE_CONVERTED, row, 0) != 0,
            .found = found[row] != 0,
        };
    }
    crm__batch_free(&rows);
    crm__free(store->env, found);
    return status;
}

/* --- writing -------------------------------------------------------------------------------- */

enum written_field {
    WRITTEN_OWNER,
    WRITTEN_OWNER_SINCE,
    WRITTEN_COLLECTED,
    WRITTEN_POOL,
    WRITTEN_POOL_ENTERED,
    WRITTEN_PREVIOUS,
    WRITTEN_PREVIOUS_UNTIL,
    WRITTEN_RECYCLES,
    WRITTEN_STATUS, /* last: left out when the status stays */
    WRITTEN_FIELDS,
};

static const char *const written_names[WRITTEN_FIELDS] = {
    "owner",          "owner_since",          "collected_at",  "pool",  "pool_entered_at",
    "previous_owner", "previous_owner_until", "recycle_count", "status"};

static struct value id_or_null(int64_t id)
{
    return id ? crm__value_int(id) : VALUE_OF_NULL;
}

static struct value time_or_null(int64_t time_us)
{
    return time_us == INT64_MIN ? VALUE_OF_NULL : crm__value_int(time_us);
}

static bool gives_owner(enum move_action action)
{
    return action == MOVE_CLAIM || action == MOVE_ASSIGN;
}

static bool takes_owner(enum move_action action)
{
    return action == MOVE_RELEASE || action == MOVE_RECYCLE || action == MOVE_RETURN;
}

/* The written fields of one lead after the move. */
static void moved_values(const struct lead_state *state, const struct lead_move *move,
                         int64_t now_us, struct value *values)
{
    bool gives = gives_owner(move->action);
    bool leaves =
        state->owner && (takes_owner(move->action) || (gives && state->owner != move->user));
    bool enters = takes_owner(move->action) || move->action == MOVE_TRANSFER;
    struct value owner = gives                       ? crm__value_int(move->user)
                         : takes_owner(move->action) ? VALUE_OF_NULL
                                                     : id_or_null(state->owner);
    bool keeps = !gives && !takes_owner(move->action);
    values[WRITTEN_OWNER] = owner;
    values[WRITTEN_OWNER_SINCE] = gives   ? crm__value_int(now_us)
                                  : keeps ? time_or_null(state->owner_since_us)
                                          : VALUE_OF_NULL;
    values[WRITTEN_COLLECTED] = values[WRITTEN_OWNER_SINCE];
    values[WRITTEN_POOL] = id_or_null(move->pool ? move->pool : state->pool);
    values[WRITTEN_POOL_ENTERED] =
        enters ? crm__value_int(now_us) : time_or_null(state->pool_entered_us);
    values[WRITTEN_PREVIOUS] = id_or_null(leaves ? state->owner : state->previous_owner);
    values[WRITTEN_PREVIOUS_UNTIL] =
        leaves ? crm__value_int(now_us) : time_or_null(state->previous_until_us);
    values[WRITTEN_RECYCLES] =
        crm__value_int(state->recycle_count + (move->action == MOVE_RECYCLE));
    values[WRITTEN_STATUS] = crm__value_text(move->status);
}

/* A batch with a column for each named field of the entity. */
static crm_status columns_make(const struct entity *entity, const char *const *names, size_t count,
                               const struct field **fields, struct batch *rows)
{
    for (size_t i = 0; i < count; i++) {
        fields[i] = crm__service_field(entity, names[i]);
        if (!crm__batch_add(rows, fields[i]->name, crm__field_kind(fields[i]->type)))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static crm_status row_add(struct batch *rows, const struct value *values)
{
    for (size_t i = 0; i < rows->column_count; i++) {
        crm_status status = crm__column_value(rows, &rows->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(rows);
    return CRM_OK;
}

static crm_status batch_save(struct store *store, const struct entity *entity,
                             const struct field **fields, const struct batch *rows,
                             const int64_t *ids, enum row_operation operation)
{
    struct arena arena;
    crm__arena_init(&arena, store->env);
    struct save save = {.entity = entity,
                        .fields = fields,
                        .field_count = rows->column_count,
                        .rows = rows,
                        .ids = ids,
                        .by_system = true,
                        .all_or_none = true,
                        .operation = operation,
                        .arena = &arena};
    crm_status status = crm__save_rows(store, &save);
    crm__arena_free(&arena);
    return status;
}

/* One move for all leads, or one for each. */
struct moves {
    const struct lead_move *first;
    size_t step; /* 0 or 1 */
};

static const struct lead_move *move_at(const struct moves *moves, size_t index)
{
    return &moves->first[index * moves->step];
}

static crm_status leads_write(struct store *store, const struct lead_state *states, size_t count,
                              const struct moves *moves)
{
    static const enum row_operation operations[] = {
        [MOVE_CLAIM] = ROW_CLAIM,     [MOVE_ASSIGN] = ROW_ASSIGN,   [MOVE_RELEASE] = ROW_RELEASE,
        [MOVE_RECYCLE] = ROW_RECYCLE, [MOVE_TRANSFER] = ROW_ASSIGN, [MOVE_RETURN] = ROW_RELEASE};
    const struct entity *lead = crm__service_entity(store, "lead");
    const struct field *fields[WRITTEN_FIELDS];
    struct batch rows;
    crm__batch_init(&rows, store->env);
    size_t width = moves->first->status.size ? WRITTEN_FIELDS : WRITTEN_STATUS;
    crm_status status = columns_make(lead, written_names, width, fields, &rows);
    int64_t *ids = crm__realloc_array(store->env, NULL, count, sizeof *ids);
    if (!ids)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        struct value values[WRITTEN_FIELDS];
        moved_values(&states[i], move_at(moves, i), store->env->now_us, values);
        ids[i] = states[i].id;
        status = row_add(&rows, values);
    }
    if (status >= 0)
        status = batch_save(store, lead, fields, &rows, ids, operations[moves->first->action]);
    crm__free(store->env, ids);
    crm__batch_free(&rows);
    return status;
}

/* The local day of the pool decides what "a day's claims" are. */
static crm_status local_day(struct store *store, int64_t pool, int64_t *day_out)
{
    const struct entity *entity = crm__service_entity(store, "pool");
    const struct field *field = crm__service_field(entity, "time_zone");
    const struct zone *zone;
    uint8_t found = 0;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm__store_elevate(store);
    crm_status status =
        crm__rows_get(store, entity, &field, 1, &pool, 1, ROWS_DELETED, &found, &rows);
    crm__store_restore(store);
    struct value name = status >= 0 ? crm__batch_at(&rows, 0, 0) : VALUE_OF_NULL;
    if (status >= 0)
        status = crm__store_zone(store, name.kind == VALUE_TEXT ? name.text : TEXT_NONE, &zone);
    if (status >= 0)
        *day_out = crm__zone_date(zone, store->env->now_us);
    crm__batch_free(&rows);
    return status;
}

static crm_status ledger_write(struct store *store, const struct lead_state *states, size_t count,
                               const struct moves *moves)
{
    static const char *const names[] = {"pool",      "lead",      "user",      "action", "at",
                                        "local_day", "from_user", "from_pool", "rule",   "reason"};
    enum { COUNT = sizeof names / sizeof *names };
    static const char *const actions[] = {"claim",   "assign",   "release",
                                          "recycle", "transfer", "return"};
    const struct entity *claim = crm__service_entity(store, "claim");
    const struct field *fields[COUNT];
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = columns_make(claim, names, COUNT, fields, &rows);
    int64_t day = 0;
    int64_t day_of = -1; /* leads of one pool usually stand together */
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const struct lead_move *move = move_at(moves, i);
        int64_t pool = move->pool ? move->pool : states[i].pool;
        if (pool != day_of)
            status = local_day(store, pool, &day);
        day_of = pool;
        const struct value values[COUNT] = {
            id_or_null(pool),
            crm__value_int(states[i].id),
            id_or_null(gives_owner(move->action) ? move->user : states[i].owner),
            crm__value_text(crm__text_of(actions[move->action])),
            crm__value_int(store->env->now_us),
            crm__value_int(day),
            id_or_null(states[i].owner),
            id_or_null(states[i].pool),
            id_or_null(move->rule),
            move->reason.size ? crm__value_text(move->reason) : VALUE_OF_NULL,
        };
        if (status >= 0)
            status = row_add(&rows, values);
    }
    if (status >= 0)
        status = batch_save(store, claim, fields, &rows, NULL, 0);
    crm__batch_free(&rows);
    return status;
}

static crm_status leads_move(struct store *store, const struct lead_state *states, size_t count,
                             const struct moves *moves)
{
    if (count == 0)
        return CRM_OK;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__store_elevate(store);
    status = leads_write(store, states, count, moves);
    if (status >= 0)
        status = ledger_write(store, states, count, moves);
    crm__store_restore(store);
    return crm__store_end(store, status);
}

crm_status crm__leads_move(struct store *store, const struct lead_state *states, size_t count,
                           const struct lead_move *move)
{
    return leads_move(store, states, count, &(struct moves){.first = move, .step = 0});
}

crm_status crm__leads_move_each(struct store *store, const struct lead_state *states,
                                size_t count, const struct lead_move *moves)
{
    return leads_move(store, states, count, &(struct moves){.first = moves, .step = 1});
}
