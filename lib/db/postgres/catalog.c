/* What a schema holds: its version, tables, columns, indexes; and query plans. */
#include "db/postgres/driver.h"

#include <stdio.h>

static crm_status add_columns(struct batch *batch, const char *const *names,
                              const enum value_kind *kinds, size_t count);
static crm_status fetch_all(struct db *db, const char *sql, struct text table, struct batch *batch);
static crm_status ask(struct db *db, const char *sql, struct statement **statement_out);

#define OF_SCHEMA                                                                                  \
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"         \
    " AND n.nspname = current_schema()"

/* The driver's own table is not listed, nor are search tables. */
static const char *const tables_sql =
    "SELECT c.relname::text" OF_SCHEMA " WHERE c.relkind IN ('r', 'p')"
    " AND c.relname <> '" PG_MARK "' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a"
    " WHERE a.attrelid = c.oid AND a.atttypid = 'pg_catalog.tsvector'::regtype)"
    " ORDER BY c.relname::text COLLATE \"C\"";

/* The numbers of kinds are those of enum value_kind. */
static const char *const columns_sql =
    "SELECT a.attname::text, CASE a.atttypid WHEN 20 THEN 1 WHEN 701 THEN 2 WHEN 25 THEN 3"
    " WHEN 17 THEN 4 ELSE 0 END, CASE WHEN a.attnotnull THEN 1 ELSE 0 END,"
    " coalesce((SELECT k.place FROM pg_catalog.pg_index i,"
    " unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)"
    " WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum), 0)" OF_SCHEMA
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
    " AND NOT a.attisdropped WHERE c.relname = $1 AND c.relkind IN ('r', 'p') ORDER BY a.attnum";

static const char *const indexes_sql =
    "SELECT x.relname::text, CASE WHEN i.indisunique THEN 1 ELSE 0 END,"
    " CASE WHEN i.indpred IS NULL THEN 0 ELSE 1 END,"
    " (SELECT string_agg(a.attname::text, ',' ORDER BY k.place)"
    " FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum)" OF_SCHEMA
    " JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND NOT i.indisprimary"
    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE c.relname = $1"
    " ORDER BY x.relname::text COLLATE \"C\"";

crm_status crm__pg_schema_version(struct db *db, int64_t *version_out)
{
    struct statement *statement = NULL;
    crm_status status = ask(db, "SELECT version FROM " PG_MARK " WHERE id = 1", &statement);
    if (status == CRM_OK)
        *version_out = crm__statement_column(statement, 0).integer;
    crm__statement_release(statement);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__pg_set_schema_version(struct db *base, int64_t version)
{
    char sql[96];
    snprintf(sql, sizeof sql, "UPDATE " PG_MARK " SET version = %lld WHERE id = 1",
             (long long)version);
    crm_status status = crm__pg_ready((struct pg_db *)base);
    return status < 0 ? status : crm__pg_run((struct pg_db *)base, sql, NULL);
}

crm_status crm__pg_introspect(struct db *db, enum db_catalog what, struct text table,
                              struct batch *batch)
{
    static const char *const column_names[] = {"name", "kind", "required", "key"};
    static const enum value_kind column_kinds[] = {VALUE_TEXT, VALUE_INT, VALUE_INT, VALUE_INT};
    static const char *const index_names[] = {"name", "is_unique", "is_partial", "columns"};
    static const enum value_kind index_kinds[] = {VALUE_TEXT, VALUE_INT, VALUE_INT, VALUE_TEXT};
    const char *sql = tables_sql;
    crm_status status = CRM_OK;
    switch (what) {
    case CATALOG_TABLES:
        status = add_columns(batch, column_names, column_kinds, 1);
        break;
    case CATALOG_COLUMNS:
        sql = columns_sql;
        status = add_columns(batch, column_names, column_kinds, 4);
        break;
    case CATALOG_INDEXES:
        sql = indexes_sql;
        status = add_columns(batch, index_names, index_kinds, 4);
        break;
    }
    return status < 0 ? status : fetch_all(db, sql, table, batch);
}

crm_status crm__pg_take_commits(struct pg_db *db, const PGresult *result)
{
    if (PQntuples(result) != 1)
        return crm__fail(db->base.env, CRM_E_CORRUPT,
                         "schema %s has lost its row of " PG_MARK ": restore a backup", db->schema);
    return crm__text_to_int64(crm__text_of(PQgetvalue(result, 0, 0)), &db->commits);
}

/* The commits of others. Within a transaction that is known since it began. */
crm_status crm__pg_data_version(struct db *base, int64_t *version_out)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = CRM_OK;
    if (base->depth == 0) {
        PGresult *result = NULL;
        status = crm__pg_ready(db);
        if (status >= 0)
            status = crm__pg_run(db, "SELECT commits FROM " PG_MARK " WHERE id = 1", &result);
        if (status >= 0)
            status = crm__pg_take_commits(db, result);
        PQclear(result);
    }
    *version_out = db->commits - db->own_commits;
    return status;
}

/* The plan that serves all values, as a kept statement has it. */
crm_status crm__pg_explain(struct db *base, struct text sql, struct buffer *plan)
{
    struct pg_db *db = (struct pg_db *)base;
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(base, 0, sql, &statement);
    if (status < 0)
        return status;
    struct buffer text;
    crm__buffer_init(&text, base->env);
    crm__buffer_format(&text,
                       "SET plan_cache_mode = force_generic_plan; "
                       "EXPLAIN (COSTS OFF) EXECUTE c%lld",
                       (long long)((struct pg_statement *)statement)->number);
    for (size_t i = 0; i < statement->variable_count; i++)
        crm__buffer_cstr(&text, i == 0 ? "(NULL" : ", NULL");
    crm__buffer_cstr(&text, statement->variable_count > 0 ? ")" : "");
    status = crm__buffer_status(&text);
    PGresult *lines = NULL;
    if (status >= 0)
        status = crm__pg_run(db, text.data, &lines);
    for (int i = 0; i < PQntuples(lines); i++) {
        crm__buffer_cstr(plan, PQgetvalue(lines, i, 0));
        crm__buffer_byte(plan, '\n');
    }
    PQclear(lines);
    if (status >= 0)
        status = crm__pg_run(db, "RESET plan_cache_mode", NULL);
    crm__buffer_free(&text);
    crm__statement_release(statement);
    return status;
}

static crm_status add_columns(struct batch *batch, const char *const *names,
                              const enum value_kind *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!crm__batch_add(batch, crm__text_of(names[i]), kinds[i]))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static crm_status fetch_all(struct db *db, const char *sql, struct text table, struct batch *batch)
{
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(db, 0, crm__text_of(sql), &statement);
    if (status >= 0 && statement->variable_count > 0)
        status = crm__statement_bind(statement, 1, crm__value_text(table));
    if (status >= 0)
        status = crm__statement_fetch(statement, batch, SIZE_MAX);
    crm__statement_release(statement);
    return status < 0 ? status : CRM_OK;
}

/* A query's first row. */
static crm_status ask(struct db *db, const char *sql, struct statement **statement_out)
{
    crm_status status = crm__db_prepare(db, 0, crm__text_of(sql), statement_out);
    return status < 0 ? status : crm__statement_step(*statement_out);
}
