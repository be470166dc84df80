/*
 * Import: rows of a CSV or NDJSON stream become records. The form, the encoding, the delimiter,
 * the entity and the field of every column are found out from the content and told to the host
 * before the first row is saved; what does not fit is handed back row by row, with its reason.
 *
 * Rows are saved in batches, each in a transaction that also moves the import's own record
 * (import_run) on, so an import that was killed goes on after the last row that was saved.
 * Always: created + updated + duplicates + rejected = rows.
 */
#ifndef CRM_SERVICE_IMPORT_H
#define CRM_SERVICE_IMPORT_H

#include "engine/typed.h"
#include "format/csv.h"
#include "service/save.h"

enum import_form { IMPORT_CSV, IMPORT_NDJSON };

enum import_use {
    IMPORT_UNUSED,   /* no field was found for it */
    IMPORT_KEPT,     /* its field is the library's own and cannot be set */
    IMPORT_DETECTED, /* the name says which field it is */
    IMPORT_GIVEN,    /* the caller said so */
    IMPORT_CONSTANT, /* no column: one value for all rows */
};

struct import_column {
    struct text name;   /* in the file; of a constant its value */
    struct text target; /* "mobile", "account.external_id"; empty: none */
    enum import_use use;
};

/* What was found out, before any row is saved. */
struct import_plan {
    enum import_form form;
    const char *encoding;
    int32_t confidence; /* percent, of the encoding */
    char delimiter;     /* CSV */
    bool has_header;    /* CSV */
    const struct entity *entity;
    bool entity_guessed;
    const struct key *key; /* rows with an equal key update the record; NULL: none */
    const struct import_column *columns;
    size_t column_count;
    int64_t skipped_rows; /* saved by the earlier run that this one resumes */
    int64_t rejects_size; /* bytes of its rejected rows; what the file has beyond is to be cut */
    struct text rejects_header; /* with which a file of rejected rows begins; NDJSON: empty */
};

struct import_reject {
    int64_t row;       /* from 1 */
    int64_t line;      /* of the file, from 1 */
    struct text field; /* may be empty */
    struct text reason;
    struct text header; /* the file's columns as a CSV line, without its end; NDJSON: empty */
    struct text text;   /* the row in the same form: a CSV line, or an object */
};

struct import_options {
    struct text name;            /* of the file, for the record of the import; empty: "import" */
    const struct entity *entity; /* NULL: guessed from the columns */
    struct text map; /* "src=dst,…": column to field or path; ":VALUE=dst" gives all rows a value;
                           "src=" leaves a column out */
    struct text key; /* fields of a unique key: rows with an equal one update */
    struct text source;    /* external_source of external ids; empty: "import" */
    struct text region;    /* of phones without a country; empty: the database's */
    struct text currency;  /* of money without one; empty: the database's */
    struct text time_zone; /* of times without an offset; empty: the database's */
    enum save_on_match on_match;
    enum encoding encoding; /* ENCODING_DETECT … */
    char delimiter;         /* 0 detects */
    enum csv_header header;
    enum date_order date_order;  /* of dates such as 5.1.24 */
    char decimal_mark;           /* '.' or ','; 0: '.' */
    bool references_must_exist;  /* do not create the sources, products, accounts that rows name */
    bool keep_ids; /* a row with an id that is not there makes a record of that id */
    bool dry_run;                /* everything but the writing */
    bool resume;                 /* go on after the last row saved by an import that was stopped */
    struct text idempotency_key; /* a finished import of that key answers with its report */
    int64_t size;                /* bytes of the input, for progress; 0: not known */
    size_t batch_rows;           /* 0: 4096 */
    /* May be NULL. A failure ends the import. */
    crm_status (*planned)(void *context, const struct import_plan *plan);
    crm_status (*rejected)(void *context, const struct import_reject *reject);
    /* The file of rejected rows, piece by piece, each batch's before it is committed: CSV or NDJSON
     * like the input, each row after its line, field and reason. Import passes over these. */
    crm_status (*rejects)(void *context, struct text bytes);
    void *context;
};

struct import_report {
    const struct entity *entity;
    int64_t run_id; /* of the import_run; 0 after a dry run */
    int64_t rows;   /* read, those of the run that was resumed among them */
    int64_t created;
    int64_t updated;
    int64_t duplicates; /* left out, SAVE_MATCH_SKIP */
    int64_t rejected;
    int64_t to_review;          /* created, but perhaps somebody who is there already */
    int64_t references_created; /* accounts, sources, products that rows named */
    int64_t unfinished_rows;    /* not resumed: saved by an earlier import that was stopped */
    int64_t rejects_size;       /* bytes of the file of rejected rows that belong to these */
    bool replayed;              /* nothing was done: the idempotency key was known */
};

/*
 * @return CRM_OK; CRM_E_INVALID: no entity fits, or the header is broken; CRM_E_UNKNOWN: a name in
 *         `map` or `key`; CRM_E_FORMAT: neither CSV nor NDJSON; CRM_E_CONFLICT: the idempotency key
 *         belongs to another file; CRM_E_CANCELLED: what was saved stays, resume goes on;
 *         CRM_E_DENIED; CRM_E_IO; CRM_E_BUSY; CRM_E_FULL; CRM_E_NOMEM. The report is filled as far
 *         as batches were committed, also on failure.
 */
crm_status crm__import_run(struct store *store, const struct import_options *options, crm_read read,
                           void *context, struct import_report *report);

#endif
