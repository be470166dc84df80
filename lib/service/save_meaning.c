/*
 * What a row says by name, which no reference or type can hold: the record that a note or a task is
 * about, the rules of the catalogue, and JSON of a certain form. A record that the acting user
 * cannot see, a rule that cannot be compiled and a form that cannot be read are refused when they
 * are written, not when somebody stumbles over them.
 */
#include "service/save_view.h"

#include "rule/rule.h"
#include "service/recycle_rules.h"
#include "service/rule_stored.h"
#include "service/score_groups.h"

#include <string.h>

static bool is_given(const struct save_run *run, const struct field *field)
{
    return field && crm__save_column(run, field) < run->given;
}

/* Says which field it is that nobody can make sense of. */
static crm_status meaningless(struct save_run *run, const char *entity, const char *field,
                              crm_status status)
{
    char message[ERROR_MESSAGE_SIZE];
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    memcpy(message, run->env->error.message, sizeof message);
    return crm__fail_field(run->env, status, entity, field, "%s: %s", field, message);
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
    struct save_view view;
    if (!name || !id || !(is_given(run, name) || is_given(run, id)))
        return CRM_OK;
    crm_status status = crm__save_view(&view, run, (const struct field *[]){name, id}, 2);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (!crm__save_written(run, row))
            continue;
        status =
            subject_judge(run, crm__save_view_at(&view, row, 0), crm__save_view_at(&view, row, 1));
        if (status < 0)
            status = crm__save_reject(run, row, status);
    }
    crm__save_view_free(&view);
    return status;
}

/* --- rules ------------------------------------------------------------------------------------ */

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
    return meaningless(run, rule_field->entity, rule_field->field, status);
}

static crm_status rule_field_check(struct save_run *run, const struct rule_field *rule_field)
{
    const struct entity *entity = run->save->entity;
    const struct field *text = crm__field_find(entity, crm__text_of(rule_field->field));
    const struct field *over =
        rule_field->over ? NULL : crm__field_find(entity, TEXT("entity_name"));
    struct save_view view;
    if (!is_given(run, text) && !is_given(run, over))
        return CRM_OK;
    crm_status status =
        crm__save_view(&view, run, (const struct field *[]){text, over}, over ? 2 : 1);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (!crm__save_written(run, row))
            continue;
        status = rule_judge(run, rule_field, crm__save_view_at(&view, row, 0),
                            over ? crm__save_view_at(&view, row, 1) : VALUE_OF_NULL);
        if (status < 0)
            status = crm__save_reject(run, row, status);
    }
    crm__save_view_free(&view);
    return status;
}

/* --- forms ------------------------------------------------------------------------------------ */

static crm_status groups_judge(struct arena *arena, struct text json)
{
    struct score_groups groups;
    crm__score_groups_init(&groups, arena);
    return crm__score_groups_read(&groups, json);
}

static crm_status grades_judge(struct arena *arena, struct text json)
{
    struct score_grade *grades;
    size_t count;
    return crm__score_grades_read(arena, json, &grades, &count);
}

static crm_status levels_judge(struct arena *arena, struct text json)
{
    struct recycle_rule rule = {0};
    return crm__recycle_levels_read(arena->env, json, &rule);
}

/* Which fields hold JSON of a certain form. */
static const struct form_field {
    const char *entity;
    const char *field;
    crm_status (*judge)(struct arena *arena, struct text json);
} form_fields[] = {
    {"pool_rule", "level_days", levels_judge},
    {"score_model", "groups", groups_judge},
    {"score_model", "grades", grades_judge},
};

static crm_status form_judge(struct save_run *run, const struct form_field *form, struct value json)
{
    struct arena arena;
    if (json.kind != VALUE_TEXT)
        return CRM_OK;
    crm__arena_init(&arena, run->env);
    crm_status status = form->judge(&arena, json.text);
    crm__arena_free(&arena);
    return meaningless(run, form->entity, form->field, status);
}

static crm_status form_field_check(struct save_run *run, const struct form_field *form)
{
    const struct field *field = crm__field_find(run->save->entity, crm__text_of(form->field));
    crm_status status = CRM_OK;
    if (!is_given(run, field))
        return CRM_OK;
    size_t column = crm__save_column(run, field);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (!crm__save_written(run, row))
            continue;
        status = form_judge(run, form, *crm__save_cell(run, row, column));
        if (status < 0)
            status = crm__save_reject(run, row, status);
    }
    return status;
}

crm_status crm__save_meaning(struct save_run *run)
{
    crm_status status = run->store->elevation ? CRM_OK : subjects_check(run);
    for (size_t i = 0; status >= 0 && i < sizeof form_fields / sizeof *form_fields; i++) {
        if (crm__text_is(run->save->entity->name, form_fields[i].entity))
            status = form_field_check(run, &form_fields[i]);
    }
    for (size_t i = 0; status >= 0 && i < RULE_FIELD_COUNT; i++) {
        if (crm__text_is(run->save->entity->name, crm__rule_fields[i].entity))
            status = rule_field_check(run, &crm__rule_fields[i]);
    }
    return status;
}
