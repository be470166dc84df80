/*
 * Links: the values of FIELD_REFERENCES fields, one row for each (record, field, target), read in
 * both directions. rows_insert, rows_update and rows_get treat them as any other field.
 */
#ifndef CRM_STORE_LINKS_H
#define CRM_STORE_LINKS_H

#include "store/rows.h"

/*
 * Adds targets to, and takes targets from, one field of one record, with history, as an update of
 * the field. Targets that are there already, or were not, do not matter.
 */
crm_status crm__links_change(struct store *store, const struct field *field, int64_t id,
                             const int64_t *added, size_t added_count, const int64_t *removed,
                             size_t removed_count);

/*
 * Live records whose `field` (a reference, or references) leads to any of the targets: rows of
 * `batch` get the columns `id` and `target_id`, ordered by target, then id. For "everything of this
 * account". Only what the acting user may read.
 */
crm_status crm__links_sources(struct store *store, const struct field *field,
                              const int64_t *targets, size_t count, struct batch *batch);

#endif
