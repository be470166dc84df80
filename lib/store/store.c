/* The store: opening and closing, settings, backup, maintenance. */
#include "store/store.h"

#include "db/sql.h"
#include "store/copy_part.h"
#include "store/definition.h"
#include "store/grants.h"
#include "store/meta.h"
#include "store/observer.h"
#include "store/tables.h"
#include "store/transaction.h"
#include "store/upgrade.h"

#include <assert.h>
#include <string.h>

static crm_status connect(struct store *store, struct text uri,
                          const struct store_options *options);
static crm_status load(struct store *store, const struct store_options *options);
static crm_status load_defaults(struct store *store);
static crm_status read_name(struct store *store, struct text name, char *out, size_t size);
static crm_status set_setting(struct store *store, struct text name, struct text value);
static crm_status check_options(struct env *env, const struct store_options *options);
static crm_status check_currency(struct env *env, struct text currency);
static crm_status check_time_zone(struct env *env, struct text zone);
static crm_status refresh(struct store *store, int64_t version);
static crm_status check_setting_name(struct store *store, struct text name);

crm_status crm__store_open(struct env *env, struct text uri, const struct store_options *options,
                           struct store **store_out)
{
    assert(env);
    assert(store_out);
    *store_out = NULL;
    static const struct store_options defaults = {0};
    if (!options)
        options = &defaults;
    crm_status status = check_options(env, options);
    if (status < 0)
        return status;

    struct store *store = crm__alloc_zero(env, 1, sizeof *store);
    if (!store)
        return CRM_E_NOMEM;
    store->env = env;
    crm__zones_init(&store->zones, env);
    store->ids.node = -1;
    store->actor.superuser = true;
    store->read_only = options->read_only;
    status = connect(store, uri, options);
    if (status == CRM_OK)
        status = load(store, options);
    if (status < 0) {
        struct error kept = env->error;
        crm__store_close(store);
        env->error = kept;
        return status;
    }
    *store_out = store;
    return CRM_OK;
}

void crm__store_close(struct store *store)
{
    if (!store)
        return;
    while (store->depth > 0)
        crm__store_rollback(store);
    struct observer *observer = store->observers;
    while (observer) {
        struct observer *next = observer->next;
        if (observer->close)
            observer->close(observer);
        observer = next;
    }
    crm__grants_free(&store->actor, store->env);
    crm__db_close(store->db);
    crm__catalogues_free(store);
    crm__zones_free(&store->zones);
    crm__free(store->env, store);
}

crm_status crm__store_zone(struct store *store, struct text name, const struct zone **zone_out)
{
    if (name.size == 0)
        name = crm__text_of(store->time_zone);
    return crm__zone_find(&store->zones, name, zone_out);
}

crm_status crm__store_refresh(struct store *store)
{
    int64_t version = 0;
    crm_status status = crm__db_data_version(store->db, &version);
    if (status < 0)
        return status;
    if (version == store->data_version && !store->stale && store->access_version >= 0)
        return CRM_OK;
    return refresh(store, version);
}

crm_status crm__store_settle(struct store *store)
{
    /* A transaction that has failed cannot be read in; what follows says so. */
    if (!store->stale || store->db->failed_depth > 0)
        return CRM_OK;
    return crm__store_refresh(store);
}

void crm__store_interrupt(struct store *store)
{
    crm__db_interrupt(store->db);
}

void crm__store_resume(struct store *store)
{
    crm__db_resume(store->db);
}

crm_status crm__store_setting(struct store *store, struct text name, struct buffer *value)
{
    crm_status status = check_setting_name(store, name);
    return status < 0 ? status : crm__meta_text(store, name, value);
}

