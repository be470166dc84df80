/*
 * SQL text: fragments that are literals of the source, names that are checked and quoted, and
 * values that are bound, never written into the text. Functions return nothing: the first failure
 * sticks and is reported when the statement is prepared or run.
 *
 *     struct sql sql;
 *     crm__sql_init(&sql, db);
 *     crm__sql_select(&sql, TEXT("lead"), columns, column_count);
 *     crm__sql_add(&sql, " WHERE ");
 *     crm__sql_name(&sql, TEXT("owner_id"));
 *     crm__sql_add(&sql, " = ");
 *     crm__sql_int(&sql, owner_id);
 *     status = crm__sql_query(&sql, 0, &statement);
 *     crm__sql_free(&sql);
 *
 * What the databases do differently without saying so is not used: LIKE, CAST, integer division,
 * upper/lower, boolean literals, blob literals, default null order, default collation, SELECT *.
 */
#ifndef CRM_DB_SQL_H
#define CRM_DB_SQL_H

#include "base/partition.h"
#include "db/db.h"

enum { SQL_NAME_LIMIT = 63 };

struct sql {
    struct env *env;
    struct db *db;
    struct buffer text;
    struct value *values; /* of the placeholders, in order; text is borrowed from the caller */
    size_t value_count;
    size_t value_capacity;
    struct arena arena; /* of values that the builder made itself */
    crm_status status;
};

/* Functions that have different names. */
enum sql_function {
    SQL_GREATEST,    /* (a, b, …) */
    SQL_LEAST,       /* (a, b, …) */
    SQL_POSITION,    /* (text, part): from 1, in code points; 0: absent */
    SQL_TEXT_LENGTH, /* (text): code points */
    SQL_STRING_AGG,  /* (text, separator) */
    SQL_FUNCTION_COUNT,
};

enum sql_order { SQL_ASCENDING, SQL_DESCENDING };

void crm__sql_init(struct sql *sql, struct db *db);
void crm__sql_free(struct sql *sql);
void crm__sql_clear(struct sql *sql);

/* Text of the source, never of a user. */
void crm__sql_add(struct sql *sql, const char *fragment);
void crm__sql_fragment(struct sql *sql, struct text fragment);
/* A quoted name: lower-case ASCII letters, digits and underscores, not beginning with a digit, at
 * most SQL_NAME_LIMIT bytes; anything else is CRM_E_INVALID. */
void crm__sql_name(struct sql *sql, struct text name);
void crm__sql_column(struct sql *sql, struct text table, struct text name);   /* "table"."name" */
void crm__sql_names(struct sql *sql, const struct text *names, size_t count); /* with commas */

/* A placeholder and its value. */
void crm__sql_value(struct sql *sql, struct value value);
void crm__sql_int(struct sql *sql, int64_t integer);
void crm__sql_text(struct sql *sql, struct text text);
/* A placeholder for the text that was made in the buffer, which is freed. */
void crm__sql_buffer(struct sql *sql, struct buffer *made);
/* A placeholder whose value is bound later; null until then. */
void crm__sql_placeholder(struct sql *sql);
void crm__sql_placeholders(struct sql *sql, size_t count); /* with commas */
/* The placeholder `position` (from 1) again. */
void crm__sql_again(struct sql *sql, size_t position);
/* " IN ($1, $2, …)", or the like with an array; no values: a condition that never holds. */
void crm__sql_in_ints(struct sql *sql, const int64_t *integers, size_t count);

/* A condition on a column of ids: crm__partition_has(). Not for the whole. */
void crm__sql_partition(struct sql *sql, struct partition partition, struct text table,
                        struct text name);

void crm__sql_function(struct sql *sql, enum sql_function function); /* the name only */
void crm__sql_collate(struct sql *sql); /* by code point; after each text that is ordered */
/* "name" [COLLATE …] ASC|DESC NULLS LAST; nulls come last either way. */
void crm__sql_order(struct sql *sql, struct text name, bool is_text, enum sql_order order);
void crm__sql_limit(struct sql *sql, int64_t limit); /* negative: none */

/* Whole statements, with placeholders in the order of the columns given. */
void crm__sql_select(struct sql *sql, struct text table, const struct text *columns, size_t count);
void crm__sql_insert(struct sql *sql, struct text table, const struct text *columns, size_t count);
/* "VALUES ($1, $2), ($3, $4), …": `rows` of `count` placeholders. */
void crm__sql_values(struct sql *sql, size_t count, size_t rows);
/* After an insert: replaces `columns` where `keys` (a unique key) are taken; no columns: keeps the
 * old row. */
