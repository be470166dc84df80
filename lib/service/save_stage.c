/*
 * Moves of opportunities (商机阶段推进), before they are written: an outcome alone leads to the stage
 * of the sales process that stands for it, and a stage is entered only as its process allows.
 */
#include "service/save_view.h"

#include "rule/rule.h"
#include "service/table.h"

#include <string.h>

enum { SEEN_STAGE, SEEN_OUTCOME, SEEN_GROUP, SEEN_LAST, SEEN_FIELDS };
static const char *const seen_names[SEEN_FIELDS] = {"stage", "outcome", "stage_group",
                                                    "last_stage"};

enum {
    STAGE_ID,
    STAGE_NAME,
    STAGE_GROUP,
    STAGE_POSITION,
    STAGE_OUTCOME,
    STAGE_CONDITION,
    STAGE_BACK,
    STAGE_REOPEN
};
static const char stage_fields[] = "id,name,stage_group,position,outcome,condition,"
                                   "stage_group.allow_back,stage_group.allow_reopen";

struct stage_move {
    struct save_run *run;
    struct save_view view;
    struct batch stages; /* all, by position */
    size_t row;
};

/* Row of the stage with that id; SIZE_MAX: none. */
static size_t stage_of(const struct stage_move *move, int64_t id)
{
    for (size_t row = 0; id && row < move->stages.row_count; row++) {
        if (crm__table_int(&move->stages, STAGE_ID, row, 0) == id)
            return row;
    }
    return SIZE_MAX;
}

static bool is_open(const struct stage_move *move, size_t stage)
{
    return crm__text_is(crm__table_text(&move->stages, STAGE_OUTCOME, stage), "open");
}

static int64_t int_of(struct value value)
{
    return value.kind == VALUE_INT ? value.integer : 0;
}

static crm_status refused(const struct stage_move *move, size_t stage, const char *why)
{
    struct text name = crm__table_text(&move->stages, STAGE_NAME, stage);
    return crm__fail_field(move->run->env, CRM_E_REFUSED, "opportunity", "stage",
                           "stage '%.*s': %s", (int)name.size, name.data, why);
}

/* --- may it be entered? ----------------------------------------------------------------------- */

/* What the rule reads of one record, as it is stored. */
static crm_status read_stored(struct stage_move *move, const struct entity *entity, int64_t id,
                              const struct rule_path *path, struct value *value_out)
{
    struct save_run *run = move->run;
    struct batch rows;
    struct query *query = NULL;
    crm__batch_init(&rows, run->env);
    crm_status status = crm__query_new(run->store, entity, &query);
    if (status >= 0) {
        crm__query_where_ids(query, &id, 1);
        crm__query_add_path(query, path);
        crm__store_elevate(run->store);
        status = crm__query_all(query, &rows);
        crm__store_restore(run->store);
    }
    /* Nothing refers to a record that is not there yet. */
    if (status >= 0 && rows.row_count)
        *value_out = crm__batch_at(&rows, 0, 0);
    else if (path->related && path->related->measure <= RELATED_COUNT)
        *value_out = crm__value_int(0);
    if (status >= 0 && (value_out->kind == VALUE_TEXT || value_out->kind == VALUE_BLOB)) {
        value_out->text = crm__arena_text(run->save->arena, value_out->text);
        status = value_out->text.data ? CRM_OK : CRM_E_NOMEM;
    }
    crm__query_free(query);
    crm__batch_free(&rows);
    return status;
}

/* A value behind a reference, as the record that it leads to has it. */
static crm_status behind(struct stage_move *move, const struct rule_path *path, int64_t id,
                         struct value *value_out)
{
    struct rule_path rest = {.count = path->count - 1, .related = path->related};
    memcpy(rest.fields, path->fields + 1, rest.count * sizeof rest.fields[0]);
    return read_stored(move, path->fields[0]->target, id, &rest, value_out);
}

static crm_status values_load(struct stage_move *move, const struct rule *rule,
                              struct value values[VIEW_FIELDS])
{
    const struct entity *entity = move->run->save->entity;
    const struct field *fields[VIEW_FIELDS];
    size_t count = crm__rule_path_count(rule);
    struct save_view view;
    if (count > VIEW_FIELDS)
        return crm__fail(move->run->env, CRM_E_LIMIT, "condition: reads %zu fields, at most %d",
                         count, VIEW_FIELDS);
    for (size_t i = 0; i < count; i++) {
        const struct rule_path *path = crm__rule_path(rule, i);
        bool own = path->related && path->count == 1;
        fields[i] = own ? crm__system_field(entity, SYSTEM_ID) : path->fields[0];
    }
    crm_status status = crm__save_view(&view, move->run, fields, count);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const struct rule_path *path = crm__rule_path(rule, i);
        struct value value = crm__save_view_at(&view, move->row, i);
        values[i] = VALUE_OF_NULL;
        if (path->related && path->count == 1) {
            status = read_stored(move, entity, move->run->rows[move->row].id, path, &values[i]);
            continue;
        }
        if (path->count > 1) {
            status =
                value.kind == VALUE_INT ? behind(move, path, value.integer, &values[i]) : CRM_OK;
            continue;
        }
        values[i] = value;
        if (value.kind == VALUE_TEXT || value.kind == VALUE_BLOB)
            values[i].text = crm__arena_text(move->run->save->arena, value.text);
        if ((value.kind == VALUE_TEXT || value.kind == VALUE_BLOB) && !values[i].text.data)
            status = CRM_E_NOMEM;
    }
    crm__save_view_free(&view);
    return status;
}

