/*
 * Saving: the one way in which rows are written. Rows of one entity, many or one, are validated,
 * normalised, given their match keys, checked for duplicates, and handed to the store together
 * with their history, in one transaction. What goes wrong with a row stays with that row.
 *
 * What follows from a change elsewhere (rollups, clocks, timers) is kept by observers of the store
 * (store/observer.h), which crm__service_attach registers.
 */
#ifndef CRM_SERVICE_SAVE_H
#define CRM_SERVICE_SAVE_H

#include "model/record.h"
#include "store/rows.h"

enum save_on_match {
    SAVE_MATCH_CREATE, /* save, whatever is there */
    SAVE_MATCH_REVIEW, /* save, and put the pair up for review */
    SAVE_MATCH_SKIP,   /* do not save */
    SAVE_MATCH_MERGE,  /* fill the empty fields of the record that is there */
};

enum save_outcome {
    SAVE_CREATED,
    SAVE_UPDATED,   /* also when the record said so already */
    SAVE_DUPLICATE, /* SAVE_MATCH_SKIP: the record `match_id` is there already */
    SAVE_REJECTED,  /* `status`, `field` and `message` say why */
};

struct save_result {
    enum save_outcome outcome;
    crm_status status;         /* CRM_OK unless rejected */
    int64_t id;                /* of the record created or updated; 0 when there is none */
    int64_t match_id;          /* of the best duplicate found; 0 none */
    const struct entity *match_entity;
    struct text field;         /* rejected: the field, or empty */
    struct text message;       /* rejected: what and why */
};

struct save {
    /* In. */
    const struct entity *entity;
    const struct field *const *fields; /* of the columns of `rows`, in order */
    size_t field_count;
    const struct batch *rows;
    const int64_t *ids;         /* per row: the record to update, 0 to create; NULL: create all */
    const int64_t *versions;    /* per row: the version it was read at, 0 for any; NULL for any */
    const struct key *key;      /* rows without id: update the record with an equal unique key */
    struct text region;         /* of phones without a country; empty: the database's */
    enum save_on_match on_match;
    bool nulls_keep;   /* a null leaves a field of an existing record as it is;
                        * a normal form follows what was typed */
    bool keep_ids;     /* an id that no record has or had is the id of a new one */
    bool by_system;    /* derived fields may be written; for services only */
    bool all_or_none;  /* a rejected row fails the call, and nothing is written */
    bool dry_run;      /* everything but the commit */
    enum row_operation operation; /* for history; 0: create or update */
    /* Out: one result a row; texts live in `arena`, which the caller owns. */
    struct arena *arena;
    struct save_result *results;
    size_t created;
    size_t updated;
    size_t duplicates;
    size_t rejected; /* the four add up to the rows */
};

/*
 * Writes all rows in one transaction (a level of it when one is open). Row failures are results,
 * not failures of the call, unless all_or_none. What follows from rows that were saved before in
 * the transaction is written first; when that fails, the call fails, and the transaction with it.
 * @return CRM_OK; all_or_none: the first row's failure; CRM_E_DENIED when nothing of the entity may
 *         be created or written; CRM_E_MISUSE; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM.
 */
crm_status crm__save_rows(struct store *store, struct save *save);

/*
 * One record, its changed fields: a batch of one, all_or_none. `options` gives key, region,
 * on_match, dry_run and operation, and may be NULL; its results are not kept. On success the record
 * is as stored, with id and version.
 */
crm_status crm__save_record(struct store *store, struct record *record,
                            const struct save *options);

/*
 * For services that write a few named fields of one record, derived ones too:
 *     crm__save_fields(store, lead, id, ROW_CLAIM, fields, count, &id)
 * `id` 0 creates. `id_out` may be NULL.
 */
struct save_field {
    const char *name;
    struct value value;
};
crm_status crm__save_fields(struct store *store, const struct entity *entity, int64_t id,
                            enum row_operation operation, const struct save_field *fields,
                            size_t count, int64_t *id_out);

/* Deletes or brings back one record, or many. @return as crm__rows_delete and crm__rows_restore. */
crm_status crm__save_delete(struct store *store, const struct entity *entity, int64_t id);
crm_status crm__save_restore(struct store *store, const struct entity *entity, int64_t id);
crm_status crm__save_delete_all(struct store *store, const struct entity *entity,
                                const int64_t *ids, size_t count);
crm_status crm__save_restore_all(struct store *store, const struct entity *entity,
                                 const int64_t *ids, size_t count);

/* The standard entity of that name, for services; never NULL. */
const struct entity *crm__service_entity(struct store *store, const char *name);
const struct field *crm__service_field(const struct entity *entity, const char *name);

#endif
