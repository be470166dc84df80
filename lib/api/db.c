/* The open database: opening, acting, transactions, upkeep, what concerns it as a whole. */
#include "api/handle.h"
#include "base/money.h"
#include "base/options.h"
#include "base/time.h"
#include "crm/query.h"
#include "engine/phone.h"
#include "service/normal.h"
#include "service/retry.h"
#include "service/rollup.h"
#include "service/service.h"
#include "store/changes.h"
#include "store/check.h"
#include "store/search.h"

#include <string.h>

static crm_status exists_check(crm_db *db, const char *uri, const crm_open_options *options)
{
    if (!(options->flags & CRM_OPEN_MUST_CREATE))
        return CRM_OK;
    struct store_options probe = {.must_exist = true, .read_only = true};
    struct store *store = NULL;
    crm_status status = crm__store_open(&db->env, crm__text_of(uri), &probe, &store);
    crm__store_close(store);
    switch (status) {
    case CRM_E_DENIED:
    case CRM_E_IO:
    case CRM_E_NOMEM:
    case CRM_E_SYNTAX:
    case CRM_E_UNSUPPORTED:
        return status;
    default:
        break;
    }
    crm__error_clear(&db->env);
    if (status == CRM_E_NOT_FOUND)
        return CRM_OK;
    /* The URI of a server may hold a password. */
    if (strstr(uri, "://"))
        return crm__fail(&db->env, CRM_E_EXISTS, "the schema is there already");
    return crm__fail(&db->env, CRM_E_EXISTS, "%s is there already", uri);
}

static crm_status zone_check(crm_db *db, const char *name)
{
    struct zones zones;
    const struct zone *zone;
    crm__zones_init(&zones, &db->env);
    crm_status status = crm__zone_find(&zones, crm__text_of(name), &zone);
    crm__zones_free(&zones);
    return status;
}

static crm_status region_check(crm_db *db, const char *region)
{
    struct text code = crm__text_of(region);
    if (crm__phone_plan_of(crm__phone_table_of(&db->env), code))
        return CRM_OK;
    return crm__fail(&db->env, CRM_E_INVALID, "region: '%s' is no two-letter country code", region);
}

/* What a new database begins with, before there is a file. */
static crm_status defaults_check(crm_db *db, const crm_open_options *options)
{
    const struct currency *currency;
    crm_status status = options->time_zone ? zone_check(db, options->time_zone) : CRM_OK;
    if (status >= 0 && options->currency)
        status = crm__currency_get(&db->env, crm__text_of(options->currency), &currency);
    if (status >= 0 && options->region)
        status = region_check(db, options->region);
    return status;
}

crm_status crm__api_store_open(crm_db *db, const char *uri, const crm_open_options *options)
{
    struct store_options store_options = {
        .read_only = options->flags & CRM_OPEN_READ_ONLY,
        .must_exist = options->flags & (CRM_OPEN_MUST_EXIST | CRM_OPEN_READ_ONLY),
        .may_lose_last_commits = options->flags & CRM_OPEN_MAY_LOSE_LAST_COMMITS,
        .busy_limit_us = options->busy_limit_us,
        .cache_size = (size_t)options->cache_mib << 20,
        .vfs = options->vfs,
        .currency = crm__text_of(options->currency),
        .time_zone = crm__text_of(options->time_zone ? options->time_zone : "Asia/Shanghai"),
    };
    crm_status status = defaults_check(db, options);
    if (status >= 0)
        status = exists_check(db, uri, options);
    struct store *store = NULL;
    if (status >= 0)
        status = crm__store_open(&db->env, crm__text_of(uri), &store_options, &store);
    if (status >= 0)
        status = crm__service_attach(store);
    if (status >= 0 && options->region && !store_options.read_only)
        status = crm__store_set_setting(store, TEXT("region"), crm__text_of(options->region));
    if (status < 0) {
        crm__store_close(store);
        return status;
    }
    db->store = store;
    return CRM_OK;
}

crm_status crm_db_act_as(crm_db *db, int64_t user_id)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__store_act_as(db->store, user_id);
}

crm_status crm_db_begin(crm_db *db)
{
    crm_status status = crm__api_enter(db);
    return status < 0 ? status : crm__store_begin(db->store);
}

crm_status crm_db_commit(crm_db *db)
{
    crm_status status = crm__api_enter_to_end(db);
    if (status < 0)
        return status;
    if (db->store->depth == 0)
        return crm__fail(&db->env, CRM_E_MISUSE, "commit: no transaction is open");
    return crm__store_commit(db->store);
}

