/*
 * Rows: writing and reading records of one entity in batches. A single record is a batch of one.
 *
 * Writes authorise, check versions, references and unique keys, write the rows, their links and one
 * history row for each changed record, and tell the observers: all in one transaction level, so a
 * failed call leaves nothing behind. The caller has validated and normalised the values: only
 * service/save writes through here.
 *
 * Errors about a row set env->error.row (from 1), entity, field, and record_id.
 */
#ifndef CRM_STORE_ROWS_H
#define CRM_STORE_ROWS_H

#include "model/record.h"
#include "store/store.h"

/* What happened to a record; kept in history, so numbers never change. */
enum row_operation {
    ROW_CREATE = 1,
    ROW_UPDATE = 2,
    ROW_DELETE = 3,
    ROW_RESTORE = 4,
    ROW_MERGE = 5,   /* an update by a merge */
    ROW_UNMERGE = 6,
    ROW_CONVERT = 7,
    ROW_UNCONVERT = 8,
    ROW_ASSIGN = 9,
    ROW_CLAIM = 10,
    ROW_RELEASE = 11,
    ROW_RECYCLE = 12,
    ROW_ERASE = 13,  /* the record and its history are gone for good */
    ROW_OPERATION_COUNT,
};
const char *crm__row_operation_name(enum row_operation operation); /* "create" … */

struct row_write {
    const struct entity *entity;
    const struct field *const *fields; /* distinct, of the entity */
    size_t field_count;
    const struct batch *rows; /* column i holds fields[i]; NULL for delete and restore */
    size_t count;             /* rows, when `rows` is NULL */
    /* One a row. Insert: 0 is replaced by the new id, another number is taken as it is. Elsewhere:
     * the records to write; a record must not appear twice. */
    int64_t *ids;
    /* The versions that the caller has read; NULL, or 0 for a row: whatever it is. */
    const int64_t *versions;
    /* Update: a null leaves the field as it is, instead of clearing it; only a normal form follows
     * what was typed. */
    bool nulls_keep;
    bool derived;    /* references are those of other records, and lead where theirs lead */
    enum row_operation operation; /* for history; 0: create, update … by the function */
    struct text reason;           /* for history: why; may be empty */
    /*
     * Without `reject` the first bad row ends the call. With it, a row that is missing, denied, in
     * conflict, breaks a unique key or points nowhere is handed over (the detail is in env->error),
     * the others are written. It returns CRM_OK to go on.
     */
    crm_status (*reject)(void *context, size_t row, crm_status status);
    void *context;
    size_t written; /* out: rows that were changed */
};

/*
 * New records. System fields are set by the store: id, version 1, created_*, updated_*. The caller
 * may give owner, external_source, external_id and, for records that lived elsewhere before,
 * created_at, created_by, updated_at and updated_by (a null takes the usual value).
 * @return CRM_OK; CRM_E_DENIED; CRM_E_EXISTS (fields, row, and record_id when the acting user may
 *         see that record); CRM_E_INVALID: a reference that leads nowhere; CRM_E_READONLY …
 */
crm_status crm__rows_insert(struct store *store, struct row_write *write);

/*
 * Changes records: reads them, compares, and writes only what differs. A row without a difference
 * is not touched. A change adds 1 to the version and sets updated_*, unless all changed fields are
 * FIELD_NO_HISTORY (counters and caches do not get in an editor's way).
 * @return as insert; CRM_E_NOT_FOUND; CRM_E_CONFLICT: the version is another, naming the fields
 *         that both sides changed, or those that the other side did when they are disjoint.
 */
crm_status crm__rows_update(struct store *store, struct row_write *write);

/* Deletes records so that they can be restored: they leave every read, their unique keys are free.
 * Uses entity, ids, count, versions, reject. @return as update. */
crm_status crm__rows_delete(struct store *store, struct row_write *write);
/* Brings deleted records back; CRM_E_EXISTS when a unique key was taken meanwhile; CRM_E_NOT_FOUND
 * when the record is not deleted. */
crm_status crm__rows_restore(struct store *store, struct row_write *write);

/* Removes records, their links, match keys and history, for good; one ROW_ERASE row without content
 * remains for each. Needs a superuser or elevation. Missing ids are skipped. */
crm_status crm__rows_purge(struct store *store, const struct entity *entity, const int64_t *ids,
                           size_t count);

enum rows_flag {
    ROWS_DELETED = 1 << 0, /* deleted records, too */
};

/*
 * Reads records by id, in the order asked, into `batch`, whose columns are replaced by `fields`; a
 * batch that is used again for the same fields keeps its memory.
 * found[i] (may be NULL) says whether row i is there; a missing row is all null. Without `found`,
 * a missing row is CRM_E_NOT_FOUND naming the id.
 */
crm_status crm__rows_get(struct store *store, const struct entity *entity,
                         const struct field *const *fields, size_t field_count, const int64_t *ids,
                         size_t count, uint32_t flags, uint8_t *found, struct batch *batch);

/* One record into a fresh `record` (crm__record_init of that entity): all fields that it knows. */
crm_status crm__row_load(struct store *store, int64_t id, uint32_t flags, struct record *record);

/*
 * For every row of a batch the id of the live record that has the same unique key; 0 for none, and
 * for rows with a null in the key. columns[i] is the batch column of key->fields[i].
 */
crm_status crm__rows_lookup(struct store *store, const struct entity *entity, const struct key *key,
                            const struct batch *rows, const size_t *columns, int64_t *ids_out);

/* Which of the ids are live records that the acting user may read: visible[i] is 1 or 0. */
crm_status crm__rows_visible(struct store *store, const struct entity *entity, const int64_t *ids,
                             size_t count, uint8_t *visible);
/* The same, that he may change. */
crm_status crm__rows_writable(struct store *store, const struct entity *entity, const int64_t *ids,
                              size_t count, uint8_t *writable);

#endif
