/* Names of what can happen to a record. */
#include "store/rows.h"

#include <stddef.h>

const char *crm__row_operation_name(enum row_operation operation)
{
    static const char *const names[ROW_OPERATION_COUNT] = {
        [ROW_CREATE] = "create",   [ROW_UPDATE] = "update",       [ROW_DELETE] = "delete",
        [ROW_RESTORE] = "restore", [ROW_MERGE] = "merge",         [ROW_UNMERGE] = "unmerge",
        [ROW_CONVERT] = "convert", [ROW_UNCONVERT] = "unconvert", [ROW_ASSIGN] = "assign",
        [ROW_CLAIM] = "claim",     [ROW_RELEASE] = "release",     [ROW_RECYCLE] = "recycle",
        [ROW_ERASE] = "erase",
    };
    const char *name = (size_t)operation < ROW_OPERATION_COUNT ? names[operation] : NULL;
    return name ? name : "unknown";
}
