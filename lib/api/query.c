/* Queries for hosts: the builder of the store behind a handle. */
#include "api/query.h"

#include "api/cursor.h"

struct crm_query {
    crm_db *db;
    struct query *query;
    struct buffer token;
    struct error failure; /* of the first builder call that failed */
    int32_t references; /* the host's own, and one per open cursor, which reads through it */
};

crm_status crm_query_new(crm_db *db, const char *entity_name, crm_query **query_out)
{
    if (query_out)
        *query_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!query_out)
        return crm__api_null(db, "query_out");
    const struct entity *entity;
    status = crm__api_entity(db, entity_name, &entity);
    if (status < 0)
        return status;
    crm_query *query = crm__alloc_zero(&db->env, 1, sizeof *query);
    if (!query)
        return CRM_E_NOMEM;
    status = crm__query_new(db->store, entity, &query->query);
    if (status < 0) {
        crm__free(&db->env, query);
        return status;
    }
    crm__buffer_init(&query->token, &db->env);
    query->references = 1;
    query->db = crm__api_retain(db);
    *query_out = query;
    return CRM_OK;
}

static void release(void *owner)
{
    crm_query *query = owner;
    if (--query->references > 0)
        return;
    crm_db *db = query->db;
    crm__buffer_free(&query->token);
    crm__query_free(query->query);
    crm__free(&db->env, query);
    crm__api_release(db);
}

void crm_query_free(crm_query *query)
{
    if (query)
        release(query);
}

/* The entry of every call: those that would change what an open cursor reads are refused, and the
 * builder's first failure is reported by all that follow. */
static crm_status text_enter(crm_query *query, const char *text, const char *argument)
{
    if (!query)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(query->db);
    if (status < 0)
        return status;
    if (query->references > 1)
        return crm__fail(&query->db->env, CRM_E_MISUSE,
                         "the query still has a cursor open; free it first");
    if (query->failure.status < 0) {
        query->db->env.error = query->failure;
        return query->failure.status;
    }
    return text ? CRM_OK : crm__api_null(query->db, argument);
}

crm_status crm__api_query(crm_db *db, crm_query *query, struct query **query_out)
{
    if (query->db != db)
        return crm__fail(&db->env, CRM_E_MISUSE, "the query belongs to another database");
    if (query->references > 1)
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "the query still has a cursor open; free it first");
    if (query->failure.status < 0) {
        db->env.error = query->failure;
        return query->failure.status;
    }
    *query_out = query->query;
    return CRM_OK;
}

static crm_status builder_end(crm_query *query, crm_status status)
{
    if (status < 0 && query && query->references == 1)
        query->failure = query->db->env.error;
    return status;
}

/* Without memory a run may have left the builder with a part of its columns. */
static crm_status run_end(crm_query *query, crm_status status)
{
    return status == CRM_E_NOMEM ? builder_end(query, status) : status;
}

crm_status crm_query_where(crm_query *query, const char *rule, size_t size)
{
    crm_status status = text_enter(query, rule, "rule");
    if (status >= 0)
        status = crm__query_where(query->query, crm__text_sized(rule, size));
    return builder_end(query, status);
}

crm_status crm_query_search(crm_query *query, const char *text, size_t size)
{
    crm_status status = text_enter(query, text, "text");
    if (status >= 0)
        status = crm__text_check(&query->db->env, crm__text_sized(text, size), "search");
    if (status >= 0)
        status = crm__query_search(query->query, crm__text_sized(text, size));
    return builder_end(query, status);
}

crm_status crm_query_partition(crm_query *query, int32_t index, int32_t count)
{
    struct partition partition;
    crm_status status = text_enter(query, "", "");
    if (status >= 0)
        status = crm__partition_read(&query->db->env, "query", index, count, &partition);
    if (status >= 0)
        status = crm__query_partition(query->query, NULL, partition);
    return builder_end(query, status);
}

crm_status crm_query_sort(crm_query *query, const char *fields)
{
    crm_status status = text_enter(query, fields, "fields");
    if (status >= 0)
        status = crm__query_sort(query->query, crm__text_of(fields));
    return builder_end(query, status);
}

crm_status crm_query_fields(crm_query *query, const char *fields)
{
    crm_status status = text_enter(query, fields, "fields");
    if (status >= 0)
        status = crm__query_fields(query->query, crm__text_of(fields));
    return builder_end(query, status);
}

crm_status crm_query_limit(crm_query *query, int64_t count)
{
    crm_status status = text_enter(query, "", "");
    if (status >= 0)
        status = crm__query_limit(query->query, count);
    return builder_end(query, status);
}

crm_status crm_query_after(crm_query *query, const char *token)
{
    crm_status status = text_enter(query, token, "token");
    if (status >= 0)
        status = crm__query_after(query->query, crm__text_of(token));
    return builder_end(query, status);
}

crm_status crm_query_deleted(crm_query *query)
{
    crm_status status = text_enter(query, "", "");
    if (status >= 0)
        status = crm__query_deleted(query->query);
    return builder_end(query, status);
}

crm_status crm_query_group(crm_query *query, const char *fields)
{
    crm_status status = text_enter(query, fields, "fields");
    if (status >= 0)
        status = crm__query_group(query->query, crm__text_of(fields));
    return builder_end(query, status);
}

crm_status crm_query_measure(crm_query *query, const char *measure)
{
    crm_status status = text_enter(query, measure, "measure");
    if (status >= 0)
        status = crm__query_measure(query->query, crm__text_of(measure));
    return builder_end(query, status);
}

crm_status crm_query_run(crm_query *query, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = text_enter(query, "", "");
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(query->db, "cursor_out");
    struct reader *reader = NULL;
    status = crm__query_run(query->query, &reader);
    status = run_end(query, crm__api_answer(query->db, status, reader, cursor_out));
    if (status >= 0) {
        (*cursor_out)->owner = query;
        (*cursor_out)->owner_release = release;
        query->references++;
    }
    return status;
}

crm_status crm_query_count(crm_query *query, int64_t *count_out)
{
    if (count_out)
        *count_out = 0;
    crm_status status = text_enter(query, "", "");
    if (status < 0)
        return status;
    if (!count_out)
        return crm__api_null(query->db, "count_out");
    return run_end(query, crm__query_count(query->query, count_out));
}

const char *crm_query_token(crm_query *query)
{
    if (!query)
        return "";
    crm__buffer_clear(&query->token);
    crm__query_token(query->query, &query->token);
    if (query->token.failed)
        return NULL;
    return query->token.size ? query->token.data : "";
}

crm_status crm_query_explain(crm_query *query, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = text_enter(query, "", "");
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(query->db, "cursor_out");
    struct reader *reader = NULL;
    status = crm__query_explain(query->query, &reader);
    return run_end(query, crm__api_answer(query->db, status, reader, cursor_out));
}
