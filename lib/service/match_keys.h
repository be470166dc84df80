/*
 * Match keys of customers (leads, contacts, accounts): the exact keys by which duplicates are found
 * across the three. An observer keeps them in the record's own transaction, whoever writes.
 */
#ifndef CRM_SERVICE_MATCH_KEYS_H
#define CRM_SERVICE_MATCH_KEYS_H

#include "store/keys.h"

/* Stored with the keys, so numbers never change. */
enum match_kind {
    MATCH_PHONE = 1,        /* E.164, of any phone field, and of a phone typed as WeChat id */
    MATCH_EMAIL = 2,        /* the mailbox */
    MATCH_WECHAT = 3,
    MATCH_REGISTRATION = 4, /* of an organisation */
    MATCH_KIND_END,
};

const char *crm__match_kind_name(enum match_kind kind); /* "phone" … */

enum { MATCH_KEYS_LIMIT = 16 }; /* of one record */

/* A key that more records share says nothing about who they are: a switchboard, a placeholder. */
enum { MATCH_FREQUENCY_CAP = 10 };

/* The keys of one record from the values of its fields; values[i] is of fields[i]. Distinct; at
 * most MATCH_KEYS_LIMIT. */
size_t crm__match_keys_of(const struct field *const *fields, const struct value *values,
                          size_t count, int64_t id, struct match_key keys[MATCH_KEYS_LIMIT]);

/* The same, with what each key is the hash of: texts[i], in the arena, is of keys[i]. */
crm_status crm__match_texts_of(const struct field *const *fields, const struct value *values,
                               size_t count, int64_t id, struct arena *arena,
                               struct match_key keys[MATCH_KEYS_LIMIT],
                               struct text texts[MATCH_KEYS_LIMIT], size_t *count_out);

/* The fields of an entity that give keys; none when it is no customer. `fields` has room for
 * MATCH_KEYS_LIMIT. */
size_t crm__match_fields(const struct entity *entity,
                         const struct field *fields[MATCH_KEYS_LIMIT]);

crm_status crm__match_keys_attach(struct store *store);

#endif
