/* Search, inside: what its files share. search_sync.c keeps the indexes, search.c finds. */
#ifndef CRM_STORE_SEARCH_PART_H
#define CRM_STORE_SEARCH_PART_H

#include "model/entity.h"
#include "store/search.h"

enum { SEARCH_FIELDS_LIMIT = 64 };

/* The fields of an entity whose words are found: their number, and themselves. */
size_t crm__search_fields(const struct entity *entity, const struct field **fields);
/* crm_words_ENTITY, in the caller's buffer. Meta says under the same name that it was made. */
struct text crm__search_index_name(const struct entity *entity, struct buffer *name);

#endif
