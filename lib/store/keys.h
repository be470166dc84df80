/*
 * Match keys: exact keys (a normal phone, an e-mail's mailbox, a registration number …) by which
 * duplicates are found across entities. The service computes them, as 64-bit hashes; the store
 * keeps and finds them. A hit is a candidate: the caller compares the records.
 */
#ifndef CRM_STORE_KEYS_H
#define CRM_STORE_KEYS_H

#include "store/rows.h"

struct match_key {
    int64_t record_id;
    int64_t key;  /* hash of the key's text */
    int32_t kind; /* the service's numbering, 1 … */
};

/* Makes `keys` (any order, of records among `ids`) the match keys of those records, replacing what
 * they had. `is_new` says that the records have none yet, which saves looking. */
crm_status crm__match_keys_set(struct store *store, const struct entity *entity, const int64_t *ids,
                               size_t id_count, const struct match_key *keys, size_t key_count,
                               bool is_new);

struct match_hit {
    size_t query; /* index into what was asked */
    const struct entity *entity;
    int64_t record_id;
};

struct match_hits {
    struct env *env;
    struct match_hit *items;
    size_t count;
    size_t capacity;
};

/*
 * Live records that the acting user may read and that have any of the keys; record_id of a query is
 * left out of its own hits (0: none). At most `limit` hits a query (a key that thousands share says
 * nothing); 0: no limit. Hits are in the order of the queries, then by entity number and id. `hits`
 * is cleared first; zero-initialise it.
 */
crm_status crm__match_keys_find(struct store *store, const struct match_key *queries, size_t count,
                                size_t limit, struct match_hits *hits);
void crm__match_hits_free(struct match_hits *hits);

#endif
