/* Cleansing: scoring a batch, deciding each lead, and writing the decisions. */
#include "service/cleanse.h"

#include "base/time.h"
#include "service/lead_move.h"
#include "service/table.h"

/* What is written for a batch of leads, each kind in one go. */
enum written {
    WRITE_TASKS,
    WRITE_QUALIFIED,
    WRITE_LEFT,
    WRITE_NURTURE,
    WRITE_TRACKED,
    WRITE_COUNT,
};

static const struct written_table {
    const char *entity;
    const char *names[6];
    size_t count;
} written_tables[WRITE_COUNT] = {
    [WRITE_TASKS] = {"task",
                     {"name", "owner", "lead", "subject_entity", "subject_id", "due_at"},
                     6},
    [WRITE_QUALIFIED] = {"lead", {"status"}, 1},
    [WRITE_LEFT] = {"lead", {"status", "nurture_state"}, 2},
    [WRITE_NURTURE] = {"lead", {"status"}, 1},
    [WRITE_TRACKED] = {"lead",
                       {"status", "nurture_state", "nurture_step", "nurture_since",
                        "nurture_track"},
                       5},
};

struct cleansing {
    struct store *store;
    struct scorer scorer;
    struct cleanse_report *report;
    struct batch *decisions;
    bool dry_run;
    /* Of the loaded batch, beside the scorer's results. */
    struct batch leads; /* status, locked, converted_at, owner, name */
    int64_t *ids;
    struct table tables[WRITE_COUNT];
    struct lead_move *moves; /* of the batch's leads to nurture pools */
    int64_t *movers;
    size_t move_count;
    struct arena arena; /* of the batch: reasons of moves */
};

enum lead_column { LEAD_STATUS, LEAD_LOCKED, LEAD_CONVERTED, LEAD_OWNER, LEAD_NAME, LEAD_COLUMNS };

enum decision { DECIDE_QUALIFY, DECIDE_NURTURE, DECIDE_NOTHING };

static bool status_is(const struct cleansing *cleansing, size_t row, const char *status)
{
    struct value value = crm__batch_at(&cleansing->leads, LEAD_STATUS, row);
    return value.kind == VALUE_TEXT && crm__text_is(value.text, status);
}

static enum decision decide(struct cleansing *cleansing, size_t row)
{
    const struct scored *scored = &cleansing->scorer.results[row];
    struct cleanse_report *report = cleansing->report;
    if (crm__batch_at(&cleansing->leads, LEAD_CONVERTED, row).kind != VALUE_NULL ||
        status_is(cleansing, row, "invalid"))
        return DECIDE_NOTHING;
    report->scored += scored->plan != NULL;
    if (!scored->plan || !scored->plan->has_threshold) {
        report->undecided++;
        return DECIDE_NOTHING;
    }
    bool good = scored->points >= scored->plan->threshold;
    if (status_is(cleansing, row, good ? "qualified" : "nurture")) {
        report->unchanged++;
        return DECIDE_NOTHING;
    }
    if (!good && crm__batch_at(&cleansing->leads, LEAD_LOCKED, row).integer) {
        report->locked++;
        return DECIDE_NOTHING;
    }
    report->qualified += good;
    report->nurtured += !good;
    return good ? DECIDE_QUALIFY : DECIDE_NURTURE;
}

/* --- writing -------------------------------------------------------------------------------- */

