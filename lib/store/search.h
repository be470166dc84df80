/*
 * Full-text search over the searchable fields of all entities. Text is folded (full width, case,
 * accents) and cut into words; Chinese, Japanese and Korean runs into overlapping pairs of
 * characters, so that words of two characters are found without a dictionary. The index is fed by
 * an observer in the transaction that writes.
 */
#ifndef CRM_STORE_SEARCH_H
#define CRM_STORE_SEARCH_H

#include "model/reader.h"
#include "store/store.h"

/* Once, right after the store was opened. */
crm_status crm__search_attach(struct store *store);

/* Records of any entity that have all words of `text` (the last word may be a beginning), at
 * most `limit`:
 * columns entity, record, name, and the field that has the first word. Newest first. */
crm_status crm__search_all(struct store *store, struct text text, size_t limit,
                           struct reader **reader_out);

/* The terms of a text, for queries and for the index; appended with spaces between. */
void crm__search_terms(struct text text, struct buffer *terms);

/* Writes the SELECT of the ids of `entity` that have all `terms`; CRM_E_INVALID when the entity has
 * no searchable field. */
struct sql;
crm_status crm__search_match(struct store *store, const struct entity *entity, struct text terms,
                             struct sql *sql);

/* Makes the index anew, in batches, with progress. */
crm_status crm__search_rebuild(struct store *store);

#endif
