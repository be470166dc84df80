/* What observers gather, and when it is written: see observer.h. */
#include "store/observer.h"
#include "store/transaction.h"

#include <string.h>

enum {
    GATHERED_LIMIT = 65536, /* items; more are flushed before the next level begins */
    GATHERED_KEPT = 256     /* room for so many stays from one transaction to the next */
};

void *crm__gather(struct env *env, struct gathering *gathering)
{
    if (crm__array_reserve(env, (void **)&gathering->items, &gathering->capacity,
                           gathering->count + 1, gathering->item_size) < 0)
        return NULL;
    char *item = gathering->items + gathering->count++ * gathering->item_size;
    return memset(item, 0, gathering->item_size);
}

void crm__gathering_free(struct gathering *gathering, struct env *env)
{
    crm__free(env, gathering->items);
    *gathering = (struct gathering){.item_size = gathering->item_size};
}

void crm__gathered_mark(struct store *store)
{
    for (struct observer *observer = store->observers; observer; observer = observer->next) {
        struct gathering *gathering = observer->gathering;
        if (gathering)
            gathering->marks[store->depth - 1] =
                (struct gathering_mark){gathering->count, gathering->flushed};
    }
}

/* Called when the level is gone, so that its mark is the one at the depth that remains. */
void crm__gathered_rewind(struct store *store)
{
    for (struct observer *observer = store->observers; observer; observer = observer->next) {
        struct gathering *gathering = observer->gathering;
        if (!gathering)
            continue;
        gathering->count = gathering->marks[store->depth].count;
        gathering->flushed = gathering->marks[store->depth].flushed;
    }
    crm__gathered_settle(store);
}

void crm__gathered_settle(struct store *store)
{
    if (store->depth > 0)
        return;
    for (struct observer *observer = store->observers; observer; observer = observer->next) {
        struct gathering *gathering = observer->gathering;
        if (!gathering)
            continue;
        gathering->count = gathering->flushed = 0;
        if (gathering->capacity > GATHERED_KEPT)
            crm__gathering_free(gathering, store->env);
    }
}

/* Items that came before the level are kept, for undoing the level makes them due again; what came
 * in it would go with it. */
static crm_status flush(struct store *store, struct observer *observer)
{
    struct gathering *gathering = observer->gathering;
    size_t first = gathering->flushed;
    if (first == gathering->count)
        return CRM_OK;
    const struct gathering_mark *level = &gathering->marks[store->depth - 1];
    gathering->flushed = gathering->count;
    crm_status status = observer->flush(
        observer, store, gathering->items + first * gathering->item_size, gathering->count - first);
    if (status < 0)
        return crm__store_doom(store, status);
    gathering->count = gathering->flushed = level->count;
    return CRM_OK;
}

crm_status crm__store_flush(struct store *store)
{
    crm_status status = CRM_OK;
    for (struct observer *observer = store->observers; status >= 0 && observer;
         observer = observer->next) {
        if (observer->gathering)
            status = flush(store, observer);
    }
    return status;
}

crm_status crm__gathered_bound(struct store *store)
{
    crm_status status = CRM_OK;
    for (struct observer *observer = store->observers; status >= 0 && observer;
         observer = observer->next) {
        struct gathering *gathering = observer->gathering;
        if (gathering && gathering->count - gathering->flushed >= GATHERED_LIMIT)
            status = flush(store, observer);
    }
    return status;
}

static bool derives(const struct observer *observer, const struct entity *entity)
{
    for (const char *const *name = observer->derived; name && *name; name++) {
        if (crm__text_is(entity->name, *name))
            return true;
    }
    return false;
}

crm_status crm__gathered_before_read(struct store *store, const struct entity *entity)
{
    crm_status status = CRM_OK;
    for (struct observer *observer = store->observers; status >= 0 && observer;
         observer = observer->next) {
        struct gathering *gathering = observer->gathering;
        if (gathering && gathering->count > gathering->flushed && derives(observer, entity))
            status = flush(store, observer);
    }
    return status;
}
