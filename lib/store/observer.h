/*
 * Observers: upper layers and the search index learn of row changes inside the transaction that
 * makes them, with the values before and after, and keep what derives from them: rollups, match
 * keys, search terms, timers.
 */
#ifndef CRM_STORE_OBSERVER_H
#define CRM_STORE_OBSERVER_H

#include "store/rows.h"

/* One batch of changed records. Borrowed for the time of the call. */
struct row_change {
    const struct entity *entity;
    enum row_operation operation; /* ROW_CREATE, ROW_UPDATE, ROW_DELETE, ROW_RESTORE or ROW_ERASE */
    const int64_t *ids;
    size_t count;
    /* Values before and after: column i holds fields[i], row j is of ids[j]. Fields are those that
     * were written and those that observers of the entity asked for. `before` is NULL for a create;
     * both are equal for a delete or a restore. An erase has no fields: the record was deleted, and
     * told as such, before. */
    const struct field *const *fields;
    size_t field_count;
    const struct batch *before;
    const struct batch *after;
};

/* Position among the change's fields; SIZE_MAX: it tells nothing of that one. */
size_t crm__change_column(const struct row_change *change, const char *name);
/* A value before (`rows` is change->before) or after; null where nothing is told of it. */
struct value crm__change_value(const struct row_change *change, const struct batch *rows,
                               const char *name, size_t row);

/*
 * What an observer remembers of changes, to write what follows from them in one go: items of one
 * size, in the order in which they came. It follows the levels of the transaction by itself: what
 * an undone level added is forgotten, and what an undone level had flushed is to be flushed again.
 */
struct gathering {
    size_t item_size;
    char *items;
    size_t count;
    size_t capacity;
    size_t flushed; /* items before this one are written */
    struct gathering_mark {
        size_t count;
        size_t flushed;
    } marks[STORE_DEPTH_LIMIT]; /* when each open level began */
};

/* A new item, cleared; NULL when there is no memory. Not to be called by `flush`. */
void *crm__gather(struct env *env, struct gathering *gathering);
void crm__gathering_free(struct gathering *gathering, struct env *env);

struct observer {
    const char *name;        /* for error messages */
    struct text entity;      /* of this entity only; empty: of all */
    /* Fields whose values are needed even when they are not written; of `entity`. */
    const char *const *fields; /* NULL-terminated, or NULL */
    /* After rows were written. Writing further rows is allowed. A failure undoes the call. */
    crm_status (*rows)(struct observer *observer, struct store *store,
                       const struct row_change *change);
    struct gathering *gathering;   /* NULL: it gathers nothing, and `flush` is not called */
    const char *const *derived;    /* entities that `flush` writes; NULL-terminated, or NULL */
    /* Before the outermost commit, before a query or a reading of derived rows, and when much has
     * come together: write what follows from the gathered items. A failure dooms the level. */
    crm_status (*flush)(struct observer *observer, struct store *store, void *items, size_t count);
    /* After a rollback of any level: forget what was read in it. */
    void (*reset)(struct observer *observer);
    void (*close)(struct observer *observer); /* when the store is closed; may free the observer */
    struct observer *next;                    /* the store's */
};

/* Adds an observer, which the caller keeps alive until its close is called; any function but `rows`
 * or `flush` may be NULL. Observers are told in the order in which they were added. */
void crm__store_observe(struct store *store, struct observer *observer);

#endif
