/* The tables that judge, for hosts: their versions, and newer ones. */
#include "api/handle.h"
#include "crm/db.h"

#include "engine/domain.h"
#include "engine/email.h"
#include "engine/idna.h"
#include "engine/phone.h"
#include "engine/phone_china.h"

#include <string.h>

static crm_table_version version_of(const struct phone_table *table)
{
    return (crm_table_version){.name = "phone", .version = table->version, .hash = table->hash};
}

static crm_table_version phone_table(void)
{
    return version_of(&crm__phone_builtin);
}

static crm_table_version china_table(void)
{
    return (crm_table_version){
        .name = "phone_china", .version = "2017", .hash = crm__phone_china_hash()};
}

static crm_table_version email_table(void)
{
    return (crm_table_version){.name = "email",
                               .version = crm__email_table_version().data,
                               .hash = crm__email_table_hash()};
}

static crm_table_version disposable_table(void)
{
    return (crm_table_version){.name = "disposable",
                               .version = crm__disposable_table_version().data,
                               .hash = crm__disposable_table_hash()};
}

static crm_table_version suffix_table(void)
{
    return (crm_table_version){.name = "public_suffix",
                               .version = crm__public_suffix_table_version().data,
                               .hash = crm__public_suffix_table_hash()};
}

static crm_table_version idna_table(void)
{
    return (crm_table_version){.name = "idna",
                               .version = crm__idna_table_version().data,
                               .hash = crm__idna_table_hash()};
}

crm_status crm_table_versions(size_t index, crm_table_version *version_out)
{
    static crm_table_version (*const tables[])(void) = {
        phone_table, email_table, china_table, disposable_table, suffix_table, idna_table};
    if (!version_out)
        return CRM_E_MISUSE;
    *version_out = (crm_table_version){.name = "", .version = ""};
    if (index >= sizeof tables / sizeof *tables)
        return CRM_DONE;
    *version_out = tables[index]();
    return CRM_OK;
}

crm_status crm_table_load(crm_db *db, const char *name, const void *bytes, size_t size,
                          crm_table_version *version_out)
{
    struct phone_table *table;
    if (version_out)
        *version_out = (crm_table_version){.name = "", .version = ""};
    crm_status status = crm__api_enter_closed(db);
    if (status < 0)
        return status;
    if (!name || !bytes)
        return crm__api_null(db, name ? "bytes" : "name");
    if (strcmp(name, "phone") != 0)
        return crm__fail(&db->env, CRM_E_UNKNOWN, "no table '%s' can be loaded; 'phone' can", name);
    status = crm__phone_table_read(&db->env, (struct text){bytes, size}, name, &table);
    if (status < 0)
        return status;
    crm__phone_table_free(&db->env, db->env.phones);
    db->env.phones = table;
    if (version_out)
        *version_out = version_of(table);
    return CRM_OK;
}
