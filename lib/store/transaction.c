/*
 * Transactions: levels over those of the connection. What the store keeps in memory follows them:
 * a level remembers what it changed, hands that to its parent when it commits, and has it undone
 * when it is rolled back.
 */
#include "store/transaction.h"

#include "db/db.h"
#include "store/definition.h"
#include "store/observer.h"

#include <assert.h>

static crm_status level_open(struct store *store, enum transaction_mode mode);
static crm_status level_commit(struct store *store);
static void level_undo(struct store *store);

_Static_assert((int)STORE_DEPTH_LIMIT == (int)SAVEPOINT_DEPTH_LIMIT, "one limit for both");

crm_status crm__store_begin(struct store *store)
{
    struct store_level *level = crm__store_level(store);
    crm_status status = level && level->writes ? crm__gathered_bound(store) : CRM_OK;
    return status < 0 ? status : level_open(store, TRANSACTION_WRITE);
}

crm_status crm__store_begin_read(struct store *store)
{
    return level_open(store, TRANSACTION_READ);
}

crm_status crm__store_commit(struct store *store)
{
    crm_status status = level_commit(store);
    if (status < 0)
        level_undo(store);
    return status;
}

bool crm__store_commit_is_unknown(const struct store *store)
{
    return crm__db_commit_is_unknown(store->db);
}

void crm__store_rollback(struct store *store)
{
    if (store->depth == 0)
        return;
    crm__db_rollback(store->db);
    level_undo(store);
}

crm_status crm__store_end(struct store *store, crm_status status)
{
    if (status < 0) {
        crm__store_rollback(store);
        return status;
    }
    crm_status committed = crm__store_commit(store);
    return committed < 0 ? committed : status;
}

crm_status crm__store_doom(struct store *store, crm_status status)
{
    struct store_level *level = crm__store_level(store);
    if (level && level->doomed >= 0)
        level->doomed = status;
    return status;
}

crm_status crm__store_before_read(struct store *store, const struct entity *entity)
{
    if (store->depth > 0)
        return entity ? crm__gathered_before_read(store, entity) : CRM_OK;
    if (store->actor.user_id == 0)
        return CRM_OK;
    return crm__store_refresh(store);
}

void crm__store_observe(struct store *store, struct observer *observer)
{
    struct observer **place = &store->observers;
    while (*place)
        place = &(*place)->next;
    observer->next = NULL;
    *place = observer;
}

static crm_status level_open(struct store *store, enum transaction_mode mode)
{
    if (mode == TRANSACTION_WRITE && store->read_only)
        return crm__fail(store->env, CRM_E_READONLY, "the database is open for reading only");
    crm_status status = crm__db_begin(store->db, mode);
    if (status < 0)
        return status;
    struct store_level *level = &store->levels[store->depth++];
    *level = (struct store_level){.writes = mode == TRANSACTION_WRITE};
    crm__gathered_mark(store);
    if (store->depth > 1)
        return CRM_OK;

    store->sequence = 0;
    status = crm__store_refresh(store);
    if (status < 0)
        crm__store_rollback(store);
    return status;
}

/* When it fails the connection has rolled back, and the caller undoes the level. */
static crm_status level_commit(struct store *store)
{
    struct store_level *level = crm__store_level(store);
    if (!level)
        return crm__fail(store->env, CRM_E_MISUSE, "commit without a transaction");

    crm_status status = CRM_OK;
    if (level->doomed < 0)
        status = crm__fail(store->env, level->doomed,
                           "the transaction is rolled back, for a change within it failed");
    else if (level->writes && store->depth == 1)
        status = crm__store_flush(store);
    if (status < 0) {
        crm__db_rollback(store->db);
        return status;
    }
    status = crm__db_commit(store->db);
    if (status < 0)
        return status;

    store->depth--;
    crm__gathered_settle(store);
    struct store_level *parent = crm__store_level(store);
    if (parent) {
        parent->schema_changed |= level->schema_changed;
        parent->access_changed |= level->access_changed;
        parent->node_taken |= level->node_taken;
    }
    return CRM_OK;
}

/* The connection has rolled the innermost level back: what it left in memory goes, too. */
static void level_undo(struct store *store)
{
    if (store->depth == 0)
        return;
    struct error kept = store->env->error;
    struct store_level level = store->levels[--store->depth];
    crm__gathered_rewind(store);
    if (level.writes) {
        for (struct observer *observer = store->observers; observer; observer = observer->next) {
            if (observer->reset)
                observer->reset(observer);
        }
    }
    store->sequence = 0;
    if (level.node_taken)
        store->ids.node = -1;
    if (level.access_changed)
        store->access_version = -1;
    /* Reading it again may fail here; then the next begin tries once more. */
    if (level.schema_changed) {
        store->stale = true;
        if (store->depth == 0)
            (void)crm__store_refresh(store);
    }
    store->env->error = kept;
}
