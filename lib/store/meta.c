/* Meta: numbers and texts of the database as a whole, a row each. */
#include "store/meta.h"

#include "db/sql.h"
#include "store/tables.h"

static crm_status set(struct store *store, struct text name, const char *column,
                      struct value value);

crm_status crm__meta_int(struct store *store, struct text name, int64_t *number_out)
{
    *number_out = 0;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    struct text column = TEXT("number");
    crm__sql_select(&sql, TABLE_META, &column, 1);
    crm__sql_add(&sql, " WHERE name = ");
    crm__sql_text(&sql, name);
    crm_status status = crm__sql_run_int(&sql, 0, number_out);
    crm__sql_free(&sql);
    if (status == CRM_E_NOT_FOUND) {
        crm__error_clear(store->env);
        status = CRM_OK;
    }
    return status;
}

crm_status crm__meta_set_int(struct store *store, struct text name, int64_t number)
{
    return set(store, name, "number", crm__value_int(number));
}

crm_status crm__meta_bump(struct store *store, struct text name, int64_t *number_out)
{
    *number_out = 0;
    int64_t number = 0;
    crm_status status = crm__meta_int(store, name, &number);
    if (status == CRM_OK)
        status = crm__meta_set_int(store, name, number + 1);
    if (status == CRM_OK)
        *number_out = number + 1;
    return status;
}

crm_status crm__meta_text(struct store *store, struct text name, struct buffer *value)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    struct text column = TEXT("value");
    crm__sql_select(&sql, TABLE_META, &column, 1);
    crm__sql_add(&sql, " WHERE name = ");
    crm__sql_text(&sql, name);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_step(statement);
    if (status == CRM_OK) {
        struct value found = crm__statement_column(statement, 0);
        if (found.kind == VALUE_TEXT)
            crm__buffer_text(value, found.text);
        status = crm__buffer_status(value);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__meta_set_text(struct store *store, struct text name, struct text value)
{
    return set(store, name, "value", crm__value_text(value));
}

static crm_status set(struct store *store, struct text name, const char *column, struct value value)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    struct text columns[] = {TEXT("name"), crm__text_of(column)};
    crm__sql_insert(&sql, TABLE_META, columns, 2);
    crm__sql_on_conflict(&sql, columns, 1, columns + 1, 1);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK) {
        struct value values[] = {crm__value_text(name), value};
        status = crm__statement_bind_all(statement, values, 2);
    }
    if (status == CRM_OK)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}
