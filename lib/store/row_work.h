/*
 * Row work: what inserting, updating, deleting and restoring have in common. The rows in work are
 * those that got through the checks so far; each step may drop some of them.
 */
#ifndef CRM_STORE_ROW_WORK_H
#define CRM_STORE_ROW_WORK_H

#include "db/driver.h"
#include "store/rows.h"

enum { ROWS_TOGETHER = 32 };

enum row_state {
    ROW_KEPT,
    ROW_UNCHANGED, /* nothing to write */
    ROW_REJECTED,
};

/* A row that the database refused. */
struct row_refusal {
    uint32_t row; /* in work */
    crm_status status;
    const struct key *key; /* the unique key that is taken; NULL: the id, or not a matter of keys */
    bool is_id;
};

struct row_work {
    struct store *store;
    struct row_write *write;
    const struct entity *entity;
    struct arena arena;
    size_t count;
    uint32_t *source;   /* row in work -> row of `write` */
    int64_t *ids;       /* by row in work */
    int64_t *versions;  /* before the write; NULL for an insert */
    uint8_t *states;    /* enum row_state */
    size_t kept;        /* rows in ROW_KEPT */

    /* Those written, then those that observers and unique keys need. */
    const struct field **fields;
    size_t field_count;
    size_t written_count;
    struct batch before; /* views: column i holds fields[i], row j is row j in work */
    struct batch after;
    /* What the views borrow from, besides the caller's batch. */
    struct batch old;
    struct batch links;
    struct batch fresh;

    /* Updates: bit i of row j's words says that fields[i] changes. NULL: every written field. */
    uint64_t *changed;
    size_t changed_words;
    uint8_t *counts; /* by row: the change is one for version and history */

    struct row_refusal *refusals;
    size_t refusal_count;
    size_t refusal_capacity;
};

/* Checks what every write must hold, and makes the list of fields. */
crm_status crm__work_init(struct row_work *work, struct store *store, struct row_write *write);
void crm__work_free(struct row_work *work);
/* Rows that the caller gave. */
static inline size_t crm__work_wanted(const struct row_work *work)
{
    return work->write->rows ? work->write->rows->row_count : work->write->count;
}

/* How many of `count` rows a statement takes at once: ROWS_TOGETHER, where each run of a statement
 * has its price; 1 for few rows, and where a network sends many runs in one go. */
static inline size_t crm__work_together(const struct row_work *work, size_t count)
{
    return count >= ROWS_TOGETHER / 4 && !work->store->db->caps.round_trips ? ROWS_TOGETHER : 1;
}

/* Who writes, as history and rows say it. */
static inline struct value crm__actor_value(const struct store *store)
{
    return store->actor.user_id ? crm__value_int(store->actor.user_id) : VALUE_OF_NULL;
}

/* Room for `count` rows, all kept. */
crm_status crm__work_rows(struct row_work *work, size_t count);

static inline bool crm__work_changes(const struct row_work *work, size_t row, size_t field)
{
    return !work->changed ||
           work->changed[row * work->changed_words + (field >> 6)] >> (field & 63) & 1;
}

/* env->error tells of row `row` (of the caller's batch, from 0) and of no other record. */
crm_status crm__row_fail(struct env *env, crm_status status, size_t row);

/* The failure in env->error is row `row`'s: hands it to the caller, or ends the call with it. */
crm_status crm__work_reject(struct row_work *work, size_t row, crm_status status);
/* The same for a row of the caller's batch that has not come into work. */
crm_status crm__write_reject(struct store *store, struct row_write *write, size_t row,
                             crm_status status);
/* Takes a row out of work. */
void crm__work_drop(struct row_work *work, size_t row, enum row_state state);
/* The rows that are kept, in the arena. */
crm_status crm__work_chosen(struct row_work *work, uint32_t **chosen_out);

/* Do changed references lead to live records? */
crm_status crm__work_check_references(struct row_work *work);

/* For crm__statement_many: remembers rows that break a unique key, if the caller wants to go on. */
struct db_conflict;
crm_status crm__work_refused(void *work, size_t row, crm_status status,
                             const struct db_conflict *conflict);
/* Tells the caller of them. */
crm_status crm__work_tell_refused(struct row_work *work);
/* After the rollback of a call that ended with CRM_E_EXISTS: says which key and whose it is. */
crm_status crm__work_explain(struct row_work *work, crm_status status);

/* Link rows of changed FIELD_REFERENCES fields. */
crm_status crm__work_write_links(struct row_work *work);
/* A history row for each row that is kept (and counts). */
crm_status crm__work_write_history(struct row_work *work, enum row_operation operation);
/* Grants and observers. The last step. */
crm_status crm__work_tell(struct row_work *work, enum row_operation operation);
struct row_change;
crm_status crm__observers_tell(struct store *store, const struct row_change *change);

#endif
