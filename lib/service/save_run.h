/*
 * One run of crm__save_rows, shared by its steps. Every row has a line of cells: the fields given,
 * then what is derived from them, then the defaults that only new records take.
 */
#ifndef CRM_SERVICE_SAVE_RUN_H
#define CRM_SERVICE_SAVE_RUN_H

#include "service/normal.h"
#include "service/save.h"

enum save_state {
    ROW_PENDING, /* not yet decided, or held back because an earlier row has the same key */
    ROW_INSERT,
    ROW_CHANGE,
    ROW_SETTLED, /* its result is final */
};

struct save_row {
    enum save_state state;
    int64_t id;      /* of the record to write */
    int64_t version; /* expected; 0 any */
    bool is_new;     /* although it has an id */
};

struct save_run {
    struct store *store;
    struct env *env;
    struct save *save;
    size_t row_count;
    struct save_row *rows;
    const struct field **fields; /* of a line of cells */
    size_t width;
    size_t given;         /* the first fields are the caller's */
    size_t changing;      /* up to here they are written to existing records too */
    struct value *cells;  /* row_count lines of `width` */
    struct value *initials; /* a line: what a new record takes where it was given nothing */
    char region[REGION_SIZE];
    bool held_back;       /* rows are left for another pass */
    bool careful;         /* the rows were refused as a whole: find those that must be */
};

static inline struct value *crm__save_cell(const struct save_run *run, size_t row, size_t column)
{
    return &run->cells[row * run->width + column];
}

/* Column of that field in the line, or SIZE_MAX. */
size_t crm__save_column(const struct save_run *run, const struct field *field);

/* An update leaves this field as it is, for it was given nothing. */
bool crm__save_keeps(const struct save_run *run, size_t row, size_t column);

/* Settles a row as rejected with what env->error says. With all_or_none that is the call's
 * failure; otherwise CRM_OK. */
crm_status crm__save_reject(struct save_run *run, size_t row, crm_status status);

/* Does a failure of this kind come from what some row says? */
bool crm__save_is_of_a_row(crm_status status);

/* The steps, in order. */
crm_status crm__save_plan(struct save_run *run);      /* which fields make a line */
crm_status crm__save_check(struct save_run *run);     /* values against their fields */
crm_status crm__save_normalise(struct save_run *run); /* normal forms */
/* These six are one pass, repeated while rows were held back. */
crm_status crm__save_identify(struct save_run *run); /* which row is new, which updates what */
crm_status crm__save_meaning(struct save_run *run);  /* subjects and rules make sense */
crm_status crm__save_stage(struct save_run *run);    /* opportunities move as they may */
crm_status crm__save_match(struct save_run *run);    /* duplicates of the new ones */
crm_status crm__save_validity(struct save_run *run); /* can the lead be reached? */
crm_status crm__save_write(struct save_run *run);    /* rows and history */

#endif
