/* Which fields make a line, and whether what was given may stand in them. */
#include "service/save_run.h"

#include <string.h>

static crm_status given_check(const struct save_run *run, const struct field *field)
{
    const char *entity = run->save->entity->name.data;
    const char *name = field->name.data;
    bool free_system = field->index == SYSTEM_OWNER || field->index == SYSTEM_EXTERNAL_SOURCE ||
                       field->index == SYSTEM_EXTERNAL_ID;
    if (field->flags & FIELD_SYSTEM && !free_system && !run->save->by_system)
        return crm__fail_field(run->env, CRM_E_MISUSE, entity, name,
                               "%s: kept by the library; it cannot be set", name);
    if (field->flags & FIELD_DERIVED && !run->save->by_system)
        return crm__fail_field(run->env, CRM_E_MISUSE, entity, name,
                               "%s: computed by the library; it cannot be set", name);
    return CRM_OK;
}

static void field_add(struct save_run *run, const struct field *field)
{
    if (field && crm__save_column(run, field) == SIZE_MAX)
        run->fields[run->width++] = field;
}

/* What follows from given fields is written with them, to new and to existing records. */
static void derived_add(struct save_run *run)
{
    const struct entity *entity = run->save->entity;
    bool channel = false;
    for (size_t i = 0; i < run->given; i++) {
        const struct field *field = run->fields[i];
        field_add(run, field->normal);
        channel |= field->normal || crm__text_is(field->name, "wechat");
    }
    if (crm__text_is(entity->name, "opportunity") &&
        crm__save_column(run, crm__field_find(entity, TEXT("outcome"))) != SIZE_MAX)
        field_add(run, crm__field_find(entity, TEXT("stage")));
    if (channel) {
        field_add(run, crm__field_find(entity, TEXT("validity")));
        field_add(run, crm__field_find(entity, TEXT("validity_reason")));
    }
}

static void defaults_add(struct save_run *run)
{
    const struct entity *entity = run->save->entity;
    for (size_t i = SYSTEM_FIELD_COUNT; i < entity->field_count; i++) {
        if (entity->fields[i]->initial.data && !(entity->fields[i]->flags & FIELD_RETIRED))
            field_add(run, entity->fields[i]);
    }
    /* A new record of an entity that knows validity is judged even when it was given no channel. */
    field_add(run, crm__field_find(entity, TEXT("validity_reason")));
    field_add(run, entity->currency);
    if (run->store->actor.user_id)
        field_add(run, crm__system_field(entity, SYSTEM_OWNER));
}

static crm_status cells_make(struct save_run *run)
{
    if (run->width && run->row_count > SIZE_MAX / run->width)
        return crm__fail(run->env, CRM_E_LIMIT, "rows: %zu are too many for one save",
                         run->row_count);
    run->cells = crm__arena_alloc_zero(run->save->arena, run->row_count * run->width + 1,
                                       sizeof *run->cells);
    if (!run->cells)
        return CRM_E_NOMEM;
    for (size_t column = 0; column < run->given; column++) {
        for (size_t row = 0; row < run->row_count; row++)
            *crm__save_cell(run, row, column) = crm__batch_at(run->save->rows, column, row);
    }
    return CRM_OK;
}

static crm_status initial_of(struct save_run *run, size_t column)
{
    const struct field *field = run->fields[column];
    struct value *value = &run->initials[column];
    if (field->initial.data)
        return crm__field_parse(run->env, run->save->arena, field, TEXT_NONE, field->initial,
                                value);
    if (field == run->save->entity->currency)
        *value = crm__value_text(crm__text_of(run->store->currency));
    /* An owner that was given as nobody stays nobody: the record goes to a pool. */
    if (field->index == SYSTEM_OWNER && column >= run->given && run->store->actor.user_id)
        *value = crm__value_int(run->store->actor.user_id);
    return CRM_OK;
}

static crm_status initials_make(struct save_run *run)
{
    run->initials = crm__arena_alloc_zero(run->save->arena, run->width + 1, sizeof *run->initials);
    if (!run->initials)
        return CRM_E_NOMEM;
    for (size_t column = 0; column < run->width; column++) {
        crm_status status = initial_of(run, column);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__save_plan(struct save_run *run)
{
    const struct save *save = run->save;
    run->fields =
        crm__arena_alloc_zero(save->arena, save->entity->field_count, sizeof *run->fields);
    if (!run->fields)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < save->field_count; i++) {
        crm_status status = given_check(run, save->fields[i]);
        if (status < 0)
            return status;
        field_add(run, save->fields[i]);
    }
    run->given = run->width;
    if (run->given != save->field_count)
        return crm__fail_field(run->env, CRM_E_MISUSE, save->entity->name.data, NULL,
                               "%zu fields were given, only %zu different ones", save->field_count,
                               run->given);
    derived_add(run);
    run->changing = run->width;
    defaults_add(run);
    crm_status status = cells_make(run);
    return status < 0 ? status : initials_make(run);
}

/* --- values ---------------------------------------------------------------------------------- */

/* A blank text is no value: it is stored as null, so that has() and required mean what they say. */
static void blank_to_null(struct value *value)
{
    if (value->kind != VALUE_TEXT)
        return;
    value->text = crm__text_trim(value->text);
    if (value->text.size == 0)
        *value = VALUE_OF_NULL;
}

static crm_status column_check(struct save_run *run, size_t column)
{
    const struct field *field = run->fields[column];
    for (size_t row = 0; row < run->row_count; row++) {
        struct value *value = crm__save_cell(run, row, column);
        blank_to_null(value);
        if (value->kind == VALUE_NULL || run->rows[row].state == ROW_SETTLED)
            continue;
        crm_status status = crm__field_check(run->env, field, *value);
        if (status < 0)
            status = crm__save_reject(run, row, status);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__save_check(struct save_run *run)
{
    for (size_t column = 0; column < run->given; column++) {
        crm_status status = column_check(run, column);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}
