/*
 * Upgrade: first the layout of the store's own tables, by numbered migrations; then the standard
 * entities and fields, by comparing the catalogue with what the database has recorded. Both kinds
 * of step may be run again without harm.
 */
#include "store/upgrade.h"

#include "db/ddl.h"
#include "store/definition.h"
#include "store/meta.h"
#include "store/standard.h"
#include "store/tables.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Append only. Each is idempotent, and changes tables only. */
static const struct migration {
    const char *name;
    crm_status (*run)(struct store *store);
} migrations[] = {
    {"first tables", crm__tables_create_own},
};

static crm_status is_current(struct store *store, bool *current_out);
static crm_status upgrade(struct store *store, const struct store_options *options);
static crm_status change_tables(struct store *store, int64_t from);
static crm_status record_migrations(struct store *store, int64_t from);
static crm_status record_migration(struct store *store, int64_t number, const char *name);
static crm_status set_defaults(struct store *store, const struct store_options *options);

int64_t crm__layout_version(void)
{
    return (int64_t)COUNT_OF(migrations);
}

crm_status crm__store_upgrade(struct store *store, const struct store_options *options)
{
    bool current = false;
    crm_status status = is_current(store, &current);
    if (status < 0 || current)
        return status;
    if (options->read_only)
        return crm__fail(store->env, CRM_E_READONLY,
                         "the database is empty or of an older version, and is opened for reading "
                         "only: open it for writing once");

    status = crm__db_begin(store->db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    status = upgrade(store, options);
    if (status < 0) {
        crm__db_rollback(store->db);
        return status;
    }
    return crm__db_commit(store->db);
}

static crm_status is_current(struct store *store, bool *current_out)
{
    *current_out = false;
    int64_t version = 0;
    crm_status status = crm__db_schema_version(store->db, &version);
    if (status < 0 || version < crm__layout_version())
        return status;
    int64_t recorded = 0;
    status = crm__meta_int(store, META_CATALOGUE, &recorded);
    *current_out = status == CRM_OK && recorded == crm__standard_signature(store->catalogue);
    return status;
}

static crm_status upgrade(struct store *store, const struct store_options *options)
{
    /* Another process may have done it while this one waited for the lock. */
    bool current = false;
    crm_status status = is_current(store, &current);
    if (status < 0 || current)
        return status;
    int64_t version = 0;
    status = crm__db_schema_version(store->db, &version);
    if (status < 0)
        return status;

    status = crm__ddl_begin(store->db);
    if (status == CRM_OK)
        status = crm__ddl_end(store->db, change_tables(store, version));
    if (status == CRM_OK)
        status = record_migrations(store, version);
    if (status == CRM_OK)
        status = crm__standard_rows(store);
    if (status == CRM_OK && version == 0)
        status = set_defaults(store, options);
    if (status == CRM_OK)
        status = crm__meta_set_text(store, META_LIBRARY, TEXT(CRM_VERSION));
    if (status == CRM_OK)
        status =
            crm__meta_set_int(store, META_CATALOGUE, crm__standard_signature(store->catalogue));
    int64_t schema = 0;
    if (status == CRM_OK)
        status = crm__meta_bump(store, META_SCHEMA, &schema);
    return status;
}

static crm_status change_tables(struct store *store, int64_t from)
{
    crm_status status = CRM_OK;
    for (int64_t i = from; status == CRM_OK && i < crm__layout_version(); i++)
        status = migrations[i].run(store);
    return status < 0 ? status : crm__standard_tables(store);
}

static crm_status record_migrations(struct store *store, int64_t from)
{
    for (int64_t i = from; i < crm__layout_version(); i++) {
        crm_status status = record_migration(store, i + 1, migrations[i].name);
        if (status < 0)
            return status;
    }
    return crm__db_set_schema_version(store->db, crm__layout_version());
}

static crm_status record_migration(struct store *store, int64_t number, const char *name)
{
    struct text columns[] = {TEXT("number"), TEXT("name"), TEXT("at")};
    struct value values[] = {crm__value_int(number), crm__value_text(crm__text_of(name)),
                             crm__value_int(store->env->now_us)};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, TABLE_MIGRATION, columns, COUNT_OF(columns));
    crm__sql_on_conflict(&sql, columns, 1, columns + 1, 2);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_bind_all(statement, values, COUNT_OF(values));
    if (status == CRM_OK)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

static crm_status set_defaults(struct store *store, const struct store_options *options)
{
    struct text currency = options->currency.size > 0 ? options->currency : TEXT("CNY");
    struct text zone = options->time_zone.size > 0 ? options->time_zone : TEXT("UTC");
    crm_status status = crm__meta_set_text(store, META_CURRENCY, currency);
    if (status == CRM_OK)
        status = crm__meta_set_text(store, META_TIME_ZONE, zone);
    return status;
}
