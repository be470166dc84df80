/*
 * Full-text search over the searchable fields of entities with history. Text is folded (full
 * width, case) and cut into words; runs of Chinese, Japanese and Korean characters into single
 * characters and overlapping pairs, so that words are found without a dictionary.
 *
 * The index follows the change feed: writing costs nothing, and a search first takes in what was
 * written since the last one. A handle that cannot write searches what is indexed.
 */
#ifndef CRM_STORE_SEARCH_H
#define CRM_STORE_SEARCH_H

#include "model/reader.h"
#include "store/store.h"

struct sql;

/* Takes in up to `limit` changes (0: all) in batches of one transaction each; *done_out (may be
 * NULL) says whether the index is up to date. Reports to the host's progress. */
crm_status crm__search_sync(struct store *store, size_t limit, bool *done_out);

/* Records of any entity that have all words of `text` (each may be a beginning), at most `limit`:
 * columns entity, id, name. Newest first, whatever the entity. CRM_E_INVALID: no word in it. */
crm_status crm__search_all(struct store *store, struct text text, size_t limit,
                           struct reader **reader_out);

/* The terms of a text, with spaces between; appends. */
void crm__search_terms(struct text text, struct buffer *terms);
/* The same; CRM_E_INVALID when there are none. */
crm_status crm__search_terms_need(struct text text, struct buffer *terms);

/* Writes the SELECT of the ids of `entity` that have all `terms`; CRM_E_INVALID when the entity has
 * no searchable field. */
crm_status crm__search_match(struct store *store, const struct entity *entity, struct text terms,
                             struct sql *sql);

#endif
