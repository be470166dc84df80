/*
 * Rule rows: many rules of one entity evaluated over many of its records. A batch of records is
 * loaded once, with every path that any of the rules reads, and each rule becomes a column of
 * verdicts.
 */
#ifndef CRM_SERVICE_RULE_ROWS_H
#define CRM_SERVICE_RULE_ROWS_H

#include "rule/rule.h"
#include "store/query.h"

enum { RULE_ROWS_BATCH = 1024 }; /* records that callers should load at a time */

struct rule_rows {
    struct store *store;
    const struct entity *entity;
    const struct rule *const *rules; /* NULL entries hold for every record */
    size_t rule_count;
    struct arena arena;
    struct map paths;   /* "owner.team.name" -> its column in `rows` */
    size_t **columns;   /* by rule, by path of the rule: column in `rows` */
    size_t path_limit;  /* paths of the rule that reads most */
    struct rule_rows_column {
        struct text name;
        const struct rule_path *path; /* NULL for a name that the caller wants */
    } * wanted; /* by column */
    size_t wanted_capacity;
    /* The loaded batch: column 0 is the id, then the extra fields, then paths. By id. */
    struct batch rows;
    uint8_t **verdicts; /* by rule, by row: enum rule_verdict */
};

/*
 * `extra` ("score,owner.name"; may be empty) are columns wanted besides: extra i is column 1 + i,
 * unless it is named twice. The rules are kept by the caller.
 */
crm_status crm__rule_rows_init(struct rule_rows *rows, struct store *store,
                               const struct entity *entity, const struct rule *const *rules,
                               size_t rule_count, struct text extra);
void crm__rule_rows_free(struct rule_rows *rows);

/* Replaces the batch by these records, those of them that the acting user may read, and evaluates
 * all rules at the store's clock. */
crm_status crm__rule_rows_load(struct rule_rows *rows, const int64_t *ids, size_t count);

/* The ids of all records of the partition for which `where` (empty: all) and `rule` (NULL: any)
 * hold, ascending. The caller frees *ids_out. */
crm_status crm__rule_rows_ids(struct store *store, const struct entity *entity, struct text where,
                              const struct rule *rule, struct partition partition,
                              int64_t **ids_out, size_t *count_out);

#endif
