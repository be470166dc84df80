/* The statement cache of a connection: prepared statements that nobody uses at the moment. */
#ifndef CRM_DB_CACHE_H
#define CRM_DB_CACHE_H

#include "db/driver.h"

/* `limit` 0 means STATEMENT_LIMIT. */
crm_status crm__cache_new(struct env *env, size_t limit, struct statement_cache **cache_out);
/* Finalises every statement; in a fork (`foreign`) it only frees what is the library's own. */
void crm__cache_free(struct statement_cache *cache, bool foreign);

/* Takes the idle statement of that key out, or NULL. Statements whose key is the hash of their text
 * are found with that text, others with none. */
struct statement *crm__cache_take(struct statement_cache *cache, uint64_t key, struct text sql);
/* Files a new statement, in use, under a key; `sql` as above. When another of the key exists, or
 * there is no memory, the statement stays outside the cache, which is no failure. */
void crm__cache_adopt(struct statement_cache *cache, struct statement *statement, uint64_t key,
                      struct text sql);
/* Takes a used statement back; drops the one unused for longest when there are too many. */
void crm__cache_give(struct statement_cache *cache, struct statement *statement);
/* Drops what is idle, and what is in use when it is given back. */
void crm__cache_clear(struct statement_cache *cache);
size_t crm__cache_count(const struct statement_cache *cache); /* idle ones */

#endif
