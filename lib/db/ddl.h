/*
 * Schema changes by description. Each runs in the open transaction, or in its own when none is
 * open; each is idempotent, so that an upgrade that was cut can be run again.
 */
#ifndef CRM_DB_DDL_H
#define CRM_DB_DDL_H

#include "db/sql.h"

struct ddl_column {
    struct text name;
    enum value_kind kind;
    bool required;
    /* Of rows that do not say; VALUE_NULL: none. An integer or text. A required column that is
     * added to a table must have one. */
    struct value initial;
    struct text references; /* table whose id this is, checked by the database; empty: none */
};

struct ddl_table {
    struct text name;
    const struct ddl_column *columns;
    size_t column_count;
    /* One integer column is the row's own address; several columns make a table that is kept in the
     * order of its key. */
    const struct text *key;
    size_t key_count;
};

struct ddl_index {
    struct text name;
    struct text table;
    const struct text *columns;
    size_t column_count;
    bool is_unique; /* nulls are never equal */
    /* Only rows where this column is not null (skip_null) or is null (only_null); empty: all. */
    struct text skip_null;
    struct text only_null;
};

enum ddl_kind {
    DDL_CREATE_TABLE,
    DDL_DROP_TABLE,
    DDL_RENAME_TABLE,
    DDL_ADD_COLUMN,
    DDL_RENAME_COLUMN,
    DDL_DROP_COLUMN,
    DDL_CREATE_INDEX,
    DDL_DROP_INDEX,
};

/* One schema change, which crm__ddl_words puts into words; the functions below fill it in. */
struct ddl {
    enum ddl_kind kind;
    const struct ddl_table *table;
    const struct ddl_index *index;
    const struct ddl_column *column;
    struct text name;     /* of the table, or of the index that is dropped */
    struct text old_name; /* of the column or table that is renamed */
};

/*
 * Schema changes stand between these two. Where the database keeps them out of transactions
 * (caps.ddl_in_transaction), the open one is ended for them and begun anew after them, so that each
 * is committed by itself and other writers may come between. So they come first, before anything is
 * written, in the outermost level: else CRM_E_UNSUPPORTED. Elsewhere neither does anything.
 * The end takes the status of what was between and returns it, or its own failure; after either
 * the transaction is to be rolled back as always.
 */
crm_status crm__ddl_begin(struct db *db);
crm_status crm__ddl_end(struct db *db, crm_status status);

void crm__ddl_words(struct sql *sql, const struct ddl *ddl);

crm_status crm__ddl_create_table(struct db *db, const struct ddl_table *table);
crm_status crm__ddl_drop_table(struct db *db, struct text name);
/* Like crm__ddl_rename_column. */
crm_status crm__ddl_rename_table(struct db *db, struct text old_name, struct text new_name);
crm_status crm__ddl_add_column(struct db *db, struct text table, const struct ddl_column *column);
/* Fails with CRM_E_NOT_FOUND when there is neither the old nor the new name. */
crm_status crm__ddl_rename_column(struct db *db, struct text table, struct text old_name,
                                  struct text new_name);
/* Rewrites the table. */
crm_status crm__ddl_drop_column(struct db *db, struct text table, struct text column);
crm_status crm__ddl_create_index(struct db *db, const struct ddl_index *index);
crm_status crm__ddl_drop_index(struct db *db, struct text name);
crm_status crm__ddl_create_search(struct db *db, struct text name);

crm_status crm__db_has_table(struct db *db, struct text table, bool *has_out);
crm_status crm__db_has_column(struct db *db, struct text table, struct text column, bool *has_out);

#endif
