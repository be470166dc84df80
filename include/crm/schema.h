/* The catalogue of a database: standard and custom entities and fields, which no other call
 * tells apart. */
#ifndef CRM_SCHEMA_H
#define CRM_SCHEMA_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** name, label_en, label_zh, area, custom, fields. @since 0.1 */
CRM_API crm_status crm_schema_entities(crm_db *db, crm_cursor **cursor_out);
/** name, type, target, flags, size, label_en, label_zh, choices (JSON), custom. @since 0.1 */
CRM_API crm_status crm_schema_fields(crm_db *db, const char *entity, crm_cursor **cursor_out);
/** The whole catalogue for people, as Markdown. @since 0.1 */
CRM_API crm_status crm_schema_markdown(crm_db *db, crm_write write, void *context);

/** A new entity. Names: a letter, then letters, digits and "_", lower case, at most 60 bytes.
 * @return CRM_OK; CRM_E_INVALID for a bad name; CRM_E_EXISTS; CRM_E_DENIED; CRM_E_LIMIT. @since
 * 0.1 */
CRM_API crm_status crm_schema_add_entity(crm_db *db, const char *name, const char *label_en,
                                         const char *label_zh);

/** A new field. @since 0.1 */
typedef struct crm_field_options {
    size_t size;             /* sizeof(crm_field_options) */
    const char *target;      /* reference(s): the entity */
    const char *choices;     /* choice(s): "a,b,c", or "a=Label,b=Label" */
    const char *label_en;
    const char *label_zh;
    const char *initial;     /* default, as text */
    int32_t size_limit;      /* text: most bytes; decimal: digits after the point */
    int32_t required;
    int32_t unique;
    int32_t indexed;
    int32_t searchable;
    int32_t pii;
} crm_field_options;

/** Adds a field of `type` (text integer decimal money bool date time choice choices phone email url
 * reference references json): a real column, at once usable in every call.
 * @return CRM_OK; CRM_E_UNKNOWN; CRM_E_INVALID; CRM_E_EXISTS; CRM_E_DENIED; CRM_E_LIMIT. @since
 * 0.1 */
CRM_API crm_status crm_schema_add_field(crm_db *db, const char *entity, const char *name,
                                        const char *type, const crm_field_options *options);
/** Takes a custom field out of use; its values are no longer seen.
 * @return CRM_OK; CRM_E_UNKNOWN; CRM_E_MISUSE for a standard field; CRM_E_REFUSED, with the list,
 *   while stored rules read it; CRM_E_DENIED. @since 0.1 */
CRM_API crm_status crm_schema_retire_field(crm_db *db, const char *entity, const char *name);

#ifdef __cplusplus
}
#endif

#endif
