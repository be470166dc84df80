/*
 * Queries: which records of an entity, in what order, which fields along which references, grouped
 * how. Conditions are rules, translated to SQL; what SQL cannot say exactly is evaluated on the
 * rows that a sound pre-filter lets through. Every query passes crm__access_where, for the entity
 * itself and for each entity that a path leads through: a reference to a record that the acting
 * user may not read is null beyond the reference itself.
 *
 * The builder keeps its first failure; running it reports that.
 */
#ifndef CRM_STORE_QUERY_H
#define CRM_STORE_QUERY_H

#include "base/partition.h"
#include "model/reader.h"
#include "rule/rule.h"
#include "store/store.h"

enum { QUERY_BATCH_ROWS = 1024, QUERY_GROUP_LIMIT = 100000, QUERY_JOIN_LIMIT = 16 };

struct query;

crm_status crm__query_new(struct store *store, const struct entity *entity,
                          struct query **query_out);
void crm__query_free(struct query *query);

/* A rule over the entity; several are joined by "and". @return CRM_OK; the compiler's failures. */
crm_status crm__query_where(struct query *query, struct text rule);
/* The same with a compiled rule of that entity, which the caller keeps alive. */
crm_status crm__query_where_rule(struct query *query, const struct rule *rule);
/* crm__query_where_among() of the id. */
crm_status crm__query_where_ids(struct query *query, const int64_t *ids, size_t count);
/* Only records whose field, an integer or a reference, has one of these values; copied. A query has
 * one such list, the last. */
crm_status crm__query_where_among(struct query *query, const struct field *field,
                                  const int64_t *values, size_t count);
/* field = value, as a stored value; for services that hold one. Null matches null. */
crm_status crm__query_where_equal(struct query *query, const struct field *field,
                                  struct value value);
/* Only records whose `field`, which holds ids (NULL: the record's own), is of that partition; the
 * whole takes the condition away. */
crm_status crm__query_partition(struct query *query, const struct field *field,
                                struct partition partition);
/* Records with all words of `text` in their searchable fields (store/search.h). */
crm_status crm__query_search(struct query *query, struct text text);

/* "id,name,owner.team.name": fields and paths; default: what the catalogue says a list shows, else
 * the id and the first fields. */
crm_status crm__query_fields(struct query *query, struct text fields);
/* The same, besides the fields that are there. */
crm_status crm__query_more_fields(struct query *query, struct text fields);
/* The id, then these fields of the entity. */
crm_status crm__query_id_fields(struct query *query, const struct field *const *fields,
                                size_t count);
/* What a rule of the entity reads, besides the fields that are there; the rule is kept alive. */
crm_status crm__query_add_path(struct query *query, const struct rule_path *path);
/* "-score,name": "-" is descending; nulls come last; text by code point; id breaks ties. */
crm_status crm__query_sort(struct query *query, struct text fields);
crm_status crm__query_limit(struct query *query, int64_t count); /* 0: none */
/* Goes on after the row that gave the token: same entity and sort, or CRM_E_INVALID. */
crm_status crm__query_after(struct query *query, struct text token);
crm_status crm__query_deleted(struct query *query);              /* deleted records instead */

/* Groups by fields or paths; "created_at:month" truncates a time or date (day, week, month,
 * quarter,
 * year) in the database's zone. Rows come ordered by the group's columns unless sorted by a column
 * of the result. */
crm_status crm__query_group(struct query *query, struct text fields);
/* "count", "sum(amount)", "min(f)", "max(f)", "avg(f)", "distinct(f)". Sums of money and integers
 * are exact (CRM_E_LIMIT when they leave int64); money is summed only within one currency: rows of
 * several currencies in a group are CRM_E_INVALID with the advice to group by currency. */
crm_status crm__query_measure(struct query *query, struct text measure);

/*
 * Runs it: rows are read as the reader is stepped, in one read transaction that ends with the
 * reader. The query can be run again afterwards, and must outlive the reader.
 */
crm_status crm__query_run(struct query *query, struct reader **reader_out);
/* Runs it and hands over each batch of rows as it is read, until one fails. */
crm_status crm__query_each(struct query *query,
                           crm_status (*take)(void *context, const struct batch *rows),
                           void *context);
/* All rows at once into `batch` (empty, initialised); for services. */
crm_status crm__query_all(struct query *query, struct batch *batch);
/* The first matching record in the order asked for, instead of the query's fields and limit; 0:
 * there is none. For services. */
crm_status crm__query_first_id(struct query *query, int64_t *id_out);
/* Matching records, without limit and position. */
crm_status crm__query_count(struct query *query, int64_t *count_out);
/* Where the last row that was read stands, for crm__query_after; appends. Nothing before a row. */
crm_status crm__query_token(struct query *query, struct buffer *token);
/* What a filter by that rule leaves to memory, told to `left` as written, and why; *exact_out when
 * it is nothing. */
crm_status crm__query_rule_split(struct store *store, const struct rule *rule,
                                 void (*left)(void *context, struct text expression,
                                              const char *why),
                                 void *context, bool *exact_out);
/* A row a step: how the database finds rows, and each condition that is left to the library. */
crm_status crm__query_explain(struct query *query, struct reader **reader_out);

#endif
