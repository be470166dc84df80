/*
 * Tags of records, with where they come from and how long they hold.
 */
#ifndef CRM_TAG_H
#define CRM_TAG_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Gives a record the tag of that name, by hand; the tag is made when it is new.
 * @param expires_us  When it ceases to hold; 0: never.
 * @return CRM_OK; CRM_E_UNKNOWN: the entity; CRM_E_NOT_FOUND: the record; CRM_E_DENIED;
 *   CRM_E_INVALID: no name, or an expiry that is past; CRM_E_BUSY; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_record_tag(crm_db *db, const char *entity, int64_t id, const char *name,
                                  int64_t expires_us);

/** Takes a tag from a record. @return as crm_record_tag(); CRM_E_NOT_FOUND also when the record
 * does not have it. @since 0.1 */
CRM_API crm_status crm_record_untag(crm_db *db, const char *entity, int64_t id, const char *name);

/** The tags that hold now, by name: tag, source, rule, tagged_at, expires_at.
 * @return CRM_OK; CRM_E_UNKNOWN; CRM_E_NOT_FOUND; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_record_tags(crm_db *db, const char *entity, int64_t id,
                                   crm_cursor **cursor_out);

#ifdef __cplusplus
}
#endif

#endif
