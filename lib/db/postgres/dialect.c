/* How PostgreSQL, and what speaks its protocol, words what differs between databases. */
#include "db/postgres/driver.h"

static void search_create(struct sql *sql, struct text name);
static void search_index(struct sql *sql, struct text name);
static void search_feed(struct sql *sql, struct text name);
static void search_remove(struct sql *sql, struct text name);
static void search_match(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix);

/* What a flavour words differently is the arguments: how a text column is compared, and in which
 * order an index is kept. */
#define DIALECT(by_bytes, order)                                                                   \
    {                                                                                              \
        .family = SQL_POSTGRES,                                                                    \
        .functions = {[SQL_GREATEST] = "greatest",                                                 \
                      [SQL_LEAST] = "least",                                                       \
                      [SQL_POSITION] = "strpos",                                                   \
                      [SQL_TEXT_LENGTH] = "char_length",                                           \
                      [SQL_STRING_AGG] = "string_agg"},                                            \
        .placeholder = '$', .has_arrays = true, .collate = by_bytes,                               \
        .skip_locked = " FOR UPDATE SKIP LOCKED",                                                  \
        .kinds = {[VALUE_INT] = " bigint",                                                         \
                  [VALUE_DOUBLE] = " double precision",                                            \
                  [VALUE_TEXT] = " text" by_bytes,                                                 \
                  [VALUE_BLOB] = " bytea"},                                                        \
        .table_end = ")", .keyed_table_end = ")", .index_order = order,                            \
        .search_create = search_create, .search_index = search_index, .search_feed = search_feed,  \
        .search_remove = search_remove, .search_match = search_match,                              \
    }

const struct sql_dialect *crm__pg_dialect(enum pg_flavour flavour)
{
    static const struct sql_dialect dialects[] = {
        /* In the columns themselves, so that indexes, min, max and < agree with the order that is
         * asked for. */
        [PG_PLAIN] = DIALECT(" COLLATE \"C\"", ""),
        [PG_CITUS] = DIALECT(" COLLATE \"C\"", ""),
        /* The first column of an index is hashed unless an order is named; ranges would scan. */
        [PG_YUGABYTE] = DIALECT(" COLLATE \"C\"", " ASC"),
        /* Text is by bytes as it is; text with a collation is another type. */
        [PG_COCKROACH] = DIALECT("", ""),
    };
    return &dialects[flavour];
}

/* The terms are kept as they are: no dictionary, no positions. */
static void search_create(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "CREATE TABLE IF NOT EXISTS ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " (id bigint PRIMARY KEY, terms tsvector NOT NULL)");
}

static void search_index(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "CREATE INDEX IF NOT EXISTS ");
    struct buffer index;
    crm__buffer_init(&index, sql->env);
    crm__buffer_text(&index, name);
    crm__buffer_cstr(&index, "_terms");
    if (crm__buffer_status(&index) < 0)
        crm__sql_fail(sql, CRM_E_NOMEM);
    else
        crm__sql_name(sql, crm__buffer_view(&index));
    crm__buffer_free(&index);
    crm__sql_add(sql, " ON ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " USING gin (terms)");
}

static void search_feed(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "INSERT INTO ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " (id, terms) VALUES (");
    crm__sql_placeholder(sql);
    crm__sql_add(sql, ", array_to_tsvector(array_remove(string_to_array(");
    crm__sql_placeholder(sql);
    crm__sql_add(sql, "::text, ' '), ''))) ON CONFLICT (id) DO UPDATE SET terms = excluded.terms");
}

static void search_remove(struct sql *sql, struct text name)
{
    crm__sql_add(sql, "DELETE FROM ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " WHERE id = ");
    crm__sql_placeholder(sql);
}

/* Within quotes a quote and a backslash are doubled. */
static void search_match(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix)
{
    struct buffer match;
    crm__buffer_init(&match, sql->env);
    for (size_t i = 0; i < count; i++) {
        crm__buffer_cstr(&match, i > 0 ? " & '" : "'");
        for (size_t at = 0; at < terms[i].size; at++) {
            char c = terms[i].data[at];
            if (c == '\'' || c == '\\')
                crm__buffer_byte(&match, c);
            crm__buffer_byte(&match, c);
        }
        crm__buffer_cstr(&match, prefix ? "':*" : "'");
    }
    crm__sql_add(sql, "SELECT id FROM ");
    crm__sql_name(sql, name);
    crm__sql_add(sql, " WHERE terms @@ (");
    crm__sql_buffer(sql, &match);
    crm__sql_add(sql, "::text)::tsquery");
}
