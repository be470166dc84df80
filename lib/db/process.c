/* Whose a connection is: a fork has the parent's memory, but must not use what it holds. */
#include "db/db.h"

#if !defined(_WIN32)
#include <unistd.h>
#endif

int64_t crm__db_process(void)
{
#if defined(_WIN32)
    return 0; /* No fork to tell apart. */
#else
    return (int64_t)getpid();
#endif
}

crm_status crm__db_check_process(struct db *db)
{
    if (db->process == crm__db_process())
        return CRM_OK;
    return crm__fail(
        db->env, CRM_E_MISUSE,
        "the connection was opened by process %lld and cannot be used in its fork %lld",
        (long long)db->process, (long long)crm__db_process());
}
