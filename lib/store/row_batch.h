/*
 * Row batches: what the store does to batches between the caller and the statements. A view is a
 * batch whose columns are borrowed from elsewhere; it must not be freed, cleared or appended to.
 */
#ifndef CRM_STORE_ROW_BATCH_H
#define CRM_STORE_ROW_BATCH_H

#include "model/entity.h"

/* A view with room for `capacity` columns; CRM_E_NOMEM. */
crm_status crm__view_init(struct batch *view, struct arena *arena, size_t capacity, size_t rows);
/* Adds a borrowed column; gives its position. */
size_t crm__view_add(struct batch *view, const struct column *column);
/* Adds plain integers as a column without nulls. */
size_t crm__view_add_ints(struct batch *view, const int64_t *integers);

/* Gives the rows of a column to a column of another batch, which must be empty. */
void crm__column_move(struct column *from, struct column *to);

/* Appends the chosen rows of `from`, whose columns are like those of `to`. */
crm_status crm__batch_take(struct batch *to, const struct batch *from, const uint32_t *chosen,
                           size_t count);

/* Puts a row of nulls for each 0 in `counts`; the batch has a row for each 1. */
crm_status crm__batch_spread(struct batch *batch, const uint32_t *counts, size_t count);

#endif
