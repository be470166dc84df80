/*
 * Records: make, read, change, save, delete. Fields go by name, standard and custom alike; a wrong
 * name is CRM_E_UNKNOWN and the error says what was meant.
 */
#ifndef CRM_RECORD_H
#define CRM_RECORD_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_record crm_record;

/** A new, empty record with the entity's defaults. @return CRM_OK; CRM_E_UNKNOWN; CRM_E_NOMEM.
 * @since 0.1 */
CRM_API crm_status crm_record_new(crm_db *db, const char *entity, crm_record **record_out);

/** Reads one record; ids that were merged away lead to the survivor.
 * @return CRM_OK; CRM_E_NOT_FOUND, also when the acting user may not see it; CRM_E_UNKNOWN.
 * @since 0.1 */
CRM_API crm_status crm_record_get(crm_db *db, const char *entity, int64_t id,
                                  crm_record **record_out);

/** Reads the one record whose `field` has this value, given as text: a unique field such as
 * "login", or any other that happens to be.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_EXISTS when several have it; CRM_E_UNKNOWN; CRM_E_INVALID.
 * @since 0.1 */
CRM_API crm_status crm_record_find(crm_db *db, const char *entity, const char *field,
                                   const char *text, size_t size, crm_record **record_out);

CRM_API void crm_record_free(crm_record *record);

/*
 * Setters copy, check the value against the field, and keep the first failure, which
 * crm_record_save() then reports as well; so a chain of setters needs one check.
 * Each returns CRM_OK; CRM_E_UNKNOWN for a wrong name; CRM_E_INVALID for a bad value;
 * CRM_E_MISUSE for a field the library keeps itself.
 */
/** Any type from its text form: "12.50", "2026-03-02", "true", a choice, an id. Empty clears.
 * @since 0.1 */
CRM_API crm_status crm_record_set_text(crm_record *record, const char *field, const char *text,
                                       size_t size);
/** As crm_record_set_text(), but a reference may also be what people call the record: the value of
 * a unique field such as "login", or its name; in a list of references with "|" between them.
 * @return as above; CRM_E_NOT_FOUND: nothing is called so; CRM_E_EXISTS: several are. @since 0.1 */
CRM_API crm_status crm_record_set_named(crm_record *record, const char *field, const char *text,
                                        size_t size);
/** Integer, bool, reference (id), date (days), time (us UTC), money (minor units), decimal
 * (scaled). @since 0.1 */
CRM_API crm_status crm_record_set_int(crm_record *record, const char *field, int64_t value);
/** A REFERENCES field: ids in any order. @since 0.1 */
CRM_API crm_status crm_record_set_ids(crm_record *record, const char *field, const int64_t *ids,
                                      size_t count);
CRM_API crm_status crm_record_clear(crm_record *record, const char *field);
/** Several fields from a JSON object, as crm_record_json() writes it. @since 0.1 */
CRM_API crm_status crm_record_set_json(crm_record *record, const char *json, size_t size);

/** 0 before the first save. @since 0.1 */
CRM_API int64_t crm_record_id(const crm_record *record);
/** Grows by one with each save; 0 before the first. @since 0.1 */
CRM_API int64_t crm_record_version(const crm_record *record);
/** The field's text form, "" for null, NULL for a wrong name: the record's, valid until the next
 * call for this field. @since 0.1 */
CRM_API const char *crm_record_text(crm_record *record, const char *field);
/** @return CRM_OK; CRM_DONE when the field is null; CRM_E_UNKNOWN; CRM_E_MISUSE for a text
 * field. @since 0.1 */
CRM_API crm_status crm_record_int(crm_record *record, const char *field, int64_t *value_out);
/** The whole record as a JSON object; ids are strings, money is "12.50" in the currency of the
 * record's field `currency`. @since 0.1 */
CRM_API crm_status crm_record_json(crm_record *record, crm_write write, void *context);

#define CRM_MATCH_CREATE 0 /* save, though a duplicate may exist */
#define CRM_MATCH_REVIEW 1 /* save and put the pair up for review (the default of imports) */
#define CRM_MATCH_SKIP 2   /* do not save: CRM_E_EXISTS names the record in the way */
#define CRM_MATCH_MERGE 3  /* fill the empty fields of the record that is there */

/** How to save. Zero means default. @since 0.1 */
typedef struct crm_save_options {
    size_t size;           /* sizeof(crm_save_options) */
    const char *key;       /* upsert: a unique key, "field,field"; an equal record is updated */
    int32_t on_match;      /* CRM_MATCH_…: what a duplicate does; default CRM_MATCH_CREATE */
    int32_t dry_run;       /* check everything, write nothing */
} crm_save_options;

/**
 * Saves what changed: validates, normalises, writes keys and history, in one transaction.
 * @return CRM_OK; CRM_E_INVALID; CRM_E_EXISTS for a taken unique key; CRM_E_CONFLICT when the
 *   record was saved by somebody else since it was read and the same fields changed (the error
 *   names them); CRM_E_LIMIT when a total that follows from it leaves 64 bits; CRM_E_DENIED;
 *   CRM_E_NOT_FOUND; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL.
 * @since 0.1
 */
CRM_API crm_status crm_record_save(crm_record *record, const crm_save_options *options);

/** Deletes, so that crm_record_restore() can bring it back.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_DENIED; CRM_E_REFUSED. @since 0.1 */
CRM_API crm_status crm_record_delete(crm_db *db, const char *entity, int64_t id);
/** Brings a deleted record back.
 * @return CRM_OK; CRM_E_NOT_FOUND when there is no such record, or it is not deleted;
 *   CRM_E_EXISTS when a unique key was taken meanwhile; CRM_E_DENIED; CRM_E_REFUSED. @since 0.1 */
CRM_API crm_status crm_record_restore(crm_db *db, const char *entity, int64_t id);

/** Every change of the record, oldest first: sequence, at, actor, operation, version, field,
 * before, after. @since 0.1 */
CRM_API crm_status crm_record_history(crm_db *db, const char *entity, int64_t id,
                                      crm_cursor **cursor_out);

#ifdef __cplusplus
}
#endif

#endif
