/*
 * Transfer: importing CSV and NDJSON, and exporting files that import reads back.
 *
 * Import: form, encoding, delimiter, entity and the field of each column are found out from the
 * content. Rows are saved in batches of one transaction each; what does not fit is handed back.
 */
#ifndef CRM_TRANSFER_H
#define CRM_TRANSFER_H

#include "query.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a row does that may be somebody who is there already. */
#define CRM_IMPORT_REVIEW 0 /* it is saved, and the pair put up for review */
#define CRM_IMPORT_MERGE 1  /* it fills the empty fields of the record that is there */
#define CRM_IMPORT_SKIP 2   /* it is left out and counted as a duplicate */
#define CRM_IMPORT_CREATE 3 /* it is saved, without looking */

/* What became of a column. */
#define CRM_COLUMN_UNUSED 0   /* no field was found for it, or it was left out */
#define CRM_COLUMN_KEPT 1     /* its field is the library's own and cannot be set */
#define CRM_COLUMN_DETECTED 2 /* its name says which field it is */
#define CRM_COLUMN_GIVEN 3    /* `map` says so */
#define CRM_COLUMN_CONSTANT 4 /* no column: `name` is the value that all rows take */

typedef struct crm_import_column {
    const char *name;
    const char *field; /* "mobile", "account.external_id"; "" for none */
    int32_t use;       /* CRM_COLUMN_… */
    int32_t reserved;
} crm_import_column;

/** What was found out, told before any row is saved. Everything in it is lent for the call. */
typedef struct crm_import_plan {
    const char *entity;
    const char *format;         /* "csv", "ndjson" */
    const char *encoding;       /* "UTF-8", "GB18030", … */
    int32_t encoding_certainty; /* percent */
    int32_t entity_guessed;     /* non-zero: from the columns */
    char delimiter[4];          /* CSV; else "" */
    int32_t has_header;
    const crm_import_column *columns;
    int64_t column_count;
    int64_t skipped_rows; /* resumed: saved by the earlier run */
    int64_t rejects_size; /* resumed: bytes of its rejected rows; cut the file of them there */
    const char *rejects_header; /* with which that file begins, for one that is gone; NDJSON: "" */
} crm_import_plan;

/** A row that was not saved. Everything in it is lent for the call. */
typedef struct crm_import_reject {
    int64_t row;       /* of the input's rows, from 1 */
    int64_t line;      /* of the input's lines, from 1 */
    const char *field; /* "" when it is about no field */
    const char *reason;
    const char *header; /* the input's columns as a CSV line without its end; NDJSON: "" */
    const char *text;   /* the row in the same form: a CSV line, or an object */
} crm_import_reject;

/** How to import. Zero means default; texts may be NULL. @since 0.1 */
typedef struct crm_import_options {
    size_t size;            /* sizeof(crm_import_options) */
    const char *name;       /* of the file: how an import that was stopped is found again */
    const char *entity;     /* default: guessed from the columns */
    const char *map;        /* "column=field,…"; "column=" leaves it out, ":value=field" gives all
                               rows a value; fields may be paths: "customer=account.external_id" */
    const char *key;        /* fields of a unique key: rows with an equal one update the record */
    const char *source;     /* external_source of external ids; default "import" */
    const char *region;     /* ISO 3166, of phones without a country; default the database's */
    const char *currency;   /* of money without one; default the database's */
    const char *time_zone;  /* of times without an offset; default the database's */
    const char *encoding;   /* default: detected */
    const char *date_order; /* "dmy", "mdy", "ymd": of dates such as 5.1.24; default: refused */
    const char *idempotency_key;   /* a finished import of that key answers with its report,
                                      one that was stopped goes on */
    int64_t input_size;            /* bytes, for progress; 0: not known */
    int32_t on_match;              /* CRM_IMPORT_… */
    int32_t references_must_exist; /* do not create the accounts, sources, products rows name */
    int32_t dry_run;               /* everything but the writing */
    int32_t resume;     /* go on after the last row saved by an import that was stopped */
    int32_t batch_rows; /* rows of a transaction; default 4096 */
    int32_t keep_ids;   /* a row whose id is not there makes a record of that id: to move records to
                           another database. Superusers only */
    void *context; /* of the three functions, which may be NULL; non-zero ends the import */
    int32_t (*planned)(void *context, const crm_import_plan *plan);
    int32_t (*rejected)(void *context, const crm_import_reject *reject);
    /* Receives the file of rejected rows: CSV or NDJSON like the input, in UTF-8, each row after
     * its line, field and reason, which import passes over: put right, it can be imported. The rows
     * of a batch come before it is committed. */
    crm_write rejects;
} crm_import_options;

