/* What the suites of the services share: a store in memory with the services attached. */
#ifndef CRM_TESTS_SERVICE_FIXTURE_H
#define CRM_TESTS_SERVICE_FIXTURE_H

#include "store_fixture.h"

#include "service/save.h"
#include "service/service.h"
#include "store/query.h"

static inline void service_set_up(struct fixture *fixture)
{
    fixture_set_up_memory(fixture);
    ck_assert_done(fixture, crm__service_attach(fixture->store));
}

/* Records of the entity for which the rule holds. */
static inline int64_t count_where(struct store *store, const char *entity, const char *rule)
{
    struct query *query;
    int64_t count = -1;
    ck_assert_int_ge(crm__query_new(store, entity_of(store, entity), &query), CRM_OK);
    if (rule[0])
        crm__query_where(query, crm__text_of(rule));
    crm_status status = crm__query_count(query, &count);
    if (status < 0)
        ck_abort_msg("%s where %s: %s", entity, rule, store->env->error.message);
    crm__query_free(query);
    return count;
}

/* The id of the only record for which the rule holds. */
static inline int64_t id_where(struct store *store, const char *entity, const char *rule)
{
    struct query *query;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    ck_assert_int_ge(crm__query_new(store, entity_of(store, entity), &query), CRM_OK);
    crm__query_where(query, crm__text_of(rule));
    crm__query_fields(query, TEXT("id"));
    crm_status status = crm__query_all(query, &rows);
    if (status < 0)
        ck_abort_msg("%s where %s: %s", entity, rule, store->env->error.message);
    ck_assert_msg(rows.row_count == 1, "%s where %s: %zu records", entity, rule, rows.row_count);
    int64_t id = rows.columns[0].integers[0];
    crm__batch_free(&rows);
    crm__query_free(query);
    return id;
}

#endif
