/* Row reading, inside the store. */
#ifndef CRM_STORE_ROW_READ_H
#define CRM_STORE_ROW_READ_H

#include "store/rows.h"

struct statement;
struct batch;

/*
 * Runs a statement once for each id, which is its first placeholder; the next ones are `bound`, and
 * any others keep what they have. Its rows go into `rows`, if it has any, one after the other.
 * counts[i]: the rows that ids[i] gave; NULL: not wanted.
 */
crm_status crm__ids_run(struct store *store, struct statement *statement, const int64_t *ids,
                        size_t count, const struct value *bound, size_t bound_count,
                        struct batch *rows, uint32_t *counts);

/* The live record with these key values that the acting user may read; 0: none. */
crm_status crm__key_find(struct store *store, const struct entity *entity, const struct key *key,
                         const struct value *values, int64_t *id_out);

/* CRM_E_NOT_FOUND for that id, which is row `row` of what was asked for. */
crm_status crm__row_missing(struct env *env, const struct entity *entity, int64_t id, size_t row);

/* Appends to a column of `batch` the targets of each record as a FIELD_REFERENCES value; null for
 * records that are not `present`, where that is not NULL. */
crm_status crm__links_load(struct store *store, const struct field *field, const int64_t *ids,
                           size_t count, const uint32_t *present, struct batch *batch,
                           struct column *column);

#endif
