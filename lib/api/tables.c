/* The versions of the tables that judge, for hosts. */
#include "crm/db.h"

#include "engine/domain.h"
#include "engine/email.h"
#include "engine/idna.h"
#include "engine/phone.h"
#include "engine/phone_china.h"

static crm_table_version phone_table(void)
{
    const struct phone_table *table = &crm__phone_builtin;
    return (crm_table_version){.name = "phone", .version = table->version, .hash = table->hash};
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
