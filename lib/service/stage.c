/*
 * Stage tracking: an observer of opportunities. What moves an opportunity has been allowed by
 * save_stage.c; here its other fields follow.
 */
#include "service/stage.h"

#include "base/time.h"
#include "service/table.h"
#include "store/observer.h"

/* What an opportunity takes from its stage, and what the change is told with. */
enum tracked {
    TRACK_STAGE,
    TRACK_GROUP,
    TRACK_SINCE,
    TRACK_LAST,
    TRACK_OUTCOME,
    TRACK_PROBABILITY,
    TRACK_FORECAST,
    TRACK_CLOSED,
    TRACK_AMOUNT,
    TRACK_CURRENCY,
    TRACK_CLOSE_DATE,
    TRACK_FIRST_DATE,
    TRACK_PUSHES,
    TRACK_COUNT,
};
static const char *const tracked_names[] = {
    "stage",       "stage_group",       "stage_since", "last_stage", "outcome",
    "probability", "forecast_category", "closed_at",   "amount",     "currency",
    "close_date",  "first_close_date",  "push_count",  NULL};

enum stage_column { STAGE_GROUP, STAGE_OUTCOME, STAGE_PROBABILITY, STAGE_FORECAST, STAGE_COLUMNS };

/* What is to be written for all opportunities of one change, each kind in one go. */
enum written { WRITE_CHANGES, WRITE_MOVES, WRITE_OUTCOMES, WRITE_DATES, WRITE_COUNT };

static const struct written_table {
    const char *entity;
    const char *names[10];
    size_t count;
} written_tables[WRITE_COUNT] = {
    [WRITE_CHANGES] = {"stage_change",
                       {"opportunity", "from_stage", "to_stage", "at", "duration_s", "outcome",
                        "amount", "currency", "probability"},
                       9},
    [WRITE_MOVES] = {"opportunity",
                     {"stage_since", "stage_group", "last_stage", "outcome", "probability",
                      "forecast_category", "closed_at"},
                     7},
    [WRITE_OUTCOMES] = {"opportunity", {"closed_at", "probability"}, 2},
    [WRITE_DATES] = {"opportunity", {"first_close_date", "push_count"}, 2},
};

struct following {
    struct store *store;
    struct batch stages; /* rows 2 i and 2 i + 1: the new and the old stage of row i */
    struct table tables[WRITE_COUNT];
};

/* One opportunity that moved. */
struct move {
    struct following *following;
    int64_t now_us;
    int64_t id;
    size_t row;
    bool is_new;
    struct value before[TRACK_COUNT];
    struct value after[TRACK_COUNT];
};

static bool is_null(struct value value)
{
    return value.kind == VALUE_NULL;
}

static void values_read(const struct row_change *change, const struct batch *rows, size_t row,
                        struct value values[TRACK_COUNT])
{
    for (size_t i = 0; i < TRACK_COUNT; i++)
        values[i] = crm__change_value(change, rows, tracked_names[i], row);
}

/* The stages that all rows have and had; null where there is none. */
static crm_status stages_read(struct following *following, const struct row_change *change)
{
    static const char *const names[STAGE_COLUMNS] = {"stage_group", "outcome", "probability",
                                                     "forecast_category"};
    struct store *store = following->store;
    const struct entity *entity = crm__service_entity(store, "stage");
    const struct field *fields[STAGE_COLUMNS];
    size_t column = crm__change_column(change, tracked_names[TRACK_STAGE]);
    int64_t *ids = crm__alloc_zero(store->env, change->count * 2 + 1, sizeof *ids);
    uint8_t *found = crm__alloc_zero(store->env, change->count * 2 + 1, 1);
    for (size_t i = 0; i < STAGE_COLUMNS; i++)
        fields[i] = crm__service_field(entity, names[i]);
    for (size_t row = 0; ids && column != SIZE_MAX && row < change->count; row++) {
        ids[row * 2] = crm__table_int(change->after, column, row, 0);
        ids[row * 2 + 1] = change->before ? crm__table_int(change->before, column, row, 0) : 0;
    }
    crm_status status = ids && found ? CRM_OK : CRM_E_NOMEM;
    if (status >= 0)
        status = crm__rows_get(store, entity, fields, STAGE_COLUMNS, ids, change->count * 2,
                               ROWS_DELETED, found, &following->stages);
    crm__free(store->env, found);
    crm__free(store->env, ids);
    return status;
}