static crm_status condition_check(struct stage_move *move, size_t stage)
{
    struct env *env = move->run->env;
    struct text text = crm__table_text(&move->stages, STAGE_CONDITION, stage);
    struct rule_scope scope = {.entity = move->run->save->entity};
    struct value values[VIEW_FIELDS];
    enum rule_verdict verdict = RULE_FALSE;
    struct rule *rule = NULL;
    if (!text.size)
        return CRM_OK;
    crm_status status = crm__rule_compile(env, &scope, text, RULE_BOOL, &rule);
    if (status >= 0)
        status = values_load(move, rule, values);
    if (status >= 0)
        status = crm__rule_test(env, rule, values, env->now_us, &verdict);
    crm__rule_free(rule);
    if (status < 0 || verdict == RULE_TRUE)
        return status;
    if (text.size > 200)
        text.size = 200; /* of a long condition, its beginning */
    int size = (int)crm__utf8_valid_prefix(text);
    struct text name = crm__table_text(&move->stages, STAGE_NAME, stage);
    return crm__fail_field(env, CRM_E_REFUSED, "opportunity", "stage",
                           "stage '%.*s': may be entered when %.*s", (int)name.size, name.data,
                           size, text.data);
}

static crm_status move_check(struct stage_move *move, size_t from, size_t to)
{
    if (from != SIZE_MAX) {
        bool backwards = crm__table_int(&move->stages, STAGE_GROUP, from, 0) ==
                             crm__table_int(&move->stages, STAGE_GROUP, to, 0) &&
                         crm__table_int(&move->stages, STAGE_POSITION, to, 0) <
                             crm__table_int(&move->stages, STAGE_POSITION, from, 0);
        if (!is_open(move, from) && !crm__table_int(&move->stages, STAGE_REOPEN, from, 0))
            return refused(move, to, "the opportunity is closed, and its process does not reopen");
        if (backwards && is_open(move, from) && is_open(move, to) &&
            !crm__table_int(&move->stages, STAGE_BACK, to, 0))
            return refused(move, to, "its process does not go back");
    }
    return condition_check(move, to);
}

/* --- where does an outcome lead? -------------------------------------------------------------- */

/* The stage of the process that stands for the outcome: back to the last open one, else the first
 * by position; 0: none. */
static int64_t stage_for(const struct stage_move *move, int64_t group, int64_t last,
                         struct text outcome)
{
    size_t back = stage_of(move, last);
    if (crm__text_is(outcome, "open") && back != SIZE_MAX && is_open(move, back))
        return last;
    for (size_t row = 0; group && row < move->stages.row_count; row++) {
        if (crm__table_int(&move->stages, STAGE_GROUP, row, 0) == group &&
            crm__text_equal(crm__table_text(&move->stages, STAGE_OUTCOME, row), outcome))
            return crm__table_int(&move->stages, STAGE_ID, row, 0);
    }
    return 0;
}

static crm_status row_move(struct stage_move *move)
{
    struct save_run *run = move->run;
    size_t row = move->row;
    int64_t before = int_of(crm__save_view_before(&move->view, row, SEEN_STAGE));
    size_t column = crm__save_column(run, move->view.fields[SEEN_STAGE]);
    bool given = column < run->given;
    int64_t after = given ? int_of(crm__save_view_at(&move->view, row, SEEN_STAGE)) : before;
    struct value was = crm__save_view_before(&move->view, row, SEEN_OUTCOME);
    struct value is = crm__save_view_at(&move->view, row, SEEN_OUTCOME);
    if (run->rows[row].state == ROW_INSERT)
        was = crm__value_text(TEXT("open"));
    size_t from = stage_of(move, before);
    bool stands = from != SIZE_MAX && is.kind == VALUE_TEXT &&
                  crm__text_equal(crm__table_text(&move->stages, STAGE_OUTCOME, from), is.text);
    if (before == after && !stands && is.kind == VALUE_TEXT && !crm__value_equal(was, is)) {
        int64_t group = from != SIZE_MAX ? crm__table_int(&move->stages, STAGE_GROUP, from, 0)
                                         : int_of(crm__save_view_at(&move->view, row, SEEN_GROUP));
        int64_t last = int_of(crm__save_view_at(&move->view, row, SEEN_LAST));
        int64_t target = stage_for(move, group, last, is.text);
        after = target ? target : after;
    }
    if (column < run->changing || (column != SIZE_MAX && run->rows[row].state == ROW_INSERT))
        *crm__save_cell(run, row, column) = after ? crm__value_int(after) : VALUE_OF_NULL;
    size_t to = stage_of(move, after);
    return before == after || to == SIZE_MAX ? CRM_OK : move_check(move, from, to);
}

crm_status crm__save_stage(struct save_run *run)
{
    const struct entity *entity = run->save->entity;
    struct stage_move move = {.run = run};
    const struct field *fields[SEEN_FIELDS];
    if (!crm__text_is(entity->name, "opportunity"))
        return CRM_OK;
    for (size_t i = 0; i < SEEN_FIELDS; i++)
        fields[i] = crm__service_field(entity, seen_names[i]);
    if (crm__save_column(run, fields[SEEN_STAGE]) >= run->changing)
        return CRM_OK;
    crm__batch_init(&move.stages, run->env);
    crm_status status = crm__save_view(&move.view, run, fields, SEEN_FIELDS);
    if (status >= 0)
        status = crm__table_query(run->store, "stage", TEXT_NONE, TEXT(stage_fields),
                                  TEXT("position"), &move.stages);
    for (move.row = 0; status >= 0 && move.row < run->row_count; move.row++) {
        if (!crm__save_written(run, move.row))
            continue;
        status = row_move(&move);
        if (status < 0)
            status = crm__save_reject(run, move.row, status);
    }
    crm__save_view_free(&move.view);
    crm__batch_free(&move.stages);
    return status;
}
