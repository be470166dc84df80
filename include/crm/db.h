/*
 * The database handle: opening, the acting user, transactions, errors, upkeep.
 *
 * A crm_db is used by one thread at a time; several handles on one database are independent.
 * Everything made from a handle (records, queries, cursors) holds a counted reference to it, so
 * handles can be freed in any order.
 */
#ifndef CRM_DB_H
#define CRM_DB_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_db crm_db;

/** The detail of the last failed call on a handle. Strings are never NULL; they are the handle's,
 * valid until its next call. */
typedef struct crm_error {
    crm_status status;
    const char *message; /* lower case, says the value and the limit */
    const char *entity;  /* "" when the failure is about no entity */
    const char *field;   /* "" when it is about no field */
    int64_t row;         /* 1-based row of a batch or file; 0 unknown */
    int64_t line;        /* 1-based line of a text; 0 unknown */
    int64_t column;      /* 1-based column, in code points; 0 unknown */
    int64_t record_id;   /* the record in the way, as for CRM_E_EXISTS; 0 none */
} crm_error;

#define CRM_OPEN_READ_ONLY 1u /* fail with CRM_E_READONLY on writes; the file must exist */
#define CRM_OPEN_MUST_EXIST 2u /* do not create: CRM_E_NOT_FOUND */
#define CRM_OPEN_MUST_CREATE 4u /* CRM_E_EXISTS when there is a database already */
/* Commits are not flushed to the disk one by one: a power cut may lose the last ones. */
#define CRM_OPEN_MAY_LOSE_LAST_COMMITS 8u

/** How to open. Zero means default. @since 0.1 */
typedef struct crm_open_options {
    size_t size;             /* sizeof(crm_open_options) */
    uint32_t flags;          /* CRM_OPEN_… */
    int32_t cache_mib;       /* page cache; default 64 */
    int64_t busy_limit_us;   /* longest wait for another writer; default 5 s */
    const char *time_zone;   /* IANA name for a new database; default "Asia/Shanghai" */
    const char *currency;    /* ISO 4217 for a new database; default "CNY" */
    const char *region;      /* ISO 3166 for phones without a country code; default "CN" */
    const char *vfs;         /* SQLite VFS name, for tests of faults; default the system's */
} crm_open_options;

/**
 * Makes a handle that is not yet open.
 * @param host  Copied; NULL for defaults.
 * @return CRM_OK; CRM_E_NOMEM; CRM_E_MISUSE when db_out is NULL or host->size is wrong.
 * @since 0.1
 */
CRM_API crm_status crm_db_new(const crm_host *host, crm_db **db_out);

/**
 * Opens or creates the database at `uri`: a path or "file:" URI is an SQLite file, ":memory:" one
 * that dies with the handle, "postgresql://…?schema=acme" a schema of a PostgreSQL database, which
 * must be there. What is missing is created or upgraded in one transaction.
 * @return CRM_OK; CRM_E_NOT_FOUND, CRM_E_EXISTS (see flags); CRM_E_FORMAT for a foreign file or a
 *   newer schema; CRM_E_REFUSED for a copy that crm_copy_run() has not finished; CRM_E_CORRUPT;
 *   CRM_E_BUSY; CRM_E_IO; CRM_E_FULL; CRM_E_READONLY, also for a server that is a replica;
 *   CRM_E_DENIED when the server refuses the user;
 *   CRM_E_UNSUPPORTED for a scheme this build has no driver for; CRM_E_MISUSE when open already;
 *   CRM_E_UNKNOWN, CRM_E_INVALID for a time zone, currency or region that there is not.
 * @since 0.1
 */
CRM_API crm_status crm_db_open(crm_db *db, const char *uri, const crm_open_options *options);

/** Frees the handle; the database closes when the last child is freed too. NULL is fine. @since
 * 0.1 */
CRM_API void crm_db_free(crm_db *db);

/** The last failure on this handle, its records and cursors; status CRM_OK after a success.
 * @since 0.1 */
CRM_API const crm_error *crm_db_error(crm_db *db);

/**
 * From now on calls read and write as this user: what the role does not allow is refused, what it
 * does not show is not found. 0 is the superuser, as after crm_db_open().
 * @return CRM_OK; CRM_E_NOT_FOUND when there is no such active user.
 * @since 0.1
 */
CRM_API crm_status crm_db_act_as(crm_db *db, int64_t user_id);

/**
 * Groups the writes that follow into one transaction; nests. Without it each call is its own.
 * @return CRM_OK; CRM_E_BUSY; CRM_E_IO; CRM_E_READONLY.
 * @since 0.1
 */
