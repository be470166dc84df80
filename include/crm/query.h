/*
 * Queries: which records, in what order, which fields, grouped how. A builder keeps its first
 * failure; crm_query_run() reports it too.
 */
#ifndef CRM_QUERY_H
#define CRM_QUERY_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_query crm_query;

/** @return CRM_OK; CRM_E_UNKNOWN for no such entity; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_query_new(crm_db *db, const char *entity, crm_query **query_out);
CRM_API void crm_query_free(crm_query *query);

/** Only records for which the rule (CEL) is true; several calls are joined by "and".
 * @return CRM_OK; CRM_E_SYNTAX, CRM_E_UNKNOWN, CRM_E_INVALID with line and column. @since 0.1 */
CRM_API crm_status crm_query_where(crm_query *query, const char *rule, size_t size);
/** Full-text search over the searchable fields, Chinese included: all words, each of which may be
 * the beginning of one. The order is that of the query. @since 0.1 */
CRM_API crm_status crm_query_search(crm_query *query, const char *text, size_t size);
/** Only the records of one of `count` partitions, `index` from 0 (docs/cluster.md): each record is
 * in exactly one. A count of 0 is the whole, the default.
 * @return CRM_OK; CRM_E_INVALID. @since 0.1 */
CRM_API crm_status crm_query_partition(crm_query *query, int32_t index, int32_t count);
/** "-score,name": fields or paths, "-" for descending; nulls last; id breaks ties. @since 0.1 */
CRM_API crm_status crm_query_sort(crm_query *query, const char *fields);
/** "id,name,owner.team.name"; default: what the catalogue lists first. @since 0.1 */
CRM_API crm_status crm_query_fields(crm_query *query, const char *fields);
/** At most this many rows; 0 is no limit, the default. @since 0.1 */
CRM_API crm_status crm_query_limit(crm_query *query, int64_t count);
/** Goes on after the row that gave this token (crm_query_token()), wherever it stands by now.
 * @since 0.1 */
CRM_API crm_status crm_query_after(crm_query *query, const char *token);
/** Deleted records instead of living ones. @since 0.1 */
CRM_API crm_status crm_query_deleted(crm_query *query);

/** Groups: one row per combination of these fields or paths; "created_at:month" truncates a time
 * (day, week, month, quarter, year) in the database's time zone. @since 0.1 */
CRM_API crm_status crm_query_group(crm_query *query, const char *fields);
/** Adds a measure to groups (or to the whole): "count", "sum(amount)", "min(f)", "max(f)",
 * "avg(f)",
 * "distinct(f)". A money measure needs currency among the groups, or one currency in the data.
 * @since 0.1 */
CRM_API crm_status crm_query_measure(crm_query *query, const char *measure);

/** Runs it. The query can be run again, but after CRM_E_NOMEM it must be made anew.
 * @return CRM_OK; the builder's first failure; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_query_run(crm_query *query, crm_cursor **cursor_out);
/** How many records match, without limit. @since 0.1 */
CRM_API crm_status crm_query_count(crm_query *query, int64_t *count_out);
/** The token of the last row that the last run delivered, for crm_query_after(); "" before, NULL
 * when memory ran out. The query's. @since 0.1 */
CRM_API const char *crm_query_token(crm_query *query);
/** How the database will find the rows, one step a row, and what is left to the library. @since
 * 0.1 */
CRM_API crm_status crm_query_explain(crm_query *query, crm_cursor **cursor_out);

/**
 * Full-text search over all entities: entity, id, name; newest first, whatever the entity.
 * @param limit  At most this many; 0 means 20.
 * @return CRM_OK; CRM_E_INVALID when there is no word in the text; CRM_E_BUSY; CRM_E_IO.
 * @since 0.1
 */
CRM_API crm_status crm_search(crm_db *db, const char *text, size_t size, int64_t limit,
                              crm_cursor **cursor_out);

/**
 * The change feed: committed history after sequence number `after`, in order: sequence, at, actor,
 * operation, entity, record, version, changes (JSON). The last sequence is the next call's `after`.
 * @param limit  At most this many; 0 is no limit.
 * @return CRM_OK; CRM_E_IO; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_changes(crm_db *db, int64_t after, int64_t limit, crm_cursor **cursor_out);

/**
 * Recomputes what must hold (unique keys, references, what notes and tasks are about, history,
 * match keys, normal forms, rollups) and lists what does not: entity, record_id, problem. Needs a
 * superuser.
 * @param problems_out  How many; 0 is a sound database.
 * @return CRM_OK, with or without problems; CRM_E_DENIED; CRM_E_CANCELLED; CRM_E_IO.
 * @since 0.1
 */
CRM_API crm_status crm_db_check(crm_db *db, int64_t *problems_out, crm_cursor **cursor_out);

/**
 * Makes the totals of all customers (customer_value, customer_month) anew from their orders, for
 * when crm_db_check() found them wrong. Only rows that differ are written, in transactions of some
 * accounts each. Needs a superuser.
 * @param changed_out  Rows that were written; 0: all was right.
 * @return CRM_OK; CRM_E_DENIED; CRM_E_CANCELLED: what was written stays; CRM_E_BUSY; CRM_E_IO;
 *   CRM_E_FULL; CRM_E_READONLY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_totals_rebuild(crm_db *db, int64_t *changed_out);

/**
 * Makes the normal forms of phones and e-mail addresses (NAME_normal) anew from what was typed, and
 * with them the keys that duplicates are found by, for when crm_db_check() found them wrong. Only
 * records that are wrong are written, in transactions of some records each. Needs a superuser.
 * @param changed_out  Records that were written; 0: all was right.
 * @return CRM_OK; CRM_E_DENIED; CRM_E_CANCELLED: what was written stays; CRM_E_BUSY; CRM_E_IO;
 *   CRM_E_FULL; CRM_E_READONLY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_normals_rebuild(crm_db *db, int64_t *changed_out);

#ifdef __cplusplus
}
#endif

#endif
