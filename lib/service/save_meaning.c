/*
 * What a row says by name, which no reference or type can hold: the record that a note or a task is
 * about, and the rules of the catalogue. A record that the acting user cannot see and a rule that
 * cannot be compiled are refused when they are written, not when somebody stumbles over them.
 */
#include "service/save_run.h"

#include "rule/rule.h"

#include <string.h>

enum { VIEW_FIELDS = 2 };

/* A few fields of every row as they will be: what was given, else the default or what is stored. */
struct view {
    struct save_run *run;
    const struct field *fields[VIEW_FIELDS];
    size_t count;
    size_t columns[VIEW_FIELDS]; /* in the line, or SIZE_MAX */
    struct batch stored;
};

static bool is_given(const struct save_run *run, const struct field *field)
{
    return field && crm__save_column(run, field) < run->given;
}

static crm_status stored_read(struct view *view)
{
    struct save_run *run = view->run;
    int64_t *ids = crm__arena_alloc_zero(run->save->arena, run->row_count, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(run->save->arena, run->row_count, 1);
    if (!ids || !found)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < run->row_count; row++)
        ids[row] = run->rows[row].state == ROW_CHANGE ? run->rows[row].id : 0;
    crm__store_elevate(run->store);
    crm_status status = crm__rows_get(run->store, run->save->entity, view->fields, view->count, ids,
                                      run->row_count, 0, found, &view->stored);
    crm__store_restore(run->store);
    return status;
}

static crm_status view_make(struct view *view, struct save_run *run, const struct field *first,
                            const struct field *second)
{
    bool changes = false;
    *view = (struct view){.run = run, .fields = {first, second}, .count = second ? 2 : 1};
    crm__batch_init(&view->stored, run->env);
    for (size_t i = 0; i < view->count; i++)
        view->columns[i] = crm__save_column(run, view->fields[i]);
    for (size_t row = 0; row < run->row_count; row++)
        changes |= run->rows[row].state == ROW_CHANGE;
    return changes ? stored_read(view) : CRM_OK;
}

static struct value view_at(const struct view *view, size_t row, size_t i)
{
    struct save_run *run = view->run;
    size_t column = view->columns[i];
    bool is_new = run->rows[row].state == ROW_INSERT;
    struct value value = VALUE_OF_NULL;
    if (column < (is_new ? run->width : run->changing))
        value = *crm__save_cell(run, row, column);
    if (is_new && value.kind == VALUE_NULL && column != SIZE_MAX)
        return run->initials[column];
    bool kept = column >= run->changing || (value.kind == VALUE_NULL && run->save->nulls_keep);
    return !is_new && kept ? crm__batch_at(&view->stored, i, row) : value;
}

static bool is_written(const struct save_run *run, size_t row)
{
    return run->rows[row].state == ROW_INSERT || run->rows[row].state == ROW_CHANGE;
}

/* --- the record that a row is about ----------------------------------------------------------- */

static crm_status subject_judge(struct save_run *run, struct value name, struct value id)
{
    const struct entity *entity;
    uint8_t visible = 0;
    const char *of = run->save->entity->name.data;
    if (name.kind == VALUE_NULL && id.kind == VALUE_NULL)
        return CRM_OK;
    if (name.kind != VALUE_TEXT || id.kind != VALUE_INT)
        return crm__fail_field(run->env, CRM_E_INVALID, of,
                               id.kind == VALUE_NULL ? "subject_id" : "subject_entity",
                               "subject_entity and subject_id: one without the other");
    crm_status status = crm__entity_need(run->store->catalogue, name.text, &entity);
    if (status >= 0)
        status = crm__rows_visible(run->store, entity, &id.integer, 1, &visible);
    if (status >= 0 && !visible)
        status =
            crm__fail_field(run->env, CRM_E_INVALID, of, "subject_id", "subject_id: no %s %lld",
                            entity->name.data, (long long)id.integer);
    return status;
}

static crm_status subjects_check(struct save_run *run)
{
    const struct field *name = crm__field_find(run->save->entity, TEXT("subject_entity"));
    const struct field *id = crm__field_find(run->save->entity, TEXT("subject_id"));
    struct view view;
    if (!name || !id || !(is_given(run, name) || is_given(run, id)))
        return CRM_OK;
    crm_status status = view_make(&view, run, name, id);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (!is_written(run, row))
            continue;
        status = subject_judge(run, view_at(&view, row, 0), view_at(&view, row, 1));
        if (status < 0)
            status = crm__save_reject(run, row, status);
    }
    crm__batch_free(&view.stored);
    return status;
}

/* --- rules ------------------------------------------------------------------------------------ */

/* Which fields hold rules, and over what: an entity, or the one that `entity_name` says. */
static const struct rule_field {
    const char *entity;
    const char *field;
    const char *over;
} rule_fields[] = {
    {"pool_rule", "condition", "lead"},    {"pool_rule", "exempt_condition", "lead"},
    {"score_model", "condition", "lead"},  {"score_rule", "condition", "lead"},
    {"stage", "condition", "opportunity"}, {"tag_rule", "condition", NULL},
    {"alert_rule", "condition", "account"}, {"segment", "condition", NULL},
};

static crm_status rule_judge(struct save_run *run, const struct rule_field *rule_field,
                             struct value text, struct value over)
{
    struct rule_scope scope = {0};
    struct rule *rule;
    if (text.kind != VALUE_TEXT)
        return CRM_OK;
    struct text name = rule_field->over          ? crm__text_of(rule_field->over)
                       : over.kind == VALUE_TEXT ? over.text
                                                 : TEXT_NONE;
    if (!name.size)
        return CRM_OK;
    crm_status status = crm__entity_need(run->store->catalogue, name, &scope.entity);
    if (status < 0)
        return status;
    status = crm__rule_compile(run->env, &scope, text.text, RULE_BOOL, &rule);
    crm__rule_free(rule);
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    char message[ERROR_MESSAGE_SIZE];
    memcpy(message, run->env->error.message, sizeof message);
    return crm__fail_field(run->env, status, rule_field->entity, rule_field->field, "%s: %s",
                           rule_field->field, message);
}

static crm_status rule_field_check(struct save_run *run, const struct rule_field *rule_field)
{
    const struct entity *entity = run->save->entity;
    const struct field *text = crm__field_find(entity, crm__text_of(rule_field->field));
    const struct field *over =
        rule_field->over ? NULL : crm__field_find(entity, TEXT("entity_name"));
    struct view view;
    if (!is_given(run, text) && !is_given(run, over))
        return CRM_OK;
    crm_status status = view_make(&view, run, text, over);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (!is_written(run, row))
            continue;
        status = rule_judge(run, rule_field, view_at(&view, row, 0),
                            over ? view_at(&view, row, 1) : VALUE_OF_NULL);
        if (status < 0)
            status = crm__save_reject(run, row, status);
    }
    crm__batch_free(&view.stored);
    return status;
}

crm_status crm__save_meaning(struct save_run *run)
{
    crm_status status = run->store->elevation ? CRM_OK : subjects_check(run);
    for (size_t i = 0; status >= 0 && i < sizeof rule_fields / sizeof *rule_fields; i++) {
        if (crm__text_is(run->save->entity->name, rule_fields[i].entity))
            status = rule_field_check(run, &rule_fields[i]);
    }
    return status;
}