crm_status crm_db_rollback(crm_db *db)
{
    crm_status status = crm__api_enter_to_end(db);
    if (status < 0)
        return status;
    if (db->store->depth == 0)
        return crm__fail(&db->env, CRM_E_MISUSE, "rollback: no transaction is open");
    crm__store_rollback(db->store);
    return CRM_OK;
}

/* The work of a host, as the service calls it. */
struct host_work {
    crm_db *db;
    crm_transaction_work work;
    void *context;
};

static crm_status host_work_run(void *context)
{
    const struct host_work *host = context;
    return host->work(host->db, host->context);
}

crm_status crm_transaction_run(crm_db *db, crm_transaction_work work, void *context,
                               const crm_transaction_options *options)
{
    crm_transaction_options mine;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!work)
        return crm__api_null(db, "work");
    status = crm__options_copy(&db->env, "crm_transaction_options", &mine, sizeof mine, options);
    if (status < 0)
        return status;
    if (mine.attempts < 0 || mine.attempts > RETRY_ATTEMPTS_LIMIT)
        return crm__fail(&db->env, CRM_E_MISUSE, "attempts: %d, at least 1 and at most %d",
                         (int)mine.attempts, (int)RETRY_ATTEMPTS_LIMIT);
    struct host_work host = {db, work, context};
    const struct retry retry = {.work = host_work_run,
                                .context = &host,
                                .attempts = mine.attempts ? mine.attempts : RETRY_ATTEMPTS,
                                .key = crm__text_of(mine.idempotency_key)};
    crm__api_retain(db);
    status = crm__retry_run(db->store, &retry);
    crm__api_release(db);
    return status;
}

void crm_db_interrupt(crm_db *db)
{
    if (db && db->store)
        crm__store_interrupt(db->store);
}

crm_status crm_db_backup(crm_db *db, const char *path)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!path)
        return crm__api_null(db, "path");
    return crm__store_backup(db->store, crm__text_of(path));
}

crm_status crm_db_check(crm_db *db, int64_t *problems_out, crm_cursor **cursor_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("record_id"), COLUMN_ID, TEXT("Record"), TEXT("记录")),
        crm__reader_column(TEXT("problem"), COLUMN_TEXT, TEXT("Problem"), TEXT("问题")),
    };
    if (cursor_out)
        *cursor_out = NULL;
    if (problems_out)
        *problems_out = 0;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out || !problems_out)
        return crm__api_null(db, cursor_out ? "problems_out" : "cursor_out");
    struct batch problems;
    struct reader *reader = NULL;
    crm__batch_init(&problems, &db->env);
    status = crm__service_check(db->store, &problems);
    int64_t count = (int64_t)problems.row_count;
    if (status >= 0)
        status = crm__reader_of_batch(&db->env, &problems, columns, &reader);
    crm__batch_free(&problems);
    if (status >= 0)
        *problems_out = count;
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_totals_rebuild(crm_db *db, int64_t *changed_out)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!changed_out)
        return crm__api_null(db, "changed_out");
    return crm__rollup_rebuild(db->store, changed_out);
}

crm_status crm_normals_rebuild(crm_db *db, int64_t *changed_out)
{
    if (changed_out)
        *changed_out = 0;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!changed_out)
        return crm__api_null(db, "changed_out");
    return crm__normals_rebuild(db->store, changed_out);
}

crm_status crm_search(crm_db *db, const char *text, size_t size, int64_t limit,
                      crm_cursor **cursor_out)
{
    enum { DEFAULT_LIMIT = 20 };
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out || !text)
        return crm__api_null(db, cursor_out ? "text" : "cursor_out");
    if (limit < 0)
        return crm__fail(&db->env, CRM_E_INVALID, "limit: %lld, at least 0", (long long)limit);
    struct text words = crm__text_sized(text, size);
    status = crm__text_check(&db->env, words, "search");
    struct reader *reader = NULL;
    if (status >= 0)
        status = crm__search_all(db->store, words, limit ? (size_t)limit : DEFAULT_LIMIT, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_changes(crm_db *db, int64_t after, int64_t limit, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    if (limit < 0 || after < 0)
        return crm__fail(&db->env, CRM_E_INVALID, "%s: %lld, at least 0",
                         limit < 0 ? "limit" : "after", (long long)(limit < 0 ? limit : after));
    struct reader *reader = NULL;
    status = crm__changes_read(db->store, after, (size_t)limit, &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}