/* The owner is to contact the lead again within a day. */
static crm_status task_make(struct cleansing *cleansing, size_t row)
{
    struct store *store = cleansing->store;
    const struct scored *scored = &cleansing->scorer.results[row];
    struct value owner = crm__batch_at(&cleansing->leads, LEAD_OWNER, row);
    struct value name = crm__batch_at(&cleansing->leads, LEAD_NAME, row);
    struct buffer title;
    if (owner.kind == VALUE_NULL)
        return CRM_OK;
    cleansing->report->tasks++;
    if (cleansing->dry_run)
        return CRM_OK;
    crm__buffer_init(&title, store->env);
    crm__buffer_cstr(&title, "Contact again: ");
    if (name.kind == VALUE_TEXT)
        crm__buffer_text(&title, name.text);
    else
        crm__buffer_format(&title, "lead %lld", (long long)scored->lead);
    const struct value values[] = {
        crm__value_text(crm__buffer_view(&title)), owner,
        crm__value_int(scored->lead),              crm__value_text(TEXT("lead")),
        crm__value_int(scored->lead),              crm__value_int(store->env->now_us + DAY_US),
    };
    crm_status status = crm__buffer_status(&title);
    if (status >= 0)
        status = crm__table_add(&cleansing->tables[WRITE_TASKS], 0, values);
    crm__buffer_free(&title);
    return status;
}

static crm_status lead_qualify(struct cleansing *cleansing, size_t row)
{
    const struct value values[] = {crm__value_text(TEXT("qualified")),
                                   crm__value_text(TEXT("left"))};
    bool left = status_is(cleansing, row, "nurture");
    crm_status status = task_make(cleansing, row);
    if (status < 0 || cleansing->dry_run)
        return status;
    return crm__table_add(&cleansing->tables[left ? WRITE_LEFT : WRITE_QUALIFIED],
                          cleansing->scorer.results[row].lead, values);
}

/* To the nurture pool, and why, for its ledger. */
static crm_status lead_to_pool(struct cleansing *cleansing, const struct scored *scored)
{
    struct buffer reason;
    crm__buffer_init(&reason, cleansing->store->env);
    crm__buffer_format(&reason, "score %lld below %lld of ", (long long)scored->points,
                       (long long)scored->plan->threshold);
    crm__buffer_text(&reason, scored->plan->name);
    struct lead_move *move = &cleansing->moves[cleansing->move_count];
    *move = (struct lead_move){
        .pool = scored->plan->nurture_pool,
        .reason = crm__arena_text(&cleansing->arena, crm__buffer_view(&reason)),
    };
    crm_status status = crm__buffer_status(&reason);
    crm__buffer_free(&reason);
    if (status >= 0 && !move->reason.data)
        status = CRM_E_NOMEM;
    cleansing->movers[cleansing->move_count++] = scored->lead;
    return status;
}

static crm_status lead_nurture(struct cleansing *cleansing, size_t row)
{
    const struct scored *scored = &cleansing->scorer.results[row];
    const struct score_plan *plan = scored->plan;
    const struct value values[] = {
        crm__value_text(TEXT("nurture")),
        crm__value_text(TEXT("active")),
        crm__value_int(0),
        crm__value_int(cleansing->store->env->now_us),
        crm__value_int(plan->nurture_track),
    };
    if (cleansing->dry_run)
        return CRM_OK;
    /* Without a track there are no steps to follow. */
    crm_status status =
        crm__table_add(&cleansing->tables[plan->nurture_track ? WRITE_TRACKED : WRITE_NURTURE],
                       scored->lead, values);
    return status < 0 || !plan->nurture_pool ? status : lead_to_pool(cleansing, scored);
}

