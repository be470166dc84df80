/* Following aliases. */
#include "service/alias.h"

#include "service/save.h"
#include "store/query.h"

static crm_status survivor_find(struct store *store, const struct entity *entity, int64_t id,
                                int64_t *survivor_out)
{
    const struct entity *alias = crm__service_entity(store, "alias");
    struct query *query;
    struct batch rows;
    *survivor_out = 0;
    crm_status status = crm__query_new(store, alias, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(query, crm__service_field(alias, "entity_name"),
                           crm__value_text(entity->name));
    crm__query_where_equal(query, crm__service_field(alias, "old_id"), crm__value_int(id));
    crm__query_fields(query, TEXT("survivor_id"));
    crm__store_elevate(store);
    status = crm__query_all(query, &rows);
    crm__store_restore(store);
    if (status >= 0 && rows.row_count)
        *survivor_out = rows.columns[0].integers[0];
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* A survivor may itself have been merged away later; merges make no circles, the limit is a guard
 * against a damaged file. */
crm_status crm__alias_resolve(struct store *store, const struct entity *entity, int64_t id,
                              int64_t *id_out)
{
    enum { CHAIN_LIMIT = 64 };
    *id_out = id;
    for (int i = 0; i < CHAIN_LIMIT; i++) {
        int64_t survivor;
        crm_status status = survivor_find(store, entity, *id_out, &survivor);
        if (status < 0 || survivor == 0)
            return status;
        *id_out = survivor;
    }
    return crm__fail_field(store->env, CRM_E_CORRUPT, entity->name.data, NULL,
                           "the aliases of %lld lead in a circle", (long long)id);
}

crm_status crm__alias_load(struct store *store, const struct entity *entity, int64_t id,
                           struct record *record)
{
    crm_status status = crm__row_load(store, id, 0, record);
    if (status != CRM_E_NOT_FOUND)
        return status;
    struct error not_found = store->env->error;
    int64_t survivor;
    crm_status resolved = crm__alias_resolve(store, entity, id, &survivor);
    if (resolved < 0 || survivor == id) {
        store->env->error = not_found;
        return status;
    }
    return crm__row_load(store, survivor, 0, record);
}
