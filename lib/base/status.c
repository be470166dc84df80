/* Names of the status codes, and the library's version. */
#include "crm/status.h"
#include "crm/host.h"

const char *crm_status_name(crm_status status)
{
    static const char *const failures[] = {
        "CRM_E_NOMEM",  "CRM_E_MISUSE",   "CRM_E_INVALID",   "CRM_E_UNKNOWN",     "CRM_E_NOT_FOUND",
        "CRM_E_EXISTS", "CRM_E_CONFLICT", "CRM_E_DENIED",    "CRM_E_REFUSED",     "CRM_E_SYNTAX",
        "CRM_E_LIMIT",  "CRM_E_BUSY",     "CRM_E_IO",        "CRM_E_FULL",        "CRM_E_CORRUPT",
        "CRM_E_FORMAT", "CRM_E_READONLY", "CRM_E_CANCELLED", "CRM_E_UNSUPPORTED", "CRM_E_INTERNAL",
    };
    _Static_assert(sizeof failures / sizeof failures[0] == -CRM_E_INTERNAL, "a name per code");

    if (status == CRM_OK)
        return "CRM_OK";
    if (status == CRM_DONE)
        return "CRM_DONE";
    if (status >= CRM_E_INTERNAL && status <= CRM_E_NOMEM)
        return failures[CRM_E_NOMEM - status];
    return "CRM_E_INTERNAL";
}

const char *crm_version(void)
{
    return CRM_VERSION;
}
