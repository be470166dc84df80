/* How SQLite words what differs between databases. */
#include "db/sqlite/driver.h"

static void search_create(struct sql *sql, struct text name);
static void search_feed(struct sql *sql, struct text name);
static void search_remove(struct sql *sql, struct text name);
static void search_match(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix);

const struct sql_dialect crm__sqlite_dialect = {
    .family = SQL_SQLITE,
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
    .kinds = {[VALUE_INT] = " INTEGER",
              [VALUE_DOUBLE] = " REAL",
              [VALUE_TEXT] = " TEXT",
              [VALUE_BLOB] = " BLOB"},
    .table_end = ") STRICT",
    .keyed_table_end = ") STRICT, WITHOUT ROWID",
    .index_order = "",
    .search_create = search_create,
    .search_feed = search_feed,
    .search_remove = search_remove,
    .search_match = search_match,
};

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
    crm__sql_add(sql, "SELECT rowid FROM ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " WHERE ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " MATCH ");
    crm__sql_buffer(sql, &match);
}
