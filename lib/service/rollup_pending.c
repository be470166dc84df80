/* Rollups: what was gathered, by account. */
#include "service/rollup_part.h"

#include <stdlib.h>

void crm__rollup_pending_init(struct rollup_pending *pending, struct env *env)
{
    *pending = (struct rollup_pending){.env = env};
    crm__id_map_init(&pending->index, env);
}

void crm__rollup_pending_free(struct rollup_pending *pending)
{
    crm__id_map_free(&pending->index);
    crm__free(pending->env, pending->accounts);
}

static struct rollup_account *account_of(struct rollup_pending *pending, int64_t id)
{
    int64_t *known = crm__id_map_find(&pending->index, id);
    if (known)
        return &pending->accounts[*known];
    if (crm__array_reserve(pending->env, (void **)&pending->accounts, &pending->account_capacity,
                           pending->account_count + 1, sizeof *pending->accounts) < 0 ||
        !crm__id_map_put(&pending->index, id, (int64_t)pending->account_count))
        return NULL;
    struct rollup_account *account = &pending->accounts[pending->account_count++];
    *account = (struct rollup_account){.id = id, .added = NO_ORDER};
    return account;
}

crm_status crm__rollup_again(struct rollup_pending *pending, int64_t id)
{
    struct rollup_account *account = account_of(pending, id);
    if (!account)
        return CRM_E_NOMEM;
    account->again = true;
    return CRM_OK;
}

crm_status crm__rollup_pending_add(struct rollup_pending *pending, struct rollup_added *added,
                                   size_t count)
{
    pending->added = added;
    pending->added_count = count;
    for (size_t i = 0; i < count; i++) {
        struct rollup_account *account = account_of(pending, added[i].account);
        if (!account)
            return CRM_E_NOMEM;
        account->again |= added[i].again;
        if (added[i].again)
            continue;
        added[i].next = account->added;
        account->added = i;
        account->count++;
    }
    return CRM_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct rollup_account *left = a;
    const struct rollup_account *right = b;
    return (left->id > right->id) - (left->id < right->id);
}

void crm__rollup_pending_sort(struct rollup_pending *pending)
{
    crm__id_map_clear(&pending->index);
    qsort(pending->accounts, pending->account_count, sizeof *pending->accounts, by_id);
}