static crm_status decision_note(struct cleansing *cleansing, size_t row, enum decision decision)
{
    struct batch *rows = cleansing->decisions;
    const struct scored *scored = &cleansing->scorer.results[row];
    const struct value values[] = {
        crm__value_int(scored->lead),
        crm__value_int(scored->points),
        crm__value_int(scored->plan->threshold),
        crm__value_text(decision == DECIDE_QUALIFY ? TEXT("qualified") : TEXT("nurture")),
        crm__value_text(scored->reasons),
    };
    for (size_t i = 0; i < rows->column_count; i++) {
        crm_status status = crm__column_value(rows, &rows->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(rows);
    return CRM_OK;
}

/* --- a batch -------------------------------------------------------------------------------- */

static crm_status leads_load(struct cleansing *cleansing)
{
    static const char *const names[LEAD_COLUMNS] = {"status", "locked", "converted_at", "owner",
                                                    "name"};
    struct store *store = cleansing->store;
    const struct entity *lead = crm__service_entity(store, "lead");
    const struct field *fields[LEAD_COLUMNS];
    for (size_t i = 0; i < LEAD_COLUMNS; i++)
        fields[i] = crm__service_field(lead, names[i]);
    for (size_t i = 0; i < cleansing->scorer.count; i++)
        cleansing->ids[i] = cleansing->scorer.results[i].lead;
    return crm__rows_get(store, lead, fields, LEAD_COLUMNS, cleansing->ids,
                         cleansing->scorer.count, 0, NULL, &cleansing->leads);
}

/* Owned leads are released, the others transferred: each action is one move of many. */
static crm_status leads_move(struct cleansing *cleansing, enum move_action action,
                             const struct lead_state *states)
{
    struct env *env = cleansing->store->env;
    size_t room = cleansing->move_count;
    struct lead_state *chosen = crm__alloc_zero(env, room, sizeof *chosen);
    struct lead_move *moves = crm__alloc_zero(env, room, sizeof *moves);
    size_t count = 0;
    crm_status status = chosen && moves ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < room; i++) {
        if ((action == MOVE_RELEASE) != (states[i].owner != 0))
            continue;
        chosen[count] = states[i];
        moves[count] = cleansing->moves[i];
        moves[count++].action = action;
    }
    if (status >= 0)
        status = crm__leads_move_each(cleansing->store, chosen, count, moves);
    crm__free(env, moves);
    crm__free(env, chosen);
    return status;
}

static crm_status moves_write(struct cleansing *cleansing)
{
    struct env *env = cleansing->store->env;
    if (cleansing->move_count == 0)
        return CRM_OK;
    struct lead_state *states = crm__alloc_zero(env, cleansing->move_count, sizeof *states);
    crm_status status = states ? CRM_OK : CRM_E_NOMEM;
    if (status >= 0)
        status = crm__lead_states(cleansing->store, cleansing->movers, cleansing->move_count,
                                  states);
    if (status >= 0)
        status = leads_move(cleansing, MOVE_RELEASE, states);
    if (status >= 0)
        status = leads_move(cleansing, MOVE_TRANSFER, states);
    crm__free(env, states);
    return status;
}

static crm_status rows_decide(struct cleansing *cleansing)
{
    crm_status status = leads_load(cleansing);
    for (size_t row = 0; status >= 0 && row < cleansing->scorer.count; row++) {
        enum decision decision = decide(cleansing, row);
        if (decision == DECIDE_NOTHING)
            continue;
        status = decision == DECIDE_QUALIFY ? lead_qualify(cleansing, row)
                                            : lead_nurture(cleansing, row);
        if (status >= 0)
            status = decision_note(cleansing, row, decision);
    }
    return status;
}

static crm_status batch_decide(struct cleansing *cleansing)
{
    crm_status status = CRM_OK;
    cleansing->move_count = 0;
    for (size_t i = 0; status >= 0 && i < WRITE_COUNT; i++) {
        const struct written_table *table = &written_tables[i];
        status = crm__table_init(&cleansing->tables[i], cleansing->store, table->entity,
                                 table->names, table->count);
    }
    if (status >= 0)
        status = rows_decide(cleansing);
    for (size_t i = 0; status >= 0 && i < WRITE_COUNT; i++)
        status = crm__table_save(&cleansing->tables[i], 0);
    if (status >= 0)
        status = moves_write(cleansing);
    for (size_t i = 0; i < WRITE_COUNT; i++) {
        if (cleansing->tables[i].store)
            crm__table_free(&cleansing->tables[i]);
        cleansing->tables[i].store = NULL;
    }
    crm__arena_reset(&cleansing->arena);
    return status;
}

static crm_status batch_cleanse(struct cleansing *cleansing, const int64_t *ids, size_t count)
{
    struct cleanse_report before = *cleansing->report;
    crm_status status = crm__scorer_load(&cleansing->scorer, ids, count);
    if (status >= 0)
        status = cleansing->dry_run ? crm__store_begin_read(cleansing->store)
                                    : crm__store_begin(cleansing->store);
    if (status < 0)
        return status;
    status = crm__scorer_renew(&cleansing->scorer, ids, count);
    if (status >= 0 && !cleansing->dry_run)
        status = crm__scorer_write(&cleansing->scorer);
    if (status >= 0)
        status = batch_decide(cleansing);
    status = crm__store_end(cleansing->store, status);
    if (status < 0)
        *cleansing->report = before; /* what was rolled back does not count */
    return status;
}

static crm_status batches_cleanse(struct cleansing *cleansing, const int64_t *ids, size_t count)
{
    crm_status status = CRM_OK;
    for (size_t from = 0; status >= 0 && from < count; from += RULE_ROWS_BATCH) {
        size_t size = count - from < RULE_ROWS_BATCH ? count - from : RULE_ROWS_BATCH;
        status = batch_cleanse(cleansing, ids + from, size);
        if (status >= 0)
            status = crm__progress(cleansing->store->env, "cleanse", (int64_t)(from + size),
                                   (int64_t)count);
    }
    return status;
}

static crm_status chosen_cleanse(struct cleansing *cleansing, const struct lead_choice *choice)
{
    struct env *env = cleansing->store->env;
    struct lead_choice wanted = *choice;
    int64_t *ids;
    size_t count;
    if (!wanted.ids && !wanted.where.size)
        wanted.where = TEXT("!has(converted_at) && status != \"invalid\"");
    crm_status status = crm__lead_choose(cleansing->store, &wanted, &ids, &count);
    if (status < 0)
        return status;
    crm__batch_init(&cleansing->leads, env);
    crm__arena_init(&cleansing->arena, env);
    cleansing->ids = crm__realloc_array(env, NULL, RULE_ROWS_BATCH, sizeof *cleansing->ids);
    cleansing->movers = crm__realloc_array(env, NULL, RULE_ROWS_BATCH, sizeof(int64_t));
    cleansing->moves = crm__realloc_array(env, NULL, RULE_ROWS_BATCH, sizeof *cleansing->moves);
    status = cleansing->ids && cleansing->movers && cleansing->moves
                 ? crm__scorer_init(&cleansing->scorer, cleansing->store)
                 : CRM_E_NOMEM;
    cleansing->scorer.partition = choice->partition;
    if (status >= 0)
        status = batches_cleanse(cleansing, ids, count);
    crm__scorer_free(&cleansing->scorer);
    crm__batch_free(&cleansing->leads);
    crm__free(env, cleansing->moves);
    crm__free(env, cleansing->movers);
    crm__free(env, cleansing->ids);
    crm__arena_free(&cleansing->arena);
    crm__free(env, ids);
    return status;
}

crm_status crm__cleanse_run(struct store *store, const struct lead_choice *choice, bool dry_run,
                            struct cleanse_report *report, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("lead"), COLUMN_ID, TEXT("Lead"), TEXT("线索")),
        crm__reader_column(TEXT("score"), COLUMN_INTEGER, TEXT("Score"), TEXT("评分")),
        crm__reader_column(TEXT("threshold"), COLUMN_INTEGER, TEXT("Qualified from"),
                           TEXT("合格分数")),
        crm__reader_column(TEXT("decision"), COLUMN_TEXT, TEXT("Decision"), TEXT("结果")),
        crm__reader_column(TEXT("reasons"), COLUMN_JSON, TEXT("Reasons"), TEXT("原因")),
    };
    struct batch decisions;
    struct cleansing cleansing = {
        .store = store, .report = report, .decisions = &decisions, .dry_run = dry_run};
    *report = (struct cleanse_report){0};
    if (reader_out)
        *reader_out = NULL;
    crm__batch_init(&decisions, store->env);
    crm_status status =
        crm__reader_prepare(columns, sizeof columns / sizeof *columns, &decisions);
    if (status >= 0)
        status = chosen_cleanse(&cleansing, choice);
    if (status >= 0 && reader_out)
        status = crm__reader_of_batch(store->env, &decisions, columns, reader_out);
    crm__batch_free(&decisions);
    return status;
}
