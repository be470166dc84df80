/*
 * Tables: the names of the store's own tables, and the layout of entities as tables, columns and
 * indexes. All names beginning with "crm_" belong to the store; no entity may have one.
 */
#ifndef CRM_STORE_TABLES_H
#define CRM_STORE_TABLES_H

#include "store/store.h"

#define TABLE_META TEXT("crm_meta")
#define TABLE_MIGRATION TEXT("crm_migration")
#define TABLE_ENTITY TEXT("crm_entity")
#define TABLE_FIELD TEXT("crm_field")
#define TABLE_CHOICE TEXT("crm_choice")
#define TABLE_HISTORY TEXT("crm_history")
#define TABLE_LINK TEXT("crm_link")
#define TABLE_MATCH_KEY TEXT("crm_match_key")

enum { TABLE_KEY_LIMIT = 4 };

/* A table as it lies in the database. Its key's columns come first. */
struct table_layout {
    struct text name;
    const struct entity *entity; /* NULL: one of the store's own */
    const struct text *columns;
    const enum value_kind *kinds;
    size_t column_count;
    size_t key_count; /* at most TABLE_KEY_LIMIT */
};

/* Every table of the database that is described by the catalogue, and the store's own after them;
 * in the arena. Full-text indexes are none of them. */
crm_status crm__tables_list(struct store *store, struct arena *arena,
                            const struct table_layout **tables_out, size_t *count_out);
/* The table's secondary indexes. Idempotent. */
crm_status crm__tables_index(struct store *store, const struct table_layout *table);
crm_status crm__tables_unindex(struct store *store, const struct table_layout *table);

/* The store's own tables, in the open transaction. Idempotent. */
crm_status crm__tables_create_own(struct store *store);

/* The entity's table with all its columns and indexes. Idempotent. */
crm_status crm__tables_create_entity(struct store *store, const struct entity *entity);
crm_status crm__tables_add_column(struct store *store, const struct field *field);
/* Indexes of the keys from `first` on. Idempotent. */
crm_status crm__tables_create_indexes(struct store *store, const struct entity *entity,
                                      size_t first);

#endif
