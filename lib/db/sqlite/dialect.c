/* How SQLite words what differs between databases. */
#include "db/ddl.h"
#include "db/sqlite/driver.h"

#include <assert.h>

static void ddl(struct sql *sql, const struct ddl *ddl);
static void create_table(struct sql *sql, const struct ddl_table *table);
static void create_index(struct sql *sql, const struct ddl_index *index);
static void column_definition(struct sql *sql, const struct ddl_column *column, bool is_row_id);
static void initial_value(struct sql *sql, struct value value);
static void alter(struct sql *sql, const struct ddl *change, const char *verb);
static void search_create(struct sql *sql, struct text name);
static void search_feed(struct sql *sql, struct text name);
static void search_remove(struct sql *sql, struct text name);
static void search_match(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix);
static void null_check(struct sql *sql, struct text column, const char *test, bool *first);

const struct sql_dialect crm__sqlite_dialect = {
    .functions =
        {
            [SQL_GREATEST] = "max",
            [SQL_LEAST] = "min",
            [SQL_POSITION] = "instr",
            [SQL_TEXT_LENGTH] = "length",
            [SQL_STRING_AGG] = "group_concat",
        },
    /* SQLite takes $1 and ?1, too, but looks them up one by one: quadratic in their number. */
    .placeholder = '?',
    .placeholder_counts = true,
    .collate = " COLLATE BINARY",
    .skip_locked = "", /* The claim holds the only write lock. */
    .ddl = ddl,
    .search_create = search_create,
    .search_feed = search_feed,
    .search_remove = search_remove,
    .search_match = search_match,
};

static void ddl(struct sql *sql, const struct ddl *change)
{
    switch (change->kind) {
    case DDL_CREATE_TABLE:
        create_table(sql, change->table);
        break;
    case DDL_DROP_TABLE:
        crm__sql_add(sql, "DROP TABLE IF EXISTS ");
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

/* Only a lone integer key that is literally INTEGER PRIMARY KEY is the row's own address. A table
 * with another key is a tree in the order of that key. */
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
    crm__sql_add(sql, keyed ? ") STRICT, WITHOUT ROWID" : ") STRICT");
}

static void create_index(struct sql *sql, const struct ddl_index *index)
{
    crm__sql_add(sql, index->is_unique ? "CREATE UNIQUE INDEX IF NOT EXISTS "
                                       : "CREATE INDEX IF NOT EXISTS ");
    crm__sql_name(sql, index->name);
    crm__sql_add(sql, " ON ");
    crm__sql_name(sql, index->table);
    crm__sql_add(sql, " (");
    crm__sql_names(sql, index->columns, index->column_count);
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
    static const char *const types[] = {[VALUE_INT] = " INTEGER",
                                        [VALUE_DOUBLE] = " REAL",
                                        [VALUE_TEXT] = " TEXT",
                                        [VALUE_BLOB] = " BLOB"};
    assert(column->kind != VALUE_NULL);
    crm__sql_name(sql, column->name);
    crm__sql_add(sql, types[column->kind]);
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

/*
 * Terms are whole words here: everything but white space belongs to a term, so that the tokenizer
 * splits exactly where the caller did. The index keeps no positions, for no phrase is searched, and
 * keeps the terms themselves, so that a row can be taken out without knowing what it had.
 */
static void search_create(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "CREATE VIRTUAL TABLE IF NOT EXISTS ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " USING fts5(terms, detail=none, columnsize=0, tokenize=\"ascii tokenchars "
                      "'!\"\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'\")");
}

static void search_feed(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "INSERT OR REPLACE INTO ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " (rowid, terms) VALUES (");
    crm__sql_placeholders(sql, 2);
    crm__sql_add(sql, ")");
}

static void search_remove(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "DELETE FROM ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " WHERE rowid = ");
    crm__sql_placeholder(sql);
}

static void search_match(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix)
{
    struct buffer match;
    crm__buffer_init(&match, sql->env);
    for (size_t i = 0; i < count; i++) {
        crm__buffer_byte(&match, '"');
        for (size_t at = 0; at < terms[i].size; at++) {
            if (terms[i].data[at] == '"')
                crm__buffer_byte(&match, '"');
            crm__buffer_byte(&match, terms[i].data[at]);
        }
        crm__buffer_cstr(&match, prefix ? "\"* " : "\" ");
    }
    struct text kept = crm__arena_text(&sql->arena, crm__buffer_view(&match));
    if (!kept.data)
        crm__sql_fail(sql, CRM_E_NOMEM);
    else
        crm__sql_fail(sql, crm__buffer_status(&match));
    crm__buffer_free(&match);
    crm__sql_add(sql, "SELECT rowid FROM ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " WHERE ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " MATCH ");
    crm__sql_text(sql, kept);
}