static struct value stage_value(const struct move *move, bool old, enum stage_column column)
{
    return crm__batch_at(&move->following->stages, column, move->row * 2 + old);
}

static bool stage_is_open(const struct move *move, bool old)
{
    struct value outcome = stage_value(move, old, STAGE_OUTCOME);
    return outcome.kind == VALUE_TEXT && crm__text_is(outcome.text, "open");
}

static crm_status row_write(struct move *move, enum written which, int64_t id,
                            const struct value *values)
{
    return crm__table_add(&move->following->tables[which], id, values);
}

/* What the caller gave himself stays: of a new record what it has, else what was changed. */
static struct value unless_given(const struct move *move, enum tracked field, struct value value)
{
    bool given = move->is_new ? !is_null(move->after[field])
                              : !crm__value_equal(move->before[field], move->after[field]);
    return given ? move->after[field] : value;
}

static struct value since_of(const struct move *move)
{
    return unless_given(move, TRACK_SINCE, crm__value_int(move->now_us));
}

/* When it was closed: what was given, if it was given with the closing or before it. */
static struct value closed_of(const struct move *move, bool was_open, bool is_open)
{
    struct value now = crm__value_int(move->now_us);
    if (is_open)
        return VALUE_OF_NULL;
    if (was_open && !is_null(move->after[TRACK_CLOSED]))
        return move->after[TRACK_CLOSED];
    return unless_given(move, TRACK_CLOSED, now);
}

static crm_status opportunity_write(struct move *move)
{
    bool had_stage = !is_null(move->before[TRACK_STAGE]);
    bool open = stage_is_open(move, false);
    bool left_open = had_stage && stage_is_open(move, true);
    const struct value values[] = {
        since_of(move),
        stage_value(move, false, STAGE_GROUP),
        left_open ? move->before[TRACK_STAGE] : move->after[TRACK_LAST],
        stage_value(move, false, STAGE_OUTCOME),
        unless_given(move, TRACK_PROBABILITY, stage_value(move, false, STAGE_PROBABILITY)),
        unless_given(move, TRACK_FORECAST, stage_value(move, false, STAGE_FORECAST)),
        closed_of(move, left_open || !had_stage, open),
    };
    return row_write(move, WRITE_MOVES, move->id, values);
}

/* Whole seconds in the old stage; unknown when nothing says since when. */
static struct value duration_of(const struct move *move)
{
    struct value from = move->before[TRACK_SINCE];
    struct value to = since_of(move);
    if (is_null(move->before[TRACK_STAGE]) || is_null(from) || is_null(to) ||
        to.integer < from.integer)
        return VALUE_OF_NULL;
    return crm__value_int((to.integer - from.integer) / SECOND_US);
}

static crm_status change_write(struct move *move)
{
    struct value since = since_of(move);
    const struct value values[] = {
        crm__value_int(move->id),
        move->before[TRACK_STAGE],
        move->after[TRACK_STAGE],
        is_null(since) ? crm__value_int(move->now_us) : since,
        duration_of(move),
        stage_value(move, false, STAGE_OUTCOME),
        move->after[TRACK_AMOUNT],
        move->after[TRACK_CURRENCY],
        unless_given(move, TRACK_PROBABILITY, stage_value(move, false, STAGE_PROBABILITY)),
    };
    return row_write(move, WRITE_CHANGES, 0, values);
}

static crm_status stage_follow(struct move *move)
{
    crm_status status = change_write(move);
    return status < 0 ? status : opportunity_write(move);
}

/* What the outcome makes of the chance to win: what the stage says, if it stands for it. */
static struct value chance_of(const struct move *move, bool *stands_out)
{
    struct value outcome = move->after[TRACK_OUTCOME];
    *stands_out = !is_null(move->after[TRACK_STAGE]) &&
                  crm__value_equal(stage_value(move, false, STAGE_OUTCOME), outcome);
    if (*stands_out)
        return stage_value(move, false, STAGE_PROBABILITY);
    if (crm__text_is(outcome.text, "open"))
        return VALUE_OF_NULL;
    return crm__value_int(crm__text_is(outcome.text, "won") ? 100 : 0);
}

