/* What a SQLite database holds: its schema version, tables, columns, indexes; and query plans. */
#include "db/sqlite/driver.h"

enum { PLAN_DEPTH_LIMIT = 32 };

static crm_status tables(struct db *db, struct batch *batch);
static crm_status columns(struct db *db, struct text table, struct batch *batch);
static crm_status indexes(struct db *db, struct text table, struct batch *batch);
static crm_status index_columns(struct db *db, struct text index, struct buffer *names);
static crm_status index_row(struct db *db, struct statement *rows, struct buffer *names,
                            struct batch *batch);
static crm_status query(struct db *db, const char *sql, struct text table,
                        struct statement **statement_out);
static crm_status fetch_all(struct db *db, const char *sql, struct text table, struct batch *batch);
static crm_status add_columns(struct batch *batch, const char *const *names,
                              const enum value_kind *kinds, size_t count);
static void plan_line(struct buffer *plan, int64_t *parents, size_t *depth,
                      const struct value *row);

crm_status crm__sqlite_schema_version(struct db *db, int64_t *version_out)
{
    return crm__sqlite_run_int((struct sqlite_db *)db, "PRAGMA user_version", version_out);
}

crm_status crm__sqlite_set_schema_version(struct db *db, int64_t version)
{
    char sql[64];
    sqlite3_snprintf((int)sizeof sql, sql, "PRAGMA user_version = %d", (int)version);
    return crm__sqlite_run((struct sqlite_db *)db, sql);
}

crm_status crm__sqlite_introspect(struct db *db, enum db_catalog what, struct text table,
                                  struct batch *batch)
{
    switch (what) {
    case CATALOG_TABLES:
        return tables(db, batch);
    case CATALOG_COLUMNS:
        return columns(db, table, batch);
    case CATALOG_INDEXES:
        return indexes(db, table, batch);
    }
    return crm__fail(db->env, CRM_E_MISUSE, "no catalogue %d", (int)what);
}

crm_status crm__sqlite_data_version(struct db *base, int64_t *version_out)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    int code = SQLITE_OK;
    if (!db->data_version)
        code = sqlite3_prepare_v3(db->handle, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
                                  &db->data_version, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(db->data_version);
    crm_status status = CRM_OK;
    if (code == SQLITE_ROW)
        *version_out = sqlite3_column_int64(db->data_version, 0);
    else
        status = crm__sqlite_fail(db, code);
    sqlite3_reset(db->data_version);
    return status;
}

crm_status crm__sqlite_explain(struct db *db, struct text sql, struct buffer *plan)
{
    struct buffer text;
    crm__buffer_init(&text, db->env);
    crm__buffer_cstr(&text, "EXPLAIN QUERY PLAN ");
    crm__buffer_text(&text, sql);
    struct statement *statement = NULL;
    crm_status status = crm__buffer_status(&text);
    if (status >= 0)
        status = crm__db_prepare(db, 0, crm__buffer_view(&text), &statement);
    int64_t parents[PLAN_DEPTH_LIMIT] = {0};
    size_t depth = 0;
    while (status >= 0 && (status = crm__statement_step(statement)) == CRM_OK) {
        struct value row[4];
        crm__statement_row(statement, row, 4);
        plan_line(plan, parents, &depth, row);
    }
    crm__statement_release(statement);
    crm__buffer_free(&text);
    return status < 0 ? status : CRM_OK;
}

static crm_status tables(struct db *db, struct batch *batch)
{
    static const char *const names[] = {"name"};
    static const enum value_kind kinds[] = {VALUE_TEXT};
    crm_status status = add_columns(batch, names, kinds, 1);
    if (status < 0)
        return status;
    return fetch_all(db,
                     "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                     "AND name NOT GLOB 'sqlite_*' ORDER BY name",
                     TEXT_NONE, batch);
}

