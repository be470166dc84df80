/* The record handle, shared by its setters and its life in the database. */
#ifndef CRM_API_RECORD_H
#define CRM_API_RECORD_H

#include "api/handle.h"
#include "crm/record.h"
#include "model/record.h"

struct crm_record {
    crm_db *db;
    struct record record;
    struct buffer *texts; /* one a field, made on the first crm_record_text() */
    struct error failure; /* of the first setter that failed, for crm_record_save() */
};

/* An empty handle; free with crm_record_free(). */
crm_status crm__api_record(crm_db *db, const struct entity *entity, crm_record **record_out);

#endif
