/*
 * Stage tracking: an observer of opportunities. What moves an opportunity has been allowed by
 * save_stage.c; here its other fields follow.
 */
#include "service/stage.h"

#include "base/time.h"
#include "service/save.h"
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

/* One opportunity that moved. */
struct move {
    struct store *store;
    int64_t id;
    bool is_new;
    struct value before[TRACK_COUNT];
    struct value after[TRACK_COUNT];
    struct batch stages; /* row 0: the new stage, row 1: the old one */
};

static bool is_null(struct value value)
{
    return value.kind == VALUE_NULL;
}

static size_t column_of(const struct row_change *change, const char *name)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (crm__text_is(change->fields[i]->name, name))
            return i;
    }
    return SIZE_MAX;
}

static void values_read(const struct row_change *change, const struct batch *rows, size_t row,
                        struct value values[TRACK_COUNT])
{
    for (size_t i = 0; i < TRACK_COUNT; i++) {
        size_t column = column_of(change, tracked_names[i]);
        bool known = rows && column != SIZE_MAX;
        values[i] = known ? crm__batch_at(rows, column, row) : VALUE_OF_NULL;
    }
}

static crm_status stages_read(struct move *move)
{
    static const char *const names[STAGE_COLUMNS] = {"stage_group", "outcome", "probability",
                                                     "forecast_category"};
    const struct entity *entity = crm__service_entity(move->store, "stage");
    const struct field *fields[STAGE_COLUMNS];
    const int64_t ids[] = {move->after[TRACK_STAGE].integer, move->before[TRACK_STAGE].integer};
    uint8_t found[2];
    for (size_t i = 0; i < STAGE_COLUMNS; i++)
        fields[i] = crm__service_field(entity, names[i]);
    return crm__rows_get(move->store, entity, fields, STAGE_COLUMNS, ids,
                         is_null(move->before[TRACK_STAGE]) ? 1 : 2, ROWS_DELETED, found,
                         &move->stages);
}

static bool stage_is_open(const struct move *move, size_t row)
{
    struct value outcome = crm__batch_at(&move->stages, STAGE_OUTCOME, row);
    return outcome.kind == VALUE_TEXT && crm__text_is(outcome.text, "open");
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
    return unless_given(move, TRACK_SINCE, crm__value_int(move->store->env->now_us));
}

/* When it was closed: what was given, if it was given with the closing or before it. */
static struct value closed_of(const struct move *move, bool was_open, bool is_open)
{
    struct value now = crm__value_int(move->store->env->now_us);
    if (is_open)
        return VALUE_OF_NULL;
    if (was_open && !is_null(move->after[TRACK_CLOSED]))
        return move->after[TRACK_CLOSED];
    return unless_given(move, TRACK_CLOSED, now);
}

static crm_status opportunity_write(struct move *move)
{
    bool open = stage_is_open(move, 0);
    bool left_open = move->stages.row_count > 1 && stage_is_open(move, 1);
    struct value closed = closed_of(move, left_open || move->stages.row_count < 2, open);
    const struct save_field fields[] = {
        {"stage_since", since_of(move)},
        {"stage_group", crm__batch_at(&move->stages, STAGE_GROUP, 0)},
        {"last_stage", left_open ? move->before[TRACK_STAGE] : move->after[TRACK_LAST]},
        {"outcome", crm__batch_at(&move->stages, STAGE_OUTCOME, 0)},
        {"probability",
         unless_given(move, TRACK_PROBABILITY, crm__batch_at(&move->stages, STAGE_PROBABILITY, 0))},
        {"forecast_category",
         unless_given(move, TRACK_FORECAST, crm__batch_at(&move->stages, STAGE_FORECAST, 0))},
        {"closed_at", closed},
    };
    return crm__save_fields(move->store, crm__service_entity(move->store, "opportunity"), move->id,
                            0, fields, sizeof fields / sizeof *fields, NULL);
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
    const struct save_field fields[] = {
        {"opportunity", crm__value_int(move->id)},
        {"from_stage", move->before[TRACK_STAGE]},
        {"to_stage", move->after[TRACK_STAGE]},
        {"at", is_null(since) ? crm__value_int(move->store->env->now_us) : since},
        {"duration_s", duration_of(move)},
        {"outcome", crm__batch_at(&move->stages, STAGE_OUTCOME, 0)},
        {"amount", move->after[TRACK_AMOUNT]},
        {"currency", move->after[TRACK_CURRENCY]},
        {"probability",
         unless_given(move, TRACK_PROBABILITY, crm__batch_at(&move->stages, STAGE_PROBABILITY, 0))},
    };
    return crm__save_fields(move->store, crm__service_entity(move->store, "stage_change"), 0, 0,
                            fields, sizeof fields / sizeof *fields, NULL);
}

