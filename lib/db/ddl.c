/* Schema changes: each is put into words and run, unless it has already been done. */
#include "db/ddl.h"

#include <assert.h>

static crm_status alone_check(struct db *db);
static crm_status run(struct db *db, const struct ddl *ddl);
static crm_status catalog_has(struct db *db, enum db_catalog what, struct text table,
                              struct text name, bool *has_out);

crm_status crm__ddl_begin(struct db *db)
{
    if (db->caps.ddl_in_transaction || db->depth == 0)
        return CRM_OK;
    if (db->depth > 1 || db->wrote)
        return alone_check(db);
    crm_status status = crm__db_commit(db);
    db->in_ddl = status >= 0;
    return status;
}

crm_status crm__ddl_end(struct db *db, crm_status status)
{
    if (!db->in_ddl)
        return status;
    db->in_ddl = false;
    return status < 0 ? status : crm__db_begin(db, TRANSACTION_WRITE);
}

crm_status crm__ddl_create_table(struct db *db, const struct ddl_table *table)
{
    assert(table->column_count > 0);
    if (table->column_count > db->caps.column_limit)
        return crm__fail(db->env, CRM_E_LIMIT, "%zu columns in table %.*s, at most %zu",
                         table->column_count, (int)table->name.size, table->name.data,
                         db->caps.column_limit);
    return run(db, &(struct ddl){.kind = DDL_CREATE_TABLE, .table = table, .name = table->name});
}

crm_status crm__ddl_drop_table(struct db *db, struct text name)
{
    return run(db, &(struct ddl){.kind = DDL_DROP_TABLE, .name = name});
}

crm_status crm__ddl_rename_table(struct db *db, struct text old_name, struct text new_name)
{
    bool has = false;
    crm_status status = crm__db_has_table(db, new_name, &has);
    if (status < 0 || has)
        return status;
    status = crm__db_has_table(db, old_name, &has);
    if (status < 0)
        return status;
    if (!has)
        return crm__fail(db->env, CRM_E_NOT_FOUND, "no table %.*s", (int)old_name.size,
                         old_name.data);
    return run(db, &(struct ddl){.kind = DDL_RENAME_TABLE, .name = new_name, .old_name = old_name});
}

crm_status crm__ddl_add_column(struct db *db, struct text table, const struct ddl_column *column)
{
    if (column->required && column->initial.kind == VALUE_NULL)
        return crm__fail(db->env, CRM_E_MISUSE,
                         "required column %.*s is added to %.*s without an initial value",
                         (int)column->name.size, column->name.data, (int)table.size, table.data);
    bool has = false;
    crm_status status = crm__db_has_column(db, table, column->name, &has);
    if (status < 0 || has)
        return status;
    return run(db, &(struct ddl){.kind = DDL_ADD_COLUMN, .name = table, .column = column});
}

crm_status crm__ddl_rename_column(struct db *db, struct text table, struct text old_name,
                                  struct text new_name)
{
    bool has = false;
    crm_status status = crm__db_has_column(db, table, new_name, &has);
    if (status < 0 || has)
        return status;
    status = crm__db_has_column(db, table, old_name, &has);
    if (status < 0)
        return status;
    if (!has)
        return crm__fail(db->env, CRM_E_NOT_FOUND, "no column %.*s in table %.*s",
                         (int)old_name.size, old_name.data, (int)table.size, table.data);
    struct ddl_column column = {.name = new_name};
    return run(
        db, &(struct ddl){
                .kind = DDL_RENAME_COLUMN, .name = table, .column = &column, .old_name = old_name});
}

crm_status crm__ddl_drop_column(struct db *db, struct text table, struct text column)
{
    bool has = false;
    crm_status status = crm__db_has_column(db, table, column, &has);
    if (status < 0 || !has)
        return status;
    return run(db, &(struct ddl){.kind = DDL_DROP_COLUMN, .name = table, .old_name = column});
}

crm_status crm__ddl_create_index(struct db *db, const struct ddl_index *index)
{
    assert(index->column_count > 0);
    return run(db, &(struct ddl){.kind = DDL_CREATE_INDEX, .index = index, .name = index->name});
}

crm_status crm__ddl_drop_index(struct db *db, struct text name)
{
    return run(db, &(struct ddl){.kind = DDL_DROP_INDEX, .name = name});
}

crm_status crm__ddl_create_search(struct db *db, struct text name)
{
    if (!db->caps.full_text)
        return crm__fail(db->env, CRM_E_UNSUPPORTED, "this %s has no full-text search",
                         db->caps.name);
    crm_status status = alone_check(db);
    if (status < 0)
        return status;
    struct sql sql;
    crm__sql_init(&sql, db);
    crm__sql_search_create(&sql, name);
    status = crm__sql_run(&sql, 0, NULL);
    if (status >= 0 && db->dialect->search_index) {
        crm__sql_clear(&sql);
        db->dialect->search_index(&sql, name);
        status = crm__sql_run(&sql, 0, NULL);
    }
    crm__sql_free(&sql);
    crm__db_schema_changed(db);
    return status;
}

crm_status crm__db_has_table(struct db *db, struct text table, bool *has_out)
{
    return catalog_has(db, CATALOG_TABLES, TEXT_NONE, table, has_out);
}

crm_status crm__db_has_column(struct db *db, struct text table, struct text column, bool *has_out)
{
    return catalog_has(db, CATALOG_COLUMNS, table, column, has_out);
}

/* CockroachDB may commit such a transaction without its schema change (XXA00: "Online schema
 * changes: schema changes within transactions"), YugabyteDB commits the change without the rest. */
static crm_status alone_check(struct db *db)
{
    if (db->caps.ddl_in_transaction || db->depth == 0)
        return CRM_OK;
    return crm__fail(db->env, CRM_E_UNSUPPORTED,
                     "%s does not change tables within a transaction: end yours first",
                     db->caps.name);
}

static crm_status run(struct db *db, const struct ddl *ddl)
{
    crm_status status = alone_check(db);
    if (status < 0)
        return status;
    struct sql sql;
    crm__sql_init(&sql, db);
    crm__ddl_words(&sql, ddl);
    status = crm__sql_run(&sql, 0, NULL);
    crm__sql_free(&sql);
    /* Cached statements may read the old schema, and this text will not come again. */
    crm__db_schema_changed(db);
    return status;
}

/* All catalogues have the name in their first column. */
static crm_status catalog_has(struct db *db, enum db_catalog what, struct text table,
                              struct text name, bool *has_out)
{
    *has_out = false;
    struct batch rows;
    crm__batch_init(&rows, db->env);
    crm_status status = crm__db_introspect(db, what, table, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        if (crm__text_equal(crm__column_text_at(&rows.columns[0], row), name))
            *has_out = true;
    }
    crm__batch_free(&rows);
    return status;
}
