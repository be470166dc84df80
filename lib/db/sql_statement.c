/* SQL text: whole statements, and running what was built. */
#include "db/sql.h"

static void equal_each(struct sql *sql, const struct text *names, const struct value *values,
                       size_t count, const char *separator);

void crm__sql_select(struct sql *sql, struct text table, const struct text *columns, size_t count)
{
    crm__sql_add(sql, "SELECT ");
    crm__sql_names(sql, columns, count);
    crm__sql_add(sql, " FROM ");
    crm__sql_name(sql, table);
}

void crm__sql_insert(struct sql *sql, struct text table, const struct text *columns, size_t count)
{
    crm__sql_add(sql, "INSERT INTO ");
    crm__sql_name(sql, table);
    crm__sql_add(sql, " (");
    crm__sql_names(sql, columns, count);
    crm__sql_add(sql, ") ");
    crm__sql_values(sql, count, 1);
}

void crm__sql_values(struct sql *sql, size_t count, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        crm__sql_add(sql, row == 0 ? "VALUES (" : ", (");
        crm__sql_placeholders(sql, count);
        crm__sql_add(sql, ")");
    }
}

void crm__sql_on_conflict(struct sql *sql, const struct text *keys, size_t key_count,
                          const struct text *columns, size_t count)
{
    crm__sql_add(sql, " ON CONFLICT (");
    crm__sql_names(sql, keys, key_count);
    crm__sql_add(sql, count > 0 ? ") DO UPDATE SET " : ") DO NOTHING");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_name(sql, columns[i]);
        crm__sql_add(sql, " = excluded.");
        crm__sql_name(sql, columns[i]);
    }
}

void crm__sql_update(struct sql *sql, struct text table, const struct text *columns, size_t count,
                     const struct text *keys, size_t key_count)
{
    crm__sql_add(sql, "UPDATE ");
    crm__sql_name(sql, table);
    crm__sql_add(sql, " SET ");
    equal_each(sql, columns, NULL, count, ", ");
    crm__sql_add(sql, " WHERE ");
    equal_each(sql, keys, NULL, key_count, " AND ");
}

void crm__sql_delete(struct sql *sql, struct text table, const struct text *keys, size_t key_count)
{
    crm__sql_add(sql, "DELETE FROM ");
    crm__sql_name(sql, table);
    crm__sql_add(sql, " WHERE ");
    equal_each(sql, keys, NULL, key_count, " AND ");
}

void crm__sql_returning(struct sql *sql, const struct text *columns, size_t count)
{
    crm__sql_add(sql, " RETURNING ");
    crm__sql_names(sql, columns, count);
}

void crm__sql_claim_due(struct sql *sql, const struct sql_claim *claim)
{
    crm__sql_add(sql, "UPDATE ");
    crm__sql_name(sql, claim->table);
    crm__sql_add(sql, " SET ");
    equal_each(sql, claim->sets, claim->set_values, claim->set_count, ", ");
    crm__sql_add(sql, " WHERE \"id\" IN (SELECT \"id\" FROM ");
    crm__sql_name(sql, claim->table);
    crm__sql_add(sql, " WHERE ");
    crm__sql_name(sql, claim->due);
    crm__sql_add(sql, " <= ");
    crm__sql_int(sql, claim->until);
    if (claim->guard_count > 0) {
        crm__sql_add(sql, " AND ");
        equal_each(sql, claim->guards, claim->guard_values, claim->guard_count, " AND ");
    }
    crm__sql_add(sql, " ORDER BY ");
    crm__sql_name(sql, claim->due);
    crm__sql_add(sql, ", \"id\"");
    crm__sql_limit(sql, claim->limit);
    crm__sql_add(sql, sql->db->dialect->skip_locked);
    crm__sql_add(sql, ")");
    crm__sql_returning(sql, claim->columns, claim->column_count);
}

void crm__sql_search_create(struct sql *sql, struct text name)
{
    sql->db->dialect->search_create(sql, name);
}

void crm__sql_search_feed(struct sql *sql, struct text name)
{
    sql->db->dialect->search_feed(sql, name);
}

void crm__sql_search_remove(struct sql *sql, struct text name)
{
    sql->db->dialect->search_remove(sql, name);
}

void crm__sql_search_match(struct sql *sql, struct text name, const struct text *terms,
                           size_t count, bool prefix)
{
    for (size_t i = 0; i < count; i++) {
        if (terms[i].size == 0 || crm__text_find(terms[i], TEXT(" "), 0) != SIZE_MAX)
            crm__sql_fail(sql, crm__fail(sql->env, CRM_E_INVALID,
                                         "search term %zu is empty or has a space", i + 1));
    }
    if (count == 0)
        crm__sql_fail(sql, crm__fail(sql->env, CRM_E_INVALID, "a search without terms"));
    sql->db->dialect->search_match(sql, name, terms, count, prefix);
}

crm_status crm__sql_query(struct sql *sql, uint64_t shape, struct statement **statement_out)
{
    *statement_out = NULL;
    crm_status status = crm__sql_status(sql);
    if (status < 0)
        return status;
    struct statement *statement = NULL;
    status = crm__db_prepare(sql->db, shape, crm__buffer_view(&sql->text), &statement);
    if (status < 0)
        return status;
    status = crm__statement_bind_all(statement, sql->values, sql->value_count);
    if (status < 0) {
        crm__statement_release(statement);
        return status;
    }
    *statement_out = statement;
    return CRM_OK;
}

crm_status crm__sql_run(struct sql *sql, uint64_t shape, int64_t *changed_out)
{
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, shape, &statement);
    if (status < 0)
        return status;
    status = crm__statement_exec(statement, changed_out);
    crm__statement_release(statement);
    return status;
}

crm_status crm__sql_many(struct sql *sql, uint64_t shape, struct statement_many *many)
{
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, shape, &statement);
    if (status < 0)
        return status;
    status = crm__statement_many(statement, many);
    crm__statement_release(statement);
    return status;
}

crm_status crm__sql_fetch(struct sql *sql, uint64_t shape, struct batch *rows)
{
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, shape, &statement);
    if (status < 0)
        return status;
    status = crm__statement_fetch(statement, rows, SIZE_MAX);
    crm__statement_release(statement);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__sql_run_int(struct sql *sql, uint64_t shape, int64_t *integer_out)
{
    *integer_out = 0;
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, shape, &statement);
    if (status < 0)
        return status;
    status = crm__statement_step(statement);
    if (status == CRM_OK) {
        struct value value = crm__statement_column(statement, 0);
        if (value.kind == VALUE_INT)
            *integer_out = value.integer;
        else if (value.kind != VALUE_NULL)
            status = crm__fail(sql->env, CRM_E_INTERNAL, "a number was expected of the database");
    } else if (status == CRM_DONE) {
        status = crm__fail(sql->env, CRM_E_NOT_FOUND, "no row");
    }
    crm__statement_release(statement);
    return status;
}

/* "a" = $1, "b" = $2; with `values` they are bound, without they are placeholders. */
static void equal_each(struct sql *sql, const struct text *names, const struct value *values,
                       size_t count, const char *separator)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__sql_add(sql, separator);
        crm__sql_name(sql, names[i]);
        crm__sql_add(sql, " = ");
        crm__sql_value(sql, values ? values[i] : VALUE_OF_NULL);
    }
}
