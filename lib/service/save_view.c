/* Fields of rows as they will be. */
#include "service/save_view.h"

#include <assert.h>

static crm_status stored_read(struct save_view *view)
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

crm_status crm__save_view(struct save_view *view, struct save_run *run,
                          const struct field *const *fields, size_t count)
{
    assert(count <= VIEW_FIELDS);
    bool changes = false;
    *view = (struct save_view){.run = run, .count = count};
    crm__batch_init(&view->stored, run->env);
    for (size_t i = 0; i < count; i++)
        view->fields[i] = fields[i];
    for (size_t row = 0; row < run->row_count; row++)
        changes |= run->rows[row].state == ROW_CHANGE;
    return changes ? stored_read(view) : CRM_OK;
}

void crm__save_view_free(struct save_view *view)
{
    crm__batch_free(&view->stored);
}

struct value crm__save_view_before(const struct save_view *view, size_t row, size_t i)
{
    return view->run->rows[row].state == ROW_CHANGE ? crm__batch_at(&view->stored, i, row)
                                                    : VALUE_OF_NULL;
}

struct value crm__save_view_at(const struct save_view *view, size_t row, size_t i)
{
    struct save_run *run = view->run;
    size_t column = crm__save_column(run, view->fields[i]);
    bool is_new = run->rows[row].state == ROW_INSERT;
    struct value value = VALUE_OF_NULL;
    if (column < (is_new ? run->width : run->changing))
        value = *crm__save_cell(run, row, column);
    if (is_new)
        return value.kind == VALUE_NULL && column != SIZE_MAX ? run->initials[column] : value;
    bool kept = column == SIZE_MAX || column >= run->changing || crm__save_keeps(run, row, column);
    return kept ? crm__batch_at(&view->stored, i, row) : value;
}
