/* The query behind a handle, for calls that take one. */
#ifndef CRM_API_QUERY_H
#define CRM_API_QUERY_H

#include "api/handle.h"
#include "crm/query.h"
#include "store/query.h"

/* CRM_E_MISUSE: it belongs to another database, or has a cursor open. */
crm_status crm__api_query(crm_db *db, crm_query *query, struct query **query_out);

#endif
