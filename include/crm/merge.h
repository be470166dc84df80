/*
 * Duplicates (查重合并): pairs of records that may be the same, and merging records into one, which
 * can be undone.
 */
#ifndef CRM_MERGE_H
#define CRM_MERGE_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Pairs to review whose records the acting user may both read, newest first: pair, entity_a, id_a,
 * name_a, entity_b, id_b, name_b, kinds (the keys they share), found_at.
 * @param limit  At most this many pairs; 0: all.
 * @return CRM_OK; CRM_E_INVALID: a negative limit; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_duplicates(crm_db *db, int64_t limit, crm_cursor **cursor_out);

/** What a person says of a pair. @since 0.1 */
enum {
    CRM_DUPLICATE_OPEN = 0,    /* to be reviewed, again */
    CRM_DUPLICATE_DISTINCT = 1 /* not the same: it is not put up again, whatever finds it */
};

/**
 * Decides a pair that the acting user may see. That two are the same is said by merging them.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED: it was merged; CRM_E_MISUSE: no such decision;
 *   CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_duplicates_decide(crm_db *db, int64_t pair, int32_t decision);

/** Which records to scan. Zero means default. @since 0.1 */
typedef struct crm_duplicates_options {
    size_t size;             /* sizeof(crm_duplicates_options) */
    int32_t partition_index; /* from 0: only the pairs of this one of the partitions, … */
    int32_t partition_count; /* … so many; 0: of the whole (docs/cluster.md) */
} crm_duplicates_options;

/** What a scan for duplicates found. @since 0.1 */
typedef struct crm_duplicates_report {
    int64_t records; /* looked at */
    int64_t found;   /* pairs that share a key */
    int64_t added;   /* of them new: put up for review */
} crm_duplicates_report;

/**
 * Looks for the duplicates of every lead, contact or account that the acting user may read, among
 * all three, by the keys they share: phone, mailbox, WeChat, registration number. A key that more
 * than ten others share says nothing; a pair that was decided before stays decided. Pairs are
 * written in transactions of a thousand: what was written before a failure stays.
 * @param options  May be NULL.
 * @return CRM_OK; CRM_E_UNSUPPORTED for other entities; CRM_E_UNKNOWN; CRM_E_INVALID: no such
 *   partition; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_duplicates_scan(crm_db *db, const char *entity,
                                       const crm_duplicates_options *options,
                                       crm_duplicates_report *report_out);

/**
 * Why two records are duplicates, or are not. A row for each kind of key, then the rows "rule" and
 * "review": key, result ("agree", "differ", "missing" …; of the rule "duplicates" or
 * "not_duplicates"; of the review "unseen", "open", "merged" or "distinct"), a, b (the keys as they
 * are compared), others (how many further records share the key).
 * @return CRM_OK; CRM_E_UNSUPPORTED: not leads, contacts or accounts; CRM_E_INVALID: one record
 *   twice; CRM_E_UNKNOWN; CRM_E_NOT_FOUND; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_match_explain(crm_db *db, const char *entity_a, int64_t id_a,
                                     const char *entity_b, int64_t id_b, crm_cursor **cursor_out);

/**
 * Makes records of one entity into one: ids[0], whose empty fields are filled from the others. What
 * pointed to the others points to it, they are deleted, and their ids lead to it.
 * @param reason     For the record of the merge; may be NULL.
 * @param merge_out  The merge, for crm_merge_undo().
 * @return CRM_OK; CRM_E_INVALID: fewer than 2 records, more than 100, or one named twice;
 *   CRM_E_UNSUPPORTED: not leads, contacts, accounts or records of a custom entity; CRM_E_UNKNOWN;
 *   CRM_E_NOT_FOUND; CRM_E_DENIED; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_merge_run(crm_db *db, const char *entity, const int64_t *ids, size_t count,
                                 const char *reason, int64_t *merge_out);

/**
 * What crm_merge_run() would change, a row a change: change ("set", "move", "delete"), of, before,
 * after. Nothing is written.
 * @return as crm_merge_run(). @since 0.1
 */
CRM_API crm_status crm_merge_preview(crm_db *db, const char *entity, const int64_t *ids,
                                     size_t count, crm_cursor **cursor_out);

/**
 * Undoes a merge: the deleted records come back, what pointed to them points to them again, and the
 * survivor's fields get their old values. What was edited since the merge stays as it was edited.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED: undone before, or the survivor is deleted or was
 *   merged away itself; CRM_E_EXISTS when a unique key was taken meanwhile; CRM_E_DENIED;
 *   CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM. @since 0.1
 */
CRM_API crm_status crm_merge_undo(crm_db *db, int64_t merge);

#ifdef __cplusplus
}
#endif

#endif
