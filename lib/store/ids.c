/*
 * Ids: 41 bits of milliseconds since 2020, 10 bits of node, 12 bits of counter. Within a store they
 * only grow, whatever the clock does: a full counter, or a clock that stands or goes back, takes
 * the next millisecond early.
 */
#include "store/ids.h"

#include "store/meta.h"
#include "store/transaction.h"

enum { NODE_BITS = 10, COUNTER_BITS = 12, TIME_BITS = 41, US_PER_MS = 1000 };

static const int64_t EPOCH_US = INT64_C(1577836800000000); /* 2020-01-01T00:00:00Z */

static crm_status node_take(struct store *store);

crm_status crm__store_new_id(struct store *store, int64_t *id_out)
{
    *id_out = 0;
    int64_t id = 0;
    crm_status status = crm__ids_fill(store, &id, 1);
    if (status == CRM_OK)
        *id_out = id;
    return status;
}

int64_t crm__id_time_us(int64_t id)
{
    return (id >> (NODE_BITS + COUNTER_BITS)) * US_PER_MS + EPOCH_US;
}

crm_status crm__ids_fill(struct store *store, int64_t *ids, size_t count)
{
    struct id_generator *generator = &store->ids;
    if (generator->node < 0) {
        crm_status status = node_take(store);
        if (status < 0)
            return status;
    }
    int64_t now_ms = (store->env->now_us - EPOCH_US) / US_PER_MS;
    if (now_ms < 1)
        now_ms = 1;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] != 0)
            continue;
        if (now_ms > generator->last_ms) {
            generator->last_ms = now_ms;
            generator->counter = 0;
        } else if (++generator->counter >> COUNTER_BITS) {
            generator->last_ms++;
            generator->counter = 0;
        }
        if (generator->last_ms >> TIME_BITS)
            return crm__fail(store->env, CRM_E_LIMIT, "ids are used up: the clock is after 2089");
        ids[i] = generator->last_ms << (NODE_BITS + COUNTER_BITS) |
                 generator->node << COUNTER_BITS | generator->counter;
    }
    return CRM_OK;
}

crm_status crm__ids_renew(struct store *store)
{
    crm_status status = node_take(store);
    if (status == CRM_OK) {
        /* Ids must grow, and the new node may be the smaller number. */
        store->ids.last_ms++;
        store->ids.counter = 0;
    }
    return status;
}

static crm_status node_take(struct store *store)
{
    struct store_level *level = crm__store_level(store);
    if (!level || !level->writes)
        return crm__fail(store->env, CRM_E_MISUSE, "a new id outside a writing transaction");
    int64_t taken = 0;
    crm_status status = crm__meta_bump(store, META_NODE, &taken);
    if (status < 0)
        return status;
    level->node_taken = true;
    store->ids.node = taken & ((1 << NODE_BITS) - 1);
    return CRM_OK;
}
