/*
 * Saving: the one way in which rows are written. Rows of one entity, many or one, are validated,
 * normalised, given their match keys, checked for duplicates, and handed to the store together
 * with their history, in one transaction. What goes wrong with a row stays with that row.
 */
#ifndef CRM_SERVICE_SAVE_H
#define CRM_SERVICE_SAVE_H

#include "model/record.h"
#include "store/store.h"

enum save_on_match {
    SAVE_MATCH_CREATE, /* save, whatever is there */
    SAVE_MATCH_REVIEW, /* save, and put the pair up for review */
    SAVE_MATCH_SKIP,   /* do not save */
    SAVE_MATCH_MERGE,  /* fill the empty fields of the record that is there */
};

enum save_outcome {
    SAVE_CREATED,
    SAVE_UPDATED,
    SAVE_UNCHANGED, /* an update that says what is there already; counts as updated */
    SAVE_DUPLICATE, /* SAVE_MATCH_SKIP: the record `match_id` is there already */
    SAVE_REJECTED,  /* `status`, `field` and `message` say why */
};

struct save_result {
    enum save_outcome outcome;
    crm_status status;         /* CRM_OK unless rejected */
    int64_t id;                /* of the record created or updated; 0 when rejected */
    int64_t match_id;          /* of the best duplicate found; 0 none */
    const struct entity *match_entity;
    const struct field *field; /* rejected: the field, or NULL */
    struct text message;       /* rejected: what and why; in the save's arena */
};

struct save {
    /* In. */
    const struct entity *entity;
    const struct field *const *fields; /* of the columns of `rows`, in order; none derived */
    size_t field_count;
    const struct batch *rows;
    const int64_t *ids;         /* per row: the record to update, 0 to create; NULL: create all */
    const int64_t *versions;    /* per row: the version it was read at, 0 for any; NULL for any */
    const struct key *key;      /* rows without id: update the record with an equal unique key */
    enum save_on_match on_match;
    bool by_system;    /* derived fields may be written, access is not asked: for services only */
    bool all_or_none;  /* a rejected row fails the call, and nothing is written */
    bool dry_run;
    struct text reason; /* kept in history; may be empty */
    /* Out: one per row, in `arena`. */
    struct arena *arena;
    struct save_result *results;
    size_t created, updated, duplicates, rejected; /* add up to the rows */
};

/*
 * Writes all rows in one transaction (a savepoint when one is open). Row failures are results, not
 * failures of the call, unless all_or_none. @return CRM_OK; all_or_none: the first row's failure;
 * CRM_E_DENIED; CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_NOMEM.
 */
crm_status crm__save_rows(struct store *store, struct save *save);

/* One record: a batch of one, all_or_none. `id` 0 creates. Gives the id. */
crm_status crm__save_record(struct store *store, struct record *record, struct save *options,
                            int64_t *id_out);

/*
 * For services that write a few named fields of one record they have checked themselves:
 *     crm__save_fields(store, lead, id, 3,
 *                      (struct save_field[]){{"pool", crm__value_int(pool)}, …}, &id)
 * `id` 0 creates. Runs as by_system.
 */
struct save_field {
    const char *name;
    struct value value;
};
crm_status crm__save_fields(struct store *store, const struct entity *entity, int64_t id,
                            const struct save_field *fields, size_t count, int64_t *id_out);

/*
 * Hooks: what else must be true when rows of an entity have been written (rollups of orders, the
 * clocks of a lead after a follow-up, the time in a stage). They run after the rows and before the
 * commit, for saves, deletes and restores alike, in the table's order (service/hooks.c). A hook
 * writes through crm__save_rows or the store's own queues.
 */
struct save_change {
    const struct entity *entity;
    size_t count;
    const int64_t *ids;
    const struct batch *before; /* the hook's fields, a column each; nulls where there was no row */
    const struct batch *after;  /* nulls where the row was deleted */
    const uint8_t *existed;     /* 1: there was a living row before */
    const uint8_t *exists;      /* 1: there is one now */
};

struct save_hook {
    const char *entity;
    /* "account,amount,placed_at": runs when one of them changed, or a row came or went. */
    const char *fields;
    crm_status (*after)(struct store *store, const struct save_change *change);
};

extern const struct save_hook crm__save_hooks[];
extern const size_t crm__save_hook_count;

/* Deletes or restores records, with access, history and hooks. */
crm_status crm__save_delete(struct store *store, const struct entity *entity, const int64_t *ids,
                            size_t count);
crm_status crm__save_restore(struct store *store, const struct entity *entity, const int64_t *ids,
                             size_t count);

#endif
