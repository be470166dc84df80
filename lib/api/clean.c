/* Cleaning without a database, for hosts. */
#include "crm/clean.h"

#include "api/handle.h"
#include "service/clean.h"

/* Checks what both calls are given. */
static crm_status enter(crm_db *db, const char *kind, crm_cursor **cursor_out)
{
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!kind || !cursor_out)
        return crm__api_null(db, kind ? "cursor_out" : "kind");
    return CRM_OK;
}

crm_status crm_clean_value(crm_db *db, const char *kind, const char *region, const char *typed,
                           size_t size, crm_cursor **cursor_out)
{
    struct reader *reader = NULL;
    crm_status status = enter(db, kind, cursor_out);
    if (status < 0)
        return status;
    if (!typed && size)
        return crm__api_null(db, "typed");
    status = crm__clean_value(&db->env, crm__text_of(kind), crm__text_of(region),
                              crm__text_sized(typed, size), &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_clean_lines(crm_db *db, const char *kind, const char *region, crm_read read,
                           void *context, crm_cursor **cursor_out)
{
    struct reader *reader = NULL;
    crm_status status = enter(db, kind, cursor_out);
    if (status < 0)
        return status;
    if (!read)
        return crm__api_null(db, "read");
    status = crm__clean_lines(&db->env, crm__text_of(kind), crm__text_of(region), read, context,
                              &reader);
    return crm__api_answer(db, status, reader, cursor_out);
}
