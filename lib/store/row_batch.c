/* Row batches: views, and copies of some rows. */
#include "store/row_batch.h"

#include <assert.h>

crm_status crm__view_init(struct batch *view, struct arena *arena, size_t capacity, size_t rows)
{
    crm__batch_init(view, arena->env);
    view->columns = crm__arena_alloc_zero(arena, capacity ? capacity : 1, sizeof *view->columns);
    if (!view->columns)
        return CRM_E_NOMEM;
    view->column_capacity = capacity;
    view->row_count = rows;
    return CRM_OK;
}

size_t crm__view_add(struct batch *view, const struct column *column)
{
    assert(view->column_count < view->column_capacity);
    assert(column->count >= view->row_count);
    view->columns[view->column_count] = *column;
    return view->column_count++;
}

size_t crm__view_add_ints(struct batch *view, const int64_t *integers)
{
    assert(view->column_count < view->column_capacity);
    struct column *column = &view->columns[view->column_count];
    *column = (struct column){.kind = VALUE_INT, .count = view->row_count};
    column->integers = (int64_t *)integers;
    return view->column_count++;
}

void crm__column_move(struct column *from, struct column *to)
{
    assert(from->kind == to->kind && to->capacity == 0);
    struct text name = to->name;
    *to = *from;
    to->name = name;
    *from = (struct column){.name = from->name, .kind = from->kind};
}

crm_status crm__batch_take(struct batch *to, const struct batch *from, const uint32_t *chosen,
                           size_t count)
{
    assert(to->column_count <= from->column_count);
    for (size_t i = 0; i < to->column_count; i++) {
        struct column *column = &to->columns[i];
        for (size_t row = 0; row < count; row++) {
            crm_status status =
                crm__column_value(to, column, crm__column_at(&from->columns[i], chosen[row]));
            if (status < 0)
                return status;
        }
    }
    to->row_count += count;
    return CRM_OK;
}

crm_status crm__batch_spread(struct batch *batch, const uint32_t *counts, size_t count)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column *column = &batch->columns[i];
        struct batch spread;
        crm__batch_init(&spread, batch->env);
        struct column *wide = crm__batch_add(&spread, column->name, column->kind);
        crm_status status = wide ? CRM_OK : CRM_E_NOMEM;
        size_t dense = 0;
        for (size_t row = 0; status == CRM_OK && row < count; row++)
            status = counts[row]
                         ? crm__column_value(&spread, wide, crm__column_at(column, dense++))
                         : crm__column_null(&spread, wide);
        if (status == CRM_OK) {
            /* The old blocks leave with `spread`. */
            struct column old = *column;
            struct text name = column->name;
            *column = *wide;
            column->name = name;
            *wide = old;
        }
        crm__batch_free(&spread);
        if (status < 0)
            return status;
    }
    batch->row_count = count;
    return CRM_OK;
}
