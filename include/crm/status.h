/*
 * Status codes: what every fallible libcrm call returns.
 *
 * Zero is success, positive values are news, negative values are failures. Each failure is
 * something a caller does differently; the sentence for people is crm_error_message().
 */
#ifndef CRM_STATUS_H
#define CRM_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t crm_status;

#define CRM_OK 0             /* done */
#define CRM_DONE 1           /* a cursor or iterator has no more rows */
#define CRM_E_NOMEM (-1)     /* the allocator returned NULL */
#define CRM_E_MISUSE (-2)    /* the call itself is wrong: NULL, closed handle, wrong type asked */
#define CRM_E_INVALID (-3)   /* a value breaks a rule of its field; nothing was written */
#define CRM_E_UNKNOWN (-4)   /* no entity, field, choice, report or function of that name */
#define CRM_E_NOT_FOUND (-5) /* no such record, or the acting user may not know of it */
#define CRM_E_EXISTS (-6)    /* a unique key is taken; the error names the fields and the record */
#define CRM_E_CONFLICT (-7)  /* somebody saved the record since it was read */
#define CRM_E_DENIED (-8)    /* the acting user may not do this */
#define CRM_E_REFUSED (-9)   /* a business rule says no: capacity, cool-down, state */
#define CRM_E_SYNTAX (-10)   /* text does not parse: rule, JSON, CSV, time, URI */
#define CRM_E_LIMIT (-11)    /* a size, depth or count is over its limit */
#define CRM_E_BUSY (-12)     /* the database stayed locked past the deadline; try again */
#define CRM_E_IO (-13)       /* the operating system failed a read or a write */
#define CRM_E_FULL (-14)     /* no space left */
#define CRM_E_CORRUPT (-15)  /* the database's content is damaged */
#define CRM_E_FORMAT (-16)   /* not a libcrm database, or of a newer schema */
#define CRM_E_READONLY (-17) /* the database or the handle does not accept writes */
#define CRM_E_CANCELLED (-18)   /* the host's progress callback or crm_db_interrupt() said stop */
#define CRM_E_UNSUPPORTED (-19) /* this build or this database cannot do it */
#define CRM_E_INTERNAL (-20)    /* a bug in libcrm; please report it */

/**
 * The constant's own name, such as "CRM_E_BUSY"; "CRM_E_INTERNAL" for a number that is none.
 * @since 0.1
 */
CRM_API const char *crm_status_name(crm_status status);

#ifdef __cplusplus
}
#endif

#endif