void crm__sql_on_conflict(struct sql *sql, const struct text *keys, size_t key_count,
                          const struct text *columns, size_t count);
/* UPDATE table SET columns = … WHERE keys = …; placeholders of the columns come first. */
void crm__sql_update(struct sql *sql, struct text table, const struct text *columns, size_t count,
                     const struct text *keys, size_t key_count);
void crm__sql_delete(struct sql *sql, struct text table, const struct text *keys, size_t key_count);
void crm__sql_returning(struct sql *sql, const struct text *columns, size_t count);

/*
 * Takes rows that are due, each by one worker only:
 *     UPDATE table SET set = $… WHERE id IN (SELECT id FROM table WHERE due <= $… AND guard …
 *     ORDER BY due, id LIMIT $… [skip what others hold]) RETURNING columns
 * Values are given in the struct. Rows come back in no order.
 */
struct sql_claim {
    struct text table;
    struct text due;           /* integer column */
    int64_t until;             /* rows with due <= until */
    const struct text *guards; /* columns that must be equal to guard_values */
    const struct value *guard_values;
    size_t guard_count;
    const struct text *sets;
    const struct value *set_values;
    size_t set_count;
    const struct text *columns; /* returned */
    size_t column_count;
    int64_t limit;
};
void crm__sql_claim_due(struct sql *sql, const struct sql_claim *claim);

/*
 * Full-text search over terms that the caller made: words in normal form, each without white space.
 * The index NAME holds for a row id the set of its terms; where it has none, caps.full_text is
 * false. Feed and remove have placeholders: id, terms with spaces between; id.
 */
void crm__sql_search_create(struct sql *sql, struct text name);
void crm__sql_search_feed(struct sql *sql, struct text name);
void crm__sql_search_remove(struct sql *sql, struct text name);
/* SELECT of the ids that have all terms; each may be a beginning only when `prefix`. Empty terms
 * are CRM_E_INVALID. */
void crm__sql_search_match(struct sql *sql, struct text name, const struct text *terms,
                           size_t count, bool prefix);

/* CRM_OK, or the first failure. */
crm_status crm__sql_status(const struct sql *sql);
void crm__sql_fail(struct sql *sql, crm_status status); /* makes it the first, if there is none */
/* Prepares (shape as in crm__db_prepare) and binds; to be stepped and released by the caller. The
 * values' text must live until then. */
crm_status crm__sql_query(struct sql *sql, uint64_t shape, struct statement **statement_out);
/* Prepares, binds, runs. `changed_out` may be NULL. */
crm_status crm__sql_run(struct sql *sql, uint64_t shape, int64_t *changed_out);
/* The same for each row of a batch, as crm__statement_many. */
crm_status crm__sql_many(struct sql *sql, uint64_t shape, struct statement_many *many);
/* Appends all rows to the batch, as crm__statement_fetch. */
crm_status crm__sql_fetch(struct sql *sql, uint64_t shape, struct batch *rows);
/* The first column of the first row; CRM_E_NOT_FOUND when there is none. Null counts as 0. */
crm_status crm__sql_run_int(struct sql *sql, uint64_t shape, int64_t *integer_out);

/* Whose words they are, for text that is made above this layer. */
enum sql_family { SQL_SQLITE, SQL_POSTGRES };

/* Of a driver: how its database words things. */
struct sql_dialect {
    enum sql_family family;
    const char *functions[SQL_FUNCTION_COUNT];
    char placeholder;        /* stands before the number */
    bool placeholder_counts; /* without a number it is the next one */
    bool has_arrays;         /* a list of integers is one value: a text of them, cast */
    const char *collate;     /* after text that is compared for order */
    const char *skip_locked; /* at the end of a SELECT that chooses what to claim */
    const char *kinds[VALUE_BLOB + 1]; /* type of a column, by enum value_kind */
    const char *table_end;             /* closes CREATE TABLE … ( */
    const char *keyed_table_end;       /* the same, of a table in the order of its key */
    const char *index_order;           /* after each column of an index */
    void (*search_create)(struct sql *sql, struct text name);
    void (*search_index)(struct sql *sql, struct text name); /* after create; NULL: not needed */
    void (*search_feed)(struct sql *sql, struct text name);
    void (*search_remove)(struct sql *sql, struct text name);
    void (*search_match)(struct sql *sql, struct text name, const struct text *terms, size_t count,
                         bool prefix);
};

#endif