/* An outcome that came without a stage: the opportunity is closed or opened by itself. */
static crm_status outcome_follow(struct move *move)
{
    struct value before = move->before[TRACK_OUTCOME];
    struct value after = move->after[TRACK_OUTCOME];
    bool was_open = is_null(before) || crm__text_is(before.text, "open");
    bool open = is_null(after) || crm__text_is(after.text, "open");
    bool stands;
    if (is_null(after) || crm__value_equal(before, after) || (move->is_new && open))
        return CRM_OK;
    struct value chance = chance_of(move, &stands);
    /* This is the answer to a move, which wrote it together with all that follows from it. */
    bool answer = !move->is_new && stands &&
                  !crm__value_equal(move->before[TRACK_CLOSED], move->after[TRACK_CLOSED]);
    if (answer)
        return CRM_OK;
    const struct value values[] = {closed_of(move, was_open, open),
                                   unless_given(move, TRACK_PROBABILITY, chance)};
    return row_write(move, WRITE_OUTCOMES, move->id, values);
}

/* The first date that was hoped for, and how often a later one took its place. */
static crm_status date_follow(struct move *move)
{
    struct value before = move->before[TRACK_CLOSE_DATE];
    struct value after = move->after[TRACK_CLOSE_DATE];
    struct value first = move->after[TRACK_FIRST_DATE];
    struct value pushes = move->after[TRACK_PUSHES];
    if (is_null(after) || crm__value_equal(before, after))
        return CRM_OK;
    bool later = !is_null(before) && after.integer > before.integer;
    const struct value values[] = {
        is_null(first) ? after : first,
        crm__value_int((is_null(pushes) ? 0 : pushes.integer) + later),
    };
    return row_write(move, WRITE_DATES, move->id, values);
}

static crm_status move_follow(struct following *following, const struct row_change *change,
                              size_t row)
{
    struct move move = {.following = following,
                        .now_us = following->store->env->now_us,
                        .id = change->ids[row],
                        .row = row,
                        .is_new = change->operation == ROW_CREATE};
    values_read(change, change->before, row, move.before);
    values_read(change, change->after, row, move.after);
    bool moves = !is_null(move.after[TRACK_STAGE]) &&
                 !crm__value_equal(move.before[TRACK_STAGE], move.after[TRACK_STAGE]);
    crm_status status = moves ? stage_follow(&move) : outcome_follow(&move);
    return status < 0 ? status : date_follow(&move);
}

static crm_status change_follow(struct following *following, const struct row_change *change)
{
    crm_status status = stages_read(following, change);
    for (size_t i = 0; status >= 0 && i < WRITE_COUNT; i++) {
        const struct written_table *table = &written_tables[i];
        status = crm__table_init(&following->tables[i], following->store, table->entity,
                                 table->names, table->count);
    }
    for (size_t row = 0; status >= 0 && row < change->count; row++)
        status = move_follow(following, change, row);
    for (size_t i = 0; status >= 0 && i < WRITE_COUNT; i++)
        status = crm__table_save(&following->tables[i], 0);
    return status;
}

static crm_status opportunities_changed(struct observer *observer, struct store *store,
                                        const struct row_change *change)
{
    (void)observer;
    struct following following = {.store = store};
    if (change->operation != ROW_CREATE && change->operation != ROW_UPDATE)
        return CRM_OK;
    crm__batch_init(&following.stages, store->env);
    crm__store_elevate(store);
    crm_status status = change_follow(&following, change);
    crm__store_restore(store);
    for (size_t i = 0; i < WRITE_COUNT; i++) {
        if (following.tables[i].store)
            crm__table_free(&following.tables[i]);
    }
    crm__batch_free(&following.stages);
    return status;
}

struct stage_observer {
    struct observer observer;
    struct env *env;
};

static void observer_close(struct observer *observer)
{
    struct stage_observer *stages = (struct stage_observer *)observer;
    crm__free(stages->env, stages);
}

crm_status crm__stage_attach(struct store *store)
{
    struct stage_observer *stages = crm__alloc_zero(store->env, 1, sizeof *stages);
    if (!stages)
        return CRM_E_NOMEM;
    stages->env = store->env;
    stages->observer.name = "stages";
    stages->observer.entity = TEXT("opportunity");
    stages->observer.fields = tracked_names;
    stages->observer.rows = opportunities_changed;
    stages->observer.close = observer_close;
    crm__store_observe(store, &stages->observer);
    return CRM_OK;
}