CRM_API crm_status crm_db_begin(crm_db *db);
/** Ends the innermost group; the outermost one commits. On failure it has been rolled back.
 * @since 0.1 */
CRM_API crm_status crm_db_commit(crm_db *db);
/** Undoes the innermost group. @since 0.1 */
CRM_API crm_status crm_db_rollback(crm_db *db);

/**
 * What belongs together, by calls on `db`; `context` is the caller's. A negative answer undoes all
 * of it. It may be called several times: what it changes elsewhere is its own affair.
 */
typedef crm_status (*crm_transaction_work)(crm_db *db, void *context);

/** How to run a transaction. Zero means default. @since 0.1 */
typedef struct crm_transaction_options {
    size_t size;                 /* sizeof(crm_transaction_options) */
    int32_t attempts;            /* runs of the work at most, 1 to 1000; default 8 */
    const char *idempotency_key; /* at most 200 characters: what is done under it is done once */
} crm_transaction_options;

/**
 * Runs `work` in a transaction and commits. Whenever somebody else is in the way (CRM_E_BUSY: a
 * locked file; on a server a conflict of transactions or a lost connection, too) all is undone and
 * run again, after random pauses that grow from 1 to 100 ms. An idempotency key is kept with what
 * was done, so that the same key does nothing later, and so that a commit whose answer was lost is
 * neither lost nor done twice. Within an open transaction `work` is a group of it, and runs once.
 * @return CRM_OK; CRM_DONE: done under this key before, `work` has not run now; the negative answer
 *   of `work`; CRM_E_BUSY after the last attempt; CRM_E_IO also when the answer to the commit was
 *   lost and there is no key; CRM_E_CONFLICT: the key stands for something else, as an import;
 *   CRM_E_MISUSE: also when `work` leaves another transaction open than the one it found.
 * @since 0.1
 */
CRM_API crm_status crm_transaction_run(crm_db *db, crm_transaction_work work, void *context,
                                       const crm_transaction_options *options);

/** Stops the call that another thread runs on this handle: it returns CRM_E_CANCELLED. The only
 * function that may be called from another thread. @since 0.1 */
CRM_API void crm_db_interrupt(crm_db *db);

/**
 * Copies the database, consistent and online, to a new file: others go on writing meanwhile, and
 * the copy holds what was committed when it began. The host's progress counts pages, or rows of a
 * server's schema, which becomes a database in a file, too: crm_copy_run() brings it back. A copy
 * that fails or is stopped leaves no file. Needs a superuser.
 * @return CRM_OK; CRM_E_MISUSE: of a schema, within a transaction; CRM_E_EXISTS when the file
 *   exists; CRM_E_NOT_FOUND when its folder does not; CRM_E_DENIED; CRM_E_INVALID: a name that is
 *   no file's; CRM_E_IO; CRM_E_FULL; CRM_E_CANCELLED; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_db_backup(crm_db *db, const char *path);

/** A table of facts by which the library judges what is typed. @since 0.1 */
typedef struct crm_table_version {
    const char *name;    /* "phone", "email" */
    const char *version; /* for people; both live as long as the library */
    uint64_t hash;       /* of its content */
} crm_table_version;

/**
 * The tables that the library carries, for a host that must say what judged a record.
 * @param index  From 0.
 * @return CRM_OK; CRM_DONE after the last; CRM_E_MISUSE when version_out is NULL.
 * @since 0.1
 */
CRM_API crm_status crm_table_versions(size_t index, crm_table_version *version_out);

/**
 * Gives this handle a newer table than the one that the library carries, for all that is typed from
 * now on. What is stored keeps its normal forms until crm_normals_rebuild(). A handle need not be
 * open.
 * @param name   "phone": a file of lib/engine/tables/make_phone.py, whole in memory; it is copied.
 * @param bytes  Checked to the last row: whatever they hold, they cannot do harm.
 * @param version_out  What has been loaded; may be NULL. Lives as long as the handle keeps the
 *   table.
 * @return CRM_OK; CRM_E_CORRUPT: no such table, cut, or of another checksum, and the old one stays;
 *   CRM_E_UNKNOWN for another name; CRM_E_NOMEM; CRM_E_MISUSE.
 * @since 0.1
 */
CRM_API crm_status crm_table_load(crm_db *db, const char *name, const void *bytes, size_t size,
                                  crm_table_version *version_out);

#ifdef __cplusplus
}
#endif

#endif
