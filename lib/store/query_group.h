/* The hash table of a grouped query: one entry a group, one state a group and measure. */
#ifndef CRM_STORE_QUERY_GROUP_H
#define CRM_STORE_QUERY_GROUP_H

#include "base/wide.h"
#include "store/query_build.h"

struct measure_state {
    int64_t count;    /* of values that are not null */
    wide sum;             /* 64 bits may be left on the way, and come back to */
    struct value extreme; /* smallest or largest; text lives in the table's arena */
    struct text currency;
    struct map *texts;    /* distinct texts */
    struct id_map *numbers; /* distinct integers */
};

struct group_table {
    struct query *query;
    struct arena arena;
    struct map index;             /* packed key -> group */
    struct value *keys;           /* group * field_count + column */
    size_t key_capacity;
    struct measure_state *states; /* group * measure_count + measure */
    size_t state_capacity;
    int64_t *rows;                /* of each group */
    size_t row_capacity;
    size_t count;
    struct buffer packed;
    const struct zone *zone;
};

crm_status crm__group_table_init(struct group_table *table, struct query *query);
void crm__group_table_free(struct group_table *table);
/* Adds the rows of a scan that passed. */
crm_status crm__group_table_add(struct group_table *table, const struct query_scan *scan);
/* After the last row. @return CRM_OK; CRM_E_LIMIT: a sum that is asked for leaves 64 bits. */
crm_status crm__group_table_finish(struct group_table *table);

/* The result of one measure of one group, as it goes into its column. */
struct value crm__measure_result(const struct query_measure *measure,
                                 const struct measure_state *state, int64_t rows);

#endif
