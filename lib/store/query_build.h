/* The parts of a query, shared by the builder, the SQL writer, the readers and the groups. */
#ifndef CRM_STORE_QUERY_BUILD_H
#define CRM_STORE_QUERY_BUILD_H

#include "base/time.h"
#include "db/sql.h"
#include "store/query.h"

enum { QUERY_ITEM_LIMIT = 128, QUERY_RULE_LIMIT = 64, NO_PERIOD = -1 };

/* A field along references: t0.owner -> t3.team -> t5.name. */
struct query_path {
    const struct field *field; /* the last one */
    size_t join;               /* the table that holds it; 0 is the entity itself */
    int period;                /* enum period for groups of times, or NO_PERIOD */
    struct text name;          /* as written */
    size_t column;             /* of the select list, once prepared */
    const struct rule_related *related; /* `field` says the type of an answer about related ones */
};

/* A table of the FROM clause: 0 is the entity, the others hang on a reference of an earlier one. */
struct query_join {
    const struct entity *entity;
    size_t parent;
    const struct field *reference;
};

struct query_sort {
    struct query_path path;
    size_t column;   /* of the select list; of the result for groups */
    bool descending;
};

struct query_rule {
    const struct rule *rule;
    struct rule *owned;
    size_t joins[64];  /* table of each path */
    size_t columns[64]; /* select list, for rules left to memory; SIZE_MAX otherwise */
    struct query **related; /* of each path that asks about related records, or NULL */
    size_t related_count;
    bool exact;
};

struct query_equal {
    const struct field *field;
    struct value value;
};

enum measure_kind {
    MEASURE_COUNT,
    MEASURE_SUM,
    MEASURE_MIN,
    MEASURE_MAX,
    MEASURE_AVERAGE,
    MEASURE_DISTINCT,
};

struct query_measure {
    enum measure_kind kind;
    struct query_path path; /* field NULL for count */
    struct text name;
    size_t column;          /* of the select list */
    size_t currency;        /* select column of the currency of a money measure, or SIZE_MAX */
};

struct query {
    struct store *store;
    struct env *env;
    struct arena arena;
    const struct entity *entity;
    crm_status failure; /* the builder's first */

    struct query_join joins[QUERY_JOIN_LIMIT];
    size_t join_count;
    struct query_rule *rules;
    size_t rule_count;
    struct query_equal *equals;
    size_t equal_count;
    const struct field *partition_field; /* that holds the ids */
    struct partition partition;
    const struct field *among_field; /* one of these values, or NULL */
    const int64_t *among;
    size_t among_count;
    size_t level; /* 0, and 1 … within sub-queries: their aliases differ */
    struct text terms; /* of the search; empty: none */
    bool deleted;

    struct query_path *fields; /* the visible columns, or the groups' */
    size_t field_count;
    struct query_sort *sorts;
    size_t sort_count;
    struct text group_sort; /* sorts of a grouped query name result columns: resolved when run */
    struct query_measure *measures;
    size_t measure_count;
    bool grouped;
    int64_t limit;

    /* A position as it was given, and decoded when run: one value a sort, and the id. */
    struct text after_token;
    struct value *after;
    int64_t after_id;
    struct buffer token; /* of the last row that was read */

    /* The select list: visible fields first, then what is needed besides. */
    struct query_path select[QUERY_ITEM_LIMIT];
    size_t select_count;
    size_t visible; /* columns of a plain query's result */
    size_t id_column;
    bool all_exact; /* after crm__query_write: no rule is left to memory */
};

/* Sticks a failure to the query and returns it. */
crm_status crm__query_fail(struct query *query, crm_status status);
/* "owner.team.name" to a path, with its joins. Does not stick. */
crm_status crm__query_path(struct query *query, struct text spec, struct query_path *path_out);
/* What a rule reads, as a path with its joins. Does not stick. */
crm_status crm__query_rule_path(struct query *query, const struct rule_path *path,
                                struct query_path *path_out);
/* Is a column of the select list filled after the rows are read, by their ids? */
static inline bool crm__query_is_filled(const struct query_path *path)
{
    return path->related || !crm__field_has_column(path->field);
}
/* Position in the select list, added when absent; SIZE_MAX (and a failure) when it is full. */
size_t crm__query_select(struct query *query, const struct query_path *path);
/* How a path is shown: named as it was written, and labelled so that people see whose it is. */
crm_status crm__query_column(struct query *query, const struct query_path *path,
                             struct reader_column *column_out);
/* The id of the records of a table. */
struct query_path crm__query_id(const struct query *query, size_t join);
/* The currency field beside a money field, as a path of the same table. */
struct query_path crm__query_currency(const struct query *query, const struct query_path *money);

/* Fills the select list from fields, sorts and rules. Called before the SQL is written. */
crm_status crm__query_prepare(struct query *query);
/* The condition of everything: FROM, joins, WHERE; sets exactness of rules. */
void crm__query_write_from(struct query *query, struct sql *sql, bool with_position);
/* The sub-query of a question about related records; NULL for one that SQL cannot say. */
crm_status crm__query_related_new(const struct query *query, const struct rule_related *related,
                                  struct query **related_out);
/* EXISTS (…), or the count, of the records that refer to the record of that table. */
void crm__query_related_write(struct query *query, size_t join, const struct rule_related *related,
                              struct query *sub, struct sql *sql);
/* The answers for the records `ids`, 0 for none, as the column named `name` of `batch`. */
crm_status crm__query_related_read(struct query *query, const struct query_path *path,
                                   const int64_t *ids, size_t count, struct batch *batch);
/* The name of a table of the FROM clause. */
struct text crm__query_alias(const struct query *query, size_t join);

/* A whole SELECT. `ordered`: with ORDER BY, and LIMIT when nothing is left to memory. */
void crm__query_write(struct query *query, struct sql *sql, bool ordered);

/* In whose words a rule is written. */
enum rule_dialect crm__query_dialect(const struct query *query);

/* Sets the callbacks of a sink that only wants to be told what is left to memory. */
void crm__query_sink_quiet(struct rule_sql_sink *sink);

/* Rows of the select list, filtered by the rules that SQL could not say. */
struct query_scan {
    struct query *query;
    struct sql sql;
    struct statement *statement;
    struct batch rows; /* the select list's columns */
    uint8_t *passed;   /* per row: 1 when every rule left to memory is true */
    bool all_passed;
    bool done;
};
crm_status crm__query_scan_open(struct query *query, bool ordered, struct query_scan *scan);
/* The next batch: CRM_OK with rows (some may not have passed) or CRM_DONE. */
crm_status crm__query_scan_next(struct query_scan *scan);
void crm__query_scan_close(struct query_scan *scan);

/* Grouped queries. */
crm_status crm__query_group_run(struct query *query, struct reader **reader_out);

/* Tokens. */
crm_status crm__query_token_write(struct query *query, const struct batch *rows, size_t row);
crm_status crm__query_token_read(struct query *query, struct text token);

#endif
