/* Connections: choosing the driver, opening, closing, interrupting. */
#include "db/db.h"

#include "db/cache.h"
#include "db/module.h"

#include <assert.h>

enum { URI_LIMIT = 4096 };

static crm_status driver_for(struct env *env, struct text uri, const struct db_options *options,
                             const struct db_driver **driver_out);
static crm_status schema_check(struct db *db, int64_t newest);

crm_status crm__db_open(struct env *env, struct text uri, const struct db_options *options,
                        struct db **db_out)
{
    assert(env);
    assert(db_out);
    *db_out = NULL;
    static const struct db_options defaults = {0};
    if (!options)
        options = &defaults;

    crm_status status = crm__text_check(env, uri, "database");
    if (status < 0)
        return status;
    if (uri.size == 0 || uri.size > URI_LIMIT)
        return crm__fail(env, CRM_E_SYNTAX, "database: a name of %zu bytes, 1 to %d expected",
                         uri.size, (int)URI_LIMIT);

    const struct db_driver *driver = options->driver;
    if (!driver)
        status = driver_for(env, uri, options, &driver);
    if (status < 0)
        return status;
    if (driver->size != sizeof(struct db_driver))
        return crm__fail(env, CRM_E_UNSUPPORTED, "database driver %s is of another version",
                         driver->name);

    struct db *db = NULL;
    status = driver->open(env, uri, options, &db);
    if (status < 0)
        return status;
    db->driver = driver; /* Also one that borrows functions of another. */
    db->process = crm__db_process();
    status = crm__cache_new(env, options->statement_limit, &db->cache);
    if (status >= 0)
        status = schema_check(db, options->newest_schema);
    if (status < 0) {
        crm__db_close(db);
        return status;
    }
    *db_out = db;
    return CRM_OK;
}

void crm__db_close(struct db *db)
{
    if (!db)
        return;
    bool foreign = db->process != crm__db_process();
    crm__cache_free(db->cache, foreign);
    db->cache = NULL;
    db->driver->close(db, foreign);
}

void crm__db_interrupt(struct db *db)
{
    atomic_store_explicit(&db->interrupted, true, memory_order_relaxed);
    db->driver->interrupt(db);
}

void crm__db_resume(struct db *db)
{
    atomic_store_explicit(&db->interrupted, false, memory_order_relaxed);
}

static crm_status driver_for(struct env *env, struct text uri, const struct db_options *options,
                             const struct db_driver **driver_out)
{
    size_t scheme = crm__text_find(uri, TEXT("://"), 0);
    if (scheme == SIZE_MAX || crm__text_starts(uri, TEXT("file:"))) {
        *driver_out = &crm__sqlite_driver;
        return CRM_OK;
    }
    struct text name = crm__text_slice(uri, 0, scheme);
    if (crm__text_is(name, "postgresql") || crm__text_is(name, "postgres"))
        return crm__module_load(env, "postgres", options->module_folder, driver_out);
    return crm__fail(env, CRM_E_UNSUPPORTED,
                     "no driver for '%.*s://'; there are: a path or file: (SQLite), postgresql://",
                     (int)(name.size < 40 ? name.size : 40), name.data);
}

static crm_status schema_check(struct db *db, int64_t newest)
{
    if (newest == 0)
        return CRM_OK;
    int64_t version = 0;
    crm_status status = crm__db_schema_version(db, &version);
    if (status >= 0 && version > newest)
        status = crm__fail(db->env, CRM_E_FORMAT,
                           "the database has schema %lld, this library knows up to %lld: "
                           "use a newer library",
                           (long long)version, (long long)newest);
    return status;
}