crm_status crm__store_set_setting(struct store *store, struct text name, struct text value)
{
    crm_status status = crm__access_check_superuser(store, "change settings");
    if (status == CRM_OK)
        status = check_setting_name(store, name);
    if (status == CRM_OK)
        status = crm__text_check(store->env, value, "setting");
    if (status == CRM_OK && value.size > SETTING_TEXT_LIMIT)
        status = crm__fail(store->env, CRM_E_LIMIT, "setting %.*s: %zu bytes, at most %d",
                           (int)name.size, name.data, value.size, (int)SETTING_TEXT_LIMIT);
    if (status == CRM_OK && crm__text_equal(name, META_CURRENCY))
        status = check_currency(store->env, value);
    if (status == CRM_OK && crm__text_equal(name, META_TIME_ZONE))
        status = check_time_zone(store->env, value);
    if (status < 0)
        return status;
    status = crm__store_begin(store);
    if (status < 0)
        return status;
    return crm__store_end(store, set_setting(store, name, value));
}

crm_status crm__store_maintain(struct store *store, enum store_maintenance what)
{
    static const enum maintenance works[] = {
        [STORE_CHECKPOINT] = MAINTAIN_CHECKPOINT,
        [STORE_OPTIMIZE] = MAINTAIN_OPTIMIZE,
        [STORE_ANALYZE] = MAINTAIN_ANALYZE,
        [STORE_COMPACT] = MAINTAIN_COMPACT,
    };
    assert((size_t)what < sizeof works / sizeof works[0]);
    if (store->depth > 0)
        return crm__fail(store->env, CRM_E_MISUSE, "maintenance within a transaction");
    return crm__db_maintain(store->db, works[what]);
}

crm_status crm__store_last_sequence(struct store *store, int64_t *sequence_out)
{
    *sequence_out = 0;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT max(sequence) FROM ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm_status status = crm__sql_run_int(&sql, 0, sequence_out);
    crm__sql_free(&sql);
    return status;
}

static crm_status connect(struct store *store, struct text uri, const struct store_options *options)
{
    struct db_options db_options = {
        .read_only = options->read_only,
        .must_exist = options->must_exist,
        .busy_limit_us = options->busy_limit_us,
        .durability =
            options->may_lose_last_commits ? DURABILITY_MAY_LOSE_LAST_COMMITS : DURABILITY_FULL,
        .cache_size = options->cache_size,
        .newest_schema = crm__layout_version(),
        .outside_checkpoints = options->outside_checkpoints,
        .vfs = options->vfs,
    };
    return crm__db_open(store->env, uri, &db_options, &store->db);
}

static crm_status load(struct store *store, const struct store_options *options)
{
    struct catalogue *catalogue = crm__alloc_zero(store->env, 1, sizeof *catalogue);
    if (!catalogue)
        return CRM_E_NOMEM;
    crm_status status = crm__catalogue_init(catalogue, store->env);
    if (status < 0) {
        crm__free(store->env, catalogue);
        return status;
    }
    store->catalogue = catalogue;
    status = crm__store_upgrade(store, options);
    if (status < 0)
        return status;

    /* One view for all that is read at open. */
    store->access_version = -1;
    status = crm__db_begin(store->db, TRANSACTION_READ);
    if (status < 0)
        return status;
    if (!options->unfinished_copy)
        status = crm__copy_check_finished(store);
    if (status == CRM_OK)
        status = crm__store_refresh(store);
    if (status < 0) {
        crm__db_rollback(store->db);
        return status;
    }
    return crm__db_commit(store->db);
}

static crm_status load_defaults(struct store *store)
{
    crm_status status = read_name(store, META_CURRENCY, store->currency, sizeof store->currency);
    if (status == CRM_OK)
        status = read_name(store, META_TIME_ZONE, store->time_zone, sizeof store->time_zone);
    return status;
}

static crm_status read_name(struct store *store, struct text name, char *out, size_t size)
{
    struct buffer value;
    crm__buffer_init(&value, store->env);
    crm_status status = crm__meta_text(store, name, &value);
    size_t length = value.size < size ? value.size : 0;
    if (status == CRM_OK && length < value.size)
        status = crm__fail(store->env, CRM_E_CORRUPT, "setting %s: %zu bytes, at most %zu",
                           name.data, value.size, size - 1);
    if (status == CRM_OK) {
        if (length > 0)
            memcpy(out, value.data, length);
        out[length] = '\0';
    }
    crm__buffer_free(&value);
    return status;
}

