/* One import while it runs, shared by its steps. */
#ifndef CRM_SERVICE_IMPORT_RUN_H
#define CRM_SERVICE_IMPORT_RUN_H

#include "service/import_input.h"
#include "service/import_map.h"
#include "service/import_reference.h"

struct import_run {
    struct store *store;
    struct env *env;
    const struct import_options *options;
    struct import_report *report; /* as committed */
    struct import_report next;    /* with the batch in work */
    const struct entity *entity;
    struct import_input input;
    struct import_rows rows;
    struct import_map map;
    struct import_references references;
    struct import_reading reading;
    struct zones zones;
    const struct key *key;
    struct arena arena;                              /* of the batch in work */
    struct batch batch;                              /* its sound rows, as values */
    const struct field *fields[IMPORT_TARGET_LIMIT]; /* of the batch's columns */
    size_t sources[IMPORT_TARGET_LIMIT]; /* by column: the target; or a reference, see below */
    bool is_reference[IMPORT_TARGET_LIMIT];
    size_t field_count;
    size_t *origins;      /* by row of the batch: row of `rows` */
    int64_t *ids;         /* by row of the batch: the record to update; NULL when no column says */
    struct buffer header; /* of rejected rows */
    struct buffer line;
    struct buffer rejects_header; /* of the file of rejected rows */
    struct buffer rejects;        /* what it gets next */
    struct writer *writer;        /* makes those */
    int64_t record_id;     /* of the import_run; 0 in a dry run */
    int64_t skip;          /* rows that an earlier run saved */
    bool key_kept;         /* the idempotency key stands in the database */
};

/* The rows of this batch as values; those that cannot be are rejected (import_batch.c). */
crm_status crm__import_batch_make(struct import_run *run);
crm_status crm__import_batch_save(struct import_run *run);

/* Hands a row of the batch in work back (import_reject.c): with what env->error says, or with
 * these words. */
crm_status crm__import_reject_error(struct import_run *run, size_t row, crm_status status);
crm_status crm__import_reject(struct import_run *run, size_t row, struct text field,
                              struct text reason);

/* The file of rejected rows: its header, and handing over what was gathered. */
crm_status crm__import_rejects_begin(struct import_run *run);
crm_status crm__import_rejects_flush(struct import_run *run);

/* The record of the import (import_journal.c). */
/* What the idempotency key stands for; CRM_DONE: it was done before. */
crm_status crm__import_journal_replay(struct import_run *run);
crm_status crm__import_journal_find(struct import_run *run); /* what an earlier run left */
crm_status crm__import_journal_begin(struct import_run *run);
crm_status crm__import_journal_move(struct import_run *run); /* with the batch */
crm_status crm__import_journal_end(struct import_run *run, crm_status status);

#endif