static crm_status stage_follow(struct move *move)
{
    crm__batch_init(&move->stages, move->store->env);
    crm_status status = stages_read(move);
    if (status >= 0)
        status = change_write(move);
    if (status >= 0)
        status = opportunity_write(move);
    crm__batch_free(&move->stages);
    return status;
}

/* What the outcome makes of the chance to win: what the stage says, if it stands for it. */
static crm_status chance_read(struct move *move, bool *stands_out, struct value *chance_out)
{
    struct value outcome = move->after[TRACK_OUTCOME];
    *stands_out = false;
    *chance_out = crm__text_is(outcome.text, "open")  ? VALUE_OF_NULL
                  : crm__text_is(outcome.text, "won") ? crm__value_int(100)
                                                      : crm__value_int(0);
    if (is_null(move->after[TRACK_STAGE]))
        return CRM_OK;
    crm__batch_init(&move->stages, move->store->env);
    crm_status status = stages_read(move);
    if (status >= 0 && crm__value_equal(crm__batch_at(&move->stages, STAGE_OUTCOME, 0), outcome)) {
        *stands_out = true;
        *chance_out = crm__batch_at(&move->stages, STAGE_PROBABILITY, 0);
    }
    crm__batch_free(&move->stages);
    return status;
}

/* An outcome that came without a stage: the opportunity is closed or opened by itself. */
static crm_status outcome_follow(struct move *move)
{
    struct value before = move->before[TRACK_OUTCOME];
    struct value after = move->after[TRACK_OUTCOME];
    struct value chance;
    bool was_open = is_null(before) || crm__text_is(before.text, "open");
    bool open = is_null(after) || crm__text_is(after.text, "open");
    bool stands;
    if (is_null(after) || crm__value_equal(before, after) || (move->is_new && open))
        return CRM_OK;
    crm_status status = chance_read(move, &stands, &chance);
    /* This is the answer to a move, which wrote it together with all that follows from it. */
    bool answer = !move->is_new && stands &&
                  !crm__value_equal(move->before[TRACK_CLOSED], move->after[TRACK_CLOSED]);
    if (status < 0 || answer)
        return status;
    const struct save_field fields[] = {
        {"closed_at", closed_of(move, was_open, open)},
        {"probability", unless_given(move, TRACK_PROBABILITY, chance)},
    };
    return crm__save_fields(move->store, crm__service_entity(move->store, "opportunity"), move->id,
                            0, fields, sizeof fields / sizeof *fields, NULL);
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
    const struct save_field fields[] = {
        {"first_close_date", is_null(first) ? after : first},
        {"push_count", crm__value_int((is_null(pushes) ? 0 : pushes.integer) + later)},
    };
    return crm__save_fields(move->store, crm__service_entity(move->store, "opportunity"), move->id,
                            0, fields, sizeof fields / sizeof *fields, NULL);
}

static crm_status move_follow(struct store *store, const struct row_change *change, size_t row)
{
    struct move move = {
        .store = store, .id = change->ids[row], .is_new = change->operation == ROW_CREATE};
    values_read(change, change->before, row, move.before);
    values_read(change, change->after, row, move.after);
    bool moves = !is_null(move.after[TRACK_STAGE]) &&
                 !crm__value_equal(move.before[TRACK_STAGE], move.after[TRACK_STAGE]);
    crm_status status = moves ? stage_follow(&move) : outcome_follow(&move);
    return status < 0 ? status : date_follow(&move);
}

static crm_status opportunities_changed(struct observer *observer, struct store *store,
                                        const struct row_change *change)
{
    (void)observer;
    crm_status status = CRM_OK;
    if (change->operation != ROW_CREATE && change->operation != ROW_UPDATE)
        return CRM_OK;
    crm__store_elevate(store);
    for (size_t row = 0; status >= 0 && row < change->count; row++)
        status = move_follow(store, change, row);
    crm__store_restore(store);
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