static crm_status columns(struct db *db, struct text table, struct batch *batch)
{
    static const char *const names[] = {"name", "kind", "required", "key"};
    static const enum value_kind kinds[] = {VALUE_TEXT, VALUE_INT, VALUE_INT, VALUE_INT};
    crm_status status = add_columns(batch, names, kinds, 4);
    if (status < 0)
        return status;
    /* The numbers are those of enum value_kind. */
    return fetch_all(db,
                     "SELECT name, CASE type WHEN 'INTEGER' THEN 1 WHEN 'REAL' THEN 2 "
                     "WHEN 'TEXT' THEN 3 WHEN 'BLOB' THEN 4 ELSE 0 END, "
                     "max(\"notnull\", pk > 0), pk FROM pragma_table_info($1) ORDER BY cid",
                     table, batch);
}

static crm_status indexes(struct db *db, struct text table, struct batch *batch)
{
    static const char *const names[] = {"name", "is_unique", "is_partial", "columns"};
    static const enum value_kind kinds[] = {VALUE_TEXT, VALUE_INT, VALUE_INT, VALUE_TEXT};
    crm_status status = add_columns(batch, names, kinds, 4);
    if (status < 0)
        return status;
    struct statement *rows = NULL;
    status = query(db,
                   "SELECT name, \"unique\", partial FROM pragma_index_list($1) "
                   "WHERE origin <> 'pk' ORDER BY name",
                   table, &rows);
    struct buffer column_names;
    crm__buffer_init(&column_names, db->env);
    while (status >= 0 && (status = crm__statement_step(rows)) == CRM_OK)
        status = index_row(db, rows, &column_names, batch);
    crm__buffer_free(&column_names);
    crm__statement_release(rows);
    return status < 0 ? status : CRM_OK;
}

static crm_status index_row(struct db *db, struct statement *rows, struct buffer *names,
                            struct batch *batch)
{
    struct value row[4];
    crm__statement_row(rows, row, 3);
    crm_status status = index_columns(db, row[0].text, names);
    row[3] = crm__value_text(crm__buffer_view(names));
    for (size_t i = 0; i < 4 && status >= 0; i++)
        status = crm__column_value(batch, &batch->columns[i], row[i]);
    if (status >= 0)
        crm__batch_finish_row(batch);
    return status;
}

static crm_status index_columns(struct db *db, struct text index, struct buffer *names)
{
    struct statement *rows = NULL;
    crm_status status =
        query(db, "SELECT name FROM pragma_index_info($1) ORDER BY seqno", index, &rows);
    crm__buffer_clear(names);
    while (status >= 0 && (status = crm__statement_step(rows)) == CRM_OK) {
        if (names->size > 0)
            crm__buffer_byte(names, ',');
        struct value name = crm__statement_column(rows, 0);
        if (name.kind == VALUE_TEXT)
            crm__buffer_text(names, name.text);
    }
    crm__statement_release(rows);
    return status < 0 ? status : crm__buffer_status(names);
}

/* A statement whose $1, if it has one, is a table or index. */
static crm_status query(struct db *db, const char *sql, struct text table,
                        struct statement **statement_out)
{
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(db, 0, crm__text_of(sql), &statement);
    if (status >= 0 && statement->variable_count > 0)
        status = crm__statement_bind(statement, 1, crm__value_text(table));
    if (status < 0) {
        crm__statement_release(statement);
        return status;
    }
    *statement_out = statement;
    return CRM_OK;
}

static crm_status fetch_all(struct db *db, const char *sql, struct text table, struct batch *batch)
{
    struct statement *statement = NULL;
    crm_status status = query(db, sql, table, &statement);
    if (status >= 0)
        status = crm__statement_fetch(statement, batch, SIZE_MAX);
    crm__statement_release(statement);
    return status < 0 ? status : CRM_OK;
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

/* A step of a plan knows its parent; the line is indented below it. */
static void plan_line(struct buffer *plan, int64_t *parents, size_t *depth, const struct value *row)
{
    while (*depth > 0 && parents[*depth - 1] != row[1].integer)
        --*depth;
    for (size_t i = 0; i < *depth; i++)
        crm__buffer_cstr(plan, "  ");
    crm__buffer_text(plan, row[3].text);
    crm__buffer_byte(plan, '\n');
    if (*depth < PLAN_DEPTH_LIMIT)
        parents[(*depth)++] = row[0].integer;
}
