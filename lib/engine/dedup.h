/*
 * Duplicates by exact keys: records that share a phone, mailbox, WeChat id or registration number.
 * Keys are normal forms made by the caller. A key that too many records share is a placeholder
 * (a switchboard, 13800000000) and joins nobody. Clusters are the connected components
 * (union-find: Tarjan, 1975).
 */
#ifndef CRM_ENGINE_DEDUP_H
#define CRM_ENGINE_DEDUP_H

#include "base/batch.h"

enum dedup_kind {
    DEDUP_PHONE,
    DEDUP_EMAIL,
    DEDUP_WECHAT,
    DEDUP_REGISTRATION,
    DEDUP_OTHER, /* a host's own exact key */
    DEDUP_KINDS,
};

enum { DEDUP_FREQUENCY_CAP = 10, DEDUP_FREQUENCY_LIMIT = 1000 };

/* Columns of one kind are compared with each other: phone and mobile, WeChat id and phone. */
struct dedup_column {
    enum dedup_kind kind;
    const struct column *keys; /* text; null and empty are no key */
};

struct dedup_spec {
    const struct dedup_column *columns;
    size_t column_count;
    size_t row_count;
    size_t frequency_cap; /* a key on more rows joins nobody; 0 means DEDUP_FREQUENCY_CAP */
};

struct dedup_pair {
    uint32_t a; /* a < b, rows */
    uint32_t b;
    uint32_t kinds; /* bit (1 << dedup_kind) for each kind that agrees */
};

struct dedup_placeholder {
    enum dedup_kind kind;
    struct text key; /* borrowed from the column */
    size_t row_count;
};

struct dedup_result {
    struct env *env;
    struct dedup_pair *pairs; /* ascending by (a, b), each once */
    size_t pair_count;
    size_t pair_capacity;
    uint32_t *clusters; /* for each row, the lowest row of its cluster */
    size_t row_count;
    size_t cluster_count; /* clusters of two rows or more */
    struct dedup_placeholder *placeholders; /* by kind, then first row */
    size_t placeholder_count;
    size_t placeholder_capacity;
};

/* CRM_E_MISUSE for a column of another kind or count; CRM_E_LIMIT over 2^32 - 2 rows or for a cap
 * over DEDUP_FREQUENCY_LIMIT; CRM_E_NOMEM. */
crm_status crm__dedup_find(struct env *env, const struct dedup_spec *spec,
                           struct dedup_result *result_out);
void crm__dedup_free(struct dedup_result *result);

const char *crm__dedup_kind_name(enum dedup_kind kind);

#endif
