/* Small tables of services: named fields of many records, read and written as one batch. */
#ifndef CRM_SERVICE_TABLE_H
#define CRM_SERVICE_TABLE_H

#include "service/save.h"
#include "store/query.h"

enum { TABLE_FIELDS_LIMIT = 40 };

/* Rows to be written: derived fields, too. */
struct table {
    struct store *store;
    const struct entity *entity;
    const struct field *fields[TABLE_FIELDS_LIMIT];
    struct batch rows;
    int64_t *ids; /* 0 creates */
    size_t capacity;
};

/* Free it also after a failure. */
crm_status crm__table_init(struct table *table, struct store *store, const char *entity,
                           const char *const *names, size_t count);
void crm__table_free(struct table *table);
crm_status crm__table_add(struct table *table, int64_t id, const struct value *values);
/* All rows, or none; nothing to do for an empty table. The caller elevates. Afterwards `ids` has
 * those of new records, too. */
crm_status crm__table_save(struct table *table, enum row_operation operation);
/* The same for the rows that can be saved: one that breaks a unique key or refers to nothing is
 * left out. */
crm_status crm__table_save_fitting(struct table *table);

/* The named fields of records by id, whoever acts, into an initialised batch: column i is
 * names[i]. `found` as in crm__rows_get. */
crm_status crm__table_get(struct store *store, const char *entity, const char *const *names,
                          size_t count, const int64_t *ids, size_t id_count, uint8_t *found,
                          struct batch *rows);
/* Records by a rule (empty: all) in an order, whoever acts. `fields` as in crm__query_fields. */
crm_status crm__table_query(struct store *store, const char *entity, struct text where,
                            struct text fields, struct text sort, struct batch *rows);

/* An integer cell, or what stands for null. */
int64_t crm__table_int(const struct batch *rows, size_t column, size_t row, int64_t otherwise);
struct text crm__table_text(const struct batch *rows, size_t column, size_t row);

static inline struct value crm__value_or_null(int64_t integer, int64_t null)
{
    return integer == null ? VALUE_OF_NULL : crm__value_int(integer);
}

#endif
