/* Schema changes as text: the same words for all databases, with what differs from the dialect. */
#include "db/ddl.h"

#include <assert.h>

static void create_table(struct sql *sql, const struct ddl_table *table);
static void create_index(struct sql *sql, const struct ddl_index *index);
static void null_check(struct sql *sql, struct text column, const char *test, bool *first);
static void column_definition(struct sql *sql, const struct ddl_column *column, bool is_row_id);
static void initial_value(struct sql *sql, struct value value);
static void alter(struct sql *sql, const struct ddl *change, const char *verb);

void crm__ddl_words(struct sql *sql, const struct ddl *change)
{
    switch (change->kind) {
    case DDL_CREATE_TABLE:
        create_table(sql, change->table);
        break;
    case DDL_DROP_TABLE:
        crm__sql_add(sql, "DROP TABLE IF EXISTS ");
        crm__sql_name(sql, change->name);
        break;
    case DDL_RENAME_TABLE:
        crm__sql_add(sql, "ALTER TABLE ");
        crm__sql_name(sql, change->old_name);
        crm__sql_add(sql, " RENAME TO ");
        crm__sql_name(sql, change->name);
        break;
    case DDL_ADD_COLUMN:
        alter(sql, change, " ADD COLUMN ");
        column_definition(sql, change->column, false);
        break;
    case DDL_RENAME_COLUMN:
        alter(sql, change, " RENAME COLUMN ");
        crm__sql_name(sql, change->old_name);
        crm__sql_add(sql, " TO ");
        crm__sql_name(sql, change->column->name);
        break;
    case DDL_DROP_COLUMN:
        alter(sql, change, " DROP COLUMN ");
        crm__sql_name(sql, change->old_name);
        break;
    case DDL_CREATE_INDEX:
        create_index(sql, change->index);
        break;
    case DDL_DROP_INDEX:
        crm__sql_add(sql, "DROP INDEX IF EXISTS ");
        crm__sql_name(sql, change->name);
        break;
    }
}

/* To SQLite only a lone integer key that is literally INTEGER PRIMARY KEY is the row's own address.
 * A table with another key is there a tree in the order of that key. */
static void create_table(struct sql *sql, const struct ddl_table *table)
{
    bool row_id = false;
    crm__sql_add(sql, "CREATE TABLE IF NOT EXISTS ");
    crm__sql_name(sql, table->name);
    crm__sql_add(sql, " (");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct ddl_column *column = &table->columns[i];
        bool is_row_id = table->key_count == 1 && column->kind == VALUE_INT &&
                         crm__text_equal(column->name, table->key[0]);
        row_id |= is_row_id;
        if (i > 0)
            crm__sql_add(sql, ", ");
        column_definition(sql, column, is_row_id);
    }
    bool keyed = table->key_count > 0 && !row_id;
    if (keyed) {
        crm__sql_add(sql, ", PRIMARY KEY (");
        crm__sql_names(sql, table->key, table->key_count);
        crm__sql_add(sql, ")");
    }
    crm__sql_add(sql, keyed ? sql->db->dialect->keyed_table_end : sql->db->dialect->table_end);
}

static void create_index(struct sql *sql, const struct ddl_index *index)
{
    crm__sql_add(sql, index->is_unique ? "CREATE UNIQUE INDEX IF NOT EXISTS "
                                       : "CREATE INDEX IF NOT EXISTS ");
    crm__sql_name(sql, index->name);
    crm__sql_add(sql, " ON ");
    crm__sql_name(sql, index->table);
    crm__sql_add(sql, " (");
    for (size_t i = 0; i < index->column_count; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_name(sql, index->columns[i]);
        crm__sql_add(sql, sql->db->dialect->index_order);
    }
    crm__sql_add(sql, ")");
    bool first = true;
    null_check(sql, index->skip_null, " IS NOT NULL", &first);
    null_check(sql, index->only_null, " IS NULL", &first);
}

static void null_check(struct sql *sql, struct text column, const char *test, bool *first)
{
    if (column.size == 0)
        return;
    crm__sql_add(sql, *first ? " WHERE " : " AND ");
    crm__sql_name(sql, column);
    crm__sql_add(sql, test);
    *first = false;
}

static void column_definition(struct sql *sql, const struct ddl_column *column, bool is_row_id)
{
    assert(column->kind != VALUE_NULL);
    crm__sql_name(sql, column->name);
    crm__sql_add(sql, sql->db->dialect->kinds[column->kind]);
    if (is_row_id)
        crm__sql_add(sql, " PRIMARY KEY");
    if (column->required)
        crm__sql_add(sql, " NOT NULL");
    if (column->initial.kind != VALUE_NULL)
        initial_value(sql, column->initial);
    if (column->references.size > 0) {
        crm__sql_add(sql, " REFERENCES ");
        crm__sql_name(sql, column->references);
        crm__sql_add(sql, " (\"id\")");
    }
}

/* The one place where a value stands in a text: schema statements take no parameters. */
static void initial_value(struct sql *sql, struct value value)
{
    crm__sql_add(sql, " DEFAULT ");
    if (value.kind == VALUE_INT) {
        /* The smallest integer cannot be written down with its sign. */
        if (value.integer == INT64_MIN)
            crm__sql_fail(sql,
                          crm__fail(sql->env, CRM_E_LIMIT, "an initial value below -2^63 + 1"));
        crm__buffer_int64(&sql->text, value.integer);
        return;
    }
    if (value.kind != VALUE_TEXT) {
        crm__sql_fail(sql, crm__fail(sql->env, CRM_E_MISUSE,
                                     "an initial value that is no integer and no text"));
        return;
    }
    crm__sql_add(sql, "'");
    for (size_t i = 0; i < value.text.size; i++) {
        if (value.text.data[i] == '\'')
            crm__sql_add(sql, "'");
        crm__buffer_byte(&sql->text, value.text.data[i]);
    }
    crm__sql_add(sql, "'");
}

static void alter(struct sql *sql, const struct ddl *change, const char *verb)
{
    crm__sql_add(sql, "ALTER TABLE ");
    crm__sql_name(sql, change->name);
    crm__sql_add(sql, verb);
}