/** created + updated + duplicates + rejected = rows. @since 0.1 */
typedef struct crm_import_report {
    int64_t run_id; /* record of import_run; 0 after a dry run */
    int64_t rows;   /* those saved by the run that was resumed among them */
    int64_t created;
    int64_t updated;
    int64_t duplicates; /* left out: CRM_IMPORT_SKIP */
    int64_t rejected;
    int64_t to_review;          /* created, but perhaps somebody who is there already */
    int64_t references_created; /* accounts, sources, products that rows named */
    int64_t unfinished_rows;    /* not resumed: saved by an earlier import that was stopped */
    int64_t rejects_size;       /* bytes of `rejects` that belong to these rows; cut off what is
                                   beyond after a failure */
    int64_t replayed;           /* non-zero: the idempotency key was known, nothing was done */
} crm_import_report;

/**
 * Imports all rows of the input.
 * @param report_out  What was committed, also when the call fails.
 * @return CRM_OK, also when rows were rejected; CRM_E_INVALID: no entity fits, a required field has
 *   no column, the header is broken; CRM_E_UNKNOWN: a name in the options; CRM_E_FORMAT: a JSON
 *   array; CRM_E_CONFLICT: the idempotency key belongs to another input; CRM_E_CANCELLED: what was
 *   committed stays, resume goes on; CRM_E_DENIED; CRM_E_IO; CRM_E_BUSY; CRM_E_FULL; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_import_run(crm_db *db, const crm_import_options *options, crm_read read,
                                  void *read_context, crm_import_report *report_out);

/** What to export, where to, and how. Zero means default; texts may be NULL. @since 0.1 */
typedef struct crm_export_options {
    size_t size;           /* sizeof(crm_export_options) */
    const char *entity;    /* its records; */
    const char *where;     /* those for which this rule (CEL) is true, */
    const char *fields;    /* these fields and paths; default: the id and all that import takes, */
    const char *sort;      /* in this order ("-score,name"); default by id, */
    int64_t limit;         /* at most so many; 0 all */
    crm_query *query;      /* instead of these five; it stays the caller's */
    const char *path;      /* a file, replaced when all is written, else untouched; or `write` */
    int32_t format;        /* CRM_FORMAT_CSV (0 too), _NDJSON, _JSON, _ARROW */
    int32_t bom;           /* CSV: begins with a byte order mark (Excel); UTF-16 always does */
    int32_t crlf;          /* CSV: lines end with CR LF */
    int32_t unguarded;     /* CSV: cells that a spreadsheet takes for formulas are left as they are;
                              else they begin with an apostrophe, which import takes off */
    const char *delimiter; /* CSV: "," (default), ";", "|" or a tab */
    const char *encoding;  /* CSV: "utf-8" (default), "gb18030", "utf-16le", "utf-16be" */
    const char *labels;    /* CSV: "en" or "zh": the header has labels in that language */
    int32_t partition_index; /* from 0: only the records of this one of the partitions, … */
    int32_t partition_count; /* … so many; 0: of the whole (docs/cluster.md). Goes with entity; a
                                query has its own, crm_query_partition() */
} crm_export_options;

/** @since 0.1 */
typedef struct crm_export_report {
    int64_t rows;
    int64_t size; /* bytes that the file has, or that `write` received */
} crm_export_report;

/**
 * Exports records or the rows of a query, in one unchanging view of the database. Progress counts
 * rows; memory does not grow with them.
 * @param write  Receives the bytes; NULL when options->path names a file.
 * @param report_out  May be NULL.
 * @return CRM_OK; CRM_E_UNKNOWN, CRM_E_SYNTAX, CRM_E_INVALID: the options; CRM_E_MISUSE;
 *   CRM_E_UNSUPPORTED: the encoding; CRM_E_NOT_FOUND: no such folder; CRM_E_DENIED; CRM_E_FULL;
 *   CRM_E_CANCELLED; CRM_E_IO, also when `write` says stop; CRM_E_BUSY; CRM_E_NOMEM. A file is
 *   then what it was before; `write` has received a part.
 * @since 0.1
 */
CRM_API crm_status crm_export_run(crm_db *db, const crm_export_options *options, crm_write write,
                                  void *write_context, crm_export_report *report_out);

#ifdef __cplusplus
}
#endif

#endif
