/* The database handle: its life, its errors, the acting user, transactions, upkeep. */
#include "api/handle.h"

#include "base/options.h"
#include "engine/phone_table.h"

crm_db *crm__api_retain(crm_db *db)
{
    db->references++;
    return db;
}

void crm__api_release(crm_db *db)
{
    if (--db->references > 0)
        return;
    crm__store_close(db->store);
    crm__phone_table_free(&db->env, db->env.phones);
    struct env env = db->env; /* the handle's own block goes last, by a copy of what frees it */
    crm__free(&env, db);
}

crm_status crm__api_enter_closed(crm_db *db)
{
    if (!db)
        return CRM_E_MISUSE;
    crm__env_enter(&db->env);
    return CRM_OK;
}

crm_status crm__api_enter_to_end(crm_db *db)
{
    crm_status status = crm__api_enter_closed(db);
    if (status < 0)
        return status;
    if (!db->store)
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "the database is not open; call crm_db_open first");
    crm__store_resume(db->store);
    return CRM_OK;
}

crm_status crm__api_enter(crm_db *db)
{
    crm_status status = crm__api_enter_to_end(db);
    return status < 0 ? status : crm__store_settle(db->store);
}

crm_status crm__api_null(crm_db *db, const char *argument)
{
    return crm__fail(&db->env, CRM_E_MISUSE, "%s: NULL is not allowed", argument);
}

crm_status crm__api_entity(crm_db *db, const char *name, const struct entity **entity_out)
{
    if (!name)
        return crm__api_null(db, "entity");
    return crm__entity_need(db->store->catalogue, crm__text_of(name), entity_out);
}

crm_status crm_db_new(const crm_host *host, crm_db **db_out)
{
    if (!db_out)
        return CRM_E_MISUSE;
    *db_out = NULL;
    struct env env;
    crm_status status = crm__env_init(&env, host);
    if (status < 0)
        return status;
    crm_db *db = crm__alloc_zero(&env, 1, sizeof *db);
    if (!db)
        return CRM_E_NOMEM;
    db->env = env;
    db->references = 1;
    *db_out = db;
    return CRM_OK;
}

void crm_db_free(crm_db *db)
{
    if (db)
        crm__api_release(db);
}

static crm_status open_flags_check(struct env *env, uint32_t flags)
{
    const uint32_t known = CRM_OPEN_READ_ONLY | CRM_OPEN_MUST_EXIST | CRM_OPEN_MUST_CREATE |
                           CRM_OPEN_MAY_LOSE_LAST_COMMITS;
    if (flags & ~known)
        return crm__fail(env, CRM_E_MISUSE, "crm_open_options.flags: unknown bits 0x%x",
                         (unsigned)(flags & ~known));
    if (flags & CRM_OPEN_MUST_CREATE && flags & (CRM_OPEN_READ_ONLY | CRM_OPEN_MUST_EXIST))
        return crm__fail(env, CRM_E_MISUSE,
                         "crm_open_options.flags: must create contradicts must exist or read only");
    return CRM_OK;
}

crm_status crm_db_open(crm_db *db, const char *uri, const crm_open_options *given)
{
    crm_status status = crm__api_enter_closed(db);
    if (status < 0)
        return status;
    struct env *env = &db->env;
    if (db->store)
        return crm__fail(env, CRM_E_MISUSE, "the handle has a database open already");
    if (!uri)
        return crm__api_null(db, "uri");
    crm_open_options options = {.size = sizeof options};
    status = crm__options_copy(env, "crm_open_options", &options, sizeof options, given);
    if (status < 0)
        return status;
    status = open_flags_check(env, options.flags);
    if (status < 0)
        return status;
    return crm__api_store_open(db, uri, &options);
}

const crm_error *crm_db_error(crm_db *db)
{
    static const crm_error no_handle = {CRM_E_MISUSE, "the handle is NULL", "", "", 0, 0, 0, 0};
    if (!db)
        return &no_handle;
    const struct error *error = &db->env.error;
    db->error = (crm_error){.status = error->status,
                            .message = error->message,
                            .entity = error->entity,
                            .field = error->field,
                            .row = error->row,
                            .line = error->line,
                            .column = error->column,
                            .record_id = error->record_id};
    return &db->error;
}
