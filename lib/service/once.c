/* Idempotency keys. */
#include "service/once.h"

#include "service/save.h"
#include "service/table.h"
#include "store/access.h"
#include "store/query.h"

static crm_status row_take(struct env *env, const struct batch *rows, struct once *once)
{
    struct value operation = crm__batch_at(rows, 0, 0);
    struct value answer = crm__batch_at(rows, 2, 0);
    if (operation.kind != VALUE_TEXT || !crm__text_equal(operation.text, once->operation))
        return crm__fail(env, CRM_E_CONFLICT, "idempotency key '%.*s': used by '%.*s'",
                         (int)once->key.size, once->key.data, (int)operation.text.size,
                         operation.text.data);
    once->request_hash = crm__batch_at(rows, 1, 0).integer;
    if (answer.kind == VALUE_TEXT)
        (void)crm__text_to_int64(answer.text, &once->answer);
    return CRM_OK;
}

crm_status crm__once_find(struct store *store, struct once *once)
{
    const struct entity *entity = crm__service_entity(store, "idempotency");
    struct query *query;
    struct batch rows;
    once->request_hash = 0;
    once->answer = 0;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(query, crm__service_field(entity, "key"), crm__value_text(once->key));
    crm__query_fields(query, TEXT("operation,request_hash,answer"));
    crm__store_elevate(store);
    status = crm__query_all(query, &rows);
    crm__store_restore(store);
    if (status >= 0)
        status = rows.row_count ? row_take(store->env, &rows, once) : CRM_DONE;
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

crm_status crm__once_keep(struct store *store, const struct once *once)
{
    char number[NUMBER_TEXT_SIZE];
    struct text answer = {number, crm__int64_to_text(once->answer, number)};
    const struct save_field fields[] = {
        {"key", crm__value_text(once->key)},
        {"operation", crm__value_text(once->operation)},
        {"request_hash", crm__value_or_null(once->request_hash, 0)},
        {"answer", once->answer ? crm__value_text(answer) : VALUE_OF_NULL},
    };
    crm__store_elevate(store);
    crm_status status = crm__save_fields(store, crm__service_entity(store, "idempotency"), 0, 0,
                                         fields, sizeof fields / sizeof *fields, NULL);
    crm__store_restore(store);
    return status;
}