/* The database's own defaults are kept in memory, too; other handles notice by the schema. */
static crm_status set_setting(struct store *store, struct text name, struct text value)
{
    crm_status status = crm__meta_set_text(store, name, value);
    if (status < 0 ||
        !(crm__text_equal(name, META_CURRENCY) || crm__text_equal(name, META_TIME_ZONE)))
        return status;
    crm__store_level(store)->schema_changed = true;
    int64_t version = 0;
    status = crm__meta_bump(store, META_SCHEMA, &version);
    store->schema_version = version;
    return status < 0 ? status : load_defaults(store);
}

static crm_status check_options(struct env *env, const struct store_options *options)
{
    crm_status status = CRM_OK;
    if (options->currency.size > 0)
        status = check_currency(env, options->currency);
    if (status == CRM_OK && options->time_zone.size > 0)
        status = check_time_zone(env, options->time_zone);
    return status;
}

static crm_status check_currency(struct env *env, struct text currency)
{
    bool is_code = currency.size == CURRENCY_SIZE - 1;
    for (size_t i = 0; is_code && i < currency.size; i++)
        is_code = currency.data[i] >= 'A' && currency.data[i] <= 'Z';
    if (is_code)
        return CRM_OK;
    return crm__fail(env, CRM_E_INVALID, "currency '%.*s': three capital letters expected",
                     (int)currency.size, currency.data);
}

static crm_status check_time_zone(struct env *env, struct text zone)
{
    if (zone.size == 0 || zone.size >= ZONE_SIZE)
        return crm__fail(env, CRM_E_INVALID, "time zone: %zu bytes, 1 to %d expected", zone.size,
                         (int)ZONE_SIZE - 1);
    return crm__text_check(env, zone, "time zone");
}

static crm_status refresh(struct store *store, int64_t version)
{
    int64_t schema = 0;
    int64_t access = 0;
    crm_status status = crm__meta_int(store, META_SCHEMA, &schema);
    if (status == CRM_OK)
        status = crm__meta_int(store, META_ACCESS, &access);
    if (status < 0)
        return status;

    if (store->stale)
        status = crm__catalogue_rebuild(store);
    else if (schema != store->schema_version)
        status = crm__definitions_load(store, store->catalogue);
    if (status == CRM_OK && (store->stale || schema != store->schema_version))
        status = load_defaults(store);
    if (status < 0) {
        store->stale = true; /* What was added so far may be half of it. */
        return status;
    }
    if (store->stale || schema != store->schema_version) {
        store->access_version = -1; /* Grants are kept by the entities' positions. */
        crm__db_schema_changed(store->db);
    }
    store->stale = false;
    store->schema_version = schema;

    if (access != store->access_version)
        status = crm__grants_load(store);
    if (status < 0)
        return status;
    store->access_version = access;
    store->data_version = version;
    return CRM_OK;
}

/* Names of what the store keeps for itself are none of the host's. */
static crm_status check_setting_name(struct store *store, struct text name)
{
    const struct text own[] = {META_NODE,    META_SCHEMA,   META_ACCESS,      META_CATALOGUE,
                               META_LIBRARY, META_IDENTITY, META_COPY_SOURCE, META_COPY_CHECKSUM,
                               META_SEARCHED};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (crm__text_equal(name, own[i]))
            return crm__fail(store->env, CRM_E_INVALID, "setting '%.*s' is kept by the library",
                             (int)name.size, name.data);
    }
    if (name.size == 0 || name.size > ZONE_SIZE)
        return crm__fail(store->env, CRM_E_INVALID, "setting name: %zu bytes, 1 to %d expected",
                         name.size, (int)ZONE_SIZE);
    return crm__text_check(store->env, name, "setting name");
}
