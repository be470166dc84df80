/* Transactions that run again: attempts, pauses, and the key that makes an attempt the last. */
#include "service/retry.h"

#include "service/once.h"

enum { PAUSE_FIRST_US = 1000, PAUSE_LIMIT_US = 100000 };

static struct once once_of(const struct retry *retry)
{
    return (struct once){.key = retry->key, .operation = TEXT("transaction")};
}

static crm_status work_run(struct store *store, const struct retry *retry)
{
    size_t depth = store->depth;
    crm_status status = retry->work(retry->context);
    if (store->depth > depth)
        return crm__fail(store->env, CRM_E_MISUSE, "the work left a transaction open");
    if (store->depth < depth)
        return crm__fail(store->env, CRM_E_MISUSE,
                         "the work ended a transaction that it had not begun");
    if (status < 0 && store->env->error.status != status)
        return crm__fail(store->env, status, "the work of the transaction answered %s",
                         crm_status_name(status));
    return status < 0 ? status : CRM_OK;
}

/* Within its transaction. CRM_DONE: there is nothing to do. */
static crm_status steps_run(struct store *store, const struct retry *retry)
{
    struct once once = once_of(retry);
    crm_status status = retry->key.size ? crm__once_find(store, &once) : CRM_DONE;
    if (status != CRM_DONE)
        return status < 0 ? status : CRM_DONE;
    status = work_run(store, retry);
    if (status < 0 || retry->key.size == 0)
        return status;
    status = crm__once_keep(store, &once);
    /* Somebody who does the same at this moment: the next attempt finds his key. */
    return status == CRM_E_EXISTS ? CRM_E_BUSY : status;
}

static crm_status attempt(struct store *store, const struct retry *retry)
{
    size_t depth = store->depth;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = steps_run(store, retry);
    while (store->depth > depth + 1)
        crm__store_rollback(store);
    return store->depth > depth ? crm__store_end(store, status) : status;
}

/* Between half and all of what doubles each time, so that those who met do not meet again. */
static void pause(struct env *env, int32_t tries)
{
    int64_t longest = tries < 7 ? (int64_t)PAUSE_FIRST_US << tries : PAUSE_LIMIT_US;
    uint64_t random = env->host.random(env->host.context);
    crm__env_pause(longest / 2 + (int64_t)(random % (uint64_t)(longest / 2)));
}

static crm_status key_check(struct env *env, struct text key)
{
    size_t length = crm__utf8_count(key);
    crm_status status = crm__text_check(env, key, "idempotency key");
    if (status >= 0 && length > ONCE_KEY_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "idempotency key: %zu characters, at most %d", length,
                         (int)ONCE_KEY_LIMIT);
    return status;
}

crm_status crm__retry_run(struct store *store, const struct retry *retry)
{
    bool outermost = store->depth == 0;
    bool unknown = false; /* an attempt before this one may have taken effect */
    crm_status status = key_check(store->env, retry->key);
    if (status < 0)
        return status;
    for (int32_t tries = 0;; tries++) {
        status = attempt(store, retry);
        bool lost = status < 0 && crm__store_commit_is_unknown(store);
        unknown |= lost;
        bool again = status == CRM_E_BUSY || (lost && retry->key.size);
        if (!again || !outermost || tries + 1 >= retry->attempts)
            break;
        crm__error_clear(store->env);
        pause(store->env, tries);
        crm__env_enter(store->env);
    }
    return status == CRM_DONE && unknown ? CRM_OK : status;
}
